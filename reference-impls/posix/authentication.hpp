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
// The first half of a nonce is random; the second says for which server it is, as a hash of its address: a client
// answers no nonce of another one, so nobody can pass its proof on. It says who may begin, and protects nothing that
// follows: no encryption, no integrity against somebody in between.
#pragma once

#include "cleave/digest.hpp"
#include "cleave/header_message.hpp"
#include "outcome.hpp"
#include "peer_key.hpp"
#include "timer_queue.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace cleave::posix {

using hex_digits = std::array<char, 64>;

/// What a client that knows `token` answers to `nonce`.
hex_digits proof_of(std::string_view token, std::string_view nonce);

/// A nonce of the server that clients know as `server`, an ADDR.
outcome make_nonce(std::string_view server, hex_digits& nonce);

/// Whether `nonce` is one of `server`'s.
bool is_nonce_of(std::string_view server, std::string_view nonce);

// The messages; parameters, results and errors as in cleave/file_messages.hpp.
encoded write_auth_challenge(std::span<std::byte> into, std::string_view nonce) noexcept;
encoded write_auth_proof(std::span<std::byte> into, std::string_view proof) noexcept;
encoded write_auth_accepted(std::span<std::byte> into) noexcept;

/// Checks proofs for the connections of one loop. Who is right is let in, however often others were wrong: a stranger
/// can lock nobody out. A token is of random bits, which no number of guesses finds.
class authenticator {
  public:
    explicit authenticator(std::string token, unsigned failures_a_minute = 10)
        : token_(std::move(token)), failures_a_minute_(failures_a_minute) {}

    /// ok; not_authorized; or busy, where this peer was wrong too often in the last minute.
    status check(const peer_key& peer, std::string_view nonce, std::string_view proof, time_point now);

  private:
    static constexpr std::size_t most_peers = 1024; // that are counted

    std::string token_;
    unsigned failures_a_minute_;
    time_point minute_begin_{};
    std::map<peer_key, unsigned> failures_;
};

} // namespace cleave::posix
