// SPDX-License-Identifier: MIT
#include "conformance/runner/capture_export.hpp"
#include "conformance/runner/capture_import.hpp"
#include "conformance/runner/capture_streams.hpp"
#include "conformance/runner/trace_lint.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cleave::conformance {
namespace {

// Captures, byte by byte

std::string big(std::uint64_t value, std::size_t width) {
    std::string text;
    for (std::size_t i = width; i-- > 0;) text += static_cast<char>(value >> 8 * i & 0xff);
    return text;
}
std::string little(std::uint64_t value, std::size_t width) {
    std::string text = big(value, width);
    return {text.rbegin(), text.rend()};
}

enum class order { big, little };
std::string number(order in, std::uint64_t value, std::size_t width) {
    return in == order::big ? big(value, width) : little(value, width);
}

struct tcp {
    bool from_client = true;
    std::uint32_t sequence = 0;
    std::string flags; // of S A F R
    std::string data;
    std::uint32_t acknowledged = 0;
    std::uint16_t client_port = 4711;
};

std::string tcp_bytes(const tcp& one) {
    const auto has = [&](char flag) { return one.flags.find(flag) != std::string::npos; };
    const unsigned flags = (has('F') ? 1U : 0) | (has('S') ? 2U : 0) | (has('R') ? 4U : 0) | (has('A') ? 16U : 0);
    const std::uint16_t from = one.from_client ? one.client_port : 80;
    const std::uint16_t to = one.from_client ? 80 : one.client_port;
    return big(from, 2) + big(to, 2) + big(one.sequence, 4) + big(one.acknowledged, 4) + big(0x6000 | flags, 2) +
           big(512, 2) + big(0, 4) + "\2\4\5\xb4" + one.data; // one option
}

std::string ipv4_bytes(const tcp& one, unsigned fragment = 0) {
    const std::string inner = tcp_bytes(one);
    const std::string client = "\x7f" + std::string("\0\0\1", 3);
    const std::string server = "\x7f" + std::string("\0\0\2", 3);
    return big(0x4500, 2) + big(20 + inner.size(), 2) + big(7, 2) + big(fragment, 2) + big(0x4006, 2) + big(0, 2) +
           (one.from_client ? client + server : server + client) + inner;
}

/// extension: of headers between the address and TCP, each with the number of the next; first: its own.
std::string ipv6_bytes(const tcp& one, unsigned first = 6, const std::string& extension = "") {
    const std::string inner = extension + tcp_bytes(one);
    const std::string client = std::string(15, '\0') + "\1";
    const std::string server = "\x20\x01\x0d\xb8" + std::string(11, '\0') + "\1";
    return big(0x60000000, 4) + big(inner.size(), 2) + big(first, 1) + "\x40" +
           (one.from_client ? client + server : server + client) + inner;
}

std::string pcap_header(order in, unsigned link, std::uint32_t magic = 0xa1b2c3d4) {
    return number(in, magic, 4) + number(in, 2, 2) + number(in, 4, 2) + number(in, 0, 8) + number(in, 65535, 4) +
           number(in, link, 4);
}
std::string record(order in, const std::string& packet, std::size_t on_wire = 0) {
    return number(in, 0, 8) + number(in, packet.size(), 4) + number(in, on_wire == 0 ? packet.size() : on_wire, 4) +
           packet;
}
std::string block(order in, unsigned type, std::string body) {
    body.resize((body.size() + 3) / 4 * 4);
    return number(in, type, 4) + number(in, body.size() + 12, 4) + body + number(in, body.size() + 12, 4);
}
std::string section(order in) {
    return block(in, 0x0a0d0d0a, number(in, 0x1a2b3c4d, 4) + number(in, 1, 4) + number(in, ~std::uint64_t{0}, 8));
}
std::string interface(order in, unsigned link, unsigned snapshot = 0) {
    return block(in, 1, number(in, link, 2) + number(in, 0, 2) + number(in, snapshot, 4));
}
std::string enhanced(order in, unsigned index, const std::string& packet, std::size_t on_wire = 0) {
    return block(in, 6,
                 number(in, index, 4) + number(in, 0, 8) + number(in, packet.size(), 4) +
                     number(in, on_wire == 0 ? packet.size() : on_wire, 4) + packet);
}

// Reading them: from a block of exactly their size

struct in_memory {
    explicit in_memory(const std::string& from) : size(from.size()), bytes(new std::byte[from.size()]) {
        if (size != 0) std::memcpy(bytes.get(), from.data(), size);
    }
    std::span<const std::byte> span() const { return {bytes.get(), size}; }

    std::size_t size;
    std::unique_ptr<std::byte[]> bytes;
};

/// What is seen of a direction.
struct seen_stream {
    std::string bytes; // with "[n]" for a hole of n bytes
    std::vector<std::uint64_t> cuts;
    ending end = ending::open;
    bool has_beginning = false;
    std::uint64_t missing_behind = 0;
    std::vector<std::string> odd;
};
struct seen_connection {
    std::string client, server;
    seen_stream from_client, from_server;
    std::vector<captured_turn> turns;
};
struct seen_capture {
    std::vector<seen_connection> connections;
    std::map<std::string, passed_over> passed;
    std::uint64_t filtered = 0;
    std::string error;
};

seen_stream seen(stream_store& store, const captured_direction& one) {
    seen_stream made;
    std::uint64_t expected = 0;
    store.read(one.stored, [&](const stream_piece& piece) {
        EXPECT_EQ(piece.at, expected + piece.missing);
        expected = piece.at + piece.bytes.size();
        if (piece.missing != 0) made.bytes += "[" + std::to_string(piece.missing) + "]";
        made.bytes += piece.bytes;
        return true;
    });
    made.cuts = load_stream(store, one).cuts;
    made.end = one.end;
    made.has_beginning = one.has_beginning;
    made.missing_behind = one.missing_behind;
    for (const stream_oddity& odd : one.oddities)
        made.odd.push_back("packet " + std::to_string(odd.packet) + " at " + std::to_string(odd.at) + ": " + odd.what);
    return made;
}

seen_capture connections_of(const std::string& capture, const capture_filter& only = {}) {
    const in_memory file(capture);
    packet_reader packets(bytes_of(file.span()));
    const auto all = read_connections(packets, only);
    seen_capture made{{}, all->passed, all->filtered, all->error ? to_string(*all->error) : ""};
    for (const auto& one : all->connections) {
        const captured_stream up = load_stream(all->store, one->from_client),
                              down = load_stream(all->store, one->from_server);
        made.connections.push_back({to_string(one->from_client.from), to_string(one->from_client.to),
                                    seen(all->store, one->from_client), seen(all->store, one->from_server),
                                    turns_of(*one, up, down)});
    }
    return made;
}

struct read_capture {
    std::vector<captured_packet> packets; // their bytes are gone
    std::vector<std::size_t> sizes;
    std::optional<capture_error> error;
    std::uint64_t malformed = 0;
};
read_capture packets_of(const std::string& capture) {
    const in_memory file(capture);
    packet_reader reader(bytes_of(file.span()));
    read_capture made;
    while (const auto packet = reader.next()) {
        made.sizes.push_back(packet->bytes.size());
        made.packets.push_back(*packet);
    }
    made.error = reader.error();
    made.malformed = reader.malformed();
    return made;
}

std::string capture_of(const std::vector<tcp>& segments) {
    std::string file = pcap_header(order::little, 101);
    for (const tcp& one : segments) file += record(order::little, ipv4_bytes(one));
    return file;
}

/// The one connection: a handshake at 1000 and 5000, then what is given.
seen_connection connection_of(std::vector<tcp> segments, std::uint32_t first = 1000) {
    std::vector<tcp> all = {
        {true, first, "S", "", 0}, {false, 5000, "SA", "", first + 1}, {true, first + 1, "A", "", 5001}};
    all.insert(all.end(), segments.begin(), segments.end());
    seen_capture made = connections_of(capture_of(all));
    EXPECT_EQ(made.error, "");
    EXPECT_EQ(made.connections.size(), 1U);
    return made.connections.at(0);
}

const std::vector<tcp> hello = {
    {true, 1001, "A", "he", 5001}, {true, 1003, "A", "llo", 5001}, {true, 1006, "FA", "", 5001}};

// Files

TEST(packet_reader, reads_either_byte_order_and_all_precisions_of_pcap) {
    for (const order in : {order::big, order::little})
        for (const std::uint32_t magic : {0xa1b2c3d4U, 0xa1b23c4dU, 0xa1b2cd34U}) {
            const auto with = [&](const std::string& packet) { // the modified form has 8 bytes more
                std::string one = number(in, 5, 4) + number(in, 250, 4) + record(in, packet).substr(8);
                if (magic == 0xa1b2cd34U) one.insert(16, 8, '\x7f');
                return one;
            };
            const read_capture made = packets_of(pcap_header(in, 1, magic) + with("one") + with(""));
            ASSERT_FALSE(made.error) << to_string(*made.error);
            ASSERT_EQ(made.packets.size(), 2U);
            EXPECT_EQ(made.packets[0].link, 1);
            EXPECT_EQ(made.packets[0].time_ns, 5'000'000'000U + (magic == 0xa1b23c4dU ? 250U : 250'000U));
            EXPECT_EQ(made.sizes, (std::vector<std::size_t>{3, 0}));
            EXPECT_EQ(made.packets[1].number, 2U);
        }
}

