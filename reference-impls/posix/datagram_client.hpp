// SPDX-License-Identifier: MIT
//
// datagram_client: one question, one answer, from the one server that was asked.
#pragma once

#include "client_options.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace cleave::posix {

class datagram_client {
  public:
    /// max_datagram: the longest answer that receive() takes.
    explicit datagram_client(std::size_t max_datagram) : room_(max_datagram) {}

    complaint open(const client_options& options);

    /// Sends one datagram, of 0 bytes, too.
    complaint send(std::span<const std::byte> bytes);

    /// Waits for one datagram. answer: a view, valid until the next call. A datagram that is longer than what is taken
    /// is reported, and never passed off as whole; nobody listening there is reported at once.
    complaint receive(std::span<const std::byte>& answer);

  private:
    udp_socket socket_;
    std::vector<std::byte> room_;
    std::string server_;
};

} // namespace cleave::posix
