// SPDX-License-Identifier: MIT
//
// json_value: JSON that the suite itself reads: answers of testees, replies of servers, reports, kill matrices.
//
// Not the library's reader, which is under test here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::conformance {

struct json_member;

struct json_value {
    enum class type { null, boolean, number, string, array, object };

    type is = type::null;
    bool truth = false;
    std::string text;                // string: decoded; number: as written
    std::vector<json_value> items;   // array
    std::vector<json_member> fields; // object, in its order

    /// The field of that name; nothing where it is absent or this is no object.
    const json_value* find(std::string_view name) const;
    /// The string of that name, or of this value; empty where it is absent or no string.
    std::string string(std::string_view name) const;
    /// A number from 0 to 2^64 - 1; nothing for all else.
    std::optional<std::uint64_t> natural() const;
    std::uint64_t natural(std::string_view name, std::uint64_t otherwise = 0) const;
    double real(std::string_view name) const;
    bool boolean(std::string_view name) const;
    /// The elements of the array of that name; empty where it is absent or no array.
    const std::vector<json_value>& array(std::string_view name) const;
};

struct json_member {
    std::string name;
    json_value value;
};

/// Reads one JSON text. On failure `why` says what was expected, and where.
std::optional<json_value> parse_json(std::string_view text, std::string& why);

/// UTF-8 text as a JSON string.
std::string json_string(std::string_view text);

/// Builds a JSON text piece by piece; commas are its business.
class json_text_writer {
  public:
    json_text_writer& begin_object();
    json_text_writer& end_object();
    json_text_writer& begin_array();
    json_text_writer& end_array();
    json_text_writer& key(std::string_view name);
    json_text_writer& string(std::string_view value);
    json_text_writer& number(std::uint64_t value);
    json_text_writer& seconds(double value); // with three digits behind the point
    json_text_writer& boolean(bool value);
    /// key(name) and a value.
    json_text_writer& field(std::string_view name, std::string_view value) { return key(name).string(value); }
    json_text_writer& field(std::string_view name, const char* value) { return key(name).string(value); }
    json_text_writer& field(std::string_view name, std::uint64_t value) { return key(name).number(value); }
    json_text_writer& flag(std::string_view name, bool value) { return key(name).boolean(value); }

    const std::string& text() const { return text_; }

  private:
    void separate();

    std::string text_;
    bool first_ = true;
    bool behind_key_ = false;
};

/// A member that is an object of what a map holds: texts or numbers.
template <class Map>
void write_fields(json_text_writer& to, std::string_view name, const Map& map) {
    to.key(name).begin_object();
    for (const auto& [key, value] : map) to.field(key, value);
    to.end_object();
}

} // namespace cleave::conformance
