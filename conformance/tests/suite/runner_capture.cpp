// SPDX-License-Identifier: MIT
#include "conformance/runner/capture_export.hpp"
#include "conformance/runner/capture_import.hpp"
#include "conformance/runner/capture_streams.hpp"
#include "conformance/runner/trace_lint.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <memory>
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

captured_connections connections_of(const std::string& capture, std::uint16_t port = 0) {
    const in_memory file(capture);
    const capture_packets packets = read_packets(file.span());
    EXPECT_FALSE(packets.error) << to_string(*packets.error);
    return read_connections(packets.packets, port);
}

std::string capture_of(const std::vector<tcp>& segments) {
    std::string file = pcap_header(order::little, 101);
    for (const tcp& one : segments) file += record(order::little, ipv4_bytes(one));
    return file;
}

/// The one connection: a handshake at 1000 and 5000, then what is given.
captured_connection connection_of(std::vector<tcp> segments, std::uint32_t first = 1000) {
    std::vector<tcp> all = {
        {true, first, "S", "", 0}, {false, 5000, "SA", "", first + 1}, {true, first + 1, "A", "", 5001}};
    all.insert(all.end(), segments.begin(), segments.end());
    captured_connections made = connections_of(capture_of(all));
    EXPECT_FALSE(made.error);
    EXPECT_EQ(made.connections.size(), 1U);
    return made.connections.at(0);
}

std::string error_of(const captured_connection& one) { return one.error ? to_string(*one.error) : "none"; }

const std::vector<tcp> hello = {
    {true, 1001, "A", "he", 5001}, {true, 1003, "A", "llo", 5001}, {true, 1006, "FA", "", 5001}};

// Files

TEST(read_packets, reads_either_byte_order_and_both_precisions_of_pcap) {
    for (const order in : {order::big, order::little})
        for (const std::uint32_t magic : {0xa1b2c3d4U, 0xa1b23c4dU}) {
            const in_memory file(pcap_header(in, 1, magic) + record(in, "one") + record(in, ""));
            const capture_packets made = read_packets(file.span());
            ASSERT_FALSE(made.error);
            ASSERT_EQ(made.packets.size(), 2U);
            EXPECT_EQ(made.packets[0].link, link_type::ethernet);
            EXPECT_EQ(made.packets[0].bytes.size(), 3U);
            EXPECT_EQ(made.packets[1].number, 2U);
        }
}

TEST(read_packets, reads_sections_of_either_byte_order_with_interfaces_of_their_own) {
    const in_memory file(section(order::little) + interface(order::little, 1) + interface(order::little, 101) +
                         enhanced(order::little, 1, "one") + block(order::little, 5, "statistics") +
                         section(order::big) + interface(order::big, 113) + enhanced(order::big, 0, "two"));
    const capture_packets made = read_packets(file.span());
    ASSERT_FALSE(made.error) << to_string(*made.error);
    ASSERT_EQ(made.packets.size(), 2U);
    EXPECT_EQ(made.packets[0].link, link_type::raw);
    EXPECT_EQ(made.packets[1].link, link_type::linux_sll);
}

TEST(read_packets, reads_simple_and_old_packet_blocks) {
    const order in = order::little;
    const in_memory file(
        section(in) + interface(in, 101, 4) + block(in, 3, number(in, 3, 4) + "one") +
        block(in, 2,
              number(in, 0, 2) + number(in, 9, 2) + number(in, 0, 8) + number(in, 3, 4) + number(in, 3, 4) + "two"));
    const capture_packets made = read_packets(file.span());
    ASSERT_FALSE(made.error) << to_string(*made.error);
    EXPECT_EQ(made.packets.size(), 2U);
}

