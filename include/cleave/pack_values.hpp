// SPDX-License-Identifier: MIT
//
// pack_values: values to bytes and back as Python's `struct` module does it, in a format known only at run time.
//
//     const value values[] = {1280, 1};
//     pack("<iq", values, into)         -> into: 00 05 00 00 01 00 00 00 00 00 00 00
//     unpack("<iq", the bytes, values)  -> values: 1280, 1
//
// The operations are those of pack.hpp, on `value`s, and take two to five times as long with a format_plan, which reads
// the format once, if the values are integers and doubles; many structs in one call take least. Nothing is allocated.
// A pack or pack_into that fails writes nothing. Views of unpacked bytes point into the input and live as long as it
// does.
#pragma once

#include "byte_order.hpp"
#include "pack.hpp"
#include "pack_error.hpp"
#include "status.hpp"
#include "struct_format.hpp"
#include "struct_item.hpp"

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
    constexpr value(const T& bytes) noexcept : data_(nullptr) {
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

/// Whether an item is an integer or a double whose value is its bits alone: no truth, no natural above 2^63, no float
/// that has to be rounded.
constexpr bool is_plain(const format_run& run) noexcept {
    if (run.kind == code_kind::unsigned_integer) return run.size < 8;
    return run.kind == code_kind::signed_integer || (run.kind == code_kind::real && run.size == 8);
}

/// The two words of a `value`, handled by one instruction where the machine has it.
using word_pair [[gnu::vector_size(16)]] = std::uint64_t;

/// What a plan knows of one plain value, so that it takes no jump: for bits and tag side by side.
struct value_step {
    word_pair sign = {};     // the sign bit, if it has one
    word_pair less = {};     // the value is (item ^ sign) - less
    word_pair refuse = {};   // (value + less) & refuse is zero if the value is in range and of the type
    std::uint64_t keep = 0;  // the bits of the item
    std::size_t offset = 0;  // of the item in the struct
    std::uint8_t size = 0;   // of the item, 0 if it is not plain
    std::uint8_t unused = 0; // bits of a word beside those of the item

    /// Of no item.
    constexpr value_step() noexcept = default;
    /// Of an item of this run.
    constexpr value_step(const format_run& run, std::size_t at) noexcept : offset(at) {
        if (!is_plain(run)) return;
        size = run.size;
        unused = static_cast<std::uint8_t>(64 - 8 * size);
        const std::uint64_t bits = ~std::uint64_t{0} >> unused;
        const std::uint64_t sign_bit = run.kind == code_kind::signed_integer ? bits / 2 + 1 : 0;
        const auto type = run.kind == code_kind::real ? value::type::real : value::type::integer;
        keep = bits;
        sign = word_pair{sign_bit, 0};
        less = word_pair{sign_bit, 0 - static_cast<std::uint64_t>(type)};
        refuse = word_pair{~bits, ~std::uint64_t{0}};
    }
};

/// What the steps of a plan suffice for.
struct step_layout {
    std::size_t count = 0;           // of steps, one a value; none if there are more values than the plan has room for
    std::size_t words = 0;           // so many, the first ones, have 8 bytes of the struct from their items on
    std::size_t size = 0;            // of the struct
    bool has_others = false;         // values that are not plain
    std::size_t packed = SIZE_MAX;   // values of a struct, if the steps are all that has to be done to pack it
    std::size_t unpacked = SIZE_MAX; // or to unpack it
};

/// A format known only at run time, compiled once for many records. Keeps nothing of the text.
///
/// Runs that continue one another (`hh2h`) become one. A format of more than `Capacity` runs is refused with
/// `need_output`; as many as the text has characters always suffice. Integers but Q, and doubles, take least time, in a
/// format of at most `Capacity` values. A plan takes some 110 bytes for each of its capacity.
template <std::size_t Capacity = 16>
class format_plan {
  public:
    /// Reads the format once. text: not kept.
    constexpr explicit format_plan(std::string_view text) noexcept {
        format_reader reader(text);
        for (format_run run; reader.next(run);) {
            if (continues(run)) {
                runs_[count_ - 1].count += run.count;
                runs_[count_ - 1].values += run.values;
            } else if (count_ < Capacity) {
                runs_[count_++] = run;
            } else {
                info_.code = status::need_output;
                return;
            }
        }
        info_ = reader.info();
        if (info_.values <= Capacity) add_steps();
    }

    /// What the format comes to, or why it is none.
    constexpr const format_info& info() const noexcept { return info_; }

    /// The runs, in order.
    constexpr const format_run* begin() const noexcept { return runs_.data(); }
    /// Behind them.
    constexpr const format_run* end() const noexcept { return runs_.data() + count_; }

    /// The steps, one for each value.
    constexpr const value_step* steps() const noexcept { return steps_.data(); }
    /// What they suffice for.
    constexpr const step_layout& layout() const noexcept { return layout_; }

  private:
    constexpr bool continues(const format_run& run) const noexcept {
        return count_ != 0 && !run.is_sized() && runs_[count_ - 1].code == run.code; // no gap between items of one code
    }

    constexpr void add_steps() noexcept {
        layout_.size = info_.size;
        for (const format_run& run : *this) {
            layout_.has_others |= run.values != 0 && !is_plain(run);
            for (std::size_t i = 0; i < run.values; ++i) {
                const value_step& step = steps_[layout_.count++] = value_step(run, run.offset + i * run.size);
                if (info_.size - step.offset >= 8) ++layout_.words;
            }
        }
        if (layout_.count == 0 || layout_.has_others) return;
        layout_.unpacked = layout_.count;
        if (!info_.has_padding) layout_.packed = layout_.count;
    }

    std::array<format_run, Capacity> runs_{};
    std::array<value_step, Capacity> steps_{};
    std::size_t count_ = 0;
    step_layout layout_;
    format_info info_;
};

/// A format known only at run time: format_text or format_plan.
template <class T>
concept runtime_format = requires(const T& format) {
    { format.info() } -> std::same_as<const format_info&>;
    { *format.begin() } -> std::same_as<const format_run&>;
};

/// A format that has steps for its values.
template <class T>
concept planned_format = runtime_format<T> && requires(const T& format) {
    format.layout();
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

/// Stores a value that is allowed for an item.
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
    case code_kind::pascal: return store_pascal(to, run.count, v.as_bytes().data(), v.as_bytes().size());
    case code_kind::truth:
    case code_kind::pad:
    case code_kind::none: break;
    }
    to[0] = std::byte{v.is_true()}; // padding has no values
}

