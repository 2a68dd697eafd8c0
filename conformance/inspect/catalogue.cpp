// SPDX-License-Identifier: MIT
#include "catalogue.hpp"

#include <cleave/protocols/content_length.hpp>
#include <cleave/protocols/fastcgi.hpp>
#include <cleave/protocols/names.hpp>
#include <cleave/protocols/netstring.hpp>
#include <cleave/protocols/onc_rpc.hpp>
#include <cleave/protocols/pkt_line.hpp>
#include <cleave/protocols/websocket.hpp>
#include <cleave/protocols/zmtp.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace cleave::inspect {

namespace {

using bytes = std::span<const std::byte>;

constexpr double not_this = -1;

std::uint64_t big(bytes in, std::size_t at, std::size_t width) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) value = value << 8 | std::to_integer<std::uint64_t>(in[at + i]);
    return value;
}

std::uint64_t little(bytes in, std::size_t at, std::size_t width) {
    std::uint64_t value = 0;
    for (std::size_t i = width; i-- > 0;) value = value << 8 | std::to_integer<std::uint64_t>(in[at + i]);
    return value;
}

unsigned byte(bytes in, std::size_t at) { return std::to_integer<unsigned>(in[at]); }

std::string_view text(bytes in) { return {reinterpret_cast<const char*>(in.data()), in.size()}; }

bool begins(bytes in, std::string_view with) { return text(in).starts_with(with); }
/// Whether it may still become one that begins so.
bool may_begin(bytes in, std::string_view with) { return with.starts_with(text(in).substr(0, with.size())); }

constexpr frame_reading need{status::need_input, 0, 0, 0};
constexpr frame_reading refused{status::unsupported, 0, 0, 0};
constexpr frame_reading opening(std::size_t size) { return {status::ok, 0, size, 0}; }

/// Reads a frame of one of the library's protocols.
template <prefix P>
frame_reading of(bytes in, std::uint64_t = 0) {
    return reading_of(detail::read_checked(P{}, in));
}

/// What a protocol opens with, all of it.
template <prefix P>
frame_reading opening_of(bytes in) {
    const frame_reading one = of<P>(in);
    return one.st == status::ok ? opening(static_cast<std::size_t>(one.size())) : one;
}

/// A header of one size with a length at one place. counted: bytes of the header that the length counts.
struct shape {
    std::size_t header, at, width;
    bool is_little = false;
    std::uint64_t counted = 0;
};

frame_reading laid_out(bytes in, const shape& one) {
    constexpr std::uint64_t limit = 16 << 20;
    if (in.size() < one.header) return need;
    const std::uint64_t length = one.is_little ? little(in, one.at, one.width) : big(in, one.at, one.width);
    if (length < one.counted) return {status::length_below_header, one.header, 0, 0};
    if (length - one.counted > limit) return {status::frame_too_large, one.header, length - one.counted, 0};
    return {status::ok, one.header, length - one.counted, 0};
}

bool is_one_of(std::uint64_t value, std::initializer_list<std::uint64_t> all) {
    return std::find(all.begin(), all.end(), value) != all.end();
}

/// The head of HTTP, or of what looks like it: up to its empty line.
frame_reading through_empty_line(bytes in) {
    const std::size_t end = text(in).find("\r\n\r\n");
    return end == std::string_view::npos ? need : opening(end + 4);
}

// ---- one protocol after the other

frame_reading read_http2(bytes in, std::uint64_t index) {
    if (index == 0 && in.size() > 1 && !is_error(of<http2_preface>(in).st)) return opening_of<http2_preface>(in);
    return of<http2::with_max_payload<0xffffff>>(in);
}
double rules_http2(bytes frame, const frame_reading& parts, std::uint64_t index) {
    if (parts.header == 0) return 60;
    const unsigned type = byte(frame, 3);
    const bool has_stream = big(frame, 5, 4) != 0;
    if (type > 9 && type != 10 && type != 12 && type != 16) return not_this;
    if ((byte(frame, 5) & 0x80) != 0) return not_this;
    if (is_one_of(type, {0, 1, 2, 3, 5, 9}) != has_stream && type != 8 && type < 10) return not_this;
    if ((type == 4 && parts.payload % 6 != 0) || (type == 6 && parts.payload != 8)) return not_this;
    if (is_one_of(type, {3, 8}) && parts.payload != 4) return not_this;
    if (index == 0 && type != 4) return not_this;
    return 12;
}