TEST(packet_reader, reads_sections_of_either_byte_order_with_interfaces_of_their_own) {
    const std::string fine_clock =
        number(order::little, 9, 2) + number(order::little, 1, 2) + std::string("\x09\0\0\0", 4);
    const read_capture made =
        packets_of(section(order::little) + interface(order::little, 1) +
                   block(order::little, 1, number(order::little, 101, 2) + number(order::little, 0, 6) + fine_clock) +
                   block(order::little, 6,
                         number(order::little, 1, 4) + number(order::little, 0, 4) + number(order::little, 77, 4) +
                             number(order::little, 3, 4) + number(order::little, 3, 4) + "one") +
                   block(order::little, 5, "statistics") + section(order::big) + interface(order::big, 113) +
                   enhanced(order::big, 0, "two"));
    ASSERT_FALSE(made.error) << to_string(*made.error);
    ASSERT_EQ(made.packets.size(), 2U);
    EXPECT_EQ(made.packets[0].link, 101);
    EXPECT_EQ(made.packets[0].time_ns, 77U);
    EXPECT_EQ(made.packets[1].link, 113);
}

TEST(packet_reader, reads_simple_and_old_packet_blocks) {
    const order in = order::little;
    const read_capture made = packets_of(
        section(in) + interface(in, 101, 4) + block(in, 3, number(in, 3, 4) + "one") +
        block(in, 2,
              number(in, 0, 2) + number(in, 9, 2) + number(in, 0, 8) + number(in, 3, 4) + number(in, 3, 4) + "two"));
    ASSERT_FALSE(made.error) << to_string(*made.error);
    EXPECT_EQ(made.packets.size(), 2U);
}

TEST(packet_reader, reads_what_a_snapshot_length_left) {
    const order in = order::little;
    const std::string one = section(in) + interface(in, 101, 4) + enhanced(in, 0, "one");
    for (const std::string& file : {pcap_header(in, 101) + record(in, "one") + record(in, "two!", 9),
                                    one + enhanced(in, 0, "two!", 9), one + block(in, 3, number(in, 9, 4) + "two!")}) {
        const read_capture made = packets_of(file);
        EXPECT_FALSE(made.error);
        EXPECT_EQ(made.sizes, (std::vector<std::size_t>{3, 4}));
    }
}

TEST(packet_reader, reads_up_to_the_place_where_a_capture_ends_too_early) {
    const order in = order::big;
    const std::string files[] = {pcap_header(in, 101) + record(in, "one") + record(in, "two"),
                                 section(in) + interface(in, 101) + enhanced(in, 0, "one") + enhanced(in, 0, "two")};
    for (const std::string& file : files)
        for (std::size_t size = 0; size < file.size(); ++size) {
            const read_capture made = packets_of(file.substr(0, size));
            // A file that ends between two packets, or blocks, is a whole one.
            const bool is_whole = &file == &files[0] ? size == 24 || size == 24 + 19
                                                     : size == 28 || size == 28 + 20 || size == 28 + 20 + 36;
            EXPECT_EQ(!made.error, is_whole) << size;
            if (!made.error || made.error->packet == 0) continue;
            EXPECT_EQ(made.error->packet, made.packets.size() + 1);
        }
}

TEST(packet_reader, gives_the_same_packets_however_the_file_comes) {
    const order in = order::little;
    const std::string file = section(in) + interface(in, 101) + enhanced(in, 0, "one") +
                             block(in, 5, std::string(100, 's')) + enhanced(in, 0, "three");
    for (std::size_t piece = 1; piece < 40; ++piece) {
        std::size_t at = 0;
        packet_reader reader([&] {
            const std::size_t size = std::min(piece, file.size() - at);
            at += size;
            return std::as_bytes(std::span(file)).subspan(at - size, size);
        });
        std::string all;
        while (const auto packet = reader.next())
            all += std::string(reinterpret_cast<const char*>(packet->bytes.data()), packet->bytes.size()) + ".";
        EXPECT_EQ(all, "one.three.") << piece;
        EXPECT_FALSE(reader.error());
    }
}