/// The value of an item. Bytes are a view of `from`.
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
    case code_kind::pascal: return load_pascal(from, run.count);
    case code_kind::truth:
    case code_kind::pad:
    case code_kind::none: break;
    }
    return from[0] != std::byte{0}; // padding has no values
}

/// What is done with the values to be packed.
enum class packing : std::uint8_t { check_and_store, store };

/// Which values: all, or those that are not plain.
enum class choice : std::uint8_t { all, others };

/// Stores the values of these structs, run by run. False at the first that is not allowed.
template <std::endian Order, packing Work, choice Choice, runtime_format Format>
[[gnu::noinline]] constexpr bool pack_runs(std::byte* to, const Format& format, const value* values,
                                           std::size_t records) noexcept {
    const format_info& info = format.info();
    for (const format_run& run : format) {
        for (std::size_t i = 0; i < records && (Choice == choice::all || !is_plain(run)); ++i) {
            std::byte* at = to + i * info.size + run.offset;
            for (std::size_t j = 0; j < run.values; ++j, at += run.size) {
                const value& v = values[i * info.values + j];
                if (Work == packing::check_and_store && check_value(run, info.is_native, v) != status::ok) return false;
                store_value<Order>(at, run, v);
            }
        }
        values += run.values;
    }
    return true;
}

