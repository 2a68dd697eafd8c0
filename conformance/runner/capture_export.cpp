// SPDX-License-Identifier: MIT
#include "capture_export.hpp"

#include "observation.hpp"

#include <algorithm>
#include <map>

namespace cleave::conformance {

namespace {

constexpr unsigned fin = 1, syn = 2, rst = 4, psh = 8, ack = 16;
constexpr std::size_t ip_header = 20;
constexpr std::size_t tcp_header = 20;
constexpr std::size_t longest_comment = 2000;

void append(std::string& to, std::uint64_t value, std::size_t width) {
    for (std::size_t i = width; i-- > 0;) to += static_cast<char>(value >> 8 * i & 0xff);
}
void append_little(std::string& to, std::uint64_t value, std::size_t width) {
    for (std::size_t i = 0; i < width; ++i) to += static_cast<char>(value >> 8 * i & 0xff);
}
void pad(std::string& to) { to.resize((to.size() + 3) / 4 * 4); }

void append_option(std::string& to, unsigned code, std::string_view text) {
    append_little(to, code, 2);
    append_little(to, text.size(), 2);
    to += text;
    pad(to);
}

std::string block(std::uint32_t type, const std::string& body) {
    std::string text;
    append_little(text, type, 4);
    append_little(text, body.size() + 12, 4);
    text += body;
    append_little(text, body.size() + 12, 4);
    return text;
}

/// The Internet checksum, as it stands in a header.
std::uint16_t checksum(std::string_view bytes) {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        sum += static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (i % 2 == 0 ? 8 : 0);
    while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

void set_u16(std::string& in, std::size_t at, std::uint16_t value) {
    in[at] = static_cast<char>(value >> 8);
    in[at + 1] = static_cast<char>(value & 0xff);
}

/// What is due with each delivery, by its index; one past the last: at the end.
std::map<std::size_t, std::string> comments_of(const compiled_trace& one, const schedule& deliveries) {
    std::map<std::size_t, std::string> all;
    for (const outcome& each : one.outcomes)
        for (const expectation& event : each.expected) {
            if (event.what == expectation::kind::send) continue;
            const auto due = std::lower_bound(deliveries.begin(), deliveries.end(), event.due);
            const auto index = event.after_end ? deliveries.size() : static_cast<std::size_t>(due - deliveries.begin());
            const std::string grade = one.outcomes.size() == 1 ? "" : each.grade + ": ";
            all[index] += grade + readable(to_string(event)) + "\n";
        }
    return all;
}

/// What the endpoint has to send once so many bytes have arrived, and behind the end.
std::string sends_of(const compiled_trace& one, std::uint64_t above, std::uint64_t until, bool at_end) {
    std::string all;
    for (const expectation& event : one.outcomes[0].expected) {
        if (event.what != expectation::kind::send || event.after_end != at_end) continue;
        if (at_end || (event.due > above && event.due <= until) || (until == 0 && event.due == 0)) all += event.bytes;
    }
    return all;
}

} // namespace

struct capture_writer::side {
    std::uint32_t address;
    std::uint16_t port;
    std::uint32_t next;     // sequence number
    std::uint32_t received; // of the other side's
};

bool is_exportable(const compiled_trace& one) {
    const std::string& role = one.source.role;
    const auto option = [&](const char* name) {
        const auto found = one.options.find(name);
        return found == one.options.end() ? std::string_view() : std::string_view(found->second);
    };
    return role != "frame_encoder" && role != "value" && role != "json" && option("transport") != "udp" &&
           option("form") != "datagram";
}

capture_writer::capture_writer() {
    std::string section;
    append_little(section, 0x1a2b3c4d, 4);
    append_little(section, 1, 2); // version 1.0
    append_little(section, 0, 2);
    append_little(section, ~std::uint64_t{0}, 8); // of unknown length
    append_option(section, 4, "cleave-conformance " CLEAVE_VERSION);
    append_little(section, 0, 4);
    std::string interface;
    append_little(interface, 101, 2); // raw IP
    append_little(interface, 0, 2);
    append_little(interface, 0, 4); // no snapshot length
    append_option(interface, 2, "cases");
    append_little(interface, 0, 4);
    file_ = block(0x0a0d0d0a, section) + block(1, interface);
}

void capture_writer::add(const compiled_trace& one, const schedule& deliveries) {
    const std::uint32_t number = connections_++;
    // 192.0.2.0/24 is for documentation; so many ports that connections do not share one.
    side client{0xc0000201, static_cast<std::uint16_t>(49152 + number % 16384), 1000, 0};
    side server{0xc0000202, static_cast<std::uint16_t>(40000 + number / 16384), 5000, 0};
    add_packet(client, server, syn, "", one.source.id + " (" + one.layout.name + "): " + one.source.about);
    server.received = ++client.next;
    add_packet(server, client, syn | ack, "", "");
    client.received = ++server.next;
    add_packet(client, server, ack, "", "");
    const bool is_from_server = one.source.role == "client" || one.source.role == "command_reply";
    side& sender = is_from_server ? server : client;
    side& endpoint = is_from_server ? client : server;

    const auto comments = comments_of(one, deliveries);
    const auto comment = [&](std::size_t index) {
        const auto found = comments.find(index);
        return found == comments.end() ? std::string() : found->second;
    };
    const auto answer = [&](const std::string& bytes) {
        if (bytes.empty()) return;
        add_data(endpoint, sender, bytes, "");
        sender.received = endpoint.next;
    };
    answer(sends_of(one, 0, 0, false));
    std::size_t from = 0;
    for (std::size_t k = 0; k < deliveries.size(); ++k) {
        add_data(sender, endpoint, std::string_view(one.bytes).substr(from, deliveries[k] - from), comment(k));
        endpoint.received = sender.next;
        if (deliveries[k] != from) answer(sends_of(one, from, deliveries[k], false));
        from = deliveries[k];
    }
    if (one.end == ending::reset) return add_packet(sender, endpoint, rst | ack, "", comment(deliveries.size()));
    if (one.end == ending::eof) {
        add_packet(sender, endpoint, fin | ack, "", comment(deliveries.size()));
        endpoint.received = ++sender.next;
    }
    answer(sends_of(one, 0, 0, true));
    add_packet(endpoint, sender, ack, "", "");
}

void capture_writer::add_data(side& from, const side& to, std::string_view data, const std::string& comment) {
    do {
        const std::string_view piece = data.substr(0, longest_segment);
        data.remove_prefix(piece.size());
        add_packet(from, to, data.empty() && !piece.empty() ? psh | ack : ack, piece,
                   data.empty() ? std::string_view(comment) : std::string_view());
        from.next += static_cast<std::uint32_t>(piece.size());
    } while (!data.empty());
}

void capture_writer::add_packet(const side& from, const side& to, unsigned flags, std::string_view data,
                                std::string_view comment) {
    std::string packet;
    append(packet, 0x4500, 2); // IPv4, 20 bytes of header
    append(packet, ip_header + tcp_header + data.size(), 2);
    append(packet, 0x00004000, 4); // no identification, not to be fragmented
    append(packet, 0x40060000, 4); // 64 hops, TCP
    append(packet, from.address, 4);
    append(packet, to.address, 4);
    set_u16(packet, 10, checksum(packet));
    append(packet, from.port, 2);
    append(packet, to.port, 2);
    append(packet, from.next, 4);
    append(packet, (flags & ack) != 0 ? from.received : 0, 4);
    append(packet, 0x5000 | flags, 2); // 20 bytes of header
    append(packet, 0xffff, 2);         // window
    append(packet, 0, 4);
    packet += data;
    std::string pseudo = packet.substr(12, 8);
    append(pseudo, 6, 2);
    append(pseudo, tcp_header + data.size(), 2);
    set_u16(packet, ip_header + 16, checksum(pseudo + packet.substr(ip_header)));

    std::string body;
    append_little(body, 0, 4); // interface
    const std::uint64_t microseconds = packets_++ * 1000;
    append_little(body, microseconds >> 32, 4);
    append_little(body, microseconds & 0xffffffff, 4);
    append_little(body, packet.size(), 4);
    append_little(body, packet.size(), 4);
    body += packet;
    pad(body);
    while (comment.ends_with('\n')) comment.remove_suffix(1);
    if (!comment.empty()) {
        append_option(body, 1, comment.substr(0, longest_comment));
        append_little(body, 0, 4);
    }
    file_ += block(6, body);
}

} // namespace cleave::conformance
