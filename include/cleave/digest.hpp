// SPDX-License-Identifier: MIT
//
// digest: MD5 and SHA-256 of a stream, at compile time and at run time, whatever the pieces it comes in.
//
//     sha256 d;
//     d.update(piece); ...          any number of pieces, each of any size
//     to_hex(d.value())            may be read at any time: d runs on
//
// A digest is a plain value: copy it to fork or to save a running computation. Two digests are equal exactly when they
// took the same number of bytes to the same state, however these were cut. Nothing here can fail.
//
// On x86-64 SHA-256 uses the SHA extensions where the processor has them. MD5 only guards against accidents: whoever
// can choose the bytes can make two files of one MD5.
#pragma once

#include "byte_order.hpp"
#include "detail/platform.hpp"
#include "status.hpp"

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cleave {

// clang-format off: version 14 breaks compound requirements apart

/// A running digest: bytes in, `digest_bytes` bytes out, a value that can be copied and compared at any point.
template <class D>
concept digest = std::default_initializable<D> && std::is_trivially_copyable_v<D> && std::equality_comparable<D> &&
    requires(D& running, const D& current, std::span<const std::byte> bytes) {
    { D::name } -> std::convertible_to<std::string_view>;
    { running.update(bytes) }
    noexcept->std::same_as<void>;
    { current.value() }
    noexcept->std::same_as<std::array<std::byte, D::digest_bytes>>;
    { running.reset() }
    noexcept->std::same_as<void>;
};

// clang-format on

namespace detail {

// A digest that compresses blocks of 64 bytes into a few 32-bit words and ends in the length in bits, as MD5 and the
// SHA family up to SHA-256 do. `Algorithm` holds what differs: `name`, `order` (of the bytes in a word), `initial`
// (the first state, a std::array) and `compress(state, blocks, count)`.
template <class Algorithm>
class block_digest {
    using state = std::remove_const_t<decltype(Algorithm::initial)>;

  public:
    static constexpr std::size_t block_bytes = 64;             // of what is compressed at a time
    static constexpr std::size_t digest_bytes = sizeof(state); // of the result
    static constexpr std::string_view name = Algorithm::name;  // as header fields are called

    // Takes the next bytes. Whole blocks are read in place; at most 63 bytes are kept. The length counts to 2^61
    // bytes. lifetime: no view of `bytes` is kept. cost: O(bytes.size()), no allocation.
    constexpr void update(std::span<const std::byte> bytes) noexcept { update(bytes.data(), bytes.size()); }

    // The same of `size` bytes.
    constexpr void update(const std::byte* bytes, std::size_t size) noexcept {
        const std::size_t kept = kept_bytes();
        length_ += size;
        if (kept != 0) {
            const std::size_t missing = block_bytes - kept;
            if (size < missing) return copy(bytes, size, kept_.data() + kept);
            copy(bytes, missing, kept_.data() + kept);
            bytes += missing;
            size -= missing;
            Algorithm::compress(state_, kept_.data(), 1);
        }
        const std::size_t blocks = size / block_bytes;
        if (blocks != 0) Algorithm::compress(state_, bytes, blocks);
        copy(bytes + blocks * block_bytes, size % block_bytes, kept_.data());
    }

    // The digest of all bytes so far. The digest can take more bytes afterwards. cost: one or two blocks.
    constexpr std::array<std::byte, digest_bytes> value() const noexcept {
        std::array<std::byte, 2 * block_bytes> last{};
        const std::size_t kept = kept_bytes();
        copy(kept_.data(), kept, last.data());
        last[kept] = std::byte{0x80};
        const std::size_t blocks = kept + 1 + sizeof(length_) <= block_bytes ? 1 : 2;
        store<Algorithm::order>(last.data() + blocks * block_bytes - sizeof(length_), length_ * 8);
        state words = state_;
        Algorithm::compress(words, last.data(), blocks);

        std::array<std::byte, digest_bytes> result{};
        for (std::size_t i = 0; i < words.size(); ++i) store<Algorithm::order>(result.data() + 4 * i, words[i]);
        return result;
    }

    // Begins anew, as if just made.
    constexpr void reset() noexcept { *this = block_digest(); }

    // How many bytes were taken.
    constexpr std::uint64_t size() const noexcept { return length_; }

    constexpr bool operator==(const block_digest& other) const noexcept {
        if (length_ != other.length_ || state_ != other.state_) return false;
        for (std::size_t i = 0; i < kept_bytes(); ++i) // after them lie bytes of earlier blocks
            if (kept_[i] != other.kept_[i]) return false;
        return true;
    }

  private:
    constexpr std::size_t kept_bytes() const noexcept { return as_size(length_ % block_bytes); }

    static constexpr void copy(const std::byte* from, std::size_t size, std::byte* to) noexcept {
        if (std::is_constant_evaluated()) {
            for (std::size_t i = 0; i < size; ++i) to[i] = from[i];
        } else if (size != 0) {
            std::memcpy(to, from, size);
        }
    }

    state state_ = Algorithm::initial;
    std::uint64_t length_ = 0;
    std::array<std::byte, block_bytes> kept_{};
};

// MD5 (RFC 1321) for block_digest.
struct md5_algorithm {
    static constexpr std::string_view name = "md5";           // of the header field
    static constexpr std::endian order = std::endian::little; // of the words of a block
    // The state before the first block.
    static constexpr std::array<std::uint32_t, 4> initial = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};

  private:
    // 2^32 * |sin(i + 1)|, cut to an integer
    static constexpr std::uint32_t sines[] = {
        0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
        0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
        0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
        0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
        0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
        0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
        0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
        0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};
    static constexpr std::uint8_t rotations[] = {7, 12, 17, 22, 5, 9,  14, 20,
                                                 4, 11, 16, 23, 6, 10, 15, 21}; // four for each round
    static constexpr std::size_t word_factor[] = {1, 5, 3, 7};
    static constexpr std::size_t word_offset[] = {0, 1, 5, 0};

    // A step waits for b, the word that the step before it made. So all that does not need b is added first; and the
    // two halves of the second round's function, which never share a bit, are added where the RFC has an or, because
    // only one of them needs b. Left alone, compilers reorder these sums and lose a sixth of the speed.
    template <std::size_t Round>
    CLEAVE_DETAIL_INLINE static constexpr void step(std::uint32_t& a, std::uint32_t b, std::uint32_t c, std::uint32_t d,
                                                    const std::byte* block, std::size_t step) noexcept {
        const std::size_t word = (word_factor[Round] * step + word_offset[Round]) % 16;
        a += load<std::uint32_t, order>(block + 4 * word) + sines[step];
        settle(a);
        if constexpr (Round == 0) a += d ^ (b & (c ^ d));
        if constexpr (Round == 1) {
            a += c & ~d;
            settle(a);
            a += b & d;
        }
        if constexpr (Round == 2) a += b ^ (c ^ d);
        if constexpr (Round == 3) a += c ^ (b | ~d);
        a = std::rotl(a, rotations[4 * Round + step % 4]) + b;
    }

    template <std::size_t... Four>
    CLEAVE_DETAIL_INLINE static constexpr void all_steps(std::uint32_t& a, std::uint32_t& b, std::uint32_t& c,
                                                         std::uint32_t& d, const std::byte* block,
                                                         std::index_sequence<Four...>) noexcept {
        ((step<Four / 4>(a, b, c, d, block, 4 * Four), step<Four / 4>(d, a, b, c, block, 4 * Four + 1),
          step<Four / 4>(c, d, a, b, block, 4 * Four + 2), step<Four / 4>(b, c, d, a, block, 4 * Four + 3)),
         ...);
    }

  public:
    // Takes `count` whole blocks into the state. cost: O(count).
    // After its templates: clang 14 would find no definition of them at compile time otherwise.
    static constexpr void compress(std::array<std::uint32_t, 4>& state, const std::byte* block,
                                   std::size_t count) noexcept {
        auto [a, b, c, d] = state;
        for (; count != 0; --count, block += 64) {
            all_steps(a, b, c, d, block, std::make_index_sequence<16>());
            a = state[0] += a;
            b = state[1] += b;
            c = state[2] += c;
            d = state[3] += d;
        }
    }
};

// SHA-256 (FIPS 180-4) for block_digest, in portable C++.
struct sha256_portable_algorithm {
    using state = std::array<std::uint32_t, 8>; // what runs from block to block

    static constexpr std::string_view name = "sha256";     // of the header field
    static constexpr std::endian order = std::endian::big; // of the words of a block
    // The state before the first block.
    static constexpr state initial = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

  protected:
    // The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
    static constexpr std::uint32_t roots[] = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

  private:
    CLEAVE_DETAIL_INLINE static constexpr void step(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t& d,
                                                    std::uint32_t e, std::uint32_t f, std::uint32_t g, std::uint32_t& h,
                                                    std::uint32_t input) noexcept {
        h += input + (g ^ (e & (f ^ g))) + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25));
        d += h;
        h += (b ^ ((a ^ b) & (b ^ c))) + (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22));
    }

    template <std::size_t... I>
    CLEAVE_DETAIL_INLINE static constexpr void extend(std::uint32_t (&w)[16], std::index_sequence<I...>) noexcept {
        ((w[I] += w[(I + 9) % 16] + small_sigma<7, 18, 3>(w[(I + 1) % 16]) + small_sigma<17, 19, 10>(w[(I + 14) % 16])),
         ...);
    }

    template <int R, int S, int Shift>
    CLEAVE_DETAIL_INLINE static constexpr std::uint32_t small_sigma(std::uint32_t x) noexcept {
        return std::rotr(x, R) ^ std::rotr(x, S) ^ (x >> Shift);
    }

  public:
    // Takes `count` whole blocks into the state. cost: O(count).
    static constexpr void compress(state& words, const std::byte* block, std::size_t count) noexcept {
        for (; count != 0; --count, block += 64) {
            std::uint32_t w[16] = {};
            for (std::size_t i = 0; i < 16; ++i) w[i] = load<std::uint32_t, order>(block + 4 * i);
            auto [a, b, c, d, e, f, g, h] = words;
            for (std::size_t first = 0; first < 64; first += 16) {
                if (first != 0) extend(w, std::make_index_sequence<16>());
                for (std::size_t i = first; i < first + 16; i += 8) {
                    const std::uint32_t* const input = w + i % 16;
                    step(a, b, c, d, e, f, g, h, roots[i] + input[0]);
                    step(h, a, b, c, d, e, f, g, roots[i + 1] + input[1]);
                    step(g, h, a, b, c, d, e, f, roots[i + 2] + input[2]);
                    step(f, g, h, a, b, c, d, e, roots[i + 3] + input[3]);
                    step(e, f, g, h, a, b, c, d, roots[i + 4] + input[4]);
                    step(d, e, f, g, h, a, b, c, roots[i + 5] + input[5]);
                    step(c, d, e, f, g, h, a, b, roots[i + 6] + input[6]);
                    step(b, c, d, e, f, g, h, a, roots[i + 7] + input[7]);
                }
            }
            const std::uint32_t after[] = {a, b, c, d, e, f, g, h};
            for (std::size_t i = 0; i < 8; ++i) words[i] += after[i];
        }
    }
};

