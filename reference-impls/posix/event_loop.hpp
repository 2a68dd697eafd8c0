// SPDX-License-Identifier: MIT
//
// event_loop: waits for descriptors, deadlines, signals and other threads, and calls whoever waits for them.
//
//     run():  wait (epoll) -> handlers of ready descriptors -> expired timers -> posted calls -> wait ...
//
// One thread runs a loop, and everything but post() is called from it. Level-triggered: a handler that leaves bytes
// unread is called again, so it may do a bounded piece of work and return.
#pragma once

#include "descriptor.hpp"
#include "outcome.hpp"
#include "timer_queue.hpp"

#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <vector>

namespace cleave::posix {

/// What a handler wants to hear of its descriptor.
enum class interest : std::uint8_t {
    none, // for now; `broken` is told all the same
    end,  // of the peer's stream, whatever lies unread before it
    read,
    write,
    read_and_write,
};

/// What a descriptor is ready for. `broken`: an error, or both directions have ended; the next read or write says
/// which. `ended`: the peer sends no more; only where that was asked for.
struct readiness {
    bool readable = false;
    bool writable = false;
    bool broken = false;
    bool ended = false;
};

/// Told when its descriptor is ready. It must react to `broken`, at the latest by removing itself: it is told again
/// otherwise.
class event_handler {
  public:
    virtual void on_ready(readiness ready) = 0;

  protected:
    ~event_handler() = default;
};

class event_loop {
  public:
    /// Where the time comes from: the monotonic clock, or a test's own.
    using clock = std::function<time_point()>;

    explicit event_loop(clock now = std::chrono::steady_clock::now) : clock_(std::move(now)) {}

    /// Before anything else. Fails when the process has no descriptors left.
    outcome open();

    /// Begins to watch `fd` for `handler`, which must outlive the watch. The descriptor stays the caller's.
    outcome add(int fd, interest what, event_handler& handler);

    /// Changes what is watched. O(1); no system call if nothing changes.
    outcome modify(int fd, interest what);

    /// Ends the watch, if there is one; do so before closing `fd`. The handler is not called any more, not even for
    /// what is already known.
    void remove(int fd) noexcept;

    /// Runs until stop(). An error of the waiting itself is told; everything else is the handlers' own business.
    outcome run();

    /// One round: waits until something is ready, or due, or posted, and calls it.
    outcome run_once();

    /// Ends run() after the current round. From handlers, timers and posted calls.
    void stop() noexcept { stopped_ = true; }

    /// Has `call` run by the loop's thread, soon. From any thread; also the way to stop a loop from outside.
    void post(std::function<void()> call);

    /// The same, of calls that were put in a list before: it takes no memory, so it cannot fail.
    using posted_calls = std::list<std::function<void()>>;
    void post(posted_calls& calls) noexcept;

    /// Called at the end of every round.
    void set_round_end(std::function<void()> call) { round_end_ = std::move(call); }

    /// The time at which the current round began. Cheap.
    time_point now() const noexcept { return now_; }

    timer_queue& timers() noexcept { return timers_; }

    /// Arms `who` to expire `delay` from now.
    void arm(timer& who, duration delay) { who.arm(timers_, now_ + delay); }

    /// How many rounds were run: a loop that spins shows here.
    std::uint64_t rounds() const noexcept { return rounds_; }

  private:
    // One for each descriptor, by its number. The generation tells a descriptor from an earlier one of the same number,
    // whose readiness may still be on its way.
    struct watch {
        event_handler* handler = nullptr;
        std::uint32_t generation = 0;
        interest what = interest::none;
    };

    outcome control(int operation, int fd, const watch& entry) noexcept;
    int wait_milliseconds() const;
    void dispatch(std::uint64_t tag, std::uint32_t events);
    void run_posted();

    clock clock_;
    time_point now_{};
    descriptor epoll_;
    descriptor wake_up_; // an eventfd, written by post()
    std::vector<watch> watches_;
    timer_queue timers_;
    std::mutex posted_mutex_;
    posted_calls posted_;
    std::function<void()> round_end_;
    std::uint64_t rounds_ = 0;
    bool stopped_ = false;
};

} // namespace cleave::posix
