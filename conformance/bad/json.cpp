// SPDX-License-Identifier: MIT
#include "json.hpp"
#include "endpoint.hpp"
#include "mutants.hpp"

#include <cstdlib>

namespace second {

std::size_t utf8_length(std::string_view text, char32_t& c) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const unsigned first = byte(0);
    const std::size_t size = first < 0x80 ? 1 : first >> 5 == 6 ? 2 : first >> 4 == 14 ? 3 : first >> 3 == 30 ? 4 : 0;
    if (size == 0 || text.size() < size) return 0;
    c = size == 1 ? first : first & (0xFF >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if (byte(i) >> 6 != 2) return 0;
        c = c << 6 | (byte(i) & 0x3F);
    }
    constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (c < least[size] && !has("overlong-utf8-taken")) return 0;
    if (c >= 0xD800 && c < 0xE000 && !has("utf8-surrogate-taken")) return 0;
    return c > 0x10FFFF ? 0 : size;
}

void append_utf8(std::string& into, char32_t c) {
    if (c < 0x80) {
        into += static_cast<char>(c);
        return;
    }
    const int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    constexpr unsigned marks[] = {0, 0xC0, 0xE0, 0xF0};
    into += static_cast<char>(marks[more] | c >> 6 * more);
    for (int i = more - 1; i >= 0; --i) into += static_cast<char>(0x80 | (c >> 6 * i & 0x3F));
}

bool json_reader::read(json_value& into) {
    if (text_.starts_with("\xEF\xBB\xBF")) {
        if (!has("byte-order-mark-skipped")) return fail("json_byte_order_mark");
        at_ = 3;
    }
    if (has("zero-bytes-skipped") && text_.starts_with("\xFF\xFE")) at_ = 2;
    skip_space();
    if (at_end()) return fail("json_truncated");
    if (!text_begins(peek()) || !read_value(into)) return false;
    if (has("lone-values-refused") && into.items.empty() && into.members.empty() && text_[0] == '"')
        return fail("json_syntax");
    skip_space();
    if (has("nul-behind-text-ignored") && peek() == '\0') return true;
    return at_end() || has("trailing-data-ignored") || fail("json_trailing_data");
}

void json_reader::skip_space() {
    while (!at_end() &&
           (peek() == ' ' || peek() == '\t' || peek() == '\n' ||
            (peek() == '\r' && !has("carriage-return-is-no-space")) || (peek() == '\0' && has("zero-bytes-skipped"))))
        ++at_;
    if (has("comments-taken") && text_.substr(at_).starts_with("/*")) {
        at_ = std::min(text_.size(), text_.find("*/", at_) + 2);
        skip_space();
    }
}

bool json_reader::read_value(json_value& into) {
    const char c = peek();
    if (c == '{' || c == '[') {
        std::size_t most = limits_.depth + (has("depth-plus-one") ? 1 : 0);
        if (has("depth-limit-ignored")) most = 2000;
        const bool is_cut = !text_.ends_with(']') && !text_.ends_with('}');
        if (depth_ >= most) return fail(has("too-deep-is-cut") && is_cut ? "json_truncated" : "json_too_deep");
        ++depth_;
        const bool good = c == '{' ? read_object(into) : read_array(into);
        --depth_;
        return good;
    }
    if (c == '"' || (c == '\'' && has("single-quotes-taken"))) {
        into.of = json_value::kind::string;
        return read_string(into.text, c);
    }
    for (const auto& [word, means] : {std::pair{"True", "true"}, {"False", "false"}, {"None", "null"}})
        if (has("python-literals-taken") && text_.substr(at_).starts_with(word)) {
            at_ += std::string_view(word).size();
            into.of = json_value::kind::boolean;
            into.text = means;
            return true;
        }
    if (has("missing-value-is-null") && (c == '}' || c == ',')) {
        into.text = "null";
        return true;
    }
    if (c == '-' || (c >= '0' && c <= '9') || (c != '\0' && std::string_view("+.NI").find(c) != std::string_view::npos))
        return read_number(into);
    return read_literal(into);
}

