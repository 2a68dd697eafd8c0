// SPDX-License-Identifier: MIT
//
// socketless: a connection of the reference servers whose socket is two spans of bytes. The session classes are those
// of the programs; only the system calls about the socket, and about waiting for it, are made here instead.
//
//     input --pieces--> recv()  [ the session ]  send(), sendmsg(), sendfile() --> output
//
// A target that includes this is linked with these calls wrapped: see the line "// wraps:" of its source.
#pragma once

#include "delivery_plan.hpp"
#include "expect.hpp"
#include "reference-impls/posix/stream_server.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <span>
#include <string>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>
#include <vector>

extern "C" {
ssize_t __real_recv(int fd, void* into, size_t size, int flags);
ssize_t __real_send(int fd, const void* from, size_t size, int flags);
ssize_t __real_sendmsg(int fd, const msghdr* message, int flags);
ssize_t __real_sendfile(int to, int from, off_t* at, size_t size);
ssize_t __real_write(int fd, const void* from, size_t size);
int __real_epoll_ctl(int epoll, int what, int fd, epoll_event* event);
}

namespace cleave::fuzz {

/// The one connection there is.
class socketless {
  public:
    static socketless& the() {
        static socketless one;
        return one;
    }

    /// A new connection. pieces: as recv() gives them; most_sent: at once, and every other call finds no room; 0: all,
    /// always.
    int begin(std::span<const std::byte> stream, const delivery_plan& plan, std::size_t most_sent) {
        pieces_.clear();
        (void)plan.deliver(stream, [&](std::span<const std::byte> piece) {
            pieces_.emplace_back(piece.begin(), piece.end());
            return true;
        });
        next_ = 0;
        most_sent_ = most_sent;
        output_.clear();
        is_full_ = is_watched_ = was_reset_ = false;
        fd_ = ::open("/dev/null", O_RDWR | O_CLOEXEC);
        return fd_;
    }

    const std::string& output() const { return output_; }
    bool is_watched() const { return is_watched_; }
    bool was_reset() const { return was_reset_; }
    std::chrono::steady_clock::time_point now() const { return now_; }
    bool is_socket(int fd) const { return fd == fd_; }

    // ---- the calls

    ssize_t receive(void* into, std::size_t size) {
        if (next_ == pieces_.size()) return 0;
        std::vector<std::byte>& piece = pieces_[next_];
        if (piece.empty()) { // nothing yet
            ++next_;
            errno = EAGAIN;
            return -1;
        }
        const std::size_t some = std::min(size, piece.size());
        std::memcpy(into, piece.data(), some);
        piece.erase(piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(some));
        if (piece.empty()) ++next_;
        return static_cast<ssize_t>(some);
    }

    ssize_t send(const void* from, std::size_t size) {
        if (most_sent_ != 0) {
            is_full_ = !is_full_;
            if (!is_full_) {
                errno = EAGAIN;
                return -1;
            }
            size = std::min(size, most_sent_);
        }
        output_.append(static_cast<const char*>(from), size);
        return static_cast<ssize_t>(size);
    }

    ssize_t send_file(int from, off_t* at, std::size_t size) {
        std::vector<char> bytes(std::min<std::size_t>(size, 65536));
        const ssize_t got = ::pread(from, bytes.data(), bytes.size(), *at);
        if (got <= 0) return got;
        const ssize_t sent = send(bytes.data(), static_cast<std::size_t>(got));
        if (sent > 0) *at += sent;
        return sent;
    }

    void set_option(int level, int name) { was_reset_ = was_reset_ || (level == SOL_SOCKET && name == SO_LINGER); }

    int control(int what, const epoll_event* event) {
        is_watched_ = what != EPOLL_CTL_DEL;
        if (is_watched_) watch_ = *event;
        return 0;
    }

    // The stream's end has always come already, if somebody asks. Where nothing is ready, time passes.
    int wait(epoll_event* ready) {
        const std::uint32_t now = watch_.events & (EPOLLIN | EPOLLOUT | EPOLLRDHUP);
        if (!is_watched_ || now == 0) {
            now_ += std::chrono::milliseconds(1);
            return 0;
        }
        *ready = watch_;
        ready->events = now;
        return 1;
    }

  private:
    std::vector<std::vector<std::byte>> pieces_;
    std::size_t next_ = 0;
    std::size_t most_sent_ = 0;
    std::string output_;
    int fd_ = -1;
    bool is_full_ = false;
    bool is_watched_ = false;
    bool was_reset_ = false;
    epoll_event watch_{};
    std::chrono::steady_clock::time_point now_{std::chrono::hours(1)};
};

/// Serves one connection until it has left. make: a posix::connection_factory. Returns what was sent.
inline const std::string& serve(std::span<const std::byte> stream, const delivery_plan& plan, std::size_t most_sent,
                                const posix::server_options& options, const posix::connection_factory& make) {
    static posix::worker helper(0);
    socketless& socket = socketless::the();
    posix::serving_loop home(options, make, helper, [&socket] { return socket.now(); });
    expect(home.loop().open().ok(), "the loop opens");
    const int fd = socket.begin(stream, plan, most_sent);
    home.admit(posix::stream_socket(posix::descriptor(fd)), posix::address(), posix::admission());
    for (std::size_t rounds = 0; socket.is_watched(); ++rounds) {
        expect(rounds < 100 + 20 * stream.size() + 4 * socket.output().size(), "the rounds are bounded by the bytes");
        expect(home.loop().run_once().ok(), "a round ends well");
    }
    return socket.output();
}

} // namespace cleave::fuzz

inline cleave::fuzz::socketless& the_socket() { return cleave::fuzz::socketless::the(); }

extern "C" {

ssize_t __wrap_recv(int fd, void* into, size_t size, int flags) {
    return the_socket().is_socket(fd) ? the_socket().receive(into, size) : __real_recv(fd, into, size, flags);
}
ssize_t __wrap_send(int fd, const void* from, size_t size, int flags) {
    return the_socket().is_socket(fd) ? the_socket().send(from, size) : __real_send(fd, from, size, flags);
}
ssize_t __wrap_sendmsg(int fd, const msghdr* message, int flags) {
    if (!the_socket().is_socket(fd)) return __real_sendmsg(fd, message, flags);
    return the_socket().send(message->msg_iov[0].iov_base, message->msg_iov[0].iov_len);
}
ssize_t __wrap_sendfile(int to, int from, off_t* at, size_t size) {
    return the_socket().is_socket(to) ? the_socket().send_file(from, at, size) : __real_sendfile(to, from, at, size);
}
int __wrap_epoll_ctl(int epoll, int what, int fd, epoll_event* event) {
    return the_socket().is_socket(fd) ? the_socket().control(what, event) : __real_epoll_ctl(epoll, what, fd, event);
}
int __wrap_epoll_wait(int, epoll_event* ready, int, int) { return the_socket().wait(ready); }

// Half-closing, options and kernel pipes are not for what is no socket.
int __wrap_shutdown(int, int) { return 0; }
int __wrap_setsockopt(int, int level, int name, const void*, socklen_t) {
    the_socket().set_option(level, name);
    return 0;
}
int __wrap_pipe2(int*, int) {
    errno = EMFILE;
    return -1;
}

// The log: nobody reads it here.
ssize_t __wrap_write(int fd, const void* from, size_t size) {
    return fd == STDERR_FILENO ? static_cast<ssize_t>(size) : __real_write(fd, from, size);
}
}
