// SPDX-License-Identifier: MIT
//
// pack_values: values to bytes and back as Python's `struct` module does it, in a format known only at run time.
//
//     const value values[] = {1280, 1};
//     pack("<iq", values, into)         -> into: 00 05 00 00 01 00 00 00 00 00 00 00
//     unpack("<iq", the bytes, values)  -> values: 1280, 1
//
// The operations are those of pack.hpp, on `value`s, and take several times as long; many structs in one call take
// least, and a format_plan spares reading the format again. Nothing is allocated. A pack_into that fails writes
// nothing. Views of unpacked bytes point into the input and live as long as it does.
#pragma once

#include "byte_order.hpp"
#include "pack.hpp"
#include "pack_error.hpp"
#include "status.hpp"
#include "struct_format.hpp"
#include "struct_item.hpp"

#include <bit>
#include <cassert>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace cleave {

/// A value of a format known only at run time: an integer of up to 64 bits, a double, a bool, or a view of bytes.
class value {
  public:
    /// What a value is.
    enum class type : std::uint8_t {
        integer, // -2^63 to 2^63 - 1
        natural, // 2^63 to 2^64 - 1
        boolean,
        real,
        bytes,
    };

    constexpr value() noexcept : value(0) {}

    /// An integer.
    template <struct_integer T>
    constexpr value(T number) noexcept : bits_(static_cast<std::uint64_t>(number)), tag_(tag_of(type::integer)) {
        if constexpr (std::same_as<T, bool>)
            tag_ = tag_of(type::boolean);
        else if constexpr (std::unsigned_integral<T>)
            tag_ = tag_of(bits_ >> 63 != 0 ? type::natural : type::integer);
    }

    /// A float.
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

    /// What it is.
    constexpr type kind() const noexcept { return static_cast<type>(tag_ & 7); }
    /// Whether it is an integer; truth values are.
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
    /// The truth value; it must be one.
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
    /// The bytes; it must be some. A view of those that it was made of.
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
        if ((run.size == 2 && exceeds_half(v.as_real())) ||
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
    std::size_t count;      // items
    std::size_t byte_step;  // from one to the next, in the bytes
    std::size_t value_step; // from one to the next, among the values
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

/// Packs integers of one code. returns: whether all are in range.
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
        return pack_items<Work>(to, values, lane, is_allowed,
                                [](std::byte* at, const value& v) { store<Order>(at, to_half(v.as_real())); });
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

/// Unpacks integers of one code.
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

/// A format out of a text; a format stays what it is.
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

/// The error for too few or too many values.
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

/// Checks, or stores, records of values. returns: whether all are in range and of their types.
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

/// Unpacks records; `from` has all their bytes.
template <bool IsMany, runtime_format Format>
constexpr void unpack_values(const std::byte* from, const Format& format, std::span<value> values,
                             std::size_t records) noexcept {
    constexpr auto little = std::endian::little;
    constexpr auto big = std::endian::big;
    const format_info& info = format.info();
    constexpr std::size_t records_at_once =
        16; // item by item: values stay near, and loops as short as this end foreseen
    value* into = values.data();
    while (records != 0) {
        const std::size_t some = records < records_at_once ? records : records_at_once;
        if (info.order == little)
            unpack_values<little, IsMany>(from, format, into, some);
        else
            unpack_values<big, IsMany>(from, format, into, some);
        from += some * info.size;
        into += some * info.values;
        records -= some;
    }
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
    /// buffer: whole records. Both must outlive the reader.
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
        std::size_t records = 1;
        if (info.values == 0 || into.size() < 2 * info.values || rest_.size() < 2 * info.size) {
            unpack_values<false>(rest_.data(), format_, into, 1); // and no division
        } else {
            const std::size_t room = into.size() / info.values;
            records = room < size() ? room : size();
            unpack_values<true>(rest_.data(), format_, into, records);
        }
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
