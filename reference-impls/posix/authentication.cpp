// SPDX-License-Identifier: MIT
#include "authentication.hpp"

#include "hmac.hpp"

#include <algorithm>
#include <sys/random.h>
#include <tuple>

namespace cleave::posix {

hex_digits proof_of(std::string_view token, std::string_view nonce) {
    const std::string signed_text = "cleave-auth-1:" + std::string(nonce);
    return to_hex(hmac_sha256(as_bytes(token), as_bytes(signed_text)));
}

namespace {

constexpr std::size_t half = std::tuple_size_v<hex_digits> / 2;

std::string mark_of(std::string_view server) {
    sha256 hash;
    hash.update(as_bytes(server));
    const auto hex = to_hex(hash.value());
    return {hex.begin(), hex.begin() + half};
}

} // namespace

outcome make_nonce(std::string_view server, hex_digits& nonce) {
    std::array<std::byte, half / 2> random{};
    const ssize_t size = retry_on_interrupt([&] { return ::getrandom(random.data(), random.size(), 0); });
    if (size != static_cast<ssize_t>(random.size())) return failure(size < 0 ? errno : EIO);
    std::ranges::copy(to_hex(random), nonce.begin());
    std::ranges::copy(mark_of(server), nonce.begin() + half);
    return {};
}

bool is_nonce_of(std::string_view server, std::string_view nonce) {
    return nonce.size() == 2 * half && nonce.substr(half) == mark_of(server) &&
           nonce.find_first_not_of("0123456789abcdef") == nonce.npos;
}

encoded write_auth_challenge(std::span<std::byte> into, std::string_view nonce) noexcept {
    return write_header(into, [&](json_writer& json) { json.key("status").string("auth").key("nonce").string(nonce); });
}

encoded write_auth_proof(std::span<std::byte> into, std::string_view proof) noexcept {
    return write_header(into, [&](json_writer& json) { json.key("cmd").string("auth").key("proof").string(proof); });
}

encoded write_auth_accepted(std::span<std::byte> into) noexcept {
    return write_header(into, [](json_writer& json) { json.key("status").string("ok"); });
}

status authenticator::check(const peer_key& peer, std::string_view nonce, std::string_view proof, time_point now) {
    const hex_digits right = proof_of(token_, nonce);
    if (equal_constant_time(as_bytes(proof), as_bytes({right.data(), right.size()}))) return status::ok;
    if (now - minute_begin_ >= std::chrono::minutes(1) || failures_.size() > most_peers) {
        minute_begin_ = now;
        failures_.clear();
    }
    return ++failures_[peer] > failures_a_minute_ ? status::busy : status::not_authorized;
}

} // namespace cleave::posix
