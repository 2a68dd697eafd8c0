// SPDX-License-Identifier: MIT
//
// trace_json: compiled traces as JSON, for runners in languages that read no traces.
// conformance/traces/trace_schema.json is the schema.
#pragma once

#include "json_value.hpp"
#include "trace.hpp"

#include <string>
#include <vector>

namespace cleave::conformance {

/// `"layout":` and an object with every question that a layout answers.
void write_layout(json_text_writer& to, const layout& one);

/// One case: an object without a line break. Bytes are lower-case hexadecimal, or their parts (byte_parts) where they
/// are long; 64-bit numbers are JSON numbers, apart from seeds.
std::string to_json(const compiled_trace& one);

/// All cases that `asked_for` and `features` allow, as one document; what fails to compile is a problem. A case of more
/// than 256 KiB is only named, in "leftOut".
std::string vectors_json(const std::vector<trace>& traces, const layout& asked_for,
                         const std::vector<std::string>& features, std::vector<std::string>& problems);

} // namespace cleave::conformance
