// SPDX-License-Identifier: MIT
#include "capture_layers.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <utility>

namespace cleave::conformance {

namespace {

std::uint32_t number_at(std::span<const std::byte> in, std::size_t at, std::size_t width) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < width; ++i) value = value << 8 | std::to_integer<std::uint32_t>(in[at + i]);
    return value;
}

std::size_t little_16(std::span<const std::byte> in, std::size_t at) {
    return number_at(in, at, 1) | number_at(in, at + 1, 1) << 8;
}

std::string hexadecimal(std::uint32_t value) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "0x";
    for (int shift = 12; shift >= 0; shift -= 4) text += digits[value >> shift & 15];
    return text;
}

struct numbered_name {
    std::uint32_t number;
    std::string_view name;
};

template <std::size_t n>
std::string named(const numbered_name (&names)[n], std::uint32_t number, std::string otherwise) {
    for (const numbered_name& one : names)
        if (one.number == number) return std::string(one.name);
    return otherwise;
}

constexpr numbered_name ip_protocols[] = {{1, "ICMP"},    {2, "IGMP"},  {17, "UDP"},  {50, "ESP, encrypted"},
                                          {58, "ICMPv6"}, {89, "OSPF"}, {103, "PIM"}, {112, "VRRP"},
                                          {132, "SCTP"},  {33, "DCCP"}, {46, "RSVP"}, {88, "EIGRP"}};
constexpr numbered_name ether_types[] = {{0x0806, "ARP"},           {0x88cc, "LLDP"},
                                         {0x888e, "EAPOL"},         {0x8035, "RARP"},
                                         {0x88f7, "PTP"},           {0x8863, "PPPoE discovery"},
                                         {0x9000, "loopback test"}, {0x88e5, "MACsec, encrypted"},
                                         {0x8809, "slow protocols"}};

enum : std::uint32_t {
    type_ipv4 = 0x0800,
    type_ipv6 = 0x86dd,
    type_mpls = 0x8847,
    type_mpls_multicast = 0x8848,
    type_pppoe = 0x8864,
    type_ppp = 0x880b,
    type_bridged = 0x6558,
    type_erspan_2 = 0x88be,
    type_erspan_3 = 0x22eb,
};

bool is_tag(std::uint32_t type) { return type == 0x8100 || type == 0x88a8 || type == 0x9100 || type == 0x9200; }

} // namespace

std::string address_text(const place& one) {
    char text[INET6_ADDRSTRLEN] = "";
    ::inet_ntop(one.is_ipv6 ? AF_INET6 : AF_INET, one.address.data(), text, sizeof text);
    return text;
}

std::string to_string(const place& one) {
    const std::string address = one.is_ipv6 ? "[" + address_text(one) + "]" : address_text(one);
    return address + ":" + std::to_string(one.port);
}

bool layer_parser::no(std::string reason) {
    why_ = std::move(reason);
    return false;
}

bool layer_parser::cut_off(std::string_view what) { return no(std::string(what) + " that is not whole"); }

/// Tunnels in tunnels: a packet may hold thousands.
bool layer_parser::deeper() { return ++depth_ <= 16 || no("more than 16 layers"); }

bool layer_parser::parse(const captured_packet& packet) {
    made_ = {};
    made_.packet = packet.number;
    made_.time_ns = packet.time_ns;
    depth_ = 0;
    whole_.clear();
    return link(packet.link, packet.bytes);
}

bool layer_parser::link(link_type type, bytes in) {
    switch (type) {
    case 0: // null and loop: four bytes of address family, in the order of the machine that captured
    case 108: return behind(in, 4);
    case 12: // raw
    case 14:
    case 101:
    case 228:
    case 229: return ip(in);
    case 1: return ethernet(in);
    case 9:
    case 50: return ppp(in);
    case 10: return in.size() < 13 ? cut_off("an FDDI header") : llc(in.subspan(13));
    case 51: return in.size() < 6 ? cut_off("a PPPoE header") : ppp(in.subspan(6));
    case 100: return llc(in);
    case 104: return cisco_hdlc(in);
    case 105: return wlan(in);
    case 107: return typed(in, 2, 4); // frame relay with an EtherType
    case 109: return behind(in, 12);  // OpenBSD's enc
    case 113: return typed(in, 14, 16);
    case 117: { // pflog begins with its own size
        if (in.empty()) return cut_off("a pflog header");
        return behind(in, (number_at(in, 0, 1) + 3) / 4 * 4);
    }
    case 119: return in.size() < 144 ? cut_off("a Prism header") : wlan(in.subspan(144));
    case 127: return length_prefixed_wlan(in);
    case 138: return typed(in, 16, 18);
    case 166:
    case 204: return in.empty() ? cut_off("a PPP header") : ppp(in.subspan(1));
    case 192: return length_prefixed_wlan(in);
    case 276: return typed(in, 0, 20);
    default: return no("link type " + std::to_string(type));
    }
}

