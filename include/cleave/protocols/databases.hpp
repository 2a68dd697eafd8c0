// SPDX-License-Identifier: MIT
//
// databases: the frames of database protocols. Each limit is that of the protocol or of its best known server; where
// neither has one it is automatic_limit, as for any layout.
#pragma once

#include "generic.hpp"

namespace cleave {

/// PostgreSQL 3.0: a type byte, then 4 bytes big-endian, signed, that count themselves. Limit: 1 GiB - 6,
/// PQ_LARGE_MESSAGE_LIMIT. The first message of a client is a postgresql_startup. source:
/// postgresql.org/docs/current/protocol-message-formats.html; src/include/libpq/libpq.h.
struct postgresql
    : fixed_layout<prefix_layout{
          .is_signed = true, .counts = length_counts::from_field, .offset = 1, .max_payload = 0x3ffffffe - 4}> {};
/// PostgreSQL's StartupMessage, SSLRequest, GSSENCRequest and CancelRequest: no type byte, and the length counts
/// itself. Limit: 10,000, MAX_STARTUP_PACKET_LENGTH of src/include/libpq/pqcomm.h.
struct postgresql_startup
    : fixed_layout<prefix_layout{
          .is_signed = true, .counts = length_counts::from_field, .min_payload = 4, .max_payload = 10'000 - 4}> {};
/// MySQL and MariaDB: 3 bytes little-endian, then a sequence number. A payload of 0xffffff bytes continues in the next
/// packet. With compression the gap is 4. source: dev.mysql.com/doc/dev/mysql-server, "MySQL Packets".
struct mysql
    : fixed_layout<prefix_layout{.width = 3, .order = std::endian::little, .gap = 1, .max_payload = 0xffffff}> {};
/// MongoDB: 4 bytes little-endian, signed, that count the whole message; then request, response and opcode. Limit:
/// 48,000,000, maxMessageSizeBytes. source: mongodb.com/docs/manual/reference/mongodb-wire-protocol.
struct mongodb : fixed_layout<prefix_layout{.order = std::endian::little,
                                            .is_signed = true,
                                            .counts = length_counts::whole_frame,
                                            .gap = 12,
                                            .max_payload = 48'000'000 - 16}> {};
/// Cassandra's native protocol 3 and 4, and 5 before its STARTUP: version, flags, stream, opcode, then 4 bytes big-
/// endian, signed. Limit: 256 MiB. source: native_protocol_v4.spec of Apache Cassandra, 2.
struct cassandra : fixed_layout<prefix_layout{.is_signed = true, .offset = 5, .max_payload = 256 << 20}> {};
/// Cassandra's native protocol 5 after STARTUP, uncompressed: 17 bits little-endian, a flag and a CRC-24 in 6 bytes; a
/// CRC-32 after the payload. source: native_protocol_v5.spec of Apache Cassandra, 2.
struct cassandra_v5
    : fixed_layout<prefix_layout{.width = 3, .order = std::endian::little, .length_bits = 17, .gap = 3, .trailer = 4}> {
};
/// memcached's binary protocol: 8 bytes, then 4 bytes big-endian, then 12 bytes. Limit: an item of 1 MiB (its -I), a
/// key of 250 bytes and 20 bytes of extras. source: docs.memcached.org/protocols/binary; protocol_binary.h.
struct memcached_binary : fixed_layout<prefix_layout{.offset = 8, .gap = 12, .max_payload = (1 << 20) + 270}> {};
/// Couchbase: the header of memcached_binary. Limit: 30 MiB, max_packet_size of its memcached. source: kv_engine's
/// docs/BinaryProtocol.md.
struct couchbase : fixed_layout<prefix_layout{.offset = 8, .gap = 12, .max_payload = 30 << 20}> {};
/// Microsoft SQL Server and Sybase: type, status, 2 bytes big-endian that count the whole packet, then 4 bytes. Limit:
/// packets of 32,767 bytes. source: [MS-TDS] 2.2.3.1.
struct tds : fixed_layout<prefix_layout{
                 .width = 2, .counts = length_counts::whole_frame, .offset = 2, .gap = 4, .max_payload = 32'767 - 8}> {
};
/// Oracle's TNS before version 315 is settled: 2 bytes big-endian that count the whole packet, then checksum, type,
/// flags and another checksum. source: Wireshark's packet-tns.c.
struct oracle_tns : fixed_layout<prefix_layout{.width = 2, .counts = length_counts::whole_frame, .gap = 6}> {};
/// Oracle's TNS from version 315 on: the length has 4 bytes and takes the first checksum's place. Limit: 2 MiB, the
/// largest SDU.
struct oracle_tns_long
    : fixed_layout<prefix_layout{.counts = length_counts::whole_frame, .gap = 4, .max_payload = (2 << 20) - 8}> {};
/// DRDA, of Db2 and Derby: the DSS header, whose 2 bytes big-endian count it. The top bit says that the DSS continues.
/// Limit: 32,767 bytes with the header. source: DRDA Volume 3, "DSS Layer".
struct drda : fixed_layout<prefix_layout{
                  .width = 2, .counts = length_counts::whole_frame, .gap = 4, .max_payload = 32'767 - 6}> {};
/// Aerospike: version, type, then 6 bytes big-endian. Limit: 128 MiB, PROTO_SIZE_MAX of its server. source: proto.h of
/// aerospike-server.
struct aerospike : fixed_layout<prefix_layout{.width = 6, .offset = 2, .max_payload = 128 << 20}> {};
/// A chunk of Neo4j's Bolt: 2 bytes big-endian; a chunk of none ends a message. A client begins with a
/// neo4j_bolt_handshake. source: neo4j.com/docs/bolt/current/bolt/message/#chunking.
struct neo4j_bolt_chunk : fixed_layout<prefix_layout{.width = 2}> {};
/// Bolt's magic, then four versions that the client offers.
struct neo4j_bolt_handshake : preamble<"\x60\x60\xb0\x17", 16> {};
/// HBase: 4 bytes big-endian, signed. Limit: 256 MiB, hbase.ipc.max.request.size. A client begins with an
/// hbase_preamble. source: hbase.apache.org/book.html, "RPC".
struct hbase_rpc : fixed_layout<prefix_layout{.is_signed = true, .max_payload = 256 << 20}> {};
/// HBase's magic, then a version and the kind of authentication.
struct hbase_preamble : preamble<"HBas", 2> {};
/// Elasticsearch and OpenSearch between nodes: "ES", then 4 bytes big-endian, signed. A ping has the length -1 and is
/// refused as negative. source: TcpHeader and TcpTransport of Elasticsearch.
struct elasticsearch : fixed_layout<prefix_layout{.is_signed = true, .offset = 2, .magic = {0, "ES"}}> {};
/// Redis Cluster between nodes: "RCmb", then 4 bytes big-endian that count the whole message. source: clusterMsg in
/// redis' cluster_legacy.h.
struct redis_cluster_bus
    : fixed_layout<prefix_layout{.counts = length_counts::whole_frame, .offset = 4, .magic = {0, "RCmb"}}> {};
/// ZooKeeper: 4 bytes big-endian, signed. Limit: 1 MiB - 1, jute.maxbuffer. source:
/// zookeeper.apache.org/doc/current/zookeeperInternals.html.
struct zookeeper : fixed_layout<prefix_layout{.is_signed = true, .max_payload = 0xfffff}> {};

} // namespace cleave
