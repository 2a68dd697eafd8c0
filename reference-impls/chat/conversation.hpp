// SPDX-License-Identifier: MIT
//
// conversation: two-way chat over one stream, until one side says q.
//
//     plain: texts without an end, a pause apart      extended: lines
#pragma once

#include "heard_text.hpp"
#include "input.hpp"
#include "posix/socket.hpp"

#include <functional>
#include <string>

namespace cleave::chat {

enum class parting : std::uint8_t {
    q_typed,
    q_heard,
    peer_left,   // ended its stream, without q
    peer_lost,   // the connection broke
    peer_silent, // longer than allowed
    told_to_stop,
};

struct conversation_rules {
    bool is_extended = false;
    std::chrono::milliseconds idle_timeout{}; // 0: none
    posix::listener* others = nullptr;        // who come meanwhile and are turned away
    std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
};

class conversation {
  public:
    /// socket: connected.
    conversation(const conversation_rules& rules, posix::stream_socket socket, input& typed)
        : rules_(rules), socket_(std::move(socket)), typed_(typed) {}

    parting run();

    /// What peer_lost was.
    const posix::outcome& error() const noexcept { return error_; }

  private:
    using clock = std::chrono::steady_clock;

    int wait_milliseconds() const;
    bool wants_input() const;
    bool take_typed();
    bool hear();
    bool show(const std::string& text);
    bool send();
    void part(parting how) { how_ = how; }
    void turn_away();

    conversation_rules rules_;
    posix::stream_socket socket_;
    input& typed_;
    heard_text heard_;
    std::string unsent_;
    bool q_is_typed_ = false;
    clock::time_point active_ = rules_.now(); // something was said
    clock::time_point heard_at_{};
    clock::time_point said_at_{};
    posix::outcome error_;
    parting how_ = parting::peer_left;
};

} // namespace cleave::chat
