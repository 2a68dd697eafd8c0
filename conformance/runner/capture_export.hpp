// SPDX-License-Identifier: MIT
//
// capture_export: cases as a capture, pcapng, for Wireshark and tshark: each case a TCP connection, each delivery a
// segment, with the events that are due as comments.
//
//     SYN                              the case: its id and what it is about
//     SYN, ACK
//     ACK
//     PSH, ACK  [delivery 1]           begin 5
//     PSH, ACK  [delivery 2]           data "hello"
//     FIN, ACK  or  RST
//
// The same cases give the same bytes: times count up from the epoch, a millisecond a packet.
#pragma once

#include "delivery_plan.hpp"
#include "trace.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace cleave::conformance {

/// The largest delivery that is one segment; larger ones are several, of which the last has PSH.
inline constexpr std::size_t longest_segment = 65495;

/// Whether the case is about a stream; the others (values, JSON texts, encoders, datagrams) have nothing to show here.
bool is_exportable(const compiled_trace& one);

class capture_writer {
  public:
    capture_writer();

    /// A connection of its own. An empty delivery is a segment without bytes.
    void add(const compiled_trace& one, const schedule& deliveries);

    /// The whole file so far.
    const std::string& bytes() const { return file_; }

  private:
    struct side;
    void add_packet(const side& from, const side& to, unsigned flags, std::string_view data, std::string_view comment);
    void add_data(side& from, const side& to, std::string_view data, const std::string& comment);

    std::string file_;
    std::uint64_t packets_ = 0;
    std::uint32_t connections_ = 0;
};

} // namespace cleave::conformance