TEST(packet_reader, refuses_what_is_no_capture) {
    const struct {
        std::string file, why;
    } cases[] = {
        {"", "expected a capture, found no bytes"},
        {"abc", "expected a capture, found the end of the file"},
        {"trace 1\n", "expected a capture: pcap or pcapng"},
        {"\x1f\x8b\x08\x04....", "expected a capture, found what gzip made of one: unpack it first"},
        {section(order::big) + big(5, 4) + big(13, 4) + big(0, 8),
         "packet 1: expected a block of a multiple of 4 bytes, found one of 13"},
        {section(order::big) + big(6, 4) + big(12, 4) + big(13, 4),
         "packet 1: expected the block's length again after it"},
        {section(order::big) + big(6, 4) + big(0x7ffffff0, 4) + big(0, 8),
         "packet 1: expected a block of at most 16777216 bytes, found one of 2147483632"},
        {pcap_header(order::big, 1) + big(0, 8) + big(0x7fffffff, 4) + big(0, 4),
         "packet 1: expected at most 16777216 bytes in a packet, found 2147483647"},
        {section(order::big) + block(order::big, 1, "four"),
         "packet 1: expected an interface's link type and snapshot length"},
    };
    for (const auto& each : cases) {
        const read_capture made = packets_of(each.file);
        ASSERT_TRUE(made.error) << each.why;
        EXPECT_EQ(to_string(*made.error), each.why);
    }
}

TEST(packet_reader, passes_over_a_block_that_says_what_can_not_be) {
    const read_capture made = packets_of(
        section(order::big) + enhanced(order::big, 0, "no interface") + interface(order::big, 1) +
        block(order::big, 6, std::string(12, '\0') + big(9, 4) + big(9, 4)) + enhanced(order::big, 0, "one"));
    EXPECT_FALSE(made.error);
    EXPECT_EQ(made.malformed, 2U);
    ASSERT_EQ(made.packets.size(), 1U);
    EXPECT_EQ(made.packets[0].number, 3U);
}

// Layers

const std::string ip_type = big(0x0800, 2), macs(12, 'm');

std::string udp_of(unsigned port, const std::string& data) {
    const std::string udp = big(40000, 2) + big(port, 2) + big(8 + data.size(), 2) + big(0, 2) + data;
    return big(0x4500, 2) + big(20 + udp.size(), 2) + big(7, 2) + big(0, 2) + big(0x4011, 2) + big(0, 2) + big(1, 8) +
           udp;
}
std::string ip_of(unsigned protocol, const std::string& data) {
    return big(0x4500, 2) + big(20 + data.size(), 2) + big(7, 2) + big(0, 2) + big(0x40, 1) + big(protocol, 1) +
           big(0, 2) + big(1, 8) + data;
}

TEST(layer_parser, takes_off_every_link_header) {
    const std::string tag = big(5, 2), snap = big(0xaaaa03000000, 6) + ip_type;
    const struct {
        unsigned link;
        std::string header;
    } links[] = {
        {0, little(2, 4)},
        {108, big(2, 4)},
        {101, ""},
        {12, ""},
        {14, ""},
        {228, ""},
        {1, macs + ip_type},
        {1, macs + big(0x8100, 2) + tag + ip_type},
        {1, macs + big(0x88a8, 2) + tag + big(0x8100, 2) + tag + ip_type},
        {1, macs + big(70, 2) + snap},
        {1, macs + big(0x8847, 2) + big(0x00010040, 4) + big(0x00020140, 4)},
        {1, macs + big(0x8864, 2) + big(0x11000001, 4) + big(99, 2) + big(0x21, 2)},
        {1, macs + big(0x8847, 2) + big(0x00020140, 4) + big(0, 4) + macs + ip_type}, // a pseudowire
        {9, big(0xff030021, 4)},
        {9, "\x21"},
        {50, big(0x0f000800, 4)},
        {51, big(0x11000001, 4) + big(99, 2) + big(0x21, 2)},
        {104, big(0x0f000800, 4)},
        {105, big(0x0801, 2) + std::string(22, 'm') + snap},
        {105, big(0x8802, 2) + std::string(22, 'm') + big(0, 2) + snap},
        {127, little(0, 2) + little(9, 2) + std::string(5, 'r') + big(0x0801, 2) + std::string(22, 'm') + snap},
        {113, std::string(14, 'm') + ip_type},
        {276, ip_type + std::string(18, 'm')}};
    for (const auto& each : links) {
        std::string file = pcap_header(order::little, each.link);
        file += record(order::little, each.header + ipv4_bytes({true, 1000, "S", "", 0}));
        file += record(order::little, each.header + ipv4_bytes({true, 1001, "A", "hello", 0}) + "padding");
        const seen_capture made = connections_of(file);
        ASSERT_EQ(made.connections.size(), 1U) << each.link << " " << made.passed.begin()->first;
        EXPECT_EQ(made.connections[0].from_client.bytes, "hello") << each.link;
        EXPECT_EQ(made.connections[0].client, "127.0.0.1:4711");
    }
}

TEST(layer_parser, goes_through_tunnels) {
    const std::string inner = ipv4_bytes({true, 1001, "A", "hello", 0}), frame = macs + ip_type + inner;
    const std::string tunnels[] = {
        ip_of(4, inner),                                              // IP in IP
        ip_of(47, big(0x00000800, 4) + inner),                        // GRE
        ip_of(47, big(0xb0000800, 4) + std::string(12, 'g') + inner), // with checksum, key and number
        ip_of(47, big(0x00006558, 4) + frame),                        // bridged
        ip_of(47, big(0x100088be, 4) + std::string(4, 'n') + std::string(8, 'e') + frame), // ERSPAN
        ip_of(97, big(0x3000, 2) + frame),                                                 // EtherIP
        ip_of(137, big(0x00020140, 4) + inner),                                            // MPLS
        udp_of(4789, big(0x0800000000000500, 8) + frame),                                  // VXLAN
        udp_of(6081, big(0x0100655800000500, 8) + "opti" + frame),                         // Geneve with an option
        udp_of(2152, big(0x34ff, 2) + big(0, 6) + big(0, 3) + "\x85" + big(0x01000000, 4) + inner), // GTP
        ip_of(4, ip_of(4, ip_of(4, inner))),
    };
    for (const std::string& tunnel : tunnels) {
        const seen_capture made = connections_of(pcap_header(order::little, 101) + record(order::little, tunnel));
        ASSERT_EQ(made.connections.size(), 1U) << (made.passed.empty() ? "" : made.passed.begin()->first);
        EXPECT_EQ(made.connections[0].from_client.bytes, "hello");
    }
    std::string deep = inner;
    for (int i = 0; i < 20; ++i) deep = ip_of(4, deep);
    EXPECT_EQ(connections_of(pcap_header(order::little, 101) + record(order::little, deep)).passed.begin()->first,
              "more than 16 layers");
}

TEST(layer_parser, reads_ipv6_behind_extension_headers) {
    const std::string hop_by_hop = big(60, 1) + big(0, 1) + std::string(6, '\0');
    const std::string options = big(44, 1) + big(1, 1) + std::string(14, '\0');
    const std::string whole_fragment = big(51, 1) + big(0, 7);
    const std::string authentication = big(6, 1) + big(1, 1) + std::string(10, '\0');
    const struct {
        unsigned first;
        std::string extension;
    } chains[] = {{6, ""}, {0, hop_by_hop + options + whole_fragment + authentication}};
    for (const auto& each : chains) {
        std::string file = pcap_header(order::little, 229);
        file += record(order::little, ipv6_bytes({true, 1000, "S", "", 0}, each.first, each.extension));
        file += record(order::little, ipv6_bytes({true, 1001, "A", "hello", 0}, each.first, each.extension));
        const seen_capture made = connections_of(file);
        ASSERT_EQ(made.connections.size(), 1U);
        EXPECT_EQ(made.connections[0].from_client.bytes, "hello");
        EXPECT_EQ(made.connections[0].client, "[::1]:4711");
        EXPECT_EQ(made.connections[0].server, "[2001:db8::1]:80");
    }
}

