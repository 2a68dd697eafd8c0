// SPDX-License-Identifier: MIT
//
// next_frame: the frame at the front of some bytes, in place. The reader without state.
//
//     std::span<const std::byte> bytes = ...;                    // say: 00 00 00 02 'h' 'i' 00 00
//     frame f = next_frame<erlang_packet<4>>(bytes);             // f.payload is "hi", f.size() is 6
//     frame g = next_frame<erlang_packet<4>>(bytes.subspan(6));  // g.st is need_input, g.more_bytes is 2
//
// Copies nothing, keeps nothing. For bytes that arrive in pieces see frame_buffer.hpp (whole payloads) and
// frame_decoder.hpp (payloads of any size, as they come).
#pragma once

#include "frame_error.hpp"
#include "length_prefix.hpp"
#include "status.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>

namespace cleave {

/// A frame, or why there is none.
struct [[nodiscard]] frame {
    status st = status::ok;             // ok, need_input, or the error
    std::span<const std::byte> header;  // ok: all header bytes; error: those that show the error
    std::span<const std::byte> payload; // ok: follows the header in memory
    std::size_t more_bytes = 0;         // need_input: at least so many more; fewer never complete a frame
    bool more_is_all = false;           // need_input: with exactly these the frame is whole

    /// Bytes of the whole frame: how far to move on.
    constexpr std::size_t size() const noexcept { return header.size() + payload.size(); }
};

/// Reads the frame at the front of `in`.
/// in: any size. returns: views of `in`, valid as long as its bytes are. cost: O(header), whatever the payload's size.
/// errors: need_input, every error of read_prefix, length_not_addressable (32-bit machines).
template <class Prefix>
[[gnu::always_inline]] constexpr frame next_frame(const Prefix& prefix, std::span<const std::byte> in) noexcept {
    const prefix_reading reading = read_prefix(prefix.layout(), in);
    if (reading.st == status::need_input) [[unlikely]]
        return {reading.st, {}, {}, reading.more_bytes, false};
    if (reading.st != status::ok) [[unlikely]]
        return {reading.st, in.first(reading.header_bytes), {}, 0, false};
    const std::size_t behind_header = in.size() - reading.header_bytes;
    if (reading.payload_bytes > behind_header) [[unlikely]] {
        constexpr std::uint64_t addressable = SIZE_MAX - header_bytes_limit;
        if (sizeof(std::size_t) < sizeof addressable && reading.payload_bytes > addressable)
            return {status::length_not_addressable, in.first(reading.header_bytes), {}, 0, false};
        return {status::need_input, {}, {}, static_cast<std::size_t>(reading.payload_bytes) - behind_header, true};
    }
    // Not by subspan(): its count may mean "all that follows", and that question would stand between two frames.
    return {status::ok,
            {in.data(), reading.header_bytes},
            {in.data() + reading.header_bytes, static_cast<std::size_t>(reading.payload_bytes)},
            0,
            false};
}

/// The same with a layout that the compiler knows.
template <length_prefix Prefix>
[[gnu::always_inline]] constexpr frame next_frame(std::span<const std::byte> in) noexcept {
    return next_frame(fixed_prefix<Prefix>{}, in);
}

/// How a walk over the frames of a buffer ended.
struct [[nodiscard]] frames_visited {
    status st = status::ok;     // need_input: the rest is not a whole frame; ok: the visitor stopped; or the error
    std::size_t consumed = 0;   // bytes of the frames visited: what is left begins here
    std::size_t frames = 0;     // visited
    std::size_t more_bytes = 0; // as in frame
    bool more_is_all = false;   // as in frame

    std::size_t header_bytes = 0;    // of the frames visited, where the length is a varint
    std::size_t largest_payload = 0; // of the frames visited
};

/// Calls `visit(payload)`. returns: whether to go on, where it says so; else true.
template <std::invocable<std::span<const std::byte>> Visit>
[[gnu::always_inline]] constexpr bool goes_on_behind(std::span<const std::byte> payload, Visit& visit) {
    if constexpr (std::is_same_v<decltype(visit(payload)), bool>) {
        return visit(payload);
    } else {
        visit(payload);
        return true;
    }
}

/// Frames of one length in a row: a guess at the next one, which is checked before it counts.
struct frame_run {
    std::uint64_t declared = 0;  // the length field of the last frame
    std::size_t frame_bytes = 0; // its size
    unsigned repeated = 0;       // so often in a row

    /// Whether the next frame may be expected to be another one of these.
    constexpr bool goes_on() const noexcept { return repeated >= 4; }

