// SPDX-License-Identifier: MIT
//
// timer_queue: which deadline comes next. It knows no clock: the time is always told to it.
//
// A binary heap of pointers; each timer knows its place, so that it can be cancelled. Deadlines of connections mostly
// move later, at every read: such a move only notes the new time (O(1)); the heap is put in order when the old time is
// reached. Everything else is O(log n).
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace cleave::posix {

using time_point = std::chrono::steady_clock::time_point;
using duration = std::chrono::steady_clock::duration;

class timer_queue;

/// Calls its function once the deadline it was given has passed. It is out of the queue by then: the function may arm
/// it again, or destroy it. Destroying cancels. A queue must outlive its armed timers.
class timer {
  public:
    explicit timer(std::function<void()> on_expiry) : on_expiry_(std::move(on_expiry)) {}
    timer(const timer&) = delete;
    timer& operator=(const timer&) = delete;
    ~timer() { cancel(); }

    /// Sets the deadline, in place of an earlier one.
    void arm(timer_queue& queue, time_point deadline);

    void cancel() noexcept;
    bool is_armed() const noexcept { return queue_ != nullptr; }

    /// Only while armed.
    time_point deadline() const noexcept { return deadline_; }

  private:
    friend timer_queue;

    std::function<void()> on_expiry_;
    timer_queue* queue_ = nullptr;
    time_point deadline_{};
    std::size_t place_ = 0;
};

class timer_queue {
  public:
    timer_queue() = default;
    timer_queue(const timer_queue&) = delete;
    timer_queue& operator=(const timer_queue&) = delete;

    /// When to call expire() next: never later than the first deadline, at times earlier. Nothing: no timer is armed.
    std::optional<time_point> next() const noexcept;

    /// Calls every timer whose deadline is `now` or earlier, the earliest first. It ends, even if timers arm themselves
    /// again for a time that is already past.
    void expire(time_point now);

    std::size_t size() const noexcept { return heap_.size(); }

  private:
    friend timer;

    // `due` is the timer's deadline, or an earlier one that it had when it was last put in order.
    struct entry {
        time_point due;
        timer* who;
    };

    void insert(timer& who);
    void remove(std::size_t place) noexcept;
    void sift_up(std::size_t place) noexcept;
    void sift_down(std::size_t place) noexcept;
    void put(std::size_t place, entry what) noexcept;

    std::vector<entry> heap_;
};

} // namespace cleave::posix
