// SPDX-License-Identifier: MIT
//
// declarations: what an implementation does by choice, as `start` or a profile says it. A choice that is declared is a
// fact of the report, not a failure; the suite checks it. The fields are described in conformance/README.md.
#pragma once

#include "json_value.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::conformance {

/// What a testee declares of its choices. Each member's first value is assumed where nothing is said.
struct declarations {
    std::string limit = "asked";       // asked | own | none | zero_is_none
    std::string reads = "length";      // length | header
    std::string end = "told";          // told | not_told
    std::string errors = "named";      // named | families | one
    std::string after_error = "stays"; // stays | closes | goes_on
    std::uint64_t length_bits = 64;
    std::optional<std::uint64_t> max_payload;

    std::vector<std::string> said; // which of them were made, by field

    bool says(std::string_view field) const;
    friend bool operator==(const declarations&, const declarations&) = default;
};

/// Reads the fields that `from` has over those in `into`. Returns what is wrong; empty where nothing is.
std::string read_declarations(const json_value& from, declarations& into);

/// Writes every field that was said, as members of the object that is open.
void write_declarations(json_text_writer& to, const declarations& from);

/// The value of a field as text: "header", "53"; empty where it has none.
std::string value_of(const declarations& from, std::string_view field);

/// The names of all fields.
const std::vector<std::string_view>& declaration_fields();

} // namespace cleave::conformance