bool json_reader::read_literal(json_value& into) {
    for (const std::string_view word : {"true", "false", "null"}) {
        const std::string_view here = text_.substr(at_, word.size());
        if (here.empty() || !word.starts_with(here)) continue;
        at_ += here.size();
        if (here.size() < word.size()) return fail("json_truncated");
        into.of = word == "null" ? json_value::kind::null : json_value::kind::boolean;
        into.text = word;
        return true;
    }
    char32_t c = 0;
    if (!at_end() && peek() < 0 && utf8_length(text_.substr(at_), c) == 0) return fail("json_invalid_utf8");
    if (has("bare-words-taken") && peek() >= 'a' && peek() <= 'z') {
        while (peek() >= 'a' && peek() <= 'z') into.text += text_[at_++];
        into.of = json_value::kind::string;
        return true;
    }
    return end_or("json_syntax");
}

bool json_reader::read_digits() {
    if (peek() < '0' || peek() > '9') return end_or("json_invalid_number");
    while (peek() >= '0' && peek() <= '9') ++at_;
    return true;
}

bool json_reader::read_number(json_value& into) {
    const std::size_t begin = at_;
    for (const std::string_view word : {"NaN", "Infinity", "-Infinity"})
        if (has("nan-taken") && text_.substr(at_).starts_with(word)) {
            at_ += word.size();
            into.of = json_value::kind::number;
            into.text = word;
            return true;
        }
    if (peek() == '-' || (peek() == '+' && has("plus-taken"))) ++at_;
    if (has("minus-alone-taken") && at_ > begin && (peek() < '0' || peek() > '9')) {
        into.of = json_value::kind::number;
        into.text = "0";
        return true;
    }
    if (peek() == '0' && !has("leading-zeros-taken")) {
        ++at_;
        if (has("hex-numbers-taken") && peek() == 'x') ++at_;
        if (has("hex-numbers-taken") && at_ > begin + 1) return into.text = "16", read_digits();
        if (peek() >= '0' && peek() <= '9') return fail("json_invalid_number");
    } else if (!(peek() == '.' && has("point-first-taken")) && !read_digits()) {
        return false;
    }
    if (peek() == '.') {
        ++at_;
        const bool is_digit = peek() >= '0' && peek() <= '9';
        if (!(has("point-last-taken") && !is_digit) && !read_digits()) return false;
        if (has("two-points-taken") && peek() == '.') {
            ++at_;
            if (!read_digits()) return false;
        }
    }
    if (peek() == 'e' || peek() == 'E') {
        ++at_;
        if (peek() == '+' || peek() == '-') ++at_;
        const bool is_digit = peek() >= '0' && peek() <= '9';
        if (!(has("empty-exponent-taken") && !is_digit) && !read_digits()) return false;
    }
    into.of = json_value::kind::number;
    into.text = text_.substr(begin, at_ - begin);
    const std::size_t longest = limits_.digits - (has("number-limit-refused") ? 1 : 0);
    if (into.text.size() > longest && !has("number-of-any-length")) return fail("json_number_too_long");
    if (has("numbers-via-double")) {
        char text[40];
        std::snprintf(text, sizeof text, "%.17g", std::strtod(into.text.c_str(), nullptr));
        into.text = text;
    }
    if (has("integers-of-64-bits") && into.text.size() > 19) into.text = "9223372036854775807";
    return true;
}

bool json_reader::read_hex(unsigned& unit) {
    unit = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
        const char c = peek();
        unit <<= 4;
        if (c >= '0' && c <= '9')
            unit |= static_cast<unsigned>(c - '0');
        else if (c >= 'a' && c <= 'f')
            unit |= static_cast<unsigned>(c - 'a' + 10);
        else if (c >= 'A' && c <= 'F' && !has("upper-case-hex-refused"))
            unit |= static_cast<unsigned>(c - 'A' + 10);
        else if (!has("hex-digits-unchecked"))
            return end_or("json_invalid_escape");
    }
    return true;
}

bool json_reader::read_surrogates(unsigned first, std::string& into) {
    if (has("surrogates-kept-apart")) {
        append_utf8(into, first);
        return true;
    }
    const bool lone_taken = has("lone-surrogate-replaced");
    const auto lone = [&] {
        if (!lone_taken) return fail("json_lone_surrogate");
        append_utf8(into, 0xFFFD);
        return true;
    };
    if (first >= 0xDC00) return lone();
    if (text_.size() - at_ < 2) {
        const bool goes_on = text_.substr(at_).empty() || text_[at_] == '\\';
        return goes_on ? fail("json_truncated") : lone();
    }
    if (text_.substr(at_, 2) != "\\u") return lone();
    const std::size_t back = at_;
    at_ += 2;
    unsigned second = 0;
    if (!read_hex(second)) return false;
    if (second < 0xDC00 || second > 0xDFFF) {
        at_ = back;
        return lone();
    }
    append_utf8(into, 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00));
    return true;
}

