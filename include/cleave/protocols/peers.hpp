// SPDX-License-Identifier: MIT
//
// peers: the frames of peer-to-peer networks, games and messengers. Each limit is that of the protocol or of its best
// known implementation; where neither has one it is automatic_limit, as for any layout.
#pragma once

#include "generic.hpp"

namespace cleave {

/// Bitcoin's main network: magic, command, then 4 bytes little-endian, a checksum. Limit: 4,000,000,
/// MAX_PROTOCOL_MESSAGE_LENGTH. source: developer.bitcoin.org/reference/p2p_networking.html, "Message Headers".
struct bitcoin : fixed_layout<prefix_layout{.order = std::endian::little,
                                            .offset = 16,
                                            .gap = 4,
                                            .max_payload = 4'000'000,
                                            .magic = {0, "\xf9\xbe\xb4\xd9"}}> {};
/// BitTorrent between peers: 4 bytes big-endian; none is a keep-alive. Limit: 1 MiB, as libtorrent's. Both peers begin
/// with a bittorrent_handshake. source: BEP 3.
struct bittorrent : fixed_layout<prefix_layout{.max_payload = 1 << 20}> {};
/// BitTorrent's name and its length, then reserved bytes, info hash and peer id. source: BEP 3.
struct bittorrent_handshake : preamble<"\x13"
                                       "BitTorrent protocol",
                                       48> {};
/// Erlang between nodes, after the handshake, whose messages are erlang_packet<2>: 4 bytes big-endian; none is a tick.
/// source: erlang.org/doc/apps/erts/erl_dist_protocol.html.
struct erlang_distribution : fixed_layout<prefix_layout{}> {};
/// Minecraft: Java Edition: a varint of at most 3 bytes. source: minecraft.wiki, "Java Edition protocol/Packets".
struct minecraft
    : fixed_layout<prefix_layout{
          .form = length_form::varint, .max_payload = 2'097'151, .max_varint_bytes = 3, .padded_varints = true}> {};
/// Valve's Source RCON: 4 bytes little-endian, signed. Limits: 10 and 4,096. source: developer.valvesoftware.com,
/// "Source RCON Protocol".
struct source_rcon : fixed_layout<prefix_layout{
                         .order = std::endian::little, .is_signed = true, .min_payload = 10, .max_payload = 4'096}> {};
/// Telegram's intermediate transport: 4 bytes little-endian. A client begins with 0xeeeeeeee. source:
/// core.telegram.org/mtproto/mtproto-transports.
struct mtproto_intermediate : fixed_layout<prefix_layout{.order = std::endian::little, .is_signed = true}> {};
/// Telegram's full transport: 4 bytes little-endian that count the whole frame, its sequence number and its checksum.
struct mtproto_full
    : fixed_layout<prefix_layout{
          .order = std::endian::little, .is_signed = true, .counts = length_counts::whole_frame, .gap = 4}> {};
/// I2P's client protocol: 4 bytes big-endian, then the type. A client begins with 0x2a. source: geti2p.net/spec/i2cp.
struct i2cp : fixed_layout<prefix_layout{.gap = 1}> {};

} // namespace cleave