/// Old clients open with a hello of SSL 2 that offers SSL 3 or TLS.
frame_reading read_tls(bytes in, std::uint64_t index) {
    if (index != 0 || in.size() < 4 || byte(in, 0) < 128 || byte(in, 2) != 1 || byte(in, 3) != 3)
        return of<tls_record>(in);
    return opening(static_cast<std::size_t>(2 + (big(in, 0, 2) & 0x7fff)));
}
double rules_tls(bytes frame, const frame_reading& parts, std::uint64_t) {
    if (parts.header == 0) return 20;
    const bool is_record = byte(frame, 0) >= 20 && byte(frame, 0) <= 23 && byte(frame, 1) == 3 && byte(frame, 2) <= 4;
    return is_record ? 18 : not_this;
}

/// A client may ask for TLS first; what follows the answer is TLS then.
frame_reading read_postgresql(bytes in, std::uint64_t index) {
    if (in.empty()) return need;
    const unsigned first = byte(in, 0);
    if (first >= 20 && first <= 23 && in.size() >= 2 && byte(in, 1) == 3) return of<tls_record>(in);
    if (first == 0 && index < 3) return of<postgresql_startup>(in); // the first messages have no type
    if (index == 0 && (first == 'S' || first == 'N' || first == 'G')) {
        const bool is_alone = in.size() == 1 || byte(in, 1) != 0 || (in.size() > 2 && byte(in, 2) > 8);
        if (is_alone) return opening(1);
    }
    return of<postgresql>(in);
}
double rules_postgresql(bytes frame, const frame_reading& parts, std::uint64_t index) {
    const unsigned first = byte(frame, 0);
    if (parts.header == 0) return 1;
    if (first == 0) {
        if (parts.payload < 4) return not_this;
        const std::uint64_t code = big(frame, 4, 4);
        return code >> 16 == 1234 || (code >> 16 == 3 && (code & 0xffff) < 3) ? 30 : not_this;
    }
    if (first >= 20 && first <= 23 && byte(frame, 1) == 3) return index == 0 ? not_this : 10;
    constexpr std::string_view types = "QXPBEDSCHFdcfpRKTZN123ntsIGWVAv";
    return types.find(static_cast<char>(first)) != std::string_view::npos ? 3 : not_this;
}

double rules_mysql(bytes frame, const frame_reading& parts, std::uint64_t index) {
    const unsigned sequence = byte(frame, 3);
    if (parts.payload == 0) return index == 0 ? not_this : 0;
    if (index == 0 && sequence == 0 && byte(frame, 4) == 10 && parts.payload > 20) return 24; // the server's greeting
    if (index == 0 && sequence == 1 && parts.payload >= 32) // the client's answer: largest packet, character set, zeros
        return std::all_of(frame.begin() + 13, frame.begin() + 32, [](std::byte b) { return b == std::byte{0}; }) ? 24
                                                                                                                  : 4;
    if (index == 0) return sequence == 0 && byte(frame, 4) < 32 ? 6 : not_this;
    return sequence <= index + 64 ? 2 : not_this;
}

double rules_mongodb(bytes frame, const frame_reading&, std::uint64_t) {
    const std::uint64_t code = little(frame, 12, 4);
    return code == 1 || (code >= 2001 && code <= 2013) ? 26 : not_this;
}

double rules_kafka(bytes frame, const frame_reading& parts, std::uint64_t) {
    if (parts.payload < 10) return not_this;
    const std::uint64_t name = big(frame, 12, 2);
    const bool has_name = name == 0xffff || name + 10 <= parts.payload;
    if (big(frame, 4, 2) > 100 || big(frame, 6, 2) > 20 || !has_name) return not_this;
    const bool says_little = name == 0 || name == 0xffff; // as zeros do
    return says_little ? 10 : is_readable_text(frame.subspan(14, static_cast<std::size_t>(name))) ? 22 : not_this;
}

double rules_mqtt(bytes frame, const frame_reading& parts, std::uint64_t index) {
    const unsigned type = byte(frame, 0) >> 4, flags = byte(frame, 0) & 15;
    if (type == 0) return not_this;
    if (type == 3 ? (flags & 6) == 6 : flags != (is_one_of(type, {6, 8, 10}) ? 2U : 0U)) return not_this;
    const auto payload = text(frame.subspan(parts.header));
    if (type == 1) return payload.find("MQTT") == 2 || payload.find("MQIsdp") == 2 ? 50 : not_this;
    if (index == 0) return type == 2 && parts.payload >= 2 && byte(frame, parts.header) <= 1 ? 18 : not_this;
    if (type == 3 && parts.payload >= 2 && big(frame, parts.header, 2) + 2 > parts.payload) return not_this;
    return type >= 12 && type <= 14 && parts.payload != 0 && type != 14 ? not_this : 5;
}

