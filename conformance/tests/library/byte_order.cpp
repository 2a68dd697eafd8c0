// SPDX-License-Identifier: MIT
#include <cleave/byte_order.hpp>

#include "conformance/tests/library/split_proof.hpp"

#include <array>

namespace cleave {
namespace {

using namespace detail;

constexpr auto little = std::endian::little;
constexpr auto big = std::endian::big;

constexpr std::array<std::byte, 8> counting{std::byte{0x01}, std::byte{0x23}, std::byte{0x45}, std::byte{0x67},
                                            std::byte{0x89}, std::byte{0xab}, std::byte{0xcd}, std::byte{0xef}};

static_assert(byte_swap(std::uint8_t{0x12}) == 0x12);
static_assert(byte_swap(std::uint16_t{0x1234}) == 0x3412);
static_assert(byte_swap(std::uint32_t{0x12345678}) == 0x78563412);
static_assert(byte_swap(std::uint64_t{0x123456789abcdef0}) == 0xf0debc9a78563412);

static_assert(load<std::uint8_t, big>(counting.data()) == 0x01);
static_assert(load<std::uint16_t, big>(counting.data()) == 0x0123);
static_assert(load<std::uint32_t, big>(counting.data()) == 0x01234567);
static_assert(load<std::uint64_t, big>(counting.data()) == 0x0123456789abcdef);
static_assert(load<std::uint8_t, little>(counting.data()) == 0x01);
static_assert(load<std::uint16_t, little>(counting.data()) == 0x2301);
static_assert(load<std::uint32_t, little>(counting.data()) == 0x67452301);
static_assert(load<std::uint64_t, little>(counting.data()) == 0xefcdab8967452301);

template <std::endian Order, class T>
constexpr std::array<std::byte, sizeof(T)> stored(T value) {
    std::array<std::byte, sizeof(T)> bytes{};
    store<Order>(bytes.data(), value);
    return bytes;
}
static_assert(stored<big>(std::uint64_t{0x0123456789abcdef}) == counting);
static_assert(stored<little>(std::uint64_t{0xefcdab8967452301}) == counting);

template <class T>
class ByteOrder : public ::testing::Test {};
using widths = ::testing::Types<std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t>;
TYPED_TEST_SUITE(ByteOrder, widths);

TYPED_TEST(ByteOrder, LoadReadsExactlyItsBytesAtAnyAlignmentInBothOrders) {
    for (std::size_t start = 0; start < 8; ++start) {
        std::vector<std::byte> bytes(start + sizeof(TypeParam));
        for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(0xF1 + 7 * i);
        const exact_block block(bytes);
        std::uint64_t as_little = 0, as_big = 0;
        for (std::size_t i = 0; i < sizeof(TypeParam); ++i) {
            as_little |= std::to_integer<std::uint64_t>(bytes[start + i]) << (8 * i);
            as_big = as_big << 8 | std::to_integer<std::uint64_t>(bytes[start + i]);
        }
        EXPECT_EQ((load<TypeParam, little>(block.bytes().data() + start)), as_little) << start;
        EXPECT_EQ((load<TypeParam, big>(block.bytes().data() + start)), as_big) << start;
    }
}

TYPED_TEST(ByteOrder, StoreWritesExactlyItsBytesAtAnyAlignmentInBothOrders) {
    const auto value = static_cast<TypeParam>(0xF1E2D3C4B5A69788U);
    for (std::size_t start = 0; start < 8; ++start) {
        const exact_block block(std::vector<std::byte>(start + sizeof(TypeParam), std::byte{0x55}));
        store<little>(block.bytes().data() + start, value);
        for (std::size_t i = 0; i < sizeof(TypeParam); ++i)
            EXPECT_EQ(block.bytes()[start + i], static_cast<std::byte>(std::uint64_t{value} >> (8 * i)));
        store<big>(block.bytes().data() + start, value);
        for (std::size_t i = 0; i < sizeof(TypeParam); ++i)
            EXPECT_EQ(block.bytes()[start + i],
                      static_cast<std::byte>(std::uint64_t{value} >> (8 * (sizeof(TypeParam) - 1 - i))));
        for (std::size_t i = 0; i < start; ++i) EXPECT_EQ(block.bytes()[i], std::byte{0x55}) << "before the value";
    }
}

TYPED_TEST(ByteOrder, ByteSwapAtRunTimeTurnsTheBytesRound) {
    auto value = static_cast<TypeParam>(0x0123456789abcdefU);
    const auto forth = stored<little>(value);
    const auto back = stored<big>(byte_swap(value));
    EXPECT_EQ(forth, back);
    EXPECT_EQ(byte_swap(byte_swap(value)), value);
}

} // namespace
} // namespace cleave
