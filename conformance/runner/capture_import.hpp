// SPDX-License-Identifier: MIT
//
// capture_import: traces out of a capture. What they expect is what the library makes of the bytes: they say that
// nobody has looked at it yet, and somebody has to.
#pragma once

#include "trace_layout.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace cleave::conformance {

struct import_settings {
    std::string role = "frame_decoder"; // server: one trace a connection, else one for each direction that has bytes
    layout in = named_layouts()[0];     // of framing
    std::map<std::string, std::string> lines; // further lines of the traces' heads
    std::string origin;                       // the capture's name; the traces' begin with it
    std::uint16_t port = 0;                   // only connections from or to it; 0: all
    std::size_t connection = 0;               // only this one, counted from 1; 0: all
};

struct imported_trace {
    std::string id;
    std::string about;
    std::string text;
};

struct imported_traces {
    std::vector<imported_trace> traces;
    std::size_t passed_over = 0; // packets
    std::string error;           // why nothing is made; empty: all well
};

/// capture: a whole file, pcap or pcapng. Segments become the deliveries of the traces; they are hints, since a capture
/// shows neither what a card put on the wire nor what a read() returned.
imported_traces import_capture(std::span<const std::byte> capture, const import_settings& settings);

} // namespace cleave::conformance
