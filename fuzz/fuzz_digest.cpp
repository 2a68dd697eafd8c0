// Invariant: md5, sha256 and their HMAC are those of OpenSSL, in whatever pieces the bytes come, and at every point.
// SPDX-License-Identifier: MIT
// longest input: 1000
//
// Without OpenSSL: those of one piece. The portable SHA-256 and the processor's own agree; hexadecimal text and bytes
// are each other's inverse.
#include "fuzz/delivery_plan.hpp"
#include "fuzz/expect.hpp"
#include "reference-impls/posix/hmac.hpp"

#include <cleave/digest.hpp>

#include <algorithm>
#include <string>

#ifdef CLEAVE_FUZZ_OPENSSL
#include <openssl/evp.h>
#include <openssl/hmac.h>
#endif

namespace cleave::fuzz {
namespace {

template <class Digest>
auto one_piece(std::span<const std::byte> bytes) {
    Digest digest;
    digest.update(bytes);
    return digest.value();
}

template <class Bytes>
void compare_with_openssl([[maybe_unused]] std::string_view name, [[maybe_unused]] std::span<const std::byte> bytes,
                          [[maybe_unused]] const Bytes& ours) {
#ifdef CLEAVE_FUZZ_OPENSSL
    Bytes theirs{};
    unsigned size = 0;
    const auto* const algorithm = name == "md5" ? EVP_md5() : EVP_sha256();
    const int done = EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(theirs.data()), &size,
                                algorithm, nullptr);
    expect(done != 1 || (size == theirs.size() && ours == theirs), "the digest is OpenSSL's");
#endif
}

template <class Digest>
void check(std::string_view name, std::span<const std::byte> stream, const delivery_plan& plan) {
    const auto whole = one_piece<Digest>(stream);
    compare_with_openssl(name, stream, whole);
    Digest digest;
    std::size_t taken = 0;
    plan.deliver(stream, [&](std::span<const std::byte> piece) {
        digest.update(piece);
        taken += piece.size();
        const Digest copy = digest;
        const auto so_far = digest.value();
        expect(copy == digest && so_far == copy.value(), "value() changes nothing");
        if (taken < 130)
            expect(so_far == one_piece<Digest>(stream.first(taken)), "at every point it is that of the bytes so far");
        return true;
    });
    expect(digest.value() == whole, "pieces change nothing");

    const auto hex = to_hex(whole);
    auto back = whole;
    back.fill(std::byte{0});
    expect(parse_hex({hex.data(), hex.size()}, back) == status::ok && back == whole,
           "hexadecimal reads as it was written");
}

void check_hmac(std::span<const std::byte> key, std::span<const std::byte> message) {
    const auto ours = posix::hmac_sha256(key, message);
#ifdef CLEAVE_FUZZ_OPENSSL
    std::remove_const_t<decltype(ours)> theirs{};
    unsigned size = 0;
    const auto* const data = reinterpret_cast<const unsigned char*>(message.data());
    const auto* const secret = reinterpret_cast<const unsigned char*>(key.data());
    static constexpr unsigned char nothing = 0; // a null pointer means something else to OpenSSL
    HMAC(EVP_sha256(), key.empty() ? &nothing : secret, static_cast<int>(key.size()), data, message.size(),
         reinterpret_cast<unsigned char*>(theirs.data()), &size);
    expect(size == theirs.size() && posix::equal_constant_time(ours, theirs), "the HMAC is OpenSSL's");
#endif
    auto other = ours;
    other[message.size() % other.size()] ^= std::byte{1};
    expect(posix::equal_constant_time(ours, ours) && !posix::equal_constant_time(ours, other),
           "one bit makes a difference");
}

void check_hex(std::string_view text) {
    std::array<std::byte, 16> bytes{};
    const bool is_digest = text.size() == 32 && text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
    expect((parse_hex(text, bytes) == status::ok) == is_digest,
           "32 hexadecimal digits are an MD5, and nothing else is");
    if (!is_digest) return expect(bytes == std::array<std::byte, 16>{}, "what is no digest changes nothing");
    const auto hex = to_hex(bytes);
    expect(std::ranges::equal(hex, text, {}, {},
                              [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c; }),
           "a digest is written in lower case");
}

} // namespace
} // namespace cleave::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace cleave;
    using namespace cleave::fuzz;
    fuzz_input input(data, size);
    check_hex(input.text().substr(0, 32));
    const delivery_plan plan(input);
    const std::size_t wanted = input.last();
    const std::size_t key = std::min(wanted, input.stream().size());
    exact_block stream(input.stream());
    check<md5>("md5", stream.bytes(), plan);
    check<sha256>("sha256", stream.bytes(), plan);
    expect(one_piece<detail::block_digest<detail::sha256_portable_algorithm>>(stream.bytes()) ==
               one_piece<sha256>(stream.bytes()),
           "the portable SHA-256 is the processor's");
    check_hmac(stream.bytes().first(key), stream.bytes().subspan(key));
    return 0;
}
