// SPDX-License-Identifier: MIT
//
// message_text: composes a message in the caller's characters, without allocation or formatting library.
//
// Text that does not fit is cut off at the end; the text is never longer than the room, and never ends in a NUL.
#pragma once

#include "platform.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace cleave::detail {

/// Text that is put together in the caller's characters; what does not fit is left out.
class message_text {
  public:
    /// room: where the text goes; it must outlive the views that text() returns.
    constexpr explicit message_text(std::span<char> room) noexcept : message_text(room.data(), room.size()) {}
    /// Takes a pointer and a size in characters.
    constexpr message_text(char* room, std::size_t size) noexcept : room_(room), room_size_(size) {}

    /// Appends a text.
    constexpr message_text& operator<<(std::string_view text) noexcept {
        for (const char c : text) *this << c;
        return *this;
    }

    /// Appends a character.
    constexpr message_text& operator<<(char c) noexcept {
        if (size_ < room_size_) room_[size_++] = c;
        return *this;
    }

    /// Appends a number in decimal.
    constexpr message_text& operator<<(std::uint64_t number) noexcept {
        char digits[20]{};
        std::size_t first = sizeof digits;
        do {
            digits[--first] = static_cast<char>('0' + number % 10);
            number /= 10;
        } while (number != 0);
        for (; first < sizeof digits; ++first) *this << digits[first];
        return *this;
    }

    /// Appends a number in decimal.
    constexpr message_text& operator<<(std::int64_t number) noexcept {
        if (number >= 0) return *this << static_cast<std::uint64_t>(number);
        return *this << '-' << std::uint64_t{0} - static_cast<std::uint64_t>(number);
    }

    /// Appends bytes in hexadecimal, two digits each, apart.
    constexpr message_text& hex(const std::byte* bytes, std::size_t size) noexcept {
        constexpr char digits[] = "0123456789abcdef";
        for (std::size_t i = 0; i < size; ++i) {
            const auto value = static_cast<unsigned>(bytes[i]);
            if (i != 0) *this << ' ';
            *this << digits[value >> 4] << digits[value & 15];
        }
        return *this;
    }

    /// Returns the text written: a view of the caller's characters.
    constexpr std::string_view text() const noexcept {
        const char* const first = room_; // of a `char*` the compiler would check long whether it is an iterator
        return {first, size_};
    }

  private:
    char* room_;
    std::size_t room_size_;
    std::size_t size_ = 0;
};

/// A number in decimal, with its own room.
class decimal {
  public:
    /// number: of any integer type.
    template <class Integer>
    constexpr explicit decimal(Integer number) noexcept
        : size_((message_text(digits_, sizeof digits_) << number).text().size()) {}
    /// Returns the digits, with a sign where it is negative: a view of this object.
    constexpr std::string_view text() const noexcept { return {digits_, size_}; }

  private:
    char digits_[20]{};
    std::size_t size_;
};

} // namespace cleave::detail
