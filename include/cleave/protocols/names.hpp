// SPDX-License-Identifier: MIT
//
// names: the protocols of this folder that are layouts, by name, for command lines and configurations. WebSocket and
// the others that no layout describes are not here: a program that wants them names their types.
#pragma once

#include "../detail/platform.hpp"
#include "../layout_text.hpp"
#include "asn1.hpp"
#include "databases.hpp"
#include "generic.hpp"
#include "industry.hpp"
#include "messaging.hpp"
#include "network.hpp"
#include "peers.hpp"
#include "rpc.hpp"
#include "web.hpp"

#include <string_view>

namespace cleave {

namespace detail {

/// A layout and the name of its protocol.
struct named_layout {
    std::string_view name; // as its type is called
    prefix_layout layout;  // its limit filled in
};

} // namespace detail

/// Every protocol that is a layout and nothing else: `name`, and `layout` with its limit filled in.
inline constexpr detail::named_layout named_layouts[] = {
    {"erlang_1", erlang_packet<1>::layout()},
    {"erlang_2", erlang_packet<2>::layout()},
    {"erlang_4", erlang_packet<4>::layout()},
    {"python_int", python_int::layout()},
    {"varint_delimited", varint_delimited::layout()},
    {"native_messaging", native_messaging::layout()},
    {"flatbuffers_size_prefixed", flatbuffers_size_prefixed::layout()},
    {"postgresql", postgresql::layout()},
    {"postgresql_startup", postgresql_startup::layout()},
    {"mysql", mysql::layout()},
    {"mongodb", mongodb::layout()},
    {"cassandra", cassandra::layout()},
    {"cassandra_v5", cassandra_v5::layout()},
    {"memcached_binary", memcached_binary::layout()},
    {"couchbase", couchbase::layout()},
    {"tds", tds::layout()},
    {"oracle_tns", oracle_tns::layout()},
    {"oracle_tns_long", oracle_tns_long::layout()},
    {"drda", drda::layout()},
    {"aerospike", aerospike::layout()},
    {"neo4j_bolt_chunk", neo4j_bolt_chunk::layout()},
    {"hbase_rpc", hbase_rpc::layout()},
    {"elasticsearch", elasticsearch::layout()},
    {"redis_cluster_bus", redis_cluster_bus::layout()},
    {"zookeeper", zookeeper::layout()},
    {"kafka", kafka::layout()},
    {"mqtt", mqtt::layout()},
    {"amqp_1_0", amqp_1_0::layout()},
    {"nsq", nsq::layout()},
    {"pulsar", pulsar::layout()},
    {"rocketmq", rocketmq::layout()},
    {"openwire", openwire::layout()},
    {"gearman", gearman::layout()},
    {"smpp", smpp::layout()},
    {"soupbintcp", soupbintcp::layout()},
    {"fix_sofh", fix_sofh::layout()},
    {"grpc_message", grpc_message::layout()},
    {"thrift_framed", thrift_framed::layout()},
    {"ttrpc", ttrpc::layout()},
    {"dubbo", dubbo::layout()},
    {"brpc", brpc::layout()},
    {"tars", tars::layout()},
    {"rsocket", rsocket::layout()},
    {"hadoop_rpc", hadoop_rpc::layout()},
    {"zeroc_ice", zeroc_ice::layout()},
    {"java_debug_wire", java_debug_wire::layout()},
    {"docker_attach", docker_attach::layout()},
    {"avro_rpc_buffer", avro_rpc_buffer::layout()},
    {"http2", http2::layout()},
    {"tls_record", tls_record::layout()},
    {"dns_tcp", dns_tcp::layout()},
    {"stun_tcp", stun_tcp::layout()},
    {"rtp_tcp", rtp_tcp::layout()},
    {"rtsp_interleaved", rtsp_interleaved::layout()},
    {"proxy_v2", proxy_v2::layout()},
    {"bgp", bgp::layout()},
    {"diameter", diameter::layout()},
    {"radius_tcp", radius_tcp::layout()},
    {"openflow", openflow::layout()},
    {"ssh_before_keys", ssh_before_keys::layout()},
    {"tpkt", tpkt::layout()},
    {"smb_direct", smb_direct::layout()},
    {"netbios_session", netbios_session::layout()},
    {"ninep", ninep::layout()},
    {"nbd_structured_reply", nbd_structured_reply::layout()},
    {"nvme_tcp", nvme_tcp::layout()},
    {"wayland", wayland::layout()},
    {"openvpn_tcp", openvpn_tcp::layout()},
    {"noise", noise::layout()},
    {"modbus_tcp", modbus_tcp::layout()},
    {"iec104", iec104::layout()},
    {"opc_ua", opc_ua::layout()},
    {"dicom", dicom::layout()},
    {"enip", enip::layout()},
    {"doip", doip::layout()},
    {"someip", someip::layout()},
    {"hsms", hsms::layout()},
    {"mavlink_1", mavlink_1::layout()},
    {"mavlink_2", mavlink_2::layout()},
    {"knxnet_ip", knxnet_ip::layout()},
    {"iso8583", iso8583::layout()},
    {"iso8583_ascii", iso8583_ascii::layout()},
    {"bitcoin", bitcoin::layout()},
    {"bittorrent", bittorrent::layout()},
    {"erlang_distribution", erlang_distribution::layout()},
    {"minecraft", minecraft::layout()},
    {"source_rcon", source_rcon::layout()},
    {"mtproto_intermediate", mtproto_intermediate::layout()},
    {"mtproto_full", mtproto_full::layout()},
    {"i2cp", i2cp::layout()},
    {"ber_message", ber_message::layout()},
    {"ldap", ldap::layout()},
    {"snmp_tcp", snmp_tcp::layout()},
};

/// Reads a layout's text, or a protocol's name, after which parts of a text may follow: `kafka,max=1000`.
/// On an error `into` is unchanged. returns: what is wrong, if anything.
constexpr layout_text_error parse_protocol(std::string_view text, runtime_layout& into) noexcept {
    const std::string_view name = detail::part_of(text, 0, text.find(','));
    for (const detail::named_layout& each : named_layouts) {
        if (each.name != name) continue;
        prefix_layout layout = each.layout;
        if (name.size() < text.size())
            if (const layout_text_error error = detail::read_parts(detail::part_of(text, name.size() + 1), layout))
                return error;
        return detail::checked_into(text, layout, into);
    }
    if (name.find('=') == std::string_view::npos && name != "signed" && name != "padded")
        return {name, "the name of a protocol, or parts such as width=4,order=little"};
    return parse_layout(text, into);
}

} // namespace cleave
