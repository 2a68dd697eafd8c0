// SPDX-License-Identifier: MIT
//
// socket: stream and datagram sockets as the transports that cleave's pump knows.
//
//     listener  --accept-->  stream_socket  <--connect--  connect_to(address)
//     udp_socket  <--datagrams-->  udp_socket
//
// No call here raises SIGPIPE, and a call that a signal interrupts is made again. What the library's concepts ask for
// is checked at the end of this file.
#pragma once

#include "address.hpp"
#include "cleave/transport.hpp"
#include "descriptor.hpp"
#include "outcome.hpp"

#include <chrono>
#include <span>
#include <sys/types.h>
#include <sys/uio.h>

namespace cleave::posix {

using milliseconds = std::chrono::milliseconds;

/// Whether a call on the socket may wait. Loops use `no`, simple clients `yes`.
enum class blocking : bool { no, yes };

/// A connected TCP or Unix stream. A byte_source and a byte_sink.
class stream_socket {
  public:
    stream_socket() noexcept = default;
    explicit stream_socket(descriptor fd) noexcept : fd_(std::move(fd)) {}

    int fd() const noexcept { return fd_.get(); }
    bool is_open() const noexcept { return fd_.is_open(); }
    void close() noexcept { fd_.reset(); }

    /// Receives at least one byte; `closed` is the peer's orderly end. A blocking socket whose time is up:
    /// `would_block`.
    io_result read_some(std::span<std::byte> into) noexcept;

    /// Sends at least one byte; `closed` is a peer that is gone. A blocking socket whose time is up: `would_block`.
    io_result write_some(std::span<const std::byte> bytes) noexcept;

    /// write_some for a header and a body that lie apart: one system call, at most IOV_MAX pieces.
    io_result write_some(std::span<const iovec> pieces) noexcept;

    /// True where read_some() would not wait: something came, or the end.
    bool is_readable() const noexcept;

    /// How many bytes that were sent the peer has not acknowledged (TCP) or read (Unix: roughly); 0 where nobody knows.
    std::uint64_t untaken() const noexcept;

    /// Whether its calls may wait from now on.
    outcome set_blocking(blocking mode) noexcept;

    /// Ends this side's stream: the peer reads what was sent, and then the end. It can still send.
    outcome shut_down_writing() noexcept;

    /// Sends small writes at once. For exchanges of short messages; no effect on Unix sockets.
    void set_no_delay() noexcept;

    /// Bounds each wait of a blocking socket; zero is for ever.
    outcome set_timeouts(milliseconds receive, milliseconds send) noexcept;

    /// Closes with a reset: the peer's next call fails. For tests of what peers do to each other.
    void close_with_reset() noexcept;

    /// What became of a start_connect() when the socket is writable: ok, or why not.
    outcome finish_connect() noexcept;

    /// The peer's address, or no address once it is gone.
    address peer() const noexcept;
    address local() const noexcept { return address::of_socket(fd()); }

  private:
    descriptor fd_;
};

/// A blocking stream_socket that waits for its peer only so long: each byte that comes earns two milliseconds, so a
/// peer that sends less than 500 bytes a second comes to the end of our patience, however often it sends.
class patient_socket : public stream_socket {
  public:
    patient_socket() noexcept = default;

    /// patience: for each exchange, and what more than it no peer can earn; zero: for ever.
    void set_patience(milliseconds patience) noexcept { patience_ = credit_ = patience; }

    /// As before; `would_block` when the patience is at its end.
    io_result read_some(std::span<std::byte> into) noexcept;

    /// As before. Whoever is told something may think about it: its patience begins anew.
    io_result write_some(std::span<const std::byte> bytes) noexcept {
        credit_ = patience_;
        return stream_socket::write_some(bytes);
    }
    using stream_socket::write_some;