    /// Whether the frame at the front of `in` is another one of these, and whole.
    constexpr bool is_at(const prefix_layout& layout, std::span<const std::byte> in) const noexcept {
        return in.size() >= frame_bytes && read_length_field(layout, in.data() + layout.offset) == declared;
    }

    /// Takes a good frame into account. No branch: sizes are not predictable.
    constexpr void note(const prefix_layout& layout, const frame& f) noexcept {
        if (layout.is_varint()) return; // their lengths stand at no known place
        repeated = f.size() == frame_bytes ? repeated + 1 : 0;
        frame_bytes = f.size();
        declared = f.payload.size() + layout.counted_header_bytes();
    }
};

/// Calls `visit(payload)` for every whole frame of `in`: the loop that one would write by hand, checks included.
/// visit: takes a std::span<const std::byte>; may return false to stop behind this frame.
/// last: begun here, or as an earlier walk over the same stream left it, which then goes on at full speed.
/// cost: O(frames); the position lives in registers, and frames of one size are walked several times as fast as others.
/// Views are those of `in`.
template <class Prefix, std::invocable<std::span<const std::byte>> Visit>
[[gnu::always_inline]] constexpr frames_visited visit_frames(const Prefix& prefix, std::span<const std::byte> in,
                                                             Visit&& visit, frame_run& last) {
    const prefix_layout& layout = prefix.layout();
    const std::size_t header_bytes = layout.min_header_bytes(); // of those that run
    frames_visited result;
    std::span<const std::byte> rest = in;
    frame_run run = last;
    for (bool goes_on = true; goes_on;) {
        if (run.goes_on()) {
            // A length is read, and only then it is known where the next one stands: that wait is most of the time a
            // frame takes. In a run the next place is known beforehand; a length equal to a good one is good.
            const std::size_t before = rest.size();
            const std::size_t payload_bytes = run.frame_bytes - header_bytes;
            while (goes_on && run.is_at(layout, rest)) {
                goes_on = goes_on_behind({rest.data() + header_bytes, payload_bytes}, visit);
                rest = rest.subspan(run.frame_bytes);
                ++result.frames;
            }
            if (rest.size() != before && payload_bytes > result.largest_payload) result.largest_payload = payload_bytes;
            if (!goes_on) break;
        }
        const frame f = next_frame(prefix, rest);
        if (f.st != status::ok) [[unlikely]] {
            result.st = f.st;
            result.more_bytes = f.more_bytes;
            result.more_is_all = f.more_is_all;
            break;
        }
        goes_on = goes_on_behind(f.payload, visit);
        rest = rest.subspan(f.size());
        ++result.frames;
        if (layout.is_varint()) result.header_bytes += f.header.size();
        if (f.payload.size() > result.largest_payload) result.largest_payload = f.payload.size();
        run.note(layout, f);
    }
    result.consumed = in.size() - rest.size();
    last = run;
    return result;
}

/// The same, begun here.
template <class Prefix, std::invocable<std::span<const std::byte>> Visit>
[[gnu::always_inline]] constexpr frames_visited visit_frames(const Prefix& prefix, std::span<const std::byte> in,
                                                             Visit&& visit) {
    frame_run begun_here;
    return visit_frames(prefix, in, visit, begun_here);
}

/// The same with a layout that the compiler knows.
template <length_prefix Prefix, std::invocable<std::span<const std::byte>> Visit>
[[gnu::always_inline]] constexpr frames_visited visit_frames(std::span<const std::byte> in, Visit&& visit) {
    return visit_frames(fixed_prefix<Prefix>{}, in, std::forward<Visit>(visit));
}

/// Explains an error of next_frame or visit_frames. in: the bytes it was called with, from the refused frame on.
/// offset, frame_index: where that frame stands, as the caller counts. returns: status ok where there is no error.
template <class Prefix>
constexpr frame_error explain_frame(const Prefix& prefix, std::span<const std::byte> in, std::uint64_t offset = 0,
                                    std::uint64_t frame_index = 0) noexcept {
    const frame f = next_frame(prefix, in);
    if (!is_error(f.st)) return {};
    return explain(prefix.layout(), f.st, f.header, offset, frame_index, prefix.layout().max_payload);
}

/// The same with a layout that the compiler knows.
template <length_prefix Prefix>
constexpr frame_error explain_frame(std::span<const std::byte> in, std::uint64_t offset = 0,
                                    std::uint64_t frame_index = 0) noexcept {
    return explain_frame(fixed_prefix<Prefix>{}, in, offset, frame_index);
}

} // namespace cleave