frame_reading read_amqp(bytes in, std::uint64_t index) {
    if (index == 0 && may_begin(in, "AMQP")) return opening_of<amqp_1_0_header>(in); // of whichever version
    return of<amqp_0_9_1::with_max_payload<16 << 20>>(in);
}
double rules_amqp(bytes frame, const frame_reading& parts, std::uint64_t) {
    if (parts.header == 0) return byte(frame, 4) == 0 && byte(frame, 5) == 0 ? 60 : not_this;
    return is_one_of(byte(frame, 0), {1, 2, 3, 8}) && frame.back() == std::byte{0xce} ? 16 : not_this;
}

frame_reading read_amqp_1(bytes in, std::uint64_t) {
    if (may_begin(in, "AMQP")) return opening_of<amqp_1_0_header>(in); // once for security, once without
    return of<amqp_1_0>(in);
}
double rules_amqp_1(bytes frame, const frame_reading& parts, std::uint64_t) {
    if (parts.header == 0) return byte(frame, 5) == 1 ? 60 : not_this;
    return byte(frame, 4) == 2 && byte(frame, 5) <= 1 ? 16 : not_this;
}

double rules_bgp(bytes frame, const frame_reading&, std::uint64_t) {
    const bool is_marked =
        std::all_of(frame.begin(), frame.begin() + 16, [](std::byte b) { return b == std::byte{255}; });
    return is_marked && byte(frame, 18) >= 1 && byte(frame, 18) <= 5 ? 60 : not_this;
}

double rules_dns(bytes frame, const frame_reading& parts, std::uint64_t) {
    if (parts.payload < 12) return not_this;
    const std::uint64_t flags = big(frame, 4, 2), questions = big(frame, 6, 2);
    const bool is_plausible = is_one_of(flags >> 11 & 15, {0, 2, 4, 5}) && (flags & 15) <= 10 && (flags & 0x40) == 0;
    if (!is_plausible || questions > 2 || big(frame, 8, 2) > 4096 || big(frame, 12, 2) > 64) return not_this;
    return questions == 0 ? 6 : 18;
}

double rules_ldap(bytes frame, const frame_reading& parts, std::uint64_t) {
    const bytes payload = frame.subspan(parts.header);
    if (payload.size() < 5 || byte(payload, 0) != 2 || byte(payload, 1) > 4) return not_this;
    const std::size_t operation = 2 + byte(payload, 1);
    return operation < payload.size() && (byte(payload, operation) & 0xc0) == 0x40 ? 20 : not_this;
}

frame_reading read_websocket(bytes in, std::uint64_t index) {
    if (index == 0) return through_empty_line(in);
    return of<websocket>(in);
}
double rules_websocket(bytes frame, const frame_reading&, std::uint64_t index) {
    if (index != 0)
        return is_one_of(byte(frame, 0) & 15, {0, 1, 2, 8, 9, 10}) && (byte(frame, 0) & 0x30) == 0 ? 4 : not_this;
    std::string head(text(frame));
    for (char& c : head) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return head.find("upgrade: websocket") != std::string::npos ? 60 : not_this;
}

double rules_git(bytes frame, const frame_reading& parts, std::uint64_t index) {
    const auto payload = text(frame.subspan(parts.header));
    if (index != 0) return 8;
    const bool opens = payload.starts_with("git-") || payload.starts_with("# service=") ||
                       payload.starts_with("version ") || payload.starts_with("want ") ||
                       payload.starts_with("command=") || (payload.size() > 45 && payload[40] == ' ');
    return opens ? 40 : 4;
}

double rules_language_server(bytes frame, const frame_reading&, std::uint64_t) {
    return begins(frame, "Content-Length: ") || begins(frame, "Content-Type: ") ? 60 : not_this; // not one of HTTP
}

double rules_modbus(bytes frame, const frame_reading& parts, std::uint64_t) {
    if (big(frame, 2, 2) != 0 || parts.payload < 2) return not_this;
    const unsigned function = byte(frame, 7) & 127;
    return function != 0 && function <= 43 ? 10 : not_this;
}

double rules_tpkt(bytes frame, const frame_reading& parts, std::uint64_t) {
    if (byte(frame, 0) != 3 || byte(frame, 1) != 0 || parts.payload < 3) return not_this;
    return is_one_of(byte(frame, 5) & 0xf0, {0xe0, 0xd0, 0xf0, 0x80, 0x70, 0xc0}) ? 22 : not_this;
}