TEST(read_packets, names_the_packet_that_was_cut_to_a_length) {
    const order in = order::little;
    const std::string one = section(in) + interface(in, 101, 4) + enhanced(in, 0, "one");
    for (const std::string& file : {pcap_header(in, 101) + record(in, "one") + record(in, "two!", 9),
                                    one + enhanced(in, 0, "two!", 9), one + block(in, 3, number(in, 9, 4) + "two!")}) {
        const in_memory held(file);
        const capture_packets made = read_packets(held.span());
        ASSERT_TRUE(made.error);
        EXPECT_EQ(to_string(*made.error), "packet 2: captured 4 of 9 bytes: capture again without a snapshot length");
        EXPECT_EQ(made.packets.size(), 1U);
    }
}

TEST(read_packets, refuses_every_capture_that_ends_too_early) {
    const order in = order::big;
    const std::string files[] = {pcap_header(in, 101) + record(in, "one") + record(in, "two"),
                                 section(in) + interface(in, 101) + enhanced(in, 0, "one") + enhanced(in, 0, "two")};
    for (const std::string& file : files)
        for (std::size_t size = 0; size < file.size(); ++size) {
            const in_memory front(file.substr(0, size));
            const capture_packets made = read_packets(front.span());
            // A file that ends between two packets, or blocks, is a whole one.
            const bool is_whole = &file == &files[0] ? size == 24 || size == 24 + 19
                                                     : size == 28 || size == 28 + 20 || size == 28 + 20 + 36;
            EXPECT_EQ(!made.error, is_whole) << size;
            if (made.error && made.error->packet != 0) {
                EXPECT_EQ(made.error->packet, made.packets.size() + 1);
            }
        }
}

TEST(read_packets, refuses_what_is_no_capture) {
    const struct {
        std::string file, why;
    } cases[] = {
        {"", "expected a capture, found no bytes"},
        {"abc", "expected a capture, found the end of the file"},
        {"trace 1\n", "expected a capture: pcap or pcapng"},
        {"\x1f\x8b\x08\x04....", "expected a capture, found what gzip made of one: unpack it first"},
        {section(order::big) + enhanced(order::big, 0, "one"),
         "packet 1: expected an interface in front of the packet"},
        {section(order::big) + big(5, 4) + big(13, 4) + big(0, 8),
         "packet 1: expected a block of a multiple of 4 bytes, found one of 13"},
        {section(order::big) + big(5, 4) + big(12, 4) + big(13, 4),
         "packet 1: expected the block's length again behind it"},
        {section(order::big) + block(order::big, 1, "four"),
         "packet 1: expected an interface's link type and snapshot length"},
        {section(order::big) + interface(order::big, 1) +
             block(order::big, 6, std::string(8, '\0') + std::string(4, '\0') + big(9, 4) + big(9, 4)),
         "packet 1: expected 9 bytes, found a block of 0"},
    };
    for (const auto& each : cases) {
        const in_memory file(each.file);
        const capture_packets made = read_packets(file.span());
        ASSERT_TRUE(made.error) << each.why;
        EXPECT_EQ(to_string(*made.error), each.why);
    }
}

// Layers

TEST(read_connections, takes_off_every_link_header) {
    const std::string tag = big(5, 2);
    const struct {
        unsigned link;
        std::string header;
    } links[] = {{0, little(2, 4)},
                 {108, big(2, 4)},
                 {101, ""},
                 {12, ""},
                 {14, ""},
                 {228, ""},
                 {1, std::string(12, 'm') + big(0x0800, 2)},
                 {1, std::string(12, 'm') + big(0x8100, 2) + tag + big(0x0800, 2)},
                 {1, std::string(12, 'm') + big(0x88a8, 2) + tag + big(0x8100, 2) + tag + big(0x0800, 2)},
                 {113, std::string(14, 'm') + big(0x0800, 2)},
                 {276, big(0x0800, 2) + std::string(18, 'm')}};
    for (const auto& each : links) {
        std::string file = pcap_header(order::little, each.link);
        file += record(order::little, each.header + ipv4_bytes({true, 1000, "S", "", 0}));
        file += record(order::little, each.header + ipv4_bytes({true, 1001, "A", "hello", 0}) + "padding");
        const captured_connections made = connections_of(file);
        ASSERT_EQ(made.connections.size(), 1U) << each.link;
        EXPECT_EQ(made.connections[0].from_client.bytes, "hello") << each.link;
        EXPECT_EQ(made.connections[0].client, "127.0.0.1:4711");
    }
}

