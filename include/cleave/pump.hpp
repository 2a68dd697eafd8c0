// SPDX-License-Identifier: MIT
//
// pump: moves bytes between a transport and an engine; the only header that calls a transport.
//
// The rule: receive once, drain the engine until it asks for more, only then receive again. A pump ends when the source
// would block (call it again when the transport is ready), when the stream ends, or on the first error.
#pragma once

#include "command_messages.hpp"
#include "file_receiver.hpp"
#include "frame_buffer.hpp"
#include "frame_decoder.hpp"
#include "frame_error.hpp"
#include "header_message.hpp"
#include "message_decoder.hpp"
#include "next_frame.hpp"
#include "status.hpp"
#include "transport.hpp"

#include <cassert>
#include <concepts>
#include <cstddef>
#include <span>

namespace cleave {

/// Why a pump ended.
struct [[nodiscard]] pumped {
    status st = status::ok; // need_input: the source would block; ok: the stream ended between messages;
                            // truncated_*: it ended inside one; connection_lost: it broke; or the engine's error
    stream_end end;         // the stream ended: as the engine's finish()
    int error = 0;          // connection_lost: in the transport's own terms
};

/// What a source's answer means for an engine; io::ok is the caller's to handle.
template <class Engine>
constexpr pumped ended(const io_result& got, const Engine& engine) noexcept {
    if (got.state == io::would_block) return {status::need_input, {}, 0};
    if (got.state == io::failed) return {status::connection_lost, {}, got.error};
    const stream_end end = engine.finish();
    return {end.st, end, 0};
}

/// Receives into `room` and calls `on_step(step)` for each event of a frame_decoder.
/// room: never empty; the larger, the fewer calls of the source. Views in steps are of `room`, valid during on_step.
/// returns: see pumped. cost: one call of the source for each time that `room` was used up; no allocation.
template <class Prefix, byte_source Source, std::invocable<const frame_step&> OnStep>
constexpr pumped pump(basic_frame_decoder<Prefix>& decoder, Source& source, std::span<std::byte> room,
                      OnStep&& on_step) {
    assert(!room.empty());
    for (;;) {
        const io_result got = source.read_some(room);
        if (got.state != io::ok) return ended(got, decoder);
        for (std::span<const std::byte> in = room.first(got.bytes);;) {
            const frame_step step = decoder.decode(in);
            if (is_error(step.st)) return {step.st, {}, 0};
            if (step.st != status::ok) break;
            on_step(step);
            in = in.subspan(step.consumed);
        }
    }
}

/// The same for the engines of header messages: message_decoder, file_receiver, command_reply_decoder.
/// on_step: called with (step, fields).
template <class Engine, byte_source Source, class OnStep>
    requires requires(Engine& engine, std::span<const std::byte> in, header_fields& fields, OnStep& on_step) {
        on_step(engine.decode(in, fields), fields);
    }
pumped pump(Engine& engine, Source& source, std::span<std::byte> room, OnStep&& on_step) {
    assert(!room.empty());
    header_fields fields;
    for (;;) {
        const io_result got = source.read_some(room);
        if (got.state != io::ok) return ended(got, engine);
        for (std::span<const std::byte> in = room.first(got.bytes);;) {
            const auto step = engine.decode(in, fields);
            if (is_error(step.st)) return {step.st, {}, 0};
            if (step.st != status::ok) break;
            on_step(step, fields);
            in = in.subspan(step.consumed);
        }
    }
}

/// The same for a frame_buffer, which brings its own room. on_payload: called with each whole payload, a view that is
/// valid during the call.
template <class Prefix, byte_source Source, std::invocable<std::span<const std::byte>> OnPayload>
constexpr pumped pump(basic_frame_buffer<Prefix>& frames, Source& source, OnPayload&& on_payload) {
    for (;;) {
        frame f = frames.next();
        for (; f.st == status::ok; f = frames.next()) on_payload(f.payload);
        if (is_error(f.st)) return {f.st, {}, 0};
        const io_result got = source.read_some(frames.writable());
        if (got.state != io::ok) return ended(got, frames);
        frames.commit(got.bytes);
    }
}

/// Sends the front of `bytes` and moves `bytes` on by what went: all of it, unless the sink would block.
/// returns: ok (all is sent), need_output (the sink would block: `bytes` is what is left), connection_lost.
template <byte_sink Sink>
constexpr pumped send(Sink& sink, std::span<const std::byte>& bytes) {
    while (!bytes.empty()) {
        const io_result sent = sink.write_some(bytes);
        if (sent.state == io::would_block) return {status::need_output, {}, 0};
        if (sent.state != io::ok) return {status::connection_lost, {}, sent.error};
        bytes = bytes.subspan(sent.bytes);
    }
    return {};
}

} // namespace cleave
