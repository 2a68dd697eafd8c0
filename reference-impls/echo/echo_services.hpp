// SPDX-License-Identifier: MIT
//
// echo_services: every byte, or every datagram, is answered with ASCII letters in upper case.
#pragma once

#include "posix/datagram_server.hpp"
#include "posix/session.hpp"
#include "upper_case.hpp"

#include <algorithm>
#include <array>

namespace cleave::echo {

/// The most that is answered at once: the output_bytes of an echo_session's rules, and what a datagram has room for.
inline constexpr std::size_t room_bytes = 64 << 10;

class echo_session final : public posix::session {
  public:
    using session::session;

  private:
    void take(std::span<std::byte> bytes) override {
        to_upper_case(bytes);
        say(bytes);
    }
};

class echo_datagrams final : public posix::datagram_service {
    void on_datagram(posix::datagram_server& home, std::span<const std::byte> bytes,
                     const posix::address& from) override {
        std::array<std::byte, room_bytes> room;
        const auto answer = std::span(room).first(bytes.size());
        std::ranges::copy(bytes, answer.begin());
        to_upper_case(answer);
        home.send(answer, from);
    }
};

} // namespace cleave::echo