/// Loads the values of these structs, run by run.
template <std::endian Order, choice Choice, runtime_format Format>
[[gnu::noinline]] constexpr void unpack_runs(const std::byte* from, const Format& format, value* values,
                                             std::size_t records) noexcept {
    const format_info& info = format.info();
    for (const format_run& run : format) {
        for (std::size_t i = 0; i < records && (Choice == choice::all || !is_plain(run)); ++i) {
            const std::byte* at = from + i * info.size + run.offset;
            for (std::size_t j = 0; j < run.values; ++j, at += run.size)
                values[i * info.values + j] = load_value<Order>(at, run);
        }
        values += run.values;
    }
}

/// Adds to `refused` what is wrong with a value.
[[gnu::always_inline]] inline void check_item(const value_step& step, const value& v, word_pair& refused) noexcept {
    word_pair words;
    std::memcpy(&words, &v, sizeof words);
    refused |= (words + step.less) & step.refuse;
}

/// Whether nothing was wrong.
[[gnu::always_inline]] inline bool is_allowed(const word_pair& refused) noexcept {
    return (refused[0] | refused[1]) == 0;
}

/// The first word of a value, whatever it is.
[[gnu::always_inline]] inline std::uint64_t bits_of(const value& v) noexcept {
    std::uint64_t bits;
    std::memcpy(&bits, &v, sizeof bits);
    return bits;
}

/// Loads a value out of the bits of its item.
[[gnu::always_inline]] inline void load_item(const value_step& step, std::uint64_t bits, value& v) noexcept {
    word_pair words = {bits, 0};
    words = (words ^ step.sign) - step.less;
    std::memcpy(static_cast<void*>(&v), &words, sizeof words);
}

/// Does `work` with a byte order as its template argument.
template <class Work>
[[gnu::always_inline]] constexpr auto with_order(std::endian order, Work work) noexcept {
    if (order == std::endian::little) return work.template operator()<std::endian::little>();
    return work.template operator()<std::endian::big>();
}

/// Does `work` with an unsigned integer of so many bytes as its template argument.
template <class Work>
[[gnu::always_inline]] inline void with_size(std::size_t size, Work work) noexcept {
    if (size == 8) work.template operator()<std::uint64_t>();
    if (size == 4) work.template operator()<std::uint32_t>();
    if (size == 2) work.template operator()<std::uint16_t>();
    if (size == 1) work.template operator()<std::uint8_t>();
}

/// Does `work(step, value)` for each step and its value: four at a time, with a comparison each.
template <class Value, class Work>
[[gnu::always_inline]] inline void for_each_step(const value_step* step, std::size_t count, Value* v,
                                                 Work work) noexcept {
    if (count == 0) return;
    const auto four = [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
        return ((work(step[I], v[I]), count != I + 1) && ...);
    };
    for (; four(std::make_index_sequence<4>()); step += 4, v += 4, count -= 4) {
    }
}

/// Packs one struct of plain values without padding, if all are in range and of their types; if not nothing is written.
/// Items are stored in words of 8 bytes as long as there is room: what comes behind an item is stored after it.
template <std::endian Order>
[[gnu::always_inline]] inline bool pack_steps(std::byte* to, const value_step* steps, const step_layout& layout,
                                              const value* values) noexcept {
    word_pair refused = {};
    for_each_step(
        steps, layout.count, values, [&](const value_step& step, const value& v) __attribute__((always_inline)) {
            check_item(step, v, refused);
        });
    if (!is_allowed(refused)) return false;
    for_each_step(
        steps, layout.words, values, [&](const value_step& step, const value& v) __attribute__((always_inline)) {
            store<Order>(to + step.offset, Order == std::endian::little ? bits_of(v) : bits_of(v) << step.unused);
        });
    for (std::size_t i = layout.words; i < layout.count; ++i)
        with_size(
            steps[i].size, [&]<class Bits>() __attribute__((always_inline)) {
                store<Order>(to + steps[i].offset, static_cast<Bits>(bits_of(values[i])));
            });
    return true;
}

