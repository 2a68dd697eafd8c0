// SPDX-License-Identifier: MIT
//
// pack: values to bytes and back as Python's `struct` module does it, for every format, value and error.
//
//     pack<"<iq">(1280, 1)      -> 00 05 00 00 01 00 00 00 00 00 00 00
//     unpack<"<iq">(the bytes)  -> 1280, 1
//
// With a format known at compile time the types and the number of the arguments are checked by the compiler, and what
// is left at run time is a length check, the range checks that the argument types ask for, and one store an item. With
// a format known only at run time the same operations work on `value`s, and take several times as long; many structs in
// one call take least. Nothing is allocated. A pack_into that fails writes nothing. Views of unpacked bytes point into
// the input and live as long as it does.
#pragma once

#include <array>
#include <bit>
#include <cassert>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#include "cleave/byte_order.hpp"
#include "cleave/status.hpp"
#include "cleave/struct_format.hpp"

namespace cleave {

// ---- errors

/// Which operation an error comes from; Python's texts differ by it.
enum class struct_call : std::uint8_t { calcsize, pack, pack_into, unpack, unpack_from, iter_unpack };

/// What went wrong, in numbers; describe() makes the text. Contextually true when there is an error.
struct [[nodiscard]] pack_error {
    status code = status::ok;
    struct_call call = struct_call::calcsize;
    char item_code = 0;         // of the value that was refused
    std::uint8_t item_size = 0; // likewise
    std::size_t index = 0;      // of the value that was refused; for a bad format the position of the character
    std::size_t need = 0;       // bytes (for item_count_mismatch: values) that the format asks for
    std::size_t have = 0;       // bytes or values that were given
    std::ptrdiff_t offset = 0;  // as given, or counted from the front where the text has it so

