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
#include "prefix.hpp"
#include "status.hpp"
#include "transport.hpp"

#include <cassert>
#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>

namespace cleave {

/// Describes why a pump ended.
struct [[nodiscard]] pumped {
    status st = status::ok; // need_input: the source would block; ok: the stream ended between messages, or stopped;
                            // truncated_*: it ended inside one; connection_lost: it broke; or the engine's error
    stream_end end;         // the stream ended: as the engine's finish()
    int error = 0;          // connection_lost: in the transport's own terms
    bool stopped = false;   // a callback returned false: the engine has the bytes that follow
};

namespace detail {

/// Returns what a source's answer means for an engine; io::ok is the caller's to handle.
template <class Engine>
constexpr pumped ended(const io_result& got, const Engine& engine) noexcept {
    if (got.state == io::would_block) return {status::need_input, {}, 0, false};
    if (got.state == io::failed) return {status::connection_lost, {}, got.error, false};
    const stream_end end = engine.finish();
    return {end.st, end, 0, false};
}

/// Calls `visit(args...)`. returns: whether to continue, if it returns that; else true.
template <class Visit, class... Args>
constexpr bool goes_on(Visit& visit, Args&&... args) {
    if constexpr (std::is_same_v<decltype(visit(args...)), bool>) {
        return visit(args...);
    } else {
        visit(args...);
        return true;
    }
}

/// Gives an engine's frames or parts to `visit` until there are no more, or until it says stop.
template <class Engine, class Visit>
constexpr bool drain(Engine& engine, Visit& visit) {
    while (auto item = engine.next())
        if (!goes_on(visit, item)) return false;
    return true;
}

} // namespace detail

/// Receives into `room` and calls `on_part(part)` for each part of a payload.
/// room: never empty; the larger, the fewer calls of the source. on_part: takes a frame_part, a view of `room` that is
/// valid during the call; it may return false to stop after that part: decoder.unread() has the rest.
/// returns: see pumped; call it again after need_input or a stop, with the same room.
/// cost: one call of the source for each time that `room` was used up; no allocation.
template <prefix P, byte_source Source, std::invocable<frame_part> OnPart>
constexpr pumped pump(frame_decoder<P>& decoder, Source& source, std::span<std::byte> room, OnPart&& on_part) {
    assert(!room.empty());
    for (;;) {
        if (!detail::drain(decoder, on_part)) return {status::ok, {}, 0, true};
        if (is_error(decoder.st())) return {decoder.st(), {}, 0, false};
        const io_result got = source.read_some(room);
        if (got.state != io::ok) return detail::ended(got, decoder);
        decoder.feed(room.first(got.bytes));
    }
}

/// Receives into a buffer's own storage and calls `on_frame(frame)` for each whole frame.
/// Buffer: a frame_buffer or an owned_frame_buffer. on_frame: takes a frame that is valid during the call; it may
/// return false to stop after that frame: frames.unread() has the rest. returns: see pumped.
template <class Buffer, byte_source Source, std::invocable<frame> OnFrame>
    requires requires(Buffer& frames) { frames.commit(frames.writable().size()); }
constexpr pumped pump(Buffer& frames, Source& source, OnFrame&& on_frame) {
    for (;;) {
        if (!detail::drain(frames, on_frame)) return {status::ok, {}, 0, true};
        if (is_error(frames.st())) return {frames.st(), {}, 0, false};
        const io_result got = source.read_some(frames.writable());
        if (got.state != io::ok) return detail::ended(got, frames);
        frames.commit(got.bytes);
    }
}

/// Receives into `room` and calls `on_step(step, fields)` for each event of an engine of header messages:
/// message_decoder, file_receiver, command_reply_decoder.
template <class Engine, byte_source Source, class OnStep>
    requires requires(Engine& engine, std::span<const std::byte> in, header_fields& fields, OnStep& on_step) {
        on_step(engine.decode(in, fields), fields);
    }
pumped pump(Engine& engine, Source& source, std::span<std::byte> room, OnStep&& on_step) {
    assert(!room.empty());
    header_fields fields;
    for (;;) {
        const io_result got = source.read_some(room);
        if (got.state != io::ok) return detail::ended(got, engine);
        for (std::span<const std::byte> in = room.first(got.bytes);;) {
            const auto step = engine.decode(in, fields);
            if (is_error(step.st)) return {step.st, {}, 0, false};
            if (step.st != status::ok) break;
            on_step(step, fields);
            in = in.subspan(step.consumed);
        }
    }
}

/// Sends `bytes` until all are sent or the sink would block, and moves `bytes` on past what was sent.
/// returns: ok (all is sent), need_output (the sink would block: `bytes` has the rest), connection_lost.
template <byte_sink Sink>
constexpr pumped send(Sink& sink, std::span<const std::byte>& bytes) {
    while (!bytes.empty()) {
        const io_result sent = sink.write_some(bytes);
        if (sent.state == io::would_block) return {status::need_output, {}, 0, false};
        if (sent.state != io::ok) return {status::connection_lost, {}, sent.error, false};
        bytes = bytes.subspan(sent.bytes);
    }
    return {};
}

/// Sends several pieces in order, such as a header and its payload, and removes from each what was sent.
/// parts: the caller's, so that a send that would block can continue. returns: as for one span.
/// cost: one call of a gathering_sink that takes all; with other sinks one for each piece.
template <byte_sink Sink>
constexpr pumped send(Sink& sink, std::span<std::span<const std::byte>> parts) {
    while (!parts.empty()) {
        if (parts.front().empty()) {
            parts = parts.subspan(1);
            continue;
        }
        if constexpr (!gathering_sink<Sink>) {
            if (const pumped sent = cleave::send(sink, parts.front()); sent.st != status::ok) return sent;
        } else {
            const io_result sent = sink.write_some(std::span<const std::span<const std::byte>>(parts));
            if (sent.state == io::would_block) return {status::need_output, {}, 0, false};
            if (sent.state != io::ok) return {status::connection_lost, {}, sent.error, false};
            std::size_t left = sent.bytes;
            for (std::span<const std::byte>& part : parts) {
                const std::size_t some = left < part.size() ? left : part.size();
                part = part.subspan(some);
                left -= some;
            }
        }
    }
    return {};
}

} // namespace cleave