bool layer_parser::behind(bytes in, std::size_t header) {
    return in.size() < header ? cut_off("a link header") : ip(in.subspan(header));
}

bool layer_parser::typed(bytes in, std::size_t type_at, std::size_t header) {
    if (in.size() < header) return cut_off("a link header");
    return ether_type(number_at(in, type_at, 2), in.subspan(header));
}

bool layer_parser::ethernet(bytes in) {
    constexpr std::size_t header = 14;
    constexpr std::uint32_t smallest_type = 0x600; // below: a length
    if (in.size() < header) return cut_off("a link header");
    const std::uint32_t type = number_at(in, 12, 2);
    return type < smallest_type ? llc(in.subspan(header)) : ether_type(type, in.subspan(header));
}

bool layer_parser::ether_type(std::uint32_t type, bytes in) {
    while (is_tag(type)) {
        if (in.size() < 4) return cut_off("a VLAN tag");
        type = number_at(in, 2, 2);
        in = in.subspan(4);
    }
    switch (type) {
    case type_ipv4:
    case type_ipv6: return ip(in);
    case type_mpls:
    case type_mpls_multicast: return mpls(in);
    case type_pppoe: return in.size() < 6 ? cut_off("a PPPoE header") : ppp(in.subspan(6));
    case type_ppp: return ppp(in);
    case type_bridged: return deeper() && ethernet(in);
    case type_erspan_2: return in.size() < 8 ? cut_off("an ERSPAN header") : deeper() && ethernet(in.subspan(8));
    case type_erspan_3: return in.size() < 12 ? cut_off("an ERSPAN header") : deeper() && ethernet(in.subspan(12));
    default: return type < 0x600 ? llc(in) : no(named(ether_types, type, "EtherType " + hexadecimal(type)));
    }
}

bool layer_parser::llc(bytes in) {
    if (in.size() < 3) return cut_off("an LLC header");
    if (number_at(in, 0, 3) != 0xaaaa03) return no("LLC without SNAP");
    if (in.size() < 8) return cut_off("a SNAP header");
    return deeper() && ether_type(number_at(in, 6, 2), in.subspan(8));
}

bool layer_parser::ppp(bytes in) {
    if (in.size() >= 2 && (number_at(in, 0, 2) == 0x0f00 || number_at(in, 0, 2) == 0x8f00)) return cisco_hdlc(in);
    if (in.size() >= 2 && number_at(in, 0, 2) == 0xff03) in = in.subspan(2);
    if (in.size() < 2) return cut_off("a PPP header");
    const bool is_short = (number_at(in, 0, 1) & 1) != 0;
    const std::uint32_t protocol = number_at(in, 0, is_short ? 1 : 2);
    in = in.subspan(is_short ? 1 : 2);
    if (protocol == 0x21 || protocol == 0x57) return ip(in);
    if (protocol == 0x281) return mpls(in);
    return no("PPP protocol " + hexadecimal(protocol));
}

bool layer_parser::cisco_hdlc(bytes in) { return typed(in, 2, 4); }

/// Radiotap and PPI say in their third and fourth byte how long they are.
bool layer_parser::length_prefixed_wlan(bytes in) {
    if (in.size() < 4 || little_16(in, 2) < 4 || little_16(in, 2) > in.size()) return cut_off("a radio header");
    return wlan(in.subspan(little_16(in, 2)));
}

bool layer_parser::wlan(bytes in) {
    if (in.size() < 24) return cut_off("an 802.11 header");
    const std::uint32_t control = number_at(in, 0, 2);
    const bool is_data = (control & 0x0c00) == 0x0800 && (control & 0x4000) == 0;
    if (!is_data) return no("802.11 without data");
    if ((control & 0x0040) != 0) return no("802.11, encrypted");
    const bool has_quality = (control & 0x8000) != 0;
    std::size_t header = (control & 0x0003) == 3 ? 30 : 24;
    if (in.size() < header + 2) return cut_off("an 802.11 header");
    if (has_quality && (number_at(in, header, 1) & 0x80) != 0) return no("802.11, several packets in one");
    if (has_quality) header += (control & 0x0080) != 0 ? 6 : 2;
    return in.size() < header ? cut_off("an 802.11 header") : llc(in.subspan(header));
}

bool layer_parser::mpls(bytes in) {
    bool is_last = false;
    while (!is_last) {
        if (in.size() < 4) return cut_off("an MPLS label");
        is_last = (number_at(in, 2, 1) & 1) != 0;
        in = in.subspan(4);
    }
    if (in.empty()) return cut_off("an MPLS payload");
    const std::uint32_t first = number_at(in, 0, 1) >> 4;
    if (first == 4 || first == 6) return ip(in);
    if (in.size() >= 4 && first == 0) in = in.subspan(4); // the control word of a pseudowire
    return deeper() && ethernet(in);
}

