// Invariant: what the encoder writes, in each of its three ways, is the frame of that payload, and takes no byte more.
// SPDX-License-Identifier: MIT
//
// Our own decoder accepts it and gives the payload back; a payload above the limit, and room one byte too small, are
// refused before the first byte is written.
#include "fuzz/delivery_plan.hpp"
#include "fuzz/expect.hpp"
#include "fuzz/framing_setup.hpp"
#include "fuzz/reference_framer.hpp"

#include <cleave/frame_encoder.hpp>
#include <cleave/next_frame.hpp>

#include <algorithm>
#include <cstring>

namespace cleave::fuzz {
namespace {

constexpr std::byte untouched{0xA5};

bool is_untouched(std::span<const std::byte> bytes) {
    return std::ranges::all_of(bytes, [](std::byte b) { return b == untouched; });
}

void check_written(const framing_setup& setup, std::span<const std::byte> written, std::span<const std::byte> payload) {
    const frame read = next_frame(setup.prefix(), written);
    expect(read.st == status::ok && read.size() == written.size(),
           "the decoder takes what was written, to its last byte");
    expect(std::ranges::equal(read.payload, payload), "the decoder gives the payload back");
    reference_framer reference(setup.layout, false);
    reference.take(written);
    const framing_verdict v = reference.verdict();
    expect(v.frames.size() == 1 && v.frames[0].is_complete && v.end == status::ok, "the reference takes it, too");
}

// Any length: no payload of that size is needed.
void check_header(const framing_setup& setup, std::uint64_t length) {
    const auto header = encode_header(setup.prefix(), length);
    if (length > setup.layout.max_payload) {
        expect(header.st == status::frame_too_large && header.size == 0, "a payload above the limit has no header");
        return;
    }
    expect(header.st == status::ok, "a payload within the limit has a header");
    const prefix_reading read = read_prefix(setup.layout, header);
    expect(read.st == status::ok && read.header_bytes == header.size && read.payload_bytes == length,
           "a header reads as the length it was written for");
}

void check(const framing_setup& setup, std::span<const std::byte> payload, std::size_t room) {
    const auto header = encode_header(setup.prefix(), payload.size());
    const std::size_t whole = header.size + payload.size();
    const bool is_legal = payload.size() <= setup.layout.max_payload;

    exact_block into(room);
    std::ranges::fill(into.bytes(), untouched);
    const encoded copied = encode_frame(setup.prefix(), payload, into.bytes());
    const status expected = !is_legal ? status::frame_too_large : room < whole ? status::need_output : status::ok;
    expect(copied.st == expected, "encode_frame needs the bytes of the frame, and no more");
    if (copied.st == status::ok) {
        expect(copied.bytes.data() == into.bytes().data() && copied.bytes.size() == whole, "the frame is at the front");
        expect(is_untouched(into.bytes().subspan(whole)), "nothing is written behind the frame");
        check_written(setup, copied.bytes, payload);
    } else {
        expect(is_untouched(into.bytes()), "nothing is written where there is an error");
        expect(copied.needed_bytes == (copied.st == status::need_output ? whole : 0), "the room needed is told");
    }

    const std::size_t headroom = room % 48;
    exact_block place(headroom + payload.size());
    std::ranges::fill(place.bytes(), untouched);
    if (!payload.empty()) std::memcpy(place.bytes().data() + headroom, payload.data(), payload.size());
    const encoded put = encode_in_place(setup.prefix(), place.bytes(), payload.size());
    const status fits = headroom < header.size ? status::need_output : status::ok;
    expect(put.st == (is_legal ? fits : status::frame_too_large), "encode_in_place needs headroom for the header only");
    const std::size_t kept = put.st == status::ok ? headroom - header.size : headroom;
    expect(is_untouched(place.bytes().first(kept)), "nothing is written in front of the header");
    expect(std::ranges::equal(place.bytes().subspan(headroom), payload), "the payload stays as it is");
    if (put.st == status::ok) check_written(setup, put.bytes, payload);
}

} // namespace
} // namespace cleave::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace cleave::fuzz;
    fuzz_input input(data, size);
    const std::uint16_t room = input.last_two();
    const framing_setup setup = framing_setup::of(input);
    if (!setup.is_layout()) return 0;
    std::uint64_t length = 0;
    std::memcpy(&length, data, std::min<std::size_t>(size, sizeof length));
    const unsigned shift = room % 64;
    check_header(setup, length >> shift);
    check_header(setup, setup.layout.max_payload - (length & 1));
    if (setup.layout.max_payload != ~std::uint64_t{0}) check_header(setup, setup.layout.max_payload + 1);
    // Most rooms near the frame's size: there the edges are.
    const std::size_t near = input.stream().size() + room % 32;
    check(setup, input.stream(), (room & 0x8000) != 0 ? near : room % 5000);
    return 0;
}