    constexpr explicit operator bool() const noexcept { return code != status::ok; }
    friend constexpr bool operator==(const pack_error&, const pack_error&) = default;
};

/// Room for the longest text of describe().
inline constexpr std::size_t pack_error_text_max = 224;

/// Writes the error as CPython 3.12 words it into `into`, cut off where it does not fit, and returns what was written.
/// What Python has no text for is told as the rule of its status. Valid as long as `into`.
constexpr std::string_view describe(const pack_error& error, std::span<char> into) noexcept {
    std::size_t written = 0;
    const auto text = [&](std::string_view part) {
        for (std::size_t i = 0; i < part.size() && written < into.size(); ++i) into[written++] = part[i];
    };
    const auto number = [&](std::uint64_t magnitude, bool is_negative = false) {
        char digits[21] = {};
        std::size_t at = sizeof digits;
        do digits[--at] = static_cast<char>('0' + magnitude % 10);
        while ((magnitude /= 10) != 0);
        if (is_negative) digits[--at] = '-';
        text({digits + at, sizeof digits - at});
    };
    const auto offset = [&] {
        const auto bits = static_cast<std::uint64_t>(error.offset);
        number(error.offset < 0 ? 0 - bits : bits, error.offset < 0);
    };
    const auto code = [&] { text({&error.item_code, 1}); };
    const bool is_packing = error.call == struct_call::pack || error.call == struct_call::pack_into;
    const std::string_view name = error.call == struct_call::pack          ? "pack"
                                  : error.call == struct_call::pack_into   ? "pack_into"
                                  : error.call == struct_call::unpack_from ? "unpack_from"
                                                                           : "unpack";

    if (error.code == status::format_embedded_null) {
        text("embedded null character");
    } else if (error.code == status::item_count_mismatch) {
        text(name), text(" expected "), number(error.need);
        text(" items for packing (got "), number(error.have), text(")");
    } else if (error.code == status::value_wrong_type) {
        const code_kind kind = layout_of(error.item_code, true).kind;
        if (kind == code_kind::character) {
            text("char format requires a bytes object of length 1");
        } else if (kind == code_kind::bytes || kind == code_kind::pascal) {
            text("argument for '"), code(), text("' must be a bytes object");
        } else {
            text("required argument is not "), text(kind == code_kind::real ? "a float" : "an integer");
        }
    } else if (error.code == status::value_out_of_range) {
        const code_kind kind = layout_of(error.item_code, true).kind;
        if (kind == code_kind::real || error.item_code == 'P') {
            text("int too large to convert");
        } else {
            const std::uint64_t largest = ~std::uint64_t{0} >> (64 - 8 * error.item_size);
            const bool is_signed = kind == code_kind::signed_integer;
            text("'"), code(), text("' format requires ");
            number(is_signed ? largest / 2 + 1 : 0, is_signed);
            text(" <= number <= "), number(is_signed ? largest / 2 : largest);
        }
    } else if (error.code == status::float_too_large) {
        text("float too large to pack with "), code(), text(" format");
    } else if (error.code == status::buffer_size_mismatch) {
        text(error.call == struct_call::iter_unpack ? "iterative unpacking requires a buffer of a multiple of "
                                                    : "unpack requires a buffer of ");
        number(error.need), text(" bytes");
    } else if (error.code == status::buffer_too_small && error.offset < 0) {
        text(is_packing ? "no space to pack " : "not enough data to unpack ");
        number(error.need), text(" bytes at offset "), offset();
    } else if (error.code == status::buffer_too_small) {
        text(name), text(" requires a buffer of at least ");
        number(std::uint64_t{error.need} + static_cast<std::uint64_t>(error.offset));
        text(is_packing ? " bytes for packing " : " bytes for unpacking "), number(error.need);
        text(" bytes at offset "), offset();
        text(" (actual buffer size is "), number(error.have), text(")");
    } else if (error.code == status::offset_out_of_range) {
        text("offset "), offset(), text(" out of range for "), number(error.have), text("-byte buffer");
    } else if (error.code == status::iteration_of_nothing) {
        text("cannot iteratively unpack with a struct of length 0");
    } else {
        text(rule_of(error.code));
    }
    return {into.data(), written};
}

// ---- bytes and numbers

constexpr void fill_zero(std::byte* to, std::size_t size) noexcept {
    if (std::is_constant_evaluated()) {
        for (std::size_t i = 0; i < size; ++i) to[i] = std::byte{0};
    } else if (size != 0) {
        std::memset(to, 0, size);
    }
}

/// Copies chars or bytes to bytes.
template <class Byte>
constexpr void copy_bytes(std::byte* to, const Byte* from, std::size_t size) noexcept {
    static_assert(sizeof(Byte) == 1);
    if (std::is_constant_evaluated()) {
        for (std::size_t i = 0; i < size; ++i) to[i] = static_cast<std::byte>(from[i]);
    } else if (size != 0) {
        std::memcpy(to, from, size);
    }
}

/// Item code s: exactly `size` bytes, cut off or filled up with zeros.
template <class Byte>
constexpr void store_bytes(std::byte* to, std::size_t size, const Byte* from, std::size_t length) noexcept {
    const std::size_t copied = length < size ? length : size;
    copy_bytes(to, from, copied);
    fill_zero(to + copied, size - copied);
}

/// Item code p: the length in the first byte, then as s. More than 255 bytes are stored if they fit, and not counted.
template <class Byte>
constexpr void store_pascal(std::byte* to, std::size_t size, const Byte* from, std::size_t length) noexcept {
    if (size == 0) return;
    store_bytes(to + 1, size - 1, from, length);
    const std::size_t kept = length < size - 1 ? length : size - 1;
    to[0] = static_cast<std::byte>(kept < 255 ? kept : 255);
}

/// Item code p: the bytes behind the first that it counts, never more than there are.
constexpr std::span<const std::byte> load_pascal(const std::byte* from, std::size_t size) noexcept {
    if (size == 0) return {};
    const auto counted = std::to_integer<std::size_t>(from[0]);
    return {from + 1, counted < size - 1 ? counted : size - 1};
}

/// A double rounded to fewer bits, half to even, as the bits of the narrow float; beyond its range infinity.
struct narrowed {
    std::uint32_t bits = 0;
    bool is_too_large = false; // a finite number has become infinity
};

/// Rounds once, from all bits of the double: going through float would round twice.
template <int ExponentBits, int FractionBits>
constexpr narrowed narrow(double number) noexcept {
    constexpr int highest = (1 << ExponentBits) - 1;
    constexpr std::uint64_t infinity = std::uint64_t{highest} << FractionBits;
    const auto bits = std::bit_cast<std::uint64_t>(number);
    const auto sign = static_cast<std::uint32_t>(bits >> 63) << (ExponentBits + FractionBits);
    const auto biased = static_cast<int>(bits >> 52 & 0x7ff);
    std::uint64_t fraction = bits & 0xfffffffffffff;
    if (biased == 0x7ff) {
        // A NaN becomes quiet. Python drops the payload for e and keeps what fits for f.
        const std::uint64_t payload = FractionBits > 10 ? fraction >> (52 - FractionBits) : 0;
        const std::uint64_t quiet = fraction == 0 ? 0 : payload | std::uint64_t{1} << (FractionBits - 1);
        return {sign | static_cast<std::uint32_t>(infinity | quiet), false};
    }
    int exponent = biased - 1023 + highest / 2;
    if (exponent >= highest) return {sign | static_cast<std::uint32_t>(infinity), true};
    int dropped = 52 - FractionBits;
    if (exponent <= 0) { // a subnormal shows the leading 1, and drops a bit for each step below the least exponent
        fraction |= std::uint64_t{1} << 52;
        dropped += 1 - exponent;
        exponent = 0;
        if (dropped > 53) return {sign, false};
    }
    std::uint64_t kept = (static_cast<std::uint64_t>(exponent) << FractionBits) + (fraction >> dropped);
    const std::uint64_t rest = fraction & ((std::uint64_t{1} << dropped) - 1);
    const std::uint64_t half = std::uint64_t{1} << (dropped - 1);
    if (rest > half || (rest == half && (kept & 1) != 0)) ++kept;
    return {sign | static_cast<std::uint32_t>(kept), kept >= infinity};
}

/// Item code e of a number: the bits of the half float, and whether it is too large for one.
constexpr narrowed to_half(double number) noexcept { return narrow<5, 10>(number); }

/// Item code f: true where a finite number does not round to a finite float.
constexpr bool exceeds_float(double number) noexcept {
    const std::uint64_t magnitude = std::bit_cast<std::uint64_t>(number) & ~(std::uint64_t{1} << 63);
    return magnitude >= std::bit_cast<std::uint64_t>(0x1.ffffffp127) && magnitude < std::uint64_t{0x7ff} << 52;
}

/// Item code f of a number: the bits of the float, infinity where it is too large. A signalling NaN becomes quiet.
constexpr std::uint32_t to_float(double number) noexcept {
    if (std::is_constant_evaluated()) return narrow<8, 23>(number).bits;
    return std::bit_cast<std::uint32_t>(static_cast<float>(number));
}

/// The number that the bits of a half float stand for; every half is a float.
constexpr float from_half(std::uint16_t half) noexcept {
    const auto sign = static_cast<std::uint32_t>(half & 0x8000) << 16;
    const auto exponent = static_cast<std::uint32_t>(half >> 10 & 0x1f);
    const auto fraction = static_cast<std::uint32_t>(half & 0x3ff);
    if (exponent == 0) {
        return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(static_cast<float>(fraction) * 0x1p-24f));
    }
    if (exponent != 0x1f) return std::bit_cast<float>(sign | (exponent + 112) << 23 | fraction << 13);
    return std::bit_cast<float>(sign | (fraction == 0 ? 0x7f800000 : 0x7fc00000));
}

/// The number that the bits of a float stand for. A signalling NaN becomes quiet.
constexpr double from_float(std::uint32_t bits) noexcept {
    if ((bits & 0x7fffffff) <= 0x7f800000) return static_cast<double>(std::bit_cast<float>(bits));
    const auto sign = static_cast<std::uint64_t>(bits >> 31) << 63;
    const auto payload = static_cast<std::uint64_t>(bits & 0x7fffff) << 29;
    return std::bit_cast<double>(sign | 0x7ff8000000000000 | payload);
}

/// An unsigned integer of that many bytes.
template <std::size_t Size>
using unsigned_of = std::conditional_t<
    Size == 1, std::uint8_t,
    std::conditional_t<Size == 2, std::uint16_t, std::conditional_t<Size == 4, std::uint32_t, std::uint64_t>>>;

// ---- formats known at compile time

