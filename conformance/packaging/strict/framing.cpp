// SPDX-License-Identifier: MIT
//
// The readers and encoders over prefixes of every kind: fixed, varint, text, with a trailer, described at run time.
#include <cleave/frame_buffer.hpp>
#include <cleave/frame_decoder.hpp>
#include <cleave/frame_encoder.hpp>
#include <cleave/frame_error.hpp>
#include <cleave/frame_gather.hpp>
#include <cleave/frame_reader.hpp>
#include <cleave/layout_text.hpp>
#include <cleave/protocols/asn1.hpp>
#include <cleave/protocols/content_length.hpp>
#include <cleave/protocols/generic.hpp>
#include <cleave/protocols/http3.hpp>
#include <cleave/protocols/messaging.hpp>
#include <cleave/protocols/names.hpp>
#include <cleave/protocols/netstring.hpp>
#include <cleave/protocols/websocket.hpp>
#include <cleave/pump.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

namespace {

constexpr std::array payload{std::byte{'h'}, std::byte{'e'}, std::byte{'l'}, std::byte{'l'}, std::byte{'o'}};

template <class Reader>
std::size_t payload_bytes(Reader& frames) {
    std::size_t bytes = 0;
    while (const cleave::frame f = frames.next()) bytes += f.payload().size();
    return bytes;
}

// In two pieces, with the frame after it cut off.
template <class P>
bool decodes(std::span<const std::byte> wire, const P& p) {
    cleave::frame_decoder<P> decoder(p);
    std::size_t bytes = 0;
    for (const auto piece : {wire.first(1), wire.subspan(1), wire.first(1)}) {
        decoder.feed(piece);
        while (const cleave::frame_part part = decoder.next()) bytes += part.data().size();
    }
    std::array<char, 512> text;
    return bytes == payload.size() && cleave::is_error(decoder.finish().st) && !decoder.skip() &&
           cleave::describe(decoder.error(), text).size() < text.size();
}

template <class P>
bool buffers(std::span<const std::byte> wire, const P& p) {
    std::array<std::byte, 300> storage;
    cleave::frame_buffer<P> frames(storage, p);
    frames.feed(wire.first(1));
    std::size_t bytes = payload_bytes(frames);
    frames.feed(wire.subspan(1));
    bytes += payload_bytes(frames);
    const std::span<std::byte> room = frames.writable();
    for (std::size_t i = 0; i < wire.size(); ++i) room[i] = wire[i];
    frames.commit(wire.size());
    cleave::frame_buffer<P> later = std::move(frames);
    bytes += payload_bytes(later);
    return later.finish().st == cleave::status::ok && bytes == 2 * payload.size();
}

template <class P>
bool gathers(std::span<const std::byte> wire, const P& p) {
    std::array<std::span<const std::byte>, 3> parts;
    std::array<std::byte, 300> headers;
    cleave::frame_gather<P> gather(parts, headers, p);
    if (gather.add(payload) != cleave::status::ok) return false;
    gather.sent(1);
    std::size_t left = 0;
    for (const auto part : gather.parts()) left += part.size();
    return left + 1 == wire.size();
}

template <class P>
bool pumps(std::span<const std::byte> wire, const P& p) {
    cleave::callback_source source{[&](std::span<std::byte> into) noexcept -> cleave::io_result {
        if (wire.empty()) return {cleave::io::closed};
        into[0] = wire.front();
        wire = wire.subspan(1);
        return {cleave::io::ok, 1};
    }};
    cleave::frame_decoder<P> decoder(p);
    std::array<std::byte, 16> room;
    std::size_t bytes = 0;
    const auto add = [&](const cleave::frame_part& part) { bytes += part.data().size(); };
    return cleave::pump(decoder, source, room, add).st == cleave::status::ok && bytes == payload.size();
}

template <class P>
bool works(const P& p = P{}) {
    std::array<std::byte, 300> storage;
    std::span<std::byte> room = storage;
    if (cleave::encode_frame<P>(payload, room, p) != cleave::status::ok) return false;
    const auto wire = std::span<const std::byte>(storage).first(storage.size() - room.size());
    cleave::frame_reader<P> frames(wire, p);
    return payload_bytes(frames) == payload.size() && frames.finish().st == cleave::status::ok && decodes(wire, p) &&
           buffers(wire, p) && gathers(wire, p) && pumps(wire, p);
}

struct with_everything : cleave::fixed_layout<cleave::prefix_layout{.width = 2, .offset = 1, .gap = 1, .trailer = 2}> {
};

} // namespace

int main() {
    cleave::runtime_layout described;
    if (cleave::parse_layout("width=3,order=big", described) || cleave::parse_protocol("kafka", described)) return 1;
    const bool all = works<cleave::python_int>() && works<cleave::varint_delimited>() && works<cleave::ber_message>() &&
                     works<cleave::http3>() && works<cleave::netstring>() && works<cleave::content_length>() &&
                     works<cleave::websocket>() && works<with_everything>() && works<cleave::amqp_0_9_1>() &&
                     works(described);
    return all ? 0 : 1;
}
