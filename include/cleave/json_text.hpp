// SPDX-License-Identifier: MIT
//
// json_text: a JSON text and the ways to run along it, many bytes a step where the machine can.
//
// No call reads outside the text, needs padding behind it, or judges what it finds: json.hpp reads, json_writer.hpp
// writes.
#pragma once

#include "byte_order.hpp"

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace cleave {

/// "00000000", the first character lowest; to be taken from 8 digits to have their values.
inline constexpr std::uint64_t digit_zeros = 0x3030303030303030u;

/// Of 8 characters, the first of them lowest: not 0 where any is no decimal digit, and the lowest bit set is the
/// highest of the first such character.
constexpr std::uint64_t not_digits(std::uint64_t characters) noexcept {
    const std::uint64_t too_low = characters - digit_zeros;
    const std::uint64_t too_high = characters + 0x4646464646464646u;
    // Only a byte that is no digit borrows from the next, or carries into it.
    return (too_low | too_high) & 0x8080808080808080u;
}

/// A JSON text and the ways to run along it. No call reads outside the text; `at` always points into it or to its end.
class json_text {
  public:
    /// text: must outlive this.
    constexpr explicit json_text(std::string_view text) noexcept
        : first_(text.data()), last_(text.data() + text.size()) {}

    /// The first byte, and the end.
    constexpr const char* first() const noexcept { return first_; }
    constexpr const char* last() const noexcept { return last_; }

    /// What lies before `at`, and from it on, in bytes.
    constexpr std::size_t offset(const char* at) const noexcept { return static_cast<std::size_t>(at - first_); }
    constexpr std::size_t left(const char* at) const noexcept { return static_cast<std::size_t>(last_ - at); }

    /// The text from `at` on.
    constexpr std::string_view from(const char* at) const noexcept { return {at, left(at)}; }

    /// The first byte that is not white space, or the end.
    [[gnu::always_inline]] constexpr const char* skip_space(const char* at) const noexcept {
        if (at != last_ && *at == ' ') ++at; // all there ever is in what json.dumps writes
        if (at == last_ || static_cast<unsigned char>(*at) > ' ') return at;
        return skip_more_space(at);
    }

    /// The first byte that is not a decimal digit, or the end.
    [[gnu::always_inline]] constexpr const char* skip_digits(const char* at) const noexcept {
        for (;; at += 8)
            if (const std::uint64_t others = not_digits(word(at)); others != 0)
                return at + (std::countr_zero(others) >> 3);
    }

    /// The first byte that is not an ASCII character which may stand in a string as it is, or the end. DEL may, but
    /// json.dumps does not let it: with StopsAtDel it is not passed either.
    template <bool StopsAtDel = false>
    [[gnu::always_inline]] constexpr const char* skip_plain(const char* at) const noexcept {
        if (!std::is_constant_evaluated() && left(at) >= chunk_bytes) {
            if (const std::size_t specials = special_bytes<StopsAtDel>(at); specials != 0)
                return at + std::countr_zero(specials);
            const char* const last_chunk = last_ - chunk_bytes;
            for (at += chunk_bytes; at <= last_chunk; at += chunk_bytes)
                if (const std::size_t specials = special_bytes<StopsAtDel>(at); specials != 0)
                    return at + std::countr_zero(specials);
        }
        return skip_last_plain<StopsAtDel>(at);
    }

    /// As many bytes as an Integer has, the first of them lowest. There must be as many.
    template <std::unsigned_integral Integer>
    [[gnu::always_inline]] static constexpr Integer integer(const char* at) noexcept {
        if (std::is_constant_evaluated()) return static_cast<Integer>(word_of_few(at, sizeof(Integer)));
        Integer value;
        std::memcpy(&value, at, sizeof value);
        if constexpr (std::endian::native == std::endian::big) value = byte_swap(value);
        return value;
    }

    /// The next 8 bytes as an integer, the first of them lowest; 0 for those behind the end.
    // Behind its template: clang 14 would find no definition of it at compile time otherwise.
    [[gnu::always_inline]] constexpr std::uint64_t word(const char* at) const noexcept {
        return left(at) >= 8 ? integer<std::uint64_t>(at) : word_of_few(at, left(at));
    }

    /// Whether the literal `expected`, of 1 to 16 characters, stands at `at`, where there must be as many characters:
    /// one comparison or two, of pieces that may overlap.
    template <std::size_t Size>
    [[gnu::always_inline]] static constexpr bool is_at(const char* at, const char (&expected)[Size]) noexcept {
        if constexpr (Size > 8) return same_ends<std::uint64_t>(at, expected, Size - 1);
        if constexpr (Size > 4) return same_ends<std::uint32_t>(at, expected, Size - 1);
        if constexpr (Size > 2) return same_ends<std::uint16_t>(at, expected, Size - 1);
        return *at == expected[0];
    }

    /// word() where there are fewer than 8 bytes left.
    static constexpr std::uint64_t word_of_few(const char* at, std::size_t size) noexcept {
        if (!std::is_constant_evaluated() && std::endian::native == std::endian::little && size >= 4) {
            std::uint32_t front;
            std::uint32_t back; // may overlap the front, with the same bytes in the same place
            std::memcpy(&front, at, 4);
            std::memcpy(&back, at + size - 4, 4);
            return front | std::uint64_t{back} << (8 * (size - 4));
        }
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < size; ++i) value |= std::uint64_t{static_cast<unsigned char>(at[i])} << (8 * i);
        return value;
    }

  private:
    template <class Piece>
    [[gnu::always_inline]] static constexpr bool same_ends(const char* a, const char* b, std::size_t size) noexcept {
        const std::size_t back = size - sizeof(Piece);
        return integer<Piece>(a) == integer<Piece>(b) && integer<Piece>(a + back) == integer<Piece>(b + back);
    }

    [[gnu::noinline]] constexpr const char* skip_more_space(const char* at) const noexcept {
        while (at != last_ && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r')) ++at;
        return at;
    }

    // The same where less than a chunk is left.
    template <bool StopsAtDel>
    [[gnu::always_inline]] constexpr const char* skip_last_plain(const char* at) const noexcept {
        if (!std::is_constant_evaluated() &&
            offset(last_) >= chunk_bytes) { // the text's last chunk, without what was seen
            const std::size_t specials = special_bytes<StopsAtDel>(last_ - chunk_bytes) >> (chunk_bytes - left(at));
            return specials != 0 ? at + std::countr_zero(specials) : last_;
        }
        while (at != last_ && static_cast<signed char>(*at) >= ' ' && *at != '"' && *at != '\\' &&
               !(StopsAtDel && *at == '\x7f'))
            ++at;
        return at;
    }

    // A bit for each byte of a chunk, the first of them lowest: set where skip_plain stops.
#if defined(__SSE2__)
    static constexpr std::size_t chunk_bytes = 16;

    template <bool StopsAtDel>
    [[gnu::always_inline]] static std::size_t special_bytes(const char* at) noexcept {
        using bytes [[gnu::vector_size(16)]] = unsigned char;
        using characters [[gnu::vector_size(16)]] = char;
        constexpr unsigned char change = '"' ^ ' ', backslash = '\\' ^ change, del = '\x7f' ^ change;
        bytes chunk;
        std::memcpy(&chunk, at, 16);
        chunk ^= change; // a quote and a space change places: so that the quote is next to the control characters
        bytes specials = (chunk - '!') | (chunk | reinterpret_cast<bytes>(chunk == backslash)); // by their highest bits
        if constexpr (StopsAtDel) specials |= reinterpret_cast<bytes>(chunk == del);
        return static_cast<unsigned>(__builtin_ia32_pmovmskb128(reinterpret_cast<characters>(specials)));
    }
#else
    static constexpr std::size_t chunk_bytes = 8;

    template <bool StopsAtDel>
    [[gnu::always_inline]] static std::size_t special_bytes(const char* at) noexcept {
        std::uint64_t chunk;
        std::memcpy(&chunk, at, 8);
        if constexpr (std::endian::native == std::endian::big) chunk = byte_swap(chunk);
        constexpr std::uint64_t every = 0x0101010101010101u;
        const std::uint64_t low7 = chunk & every * 0x7f; // so that no sum carries from one byte into the next
        std::uint64_t plain = (low7 + every * 0x60) &    // a space or above
                              ((low7 ^ every * '"') + every * 0x7f) & // no quote
                              ((low7 ^ every * '\\') + every * 0x7f) & ~chunk;
        if constexpr (StopsAtDel) plain &= (low7 ^ every * '\x7f') + every * 0x7f;
        return static_cast<std::size_t>((~plain & every * 0x80) * 0x02040810204081u >> 56);
    }
#endif

    const char* first_;
    const char* last_;
};

} // namespace cleave
