// SPDX-License-Identifier: MIT
#include <cleave/detail/message_text.hpp>

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <string>
#include <vector>

namespace cleave {
namespace {

using namespace detail;

static_assert([] {
    std::array<char, 64> room{};
    message_text text(room);
    text << "n = " << std::int64_t{-5} << ", " << std::uint64_t{7} << '!';
    return text.text() == "n = -5, 7!";
}());

template <class... Parts>
std::string composed(std::size_t room_size, const Parts&... parts) {
    std::vector<char> room(room_size);
    message_text text(room);
    (text << ... << parts);
    EXPECT_EQ(text.text().data(), room.data());
    return std::string(text.text());
}

TEST(MessageText, NumbersAreThoseOfPrintf) {
    for (const std::uint64_t n : {std::uint64_t{0}, std::uint64_t{9}, std::uint64_t{10}, std::uint64_t{1380},
                                  std::uint64_t{1} << 63, std::numeric_limits<std::uint64_t>::max()})
        EXPECT_EQ(composed(40, n), std::to_string(n));
    for (const std::int64_t n : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{42},
                                 std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()})
        EXPECT_EQ(composed(40, n), std::to_string(n));
}

TEST(Decimal, HasTheDigitsOfEveryNumberAndItsSign) {
    for (const std::uint64_t n : {std::uint64_t{0}, std::uint64_t{10}, std::numeric_limits<std::uint64_t>::max()})
        EXPECT_EQ(decimal(n).text(), std::to_string(n));
    for (const std::int64_t n : {std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::min()})
        EXPECT_EQ(decimal(n).text(), std::to_string(n));
}

TEST(MessageText, BytesAreHexadecimalAndApart) {
    const std::array bytes{std::byte{0x00}, std::byte{0x0f}, std::byte{0xf0}, std::byte{0xab}};
    const auto in_hex = [&bytes](std::size_t size) {
        std::array<char, 40> room{};
        return std::string(message_text(room).hex(bytes.data(), size).text());
    };
    EXPECT_EQ(in_hex(4), "00 0f f0 ab");
    EXPECT_EQ(in_hex(1), "00");
    EXPECT_EQ(in_hex(0), "");
}

TEST(MessageText, WhatDoesNotFitIsLeftOutAtTheEndForEveryRoom) {
    const std::string whole = composed(100, "value ", std::uint64_t{123456}, ' ', std::int64_t{-77});
    EXPECT_EQ(whole, "value 123456 -77");
    for (std::size_t room = 0; room <= whole.size() + 1; ++room)
        EXPECT_EQ(composed(room, "value ", std::uint64_t{123456}, ' ', std::int64_t{-77}), whole.substr(0, room));
}

} // namespace
} // namespace cleave
