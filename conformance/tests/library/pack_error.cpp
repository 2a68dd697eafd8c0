// SPDX-License-Identifier: MIT
#include <cleave/pack_error.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>

namespace {

using namespace cleave;
using namespace cleave::detail;

std::string text_of(const pack_error& error) {
    char room[224];
    return std::string(describe(error, room));
}

TEST(PackError, IsNoneAtFirst) {
    const pack_error none;
    EXPECT_FALSE(none);
    EXPECT_EQ(none.st, status::ok);
    EXPECT_EQ(none.call, struct_call::calcsize);
    EXPECT_EQ(none.item_code, 0);
    EXPECT_EQ(none.item_size, 0);
    EXPECT_EQ(none.index, 0U);
    EXPECT_EQ(none.need, 0U);
    EXPECT_EQ(none.have, 0U);
    EXPECT_EQ(none.offset, 0);
    EXPECT_TRUE((pack_error{.st = status::format_bad_char}));
    EXPECT_EQ(text_of(none), rule_of(status::ok));
}

TEST(PackError, OfAFormatIsToldAsPythonTellsIt) {
    EXPECT_EQ(text_of({.st = status::format_embedded_null}), "embedded null character");
    EXPECT_EQ(text_of({.st = status::format_bad_char}), "bad char in struct format");
    EXPECT_EQ(text_of({.st = status::format_too_large}), "total struct size too long");
    EXPECT_EQ(text_of({.st = status::need_output}), rule_of(status::need_output)) << "Python has no text for it";
}

TEST(PackError, OfTheNumberOfValuesNamesTheCall) {
    EXPECT_EQ(text_of({.st = status::item_count_mismatch, .call = struct_call::pack, .need = 2, .have = 3}),
              "pack expected 2 items for packing (got 3)");
    EXPECT_EQ(text_of({.st = status::item_count_mismatch, .call = struct_call::pack_into, .need = 1}),
              "pack_into expected 1 items for packing (got 0)");
}

TEST(PackError, OfATypeTellsWhatTheItemTakes) {
    const auto of = [](char code) { return text_of({.st = status::value_wrong_type, .item_code = code}); };
    EXPECT_EQ(of('c'), "char format requires a bytes object of length 1");
    EXPECT_EQ(of('s'), "argument for 's' must be a bytes object");
    EXPECT_EQ(of('p'), "argument for 'p' must be a bytes object");
    for (const char code : {'e', 'f', 'd'}) EXPECT_EQ(of(code), "required argument is not a float") << code;
    for (const char code : {'b', 'B', 'h', 'H', 'i', 'I', 'l', 'L', 'q', 'Q', 'n', 'N', 'P'})
        EXPECT_EQ(of(code), "required argument is not an integer") << code;
}

TEST(PackError, OfARangeTellsTheRange) {
    const auto of = [](char code, std::uint8_t size) {
        return text_of({.st = status::value_out_of_range, .item_code = code, .item_size = size});
    };
    EXPECT_EQ(of('b', 1), "'b' format requires -128 <= number <= 127");
    EXPECT_EQ(of('B', 1), "'B' format requires 0 <= number <= 255");
    EXPECT_EQ(of('h', 2), "'h' format requires -32768 <= number <= 32767");
    EXPECT_EQ(of('L', 4), "'L' format requires 0 <= number <= 4294967295");
    EXPECT_EQ(of('q', 8), "'q' format requires -9223372036854775808 <= number <= 9223372036854775807");
    EXPECT_EQ(of('Q', 8), "'Q' format requires 0 <= number <= 18446744073709551615");
    EXPECT_EQ(of('n', 4), "'n' format requires -2147483648 <= number <= 2147483647");
    EXPECT_EQ(of('N', 8), "'N' format requires 0 <= number <= 18446744073709551615");
    for (const char code : {'P', 'e', 'f', 'd'}) EXPECT_EQ(of(code, 8), "int too large to convert") << code;
    EXPECT_EQ(text_of({.st = status::float_too_large, .item_code = 'e'}), "float too large to pack with e format");
}

TEST(PackError, OfASizeTellsHowMuchIsAsked) {
    EXPECT_EQ(text_of({.st = status::buffer_size_mismatch, .call = struct_call::unpack, .need = 4, .have = 5}),
              "unpack requires a buffer of 4 bytes");
    EXPECT_EQ(text_of({.st = status::buffer_size_mismatch, .call = struct_call::iter_unpack, .need = 4}),
              "iterative unpacking requires a buffer of a multiple of 4 bytes");
    EXPECT_EQ(text_of({.st = status::iteration_of_nothing, .call = struct_call::iter_unpack}),
              "cannot iteratively unpack with a struct of length 0");
}

TEST(PackError, OfAPlaceTellsItAsItWasGiven) {
    const auto small = [](struct_call call, std::ptrdiff_t offset) {
        return text_of(place_error(call, status::buffer_too_small, 4, 3, offset));
    };
    EXPECT_EQ(small(struct_call::pack_into, 0), "pack_into requires a buffer of at least 4 bytes for packing 4 bytes "
                                                "at offset 0 (actual buffer size is 3)");
    EXPECT_EQ(small(struct_call::pack, 0), "pack requires a buffer of at least 4 bytes for packing 4 bytes "
                                           "at offset 0 (actual buffer size is 3)");
    EXPECT_EQ(small(struct_call::unpack_from, 2), "unpack_from requires a buffer of at least 6 bytes for unpacking 4 "
                                                  "bytes at offset 2 (actual buffer size is 3)");
    EXPECT_EQ(small(struct_call::unpack, 1), "unpack requires a buffer of at least 5 bytes for unpacking 4 bytes "
                                             "at offset 1 (actual buffer size is 3)");
    EXPECT_EQ(small(struct_call::pack_into, -1), "no space to pack 4 bytes at offset -1");
    EXPECT_EQ(small(struct_call::unpack_from, -1), "not enough data to unpack 4 bytes at offset -1");
    EXPECT_EQ(text_of(place_error(struct_call::pack_into, status::offset_out_of_range, 4, 3, -9)),
              "offset -9 out of range for 3-byte buffer");
    const pack_error error = place_error(struct_call::unpack_from, status::offset_out_of_range, 4, 3, -9);
    EXPECT_EQ(
        error,
        (pack_error{
            .st = status::offset_out_of_range, .call = struct_call::unpack_from, .need = 4, .have = 3, .offset = -9}));
}

// At compile time: a place is found, or there is none, and then it is nowhere.
constexpr bool lies(std::size_t size, std::size_t have, std::ptrdiff_t offset, std::size_t at) {
    const place_in_buffer place = find_place(size, have, offset);
    return place.st == status::ok && place.at == at;
}
constexpr bool lies_nowhere(std::size_t size, std::size_t have, std::ptrdiff_t offset, status code) {
    const place_in_buffer place = find_place(size, have, offset);
    return place.st == code && place.at == 0;
}
static_assert(place_in_buffer{}.st == status::ok && place_in_buffer{}.at == 0);
static_assert(lies(4, 4, 0, 0) && lies(3, 4, 1, 1) && lies(0, 4, 4, 4) && lies(0, 0, 0, 0));
static_assert(lies(4, 4, -4, 0) && lies(1, 4, -1, 3) && lies(0, 4, -1, 3) && lies(2, 6, -4, 2));
static_assert(lies_nowhere(4, 3, 0, status::buffer_too_small) && lies_nowhere(4, 4, 1, status::buffer_too_small));
static_assert(lies_nowhere(2, 4, -1, status::buffer_too_small) && lies_nowhere(0, 4, 5, status::buffer_too_small));
static_assert(lies_nowhere(2, 4, -5, status::offset_out_of_range) &&
              lies_nowhere(0, 0, -1, status::offset_out_of_range));
static_assert(lies_nowhere(6, 4, -5, status::buffer_too_small));

TEST(PackError, PlaceOfEverySizeAtEveryOffsetIsInsideTheBufferOrNone) {
    for (std::size_t size = 0; size < 6; ++size)
        for (std::size_t have = 0; have < 6; ++have)
            for (std::ptrdiff_t offset = -7; offset < 8; ++offset) {
                const auto wanted = offset < 0 ? static_cast<std::ptrdiff_t>(have) + offset : offset;
                const bool ends_inside =
                    wanted + static_cast<std::ptrdiff_t>(size) <= static_cast<std::ptrdiff_t>(have);
                const place_in_buffer place = find_place(size, have, offset);
                EXPECT_EQ(place.st, !ends_inside ? status::buffer_too_small
                                    : wanted < 0 ? status::offset_out_of_range
                                                 : status::ok)
                    << size << " of " << have << " at " << offset;
                EXPECT_EQ(place.at, place.st == status::ok ? static_cast<std::size_t>(wanted) : 0U);
            }
}

TEST(PackError, IterationNeedsWholeStructsOfSomeSize) {
    EXPECT_EQ(check_iteration(4, 8), (pack_error{.call = struct_call::iter_unpack, .need = 4, .have = 8}));
    EXPECT_EQ(check_iteration(4, 0).st, status::ok);
    EXPECT_EQ(check_iteration(1, 3).st, status::ok);
    EXPECT_EQ(check_iteration(4, 9).st, status::buffer_size_mismatch);
    EXPECT_EQ(check_iteration(4, 3).st, status::buffer_size_mismatch);
    EXPECT_EQ(check_iteration(0, 0).st, status::iteration_of_nothing);
    EXPECT_EQ(check_iteration(0, 3).st, status::iteration_of_nothing);
}

} // namespace
