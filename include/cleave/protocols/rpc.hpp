// SPDX-License-Identifier: MIT
//
// rpc: the frames of remote procedure calls. Each limit is that of the protocol or its best known implementation.
#pragma once

#include "generic.hpp"

namespace cleave {

/// A gRPC message: a flag byte, then 4 bytes big-endian. Limit: 4 MiB, what implementations receive unless told more.
/// source: github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md, "Length-Prefixed-Message".
struct grpc_message : fixed_layout<prefix_layout{.offset = 1, .max_payload = 4 << 20}> {};

} // namespace cleave
