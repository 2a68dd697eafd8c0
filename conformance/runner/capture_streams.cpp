// SPDX-License-Identifier: MIT
#include "capture_streams.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

namespace cleave::conformance {

namespace {

using packet_bytes = std::span<const std::byte>;

std::uint32_t number_at(packet_bytes in, std::size_t at, std::size_t width) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < width; ++i) value = value << 8 | std::to_integer<std::uint32_t>(in[at + i]);
    return value;
}

/// An address and a port, comparable.
struct place {
    int family = AF_INET;
    std::array<std::byte, 16> address{};
    std::uint16_t port = 0;

    auto operator<=>(const place&) const = default;
};

std::string to_string(const place& one) {
    char text[INET6_ADDRSTRLEN] = "";
    ::inet_ntop(one.family, one.address.data(), text, sizeof text);
    const std::string address = one.family == AF_INET6 ? "[" + std::string(text) + "]" : std::string(text);
    return address + ":" + std::to_string(one.port);
}

struct segment {
    std::size_t packet = 0;
    place from, to;
    std::uint32_t sequence = 0;
    std::uint32_t acknowledged = 0;
    bool fin = false, syn = false, rst = false, ack = false;
    packet_bytes data;
};

/// Takes the layers off a packet.
class packet_parser {
  public:
    enum class found { segment, other, error };

    found parse(const captured_packet& packet) {
        made = {};
        made.packet = packet.number;
        why.clear();
        packet_bytes bytes = packet.bytes;
        switch (packet.link) {
        case link_type::null:
        case link_type::loop: return behind(bytes, 4);
        case link_type::raw_12:
        case link_type::raw_14:
        case link_type::raw:
        case link_type::ipv4:
        case link_type::ipv6: return ip(bytes);
        case link_type::ethernet: return typed(bytes, 12, 14);
        case link_type::linux_sll: return typed(bytes, 14, 16);
        case link_type::linux_sll2: return typed(bytes, 0, 20);
        }
        return fail("expected Ethernet, IP, a loopback or Linux cooked capture, found link type " +
                    std::to_string(static_cast<std::uint16_t>(packet.link)));
    }

    segment made;
    std::string why; // of an error

  private:
    static constexpr std::uint32_t tcp = 6;

    found fail(std::string reason) {
        why = std::move(reason);
        return found::error;
    }
    found too_short(std::string_view what) { return fail("the packet ends within its " + std::string(what)); }

    found behind(packet_bytes bytes, std::size_t header) {
        if (bytes.size() < header) return too_short("link header");
        return ip(bytes.subspan(header));
    }

    /// A link header with the type of what follows in it, perhaps with VLAN tags behind.
    found typed(packet_bytes bytes, std::size_t type_at, std::size_t header) {
        if (bytes.size() < header) return too_short("link header");
        std::uint32_t type = number_at(bytes, type_at, 2);
        bytes = bytes.subspan(header);
        while (type == 0x8100 || type == 0x88a8 || type == 0x9100) {
            if (bytes.size() < 4) return too_short("VLAN tag");
            type = number_at(bytes, 2, 2);
            bytes = bytes.subspan(4);
        }
        return type == 0x0800 || type == 0x86dd ? ip(bytes) : found::other;
    }

    found ip(packet_bytes bytes) {
        if (bytes.empty()) return too_short("IP header");
        const std::uint32_t version = number_at(bytes, 0, 1) >> 4;
        return version == 4 ? ipv4(bytes) : version == 6 ? ipv6(bytes) : found::other;
    }

    /// Bytes up to the length that a header announces; 0: what a network card was to cut up, all there is.
    bool limit(packet_bytes& bytes, std::size_t announced) {
        if (announced > bytes.size()) return false;
        if (announced != 0) bytes = bytes.first(announced);
        return true;
    }

    found ipv4(packet_bytes bytes) {
        if (bytes.size() < 20) return too_short("IPv4 header");
        const std::size_t header = (number_at(bytes, 0, 1) & 15) * 4;
        if (number_at(bytes, 9, 1) != tcp) return found::other;
        if (!limit(bytes, number_at(bytes, 2, 2))) return too_short("IPv4 payload");
        if (header < 20 || bytes.size() < header) return too_short("IPv4 header");
        if ((number_at(bytes, 6, 2) & 0x3fff) != 0) return fail("expected a whole packet, found a fragment");
        for (std::size_t i = 0; i < 4; ++i) {
            made.from.address[i] = bytes[12 + i];
            made.to.address[i] = bytes[16 + i];
        }
        return transport(bytes.subspan(header));
    }

