// SPDX-License-Identifier: MIT
//
// json: the second implementation's reader of JSON texts into trees, and its writer.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace second {

struct json_member;

struct json_value {
    enum class kind { null, boolean, number, string, array, object };

    kind of = kind::null;
    std::string text; // of a string; of a number or boolean as it was written
    std::vector<json_value> items;
    std::vector<json_member> members;

    const json_value* find(std::string_view key) const;
};

struct json_member {
    std::string key;
    json_value value;
};

inline const json_value* json_value::find(std::string_view key) const {
    for (const json_member& member : members)
        if (member.key == key) return &member.value;
    return nullptr;
}

struct json_reader_options {
    std::size_t depth = 32;
    std::size_t keys = 1024;
    std::size_t digits = 4300;
};

class json_reader {
  public:
    json_reader(std::string_view text, json_reader_options limits) : text_(text), limits_(limits) {}
    virtual ~json_reader() = default;

    /// False: error() says why.
    bool read(json_value& into);
    const std::string& error() const { return error_; }

  protected:
    bool fail(std::string_view code) {
        if (error_.empty()) error_ = code;
        return false;
    }
    /// A member of the outermost object: before its value is read, and behind it.
    virtual bool member_begins(const std::string&, char /*first*/) { return true; }
    virtual bool member_ends(const std::string&, const json_value&) { return true; }
    /// The first character of the text's value.
    virtual bool text_begins(char) { return true; }

  private:
    bool at_end() const { return at_ == text_.size(); }
    char peek() const { return at_end() ? '\0' : text_[at_]; }
    bool end_or(std::string_view code) { return fail(at_end() ? "json_truncated" : code); }
    void skip_space();
    bool read_value(json_value& into);
    bool read_literal(json_value& into);
    bool read_number(json_value& into);
    bool read_digits();
    bool read_string(std::string& into, char quote);
    bool read_escape(std::string& into);
    bool read_hex(unsigned& unit);
    bool read_surrogates(unsigned first, std::string& into);
    bool read_utf8(std::string& into);
    bool read_array(json_value& into);
    bool read_object(json_value& into);
    bool read_key(std::string& key, std::unordered_set<std::string>& keys);

    std::string_view text_;
    json_reader_options limits_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    std::string error_;
};

/// As Python's json.dumps writes it.
std::string to_json(const json_value& value);

/// Reads one code point that is well-formed; its bytes, or 0.
std::size_t utf8_length(std::string_view text, char32_t& code_point);
void append_utf8(std::string& into, char32_t code_point);

} // namespace second
