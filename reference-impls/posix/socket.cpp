// SPDX-License-Identifier: MIT
#include "socket.hpp"

#include <algorithm>
#include <array>
#include <climits>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cleave::posix {
namespace {

int type_with(int type, blocking mode) noexcept {
    return type | SOCK_CLOEXEC | (mode == blocking::no ? SOCK_NONBLOCK : 0);
}

bool set_flag(int fd, int level, int name) noexcept {
    const int on = 1;
    return setsockopt(fd, level, name, &on, sizeof on) == 0;
}

timeval to_timeval(milliseconds time) noexcept {
    timeval value{};
    value.tv_sec = static_cast<time_t>(time.count() / 1000);
    value.tv_usec = static_cast<suseconds_t>(time.count() % 1000 * 1000);
    return value;
}

outcome set_timeout(int fd, int which, milliseconds time) noexcept {
    const timeval value = to_timeval(time);
    if (setsockopt(fd, SOL_SOCKET, which, &value, sizeof value) != 0) return failure();
    return {};
}

io_result read_result(ssize_t moved) noexcept {
    if (moved > 0) return {io::ok, static_cast<std::size_t>(moved)};
    if (moved == 0) return {io::closed};
    if (errno == EAGAIN || errno == EWOULDBLOCK) return {io::would_block};
    return {io::failed, 0, errno};
}

io_result write_result(ssize_t moved) noexcept {
    if (moved >= 0) return {io::ok, static_cast<std::size_t>(moved)};
    if (errno == EAGAIN || errno == EWOULDBLOCK) return {io::would_block};
    if (errno == EPIPE) return {io::closed};
    return {io::failed, 0, errno};
}

outcome open_and_bind(const address& at, int type, listen_options options, descriptor& out) noexcept {
    descriptor fd(::socket(at.family(), type, 0));
    if (!fd.is_open()) return failure();
    // Only for streams: it would let a second UDP socket take the first one's datagrams.
    const bool is_tcp = at.is_ip() && (type & SOCK_STREAM) != 0;
    if (is_tcp && !set_flag(fd.get(), SOL_SOCKET, SO_REUSEADDR)) return failure();
    if (options.reuse_port && !set_flag(fd.get(), SOL_SOCKET, SO_REUSEPORT)) return failure();
    // [::] means IPv6 and nothing else, whatever the machine's default is.
    if (at.family() == AF_INET6 && !set_flag(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY)) return failure();
    if (::bind(fd.get(), at.data(), at.size()) != 0) return failure();
    out = std::move(fd);
    return {};
}

// A socket file that outlived its server: it is a socket, and nobody accepts connections on it.
bool is_stale_socket(const address& at) noexcept {
    struct stat file {};
    if (::lstat(at.path().data(), &file) != 0 || !S_ISSOCK(file.st_mode)) return false;
    const descriptor probe(::socket(AF_UNIX, type_with(SOCK_STREAM, blocking::no), 0));
    if (!probe.is_open()) return false;
    return ::connect(probe.get(), at.data(), at.size()) != 0 && errno == ECONNREFUSED;
}

} // namespace

io_result stream_socket::read_some(std::span<std::byte> into) noexcept {
    return read_result(retry_on_interrupt([&] { return ::recv(fd(), into.data(), into.size(), 0); }));
}

io_result stream_socket::write_some(std::span<const std::byte> bytes) noexcept {
    return write_result(retry_on_interrupt([&] { return ::send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL); }));
}

io_result stream_socket::write_some(std::span<const iovec> pieces) noexcept {
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(pieces.data()); // sendmsg only reads them
    message.msg_iovlen = std::min<std::size_t>(pieces.size(), IOV_MAX);
    return write_result(retry_on_interrupt([&] { return ::sendmsg(fd(), &message, MSG_NOSIGNAL); }));
}

io_result patient_socket::read_some(std::span<std::byte> into) noexcept {
    using clock = std::chrono::steady_clock;
    if (patience_ == fine::zero()) return stream_socket::read_some(into);
    io_result got =
        read_result(retry_on_interrupt([&] { return ::recv(fd(), into.data(), into.size(), MSG_DONTWAIT); }));
    if (got.state == io::would_block) {
        const clock::time_point began = clock::now();
        const auto left = std::chrono::floor<milliseconds>(credit_);
        if (left <= milliseconds::zero() || !wait_for(fd(), POLLIN, left).ok()) return {io::would_block};
        credit_ -= std::chrono::ceil<fine>(clock::now() - began);
        got = stream_socket::read_some(into);
    }
    credit_ = std::min(patience_, credit_ + static_cast<fine::rep>(got.bytes) * fine(2000));
    return got;
}

