// SPDX-License-Identifier: MIT
//
// pack: values to bytes and back as Python's `struct` module does it, in a format known at compile time.
//
//     pack<"<iq">(1280, 1)      -> 00 05 00 00 01 00 00 00 00 00 00 00
//     unpack<"<iq">(the bytes)  -> 1280, 1
//
// The types and the number of the arguments are checked by the compiler, and what is left at run time is a length
// check, the range checks that the argument types ask for, and one store an item. Formats known only at run time are
// for pack_values.hpp. Nothing is allocated. A pack_into that fails writes nothing. Views of unpacked bytes point into
// the input and live as long as it does.
#pragma once

#include "byte_order.hpp"
#include "detail/struct_item.hpp"
#include "pack_error.hpp"
#include "status.hpp"
#include "struct_format.hpp"

#include <array>
#include <bit>
#include <cassert>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>

namespace cleave {

namespace detail {

/// One value of a struct_values, at its place.
template <std::size_t Index, class T>
struct value_at {
    T held; // the value
    friend constexpr bool operator==(const value_at&, const value_at&) = default;
};

template <class Indices, class... T>
struct value_list;

/// The list with its places counted.
template <std::size_t... I, class... T>
struct value_list<std::index_sequence<I...>, T...> : value_at<I, T>... {
    friend constexpr bool operator==(const value_list&, const value_list&) = default;
};

/// The result of unpack(): values of these types, for structured bindings and get<Index>(). A tuple that the compiler
/// makes in a fraction of the time that it takes for a std::tuple.
template <class... T>
using struct_values = value_list<std::index_sequence_for<T...>, T...>;

/// Returns the value at a place.
template <std::size_t Index, class T>
constexpr T& get(value_at<Index, T>& value) noexcept {
    return value.held;
}

/// Returns the value at a place.
template <std::size_t Index, class T>
constexpr const T& get(const value_at<Index, T>& value) noexcept {
    return value.held;
}

/// Returns the value at a place.
template <std::size_t Index, class T>
constexpr T&& get(value_at<Index, T>&& value) noexcept {
    return static_cast<T&&>(value.held);
}

// How one item of a format known at compile time is stored and loaded: everything about it but its place.
template <code_kind Kind, std::size_t Size, std::endian Order, bool IsNative>
struct item_codec {
    using bits = unsigned_of<Size>; // the item as it is stored
    using integer =
        std::conditional_t<Kind == code_kind::signed_integer, std::make_signed_t<bits>, bits>; // the item as a number
    static constexpr bool is_integer =
        Kind == code_kind::signed_integer || Kind == code_kind::unsigned_integer; // whether it is one

    // A number for e, which takes floats as they are.
    template <class T>
    static constexpr auto as_real(T number) noexcept {
        return static_cast<std::conditional_t<std::same_as<T, float>, float, double>>(number);
    }

    // Whether no argument of this type can be refused.
    template <class T>
    static constexpr bool always_fits() noexcept {
        if constexpr (is_integer && !std::same_as<T, bool>) {
            return sizeof(T) <= Size && (std::signed_integral<T> == std::signed_integral<integer> ||
                                         (std::unsigned_integral<T> && sizeof(T) < Size));
        } else if constexpr (Kind == code_kind::real && Size == 2) {
            return std::integral<T> && sizeof(T) == 1;
        } else if constexpr (Kind == code_kind::real && Size == 4) {
            return IsNative || !std::same_as<T, double>;
        } else {
            return true;
        }
    }

    // Whether this argument is in the range of the item.
    template <class T>
    static constexpr bool fits(const T& argument) noexcept {
        if constexpr (always_fits<T>())
            return true;
        else if constexpr (is_integer)
            return std::in_range<integer>(argument);
        else if constexpr (Size == 2)
            return !exceeds_half(as_real(argument));
        else
            return !exceeds_float(argument);
    }

