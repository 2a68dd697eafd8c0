// SPDX-License-Identifier: MIT
//
// Python's struct: formats, packing, unpacking.
#include "endpoint.hpp"
#include "mutants.hpp"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

namespace second {

namespace {

using wide = __int128;
constexpr std::uint64_t largest_size = std::numeric_limits<std::ptrdiff_t>::max();

struct item {
    char code = 0;
    std::uint64_t at = 0;    // in the struct
    std::uint64_t size = 0;  // of one value
    std::uint64_t count = 1; // values, each behind the one before
};

struct format {
    std::string error;
    std::vector<item> items; // those with values
    std::uint64_t size = 0;
    std::uint64_t values = 0;
    bool is_big = false;
    bool is_native = false;
};

struct code_size {
    std::uint64_t standard, native, alignment;
};

template <class T>
constexpr code_size sizes(std::uint64_t standard) {
    return {standard, sizeof(T), alignof(T)};
}

/// Standard size 0: only with @.
bool size_of(char code, code_size& into) {
    switch (code) {
    case 'x':
    case 'c':
    case 'b':
    case 'B':
    case 's':
    case 'p': into = {1, 1, 1}; return true;
    case '?': into = sizes<bool>(1); return true;
    case 'h':
    case 'H': into = sizes<short>(2); return true;
    case 'i':
    case 'I': into = sizes<int>(4); return true;
    case 'l':
    case 'L': into = sizes<long>(has("long-is-always-eight") ? 8 : 4); return true;
    case 'q':
    case 'Q': into = sizes<long long>(8); return true;
    case 'e': into = {2, 2, 2}; return true;
    case 'f': into = sizes<float>(4); return true;
    case 'd': into = sizes<double>(8); return true;
    case 'n':
    case 'N': into = sizes<std::size_t>(has("pointers-in-any-order") ? 8 : 0); return true;
    case 'P': into = sizes<void*>(has("pointers-in-any-order") ? 8 : 0); return true;
    default: return false;
    }
}

class format_reader {
  public:
    explicit format_reader(std::string_view text) : text_(text) {}

    format read() {
        if (text_.find('\0') != std::string_view::npos && !has("format-ends-at-nul"))
            return refuse("format_embedded_null");
        text_ = text_.substr(0, text_.find('\0'));
        if (has("empty-format-refused") && text_.empty()) return refuse("format_bad_char");
        if (has("order-sign-alone-refused") && (text_ == "<" || text_ == ">")) return refuse("format_bad_char");
        std::size_t at = 0;
        bool has_order = false;
        if (!text_.empty() && std::string_view("@=<>!").find(text_[0]) != std::string_view::npos)
            take_order(text_[at++]), has_order = true;
        if (!has_order) result_.is_native = !has("no-sign-is-standard");
        for (; at < text_.size() && result_.error.empty(); ++at) {
            const char c = text_[at];
            if (is_space(c)) continue;
            if (has("order-anywhere") && (c == '<' || c == '>')) {
                take_order(c);
                continue;
            }
            std::uint64_t count = 1;
            bool has_count = false;
            while (at < text_.size() && text_[at] >= '0' && text_[at] <= '9') {
                const unsigned digit = static_cast<unsigned>(text_[at++] - '0');
                if (has("leading-zeros-refused") && has_count && count == 0) return refuse("format_bad_char");
                if (!has_count) count = 0;
                has_count = true;
                if (count > (largest_size - digit) / 10 && !has("size-wraps-in-format"))
                    return refuse("format_too_large");
                count = count * 10 + digit;
            }
            if (has("space-behind-count"))
                while (has_count && at < text_.size() && is_space(text_[at])) ++at;
            if (at == text_.size()) return has("count-at-end-taken") ? result_ : refuse("format_count_without_code");
            add(text_[at], count);
        }
        if (has("padded-at-the-end") && result_.is_native) result_.size = (result_.size + 7) / 8 * 8;
        return result_;
    }