    found ipv6(packet_bytes bytes) {
        constexpr std::size_t header = 40;
        if (bytes.size() < header) return too_short("IPv6 header");
        made.from.family = made.to.family = AF_INET6;
        for (std::size_t i = 0; i < 16; ++i) {
            made.from.address[i] = bytes[8 + i];
            made.to.address[i] = bytes[24 + i];
        }
        const std::size_t announced = number_at(bytes, 4, 2);
        std::uint32_t next = number_at(bytes, 6, 1);
        bytes = bytes.subspan(header);
        const bool is_whole = limit(bytes, announced);
        constexpr std::uint32_t hop_by_hop = 0, routing = 43, fragment = 44, authentication = 51, options = 60;
        while (next == hop_by_hop || next == routing || next == fragment || next == authentication || next == options) {
            if (bytes.size() < 8) return too_short("IPv6 extension header");
            if (next == fragment && (number_at(bytes, 2, 2) & 0xfff9) != 0)
                return fail("expected a whole packet, found a fragment");
            const std::size_t units = number_at(bytes, 1, 1);
            const std::size_t size = next == fragment ? 8 : next == authentication ? (units + 2) * 4 : (units + 1) * 8;
            if (bytes.size() < size) return too_short("IPv6 extension header");
            next = number_at(bytes, 0, 1);
            bytes = bytes.subspan(size);
        }
        if (next != tcp) return found::other;
        return is_whole ? transport(bytes) : too_short("IPv6 payload");
    }

    found transport(packet_bytes bytes) {
        if (bytes.size() < 20) return too_short("TCP header");
        const std::size_t header = (number_at(bytes, 12, 1) >> 4) * 4;
        if (header < 20 || header > bytes.size()) return too_short("TCP header");
        const std::uint32_t flags = number_at(bytes, 13, 1);
        made.from.port = static_cast<std::uint16_t>(number_at(bytes, 0, 2));
        made.to.port = static_cast<std::uint16_t>(number_at(bytes, 2, 2));
        made.sequence = number_at(bytes, 4, 4);
        made.acknowledged = number_at(bytes, 8, 4);
        made.fin = (flags & 1) != 0;
        made.syn = (flags & 2) != 0;
        made.rst = (flags & 4) != 0;
        made.ack = (flags & 16) != 0;
        made.data = bytes.subspan(header);
        return found::segment;
    }
};

