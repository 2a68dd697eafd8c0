// SPDX-License-Identifier: MIT
//
// gatekeeper: asks one client for its proof. The server's side of the exchange in authentication.hpp, without a socket.
//
//     send(challenge(into));  while (!is_open()) { receive; take(bytes); send(answer(into)) }
#pragma once

#include "authentication.hpp"
#include "cleave/message_decoder.hpp"

#include <array>

namespace cleave::posix {

/// What a gatekeeper took. st: ok (the client may come in), need_input, or why it may not.
struct [[nodiscard]] gate_step {
    status st = status::ok;
    std::size_t consumed = 0;
};

class gatekeeper {
  public:
    /// guard must outlive the gatekeeper. server: the ADDR that clients know us by; peer: who asks.
    gatekeeper(authenticator& guard, std::string server, const peer_key& peer)
        : guard_(guard), server_(std::move(server)), peer_(peer) {}
    gatekeeper(const gatekeeper&) = delete;
    gatekeeper& operator=(const gatekeeper&) = delete;

    /// Whether the right proof came.
    bool is_open() const noexcept { return is_open_; }

    /// What to send first. errors: io_failed, where the system gives no random bits.
    encoded challenge(std::span<std::byte> into) noexcept;

    /// Takes a front part of `bytes`. errors: not_authorized; busy, where too many proofs were wrong; unsupported,
    /// where the client says something else.
    gate_step take(std::span<const std::byte> bytes, time_point now);

    /// How many bytes the proof still needs at least; reading no more leaves alone what follows it.
    std::size_t needed() const noexcept { return static_cast<std::size_t>(decoder_.needed().at_least); }

  private:
    authenticator& guard_;
    std::string server_;
    peer_key peer_;
    bool is_open_ = false;
    hex_digits nonce_{};
    std::array<std::byte, 256> header_{};
    std::array<char, 256> scratch_{};
    message_decoder decoder_{header_, scratch_, body_rule::none};
};

} // namespace cleave::posix
