// SPDX-License-Identifier: MIT
//
// rate_limit: so many things a second and no more, in bursts of a second's worth. It knows no clock: the time is always
// told to it. Safe for several threads.
#pragma once

#include "timer_queue.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>

namespace cleave::posix {

class rate_limit {
  public:
    /// per_second: from 1 to 10^9; 0 for no limit. Before use by several threads.
    void set(std::uint64_t per_second) noexcept {
        const auto second = duration(std::chrono::seconds(1)).count();
        interval_ = duration(per_second == 0 ? 0 : second / static_cast<duration::rep>(per_second));
    }

    /// Whether one more may happen at `now`; if so, it is counted.
    bool take(time_point now) noexcept {
        if (interval_ == duration::zero()) return true;
        // The time at which all that was taken would be paid for at an even pace. It may lie a second ahead.
        constexpr duration burst = std::chrono::seconds(1);
        duration::rep paid = paid_;
        duration::rep next = 0;
        do {
            const time_point from = std::max(time_point(duration(paid)), now);
            if (from - now > burst - interval_) return false;
            next = (from + interval_).time_since_epoch().count();
        } while (!paid_.compare_exchange_weak(paid, next));
        return true;
    }

  private:
    duration interval_{};
    std::atomic<duration::rep> paid_ = duration::min().count();
};

} // namespace cleave::posix
