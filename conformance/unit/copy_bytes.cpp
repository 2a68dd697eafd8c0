// SPDX-License-Identifier: MIT
#include <cleave/copy_bytes.hpp>

#include "conformance/unit/split_proof.hpp"

#include <array>

namespace cleave {
namespace {

static_assert([] {
    constexpr std::array from{std::byte{1}, std::byte{2}, std::byte{3}};
    std::array<std::byte, 4> into{};
    copy_bytes(from, into.data() + 1);
    copy_bytes({}, into.data());
    return into == std::array{std::byte{0}, std::byte{1}, std::byte{2}, std::byte{3}};
}());

TEST(CopyBytes, CopiesAllAndOnlyWhatItIsGivenAroundTheSizesOfItsPieces) {
    for (const std::size_t size : {0, 1, 7, 2047, 2048, 2049, 4095, 4096, 4097, 6144, 10000}) {
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

TEST(CopyBytes, NothingFromNowhereIsNoCopy) {
    std::byte untouched{9};
    copy_bytes({}, &untouched);
    copy_bytes({}, nullptr);
    EXPECT_EQ(untouched, std::byte{9});
}

} // namespace
} // namespace cleave