/// One value of a struct_values, at its place.
template <std::size_t Index, class T>
struct value_at {
    T held;
    friend constexpr bool operator==(const value_at&, const value_at&) = default;
};

template <class Indices, class... T>
struct value_list;

template <std::size_t... I, class... T>
struct value_list<std::index_sequence<I...>, T...> : value_at<I, T>... {
    friend constexpr bool operator==(const value_list&, const value_list&) = default;
};

/// What unpack() gives: values of these types, for structured bindings and get<Index>(). A tuple that the compiler
/// makes in a fraction of the time that it takes for a std::tuple.
template <class... T>
using struct_values = value_list<std::index_sequence_for<T...>, T...>;

template <std::size_t Index, class T>
constexpr T& get(value_at<Index, T>& value) noexcept {
    return value.held;
}

template <std::size_t Index, class T>
constexpr const T& get(const value_at<Index, T>& value) noexcept {
    return value.held;
}

template <std::size_t Index, class T>
constexpr T&& get(value_at<Index, T>&& value) noexcept {
    return static_cast<T&&>(value.held);
}

/// Integers, and bool as Python has it; no characters.
template <class T>
concept struct_integer = std::integral<T> && sizeof(T) <= 8 && !std::same_as<T, char> && !std::same_as<T, wchar_t> &&
                         !std::same_as<T, char8_t> && !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;

template <class T>
concept struct_number = struct_integer<T> || std::same_as<T, float> || std::same_as<T, double>;

template <class T>
concept struct_character = std::same_as<T, char> || std::same_as<T, std::byte>;

/// What s and p take: bytes, or a text (a char array up to its first NUL).
template <class T>
concept struct_bytes =
    std::convertible_to<const T&, std::span<const std::byte>> || std::convertible_to<const T&, std::string_view>;

/// The bytes of an argument as a span of bytes or of chars.
template <struct_bytes T>
constexpr auto bytes_of(const T& bytes) noexcept {
    if constexpr (std::convertible_to<const T&, std::string_view>)
        return std::string_view(bytes);
    else
        return std::span<const std::byte>(bytes);
}

/// How one item of a format known at compile time is stored and loaded: everything about it but its place.
template <code_kind Kind, std::size_t Size, std::endian Order, bool IsNative>
struct item_codec {
    using bits = unsigned_of<Size>;
    using integer = std::conditional_t<Kind == code_kind::signed_integer, std::make_signed_t<bits>, bits>;
    static constexpr bool is_integer = Kind == code_kind::signed_integer || Kind == code_kind::unsigned_integer;

    /// Whether no argument of this type can be refused.
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

    /// Whether this argument is in the range of the item.
    template <class T>
    static constexpr bool fits(const T& argument) noexcept {
        if constexpr (always_fits<T>())
            return true;
        else if constexpr (is_integer)
            return std::in_range<integer>(argument);
        else if constexpr (Size == 2)
            return !to_half(static_cast<double>(argument)).is_too_large;
        else
            return !exceeds_float(argument);
    }

