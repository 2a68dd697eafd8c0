// SPDX-License-Identifier: MIT
//
// network: the frames of routing, remote access, storage and of desktops. Each limit is that of the protocol or of its
// best known implementation; where neither has one it is automatic_limit, as for any layout.
#pragma once

#include "generic.hpp"

namespace cleave {

/// BGP-4: 16 bytes of ones, 2 bytes big-endian that count the whole message, the type. Limit: 4,096 bytes with the
/// header; RFC 8654 extends that. source: RFC 4271, 4.1.
struct bgp
    : fixed_layout<prefix_layout{.width = 2,
                                 .counts = length_counts::whole_frame,
                                 .offset = 16,
                                 .gap = 1,
                                 .max_payload = 4'096 - 19,
                                 .magic = {0, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"}}> {};
/// Diameter: version 1, 3 bytes big-endian that count the whole message, then 16 bytes. source: RFC 6733, 3.
struct diameter : fixed_layout<prefix_layout{
                      .width = 3, .counts = length_counts::whole_frame, .offset = 1, .gap = 16, .magic = {0, "\x01"}}> {
};
/// RADIUS over TCP and TLS: code, identifier, 2 bytes big-endian that count the whole packet, the authenticator. Limit:
/// 4,096 with the header. source: RFC 2865, 3; RFC 6613.
struct radius_tcp
    : fixed_layout<prefix_layout{
          .width = 2, .counts = length_counts::whole_frame, .offset = 2, .gap = 16, .max_payload = 4'096 - 20}> {};
/// OpenFlow: version, type, 2 bytes big-endian that count the whole message, the transaction. source: OpenFlow Switch
/// Specification 1.5.1, 7.1.1.
struct openflow : fixed_layout<prefix_layout{.width = 2, .counts = length_counts::whole_frame, .offset = 2, .gap = 4}> {
};
/// SSH packets before the key exchange ends, after the banner lines: 4 bytes big-endian. Limit: 35,000 with them.
/// source: RFC 4253, 6 and 6.1.
struct ssh_before_keys : fixed_layout<prefix_layout{.min_payload = 12, .max_payload = 35'000 - 4}> {};
/// TPKT, beneath RDP, S7 and H.323: version 3, a reserved byte, 2 bytes big-endian that count the whole packet. source:
/// RFC 1006, 6; RFC 2126.
struct tpkt
    : fixed_layout<prefix_layout{
          .width = 2, .counts = length_counts::whole_frame, .offset = 2, .min_payload = 3, .magic = {0, "\x03"}}> {};
/// SMB over TCP, port 445: a zero, then 3 bytes big-endian. source: [MS-SMB2] 2.1.
struct smb_direct : fixed_layout<prefix_layout{.width = 3, .offset = 1, .max_payload = 0xffffff, .magic = {0, "\0"}}> {
};
/// NetBIOS sessions, port 139: type, then the low 17 bits of 3 bytes. source: RFC 1002, 4.3.1.
struct netbios_session : fixed_layout<prefix_layout{.width = 3, .length_bits = 17, .offset = 1}> {};
/// 9P2000: 4 bytes little-endian that count the whole message, type, tag. source: intro(5) of Plan 9, "Messages".
struct ninep
    : fixed_layout<prefix_layout{.order = std::endian::little, .counts = length_counts::whole_frame, .gap = 3}> {};
/// NBD's structured replies: magic, flags, type, cookie, then 4 bytes big-endian. Limit: 32 MiB and an offset of 8
/// bytes. source: nbd's doc/proto.md, "Structured reply chunk message".
struct nbd_structured_reply
    : fixed_layout<prefix_layout{.offset = 16, .max_payload = (32 << 20) + 8, .magic = {0, "\x66\x8e\x33\xef"}}> {};
/// NVMe over TCP: type, flags, header length, data offset, then 4 bytes little-endian that count the whole PDU. source:
/// NVMe/TCP Transport Specification 1.0, 3.2.
struct nvme_tcp
    : fixed_layout<prefix_layout{.order = std::endian::little, .counts = length_counts::whole_frame, .offset = 4}> {};
/// Wayland on a little-endian machine: object, opcode, 2 bytes that count the whole message. Limit: 4,096 with the
/// header. source: wayland.freedesktop.org/docs/html, "Wire Format".
struct wayland : fixed_layout<prefix_layout{.width = 2,
                                            .order = std::endian::little,
                                            .counts = length_counts::whole_frame,
                                            .offset = 6,
                                            .max_payload = 4'096 - 8}> {};
/// OpenVPN over TCP: 2 bytes big-endian. source: openvpn.net, "OpenVPN Wire Protocol".
struct openvpn_tcp : fixed_layout<prefix_layout{.width = 2, .min_payload = 1}> {};
/// Noise transport messages: 2 bytes big-endian. source: noiseprotocol.org/noise.html, 13.
struct noise : fixed_layout<prefix_layout{.width = 2}> {};

} // namespace cleave
