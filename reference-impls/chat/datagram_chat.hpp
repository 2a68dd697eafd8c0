// SPDX-License-Identifier: MIT
//
// datagram_chat: texts to and from the members of an address book, one datagram each.
//
//     @alex hello    to alex, and so are all lines from here on        q    ends
#pragma once

#include "address_book.hpp"
#include "input.hpp"
#include "posix/socket.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cleave::chat {

class datagram_chat {
  public:
    /// name: our own, in the book or not. max_datagram: the longest text that is taken.
    datagram_chat(std::string name, const address_book& book, input& typed, std::size_t max_datagram)
        : name_(std::move(name)), book_(book), typed_(typed), room_(max_datagram) {}

    posix::outcome open(const posix::address& at);
    posix::address local() const noexcept { return socket_.local(); }

    /// Until q is typed, or a signal comes.
    void run();

  private:
    bool take(const std::string& line);
    void choose(std::string_view name);
    void send(std::string_view text);
    void hear();
    void tell_unreached();

    std::string name_;
    const address_book& book_;
    input& typed_;
    posix::udp_socket socket_;
    std::vector<std::byte> room_;
    const member* to_ = nullptr; // whom lines go to
};

} // namespace cleave::chat
