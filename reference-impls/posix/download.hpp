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
#include <compare>
#include <cstdint>
#include <ctime>
#include <span>

namespace cleave::posix {

template <class Calls>
class basic_file_store;

/// A state of a file. Two that are equal have the same content, if was_settled.
struct file_version {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::uint64_t size = 0;
    std::int64_t changed[4] = {}; // content and inode: seconds, nanoseconds
    bool was_settled = false;     // not changed for some seconds

    friend auto operator<=>(const file_version&, const file_version&) = default;
};

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

    /// The state it was in when it was opened.
    const file_version& version() const noexcept { return version_; }

    /// Whether it is still in that state.
    bool is_unchanged() const noexcept {
        struct stat now {};
        return calls::fstat(file_.get(), now) == 0 && with_settled(version_of(now)) == with_settled(version_);
    }

    /// Opens the same file once more, at its begin.
    outcome open_again(basic_download& to) const noexcept {
        const int copy = calls::duplicate(file_.get());
        if (copy < 0) return failure();
        to.file_.reset(copy);
        to.size_ = size_;
        to.position_ = 0;
        to.version_ = version_;
        return {};
    }

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

    static file_version version_of(const struct stat& file) noexcept {
        constexpr std::time_t settled_after = 3; // seconds: longer than any file system's tick
        return {file.st_dev,
                file.st_ino,
                static_cast<std::uint64_t>(file.st_size),
                {file.st_mtim.tv_sec, file.st_mtim.tv_nsec, file.st_ctim.tv_sec, file.st_ctim.tv_nsec},
                std::time(nullptr) - file.st_ctim.tv_sec >= settled_after};
    }
    static file_version with_settled(file_version version) noexcept {
        version.was_settled = true;
        return version;
    }

    io_result advance(ssize_t moved) noexcept {
        if (moved < 0 && errno == EAGAIN) return {io::would_block};
        if (moved <= 0) return {io::failed, 0, moved < 0 ? errno : EIO};
        position_ += static_cast<std::uint64_t>(moved);
        return {io::ok, static_cast<std::size_t>(moved)};
    }

    descriptor file_;
    std::uint64_t size_ = 0;
    std::uint64_t position_ = 0;
    file_version version_;
};

using download = basic_download<>;

static_assert(byte_source<download>);

} // namespace cleave::posix
