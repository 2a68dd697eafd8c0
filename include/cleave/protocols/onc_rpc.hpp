// SPDX-License-Identifier: MIT
//
// onc_rpc: the records of ONC RPC over TCP: NFS, rpcbind, NDMP.
#pragma once

#include "../layout.hpp"

namespace cleave {

/// A record's fragment: a bit that says whether it is the last, then 31 bits. write() makes it the last.
/// Limit: 1 MiB, RPCSVC_MAXPAYLOAD of Linux' NFS server, and 4 KiB of headers. source: RFC 5531, 11.
template <std::uint64_t MaxPayload>
struct onc_rpc_record_frames : fixed_layout<prefix_layout{.length_bits = 31, .max_payload = MaxPayload}> {
    template <std::uint64_t Bytes>
    using with_max_payload = onc_rpc_record_frames<Bytes>; // the same with another limit

    /// Returns whether a header is that of a record's last fragment. header: 4 bytes.
    static constexpr bool is_last(std::span<const std::byte> header) noexcept {
        return (header.front() & std::byte{0x80}) != std::byte{0};
    }
    /// Writes the header of a record of one fragment.
    static constexpr void write(std::uint64_t bytes, std::byte* out) noexcept {
        detail::put_big_endian(bytes | 0x80000000U, 4, out);
    }
};
/// onc_rpc_record_frames: with a limit of 1 MiB and 4 KiB.
using onc_rpc_record = onc_rpc_record_frames<(1 << 20) + (4 << 10)>;

} // namespace cleave