double rules_diameter(bytes frame, const frame_reading& parts, std::uint64_t) {
    const bool is_plausible = byte(frame, 0) == 1 && (byte(frame, 4) & 15) == 0 && parts.payload % 4 == 0;
    return is_plausible && big(frame, 5, 3) >= 257 && big(frame, 5, 3) < 8388862 ? 18 : not_this;
}

double rules_dicom(bytes frame, const frame_reading& parts, std::uint64_t index) {
    if (byte(frame, 0) < 1 || byte(frame, 0) > 7 || byte(frame, 1) != 0) return not_this;
    if (index == 0 && byte(frame, 0) <= 2) return parts.payload >= 68 && big(frame, 6, 2) == 1 ? 30 : not_this;
    return index == 0 ? not_this : 10;
}

double rules_smpp(bytes frame, const frame_reading&, std::uint64_t) {
    const std::uint64_t command = big(frame, 4, 4) & 0x7fffffff;
    return command != 0 && command <= 0x112 && big(frame, 8, 4) <= 0x500 ? 30 : not_this;
}

double rules_bitcoin(bytes frame, const frame_reading&, std::uint64_t) {
    return is_one_of(big(frame, 0, 4), {0xf9beb4d9, 0xfabfb5da, 0x0b110907, 0x0a03cf40, 0x1c163f28, 0xfbc0b6db})
               ? 40
               : not_this;
}

frame_reading read_bittorrent(bytes in, std::uint64_t index) {
    if (index == 0 && may_begin(in, "\x13"
                                    "BitTorrent protocol"))
        return opening_of<bittorrent_handshake>(in);
    return of<bittorrent>(in);
}
double rules_bittorrent(bytes frame, const frame_reading& parts, std::uint64_t index) {
    if (parts.header == 0) return 60;
    if (index == 0) return not_this;
    return parts.payload == 0 || byte(frame, 4) <= 21 ? 3 : not_this;
}

double rules_cassandra(bytes frame, const frame_reading&, std::uint64_t) {
    const unsigned version = byte(frame, 0) & 127;
    return version >= 3 && version <= 5 && byte(frame, 1) < 32 && byte(frame, 4) <= 16 ? 12 : not_this;
}

frame_reading read_dce(bytes in, std::uint64_t) {
    if (in.size() < 16) return need;
    return laid_out(in, {16, 8, 2, (byte(in, 4) & 0x10) != 0, 16});
}
double rules_dce(bytes frame, const frame_reading&, std::uint64_t) {
    const bool is_plausible = byte(frame, 0) == 5 && byte(frame, 1) <= 1 && byte(frame, 2) <= 20;
    return is_plausible && (byte(frame, 4) & 0xee) == 0 && big(frame, 6, 2) == 0 ? 30 : not_this;
}

double rules_smb(bytes frame, const frame_reading& parts, std::uint64_t) {
    const unsigned type = byte(frame, 0);
    if (type == 0 && parts.payload >= 4 && text(frame.subspan(5, 3)) == "SMB" && byte(frame, 4) >= 0xfc) return 36;
    return is_one_of(type, {0x81, 0x82, 0x83, 0x84, 0x85}) && parts.payload <= 128 ? 6 : not_this;
}

double rules_tds(bytes frame, const frame_reading&, std::uint64_t) {
    const unsigned type = byte(frame, 0);
    const bool is_reply = type == 4, has_process = big(frame, 4, 2) != 0;
    if (!is_one_of(type, {1, 2, 3, 4, 6, 7, 8, 14, 15, 16, 17, 18, 23}) || byte(frame, 7) != 0) return not_this;
    if (is_reply ? byte(frame, 1) > 1 : (byte(frame, 1) & 0xe0) != 0 || has_process) return not_this;
    return is_reply ? 14 : 26;
}

double rules_memcached(bytes frame, const frame_reading& parts, std::uint64_t) {
    const bool is_plausible = (byte(frame, 0) == 0x80 || byte(frame, 0) == 0x81) && byte(frame, 5) == 0;
    return is_plausible && big(frame, 2, 2) + byte(frame, 4) <= parts.payload ? 16 : not_this;
}

double rules_openflow(bytes frame, const frame_reading& parts, std::uint64_t index) {
    if (byte(frame, 0) < 1 || byte(frame, 0) > 6 || byte(frame, 1) > 35) return not_this;
    const bool is_error_message = byte(frame, 1) == 1;
    if (is_error_message && (parts.payload < 4 || (big(frame, 8, 2) > 20 && big(frame, 8, 2) != 0xffff)))
        return not_this;
    return index == 0 && byte(frame, 1) == 0 ? 10 : 6; // a hello comes first
}

