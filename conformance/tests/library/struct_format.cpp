// SPDX-License-Identifier: MIT
#include "cleave/struct_format.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using namespace cleave;
using namespace cleave::detail;
using namespace std::literals;

constexpr std::size_t size_of(std::string_view text) {
    const format_info info = inspect_format(text);
    return info.st == status::ok ? info.size : SIZE_MAX;
}

constexpr bool is_bad(std::string_view text, status code, std::size_t position) {
    const format_info info = inspect_format(text);
    return info.st == code && info.position == position;
}

// At compile time and at run time alike.
static_assert(calcsize<"<iq10s?">() == 23);
static_assert(calcsize<"">() == 0);
static_assert(calcsize<"1000000000B">() == 1'000'000'000);
static_assert(format_items<"<h2x3s0p2b">.size() == 5);
static_assert(format_items<"<h2x3s0p2b">[1].offset == 4 && format_items<"<h2x3s0p2b">[1].count == 3);
static_assert(format_items<"<h2x3s0p2b">[4].offset == 8 && format_items<"<h2x3s0p2b">[4].count == 1);

static_assert(format_items<"4h">[0].values == 1 && format_items<"3s">[0].values == 1);
static_assert(format_items<"1024B">.size() == 1024 && format_items<"1024B">[1023].offset == 1023);
static_assert(sizeof(fixed_string("abc")) == 4 && fixed_string("abc").view() == "abc");

TEST(StructFormat, OfNothingIsKnownThatItIsEmptyAndNative) {
    for (const format_info& info : {format_info{}, inspect_format("")}) {
        EXPECT_EQ(info.st, status::ok);
        EXPECT_EQ(info.position, 0u);
        EXPECT_EQ(info.size, 0u);
        EXPECT_EQ(info.values, 0u);
        EXPECT_TRUE(info.is_native);
        EXPECT_EQ(info.order, std::endian::native);
        EXPECT_FALSE(info.has_padding);
    }
    const format_run run;
    EXPECT_EQ(run.code, 0);
    EXPECT_EQ(run.kind, code_kind::none);
    EXPECT_EQ(run.size + run.count + run.values + run.offset, 0u);
    const format_prefix prefix;
    EXPECT_TRUE(prefix.is_native);
    EXPECT_EQ(prefix.length, 0u);
    const code_layout none = layout_of('Z', true);
    EXPECT_EQ(none.kind, code_kind::none);
    EXPECT_EQ(none.size, 0);
    EXPECT_EQ(none.alignment, 1);
}

TEST(StructFormat, PaddingIsWhatBelongsToNoValue) {
    for (const auto text : {"x", "0x", "<2x", "@bh", "@bi", "@b0q"})
        EXPECT_TRUE(inspect_format(text).has_padding) << text;
    for (const auto text : {"b", "<bh", "@hb", "@2h4s", "=bq", "p"})
        EXPECT_FALSE(inspect_format(text).has_padding) << text;
}

TEST(StructFormat, Prefix_OnlyAtIndexZero) {
    EXPECT_EQ(size_of("< i"), 4u);
    EXPECT_TRUE(is_bad(" <i", status::format_bad_char, 1));
    EXPECT_TRUE(is_bad("i<", status::format_bad_char, 1));
    EXPECT_TRUE(is_bad("<>i", status::format_bad_char, 1));
    for (const auto text : {"", "@", "=", "<", ">", "!", "  ", "< \t"}) EXPECT_EQ(size_of(text), 0u) << text;
}

TEST(StructFormat, Prefix_TellsOrderAndMode) {
    EXPECT_EQ(inspect_format("<").order, std::endian::little);
    EXPECT_EQ(inspect_format(">").order, std::endian::big);
    EXPECT_EQ(inspect_format("!").order, std::endian::big);
    for (const auto text : {"", "@", "="}) EXPECT_EQ(inspect_format(text).order, std::endian::native) << text;
    for (const auto text : {"", "@"}) EXPECT_TRUE(inspect_format(text).is_native) << text;
    for (const auto text : {"=", "<", ">", "!"}) EXPECT_FALSE(inspect_format(text).is_native) << text;
}

TEST(StructFormat, WhiteSpace_BetweenItemsOnly) {
    EXPECT_EQ(size_of("< i \t\n\v\f\r h "), 6u);
    EXPECT_TRUE(is_bad("12 i", status::format_bad_char, 2));
    EXPECT_TRUE(is_bad("i\xa0i", status::format_bad_char, 1));
    EXPECT_TRUE(is_bad("i\x1ci", status::format_bad_char, 1));
    EXPECT_TRUE(is_bad("+1i", status::format_bad_char, 0));
    EXPECT_TRUE(is_bad("-1i", status::format_bad_char, 0));
    EXPECT_EQ(size_of("<007i"), 28u);
}

TEST(StructFormat, EveryChar_IsCodeOrBad_AsInPython) { // test_consistence, test_calcsize
    const std::string standard = "xcbB?hHiIlLqQefdsp";
    for (int c = 1; c < 256; ++c) {
        const auto letter = static_cast<char>(c);
        const bool is_neither = (c >= '\t' && c <= '\r') || c == ' ' || (c >= '0' && c <= '9');
        const bool is_known = standard.find(letter) != standard.npos;
        const std::string text = "<"s + letter;
        EXPECT_EQ(inspect_format(text).st == status::format_bad_char, !is_known && !is_neither) << c;
    }
    EXPECT_TRUE(is_bad("Z", status::format_bad_char, 0));
}

TEST(StructFormat, NativeOnlyCodes_AreBadElsewhere) { // test_nN_code
    for (const auto& code : {"n"s, "N"s, "P"s}) {
        EXPECT_EQ(size_of(code), sizeof(void*));
        EXPECT_EQ(size_of("@" + code), sizeof(void*));
        for (const auto mode : {"=", "<", ">", "!"}) EXPECT_TRUE(is_bad(mode + code, status::format_bad_char, 1));
    }
}

TEST(StructFormat, StandardSizes_OnAnyMachine) { // test_integers
    const std::pair<char, std::size_t> sizes[] = {{'x', 1}, {'c', 1}, {'b', 1}, {'B', 1}, {'?', 1}, {'h', 2},
                                                  {'H', 2}, {'i', 4}, {'I', 4}, {'l', 4}, {'L', 4}, {'q', 8},
                                                  {'Q', 8}, {'e', 2}, {'f', 4}, {'d', 8}, {'s', 1}, {'p', 1}};
    for (const auto mode : {"=", "<", ">", "!"})
        for (const auto& [code, size] : sizes) {
            EXPECT_EQ(size_of(mode + std::string(1, code)), size) << mode << code;
            EXPECT_EQ(size_of(mode + "x3"s + code), 1 + 3 * size) << mode << code;
        }
}

TEST(StructFormat, NativeSizes_AreThoseOfTheCompiler) {
    struct layout {
        char first;
        long long second;
        char third;
        double fourth;
        char fifth;
        long sixth;
    };
    EXPECT_EQ(size_of("@cqcdcl"), offsetof(layout, sixth) + sizeof(long));
    EXPECT_EQ(size_of("@l"), sizeof(long));
    EXPECT_EQ(size_of("@c0i"), 4u);
    EXPECT_EQ(size_of("@ci"), 8u);
    EXPECT_EQ(size_of("@ic"), 5u);
    EXPECT_EQ(size_of("@ce"), 4u);
}

TEST(StructFormat, NativeCodes_AreTheTypesOfC) {
    const std::pair<char, code_layout> layouts[] = {
        {'b', {code_kind::signed_integer, 1}},
        {'B', {code_kind::unsigned_integer, 1}},
        {'h', {code_kind::signed_integer, 2}},
        {'H', {code_kind::unsigned_integer, 2}},
        {'i', {code_kind::signed_integer, 4}},
        {'I', {code_kind::unsigned_integer, 4}},
        {'l', {code_kind::signed_integer, sizeof(long)}},
        {'L', {code_kind::unsigned_integer, sizeof(long)}},
        {'q', {code_kind::signed_integer, 8}},
        {'Q', {code_kind::unsigned_integer, 8}},
        {'n', {code_kind::signed_integer, sizeof(void*)}},
        {'N', {code_kind::unsigned_integer, sizeof(void*)}},
        {'P', {code_kind::unsigned_integer, sizeof(void*)}},
        {'e', {code_kind::real, 2}},
        {'f', {code_kind::real, 4}},
        {'d', {code_kind::real, 8}},
        {'c', {code_kind::character, 1}},
        {'?', {code_kind::truth, 1}},
        {'x', {code_kind::pad, 1}},
        {'s', {code_kind::bytes, 1}},
        {'p', {code_kind::counted_bytes, 1}},
    };
    for (const auto& [code, expected] : layouts) {
        const code_layout layout = layout_of(code, true);
        EXPECT_EQ(layout.kind, expected.kind) << code;
        EXPECT_EQ(layout.size, expected.size) << code;
        // Wherever an item of at most 4 bytes is native, C aligns it to its size; longer ones, as the machine does.
        if (expected.size <= 4) {
            EXPECT_EQ(layout.alignment, expected.size) << code;
        }
        EXPECT_EQ(size_of("@b"s + code), layout.alignment + std::size_t{layout.size}) << code;
    }
}

TEST(StructFormat, Alignment_NativeModeOnly_AlsoForZeroCount_NeverAtTheEnd) {
    EXPECT_EQ(size_of("@ic0i"), 8u);
    EXPECT_EQ(size_of("@0q"), 0u);
    EXPECT_EQ(size_of("@3x0h"), 4u);
    EXPECT_EQ(size_of("@llh"), 2 * sizeof(long) + 2);
    EXPECT_EQ(size_of("@llh0l"), 3 * sizeof(long));
    EXPECT_EQ(size_of("<llh0l"), 10u);
    EXPECT_EQ(size_of("=ci"), 5u);
    for (const char code : "xspcbB?"sv) EXPECT_EQ(size_of("@c"s + code), 2u) << code;
}

TEST(StructFormat, EmbeddedNull_IsReportedBeforeAllElse) { // test_issue35714
    EXPECT_TRUE(is_bad("\0"sv, status::format_embedded_null, 0));
    EXPECT_TRUE(is_bad("i\0i"sv, status::format_embedded_null, 1));
    EXPECT_TRUE(is_bad("$i\0"sv, status::format_embedded_null, 2));
}

TEST(StructFormat, CountWithoutCode) { // test_trailing_counter
    EXPECT_TRUE(is_bad("12345", status::format_count_without_code, 5));
    EXPECT_TRUE(is_bad("<c12345", status::format_count_without_code, 7));
    EXPECT_TRUE(is_bad("14s42", status::format_count_without_code, 5));
    EXPECT_TRUE(is_bad("123"sv.substr(0, 2), status::format_count_without_code, 2)) << "a digit lies behind the end";
}

TEST(StructFormat, SizeBeyondTheLimit) { // test_count_overflow
    const auto max = static_cast<std::size_t>(PTRDIFF_MAX);
    EXPECT_EQ(size_of(std::to_string(max) + "b"), max);
    EXPECT_EQ(size_of(std::to_string(max) + "x"), max);
    EXPECT_TRUE(is_bad(std::to_string(max + 1) + "b", status::format_too_large, std::to_string(max).size() - 1));
    EXPECT_EQ(inspect_format(std::to_string(max / 2) + "b" + std::to_string(max / 2) + "H").st,
              status::format_too_large);
    EXPECT_EQ(inspect_format("@" + std::to_string(max) + "x0i").st, status::format_too_large);
    EXPECT_EQ(inspect_format(std::to_string(max) + "xb").st, status::format_too_large);
    std::string nines(100, '9');
    nines += 'b';
    EXPECT_EQ(inspect_format(nines).st, status::format_too_large);
    EXPECT_EQ(inspect_format(std::to_string(max / 8 + 1) + "d").st, status::format_too_large);
    EXPECT_EQ(size_of(std::to_string(max) + "x0b0x"), max) << "nothing fits behind all there can be";
    EXPECT_EQ(inspect_format(std::to_string(max) + "b0s").st, status::format_too_large) << "a value too many";
    EXPECT_EQ(inspect_format(std::to_string(max - 1) + "b0s").values, max);
}

TEST(StructFormat, Values_CountOnceForSAndP_NeverForX) {
    EXPECT_EQ(inspect_format("10s").values, 1u);
    EXPECT_EQ(inspect_format("10c").values, 10u);
    EXPECT_EQ(inspect_format("0s0p").values, 2u);
    EXPECT_EQ(inspect_format("0c0i").values, 0u);
    EXPECT_EQ(inspect_format("9x").values, 0u);
    EXPECT_EQ(inspect_format("4hhhh").values, 7u);
}

std::vector<format_run> runs_of(const auto& format) {
    std::vector<format_run> runs;
    for (const format_run& run : format) runs.push_back(run);
    return runs;
}

TEST(FormatText, GivesRunsNotItems) {
    const auto runs = runs_of(format_text("<x1000000000Bq"));
    ASSERT_EQ(runs.size(), 3u);
    EXPECT_EQ(runs[1].count, 1'000'000'000u);
    EXPECT_EQ(runs[2].offset, 1'000'000'001u);
    EXPECT_EQ(runs[2].code, 'q');
}

TEST(FormatText, StopsBeforeAnError) {
    for (const auto text : {"ih$q", "ih12", "ih99999999999999999999b", "ih9223372036854775807b"})
        EXPECT_EQ(runs_of(format_text(text)).size(), 2u) << text;
}

} // namespace
