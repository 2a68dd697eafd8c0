// SPDX-License-Identifier: MIT
#include "conformance/tests/library/exact_text.hpp"

#include <cleave/digest.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <sys/mman.h>
#if defined(CLEAVE_DETAIL_SHA)
#include <cpuid.h>
#endif

namespace cleave {
namespace {

using namespace detail;

using portable_sha256 = block_digest<sha256_portable_algorithm>;
static_assert(digest<md5> && digest<sha256>);
static_assert(digest<portable_sha256>);

// A digest is default-constructible, trivially copyable, comparable and has the calls: lacking one, it is none.
struct without_default : md5 {
    explicit without_default(int) {}
};
struct not_copied_as_bytes : md5 {
    ~not_copied_as_bytes() {}
};
struct not_comparable : md5 {
    bool operator==(const not_comparable&) const = delete;
};
static_assert(!digest<without_default> && !digest<not_copied_as_bytes> && !digest<not_comparable> && !digest<int>);

constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::string_view eighty_digits =
    "12345678901234567890123456789012345678901234567890123456789012345678901234567890";
constexpr std::string_view two_blocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
constexpr std::string_view two_long_blocks =
    "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu";

/// The digest of a text given one byte at a time, as hexadecimal digits.
template <digest D>
constexpr auto hex_of(std::string_view text) {
    D d;
    for (const char c : text) {
        const std::byte byte[] = {static_cast<std::byte>(c)};
        d.update(byte);
    }
    return to_hex(d.value());
}

template <std::size_t N>
constexpr bool is(const std::array<char, N>& digits, std::string_view text) {
    return std::string_view(digits.data(), N) == text;
}

// RFC 1321, A.5
static_assert(is(hex_of<md5>(""), "d41d8cd98f00b204e9800998ecf8427e"));
static_assert(is(hex_of<md5>("a"), "0cc175b9c0f1b6a831c399e269772661"));
static_assert(is(hex_of<md5>("abc"), "900150983cd24fb0d6963f7d28e17f72"));
static_assert(is(hex_of<md5>("message digest"), "f96b697d7cb7938d525a2f31aaf161d0"));
static_assert(is(hex_of<md5>(alphabet), "c3fcd3d76192e4007dfb496cca67e13b"));
static_assert(is(hex_of<md5>(alphanumeric), "d174ab98d277d9f5a5611c2c9f419d9f"));
static_assert(is(hex_of<md5>(eighty_digits), "57edf4a22be3c955ac49da2e2107b67a"));

// FIPS 180-4's examples
static_assert(is(hex_of<sha256>(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
static_assert(is(hex_of<sha256>("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
static_assert(is(hex_of<sha256>(two_blocks), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"));
static_assert(is(hex_of<sha256>(two_long_blocks), "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"));

static_assert(md5::name == "md5" && md5::digest_bytes == 16);
static_assert(sha256::name == "sha256" && sha256::digest_bytes == 32);

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

template <digest D>
std::string digits(const D& d) {
    const auto hex = to_hex(d.value());
    return std::string(hex.data(), hex.size());
}

template <class D>
constexpr bool can_run() {
#if defined(CLEAVE_DETAIL_SHA)
    if constexpr (std::is_same_v<D, block_digest<sha256_x86_algorithm>>) return sha256_x86_algorithm::available();
#endif
    return true;
}

/// The algorithms, each by every path that this processor has.
template <class D>
class Digest : public testing::Test {
    void SetUp() override {
        if (!can_run<D>()) GTEST_SKIP() << "no SHA extensions in this processor";
    }
};

#if defined(CLEAVE_DETAIL_SHA)
using every_digest = testing::Types<md5, sha256, portable_sha256, block_digest<sha256_x86_algorithm>>;
#else
using every_digest = testing::Types<md5, sha256, portable_sha256>;
#endif
TYPED_TEST_SUITE(Digest, every_digest);

TYPED_TEST(Digest, KnownTextsAtRunTimeGiveThePublishedDigests) {
    struct {
        std::string text;
        std::string_view md5_digits, sha256_digits;
    } const vectors[] = {
        {"abc", "900150983cd24fb0d6963f7d28e17f72", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {std::string(alphabet), "c3fcd3d76192e4007dfb496cca67e13b",
         "71c480df93d6ae2f1efad1447c66c9525e316218cf51fc8d9ed832f2daf18b73"},
        {std::string(two_blocks), "8215ef0796a20bcaaae116d3876c664a",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    for (const auto& v : vectors) {
        TypeParam d;
        d.update(bytes_of(v.text));
        EXPECT_EQ(digits(d), TypeParam::name == "md5" ? v.md5_digits : v.sha256_digits);
        EXPECT_EQ(d.size(), v.text.size());
    }
}

TYPED_TEST(Digest, AMillionLettersGiveThePublishedDigest) {
    TypeParam d;
    d.update(bytes_of(std::string(1000000, 'a')));
    EXPECT_EQ(digits(d), TypeParam::name == "md5" ? "7707d6ae4e027c70eea2a935c2296f21"
                                                  : "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TYPED_TEST(Digest, EveryLengthTo300AtEverySingleCutGivesOneDigestAndEqualObjects) {
    std::size_t cuts = 0;
    for (std::size_t size = 0; size <= 300; ++size) {
        const auto block = std::make_unique<std::byte[]>(size);
        for (std::size_t i = 0; i < size; ++i) block[i] = static_cast<std::byte>(i * 37 + size);
        const std::span<const std::byte> message(block.get(), size);
        TypeParam whole;
        whole.update(message);
        for (std::size_t cut = 0; cut <= size; ++cut) {
            TypeParam d;
            d.update(message.first(cut));
            TypeParam front;
            for (const std::byte& b : message.first(cut)) front.update(std::span(&b, 1));
            ASSERT_EQ(d, front) << size << " bytes, the first " << cut;
            ASSERT_EQ(d.value(), front.value()) << size << " bytes, the first " << cut;
            d.update(message.subspan(cut));
            ASSERT_EQ(d, whole) << size << " bytes cut at " << cut;
            ASSERT_EQ(d.value(), whole.value()) << size << " bytes cut at " << cut;
            ++cuts;
        }
    }
    EXPECT_EQ(cuts, 301u * 302u / 2u);
}

TYPED_TEST(Digest, EqualityIgnoresWhatEarlierBlocksLeftBehind) {
    const std::string text = std::string(40, 'x') + std::string(24, 'y') + std::string(5, 'z');
    TypeParam in_place, through_the_buffer;
    in_place.update(bytes_of(text));
    through_the_buffer.update(bytes_of(text).first(40));
    through_the_buffer.update(bytes_of(text).subspan(40));
    EXPECT_EQ(in_place, through_the_buffer);
}

TYPED_TEST(Digest, DifferentBytesOrLengthsAreUnequal) {
    for (const std::size_t size : {1u, 63u, 64u, 65u, 128u, 200u}) {
        std::string text(size, 'a');
        TypeParam original, shorter;
        original.update(bytes_of(text));
        shorter.update(bytes_of(text).first(size - 1));
        EXPECT_NE(original, shorter) << size;
        for (std::size_t i = 0; i < size; ++i) {
            text[i] = 'b';
            TypeParam changed;
            changed.update(bytes_of(text));
            EXPECT_NE(original, changed) << size << " bytes, changed at " << i;
            EXPECT_NE(original.value(), changed.value()) << size << " bytes, changed at " << i;
            text[i] = 'a';
        }
    }
}

TYPED_TEST(Digest, ZerosOfDifferentNumberAreUnequal) {
    const std::vector<std::byte> zeros(130);
    for (std::size_t size = 0; size < zeros.size(); ++size) {
        TypeParam fewer, more;
        fewer.update(std::span(zeros).first(size));
        more.update(std::span(zeros).first(size + 1));
        EXPECT_NE(fewer, more) << size;
        EXPECT_NE(more, fewer) << size;
        EXPECT_NE(fewer.value(), more.value()) << size;
    }
}

TYPED_TEST(Digest, FinishLeavesTheDigestRunning) {
    TypeParam watched, plain;
    for (std::size_t i = 0; i < 300; ++i) {
        const std::byte byte[] = {static_cast<std::byte>(i)};
        watched.update(byte);
        plain.update(byte);
        const TypeParam before = watched;
        EXPECT_EQ(watched.value(), watched.value());
        EXPECT_EQ(watched, before);
    }
    EXPECT_EQ(watched.value(), plain.value());
}

TYPED_TEST(Digest, ResetBeginsAnew) {
    TypeParam d;
    d.update(bytes_of(eighty_digits));
    EXPECT_NE(d, TypeParam());
    d.reset();
    EXPECT_EQ(d, TypeParam());
    EXPECT_EQ(d.value(), TypeParam().value());
}

TYPED_TEST(Digest, EmptyPiecesChangeNothing) {
    TypeParam d;
    d.update({});
    EXPECT_EQ(d, TypeParam());
    d.update(bytes_of("abc"));
    const TypeParam before = d;
    d.update({});
    EXPECT_EQ(d, before);
}

// 2^29 bytes are 2^32 bits: a bit count of 32 bits starts again from zero there.
template <digest D>
std::string digits_of_512_mebibytes() {
    const std::vector<std::byte> zeros(std::size_t{1} << 20);
    D d;
    for (std::size_t i = 0; i < 512; ++i) d.update(zeros);
    d.update(bytes_of("end"));
    return digits(d);
}

TEST(Md5, BitCountPasses32Bits) { EXPECT_EQ(digits_of_512_mebibytes<md5>(), "9c6f22429dba6486f21abe82b48739e1"); }

TEST(Sha256, BitCountPasses32Bits) {
    EXPECT_EQ(digits_of_512_mebibytes<sha256>(), "1bc5af844248147391aeeb145c8459cda71e6d2b3eae680e0222e34fb2b86627");
}

/// Counts blocks instead of reading them, and keeps the length that the last block carries.
struct counting_algorithm {
    static constexpr std::string_view name = "count";
    static constexpr std::endian order = std::endian::big;
    static constexpr std::array<std::uint32_t, 4> initial = {};
    static constexpr void compress(std::array<std::uint32_t, 4>& state, const std::byte* block, std::size_t count) {
        const std::uint64_t blocks = (std::uint64_t{state[0]} << 32 | state[1]) + count;
        state[0] = static_cast<std::uint32_t>(blocks >> 32);
        state[1] = static_cast<std::uint32_t>(blocks);
        if (count > 2) return; // whole pieces of the message, which need not even be readable
        state[2] = load<std::uint32_t, order>(block + 64 * count - 8);
        state[3] = load<std::uint32_t, order>(block + 64 * count - 4);
    }
};

static_assert(digest<block_digest<counting_algorithm>> && block_digest<counting_algorithm>::name == "count");

TEST(BlockDigest, BlocksAndLengthOfMessagesBeyond32BitsOfBytesAreExact) {
    constexpr std::size_t piece_bytes = std::size_t{1} << 30;
    void* const unreadable = mmap(nullptr, piece_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    ASSERT_NE(unreadable, MAP_FAILED);
    const std::span<const std::byte> piece(static_cast<const std::byte*>(unreadable), piece_bytes);
    block_digest<counting_algorithm> d;
    for (std::uint64_t pieces = 1; pieces <= 4096; ++pieces) {
        d.update(piece);
        block_digest<counting_algorithm> ended = d;
        ended.update(bytes_of("tail"));
        const std::uint64_t bytes = pieces * piece_bytes + 4;
        ASSERT_EQ(ended.size(), bytes);
        const auto result = ended.value();
        ASSERT_EQ((load<std::uint64_t, std::endian::big>(result.data())), bytes / 64 + 1);
        ASSERT_EQ((load<std::uint64_t, std::endian::big>(result.data() + 8)), bytes * 8);
    }
    EXPECT_EQ(d.size(), std::uint64_t{1} << 42);
    munmap(unreadable, piece_bytes);
}

#if defined(CLEAVE_DETAIL_SHA)
TEST(Sha256, X86InstructionsAreUsedWhereTheProcessorSaysThatItHasAllOfThem) {
    constexpr std::uint32_t ssse3 = 1u << 9, sse41 = 1u << 19, sha = 1u << 29;
    const auto has = sha256_x86_algorithm::has_instructions;
    EXPECT_TRUE(has(7, ssse3 | sse41, sha));
    EXPECT_TRUE(has(0x20, ~0u, ~0u));
    EXPECT_FALSE(has(6, ~0u, ~0u));
    EXPECT_FALSE(has(7, ~ssse3, ~0u));
    EXPECT_FALSE(has(7, ~sse41, ~0u));
    EXPECT_FALSE(has(7, ~0u, ~sha));
    EXPECT_FALSE(has(7, 0, 0));
}

TEST(Sha256, ProcessorIsAskedAsTheCompilersHeaderAsksIt) {
    unsigned eax = 0, ebx = 0, ecx_1 = 0, ebx_7 = 0, ecx = 0, edx = 0;
    ASSERT_NE(__get_cpuid(1, &eax, &ebx, &ecx_1, &edx), 0);
    const bool has_leaf_7 = __get_cpuid_count(7, 0, &eax, &ebx_7, &ecx, &edx) != 0;
    EXPECT_EQ(sha256_x86_algorithm::available(),
              has_leaf_7 && (ebx_7 & bit_SHA) != 0 && (ecx_1 & bit_SSSE3) != 0 && (ecx_1 & bit_SSE4_1) != 0);
}

TEST(Sha256, PortableAndX86CompressionAgreeOnAnyStateAndNumberOfBlocks) {
    if (!sha256_x86_algorithm::available()) GTEST_SKIP() << "no SHA extensions in this processor";
    std::uint64_t random = 1;
    const auto next = [&random] {
        random = random * 6364136223846793005u + 1442695040888963407u;
        return static_cast<std::uint32_t>(random >> 32);
    };
    std::size_t compared = 0;
    for (std::size_t count = 0; count <= 32; ++count)
        for (std::size_t offset = 0; offset < 64; ++offset) { // any alignment
            const std::size_t size = offset + 64 * count;
            const auto block = std::make_unique<std::byte[]>(size);
            for (std::size_t i = 0; i < size; ++i) block[i] = static_cast<std::byte>(next());
            sha256_portable_algorithm::state portable;
            for (std::uint32_t& word : portable) word = next();
            sha256_portable_algorithm::state accelerated = portable;
            sha256_portable_algorithm::compress(portable, block.get() + offset, count);
            sha256_x86_algorithm::compress(accelerated, block.get() + offset, count);
            ASSERT_EQ(portable, accelerated) << count << " blocks at " << offset;
            ++compared;
        }
    EXPECT_EQ(compared, 33u * 64u);
}
#endif

constexpr bool parses_to(std::string_view text, std::array<std::byte, 3> expected) {
    std::array<std::byte, 3> bytes{};
    return parse_hex(text, bytes) == status::ok && bytes == expected;
}
static_assert(parses_to("00aFfF", {std::byte{0x00}, std::byte{0xAF}, std::byte{0xFF}}));
static_assert(hex_value('g') == 16 && hex_value('F') == 15);

TEST(ParseHex, EveryByteComesBackFromBothCases) {
    for (int n = 0; n < 256; ++n) {
        char lower[3], upper[3];
        std::snprintf(lower, sizeof(lower), "%02x", static_cast<unsigned>(n));
        std::snprintf(upper, sizeof(upper), "%02X", static_cast<unsigned>(n));
        const std::array byte = {static_cast<std::byte>(n)};
        EXPECT_EQ(to_hex(byte), (std::array{lower[0], lower[1]}));
        for (const char* text : {lower, upper}) {
            std::array parsed = {~byte[0]};
            EXPECT_EQ(parse_hex(text, parsed), status::ok);
            EXPECT_EQ(parsed, byte);
        }
    }
}

TEST(ParseHex, EveryOtherCharacterAtEveryPlaceIsRefusedAndWritesNothing) {
    std::size_t refused = 0;
    for (int n = 0; n < 256; ++n) {
        const char c = static_cast<char>(n);
        if (n != 0 && std::strchr("0123456789abcdefABCDEF", n) != nullptr) continue;
        for (std::size_t at = 0; at < 32; ++at) {
            std::string text = "8f6fbf8347faa4924a76856701edb0f3";
            text[at] = c;
            std::array<std::byte, 16> into{};
            ASSERT_EQ(parse_hex(text, into), status::digest_malformed) << n << " at " << at;
            ASSERT_EQ(into, (std::array<std::byte, 16>{}));
            ++refused;
        }
    }
    EXPECT_EQ(refused, (256u - 22u) * 32u);
}

TEST(ParseHex, OnlyTheExactLengthIsTaken) {
    const std::string digits_64(64, 'a');
    for (std::size_t size = 0; size <= 64; ++size) {
        std::array<std::byte, 16> into{};
        EXPECT_EQ(parse_hex(exact_text(digits_64.substr(0, size)), into),
                  size == 32 ? status::ok : status::digest_malformed)
            << size;
    }
    EXPECT_EQ(parse_hex("", {}), status::ok);
}

TEST(ParseHex, PlaceholderThatOccursInTheFieldIsMalformed) {
    std::array<std::byte, 16> into{};
    EXPECT_EQ(parse_hex("xxdxxx", into), status::digest_malformed);
}

// The differential test: the same messages here and in Python, whose hashlib has an implementation of its own.

class splitmix64 {
  public:
    explicit splitmix64(std::uint64_t seed) : state_(seed) {}
    std::uint64_t operator()() {
        std::uint64_t z = state_ += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

  private:
    std::uint64_t state_;
};

/// Makes the messages that digest_oracle.py makes from the same seed.
class message_maker {
  public:
    explicit message_maker(std::uint64_t seed) : draw_(seed), pool_(pool_bytes) {
        for (std::size_t i = 0; i < pool_bytes; i += 8) store<std::endian::little>(pool_.data() + i, draw_());
    }
    std::span<const std::byte> next() {
        const std::uint64_t r = draw_();
        const std::uint64_t size = r % 256 == 0 ? (r >> 8) % (longest + 1) : (r >> 8) % 301;
        const std::uint64_t offset = (r >> 32) % (pool_bytes - longest);
        return std::span(pool_).subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(size));
    }

  private:
    static constexpr std::size_t pool_bytes = std::size_t{1} << 20, longest = std::size_t{1} << 16;
    splitmix64 draw_;
    std::vector<std::byte> pool_;
};

/// The oracle's standard output, record by record.
class oracle {
  public:
    oracle(std::uint64_t seed, std::size_t count)
        : pipe_(popen(("python3 " CLEAVE_SOURCE_DIR "/conformance/tests/library/digest_oracle.py " +
                       std::to_string(seed) + " " + std::to_string(count))
                          .c_str(),
                      "r")) {}
    oracle(const oracle&) = delete;
    oracle& operator=(const oracle&) = delete;
    ~oracle() {
        if (pipe_ != nullptr) pclose(pipe_);
    }
    bool read(std::span<std::byte> record) {
        return pipe_ != nullptr && std::fread(record.data(), 1, record.size(), pipe_) == record.size();
    }
    /// True if nothing is left and the script succeeded.
    bool ended_well() {
        const bool at_end = std::fgetc(pipe_) == EOF;
        return pclose(std::exchange(pipe_, nullptr)) == 0 && at_end;
    }

  private:
    FILE* pipe_;
};

/// Gives a message to both digests in the same random pieces, mostly short ones.
void update_in_pieces(md5& m, sha256& s, std::span<const std::byte> message, splitmix64& draw) {
    while (!message.empty()) {
        const std::uint64_t r = draw();
        const std::size_t most = r % 4 == 0 ? message.size() : std::min<std::size_t>(message.size(), 130);
        const auto piece = message.first(static_cast<std::size_t>((r >> 8) % (most + 1)));
        m.update(piece);
        s.update(piece);
        message = message.subspan(piece.size());
    }
}

TEST(DigestDifferential, OneMillionRandomMessagesCutAtRandomMatchHashlib) {
    constexpr std::uint64_t seed = 1321;
    constexpr std::size_t count = 1000000;
    oracle python(seed, count);
    message_maker messages(seed);
    splitmix64 cuts(180);
    std::size_t compared = 0;
    for (; compared < count; ++compared) {
        const auto message = messages.next();
        md5 m;
        sha256 s;
        update_in_pieces(m, s, message, cuts);
        std::array<std::byte, md5::digest_bytes> expected_md5;
        std::array<std::byte, sha256::digest_bytes> expected_sha256;
        ASSERT_TRUE(python.read(expected_md5) && python.read(expected_sha256)) << "the oracle ended at " << compared;
        ASSERT_EQ(m.value(), expected_md5) << "message " << compared << " of " << message.size() << " bytes";
        ASSERT_EQ(s.value(), expected_sha256) << "message " << compared << " of " << message.size() << " bytes";
    }
    EXPECT_EQ(compared, 1000000u);
    EXPECT_TRUE(python.ended_well());
}

} // namespace
} // namespace cleave