double rules_iec_104(bytes frame, const frame_reading& parts, std::uint64_t) {
    return byte(frame, 0) == 0x68 && parts.payload >= 4 && parts.payload <= 253 ? 9 : not_this;
}

double rules_opc_ua(bytes frame, const frame_reading&, std::uint64_t) {
    const std::string_view type = text(frame.first(3));
    const bool is_type = type == "HEL" || type == "ACK" || type == "OPN" || type == "MSG" || type == "CLO" ||
                         type == "ERR" || type == "RHE";
    return is_type ? 30 : not_this;
}

frame_reading read_zmtp(bytes in, std::uint64_t index) {
    if (index == 0) return in.size() < 10 ? need : byte(in, 0) == 0xff && byte(in, 9) == 0x7f ? opening(64) : refused;
    return of<zmtp>(in);
}
double rules_zmtp(bytes frame, const frame_reading&, std::uint64_t index) {
    return index == 0 ? 50 : byte(frame, 0) < 8 ? 5 : not_this;
}

double rules_stun(bytes frame, const frame_reading&, std::uint64_t) {
    return big(frame, 4, 4) == 0x2112a442 && byte(frame, 0) < 64 ? 34 : not_this;
}

double rules_some_ip(bytes frame, const frame_reading&, std::uint64_t) {
    return byte(frame, 12) == 1 && is_one_of(byte(frame, 14) & 0xdf, {0, 1, 2, 0x80, 0x81}) && byte(frame, 15) <= 0x10
               ? 17
               : not_this;
}

double rules_doip(bytes frame, const frame_reading&, std::uint64_t) {
    return byte(frame, 0) != 0 && (byte(frame, 0) ^ byte(frame, 1)) == 0xff &&
                   (byte(frame, 0) <= 4 || byte(frame, 0) == 255)
               ? 14
               : not_this;
}

double rules_fastcgi(bytes frame, const frame_reading&, std::uint64_t) {
    return byte(frame, 0) == 1 && byte(frame, 1) >= 1 && byte(frame, 1) <= 11 && byte(frame, 7) == 0 ? 16 : not_this;
}

double rules_netstring(bytes frame, const frame_reading&, std::uint64_t) {
    return frame.back() == std::byte{','} ? 12 : not_this;
}

double rules_syslog(bytes frame, const frame_reading& parts, std::uint64_t) {
    return parts.payload > 2 && frame[parts.header] == std::byte{'<'} ? 12 : not_this;
}

double rules_thrift(bytes frame, const frame_reading& parts, std::uint64_t) {
    const bool is_call =
        parts.payload >= 12 && big(frame, 4, 3) == 0x800100 && byte(frame, 7) >= 1 && byte(frame, 7) <= 4;
    return is_call && big(frame, 8, 4) + 12 <= parts.payload ? 34 : not_this;
}

double rules_onc_rpc(bytes frame, const frame_reading& parts, std::uint64_t) {
    if (parts.payload < 16 || (byte(frame, 0) & 128) == 0) return not_this;
    const std::uint64_t direction = big(frame, 8, 4), third = big(frame, 12, 4);
    if (direction == 0) return third == 2 ? 60 : not_this;
    return direction == 1 && third <= 1 ? 34 : not_this;
}

double rules_c37_118(bytes frame, const frame_reading&, std::uint64_t) {
    return byte(frame, 0) == 0xaa && (byte(frame, 1) & 0x8f) <= 3 && (byte(frame, 1) & 15) != 0 ? 13 : not_this;
}

double rules_9p(bytes frame, const frame_reading& parts, std::uint64_t index) {
    const unsigned type = byte(frame, 4);
    if (index == 0)
        return (type == 100 || type == 101) && parts.payload >= 8 && text(frame.subspan(13, 2)) == "9P" ? 50 : not_this;
    return type >= 6 && type <= 127 ? 3 : not_this;
}

frame_reading read_dnp3(bytes in, std::uint64_t) {
    if (in.size() < 10) return need;
    if (byte(in, 2) < 5) return refused;
    const std::uint64_t user = byte(in, 2) - 5;
    return {status::ok, 10, user + 2 * ((user + 15) / 16), 0}; // two bytes of CRC behind each 16
}
double rules_dnp3(bytes frame, const frame_reading&, std::uint64_t) {
    return big(frame, 0, 2) == 0x0564 ? 18 : not_this;
}

double rules_ethernet_ip(bytes frame, const frame_reading&, std::uint64_t) {
    return is_one_of(little(frame, 0, 2), {4, 0x63, 0x64, 0x65, 0x66, 0x6f, 0x70}) && little(frame, 20, 4) == 0
               ? 24
               : not_this;
}