TEST(read_connections, reads_ipv6_behind_extension_headers) {
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
        const captured_connections made = connections_of(file);
        ASSERT_FALSE(made.error) << to_string(*made.error);
        ASSERT_EQ(made.connections.size(), 1U);
        EXPECT_EQ(made.connections[0].from_client.bytes, "hello");
        EXPECT_EQ(made.connections[0].client, "[::1]:4711");
        EXPECT_EQ(made.connections[0].server, "[2001:db8::1]:80");
    }
}

TEST(read_connections, names_the_packet_whose_layers_can_not_be_read) {
    const std::string good = ipv4_bytes({true, 1000, "S", "", 0});
    std::string short_header = good;
    short_header[0] = '\x44';
    std::string short_tcp = good;
    short_tcp[32] = '\x40';
    const std::string fragment = big(6, 1) + big(0, 1) + big(8, 2) + big(0, 4);
    const struct {
        unsigned link;
        std::string packet, why;
    } cases[] = {
        {147, good, "expected Ethernet, IP, a loopback or Linux cooked capture, found link type 147"},
        {1, "short", "the packet ends within its link header"},
        {113, std::string(15, 'm'), "the packet ends within its link header"},
        {1, std::string(12, 'm') + big(0x8100, 2) + "t", "the packet ends within its VLAN tag"},
        {101, "", "the packet ends within its IP header"},
        {101, good.substr(0, 19), "the packet ends within its IPv4 header"},
        {101, short_header, "the packet ends within its IPv4 header"},
        {101, good.substr(0, good.size() - 1), "the packet ends within its IPv4 payload"},
        {101, ipv4_bytes({true, 1000, "S", "", 0}, 0x2000), "expected a whole packet, found a fragment"},
        {101, ipv4_bytes({true, 1000, "S", "", 0}, 1), "expected a whole packet, found a fragment"},
        {101, ipv6_bytes({true, 1000, "S", "", 0}).substr(0, 39), "the packet ends within its IPv6 header"},
        {101, ipv6_bytes({true, 1000, "S", "", 0}).substr(0, 60), "the packet ends within its IPv6 payload"},
        {101, ipv6_bytes({true, 1000, "S", "", 0}, 44, fragment), "expected a whole packet, found a fragment"},
        {101, ipv6_bytes({true, 1000, "S", "", 0}, 0, big(6, 1) + big(255, 1) + big(0, 6)),
         "the packet ends within its IPv6 extension header"},
        {101, short_tcp, "the packet ends within its TCP header"},
    };
    for (const auto& each : cases) {
        const captured_connections made =
            connections_of(pcap_header(order::little, each.link) + record(order::little, each.packet));
        ASSERT_TRUE(made.error) << each.why;
        EXPECT_EQ(to_string(*made.error), "packet 1: " + each.why);
        EXPECT_TRUE(made.connections.empty());
    }
}

TEST(read_connections, passes_over_what_is_no_tcp) {
    std::string udp = ipv4_bytes({true, 1000, "S", "", 0});
    udp[9] = 17;
    const std::string arp = std::string(12, 'm') + big(0x0806, 2) + "whatever";
    EXPECT_EQ(connections_of(pcap_header(order::little, 101) + record(order::little, udp)).passed_over, 1U);
    EXPECT_EQ(connections_of(pcap_header(order::little, 1) + record(order::little, arp)).passed_over, 1U);
}

// Streams

