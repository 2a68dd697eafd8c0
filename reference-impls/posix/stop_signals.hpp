// SPDX-License-Identifier: MIT
//
// stop_signals: SIGTERM, SIGINT and SIGHUP become a call in the event loop, where it is safe to do anything.
//
// A signal handler may do almost nothing, so it writes to a descriptor that the loop watches. (No signal is blocked, so
// programs that are started from here need no unblocking.)
#pragma once

#include "event_loop.hpp"

namespace cleave::posix {

/// While it lives, SIGTERM, SIGINT and SIGHUP call `on_stop` in `loop`'s thread, once for each round in which some
/// came. One at a time in a process.
class stop_signals final : event_handler {
  public:
    stop_signals(event_loop& loop, std::function<void()> on_stop) : loop_(loop), on_stop_(std::move(on_stop)) {}
    stop_signals(const stop_signals&) = delete;
    stop_signals& operator=(const stop_signals&) = delete;
    ~stop_signals();

    outcome open();

  private:
    void on_ready(readiness) override;

    event_loop& loop_;
    std::function<void()> on_stop_;
    descriptor pipe_; // an eventfd
};

/// Turns what SIGPIPE and SIGXFSZ would kill the process for into an errno: EPIPE, EFBIG. sendfile() and splice() have
/// no flag for it, and a file that grows beyond RLIMIT_FSIZE has none either. Call it first in every program. (Ignored
/// signals stay ignored across exec: see default_ignored_signals.) And makes sure that children can be waited for.
void ignore_io_signals() noexcept;

/// Takes back what is ignored: in a child, before exec. Async-signal-safe.
void default_ignored_signals() noexcept;

} // namespace cleave::posix
