// SPDX-License-Identifier: MIT
//
// Prefixes as a user writes them, one for each framing of layout_rows.cpp that neither a layout says nor the library
// ships. Most are a function of the header's bytes; a few have a member that the caller sets from what came before.
// Those marked "shape" follow a description of the framing and not a specification.
#pragma once

#include <cleave/protocols/asn1.hpp>
#include <cleave/protocols/network.hpp>
#include <cleave/protocols/web.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace cleave::field {

using bytes_view = std::span<const std::byte>;
using reading = prefix_reading;

/// A prefix of one function.
template <std::size_t Capacity, reading (*Read)(bytes_view) noexcept>
struct pure {
    static constexpr std::size_t header_capacity = Capacity;
    static constexpr std::uint64_t max_payload() noexcept { return std::uint64_t{1} << 40; }
    static constexpr reading read(bytes_view in) noexcept { return Read(in); }
};

constexpr bool lacks(bytes_view in, std::size_t size) noexcept { return in.size() < size; }
constexpr reading more(bytes_view in, std::size_t size) noexcept { return reading::need(size - in.size()); }
constexpr unsigned at(bytes_view in, std::size_t i) noexcept { return std::to_integer<unsigned>(in[i]); }
constexpr std::uint64_t big(bytes_view in, std::size_t i, std::size_t size) noexcept {
    return detail::load_bytes(in.data() + i, size, false);
}
constexpr std::uint64_t low(bytes_view in, std::size_t i, std::size_t size) noexcept {
    return detail::load_bytes(in.data() + i, size, true);
}
constexpr std::uint64_t either(bytes_view in, std::size_t i, std::size_t size, bool is_little) noexcept {
    return detail::load_bytes(in.data() + i, size, is_little);
}
constexpr std::uint64_t rounded(std::uint64_t size, std::uint64_t unit) noexcept {
    return (size + unit - 1) / unit * unit;
}
constexpr reading refused(std::size_t shown) noexcept { return reading::refused(status::length_malformed, shown); }

/// A frame whose length counts its header.
constexpr reading whole(std::size_t header, std::uint64_t size) noexcept {
    return size < header ? reading::refused(status::length_below_header, header)
                         : reading::frame(header, size - header);
}

// ---- the byte order is in the header
// ---------------------------------------------------------------------------------

constexpr reading agentx(bytes_view in) noexcept { // RFC 2741, 6.1
    if (lacks(in, 20)) return more(in, 20);
    return reading::frame(20, either(in, 16, 4, (at(in, 2) & 0x10) == 0));
}
constexpr reading dcerpc(bytes_view in) noexcept { // C706, "Connection-oriented PDU Data Types"
    if (lacks(in, 16)) return more(in, 16);
    return whole(16, either(in, 8, 2, (at(in, 4) & 0xf0) == 0x10));
}
constexpr reading giop(bytes_view in) noexcept { // CORBA, "GIOP Message Header"; ZIOP is alike
    if (lacks(in, 12)) return more(in, 12);
    return reading::frame(12, either(in, 8, 4, (at(in, 6) & 1) != 0));
}
constexpr reading ctdb(bytes_view in) noexcept { // "CTDB" as a number tells the order
    if (lacks(in, 8)) return more(in, 8);
    const bool is_little = at(in, 4) == 'B';
    if (!is_little && at(in, 4) != 'C') return reading::refused(status::magic_mismatch, 8);
    return whole(8, either(in, 0, 4, is_little));
}
constexpr reading lbmpdm(bytes_view in) noexcept { // shape: a word whose order is the length's
    if (lacks(in, 8)) return more(in, 8);
    const bool is_little = low(in, 0, 4) == 0x01020304;
    if (!is_little && big(in, 0, 4) != 0x01020304) return reading::refused(status::magic_mismatch, 8);
    return whole(8, either(in, 4, 4, is_little));
}

// ---- several lengths, and padding
// ------------------------------------------------------------------------------------

