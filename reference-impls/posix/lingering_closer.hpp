// SPDX-License-Identifier: MIT
//
// lingering_closer: closes connections so that their peers still read what was sent last.
//
// A plain close() with bytes unread, or still coming, resets the connection, and a reset throws away what the peer has
// not read yet: the very reply that says why. So: end our side, read away what comes, until the peer ends its side or a
// limit is reached. Only then close.
#pragma once

#include "event_loop.hpp"
#include "socket.hpp"

#include <functional>
#include <list>
#include <memory>

namespace cleave::posix {

struct lingering_limits {
    duration total = std::chrono::seconds(30);
    duration idle = std::chrono::seconds(5);      // without a byte
    std::uint64_t bytes = std::uint64_t{1} << 30; // read away at most
    std::size_t connections = 1000;               // at a time; the oldest goes first
};

/// Owns connections in their last seconds. Destroying it closes them at once.
class lingering_closer {
  public:
    explicit lingering_closer(event_loop& loop, lingering_limits limits = {});
    lingering_closer(const lingering_closer&) = delete;
    lingering_closer& operator=(const lingering_closer&) = delete;
    ~lingering_closer();

    /// Takes a socket, out of its owner's event loop already. Everything must have been sent. It has no place any more:
    /// a client that lingers keeps nobody out. Without memory for a last word, it is closed at once.
    void close(stream_socket socket) noexcept;

    std::size_t size() const noexcept { return closing_.size(); }

    /// Called whenever the last one is gone: for draining.
    void set_on_empty(std::function<void()> call) { on_empty_ = std::move(call); }

  private:
    class connection;
    void finish(std::list<std::unique_ptr<connection>>::iterator which);

    event_loop& loop_;
    lingering_limits limits_;
    std::function<void()> on_empty_;
    std::list<std::unique_ptr<connection>> closing_; // the oldest first
};

} // namespace cleave::posix
