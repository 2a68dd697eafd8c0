// SPDX-License-Identifier: MIT
//
// store_calls: every system call that the file store makes, in one place.
//
// The store takes these as a template parameter: a test puts calls in their place that fail, stop short or are
// recorded. In the programs they are the system's own, and cost nothing on top.
#pragma once

#include "outcome.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

namespace cleave::posix {

inline constexpr mode_t file_mode = 0600;
inline constexpr mode_t directory_mode = 0700;
inline constexpr mode_t no_mode = 0; // nothing is created

struct real_calls {
    static int openat(int dir, const char* path, int flags, mode_t mode) noexcept {
        return ::openat(dir, path, flags, mode);
    }
    static int mkdirat(int dir, const char* path, mode_t mode) noexcept { return ::mkdirat(dir, path, mode); }
    static int unlinkat(int dir, const char* path) noexcept { return ::unlinkat(dir, path, 0); }
    static int linkat(int from_dir, const char* from, int to_dir, const char* to, int flags) noexcept {
        return ::linkat(from_dir, from, to_dir, to, flags);
    }
    static int renameat(int from_dir, const char* from, int to_dir, const char* to) noexcept {
        return ::renameat(from_dir, from, to_dir, to);
    }
    static int rename_without_replacing(int from_dir, const char* from, int to_dir, const char* to) noexcept {
        return ::renameat2(from_dir, from, to_dir, to, RENAME_NOREPLACE);
    }

    static int fstat(int fd, struct stat& to) noexcept { return ::fstat(fd, &to); }
    static int fstatat(int dir, const char* path, struct stat& to) noexcept {
        return ::fstatat(dir, path, &to, AT_SYMLINK_NOFOLLOW);
    }
    static int fstatvfs(int fd, struct statvfs& to) noexcept { return ::fstatvfs(fd, &to); }

    static int fallocate(int fd, off_t from, off_t size) noexcept {
        return ::fallocate(fd, FALLOC_FL_KEEP_SIZE, from, size);
    }
    static int ftruncate(int fd, off_t size) noexcept { return ::ftruncate(fd, size); }
    static ssize_t pwrite(int fd, const void* bytes, std::size_t size, off_t at) noexcept {
        return ::pwrite(fd, bytes, size, at);
    }
    static ssize_t pread(int fd, void* into, std::size_t size, off_t at) noexcept {
        return ::pread(fd, into, size, at);
    }
    static ssize_t splice(int from, int to, off_t* to_offset, std::size_t size, int flags) noexcept {
        return ::splice(from, nullptr, to, to_offset, size, static_cast<unsigned>(flags));
    }
    static ssize_t sendfile(int to, int from, off_t* from_offset, std::size_t size) noexcept {
        return ::sendfile(to, from, from_offset, size);
    }

    static int start_write_back(int fd, off_t from, off_t size) noexcept {
        return ::sync_file_range(fd, from, size, SYNC_FILE_RANGE_WRITE);
    }
    static int fsync(int fd) noexcept { return ::fsync(fd); }
    static int duplicate(int fd) noexcept { return ::fcntl(fd, F_DUPFD_CLOEXEC, 0); }
    static int close(int fd) noexcept { return ::close(fd); }

    static int lock_or_fail(int fd) noexcept { return ::flock(fd, LOCK_EX | LOCK_NB); }
    static ssize_t getrandom(void* into, std::size_t size) noexcept { return ::getrandom(into, size, 0); }

    /// Makes several calls that belong together: `steps` returns 0, or the errno of the one that failed, and so does
    /// this. They are made in a child that shares our memory, while this thread waits for it: kill -9 of this process
    /// ends the wait, but not the child, which makes the next call all the same.
    template <class Steps>
    [[gnu::noinline]] static int together(const Steps& steps) noexcept {
        const pid_t child = ::vfork();
        if (child == 0) ::_exit(steps());
        if (child < 0) return steps(); // no process to be had: then without this protection
        int how = 0;
        if (retry_on_interrupt([&] { return ::waitpid(child, &how, 0); }) != child || !WIFEXITED(how)) return EIO;
        return WEXITSTATUS(how);
    }
};

/// The same calls, each made again when a signal interrupts it; all but close(), whose descriptor is gone all the same.
template <class Calls>
struct retried_calls {
    static int openat(auto&&... a) noexcept {
        return retried([&] { return Calls::openat(a...); });
    }
    static int mkdirat(auto&&... a) noexcept {
        return retried([&] { return Calls::mkdirat(a...); });
    }
    static int unlinkat(auto&&... a) noexcept {
        return retried([&] { return Calls::unlinkat(a...); });
    }
    static int linkat(auto&&... a) noexcept {
        return retried([&] { return Calls::linkat(a...); });
    }
    static int renameat(auto&&... a) noexcept {
        return retried([&] { return Calls::renameat(a...); });
    }
    static int rename_without_replacing(auto&&... a) noexcept {
        return retried([&] { return Calls::rename_without_replacing(a...); });
    }

    static int fstat(auto&&... a) noexcept {
        return retried([&] { return Calls::fstat(a...); });
    }
    static int fstatat(auto&&... a) noexcept {
        return retried([&] { return Calls::fstatat(a...); });
    }
    static int fstatvfs(auto&&... a) noexcept {
        return retried([&] { return Calls::fstatvfs(a...); });
    }

    static int fallocate(auto&&... a) noexcept {
        return retried([&] { return Calls::fallocate(a...); });
    }
    static int ftruncate(auto&&... a) noexcept {
        return retried([&] { return Calls::ftruncate(a...); });
    }
    static ssize_t pwrite(auto&&... a) noexcept {
        return retried([&] { return Calls::pwrite(a...); });
    }
    static ssize_t pread(auto&&... a) noexcept {
        return retried([&] { return Calls::pread(a...); });
    }
    static ssize_t splice(auto&&... a) noexcept {
        return retried([&] { return Calls::splice(a...); });
    }
    static ssize_t sendfile(auto&&... a) noexcept {
        return retried([&] { return Calls::sendfile(a...); });
    }

    static int start_write_back(auto&&... a) noexcept {
        return retried([&] { return Calls::start_write_back(a...); });
    }
    static int fsync(auto&&... a) noexcept {
        return retried([&] { return Calls::fsync(a...); });
    }
    static int duplicate(auto&&... a) noexcept {
        return retried([&] { return Calls::duplicate(a...); });
    }
    static int close(int fd) noexcept { return Calls::close(fd); }

    static int lock_or_fail(auto&&... a) noexcept {
        return retried([&] { return Calls::lock_or_fail(a...); });
    }
    static ssize_t getrandom(auto&&... a) noexcept {
        return retried([&] { return Calls::getrandom(a...); });
    }
    static int together(const auto& steps) noexcept { return Calls::together(steps); }

  private:
    static auto retried(auto call) noexcept { return retry_on_interrupt(call); }
};

} // namespace cleave::posix
