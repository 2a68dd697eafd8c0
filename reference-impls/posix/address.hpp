// SPDX-License-Identifier: MIT
//
// address: where a socket is, as people write it.
//
//     127.0.0.1:8080      [::1]:8080      [fe80::1%eth0]:8080      unix:/run/cleave.sock
//
// Numbers only: a name would have to be looked up, which takes time and another party's word. Port 0 asks the kernel to
// choose one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <sys/socket.h>

namespace cleave::posix {

/// An IPv4, IPv6 or Unix socket address.
class address {
  public:
    /// No address at all: what a socket without a name has.
    address() noexcept = default;

    /// Reads one of the forms above into `to`. Returns an empty view, or what is wrong with `text`; `to` is then as
    /// before.
    [[nodiscard]] static std::string_view parse(std::string_view text, address& to);

    /// The name that the socket `fd` is bound to; no address on an error.
    static address of_socket(int fd) noexcept;

    /// The form that parse() reads. A Unix socket without a name (most clients) is `unix:`.
    std::string to_string() const;

    /// True where only processes of this machine can be: 127.0.0.0/8, ::1, and Unix sockets.
    bool is_loopback() const noexcept;

    bool is_unix() const noexcept { return family() == AF_UNIX; }
    bool is_ip() const noexcept { return family() == AF_INET || family() == AF_INET6; }
    int family() const noexcept { return storage_.ss_family; }

    /// The port in the machine's own byte order; 0 for Unix sockets.
    std::uint16_t port() const noexcept;

    /// The path of a Unix socket, empty for other families. A view into this address.
    std::string_view path() const noexcept;

    /// For system calls that read an address.
    const sockaddr* data() const noexcept { return reinterpret_cast<const sockaddr*>(&storage_); }
    socklen_t size() const noexcept { return size_; }

    /// For system calls that write an address: give data_to_fill() and capacity(), then tell the size that came back.
    sockaddr* data_to_fill() noexcept { return reinterpret_cast<sockaddr*>(&storage_); }
    static constexpr socklen_t capacity() noexcept { return sizeof(sockaddr_storage); }
    void set_size(socklen_t size) noexcept { size_ = size < capacity() ? size : capacity(); }

    friend bool operator==(const address& a, const address& b) noexcept;

  private:
    sockaddr_storage storage_{};
    socklen_t size_ = 0;
};

} // namespace cleave::posix
