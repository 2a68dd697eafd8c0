// SPDX-License-Identifier: MIT
//
// library_values: what the library does with one buffer at a time: struct values, JSON texts, frames to be encoded.
#pragma once

#include "observation.hpp"
#include "trace.hpp"

#include <string>
#include <string_view>

namespace cleave::conformance {

/// The role `value`: pack, unpack, unpack_from, iter_unpack, calcsize. returns: why it cannot be done, or nothing.
std::string run_value(const compiled_trace& one, std::string_view buffer, event_sink& sink);

/// The role `json`: reads the text and shows it as json.dumps would write it, numbers as they came.
void run_json(const compiled_trace& one, std::string_view text, event_sink& sink);

/// Ways to encode a frame.
enum class encoding { frame, header, in_place };

/// The role `frame_encoder` for one payload.
void run_encoder(const compiled_trace& one, encoding how, std::string_view payload, event_sink& sink);

} // namespace cleave::conformance
