// SPDX-License-Identifier: MIT
//
// quota: how much a store may hold, and how much of that is taken. Safe for several threads.
#pragma once

#include "outcome.hpp"

#include <atomic>
#include <cstdint>
#include <limits>

namespace cleave::posix {

inline constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max() / 2;

struct quota_limits {
    std::uint64_t bytes = unlimited;
    std::uint64_t files = unlimited;
};

/// Counts bytes and files. What is taken is reserved before it is written, so that uploads that run side by side can
/// not pass the limits together.
class quota {
  public:
    /// Before use by several threads.
    void set_limits(quota_limits limits) noexcept { limits_ = limits; }

    /// Takes both, or neither: quota_exceeded.
    outcome reserve(std::uint64_t bytes, std::uint64_t files) noexcept {
        if (!take(bytes_, bytes, limits_.bytes)) return {status::quota_exceeded};
        if (take(files_, files, limits_.files)) return {};
        bytes_ -= bytes;
        return {status::quota_exceeded};
    }

    /// Counts what is there, beyond the limits or not.
    void count(std::uint64_t bytes, std::uint64_t files) noexcept {
        bytes_ += bytes;
        files_ += files;
    }

    void release(std::uint64_t bytes, std::uint64_t files) noexcept {
        bytes_ -= bytes;
        files_ -= files;
    }

    std::uint64_t bytes() const noexcept { return bytes_; }
    std::uint64_t files() const noexcept { return files_; }

  private:
    static bool take(std::atomic<std::uint64_t>& used, std::uint64_t amount, std::uint64_t limit) noexcept {
        std::uint64_t before = used;
        do {
            const bool fits = amount == 0 || (before <= limit && amount <= limit - before);
            if (!fits) return false;
        } while (!used.compare_exchange_weak(before, before + amount));
        return true;
    }

    quota_limits limits_;
    std::atomic<std::uint64_t> bytes_ = 0;
    std::atomic<std::uint64_t> files_ = 0;
};

} // namespace cleave::posix