TEST(layer_parser, puts_fragments_together_in_any_order) {
    const std::string whole = ipv4_bytes({true, 1001, "A", "hello, and more", 0});
    const std::string data = whole.substr(20);
    const auto piece = [&](std::size_t at, std::size_t size) {
        const bool is_last = at + size >= data.size();
        const std::string part = data.substr(at, size);
        return whole.substr(0, 2) + big(20 + part.size(), 2) + big(7, 2) + big((is_last ? 0U : 0x2000U) | at / 8, 2) +
               whole.substr(8, 12) + part;
    };
    std::vector<std::string> pieces = {piece(0, 16), piece(16, 8), piece(24, 99), piece(16, 8)};
    std::sort(pieces.begin(), pieces.end());
    do {
        std::string file = pcap_header(order::little, 101);
        for (const std::string& one : pieces) file += record(order::little, one);
        const seen_capture made = connections_of(file);
        ASSERT_EQ(made.connections.size(), 1U);
        EXPECT_EQ(made.connections[0].from_client.bytes, "hello, and more");
    } while (std::next_permutation(pieces.begin(), pieces.end()));
}

TEST(layer_parser, names_what_a_packet_is_instead_and_goes_on) {
    const std::string good = ipv4_bytes({true, 1000, "S", "", 0});
    std::string short_header = good, short_tcp = good, udp = good;
    short_header[0] = '\x44';
    short_tcp[32] = '\x40';
    udp[9] = 17;
    const std::string fragment = big(6, 1) + big(0, 1) + big(8, 2) + big(0, 4);
    const struct {
        unsigned link;
        std::string packet, why;
    } cases[] = {
        {147, good, "link type 147"},
        {1, "short", "a link header that is not whole"},
        {113, std::string(15, 'm'), "a link header that is not whole"},
        {1, macs + big(0x8100, 2) + "t", "a VLAN tag that is not whole"},
        {1, macs + big(0x0806, 2) + "whatever", "ARP"},
        {1, macs + big(0x1234, 2) + "whatever", "EtherType 0x1234"},
        {1, macs + big(40, 2) + "\x42\x42\x03", "LLC without SNAP"},
        {105, big(0x0841, 2) + std::string(30, 'm'), "802.11, encrypted"},
        {101, "", "an IP header that is not whole"},
        {101, good.substr(0, 19), "an IPv4 header that is not whole"},
        {101, short_header, "an IPv4 header that is not whole"},
        {101, good.substr(0, 30), "a TCP header that is not whole"},
        {101, ipv4_bytes({true, 1000, "S", "", 0}, 0x2000), "IP fragments, read when all have come"},
        {101, ipv4_bytes({true, 1000, "S", "", 0}, 1), "IP fragments, read when all have come"},
        {101, ipv6_bytes({true, 1000, "S", "", 0}).substr(0, 39), "an IPv6 header that is not whole"},
        {101, ipv6_bytes({true, 1000, "S", "", 0}, 44, fragment), "IP fragments, read when all have come"},
        {101, ipv6_bytes({true, 1000, "S", "", 0}, 0, big(6, 1) + big(255, 1) + big(0, 6)),
         "an IPv6 extension header that is not whole"},
        {101, short_tcp, "a malformed TCP header"},
        {101, udp, "UDP"},
        {101, ip_of(89, "hello"), "OSPF"},
        {101, ip_of(200, "hello"), "IP protocol 200"},
    };
    for (const auto& each : cases) {
        const std::string other = section(order::little) + interface(order::little, each.link) +
                                  interface(order::little, 101) + enhanced(order::little, 0, each.packet) +
                                  enhanced(order::little, 1, ipv4_bytes({true, 1001, "A", "good", 0}));
        const seen_capture made = connections_of(other);
        ASSERT_EQ(made.passed.size(), 1U) << each.why;
        EXPECT_EQ(made.passed.begin()->first, each.why);
        EXPECT_EQ(made.passed.begin()->second.first, 1U);
        ASSERT_EQ(made.connections.size(), 1U);
        EXPECT_EQ(made.connections[0].from_client.bytes, "good");
    }
}

// Streams

TEST(read_connections, puts_segments_into_order) {
    const seen_connection one = connection_of({hello[1], hello[2], hello[0]});
    EXPECT_EQ(one.from_client.bytes, "hello");
    EXPECT_EQ(one.from_client.cuts, (std::vector<std::uint64_t>{2}));
    EXPECT_EQ(one.from_client.end, ending::eof);
    EXPECT_EQ(one.from_server.end, ending::open);
}

TEST(read_connections, drops_what_was_sent_again) {
    const seen_connection one = connection_of({hello[0],
                                               hello[0],
                                               {true, 1001, "A", "hel", 5001},
                                               {true, 1002, "A", "el", 5001},
                                               hello[1],
                                               hello[0],
                                               hello[2],
                                               hello[2]});
    EXPECT_EQ(one.from_client.bytes, "hello");
    EXPECT_EQ(one.from_client.cuts, (std::vector<std::uint64_t>{2, 3}));
    EXPECT_TRUE(one.from_client.odd.empty());
}

TEST(read_connections, joins_segments_that_overlap_while_they_wait) {
    const seen_connection one = connection_of(
        {{true, 1004, "A", "lo wo", 5001}, {true, 1003, "A", "llo ", 5001}, {true, 1001, "A", "hell", 5001}});
    EXPECT_EQ(one.from_client.bytes, "hello wo");
    EXPECT_TRUE(one.from_client.odd.empty());
}

TEST(read_connections, marks_bytes_that_were_sent_again_as_others_and_reads_on) {
    const std::string words = "the byte was sent again, and was another; the first one is shown";
    const seen_connection once = connection_of({hello[0], {true, 1001, "A", "hEllo", 5001}});
    EXPECT_EQ(once.from_client.odd, (std::vector<std::string>{"packet 5 at 1: " + words}));
    EXPECT_EQ(once.from_client.bytes, "hello");
    const seen_connection waiting = connection_of({hello[1], {true, 1001, "A", "help", 5001}});
    EXPECT_EQ(waiting.from_client.odd, (std::vector<std::string>{"packet 4 at 3: " + words}));
    EXPECT_EQ(waiting.from_client.bytes, "helpo");
    // What the peer has read it does not read again.
    const seen_connection read =
        connection_of({hello[0], {false, 5001, "A", "", 1003}, {true, 1001, "A", "XXllo", 5001}});
    EXPECT_TRUE(read.from_client.odd.empty());
    EXPECT_EQ(read.from_client.bytes, "hello");
}

