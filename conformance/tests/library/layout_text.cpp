// SPDX-License-Identifier: MIT
#include <cleave/layout_text.hpp>
#include <cleave/protocols/names.hpp>

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <set>
#include <string>
#include <string_view>

namespace cleave {
namespace {

std::string text_of(const runtime_layout& layout) {
    std::array<char, 256> room{};
    const std::string_view text = to_text(layout, room);
    EXPECT_LT(text.size(), room.size());
    return std::string(text);
}

runtime_layout parsed(std::string_view text) {
    runtime_layout layout;
    const layout_text_error error = parse_protocol(text, layout);
    EXPECT_FALSE(error) << text << ": " << error.part << ": expected " << error.expected;
    return layout;
}

TEST(layout_text, says_every_question) {
    EXPECT_EQ(parsed("width=3,order=little,gap=1").layout(),
              detail::resolved({.width = 3, .order = std::endian::little, .gap = 1}));
    EXPECT_EQ(parsed("bits=31,trailer=1").layout(), detail::resolved({.length_bits = 31, .trailer = 1}));
    EXPECT_EQ(parsed("width=ber").layout(), detail::resolved({.form = length_form::ber}));
    EXPECT_EQ(parsed("form=decimal,width=4").layout(), detail::resolved({.form = length_form::decimal, .width = 4}));
    EXPECT_EQ(parsed("width=2,unit=4,counts=from:1,offset=3").layout(),
              detail::resolved({.width = 2, .unit = 4, .counts = counts_from_byte(1), .offset = 3}));
    EXPECT_EQ(parsed("offset=4,magic=0:50525043,min=1,max=9").layout(),
              (prefix_layout{.offset = 4, .min_payload = 1, .max_payload = 9, .magic = {0, "PRPC"}}));
    EXPECT_EQ(parsed("width=varint,varint-bytes=4,padded").layout(),
              detail::resolved({.form = length_form::varint, .max_varint_bytes = 4, .padded_varints = true}));
}

TEST(layout_text, takes_the_words_of_older_traces) {
    EXPECT_EQ(
        parsed("width=4,order=big,signed,counts=whole_frame,offset=1,gap=2,max_payload=65536").layout(),
        (prefix_layout{
            .is_signed = true, .counts = length_counts::whole_frame, .offset = 1, .gap = 2, .max_payload = 65'536}));
    EXPECT_EQ(parsed("counts=from_field").layout().counts, length_counts::from_field);
    EXPECT_EQ(parsed("counts=payload").layout().counts, length_counts::payload);
    EXPECT_TRUE(parsed("signed").layout().is_signed);
    EXPECT_TRUE(parsed("padded,width=varint").layout().padded_varints);
}

TEST(layout_text, names_protocols_and_changes_them) {
    EXPECT_EQ(parsed("kafka"), runtime_layout(kafka{}));
    EXPECT_EQ(parsed("kafka,max=1000").max_payload(), 1'000U);
    std::set<std::string_view> names;
    for (const auto& each : named_layouts) {
        EXPECT_TRUE(names.insert(each.name).second) << each.name;
        const runtime_layout layout = parsed(each.name);
        EXPECT_EQ(layout.layout(), each.layout);
        EXPECT_EQ(parsed(text_of(layout)), layout) << text_of(layout);
    }
    EXPECT_GT(names.size(), 80U);
}

TEST(layout_text, says_what_it_expected) {
    const auto error = [](std::string_view text) {
        runtime_layout into;
        const layout_text_error found = parse_protocol(text, into);
        EXPECT_TRUE(found) << text;
        EXPECT_EQ(into, runtime_layout{});
        return std::string(found.part) + ": " + std::string(found.expected);
    };
    const std::string names = "the name of a protocol, or parts such as width=4,order=little";
    EXPECT_EQ(error("kafak"), "kafak: " + names);
    EXPECT_EQ(error(""), ": " + names);
    EXPECT_EQ(error("width=x"), "width=x: a number, or varint, ber, be7 or quic");
    EXPECT_EQ(error("width=9"), "width=9: a binary length of 1 to 8 bytes");
    EXPECT_EQ(error("width=256"), "width=256: a number, or varint, ber, be7 or quic");
    EXPECT_EQ(error("width=4,order=middle"), "order=middle: big or little");
    EXPECT_EQ(error("signed=1"), "signed=1: nothing after signed");
    EXPECT_EQ(error("width=2,max=65536"), "width=2,max=65536: a greatest payload that the length can say");
    EXPECT_EQ(error("width=2,max=18446744073709551615"), "max=18446744073709551615: a number of bytes");
    EXPECT_EQ(error("width=2,max=-1"), "max=-1: a number of bytes");
    EXPECT_EQ(error("width=2,"),
              ": width=, form=, order=, signed, bits=, unit=, counts=, offset=, gap=, trailer=, min=, max=, magic=, "
              "varint-bytes= or padded");
    for (const std::string_view magic : {"magic=0", "magic=0:", "magic=0:5", "magic=0:5g", "magic=x:50", "magic=256:50",
                                         "magic=0:0000000000000000000000000000000000"})
        EXPECT_EQ(error(magic), std::string(magic) + ": AT:HEX, 1 to 16 bytes");
    for (const std::string_view counts : {"counts=from:254", "counts=from:", "counts=whole"})
        EXPECT_EQ(error(counts), std::string(counts) + ": payload, field, frame or from:N");
    EXPECT_EQ(error("kafka,max=x"), "max=x: a number of bytes");
    EXPECT_EQ(error("unit=300"), "unit=300: a number from 0 to 255");
}

TEST(layout_text, has_a_rule_for_each_error) {
    std::set<std::string_view> rules;
    for (int i = 0; i <= static_cast<int>(layout_error::min_payload_exceeds_max_payload); ++i)
        EXPECT_TRUE(rules.insert(rule_of(static_cast<layout_error>(i))).second) << i;
    EXPECT_FALSE(rules.contains(""));
}

/// Any valid layout, written and read back, is itself.
TEST(layout_text, reads_what_it_wrote) {
    std::mt19937_64 engine(20265);
    const auto roll = [&engine](std::uint64_t below) { return static_cast<std::uint8_t>(engine() % below); };
    int valid = 0;
    for (int n = 0; n < 200'000; ++n) {
        prefix_layout l{.form = static_cast<length_form>(roll(7)), .width = roll(17), .is_signed = roll(4) == 0};
        l.order = roll(2) == 0 ? std::endian::big : std::endian::little;
        l.length_bits = roll(3) == 0 ? roll(65) : std::uint8_t{0};
        l.unit = static_cast<std::uint8_t>(1U << roll(4));
        l.counts = roll(2) == 0   ? length_counts::payload
                   : roll(2) == 0 ? length_counts::from_field
                                  : counts_from_byte(roll(40));
        l.offset = roll(128);
        l.gap = roll(128);
        l.trailer = roll(256);
        l.min_payload = roll(3);
        if (roll(2) == 0) l.max_payload = engine() >> roll(64);
        if (roll(2) == 0) l.magic = {roll(128), "0123456789abcdef"};
        l.max_varint_bytes = static_cast<std::uint8_t>(1 + roll(10));
        l.padded_varints = roll(2) == 0;
        runtime_layout layout, back;
        if (runtime_layout::from(l, layout) != layout_error::none) continue;
        ASSERT_FALSE(parse_layout(text_of(layout), back)) << text_of(layout);
        ASSERT_EQ(back, layout) << text_of(layout);
        ++valid;
    }
    EXPECT_GT(valid, 5'000);
}

TEST(layout_text, is_cut_to_any_room) {
    const runtime_layout layout = parsed("width=2,order=little,gap=1");
    const std::string whole = text_of(layout);
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        std::array<char, 256> room{};
        EXPECT_EQ(to_text(layout, std::span(room).first(size)), whole.substr(0, size));
    }
}

} // namespace
} // namespace cleave
