// SPDX-License-Identifier: MIT
//
// entrance: who calls a two-way chat, and, where there is a token, who of them may come in. Several may be at the door:
// one that says nothing keeps nobody else out, and every one has ten seconds in all.
#pragma once

#include "posix/gatekeeper.hpp"
#include "posix/socket.hpp"

#include <list>
#include <optional>

namespace cleave::chat {

/// Who was let in.
struct caller {
    posix::stream_socket socket; // blocking
    posix::address from;
};

class entrance {
  public:
    /// listening: open, and must outlive the entrance. token: empty, where everybody may come in.
    entrance(posix::listener& listening, std::string token);

    /// Waits for the next caller. Nothing: `stop_fd` has become readable, or waiting is impossible.
    std::optional<caller> wait(int stop_fd);

  private:
    struct stranger {
        stranger(posix::stream_socket opened, const posix::address& at, posix::authenticator& guard,
                 posix::time_point deadline)
            : socket(std::move(opened)), from(at),
              gate(guard, socket.local().to_string(), posix::peer_key::of(socket.fd(), at)), until(deadline) {}

        posix::stream_socket socket;
        posix::address from;
        posix::gatekeeper gate;
        posix::time_point until;
    };
    static constexpr std::size_t most_strangers = 16;

    std::optional<caller> accept();
    void challenge(posix::stream_socket socket, const posix::address& from);
    bool hear(stranger& who);
    void end_late();
    int wait_milliseconds() const;

    posix::listener& listening_;
    std::optional<posix::authenticator> guard_;
    std::list<stranger> strangers_; // the oldest first
};

} // namespace cleave::chat
