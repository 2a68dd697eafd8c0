// SPDX-License-Identifier: MIT
#include "authentication.hpp"

#include <sys/random.h>

namespace cleave::posix {

hex_digits proof_of(std::string_view token, std::string_view nonce) {
    const std::string signed_text = "cleave-auth-1:" + std::string(nonce);
    return to_hex(hmac_sha256(as_bytes(token), as_bytes(signed_text)));
}

outcome make_nonce(hex_digits& nonce) {
    std::array<std::byte, 32> random{};
    const ssize_t size = retry_on_interrupt([&] { return ::getrandom(random.data(), random.size(), 0); });
    if (size != static_cast<ssize_t>(random.size())) return failure(size < 0 ? errno : EIO);
    nonce = to_hex(random);
    return {};
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

status authenticator::check(std::string_view nonce, std::string_view proof, time_point now) {
    const std::lock_guard lock(mutex_);
    if (now - minute_begin_ >= std::chrono::minutes(1)) {
        minute_begin_ = now;
        failures_ = 0;
    }
    if (failures_ >= failures_a_minute_) return status::busy;
    const hex_digits right = proof_of(token_, nonce);
    if (equal_constant_time(as_bytes(proof), as_bytes({right.data(), right.size()}))) return status::ok;
    ++failures_;
    return status::not_authorized;
}

} // namespace cleave::posix