constexpr reading dlsw(bytes_view in) noexcept { // RFC 1795, 3.3: header length, message length
    if (lacks(in, 4)) return more(in, 4);
    return whole(4, at(in, 1) + big(in, 2, 2));
}
constexpr reading hazelcast(bytes_view in) noexcept {
    if (lacks(in, 13)) return more(in, 13);
    return reading::frame(13, big(in, 0, 4) + big(in, 4, 4) + big(in, 8, 4));
}
constexpr reading hdfs_packet(bytes_view in) noexcept { // after a request and its answer, which are varints
    if (lacks(in, 6)) return more(in, 6);
    if (big(in, 0, 4) < 4) return reading::refused(status::length_below_header, 6);
    return reading::frame(6, big(in, 4, 2) + big(in, 0, 4) - 4);
}
constexpr reading gryphon(bytes_view in) noexcept {
    if (lacks(in, 8)) return more(in, 8);
    return reading::frame(8, big(in, 4, 2), static_cast<std::size_t>(rounded(big(in, 4, 2), 4) - big(in, 4, 2)));
}
constexpr reading turn_channel(bytes_view in) noexcept { // RFC 8656, 12.5
    if (lacks(in, 4)) return more(in, 4);
    return reading::frame(4, big(in, 2, 2), static_cast<std::size_t>(rounded(big(in, 2, 2), 4) - big(in, 2, 2)));
}
constexpr reading stun_or_channel(bytes_view in) noexcept { // RFC 8656, 12: two bits tell them apart
    if (in.empty()) return reading::need(1);
    return at(in, 0) < 0x40 ? stun_tcp::read(in) : turn_channel(in);
}
constexpr reading dnp3(bytes_view in) noexcept { // IEEE 1815: a CRC after 8 bytes, and after each 16
    if (lacks(in, 3)) return more(in, 3);
    if (at(in, 2) < 5) return reading::refused(status::length_below_header, 3);
    if (lacks(in, 10)) return more(in, 10);
    const std::uint64_t user = at(in, 2) - 5;
    return reading::frame(10, user + rounded(user, 16) / 8);
}
constexpr reading iwarp_mpa(bytes_view in) noexcept { // RFC 5044, 4: without markers; a CRC after the padding
    if (lacks(in, 2)) return more(in, 2);
    const std::uint64_t size = big(in, 0, 2);
    return reading::frame(2, size, static_cast<std::size_t>(rounded(size + 2, 4) - size - 2 + 4));
}
constexpr reading iscsi(bytes_view in) noexcept { // RFC 7143, 11.2: without digests
    if (lacks(in, 48)) return more(in, 48);
    return reading::frame(48, 4 * at(in, 4) + rounded(big(in, 5, 3), 4));
}
constexpr reading ceph(bytes_view in) noexcept { // messenger 1, after its handshake
    if (in.empty()) return reading::need(1);
    if (at(in, 0) == 9) return reading::frame(1, 0); // keep-alive
    if (at(in, 0) == 8 || at(in, 0) == 14 || at(in, 0) == 15) return reading::frame(1, 8);
    if (at(in, 0) != 7) return refused(1);
    if (lacks(in, 54)) return more(in, 54);
    return reading::frame(54, low(in, 23, 4) + low(in, 27, 4) + low(in, 31, 4), 21);
}
constexpr reading s5066_dts(bytes_view in) noexcept { // shape: STANAG 5066, annex C
    if (lacks(in, 6)) return more(in, 6);
    const std::size_t header = 2 + (at(in, 5) & 0x1f) + (at(in, 5) >> 5) + 2;
    if ((at(in, 5) & 0x1f) < 6) return reading::refused(status::length_below_header, 6);
    if (lacks(in, header)) return more(in, header);
    constexpr std::string_view with_data = "\x00\x02\x04\x05\x07\x08";
    const bool has_data =
        std::string_view(with_data.data(), 6).find(static_cast<char>(at(in, 2) >> 4)) != std::string_view::npos;
    const std::uint64_t data = big(in, 2 + (at(in, 5) & 0x1f) - 2, 2) & 0x3ff;
    return reading::frame(header, has_data ? data : 0, has_data ? 4 : 0);
}

// ---- a type or a magic says where the length is
// ----------------------------------------------------------------------