  private:
    using fine = std::chrono::microseconds;
    fine patience_{};
    fine credit_{};
};

/// Connects within `timeout` (zero: as long as the system waits). Errors: timed_out, connection_lost, ...
outcome connect_to(const address& to, blocking mode, milliseconds timeout, stream_socket& out) noexcept;

/// Begins to connect, and returns at once. When `out` is writable, ask finish_connect().
outcome start_connect(const address& to, stream_socket& out) noexcept;

/// Two connected Unix streams, both of `mode`.
outcome socket_pair(blocking mode, stream_socket& a, stream_socket& b) noexcept;

/// Waits until `fd` has one of the poll `events`, or timed_out.
outcome wait_for(int fd, short events, milliseconds timeout) noexcept;

/// For clients, and tests: half-closes, reads away at most `limit` bytes for at most `timeout`, and closes. A plain
/// close with unread bytes would reset the connection, and the peer might never see what was sent last. Returns whether
/// the peer's end was seen. Servers do the same without waiting: see lingering_closer.
bool close_lingering(stream_socket&& socket, milliseconds timeout, std::size_t limit) noexcept;

struct listen_options {
    bool reuse_port = false; // several sockets on one port: one for each thread
    int backlog = SOMAXCONN;
};

/// A non-blocking listening TCP or Unix socket. The path of a Unix socket is removed again when the listener goes.
class listener {
  public:
    listener() noexcept = default;
    listener(listener&& other) noexcept;
    listener& operator=(listener&& other) noexcept;
    ~listener() { close(); }

    /// Listens on `at`. TCP ports are taken over from connections that linger in TIME_WAIT. A file at the path of a
    /// Unix socket is replaced only if it is a socket on which nobody listens. Errors: io_failed with EADDRINUSE, ...
    outcome open(const address& at, listen_options options = {}) noexcept;

    /// Takes one waiting connection, non-blocking and close-on-exec, and the address of its peer. One call of
    /// accept4(): every errno is told, EINTR and ECONNABORTED too. `acceptor` knows what to do with them.
    outcome accept(stream_socket& out, address& peer) noexcept;

    /// Stops listening; waiting connections are reset.
    void close() noexcept;

    int fd() const noexcept { return fd_.get(); }
    bool is_open() const noexcept { return fd_.is_open(); }

    /// Where it listens: with the port that the kernel chose.
    const address& local() const noexcept { return local_; }

  private:
    descriptor fd_;
    address local_;
    dev_t device_ = 0; // with inode_: the socket file that is ours to remove
    ino_t inode_ = 0;
};

/// A UDP socket. A datagram_socket: it sends and receives whole datagrams, empty ones too.
class udp_socket {
  public:
    using address = posix::address;

    /// Opens and binds to `at` (a server's address, or port 0 and any).
    outcome open(const address& at, blocking mode, listen_options options = {}) noexcept;

    /// Fixes the peer: other senders are not heard, and `ECONNREFUSED` tells when nobody listens there.
    outcome connect(const address& peer) noexcept;

    /// Receives one datagram. `truncated` says that `into` was too small; the rest is lost then. A failure with
    /// ECONNREFUSED is an earlier datagram that nobody took: the socket works on.
    datagram_result receive_from(std::span<std::byte> into, address& from) noexcept;

    /// Sends one datagram, whole or not at all: `bytes` is its size, which may be 0. EMSGSIZE: too long for one.
    io_result send_to(std::span<const std::byte> bytes, const address& to) noexcept;

    /// Has the system keep, for a socket without a fixed peer, whom a datagram did not reach; take_unreached() tells.
    /// From then on send_to() may fail with ECONNREFUSED because of an earlier datagram: its own has not been sent.
    outcome keep_unreached() noexcept;

    /// Whom an earlier datagram did not reach, as nobody listens there. False: no more is known. Never waits.
    bool take_unreached(address& peer) noexcept;

    /// send_to() the peer fixed by connect().
    io_result send(std::span<const std::byte> bytes) noexcept;

    /// Bounds each wait of a blocking socket; zero is for ever.
    outcome set_receive_timeout(milliseconds timeout) noexcept;

    int fd() const noexcept { return fd_.get(); }
    bool is_open() const noexcept { return fd_.is_open(); }
    void close() noexcept { fd_.reset(); }
    address local() const noexcept { return address::of_socket(fd()); }

  private:
    descriptor fd_;
};

static_assert(byte_source<patient_socket> && byte_sink<patient_socket>);
static_assert(byte_source<stream_socket> && byte_sink<stream_socket> && datagram_socket<udp_socket>);

} // namespace cleave::posix