std::string_view text_of(packet_bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

std::string bytes_from_to(std::uint64_t from, std::uint64_t to) {
    return to - from == 1 ? "byte " + std::to_string(from)
                          : "bytes " + std::to_string(from) + " to " + std::to_string(to - 1);
}

/// Puts one direction in order.
class assembler {
  public:
    explicit assembler(captured_stream& into) : into_(into) {}

    bool has_beginning() const { return has_beginning_; }
    bool begins_with(std::uint32_t sequence) const { return has_beginning_ && first_ == sequence + 1; }
    void begin(std::uint32_t sequence) {
        has_beginning_ = true;
        first_ = sequence + 1;
    }

    /// returns: why the direction can not be told; empty: it can.
    std::string add(const segment& one) {
        const std::int64_t at = one.syn ? 0 : offset_of(one.sequence);
        // A probe whether the peer is still there repeats the byte in front of the next one; at first that is the SYN.
        const bool is_probe =
            one.data.size() == 1 && at + 1 == static_cast<std::int64_t>(size()) && (at < 0 || acknowledged_ == size());
        if (is_probe && !one.fin && !one.rst) return "";
        if (at < 0) return one.data.empty() ? "" : "bytes in front of the connection's first";
        const auto from = static_cast<std::uint64_t>(at);
        if (!one.data.empty() && !one.rst) waiting_.emplace(from, piece{text_of(one.data), one.packet});
        if ((one.fin || one.rst) && !end_)
            end_ = {from + (one.rst ? 0 : one.data.size()), one.packet, one.fin ? ending::eof : ending::reset};
        return advance();
    }

    /// The peer has read up to here.
    void acknowledge(std::uint32_t sequence, std::size_t packet) {
        const std::int64_t at = offset_of(sequence);
        if (at <= 0 || static_cast<std::uint64_t>(at) <= acknowledged_) return;
        acknowledged_ = static_cast<std::uint64_t>(at);
        acknowledging_packet_ = packet;
    }

    /// What is missing when all packets have been read.
    std::optional<capture_error> missing() const {
        if (!waiting_.empty()) {
            const auto& [from, first] = *waiting_.begin();
            return capture_error{first.packet, bytes_from_to(size(), from) + " in front of it are missing"};
        }
        if (end_ && end_->at > size())
            return capture_error{end_->packet, bytes_from_to(size(), end_->at) + " in front of it are missing"};
        if (acknowledged_ > size() + (end_ ? 1 : 0))
            return capture_error{acknowledging_packet_,
                                 acknowledged_ == size() + 1
                                     ? "it acknowledges one more byte, or the end, which is missing"
                                     : "it acknowledges " + bytes_from_to(size(), acknowledged_) +
                                           ", which are missing"};
        return std::nullopt;
    }

    std::uint64_t size() const { return into_.bytes.size(); }
    bool is_over() const { return into_.end != ending::open; }

  private:
    struct piece {
        std::string_view data;
        std::size_t packet;
    };
    struct stream_end {
        std::uint64_t at;
        std::size_t packet;
        ending how;
    };

    /// Sequence numbers wrap: what is meant is the place nearest to the next byte.
    std::int64_t offset_of(std::uint32_t sequence) const {
        const auto expected = static_cast<std::uint32_t>(first_ + size());
        return static_cast<std::int64_t>(size()) + static_cast<std::int32_t>(sequence - expected);
    }

    /// Takes what has its turn.
    std::string advance() {
        while (!waiting_.empty() && waiting_.begin()->first <= size()) {
            const auto [from, next] = *waiting_.begin();
            waiting_.erase(waiting_.begin());
            const std::string_view known = std::string_view(into_.bytes).substr(from, next.data.size());
            const auto other = std::mismatch(known.begin(), known.end(), next.data.begin()).first - known.begin();
            if (static_cast<std::size_t>(other) != known.size())
                return "byte " + std::to_string(from + static_cast<std::uint64_t>(other)) +
                       " was sent before, and was another";
            if (known.size() == next.data.size()) continue;
            if (end_ && from + next.data.size() > end_->at) return "bytes behind the stream's end";
            if (size() != 0) into_.cuts.push_back(size());
            into_.bytes += next.data.substr(known.size());
        }
        if (end_ && end_->at <= size() && !is_over()) into_.end = end_->how;
        return "";
    }

    captured_stream& into_;
    bool has_beginning_ = false;
    std::uint32_t first_ = 0; // sequence number of the first byte
    std::multimap<std::uint64_t, piece> waiting_;
    std::optional<stream_end> end_;
    std::uint64_t acknowledged_ = 0;
    std::size_t acknowledging_packet_ = 0;
};

class connection {
  public:
    connection(std::size_t number, place client, place server) : client_(client), server_(server) {
        made_.number = number;
        made_.client = to_string(client);
        made_.server = to_string(server);
    }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    /// Whether a SYN begins another connection between the two.
    bool is_another(const segment& one) const {
        if (!one.syn) return false;
        const assembler& sender = is_client(one) ? up_ : down_;
        return sender.has_beginning() && !sender.begins_with(one.sequence);
    }

    void add(const segment& one) {
        if (made_.error) return;
        const bool from_client = is_client(one);
        assembler& sender = from_client ? up_ : down_;
        assembler& receiver = from_client ? down_ : up_;
        if (one.syn) sender.begin(one.sequence);
        if (one.syn && one.ack && !receiver.has_beginning()) receiver.begin(one.acknowledged - 1);
        if (one.rst && !sender.has_beginning()) return; // nobody listened
        if (!sender.has_beginning()) {
            made_.error = {one.packet, "the beginning of the connection from " + made_.client + " to " + made_.server +
                                           " is missing"};
            return;
        }
        if (one.ack && !one.rst && receiver.has_beginning()) receiver.acknowledge(one.acknowledged, one.packet);
        const std::uint64_t size = sender.size();
        const bool was_over = sender.is_over();
        if (const std::string why = sender.add(one); !why.empty()) made_.error = about(from_client, {one.packet, why});
        if (sender.size() != size || sender.is_over() != was_over) turn(from_client, sender);
    }

    captured_connection finish() {
        for (const bool from_client : {true, false})
            if (const auto missing = (from_client ? up_ : down_).missing(); missing && !made_.error)
                made_.error = about(from_client, *missing);
        return std::move(made_);
    }

  private:
    bool is_client(const segment& one) const { return one.from == client_ && one.to == server_; }

    capture_error about(bool from_client, capture_error error) const {
        error.message += ", from " + (from_client ? made_.client : made_.server) + " to " +
                         (from_client ? made_.server : made_.client);
        return error;
    }

    void turn(bool from_client, const assembler& sender) {
        if (made_.turns.empty() || made_.turns.back().is_client != from_client)
            made_.turns.push_back({from_client, 0, false});
        made_.turns.back().until = sender.size();
        made_.turns.back().ends = sender.is_over();
    }

    place client_, server_;
    captured_connection made_;
    assembler up_{made_.from_client};
    assembler down_{made_.from_server};
};

} // namespace

captured_connections read_connections(std::span<const captured_packet> packets, std::uint16_t port) {
    captured_connections made;
    std::vector<std::unique_ptr<connection>> all;
    std::map<std::pair<place, place>, connection*> open; // by both ends, the lesser first
    packet_parser parser;
    for (const captured_packet& packet : packets) {
        const packet_parser::found what = parser.parse(packet);
        if (what == packet_parser::found::error) {
            made.error = {packet.number, parser.why};
            break;
        }
        const segment& one = parser.made;
        if (what == packet_parser::found::other || (port != 0 && one.from.port != port && one.to.port != port)) {
            ++made.passed_over;
            continue;
        }
        connection*& known = open[std::minmax(one.from, one.to)];
        if (known == nullptr || known->is_another(one)) {
            const bool is_answer = one.syn && one.ack;
            all.push_back(std::make_unique<connection>(all.size() + 1, is_answer ? one.to : one.from,
                                                       is_answer ? one.from : one.to));
            known = all.back().get();
        }
        known->add(one);
    }
    for (const auto& one : all) made.connections.push_back(one->finish());
    return made;
}

} // namespace cleave::conformance