constexpr reading drbd(bytes_view in) noexcept {
    if (lacks(in, 4)) return more(in, 4);
    const bool is_100 = big(in, 0, 4) == 0x8620ec20, is_80 = big(in, 0, 4) == 0x83740267;
    if (!is_100 && !is_80 && big(in, 0, 2) != 0x835a) return reading::refused(status::magic_mismatch, 4);
    if (lacks(in, is_100 ? 16 : 8)) return more(in, is_100 ? 16 : 8);
    if (is_100) return reading::frame(16, big(in, 8, 4));
    return reading::frame(8, is_80 ? big(in, 6, 2) : big(in, 4, 4));
}
constexpr reading tcpcl(bytes_view in) noexcept { // RFC 7242, 5: SDNVs
    if (in.empty()) return reading::need(1);
    const unsigned type = at(in, 0) >> 4;
    if (type == 3) return reading::frame(1, 0);
    if (type == 4) return reading::frame(1, 0);
    if (type == 5 && (at(in, 0) & 1) == 0) return reading::frame(1, (at(in, 0) & 2) / 2);
    if (type == 0 || type > 6) return refused(1);
    const std::size_t before = type == 5 && (at(in, 0) & 2) != 0 ? 2 : 1;
    if (in.size() <= before) return more(in, before + 1);
    const detail::length_field length = detail::read_be7(in.subspan(before), {.most = 10, .padded = true});
    if (length.st == status::need_input) return reading::need(length.size);
    if (length.st != status::ok) return reading::refused(length.st, before + length.size);
    return reading::frame(before + length.size, type == 1 ? length.value : 0);
}
constexpr reading iec101(bytes_view in) noexcept {
    if (in.empty()) return reading::need(1);
    if (at(in, 0) == 0xe5) return reading::frame(1, 0);
    if (at(in, 0) == 0x10) return reading::frame(1, 4);
    if (at(in, 0) != 0x68) return reading::refused(status::magic_mismatch, 1);
    if (lacks(in, 2)) return more(in, 2);
    return reading::frame(2, at(in, 1) + 4U);
}
constexpr reading lsc(bytes_view in) noexcept { // constants by opcode
    constexpr std::array<unsigned, 7> sizes{0, 12, 16, 8, 8, 20, 20};
    if (lacks(in, 3)) return more(in, 3);
    const unsigned op = at(in, 2);
    if (op >= 1 && op <= 6) return reading::frame(3, sizes[op] - 3);
    return op == 0x40 || (op >= 0x81 && op <= 0x86) ? reading::frame(3, 14) : refused(3);
}
constexpr reading modbus_rtu_request(bytes_view in) noexcept {
    if (lacks(in, 2)) return more(in, 2);
    const unsigned function = at(in, 1);
    if (function >= 1 && function <= 6) return reading::frame(2, 6);
    if (function != 15 && function != 16) return refused(2);
    if (lacks(in, 7)) return more(in, 7);
    return reading::frame(7, at(in, 6) + 2U);
}
constexpr reading modbus_rtu_answer(bytes_view in) noexcept {
    if (lacks(in, 2)) return more(in, 2);
    const unsigned function = at(in, 1);
    if (function >= 0x80) return reading::frame(2, 3);
    if (function == 5 || function == 6 || function == 15 || function == 16) return reading::frame(2, 6);
    if (function < 1 || function > 4) return refused(2);
    if (lacks(in, 3)) return more(in, 3);
    return reading::frame(3, at(in, 2) + 2U);
}
constexpr reading optommp(bytes_view in) noexcept { // IEEE 1394's transactions
    if (lacks(in, 4)) return more(in, 4);
    const unsigned code = at(in, 3) >> 4;
    if (code == 1 || code == 7) return lacks(in, 16) ? more(in, 16) : reading::frame(16, big(in, 12, 2));
    if (code == 0 || code == 5 || code == 6) return reading::frame(4, 12);
    return code == 2 || code == 4 ? reading::frame(4, 8) : refused(4);
}
constexpr reading pdc(bytes_view in) noexcept {
    if (lacks(in, 2)) return more(in, 2);
    if (at(in, 1) == 4) return lacks(in, 4) ? more(in, 4) : reading::frame(4, big(in, 2, 2));
    if (at(in, 1) == 5) return lacks(in, 8) ? more(in, 8) : reading::frame(8, big(in, 6, 2));
    return at(in, 0) == 0 ? reading::refused(status::length_below_header, 2) : reading::frame(2, at(in, 0) - 1U);
}
constexpr reading reload(bytes_view in) noexcept { // RFC 6940, 6.6.2
    if (in.empty()) return reading::need(1);
    if (at(in, 0) == 129) return reading::frame(1, 8);
    if (at(in, 0) != 128) return refused(1);
    return lacks(in, 8) ? more(in, 8) : reading::frame(8, big(in, 5, 3));
}
constexpr reading rtitcp(bytes_view in) noexcept { // the word after the header may belong to the header
    if (lacks(in, 8)) return more(in, 8);
    if (big(in, 2, 2) < 4) return reading::frame(8, big(in, 2, 2));
    if (lacks(in, 12)) return more(in, 12);
    const bool has_crc = big(in, 8, 4) == 0x43524332;
    if (has_crc && lacks(in, 16)) return more(in, 16);
    return has_crc ? reading::frame(16, big(in, 2, 2)) : reading::frame(12, big(in, 2, 2) - 4);
}
constexpr reading scylla(bytes_view in) noexcept { // negotiation, request or response, by what looks plausible
    if (lacks(in, 12)) return more(in, 12);
    if (big(in, 0, 8) == 0x5353544152525043) return reading::frame(12, low(in, 8, 4)); // "SSTARRPC"
    const bool is_request = low(in, 0, 8) < 64;
    if (!is_request) return reading::frame(12, low(in, 8, 4));
    return lacks(in, 20) ? more(in, 20) : reading::frame(20, low(in, 16, 4));
}
constexpr reading srvloc(bytes_view in) noexcept { // RFC 2608, 8
    if (in.empty()) return reading::need(1);
    if (at(in, 0) != 1 && at(in, 0) != 2) return refused(1);
    const std::size_t width = at(in, 0) + 1U;
    return lacks(in, 2 + width) ? more(in, 2 + width) : whole(2 + width, big(in, 2, width));
}
constexpr reading starteam(bytes_view in) noexcept {
    if (lacks(in, 8)) return more(in, 8);
    constexpr std::uint64_t magic = 0x416c616e; // "Alan"
    if (big(in, 0, 4) == magic) return reading::frame(8, low(in, 4, 4) + 8);
    if (lacks(in, 28)) return more(in, 28);
    if (big(in, 20, 4) != magic) return reading::refused(status::magic_mismatch, 28);
    return reading::frame(28, low(in, 24, 4) + 8);
}
constexpr reading tds_port(bytes_view in) noexcept { // TDS, its multiplexer and TLS on one port
    if (lacks(in, 5)) return more(in, 5);
    if (at(in, 0) == 0x53) return lacks(in, 8) ? more(in, 8) : whole(8, low(in, 4, 4));
    if (at(in, 0) >= 0x14 && at(in, 0) <= 0x17) return reading::frame(5, big(in, 3, 2));
    return whole(5, big(in, 2, 2));
}
constexpr reading tpncp(bytes_view in) noexcept {
    if (lacks(in, 7)) return more(in, 7);
    return whole(7, 4 + big(in, 2, 2) + std::uint64_t{0xffff} * at(in, 6));
}
constexpr reading wow_realm(bytes_view in) noexcept { // a client's
    if (in.empty()) return reading::need(1);
    if (at(in, 0) == 1) return reading::frame(1, 74);
    if (at(in, 0) == 16) return reading::frame(1, 4);
    if (at(in, 0) != 0) return refused(1);
    return lacks(in, 4) ? more(in, 4) : reading::frame(4, low(in, 2, 2));
}
constexpr reading zvt(bytes_view in) noexcept { // an escape
    if (lacks(in, 3)) return more(in, 3);
    if (at(in, 2) != 0xff) return reading::frame(3, at(in, 2));
    return lacks(in, 5) ? more(in, 5) : reading::frame(5, low(in, 3, 2));
}
constexpr reading knet(bytes_view in) noexcept { // 7, 14 or 30 bits
    if (in.empty()) return reading::need(1);
    if (at(in, 0) < 0x80) return reading::frame(1, at(in, 0));
    if (lacks(in, 2)) return more(in, 2);
    const std::uint64_t bits = (at(in, 0) & 0x7f) | (at(in, 1) & 0x7f) << 7;
    if (at(in, 1) < 0x80) return reading::frame(2, bits);
    return lacks(in, 4) ? more(in, 4) : reading::frame(4, bits | low(in, 2, 2) << 14);
}
constexpr reading coap(bytes_view in) noexcept { // RFC 8323, 3.2
    if (in.empty()) return reading::need(1);
    const unsigned nibble = at(in, 0) >> 4;
    if ((at(in, 0) & 15) > 8) return refused(1);
    const std::size_t extra = nibble < 13 ? 0 : nibble == 13 ? 1 : nibble == 14 ? 2 : 4;
    const std::size_t header = 2 + extra + (at(in, 0) & 15);
    if (lacks(in, header)) return more(in, header);
    const std::uint64_t base = nibble < 13 ? nibble : nibble == 13 ? 13 : nibble == 14 ? 269 : 65'805;
    return reading::frame(header, base + big(in, 1, extra));
}
constexpr reading nmf(bytes_view in) noexcept { // [MC-NMF] 2.2: records, some with a varint
    constexpr std::array<int, 13> rest{2, 1, -1, 1, -1, -2, -1, 0, -1, -1, 0, 0, 0};
    if (in.empty()) return reading::need(1);
    if (at(in, 0) > 12 || rest[at(in, 0)] == -2) return refused(1);
    if (rest[at(in, 0)] >= 0) return reading::frame(1, static_cast<std::uint64_t>(rest[at(in, 0)]));
    const detail::length_field length = detail::read_varint(in.subspan(1), {.most = 5, .padded = true});
    if (length.st == status::need_input) return reading::need(in.size() == 1 ? 1 : length.size);
    if (length.st != status::ok) return reading::refused(length.st, 1U + length.size);
    return reading::frame(1U + length.size, length.value);
}
constexpr reading ms_mms(bytes_view in) noexcept { // control has a magic, data a length of its own
    if (lacks(in, 8)) return more(in, 8);
    if (low(in, 4, 4) != 0xb00bface) return whole(8, low(in, 6, 2));
    return lacks(in, 12) ? more(in, 12) : reading::frame(12, low(in, 8, 4) + 4);
}
constexpr reading tor_cell(bytes_view in) noexcept { // tor-spec, "Cell packet format", links of version 4 and later
    if (lacks(in, 5)) return more(in, 5);
    if (at(in, 4) != 7 && at(in, 4) < 128) return reading::frame(5, 509);
    return lacks(in, 7) ? more(in, 7) : reading::frame(7, big(in, 5, 2));
}
constexpr reading yamux(bytes_view in) noexcept { // the length is a window for all types but data
    if (lacks(in, 12)) return more(in, 12);
    return reading::frame(12, at(in, 1) == 0 ? big(in, 8, 4) : 0);
}
constexpr reading mtproto_abridged(bytes_view in) noexcept {
    if (in.empty()) return reading::need(1);
    if (at(in, 0) < 0x7f) return reading::frame(1, 4 * at(in, 0));
    if (at(in, 0) > 0x7f) return refused(1);
    return lacks(in, 4) ? more(in, 4) : reading::frame(4, 4 * low(in, 1, 3));
}
constexpr reading tarantool(bytes_view in) noexcept { // a MessagePack number
    if (in.empty()) return reading::need(1);
    const unsigned code = at(in, 0);
    if (code < 0x80) return reading::frame(1, code);
    if (code < 0xcc || code > 0xcf) return refused(1);
    const std::size_t width = std::size_t{1} << (code - 0xcc);
    if (lacks(in, 1 + width)) return more(in, 1 + width);
    return big(in, 1, width) > INT64_MAX ? refused(1 + width) : reading::frame(1 + width, big(in, 1, width));
}
constexpr reading mavlink(bytes_view in) noexcept { // both versions; a signature after the checksum
    if (in.empty()) return reading::need(1);
    if (at(in, 0) != 0xfe && at(in, 0) != 0xfd) return reading::refused(status::magic_mismatch, 1);
    const bool is_2 = at(in, 0) == 0xfd;
    if (lacks(in, is_2 ? 10 : 6)) return more(in, is_2 ? 10 : 6);
    return reading::frame(is_2 ? 10 : 6, at(in, 1), is_2 && (at(in, 2) & 1) != 0 ? 15 : 2);
}
constexpr reading teradata(bytes_view in) noexcept { // shape: a length in two parts of a header of 52 bytes
    if (lacks(in, 52)) return more(in, 52);
    return reading::frame(52, big(in, 4, 2) << 16 | big(in, 8, 2));
}
constexpr reading avro_block(bytes_view in) noexcept { // zigzag numbers; a sync marker of 16 bytes
    std::size_t used = 0;
    std::uint64_t size = 0;
    for (int i = 0; i < 2; ++i) {
        if (in.size() == used) return reading::need(1);
        const detail::length_field number = detail::read_varint(in.subspan(used), {.most = 10, .padded = true});
        if (number.st == status::need_input) return reading::need(number.size);
        used += number.size;
        if (number.st != status::ok) return reading::refused(number.st, used);
        if ((number.value & 1) != 0) return reading::refused(status::negative_length, used);
        size = number.value >> 1;
    }
    return reading::frame(used, size, 16);
}
constexpr reading bcd(bytes_view in) noexcept { // ISO 8583 after 2 bytes of 2 digits each
    if (lacks(in, 2)) return more(in, 2);
    std::uint64_t size = 0;
    for (const unsigned digit : {at(in, 0) >> 4, at(in, 0) & 15, at(in, 1) >> 4, at(in, 1) & 15}) {
        if (digit > 9) return refused(2);
        size = 10 * size + digit;
    }
    return reading::frame(2, size);
}
constexpr reading per_length(bytes_view in) noexcept { // X.691, 11.9, after 3 bytes; of a fragment, in 16 KiB
    if (lacks(in, 4)) return more(in, 4);
    if (at(in, 3) < 0x80) return reading::frame(4, at(in, 3));
    if (at(in, 3) >= 0xc0) return reading::frame(4, std::uint64_t{16'384} * (at(in, 3) & 0x3f));
    return lacks(in, 5) ? more(in, 5) : reading::frame(5, big(in, 3, 2) & 0x3fff);
}

// ---- text
// ------------------------------------------------------------------------------------------------------------

/// The number that begins at `i` and ends with `end`. needs: 1 where it does not end yet.
constexpr detail::length_field number_until(bytes_view in, std::size_t i, char end) noexcept {
    std::uint64_t value = 0;
    for (std::size_t first = i; i < in.size(); ++i) {
        if (at(in, i) == static_cast<unsigned char>(end) && i > first)
            return detail::length_field::number(i + 1, value);
        if (at(in, i) < '0' || at(in, i) > '9' || i - first == 9)
            return detail::length_field::error(status::length_malformed, i + 1);
        value = 10 * value + at(in, i) - '0';
    }
    return detail::length_field::need(1);
}
/// The place after the first `c` from `i` on; 0 where there is none.
constexpr std::size_t after(bytes_view in, std::size_t i, char c) noexcept {
    for (; i < in.size(); ++i)
        if (at(in, i) == static_cast<unsigned char>(c)) return i + 1;
    return 0;
}
/// Where a text of at most 40 bytes has no more room: refused, else one byte more.
constexpr reading more_text(bytes_view in) noexcept { return in.size() < 40 ? reading::need(1) : refused(40); }

constexpr reading fix(bytes_view in) noexcept { // 8=FIX.4.4|9=5|35=0|10=161|
    if (!in.empty() && at(in, 0) != '8') return reading::refused(status::magic_mismatch, 1);
    const std::size_t begin = after(in.first(std::min(in.size(), std::size_t{20})), 0, '\x01');
    if (begin == 0) return in.size() < 20 ? reading::need(1) : refused(20);
    if (in.size() < begin + 2) return reading::need(1);
    if (at(in, begin) != '9' || at(in, begin + 1) != '=') return refused(begin + 2);
    const detail::length_field length = number_until(in, begin + 2, '\x01');
    if (length.st == status::need_input) return reading::need(1);
    return length.st != status::ok ? refused(length.size) : reading::frame(length.size, length.value, 7);
}
constexpr reading mrcp(bytes_view in) noexcept { // RFC 6787, 5.1: "MRCP/2.0 83 ..."
    const std::size_t begin = after(in.first(std::min(in.size(), std::size_t{12})), 0, ' ');
    if (begin == 0) return in.size() < 12 ? reading::need(1) : refused(12);
    const detail::length_field length = number_until(in, begin, ' ');
    if (length.st == status::need_input) return reading::need(1);
    if (length.st != status::ok) return refused(length.size);
    return whole(length.size, length.value);
}
constexpr reading nats(bytes_view in) noexcept { // a line; "PUB ... N" and "MSG ... N" have N bytes and an end of line
    const bytes_view line = in.first(std::min(in.size(), std::size_t{250}));
    const std::size_t end = after(line, 0, '\n');
    if (end == 0) return in.size() < 250 ? reading::need(1) : refused(250);
    const bool has_payload =
        end > 6 && (at(in, 0) == 'P' || at(in, 0) == 'M') && (at(in, 1) == 'U' || at(in, 1) == 'S');
    if (!has_payload) return reading::frame(end, 0);
    std::size_t first = end - 2;
    while (first > 0 && at(in, first - 1) != ' ') --first;
    const detail::length_field length = number_until(in.first(end), first, '\r');
    return length.st != status::ok ? refused(end) : reading::frame(end, length.value, 2);
}
constexpr reading jxta(bytes_view in) noexcept { // headers: name length, name, 2 bytes, value; the last one is empty
    for (std::size_t i = 0;;) {
        if (i >= 200) return refused(std::min(in.size(), std::size_t{200}));
        if (lacks(in, i + 1)) return more(in, i + 1);
        if (at(in, i) == 0) return reading::frame(i + 1, 0);
        const std::size_t value = i + 1 + at(in, i);
        if (value > 190) return refused(i + 1);
        if (lacks(in, value + 2)) return more(in, value + 2);
        const std::size_t end = value + 2 + static_cast<std::size_t>(big(in, value, 2));
        if (end > 200) return refused(value + 2);
        if (lacks(in, end)) return more(in, end);
        if (at(in, i) == 14 && end - value == 10) { // content-length, the last that counts
            if (lacks(in, end + 1)) return more(in, end + 1);
            return at(in, end) != 0 || big(in, value + 2, 8) > INT64_MAX
                       ? refused(end + 1)
                       : reading::frame(end + 1, big(in, value + 2, 8));
        }
        i = end;
    }
}

// ---- the caller chooses the next prefix
// ------------------------------------------------------------------------------

/// As many bytes as a request settled: NBD's data, an Arrow body, a bulk transfer.
struct settled {
    std::uint64_t size = 1; // bytes, 1 or more
    static constexpr std::size_t header_capacity = 1;
    constexpr std::uint64_t max_payload() const noexcept { return size; }
    constexpr reading read(bytes_view) const noexcept { return reading::frame(0, size); }
};
constexpr reading nano_message(bytes_view in) noexcept {
    if (lacks(in, 8)) return more(in, 8);
    constexpr std::array<unsigned, 11> sizes{0, 0, 144, 216, 0, 0, 64, 0, 0, 0, 96};
    const unsigned type = at(in, 5);
    if (type == 7 || type == 9) return reading::frame(8, type == 7 ? 0 : 40);
    return type > 10 || sizes[type] == 0 ? refused(8) : reading::frame(8, sizes[type]);
}
constexpr reading nano_block(bytes_view in) noexcept { // of an answer to bulk_pull; frontiers are settled{64}
    constexpr std::array<unsigned, 7> sizes{0, 0, 152, 136, 168, 136, 216};
    if (in.empty()) return reading::need(1);
    if (at(in, 0) == 1) return reading::frame(1, 0);
    return at(in, 0) > 6 || sizes[at(in, 0)] == 0 ? refused(1) : reading::frame(1, sizes[at(in, 0)]);
}
constexpr reading nbd_request(bytes_view in) noexcept { // a write has data; an answer is 16 bytes and settled data
    if (lacks(in, 28)) return more(in, 28);
    return reading::frame(28, big(in, 6, 2) == 1 ? big(in, 24, 4) : 0);
}
constexpr reading twamp_command(bytes_view in) noexcept { // RFC 5357, 3; greetings and answers are settled
    if (in.empty()) return reading::need(1);
    if (at(in, 0) == 5) return reading::frame(1, 111);
    return at(in, 0) == 2 || at(in, 0) == 3 ? reading::frame(1, 31) : refused(1);
}
/// USB/IP's lists of devices are settled: 312 bytes, the last of which counts what follows. Of transfers the caller
/// knows the direction of the request that an answer belongs to.
template <bool HasData>
constexpr reading usbip_transfer(bytes_view in) noexcept {
    if (lacks(in, 48)) return more(in, 48);
    return reading::frame(48, HasData ? big(in, 24, 4) : 0);
}
constexpr reading vnc_client(bytes_view in) noexcept { // RFC 6143, 7.5
    if (in.empty()) return reading::need(1);
    const unsigned type = at(in, 0);
    if (type == 0 || type == 3) return reading::frame(1, type == 0 ? 19 : 9);
    if (type == 4 || type == 5) return reading::frame(1, type == 4 ? 7 : 5);
    if (type == 2) return lacks(in, 4) ? more(in, 4) : reading::frame(4, 4 * big(in, 2, 2));
    if (type == 6) return lacks(in, 8) ? more(in, 8) : reading::frame(8, big(in, 4, 4));
    return refused(1);
}
/// A raw rectangle of VNC; an update's header is settled{4}.
struct vnc_rectangle {
    unsigned pixel_bytes = 4;
    static constexpr std::size_t header_capacity = 12;
    static constexpr std::uint64_t max_payload() noexcept { return std::uint64_t{1} << 35; }
    constexpr reading read(bytes_view in) const noexcept {
        return lacks(in, 12) ? more(in, 12) : reading::frame(12, big(in, 4, 2) * big(in, 6, 2) * pixel_bytes);
    }
};
/// A chunk of RTMP. left: bytes of its stream's message that are to come, where the header does not say.
struct rtmp_chunk {
    std::uint64_t chunk_size = 128, left = 0;
    static constexpr std::size_t header_capacity = 18;
    static constexpr std::uint64_t max_payload() noexcept { return 0xffffff; }
    constexpr reading read(bytes_view in) const noexcept {
        if (in.empty()) return reading::need(1);
        constexpr std::array<unsigned, 4> sizes{11, 7, 3, 0};
        const std::size_t basic = (at(in, 0) & 63) == 0 ? 2 : (at(in, 0) & 63) == 1 ? 3 : 1;
        const std::size_t header = basic + sizes[at(in, 0) >> 6];
        if (lacks(in, header)) return more(in, header);
        const bool is_late = sizes[at(in, 0) >> 6] != 0 && big(in, basic, 3) == 0xffffff;
        if (is_late && lacks(in, header + 4)) return more(in, header + 4);
        const std::uint64_t message = at(in, 0) >> 6 < 2 ? big(in, basic + 3, 3) : left;
        return reading::frame(header + (is_late ? 4 : 0), std::min(message, chunk_size));
    }
};
/// SSH after the key exchange where the length is sent as it is: the MAC's size is the trailer's.
struct ssh_packet {
    std::uint8_t mac = 32;
    static constexpr std::size_t header_capacity = 4;
    static constexpr std::uint64_t max_payload() noexcept { return 35'000; }
    constexpr reading read(bytes_view in) const noexcept {
        return lacks(in, 4) ? more(in, 4) : reading::frame(4, big(in, 0, 4), mac);
    }
};
/// A length that is masked with bytes the caller's cipher gave for this frame: NTCP2, WoW's world server, SSH with
/// chacha20-poly1305. wide: a header that WoW makes a byte longer where its top bit is set.
struct masked_length {
    std::uint64_t mask = 0;
    std::uint8_t width = 2, gap = 0, trailer = 0;
    bool wide = false;
    static constexpr std::size_t header_capacity = 20;
    static constexpr std::uint64_t max_payload() noexcept { return 0xffffffff; }
    constexpr reading read(bytes_view in) const noexcept {
        if (in.empty()) return reading::need(1);
        const bool is_wide = wide && (at(in, 0) ^ (mask & 0xff)) >= 0x80;
        const std::size_t bytes = width + (is_wide ? 1U : 0U);
        if (lacks(in, bytes + gap)) return more(in, bytes + gap);
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < bytes; ++i) value = value << 8 | (at(in, i) ^ (mask >> 8 * i & 0xff));
        if (is_wide) value &= 0x7fffff;
        return reading::frame(bytes + gap, value, trailer);
    }
};
constexpr reading omapi_pair(bytes_view in) noexcept { // of a message's lists; the 24 bytes before them are settled
    if (lacks(in, 2)) return more(in, 2);
    const std::size_t header = 2 + static_cast<std::size_t>(big(in, 0, 2)) + 4;
    if (header == 6) return reading::frame(2, 0);
    if (header > 200) return refused(2);
    return lacks(in, header) ? more(in, header) : reading::frame(header, big(in, header - 4, 4));
}
constexpr reading socks_methods(bytes_view in) noexcept { // RFC 1928, 3
    return lacks(in, 2) ? more(in, 2) : reading::frame(2, at(in, 1));
}
constexpr reading socks_request(bytes_view in) noexcept { // RFC 1928, 4 and 6
    if (lacks(in, 5)) return more(in, 5);
    if (at(in, 3) == 1) return reading::frame(5, 5);
    if (at(in, 3) == 4) return reading::frame(5, 17);
    return at(in, 3) == 3 ? reading::frame(5, at(in, 4) + 2U) : refused(5);
}

} // namespace cleave::field