#if defined(CLEAVE_DETAIL_SHA)

// SHA-256 by the x86 SHA extensions. Call `compress` only where `available()`; it cannot run at compile time.
struct sha256_x86_algorithm : sha256_portable_algorithm {
    // True where the processor has the instructions. Asks it once.
    static bool available() noexcept { return is_available; }

    // Whether a processor has them that says of itself: that number of leaves, ECX of leaf 1, EBX of leaf 7.
    static constexpr bool has_instructions(std::uint32_t leaves, std::uint32_t ecx_1, std::uint32_t ebx_7) noexcept {
        const bool ssse3 = (ecx_1 >> 9 & 1) != 0, sse41 = (ecx_1 >> 19 & 1) != 0, sha = (ebx_7 >> 29 & 1) != 0;
        return leaves >= 7 && ssse3 && sse41 && sha;
    }

    CLEAVE_DETAIL_SHA static void compress(state& words, const std::byte* block, std::size_t count) noexcept {
        // The instructions want the state as the halves ABEF and CDGH, the first letter in the highest lane.
        lanes abef = {words[5], words[4], words[1], words[0]};
        lanes cdgh = {words[7], words[6], words[3], words[2]};
        for (; count != 0; --count, block += 64) {
            const lanes abef_before = abef, cdgh_before = cdgh;
            lanes w0 = load_big_endian(block), w1 = load_big_endian(block + 16);
            lanes w2 = load_big_endian(block + 32), w3 = load_big_endian(block + 48);
            for (std::size_t step = 0; step < 48; step += 16) {
                four_steps(abef, cdgh, w0, step);
                extend(w0, w1, w2, w3);
                four_steps(abef, cdgh, w1, step + 4);
                extend(w1, w2, w3, w0);
                four_steps(abef, cdgh, w2, step + 8);
                extend(w2, w3, w0, w1);
                four_steps(abef, cdgh, w3, step + 12);
                extend(w3, w0, w1, w2);
            }
            four_steps(abef, cdgh, w0, 48);
            four_steps(abef, cdgh, w1, 52);
            four_steps(abef, cdgh, w2, 56);
            four_steps(abef, cdgh, w3, 60);
            abef += abef_before;
            cdgh += cdgh_before;
        }
        words = {abef[3], abef[2], cdgh[3], cdgh[2], abef[1], abef[0], cdgh[1], cdgh[0]};
    }

