// SPDX-License-Identifier: MIT
//
// sockets: the few calls that the programs over plain sockets share.
#pragma once

#include <cleave/transport.hpp>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace adapters {

/// A socket as the transport of the library. Whether it blocks is up to the socket.
struct socket_stream {
    int fd;

    cleave::io_result read_some(std::span<std::byte> into) noexcept {
        ssize_t bytes = -1;
        do bytes = ::recv(fd, into.data(), into.size(), 0);
        while (bytes < 0 && errno == EINTR);
        return moved(bytes);
    }
    cleave::io_result write_some(std::span<const std::byte> bytes) noexcept {
        ssize_t sent = -1;
        do sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        while (sent < 0 && errno == EINTR);
        return moved(sent);
    }
    // Several pieces in one call, so that a header does not leave alone.
    cleave::io_result write_some(std::span<const std::span<const std::byte>> parts) noexcept {
        iovec pieces[16];
        msghdr message{};
        message.msg_iov = pieces;
        for (; message.msg_iovlen < std::size(pieces) && message.msg_iovlen < parts.size(); ++message.msg_iovlen) {
            const std::span<const std::byte> part = parts[message.msg_iovlen];
            pieces[message.msg_iovlen] = {const_cast<std::byte*>(part.data()), part.size()};
        }
        ssize_t sent = -1;
        do sent = ::sendmsg(fd, &message, MSG_NOSIGNAL);
        while (sent < 0 && errno == EINTR);
        return moved(sent);
    }

    static cleave::io_result moved(ssize_t bytes) noexcept {
        if (bytes > 0) return {cleave::io::ok, static_cast<std::size_t>(bytes)};
        if (bytes == 0) return {cleave::io::closed};
        if (errno == EAGAIN) return {cleave::io::would_block};
        return {cleave::io::failed, 0, errno};
    }
};

static_assert(cleave::byte_source<socket_stream> && cleave::gathering_sink<socket_stream>);

/// Tells the world where to connect to.
inline void announce(unsigned port) {
    std::printf("listening on 127.0.0.1:%u\n", port);
    std::fflush(stdout);
}

/// A socket that listens on a free port of the loopback interface.
inline int listen_on_loopback(int flags = 0) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
    const bool listens = fd >= 0 && ::bind(fd, reinterpret_cast<sockaddr*>(&at), size) == 0 &&
                         ::listen(fd, SOMAXCONN) == 0 &&
                         ::getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size) == 0;
    if (!listens) {
        std::perror("listen");
        std::exit(1);
    }
    announce(ntohs(at.sin_port));
    return fd;
}

} // namespace adapters
