// SPDX-License-Identifier: MIT
//
// download: a file of the store, open for reading.
#pragma once

#include "cleave/transport.hpp"
#include "descriptor.hpp"
#include "outcome.hpp"
#include "store_calls.hpp"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <span>

namespace cleave::posix {

template <class Calls>
class basic_file_store;

/// A regular file, read from front to back. A byte_source. Its size is the one it had when it was opened: what it grows
/// by afterwards is not read, and if it shrinks, reading fails. What was announced is kept, or the failure is seen.
template <class Calls = real_calls>
class basic_download {
  public:
    bool is_open() const noexcept { return file_.is_open(); }
    void close() noexcept { file_.reset(); }

    std::uint64_t size() const noexcept { return size_; }
    std::uint64_t position() const noexcept { return position_; }
    std::uint64_t remaining() const noexcept { return size_ - position_; }

    /// Goes on at `position`, at most size().
    void seek(std::uint64_t position) noexcept {
        assert(position <= size_);
        position_ = position;
    }

    /// Reads at least one byte. `closed` at the end; EIO if the file ended early.
    io_result read_some(std::span<std::byte> into) noexcept {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), remaining()));
        if (wanted == 0) return {io::closed};
        const auto at = static_cast<off_t>(position_);
        return advance(calls::pread(file_.get(), into.data(), wanted, at));
    }

    /// Sends up to `max` bytes to a stream socket without a copy through this process. `closed` at the end of the file.
    /// io::failed with EPIPE or ECONNRESET is the peer's doing. SIGPIPE must be ignored: see ignore_io_signals().
    io_result send_to_socket(int socket, std::uint64_t max) noexcept {
        const auto wanted = static_cast<std::size_t>(std::min({max, remaining(), max_send}));
        if (wanted == 0) return {io::closed};
        auto at = static_cast<off_t>(position_);
        return advance(calls::sendfile(socket, file_.get(), &at, wanted));
    }

  private:
    friend basic_file_store<Calls>;
    using calls = retried_calls<Calls>;

    static constexpr std::uint64_t max_send = 0x7fff0000; // what the kernel moves at once

    io_result advance(ssize_t moved) noexcept {
        if (moved < 0 && errno == EAGAIN) return {io::would_block};
        if (moved <= 0) return {io::failed, 0, moved < 0 ? errno : EIO};
        position_ += static_cast<std::uint64_t>(moved);
        return {io::ok, static_cast<std::size_t>(moved)};
    }

    descriptor file_;
    std::uint64_t size_ = 0;
    std::uint64_t position_ = 0;
};

using download = basic_download<>;

static_assert(byte_source<download>);

} // namespace cleave::posix
