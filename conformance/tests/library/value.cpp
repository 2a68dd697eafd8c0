// SPDX-License-Identifier: MIT
#include "cleave/value.hpp"

#include <gtest/gtest.h>

#include <array>

namespace {

using namespace cleave;
using namespace cleave::detail;
using namespace std::literals;

TEST(Value, IsZeroWhereNothingIsSaid) {
    const value nothing;
    EXPECT_EQ(nothing.kind(), value::type::integer);
    EXPECT_EQ(nothing.as_integer(), 0);
}

TEST(Value, HoldsWhatItIsGiven) {
    EXPECT_EQ(value(-1).as_integer(), -1);
    EXPECT_EQ(value(~std::uint64_t{0}).kind(), value::type::natural);
    EXPECT_EQ(value(~std::uint64_t{0}).as_natural(), ~std::uint64_t{0});
    EXPECT_EQ(value(5u).kind(), value::type::integer);
    EXPECT_EQ(value(2.5f).as_real(), 2.5);
    EXPECT_EQ(value(~std::uint64_t{0}).as_real(), 0x1p64);
    EXPECT_TRUE(value(true).as_boolean());
    const std::span<const std::byte> text = value("ab\0c"sv).as_bytes();
    EXPECT_EQ(std::string_view(reinterpret_cast<const char*>(text.data()), text.size()), "ab\0c"sv);
    EXPECT_EQ(value(std::array{std::byte{1}, std::byte{2}}).as_bytes().size(), 2u);
    static_assert(sizeof(value) == 16);
}

} // namespace
