// SPDX-License-Identifier: MIT
#include <cleave/detail/copy_bytes.hpp>

#include "conformance/tests/library/split_proof.hpp"

#include <array>

namespace cleave {
namespace {

using namespace detail;

static_assert([] {
    constexpr std::array from{std::byte{1}, std::byte{2}, std::byte{3}};
    std::array<std::byte, 4> into{};
    copy_bytes(from, into.data() + 1);
    copy_bytes({}, into.data());
    return into == std::array{std::byte{0}, std::byte{1}, std::byte{2}, std::byte{3}};
}());

static_assert([] {
    constexpr std::array bytes{std::byte{1}, std::byte{2}, std::byte{1}, std::byte{2}, std::byte{3}};
    const std::span<const std::byte> all(bytes);
    return same_bytes(all.first(2), all.subspan(2, 2)) && !same_bytes(all.first(3), all.subspan(2)) &&
           !same_bytes(all.first(2), all.subspan(1, 2)) && !same_bytes(all.first(2), all.subspan(2)) &&
           !same_bytes(all.first(1), all.subspan(1, 1)) && same_bytes({}, {});
}());

TEST(SameBytes, DifferInOneByteOrInTheirNumber) {
    const exact_block bytes(from_hex("01 02 01 02 03"));
    const std::span<const std::byte> all = bytes.bytes();
    EXPECT_TRUE(same_bytes(all.first(2), all.subspan(2, 2)));
    EXPECT_FALSE(same_bytes(all.first(3), all.subspan(2)));
    EXPECT_FALSE(same_bytes(all.first(2), all.subspan(2)));
    EXPECT_TRUE(same_bytes({}, all.first(0)));
}

TEST(CopyBytes, CopiesAllAndOnlyWhatItIsGivenAroundTheSizesOfItsPieces) {
    for (const std::size_t size :
         {0u, 1u, 3u, 4u, 5u, 7u, 8u, 9u, 15u, 16u, 17u, 2047u, 2048u, 2049u, 4095u, 4096u, 4097u, 6144u, 10000u}) {
        std::vector<std::byte> bytes(size);
        for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i * 31 + i / 256);
        const exact_block from(bytes);
        const exact_block into(std::vector<std::byte>(size + 2, std::byte{0x55}));
        copy_bytes(from.bytes(), into.bytes().data() + 1);
        EXPECT_TRUE(std::equal(bytes.begin(), bytes.end(), into.bytes().begin() + 1)) << size;
        EXPECT_EQ(into.bytes().front(), std::byte{0x55}) << size;
        EXPECT_EQ(into.bytes().back(), std::byte{0x55}) << size;
    }
}

// Where source and destination lie towards each other decides whether large copies are cut.
TEST(CopyBytes, CopiesAllAtEveryDistanceModuloAPage) {
    constexpr std::size_t page = 4096, size = 5000;
    static std::byte memory[4 * page + size];
    std::byte* const from = memory;
    for (std::size_t i = 0; i < size; ++i) from[i] = static_cast<std::byte>(i * 31 + i / 256);
    for (const std::size_t ahead : {2 * page - 64, 2 * page - 4, 2 * page - 1, 2 * page, 2 * page + 1, 2 * page + 4,
                                    2 * page + 31, 2 * page + 32, 2 * page + 64, 3 * page - 1}) {
        std::byte* const into = memory + ahead;
        std::memset(into - 1, 0x55, size + 2);
        copy_bytes({from, size}, into);
        EXPECT_EQ(std::memcmp(into, from, size), 0) << ahead;
        EXPECT_EQ(into[-1], std::byte{0x55}) << ahead;
        EXPECT_EQ(into[size], std::byte{0x55}) << ahead;
    }
}

TEST(CopyBytes, NothingFromNowhereIsNoCopy) {
    std::byte untouched{9};
    copy_bytes({}, &untouched);
    copy_bytes({}, nullptr);
    EXPECT_EQ(untouched, std::byte{9});
}

} // namespace
} // namespace cleave