frame_reading read_giop(bytes in, std::uint64_t) {
    if (in.size() < 12) return need;
    return laid_out(in, {12, 8, 4, (byte(in, 6) & 1) != 0});
}
double rules_giop(bytes frame, const frame_reading&, std::uint64_t) { return begins(frame, "GIOP") ? 34 : not_this; }

double rules_aerospike(bytes frame, const frame_reading&, std::uint64_t) {
    return byte(frame, 0) == 2 && is_one_of(byte(frame, 1), {1, 2, 3, 4}) && big(frame, 2, 3) == 0 ? 18 : not_this;
}

frame_reading read_iscsi(bytes in, std::uint64_t) {
    if (in.size() < 48) return need;
    const std::uint64_t data = big(in, 5, 3);
    return {status::ok, 48, 4 * std::uint64_t{byte(in, 4)} + (data + 3) / 4 * 4, 0};
}
double rules_iscsi(bytes frame, const frame_reading&, std::uint64_t index) {
    const unsigned code = byte(frame, 0) & 0x3f;
    if ((byte(frame, 0) & 0x80) != 0 || byte(frame, 4) > 8) return not_this;
    if (index == 0) return (code == 3 || code == 0x23) && (byte(frame, 2) | byte(frame, 3)) == 0 ? 20 : not_this;
    return code <= 6 || code == 0x10 || (code >= 0x20 && code <= 0x26) || code == 0x31 || code == 0x32 || code == 0x3f
               ? 3
               : not_this;
}

double rules_openvpn(bytes frame, const frame_reading& parts, std::uint64_t index) {
    if (parts.payload < 14) return not_this;
    const unsigned code = byte(frame, 2) >> 3;
    if (index == 0) return code == 7 || code == 8 || code == 10 ? 3 : not_this;
    return code >= 3 && code <= 11 ? 3 : not_this;
}

double rules_gearman(bytes frame, const frame_reading&, std::uint64_t) {
    const bool is_marked =
        text(frame.first(4)) == std::string_view("\0REQ", 4) || text(frame.first(4)) == std::string_view("\0RES", 4);
    return is_marked && big(frame, 4, 4) <= 64 ? 40 : not_this;
}
double rules_redis_cluster(bytes frame, const frame_reading&, std::uint64_t) {
    return begins(frame, "RCmb") ? 34 : not_this;
}
double rules_elasticsearch(bytes frame, const frame_reading&, std::uint64_t) {
    return begins(frame, "ES") ? 18 : not_this;
}
double rules_ajp(bytes frame, const frame_reading& parts, std::uint64_t) {
    const bool is_marked = big(frame, 0, 2) == 0x1234 || begins(frame, "AB");
    return is_marked && parts.payload != 0 && byte(frame, 4) <= 10 ? 20 : not_this;
}
/// Attributes fill the packet: a type and a length of at least two, which counts both.
double rules_radius(bytes frame, const frame_reading&, std::uint64_t) {
    if (!is_one_of(byte(frame, 0), {1, 2, 3, 4, 5, 11, 12, 13})) return not_this;
    std::size_t at = 20, attributes = 0;
    for (; at + 2 <= frame.size() && byte(frame, at) != 0 && byte(frame, at + 1) >= 2; at += byte(frame, at + 1))
        ++attributes;
    return at != frame.size() ? not_this : 6 + 4 * static_cast<double>(std::min<std::size_t>(attributes, 5));
}
double rules_ice(bytes frame, const frame_reading&, std::uint64_t) { return begins(frame, "IceP") ? 34 : not_this; }
double rules_dubbo(bytes frame, const frame_reading&, std::uint64_t) {
    return big(frame, 0, 2) == 0xdabb ? 18 : not_this;
}
double rules_brpc(bytes frame, const frame_reading&, std::uint64_t) { return begins(frame, "PRPC") ? 34 : not_this; }
double rules_nvme(bytes frame, const frame_reading&, std::uint64_t) {
    return byte(frame, 0) <= 9 && byte(frame, 2) <= 72 && byte(frame, 2) >= 8 ? 10 : not_this;
}

constexpr double common = 4, usual = 7, rare = 9;

/// A protocol whose frames are as the library has them.
template <prefix P>
constexpr protocol of_library(std::string_view name, protocol::rules_function* rules, double rarity_bits) {
    if constexpr (requires { P::layout(); })
        return {name, of<P>, rules, rarity_bits, P::layout()};
    else
        return {name, of<P>, rules, rarity_bits, std::nullopt};
}

