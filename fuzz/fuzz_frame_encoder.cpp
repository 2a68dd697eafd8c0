// Invariant: what the encoder writes, in each of its ways, is the frame of that payload, and takes no byte more.
// SPDX-License-Identifier: MIT
//
// Our own reader accepts it and gives the payload back; a payload that no frame has, and room one byte too small, are
// refused before the first byte is written.
#include "fuzz/delivery_plan.hpp"
#include "fuzz/expect.hpp"
#include "fuzz/framing_setup.hpp"
#include "fuzz/reference_framer.hpp"

#include <cleave/frame_encoder.hpp>
#include <cleave/frame_gather.hpp>
#include <cleave/frame_reader.hpp>

#include <algorithm>
#include <cstring>

namespace cleave::fuzz {
namespace {

using bytes = std::span<const std::byte>;

constexpr std::byte untouched{0xA5};

bool is_untouched(bytes from) {
    return std::ranges::all_of(from, [](std::byte b) { return b == untouched; });
}

// What the layout says of a payload's size.
status rule_for(const prefix_layout& layout, std::uint64_t length, std::size_t counted) {
    if (length > layout.max_payload) return status::frame_too_large;
    if (length < layout.min_payload) return status::frame_too_small;
    return (length + counted) % layout.unit == 0 ? status::ok : status::length_malformed;
}

template <class Prefix>
void check_written(const framing_setup& setup, const Prefix& prefix, bytes written, bytes payload) {
    frame_reader<Prefix> reader(written, prefix);
    const frame read = reader.next();
    expect(read && read.size() == written.size(), "the reader takes what was written, to its last byte");
    expect(std::ranges::equal(read.payload(), payload), "the reader gives the payload back");
    reference_framer reference(setup.layout);
    reference.take(written);
    const framing_verdict v = reference.verdict();
    expect(v.frames.size() == 1 && v.frames[0].is_complete && v.end == status::ok, "the reference takes it, too");
}

// Any length: no payload of that size is needed.
template <class Prefix>
void check_header(const framing_setup& setup, const Prefix& prefix, std::uint64_t length) {
    const auto header = encode_header(length, prefix);
    expect(header.st == rule_for(setup.layout, length, detail::counted_header_bytes(setup.layout)),
           "a payload that the layout allows has a header, and no other");
    if (header.st != status::ok) return expect(header.size == 0, "where there is an error there is no header");
    const prefix_reading read = prefix.read(header);
    expect(read.st == status::ok && read.header == header.size && read.size == length,
           "a header reads as the length it was written for");
    expect(broken_law(prefix, header) == prefix_law::none, "the layout keeps the laws on what it writes");
}

template <class Prefix>
void check_copied(const framing_setup& setup, const Prefix& prefix, bytes payload, std::size_t room, status legal) {
    const std::uint64_t whole = frame_size(payload.size(), prefix);
    expect((whole == 0) == (legal != status::ok), "frame_size is 0 where no frame has the payload");
    exact_block into(room);
    std::ranges::fill(into.bytes(), untouched);
    std::span<std::byte> out = into.bytes();
    const status st = encode_frame(payload, out, prefix);
    expect(st == (legal != status::ok ? legal
                  : room < whole      ? status::need_output
                                      : status::ok),
           "encode_frame needs the bytes of the frame, and no more");
    expect(out.size() == room - (st == status::ok ? whole : 0) &&
               out.data() == into.bytes().data() + (room - out.size()),
           "out moves on by what was written");
    expect(is_untouched(out), "nothing is written after the frame, or where there is an error");
    if (st == status::ok) check_written(setup, prefix, bytes(into.bytes()).first(room - out.size()), payload);
}

template <class Prefix>
void check_in_place(const framing_setup& setup, const Prefix& prefix, bytes payload, std::size_t headroom,
                    status legal) {
    if constexpr (detail::trailer_capacity<Prefix> == 0) {
        const std::size_t header = encode_header(payload.size(), prefix).size;
        exact_block place(headroom + payload.size());
        std::ranges::fill(place.bytes(), untouched);
        if (!payload.empty()) std::memcpy(place.bytes().data() + headroom, payload.data(), payload.size());
        std::span<std::byte> room = place.bytes();
        const status st = encode_in_place(room, payload.size(), prefix);
        expect(st == (legal != status::ok ? legal
                      : headroom < header ? status::need_output
                                          : status::ok),
               "encode_in_place needs headroom for the header only");
        expect(is_untouched(place.bytes().first(st == status::ok ? headroom - header : headroom)),
               "nothing is written in front of the header");
        expect(std::ranges::equal(place.bytes().subspan(headroom), payload), "the payload stays as it is");
        if (st == status::ok) check_written(setup, prefix, room, payload);
    }
}

// Two frames, sent `some` bytes at a time.
template <class Prefix>
void check_gathered(const Prefix& prefix, bytes payload, std::size_t some, status legal) {
    exact_block headers(2 * (Prefix::header_capacity + detail::trailer_capacity<Prefix>));
    std::array<bytes, 6> places;
    frame_gather<Prefix> gather(places, headers.bytes(), prefix);
    expect(gather.add(payload) == legal && gather.add(payload) == legal, "a gather takes what a frame can have");
    std::vector<std::byte> sent;
    while (!gather.parts().empty()) {
        std::size_t left = some;
        for (const bytes part : gather.parts()) {
            const bytes now = part.first(std::min(left, part.size()));
            expect(!part.empty(), "no part is empty");
            sent.insert(sent.end(), now.begin(), now.end());
            left -= now.size();
        }
        gather.sent(some - left);
    }
    if (legal != status::ok) return expect(sent.empty(), "nothing is sent of what was refused");
    std::vector<std::byte> copied(2 * static_cast<std::size_t>(frame_size(payload.size(), prefix)));
    std::span<std::byte> out = copied;
    expect(encode_frame(payload, out, prefix) == status::ok && encode_frame(payload, out, prefix) == status::ok &&
               out.empty() && sent == copied,
           "what is gathered is what is copied");
}

template <class Prefix>
void check(const framing_setup& setup, const Prefix& prefix, bytes payload, std::size_t room) {
    const status legal = rule_for(setup.layout, payload.size(), detail::counted_header_bytes(setup.layout));
    check_copied(setup, prefix, payload, room, legal);
    check_in_place(setup, prefix, payload, room % 48, legal);
    check_gathered(prefix, payload, 1 + room % 100, legal);
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
    if (size != 0) std::memcpy(&length, data, std::min<std::size_t>(size, sizeof length));
    // Most rooms near the frame's size: there the edges are.
    const std::size_t near = input.stream().size() + room % 32;
    setup.with_prefix([&](const auto& prefix) {
        check_header(setup, prefix, length >> (room % 64));
        check_header(setup, prefix, setup.layout.max_payload - (length & 1));
        check_header(setup, prefix, setup.layout.max_payload + 1);
        check_header(setup, prefix, setup.layout.min_payload);
        check(setup, prefix, input.stream(), (room & 0x8000) != 0 ? near : room % 5000);
    });
    return 0;
}
