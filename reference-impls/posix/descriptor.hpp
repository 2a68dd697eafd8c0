// SPDX-License-Identifier: MIT
//
// descriptor: owns one file descriptor, and closes it when it goes.
#pragma once

#include <unistd.h>
#include <utility>

namespace cleave::posix {

/// A file descriptor with one owner. Moving hands it on; an empty one holds -1.
class descriptor {
  public:
    descriptor() noexcept = default;
    explicit descriptor(int fd) noexcept : fd_(fd) {}
    descriptor(descriptor&& other) noexcept : fd_(other.release()) {}
    descriptor& operator=(descriptor&& other) noexcept {
        if (this != &other) reset(other.release());
        return *this;
    }
    ~descriptor() { reset(); }

    /// The number, or -1; stays owned here.
    int get() const noexcept { return fd_; }

    bool is_open() const noexcept { return fd_ >= 0; }

    /// Gives the number away: closing it is the caller's duty from now on.
    [[nodiscard]] int release() noexcept { return std::exchange(fd_, -1); }

    /// Closes what is held and takes `fd` instead. Errors of close() have no taker here: whoever must know them
    /// (a store before it publishes a file) closes a duplicate first.
    void reset(int fd = -1) noexcept {
        if (fd_ >= 0) ::close(fd_);
        fd_ = fd;
    }

  private:
    int fd_ = -1;
};

} // namespace cleave::posix
