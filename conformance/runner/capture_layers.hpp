// SPDX-License-Identifier: MIT
//
// capture_layers: what stands around TCP in a packet is taken off: links, tags, tunnels, IP and its fragments.
#pragma once

#include "capture_packets.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace cleave::conformance {

/// An address and a port.
struct place {
    bool is_ipv6 = false;
    std::array<std::byte, 16> address{};
    std::uint16_t port = 0;

    auto operator<=>(const place&) const = default;
};

/// `192.0.2.1:4711`, `[2001:db8::1]:4711`
std::string to_string(const place& one);
/// The address alone, without brackets.
std::string address_text(const place& one);

struct segment {
    std::uint64_t packet = 0;
    std::uint64_t time_ns = 0;
    place from, to;
    std::uint32_t sequence = 0;
    std::uint32_t acknowledged = 0;
    bool fin = false, syn = false, rst = false, ack = false;
    std::span<const std::byte> data;
    std::uint32_t cut = 0; // bytes behind `data` that were sent and are not in the capture
};

class layer_parser {
  public:
    /// Reads a packet to its TCP segment. Returns false where it has none, or is not whole enough; why() says so.
    bool parse(const captured_packet& packet);

    /// Its views are valid until the next call of parse(), and as long as the packet.
    const segment& made() const { return made_; }
    /// What the packet is instead: "UDP", "link type 147", "an IPv4 header that is not whole".
    const std::string& why() const { return why_; }

    /// Fragmented datagrams that are remembered; the oldest is forgotten for one more.
    static constexpr std::size_t most_datagrams = 64;

  private:
    using bytes = std::span<const std::byte>;

    bool no(std::string reason);
    bool cut_off(std::string_view what);
    bool deeper();
    bool link(link_type type, bytes in);
    bool ethernet(bytes in);
    bool ether_type(std::uint32_t type, bytes in);
    bool typed(bytes in, std::size_t type_at, std::size_t header);
    bool behind(bytes in, std::size_t header);
    bool llc(bytes in);
    bool ppp(bytes in);
    bool cisco_hdlc(bytes in);
    bool wlan(bytes in);
    bool length_prefixed_wlan(bytes in);
    bool mpls(bytes in);
    bool ip(bytes in);
    bool ipv4(bytes in);
    bool ipv6(bytes in);
    bool ip_payload(std::uint32_t protocol, bytes in, std::size_t missing);
    bool gre(bytes in);
    bool udp(bytes in);
    bool gtp(bytes in);
    bool tcp(bytes in, std::size_t missing);
    bool fragment(std::uint32_t protocol, std::uint32_t id, std::size_t at, bool is_last, bytes in, bool is_cut);

    struct datagram_key {
        place from, to;
        std::uint32_t id = 0, protocol = 0;
        auto operator<=>(const datagram_key&) const = default;
    };
    struct datagram {
        std::map<std::size_t, std::string> pieces; // by their place
        std::size_t have = 0;                      // bytes in them
        std::size_t size = 0;                      // 0: not known yet
    };

    segment made_;
    std::string why_;
    int depth_ = 0;
    std::map<datagram_key, datagram> datagrams_;
    std::deque<datagram_key> oldest_;
    std::deque<std::string> whole_; // datagrams of the packet in hand
};

} // namespace cleave::conformance
