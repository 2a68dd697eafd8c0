// SPDX-License-Identifier: MIT
//
// capture_import: traces out of a capture. What they expect is what the library makes of the bytes: they say that
// nobody has looked at it yet, and somebody has to.
#pragma once

#include "capture_packets.hpp"
#include "trace_layout.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
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

/// Takes a trace as soon as it is made. Returns why it cannot; empty: it did.
using trace_sink = std::function<std::string(const imported_trace&)>;

struct imported_traces {
    std::size_t traces = 0;         // that were kept
    std::uint64_t passed_over = 0;  // packets
    std::vector<std::string> notes; // what was skipped, and why
    std::string error;              // why nothing more was made; empty: all well
};

/// from: a capture, pcap or pcapng. Segments become the deliveries of the traces; they are hints, since a capture shows
/// neither what a card put on the wire nor what a read() returned. A direction of more than 64 KiB becomes several
/// traces, each of whole messages. A direction with a hole is imported up to there, one whose beginning is missing not
/// at all; each is noted. So are a message of more than 16 MiB, and an exchange of more than 4 MiB.
/// cost: linear; memory for the largest message, not for the capture.
imported_traces import_capture(const byte_source& from, const import_settings& settings, const trace_sink& keep);

} // namespace cleave::conformance
