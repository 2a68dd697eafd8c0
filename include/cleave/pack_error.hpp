// SPDX-License-Identifier: MIT
//
// pack_error: why values cannot be packed, or bytes not unpacked, reported as Python's `struct` module reports it.
//
// Nothing is allocated: the text is written into room that the caller gives.
#pragma once

#include "detail/message_text.hpp"
#include "status.hpp"
#include "struct_format.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace cleave {

namespace detail {

/// Which operation an error comes from; Python's texts differ by it.
enum class struct_call : std::uint8_t { calcsize, pack, pack_into, unpack, unpack_from, iter_unpack };

} // namespace detail

/// An error in numbers; describe() makes the text. Contextually true when there is an error.
struct [[nodiscard]] pack_error {
    status st = status::ok;                                   // the rule that was broken; ok: no error
    detail::struct_call call = detail::struct_call::calcsize; // the function of Python's that this is
    char item_code = 0;                                       // of the value that was refused
    std::uint8_t item_size = 0;                               // likewise
    std::size_t index = 0;     // of the value that was refused; for a bad format the position of the character
    std::size_t need = 0;      // bytes (for item_count_mismatch: values) that the format asks for
    std::size_t have = 0;      // bytes or values that were given
    std::ptrdiff_t offset = 0; // as given, or counted from the front where the text has it so

    /// Whether there is an error.
    constexpr explicit operator bool() const noexcept { return st != status::ok; }
    friend constexpr bool operator==(const pack_error&, const pack_error&) = default;
};

/// Writes the error as CPython 3.12 words it into `into`, cut off where it does not fit, and returns what was written.
/// Errors that Python has no text for are reported as the rule of their status. Valid as long as `into`.
constexpr std::string_view describe(const pack_error& error, std::span<char> into) noexcept {
    detail::message_text out(into);
    const std::uint64_t need = error.need, have = error.have;
    const std::int64_t offset = error.offset;
    const bool is_packing = error.call == detail::struct_call::pack || error.call == detail::struct_call::pack_into;
    const detail::code_kind kind = detail::layout_of(error.item_code, true).kind;
    const std::string_view name = error.call == detail::struct_call::pack          ? "pack"
                                  : error.call == detail::struct_call::pack_into   ? "pack_into"
                                  : error.call == detail::struct_call::unpack_from ? "unpack_from"
                                                                                   : "unpack";

    if (error.st == status::format_embedded_null) {
        out << "embedded null character";
    } else if (error.st == status::item_count_mismatch) {
        out << name << " expected " << need << " items for packing (got " << have << ")";
    } else if (error.st == status::value_wrong_type) {
        if (kind == detail::code_kind::character) {
            out << "char format requires a bytes object of length 1";
        } else if (kind == detail::code_kind::bytes || kind == detail::code_kind::counted_bytes) {
            out << "argument for '" << error.item_code << "' must be a bytes object";
        } else {
            out << "required argument is not " << (kind == detail::code_kind::real ? "a float" : "an integer");
        }
    } else if (error.st == status::value_out_of_range) {
        if (kind == detail::code_kind::real || error.item_code == 'P') {
            out << "int too large to convert";
        } else {
            const std::uint64_t largest = ~std::uint64_t{0} >> (64 - 8 * error.item_size);
            out << "'" << error.item_code << "' format requires ";
            if (kind == detail::code_kind::signed_integer) {
                out << '-' << largest / 2 + 1 << " <= number <= " << largest / 2;
            } else {
                out << "0 <= number <= " << largest;
            }
        }
    } else if (error.st == status::float_too_large) {
        out << "float too large to pack with " << error.item_code << " format";
    } else if (error.st == status::buffer_size_mismatch) {
        const bool is_iterating = error.call == detail::struct_call::iter_unpack;
        out << (is_iterating ? "iterative unpacking requires a buffer of a multiple of "
                             : "unpack requires a buffer of ");
        out << need << " bytes";
    } else if (error.st == status::buffer_too_small && offset < 0) {
        out << (is_packing ? "no space to pack " : "not enough data to unpack ");
        out << need << " bytes at offset " << offset;
    } else if (error.st == status::buffer_too_small) {
        out << name << " requires a buffer of at least " << need + static_cast<std::uint64_t>(offset) << " bytes for "
            << (is_packing ? "packing " : "unpacking ") << need << " bytes at offset " << offset
            << " (actual buffer size is " << have << ")";
    } else if (error.st == status::offset_out_of_range) {
        out << "offset " << offset << " out of range for " << have << "-byte buffer";
    } else if (error.st == status::iteration_of_nothing) {
        out << "cannot iteratively unpack with a struct of length 0";
    } else {
        out << rule_of(error.st);
    }
    return out.text();
}

namespace detail {

// Where a struct of `size` bytes begins in a buffer of `have` bytes; a negative offset counts from the end.
struct place_in_buffer {
    status st = status::ok; // or buffer_too_small, offset_out_of_range
    std::size_t at = 0;     // ok: where it begins
};

// Where `size` bytes at `offset` lie among `have`; a negative offset counts from the end. size: of a format, so that
// the sum with an offset cannot overflow.
constexpr place_in_buffer find_place(std::size_t size, std::size_t have, std::ptrdiff_t offset) noexcept {
    auto at = static_cast<std::size_t>(offset);
    if (offset < 0) {
        const std::size_t from_end = 0 - at;
        if (size > from_end) return {status::buffer_too_small};
        if (from_end > have) return {status::offset_out_of_range};
        at = have - from_end;
    } else if (at + size > have) {
        return {status::buffer_too_small};
    }
    return {status::ok, at};
}

// The error for a place that there is not.
constexpr pack_error place_error(struct_call call, status st, std::size_t size, std::size_t have,
                                 std::ptrdiff_t offset) noexcept {
    return {.st = st, .call = call, .need = size, .have = have, .offset = offset};
}

// Why bytes cannot be iterated over in structs of `size` bytes: iteration_of_nothing, buffer_size_mismatch, or ok.
constexpr pack_error check_iteration(std::size_t size, std::size_t have) noexcept {
    const status st = size == 0          ? status::iteration_of_nothing
                      : have % size != 0 ? status::buffer_size_mismatch
                                         : status::ok;
    return {.st = st, .call = struct_call::iter_unpack, .need = size, .have = have};
}

} // namespace detail

} // namespace cleave