  private:
    using lanes = word_lanes;

    CLEAVE_DETAIL_SHA CLEAVE_DETAIL_INLINE static void four_steps(lanes& abef, lanes& cdgh, lanes w,
                                                                  std::size_t first) noexcept {
        lanes k;
        std::memcpy(&k, roots + first, sizeof(k));
        const lanes input = w + k;
        cdgh = sha256_two_steps(cdgh, abef, input);
        abef = sha256_two_steps(abef, cdgh, back_half(input));
    }

    // w becomes the four words that follow x, y and z
    CLEAVE_DETAIL_SHA CLEAVE_DETAIL_INLINE static void extend(lanes& w, lanes x, lanes y, lanes z) noexcept {
        w = sha256_message_2(sha256_message_1(w, x) + behind_first(y, z), z);
    }

    static const bool is_available; // before it is set, when other globals are made, false

    static bool ask_processor() noexcept { return has_instructions(cpuid(0).eax, cpuid(1).ecx, cpuid(7).ebx); }
};

inline const bool sha256_x86_algorithm::is_available = sha256_x86_algorithm::ask_processor();

#endif

// SHA-256 for block_digest, by the fastest means that this processor has.
struct sha256_algorithm : sha256_portable_algorithm {
    // The same with the processor's own instructions, where it has them.
    static constexpr void compress(state& words, const std::byte* block, std::size_t count) noexcept {
#if defined(CLEAVE_DETAIL_SHA)
        if (!std::is_constant_evaluated() && sha256_x86_algorithm::available())
            return sha256_x86_algorithm::compress(words, block, count);
#endif
        sha256_portable_algorithm::compress(words, block, count);
    }
};

} // namespace detail

