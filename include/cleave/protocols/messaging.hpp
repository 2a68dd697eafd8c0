// SPDX-License-Identifier: MIT
//
// messaging: the frames of brokers and their clients. Each limit is that of the protocol or of its best known server;
// where neither has one it is automatic_limit, as for any layout.
#pragma once

#include "generic.hpp"

namespace cleave {

/// Kafka: 4 bytes, big-endian, signed. Limit: 100 MiB, a broker's socket.request.max.bytes. source:
/// kafka.apache.org/protocol.html, "Common Request and Response Structure".
struct kafka : fixed_layout<prefix_layout{.is_signed = true, .max_payload = 104'857'600}> {};
/// MQTT 3.1.1 and 5: a type byte, then a varint of at most 4 bytes, the fewest that hold it. source: MQTT 5.0, 1.5.5
/// and 2.1.4.
struct mqtt : fixed_layout<prefix_layout{
                  .form = length_form::varint, .offset = 1, .max_payload = 268'435'455, .max_varint_bytes = 4}> {};
/// AMQP 1.0: 4 bytes big-endian that count the whole frame, then data offset, type and channel. Limit: automatic, until
/// "open" says max-frame-size. Both peers begin with an amqp_1_0_header. source: OASIS AMQP 1.0, 2.3.
struct amqp_1_0 : fixed_layout<prefix_layout{.counts = length_counts::whole_frame, .gap = 4}> {};
/// "AMQP", then protocol id and version. source: OASIS AMQP 1.0, 2.2.
struct amqp_1_0_header : preamble<"AMQP", 4> {};
/// NSQ to a client: 4 bytes big-endian; the payload begins with the frame's type in 4 bytes. Limit: a message of 1 MiB
/// (nsqd's --max-msg-size) and 30 bytes about it. source: nsq.io/clients/tcp_protocol_spec.html.
struct nsq : fixed_layout<prefix_layout{.min_payload = 4, .max_payload = (1 << 20) + 30}> {};
/// Pulsar: 4 bytes big-endian. Limit: 5 MiB and 10 KiB, a broker's maxMessageSize and its padding. source:
/// pulsar.apache.org/docs/developing-binary-protocol.
struct pulsar : fixed_layout<prefix_layout{.min_payload = 4, .max_payload = (5 << 20) + (10 << 10)}> {};
/// RocketMQ: 4 bytes big-endian. Limit: 16 MiB, com.rocketmq.remoting.frameMaxLength. source: NettyDecoder and
/// RemotingCommand of Apache RocketMQ.
struct rocketmq : fixed_layout<prefix_layout{.is_signed = true, .min_payload = 4, .max_payload = 16'777'216 - 4}> {};
/// ActiveMQ's OpenWire: 4 bytes big-endian, signed. Limit: 100 MiB, maxFrameSize of its activemq.xml. source:
/// activemq.apache.org/openwire.
struct openwire : fixed_layout<prefix_layout{.is_signed = true, .max_payload = 104'857'600}> {};
/// Gearman: "\0REQ" or "\0RES", a type, then 4 bytes big-endian. source: gearman.org/protocol, "Binary Packet".
struct gearman : fixed_layout<prefix_layout{.offset = 8, .magic = {0, "\0RE"}}> {};
/// SMPP: 4 bytes big-endian that count the whole PDU, then command, status and sequence number. source: SMPP 3.4, 2.3.
struct smpp : fixed_layout<prefix_layout{.counts = length_counts::whole_frame, .gap = 12}> {};
/// Nasdaq's SoupBinTCP: 2 bytes big-endian; the payload begins with the packet's type. source: SoupBinTCP 3.00, 2.1.
struct soupbintcp : fixed_layout<prefix_layout{.width = 2, .min_payload = 1}> {};
/// FIX Simple Open Framing Header: 4 bytes big-endian that count the whole message, then the encoding's type. source:
/// FIX Trading Community, Simple Open Framing Header 1.0.
struct fix_sofh : fixed_layout<prefix_layout{.counts = length_counts::whole_frame, .gap = 2}> {};

/// AMQP 0-9-1: type and channel, then 4 bytes big-endian; 0xCE after the payload. Limit: 131,072 with these 8 bytes,
/// the frame-max that RabbitMQ offers. A client begins with an amqp_0_9_1_header. source: AMQP 0-9-1, 2.3.5 and 4.2.3.
template <std::uint64_t MaxPayload>
struct amqp_0_9_1_frames : fixed_layout<prefix_layout{.offset = 3, .trailer = 1, .max_payload = MaxPayload}> {
    template <std::uint64_t Bytes>
    using with_max_payload = amqp_0_9_1_frames<Bytes>; // the same with another limit

    /// Returns whether the byte after a payload is frame-end.
    static constexpr bool trailer_holds(std::span<const std::byte> trailer) noexcept {
        return trailer.front() == std::byte{0xce};
    }
    /// Writes frame-end.
    static constexpr void write_trailer(std::uint64_t, std::byte* out) noexcept { *out = std::byte{0xce}; }
};
/// amqp_0_9_1_frames: with a limit of 128 KiB for the whole frame.
using amqp_0_9_1 = amqp_0_9_1_frames<131'072 - 8>;
/// A client's first bytes. source: AMQP 0-9-1, 4.2.2.
struct amqp_0_9_1_header : preamble<"AMQP\0\0\x09\x01"> {};

} // namespace cleave