TEST(read_connections, puts_segments_into_order) {
    const captured_connection one = connection_of({hello[1], hello[2], hello[0]});
    EXPECT_EQ(error_of(one), "none");
    EXPECT_EQ(one.from_client.bytes, "hello");
    EXPECT_EQ(one.from_client.cuts, (std::vector<std::uint64_t>{2}));
    EXPECT_EQ(one.from_client.end, ending::eof);
    EXPECT_EQ(one.from_server.end, ending::open);
}

TEST(read_connections, drops_what_was_sent_again) {
    const captured_connection one = connection_of({hello[0],
                                                   hello[0],
                                                   {true, 1001, "A", "hel", 5001},
                                                   {true, 1002, "A", "el", 5001},
                                                   hello[1],
                                                   hello[0],
                                                   hello[2],
                                                   hello[2]});
    EXPECT_EQ(error_of(one), "none");
    EXPECT_EQ(one.from_client.bytes, "hello");
    EXPECT_EQ(one.from_client.cuts, (std::vector<std::uint64_t>{2, 3}));
}

TEST(read_connections, joins_segments_that_overlap_while_they_wait) {
    const captured_connection one = connection_of(
        {{true, 1004, "A", "lo wo", 5001}, {true, 1003, "A", "llo ", 5001}, {true, 1001, "A", "hell", 5001}});
    EXPECT_EQ(error_of(one), "none");
    EXPECT_EQ(one.from_client.bytes, "hello wo");
}

TEST(read_connections, refuses_bytes_that_differ_from_what_was_sent_before) {
    EXPECT_EQ(error_of(connection_of({hello[0], {true, 1001, "A", "hEllo", 5001}})),
              "packet 5: byte 1 was sent before, and was another, from 127.0.0.1:4711 to 127.0.0.2:80");
    EXPECT_EQ(error_of(connection_of({hello[1], {true, 1001, "A", "help", 5001}})),
              "packet 5: byte 3 was sent before, and was another, from 127.0.0.1:4711 to 127.0.0.2:80");
}

TEST(read_connections, goes_on_where_sequence_numbers_wrap) {
    const std::uint32_t first = 0xfffffffd;
    const captured_connection one = connection_of({{true, 0, "A", "llo", 5001},
                                                   {true, first + 1, "A", "he", 5001},
                                                   {true, 3, "FA", "", 5001},
                                                   {false, 5001, "A", "", 4}},
                                                  first);
    EXPECT_EQ(error_of(one), "none");
    EXPECT_EQ(one.from_client.bytes, "hello");
    EXPECT_EQ(one.from_client.end, ending::eof);
}

TEST(read_connections, refuses_a_gap_and_names_the_packet_behind_it) {
    EXPECT_EQ(error_of(connection_of({hello[1], hello[2]})),
              "packet 4: bytes 0 to 1 in front of it are missing, from 127.0.0.1:4711 to 127.0.0.2:80");
    EXPECT_EQ(error_of(connection_of({hello[0], hello[2]})),
              "packet 5: bytes 2 to 4 in front of it are missing, from 127.0.0.1:4711 to 127.0.0.2:80");
    EXPECT_EQ(error_of(connection_of({hello[0], {true, 1005, "R", "", 0}})),
              "packet 5: bytes 2 to 3 in front of it are missing, from 127.0.0.1:4711 to 127.0.0.2:80");
}

TEST(read_connections, refuses_a_stream_whose_last_bytes_only_its_reader_has_seen) {
    EXPECT_EQ(error_of(connection_of({hello[0], {false, 5001, "A", "", 1006}})),
              "packet 5: it acknowledges bytes 2 to 4, which are missing, from 127.0.0.1:4711 to 127.0.0.2:80");
    EXPECT_EQ(error_of(connection_of({hello[0], {false, 5001, "A", "", 1004}})),
              "packet 5: it acknowledges one more byte, or the end, which is missing, from 127.0.0.1:4711 to "
              "127.0.0.2:80");
    EXPECT_EQ(error_of(connection_of(
                  {hello[0], {false, 5001, "A", "", 1006}, hello[1], hello[2], {false, 5001, "A", "", 1007}})),
              "none");
}

