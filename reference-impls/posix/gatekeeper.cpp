// SPDX-License-Identifier: MIT
#include "gatekeeper.hpp"

namespace cleave::posix {

encoded gatekeeper::challenge(std::span<std::byte> into) noexcept {
    if (const outcome made = make_nonce(server_, nonce_); !made.ok()) return {made.code, {}, 0};
    return write_auth_challenge(into, {nonce_.data(), nonce_.size()});
}

gate_step gatekeeper::take(std::span<const std::byte> bytes, time_point now) {
    header_fields fields;
    const message_step step = decoder_.decode(bytes, fields);
    if (is_error(step.st)) return {status::unsupported, 0};
    if (step.st != status::ok) return {step.st, step.consumed};
    if (fields.string(header_field::cmd) != "auth") return {status::not_authorized, step.consumed};
    const std::string_view nonce(nonce_.data(), nonce_.size());
    const status checked = guard_.check(peer_, nonce, fields.string(header_field::proof), now);
    is_open_ = checked == status::ok;
    return {checked, step.consumed};
}

} // namespace cleave::posix
