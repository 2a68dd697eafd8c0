// SPDX-License-Identifier: MIT
//
// taking_pace: whether a peer takes what it is sent at least at 500 bytes a second. It knows no clock.
//
// What the kernel's buffer takes says nothing: it takes megabytes at once, and then nothing for minutes. What counts is
// what the peer has acknowledged. A peer earns time by that, two milliseconds a byte, to be used when it pauses; the
// whole of an answer thus has a limit that grows with its size.
#pragma once

#include "timer_queue.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace cleave::posix {

class taking_pace {
  public:
    /// Begins at `now`. patience: what a pause may last at least. taken: bytes the peer took before; by how much that
    /// is wrong does not matter. Returns after what time to look.
    duration begin(time_point now, duration patience, std::int64_t taken) noexcept {
        seen_ = now;
        most_ = most_patience * patience;
        credit_ = most_;
        taken_ = taken;
        is_filling_ = true;
        return credit_;
    }

    /// Ends it: all was handed to the kernel.
    void end() noexcept { most_ = {}; }
    bool has_begun() const noexcept { return most_ != duration::zero(); }

    /// The kernel takes no more. What it took until then, on both sides, is none of the peer's doing.
    void is_full(std::int64_t taken) noexcept {
        if (std::exchange(is_filling_, false)) taken_ = taken;
    }

    /// taken: bytes that it took by now. Returns after what time to look again; zero: it is too slow.
    duration look(time_point now, std::int64_t taken) noexcept {
        const std::int64_t fresh = std::max<std::int64_t>(taken - taken_, 0);
        credit_ -= now - seen_;
        credit_ += std::min(fresh, most_counted) * a_byte;
        credit_ = std::clamp(credit_, duration::zero(), most_);
        seen_ = now;
        taken_ += fresh;
        return credit_;
    }

  private:
    static constexpr duration a_byte = std::chrono::milliseconds(2);
    // A reader on this machine acknowledges 64 KiB at a time, and 104 KiB on a Unix socket: 213 s at 500 bytes a
    // second, within four times a minute.
    static constexpr int most_patience = 4;
    static constexpr std::int64_t most_counted = 1 << 30;

    time_point seen_{};
    duration most_{};
    duration credit_{};
    std::int64_t taken_ = 0;
    bool is_filling_ = false;
};

} // namespace cleave::posix
