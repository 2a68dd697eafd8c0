// SPDX-License-Identifier: MIT
//
// capture_streams: the TCP connections of a capture, each direction as the bytes that its receiver read.
//
//     segments   [10, 14)  [6, 10)  [10, 14)  [14, 20)
//     stream     6 ......... 10 ......... 14 ......... 20      put in order, what was sent again dropped
//
// Nothing is filled in: a gap, bytes that were sent again and differ, or a connection whose beginning is missing is an
// error of that connection. Checksums are not looked at: where they are made by the network card, those of a capture
// are wrong.
#pragma once

#include "capture_packets.hpp"
#include "trace.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cleave::conformance {

/// One direction.
struct captured_stream {
    std::string bytes;
    std::vector<std::uint64_t> cuts; // where segments ended, ascending, inside the stream
    ending end = ending::open;       // eof: FIN; reset: the sender's RST
};

/// A piece of the exchange: up to here had this side sent, before the other went on.
struct captured_turn {
    bool is_client = true;
    std::uint64_t until = 0; // bytes of that side's stream
    bool ends = false;       // the stream's end was part of it
};

struct captured_connection {
    std::size_t number = 0; // in the capture, from 1
    std::string client;     // 192.0.2.1:4711, [2001:db8::1]:4711: who connected
    std::string server;
    captured_stream from_client;
    captured_stream from_server;
    std::vector<captured_turn> turns;
    std::optional<capture_error> error;
};

struct captured_connections {
    std::vector<captured_connection> connections; // in the order of their first packets
    std::size_t passed_over = 0;                  // packets that are no TCP, or of another port
    std::optional<capture_error> error;           // about the capture: packets behind it are not read
};

/// packets: of read_packets(). port: only connections from or to it; 0: all.
captured_connections read_connections(std::span<const captured_packet> packets, std::uint16_t port = 0);

} // namespace cleave::conformance
