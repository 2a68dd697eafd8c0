// SPDX-License-Identifier: MIT
//
// web: the frames of HTTP's newer versions, and of what HTTP, TLS and DNS stand on.
#pragma once

#include "generic.hpp"

namespace cleave {

/// HTTP/2: 3 bytes big-endian, then type, flags and stream identifier. Limit: 16,384 until SETTINGS_MAX_FRAME_SIZE says
/// more. The first bytes of a client are an http2_preface. source: RFC 9113, 3.4, 4.1 and 6.5.2.
struct http2 : fixed_layout<prefix_layout{.width = 3, .gap = 6, .max_payload = 16'384}> {};
/// What a client sends before its first frame. source: RFC 9113, 3.4.
struct http2_preface : preamble<"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"> {};

} // namespace cleave