    // Stores an argument that fits. `count` is the length of an s or p.
    template <class T>
    static constexpr void put(std::byte* to, [[maybe_unused]] std::size_t count, const T& argument) noexcept {
        if constexpr (is_integer) {
            store<Order>(to, static_cast<bits>(argument));
        } else if constexpr (Kind == code_kind::real && Size == 2) {
            store<Order>(to, to_half(as_real(argument)));
        } else if constexpr (std::same_as<T, float> && Size == 4) {
            store<Order>(to, std::bit_cast<std::uint32_t>(argument)); // no rounding, so a signalling NaN stays one
        } else if constexpr (Kind == code_kind::real && Size == 4) {
            store<Order>(to, to_float(static_cast<double>(argument)));
        } else if constexpr (Kind == code_kind::real) {
            store<Order>(to, std::bit_cast<std::uint64_t>(static_cast<double>(argument)));
        } else if constexpr (Kind == code_kind::truth) {
            if constexpr (struct_number<T>)
                to[0] = std::byte{argument != T{}};
            else
                to[0] = std::byte{!bytes_of(argument).empty()};
        } else if constexpr (Kind == code_kind::character) {
            to[0] = static_cast<std::byte>(argument);
        } else {
            const auto from = bytes_of(argument);
            if constexpr (Kind == code_kind::bytes)
                store_bytes(to, count, from.data(), from.size());
            else
                store_pascal(to, count, from.data(), from.size());
        }
    }

    // Loads a value: a fixed-width integer, bool, char, float (for e and f), double, or a view of bytes.
    static constexpr auto get(const std::byte* from, [[maybe_unused]] std::size_t count) noexcept {
        if constexpr (is_integer) {
            return static_cast<integer>(load<bits, Order>(from));
        } else if constexpr (Kind == code_kind::real && Size == 2) {
            return from_half(load<bits, Order>(from));
        } else if constexpr (Kind == code_kind::real && Size == 4) {
            return std::bit_cast<float>(load<bits, Order>(from));
        } else if constexpr (Kind == code_kind::real) {
            return std::bit_cast<double>(load<bits, Order>(from));
        } else if constexpr (Kind == code_kind::truth) {
            return from[0] != std::byte{0};
        } else if constexpr (Kind == code_kind::character) {
            return static_cast<char>(from[0]);
        } else if constexpr (Kind == code_kind::bytes) {
            return std::span<const std::byte>(from, count);
        } else {
            return load_pascal(from, count);
        }
    }
};

// The codec of the item at an index of a format.
template <fixed_string Format, std::size_t Item>
using codec_of = item_codec<format_items<Format>[Item].kind, format_items<Format>[Item].size,
                            struct_format<Format>::info.order, struct_format<Format>::info.is_native>;

// Does not compile unless there is one argument for each item.
template <std::size_t Items, std::size_t Arguments>
consteval bool check_argument_count() {
    static_assert(Items == Arguments, "pack: there must be one argument for each item of the format");
    return Items == Arguments;
}

// Does not compile unless the argument is of a type that the item takes; the names are for the compiler's message.
template <std::size_t Item, char Code, code_kind Kind, class Argument>
consteval bool check_argument() {
    constexpr bool is_integer = struct_integer<Argument>;
    constexpr bool is_number = struct_number<Argument>;
    constexpr bool is_bytes = struct_bytes<Argument>;
    if constexpr (Kind == code_kind::signed_integer || Kind == code_kind::unsigned_integer) {
        static_assert(is_integer, "pack: this item takes an integer");
        return is_integer;
    } else if constexpr (Kind == code_kind::real) {
        static_assert(is_number, "pack: this item takes a number");
        return is_number;
    } else if constexpr (Kind == code_kind::truth) {
        static_assert(is_number || is_bytes, "pack: this item takes a bool, a number, bytes or a text");
        return is_number || is_bytes;
    } else if constexpr (Kind == code_kind::character) {
        constexpr bool is_character = struct_character<Argument>;
        static_assert(is_character, "pack: this item takes a char or a std::byte");
        return is_character;
    } else {
        static_assert(is_bytes, "pack: this item takes bytes or a text");
        return is_bytes;
    }
}

// True if the arguments suit the format; if not, a static_assert says which does not.
template <fixed_string Format, class... Arguments>
consteval bool check_arguments() {
    constexpr auto& items = format_items<Format>;
    if constexpr (struct_format<Format>::info.st != status::ok) {
        return false;
    } else if constexpr (!check_argument_count<items.size(), sizeof...(Arguments)>()) {
        return false;
    } else {
        return []<std::size_t... I>(std::index_sequence<I...>) {
            return (check_argument<I, items[I].code, items[I].kind, Arguments>() && ...);
        }
        (std::index_sequence_for<Arguments...>{});
    }
}

// The items of one format against the arguments of one call.
template <fixed_string Format, class Indices>
struct items_codec;

// The codec of a format's items, by their places.
template <fixed_string Format, std::size_t... I>
struct items_codec<Format, std::index_sequence<I...>> {
    static constexpr auto& items = format_items<Format>; // what the format says