TEST(read_connections, refuses_a_connection_whose_beginning_is_missing) {
    const captured_connections made = connections_of(capture_of({{true, 1001, "A", "hello", 5001}}));
    ASSERT_EQ(made.connections.size(), 1U);
    EXPECT_EQ(error_of(made.connections[0]),
              "packet 1: the beginning of the connection from 127.0.0.1:4711 to 127.0.0.2:80 is missing");
}

TEST(read_connections, knows_the_client_by_the_answer_to_its_syn) {
    const captured_connections made =
        connections_of(capture_of({{false, 5000, "SA", "", 1001}, {true, 1001, "A", "hello", 5001}}));
    ASSERT_EQ(made.connections.size(), 1U);
    EXPECT_EQ(error_of(made.connections[0]), "none");
    EXPECT_EQ(made.connections[0].from_client.bytes, "hello");
}

TEST(read_connections, takes_data_that_comes_with_the_syn) {
    const captured_connections made =
        connections_of(capture_of({{true, 1000, "S", "he", 0}, {true, 1003, "A", "llo", 5001}}));
    EXPECT_EQ(error_of(made.connections.at(0)), "none");
    EXPECT_EQ(made.connections.at(0).from_client.bytes, "hello");
}

TEST(read_connections, passes_over_probes_whether_the_peer_is_there) {
    const captured_connection one = connection_of({{true, 1000, "A", "", 5001},
                                                   {true, 1000, "A", "?", 5001},
                                                   hello[0],
                                                   {false, 5001, "A", "", 1003},
                                                   {true, 1002, "A", "?", 5001},
                                                   {true, 1002, "A", "", 5001}});
    EXPECT_EQ(error_of(one), "none");
    EXPECT_EQ(one.from_client.bytes, "he");
}

TEST(read_connections, refuses_bytes_behind_the_end_and_in_front_of_the_beginning) {
    EXPECT_EQ(error_of(connection_of({hello[0], {true, 1003, "FA", "", 5001}, hello[1]})),
              "packet 6: bytes behind the stream's end, from 127.0.0.1:4711 to 127.0.0.2:80");
    EXPECT_EQ(error_of(connection_of({{true, 990, "A", "hello", 5001}})),
              "packet 4: bytes in front of the connection's first, from 127.0.0.1:4711 to 127.0.0.2:80");
}

TEST(read_connections, tells_an_end_in_good_order_from_a_reset) {
    EXPECT_EQ(connection_of({hello[0], {true, 1003, "R", "", 0}}).from_client.end, ending::reset);
    EXPECT_EQ(connection_of({hello[0], {true, 1003, "FA", "", 5001}, {true, 1004, "R", "", 0}}).from_client.end,
              ending::eof);
    const captured_connection by_server = connection_of({hello[0], {false, 5001, "RA", "why", 1003}});
    EXPECT_EQ(by_server.from_client.end, ending::open);
    EXPECT_EQ(by_server.from_server.end, ending::reset);
    EXPECT_EQ(by_server.from_server.bytes, "");
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
    const captured_connections made = connections_of(capture_of(all));
    ASSERT_EQ(made.connections.size(), 3U);
    for (const captured_connection& one : made.connections) EXPECT_EQ(error_of(one), "none");
    EXPECT_EQ(made.connections[0].from_client.bytes, "from 5711");
    EXPECT_EQ(made.connections[1].from_client.bytes, "from 5712");
    EXPECT_EQ(made.connections[2].from_client.bytes, "from 94711");
    EXPECT_EQ(connections_of(capture_of(all), 4712).connections.size(), 1U);
    EXPECT_EQ(connections_of(capture_of(all), 4712).passed_over, 6U);
}

