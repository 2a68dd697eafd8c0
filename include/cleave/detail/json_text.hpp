// SPDX-License-Identifier: MIT
//
// json_text: a JSON text and the ways to run along it, 8 bytes a step.
//
// No call reads outside the text, needs padding after it, or judges what it finds: json.hpp reads, json_writer.hpp
// writes.
#pragma once

#include "../byte_order.hpp"
#include "platform.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace cleave::detail {

// The same byte in each of the 8.
constexpr std::uint64_t eight_of(unsigned char byte) noexcept { return byte * 0x0101010101010101u; }

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// Of 8 characters, the first of them lowest: not 0 where one cannot stand in a JSON string as it is, or is outside
// ASCII, or is DEL, if the caller asks for that; the lowest bit set is the highest of the first such character: only
// such characters borrow from the next.
template <bool StopsAtDel>
constexpr std::uint64_t not_plain(std::uint64_t characters) noexcept {
    const auto borrows_at = [characters](unsigned char c) { return (characters ^ eight_of(c)) - eight_of(1); };
    std::uint64_t others = borrows_at('"') | borrows_at('\\') | (characters - eight_of(' ')) | characters;
    if constexpr (StopsAtDel) others |= borrows_at('\x7f');
    return others & eight_of(0x80);
}

// The same for each of the 8 characters, not for the first alone: no sum carries from one byte into the next.
constexpr std::uint64_t exactly_not_plain(std::uint64_t characters) noexcept {
    const std::uint64_t low7 = characters & eight_of(0x7f);
    const std::uint64_t not_control = low7 + eight_of(0x80 - ' ');
    const std::uint64_t no_quote = (low7 ^ eight_of('"')) + eight_of(0x7f);
    const std::uint64_t no_backslash = (low7 ^ eight_of('\\')) + eight_of(0x7f);
    return ~(not_control & no_quote & no_backslash & ~characters) & eight_of(0x80);
}

// A JSON text. `at` always points into it, or to its end.
class json_text {
  public:
    // text: must outlive this.
    constexpr explicit json_text(std::string_view text) noexcept
        : first_(text.data()), last_(text.data() + text.size()) {}

    constexpr const char* first() const noexcept { return first_; }
    constexpr const char* last() const noexcept { return last_; }

    // Bytes before `at`, and from it on.
    constexpr std::size_t offset(const char* at) const noexcept { return static_cast<std::size_t>(at - first_); }
    constexpr std::size_t left(const char* at) const noexcept { return static_cast<std::size_t>(last_ - at); }

    // The text from `at` on.
    constexpr std::string_view from(const char* at) const noexcept { return {at, left(at)}; }

    // What stands between two places.
    static constexpr std::string_view between(const char* begin, const char* end) noexcept {
        return {begin, static_cast<std::size_t>(end - begin)};
    }

    constexpr bool is_at(const char* at, char expected) const noexcept { return at != last_ && *at == expected; }

    // Moves `at` past white space, and returns the character there, which is NUL at the end.
    CLEAVE_DETAIL_INLINE constexpr char next(const char*& at) const noexcept {
        for (;; ++at) {
            if (at == last_) return '\0';
            if (static_cast<unsigned char>(*at) > ' ' || !is_space(*at)) return *at;
        }
    }

    // The first byte that is not a decimal digit, or the end.
    constexpr const char* skip_digits(const char* at) const noexcept {
        while (at != last_ && is_digit(*at)) ++at;
        return at;
    }

    // The first byte that cannot stand in a string as it is, or is outside ASCII, or the end. DEL can, but json.dumps
    // does not let it: with StopsAtDel it is not passed either.
    template <bool StopsAtDel = false>
    CLEAVE_DETAIL_INLINE constexpr const char* skip_plain(const char* at) const noexcept {
#ifdef CLEAVE_DETAIL_SSE2
        if (!std::is_constant_evaluated())
            for (; left(at) >= 16; at += 16)
                if (const unsigned others = others_of_16<StopsAtDel>(at); others != 0) return at + lowest_bit(others);
#endif
        return skip_plain_words<StopsAtDel>(at);
    }

    // A bit for each of the 64 bytes from `at` on, the first of them lowest: set where skip_plain() stops, and after
    // the end.
    constexpr std::uint64_t others_of_64(const char* at) const noexcept {
        const std::size_t size = left(at) < 64 ? left(at) : 64;
        std::uint64_t others = size < 64 ? ~std::uint64_t{0} << size : 0;
        std::size_t i = 0;
#ifdef CLEAVE_DETAIL_SSE2
        if (!std::is_constant_evaluated() && offset(last_) >= 16) {
            for (; size - i >= 16; i += 16) others |= std::uint64_t{others_of_16<false>(at + i)} << i;
            if (i != size) others |= std::uint64_t{others_of_16<false>(at + size - 16) >> (16 - (size - i))} << i;
            return others;
        }
#endif
        for (; i < size; i += 8) others |= (exactly_not_plain(word(at + i)) >> 7) * 0x0102040810204080u >> 56 << i;
        return others;
    }

    // The next 8 bytes as an integer, the first of them lowest; 0 for those after the end, which ends every run.
    CLEAVE_DETAIL_INLINE constexpr std::uint64_t word(const char* at) const noexcept {
        return left(at) >= 8 ? eight_bytes(at) : last_bytes(at);
    }

    // 8 bytes as an integer, the first of them lowest. There must be as many.
    static constexpr std::uint64_t eight_bytes(const char* at) noexcept {
        if (std::is_constant_evaluated()) return few_bytes(at, 8);
        std::uint64_t value;
        std::memcpy(&value, at, sizeof value);
        return std::endian::native == std::endian::big ? byte_swap(value) : value;
    }

  private:
    static constexpr bool is_space(char c) noexcept { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

#ifdef CLEAVE_DETAIL_SSE2
    // not_plain() for 16 characters, a bit for each.
    template <bool StopsAtDel>
    static unsigned others_of_16(const char* at) noexcept {
        // A quote and a space change places, so that the quote is next to the control characters.
        constexpr unsigned char change = '"' ^ ' ', backslash = '\\' ^ change, del = '\x7f' ^ change;
        byte_lanes chunk;
        std::memcpy(&chunk, at, sizeof chunk);
        chunk ^= change;
        byte_lanes others = (chunk - '!') | (chunk | reinterpret_cast<byte_lanes>(chunk == backslash));
        if constexpr (StopsAtDel) others |= reinterpret_cast<byte_lanes>(chunk == del);
        return highest_bits(others);
    }
#endif

    template <bool StopsAtDel>
    CLEAVE_DETAIL_NOINLINE constexpr const char* skip_plain_words(const char* at) const noexcept {
        for (;; at += 8)
            if (const std::uint64_t others = not_plain<StopsAtDel>(word(at)); others != 0)
                return at + (std::countr_zero(others) >> 3);
    }

    constexpr std::uint64_t last_bytes(const char* at) const noexcept {
        if (left(at) == 0 || offset(last_) < 8) return few_bytes(at, left(at));
        return eight_bytes(last_ - 8) >> (64 - 8 * left(at));
    }

    static constexpr std::uint64_t few_bytes(const char* at, std::size_t size) noexcept {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < size; ++i) value |= std::uint64_t{static_cast<unsigned char>(at[i])} << (8 * i);
        return value;
    }

    const char* first_;
    const char* last_;
};

} // namespace cleave::detail
