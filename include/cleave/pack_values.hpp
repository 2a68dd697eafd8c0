// SPDX-License-Identifier: MIT
//
// pack_values: values to bytes and back as Python's `struct` module does it, in a format known only at run time.
//
//     const value values[] = {1280, 1};
//     pack("<iq", values, into)         -> into: 00 05 00 00 01 00 00 00 00 00 00 00
//     unpack("<iq", the bytes, values)  -> values: 1280, 1
//
// The operations are those of pack.hpp, on `value`s; a format_plan reads the format once for many of them. Nothing is
// allocated. A call that fails writes nothing. Views of unpacked bytes point into the input and live as long as it
// does.
#pragma once

#include "detail/platform.hpp"
#include "detail/struct_item.hpp"
#include "format_plan.hpp"
#include "pack.hpp"
#include "pack_error.hpp"
#include "status.hpp"
#include "struct_format.hpp"
#include "value.hpp"

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace cleave {

namespace detail {

// Does `work` with a byte order as its template argument.
template <class Work>
constexpr void with_order(std::endian order, Work work) noexcept {
    if (order == std::endian::little)
        work.template operator()<std::endian::little>();
    else
        work.template operator()<std::endian::big>();
}

// The formats that the run-time operations take: a format_plan, a format_text, or the text itself.
template <class T>
concept format_source = runtime_format<T> || std::convertible_to<const T&, std::string_view>;

// A format out of a text; a format stays what it is.
template <format_source T>
constexpr decltype(auto) as_format(const T& source) noexcept {
    if constexpr (runtime_format<T>)
        return (source);
    else
        return format_text(source);
}

// The error of a text that is not a format, or of a plan that has no room for it.
constexpr pack_error format_error(struct_call call, const format_info& info) noexcept {
    return {.st = info.st, .call = call, .index = info.position};
}

// The error for too few or too many values.
constexpr pack_error count_error(struct_call call, std::size_t need, std::size_t have) noexcept {
    return {.st = status::item_count_mismatch, .call = call, .need = need, .have = have};
}

// The error of a destination that cannot take all that the operation gives.
constexpr pack_error room_error(struct_call call, std::size_t need, std::size_t have) noexcept {
    return {.st = status::need_output, .call = call, .need = need, .have = have};
}

// Where an operation finds or puts a struct.
constexpr place_in_buffer place_of(struct_call call, std::size_t size, std::size_t have,
                                   std::ptrdiff_t offset) noexcept {
    if (call == struct_call::pack) return {have >= size ? status::ok : status::need_output};
    if (call == struct_call::unpack) return {have == size ? status::ok : status::buffer_size_mismatch};
    return find_place(size, have, offset);
}

// The error of the first value that is not allowed, if there is one.
template <runtime_format Format>
constexpr pack_error find_refused(struct_call call, const Format& format, std::span<const value> values) noexcept {
    for (std::size_t index = 0; index < values.size();) {
        for (const format_run& run : format) {
            for (std::size_t n = run.values; n != 0; --n, ++index) {
                const status st = check_value(run, format.info().is_native, values[index]);
                if (st == status::ok) continue;
                return {.st = st, .call = call, .item_code = run.code, .item_size = run.size, .index = index};
            }
        }
    }
    return {};
}

// Stores the values of these structs, run by run; they are allowed. Not inlined, nor is its counterpart: g++ 12 would
// warn, from -O2 on, that a run which the format does not have lies outside the bytes.
template <runtime_format Format>
CLEAVE_DETAIL_NOINLINE constexpr void store_records(std::byte* to, const Format& format, const value* values,
                                                    std::size_t records) noexcept {
    const format_info& info = format.info();
    if (info.has_padding) fill_zero(to, records * info.size);
    with_order(info.order, [&]<std::endian Order>() {
        for (const format_run& run : format) {
            for (std::size_t i = 0; i < records; ++i)
                for (std::size_t j = 0; j < run.values; ++j)
                    store_value<Order>(to + i * info.size + run.offset + j * run.size, run,
                                       values[i * info.values + j]);
            values += run.values;
        }
    });
}

// Loads the values of these structs, run by run.
template <runtime_format Format>
CLEAVE_DETAIL_NOINLINE constexpr void load_records(const std::byte* from, const Format& format, value* values,
                                                   std::size_t records) noexcept {
    const format_info& info = format.info();
    with_order(info.order, [&]<std::endian Order>() {
        for (const format_run& run : format) {
            for (std::size_t i = 0; i < records; ++i)
                for (std::size_t j = 0; j < run.values; ++j)
                    values[i * info.values + j] =
                        load_value<Order>(from + i * info.size + run.offset + j * run.size, run);
            values += run.values;
        }
    });
}

// Packs one struct.
template <format_source Source>
constexpr pack_error pack_one(struct_call call, const Source& source, std::span<std::byte> buffer,
                              std::ptrdiff_t offset, std::span<const value> values) noexcept {
    decltype(auto) format = as_format(source);
    const format_info& info = format.info();
    if (info.st != status::ok) return format_error(call, info);
    if (values.size() != info.values) return count_error(call, info.values, values.size());
    const place_in_buffer found = place_of(call, info.size, buffer.size(), offset);
    if (found.st != status::ok) return place_error(call, found.st, info.size, buffer.size(), offset);
    if (const pack_error error = find_refused(call, format, values)) return error;
    store_records(buffer.data() + found.at, format, values.data(), 1);
    return {};
}

// Unpacks one struct.
template <format_source Source>
constexpr pack_error unpack_one(struct_call call, const Source& source, std::span<const std::byte> buffer,
                                std::ptrdiff_t offset, std::span<value> into) noexcept {
    decltype(auto) format = as_format(source);
    const format_info& info = format.info();
    if (info.st != status::ok) return format_error(call, info);
    const place_in_buffer found = place_of(call, info.size, buffer.size(), offset);
    if (found.st != status::ok) return place_error(call, found.st, info.size, buffer.size(), offset);
    if (into.size() < info.values) return room_error(call, info.values, into.size());
    load_records(buffer.data() + found.at, format, into.data(), 1);
    return {};
}

} // namespace detail

/// Returns the size in bytes of a format known at run time, or the error of an invalid format.
constexpr unpacked<std::size_t> calcsize(std::string_view text) noexcept {
    const format_info info = inspect_format(text);
    return {detail::format_error(detail::struct_call::calcsize, info), info.size};
}

/// Packs the values into the front of `into`; the size is that of the format. Errors, in this order: those of the
/// format, item_count_mismatch, need_output (with the room needed), value_wrong_type, value_out_of_range,
/// float_too_large; then nothing is written.
template <detail::format_source Source>
constexpr pack_error pack(const Source& source, std::span<const value> values, std::span<std::byte> into) noexcept {
    return detail::pack_one(detail::struct_call::pack, source, into, 0, values);
}

/// Packs values into as many structs, one after the other, as there are values for: for each what pack() does, in less
/// time. Errors as pack() has them, item_count_mismatch if the last struct is not whole; then nothing is written.
template <detail::format_source Source>
constexpr pack_error pack_each(const Source& source, std::span<const value> values,
                               std::span<std::byte> into) noexcept {
    constexpr auto call = detail::struct_call::pack;
    decltype(auto) format = detail::as_format(source);
    const format_info& info = format.info();
    if (info.st != status::ok) return detail::format_error(call, info);
    const std::size_t records = info.values == 0 ? 0 : values.size() / info.values;
    const std::size_t surplus = values.size() - records * info.values;
    if (surplus != 0) return detail::count_error(call, info.values, surplus);
    if (info.size != 0 && records > into.size() / info.size) return detail::room_error(call, info.size, into.size());
    if (records == 0) return {};
    if (const pack_error error = detail::find_refused(call, format, values)) return error;
    detail::store_records(into.data(), format, values.data(), records);
    return {};
}

/// Packs the values into a buffer at an offset; one below zero counts from the end. Errors as pack() has them, but for
/// need_output buffer_too_small and offset_out_of_range.
template <detail::format_source Source>
constexpr pack_error pack_into(const Source& source, std::span<std::byte> buffer, std::ptrdiff_t offset,
                               std::span<const value> values) noexcept {
    return detail::pack_one(detail::struct_call::pack_into, source, buffer, offset, values);
}

/// Unpacks bytes, which must have the size of the format, into the front of `into`; bytes are views of the input.
/// Errors, in this order: those of the format, buffer_size_mismatch, need_output (with the number of values).
template <detail::format_source Source>
constexpr pack_error unpack(const Source& source, std::span<const std::byte> bytes, std::span<value> into) noexcept {
    return detail::unpack_one(detail::struct_call::unpack, source, bytes, 0, into);
}

/// Unpacks from an offset of a buffer; one below zero counts from the end. Errors as unpack() has them, but for
/// buffer_size_mismatch buffer_too_small and offset_out_of_range.
template <detail::format_source Source>
constexpr pack_error unpack_from(const Source& source, std::span<const std::byte> buffer, std::ptrdiff_t offset,
                                 std::span<value> into) noexcept {
    return detail::unpack_one(detail::struct_call::unpack_from, source, buffer, offset, into);
}

namespace detail {

/// The structs in a buffer, one after the other, unpacked one a call.
template <detail::runtime_format Format>
class record_reader {
  public:
    /// buffer: whole records. Both must outlive the reader.
    constexpr record_reader(const Format& format, std::span<const std::byte> buffer) noexcept
        : format_(format), error_(detail::format_error(struct_call::iter_unpack, format.info())) {
        if (!error_) error_ = detail::check_iteration(format.info().size, buffer.size());
        if (!error_) rest_ = buffer;
    }

    /// Returns the first error: of the format, iteration_of_nothing, buffer_size_mismatch, need_output; or ok.
    constexpr const pack_error& error() const noexcept { return error_; }

    /// Returns how many structs are left.
    constexpr std::size_t size() const noexcept { return rest_.empty() ? 0 : rest_.size() / format_.info().size; }

    /// Unpacks as many of the next structs as have room in the front of `into`, and returns how many: 0 at the end or
    /// where there is an error. Bytes are views of the buffer.
    constexpr std::size_t next(std::span<value> into) noexcept {
        if (rest_.empty()) return 0;
        const format_info& info = format_.info();
        if (into.size() < info.values) {
            error_ = detail::room_error(struct_call::iter_unpack, info.values, into.size());
            return 0;
        }
        const std::size_t room = info.values == 0 ? 1 : into.size() / info.values;
        const std::size_t records = room < size() ? room : size();
        detail::load_records(rest_.data(), format_, into.data(), records);
        rest_ = rest_.subspan(records * info.size);
        return records;
    }

  private:
    Format format_;
    pack_error error_;
    std::span<const std::byte> rest_;
};

} // namespace detail

/// Iterates over the structs in a buffer, whose size must be a multiple of the format's; the buffer must outlive it.
template <detail::format_source Source>
constexpr auto iter_unpack(const Source& source, std::span<const std::byte> buffer) noexcept {
    return detail::record_reader<std::remove_cvref_t<decltype(detail::as_format(source))>>(detail::as_format(source),
                                                                                           buffer);
}

} // namespace cleave