    // Whether values of these types are in range whatever they are.
    template <class... T>
    static constexpr bool always_fit() noexcept {
        return (codec_of<Format, I>::template always_fits<T>() && ...);
    }

    // The error of the first argument that is out of range, if one is.
    template <class... T>
    static constexpr pack_error check(struct_call call, const T&... arguments) noexcept {
        std::size_t good = 0;
        if (((codec_of<Format, I>::fits(arguments) && (++good, true)) && ...)) return {};
        const format_run& item = items[good];
        constexpr bool is_float[] = {std::floating_point<T>..., false};
        return {.st = is_float[good] ? status::float_too_large : status::value_out_of_range,
                .call = call,
                .item_code = item.code,
                .item_size = item.size,
                .index = good};
    }

    // Stores arguments that fit.
    template <class... T>
    static constexpr void put([[maybe_unused]] std::byte* to, const T&... arguments) noexcept {
        if constexpr (struct_format<Format>::info.has_padding) fill_zero(to, calcsize<Format>());
        (codec_of<Format, I>::put(to + items[I].offset, items[I].count, arguments), ...);
    }

    using values = struct_values<decltype(codec_of<Format, I>::get(nullptr, 0))...>; // what unpacking gives

    // The values at `from`, which has as many bytes as the format.
    static constexpr values get([[maybe_unused]] const std::byte* from) noexcept {
        return values{{codec_of<Format, I>::get(from + items[I].offset, items[I].count)}...};
    }
};

// The codec of a format.
template <fixed_string Format>
using codec_for = items_codec<Format, std::make_index_sequence<format_items<Format>.size()>>;

/// The values that a format gives: struct_values of the types that unpack() tells.
template <fixed_string Format>
using values_of = typename detail::codec_for<Format>::values;

} // namespace detail

/// The bytes of a pack that could fail: where `error` is set they are all zero.
template <std::size_t Size>
struct [[nodiscard]] packed {
    pack_error error;                  // why there are no bytes
    std::array<std::byte, Size> bytes; // valid where there is no error

    /// Whether it went well.
    constexpr explicit operator bool() const noexcept { return !error; }
    /// Returns the bytes; there must be no error.
    constexpr const std::array<std::byte, Size>& operator*() const noexcept { return assert(!error), bytes; }
};

/// The values of an unpack that could fail: `if (auto got = unpack<"<iq">(bytes)) { auto [a, b] = *got; ... }`.
template <class Values>
struct [[nodiscard]] unpacked {
    pack_error error; // why there are no values
    Values values{};  // valid where there is no error