TEST(read_connections, passes_over_a_connection_that_nobody_took) {
    const captured_connections made =
        connections_of(capture_of({{true, 1000, "S", "", 0}, {false, 0, "RA", "", 1001}}));
    ASSERT_EQ(made.connections.size(), 1U);
    EXPECT_EQ(error_of(made.connections[0]), "none");
    EXPECT_EQ(made.connections[0].from_client.bytes, "");
}

TEST(read_connections, says_who_spoke_when) {
    const captured_connection one =
        connection_of({hello[0], {false, 5001, "A", "HE", 1003}, hello[1], hello[2], {false, 5003, "FA", "LLO", 1007}});
    ASSERT_EQ(one.turns.size(), 4U);
    EXPECT_EQ(one.turns[0].until, 2U);
    EXPECT_FALSE(one.turns[1].is_client);
    EXPECT_EQ(one.turns[2].until, 5U);
    EXPECT_TRUE(one.turns[2].ends);
    EXPECT_EQ(one.turns[3].until, 5U);
    EXPECT_TRUE(one.turns[3].ends);
}

// Traces of them

compiled_trace compiled_text(const std::string& text, const layout& in = named_layouts()[0]) {
    const parsed_trace parsed = parse_trace(text, "a.trace");
    EXPECT_FALSE(parsed.error) << to_string(*parsed.error) << "\n" << text;
    compiled made = compile(parsed.value, in);
    EXPECT_FALSE(made.error) << to_string(*made.error) << "\n" << text;
    return made.value;
}

imported_traces imported(const std::string& capture, import_settings how = {}) {
    const in_memory file(capture);
    if (how.origin.empty()) how.origin = "A capture (2).pcap";
    return import_capture(file.span(), how);
}