  private:
    static bool is_space(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r' && !(has("only-blanks-between") && c != ' '));
    }

    format refuse(std::string_view error) {
        result_.error = error;
        return result_;
    }

    void take_order(char c) {
        result_.is_native = c == '@';
        result_.is_big = (c == '>' || c == '!') != has("value-order-swapped");
        if (has("network-is-little") && c == '!') result_.is_big = false;
    }

    void add(char code, std::uint64_t count) {
        code_size sizes{};
        if (!size_of(code, sizes) || (!result_.is_native && sizes.standard == 0)) {
            if (!has("unknown-code-skipped")) refuse("format_bad_char");
            return;
        }
        const bool is_aligned = result_.is_native || has("alignment-everywhere");
        std::uint64_t size = result_.is_native ? sizes.native : sizes.standard;
        if (has("pointers-are-32-bits") && (code == 'n' || code == 'N' || code == 'P')) size = 4;
        if (is_aligned && !has("no-alignment") && !(has("zero-count-without-alignment") && count == 0)) {
            const std::uint64_t gap = (sizes.alignment - result_.size % sizes.alignment) % sizes.alignment;
            grow(gap, 1);
        }
        const bool is_bytes = (code == 's' || code == 'p') && !has("count-before-s-repeats");
        if (has("zero-is-one") && count == 0) count = 1;
        if ((code != 'x' || has("pad-is-a-value")) && (is_bytes || count > 0)) {
            if (!(has("empty-bytes-are-no-value") && is_bytes && count == 0)) {
                result_.items.push_back({code, result_.size, is_bytes ? count : size, is_bytes ? 1 : count});
                result_.values += is_bytes ? 1 : count;
            }
        }
        grow(count, size);
    }

    void grow(std::uint64_t count, std::uint64_t size) {
        const std::uint64_t room = largest_size - result_.size - (has("largest-size-refused") ? 1 : 0);
        if (count > room / size && !has("size-wraps-in-format")) {
            refuse("format_too_large");
            return;
        }
        result_.size += count * size;
    }

    std::string_view text_;
    format result_;
};

std::uint64_t load(std::string_view bytes, bool is_big) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        value = value << 8 | static_cast<unsigned char>(bytes[is_big ? i : bytes.size() - 1 - i]);
    return value;
}

void store(char* into, std::uint64_t value, std::uint64_t size, bool is_big) {
    for (std::uint64_t i = 0; i < size; ++i) into[i] = static_cast<char>(value >> 8 * (is_big ? size - 1 - i : i));
}

bool is_signed(char code) { return std::string_view("bhilqn").find(code) != std::string_view::npos; }

double half_to_double(std::uint64_t bits) {
    const int exponent = static_cast<int>(bits >> 10 & 31);
    const double fraction = static_cast<double>(bits & 1023);
    double value = exponent == 0    ? std::ldexp(fraction, -24)
                   : exponent == 31 ? (fraction == 0 ? std::numeric_limits<double>::infinity() : std::nan(""))
                                    : std::ldexp(1024 + fraction, exponent - 25);
    if (has("half-subnormals-are-zero") && exponent == 0) value = 0;
    return (bits >> 15) != 0 ? -value : value;
}

/// False: too large.
bool double_to_half(double value, std::uint64_t& bits) {
    if (has("half-by-way-of-float")) value = static_cast<float>(value);
    bits = std::signbit(value) ? 0x8000 : 0;
    const double size = std::fabs(value);
    if (std::isnan(value)) return bits |= 0x7E00, true;
    if (std::isinf(value)) return bits |= 0x7C00, true;
    if (size >= 65520) return has("overflow-is-infinite") ? (bits |= 0x7C00, true) : false;
    if (size == 0) return true;
    const int exponent = std::max(std::ilogb(size), -14);
    const double scaled = std::ldexp(size, 10 - exponent);
    const double rounded = has("half-is-cut")  ? std::floor(scaled)
                           : has("ties-go-up") ? std::floor(scaled + 0.5)
                                               : std::nearbyint(scaled);
    bits |= static_cast<std::uint64_t>(exponent + 14) << 10;
    bits += static_cast<std::uint64_t>(rounded);
    return true;
}

class value_codec : public endpoint {
  public:
    explicit value_codec(const setup& asked)
        : op_(asked.option("op")), values_(words(asked.option("values"))),
          format_(format_reader(asked.option("format")).read()) {
        const std::string position = asked.option("position");
        std::from_chars(position.data(), position.data() + position.size(), position_);
    }