TEST(read_connections, goes_on_where_sequence_numbers_wrap) {
    const std::uint32_t first = 0xfffffffd;
    const seen_connection one = connection_of({{true, 0, "A", "llo", 5001},
                                               {true, first + 1, "A", "he", 5001},
                                               {true, 3, "FA", "", 5001},
                                               {false, 5001, "A", "", 4}},
                                              first);
    EXPECT_EQ(one.from_client.bytes, "hello");
    EXPECT_EQ(one.from_client.end, ending::eof);
    EXPECT_EQ(one.from_client.missing_behind, 0U);
}

TEST(read_connections, reads_on_behind_a_hole_and_says_how_large_it_is) {
    EXPECT_EQ(connection_of({hello[1], hello[2]}).from_client.bytes, "[2]llo");
    EXPECT_EQ(connection_of({hello[0], hello[2]}).from_client.missing_behind, 3U);
    EXPECT_EQ(connection_of({hello[0], {true, 1005, "R", "", 0}}).from_client.missing_behind, 2U);
    EXPECT_EQ(connection_of({hello[0], {true, 1105, "A", "more", 0}}).from_client.bytes, "he[102]more");
    EXPECT_EQ(connection_of({hello[0], {false, 5001, "A", "", 1006}}).from_client.missing_behind, 3U);
    EXPECT_EQ(connection_of({hello[0], {false, 5001, "A", "", 1006}, hello[1], hello[2], {false, 5001, "A", "", 1007}})
                  .from_client.missing_behind,
              0U);
}

TEST(read_connections, takes_the_end_for_no_byte) {
    const seen_connection one = connection_of(
        {hello[0], {true, 1003, "FA", "", 5001}, {false, 5001, "FA", "", 1004}, {true, 1004, "A", "", 5002}});
    EXPECT_EQ(one.from_client.missing_behind, 0U);
    EXPECT_EQ(one.from_server.missing_behind, 0U);
}

TEST(read_connections, gives_up_a_hole_that_too_much_waits_behind) {
    const std::string large(60000, 'x');
    std::vector<tcp> segments = {hello[0]};
    std::uint32_t at = 1010;
    for (int i = 0; i < 8; ++i, at += 60000) {
        segments.push_back({true, at, "A", large, 5001});
        segments.push_back({false, 5001, "A", "", at + 60000}); // the peer has read it
    }
    segments.push_back({true, 1003, "A", "llo and ", 5001}); // too late
    const seen_connection one = connection_of(segments);
    EXPECT_EQ(one.from_client.bytes.substr(0, 8), "he[7]xxx");
    EXPECT_EQ(one.from_client.bytes.size(), 2U + 3 + 8 * 60000);
}

TEST(read_connections, reads_what_a_snapshot_left_of_a_segment) {
    const std::string whole = ipv4_bytes({true, 1003, "A", "llo, world", 5001});
    std::string file = capture_of({{true, 1000, "S", "", 0}, hello[0]});
    file += record(order::little, whole.substr(0, whole.size() - 7), whole.size());
    file += record(order::little, ipv4_bytes({true, 1013, "A", "more", 5001}));
    EXPECT_EQ(connections_of(file).connections.at(0).from_client.bytes, "hello[7]more");
    file += record(order::little, whole); // sent again, and captured
    EXPECT_EQ(connections_of(file).connections.at(0).from_client.bytes, "hello, worldmore");
}

TEST(read_connections, reads_a_connection_that_began_before_the_capture) {
    for (const bool is_acknowledged : {false, true}) {
        std::vector<tcp> segments = {
            {true, 1003, "A", "llo", 5001}, {true, 1001, "A", "he", 5001}, {true, 1006, "A", " all", 5001}};
        if (is_acknowledged) segments.push_back({false, 5001, "A", "", 1010});
        const seen_capture made = connections_of(capture_of(segments));
        ASSERT_EQ(made.connections.size(), 1U);
        EXPECT_EQ(made.connections[0].from_client.bytes, "hello all"); // out of order, too
        EXPECT_FALSE(made.connections[0].from_client.has_beginning);
    }
    // The peer's acknowledgement says where it begins: a probe in front of it is none of its bytes.
    const seen_capture probed = connections_of(
        capture_of({{false, 5001, "A", "", 1003}, {true, 1002, "A", "?", 5001}, {true, 1003, "A", "llo", 5001}}));
    EXPECT_EQ(probed.connections.at(0).from_client.bytes, "llo");
}

TEST(read_connections, takes_the_port_of_a_service_for_the_server) {
    const seen_capture made =
        connections_of(capture_of({{false, 5001, "A", "hi", 1001}, {true, 1001, "A", "hello", 5003}}));
    ASSERT_EQ(made.connections.size(), 1U);
    EXPECT_EQ(made.connections[0].server, "127.0.0.2:80");
    EXPECT_EQ(made.connections[0].from_server.bytes, "hi");
}

TEST(read_connections, knows_the_client_by_the_answer_to_its_syn) {
    const seen_capture made =
        connections_of(capture_of({{false, 5000, "SA", "", 1001}, {true, 1001, "A", "hello", 5001}}));
    ASSERT_EQ(made.connections.size(), 1U);
    EXPECT_EQ(made.connections[0].from_client.bytes, "hello");
    EXPECT_TRUE(made.connections[0].from_client.has_beginning);
}

TEST(read_connections, takes_data_that_comes_with_the_syn) {
    const seen_capture made = connections_of(capture_of({{true, 1000, "S", "he", 0}, {true, 1003, "A", "llo", 5001}}));
    EXPECT_EQ(made.connections.at(0).from_client.bytes, "hello");
}

TEST(read_connections, passes_over_probes_whether_the_peer_is_there) {
    const seen_connection one = connection_of({{true, 1000, "A", "", 5001},
                                               {true, 1000, "A", "?", 5001},
                                               hello[0],
                                               {true, 1002, "A", "?", 5001},
                                               {false, 5001, "A", "", 1003},
                                               {true, 1002, "A", "?", 5001},
                                               {true, 1002, "A", "", 5001},
                                               hello[1]});
    EXPECT_EQ(one.from_client.bytes, "hello");
    EXPECT_TRUE(one.from_client.odd.empty());
}

TEST(read_connections, marks_bytes_behind_the_end_and_drops_those_in_front_of_the_beginning) {
    const seen_connection behind = connection_of({hello[0], {true, 1003, "FA", "", 5001}, hello[1]});
    EXPECT_EQ(behind.from_client.bytes, "he");
    EXPECT_EQ(behind.from_client.odd,
              (std::vector<std::string>{"packet 6 at 2: bytes after the stream's end, not shown"}));
    EXPECT_EQ(connection_of({{true, 999, "A", "..hello", 5001}}).from_client.bytes, "hello");
    EXPECT_EQ(connection_of({{true, 990, "A", "hello", 5001}}).from_client.bytes, "");
}

