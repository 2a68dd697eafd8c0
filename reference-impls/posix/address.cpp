// SPDX-License-Identifier: MIT
#include "address.hpp"

#include <arpa/inet.h>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/un.h>

namespace cleave::posix {
namespace {

constexpr std::size_t path_offset = offsetof(sockaddr_un, sun_path);

// sockaddr_storage is the one object; the families' own structs are copied in and out of it.
template <class Family>
Family as(const sockaddr_storage& storage) noexcept {
    static_assert(sizeof(Family) <= sizeof(sockaddr_storage));
    Family address;
    std::memcpy(&address, &storage, sizeof address);
    return address;
}

std::string_view parse_port(std::string_view text, in_port_t& port) {
    std::uint16_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return "the port must be a number from 0 to 65535";
    port = htons(value);
    return {};
}

std::string_view parse_path(std::string_view path, sockaddr_storage& storage, socklen_t& size) {
    sockaddr_un to{};
    if (path.empty()) return "the path of a Unix socket must not be empty";
    if (path.size() >= sizeof to.sun_path) return "the path of a Unix socket must be shorter than 108 bytes";
    if (path.find('\0') != path.npos) return "the path of a Unix socket must not hold a NUL";
    to.sun_family = AF_UNIX;
    std::memcpy(to.sun_path, path.data(), path.size());
    std::memcpy(&storage, &to, sizeof to);
    size = static_cast<socklen_t>(path_offset + path.size() + 1);
    return {};
}

std::string_view parse_ipv6(std::string_view host, std::string_view port, sockaddr_storage& storage, socklen_t& size) {
    sockaddr_in6 to{};
    to.sin6_family = AF_INET6;
    const std::size_t percent = host.find('%');
    if (inet_pton(AF_INET6, std::string(host.substr(0, percent)).c_str(), &to.sin6_addr) != 1)
        return "what is in brackets must be a numeric IPv6 address";
    if (percent != host.npos) {
        to.sin6_scope_id = if_nametoindex(std::string(host.substr(percent + 1)).c_str());
        if (to.sin6_scope_id == 0) return "what follows the % must be a network interface of this machine";
    }
    if (const auto wrong = parse_port(port, to.sin6_port); !wrong.empty()) return wrong;
    std::memcpy(&storage, &to, sizeof to);
    size = sizeof to;
    return {};
}

std::string_view parse_ipv4(std::string_view host, std::string_view port, sockaddr_storage& storage, socklen_t& size) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    if (inet_pton(AF_INET, std::string(host).c_str(), &to.sin_addr) != 1)
        return "the host must be a numeric IPv4 address, or an IPv6 address in brackets";
    if (const auto wrong = parse_port(port, to.sin_port); !wrong.empty()) return wrong;
    std::memcpy(&storage, &to, sizeof to);
    size = sizeof to;
    return {};
}

std::string_view parse_ip(std::string_view text, sockaddr_storage& storage, socklen_t& size) {
    constexpr std::string_view form = "an address must look like 127.0.0.1:8080, [::1]:8080 or unix:PATH";
    const std::size_t colon = text.rfind(':');
    if (colon == text.npos || text.find('\0') != text.npos) return form;
    const std::string_view host = text.substr(0, colon);
    const std::string_view port = text.substr(colon + 1);
    if (!host.starts_with('[')) {
        if (host.find(':') != host.npos) return "an IPv6 address must be in brackets: [::1]:8080";
        return parse_ipv4(host, port, storage, size);
    }
    if (!host.ends_with(']')) return form;
    return parse_ipv6(host.substr(1, host.size() - 2), port, storage, size);
}

} // namespace

std::string_view address::parse(std::string_view text, address& to) {
    address parsed;
    const bool is_path = text.starts_with("unix:");
    const std::string_view wrong = is_path ? parse_path(text.substr(5), parsed.storage_, parsed.size_)
                                           : parse_ip(text, parsed.storage_, parsed.size_);
    if (wrong.empty()) to = parsed;
    return wrong;
}

address address::of_socket(int fd) noexcept {
    address name;
    socklen_t size = capacity();
    if (getsockname(fd, name.data_to_fill(), &size) != 0) return {};
    name.set_size(size);
    return name;
}

std::string address::to_string() const {
    char text[INET6_ADDRSTRLEN] = "";
    if (family() == AF_INET) {
        const auto ip = as<sockaddr_in>(storage_);
        inet_ntop(AF_INET, &ip.sin_addr, text, sizeof text);
        return std::string(text) + ":" + std::to_string(port());
    }
    if (family() == AF_INET6) {
        const auto ip = as<sockaddr_in6>(storage_);
        inet_ntop(AF_INET6, &ip.sin6_addr, text, sizeof text);
        char interface[IF_NAMESIZE] = "";
        const bool scoped = ip.sin6_scope_id != 0 && if_indextoname(ip.sin6_scope_id, interface) != nullptr;
        return "[" + std::string(text) + (scoped ? "%" : "") + interface + "]:" + std::to_string(port());
    }
    if (is_unix()) return "unix:" + std::string(path());
    return "nowhere";
}

bool address::is_loopback() const noexcept {
    if (family() == AF_INET) return ntohl(as<sockaddr_in>(storage_).sin_addr.s_addr) >> 24 == 127;
    if (family() == AF_INET6) {
        const in6_addr ip = as<sockaddr_in6>(storage_).sin6_addr;
        return IN6_IS_ADDR_LOOPBACK(&ip) || (IN6_IS_ADDR_V4MAPPED(&ip) && ip.s6_addr[12] == 127);
    }
    return is_unix();
}

std::uint16_t address::port() const noexcept {
    if (family() == AF_INET) return ntohs(as<sockaddr_in>(storage_).sin_port);
    if (family() == AF_INET6) return ntohs(as<sockaddr_in6>(storage_).sin6_port);
    return 0;
}

std::string_view address::path() const noexcept {
    if (!is_unix() || size_ <= path_offset) return {};
    const char* const text = reinterpret_cast<const char*>(&storage_) + path_offset;
    return {text, strnlen(text, size_ - path_offset)};
}

bool operator==(const address& a, const address& b) noexcept {
    if (a.family() != b.family()) return false;
    if (a.is_unix()) return a.path() == b.path();
    if (a.family() == AF_INET6) {
        const auto left = as<sockaddr_in6>(a.storage_);
        const auto right = as<sockaddr_in6>(b.storage_);
        return left.sin6_port == right.sin6_port && left.sin6_scope_id == right.sin6_scope_id &&
               std::memcmp(&left.sin6_addr, &right.sin6_addr, sizeof left.sin6_addr) == 0;
    }
    if (a.family() == AF_INET) {
        const auto left = as<sockaddr_in>(a.storage_);
        const auto right = as<sockaddr_in>(b.storage_);
        return left.sin_port == right.sin_port && left.sin_addr.s_addr == right.sin_addr.s_addr;
    }
    return true; // both are no address
}

} // namespace cleave::posix