bool stream_socket::is_readable() const noexcept {
    pollfd entry{fd(), POLLIN, 0};
    return ::poll(&entry, 1, 0) > 0;
}

std::uint64_t stream_socket::untaken() const noexcept {
    int bytes = 0;
    return ::ioctl(fd(), SIOCOUTQ, &bytes) == 0 && bytes > 0 ? static_cast<std::uint64_t>(bytes) : 0;
}

outcome stream_socket::set_blocking(blocking mode) noexcept {
    const int flags = ::fcntl(fd(), F_GETFL);
    const int wanted = mode == blocking::yes ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
    return flags < 0 || ::fcntl(fd(), F_SETFL, wanted) != 0 ? failure() : outcome{};
}

outcome stream_socket::shut_down_writing() noexcept {
    if (::shutdown(fd(), SHUT_WR) != 0) return failure();
    return {};
}

void stream_socket::set_no_delay() noexcept { set_flag(fd(), IPPROTO_TCP, TCP_NODELAY); }

outcome stream_socket::set_timeouts(milliseconds receive, milliseconds send) noexcept {
    if (const outcome set = set_timeout(fd(), SO_RCVTIMEO, receive); !set.ok()) return set;
    return set_timeout(fd(), SO_SNDTIMEO, send);
}

void stream_socket::close_with_reset() noexcept {
    const linger at_once{1, 0};
    ::setsockopt(fd(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
}

outcome stream_socket::finish_connect() noexcept {
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(fd(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) return failure();
    return failure(error); // 0 is ok
}

address stream_socket::peer() const noexcept {
    address name;
    socklen_t size = address::capacity();
    if (::getpeername(fd(), name.data_to_fill(), &size) != 0) return {};
    name.set_size(size);
    return name;
}

outcome start_connect(const address& to, stream_socket& out) noexcept {
    descriptor fd(::socket(to.family(), type_with(SOCK_STREAM, blocking::no), 0));
    if (!fd.is_open()) return failure();
    if (::connect(fd.get(), to.data(), to.size()) != 0 && errno != EINPROGRESS && errno != EINTR) return failure();
    out = stream_socket(std::move(fd));
    return {};
}

outcome connect_to(const address& to, blocking mode, milliseconds timeout, stream_socket& out) noexcept {
    stream_socket socket;
    if (const outcome started = start_connect(to, socket); !started.ok()) return started;
    if (const outcome ready = wait_for(socket.fd(), POLLOUT, timeout); !ready.ok()) return ready;
    if (const outcome connected = socket.finish_connect(); !connected.ok()) return connected;
    if (const outcome set = socket.set_blocking(mode); !set.ok()) return set;
    out = std::move(socket);
    return {};
}

outcome socket_pair(blocking mode, stream_socket& a, stream_socket& b) noexcept {
    int fds[2];
    if (::socketpair(AF_UNIX, type_with(SOCK_STREAM, mode), 0, fds) != 0) return failure();
    a = stream_socket(descriptor(fds[0]));
    b = stream_socket(descriptor(fds[1]));
    return {};
}

outcome wait_for(int fd, short events, milliseconds timeout) noexcept {
    using clock = std::chrono::steady_clock;
    const clock::time_point end = clock::now() + timeout;
    pollfd entry{fd, events, 0};
    for (milliseconds left = timeout;;) {
        const bool for_ever = timeout == milliseconds::zero();
        const auto wait = std::min<milliseconds::rep>(left.count(), INT_MAX);
        const int ready = ::poll(&entry, 1, for_ever ? -1 : static_cast<int>(wait));
        if (ready > 0) return {};
        if (ready == 0) return failure(ETIMEDOUT);
        if (errno != EINTR) return failure();
        left = std::max(milliseconds::zero(), std::chrono::ceil<milliseconds>(end - clock::now()));
    }
}

bool close_lingering(stream_socket&& socket, milliseconds timeout, std::size_t limit) noexcept {
    using clock = std::chrono::steady_clock;
    const clock::time_point end = clock::now() + timeout;
    stream_socket closing = std::move(socket);
    if (!closing.shut_down_writing().ok()) return false;
    std::array<std::byte, 4096> away;
    for (std::size_t drained = 0; drained < limit;) {
        const auto left = std::chrono::ceil<milliseconds>(end - clock::now());
        if (left <= milliseconds::zero() || !wait_for(closing.fd(), POLLIN, left).ok()) return false;
        const io_result read = closing.read_some(away);
        if (read.state == io::closed) return true;
        if (read.state == io::failed) return false;
        drained += read.bytes;
    }
    return false;
}

listener::listener(listener&& other) noexcept
    : fd_(std::move(other.fd_)), local_(other.local_), device_(other.device_), inode_(std::exchange(other.inode_, 0)) {}

listener& listener::operator=(listener&& other) noexcept {
    if (this != &other) {
        close();
        fd_ = std::move(other.fd_);
        local_ = other.local_;
        device_ = other.device_;
        inode_ = std::exchange(other.inode_, 0);
    }
    return *this;
}

outcome listener::open(const address& at, listen_options options) noexcept {
    close();
    const int type = type_with(SOCK_STREAM, blocking::no);
    descriptor fd;
    outcome bound = open_and_bind(at, type, options, fd);
    if (bound.error == EADDRINUSE && at.is_unix() && is_stale_socket(at) && ::unlink(at.path().data()) == 0)
        bound = open_and_bind(at, type, options, fd);
    if (!bound.ok()) return bound;

    struct stat file {};
    if (at.is_unix() && ::lstat(at.path().data(), &file) == 0) {
        device_ = file.st_dev;
        inode_ = file.st_ino;
    }
    fd_ = std::move(fd);
    local_ = at.is_unix() ? at : address::of_socket(fd_.get());
    if (::listen(fd_.get(), options.backlog) != 0) {
        const outcome failed = failure();
        close();
        return failed;
    }
    return {};
}

outcome listener::accept(stream_socket& out, address& peer) noexcept {
    socklen_t size = address::capacity();
    descriptor fd(::accept4(fd_.get(), peer.data_to_fill(), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!fd.is_open()) return failure();
    peer.set_size(size);
    out = stream_socket(std::move(fd));
    return {};
}

void listener::close() noexcept {
    struct stat file {};
    const bool is_ours =
        inode_ != 0 && ::lstat(local_.path().data(), &file) == 0 && file.st_ino == inode_ && file.st_dev == device_;
    if (is_ours) ::unlink(local_.path().data());
    inode_ = 0;
    fd_.reset();
}

outcome udp_socket::open(const address& at, blocking mode, listen_options options) noexcept {
    if (!at.is_ip()) return failure(EAFNOSUPPORT);
    return open_and_bind(at, type_with(SOCK_DGRAM, mode), options, fd_);
}

outcome udp_socket::connect(const address& peer) noexcept {
    if (::connect(fd(), peer.data(), peer.size()) != 0) return failure();
    return {};
}

datagram_result udp_socket::receive_from(std::span<std::byte> into, address& from) noexcept {
    iovec buffer{into.data(), into.size()};
    msghdr message{};
    message.msg_name = from.data_to_fill();
    message.msg_namelen = address::capacity();
    message.msg_iov = &buffer;
    message.msg_iovlen = 1;
    const ssize_t received = retry_on_interrupt([&] { return ::recvmsg(fd(), &message, 0); });
    if (received < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return {io::would_block};
    if (received < 0) return {io::failed, 0, false, errno};
    from.set_size(message.msg_namelen);
    return {io::ok, static_cast<std::size_t>(received), (message.msg_flags & MSG_TRUNC) != 0};
}

io_result udp_socket::send_to(std::span<const std::byte> bytes, const address& to) noexcept {
    return write_result(retry_on_interrupt(
        [&] { return ::sendto(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL, to.data(), to.size()); }));
}

outcome udp_socket::keep_unreached() noexcept {
    const bool is_set = local().family() == AF_INET6 ? set_flag(fd(), IPPROTO_IPV6, IPV6_RECVERR)
                                                     : set_flag(fd(), IPPROTO_IP, IP_RECVERR);
    return is_set ? outcome{} : failure();
}

bool udp_socket::take_unreached(address& peer) noexcept {
    msghdr message{};
    message.msg_name = peer.data_to_fill();
    message.msg_namelen = address::capacity();
    if (retry_on_interrupt([&] { return ::recvmsg(fd(), &message, MSG_ERRQUEUE | MSG_DONTWAIT); }) < 0) return false;
    peer.set_size(message.msg_namelen);
    return true;
}

io_result udp_socket::send(std::span<const std::byte> bytes) noexcept {
    return write_result(retry_on_interrupt([&] { return ::send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL); }));
}

outcome udp_socket::set_receive_timeout(milliseconds timeout) noexcept {
    return set_timeout(fd(), SO_RCVTIMEO, timeout);
}

} // namespace cleave::posix
