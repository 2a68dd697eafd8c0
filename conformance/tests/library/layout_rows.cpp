// SPDX-License-Identifier: MIT
//
// The framings of the field: three lists, a row each, and what says it.
//
//     P    framings that Wireshark's dissectors hand to tcp_dissect_pdus (182 that have a length)
//     O    other dissectors of TCP protocols that put a message together themselves (57)
//     K    well-known protocols (115)
//
// A row is said by a layout as text, by a protocol or prefix that the library ships, or by a prefix of
// field_prefixes.hpp. The size of a frame is in each row, on its own: what the dissector's function, the specification,
// or both say.
#include "conformance/tests/library/field_prefixes.hpp"

#include <cleave/layout_text.hpp>
#include <cleave/protocols/asn1.hpp>
#include <cleave/protocols/capnproto.hpp>
#include <cleave/protocols/content_length.hpp>
#include <cleave/protocols/dbus.hpp>
#include <cleave/protocols/fastcgi.hpp>
#include <cleave/protocols/http3.hpp>
#include <cleave/protocols/industry.hpp>
#include <cleave/protocols/netstring.hpp>
#include <cleave/protocols/network.hpp>
#include <cleave/protocols/onc_rpc.hpp>
#include <cleave/protocols/pkt_line.hpp>
#include <cleave/protocols/websocket.hpp>
#include <cleave/protocols/x11.hpp>
#include <cleave/protocols/zmtp.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cleave {
namespace {

using namespace field;
using bytes = std::vector<std::byte>;
constexpr auto little = std::endian::little;

struct list {
    char name;
    std::size_t framings; // that have a length
    std::size_t sayable;  // of them
};
// Of O, two describe themselves field by field (gdsdb, selfm), and of one (dof) no description was at hand.
constexpr list lists[] = {{'P', 182, 182}, {'O', 57, 54}, {'K', 115, 115}};

/// constant: bytes of a frame beyond the number in its length field (times its unit).
struct layout_row {
    char list;
    std::string_view name;
    std::string_view layout;
    std::size_t constant;
};
constexpr layout_row layout_rows[] = {
    {'P', "9p", "width=4,order=little,counts=frame,gap=3", 0},
    {'P', "acn (RDMnet)", "width=4,offset=12", 16},
    {'P', "adwin-config", "width=4,counts=frame", 0},
    {'P', "aim (FLAP)", "width=2,offset=4", 6},
    {'P', "ajp13", "width=2,offset=2", 4},
    {'P', "amqp 0-10", "width=2,counts=frame,offset=2,gap=8", 0},
    {'P', "amqp 0-9-1", "offset=3,trailer=1", 8},
    {'P', "amqp 1.0", "width=4,counts=frame,gap=4", 0},
    {'P', "ancp", "width=2,offset=2", 4},
    {'P', "aol", "width=2,offset=3,trailer=1", 6},
    {'P', "artemis", "width=4", 4},
    {'P', "asphodel", "width=2", 2},
    {'P', "assa_r3", "width=1,offset=3,counts=from:1", 1},
    {'P', "bitcoin", "width=4,order=little,offset=16,gap=4", 24},
    {'P', "bittorrent", "width=4", 4},
    {'P', "bmp", "width=4,counts=frame,offset=1,gap=1", 0},
    {'P', "c1222", "form=ber,offset=1", 2},
    {'P', "cast", "width=4,order=little,gap=4", 8},
    {'P', "cmp", "width=4", 4},
    {'P', "cmpp", "width=4,counts=frame,gap=8", 0},
    {'P', "cops", "width=4,counts=frame,offset=4", 0},
    {'P', "couchbase", "width=4,offset=8,gap=12", 24},
    {'P', "cql", "width=4,signed,offset=5", 9},
    {'P', "db-lsp", "width=2,offset=3", 5},
    {'P', "dhcp-failover", "width=2,counts=frame", 0},
    {'P', "dhcpv6 bulk", "width=2", 2},
    {'P', "diameter", "width=3,counts=frame,offset=1,gap=16", 0},
    {'P', "dji-uav", "width=1,counts=frame,offset=2", 0},
    {'P', "dlt", "width=2,counts=frame,offset=2", 0},
    {'P', "dns", "width=2", 2},
    {'P', "doip", "width=4,offset=4", 8},
    {'P', "drda", "width=2,counts=frame,gap=4", 0},
    {'P', "dsi (AFP)", "width=4,offset=8,gap=4", 16},
    {'P', "dtn contact header", "form=be7,offset=8", 9},
    {'P', "edonkey", "width=4,order=little,offset=1", 5},
    {'P', "elasticsearch", "width=4,offset=2", 6},
    {'P', "enip", "width=2,order=little,offset=2,gap=20", 24},
    {'P', "erldp", "width=4", 4},
    {'P', "etch", "width=4,offset=4", 8},
    {'P', "ff (HSE)", "width=4,counts=frame,offset=8", 0},
    {'P', "fmtp", "width=2,counts=frame,offset=2,gap=1", 0},
    {'P', "gadu-gadu", "width=4,order=little,offset=4", 8},
    {'P', "gearman", "width=4,offset=8", 12},
    {'P', "ged125", "width=4,gap=4", 8},
    {'P', "gnutella", "width=4,order=little,offset=19", 23},
    {'P', "hartip", "width=2,counts=frame,offset=6", 0},
    {'P', "hdfs (Hadoop RPC)", "width=4", 4},
    {'P', "hiqnet", "width=4,counts=frame,offset=2", 0},
    {'P', "hislip", "width=8,offset=8", 16},
    {'P', "hpfeeds", "width=4,counts=frame,gap=1", 0},
    {'P', "hsms", "width=4", 4},
    {'P', "http2", "width=3,gap=6", 9},
    {'P', "icep", "width=4,order=little,counts=frame,offset=10", 0},
    {'P', "idmp", "width=4,offset=2", 6},
    {'P', "iec104", "width=1,offset=1", 2},
    {'P', "ifcp", "width=2,offset=12,gap=14,bits=10,unit=4,counts=frame", 0},
    {'P', "ilp", "width=2,counts=frame", 0},
    {'P', "ipdc", "width=2,offset=2,bits=10", 4},
    {'P', "ipdr", "width=4,counts=frame,offset=4", 0},
    {'P', "isns", "width=2,offset=4,gap=6", 12},
    {'P', "iso8583", "width=2", 2},
    {'P', "jdwp", "width=4,counts=frame,gap=7", 0},
    {'P', "kafka", "width=4,signed", 4},
    {'P', "kdsp", "width=4,offset=8", 12},
    {'P', "kerberos", "width=4,signed", 4},
    {'P', "kpasswd", "width=4,signed", 4},
    {'P', "laplink", "width=2,offset=4", 6},
    {'P', "lbmsrs (RSocket)", "width=3", 3},
    {'P', "lbttcp", "width=2,counts=frame,offset=2", 0},
    {'P', "ldap SASL", "width=4", 4},
    {'P', "lisp-tcp", "width=2,counts=frame,offset=2,gap=4", 0},
    {'P', "llrp", "width=4,counts=frame,offset=2,gap=4", 0},
    {'P', "lnet", "width=4,order=little,offset=52,gap=40", 96},
    {'P', "mausb", "width=2,order=little,counts=frame,offset=2", 0},
    {'P', "mbtcp", "width=2,offset=4", 6},
    {'P', "memcache binary", "width=4,offset=8,gap=12", 24},
    {'P', "mongo", "width=4,order=little,signed,counts=frame,gap=12", 0},
    {'P', "mq (IBM)", "width=4,counts=frame,offset=4", 0},
    {'P', "mqtt", "form=varint,offset=1", 2},
    {'P', "mysql", "width=3,order=little,gap=1", 4},
    {'P', "ncp", "width=4,offset=4,bits=31,counts=frame", 0},
    {'P', "ndps", "width=2,offset=2", 4},
    {'P', "netflow (IPFIX)", "width=2,counts=frame,offset=2", 0},
    {'P', "netsync", "form=varint,offset=2,trailer=4", 7},
    {'P', "ns-mep", "width=2,order=little,counts=frame,offset=4", 0},
    {'P', "nvme-tcp", "width=4,order=little,counts=frame,offset=4", 0},
    {'P', "ocfs2", "width=2,offset=2,gap=20", 24},
    {'P', "ocp.1 (4.x)", "width=4,offset=3,gap=3,counts=from:1", 1},
    {'P', "omron-fins", "width=4,offset=4", 8},
    {'P', "opa-fe", "width=4,counts=frame,offset=4,gap=16", 0},
    {'P', "opcua", "width=4,order=little,counts=frame,offset=4", 0},
    {'P', "openflow", "width=2,counts=frame,offset=2,gap=4", 0},
    {'P', "openvpn", "width=2", 2},
    {'P', "openwire", "width=4", 4},
    {'P', "opsi", "width=2,counts=frame,offset=4", 0},
    {'P', "osc", "width=4", 4},
    {'P', "paltalk", "width=2,offset=4", 6},
    {'P', "pcep", "width=2,counts=frame,offset=2", 0},
    {'P', "pcp", "width=4,counts=frame,gap=8", 0},
    {'P', "pgsql", "width=4,signed,counts=field,offset=1", 1},
    {'P', "pvfs2", "width=8,order=little,offset=16", 24},
    {'P', "riemann", "width=4", 4},
    {'P', "rpcap", "width=4,offset=4", 8},
    {'P', "rpki-rtr", "width=4,counts=frame,offset=4", 0},
    {'P', "rtp rfc4571", "width=2", 2},
    {'P', "s5066sis", "width=2,offset=3", 5},
    {'P', "sametime", "width=4", 4},
    {'P', "sap-ni (4.x)", "width=4", 4},
    {'P', "sasp", "width=4,counts=frame,offset=5", 0},
    {'P', "scop", "width=2,counts=frame,offset=2", 0},
    {'P', "simulcrypt", "width=2,offset=3", 5},
    {'P', "skinny", "width=4,order=little,gap=4", 8},
    {'P', "slsk", "width=4,order=little", 4},
    {'P', "smcr (CLC)", "width=2,counts=frame,offset=5", 0},
    {'P', "smp (MC-SMP)", "width=4,order=little,counts=frame,offset=4,gap=8", 0},
    {'P', "smpp", "width=4,counts=frame,gap=12", 0},
    {'P', "someip", "width=4,offset=4", 8},
    {'P', "soupbintcp", "width=2", 2},
    {'P', "spdy", "width=3,offset=5", 8},
    {'P', "sstp", "width=2,counts=frame,offset=2", 0},
    {'P', "synergy", "width=4", 4},
    {'P', "synphasor", "width=2,counts=frame,offset=2", 0},
    {'P', "tacacs+", "width=4,offset=8", 12},
    {'P', "tali", "width=2,order=little,offset=8", 10},
    {'P', "tcpros", "width=4,order=little", 4},
    {'P', "tibia", "width=2,order=little", 2},
    {'P', "tipc", "width=4,bits=17,counts=frame", 0},
    {'P', "tns", "width=2,counts=frame,gap=6", 0},
    {'P', "tplink-smarthome (4.x)", "width=4", 4},
    {'P', "turnchannel", "width=2,offset=2", 4},
    {'P', "ucp (EMI)", "form=decimal,width=5,offset=4,counts=from:1,trailer=1", 2},
    {'P', "ulp", "width=2,counts=frame", 0},
    {'P', "uma", "width=2", 2},
    {'P', "wifi-dpp", "width=4", 4},
    {'P', "winsrepl", "width=4", 4},
    {'P', "xmcp", "width=2,offset=2,gap=16", 20},
    {'P', "xot", "width=2,offset=2", 4},
    {'P', "yami", "width=4,order=little,offset=12", 16},
    {'P', "ymsg", "width=2,offset=8,gap=10", 20},
    {'P', "z3950", "form=ber,offset=1", 2},
    {'O', "adb", "width=4,order=little,offset=12,gap=8", 24},
    {'O', "adb client-server", "form=hexadecimal,width=4", 4},
    {'O', "ams (ADS)", "width=4,order=little,offset=2", 6},
    {'O', "bfcp", "width=2,offset=2,gap=8,unit=4", 12},
    {'O', "bgp", "width=2,counts=frame,offset=16,gap=1", 0},
    {'O', "cigi", "width=1,counts=frame,offset=1", 0},
    {'O', "classicstun", "width=2,offset=2,gap=16", 20},
    {'O', "dcm (DICOM)", "width=4,offset=2", 6},
    {'O', "distcc", "form=hexadecimal,width=8,offset=4", 12},
    {'O', "dlep", "width=2,offset=2", 4},
    {'O', "dlm3", "width=2,order=little,counts=frame,offset=12,gap=2", 0},
    {'O', "dplay", "width=4,order=little,bits=20,counts=frame", 0},
    {'O', "drb", "width=4", 4},
    {'O', "dtcp-ip", "width=2,offset=1", 3},
    {'O', "epmd requests", "width=2", 2},
    {'O', "ethercat-frame", "width=2,order=little,bits=11", 2},
    {'O', "fcip", "width=2,offset=12,gap=14,bits=10,unit=4,counts=frame", 0},
    {'O', "forces", "width=2,offset=2,gap=20,unit=4,counts=frame", 0},
    {'O', "gsm_cbsp", "width=3,offset=1", 4},
    {'O', "gsm_ipa", "width=2,gap=1", 3},
    {'O', "isakmp in tcp (RFC 8229)", "width=2,counts=frame", 0},
    {'O', "knxip", "width=2,counts=frame,offset=4", 0},
    {'O', "ldp", "width=2,offset=2", 4},
    {'O', "mih", "width=2,offset=6", 8},
    {'O', "msdp", "width=2,counts=frame,offset=1", 0},
    {'O', "nbt / smb", "width=3,offset=1", 4},
    {'O', "pcomtcp", "width=2,order=little,offset=4", 6},
    {'O', "pptp", "width=2,counts=frame", 0},
    {'O', "ptpip", "width=4,order=little,counts=frame", 0},
    {'O', "solaredge", "width=2,order=little,offset=4,gap=14,trailer=2", 22},
    {'O', "spice", "width=4,order=little,offset=10,gap=4", 18},
    {'O', "thrift framed", "width=4,signed", 4},
    {'O', "tls", "width=2,offset=3", 5},
    {'O', "tpkt", "width=2,counts=frame,offset=2", 0},
    {'O', "vicp", "width=4,offset=4", 8},
    {'O', "zebra", "width=2,counts=frame", 0},
    {'K', "9P", "width=4,order=little,counts=frame,gap=3", 0},
    {'K', "Aerospike", "width=6,offset=2", 8},
    {'K', "AJP13", "width=2,offset=2", 4},
    {'K', "AMQP 0-9-1", "offset=3,trailer=1", 8},
    {'K', "AMQP 1.0", "width=4,counts=frame,gap=4", 0},
    {'K', "Avro RPC framing", "width=4", 4},
    {'K', "BGP", "width=2,counts=frame,offset=16,gap=1", 0},
    {'K', "Bitcoin", "width=4,order=little,offset=16,gap=4", 24},
    {'K', "BitTorrent peer", "width=4", 4},
    {'K', "brpc baidu_std", "width=4,offset=4,gap=4", 12},
    {'K', "Cassandra v3/v4", "width=4,signed,offset=5", 9},
    {'K', "Cassandra v5 outer frame", "width=3,order=little,bits=17,gap=3,trailer=4", 10},
    {'K', "Chrome native messaging", "width=4,order=little", 4},
    {'K', "containerd ttrpc", "width=4,gap=6", 10},
    {'K', "Couchbase", "width=4,offset=8,gap=12", 24},
    {'K', "Diameter", "width=3,counts=frame,offset=1,gap=16", 0},
    {'K', "DICOM", "width=4,offset=2", 6},
    {'K', "DNS over TCP", "width=2", 2},
    {'K', "Docker attach", "width=4,offset=4", 8},
    {'K', "DoIP", "width=4,offset=4", 8},
    {'K', "DRDA", "width=2,counts=frame,gap=4", 0},
    {'K', "Dubbo", "width=4,offset=12", 16},
    {'K', "Elasticsearch transport", "width=4,offset=2", 6},
    {'K', "Erlang distribution", "width=4", 4},
    {'K', "EtherNet/IP", "width=2,order=little,offset=2,gap=20", 24},
    {'K', "FIX SOFH", "width=4,counts=frame,gap=2", 0},
    {'K', "FlatBuffers size-prefixed", "width=4,order=little", 4},
    {'K', "gRPC message", "width=4,offset=1", 5},
    {'K', "Hadoop RPC", "width=4", 4},
    {'K', "HBase RPC", "width=4", 4},
    {'K', "HTTP/2", "width=3,gap=6", 9},
    {'K', "I2P I2CP", "width=4,gap=1", 5},
    {'K', "IEC 60870-5-104", "width=1,offset=1", 2},
    {'K', "ISO 8583, binary length", "width=2", 2},
    {'K', "Java Debug Wire Protocol", "width=4,counts=frame,gap=7", 0},
    {'K', "Kafka", "width=4,signed", 4},
    {'K', "libp2p messages", "form=varint", 1},
    {'K', "memcached binary", "width=4,offset=8,gap=12", 24},
    {'K', "Minecraft", "form=varint", 1},
    {'K', "Modbus/TCP", "width=2,offset=4", 6},
    {'K', "MongoDB", "width=4,order=little,signed,counts=frame,gap=12", 0},
    {'K', "MQTT 3/5", "form=varint,offset=1", 2},
    {'K', "MTProto full", "width=4,order=little,counts=frame,gap=4", 0},
    {'K', "MTProto intermediate", "width=4,order=little", 4},
    {'K', "MySQL / MariaDB", "width=3,order=little,gap=1", 4},
    {'K', "NBD structured replies", "width=4,offset=16", 20},
    {'K', "Neo4j Bolt chunk", "width=2", 2},
    {'K', "Noise transport", "width=2", 2},
    {'K', "NSQ", "width=4", 4},
    {'K', "NVMe/TCP", "width=4,order=little,counts=frame,offset=4", 0},
    {'K', "OPC UA TCP", "width=4,order=little,counts=frame,offset=4", 0},
    {'K', "OpenFlow", "width=2,counts=frame,offset=2,gap=4", 0},
    {'K', "Oracle TNS", "width=2,counts=frame,gap=6", 0},
    {'K', "PostgreSQL", "width=4,signed,counts=field,offset=1", 1},
    {'K', "protobuf delimited", "form=varint", 1},
    {'K', "PROXY protocol v2", "width=2,offset=14", 16},
    {'K', "Pulsar", "width=4", 4},
    {'K', "RADIUS over TCP", "width=2,counts=frame,offset=2,gap=16", 0},
    {'K', "Redis Cluster bus", "width=4,counts=frame,offset=4", 0},
    {'K', "RocketMQ", "width=4", 4},
    {'K', "RSocket TCP", "width=3", 3},
    {'K', "RTP over TCP (RFC 4571)", "width=2", 2},
    {'K', "RTSP interleaved frame", "width=2,offset=2", 4},
    {'K', "S7 / TPKT", "width=2,counts=frame,offset=2", 0},
    {'K', "SMB direct TCP", "width=3,offset=1", 4},
    {'K', "SMPP", "width=4,counts=frame,gap=12", 0},
    {'K', "SOME/IP", "width=4,offset=4", 8},
    {'K', "SoupBinTCP", "width=2", 2},
    {'K', "Source RCON", "width=4,order=little,signed", 4},
    {'K', "SSH before keys", "width=4", 4},
    {'K', "STUN over TCP", "width=2,offset=2,gap=16", 20},
    {'K', "Tars", "width=4,counts=frame", 0},
    {'K', "TDS", "width=2,counts=frame,offset=2,gap=4", 0},
    {'K', "Thrift framed", "width=4,signed", 4},
    {'K', "Thrift header", "width=4,signed", 4},
    {'K', "TLS record", "width=2,offset=3", 5},
    {'K', "Wayland", "width=2,order=little,counts=frame,offset=6", 0},
    {'K', "ZeroC Ice", "width=4,order=little,counts=frame,offset=10", 0},
    {'K', "ZooKeeper", "width=4,signed", 4},
};

std::set<std::pair<char, std::string_view>> said; // rows that were read as they should be

/// Puts a number into a length field, in the slowest way.
void put_number(const prefix_layout& l, std::uint64_t number, bytes& in) {
    std::byte* const out = in.data() + l.offset;
    const unsigned base = l.form == length_form::decimal ? 10 : l.form == length_form::hexadecimal ? 16 : 256;
    for (unsigned i = 0; i < (base == 256 && l.form != length_form::binary ? 1U : l.width); ++i, number /= base) {
        const std::uint64_t rest = number % base;
        const auto digit = static_cast<unsigned char>(
            base == 256 ? rest : std::to_integer<unsigned>(std::byte("0123456789abcdef"[rest])));
        out[l.order == std::endian::little ? i
                                           : (l.form == length_form::binary || base != 256 ? l.width - 1U - i : 0U)] =
            static_cast<std::byte>(digit);
    }
}

void expect_row(const layout_row& row) {
    runtime_layout layout;
    const layout_text_error error = parse_layout(row.layout, layout);
    ASSERT_FALSE(error) << error.part << " " << error.expected;
    const prefix_layout& l = layout.layout();
    for (const std::uint64_t number : {96U, 108U}) { // above every header, and one byte of a varint
        bytes in(detail::is_fixed(l.form) ? detail::longest_header(l) : l.offset + 1U + l.gap);
        put_number(l, number, in);
        const prefix_reading found = layout.read(in);
        ASSERT_EQ(found.st, status::ok) << to_string(found.st);
        ASSERT_EQ(found.header, in.size());
        ASSERT_EQ(found.header + found.size + found.trailer, number * l.unit + row.constant);
        ASSERT_EQ(layout.read(std::span(in).first(in.size() - 1)), prefix_reading::need(1));
        ASSERT_EQ(broken_law(layout, in), prefix_law::none);
    }
    said.insert({row.list, row.name});
}

TEST(field, is_said_by_layouts) {
    for (const layout_row& row : layout_rows) {
        SCOPED_TRACE(row.name);
        expect_row(row);
    }
}

bytes bytes_of_hex(std::string_view text) {
    bytes all;
    for (std::size_t i = 0; i < text.size(); i += 2)
        all.push_back(static_cast<std::byte>(std::stoul(std::string(text.substr(i, 2)), nullptr, 16)));
    return all;
}

/// Rows that are said by a prefix. Some need several: then the program chooses the next, from what it read.
struct prefix_rows {
    std::mt19937_64 roll{20266};
    std::set<std::pair<char, std::string_view>> wrong;

