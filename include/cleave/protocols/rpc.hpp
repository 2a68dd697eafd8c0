// SPDX-License-Identifier: MIT
//
// rpc: the frames of remote procedure calls. Each limit is that of the protocol or of its best known implementation;
// where neither has one it is automatic_limit, as for any layout.
#pragma once

#include "generic.hpp"

namespace cleave {

/// A gRPC message: a flag byte, then 4 bytes big-endian. Limit: 4 MiB, what implementations receive unless told more.
/// source: grpc's doc/PROTOCOL-HTTP2.md, "Length-Prefixed-Message".
struct grpc_message : fixed_layout<prefix_layout{.offset = 1, .max_payload = 4 << 20}> {};
/// Thrift's framed and header transports: 4 bytes big-endian, signed. Limit: 16,384,000, DEFAULT_MAX_FRAME_SIZE of
/// TConfiguration. source: thrift's doc/specs/thrift-rpc.md, "Framed vs. unframed transport".
struct thrift_framed : fixed_layout<prefix_layout{.is_signed = true, .max_payload = 16'384'000}> {};
/// containerd's ttrpc: 4 bytes big-endian, then stream, type and flags. Limit: 4 MiB, messageLengthMax. source: ttrpc's
/// PROTOCOL.md.
struct ttrpc : fixed_layout<prefix_layout{.gap = 6, .max_payload = 4 << 20}> {};
/// Dubbo 2: 0xdabb, flags, status, request, then 4 bytes big-endian, signed. Limit: 8 MiB, its "payload". source:
/// dubbo.apache.org, "Dubbo2 protocol".
struct dubbo
    : fixed_layout<prefix_layout{.is_signed = true, .offset = 12, .max_payload = 8 << 20, .magic = {0, "\xda\xbb"}}> {};
/// brpc's baidu_std: "PRPC", then 4 bytes big-endian, then the size of the meta part within the payload. Limit: 64 MiB,
/// max_body_size. source: brpc's docs/cn/baidu_std.md.
struct brpc : fixed_layout<prefix_layout{.offset = 4, .gap = 4, .max_payload = 64 << 20, .magic = {0, "PRPC"}}> {};
/// Tars: 4 bytes big-endian that count themselves. Limit: 10,485,760 with them. source: TarsGo's
/// tars/protocol/tarsprotocol.go.
struct tars : fixed_layout<prefix_layout{.counts = length_counts::whole_frame, .max_payload = 10'485'760 - 4}> {};
/// RSocket over TCP: 3 bytes big-endian; a frame has at least its header of 6. source: rsocket.io/about/protocol,
/// "Framing Protocol".
struct rsocket : fixed_layout<prefix_layout{.width = 3, .min_payload = 6, .max_payload = 0xffffff}> {};
/// Hadoop: 4 bytes big-endian, signed. Limit: 128 MiB, ipc.maximum.data.length. A client begins with a hadoop_preamble.
/// source: org.apache.hadoop.ipc.Server.
struct hadoop_rpc : fixed_layout<prefix_layout{.is_signed = true, .max_payload = 128 << 20}> {};
/// "hrpc", then version, service class and the kind of authentication.
struct hadoop_preamble : preamble<"hrpc", 3> {};
/// ZeroC Ice: "IceP", versions, type and compression, then 4 bytes little-endian, signed, that count the whole message.
/// Limit: 1 MiB, Ice.MessageSizeMax. source: doc.zeroc.com, "Protocol Messages".
struct zeroc_ice : fixed_layout<prefix_layout{.order = std::endian::little,
                                              .is_signed = true,
                                              .counts = length_counts::whole_frame,
                                              .offset = 10,
                                              .max_payload = (1 << 20) - 14,
                                              .magic = {0, "IceP"}}> {};
/// The Java Debug Wire Protocol: 4 bytes big-endian that count the whole packet, then id, flags and command. Both peers
/// begin with a java_debug_wire_handshake. source: docs.oracle.com, "Java Debug Wire Protocol".
struct java_debug_wire
    : fixed_layout<prefix_layout{.is_signed = true, .counts = length_counts::whole_frame, .gap = 7}> {};
/// The first bytes of both peers of the Java Debug Wire Protocol.
struct java_debug_wire_handshake : preamble<"JDWP-Handshake"> {};
/// Docker's attach and logs without a terminal: the stream's number, three zeros, then 4 bytes big-endian. source:
/// Docker Engine API, "Attach to a container", stream format.
struct docker_attach : fixed_layout<prefix_layout{.offset = 4, .magic = {1, "\0\0\0"}}> {};
/// A buffer of Avro's RPC: 4 bytes big-endian; one of none ends a message. source: Avro specification, "Message
/// Framing".
struct avro_rpc_buffer : fixed_layout<prefix_layout{}> {};

} // namespace cleave