/// Unpacks one struct of plain values.
template <std::endian Order>
[[gnu::always_inline]] inline void unpack_steps(const std::byte* from, const value_step* steps,
                                                const step_layout& layout, value* values) noexcept {
    for_each_step(
        steps, layout.words, values, [&](const value_step& step, value& v) __attribute__((always_inline)) {
            const auto word = load<std::uint64_t, Order>(from + step.offset);
            load_item(step, Order == std::endian::little ? word & step.keep : word >> step.unused, v);
        });
    for (std::size_t i = layout.words; i < layout.count; ++i)
        with_size(
            steps[i].size, [&]<class Bits>() __attribute__((always_inline)) {
                load_item(steps[i], load<Bits, Order>(from + steps[i].offset), values[i]);
            });
}

/// Packs the plain values of many structs, step by step. False if one is not plainly allowed.
template <std::endian Order>
inline bool pack_steps(std::byte* to, const value_step* steps, const step_layout layout, const value* values,
                       std::size_t records) noexcept {
    word_pair refused = {};
    for (std::size_t i = 0; i < layout.count; ++i) {
        const value_step step = steps[i];
        with_size(step.size, [&]<class Bits>() {
            std::byte* at = to + step.offset;
            const value* v = values + i;
#pragma GCC unroll 2
            for (std::size_t left = records; left != 0; --left, at += layout.size, v += layout.count) {
                check_item(step, *v, refused);
                store<Order>(at, static_cast<Bits>(bits_of(*v)));
            }
        });
    }
    return is_allowed(refused);
}