// Bitcoin on any of its networks; of SMB also what NetBIOS has; and protocols that the library does not have.
using any_bitcoin =
    fixed_layout<prefix_layout{.order = std::endian::little, .offset = 16, .gap = 4, .max_payload = 32 << 20}>;
using smb = fixed_layout<prefix_layout{.width = 3, .offset = 1, .max_payload = 0xffffff}>;
using c37_118 = fixed_layout<prefix_layout{.width = 2, .counts = length_counts::whole_frame, .offset = 2}>;
using ajp13 = fixed_layout<prefix_layout{.width = 2, .offset = 2}>;

constexpr protocol all[] = {
    {"TLS", read_tls, rules_tls, common, tls_record::layout()},
    {"HTTP/2", read_http2, rules_http2, common, http2::with_max_payload<0xffffff>::layout()},
    {"PostgreSQL", read_postgresql, rules_postgresql, common, postgresql::layout()},
    of_library<mysql>("MySQL", rules_mysql, common),
    of_library<mongodb>("MongoDB", rules_mongodb, common),
    of_library<kafka>("Kafka", rules_kafka, common),
    of_library<mqtt>("MQTT", rules_mqtt, common),
    {"AMQP 0-9-1", read_amqp, rules_amqp, common, amqp_0_9_1::with_max_payload<16 << 20>::layout()},
    {"AMQP 1.0", read_amqp_1, rules_amqp_1, usual, amqp_1_0::layout()},
    of_library<bgp::with_max_payload<65'535 - 19>>("BGP", rules_bgp, usual), // RFC 8654
    of_library<dns_tcp>("DNS", rules_dns, common),
    of_library<ldap::with_max_payload<16 << 20>>("LDAP", rules_ldap, common),
    {"WebSocket", read_websocket, rules_websocket, common, std::nullopt},
    of_library<pkt_line>("git", rules_git, usual),
    of_library<content_length>("Language Server Protocol", rules_language_server, usual),
    of_library<modbus_tcp>("Modbus/TCP", rules_modbus, usual),
    of_library<tpkt>("TPKT", rules_tpkt, usual),
    of_library<diameter>("Diameter", rules_diameter, usual),
    of_library<dicom::with_max_payload<16 << 20>>("DICOM", rules_dicom, usual),
    of_library<smpp>("SMPP", rules_smpp, usual),
    of_library<any_bitcoin>("Bitcoin", rules_bitcoin, usual),
    {"BitTorrent", read_bittorrent, rules_bittorrent, usual, bittorrent::layout()},
    of_library<cassandra>("Cassandra", rules_cassandra, usual),
    {"DCE/RPC", read_dce, rules_dce, usual, std::nullopt},
    of_library<smb>("SMB", rules_smb, common),
    of_library<tds>("TDS", rules_tds, usual),
    of_library<couchbase>("memcached", rules_memcached, usual), // its header, and a limit for both
    of_library<openflow>("OpenFlow", rules_openflow, usual),
    of_library<iec104>("IEC 60870-5-104", rules_iec_104, usual),
    of_library<opc_ua::with_max_payload<16 << 20>>("OPC UA", rules_opc_ua, usual),
    {"ZMTP", read_zmtp, rules_zmtp, usual, std::nullopt},
    of_library<stun_tcp>("STUN", rules_stun, usual),
    of_library<someip>("SOME/IP", rules_some_ip, rare),
    of_library<doip>("DoIP", rules_doip, rare),
    of_library<fastcgi>("FastCGI", rules_fastcgi, usual),
    of_library<netstring>("netstring", rules_netstring, usual),
    of_library<syslog::with_max_payload<16 << 20>>("syslog, counted", rules_syslog, usual),
    of_library<thrift_framed>("Thrift", rules_thrift, usual),
    of_library<onc_rpc_record::with_max_payload<16 << 20>>("ONC RPC", rules_onc_rpc, usual),
    of_library<c37_118>("C37.118", rules_c37_118, rare),
    of_library<ninep>("9P", rules_9p, rare),
    {"DNP3", read_dnp3, rules_dnp3, rare, std::nullopt},
    of_library<enip>("EtherNet/IP", rules_ethernet_ip, rare),
    {"GIOP", read_giop, rules_giop, usual, std::nullopt},
    of_library<aerospike>("Aerospike", rules_aerospike, rare),
    {"iSCSI", read_iscsi, rules_iscsi, rare, std::nullopt},
    of_library<openvpn_tcp>("OpenVPN", rules_openvpn, usual),
    of_library<gearman>("Gearman", rules_gearman, usual),
    of_library<redis_cluster_bus>("Redis Cluster", rules_redis_cluster, rare),
    of_library<elasticsearch::with_max_payload<1 << 30>>("Elasticsearch", rules_elasticsearch, usual),
    of_library<ajp13>("AJP13", rules_ajp, usual),
    of_library<radius_tcp>("RADIUS", rules_radius, rare),
    of_library<zeroc_ice>("Ice", rules_ice, rare),
    of_library<dubbo>("Dubbo", rules_dubbo, rare),
    of_library<brpc>("brpc", rules_brpc, rare),
    of_library<nvme_tcp>("NVMe/TCP", rules_nvme, rare),
};

