// SPDX-License-Identifier: MIT
//
// splice_pipe: the pipe through which the kernel moves bytes from a socket to a file without showing them to us.
#pragma once

#include "descriptor.hpp"
#include "outcome.hpp"

#include <cstddef>
#include <fcntl.h>

namespace cleave::posix {

/// One for each thread is enough: it is empty between two calls of upload::receive_from_socket().
class splice_pipe {
  public:
    outcome open() noexcept {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) return failure();
        out_.reset(ends[0]);
        in_.reset(ends[1]);
        const int grown = ::fcntl(in_.get(), F_SETPIPE_SZ, 1 << 20); // a wish; pipes of users are limited in sum
        capacity_ = grown > 0 ? static_cast<std::size_t>(grown) : 65536;
        return {};
    }

    bool is_open() const noexcept { return in_.is_open(); }
    std::size_t capacity() const noexcept { return capacity_; }
    int in() const noexcept { return in_.get(); }
    int out() const noexcept { return out_.get(); }

    /// Forgets what is left inside after a failure.
    void close() noexcept {
        in_.reset();
        out_.reset();
    }

  private:
    descriptor in_;
    descriptor out_;
    std::size_t capacity_ = 0;
};

} // namespace cleave::posix