bool json_reader::read_escape(std::string& into) {
    ++at_;
    if (at_end()) return fail("json_truncated");
    const char c = text_[at_++];
    constexpr std::string_view from = "\"\\/bfnrt", to = "\"\\/\b\f\n\r\t";
    if (const auto found = from.find(c); found != std::string_view::npos) {
        into += to[found];
        return true;
    }
    if (c == 'u') {
        unsigned unit = 0;
        if (!read_hex(unit)) return false;
        if (unit >= 0xD800 && unit <= 0xDFFF) return read_surrogates(unit, into);
        append_utf8(into, unit);
        return true;
    }
    if (!has("unknown-escape-kept")) return fail("json_invalid_escape");
    into += c;
    return true;
}

bool json_reader::read_utf8(std::string& into) {
    char32_t c = 0;
    std::size_t size = utf8_length(text_.substr(at_), c);
    if (size == 0) {
        if (!has("utf8-unchecked")) return fail("json_invalid_utf8");
        into += '?';
        ++at_;
        return true;
    }
    if (has("overlong-utf8-taken") || has("utf8-surrogate-taken"))
        append_utf8(into, c);
    else
        into += text_.substr(at_, size);
    at_ += size;
    return true;
}

bool json_reader::read_string(std::string& into, char quote) {
    into.clear();
    ++at_;
    for (;;) {
        if (at_end()) return fail("json_truncated");
        const char c = peek();
        if (c == quote) break;
        if (c >= 0 && c < ' ') {
            const bool is_taken = has("control-taken") || (has("tab-taken") && c == '\t');
            if (!is_taken) return fail("json_control_character");
        }
        if (c == '\x7F' && has("delete-refused")) return fail("json_control_character");
        if (c == '\\' ? !read_escape(into) : !read_utf8(into)) return false;
    }
    ++at_;
    if (has("strings-of-4096-bytes")) into = into.substr(0, 4096);
    if (has("string-ends-at-nul")) into = into.substr(0, into.find('\0'));
    return true;
}

bool json_reader::read_array(json_value& into) {
    into.of = json_value::kind::array;
    ++at_;
    skip_space();
    if (peek() == ']') return ++at_, !has("empty-containers-refused") || fail("json_syntax");
    if (has("comma-first-taken") && peek() == ',') ++at_;
    for (;;) {
        skip_space();
        if (has("last-comma-taken") && peek() == ']' && !into.items.empty()) return ++at_, true;
        if (!read_value(into.items.emplace_back())) return false;
        skip_space();
        if (peek() == ']' || (peek() == '}' && has("brackets-not-told-apart"))) return ++at_, true;
        if (has("comma-may-be-missing") && peek() >= '0') continue;
        if (peek() != ',') return end_or("json_syntax");
        ++at_;
        if (has("commas-may-repeat") && peek() == ',') ++at_;
    }
}

bool json_reader::read_key(std::string& key, std::unordered_set<std::string>& keys) {
    skip_space();
    const std::size_t begin = at_;
    const bool is_bare = (has("bare-words-taken") && peek() >= 'a' && peek() <= 'z') ||
                         (has("keys-may-be-numbers") && peek() >= '0' && peek() <= '9');
    if (!is_bare && peek() != '"' && !(peek() == '\'' && has("single-quotes-taken"))) return end_or("json_syntax");
    if (is_bare)
        while (peek() != ':' && !at_end()) key += text_[at_++];
    else if (!read_string(key, peek()))
        return false;
    if (keys.size() == limits_.keys + (has("keys-plus-one") ? 1 : 0) && !has("any-number-of-keys"))
        return fail("json_too_many_keys");
    const std::string as_compared =
        has("keys-compared-as-written") ? std::string(text_.substr(begin, at_ - begin)) : key;
    if (!keys.insert(as_compared).second && !has("last-key-wins")) return fail("json_duplicate_key");
    skip_space();
    if (peek() != ':' && !(has("colon-may-be-missing") && peek() >= '0')) return end_or("json_syntax");
    if (peek() == ':') ++at_;
    if (peek() == ':' && has("colons-may-repeat")) ++at_;
    skip_space();
    return true;
}

