// SPDX-License-Identifier: MIT
#include "json_value.hpp"

#include <cleave/detail/utf8.hpp>

#include <charconv>
#include <cstdio>
#include <cstdlib>

namespace cleave::conformance {

namespace {

constexpr std::size_t deepest = 64;

class parser {
  public:
    explicit parser(std::string_view text) : text_(text) {}

    std::optional<json_value> run(std::string& why) {
        json_value whole;
        const bool good = value(whole, 0);
        space();
        if (good && at_ != text_.size()) fail("the end of the text");
        if (good && !detail::is_utf8(text_)) at_ = detail::utf8_prefix(text_), fail("UTF-8");
        why = why_;
        if (!why_.empty()) return std::nullopt;
        return whole;
    }

  private:
    bool fail(const std::string& expected) {
        if (why_.empty()) {
            why_ = "expected " + expected + " at byte " + std::to_string(at_) + ", found ";
            why_ += at_ < text_.size() ? "'" + std::string(text_.substr(at_, 16)) + "'" : "the end of the text";
        }
        return false;
    }

    void space() {
        while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
    }
    bool take(char c) {
        if (at_ == text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    bool word(std::string_view expected) {
        if (!text_.substr(at_).starts_with(expected)) return fail("a JSON value");
        at_ += expected.size();
        return true;
    }

    bool value(json_value& into, std::size_t depth) {
        space();
        if (depth > deepest) return fail("at most 64 levels");
        if (at_ == text_.size()) return fail("a JSON value");
        switch (text_[at_]) {
        case '{': return object(into, depth);
        case '[': return array(into, depth);
        case '"': into.is = json_value::type::string; return string(into.text);
        case 't':
            into.is = json_value::type::boolean;
            into.truth = true;
            return word("true");
        case 'f': into.is = json_value::type::boolean; return word("false");
        case 'n': return word("null");
        default: return number(into);
        }
    }

    bool object(json_value& into, std::size_t depth) {
        into.is = json_value::type::object;
        ++at_;
        space();
        if (take('}')) return true;
        do {
            space();
            auto& [name, member] = into.fields.emplace_back();
            if (at_ == text_.size() || text_[at_] != '"') return fail("a key");
            if (!string(name)) return false;
            space();
            if (!take(':')) return fail("':'");
            if (!value(member, depth + 1)) return false;
            space();
        } while (take(','));
        return take('}') || fail("',' or '}'");
    }

    bool array(json_value& into, std::size_t depth) {
        into.is = json_value::type::array;
        ++at_;
        space();
        if (take(']')) return true;
        do {
            if (!value(into.items.emplace_back(), depth + 1)) return false;
            space();
        } while (take(','));
        return take(']') || fail("',' or ']'");
    }

    bool digits() {
        const std::size_t from = at_;
        while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
        return at_ != from;
    }

    bool number(json_value& into) {
        into.is = json_value::type::number;
        const std::size_t from = at_;
        take('-');
        const std::size_t first = at_;
        bool good = digits() && (text_[first] != '0' || at_ == first + 1);
        if (good && take('.')) good = digits();
        if (good && (take('e') || take('E'))) {
            if (!take('+')) take('-');
            good = digits();
        }
        into.text = text_.substr(from, at_ - from);
        if (!good) at_ = from;
        return good || fail("a JSON value");
    }

    bool unit(unsigned& into) {
        const std::string_view digits = text_.substr(at_, 4);
        const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), into, 16);
        if (digits.size() != 4 || failure != std::errc{} || end != digits.data() + 4)
            return fail("four hexadecimal digits");
        at_ += 4;
        return true;
    }

    static void append_utf8(std::string& to, unsigned c) {
        const auto put = [&](unsigned byte) { to += static_cast<char>(byte); };
        if (c < 0x80) return put(c);
        if (c < 0x800) return put(0xc0 | c >> 6), put(0x80 | (c & 0x3f));
        if (c < 0x10000) return put(0xe0 | c >> 12), put(0x80 | (c >> 6 & 0x3f)), put(0x80 | (c & 0x3f));
        put(0xf0 | c >> 18), put(0x80 | (c >> 12 & 0x3f)), put(0x80 | (c >> 6 & 0x3f)), put(0x80 | (c & 0x3f));
    }