    /// Whether it went well.
    constexpr explicit operator bool() const noexcept { return !error; }
    /// Returns the values; there must be no error.
    constexpr const Values& operator*() const noexcept { return assert(!error), values; }
};

/// Packs the values as bytes.
///
/// Returns a `std::array<std::byte, calcsize<Format>()>` if the argument types rule out every error (`i` takes an int,
/// `d` a double); otherwise a `packed`, whose error is value_out_of_range or float_too_large. Integer codes take any
/// integer type, e f d any number, c a char or a byte, ? whatever can be true, s and p bytes or a text. A float for
/// code f keeps its bits. A wrong number or type of arguments, or a text that is not a format, does not compile.
///
/// Copying the array out costs nothing if it is a plain `auto`; g++ 12 really makes a `const auto`, in memory.
/// source: VALUE-* of conformance/SPEC.md, which is Python's struct.
template <fixed_string Format, class... Arguments>
constexpr auto pack(const Arguments&... arguments) noexcept {
    using bytes = std::array<std::byte, calcsize<Format>()>;
    if constexpr (!detail::check_arguments<Format, std::decay_t<Arguments>...>()) {
        return bytes{};
    } else if constexpr (detail::codec_for<Format>::template always_fit<std::decay_t<Arguments>...>()) {
        if constexpr (calcsize<Format>() == 0) return bytes{}; // libc++ 14 gives even this array an element
        bytes to;
        detail::codec_for<Format>::put(to.data(), arguments...);
        return to;
    } else {
        packed<calcsize<Format>()> result{detail::codec_for<Format>::check(detail::struct_call::pack, arguments...),
                                          {}};
        if (!result.error) detail::codec_for<Format>::put(result.bytes.data(), arguments...);
        return result;
    }
}

/// Writes the values into a buffer at an offset; one below zero counts from the end. Everything is checked first: on
/// error (buffer_too_small, offset_out_of_range, value_out_of_range, float_too_large) nothing is written. Padding is
/// written as zeros. Takes arguments as pack() does.
template <fixed_string Format, class... Arguments>
constexpr pack_error pack_into(std::span<std::byte> buffer, std::ptrdiff_t offset,
                               const Arguments&... arguments) noexcept {
    if constexpr (detail::check_arguments<Format, std::decay_t<Arguments>...>()) {
        const detail::place_in_buffer found = detail::find_place(calcsize<Format>(), buffer.size(), offset);
        if (found.st != status::ok) {
            return detail::place_error(detail::struct_call::pack_into, found.st, calcsize<Format>(), buffer.size(),
                                       offset);
        }
        if (const pack_error error = detail::codec_for<Format>::check(detail::struct_call::pack_into, arguments...))
            return error;
        detail::codec_for<Format>::put(buffer.data() + found.at, arguments...);
    }
    return {};
}

namespace detail {

// False where views of an item would dangle: a temporary array or container, and s or p in the format.
template <fixed_string Format, class Bytes>
inline constexpr bool outlives_call = [] {
    if (std::is_lvalue_reference_v<Bytes> || std::ranges::enable_borrowed_range<std::remove_cvref_t<Bytes>>)
        return true;
    for (const format_run& item : format_items<Format>)
        if (item.kind == code_kind::bytes || item.kind == code_kind::counted_bytes) return false;
    return true;
}();

} // namespace detail

/// Unpacks the values in `bytes`, which must be of the format's size exactly.
///
/// Returns the values of the format if the size of the input is part of its type, an `unpacked` otherwise,
/// whose error is buffer_size_mismatch. Integers come with the width of their code, e and f as float, c as char, s and
/// p as std::span<const std::byte> into the input, valid as long as its bytes are. cost: O(bytes.size()).
template <fixed_string Format, class Bytes>
constexpr auto unpack(Bytes&& bytes) noexcept {
    static_assert(detail::outlives_call<Format, Bytes>, "unpack: the views of s and p would outlive these bytes");
    const std::span from(bytes);
    if constexpr (from.extent != std::dynamic_extent) {
        static_assert(from.extent == calcsize<Format>(), "unpack: the bytes must have the size of the format");
        if constexpr (from.extent == calcsize<Format>()) return detail::codec_for<Format>::get(from.data());
    } else {
        unpacked<detail::values_of<Format>> result;
        if (from.size() == calcsize<Format>()) {
            result.values = detail::codec_for<Format>::get(from.data());
        } else {
            result.error = {.st = status::buffer_size_mismatch,
                            .call = detail::struct_call::unpack,
                            .need = calcsize<Format>(),
                            .have = from.size()};
        }
        return result;
    }
}

/// Unpacks the values at an offset of a buffer; one below zero counts from the end. Returns an `unpacked`, whose error
/// is buffer_too_small or offset_out_of_range. Values are as unpack() has them.
template <fixed_string Format>
constexpr unpacked<detail::values_of<Format>> unpack_from(std::span<const std::byte> buffer,
                                                          std::ptrdiff_t offset = 0) noexcept {
    const detail::place_in_buffer found = detail::find_place(calcsize<Format>(), buffer.size(), offset);
    if (found.st != status::ok) {
        return {
            detail::place_error(detail::struct_call::unpack_from, found.st, calcsize<Format>(), buffer.size(), offset)};
    }
    return {{}, detail::codec_for<Format>::get(buffer.data() + found.at)};
}

namespace detail {

/// The structs in a buffer, one after the other: a range of values as unpack() returns them, empty where there is an
/// error.
template <fixed_string Format>
class unpack_range {
  public:
    /// Unpacks one record each time it is dereferenced.
    class iterator {
      public:
        using value_type = values_of<Format>;   // of a record
        using difference_type = std::ptrdiff_t; // in records