    template <prefix P>
    void expect_laws(const P& p, const bytes& sample) {
        ASSERT_EQ(broken_law(p, sample), prefix_law::none);
        for (int n = 0; n < 100; ++n) {
            bytes in(P::header_capacity + 4);
            for (std::byte& each : in) each = static_cast<std::byte>(n % 2 == 0 ? roll() : roll() % 8);
            std::copy_n(sample.begin(), roll() % (sample.size() + 1), in.begin());
            ASSERT_EQ(broken_law(p, in), prefix_law::none);
        }
    }

    /// hex: a header. size: bytes of its frame.
    template <prefix P>
    void add(const P& p, char list, std::string_view name, std::string_view hex, std::uint64_t size) {
        SCOPED_TRACE(name);
        const bytes in = bytes_of_hex(hex);
        expect_laws(p, in);
        const prefix_reading found = p.read(in);
        EXPECT_EQ(found.st, status::ok) << to_string(found.st);
        EXPECT_EQ(found.header + found.size + found.trailer, size);
        const bool right = found.st == status::ok && found.header + found.size + found.trailer == size;
        if (right && !testing::Test::HasFatalFailure() && !wrong.contains({list, name})) {
            said.insert({list, name});
        } else {
            wrong.insert({list, name});
            said.erase({list, name});
        }
    }
};

TEST(field, is_said_by_prefixes) {
    prefix_rows rows;
    rows.add(pure<20, agentx>{}, 'P', "agentx", "0106100000000000000000000000000000000008", 28);
    rows.add(dbus{}, 'P', "dbus", "6c01000104000000010000000a000000", 36);
    rows.add(pure<16, dcerpc>{}, 'P', "dcerpc", "05000b03100000004800000000000000", 72);
    rows.add(pure<4, dlsw>{}, 'P', "dlsw", "31480010", 88);
    rows.add(pure<10, dnp3>{}, 'P', "dnp3", "056414f30100000400aa", 27);
    rows.add(pure<16, drbd>{}, 'P', "drbd", "8374026700010010", 24);
    rows.add(pure<16, drbd>{}, 'P', "drbd", "835a000100000010", 24);
    rows.add(pure<16, drbd>{}, 'P', "drbd", "8620ec20000000010000001000000000", 32);
    rows.add(pure<12, tcpcl>{}, 'P', "dtn tcpcl v3", "138148", 203);
    rows.add(pure<12, tcpcl>{}, 'P', "dtn tcpcl v3", "40", 1);
    rows.add(pure<12, tcpcl>{}, 'P', "dtn tcpcl v3", "530305", 3);
    rows.add(fastcgi{}, 'P', "fcgi", "0105000100050300", 16);
    rows.add(pure<40, fix>{}, 'P', "fix", "383d4649582e342e3401393d3501", 26);
    rows.add(pure<12, giop>{}, 'P', "giop", "47494f50010200000000002a", 54);
    rows.add(pkt_line{}, 'P', "git", "3030303668690a", 6);
    rows.add(pure<8, gryphon>{}, 'P', "gryphon", "0000000000050000", 16);
    rows.add(pure<13, hazelcast>{}, 'P', "hazelcast", "00000001000000020000000300", 19);
    rows.add(pure<6, hdfs_packet>{}, 'P', "hdfsdata", "000000140019", 47);
    rows.add(fixed_layout<prefix_layout{.form = length_form::varint, .offset = 3}>{}, 'P', "hdfsdata", "001c5005", 9);
    rows.add(pure<2, iec101>{}, 'P', "iec101 over tcp", "6809", 15);
    rows.add(pure<2, iec101>{}, 'P', "iec101 over tcp", "e5", 1);
    rows.add(pure<2, iec101>{}, 'P', "iec101 over tcp", "10", 5);
    rows.add(pure<4, knet>{}, 'P', "knet", "8501", 135);
    rows.add(pure<4, knet>{}, 'P', "knet", "05", 6);
    rows.add(pure<4, knet>{}, 'P', "knet", "81800100", 16389);
    rows.add(pure<8, lbmpdm>{}, 'P', "lbmpdm-tcp", "0102030400000020", 32);
    rows.add(pure<8, lbmpdm>{}, 'P', "lbmpdm-tcp", "0403020120000000", 32);
    rows.add(ldap{}, 'P', "ldap", "30840000000c", 18);
    rows.add(pure<3, lsc>{}, 'P', "lsc", "010005", 20);
    rows.add(pure<3, lsc>{}, 'P', "lsc", "010081", 17);
    rows.add(pure<7, modbus_rtu_request>{}, 'P', "modbus rtu over tcp", "11100000000204", 13);
    rows.add(pure<3, modbus_rtu_answer>{}, 'P', "modbus rtu over tcp", "110304", 9);
    rows.add(pure<40, mrcp>{}, 'P', "mrcpv2", "4d5243502f322e3020383320", 83);
    rows.add(pure<8, nano_message>{}, 'P', "nano", "5243131312060000", 72);
    rows.add(pure<1, nano_block>{}, 'P', "nano", "06", 217);
    rows.add(settled{64}, 'P', "nano", "00", 64);
    rows.add(pure<28, nbd_request>{}, 'P', "nbd", "25609513000000010000000000000000000000000000000000000200", 540);
    rows.add(settled{512}, 'P', "nbd", "00", 512);
    rows.add(fixed_size<16>{}, 'P', "nbd", "67", 16);
    rows.add(onc_rpc_record{}, 'P', "ndmp", "80000004", 8);
    rows.add(pure<16, optommp>{}, 'P', "optommp", "00000010000000000000000000080000", 24);
    rows.add(pure<16, optommp>{}, 'P', "optommp", "00000040", 12);
    rows.add(pure<8, pdc>{}, 'P', "pdc", "0501", 6);
    rows.add(pure<8, pdc>{}, 'P', "pdc", "00040010", 20);
    rows.add(pure<8, pdc>{}, 'P', "pdc", "0005000000000010", 24);
    rows.add(pure<8, reload>{}, 'P', "reload-framing", "8000000001000005", 13);
    rows.add(pure<8, reload>{}, 'P', "reload-framing", "81", 9);
    rows.add(pure<16, rtitcp>{}, 'P', "rtitcp", "00000005dd54dd5500000000", 13);
    rows.add(pure<16, rtitcp>{}, 'P', "rtitcp", "00000005dd54dd554352433200000000", 21);
    rows.add(pure<16, rtitcp>{}, 'P', "rtitcp", "00000003dd54dd55", 11);
    rows.add(pure<48, s5066_dts>{}, 'P', "s5066dts", "90eb000000480000001000000000", 34);
    rows.add(pure<20, scylla>{}, 'P', "scylla", "535354415252504308000000", 20);
    rows.add(pure<20, scylla>{}, 'P', "scylla", "0100000000000000020000000000000005000000", 25);
    rows.add(pure<20, scylla>{}, 'P', "scylla", "000000000000010005000000", 17);
    rows.add(pure<5, srvloc>{}, 'P', "srvloc", "01010010", 16);
    rows.add(pure<5, srvloc>{}, 'P', "srvloc", "0201000010", 16);
    rows.add(pure<28, starteam>{}, 'P', "starteam", "416c616e05000000", 21);
    rows.add(pure<28, starteam>{}, 'P', "starteam", "0000000000000000000000000000000000000000416c616e05000000", 41);
    rows.add(pure<20, stun_or_channel>{}, 'P', "stun + turn channel", "000100002112a442000000000000000000000000", 20);
    rows.add(pure<20, stun_or_channel>{}, 'P', "stun + turn channel", "40000005", 12);
    rows.add(pure<8, tds_port>{}, 'P', "tds + smp + tls on one port", "1201003a00", 58);
    rows.add(pure<8, tds_port>{}, 'P', "tds + smp + tls on one port", "5301000010000000", 16);
    rows.add(pure<8, tds_port>{}, 'P', "tds + smp + tls on one port", "1603010200", 517);
    rows.add(pure<7, tpncp>{}, 'P', "tpncp", "00010010000001", 65555);
    rows.add(settled{64}, 'P', "twamp-control", "00", 64);
    rows.add(pure<1, twamp_command>{}, 'P', "twamp-control", "05", 112);
    rows.add(pure<1, twamp_command>{}, 'P', "twamp-control", "02", 32);
    rows.add(settled{312}, 'P', "usbip", "00", 312);
    rows.add(pure<48, usbip_transfer<true>>{}, 'P', "usbip",
             "000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000", 64);
    rows.add(pure<48, usbip_transfer<false>>{}, 'P', "usbip",
             "000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000", 48);
    rows.add(websocket{}, 'P', "websocket", "820568656c6c6f", 7);
    rows.add(pure<4, wow_realm>{}, 'P', "wow (realm)", "00032000", 36);
    rows.add(pure<4, wow_realm>{}, 'P', "wow (realm)", "01", 75);
    rows.add(pure<12, giop>{}, 'P', "ziop", "5a494f50010201002a000000", 54);
    rows.add(zmtp_greeting{}, 'P', "zmtp (4.x)", "ff", 64);
    rows.add(zmtp{}, 'P', "zmtp (4.x)", "0005", 7);
    rows.add(pure<5, zvt>{}, 'P', "zvt", "060109", 12);
    rows.add(pure<5, zvt>{}, 'P', "zvt", "0601ff0001", 261);
    rows.add(dbus{}, 'O', "alljoyn", "6c01000104000000010000000a000000", 36);
    rows.add(
        pure<54, ceph>{}, 'O', "ceph",
        "070000000000000000000000000000000000000000000001000000020000000300000000000000000000000000000000000000000000",
        81);
    rows.add(pure<54, ceph>{}, 'O', "ceph", "08", 9);
    rows.add(pure<14, coap>{}, 'O', "coap over tcp", "d10501aa", 22);
    rows.add(pure<14, coap>{}, 'O', "coap over tcp", "0001", 2);
    rows.add(pure<8, ctdb>{}, 'O', "ctdb", "2000000042445443", 32);
    rows.add(pure<8, ctdb>{}, 'O', "ctdb", "0000002043544442", 32);
    rows.add(pure<48, iscsi>{}, 'O', "iscsi",
             "010000000100000500000000000000000000000000000000000000000000000000000000000000000000000000000000", 60);
    rows.add(pure<2, iwarp_mpa>{}, 'O', "iwarp-mpa", "0005", 12);
    rows.add(fixed_layout<prefix_layout{.width = 2, .offset = 18}>{}, 'O', "iwarp-mpa",
             "4d504120494420526571204672616d6540010004", 24);
    rows.add(pure<201, jxta>{}, 'O', "jxta", "0e636f6e74656e742d6c656e6774680008000000000000000500", 31);
    rows.add(pure<6, nmf>{}, 'O', "mc-nmf", "000100", 3);
    rows.add(pure<6, nmf>{}, 'O', "mc-nmf", "06ac02", 303);
    rows.add(pure<6, nmf>{}, 'O', "mc-nmf", "0c", 1);
    rows.add(pure<12, ms_mms>{}, 'O', "ms-mms", "01000000cefa0bb010000000", 32);
    rows.add(pure<12, ms_mms>{}, 'O', "ms-mms", "0000000004001000", 16);
    rows.add(settled{24}, 'O', "omapi", "00", 24);
    rows.add(pure<200, omapi_pair>{}, 'O', "omapi", "00046e616d6500000005", 15);
    rows.add(pure<200, omapi_pair>{}, 'O', "omapi", "0000", 2);
    rows.add(onc_rpc_record{}, 'O', "rpc (ONC)", "8000003c", 64);
    rows.add(rtmp_chunk{}, 'O', "rtmpt", "030000000001001400000000", 140);
    rows.add(rtmp_chunk{128, 40}, 'O', "rtmpt", "c3", 41);
    rows.add(rtmp_chunk{}, 'O', "rtmpt", "03ffffff000005140000000001020304", 21);
    rows.add(pure<5, per_length>{}, 'O', "sabp", "00000005", 9);
    rows.add(pure<5, per_length>{}, 'O', "sabp", "0000008105", 266);
    rows.add(pure<5, per_length>{}, 'O', "sabp", "000000c1", 16388);
    rows.add(snmp_tcp{}, 'O', "snmp over tcp", "3026", 40);
    rows.add(pure<2, socks_methods>{}, 'O', "socks", "050100", 3);
    rows.add(pure<5, socks_request>{}, 'O', "socks", "0501000305", 12);
    rows.add(ssh_before_keys{}, 'O', "ssh", "0000000c", 16);
    rows.add(ssh_packet{}, 'O', "ssh", "00000010", 52);
    rows.add(pure<8, vnc_client>{}, 'O', "vnc", "0600000000000005", 13);
    rows.add(pure<8, vnc_client>{}, 'O', "vnc", "02000003", 16);
    rows.add(settled{4}, 'O', "vnc", "00", 4);
    rows.add(vnc_rectangle{2}, 'O', "vnc", "000000000003000500000000", 42);
    rows.add(x11_setup{}, 'O', "x11", "6c000b000000120010000000", 48);
    rows.add(x11_request<little>{}, 'O', "x11", "1000040007000000", 16);
    rows.add(x11_answer<little>{}, 'O', "x11", "0100070002000000", 40);
    rows.add(fixed_layout<prefix_layout{.order = little, .offset = 4}>{}, 'K', "Arrow IPC stream", "ffffffff10000000",
             24);
    rows.add(settled{4096}, 'K', "Arrow IPC stream", "00", 4096);
    rows.add(pure<20, avro_block>{}, 'K', "Avro container", "04c801", 119);
    rows.add(capnproto{}, 'K', "Cap'n Proto stream", "0000000004000000", 40);
    rows.add(pure<14, coap>{}, 'K', "CoAP over TCP", "e1000101aa", 275);
    rows.add(dbus{}, 'K', "D-Bus", "6c01000104000000010000000a000000", 36);
    rows.add(pure<10, dnp3>{}, 'K', "DNP3", "056405c00100000400e9", 10);
    rows.add(fastcgi{}, 'K', "FastCGI", "0105000100050300", 16);
    rows.add(pure<40, fix>{}, 'K', "FIX tag=value", "383d4649582e342e3201393d363001", 82);
    rows.add(pure<12, giop>{}, 'K', "GIOP (CORBA)", "47494f50010201002a000000", 54);
    rows.add(pkt_line{}, 'K', "git pkt-line", "30303036", 6);
    rows.add(http3{}, 'K', "HTTP/3 frames", "0005", 7);
    rows.add(masked_length{0xbeef}, 'K', "I2P NTCP2", "efc3", 127);
    rows.add(pure<48, iscsi>{}, 'K', "iSCSI",
             "010000000100000500000000000000000000000000000000000000000000000000000000000000000000000000000000", 60);
    rows.add(iso8583_ascii{}, 'K', "ISO 8583, BCD or ASCII length", "30303035", 9);
    rows.add(pure<2, bcd>{}, 'K', "ISO 8583, BCD or ASCII length", "0105", 107);
    rows.add(ldap{}, 'K', "LDAP", "3014", 22);
    rows.add(pure<12, yamux>{}, 'K', "libp2p yamux", "000000000000000100000005", 17);
    rows.add(pure<12, yamux>{}, 'K', "libp2p yamux", "000100000000000100000005", 12);
    rows.add(content_length{}, 'K', "LSP / DAP / JSON-RPC Content-Length", "436f6e74656e742d4c656e6774683a20320d0a0d0a",
             23);
    rows.add(mavlink_1{}, 'K', "MAVLink v1 or v2 unsigned", "fe0900010100", 17);
    rows.add(mavlink_2{}, 'K', "MAVLink v1 or v2 unsigned", "fd090000000101000000", 21);
    rows.add(pure<10, mavlink>{}, 'K', "MAVLink v1 or v2 unsigned", "fd090100000101000000", 34);
    rows.add(pure<4, mtproto_abridged>{}, 'K', "MTProto abridged", "05", 21);
    rows.add(pure<4, mtproto_abridged>{}, 'K', "MTProto abridged", "7f000100", 1028);
    rows.add(pure<250, nats>{}, 'K', "NATS", "50554220612e6220350d0a", 18);
    rows.add(pure<250, nats>{}, 'K', "NATS", "50494e470d0a", 6);
    rows.add(pure<250, nats>{}, 'K', "NATS", "4d53472061203920722031310d0a", 27);
    rows.add(pure<28, nbd_request>{}, 'K', "NBD", "25609513000000010000000000000000000000000000000000000200", 540);
    rows.add(settled{512}, 'K', "NBD", "00", 512);
    rows.add(fixed_size<16>{}, 'K', "NBD", "67", 16);
    rows.add(netstring{}, 'K', "netstring", "353a", 8);
    rows.add(onc_rpc_record{}, 'K', "ONC-RPC record mark", "00000004", 8);
    rows.add(rtmp_chunk{}, 'K', "RTMP chunks", "030000000001001400000000", 140);
    rows.add(rtmp_chunk{128, 40}, 'K', "RTMP chunks", "c3", 41);
    rows.add(rtmp_chunk{}, 'K', "RTMP chunks", "03ffffff000005140000000001020304", 21);
    rows.add(pure<2, socks_methods>{}, 'K', "SOCKS5", "050100", 3);
    rows.add(pure<5, socks_request>{}, 'K', "SOCKS5", "0501000305", 12);
    rows.add(ssh_packet{}, 'K', "SSH after key exchange", "00000010", 52);
    rows.add(masked_length{0x04030201, 4, 0, 16}, 'K', "SSH after key exchange", "01020314", 36);
    rows.add(syslog{}, 'K', "syslog RFC 6587", "3520", 7);
    rows.add(pure<9, tarantool>{}, 'K', "Tarantool iproto", "ce00000010", 21);
    rows.add(pure<9, tarantool>{}, 'K', "Tarantool iproto", "05", 6);
    rows.add(pure<52, teradata>{}, 'K', "Teradata",
             "03010000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
             68);
    rows.add(pure<7, tor_cell>{}, 'K', "Tor cells", "8000000003", 514);
    rows.add(pure<7, tor_cell>{}, 'K', "Tor cells", "80000000070010", 23);
    rows.add(pure<4, turn_channel>{}, 'K', "TURN ChannelData over TCP", "40000005", 12);
    rows.add(pure<8, vnc_client>{}, 'K', "VNC / RFB", "0600000000000005", 13);
    rows.add(pure<8, vnc_client>{}, 'K', "VNC / RFB", "02000003", 16);
    rows.add(settled{4}, 'K', "VNC / RFB", "00", 4);
    rows.add(vnc_rectangle{2}, 'K', "VNC / RFB", "000000000003000500000000", 42);
    rows.add(websocket{}, 'K', "WebSocket", "820568656c6c6f", 7);
    rows.add(masked_length{0x0201, 2, 2, 0, true}, 'K', "WoW world", "01080000", 14);
    rows.add(masked_length{0, 2, 2, 0, true}, 'K', "WoW world", "8000080000", 13);
    rows.add(x11_setup{}, 'K', "X11", "6c000b000000120010000000", 48);
    rows.add(x11_request<little>{}, 'K', "X11", "1000040007000000", 16);
    rows.add(x11_answer<little>{}, 'K', "X11", "0100070002000000", 40);
    rows.add(zmtp_greeting{}, 'K', "ZMTP 3", "ff", 64);
    rows.add(zmtp{}, 'K', "ZMTP 3", "020000000000000100", 265);
}

/// The last test: counts what the others found.
TEST(field, shares) {
    for (const list& each : lists) {
        std::size_t count = 0;
        for (const auto& row : said) count += row.first == each.name;
        std::printf("%c: %zu of %zu framings, %.1f %%\n", each.name, count, each.framings,
                    100.0 * static_cast<double>(count) / static_cast<double>(each.framings));
        EXPECT_EQ(count, each.sayable);
    }
}

} // namespace
} // namespace cleave