TEST(read_connections, tells_an_end_in_good_order_from_a_reset) {
    EXPECT_EQ(connection_of({hello[0], {true, 1003, "R", "", 0}}).from_client.end, ending::reset);
    EXPECT_EQ(connection_of({hello[0], {true, 1003, "FA", "", 5001}, {true, 1004, "R", "", 0}}).from_client.end,
              ending::eof);
    const seen_connection by_server = connection_of({hello[0], {false, 5001, "RA", "why", 1003}});
    EXPECT_EQ(by_server.from_client.end, ending::open);
    EXPECT_EQ(by_server.from_server.end, ending::reset);
    EXPECT_EQ(by_server.from_server.bytes, "");
}

TEST(read_connections, reads_on_behind_a_reset_that_did_not_hold) {
    const seen_connection stale = connection_of({hello[0], {true, 900, "R", "", 0}, hello[1], hello[2]});
    EXPECT_EQ(stale.from_client.bytes, "hello");
    EXPECT_EQ(stale.from_client.end, ending::eof);
    EXPECT_EQ(stale.from_client.odd, (std::vector<std::string>{"packet 5 at 2: a reset of another time, skipped"}));
    const seen_connection forged = connection_of({hello[0], {true, 1003, "R", "", 0}, hello[1], hello[2]});
    EXPECT_EQ(forged.from_client.bytes, "hello");
    EXPECT_EQ(forged.from_client.odd,
              (std::vector<std::string>{"packet 5 at 2: a reset after which the sender continued"}));
}

TEST(read_connections, keeps_to_the_first_of_two_answers_once_it_was_taken) {
    const tcp syn{true, 1000, "S", "", 0}, first{false, 5000, "SA", "", 1001}, second{false, 7000, "SA", "", 1001};
    const seen_capture taken = connections_of(capture_of({syn, first, {false, 5001, "A", "hi", 1001}, second}));
    ASSERT_EQ(taken.connections.size(), 1U);
    EXPECT_EQ(taken.connections[0].from_server.bytes, "hi");
    const seen_capture changed = connections_of(capture_of({syn, first, second, {false, 7001, "A", "hi", 1001}}));
    ASSERT_EQ(changed.connections.size(), 1U);
    EXPECT_EQ(changed.connections[0].from_server.bytes, "hi");
}

TEST(read_connections, keeps_connections_apart) {
    std::vector<tcp> all;
    for (const std::uint16_t port :
         std::initializer_list<std::uint16_t>{4711, 4712, 4711}) { // the last: the first's port, used again
        const std::uint32_t first = all.size() < 6 ? 1000 : 90000;
        all.push_back({true, first, "S", "", 0, port});
        all.push_back({false, 5000 + first, "SA", "", first + 1, port});
        all.push_back({true, first + 1, "FA", "from " + std::to_string(first + port), 5001 + first, port});
    }
    std::swap(all[2], all[4]);
    const seen_capture made = connections_of(capture_of(all));
    ASSERT_EQ(made.connections.size(), 3U);
    EXPECT_EQ(made.connections[0].from_client.bytes, "from 5711");
    EXPECT_EQ(made.connections[1].from_client.bytes, "from 5712");
    EXPECT_EQ(made.connections[2].from_client.bytes, "from 94711");
    EXPECT_EQ(connections_of(capture_of(all), {4712, ""}).connections.size(), 1U);
    EXPECT_EQ(connections_of(capture_of(all), {4712, ""}).filtered, 6U);
    EXPECT_EQ(connections_of(capture_of(all), {0, "127.0.0.2"}).connections.size(), 3U);
    EXPECT_EQ(connections_of(capture_of(all), {0, "127.0.0.3"}).filtered, 9U);
}

TEST(read_connections, takes_bytes_from_far_away_for_another_connection) {
    const seen_capture made =
        connections_of(capture_of({{true, 1000, "S", "", 0}, hello[0], {true, 0x90000000, "A", "other", 5001}}));
    ASSERT_EQ(made.connections.size(), 2U);
    EXPECT_EQ(made.connections[1].from_client.bytes, "other");
}

TEST(read_connections, forgets_connections_without_bytes_when_they_are_too_many) {
    std::string file = pcap_header(order::little, 101);
    file += record(order::little, ipv4_bytes({true, 1000, "S", "hi", 0}));
    for (unsigned i = 0; i < 70000; ++i) {
        std::string syn = ipv4_bytes({true, 1000, "S", "", 0, static_cast<std::uint16_t>(i)});
        syn[13] = static_cast<char>(2 + i / 65536);
        file += record(order::little, syn);
    }
    const seen_capture made = connections_of(file);
    EXPECT_LE(made.connections.size(), 65537U);
    EXPECT_EQ(made.connections.at(0).from_client.bytes, "hi");
}

TEST(read_connections, passes_over_a_connection_that_nobody_took) {
    const seen_capture made = connections_of(capture_of({{true, 1000, "S", "", 0}, {false, 0, "RA", "", 1001}}));
    ASSERT_EQ(made.connections.size(), 1U);
    EXPECT_EQ(made.connections[0].from_client.bytes, "");
}

TEST(read_connections, says_who_spoke_when) {
    const seen_connection one =
        connection_of({hello[0], {false, 5001, "A", "HE", 1003}, hello[1], hello[2], {false, 5003, "FA", "LLO", 1007}});
    ASSERT_EQ(one.turns.size(), 4U);
    EXPECT_EQ(one.turns[0].until, 2U);
    EXPECT_FALSE(one.turns[1].is_client);
    EXPECT_EQ(one.turns[2].until, 5U);
    EXPECT_TRUE(one.turns[2].ends);
    EXPECT_EQ(one.turns[3].until, 5U);
    EXPECT_TRUE(one.turns[3].ends);
}

TEST(stream_store, gives_back_what_went_to_the_disk) {
    stream_store store;
    stored_stream streams[3];
    std::string expected[3];
    for (unsigned i = 0; i < 3000; ++i) {
        const std::string bytes(i * 7 % 20000, static_cast<char>('a' + i % 26));
        expected[i % 3] += bytes;
        ASSERT_TRUE(store.append(streams[i % 3], {0, 0, i, 0, bytes}));
    }
    for (unsigned i = 0; i < 3; ++i) {
        std::string found;
        std::uint64_t next = i;
        EXPECT_TRUE(store.read(streams[i], [&](const stream_piece& piece) {
            EXPECT_EQ(piece.packet, next);
            next += 3;
            found += piece.bytes;
            return true;
        }));
        EXPECT_EQ(found, expected[i]);
    }
}

// Traces of them

compiled_trace compiled_text(const std::string& text, const layout& in = named_layouts()[0]) {
    const parsed_trace parsed = parse_trace(text, "a.trace");
    EXPECT_FALSE(parsed.error) << to_string(*parsed.error) << "\n" << text;
    compiled made = compile(parsed.value, in);
    EXPECT_FALSE(made.error) << to_string(*made.error) << "\n" << text;
    return made.value;
}

struct imported_capture {
    std::vector<imported_trace> traces;
    std::vector<std::string> notes;
    std::string error;
};
imported_capture imported(const std::string& capture, import_settings how = {}) {
    const in_memory file(capture);
    if (how.origin.empty()) how.origin = "A capture (2).pcap";
    imported_capture all;
    const imported_traces made = import_capture(bytes_of(file.span()), how, [&](const imported_trace& one) {
        all.traces.push_back(one);
        return std::string();
    });
    all.notes = made.notes;
    all.error = made.error;
    return all;
}

