// SPDX-License-Identifier: MIT
//
// authentication: who knows the token may come in. The token itself never crosses the wire.
//
//     server                                           client
//     {"status": "auth", "nonce": 64 hex digits}  -->
//                                                 <--  {"cmd": "auth", "proof": HMAC-SHA-256(token, "cleave-auth-1:" +
//                                                       nonce) in hex}
//     {"status": "ok"}                            -->  or {"status": "error", "code": "not_authorized", ...}
//
// It says who may begin, and protects nothing that follows: no encryption, no integrity against somebody in between.
#pragma once

#include "cleave/digest.hpp"
#include "cleave/header_message.hpp"
#include "outcome.hpp"
#include "timer_queue.hpp"

#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

namespace cleave::posix {

using hex_digits = std::array<char, 64>;

/// What a client that knows `token` answers to `nonce`.
hex_digits proof_of(std::string_view token, std::string_view nonce);

/// 256 random bits in hex.
outcome make_nonce(hex_digits& nonce);

// The messages; parameters, results and errors as in cleave/file_messages.hpp.
encoded write_auth_challenge(std::span<std::byte> into, std::string_view nonce) noexcept;
encoded write_auth_proof(std::span<std::byte> into, std::string_view proof) noexcept;
encoded write_auth_accepted(std::span<std::byte> into) noexcept;

/// Checks proofs for all connections of a server, and slows down guessing. Several threads may use it.
class authenticator {
  public:
    explicit authenticator(std::string token, unsigned failures_a_minute = 10)
        : token_(std::move(token)), failures_a_minute_(failures_a_minute) {}

    /// ok; not_authorized; or busy, without a look at the proof: too many were wrong in the last minute.
    status check(std::string_view nonce, std::string_view proof, time_point now);

  private:
    std::string token_;
    unsigned failures_a_minute_;
    std::mutex mutex_;
    time_point minute_begin_{};
    unsigned failures_ = 0;
};

} // namespace cleave::posix
