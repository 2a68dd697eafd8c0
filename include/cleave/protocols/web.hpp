// SPDX-License-Identifier: MIT
//
// web: the frames of HTTP's newer versions, and of the protocols around them. Each limit is that of its
// specification.
#pragma once

#include "generic.hpp"

namespace cleave {

/// HTTP/2: 3 bytes big-endian, then type, flags and stream identifier. Limit: 16,384 until SETTINGS_MAX_FRAME_SIZE says
/// more. A client begins with an http2_preface. source: RFC 9113, 4.1 and 6.5.2.
struct http2 : fixed_layout<prefix_layout{.width = 3, .gap = 6, .max_payload = 16'384}> {};
/// The bytes that a client sends before its first frame. source: RFC 9113, 3.4.
struct http2_preface : preamble<"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"> {};
/// TLS: type and version, then 2 bytes big-endian. Limit: 2^14 + 2,048, as TLS 1.2 allows; TLS 1.3 allows 2^14 + 256.
/// source: RFC 5246, 6.2.3; RFC 8446, 5.2.
struct tls_record : fixed_layout<prefix_layout{.width = 2, .offset = 3, .max_payload = 16'384 + 2'048}> {};
/// DNS over TCP and TLS: 2 bytes big-endian; a message has at least its header of 12. source: RFC 1035, 4.2.2; RFC
/// 7766, 8.
struct dns_tcp : fixed_layout<prefix_layout{.width = 2, .min_payload = 12}> {};
/// STUN and TURN messages over TCP: type, 2 bytes big-endian, the magic cookie, the transaction. source: RFC 8489, 5
/// and 6.2.2.
struct stun_tcp : fixed_layout<prefix_layout{.width = 2, .offset = 2, .gap = 16, .magic = {4, "\x21\x12\xa4\x42"}}> {};
/// RTP and RTCP over a connection: 2 bytes big-endian. source: RFC 4571, 2.
struct rtp_tcp : fixed_layout<prefix_layout{.width = 2}> {};
/// Binary data in an RTSP connection: "$", a channel, 2 bytes big-endian. source: RFC 7826, 14.
struct rtsp_interleaved : fixed_layout<prefix_layout{.width = 2, .offset = 2, .magic = {0, "$"}}> {};
/// The PROXY protocol 2, once before the proxied bytes: 12 constant bytes, command and family, then 2 bytes big-endian.
/// source: haproxy's doc/proxy-protocol.txt, 2.2.
struct proxy_v2 : fixed_layout<prefix_layout{.width = 2, .offset = 14, .magic = {0, "\r\n\r\n\0\r\nQUIT\n"}}> {};

} // namespace cleave