TEST(import_capture, makes_a_trace_of_each_direction_that_has_bytes) {
    const imported_capture made = imported(capture_of({{true, 1000, "S", "", 0},
                                                       {false, 5000, "SA", "", 1001},
                                                       {true, 1001, "A", std::string("\5\0\0\0h", 5), 5001},
                                                       {true, 1006, "FA", "ello", 5001},
                                                       {false, 5001, "RA", "", 1011}}));
    ASSERT_EQ(made.error, "");
    ASSERT_EQ(made.traces.size(), 1U);
    EXPECT_EQ(made.traces[0].id, "a-capture-2-1-from-client");
    EXPECT_EQ(made.traces[0].text, "trace 1\n"
                                   "id: a-capture-2-1-from-client\n"
                                   "about: Bytes that a client sent.\n"
                                   "req: FRAME-SPLIT-1 MUST\n"
                                   "role: frame_decoder\n"
                                   "layout: width=4,order=little,signed\n"
                                   "splits: hinted\n"
                                   "origin: A capture (2).pcap, imported, unreviewed\n"
                                   "rev: 1\n"
                                   "--\n"
                                   "> x\"05000000\"\n"
                                   "= begin 5\n"
                                   "> \"h\" | \"ello\"\n"
                                   "= data \"hello\"\n"
                                   "= end\n"
                                   "> eof\n");
}

TEST(import_capture, expects_what_the_library_shows_of_bad_streams_too) {
    const imported_capture made = imported(capture_of(
        {{true, 1000, "S", "", 0}, {true, 1001, "A", "GET / HTTP/1.1\r\n\r\n", 0}, {true, 1019, "R", "", 0}}));
    ASSERT_EQ(made.error, "");
    const std::string& text = made.traces.at(0).text;
    EXPECT_NE(text.find("> \"GET \"\n! frame_too_large at=0\n"), std::string::npos) << text;
    EXPECT_NE(text.find("> reset\n"), std::string::npos) << text;
}

TEST(import_capture, takes_further_lines_for_other_roles) {
    const std::string header = R"({"cmd": "put", "filename": "a # b.txt", "filesize": 3})";
    import_settings how;
    how.role = "header_message";
    how.lines["body"] = "request";
    const imported_capture made = imported(
        capture_of({{true, 1000, "S", "", 0}, {true, 1001, "FA", little(header.size(), 4) + header + "`\"\\", 0}}),
        how);
    ASSERT_EQ(made.error, "");
    const compiled_trace one = compiled_text(made.traces.at(0).text);
    EXPECT_EQ(one.bytes, little(header.size(), 4) + header + "`\"\\");
    how.lines["no_such"] = "line";
    EXPECT_NE(imported(capture_of({{true, 1000, "S", "", 0}, {true, 1001, "A", "x", 0}}), how).error.find("no_such"),
              std::string::npos);
}

TEST(import_capture, makes_one_trace_of_an_exchange) {
    import_settings how;
    how.role = "server";
    how.lines["system"] = "echo";
    std::vector<tcp> all = {{true, 1000, "S", "", 0}, {false, 5000, "SA", "", 1001}};
    all.push_back({true, 1001, "A", "he", 5001});
    all.push_back({true, 1003, "A", "llo", 5001});
    all.push_back({false, 5001, "A", "HELLO", 1006});
    all.push_back({true, 1006, "FA", "", 5006});
    all.push_back({false, 5006, "FA", "", 1007});
    const imported_capture made = imported(capture_of(all), how);
    ASSERT_EQ(made.error, "");
    ASSERT_EQ(made.traces.size(), 1U);
    const std::string& text = made.traces[0].text;
    EXPECT_NE(text.find("--\n> \"he\" | \"llo\"\n< \"HELLO\"\n> eof\n= closed\n"), std::string::npos) << text;
    compiled_text(text);
}

TEST(import_capture, says_why_nothing_was_imported) {
    EXPECT_EQ(imported("no capture at all").error, "expected a capture: pcap or pcapng");
    EXPECT_EQ(imported(pcap_header(order::little, 1)).error, "no TCP connection with bytes to import among 0 packets");
    const imported_capture late = imported(capture_of({{true, 1001, "A", "llo", 0}}));
    EXPECT_EQ(late.notes, (std::vector<std::string>{
                              "connection 1, from 127.0.0.1:4711 to 127.0.0.2:80: skipped, its beginning is missing"}));
    EXPECT_EQ(late.error, "no TCP connection with bytes to import among 1 packets");
    EXPECT_EQ(imported(pcap_header(order::little, 147) + record(order::little, "x")).notes,
              (std::vector<std::string>{"1 packets are link type 147, first packet 1"}));
    import_settings how;
    how.role = "value";
    EXPECT_EQ(imported(capture_of({}), how).error,
              "expected role frame_decoder, header_message, file_receiver, command_reply or server, found 'value'");
}

TEST(import_capture, takes_only_the_connection_that_is_asked_for) {
    std::vector<tcp> all;
    for (const std::uint16_t port : std::initializer_list<std::uint16_t>{4711, 4712}) {
        all.push_back({true, 1000, "S", "", 0, port});
        all.push_back({true, 1001U, "A", "bytes", 0, port});
    }
    import_settings how;
    EXPECT_EQ(imported(capture_of(all), how).traces.size(), 2U);
    how.connection = 2;
    EXPECT_EQ(imported(capture_of(all), how).traces.at(0).id, "a-capture-2-2-from-client");
    how.connection = 0;
    how.port = 4712;
    EXPECT_EQ(imported(capture_of(all), how).traces.size(), 1U);
}

TEST(import_capture, takes_the_good_connections_and_the_good_part_of_a_broken_one) {
    const std::string frame = std::string("\5\0\0\0hello", 9);
    const imported_capture made = imported(capture_of({{true, 1000, "S", "", 0, 4711},
                                                       {true, 1001, "A", frame, 0, 4711},
                                                       {true, 1000, "S", "", 0, 4712},
                                                       {true, 1001, "A", frame, 0, 4712},
                                                       {true, 1020, "A", frame, 0, 4712},
                                                       {true, 1000, "S", "", 0, 4713},
                                                       {true, 1005, "A", frame, 0, 4713}}));
    EXPECT_EQ(made.error, "");
    ASSERT_EQ(made.traces.size(), 2U);
    EXPECT_EQ(made.notes,
              (std::vector<std::string>{
                  "connection 2, from 127.0.0.1:4712 to 127.0.0.2:80: 10 bytes are missing; imported up to byte 9",
                  "connection 3, from 127.0.0.1:4713 to 127.0.0.2:80: skipped, its beginning is missing"}));
}

