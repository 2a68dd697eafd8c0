// SPDX-License-Identifier: MIT
//
// live_socket: connections to servers and clients under test. Never blocks longer than it is told to.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::conformance {

/// A file descriptor that is closed when its owner goes.
class descriptor {
  public:
    descriptor() = default;
    explicit descriptor(int fd) : fd_(fd) {}
    descriptor(descriptor&& other) noexcept : fd_(other.release()) {}
    descriptor& operator=(descriptor&& other) noexcept;
    ~descriptor();

    int get() const { return fd_; }
    bool is_open() const { return fd_ >= 0; }
    int release() {
        const int fd = fd_;
        fd_ = -1;
        return fd;
    }
    void close();

  private:
    int fd_ = -1;
};

/// How a peer left: not yet, in good order, or by a reset.
enum class departure { none, eof, reset };

/// A stream to a peer. What the peer sends is taken in while we send and wait.
class live_stream {
  public:
    live_stream() = default;
    /// most_bytes: that anybody asks the peer for. One that sends more is heard no longer.
    explicit live_stream(descriptor socket, std::size_t most_bytes);

    /// Sends all of `bytes` in one go, as far as the peer takes them; false: it has stopped to, or there is no time
    /// left.
    bool send(std::string_view bytes, double deadline);

    /// Waits for something to come, up to the deadline; false: nothing did, or too much has.
    bool receive(double deadline);

    void end_output(); // half-closes
    void reset();      // aborts: unsent bytes are lost, the peer sees a reset

    const std::string& received() const { return received_; }
    departure left() const { return left_; }
    bool is_open() const { return socket_.is_open(); }

  private:
    bool take_in();
    bool is_flooded() const { return received_.size() > most_bytes_; }

    descriptor socket_;
    std::string received_;
    std::size_t most_bytes_ = 0;
    departure left_ = departure::none;
};

/// Connects to 127.0.0.1:8080, [::1]:8080, localhost:8080 or unix:PATH. On failure `why` says what the system said.
descriptor connect_to(const std::string& address, bool datagrams, double seconds, std::string& why);

/// Listens on a free port of 127.0.0.1 (ipv4) or [::1] (ipv6), or on a socket in `folder` (unix); `address` is where.
descriptor listen_somewhere(const std::string& family, const std::string& folder, std::string& address,
                            std::string& why);

/// Waits for a connection; nothing when none came.
std::optional<descriptor> accept_one(const descriptor& listener, double seconds);

/// Sends one datagram, or waits for one.
bool send_datagram(const descriptor& socket, std::string_view bytes);
std::optional<std::string> receive_datagram(const descriptor& socket, double deadline);

} // namespace cleave::conformance
