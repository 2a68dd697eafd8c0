// SPDX-License-Identifier: MIT
//
// format_plan: a format known only at run time, read once for many structs.
//
//     "<iq"  -> a step for each value:  i: offset 0, 4 bytes, signed    q: offset 4, 8 bytes, signed
//
// A step checks, packs or unpacks a plain value, an integer or a double, by a few operations on its bits and without a
// jump. The values of other items go run by run: see pack_values.hpp.
#pragma once

#include "byte_order.hpp"
#include "status.hpp"
#include "struct_format.hpp"
#include "value.hpp"

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

namespace cleave {

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

/// Adds to `refused` what is wrong with a value.
[[gnu::always_inline]] inline void check_item(const value_step& step, const value& v, word_pair& refused) noexcept {
    word_pair words;
    std::memcpy(&words, &v, sizeof words);
    refused |= (words + step.less) & step.refuse;
}

/// Whether nothing was wrong.
[[gnu::always_inline]] inline bool is_allowed(const word_pair& refused) noexcept {
    constexpr std::size_t of_bits = 0, of_tag = 1;
    static_assert(of_tag < sizeof(word_pair) / sizeof(std::uint64_t));
    return (refused[of_bits] | refused[of_tag]) == 0;
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

} // namespace cleave
