// SPDX-License-Identifier: MIT
//
// session: a connection of which only the protocol is left to write: take bytes, say bytes.
//
//     class echo final : public session {
//         void take(std::span<std::byte> bytes) override { say(upper case of bytes); }
//     };
//
// It answers beyond the cap, reads no more than there is room to answer, ends what is silent for
// too long, and leaves when the server does.
#pragma once

#include "output_queue.hpp"
#include "stream_server.hpp"
#include "taking_pace.hpp"

#include <string>
#include <string_view>

namespace cleave::posix {

/// What all sessions of a server share. It must outlive them.
struct session_rules {
    bool is_extended = false;
    duration idle_timeout = std::chrono::minutes(1);
    std::size_t output_bytes = 64 << 10;
};

class session : public connection {
  public:
    session(const session_rules& rules, serving_loop& home, stream_socket socket, const address& peer, admission place);

  protected:
    void start() final;
    void drain() final;

    /// Bytes that came, at most appetite() of them. They lie in the loop's room(), so they may be changed.
    virtual void take(std::span<std::byte> bytes) = 0;

    /// The peer sends no more; it may still read.
    virtual void take_end() { finish(); }

    /// How many bytes take() could do with now. 0: nothing is read; call resume() when that changes.
    virtual std::size_t appetite() const { return room_to_say(); }

    /// All that was said is sent: more can be said.
    virtual void on_all_sent() {}

    /// While an answer is being made: no deadline for the peer, and SIGTERM waits.
    virtual bool is_at_work() const noexcept { return false; }

    /// At work, and the peer has ended its stream: it waits for the answer, or it is gone. A stream cannot say which.
    virtual void on_peer_ended() {}

    /// The session ends without an answer: give up what is being made.
    virtual void on_lost() noexcept {}

    /// Queues bytes, at most room_to_say(), and sends what the socket takes.
    void say(std::span<const std::byte> bytes);
    std::size_t room_to_say() const noexcept { return out_.room(); }

    /// Looks again at appetite() and is_at_work().
    void resume();

    /// Leaves when all is sent.
    void finish();

    /// Logs it; extended: says so, and leaves when that is sent. Plain has no words for it: the connection is reset, so
    /// that nobody takes it for success.
    void refuse(status code, std::string_view text);

    /// The message that has begun must be whole by then.
    void expect_within(duration time) { home().loop().arm(deadline_, time); }
    void stop_expecting() { deadline_.cancel(); }
    bool is_expecting() const noexcept { return deadline_.is_armed(); }

    bool is_extended() const noexcept { return rules_.is_extended; }

  private:
    void on_socket(readiness ready) final;
    void let_go() noexcept final { on_lost(); }
    bool may_yield() const noexcept final { return !is_at_work(); }
    bool receive();
    std::size_t say_at_once(std::span<const std::byte> bytes);
    void send();
    void update();
    void lose(const outcome& result);
    void made_progress();
    void on_silence();
    void sent(std::size_t bytes);
    std::int64_t taken() const noexcept;

    // Here too: what every message needs comes first.
    const session_rules& rules_;
    bool has_ended_ = false;    // the peer's stream: all of it is read
    bool end_is_known_ = false; // it will, behind what is still unread
    bool is_leaving_ = false;
    bool is_draining_ = false;
    bool is_sending_ = false;
    output_queue out_;
    std::uint64_t sent_ = 0; // to the kernel
    timer silence_;
    taking_pace pace_; // while something is queued
    timer deadline_;
};

} // namespace cleave::posix