        constexpr iterator() noexcept = default;
        /// at: a record's first byte.
        constexpr explicit iterator(const std::byte* at) noexcept : at_(at) {}
        /// Returns the record's values.
        constexpr value_type operator*() const noexcept { return detail::codec_for<Format>::get(at_); }
        /// Moves on by a record.
        constexpr iterator& operator++() noexcept { return at_ += calcsize<Format>(), *this; }
        /// Moves on by a record, and gives the place before.
        constexpr iterator operator++(int) noexcept { return iterator(std::exchange(at_, at_ + calcsize<Format>())); }
        friend constexpr bool operator==(iterator, iterator) noexcept = default;

      private:
        const std::byte* at_ = nullptr;
    };

    /// buffer: whole records; must outlive the range.
    constexpr explicit unpack_range(std::span<const std::byte> buffer) noexcept
        : error_(detail::check_iteration(calcsize<Format>(), buffer.size())),
          buffer_(error_ ? buffer.first(0) : buffer) {}

    /// iteration_of_nothing, buffer_size_mismatch, or ok.
    constexpr const pack_error& error() const noexcept { return error_; }
    constexpr std::size_t size() const noexcept { return error_ ? 0 : buffer_.size() / calcsize<Format>(); }
    constexpr iterator begin() const noexcept { return iterator(buffer_.data()); }
    constexpr iterator end() const noexcept { return iterator(buffer_.data() + buffer_.size()); }

  private:
    pack_error error_;
    std::span<const std::byte> buffer_;
};

} // namespace detail

/// Iterates over the structs in a buffer, whose size must be a multiple of the format's; the buffer must outlive it.
template <fixed_string Format>
constexpr detail::unpack_range<Format> iter_unpack(std::span<const std::byte> buffer) noexcept {
    return detail::unpack_range<Format>(buffer);
}

} // namespace cleave

template <std::size_t... I, class... T>
struct std::tuple_size<cleave::detail::value_list<std::index_sequence<I...>, T...>>
    : std::integral_constant<std::size_t, sizeof...(T)> {};

/// For structured bindings.
template <std::size_t Index, std::size_t... I, class... T>
struct std::tuple_element<Index, cleave::detail::value_list<std::index_sequence<I...>, T...>> {
    /// Of the value at the place.
    using type = std::remove_reference_t<decltype(cleave::detail::get<Index>(
        std::declval<cleave::detail::value_list<std::index_sequence<I...>, T...>&>()))>;
};
