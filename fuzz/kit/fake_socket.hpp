// SPDX-License-Identifier: MIT
//
// fake_socket: a delivery as the calls of a socket, for readers that fetch their bytes themselves: blocking ones,
// with short reads, EINTR and EAGAIN, and asynchronous ones over a fake executor.
//
// When it asks for more bytes, what was reported so far must be all that is due: a reader that asks while it holds a
// whole frame would wait forever for a peer that waits for the answer.
#pragma once

#include "comparison.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <stdexcept>

namespace cleave::fuzz {

/// Thrown out of a reader that cannot be told anything else: one that goes on after the end or after a difference.
struct socket_is_over : std::runtime_error {
    socket_is_over() : std::runtime_error("the socket is over") {}
};

/// What a reader calls instead of the system's socket.
class fake_socket {
  public:
    /// look: called with the bytes given so far when more are asked for. returns: whether all is well.
    fake_socket(const delivery& from, bool is_blocking, std::function<bool(std::size_t)> look)
        : from_(from), is_blocking_(is_blocking), look_(std::move(look)) {}

    /// Reads as read(2) and recv(2) do. returns: bytes, 0 at the end, or -1 with errno EINTR, or EAGAIN where the
    /// socket does not block.
    long read(void* into, std::size_t room) {
        if (!look_(at_) || ++idle_ > 1000) throw socket_is_over();
        if (at_ == from_.stream.size()) return 0;
        if (room != 0 && is_interrupted_) return is_interrupted_ = false, fail(is_blocking_ ? EINTR : EAGAIN);
        const std::size_t end = *std::ranges::upper_bound(from_.ends, at_);
        const std::size_t some = std::min(room, end - at_);
        if (some == 0) return 0;
        std::memcpy(into, from_.stream.data() + at_, some);
        at_ += some;
        idle_ = 0;
        is_interrupted_ = at_ == end; // once at each boundary of two pieces
        return static_cast<long>(some);
    }

    /// Reads into `room` when the executor runs, and then calls done(bytes); 0 bytes: the end.
    void async_read(std::span<std::byte> room, std::function<void(std::size_t)> done) {
        if (!look_(at_)) return;
        queue_.push_back([this, room, done = std::move(done)] {
            long some = 0;
            while ((some = read(room.data(), room.size())) < 0) {
            }
            done(static_cast<std::size_t>(some));
        });
    }
    /// Runs what was asked for, until nothing is: the executor.
    void run() {
        while (!queue_.empty()) {
            const auto next = std::move(queue_.front());
            queue_.pop_front();
            next();
        }
    }

    /// Bytes given so far.
    std::size_t given() const noexcept { return at_; }

  private:
    static long fail(int error) noexcept {
        errno = error;
        return -1;
    }

    const delivery& from_;
    bool is_blocking_;
    std::function<bool(std::size_t)> look_;
    std::deque<std::function<void()>> queue_;
    std::size_t at_ = 0;
    unsigned idle_ = 0; // calls in a row that gave nothing
    bool is_interrupted_ = true;
};

/// A reader over a socket against the reference. Read: called as read(socket, verdict); it reads until the end of the
/// stream, or until it refuses.
template <prefix Prefix, class Read>
class socket_comparison {
  public:
    socket_comparison(const Prefix& p, const Read& read, const fairness& may, bool is_blocking) noexcept
        : prefix_(p), read_(read), may_(may), is_blocking_(is_blocking) {}

    const Prefix& framing() const noexcept { return prefix_; }
    const fairness& may() const noexcept { return may_; }

    std::optional<difference> play(const delivery& from) const {
        const expectation<Prefix> due(prefix_, from.stream, may_);
        judge<Prefix> judged(due);
        verdict got;
        std::optional<difference> wrong;
        fake_socket socket(from, is_blocking_, [&](std::size_t bytes) {
            if (!wrong && (wrong = judged.look(got, bytes))) wrong->pieces = pieces_of(from, bytes);
            return !wrong && !got.is_refused();
        });
        watch::the().begin(from);
        watch::the().enter(0);
        try {
            read_(socket, got);
            socket.run();
        } catch (const socket_is_over&) { // the difference is known, or the end is
        } catch (...) {
            got.refuse();
        }
        watch::the().leave();
        watch::the().end();
        if (!wrong && (wrong = judged.look_at_end(got, socket.given())))
            wrong->pieces = pieces_of(from, socket.given());
        const bool is_early = !wrong && !got.is_refused() && socket.given() < from.stream.size();
        if (is_early) wrong = difference{pieces_of(from, socket.given()), "reads on", "stops reading"};
        return wrong;
    }

  private:
    static std::size_t pieces_of(const delivery& from, std::size_t bytes) {
        const auto end = std::ranges::lower_bound(from.ends, bytes);
        return static_cast<std::size_t>(end - from.ends.begin()) + (end == from.ends.end() ? 0 : 1);
    }

    Prefix prefix_;
    Read read_;
    fairness may_;
    bool is_blocking_;
};

} // namespace cleave::fuzz