bool layer_parser::ip(bytes in) {
    if (!deeper()) return false;
    if (in.empty()) return cut_off("an IP header");
    const std::uint32_t version = number_at(in, 0, 1) >> 4;
    return version == 4 ? ipv4(in) : version == 6 ? ipv6(in) : no("IP version " + std::to_string(version));
}

bool layer_parser::ipv4(bytes in) {
    constexpr std::uint32_t more_fragments = 0x2000, fragment_place = 0x1fff;
    if (in.size() < 20) return cut_off("an IPv4 header");
    const std::size_t header = (number_at(in, 0, 1) & 15) * 4;
    const std::size_t announced = number_at(in, 2, 2); // 0: a network card was to cut it up, and it is all there is
    if (header < 20 || in.size() < header || (announced != 0 && announced < header)) return cut_off("an IPv4 header");
    const std::size_t missing = announced > in.size() ? announced - in.size() : 0;
    if (announced != 0 && announced < in.size()) in = in.first(announced);
    made_.from = made_.to = {};
    std::copy_n(in.begin() + 12, 4, made_.from.address.begin());
    std::copy_n(in.begin() + 16, 4, made_.to.address.begin());
    const std::uint32_t protocol = number_at(in, 9, 1);
    const std::uint32_t place = number_at(in, 6, 2);
    if ((place & (more_fragments | fragment_place)) != 0)
        return fragment(protocol, number_at(in, 4, 2), (place & fragment_place) * 8, (place & more_fragments) == 0,
                        in.subspan(header), missing != 0);
    return ip_payload(protocol, in.subspan(header), missing);
}

bool layer_parser::ipv6(bytes in) {
    constexpr std::size_t header = 40;
    if (in.size() < header) return cut_off("an IPv6 header");
    made_.from = made_.to = {};
    made_.from.is_ipv6 = made_.to.is_ipv6 = true;
    std::copy_n(in.begin() + 8, 16, made_.from.address.begin());
    std::copy_n(in.begin() + 24, 16, made_.to.address.begin());
    const std::size_t announced = number_at(in, 4, 2);
    std::uint32_t next = number_at(in, 6, 1);
    in = in.subspan(header);
    const std::size_t missing = announced > in.size() ? announced - in.size() : 0;
    if (announced != 0 && announced < in.size()) in = in.first(announced);
    constexpr std::uint32_t hop_by_hop = 0, routing = 43, fragment_header = 44, authentication = 51, options = 60;
    while (next == hop_by_hop || next == routing || next == fragment_header || next == authentication ||
           next == options) {
        if (in.size() < 8) return cut_off("an IPv6 extension header");
        const std::size_t units = number_at(in, 1, 1);
        const std::size_t size = next == fragment_header  ? 8
                                 : next == authentication ? (units + 2) * 4
                                                          : (units + 1) * 8;
        if (in.size() < size) return cut_off("an IPv6 extension header");
        const std::uint32_t place = next == fragment_header ? number_at(in, 2, 2) : 0;
        const std::uint32_t id = next == fragment_header ? number_at(in, 4, 4) : 0;
        next = number_at(in, 0, 1);
        in = in.subspan(size);
        if ((place & 0xfff9) != 0) return fragment(next, id, place & 0xfff8, (place & 1) == 0, in, missing != 0);
    }
    return ip_payload(next, in, missing);
}

bool layer_parser::fragment(std::uint32_t protocol, std::uint32_t id, std::size_t at, bool is_last, bytes in,
                            bool is_cut) {
    constexpr std::size_t largest = 65535, most_pieces = 256;
    if (is_cut || at + in.size() > largest) return cut_off("an IP fragment");
    const datagram_key key{made_.from, made_.to, id, protocol};
    const auto known = datagrams_.find(key);
    if (known == datagrams_.end()) {
        oldest_.push_back(key);
        if (oldest_.size() > most_datagrams) {
            datagrams_.erase(oldest_.front());
            oldest_.pop_front();
        }
    }
    datagram& one = datagrams_[key];
    if (one.pieces.size() >= most_pieces) return no("an IP datagram of too many fragments");
    if (one.pieces.try_emplace(at, std::string(reinterpret_cast<const char*>(in.data()), in.size())).second)
        one.have += in.size();
    if (is_last) one.size = at + in.size();
    if (one.size == 0 || one.have < one.size) return no("IP fragments, read when all have come");
    std::string whole;
    for (const auto& [from, piece] : one.pieces) {
        if (from > whole.size()) break;
        if (from + piece.size() > whole.size()) whole.append(piece, whole.size() - from);
    }
    if (whole.size() < one.size) return no("IP fragments, read when all have come");
    datagrams_.erase(key);
    oldest_.erase(std::find(oldest_.begin(), oldest_.end(), key));
    whole_.push_back(std::move(whole));
    return ip_payload(protocol, std::as_bytes(std::span(whole_.back())), 0);
}

