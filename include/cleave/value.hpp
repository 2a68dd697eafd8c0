// SPDX-License-Identifier: MIT
//
// value: one value of a format known only at run time, and how it becomes the bytes of an item and comes back.
//
//     value(1280)      an integer
//     value(0.5)       a double
//     value("abc"sv)   a view of bytes
//
// Python's `struct` decides which value may stand for which item. Nothing is allocated: bytes stay where they are.
#pragma once

#include "byte_order.hpp"
#include "detail/platform.hpp"
#include "detail/struct_item.hpp"
#include "status.hpp"
#include "struct_format.hpp"

#include <bit>
#include <cassert>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace cleave {

/// A value of a format known only at run time: an integer of up to 64 bits, a double, a bool, or a view of bytes.
class value {
  public:
    /// The kind of a value.
    enum class type : std::uint8_t {
        integer, // -2^63 to 2^63 - 1
        natural, // 2^63 to 2^64 - 1
        boolean,
        real,
        bytes,
    };

    constexpr value() noexcept : value(0) {}

    /// Makes an integer.
    template <detail::struct_integer T>
    constexpr value(T number) noexcept : bits_(static_cast<std::uint64_t>(number)), tag_(tag_of(type::integer)) {
        if constexpr (std::same_as<T, bool>)
            tag_ = tag_of(type::boolean);
        else if constexpr (std::unsigned_integral<T>)
            tag_ = tag_of(bits_ >> 63 != 0 ? type::natural : type::integer);
    }

    /// Makes a float.
    template <std::floating_point T>
        requires(sizeof(T) <= 8)
    constexpr value(T number) noexcept
        : bits_(std::bit_cast<std::uint64_t>(static_cast<double>(number))), tag_(tag_of(type::real)) {}

    /// Makes a view: the bytes or the text must outlive the value.
    template <detail::struct_bytes T>
    constexpr value(const T& bytes) noexcept : data_(nullptr) {
        const auto view = detail::bytes_of(bytes);
        if constexpr (std::same_as<decltype(view), const std::string_view>) {
            data_ = reinterpret_cast<const std::byte*>(view.data());
        } else {
            data_ = view.data();
        }
        tag_ = tag_of(type::bytes) | std::uint64_t{view.size()} << 3;
    }

    /// Returns the kind of value.
    constexpr type kind() const noexcept { return static_cast<type>(tag_ & 7); }
    /// Returns whether it is an integer; truth values are.
    constexpr bool is_integer() const noexcept { return kind() <= type::boolean; }

    /// Returns the value of an integer or a boolean.
    constexpr std::int64_t as_integer() const noexcept {
        assert(is_integer() && kind() != type::natural);
        return static_cast<std::int64_t>(bits_);
    }
    /// Returns the value of a natural, a boolean, or an integer that is not negative.
    constexpr std::uint64_t as_natural() const noexcept {
        assert(kind() == type::natural || as_integer() >= 0);
        return bits_;
    }
    /// Returns the truth value; it must be one.
    constexpr bool as_boolean() const noexcept {
        assert(kind() == type::boolean);
        return bits_ != 0;
    }
    /// Returns the value of any number; integers are rounded as Python's float() rounds them.
    constexpr double as_real() const noexcept {
        if (kind() == type::real) return std::bit_cast<double>(bits_);
        if (kind() == type::natural) return static_cast<double>(bits_);
        return static_cast<double>(as_integer());
    }
    /// Returns the bits of that double.
    constexpr std::uint64_t as_real_bits() const noexcept {
        return kind() == type::real ? bits_ : std::bit_cast<std::uint64_t>(as_real());
    }
    /// Returns the bytes; the value must be bytes. A view of those that it was made of.
    constexpr std::span<const std::byte> as_bytes() const noexcept {
        assert(kind() == type::bytes);
        return {data_, detail::as_size(tag_ >> 3)};
    }
    /// Python's bool(): not zero, not empty; a NaN is true.
    constexpr bool is_true() const noexcept {
        if (kind() == type::bytes) return !as_bytes().empty();
        return kind() == type::real ? as_real() != 0 : bits_ != 0;
    }
    /// Returns the 64 bits of a number as they are held: two's complement, or those of the double.
    constexpr std::uint64_t bits() const noexcept {
        assert(kind() != type::bytes);
        return bits_;
    }

  private:
    static constexpr std::uint64_t tag_of(type kind) noexcept { return static_cast<std::uint64_t>(kind); }

    union {
        std::uint64_t bits_;
        const std::byte* data_;
    };
    std::uint64_t tag_; // the type, and in the bits above it the length of bytes
};

