// SPDX-License-Identifier: MIT
//
// capture_streams: the TCP connections of a capture, each direction as the bytes that its receiver read.
//
//     segments   [10, 14)  [6, 10)  [10, 14)  [14, 20)  [30, 34)
//     stream     6 ......... 10 ......... 14 ......... 20 (10 bytes missing) 30 ... 34
//
// Nothing is filled in, and nothing that is there is left out: a hole, a beginning that the capture does not hold,
// bytes that were sent again and differ are told where they are, and what follows is read. Checksums are not looked at:
// where the network card makes them, those of a capture are wrong.
#pragma once

#include "capture_layers.hpp"
#include "capture_packets.hpp"
#include "capture_store.hpp"
#include "trace.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cleave::conformance {

/// What was odd in a direction, and read past.
struct stream_oddity {
    std::uint64_t at = 0; // in the stream
    std::uint64_t packet = 0;
    std::string what;
};

/// One direction.
struct captured_direction {
    place from, to;
    stored_stream stored;
    bool has_beginning = false;       // else its first byte is the first one of the capture
    std::uint64_t size = 0;           // where the last byte ends, with the holes in front of it
    std::uint64_t missing = 0;        // bytes in all holes
    std::uint64_t missing_behind = 0; // of those, behind the last byte
    ending end = ending::open;        // eof: FIN; reset: the sender's RST
    std::uint64_t end_packet = 0;
    std::vector<stream_oddity> oddities; // the first 16
    std::uint64_t more_oddities = 0;

    bool is_whole() const { return has_beginning && missing == 0; }
};

struct captured_connection {
    std::size_t number = 0; // in the capture, from 1
    captured_direction from_client;
    captured_direction from_server;
};

/// Packets of which no byte is shown, and why.
struct passed_over {
    std::uint64_t packets = 0;
    std::uint64_t first = 0; // its number
};

struct capture_filter {
    std::uint16_t port = 0; // of either end; 0: any
    std::string host;       // an address of either end; empty: any
};

struct captured_connections {
    std::vector<std::unique_ptr<captured_connection>> connections; // in the order of their first packets
    std::uint64_t packets = 0;                                     // that were read
    std::uint64_t filtered = 0;                                    // TCP of another port or host
    std::map<std::string, passed_over> passed;                     // by reason
    std::optional<capture_error> error;                            // packets behind it are not read
    stream_store store;
};

/// Reads all packets. cost: linear; memory for what waits behind holes (at most 32 MiB in all), for 16 MiB of streams
/// and some 500 bytes for a connection that has bytes.
std::unique_ptr<captured_connections> read_connections(packet_reader& packets, const capture_filter& only = {});

/// A direction in memory, up to its first hole.
struct captured_stream {
    std::string bytes;
    std::vector<std::uint64_t> cuts;    // where segments ended, ascending, inside the stream
    std::vector<std::uint64_t> packets; // with which each segment had come: the greatest number so far
    ending end = ending::open;
};
captured_stream load_stream(stream_store& store, const captured_direction& one);

/// A piece of the exchange: up to here had this side sent, before the other went on.
struct captured_turn {
    bool is_client = true;
    std::uint64_t until = 0; // bytes of that side's stream
    bool ends = false;       // the stream's end was part of it
};
std::vector<captured_turn> turns_of(const captured_connection& one, const captured_stream& from_client,
                                    const captured_stream& from_server);

} // namespace cleave::conformance