/// 16 bytes; what plain headers carry. Not safe against someone who chooses the bytes. source: RFC 1321.
class md5 : public detail::block_digest<detail::md5_algorithm> {};

/// 32 bytes; what extended headers carry. source: FIPS 180-4.
class sha256 : public detail::block_digest<detail::sha256_algorithm> {};

/// Returns the bytes as text, two lower-case hexadecimal digits a byte, without a NUL. returns: the characters by
/// value.
template <std::size_t N>
constexpr std::array<char, 2 * N> to_hex(const std::array<std::byte, N>& bytes) noexcept {
    std::array<char, 2 * N> text{};
    for (std::size_t i = 0; i < N; ++i) {
        text[2 * i] = "0123456789abcdef"[std::to_integer<unsigned>(bytes[i] >> 4)];
        text[2 * i + 1] = "0123456789abcdef"[std::to_integer<unsigned>(bytes[i] & std::byte{0x0F})];
    }
    return text;
}

namespace detail {

// The value of one hexadecimal digit of either case, or 16 for any other character.
constexpr unsigned hex_value(char c) noexcept {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
    return 16;
}

} // namespace detail

/// Reads exactly as many bytes as `into` has from twice as many hexadecimal digits of either case.
/// errors: digest_malformed (another length, or another character); `into` is untouched then. cost: O(text.size()).
constexpr status parse_hex(std::string_view text, std::span<std::byte> into) noexcept {
    if (text.size() % 2 != 0 || text.size() / 2 != into.size()) return status::digest_malformed;
    for (const char c : text)
        if (detail::hex_value(c) > 15) return status::digest_malformed;
    for (std::size_t i = 0; i < into.size(); ++i)
        into[i] = static_cast<std::byte>(detail::hex_value(text[2 * i]) << 4 | detail::hex_value(text[2 * i + 1]));
    return status::ok;
}

} // namespace cleave
