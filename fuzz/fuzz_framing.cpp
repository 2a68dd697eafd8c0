// Invariant: frame_reader, frame_buffer and frame_decoder make of a stream what a reference that keeps all of it makes.
// SPDX-License-Identifier: MIT
// dictionary: framing.dict
//
// For every layout, limit, storage and delivery: the same frames, error with its numbers, end, and hints; the same
// frames skipped; and the number of calls is bounded by the bytes.
#include "fuzz/delivery_plan.hpp"
#include "fuzz/expect.hpp"
#include "fuzz/framing_setup.hpp"
#include "fuzz/reference_framer.hpp"

#include <cleave/frame_buffer.hpp>
#include <cleave/frame_decoder.hpp>
#include <cleave/frame_reader.hpp>

#include <algorithm>
#include <cstring>

namespace cleave::fuzz {
namespace {

using bytes = std::span<const std::byte>;

std::vector<std::byte> copy_of(bytes from) { return {from.begin(), from.end()}; }

bool lies_in(bytes part, bytes whole) {
    return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

void note_error(framing_verdict& v, const frame_error& error) {
    v.st = error.st;
    v.declared = error.declared;
    v.error_offset = error.offset;
    v.limit = error.limit;
    v.first_bytes.assign(error.first_bytes.begin(), error.first_bytes.begin() + error.first_bytes_size);
    expect(error.is_negative == (error.st == status::negative_length), "is_negative says that the length is negative");
    char room[272];
    expect(describe(error, room).size() < sizeof room, "272 characters hold every message");
}

/// Notes how a reader's stream ended.
template <class Reader>
void note_end(framing_verdict& v, const Reader& reader) {
    const stream_end end = reader.finish();
    v.end = end.st;
    v.have = end.have;
    v.need = end.need;
    v.needed = reader.needed().at_least;
    v.needed_is_all = reader.needed().is_all;
    expect((reader.error().st == status::ok) == !is_error(reader.st()),
           "error() explains if, and only if, st() is one");
    if (is_error(reader.st())) note_error(v, reader.error());
}

/// Passes over what was refused for its size, if the setup says so, and notes it.
template <class Reader, class Prefix>
bool skips(const framing_setup& setup, const Prefix& prefix, Reader& reader, framing_verdict& v, bytes stream) {
    if (!setup.passes_over || !is_error(reader.st())) return false;
    const bytes refused = stream.subspan(static_cast<std::size_t>(reader.offset()));
    if (!reader.skip()) return false;
    const prefix_reading found = prefix.read(refused);
    const std::uint64_t others = found.header + found.trailer;
    const bool is_complete = refused.size() >= others && refused.size() - others >= found.size;
    v.frames.push_back({.length = found.size, .is_skipped = true, .is_complete = is_complete});
    return true;
}

void note_part(framing_verdict& v, const frame_part& part, bytes header, bytes trailer, std::uint64_t length) {
    if (part.is_first()) v.frames.push_back({.length = length, .header = copy_of(header)});
    expect(!v.frames.empty() && !v.frames.back().is_complete, "a part belongs to a frame in progress");
    seen_frame& f = v.frames.back();
    expect(std::ranges::equal(f.header, header) && f.length == length, "the header stays while its frame is read");
    f.payload.insert(f.payload.end(), part.data().begin(), part.data().end());
    expect(!part.data().empty() || part.is_first() || part.is_last(), "a part in the middle is never empty");
    if (!part.is_last()) return;
    f.is_complete = true;
    f.trailer = copy_of(trailer);
}

template <class Prefix>
framing_verdict by_decoder(const framing_setup& setup, const Prefix& prefix, bytes stream, const delivery_plan& plan) {
    framing_verdict v;
    frame_decoder<Prefix> decoder(prefix);
    std::size_t calls = 0;
    const std::size_t pieces = plan.deliver(stream, [&](bytes in) {
        decoder.feed(in);
        do {
            for (++calls; const frame_part part = decoder.next(); ++calls) {
                expect(lies_in(part.data(), in), "a part is a view of what was fed");
                note_part(v, part, decoder.header(), part.is_last() ? decoder.trailer() : bytes(), decoder.length());
            }
            expect(is_error(decoder.st()) || decoder.unread().empty(), "where more is asked for all is read");
            expect(lies_in(decoder.unread(), in), "what is not read is the end of what was fed");
        } while (skips(setup, prefix, decoder, v, stream));
        const auto copy = decoder;
        expect(!decoder.next() && copy == decoder, "what a reader stopped at stays");
        return !is_error(decoder.st());
    });
    expect(calls <= 3 * stream.size() + pieces + 1, "each call takes a byte, begins or ends a frame, or ends a piece");
    note_end(v, decoder);
    expect(decoder.st() == v.st, "what a reader stopped at stays");
    return v;
}

// What gives whole frames shows no other; but that one is skipped is seen from its header on.
framing_verdict whole_frames_only(framing_verdict v) {
    std::erase_if(v.frames, [](const seen_frame& f) { return !f.is_skipped && !f.is_complete; });
    return v;
}

void note_frame(framing_verdict& v, const frame& f) {
    v.frames.push_back({.length = f.payload().size(),
                        .is_complete = true,
                        .header = copy_of(f.header()),
                        .payload = copy_of(f.payload()),
                        .trailer = copy_of(f.trailer())});
    expect(f.size() == f.header().size() + f.payload().size() + f.trailer().size() && f.bytes().size() == f.size(),
           "a frame is its header, payload and trailer");
}

enum class way { in_place, through_storage };

template <class Prefix>
framing_verdict by_buffer(const framing_setup& setup, const Prefix& prefix, bytes stream, const delivery_plan& plan,
                          way into) {
    framing_verdict v;
    exact_block storage(setup.storage_bytes<Prefix>());
    frame_buffer<Prefix> frames(storage.bytes(), prefix);
    std::size_t calls = 0, turns = 0, at = 0;
    const auto drain = [&](bytes in) {
        at += in.size();
        do {
            std::uint64_t begin = frames.offset();
            for (++turns, ++calls; const frame f = frames.next(); ++calls, begin = frames.offset()) {
                note_frame(v, f);
                expect(frames.offset() == begin + f.size(), "the offset moves on by each frame");
                const bool is_whole_there = into == way::in_place && begin >= at - in.size();
                expect(!is_whole_there || f.bytes().data() == in.data() + (begin - (at - in.size())),
                       "a frame that is whole in what was fed is viewed there");
            }
        } while (skips(setup, prefix, frames, v, stream));
        return !is_error(frames.st());
    };
    plan.deliver(stream, [&](bytes in) {
        if (into == way::in_place) return frames.feed(in), drain(in);
        bool goes_on = true;
        do {
            const std::span<std::byte> room = frames.writable();
            expect(!room.empty(), "there is room when more is asked for");
            expect(setup.passes_over || !frames.needed().is_all || room.size() >= frames.needed().at_least,
                   "there is room for the rest of a frame");
            const std::size_t some = std::min(room.size(), in.size());
            if (some != 0) std::memcpy(room.data(), in.data(), some);
            frames.commit(some);
            goes_on = drain(in.first(some));
            in = in.subspan(some);
        } while (goes_on && !in.empty());
        return goes_on;
    });
    expect(calls == static_cast<std::size_t>(std::ranges::count(v.frames, false, &seen_frame::is_skipped)) + turns,
           "each call gives a frame, or is the last of its turn");
    note_end(v, frames);
    expect(!frames.next() && frames.st() == v.st, "what a reader stopped at stays");
    return v;
}

template <class Prefix>
void check_in_place(const framing_setup& setup, const Prefix& prefix, bytes stream, const framing_verdict& right) {
    exact_block all(stream);
    framing_verdict v;
    frame_reader<Prefix> frames(all.bytes(), prefix);
    bool is_open = false; // a frame to skip, not all of which is there
    do {
        while (const frame f = frames.next()) {
            note_frame(v, f);
            expect(lies_in(f.bytes(), all.bytes()), "a frame is a view of the bytes");
        }
        expect(frames.unread().size() == stream.size() - frames.offset(), "the rest is unread");
    } while (skips(setup, prefix, frames, v, stream));
    if (setup.passes_over && is_error(frames.st()))
        is_open = !right.frames.empty() && right.frames.back().is_skipped && !right.frames.back().is_complete;
    if (is_open) {
        expect(v.frames.size() + 1 == right.frames.size(), "frame_reader stops at a frame that is too large and open");
        expect(std::equal(v.frames.begin(), v.frames.end(), right.frames.begin()), "frame_reader gives the others");
        return;
    }
    note_end(v, frames);
    expect(v.frames == right.frames, "frame_reader gives the frames of the reference");
    expect(v == right, "frame_reader ends as the reference does");
}

framing_verdict verdict_of(const framing_setup& setup, bytes stream, const reader_rules& rules) {
    reference_framer reference(setup.layout, rules);
    reference.take(stream);
    return reference.verdict();
}

template <class Prefix>
void check(const framing_setup& setup, const Prefix& prefix, bytes stream, const delivery_plan& plan) {
    reader_rules rules{.passes_over = setup.passes_over};
    const framing_verdict right = verdict_of(setup, stream, rules);
    const framing_verdict decoded = by_decoder(setup, prefix, stream, plan);
    expect(decoded.frames == right.frames, "frame_decoder gives the frames of the reference");
    expect(decoded == right, "frame_decoder ends as the reference does");

    rules.gives_whole_frames = true;
    check_in_place(setup, prefix, stream, whole_frames_only(verdict_of(setup, stream, rules)));

    rules.storage = setup.storage_bytes<Prefix>();
    const framing_verdict whole = whole_frames_only(verdict_of(setup, stream, rules));
    for (const way into : {way::in_place, way::through_storage}) {
        const framing_verdict buffered = by_buffer(setup, prefix, stream, plan, into);
        expect(buffered.frames == whole.frames, "frame_buffer gives the frames of the reference");
        expect(buffered == whole, "frame_buffer ends as the reference does");
    }
}

} // namespace
} // namespace cleave::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace cleave::fuzz;
    fuzz_input input(data, size);
    const delivery_plan plan(input);
    const framing_setup setup = framing_setup::of(input);
    if (setup.is_layout()) setup.with_prefix([&](const auto& prefix) { check(setup, prefix, input.stream(), plan); });
    return 0;
}