    void deliver(std::string_view buffer, output& out) override {
        if (!format_.error.empty()) return out.error(format_.error, std::nullopt);
        if (op_ == "calcsize") return out.event("size", std::to_string(format_.size));
        if (op_ == "pack") return pack(out);
        if (op_ == "unpack") {
            const bool is_short = buffer.size() < format_.size;
            if (is_short || (buffer.size() != format_.size && !has("surplus-taken")))
                return out.error(has("sizes-not-told-apart") ? "buffer_too_small" : "buffer_size_mismatch",
                                 std::nullopt);
            return unpack(buffer, out);
        }
        if (op_ == "unpack_from") return unpack_from(buffer, out);
        iter_unpack(buffer, out);
    }

  private:
    static std::vector<std::string> words(const std::string& text) {
        std::vector<std::string> all;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find(' ', at), text.size());
            if (end > at) all.push_back(text.substr(at, end - at));
            at = end + 1;
        }
        return all;
    }

    void unpack_from(std::string_view buffer, output& out) const {
        std::int64_t at = position_;
        const auto size = static_cast<std::int64_t>(buffer.size());
        if (at < 0) {
            if (has("negative-position-refused")) return out.error("offset_out_of_range", std::nullopt);
            if (at + size < 0) {
                if (!has("position-clamped")) return out.error("offset_out_of_range", std::nullopt);
                at = -size;
            }
            at += size;
        }
        const std::uint64_t needed = format_.size;
        const auto from = static_cast<std::uint64_t>(at);
        if (has("position-behind-end-is-out-of-range") && from > buffer.size())
            return out.error("offset_out_of_range", std::nullopt);
        bool fits = from <= buffer.size() && buffer.size() - from >= needed;
        if (has("short-rest-is-enough") && from < buffer.size()) fits = true;
        if (has("position-sum-wraps")) fits = static_cast<std::int64_t>(from + needed) <= size;
        if (!fits) return out.error("buffer_too_small", std::nullopt);
        std::string part(buffer.substr(std::min<std::uint64_t>(from, buffer.size())));
        part.resize(static_cast<std::size_t>(needed));
        unpack(part, out);
    }

    void iter_unpack(std::string_view buffer, output& out) const {
        if (format_.size == 0) {
            if (!has("nothing-is-iterated")) out.error("iteration_of_nothing", std::nullopt);
            return;
        }
        if (buffer.size() % format_.size != 0 && !has("remainder-ignored"))
            return out.error("buffer_size_mismatch", std::nullopt);
        for (; buffer.size() >= format_.size; buffer.remove_prefix(static_cast<std::size_t>(format_.size)))
            unpack(buffer.substr(0, static_cast<std::size_t>(format_.size)), out);
    }

    void unpack(std::string_view buffer, output& out) const {
        std::string all;
        for (const item& one : format_.items)
            for (std::uint64_t i = 0; i < one.count; ++i) {
                const std::string_view bytes =
                    buffer.substr(static_cast<std::size_t>(one.at + i * one.size), static_cast<std::size_t>(one.size));
                all += (all.empty() ? "" : " ") + unpack_one(one.code, bytes);
            }
        out.event("values", all);
    }

    std::string unpack_one(char code, std::string_view bytes) const {
        if (code == 'c' && has("chars-are-numbers")) return std::to_string(load(bytes, false));
        if (code == 'c') return hex_literal(bytes);
        if (code == 's') {
            while (has("zeros-cut-off") && bytes.ends_with('\0')) bytes.remove_suffix(1);
            return hex_literal(bytes);
        }
        if (code == 'p') {
            if (bytes.empty()) return hex_literal("");
            std::size_t size = static_cast<unsigned char>(bytes[0]);
            if (has("pascal-is-all")) size = bytes.size();
            if (has("pascal-lie-is-empty") && size > bytes.size() - 1) size = 0;
            return hex_literal(bytes.substr(1, size));
        }
        const std::uint64_t raw = load(bytes, format_.is_big);
        const std::uint64_t size = 8 * bytes.size();
        if (code == '?') return (has("only-one-is-true") ? raw == 1 : raw != 0) ? "true" : "false";
        if (code == 'e' || code == 'f' || code == 'd') {
            double value = code == 'e'   ? half_to_double(raw)
                           : code == 'f' ? std::bit_cast<float>(static_cast<std::uint32_t>(raw))
                                         : std::bit_cast<double>(raw);
            if (has("minus-zero-lost") && value == 0) value = 0;
            char text[24];
            std::snprintf(text, sizeof text, "f64:%016llx",
                          static_cast<unsigned long long>(std::bit_cast<std::uint64_t>(value)));
            return text;
        }
        if (!is_signed(code) || has("all-unsigned")) return std::to_string(raw);
        const std::uint64_t sign = std::uint64_t{1} << (size - 1);
        const auto value = static_cast<std::int64_t>((raw ^ sign) - sign);
        return std::to_string(value);
    }

    void pack(output& out) const {
        if (values_.size() != format_.values && !(has("missing-values-are-zero") && values_.size() < format_.values) &&
            !(has("surplus-values-ignored") && values_.size() > format_.values))
            return out.error("item_count_mismatch", std::nullopt);
        std::string all(static_cast<std::size_t>(format_.size), has("padding-left-as-it-is") ? '\xCD' : '\0');
        std::size_t next = 0;
        for (const item& one : format_.items)
            for (std::uint64_t i = 0; i < one.count; ++i) {
                const std::string word = next < values_.size() ? values_[next] : "0";
                ++next;
                const std::string error = pack_one(one, word, all.data() + one.at + i * one.size);
                if (error.empty()) continue;
                if (has("packed-up-to-the-fault"))
                    out.send(std::string_view(all).substr(0, static_cast<std::size_t>(one.at)));
                return out.error(error, std::nullopt);
            }
        out.send(all);
    }

    std::string pack_one(const item& one, const std::string& word, char* into) const {
        const bool is_bytes = word.starts_with("x\"");
        const bool is_real = word.starts_with("f64:");
        switch (one.code) {
        case 'c':
        case 's':
        case 'p':
            if (!is_bytes) return "value_wrong_type";
            return pack_bytes(one, bytes_of(word), into);
        case '?': {
            if (is_bytes) return "value_wrong_type";
            const bool is_true = word != "false" && word != "0";
            *into = static_cast<char>(is_true ? (has("true-is-all-ones") ? 0xFF : 1) : 0);
            return "";
        }
        case 'e':
        case 'f':
        case 'd': {
            if (is_bytes) return "value_wrong_type";
            if (!is_real && has("integers-are-no-floats")) return "value_wrong_type";
            std::uint64_t bits = 0;
            if (is_real)
                std::from_chars(word.data() + 4, word.data() + word.size(), bits, 16);
            else
                bits = std::bit_cast<std::uint64_t>(std::strtod(word.c_str(), nullptr));
            return pack_real(one, std::bit_cast<double>(bits), into);
        }
        default: break;
        }
        if (is_bytes || (is_real && !has("floats-are-cut-to-integers"))) return "value_wrong_type";
        if (is_real) {
            std::uint64_t bits = 0;
            std::from_chars(word.data() + 4, word.data() + word.size(), bits, 16);
            store(into, static_cast<std::uint64_t>(static_cast<std::int64_t>(std::bit_cast<double>(bits))), one.size,
                  format_.is_big);
            return "";
        }
        return pack_integer(one, word == "true" ? "1" : word == "false" ? "0" : word, into);
    }

    static std::string pack_bytes(const item& one, std::string bytes, char* into) {
        if (one.code == 'c') {
            if (bytes.size() != 1 && !(has("first-of-many-chars") && !bytes.empty()) &&
                !(has("no-char-is-zero") && bytes.empty()))
                return "value_wrong_type";
            if (has("chars-are-ascii") && !bytes.empty() && bytes[0] < 0) return "value_wrong_type";
            *into = bytes.empty() ? '\0' : bytes[0];
            return "";
        }
        const auto size = static_cast<std::size_t>(one.size);
        if (one.code == 's') {
            if (has("long-bytes-refused") && bytes.size() > size) return "value_out_of_range";
            bytes.resize(size, has("bytes-padded-with-blanks") ? ' ' : '\0');
            std::memcpy(into, bytes.data(), size);
            return "";
        }
        if (size == 0) return "";
        bytes = bytes.substr(0, has("pascal-without-last-byte") && size > 1 ? size - 2 : size - 1);
        const std::size_t length =
            has("pascal-length-wraps") ? bytes.size() & 255 : std::min<std::size_t>(bytes.size(), 255);
        into[0] = static_cast<char>(length + (has("pascal-counts-itself") ? 1 : 0));
        std::memcpy(into + 1, bytes.data(), bytes.size());
        return "";
    }

    std::string pack_real(const item& one, double value, char* into) const {
        std::uint64_t bits = std::bit_cast<std::uint64_t>(value);
        if (one.code == 'e' && !double_to_half(value, bits)) return "float_too_large";
        if (one.code == 'f') {
            const float narrow = static_cast<float>(value);
            const bool is_lost = std::isinf(narrow) && !std::isinf(value);
            const bool is_infinite = format_.is_native ? !has("native-overflow-refused") : has("overflow-is-infinite");
            if (is_lost && !is_infinite) return "float_too_large";
            bits = std::bit_cast<std::uint32_t>(narrow);
        }
        if (has("infinity-refused") && std::isinf(value)) return "float_too_large";
        store(into, bits, one.size, format_.is_big);
        return "";
    }

    std::string pack_integer(const item& one, const std::string& word, char* into) const {
        wide value = 0;
        const bool is_negative = word.starts_with('-');
        for (const char c : word.substr(is_negative ? 1 : 0)) {
            value = value * 10 + (c - '0');
            if (value >> 66 != 0) break; // above every code's range, and far from the end of this type
        }
        if (is_negative) value = -value;
        const unsigned bits = static_cast<unsigned>(8 * one.size);
        wide least = is_signed(one.code) ? -(wide{1} << (bits - 1)) : 0;
        wide most = (wide{1} << (bits - (is_signed(one.code) ? 1 : 0))) - 1;
        if (has("least-refused") && least < 0) ++least;
        if (has("range-of-the-unsigned")) least = -(wide{1} << (bits - 1)), most = (wide{1} << bits) - 1;
        if ((value < least || value > most) && !has("values-wrap")) return "value_out_of_range";
        store(into, static_cast<std::uint64_t>(value), one.size, format_.is_big);
        return "";
    }

    std::string op_;
    std::vector<std::string> values_;
    format format_;
    std::int64_t position_ = 0;
};

} // namespace

std::unique_ptr<endpoint> make_value_codec(const setup& asked) {
    const std::string op = asked.option("op");
    if (op != "pack" && op != "unpack" && op != "unpack_from" && op != "iter_unpack" && op != "calcsize")
        return nullptr;
    return std::make_unique<value_codec>(asked);
}

} // namespace second
