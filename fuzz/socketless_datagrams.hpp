// SPDX-License-Identifier: MIT
//
// socketless_datagrams: the datagram socket of a reference program as two lists of datagrams. No system call about it
// is made.
//
//     datagrams in  --> recvmsg()  [ the program ]  sendto() --> datagrams out
//
// A target that includes this is linked with these calls wrapped: see the line "// wraps:" of its source.
#pragma once

#include "delivery_plan.hpp"

#include <cleave/header_message.hpp>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <span>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace cleave::fuzz {

/// From or to a port of this machine.
struct datagram {
    std::uint16_t port = 0;
    std::string bytes = {};

    friend auto operator<=>(const datagram&, const datagram&) = default;
};

inline sockaddr_in place_of(std::uint16_t port) {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_port = htons(port);
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return place;
}

/// The one socket there is.
class datagram_socket {
  public:
    static constexpr std::uint16_t own_port = 8080;

    static datagram_socket& the() {
        static datagram_socket one;
        return one;
    }

    /// Cuts `stream` into datagrams; they come from `ports`, in turn.
    void begin(std::span<const std::byte> stream, const delivery_plan& plan, std::span<const std::uint16_t> ports) {
        in_.clear();
        out_.clear();
        next_ = 0;
        (void)plan.deliver(stream, [&](std::span<const std::byte> piece) {
            in_.push_back({ports[in_.size() % ports.size()], std::string(as_text(piece))});
            return true;
        });
    }

    const std::vector<datagram>& in() const { return in_; }
    const std::vector<datagram>& out() const { return out_; }
    bool has_more() const { return next_ != in_.size(); }
    int fd() const { return fd_; }

    // ---- the calls

    int open() { return fd_ = ::open("/dev/null", O_RDWR | O_CLOEXEC); }

    ssize_t receive(msghdr* message, int flags) {
        if ((flags & MSG_ERRQUEUE) != 0 || !has_more()) {
            errno = EAGAIN;
            return -1;
        }
        const datagram& one = in_[next_++];
        const sockaddr_in from = place_of(one.port);
        std::memcpy(message->msg_name, &from, sizeof from);
        message->msg_namelen = sizeof from;
        const std::size_t size = std::min(one.bytes.size(), message->msg_iov[0].iov_len);
        if (size != 0) std::memcpy(message->msg_iov[0].iov_base, one.bytes.data(), size);
        message->msg_flags = size < one.bytes.size() ? MSG_TRUNC : 0;
        return static_cast<ssize_t>(size);
    }

    ssize_t send(const void* from, std::size_t size, const sockaddr* to) {
        sockaddr_in place{};
        std::memcpy(&place, to, sizeof place);
        out_.push_back({ntohs(place.sin_port), std::string(static_cast<const char*>(from), size)});
        return static_cast<ssize_t>(size);
    }

  private:
    std::vector<datagram> in_;
    std::vector<datagram> out_;
    std::size_t next_ = 0;
    int fd_ = -1;
};

} // namespace cleave::fuzz

extern "C" {

int __wrap_socket(int, int, int) { return cleave::fuzz::datagram_socket::the().open(); }
int __wrap_bind(int, const sockaddr*, socklen_t) { return 0; }
int __wrap_getsockname(int, sockaddr* name, socklen_t* size) {
    const sockaddr_in own = cleave::fuzz::place_of(cleave::fuzz::datagram_socket::own_port);
    std::memcpy(name, &own, sizeof own);
    *size = sizeof own;
    return 0;
}
int __wrap_setsockopt(int, int, int, const void*, socklen_t) { return 0; }
ssize_t __wrap_recvmsg(int, msghdr* message, int flags) {
    return cleave::fuzz::datagram_socket::the().receive(message, flags);
}
ssize_t __wrap_sendto(int, const void* from, size_t size, int, const sockaddr* to, socklen_t) {
    return cleave::fuzz::datagram_socket::the().send(from, size, to);
}

// The log: nobody reads it here.
ssize_t __real_write(int fd, const void* from, size_t size);
ssize_t __wrap_write(int fd, const void* from, size_t size) {
    return fd == STDERR_FILENO ? static_cast<ssize_t>(size) : __real_write(fd, from, size);
}
}