/// Unpacks the plain values of many structs, step by step.
template <std::endian Order>
inline void unpack_steps(const std::byte* from, const value_step* steps, const step_layout layout, value* values,
                         std::size_t records) noexcept {
    for (std::size_t i = 0; i < layout.count; ++i) {
        const value_step step = steps[i];
        with_size(step.size, [&]<class Bits>() {
            const std::byte* at = from + step.offset;
            value* v = values + i;
#pragma GCC unroll 2
            for (std::size_t left = records; left != 0; --left, at += layout.size, v += layout.count)
                load_item(step, load<Bits, Order>(at), *v);
        });
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

/// Where an operation finds or puts a struct.
constexpr place_in_buffer place_of(struct_call call, std::size_t size, std::size_t have,
                                   std::ptrdiff_t offset) noexcept {
    if (call == struct_call::pack) return {have >= size ? status::ok : status::need_output};
    if (call == struct_call::unpack) return {have == size ? status::ok : status::buffer_size_mismatch};
    return find_place(size, have, offset);
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

/// How many structs are packed or unpacked value by value: those of few stay near, and loops as short end foreseen.
inline constexpr std::size_t records_at_once = 16;

/// Stores the values of these structs; they are allowed.
template <runtime_format Format>
constexpr void store_records(std::byte* to, const Format& format, const value* values, std::size_t records) noexcept {
    const format_info& info = format.info();
    if (info.has_padding) fill_zero(to, records * info.size);
    with_order(info.order, [&]<std::endian Order>() {
        return pack_runs<Order, packing::store, choice::all>(to, format, values, records);
    });
}

/// Checks and stores the values of these structs. False if one is not plainly allowed: check_value() knows more, of
/// integers beyond 2^63, and of integers and bools for floats.
template <std::endian Order, runtime_format Format>
constexpr bool pack_records(std::byte* to, const Format& format, const value* values, std::size_t records) noexcept {
    constexpr packing work = packing::check_and_store;
    if constexpr (planned_format<Format>) {
        const step_layout& layout = format.layout();
        if (!std::is_constant_evaluated() && layout.count != 0)
            return pack_steps<Order>(to, format.steps(), layout, values, records) &&
                   (!layout.has_others || pack_runs<Order, work, choice::others>(to, format, values, records));
    }
    return pack_runs<Order, work, choice::all>(to, format, values, records);
}

/// Loads the values of these structs.
template <std::endian Order, runtime_format Format>
constexpr void unpack_records(const std::byte* from, const Format& format, value* values,
                              std::size_t records) noexcept {
    if constexpr (planned_format<Format>) {
        const step_layout& layout = format.layout();
        if (!std::is_constant_evaluated() && layout.count != 0) {
            unpack_steps<Order>(from, format.steps(), layout, values, records);
            if (layout.has_others) unpack_runs<Order, choice::others>(from, format, values, records);
            return;
        }
    }
    unpack_runs<Order, choice::all>(from, format, values, records);
}

/// Unpacks records; `from` has all their bytes.
template <runtime_format Format>
constexpr void unpack_records(const std::byte* from, const Format& format, value* values,
                              std::size_t records) noexcept {
    const format_info& info = format.info();
    for (std::size_t some; records != 0; records -= some, from += some * info.size, values += some * info.values) {
        some = records < records_at_once ? records : records_at_once;
        with_order(info.order, [&]<std::endian Order>() { unpack_records<Order>(from, format, values, some); });
    }
}

/// Packs one struct in every case that there is.
template <struct_call Call, format_source Source>
[[gnu::noinline]] constexpr pack_error pack_any(const Source& source, std::span<std::byte> buffer,
                                                std::ptrdiff_t offset, std::span<const value> values) noexcept {
    decltype(auto) format = as_format(source);
    const format_info& info = format.info();
    if (info.code != status::ok) return format_error(Call, info);
    if (values.size() != info.values) return count_error(Call, info.values, values.size());
    const place_in_buffer found = place_of(Call, info.size, buffer.size(), offset);
    if (found.code != status::ok) return place_error(Call, found.code, info.size, buffer.size(), offset);
    if (const pack_error error = find_refused(Call, format, values)) return error;
    store_records(buffer.data() + found.at, format, values.data(), 1);
    return {};
}

/// Packs one struct: where the steps of a plan suffice without a look at anything else.
template <struct_call Call, format_source Source>
[[gnu::always_inline]] constexpr pack_error pack_one(const Source& source, std::span<std::byte> buffer,
                                                     std::ptrdiff_t offset, std::span<const value> values) noexcept {
    if constexpr (planned_format<Source>) {
        const step_layout& layout = source.layout();
        const place_in_buffer found = place_of(Call, layout.size, buffer.size(), offset);
        if (!std::is_constant_evaluated() && values.size() == layout.packed && found.code == status::ok) {
            if (with_order(
                    source.info().order, [&]<std::endian Order>() __attribute__((always_inline)) {
                        return pack_steps<Order>(buffer.data() + found.at, source.steps(), layout, values.data());
                    }))
                return {};
        }
    }
    return pack_any<Call>(source, buffer, offset, values);
}

/// Unpacks one struct in every case that there is.
template <struct_call Call, format_source Source>
[[gnu::noinline]] constexpr pack_error unpack_any(const Source& source, std::span<const std::byte> buffer,
                                                  std::ptrdiff_t offset, std::span<value> into) noexcept {
    decltype(auto) format = as_format(source);
    const format_info& info = format.info();
    if (info.code != status::ok) return format_error(Call, info);
    const place_in_buffer found = place_of(Call, info.size, buffer.size(), offset);
    if (found.code != status::ok) return place_error(Call, found.code, info.size, buffer.size(), offset);
    if (into.size() < info.values) return room_error(Call, info.values, into.size());
    unpack_records(buffer.data() + found.at, format, into.data(), 1);
    return {};
}

/// Unpacks one struct by the steps of a plan. False where they do not suffice.
template <planned_format Format>
[[gnu::always_inline]] constexpr bool unpack_quickly(const Format& format, const std::byte* from,
                                                     std::span<value> into) noexcept {
    const step_layout& layout = format.layout();
    if (std::is_constant_evaluated() || into.size() < layout.unpacked) return false;
    with_order(
        format.info().order, [&]<std::endian Order>() __attribute__((always_inline)) {
            unpack_steps<Order>(from, format.steps(), layout, into.data());
        });
    return true;
}

/// Unpacks one struct: where the steps of a plan suffice without a look at anything else.
template <struct_call Call, format_source Source>
[[gnu::always_inline]] constexpr pack_error unpack_one(const Source& source, std::span<const std::byte> buffer,
                                                       std::ptrdiff_t offset, std::span<value> into) noexcept {
    if constexpr (planned_format<Source>) {
        const place_in_buffer found = place_of(Call, source.layout().size, buffer.size(), offset);
        if (found.code == status::ok && unpack_quickly(source, buffer.data() + found.at, into)) return {};
    }
    return unpack_any<Call>(source, buffer, offset, into);
}

/// The size in bytes of a format known at run time, or the error of a text that is none.
constexpr unpacked<std::size_t> calcsize(std::string_view text) noexcept {
    const format_info info = inspect_format(text);
    return {format_error(struct_call::calcsize, info), info.size};
}

/// Packs the values into the front of `into`; the size is that of the format. Errors, in this order: those of the
/// format, item_count_mismatch, need_output (with the room needed), value_wrong_type, value_out_of_range,
/// float_too_large; then nothing is written.
template <format_source Source>
[[gnu::always_inline]] constexpr pack_error pack(const Source& source, std::span<const value> values,
                                                 std::span<std::byte> into) noexcept {
    return pack_one<struct_call::pack>(source, into, 0, values);
}

/// Packs values into as many structs, one behind the other, as there are values for: for each what pack() does, in a
/// fraction of the time. Errors as pack() has them, item_count_mismatch if the last struct is not whole; but where a
/// value is refused, what `into` holds is unspecified.
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
    const value* next = values.data();
    std::byte* to = into.data();
    if (info.has_padding) fill_zero(to, records * info.size);
    for (std::size_t some, left = records; left != 0;
         left -= some, to += some * info.size, next += some * info.values) {
        some = left < records_at_once ? left : records_at_once;
        if (with_order(info.order, [&]<std::endian Order>() { return pack_records<Order>(to, format, next, some); }))
            continue;
        if (const pack_error error = find_refused(call, format, values)) return error;
        store_records(to, format, next, left);
        break;
    }
    return {};
}

/// Packs the values into a buffer at an offset; one below zero counts from the end. Errors as pack() has them, but for
/// need_output buffer_too_small and offset_out_of_range.
template <format_source Source>
[[gnu::always_inline]] constexpr pack_error pack_into(const Source& source, std::span<std::byte> buffer,
                                                      std::ptrdiff_t offset, std::span<const value> values) noexcept {
    return pack_one<struct_call::pack_into>(source, buffer, offset, values);
}

/// Unpacks bytes, which must have the size of the format, into the front of `into`; bytes are views of the input.
/// Errors, in this order: those of the format, buffer_size_mismatch, need_output (with the number of values).
template <format_source Source>
[[gnu::always_inline]] constexpr pack_error unpack(const Source& source, std::span<const std::byte> bytes,
                                                   std::span<value> into) noexcept {
    return unpack_one<struct_call::unpack>(source, bytes, 0, into);
}

/// Unpacks from an offset of a buffer; one below zero counts from the end. Errors as unpack() has them, but for
/// buffer_size_mismatch buffer_too_small and offset_out_of_range.
template <format_source Source>
[[gnu::always_inline]] constexpr pack_error unpack_from(const Source& source, std::span<const std::byte> buffer,
                                                        std::ptrdiff_t offset, std::span<value> into) noexcept {
    return unpack_one<struct_call::unpack_from>(source, buffer, offset, into);
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
    [[gnu::always_inline]] constexpr std::size_t next(std::span<value> into) noexcept {
        if constexpr (planned_format<Format>) {
            const step_layout& layout = format_.layout();
            // Room for one, not for two.
            if (!rest_.empty() && into.size() - layout.unpacked < layout.unpacked &&
                unpack_quickly(format_, rest_.data(), into)) {
                rest_ = rest_.subspan(layout.size);
                return 1;
            }
        }
        return next_any(into);
    }

  private:
    [[gnu::noinline]] constexpr std::size_t next_any(std::span<value> into) noexcept {
        if (rest_.empty()) return 0;
        const format_info& info = format_.info();
        if (into.size() < info.values) {
            error_ = room_error(struct_call::iter_unpack, info.values, into.size());
            return 0;
        }
        const std::size_t room = info.values == 0 ? 1 : into.size() / info.values;
        const std::size_t records = room < size() ? room : size();
        unpack_records(rest_.data(), format_, into.data(), records);
        rest_ = rest_.subspan(records * info.size);
        return records;
    }

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