namespace detail {

// Whether a value may stand for an item: ok, value_wrong_type, value_out_of_range or float_too_large.
constexpr status check_value(const format_run& run, bool is_native, const value& v) noexcept {
    switch (run.kind) {
    case code_kind::signed_integer: {
        if (!v.is_integer()) return status::value_wrong_type;
        if (v.kind() == value::type::natural) return status::value_out_of_range;
        const int above = 64 - 8 * run.size;
        const bool fits = static_cast<std::int64_t>(v.bits() << above) >> above == v.as_integer();
        return fits ? status::ok : status::value_out_of_range;
    }
    case code_kind::unsigned_integer: {
        if (!v.is_integer()) return status::value_wrong_type;
        const bool is_negative = v.kind() == value::type::integer && v.as_integer() < 0;
        // A pointer may be given as a negative number, as CPython allows.
        if (is_negative) {
            const std::int64_t least = run.code == 'P' ? (run.size == 8 ? INT64_MIN : INT32_MIN) : 0;
            return v.as_integer() >= least ? status::ok : status::value_out_of_range;
        }
        const std::uint64_t largest = ~std::uint64_t{0} >> (64 - 8 * run.size);
        return v.bits() <= largest ? status::ok : status::value_out_of_range;
    }
    case code_kind::real:
        if (v.kind() == value::type::bytes) return status::value_wrong_type;
        if ((run.size == 2 && exceeds_half(v.as_real())) ||
            (run.size == 4 && !is_native && exceeds_float(v.as_real()))) {
            return v.is_integer() ? status::value_out_of_range : status::float_too_large;
        }
        return status::ok;
    case code_kind::character:
        return v.kind() == value::type::bytes && v.as_bytes().size() == 1 ? status::ok : status::value_wrong_type;
    case code_kind::bytes:
    case code_kind::counted_bytes: return v.kind() == value::type::bytes ? status::ok : status::value_wrong_type;
    case code_kind::truth:
    case code_kind::pad:
    case code_kind::none: break;
    }
    return status::ok;
}

// Stores a value that is allowed for an item.
template <std::endian Order>
constexpr void store_value(std::byte* to, const format_run& run, const value& v) noexcept {
    switch (run.kind) {
    case code_kind::signed_integer:
    case code_kind::unsigned_integer:
        if (run.size == 8) return store<Order>(to, v.bits());
        if (run.size == 4) return store<Order>(to, static_cast<std::uint32_t>(v.bits()));
        if (run.size == 2) return store<Order>(to, static_cast<std::uint16_t>(v.bits()));
        return store<Order>(to, static_cast<std::uint8_t>(v.bits()));
    case code_kind::real:
        if (run.size == 8) return store<Order>(to, v.as_real_bits());
        if (run.size == 4) return store<Order>(to, to_float(v.as_real()));
        return store<Order>(to, to_half(v.as_real()));
    case code_kind::character: to[0] = v.as_bytes()[0]; return;
    case code_kind::bytes: return store_bytes(to, run.count, v.as_bytes().data(), v.as_bytes().size());
    case code_kind::counted_bytes: return store_pascal(to, run.count, v.as_bytes().data(), v.as_bytes().size());
    case code_kind::truth:
    case code_kind::pad:
    case code_kind::none: break;
    }
    to[0] = std::byte{v.is_true()}; // padding has no values
}

// The value of an item. Bytes are a view of `from`.
template <std::endian Order>
constexpr value load_value(const std::byte* from, const format_run& run) noexcept {
    switch (run.kind) {
    case code_kind::signed_integer:
        if (run.size == 8) return static_cast<std::int64_t>(load<std::uint64_t, Order>(from));
        if (run.size == 4) return static_cast<std::int32_t>(load<std::uint32_t, Order>(from));
        if (run.size == 2) return static_cast<std::int16_t>(load<std::uint16_t, Order>(from));
        return static_cast<std::int8_t>(from[0]);
    case code_kind::unsigned_integer:
        if (run.size == 8) return load<std::uint64_t, Order>(from);
        if (run.size == 4) return load<std::uint32_t, Order>(from);
        if (run.size == 2) return load<std::uint16_t, Order>(from);
        return std::to_integer<std::uint8_t>(from[0]);
    case code_kind::real:
        if (run.size == 8) return std::bit_cast<double>(load<std::uint64_t, Order>(from));
        if (run.size == 4) return from_float(load<std::uint32_t, Order>(from));
        return from_half(load<std::uint16_t, Order>(from));
    case code_kind::character: return std::span(from, 1);
    case code_kind::bytes: return std::span(from, run.count);
    case code_kind::counted_bytes: return load_pascal(from, run.count);
    case code_kind::truth:
    case code_kind::pad:
    case code_kind::none: break;
    }
    return from[0] != std::byte{0}; // padding has no values
}

} // namespace detail

} // namespace cleave
