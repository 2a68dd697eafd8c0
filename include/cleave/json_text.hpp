// SPDX-License-Identifier: MIT
//
// json_text: a JSON text and the ways to run along it, many bytes a step where the machine can.
//
// No call reads outside the text, needs padding behind it, or judges what it finds: json.hpp reads, json_writer.hpp
// writes.
#pragma once

#include "byte_order.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace cleave {

/// Of 8 characters, the first of them lowest: not 0 where any is no decimal digit, and the lowest bit set is that of
/// the first such character.
constexpr std::uint64_t not_digits(std::uint64_t characters) noexcept {
    const std::uint64_t values = characters ^ 0x3030303030303030u;
    // What carries out of a byte carries out of one that is no digit already.
    return (values | (values + 0x7676767676767676u)) & 0x8080808080808080u;
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
        if (left(at) >= 8) {
            const std::uint64_t others = not_digits(word(at, 8));
            if (others != 0) return at + (std::countr_zero(others) >> 3);
            at += 8;
        }
        return skip_more_digits(at);
    }

    /// The first byte that is not an ASCII character which may stand in a string as it is, or the end. DEL may, but
    /// json.dumps does not let it: with StopsAtDel it is not passed either.
    template <bool StopsAtDel = false>
    [[gnu::always_inline]] constexpr const char* skip_plain(const char* at) const noexcept {
        if (!std::is_constant_evaluated() && left(at) >= chunk_bytes) {
            if (const unsigned specials = special_bytes<StopsAtDel>(at); specials != 0)
                return at + __builtin_ctz(specials);
            at += chunk_bytes;
        }
        return skip_more_plain<StopsAtDel>(at);
    }

    /// Up to 8 bytes as an integer, the first of them lowest.
    [[gnu::always_inline]] constexpr std::uint64_t word(const char* at, std::size_t size) const noexcept {
        if (!std::is_constant_evaluated() && left(at) >= 8) {
            std::uint64_t value;
            std::memcpy(&value, at, 8);
            if constexpr (std::endian::native == std::endian::big) value = byte_swap(value);
            return size == 0 ? 0 : value & ~std::uint64_t{0} >> (64 - 8 * size);
        }
        return word_of_few(at, size);
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
    [[gnu::noinline]] constexpr const char* skip_more_space(const char* at) const noexcept {
        while (at != last_ && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r')) ++at;
        return at;
    }

    [[gnu::noinline]] constexpr const char* skip_more_digits(const char* at) const noexcept {
        while (at != last_ && *at >= '0' && *at <= '9') ++at;
        return at;
    }

    template <bool StopsAtDel>
    [[gnu::noinline]] constexpr const char* skip_more_plain(const char* at) const noexcept {
        if (!std::is_constant_evaluated()) {
            for (; left(at) >= chunk_bytes; at += chunk_bytes)
                if (const unsigned specials = special_bytes<StopsAtDel>(at); specials != 0)
                    return at + __builtin_ctz(specials);
            if (offset(last_) >= chunk_bytes) { // the last chunk of the text, without what was seen already
                const unsigned specials = special_bytes<StopsAtDel>(last_ - chunk_bytes) >> (chunk_bytes - left(at));
                return specials != 0 ? at + __builtin_ctz(specials) : last_;
            }
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
    [[gnu::always_inline]] static unsigned special_bytes(const char* at) noexcept {
        using signed_bytes [[gnu::vector_size(16)]] = signed char;
        using bytes [[gnu::vector_size(16)]] = char;
        signed_bytes chunk;
        std::memcpy(&chunk, at, 16);
        auto specials = (chunk < ' ') | (chunk == '"') | (chunk == '\\'); // what is not ASCII is negative
        if constexpr (StopsAtDel) specials |= chunk == '\x7f';
        return static_cast<unsigned>(__builtin_ia32_pmovmskb128(reinterpret_cast<bytes>(specials)));
    }
#else
    static constexpr std::size_t chunk_bytes = 8;

    template <bool StopsAtDel>
    [[gnu::always_inline]] static unsigned special_bytes(const char* at) noexcept {
        std::uint64_t chunk;
        std::memcpy(&chunk, at, 8);
        if constexpr (std::endian::native == std::endian::big) chunk = byte_swap(chunk);
        constexpr std::uint64_t every = 0x0101010101010101u;
        const std::uint64_t low7 = chunk & every * 0x7f; // so that no sum carries from one byte into the next
        std::uint64_t plain = (low7 + every * 0x60) &    // a space or above
                              ((low7 ^ every * '"') + every * 0x7f) & // no quote
                              ((low7 ^ every * '\\') + every * 0x7f) & ~chunk;
        if constexpr (StopsAtDel) plain &= (low7 ^ every * '\x7f') + every * 0x7f;
        return static_cast<unsigned>((~plain & every * 0x80) * 0x02040810204081u >> 56);
    }
#endif

    const char* first_;
    const char* last_;
};

} // namespace cleave
