// SPDX-License-Identifier: MIT
#include "live_socket.hpp"

#include "child_process.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>

namespace cleave::conformance {

namespace {

/// Waits until `fd` is ready for one of `events`; false: not before the deadline.
bool wait_for(int fd, short events, double deadline) {
    for (;;) {
        const double left = deadline - clock_seconds();
        pollfd one = {fd, events, 0};
        const int ready = ::poll(&one, 1, static_cast<int>(std::clamp(left * 1000 + 1, 0.0, 1e9)));
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) return false;
        if (left <= 0) return false;
    }
}

/// Connects a socket that does not block, up to the deadline; the system's number for what went wrong, or 0.
int connect_one(int fd, const sockaddr* to, socklen_t size, double deadline) {
    if (::connect(fd, to, size) == 0) return 0;
    if (errno != EINPROGRESS && errno != EAGAIN) return errno;
    if (!wait_for(fd, POLLOUT, deadline)) return ETIMEDOUT;
    int error = 0;
    socklen_t error_size = sizeof error;
    ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &error_size);
    return error;
}

/// Where a socket is, as the system has it.
struct place {
    sockaddr_storage at = {};
    socklen_t size = 0;

    sockaddr* name() { return reinterpret_cast<sockaddr*>(&at); }
};

template <class Address>
place place_of(const Address& address) {
    place to;
    std::memcpy(&to.at, &address, sizeof address);
    to.size = sizeof address;
    return to;
}

std::optional<place> unix_place(const std::string& path, std::string& why) {
    sockaddr_un to = {};
    to.sun_family = AF_UNIX;
    if (path.size() >= sizeof to.sun_path) {
        why = "the path is too long for a Unix socket";
        return std::nullopt;
    }
    std::memcpy(to.sun_path, path.c_str(), path.size() + 1);
    return place_of(to);
}

place loopback(bool is_ipv6) {
    if (is_ipv6) {
        sockaddr_in6 to = {};
        to.sin6_family = AF_INET6;
        to.sin6_addr = in6addr_loopback;
        return place_of(to);
    }
    sockaddr_in to = {};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return place_of(to);
}

descriptor connect_unix(const std::string& path, bool datagrams, double deadline, std::string& why) {
    std::optional<place> to = unix_place(path, why);
    if (!to) return {};
    descriptor socket(::socket(AF_UNIX, (datagrams ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int error = connect_one(socket.get(), to->name(), to->size, deadline);
    if (error == 0) return socket;
    why = std::strerror(error);
    return {};
}

} // namespace

descriptor& descriptor::operator=(descriptor&& other) noexcept {
    if (this != &other) {
        close();
        fd_ = other.release();
    }
    return *this;
}

descriptor::~descriptor() { close(); }

void descriptor::close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
}

live_stream::live_stream(descriptor socket, std::size_t most_bytes)
    : socket_(std::move(socket)), most_bytes_(most_bytes) {
    const int yes = 1;
    ::setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    ::fcntl(socket_.get(), F_SETFL, ::fcntl(socket_.get(), F_GETFL) | O_NONBLOCK);
}

bool live_stream::take_in() {
    char buffer[65536];
    const ssize_t got = ::recv(socket_.get(), buffer, sizeof buffer, 0);
    if (got > 0) {
        received_.append(buffer, static_cast<std::size_t>(got));
        return true;
    }
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return false;
    left_ = got == 0 ? departure::eof : departure::reset;
    return true;
}

bool live_stream::receive(double deadline) {
    while (left_ == departure::none && !is_flooded()) {
        if (take_in()) return true;
        if (!wait_for(socket_.get(), POLLIN, deadline)) return false;
    }
    return false;
}

bool live_stream::send(std::string_view bytes, double deadline) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
            continue;
        }
        if (errno != EAGAIN && errno != EINTR) return false;
        const bool hears = left_ == departure::none && !is_flooded();
        if (!wait_for(socket_.get(), hears ? POLLIN | POLLOUT : POLLOUT, deadline)) return false;
        if (hears) take_in(); // a peer that waits for us to read must not stop us
    }
    return true;
}

void live_stream::end_output() { ::shutdown(socket_.get(), SHUT_WR); }

void live_stream::reset() {
    const linger at_once = {1, 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    socket_.close();
    left_ = departure::eof;
}

descriptor connect_to(const std::string& address, bool datagrams, double seconds, std::string& why) {
    const double deadline = clock_seconds() + seconds;
    if (address.starts_with("unix:")) return connect_unix(address.substr(5), datagrams, deadline, why);
    const auto colon = address.rfind(':');
    if (colon == std::string::npos) {
        why = "expected HOST:PORT or unix:PATH, found '" + address + "'";
        return {};
    }
    std::string host = address.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    addrinfo hints = {};
    hints.ai_socktype = datagrams ? SOCK_DGRAM : SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int error = ::getaddrinfo(host.c_str(), address.substr(colon + 1).c_str(), &hints, &found); error != 0) {
        why = ::gai_strerror(error);
        return {};
    }
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> all(found, ::freeaddrinfo);
    for (const addrinfo* one = all.get(); one != nullptr; one = one->ai_next) {
        descriptor socket(::socket(one->ai_family, one->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, one->ai_protocol));
        const int error = connect_one(socket.get(), one->ai_addr, one->ai_addrlen, deadline);
        if (error == 0) return socket;
        why = std::strerror(error);
    }
    return {};
}

descriptor listen_somewhere(const std::string& family, const std::string& folder, std::string& address,
                            std::string& why) {
    const bool is_unix = family == "unix";
    const bool is_ipv6 = family == "ipv6";
    const std::string path = folder + "/socket";
    std::optional<place> at = is_unix ? unix_place(path, why) : loopback(is_ipv6);
    if (!at) return {};
    descriptor socket(::socket(at->at.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    char port[NI_MAXSERV] = "";
    if (::bind(socket.get(), at->name(), at->size) != 0 || ::listen(socket.get(), 16) != 0 ||
        ::getsockname(socket.get(), at->name(), &at->size) != 0) {
        why = std::strerror(errno);
        return {};
    }
    ::getnameinfo(at->name(), at->size, nullptr, 0, port, sizeof port, NI_NUMERICSERV);
    address = is_unix ? "unix:" + path : (is_ipv6 ? "[::1]:" : "127.0.0.1:") + std::string(port);
    return socket;
}

std::optional<descriptor> accept_one(const descriptor& listener, double seconds) {
    if (!wait_for(listener.get(), POLLIN, clock_seconds() + seconds)) return std::nullopt;
    descriptor socket(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!socket.is_open()) return std::nullopt;
    return socket;
}

bool send_datagram(const descriptor& socket, std::string_view bytes) {
    return ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

std::optional<std::string> receive_datagram(const descriptor& socket, double deadline) {
    std::string bytes(65536, '\0');
    for (;;) {
        const ssize_t got = ::recv(socket.get(), bytes.data(), bytes.size(), 0);
        if (got >= 0) {
            bytes.resize(static_cast<std::size_t>(got));
            return bytes;
        }
        if (errno != EAGAIN && errno != EINTR) return std::nullopt;
        if (!wait_for(socket.get(), POLLIN, deadline)) return std::nullopt;
    }
}

} // namespace cleave::conformance