/// A connection in which the client sends this, 1,000 bytes a segment.
std::string capture_of_stream(const std::string& stream) {
    std::vector<tcp> all = {{true, 1000, "S", "", 0}};
    std::uint32_t sequence = 1001;
    for (std::size_t at = 0; at < stream.size(); at += 1000, sequence += 1000)
        all.push_back({true, sequence, "A", stream.substr(at, 1000), 0});
    all.push_back({true, 1001 + static_cast<std::uint32_t>(stream.size()), "FA", "", 0});
    return capture_of(all);
}

std::string frame_of(std::size_t size) { return little(size, 4) + std::string(size, 'x'); }

TEST(import_capture, cuts_a_long_stream_between_two_messages) {
    std::string stream;
    for (std::size_t size = 0; stream.size() < 200'000; size = (size + 977) % 3000) stream += frame_of(size);
    const imported_capture made = imported(capture_of_stream(stream));
    ASSERT_EQ(made.error, "");
    ASSERT_EQ(made.traces.size(), 4U);
    std::string all;
    for (std::size_t i = 0; i < made.traces.size(); ++i) {
        EXPECT_EQ(made.traces[i].id, "a-capture-2-1-from-client-" + std::to_string(i + 1));
        const compiled_trace one = compiled_text(made.traces[i].text);
        EXPECT_EQ(one.end, i + 1 == made.traces.size() ? ending::eof : ending::open);
        EXPECT_EQ(one.outcomes.at(0).expected.back().name, "end");
        all += one.bytes;
    }
    EXPECT_EQ(all, stream);
    EXPECT_TRUE(made.notes.empty());
}

TEST(import_capture, keeps_a_message_whole_that_is_longer_than_a_trace) {
    const std::string stream = frame_of(300'000) + frame_of(3);
    std::string all;
    for (const imported_trace& one : imported(capture_of_stream(stream)).traces) all += compiled_text(one.text).bytes;
    EXPECT_EQ(all, stream);
}

TEST(import_capture, says_where_a_long_stream_breaks) {
    const imported_capture made = imported(capture_of_stream(frame_of(50'000) + std::string(200'000, '\xff')));
    ASSERT_EQ(made.error, "");
    ASSERT_EQ(made.traces.size(), 1U);
    ASSERT_EQ(made.notes.size(), 1U);
    EXPECT_NE(made.notes[0].find("no frames after the error in front of it"), std::string::npos) << made.notes[0];
}

TEST(import_capture, leaves_out_an_exchange_that_is_too_long) {
    import_settings how;
    how.role = "server";
    how.lines["system"] = "echo";
    const imported_capture made = imported(capture_of_stream(std::string((4 << 20) + 1, 'x')), how);
    EXPECT_EQ(made.notes,
              (std::vector<std::string>{"connection 1: skipped, an exchange of 4194305 bytes, limit 4194304"}));
}

// And back

std::string exported(const compiled_trace& one, const schedule& deliveries) {
    capture_writer file;
    file.add(one, deliveries);
    return file.bytes();
}

compiled_trace case_with(const std::string& body, const std::string& role = "frame_decoder",
                         const std::string& lines = "") {
    return compiled_text("trace 1\nid: a\nabout: A case.\nreq: FRAME-LEN-1 MUST\nrole: " + role + "\n" + lines +
                         "rev: 1\n--\n" + body);
}

TEST(capture_writer, writes_one_segment_a_delivery) {
    const compiled_trace one =
        case_with("> frame{\"hello\"}\n= frame \"hello\"\n> frame{\"alex\"}\n= frame \"alex\"\n> eof\n");
    const seen_capture made = connections_of(exported(one, {2, 11, one.bytes.size()}));
    ASSERT_EQ(made.connections.size(), 1U);
    EXPECT_EQ(made.connections[0].from_client.bytes, one.bytes);
    EXPECT_EQ(made.connections[0].from_client.cuts, (std::vector<std::uint64_t>{2, 11}));
    EXPECT_EQ(made.connections[0].from_client.end, ending::eof);
}

TEST(capture_writer, writes_what_the_endpoint_sends) {
    const compiled_trace one =
        case_with("> \"he\"\n< \"HE\"\n> \"llo\"\n< \"LLO\"\n> eof\n< \"bye\"\n", "server", "system: echo\n");
    const seen_connection made = connections_of(exported(one, {2, 5})).connections.at(0);
    EXPECT_EQ(made.from_server.bytes, "HELLObye");
    EXPECT_EQ(made.turns.size(), 2U); // what it sends is one stream, due with its last byte
}

TEST(capture_writer, lets_servers_speak_to_clients) {
    const compiled_trace one =
        case_with("> frame{\"out\"}\n= output \"out\"\n= end\n", "command_reply", "form: struct\n");
    const seen_connection made = connections_of(exported(one, {7})).connections.at(0);
    EXPECT_EQ(made.from_server.bytes, one.bytes);
    EXPECT_EQ(made.from_client.bytes, "");
}

TEST(capture_writer, cuts_what_no_packet_holds) {
    const compiled_trace one = case_with("> \"xxxx\"\n! frame_too_large at=0\n> rep(200000 \"x\")\n> reset\n");
    const seen_connection made = connections_of(exported(one, {one.bytes.size()})).connections.at(0);
    EXPECT_EQ(made.from_client.bytes, one.bytes);
    EXPECT_EQ(made.from_client.cuts.size(), 3U);
    EXPECT_EQ(made.from_client.end, ending::reset);
}

TEST(capture_writer, leaves_out_cases_without_a_stream) {
    EXPECT_TRUE(is_exportable(case_with("> \"x\"\n")));
    EXPECT_FALSE(is_exportable(case_with("> \"x\"\n< frame{\"x\"}\n", "frame_encoder", "splits: exact\n")));
    EXPECT_FALSE(
        is_exportable(case_with("> \"x\"\n< \"X\"\n", "server", "system: echo\ntransport: udp\nsplits: exact\n")));
}

// Every case of the suite that has a stream comes back with the bytes, cuts and end that it had, and where it is a
// role's that the library has, with the same events.
TEST(capture, gives_every_case_back) {
    std::vector<std::string> problems;
    const std::string folder = CLEAVE_SOURCE_DIR "/conformance/traces";
    std::size_t compared = 0;
    for (const trace& source : load_traces(folder, problems)) {
        const layout in = layout_of(source, named_layouts()[0]);
        if (!source.retired.empty() || !unmet_need(source, in, known_features()).empty()) continue;
        const compiled_trace one = compile(source, in).value;
        if (!is_exportable(one) || one.bytes.empty()) continue;
        const schedule deliveries = delivery_plan(one, {}, 1).written();
        const seen_capture made = connections_of(exported(one, deliveries));
        ASSERT_EQ(made.connections.size(), 1U) << source.id;
        const seen_connection& connection = made.connections[0];
        const bool is_from_server = source.role == "client" || source.role == "command_reply";
        const seen_stream& stream = is_from_server ? connection.from_server : connection.from_client;
        EXPECT_EQ(stream.bytes, one.bytes) << source.id;
        EXPECT_EQ(stream.end, one.end) << source.id;
        ++compared;
    }
    EXPECT_EQ(problems, std::vector<std::string>{});
    EXPECT_GE(compared, 400U);
}

} // namespace
} // namespace cleave::conformance