    bool string(std::string& into) {
        for (++at_; at_ < text_.size() && text_[at_] != '"';) {
            const char c = text_[at_++];
            if (static_cast<unsigned char>(c) < 0x20) return --at_, fail("no control character in a string");
            if (c != '\\') {
                into += c;
            } else if (!escape(into)) {
                return false;
            }
        }
        return take('"') || fail("'\"'");
    }

    bool escape(std::string& into) {
        constexpr std::string_view letters = "\"\\/bfnrt";
        constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
        const char letter = at_ < text_.size() ? text_[at_] : '\0';
        if (const auto known = letters.find(letter); known != std::string_view::npos) {
            into += meanings[known];
            ++at_;
            return true;
        }
        if (letter != 'u') return fail("an escape");
        ++at_;
        unsigned first = 0;
        if (!unit(first)) return false;
        if (first >= 0xd800 && first < 0xdc00) {
            unsigned second = 0;
            if (!take('\\') || !take('u') || !unit(second) || second < 0xdc00 || second > 0xdfff)
                return fail("the other half of a surrogate pair");
            first = 0x10000 + ((first & 0x3ff) << 10) + (second & 0x3ff);
        }
        if (first >= 0xdc80 && first <= 0xdcff) { // how Python writes a byte that is no UTF-8
            into += static_cast<char>(first & 0xff);
            return true;
        }
        if (first >= 0xd800 && first <= 0xdfff) return fail("the first half of a surrogate pair before the other");
        append_utf8(into, first);
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string why_;
};

} // namespace

std::optional<json_value> parse_json(std::string_view text, std::string& why) { return parser(text).run(why); }

const json_value* json_value::find(std::string_view name) const {
    for (const auto& [key, value] : fields)
        if (key == name) return &value;
    return nullptr;
}

std::string json_value::string(std::string_view name) const {
    const json_value* const found = find(name);
    return found != nullptr && found->is == type::string ? found->text : std::string();
}

std::optional<std::uint64_t> json_value::natural() const {
    std::uint64_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (is != type::number || failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::uint64_t json_value::natural(std::string_view name, std::uint64_t otherwise) const {
    const json_value* const found = find(name);
    return found != nullptr ? found->natural().value_or(otherwise) : otherwise;
}

double json_value::real(std::string_view name) const {
    const json_value* const found = find(name);
    return found != nullptr && found->is == type::number ? std::strtod(found->text.c_str(), nullptr) : 0;
}

bool json_value::boolean(std::string_view name) const {
    const json_value* const found = find(name);
    return found != nullptr && found->is == type::boolean && found->truth;
}

const std::vector<json_value>& json_value::array(std::string_view name) const {
    static const std::vector<json_value> none;
    const json_value* const found = find(name);
    return found != nullptr && found->is == type::array ? found->items : none;
}

std::string json_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += {'\\', c};
        else if (static_cast<unsigned char>(c) >= ' ')
            out += c;
        else
            out += std::string("\\u00") + "01"[c >> 4] + "0123456789abcdef"[c & 15];
    }
    return out + '"';
}

void json_text_writer::separate() {
    if (!first_ && !behind_key_) text_ += ',';
    first_ = false;
    behind_key_ = false;
}

json_text_writer& json_text_writer::begin_object() {
    separate();
    text_ += '{';
    first_ = true;
    return *this;
}

json_text_writer& json_text_writer::end_object() {
    text_ += '}';
    first_ = false;
    return *this;
}

json_text_writer& json_text_writer::begin_array() {
    separate();
    text_ += '[';
    first_ = true;
    return *this;
}

json_text_writer& json_text_writer::end_array() {
    text_ += ']';
    first_ = false;
    return *this;
}

json_text_writer& json_text_writer::key(std::string_view name) {
    separate();
    text_ += json_string(name);
    text_ += ':';
    behind_key_ = true;
    return *this;
}

json_text_writer& json_text_writer::string(std::string_view value) {
    separate();
    text_ += json_string(value);
    return *this;
}

json_text_writer& json_text_writer::number(std::uint64_t value) {
    separate();
    text_ += std::to_string(value);
    return *this;
}

json_text_writer& json_text_writer::seconds(double value) {
    separate();
    char digits[40];
    std::snprintf(digits, sizeof digits, "%.3f", value);
    text_ += digits;
    return *this;
}

json_text_writer& json_text_writer::boolean(bool value) {
    separate();
    text_ += value ? "true" : "false";
    return *this;
}

} // namespace cleave::conformance
