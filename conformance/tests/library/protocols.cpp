// SPDX-License-Identifier: MIT
//
// Every named protocol: on bytes that software in use wrote, on its own headers, on random bytes, and on what its
// specification forbids.
//
// The samples were written by the software that each line names, in the versions of Debian 12: clients that spoke to a
// socket that kept what they sent (psql, PyMySQL, PyMongo, kafka-python, kazoo, paho-mqtt, py-amqp, libmemcached,
// ldap3, FreeTDS, OpenSSH, libzmq, grpcio), libraries and tools that make messages (the others).
#include <cleave/protocols/asn1.hpp>
#include <cleave/protocols/capnproto.hpp>
#include <cleave/protocols/content_length.hpp>
#include <cleave/protocols/databases.hpp>
#include <cleave/protocols/dbus.hpp>
#include <cleave/protocols/fastcgi.hpp>
#include <cleave/protocols/generic.hpp>
#include <cleave/protocols/http3.hpp>
#include <cleave/protocols/industry.hpp>
#include <cleave/protocols/messaging.hpp>
#include <cleave/protocols/netstring.hpp>
#include <cleave/protocols/network.hpp>
#include <cleave/protocols/onc_rpc.hpp>
#include <cleave/protocols/peers.hpp>
#include <cleave/protocols/pkt_line.hpp>
#include <cleave/protocols/rpc.hpp>
#include <cleave/protocols/web.hpp>
#include <cleave/protocols/websocket.hpp>
#include <cleave/protocols/x11.hpp>
#include <cleave/protocols/zmtp.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <random>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace cleave {
namespace {

using namespace std::string_view_literals;
using bytes = std::vector<std::byte>;
constexpr auto little = std::endian::little;

bytes bytes_of(std::string_view text) {
    bytes all;
    for (const char c : text) all.push_back(static_cast<std::byte>(c));
    return all;
}

unsigned number(std::string_view digits, int base) {
    unsigned value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    return value;
}

/// "0005(78*3)" is 00 05 78 78 78.
bytes bytes_of_hex(std::string_view text) {
    bytes all;
    while (!text.empty()) {
        std::size_t times = 1, used = 2;
        if (text.front() == '(') {
            used = text.find(')') + 1;
            times = number(text.substr(4, used - 5), 10);
            all.insert(all.end(), times, static_cast<std::byte>(number(text.substr(1, 2), 16)));
        } else {
            all.push_back(static_cast<std::byte>(number(text.substr(0, 2), 16)));
        }
        text.remove_prefix(used);
    }
    return all;
}

/// The laws hold on each front of the frame that begins here.
template <class P>
void expect_laws(std::span<const std::byte> in) {
    EXPECT_EQ(broken_law(P{}, in.first(std::min(in.size(), P::header_capacity + 8))), prefix_law::none);
}

/// What some software wrote is so many frames and nothing else.
/// hex: the front of it; the rest of its `total` bytes is in the last payload.
template <class P>
void expect_frames(std::string_view origin, int frames, std::size_t total, std::string_view hex) {
    SCOPED_TRACE(origin);
    bytes all = bytes_of_hex(hex);
    ASSERT_LE(all.size(), total);
    all.resize(total);
    std::span<const std::byte> rest = all;
    for (int i = 0; i < frames; ++i) {
        expect_laws<P>(rest);
        const prefix_reading found = P{}.read(rest);
        ASSERT_EQ(found.st, status::ok) << i << ' ' << to_string(found.st);
        ASSERT_LE(found.size, P{}.max_payload());
        const std::uint64_t size = found.header + found.size + found.trailer;
        ASSERT_LE(size, rest.size()) << i;
        const auto frame = rest.first(static_cast<std::size_t>(size));
        if constexpr (detail::trailer_checking_prefix<P>) {
            EXPECT_TRUE(P{}.trailer_holds(frame.last(found.trailer)));
        }
        rest = rest.subspan(frame.size());
    }
    EXPECT_EQ(rest.size(), 0U);
}

TEST(protocols, read_what_software_wrote) {
    expect_frames<amqp_0_9_1>(
        "py-amqp", 1, 90,
        "01000000000052000a000b0000002e0770726f64756374530000000770792d616d71700f70726f647563745f76657273696f"
        "6e5300000005352e312e3105504c41494e0000000c00677565737400677565737405656e5f5553ce");
    expect_frames<amqp_0_9_1_header>("py-amqp", 1, 8, "414d515000000901");
    expect_frames<amqp_1_0>("Apache Qpid Proton", 1, 32,
                            "0000002002000000005310c0130aa10570726f62654040607fff404040404040");
    expect_frames<amqp_1_0_header>("Apache Qpid Proton", 1, 8, "414d515000010000");
    expect_frames<ber_message>(
        "ldap3", 2, 66,
        "3014020101600f0201030406636e3d616e6e80027077302a0201026325040464633d610a01020a0103020100020100010100"
        "a3070402636e04016230050403312e31");
    expect_frames<bgp>("Scapy", 2, 48, "(ff*16)001304(ff*16)001d0104fde9005a0a00000100");
    expect_frames<bitcoin>(
        "bitcoin-protocol", 2, 56,
        "f9beb4d976657261636b000000000000000000005df6e0e2f9beb4d970696e670000000000000000080000002502fa940102"
        "030405060708");
    expect_frames<bittorrent>("bittorrent-protocol", 3, 18, "000000010200000005040000000500000000");
    expect_frames<bittorrent_handshake>(
        "bittorrent-protocol", 1, 68,
        "13426974546f7272656e742070726f746f636f6c000000000010000044444444444444444444303132333435363738393132"
        "333435363738393031323334353637383930");
    expect_frames<capnproto>(
        "capnp encode", 2, 80,
        "000000000400000000000000010001000700000000000000010000003200000068656c6c6f00000000000000040000000000"
        "000001000100000000000000000001000000120000007800000000000000");
    expect_frames<capnproto>(
        "capnp encode --segment-size=1", 2, 128,
        "0200000001000000030000000200000002000000010000000000000001000100070000000000000002000000020000000100"
        "00003200000068656c6c6f000000020000000100000003000000020000000200000001000000000000000100010000000000"
        "00000000020000000200000001000000120000007800000000000000");
    expect_frames<cassandra>("DataStax cassandra-driver", 2, 40,
                             "0400000105000000000400000201000000160001000b43514c5f56455253494f4e0005332e342e35");
    expect_frames<content_length>(
        "vscode-jsonrpc", 2, 109,
        "436f6e74656e742d4c656e6774683a2033330d0a0d0a7b226a736f6e727063223a22322e30222c226d6574686f64223a2265"
        "786974227d436f6e74656e742d4c656e6774683a2033320d0a0d0a7b226a736f6e727063223a22322e30222c226d6574686f"
        "64223a22e4bda0227d");
    expect_frames<dbus>(
        "jeepney", 2, 232,
        "6c01000100000000010000006d00000001016f00150000002f6f72672f667265656465736b746f702f444275730000000201"
        "7300140000006f72672e667265656465736b746f702e4442757300000000030173000500000048656c6c6f00000006017300"
        "140000006f72672e667265656465736b746f702e44427573000000006c01000110000000020000004800000001016f000200"
        "00002f610000000000000201730003000000622e6300000000000301730002000000446f0000000000000601730003000000"
        "622e630000000000080167000273750004000000746578740000000007000000");
    expect_frames<dbus>(
        "jeepney", 1, 104,
        "4201000100000010000000030000004801016f00000000022f610000000000000201730000000003622e6300000000000301"
        "730000000002446f0000000000000601730000000003622e6300000000000801670002737500000000047465787400000000"
        "00000007");
    expect_frames<diameter>("Scapy", 1, 44,
                            "0100002c80000118000000000000000000000000000001084000000b612e6200000001284000000962000000");
    expect_frames<dns_tcp>("dnspython", 1, 31, "001d000101000001000000000000076578616d706c65036f72670000010001");
    expect_frames<doip>("Scapy", 1, 15, "02fd0005000000070e000000000000");
    expect_frames<erlang_packet<1>>("Erlang/OTP 25", 2, 7, "0568656c6c6f00");
    expect_frames<erlang_packet<2>>("Erlang/OTP 25", 2, 9, "000568656c6c6f0000");
    expect_frames<erlang_packet<4>>("Python's multiprocessing.connection", 2, 13, "0000000568656c6c6f00000000");
    expect_frames<fastcgi>(
        "fastcgi-client", 1, 56,
        "01090000003000000e00464347495f4d41585f434f4e4e530d00464347495f4d41585f524551530f00464347495f4d505853"
        "5f434f4e4e53");
    expect_frames<grpc_message>("grpcio", 1, 10, "000000000568656c6c6f");
    expect_frames<http2>(
        "hyper-h2", 3, 83,
        "00002a04000000000000010000100000020000000100040000ffff0005000040000008000000000003000000640006000100"
        "0000000601050000000182848641811f0000080600000000003132333435363738");
    expect_frames<http2>("Scapy", 2, 26, "0000000400000000000000080600000000000000000000000000");
    expect_frames<http2_preface>("hyper-h2", 1, 24, "505249202a20485454502f322e300d0a0d0a534d0d0a0d0a");
    expect_frames<iec104>("Scapy", 2, 12, "680407000000680443000000");
    expect_frames<kafka>(
        "kafka-python", 2, 68,
        "0000001c001200000000000100126b61666b612d707974686f6e2d322e302e3200000020000300000000000200126b61666b"
        "612d707974686f6e2d322e302e3200000000");
    expect_frames<knxnet_ip>("Scapy", 1, 14, "06100201000e0801000000000000");
    expect_frames<ldap>(
        "ldap3", 2, 66,
        "3014020101600f0201030406636e3d616e6e80027077302a0201026325040464633d610a01020a0103020100020100010100"
        "a3070402636e04016230050403312e31");
    expect_frames<mavlink_1>("node-mavlink", 1, 17, "fe0901fe01000000000000000000000149");
    expect_frames<mavlink_2>("node-mavlink", 1, 12, "fd00000001fe0100000086e3");
    expect_frames<memcached_binary>("libmemcached", 1, 27, "800c000300000000000000030001000000000000000000006b6579");
    expect_frames<minecraft>("minecraft-protocol", 2, 19, "1000ff05093132372e302e302e31af69010100");
    expect_frames<modbus_tcp>("pymodbus", 2, 24, "00010000000611010001000a000200000006110300000002");
    expect_frames<mongodb>(
        "PyMongo", 1, 254,
        "fe00000070d8f2c500000000d40700000000000061646d696e2e24636d640000000000ffffffffd70000001069736d617374"
        "6572000100000003636c69656e7400bc00000003647269766572002b000000026e616d65000800000050794d6f6e676f0002");
    expect_frames<mqtt>("paho-mqtt", 3, 229, "101100044d5154540402003c000570726f626530cd010003612f62(78*200)e000");
    expect_frames<mqtt>("Scapy", 1, 156, "309901000161(62*150)");
    expect_frames<mysql>(
        "PyMySQL", 3, 166,
        "8600000105a23a00ffffff002d(00*23)616e6e001412909d72d875523f8c9d6da44cbd3a6c1ce794db6d7973716c5f6e617"
        "46976655f70617373776f726400360c5f636c69656e745f6e616d650770796d7973716c045f7069640533313838360f5f636"
        "c69656e745f76657273696f6e05312e302e321300000003534554204155544f434f4d4d4954203d20300100000001");
    expect_frames<neo4j_bolt_chunk>(
        "neo4j-driver", 2, 81,
        "004db101a48a757365725f6167656e74d0166e656f346a2d6a6176617363726970742f362e332e3086736368656d65856261"
        "736963897072696e636970616c81618b63726564656e7469616c7381620000");
    expect_frames<neo4j_bolt_handshake>("neo4j-driver", 1, 20, "6060b017000001ff000808050002040400000003");
    expect_frames<netbios_session>("Scapy", 2, 40, "00000020ff534d42(78*28)85000000");
    expect_frames<netstring>("netstring", 2, 11, "353a68656c6c6f2c303a2c");
    expect_frames<onc_rpc_record>("Scapy", 1, 64,
                                  "8000003c000000010000000000000002000186a300000003000000000000000100000014(00*28)");
    expect_frames<opc_ua>("node-opcua", 1, 43, "48454c462b(00*23)0b0000006f70632e7463703a2f2f61");
    expect_frames<openflow>("Scapy", 2, 16, "01000008000000000102000800000000");
    expect_frames<pkt_line>(
        "git upload-pack", 3, 336,
        "3031306436636435373062363138303039373238373138373530636530643933666565643031626361336431204845414400"
        "6d756c74695f61636b207468696e2d7061636b20736964652d62616e6420736964652d62616e642d36346b206f66732d6465"
        "6c7461207368616c6c6f772064656570656e2d73696e63652064656570656e2d6e6f742064656570656e2d72656c61746976"
        "65206e6f2d70726f677265737320696e636c7564652d746167206d756c74695f61636b5f64657461696c6564206e6f2d646f"
        "6e652073796d7265663d484541443a726566732f68656164732f6d6173746572206f626a6563742d666f726d61743d736861"
        "31206167656e743d6769742f322e33392e350a30303366366364353730623631383030393732383731383735306365306439"
        "3366656564303162636133643120726566732f68656164732f6d61737465720a30303030");
    expect_frames<pkt_line>(
        "git upload-pack, version 2", 8, 147,
        "3030306576657273696f6e20320a303031356167656e743d6769742f322e33392e350a303031336c732d726566733d756e62"
        "6f726e0a3030323066657463683d7368616c6c6f7720776169742d666f722d646f6e650a303031327365727665722d6f7074"
        "696f6e0a303031376f626a6563742d666f726d61743d736861310a303031306f626a6563742d696e666f0a30303030");
    expect_frames<postgresql>("psql 15, a password and a query", 2, 26,
                              "700000000b73656372657400510000000d73656c656374203100");
    expect_frames<postgresql_startup>(
        "psql 15", 2, 62,
        "0000000804d2162f00000036000300007573657200616e6e0064617461626173650073686f70006170706c69636174696f6e"
        "5f6e616d65007073716c0000");
    expect_frames<proxy_v2>("proxy-protocol-js", 1, 28, "0d0a0d0a000d0a515549540a2111000c7f0000017f00000100010002");
    expect_frames<radius_tcp>("Scapy", 1, 25, "01070019(00*16)0105616e6e");
    expect_frames<rsocket>("rsocket-core", 2, 27, "00000f000000000c80000000000000000078000006000000012400");
    expect_frames<smb_direct>("Scapy", 1, 106, "00000066fe534d4240(00*59)240001(00*33)0202");
    expect_frames<smpp>("smpp", 2, 44,
                        "000000100000001500000000000000000000001c000000090000000000000000616e6e007077000050000000");
    expect_frames<snmp_tcp>("Scapy", 1, 40,
                            "302602010104067075626c6963a019020100020100020100300e300c06082b060102010101000500");
    expect_frames<someip>("Scapy", 1, 21, "123404210000000d000100020101000068656c6c6f");
    expect_frames<source_rcon>("rcon-client", 1, 16, "0c000000000000000300000070770000");
    expect_frames<ssh_before_keys>(
        "OpenSSH", 1, 1560,
        "0000061408147b0dc2ca68452093b85e6ea64b210baf00000148736e747275703736317832353531392d7368613531322c73"
        "6e747275703736317832353531392d736861353132406f70656e7373682e636f6d2c637572766532353531392d7368613235");
    expect_frames<stun_tcp>("stun", 1, 28, "000100082112a44243877841a1cd1fecaea6605e8022000178000000");
    expect_frames<tds>(
        "FreeTDS", 1, 58,
        "1201003a0000000000001a00060100200001020021000c03002d00040400310001ff090000000000004d5353514c53657276"
        "657200a74f000000");
    expect_frames<thrift_framed>(
        "Apache Thrift's Python library", 2, 42,
        "00000011800100010000000470696e67000000010000000011800100010000000470696e670000000200");
    expect_frames<tls_record>(
        "OpenSSL by Python's ssl", 1, 517,
        "1603010200010001fc0303387b336d4e024c85b7436f5757b7a4c5929297d951ab3a8ef47dd9a17c98aa3a20c6d0f7f712c1"
        "134dfca80265b7ab7f9c7bbb61fd56fdcb3a30661c912570ba09003e130213031301c02cc030009fcca9cca8ccaac02bc02f");
    expect_frames<varint_delimited>("protobuf's Python library", 2, 209, "031a0161cb011ac801(62*200)");
    expect_frames<websocket>("wsproto", 5, 159,
                             "820568656c6c6f82865d5c6020303d134b3838827e007e(78*126)890170880503e8627965");
    expect_frames<websocket>("wsproto", 1, 70010, "827f0000000000011170");
    expect_frames<x11_request<std::endian::little>>("python-xlib", 2, 20, "1000040007000000574d5f4e414d45007f000100");
    expect_frames<x11_setup>(
        "python-xlib", 1, 48,
        "6c000b0000001200100000004d49542d4d414749432d434f4f4b49452d31000030313233343536373839616263646566");
    expect_frames<zmtp>("libzmq", 1, 28, "041a0552454144590b536f636b65742d547970650000000450555348");
    expect_frames<zmtp_greeting>("libzmq", 1, 64, "ff00000000000000017f03014e554c4c(00*48)");
    expect_frames<zookeeper>("kazoo", 1, 49, "0000002d000000000000000000000000000003e8000000000000000000000010(00*17)");
}

// ---- each on its own headers
// -----------------------------------------------------------------------------------------

using all_protocols = std::tuple<
    // generic
    python_int, erlang_packet<1>, erlang_packet<2>, erlang_packet<4>, varint_delimited, native_messaging,
    flatbuffers_size_prefixed, fixed_size<24>,
    // databases
    postgresql, postgresql_startup, mysql, mongodb, cassandra, cassandra_v5, memcached_binary, couchbase, tds,
    oracle_tns, oracle_tns_long, drda, aerospike, neo4j_bolt_chunk, neo4j_bolt_handshake, hbase_rpc, hbase_preamble,
    elasticsearch, redis_cluster_bus, zookeeper,
    // messaging
    kafka, mqtt, amqp_1_0, amqp_1_0_header, nsq, pulsar, rocketmq, openwire, gearman, smpp, soupbintcp, fix_sofh,
    amqp_0_9_1, amqp_0_9_1_header,
    // rpc
    grpc_message, thrift_framed, ttrpc, dubbo, brpc, tars, rsocket, hadoop_rpc, hadoop_preamble, zeroc_ice,
    java_debug_wire, java_debug_wire_handshake, docker_attach, avro_rpc_buffer,
    // web
    http2, http2_preface, tls_record, dns_tcp, stun_tcp, rtp_tcp, rtsp_interleaved, proxy_v2, http3, websocket,
    // network
    bgp, diameter, radius_tcp, openflow, ssh_before_keys, tpkt, smb_direct, netbios_session, ninep,
    nbd_structured_reply, nvme_tcp, wayland, openvpn_tcp, noise,
    // industry
    modbus_tcp, iec104, opc_ua, dicom, enip, doip, someip, hsms, mavlink_1, mavlink_2, knxnet_ip, iso8583,
    iso8583_ascii,
    // peers
    bitcoin, bittorrent, bittorrent_handshake, erlang_distribution, minecraft, source_rcon, mtproto_intermediate,
    mtproto_full, i2cp,
    // pages of their own
    ber_message, ldap, snmp_tcp, onc_rpc_record, netstring, syslog, content_length, pkt_line, fastcgi, dbus, x11_setup,
    x11_setup_answer<little>, x11_request<little>, x11_request<std::endian::big>, x11_answer<little>,
    x11_answer<std::endian::big>, zmtp, zmtp_greeting, capnproto>;

template <class P>
concept payload_checking = requires(P p) {
    p.check_payload(1);
};

template <class F>
void for_each_protocol(F&& one) {
    [&one]<class... P>(std::tuple<P...>*) {
        (one.template operator()<P>(), ...);
    }(static_cast<all_protocols*>(nullptr));
}

/// Payload sizes at which headers change.
template <class P>
std::vector<std::uint64_t> sizes() {
    std::vector<std::uint64_t> all{0, 1, 2, 4, 8, 9, 10, 12, 16, 24, 63, 64, 125, 126, 127, 128, 250, 255, 256, 1'000};
    for (unsigned bits = 10; bits < 32; ++bits)
        for (const unsigned around : {0U, 1U, 2U}) all.push_back((std::uint64_t{1} << bits) - 1 + around);
    for (const unsigned below : {0U, 1U, 2U, 3U, 4U, 5U, 6U, 7U}) all.push_back(P{}.max_payload() - below);
    std::erase_if(all, [](std::uint64_t n) {
        if constexpr (payload_checking<P>) return P{}.check_payload(n) != status::ok;
        return n > P{}.max_payload();
    });
    return all;
}

template <class P>
bytes header_of(std::uint64_t payload) {
    bytes out(P{}.size(payload) + 1, std::byte{0x5a});
    P{}.write(payload, out.data());
    EXPECT_EQ(out.back(), std::byte{0x5a});
    out.pop_back();
    return out;
}

TEST(protocols, read_the_headers_they_write) {
    int written = 0;
    for_each_protocol([&written]<class P>() {
        if constexpr (writable_prefix<P>) {
            SCOPED_TRACE(testing::internal::GetTypeName<P>());
            ASSERT_FALSE(sizes<P>().empty());
            for (const std::uint64_t payload : sizes<P>()) {
                bytes in = header_of<P>(payload);
                ASSERT_LE(in.size(), P::header_capacity);
                if (in.empty()) in.resize(1); // of the payload
                const prefix_reading found = P{}.read(in);
                ASSERT_EQ(found.st, status::ok) << payload << ' ' << to_string(found.st);
                ASSERT_EQ(found.header, P{}.size(payload)) << payload;
                ASSERT_EQ(found.size, payload);
                expect_laws<P>(in);
                if constexpr (requires { P::trailer_capacity; }) {
                    bytes trailer(P{}.trailer_size(payload), std::byte{0x5a});
                    ASSERT_EQ(found.trailer, trailer.size());
                    ASSERT_LE(trailer.size(), P::trailer_capacity);
                    P{}.write_trailer(payload, trailer.data());
                    if constexpr (detail::trailer_checking_prefix<P>) {
                        ASSERT_TRUE(P{}.trailer_holds(trailer));
                    }
                }
            }
            ++written;
        }
    });
    EXPECT_GT(written, 100);
}

TEST(protocols, keep_the_laws_on_random_bytes) {
    std::mt19937_64 roll(20264);
    for_each_protocol([&roll]<class P>() {
        SCOPED_TRACE(testing::internal::GetTypeName<P>());
        for (int n = 0; n < 200; ++n) {
            bytes in(P::header_capacity + 3);
            for (std::byte& each : in) each = static_cast<std::byte>(n % 3 == 0 ? roll() : roll() % 4);
            if constexpr (writable_prefix<P>) {
                const std::vector<std::uint64_t> all = sizes<P>();
                const bytes header = header_of<P>(all[roll() % all.size()]);
                if (n % 3 != 0) std::copy(header.begin(), header.end(), in.begin());
                if (n % 3 == 2) in[roll() % P::header_capacity] = static_cast<std::byte>(roll());
            }
            ASSERT_EQ(broken_law(P{}, in), prefix_law::none);
        }
    });
}

/// A frame one byte, or one unit, above the limit is refused as too large wherever its field can say so.
TEST(protocols, refuse_a_frame_above_their_limit) {
    int refused = 0;
    for_each_protocol([&refused]<class P>() {
        if constexpr (requires { P::layout(); }) {
            SCOPED_TRACE(testing::internal::GetTypeName<P>());
            prefix_layout wider = P::layout();
            wider.max_payload = P::max_payload() + wider.unit;
            wider.min_payload = 0;
            runtime_layout writer;
            if (runtime_layout::from(wider, writer) != layout_error::none) return; // the field is full
            bytes in(writer.size(wider.max_payload));
            writer.write(wider.max_payload, in.data());
            ASSERT_EQ(detail::read_checked(P{}, in).st, status::frame_too_large);
            ASSERT_EQ(detail::read_checked(P{}, in).size, wider.max_payload);
            ++refused;
        }
    });
    EXPECT_GT(refused, 50);
}

TEST(protocols, have_another_limit_where_one_asks_for_it) {
    EXPECT_EQ(kafka::with_max_payload<100>::max_payload(), 100U);
    EXPECT_EQ(kafka::with_max_payload<100>::read(bytes_of("\0\0\0\x65"sv)), prefix_reading::too_large(4, 4, 101));
    EXPECT_TRUE(detail::trailer_checking_prefix<amqp_0_9_1::with_max_payload<10>>);
    EXPECT_EQ(websocket::with_max_payload<1>::read(bytes_of("\x82\x02"sv)), prefix_reading::too_large(2, 2, 2));
}

// ---- what specifications forbid
// --------------------------------------------------------------------------------------

template <class P>
void expect_refused(std::string_view in, status st, std::size_t shown) {
    const bytes all = bytes_of(in);
    EXPECT_EQ(P{}.read(all), prefix_reading::refused(st, shown));
    EXPECT_EQ(P{}.read(std::span(all).first(shown)), prefix_reading::refused(st, shown));
    if (shown > 0) {
        EXPECT_EQ(P{}.read(std::span(all).first(shown - 1)).st, status::need_input);
    }
    expect_laws<P>(all);
}

TEST(protocols, take_padded_varints_where_their_readers_do) {
    // protobuf's C++ and Python parsers take both messages.
    expect_frames<varint_delimited>("a writer that fills the length in later", 2, 15,
                                    "85808000"
                                    "0a03616263"
                                    "050a0378797a");
    expect_refused<mqtt>("\x30\x80\x00"sv, status::varint_not_canonical, 3);
    expect_refused<mqtt>("\x30\xff\xff\xff\xff\x7f"sv, status::varint_too_long, 5);
    expect_refused<minecraft>("\xff\xff\xff\x7f"sv, status::varint_too_long, 3);
    // Active Directory writes every length in 4 bytes.
    EXPECT_EQ(ldap::read(bytes_of("\x30\x84\x00\x00\x00\x0c"sv)), prefix_reading::frame(6, 12));
    expect_refused<ldap>("\x30\x80"sv, status::length_malformed, 2);
    expect_refused<ldap>("\x16\x03\x01"sv, status::magic_mismatch, 1);
}

TEST(protocols, name_the_first_message_where_it_has_another_shape) {
    EXPECT_EQ(http2_preface{}.read(bytes_of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"sv)), prefix_reading::frame(24, 0));
    expect_refused<http2_preface>("GET / HTTP/1.1\r\n"sv, status::magic_mismatch, 1);
    EXPECT_EQ(bittorrent_handshake{}.read(bytes_of("\x13"
                                                   "BitTorrent protocol"sv)),
              prefix_reading::frame(20, 48));
    EXPECT_EQ(java_debug_wire_handshake{}.read(bytes_of("JDWP-Handshake"sv)), prefix_reading::frame(14, 0));
    EXPECT_EQ(fixed_size<24>{}.read({}), prefix_reading::frame(0, 24));
    expect_refused<postgresql_startup>("\0\0\0\x07"sv, status::frame_too_small, 4);
}

TEST(websocket, forbids) {
    expect_refused<websocket>("\x82\x7e\x00\x7d"sv, status::varint_not_canonical, 4);
    expect_refused<websocket>("\x82\x7f\0\0\0\0\0\0\xff\xff"sv, status::varint_not_canonical, 10);
    expect_refused<websocket>("\x82\x7f\x80\0\0\0\0\0\0\0"sv, status::length_malformed, 10);
    expect_refused<websocket>("\x89\x7e\x00\x7e"sv, status::length_malformed, 2);
    // RFC 6455, 5.7: a masked "Hello", and 256 bytes.
    EXPECT_EQ(websocket{}.read(bytes_of_hex("818537fa213d7f9f4d5158")), prefix_reading::frame(6, 5));
    EXPECT_EQ(websocket{}.read(bytes_of_hex("827e0100")), prefix_reading::frame(4, 256));
}

TEST(http3, reads_numbers_of_any_size) {
    // RFC 9000, A.1: 151288809941952652, 494878333, 15293, 37, and 37 in two bytes; here as types before a length of 1.
    for (const std::string_view type : {"c2197c5eff14e88c", "9d7f3e7d", "7bbd", "25", "4025"}) {
        const bytes in = bytes_of_hex(std::string(type) + "01");
        EXPECT_EQ(http3{}.read(in), prefix_reading::frame(in.size(), 1));
        expect_laws<http3>(in);
    }
    EXPECT_EQ(detail::read_quic(bytes_of_hex("c2197c5eff14e88c"), {}).value, 151'288'809'941'952'652U);
}

TEST(netstring, forbids) {
    EXPECT_EQ(netstring::read(bytes_of("12:hello world!,"sv)), prefix_reading::frame(3, 12, 1)); // of its specification
    EXPECT_EQ(netstring::read(bytes_of("0:,"sv)), prefix_reading::frame(2, 0, 1));
    expect_refused<netstring>("05:hello,"sv, status::length_malformed, 2);
    expect_refused<netstring>(":"sv, status::length_malformed, 1);
    expect_refused<netstring>("5 hello"sv, status::length_malformed, 2);
    expect_refused<netstring>("1234567890:"sv, status::length_malformed, 10);
    EXPECT_FALSE(netstring::trailer_holds(bytes_of("."sv)));
    // RFC 6587, 3.4.1, shortened.
    EXPECT_EQ(syslog::read(bytes_of("69 <34>1 2003-10-11T22:14:15.003Z"sv)), prefix_reading::frame(3, 69));
    expect_refused<syslog>("0 "sv, status::frame_too_small, 1);
    EXPECT_EQ(syslog::check_payload(0), status::frame_too_small);
}

TEST(pkt_line, knows_lines_without_a_payload) {
    for (const std::string_view line : {"0000", "0001", "0002", "0004"})
        EXPECT_EQ(pkt_line{}.read(bytes_of(line)), prefix_reading::frame(4, 0)) << line;
    expect_refused<pkt_line>("0003"sv, status::length_below_header, 4);
    expect_refused<pkt_line>("00g5"sv, status::length_malformed, 4);
    EXPECT_EQ(detail::read_checked(pkt_line{}, bytes_of("fff1"sv)).st, status::frame_too_large);
}

TEST(content_length, passes_other_lines_over) {
    const auto reads = [](std::string_view in, std::uint64_t size) {
        expect_laws<content_length>(bytes_of(in));
        EXPECT_EQ(content_length{}.read(bytes_of(in)), prefix_reading::frame(in.size(), size)) << in;
    };
    reads("Content-Length: 2\r\n\r\n", 2);
    reads("content-length:17\r\n\r\n", 17);
    reads("Content-Length: 5 \r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n", 5);
    reads("X: \r\r\nContent-Length: 007\r\n\r\n", 7);
    for (const std::string_view in :
         {"\r\n\r\n"sv, "Content-Length:\r\n\r\n"sv, "Content-Length: -1\r\n\r\n"sv, "Content-Length: 1x\r\n\r\n"sv,
          "Content-Length: 1\r\nContent-Length: 1\r\n\r\n"sv, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"sv,
          "Content-Length: 9999999999999999999\r\n\r\n"sv})
        expect_refused<content_length>(in, status::length_malformed, in.size());
    expect_refused<content_length>(std::string(300, 'x'), status::length_malformed, 255);
    EXPECT_EQ(content_length{}.read(bytes_of("Content-Length: 2\r\n\r"sv)), prefix_reading::need(1));
    EXPECT_EQ(content_length{}.read(bytes_of("Content-Length: 2"sv)), prefix_reading::need(4));
}

TEST(fastcgi, has_padding_for_a_trailer) {
    // FCGI_STDIN of five bytes and three of padding.
    EXPECT_EQ(fastcgi{}.read(bytes_of_hex("0105000100050300"
                                          "68656c6c6f000000")),
              prefix_reading::frame(8, 5, 3));
    expect_refused<fastcgi>("\x02"sv, status::magic_mismatch, 1);
    EXPECT_EQ(fastcgi{}.trailer_size(5), 3U);
    EXPECT_EQ(fastcgi{}.trailer_size(8), 0U);
}

TEST(dbus, forbids) {
    expect_refused<dbus>("x"sv, status::magic_mismatch, 1);
    expect_refused<dbus>("l\1\0\2"sv, status::magic_mismatch, 4);
}

TEST(x11, counts_words) {
    EXPECT_EQ(x11_request<std::endian::big>{}.read(bytes_of("\x48\0\0\0\0\x01\0\0"sv)),
              prefix_reading::frame(8, 262'136));
    expect_refused<x11_request<little>>("\x48\0\0\0\x01\0\0\0"sv, status::length_below_header, 8);
    EXPECT_EQ(x11_answer<little>{}.read(bytes_of("\x01\0\x07\0\x02\0\0\0"sv)), prefix_reading::frame(8, 32));
    EXPECT_EQ(x11_answer<little>{}.read(bytes_of("\x0c\0\x07\0\x02\0\0\0"sv)), prefix_reading::frame(8, 24));
    EXPECT_EQ(x11_answer<little>{}.read(bytes_of("\xa3\0\x07\0\x02\0\0\0"sv)), prefix_reading::frame(8, 32));
    expect_refused<x11_setup>("G"sv, status::magic_mismatch, 1);
    EXPECT_EQ(x11_setup_answer<little>{}.read(bytes_of("\x01\0\x0b\0\0\0\x03\0"sv)), prefix_reading::frame(8, 12));
}

TEST(zmtp, forbids) {
    expect_refused<zmtp>("\x08"sv, status::magic_mismatch, 1);
    expect_refused<zmtp>("\x02\xff\0\0\0\0\0\0\0"sv, status::length_malformed, 9);
    EXPECT_EQ(zmtp{}.read(bytes_of("\x03\0\0\0\0\0\0\x01\x2c"sv)), prefix_reading::frame(9, 300));
}

TEST(capnproto, forbids) {
    expect_refused<capnproto>("\x3d\0\0\0"sv, status::length_malformed, 4);
    EXPECT_EQ(capnproto::check_payload(12), status::length_malformed);
    bytes most(248);
    most[0] = std::byte{60};
    EXPECT_EQ(capnproto{}.read(most), prefix_reading::frame(248, 0));
}

TEST(onc_rpc, tells_the_last_fragment) {
    EXPECT_TRUE(onc_rpc_record::is_last(header_of<onc_rpc_record>(5)));
    EXPECT_FALSE(onc_rpc_record::is_last(bytes_of("\0\0\0\x05"sv)));
}

// ---- from specifications, where no software was at hand
// --------------------------------------------------------------

TEST(protocols, read_what_specifications_show) {
    expect_frames<amqp_0_9_1>("4.2.7, a heartbeat", 1, 8,
                              "0800000000000"
                              "0ce");
    expect_frames<bitcoin>("verack of the developer reference", 1, 24,
                           "f9beb4d976657261636b000000000000000000005df6e0e2");
    expect_frames<bittorrent>("BEP 3: keep-alive, interested", 2, 9,
                              "00000000"
                              "0000000102");
    expect_frames<stun_tcp>("RFC 8489, 5", 1, 20, "000100002112a442b7e7a701bc34d686fa87dfae");
    expect_frames<rtsp_interleaved>("RFC 7826, 14", 1, 9,
                                    "24000005"
                                    "68656c6c6f");
    expect_frames<proxy_v2>("2.2, LOCAL", 1, 16,
                            "0d0a0d0a000d0a515549540a"
                            "20000000");
    expect_frames<mavlink_1>("a HEARTBEAT", 1, 17, "fe09000101000000000006085103039a2d");
    expect_frames<docker_attach>("stdout", 1, 13,
                                 "0100000000000005"
                                 "68656c6c6f");
    expect_frames<aerospike>("info", 1, 8, "0201000000000000");
    expect_frames<tpkt>("RFC 1006 and a connection request", 1, 22,
                        "03000016"
                        "11e00000000100c0010ac1020100c2020102");
    expect_frames<iso8583_ascii>("hello", 1, 9,
                                 "30303035"
                                 "68656c6c6f");
    expect_frames<source_rcon>("an empty command", 1, 14, "0a00000001000000020000000000");
    expect_frames<cassandra_v5>("one of five bytes", 1, 15,
                                "050002"
                                "a1b2c3"
                                "68656c6c6f"
                                "00112233");
    expect_refused<elasticsearch>("ES\xff\xff\xff\xff"sv, status::negative_length, 6);
    expect_refused<modbus_tcp>("\x00\x01\xde\xad\x00\x06"sv, status::magic_mismatch, 3);
    expect_refused<modbus_tcp>("\x00\x01\x00\x00\x00\x00"sv, status::frame_too_small, 6);
}

} // namespace
} // namespace cleave
