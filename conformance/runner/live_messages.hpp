// SPDX-License-Identifier: MIT
//
// live_messages: what the bytes of a live peer mean, as the case at hand asks for it: bytes, or header messages.
#pragma once

#include "observation.hpp"
#include "trace.hpp"

#include <string_view>

namespace cleave::conformance {

/// Shows what a server has sent so far: `send`; or, where the case tells replies apart, `header` and `reply`, `data`
/// and `end`. What is not whole yet is not shown, unless it is data; is_over: nothing more will come.
void show_answers(const compiled_trace& one, std::string_view received, bool is_over, event_sink& sink);

/// Shows what a client has sent so far: `request` where the case asks for it, and the bytes behind it.
void show_requests(const compiled_trace& one, std::string_view received, bool is_over, event_sink& sink);

/// Shows a datagram as the case asks for it: `send`, or `datagram` with its size and the pattern that it matches.
/// next: of the first outcome's events, the one to be compared with; moves on.
void show_datagram(const compiled_trace& one, std::string_view received, std::size_t& next, event_sink& sink);

/// More bytes than a peer sends that does what the case expects, and some that show what it does instead.
std::size_t most_bytes_of(const compiled_trace& one);

/// Whether an event tells of something else than what came through the network: files, output, exit codes.
bool is_local(const expectation& event);

/// The case without those.
compiled_trace without_local_events(const compiled_trace& one);

} // namespace cleave::conformance