    /// Stores an argument that fits. `count` is the length of an s or p.
    template <class T>
    static constexpr void put(std::byte* to, [[maybe_unused]] std::size_t count, const T& argument) noexcept {
        if constexpr (is_integer) {
            store<Order>(to, static_cast<bits>(argument));
        } else if constexpr (Kind == code_kind::real && Size == 2) {
            store<Order>(to, static_cast<bits>(to_half(static_cast<double>(argument)).bits));
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

    /// Loads a value: a fixed-width integer, bool, char, float (for e and f), double, or a view of bytes.
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

/// The codec of the item at an index of a format.
template <fixed_string Format, std::size_t Item>
using codec_of = item_codec<format_items<Format>[Item].kind, format_items<Format>[Item].size,
                            struct_format<Format>::info.order, struct_format<Format>::info.is_native>;

template <std::size_t Items, std::size_t Arguments>
consteval bool check_argument_count() {
    static_assert(Items == Arguments, "pack: there must be one argument for each item of the format");
    return Items == Arguments;
}

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

/// True if the arguments suit the format; if not, a static_assert says which does not.
template <fixed_string Format, class... Arguments>
consteval bool check_arguments() {
    constexpr auto& items = format_items<Format>;
    if constexpr (struct_format<Format>::info.code != status::ok) {
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

/// The items of one format against the arguments of one call.
template <fixed_string Format, class Indices>
struct items_codec;

template <fixed_string Format, std::size_t... I>
struct items_codec<Format, std::index_sequence<I...>> {
    static constexpr auto& items = format_items<Format>;

    template <class... T>
    static constexpr bool always_fit() noexcept {
        return (codec_of<Format, I>::template always_fits<T>() && ...);
    }

    /// The error of the first argument that is out of range, if one is.
    template <class... T>
    static constexpr pack_error check(struct_call call, const T&... arguments) noexcept {
        std::size_t good = 0;
        if (((codec_of<Format, I>::fits(arguments) && (++good, true)) && ...)) return {};
        const format_run& item = items[good];
        constexpr bool is_float[] = {std::floating_point<T>..., false};
        return {.code = is_float[good] ? status::float_too_large : status::value_out_of_range,
                .call = call,
                .item_code = item.code,
                .item_size = item.size,
                .index = good};
    }

    /// Stores arguments that fit.
    template <class... T>
    static constexpr void put([[maybe_unused]] std::byte* to, const T&... arguments) noexcept {
        if constexpr (struct_format<Format>::info.has_padding) fill_zero(to, calcsize<Format>());
        (codec_of<Format, I>::put(to + items[I].offset, items[I].count, arguments), ...);
    }

    using values = struct_values<decltype(codec_of<Format, I>::get(nullptr, 0))...>;

    static constexpr values get([[maybe_unused]] const std::byte* from) noexcept {
        return values{{codec_of<Format, I>::get(from + items[I].offset, items[I].count)}...};
    }
};

template <fixed_string Format>
using codec_for = items_codec<Format, std::make_index_sequence<format_items<Format>.size()>>;

/// The values that a format gives: struct_values of the types that unpack() tells.
template <fixed_string Format>
using values_of = typename codec_for<Format>::values;

/// The bytes of a pack that could fail: where `error` is set they are all zero.
template <std::size_t Size>
struct [[nodiscard]] packed {
    pack_error error;
    std::array<std::byte, Size> bytes;

    constexpr explicit operator bool() const noexcept { return !error; }
    constexpr const std::array<std::byte, Size>& operator*() const noexcept { return assert(!error), bytes; }
};

/// The values of an unpack that could fail: `if (auto got = unpack<"<iq">(bytes)) { auto [a, b] = *got; ... }`.
template <class Values>
struct [[nodiscard]] unpacked {
    pack_error error;
    Values values{};

    constexpr explicit operator bool() const noexcept { return !error; }
    constexpr const Values& operator*() const noexcept { return assert(!error), values; }
};

/// Where a struct of `size` bytes begins in a buffer of `have` bytes; a negative offset counts from the end.
struct place_in_buffer {
    status code = status::ok; // or buffer_too_small, offset_out_of_range
    std::size_t at = 0;
};

constexpr place_in_buffer find_place(std::size_t size, std::size_t have, std::ptrdiff_t offset) noexcept {
    auto at = static_cast<std::size_t>(offset);
    if (offset < 0) {
        const std::size_t from_end = 0 - at;
        if (size > from_end) return {status::buffer_too_small};
        if (from_end > have) return {status::offset_out_of_range};
        at = have - from_end;
    }
    if (at > have || size > have - at) return {status::buffer_too_small};
    return {status::ok, at};
}

constexpr pack_error place_error(struct_call call, status code, std::size_t size, std::size_t have,
                                 std::ptrdiff_t offset) noexcept {
    return {.code = code, .call = call, .need = size, .have = have, .offset = offset};
}

/// The values as bytes.
///
/// Returns a `std::array<std::byte, calcsize<Format>()>` if the argument types rule out every error (`i` takes an int,
/// `d` a double); otherwise a `packed`, whose error is value_out_of_range or float_too_large. Integer codes take any
/// integer type, e f d any number, c a char or a byte, ? whatever can be true, s and p bytes or a text. A float for
/// code f keeps its bits. A wrong number or type of arguments, or a text that is not a format, does not compile.
template <fixed_string Format, class... Arguments>
constexpr auto pack(const Arguments&... arguments) noexcept {
    using bytes = std::array<std::byte, calcsize<Format>()>;
    if constexpr (!check_arguments<Format, std::decay_t<Arguments>...>()) {
        return bytes{};
    } else if constexpr (codec_for<Format>::template always_fit<std::decay_t<Arguments>...>()) {
        bytes to;
        codec_for<Format>::put(to.data(), arguments...);
        return to;
    } else {
        packed<calcsize<Format>()> result{codec_for<Format>::check(struct_call::pack, arguments...), {}};
        if (!result.error) codec_for<Format>::put(result.bytes.data(), arguments...);
        return result;
    }
}

/// Writes the values into a buffer at an offset; one below zero counts from the end. Everything is checked first: on
/// error (buffer_too_small, offset_out_of_range, value_out_of_range, float_too_large) nothing is written. Padding is
/// written as zeros. Takes arguments as pack() does.
template <fixed_string Format, class... Arguments>
constexpr pack_error pack_into(std::span<std::byte> buffer, std::ptrdiff_t offset,
                               const Arguments&... arguments) noexcept {
    if constexpr (check_arguments<Format, std::decay_t<Arguments>...>()) {
        const place_in_buffer found = find_place(calcsize<Format>(), buffer.size(), offset);
        if (found.code != status::ok) {
            return place_error(struct_call::pack_into, found.code, calcsize<Format>(), buffer.size(), offset);
        }
        if (const pack_error error = codec_for<Format>::check(struct_call::pack_into, arguments...)) return error;
        codec_for<Format>::put(buffer.data() + found.at, arguments...);
    }
    return {};
}

/// False where views of an item would dangle: a temporary array or container, and s or p in the format.
template <fixed_string Format, class Bytes>
inline constexpr bool outlives_call = [] {
    if (std::is_lvalue_reference_v<Bytes> || std::ranges::enable_borrowed_range<std::remove_cvref_t<Bytes>>)
        return true;
    for (const format_run& item : format_items<Format>)
        if (item.kind == code_kind::bytes || item.kind == code_kind::pascal) return false;
    return true;
}();

/// The values in `bytes`, which must be of the format's size exactly.
///
/// Returns the values (values_of<Format>) if the size of the input is part of its type, an `unpacked` otherwise,
/// whose error is buffer_size_mismatch. Integers come with the width of their code, e and f as float, c as char, s and
/// p as std::span<const std::byte> into the input.
template <fixed_string Format, class Bytes>
constexpr auto unpack(Bytes&& bytes) noexcept {
    static_assert(outlives_call<Format, Bytes>, "unpack: the views of s and p would outlive these bytes");
    const std::span from(bytes);
    if constexpr (from.extent != std::dynamic_extent) {
        static_assert(from.extent == calcsize<Format>(), "unpack: the bytes must have the size of the format");
        if constexpr (from.extent == calcsize<Format>()) return codec_for<Format>::get(from.data());
    } else {
        unpacked<values_of<Format>> result;
        if (from.size() == calcsize<Format>()) {
            result.values = codec_for<Format>::get(from.data());
        } else {
            result.error = {.code = status::buffer_size_mismatch,
                            .call = struct_call::unpack,
                            .need = calcsize<Format>(),
                            .have = from.size()};
        }
        return result;
    }
}

/// The values at an offset of a buffer; one below zero counts from the end. Returns an `unpacked`, whose error is
/// buffer_too_small or offset_out_of_range. Values are as unpack() has them.
template <fixed_string Format>
constexpr unpacked<values_of<Format>> unpack_from(std::span<const std::byte> buffer,
                                                  std::ptrdiff_t offset = 0) noexcept {
    const place_in_buffer found = find_place(calcsize<Format>(), buffer.size(), offset);
    if (found.code != status::ok) {
        return {place_error(struct_call::unpack_from, found.code, calcsize<Format>(), buffer.size(), offset)};
    }
    return {{}, codec_for<Format>::get(buffer.data() + found.at)};
}

/// Why bytes can not be iterated over in structs of `size` bytes: iteration_of_nothing, buffer_size_mismatch, or ok.
constexpr pack_error check_iteration(std::size_t size, std::size_t have) noexcept {
    const status code = size == 0          ? status::iteration_of_nothing
                        : have % size != 0 ? status::buffer_size_mismatch
                                           : status::ok;
    return {.code = code, .call = struct_call::iter_unpack, .need = size, .have = have};
}

/// The structs in a buffer, one behind the other: a range of values_of<Format>, empty where there is an error.
template <fixed_string Format>
class unpack_range {
  public:
    class iterator {
      public:
        using value_type = values_of<Format>;
        using difference_type = std::ptrdiff_t;

        constexpr iterator() noexcept = default;
        constexpr explicit iterator(const std::byte* at) noexcept : at_(at) {}
        constexpr value_type operator*() const noexcept { return codec_for<Format>::get(at_); }
        constexpr iterator& operator++() noexcept { return at_ += calcsize<Format>(), *this; }
        constexpr iterator operator++(int) noexcept { return iterator(std::exchange(at_, at_ + calcsize<Format>())); }
        friend constexpr bool operator==(iterator, iterator) noexcept = default;

      private:
        const std::byte* at_ = nullptr;
    };

    constexpr explicit unpack_range(std::span<const std::byte> buffer) noexcept
        : error_(check_iteration(calcsize<Format>(), buffer.size())), buffer_(error_ ? buffer.first(0) : buffer) {}

    /// iteration_of_nothing, buffer_size_mismatch, or ok.
    constexpr const pack_error& error() const noexcept { return error_; }
    constexpr std::size_t size() const noexcept { return error_ ? 0 : buffer_.size() / calcsize<Format>(); }
    constexpr iterator begin() const noexcept { return iterator(buffer_.data()); }
    constexpr iterator end() const noexcept { return iterator(buffer_.data() + buffer_.size()); }

  private:
    pack_error error_;
    std::span<const std::byte> buffer_;
};

/// Iterates over the structs in a buffer, whose size must be a multiple of the format's; the buffer must outlive it.
template <fixed_string Format>
constexpr unpack_range<Format> iter_unpack(std::span<const std::byte> buffer) noexcept {
    return unpack_range<Format>(buffer);
}

// ---- formats known at run time

/// A value of a format known only at run time: an integer of up to 64 bits, a double, a bool, or a view of bytes.
class value {
  public:
    enum class type : std::uint8_t {
        integer, // -2^63 to 2^63 - 1
        natural, // 2^63 to 2^64 - 1
        boolean,
        real,
        bytes,
    };

    constexpr value() noexcept : value(0) {}

    template <struct_integer T>
    constexpr value(T number) noexcept : bits_(static_cast<std::uint64_t>(number)), tag_(tag_of(type::integer)) {
        if constexpr (std::same_as<T, bool>)
            tag_ = tag_of(type::boolean);
        else if constexpr (std::unsigned_integral<T>)
            tag_ = tag_of(bits_ >> 63 != 0 ? type::natural : type::integer);
    }

    template <std::floating_point T>
        requires(sizeof(T) <= 8)
    constexpr value(T number) noexcept
        : bits_(std::bit_cast<std::uint64_t>(static_cast<double>(number))), tag_(tag_of(type::real)) {}

    /// A view: the bytes or the text must outlive the value.
    template <struct_bytes T>
    constexpr value(const T& bytes) noexcept : data_(nullptr), tag_(0) {
        const auto view = bytes_of(bytes);
        if constexpr (std::same_as<decltype(view), const std::string_view>) {
            data_ = reinterpret_cast<const std::byte*>(view.data());
        } else {
            data_ = view.data();
        }
        tag_ = tag_of(type::bytes) | std::uint64_t{view.size()} << 3;
    }

    constexpr type kind() const noexcept { return static_cast<type>(tag_ & 7); }
    constexpr bool is_integer() const noexcept { return kind() <= type::boolean; }

    /// Of an integer or a boolean.
    constexpr std::int64_t as_integer() const noexcept {
        assert(is_integer() && kind() != type::natural);
        return static_cast<std::int64_t>(bits_);
    }
    /// Of a natural, a boolean, or an integer that is not negative.
    constexpr std::uint64_t as_natural() const noexcept {
        assert(kind() == type::natural || as_integer() >= 0);
        return bits_;
    }
    constexpr bool as_boolean() const noexcept {
        assert(kind() == type::boolean);
        return bits_ != 0;
    }
    /// Of any number; integers are rounded as Python's float() rounds them.
    constexpr double as_real() const noexcept {
        if (kind() == type::real) return std::bit_cast<double>(bits_);
        if (kind() == type::natural) return static_cast<double>(bits_);
        return static_cast<double>(as_integer());
    }
    /// The bits of that double.
    constexpr std::uint64_t as_real_bits() const noexcept {
        return kind() == type::real ? bits_ : std::bit_cast<std::uint64_t>(as_real());
    }
    constexpr std::span<const std::byte> as_bytes() const noexcept {
        assert(kind() == type::bytes);
        return {data_, static_cast<std::size_t>(tag_ >> 3)};
    }
    /// Python's bool(): not zero, not empty; a NaN is true.
    constexpr bool is_true() const noexcept {
        if (kind() == type::bytes) return !as_bytes().empty();
        return kind() == type::real ? as_real() != 0 : bits_ != 0;
    }
    /// Whether this is an integer below 2^63 in the range of an integer code: the common case in one comparison.
    constexpr bool is_integer_of(std::uint64_t bias, std::uint64_t span) const noexcept {
        return tag_ == tag_of(type::integer) && bits_ + bias <= span;
    }
    /// The 64 bits of a number as they are held: two's complement, or those of the double.
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

/// A format known only at run time: format_text or format_plan.
template <class T>
concept runtime_format = requires(const T& format) {
    { format.info() } -> std::same_as<const format_info&>;
    { *format.begin() } -> std::same_as<const format_run&>;
};

/// Whether a value may stand for an item: ok, value_wrong_type, value_out_of_range or float_too_large.
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
        if ((run.size == 2 && to_half(v.as_real()).is_too_large) ||
            (run.size == 4 && !is_native && exceeds_float(v.as_real()))) {
            return v.is_integer() ? status::value_out_of_range : status::float_too_large;
        }
        return status::ok;
    case code_kind::character:
        return v.kind() == value::type::bytes && v.as_bytes().size() == 1 ? status::ok : status::value_wrong_type;
    case code_kind::bytes:
    case code_kind::pascal: return v.kind() == value::type::bytes ? status::ok : status::value_wrong_type;
    case code_kind::truth:
    case code_kind::pad:
    case code_kind::none: break;
    }
    return status::ok;
}

/// Values that are alike: those of one run in one struct, or of one item in each of many structs.
struct item_lane {
    std::size_t count;
    std::size_t byte_step;
    std::size_t value_step;
};

/// What is done with the values to be packed.
enum class packing : std::uint8_t { check, store, check_and_store };

/// One loop over a lane: `suits(value)` and `put(to, value)` for each. False at the first that does not suit.
template <packing Work, class Suits, class Put>
[[gnu::always_inline]] constexpr bool pack_items(std::byte* to, const value* values, item_lane lane, Suits suits,
                                                 Put put) noexcept {
    for (; lane.count != 0; --lane.count, values += lane.value_step) {
        if constexpr (Work != packing::store) {
            if (!suits(*values)) return false;
        }
        if constexpr (Work != packing::check) {
            put(to, *values);
            to += lane.byte_step;
        }
    }
    return true;
}

template <std::endian Order, packing Work, std::size_t Size>
[[gnu::always_inline]] constexpr bool pack_integers(std::byte* to, const format_run& run, const value* values,
                                                    item_lane lane) noexcept {
    return pack_items<Work>(
        to, values, lane, [bias = run.bias, span = run.span](const value& v) { return v.is_integer_of(bias, span); },
        [](std::byte* at, const value& v) { store<Order>(at, static_cast<unsigned_of<Size>>(v.bits())); });
}

/// Checks, or stores, the values of a lane. False at the first that is not plainly allowed: check_value() knows more,
/// of integers beyond 2^63, and of integers and bools for floats.
template <std::endian Order, packing Work>
[[gnu::always_inline]] constexpr bool pack_lane(std::byte* to, const format_run& run, bool is_native,
                                                const value* values, item_lane lane) noexcept {
    const auto is_real = [](const value& v) { return v.kind() == value::type::real; };
    const auto is_allowed = [&run, is_native](const value& v) { return check_value(run, is_native, v) == status::ok; };
    switch (run.kind) {
    case code_kind::signed_integer:
    case code_kind::unsigned_integer:
        if (run.size == 4) return pack_integers<Order, Work, 4>(to, run, values, lane);
        if (run.size == 8) return pack_integers<Order, Work, 8>(to, run, values, lane);
        if (run.size == 2) return pack_integers<Order, Work, 2>(to, run, values, lane);
        return pack_integers<Order, Work, 1>(to, run, values, lane);
    case code_kind::real:
        if (run.size == 8) {
            return pack_items<Work>(to, values, lane, is_real,
                                    [](std::byte* at, const value& v) { store<Order>(at, v.as_real_bits()); });
        }
        if (run.size == 4) {
            return pack_items<Work>(to, values, lane, is_allowed,
                                    [](std::byte* at, const value& v) { store<Order>(at, to_float(v.as_real())); });
        }
        return pack_items<Work>(to, values, lane, is_allowed, [](std::byte* at, const value& v) {
            store<Order>(at, static_cast<std::uint16_t>(to_half(v.as_real()).bits));
        });
    case code_kind::truth:
        return pack_items<Work>(to, values, lane, is_allowed,
                                [](std::byte* at, const value& v) { at[0] = std::byte{v.is_true()}; });
    case code_kind::character:
        return pack_items<Work>(to, values, lane, is_allowed,
                                [](std::byte* at, const value& v) { at[0] = v.as_bytes()[0]; });
    case code_kind::bytes:
        return pack_items<Work>(to, values, lane, is_allowed, [size = run.count](std::byte* at, const value& v) {
            store_bytes(at, size, v.as_bytes().data(), v.as_bytes().size());
        });
    case code_kind::pascal:
        return pack_items<Work>(to, values, lane, is_allowed, [size = run.count](std::byte* at, const value& v) {
            store_pascal(at, size, v.as_bytes().data(), v.as_bytes().size());
        });
    case code_kind::pad:
    case code_kind::none: break;
    }
    return true;
}

/// One loop over a lane: `get(from)` for each.
template <class Get>
[[gnu::always_inline]] constexpr void unpack_items(const std::byte* from, value* values, item_lane lane,
                                                   Get get) noexcept {
    for (; lane.count != 0; --lane.count, values += lane.value_step, from += lane.byte_step) *values = get(from);
}

template <std::endian Order, class Integer>
[[gnu::always_inline]] constexpr void unpack_integers(const std::byte* from, value* values, item_lane lane) noexcept {
    unpack_items(from, values, lane, [](const std::byte* at) {
        return static_cast<Integer>(load<std::make_unsigned_t<Integer>, Order>(at));
    });
}

/// Loads the values of a lane. Bytes are views of `from`.
template <std::endian Order>
[[gnu::always_inline]] constexpr void unpack_lane(const std::byte* from, const format_run& run, value* values,
                                                  item_lane lane) noexcept {
    switch (run.kind) {
    case code_kind::signed_integer:
        if (run.size == 4) return unpack_integers<Order, std::int32_t>(from, values, lane);
        if (run.size == 8) return unpack_integers<Order, std::int64_t>(from, values, lane);
        if (run.size == 2) return unpack_integers<Order, std::int16_t>(from, values, lane);
        return unpack_integers<Order, std::int8_t>(from, values, lane);
    case code_kind::unsigned_integer:
        if (run.size == 4) return unpack_integers<Order, std::uint32_t>(from, values, lane);
        if (run.size == 8) return unpack_integers<Order, std::uint64_t>(from, values, lane);
        if (run.size == 2) return unpack_integers<Order, std::uint16_t>(from, values, lane);
        return unpack_integers<Order, std::uint8_t>(from, values, lane);
    case code_kind::real:
        if (run.size == 8) {
            return unpack_items(from, values, lane, [](const std::byte* at) {
                return std::bit_cast<double>(load<std::uint64_t, Order>(at));
            });
        }
        if (run.size == 4) {
            return unpack_items(from, values, lane,
                                [](const std::byte* at) { return from_float(load<std::uint32_t, Order>(at)); });
        }
        return unpack_items(from, values, lane,
                            [](const std::byte* at) { return from_half(load<std::uint16_t, Order>(at)); });
    case code_kind::truth:
        return unpack_items(from, values, lane, [](const std::byte* at) { return at[0] != std::byte{0}; });
    case code_kind::character:
        return unpack_items(from, values, lane, [](const std::byte* at) { return std::span(at, 1); });
    case code_kind::bytes:
        return unpack_items(from, values, lane,
                            [size = run.count](const std::byte* at) { return std::span(at, size); });
    case code_kind::pascal:
        return unpack_items(from, values, lane,
                            [size = run.count](const std::byte* at) { return load_pascal(at, size); });
    case code_kind::pad:
    case code_kind::none: break;
    }
}

/// What the run-time operations take for a format: a format_plan, a format_text, or the text itself.
template <class T>
concept format_source = runtime_format<T> || std::convertible_to<const T&, std::string_view>;

template <format_source T>
constexpr decltype(auto) as_format(const T& source) noexcept {
    if constexpr (runtime_format<T>)
        return (source);
    else
        return format_text(source);
}

/// The error of a text that is not a format, or of a plan that has no room for it.
constexpr pack_error format_error(struct_call call, const format_info& info) noexcept {
    return {.code = info.code, .call = call, .index = info.position};
}

constexpr pack_error count_error(struct_call call, std::size_t need, std::size_t have) noexcept {
    return {.code = status::item_count_mismatch, .call = call, .need = need, .have = have};
}

/// The error of a destination that can not take all that the operation gives.
constexpr pack_error room_error(struct_call call, std::size_t need, std::size_t have) noexcept {
    return {.code = status::need_output, .call = call, .need = need, .have = have};
}

/// The error of the first value that is not allowed, if there is one: all values in order, with every rule.
template <runtime_format Format>
[[gnu::cold, gnu::noinline]] constexpr pack_error find_refused(struct_call call, const Format& format,
                                                               std::span<const value> values) noexcept {
    for (std::size_t index = 0; index < values.size();) {
        for (const format_run& run : format) {
            for (std::size_t n = run.values; n != 0; --n, ++index) {
                const status code = check_value(run, format.info().is_native, values[index]);
                if (code == status::ok) continue;
                return {.code = code, .call = call, .item_code = run.code, .item_size = run.size, .index = index};
            }
        }
    }
    return {};
}

/// Checks, or stores, the values of these structs. False at the first that is not plainly allowed.
template <std::endian Order, packing Work, bool IsMany, runtime_format Format>
constexpr bool pack_values(std::byte* to, const Format& format, const value* values,
                           [[maybe_unused]] std::size_t records) noexcept {
    const format_info& info = format.info();
    if (Work != packing::check && info.has_padding) fill_zero(to, records * info.size);
    for (const format_run& run : format) {
        std::byte* const first = Work == packing::check ? nullptr : to + run.offset;
        if constexpr (IsMany) {
            const item_lane lane{records, info.size, info.values};
            for (std::size_t i = 0; i < run.values; ++i)
                if (!pack_lane<Order, Work>(first + i * run.size, run, info.is_native, values + i, lane)) return false;
        } else {
            if (!pack_lane<Order, Work>(first, run, info.is_native, values, {run.values, run.size, 1})) return false;
        }
        values += run.values;
    }
    return true;
}

/// Loads the values of these structs.
template <std::endian Order, bool IsMany, runtime_format Format>
constexpr void unpack_values(const std::byte* from, const Format& format, value* values,
                             [[maybe_unused]] std::size_t records) noexcept {
    for (const format_run& run : format) {
        const std::byte* const first = from + run.offset;
        if constexpr (IsMany) {
            const item_lane lane{records, format.info().size, format.info().values};
            for (std::size_t i = 0; i < run.values; ++i)
                unpack_lane<Order>(first + i * run.size, run, values + i, lane);
        } else {
            unpack_lane<Order>(first, run, values, {run.values, run.size, 1});
        }
        values += run.values;
    }
}

template <packing Work, bool IsMany, runtime_format Format>
constexpr bool pack_values(std::byte* to, const Format& format, std::span<const value> values,
                           std::size_t records) noexcept {
    constexpr auto little = std::endian::little;
    constexpr auto big = std::endian::big;
    if (Work == packing::check || format.info().order == little)
        return pack_values<little, Work, IsMany>(to, format, values.data(), records);
    return pack_values<big, Work, IsMany>(to, format, values.data(), records);
}

/// Packs values in one pass if all are plainly allowed, in three if not.
template <bool IsMany, runtime_format Format>
constexpr pack_error pack_checked(std::byte* to, const Format& format, std::span<const value> values,
                                  std::size_t records) noexcept {
    if (!pack_values<packing::check_and_store, IsMany>(to, format, values, records)) [[unlikely]] {
        if (const pack_error error = find_refused(struct_call::pack, format, values)) return error;
        pack_values<packing::store, IsMany>(to, format, values, records);
    }
    return {};
}

template <bool IsMany, runtime_format Format>
constexpr void unpack_values(const std::byte* from, const Format& format, std::span<value> values,
                             std::size_t records) noexcept {
    constexpr auto little = std::endian::little;
    constexpr auto big = std::endian::big;
    if (format.info().order == little)
        unpack_values<little, IsMany>(from, format, values.data(), records);
    else
        unpack_values<big, IsMany>(from, format, values.data(), records);
}

/// The size in bytes of a format known at run time, or the error of a text that is none.
constexpr unpacked<std::size_t> calcsize(std::string_view text) noexcept {
    const format_info info = inspect_format(text);
    return {format_error(struct_call::calcsize, info), info.size};
}

/// Packs the values into the front of `into`; the size is that of the format. Errors, in this order: those of the
/// format, item_count_mismatch, need_output (with the room needed), value_wrong_type, value_out_of_range,
/// float_too_large; with the last three, what that front of `into` holds is unspecified.
template <format_source Source>
constexpr pack_error pack(const Source& source, std::span<const value> values, std::span<std::byte> into) noexcept {
    constexpr auto call = struct_call::pack;
    decltype(auto) format = as_format(source);
    const format_info& info = format.info();
    if (info.code != status::ok) return format_error(call, info);
    if (values.size() != info.values) return count_error(call, info.values, values.size());
    if (into.size() < info.size) return room_error(call, info.size, into.size());
    return pack_checked<false>(into.data(), format, values, 1);
}

/// Packs values into as many structs, one behind the other, as there are values for: for each what pack() does, in a
/// fraction of the time. Errors as pack() has them. item_count_mismatch if the last struct is not whole.
template <format_source Source>
constexpr pack_error pack_each(const Source& source, std::span<const value> values,
                               std::span<std::byte> into) noexcept {
    constexpr auto call = struct_call::pack;
    decltype(auto) format = as_format(source);
    const format_info& info = format.info();
    if (info.code != status::ok) return format_error(call, info);
    const std::size_t records = info.values == 0 ? 0 : values.size() / info.values;
    const std::size_t surplus = values.size() - records * info.values;
    if (surplus != 0) return count_error(call, info.values, surplus);
    if (info.size != 0 && records > into.size() / info.size) {
        return room_error(call, info.size, into.size());
    }
    if (records == 0) return {};
    return pack_checked<true>(into.data(), format, values, records);
}

/// Packs the values into a buffer at an offset; one below zero counts from the end. Errors as pack() has them, but for
/// need_output buffer_too_small and offset_out_of_range.
template <format_source Source>
constexpr pack_error pack_into(const Source& source, std::span<std::byte> buffer, std::ptrdiff_t offset,
                               std::span<const value> values) noexcept {
    constexpr auto call = struct_call::pack_into;
    decltype(auto) format = as_format(source);
    const format_info& info = format.info();
    if (info.code != status::ok) return format_error(call, info);
    if (values.size() != info.values) return count_error(call, info.values, values.size());
    const place_in_buffer found = find_place(info.size, buffer.size(), offset);
    if (found.code != status::ok) return place_error(call, found.code, info.size, buffer.size(), offset);
    if (!pack_values<packing::check, false>(nullptr, format, values, 1)) [[unlikely]] {
        if (const pack_error error = find_refused(call, format, values)) return error;
    }
    pack_values<packing::store, false>(buffer.data() + found.at, format, values, 1);
    return {};
}

/// Unpacks bytes, which must have the size of the format, into the front of `into`; bytes are views of the input.
/// Errors, in this order: those of the format, buffer_size_mismatch, need_output (with the number of values).
template <format_source Source>
constexpr pack_error unpack(const Source& source, std::span<const std::byte> bytes, std::span<value> into) noexcept {
    constexpr auto call = struct_call::unpack;
    decltype(auto) format = as_format(source);
    const format_info& info = format.info();
    if (info.code != status::ok) return format_error(call, info);
    if (bytes.size() != info.size) {
        return {.code = status::buffer_size_mismatch, .call = call, .need = info.size, .have = bytes.size()};
    }
    if (into.size() < info.values) return room_error(call, info.values, into.size());
    unpack_values<false>(bytes.data(), format, into, 1);
    return {};
}

/// Unpacks from an offset of a buffer; one below zero counts from the end. Errors as unpack() has them, but for
/// buffer_size_mismatch buffer_too_small and offset_out_of_range.
template <format_source Source>
constexpr pack_error unpack_from(const Source& source, std::span<const std::byte> buffer, std::ptrdiff_t offset,
                                 std::span<value> into) noexcept {
    constexpr auto call = struct_call::unpack_from;
    decltype(auto) format = as_format(source);
    const format_info& info = format.info();
    if (info.code != status::ok) return format_error(call, info);
    const place_in_buffer found = find_place(info.size, buffer.size(), offset);
    if (found.code != status::ok) return place_error(call, found.code, info.size, buffer.size(), offset);
    if (into.size() < info.values) return room_error(call, info.values, into.size());
    unpack_values<false>(buffer.data() + found.at, format, into, 1);
    return {};
}

/// The structs in a buffer, one behind the other, unpacked one a call.
template <runtime_format Format>
class record_reader {
  public:
    constexpr record_reader(const Format& format, std::span<const std::byte> buffer) noexcept
        : format_(format), error_(format_error(struct_call::iter_unpack, format.info())) {
        if (!error_) error_ = check_iteration(format.info().size, buffer.size());
        if (!error_) rest_ = buffer;
    }

    /// The first error: of the format, iteration_of_nothing, buffer_size_mismatch, need_output; or ok.
    constexpr const pack_error& error() const noexcept { return error_; }

    /// How many structs are left.
    constexpr std::size_t size() const noexcept { return rest_.empty() ? 0 : rest_.size() / format_.info().size; }

    /// Unpacks as many of the next structs as have room in the front of `into`, and returns how many: 0 at the end or
    /// where there is an error. Many at once take about half the time each. Bytes are views of the buffer.
    constexpr std::size_t next(std::span<value> into) noexcept {
        if (rest_.empty()) return 0;
        const format_info& info = format_.info();
        if (into.size() < info.values) {
            error_ = room_error(struct_call::iter_unpack, info.values, into.size());
            return 0;
        }
        const std::size_t room = info.values == 0 ? 1 : into.size() / info.values;
        const std::size_t records = room < size() ? room : size();
        unpack_values<true>(rest_.data(), format_, into, records);
        rest_ = rest_.subspan(records * info.size);
        return records;
    }

  private:
    Format format_;
    pack_error error_;
    std::span<const std::byte> rest_;
};

/// Iterates over the structs in a buffer, whose size must be a multiple of the format's; the buffer must outlive it.
template <format_source Source>
constexpr auto iter_unpack(const Source& source, std::span<const std::byte> buffer) noexcept {
    return record_reader<std::remove_cvref_t<decltype(as_format(source))>>(as_format(source), buffer);
}

} // namespace cleave

template <std::size_t... I, class... T>
struct std::tuple_size<cleave::value_list<std::index_sequence<I...>, T...>>
    : std::integral_constant<std::size_t, sizeof...(T)> {};

template <std::size_t Index, std::size_t... I, class... T>
struct std::tuple_element<Index, cleave::value_list<std::index_sequence<I...>, T...>> {
    using type = std::remove_reference_t<decltype(cleave::get<Index>(
        std::declval<cleave::value_list<std::index_sequence<I...>, T...>&>()))>;
};
