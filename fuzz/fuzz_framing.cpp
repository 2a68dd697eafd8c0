// Invariant: next_frame, frame_buffer and frame_decoder make of a stream what a reference that keeps all of it makes.
// SPDX-License-Identifier: MIT
// dictionary: framing.dict
//
// For every layout, limit, storage and delivery: the same frames, excess, error with its numbers, end, and hints; and
// the number of calls is bounded by the bytes.
#include "fuzz/delivery_plan.hpp"
#include "fuzz/expect.hpp"
#include "fuzz/framing_setup.hpp"
#include "fuzz/reference_framer.hpp"

#include <cleave/frame_buffer.hpp>
#include <cleave/next_frame.hpp>

#include <algorithm>
#include <cstring>

namespace cleave::fuzz {
namespace {

void note_end(framing_verdict& v, const stream_end& end) {
    v.end = end.st;
    v.have = end.have;
    v.need = end.need;
}

void note_error(framing_verdict& v, const frame_error& error, std::uint64_t frames) {
    v.st = error.st;
    v.declared = error.declared;
    v.error_offset = error.offset;
    v.first_bytes.assign(error.first_bytes.begin(), error.first_bytes.begin() + error.first_bytes_size);
    expect(error.frame_index == frames, "an error's frame_index is the number of frames before it");
    expect(error.is_negative == (error.st == status::negative_length), "is_negative says that the length is negative");
    char room[272];
    expect(describe(error, room).size() < sizeof room, "272 characters hold every message");
}

framing_verdict by_decoder(const framing_setup& setup, std::span<const std::byte> stream, const delivery_plan& plan) {
    framing_verdict v;
    runtime_frame_decoder decoder(setup.prefix(), setup.excess);
    std::size_t calls = 0, ended = 0;
    const std::size_t pieces = plan.deliver(stream, [&](std::span<const std::byte> in) {
        for (;;) {
            const frame_step step = decoder.decode(in);
            ++calls;
            expect(step.consumed <= in.size(), "no more is consumed than there is");
            if (step.event == frame_event::begin || step.event == frame_event::excess)
                v.frames.push_back({.length = step.length, .is_excess = step.event == frame_event::excess});
            if (step.event == frame_event::data) {
                expect(!step.data.empty() && step.data.size() == step.consumed,
                       "data is what was consumed, never empty");
                expect(step.data.data() == in.data(), "data is a view of the input's front");
                v.frames.back().payload.insert(v.frames.back().payload.end(), step.data.begin(), step.data.end());
            }
            if (step.event == frame_event::end) v.frames.back().is_complete = true, ++ended;
            expect((step.event == frame_event::none) == (step.st != status::ok),
                   "there is an event if, and only if, ok");
            in = in.subspan(step.consumed);
            if (is_error(step.st)) return false;
            if (step.st == status::need_input) break;
        }
        expect(in.empty(), "need_input comes when all is consumed");
        return true;
    });
    expect(calls <= stream.size() + ended + pieces, "each call takes a byte, ends a frame, or ends a piece");
    // That a frame was passed over is no event: it is complete where the next one begins, or nothing is missing.
    for (std::size_t i = 0; i + 1 < v.frames.size(); ++i) v.frames[i].is_complete = true;
    if (decoder.error().st != status::ok) {
        note_error(v, decoder.error(), decoder.frames());
        if (!v.frames.empty()) v.frames.back().is_complete = true;
        const auto copy = decoder;
        expect(decoder.decode(stream).st == v.st && decoder == copy, "the first error is kept, and nothing follows it");
    } else if (decoder.finish().st != status::truncated_payload && !v.frames.empty()) {
        v.frames.back().is_complete = true;
    }
    note_end(v, decoder.finish());
    v.needed = decoder.needed().at_least;
    v.needed_is_all = decoder.needed().is_all;
    expect(decoder.frames() == static_cast<std::uint64_t>(std::ranges::count(v.frames, true, &seen_frame::is_complete)),
           "frames() counts the complete ones");
    return v;
}

// What a frame_buffer can show of a verdict: frames come whole, and those that are passed over only as a number.
framing_verdict whole_frames_only(framing_verdict v) {
    std::erase_if(v.frames, [](const seen_frame& f) { return f.is_excess || !f.is_complete; });
    return v;
}

struct buffered_verdict {
    framing_verdict whole;
    std::uint64_t excess = 0;
};

enum class way { in_place, through_storage };

buffered_verdict by_buffer(const framing_setup& setup, std::span<const std::byte> stream, const delivery_plan& plan,
                           way into) {
    buffered_verdict seen;
    framing_verdict& v = seen.whole;
    exact_block storage(setup.storage_bytes());
    runtime_frame_buffer frames(storage.bytes(), setup.prefix(), setup.excess);
    std::size_t calls = 0, turns = 0;
    const auto drain = [&](std::span<const std::byte>& in) {
        for (++turns;;) {
            const frame f = frames.next(in);
            ++calls;
            if (f.st == status::ok) {
                v.frames.push_back({f.payload.size(), false, true, {f.payload.begin(), f.payload.end()}});
                continue;
            }
            if (is_error(f.st)) return false;
            expect(in.empty(), "need_input comes when all is taken");
            expect(f.more_bytes == frames.needed().at_least && f.more_is_all == frames.needed().is_all,
                   "next() and needed() ask for the same");
            return true;
        }
    };
    plan.deliver(stream, [&](std::span<const std::byte> in) {
        if (into == way::in_place) return drain(in);
        bool goes_on = true;
        do {
            const std::span<std::byte> room = frames.writable();
            expect(!room.empty(), "there is room when more is asked for");
            expect(!frames.needed().is_all || setup.excess == on_excess::discard ||
                       room.size() >= frames.needed().at_least,
                   "there is room for the rest of a frame");
            const std::size_t some = std::min(room.size(), in.size());
            if (some != 0) std::memcpy(room.data(), in.data(), some);
            frames.commit(some);
            in = in.subspan(some);
            std::span<const std::byte> nothing;
            goes_on = drain(nothing);
        } while (goes_on && !in.empty());
        return goes_on;
    });
    expect(calls == v.frames.size() + turns, "each call gives a frame, or is the last of its turn");
    seen.excess = frames.counters().discarded_frames;
    std::uint64_t payload_bytes = 0, largest = 0;
    for (const seen_frame& f : v.frames) payload_bytes += f.length, largest = std::max(largest, f.length);
    expect(frames.counters() == frame_counters{v.frames.size(), payload_bytes, seen.excess, largest},
           "the counters are those of the frames");
    if (frames.error().st != status::ok) {
        note_error(v, frames.error(), v.frames.size() + seen.excess);
        std::span<const std::byte> more = stream;
        expect(frames.next(more).st == v.st, "the first error is kept");
    }
    note_end(v, frames.finish());
    v.needed = frames.needed().at_least;
    v.needed_is_all = frames.needed().is_all;
    return seen;
}

void check_in_place(const framing_setup& setup, std::span<const std::byte> stream, const framing_verdict& right) {
    exact_block all(stream);
    std::size_t index = 0;
    const frames_visited visited = visit_frames(setup.prefix(), all.bytes(), [&](std::span<const std::byte> payload) {
        expect(index < right.frames.size() && std::ranges::equal(right.frames[index].payload, payload),
               "visit_frames gives the frames of the reference");
        ++index;
    });
    // It knows of no frames to pass over: there it ends, as where they are an error.
    const auto first_partial =
        std::ranges::find_if(right.frames, [](const seen_frame& f) { return f.is_excess || !f.is_complete; });
    expect(index == static_cast<std::size_t>(first_partial - right.frames.begin()), "visit_frames gives all of them");
    if (first_partial != right.frames.end() && first_partial->is_excess)
        return expect(visited.st == status::frame_too_large, "excess is an error where nothing is passed over");
    expect(visited.st == right.st, "next_frame ends as the reference does");
    if (visited.st == status::need_input)
        expect(visited.more_bytes == right.needed && visited.more_is_all == right.needed_is_all, "the hints are exact");
    if (!is_error(visited.st)) return;
    framing_verdict v;
    note_error(v, explain_frame(setup.prefix(), all.bytes().subspan(visited.consumed), visited.consumed, index), index);
    expect(v.declared == right.declared && v.error_offset == right.error_offset && v.first_bytes == right.first_bytes,
           "next_frame explains the error as the reference does");
}

void check(const framing_setup& setup, std::span<const std::byte> stream, const delivery_plan& plan) {
    const bool passes_over = setup.excess == on_excess::discard;
    reference_framer streaming(setup.layout, passes_over);
    streaming.take(stream);
    const framing_verdict right = streaming.verdict();
    const framing_verdict decoded = by_decoder(setup, stream, plan);
    expect(decoded.frames == right.frames, "frame_decoder gives the frames of the reference");
    expect(decoded == right, "frame_decoder ends as the reference does");
    check_in_place(setup, stream, right);

    reference_framer stored(setup.layout, passes_over, setup.storage_bytes());
    stored.take(stream);
    const framing_verdict all = stored.verdict();
    const framing_verdict whole = whole_frames_only(all);
    for (const way into : {way::in_place, way::through_storage}) {
        const buffered_verdict buffered = by_buffer(setup, stream, plan, into);
        expect(buffered.whole.frames == whole.frames, "frame_buffer gives the frames of the reference");
        expect(buffered.whole == whole, "frame_buffer ends as the reference does");
        expect(buffered.excess ==
                   static_cast<std::uint64_t>(std::ranges::count(all.frames, true, &seen_frame::is_excess)),
               "frame_buffer passes over the frames that the reference passes over");
    }
}

} // namespace
} // namespace cleave::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace cleave::fuzz;
    fuzz_input input(data, size);
    const delivery_plan plan(input);
    const framing_setup setup = framing_setup::of(input);
    if (setup.is_layout()) check(setup, input.stream(), plan);
    return 0;
}
