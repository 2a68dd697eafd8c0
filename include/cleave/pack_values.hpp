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

#include "format_plan.hpp"
#include "pack.hpp"
#include "pack_error.hpp"
#include "status.hpp"
#include "struct_format.hpp"
#include "struct_item.hpp"
#include "value.hpp"

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace cleave {

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

/// Does `work` with a byte order as its template argument.
template <class Work>
[[gnu::always_inline]] constexpr auto with_order(std::endian order, Work work) noexcept {
    if (order == std::endian::little) return work.template operator()<std::endian::little>();
    return work.template operator()<std::endian::big>();
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