struct text_mark {
    std::string_view mark, name;
};
constexpr text_mark marks[] = {
    {"GET ", "HTTP"},         {"POST ", "HTTP"},          {"PUT ", "HTTP"},        {"HEAD ", "HTTP"},
    {"DELETE ", "HTTP"},      {"OPTIONS ", "HTTP"},       {"PATCH ", "HTTP"},      {"CONNECT ", "HTTP"},
    {"HTTP/1.", "HTTP"},      {"SSH-2.0-", "SSH"},        {"SSH-1.99-", "SSH"},    {"EHLO ", "SMTP"},
    {"HELO ", "SMTP"},        {"220 ", "SMTP or FTP"},    {"220-", "SMTP or FTP"}, {"USER ", "FTP or POP3"},
    {"+OK", "POP3 or Redis"}, {"* OK", "IMAP"},           {"NICK ", "IRC"},        {"INFO {", "NATS"},
    {"<?xml", "XML"},         {"<stream:stream", "XMPP"}, {"RTSP/1.0", "RTSP"},    {"DESCRIBE rtsp", "RTSP"},
    {"SIP/2.0", "SIP"},       {"INVITE sip", "SIP"},      {"REGISTER sip", "SIP"}, {"8=FIX", "FIX"},
    {"RFB 00", "VNC"},        {"CONNECT\n", "STOMP"},     {"$MyNick", "NMDC"},     {"ICY 200", "ICY"},
};

bool is_resp(std::string_view in) {
    if (in.size() < 4 || (in[0] != '*' && in[0] != '$' && in[0] != '+' && in[0] != '-' && in[0] != ':')) return false;
    const std::size_t end = in.find("\r\n");
    if (end == std::string_view::npos || end > 64) return false;
    const bool is_number = std::all_of(in.begin() + 1, in.begin() + static_cast<std::ptrdiff_t>(end),
                                       [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
    return end > 1 && (is_number ? in[0] != '+' : in[0] == '+' || in.starts_with("-ERR"));
}

char plain(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

std::string letters(std::string_view name) {
    std::string made;
    for (const char c : name)
        if (std::isalnum(static_cast<unsigned char>(c)) != 0) made += plain(c);
    return made;
}

} // namespace

std::span<const protocol> known_protocols() { return all; }

const protocol* find_protocol(std::string_view name) {
    const auto found = std::find_if(std::begin(all), std::end(all),
                                    [&](const protocol& one) { return letters(one.name) == letters(name); });
    return found == std::end(all) ? nullptr : found;
}

std::vector<layout_line> layout_lines() {
    std::vector<layout_line> lines;
    const auto add = [&](std::string_view name, const prefix_layout* layout) {
        const bool is_known = std::any_of(lines.begin(), lines.end(),
                                          [&](const layout_line& one) { return letters(one.name) == letters(name); });
        std::array<char, 256> room;
        if (!is_known)
            lines.push_back(
                {std::string(name),
                 layout == nullptr ? "" : std::string(cleave::to_text(conformance::checked_layout(*layout), room))});
    };
    for (const protocol& one : all) add(one.name, one.layout ? &*one.layout : nullptr);
    for (const conformance::layout& one : conformance::named_layouts()) add(one.name, &one.prefix);
    for (const auto& one : cleave::named_layouts) add(one.name, &one.layout);
    return lines;
}

std::optional<conformance::layout> find_layout(std::string_view text, std::string& why) {
    for (const conformance::layout& one : conformance::named_layouts())
        if (one.name == text) return one;
    runtime_layout found;
    const layout_text_error wrong = parse_protocol(text, found);
    if (!wrong) return conformance::layout{std::string(text), found.layout()};
    why = "expected " + std::string(wrong.expected) + "; found '" + std::string(wrong.part) + "'";
    return std::nullopt;
}

std::string_view known_text_protocol(std::span<const std::byte> in) {
    for (const text_mark& one : marks)
        if (begins(in, one.mark)) return one.name;
    return is_resp(text(in)) ? "Redis" : "";
}

} // namespace cleave::inspect