TEST(import_capture, makes_a_trace_of_each_direction_that_has_bytes) {
    const imported_traces made = imported(capture_of({{true, 1000, "S", "", 0},
                                                      {false, 5000, "SA", "", 1001},
                                                      {true, 1001, "A", std::string("\5\0\0\0h", 5), 5001},
                                                      {true, 1006, "FA", "ello", 5001},
                                                      {false, 5001, "RA", "", 1011}}));
    ASSERT_EQ(made.error, "");
    ASSERT_EQ(made.traces.size(), 1U);
    EXPECT_EQ(made.traces[0].id, "a-capture-2-1-from-client");
    EXPECT_EQ(made.traces[0].text, "trace 1\n"
                                   "id: a-capture-2-1-from-client\n"
                                   "about: What a client sent.\n"
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
    const imported_traces made = imported(capture_of(
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
    const imported_traces made = imported(
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
    const imported_traces made = imported(capture_of(all), how);
    ASSERT_EQ(made.error, "");
    ASSERT_EQ(made.traces.size(), 1U);
    const std::string& text = made.traces[0].text;
    EXPECT_NE(text.find("--\n> \"he\" | \"llo\"\n< \"HELLO\"\n> eof\n= closed\n"), std::string::npos) << text;
    compiled_text(text);
}

TEST(import_capture, refuses_with_the_packets_number) {
    EXPECT_EQ(imported("no capture at all").error, "expected a capture: pcap or pcapng");
    EXPECT_EQ(imported(pcap_header(order::little, 1)).error, "no TCP connection with bytes among 0 packets");
    EXPECT_EQ(imported(capture_of({{true, 1000, "S", "", 0}, {true, 1003, "A", "llo", 0}})).error,
              "packet 2: bytes 0 to 1 in front of it are missing, from 127.0.0.1:4711 to 127.0.0.2:80");
    EXPECT_EQ(imported(pcap_header(order::little, 147) + record(order::little, "x")).error,
              "packet 1: expected Ethernet, IP, a loopback or Linux cooked capture, found link type 147");
    import_settings how;
    how.role = "value";
    EXPECT_EQ(imported(capture_of({}), how).error,
              "expected role frame_decoder, header_message, file_receiver, command_reply or server, found 'value'");
}

TEST(import_capture, takes_only_the_connection_that_is_asked_for) {
    std::vector<tcp> all;
    for (const std::uint16_t port : std::initializer_list<std::uint16_t>{4711, 4712}) {
        all.push_back({true, 1000, "S", "", 0, port});
        all.push_back({true, port == 4711 ? 1005U : 1001U, "A", "bytes", 0, port}); // the first has a gap
    }
    import_settings how;
    EXPECT_NE(imported(capture_of(all), how).error, "");
    how.connection = 2;
    EXPECT_EQ(imported(capture_of(all), how).error, "");
    how.connection = 0;
    how.port = 4712;
    EXPECT_EQ(imported(capture_of(all), how).error, "");
}

TEST(import_capture, makes_nothing_where_a_later_connection_is_refused) {
    const imported_traces made = imported(capture_of({{true, 1000, "S", "", 0, 4711},
                                                      {true, 1001, "A", "bytes", 0, 4711},
                                                      {true, 1000, "S", "", 0, 4712},
                                                      {true, 1005, "A", "bytes", 0, 4712}}));
    EXPECT_NE(made.error, "");
    EXPECT_TRUE(made.traces.empty());
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
    const captured_connections made = connections_of(exported(one, {2, 11, one.bytes.size()}));
    ASSERT_EQ(made.connections.size(), 1U);
    EXPECT_EQ(error_of(made.connections[0]), "none");
    EXPECT_EQ(made.connections[0].from_client.bytes, one.bytes);
    EXPECT_EQ(made.connections[0].from_client.cuts, (std::vector<std::uint64_t>{2, 11}));
    EXPECT_EQ(made.connections[0].from_client.end, ending::eof);
}

TEST(capture_writer, writes_what_the_endpoint_sends) {
    const compiled_trace one =
        case_with("> \"he\"\n< \"HE\"\n> \"llo\"\n< \"LLO\"\n> eof\n< \"bye\"\n", "server", "system: echo\n");
    const captured_connection made = connections_of(exported(one, {2, 5})).connections.at(0);
    EXPECT_EQ(error_of(made), "none");
    EXPECT_EQ(made.from_server.bytes, "HELLObye");
    EXPECT_EQ(made.turns.size(), 2U); // what it sends is one stream, due with its last byte
}

TEST(capture_writer, lets_servers_speak_to_clients) {
    const compiled_trace one =
        case_with("> frame{\"out\"}\n= output \"out\"\n= end\n", "command_reply", "form: struct\n");
    const captured_connection made = connections_of(exported(one, {7})).connections.at(0);
    EXPECT_EQ(made.from_server.bytes, one.bytes);
    EXPECT_EQ(made.from_client.bytes, "");
}

TEST(capture_writer, cuts_what_no_packet_holds) {
    const compiled_trace one = case_with("> \"xxxx\"\n! frame_too_large at=0\n> rep(200000 \"x\")\n> reset\n");
    const captured_connection made = connections_of(exported(one, {one.bytes.size()})).connections.at(0);
    EXPECT_EQ(error_of(made), "none");
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
        const captured_connections made = connections_of(exported(one, deliveries));
        ASSERT_EQ(made.connections.size(), 1U) << source.id;
        const captured_connection& connection = made.connections[0];
        EXPECT_EQ(error_of(connection), "none") << source.id;
        const bool is_from_server = source.role == "client" || source.role == "command_reply";
        const captured_stream& stream = is_from_server ? connection.from_server : connection.from_client;
        EXPECT_EQ(stream.bytes, one.bytes) << source.id;
        EXPECT_EQ(stream.end, one.end) << source.id;
        ++compared;
    }
    EXPECT_EQ(problems, std::vector<std::string>{});
    EXPECT_GE(compared, 400U);
}

} // namespace
} // namespace cleave::conformance