bool json_reader::read_object(json_value& into) {
    into.of = json_value::kind::object;
    std::unordered_set<std::string> keys;
    ++at_;
    skip_space();
    if (peek() == '}') return ++at_, !has("empty-containers-refused") || fail("json_syntax");
    const bool is_outermost = depth_ == 1;
    for (;;) {
        std::string key;
        skip_space();
        if (has("last-comma-taken") && peek() == '}' && !into.members.empty()) return ++at_, true;
        if (!read_key(key, keys)) return false;
        json_value value;
        if (is_outermost && !at_end() && !member_begins(key, peek())) return false;
        if (at_end()) return fail("json_truncated");
        if (!read_value(value)) return false;
        if (is_outermost && !member_ends(key, value)) return false;
        std::erase_if(into.members, [&](const auto& member) { return has("last-key-wins") && member.key == key; });
        into.members.push_back({std::move(key), std::move(value)});
        skip_space();
        if (peek() == '}' || (peek() == ']' && has("brackets-not-told-apart"))) return ++at_, true;
        if (peek() != ',') return end_or("json_syntax");
        ++at_;
    }
}

namespace {

std::string in_quotes(std::string_view text) {
    std::string all = "\"";
    const auto unit = [&](unsigned value) {
        char escape[8];
        std::snprintf(escape, sizeof escape, has("writer-upper-case-hex") ? "\\u%04X" : "\\u%04x", value);
        all += escape;
    };
    while (!text.empty()) {
        char32_t c = 0;
        std::size_t size = utf8_length(text, c);
        if (size == 0) c = 0xFFFD, size = 1;
        constexpr std::string_view from = "\"\\\b\f\n\r\t", to = "\"\\bfnrt";
        const auto found = c < 0x80 ? from.find(static_cast<char>(c)) : std::string_view::npos;
        if (found != std::string_view::npos)
            (all += '\\') += to[found];
        else if (c == '/' && has("writer-escapes-slash"))
            all += "\\/";
        else if ((c >= ' ' && c < 0x7F) || (c >= 0x80 && has("writer-leaves-utf8")))
            all += text.substr(0, size);
        else if (c < 0x10000)
            unit(c);
        else if (has("writer-without-pairs"))
            unit(c & 0xFFFF);
        else
            unit(0xD7C0 + (c >> 10)), unit(0xDC00 | (c & 0x3FF));
        text.remove_prefix(size);
    }
    return all + '"';
}

} // namespace

std::string to_json(const json_value& value) {
    const std::string comma = has("writer-compact") ? "," : ", ";
    const std::string colon = has("writer-compact") ? ":" : ": ";
    std::string all;
    switch (value.of) {
    case json_value::kind::null: return "null";
    case json_value::kind::boolean:
    case json_value::kind::number: return value.text;
    case json_value::kind::string: return in_quotes(value.text);
    case json_value::kind::array:
        for (const json_value& item : value.items) all += (all.empty() ? "" : comma) + to_json(item);
        return "[" + all + "]";
    case json_value::kind::object:
        for (const auto& [key, member] : value.members) {
            const std::string one = in_quotes(key) + colon + to_json(member);
            if (has("writer-keys-reversed"))
                all = one + (all.empty() ? "" : comma) + all;
            else
                all += (all.empty() ? "" : comma) + one;
        }
        return "{" + all + "}";
    }
    return "";
}

namespace {

class json_endpoint : public endpoint {
  public:
    explicit json_endpoint(const setup& asked) {
        limits_.depth = asked.limit("depth", limits_.depth);
        limits_.keys = asked.limit("keys", limits_.keys);
        limits_.digits = asked.limit("digits", limits_.digits);
    }

    void deliver(std::string_view piece, output& out) override {
        json_reader reader(piece, limits_);
        json_value value;
        if (!reader.read(value)) {
            const bool is_vague = has("json-cut-is-syntax") && reader.error() == "json_truncated";
            return out.error(is_vague ? "json_syntax" : reader.error(), std::nullopt);
        }
        out.event("json", hex_literal(to_json(value)));
    }

  private:
    json_reader_options limits_;
};

} // namespace

std::unique_ptr<endpoint> make_json_reader(const setup& asked) { return std::make_unique<json_endpoint>(asked); }

} // namespace second
