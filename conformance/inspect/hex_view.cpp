// SPDX-License-Identifier: MIT
#include "hex_view.hpp"

#include <algorithm>

namespace cleave::inspect {

namespace {

constexpr std::size_t line_bytes = 16;

std::string hex_digits(std::uint64_t value, unsigned digits) {
    std::string text(digits, '0');
    for (; digits != 0; value >>= 4) text[--digits] = "0123456789abcdef"[value & 15];
    return text;
}

/// One line: the bytes of `bytes` from `begin` to `end`, all of them in the 16 that begin at `line`.
struct hex_line {
    std::uint64_t line, begin, end;
    const std::byte* bytes;
    marked_range marked;

    bool is_marked(std::uint64_t at) const { return at >= begin && at < end && at >= marked.begin && at < marked.end; }

    template <class Show>
    std::string columns(const Show& show) const {
        std::string text;
        for (std::uint64_t at = line; at < line + line_bytes; ++at) {
            text += at >= begin && at < end ? show(at) : std::string("  ");
            text += at - line == 7 ? "  " : " ";
        }
        return text;
    }

    std::string hex() const {
        return columns([&](std::uint64_t at) { return hex_digits(std::to_integer<unsigned>(bytes[at - begin]), 2); });
    }

    std::string characters() const {
        std::string text(begin - line, ' ');
        for (std::uint64_t at = begin; at < end; ++at) {
            const char c = static_cast<char>(bytes[at - begin]);
            text += c >= ' ' && c <= '~' ? c : '.';
        }
        return text;
    }

    std::string marks() const {
        const auto mark = [&](std::uint64_t at) { return std::string(is_marked(at) ? "^^" : "  "); };
        std::string text = columns(mark);
        text.erase(text.find_last_not_of(' ') + 1);
        return text;
    }
};

} // namespace

std::string hex_view(std::span<const std::byte> bytes, std::uint64_t offset, marked_range marked, hex_style style) {
    const std::string margin(style.indent, ' ');
    std::string text;
    for (std::uint64_t begin = offset; begin < offset + bytes.size();) {
        const std::uint64_t line = begin - begin % line_bytes;
        const std::uint64_t end = std::min<std::uint64_t>(line + line_bytes, offset + bytes.size());
        const hex_line one{line, begin, end, bytes.data() + (begin - offset), marked};
        const std::string at = hex_digits(line, line >> 32 == 0 ? 8 : 16) + "  ";
        text += margin + at + one.hex() + " |" + one.characters() + "|\n";
        const std::string marks = one.marks();
        if (!marks.empty()) {
            text += margin + std::string(at.size(), ' ');
            text += style.has_color ? "\033[1;31m" + marks + "\033[0m\n" : marks + "\n";
        }
        begin = end;
    }
    return text;
}

std::string hex_bytes(std::span<const std::byte> bytes) {
    std::string text;
    for (const std::byte b : bytes) {
        if (!text.empty()) text += ' ';
        text += hex_digits(std::to_integer<unsigned>(b), 2);
    }
    return text;
}

} // namespace cleave::inspect