bool layer_parser::ip_payload(std::uint32_t protocol, bytes in, std::size_t missing) {
    switch (protocol) {
    case 6: return tcp(in, missing);
    case 4:
    case 41: return ip(in);
    case 17: return udp(in);
    case 47: return gre(in);
    case 97: return in.size() < 2 ? cut_off("an EtherIP header") : deeper() && ethernet(in.subspan(2));
    case 137: return mpls(in);
    default: return no(named(ip_protocols, protocol, "IP protocol " + std::to_string(protocol)));
    }
}

bool layer_parser::gre(bytes in) {
    if (in.size() < 4) return cut_off("a GRE header");
    const std::uint32_t flags = number_at(in, 0, 2);
    const std::uint32_t type = number_at(in, 2, 2);
    const bool has_checksum = (flags & 0xc000) != 0;
    const bool has_number = (flags & 0x1000) != 0;
    const std::size_t header = 4 + (has_checksum ? 4U : 0) + ((flags & 0x2000) != 0 ? 4U : 0) + (has_number ? 4U : 0) +
                               ((flags & 7) == 1 && (flags & 0x80) != 0 ? 4U : 0);
    if (in.size() < header) return cut_off("a GRE header");
    in = in.subspan(header);
    if (type == type_erspan_2 && !has_number) return deeper() && ethernet(in); // its first edition has no header
    return ether_type(type, in);
}

bool layer_parser::udp(bytes in) {
    constexpr std::uint32_t vxlan = 4789, old_vxlan = 8472, geneve = 6081, gtp_user = 2152, mpls_in_udp = 6635;
    if (in.size() < 8) return cut_off("a UDP header");
    const std::uint32_t to = number_at(in, 2, 2);
    const bytes data = in.subspan(8);
    if ((to == vxlan || to == old_vxlan) && data.size() >= 8 && (number_at(data, 0, 1) & 8) != 0)
        return deeper() && ethernet(data.subspan(8));
    if (to == geneve && data.size() >= 8 && number_at(data, 0, 1) >> 6 == 0) {
        const std::size_t header = 8 + (number_at(data, 0, 1) & 63) * 4;
        return data.size() < header ? cut_off("a Geneve header")
                                    : ether_type(number_at(data, 2, 2), data.subspan(header));
    }
    if (to == gtp_user && data.size() >= 8 && number_at(data, 1, 1) == 255) return gtp(data);
    if (to == mpls_in_udp) return mpls(data);
    return no("UDP");
}

bool layer_parser::gtp(bytes in) {
    const std::uint32_t flags = number_at(in, 0, 1);
    std::size_t header = 8;
    if ((flags & 7) != 0) {
        header = 12;
        if (in.size() < header) return cut_off("a GTP header");
        for (std::uint32_t next = (flags & 4) != 0 ? number_at(in, 11, 1) : 0; next != 0;) {
            if (in.size() <= header) return cut_off("a GTP header");
            const std::size_t size = number_at(in, header, 1) * 4;
            if (size == 0 || in.size() < header + size) return cut_off("a GTP header");
            header += size;
            next = number_at(in, header - 1, 1);
        }
    }
    return ip(in.subspan(header));
}

bool layer_parser::tcp(bytes in, std::size_t missing) {
    if (in.size() < 20) return cut_off("a TCP header");
    const std::size_t header = (number_at(in, 12, 1) >> 4) * 4;
    if (header < 20) return no("a malformed TCP header");
    if (header > in.size() && missing == 0) return no("a malformed TCP header");
    if (header > in.size() + missing) return no("a malformed TCP header");
    const std::uint32_t flags = number_at(in, 13, 1);
    made_.from.port = static_cast<std::uint16_t>(number_at(in, 0, 2));
    made_.to.port = static_cast<std::uint16_t>(number_at(in, 2, 2));
    made_.sequence = number_at(in, 4, 4);
    made_.acknowledged = number_at(in, 8, 4);
    made_.fin = (flags & 1) != 0;
    made_.syn = (flags & 2) != 0;
    made_.rst = (flags & 4) != 0;
    made_.ack = (flags & 16) != 0;
    if (header <= in.size()) made_.data = in.subspan(header);
    made_.cut = static_cast<std::uint32_t>(in.size() + missing - header - made_.data.size());
    return true;
}

} // namespace cleave::conformance
