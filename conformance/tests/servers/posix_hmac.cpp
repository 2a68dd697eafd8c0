// SPDX-License-Identifier: MIT
#include "reference-impls/posix/hmac.hpp"

#include <cleave/header_message.hpp>

#include <gtest/gtest.h>

#include <array>
#include <string_view>
#include <vector>

namespace cleave::posix {
namespace {

// RFC 4231, 4.2 to 4.8 (4.6 shows the first 16 bytes only)
struct hmac_vector {
    std::string_view key, message, mac;
};
constexpr std::string_view key_1 = "\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b";
constexpr std::string_view key_3 = "\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa";
constexpr std::string_view key_4 =
    "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15"
    "\x16\x17\x18\x19";
constexpr std::string_view key_5 = "\x0c\x0c\x0c\x0c\x0c\x0c\x0c\x0c\x0c\x0c\x0c\x0c\x0c\x0c\x0c\x0c\x0c\x0c\x0c\x0c";
constexpr auto key_6 = [] {
    std::array<char, 131> a{};
    for (char& c : a) c = '\xaa';
    return a;
}();
template <char C>
constexpr auto fifty = [] {
    std::array<char, 50> a{};
    for (char& c : a) c = C;
    return a;
}();
constexpr hmac_vector hmac_vectors[] = {
    {key_1, "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
    {"Jefe", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    {key_3, {fifty<'\xdd'>.data(), 50}, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
    {key_4, {fifty<'\xcd'>.data(), 50}, "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
    {key_5, "Test With Truncation", "a3b6167473100ee06e0c796c2955552b"},
    {{key_6.data(), 131},
     "Test Using Larger Than Block-Size Key - Hash Key First",
     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
    {{key_6.data(), 131},
     "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed "
     "before being used by the HMAC algorithm.",
     "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
};

template <std::size_t Capacity>
struct constexpr_bytes {
    std::array<std::byte, Capacity> bytes{};
    std::size_t size = 0;
    constexpr explicit constexpr_bytes(std::string_view text) : size(text.size()) {
        for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(text[i]);
    }
    constexpr std::span<const std::byte> view() const { return std::span(bytes).first(size); }
};

constexpr bool holds(const hmac_vector& v) {
    const constexpr_bytes<256> key(v.key), message(v.message);
    const auto hex = to_hex(hmac_sha256(key.view(), message.view()));
    return std::string_view(hex.data(), v.mac.size()) == v.mac;
}
static_assert(holds(hmac_vectors[0]) && holds(hmac_vectors[1]) && holds(hmac_vectors[2]) && holds(hmac_vectors[3]));
static_assert(holds(hmac_vectors[4]) && holds(hmac_vectors[5]) && holds(hmac_vectors[6]));

TEST(HmacSha256, PublishedVectorsAtRunTime) {
    for (const hmac_vector& v : hmac_vectors) {
        const auto hex = to_hex(hmac_sha256(as_bytes(v.key), as_bytes(v.message)));
        EXPECT_EQ(std::string_view(hex.data(), v.mac.size()), v.mac);
    }
}

TEST(EqualConstantTime, SeesEverySingleBitAndTheSize) {
    for (std::size_t size = 0; size <= 64; ++size) {
        std::vector<std::byte> a(size, std::byte{0x5A}), b = a;
        EXPECT_TRUE(equal_constant_time(a, b));
        for (std::size_t bit = 0; bit < 8 * size; ++bit) {
            const std::byte mask = std::byte{1} << (bit % 8);
            b[bit / 8] ^= mask;
            EXPECT_FALSE(equal_constant_time(a, b)) << size << " bytes, bit " << bit;
            b[bit / 8] ^= mask;
        }
        b.push_back(std::byte{0});
        EXPECT_FALSE(equal_constant_time(a, b)) << size;
        EXPECT_FALSE(equal_constant_time(b, a)) << size;
    }
}
static_assert(!equal_constant_time(std::array{std::byte{1}}, std::array{std::byte{2}}));

} // namespace
} // namespace cleave::posix
