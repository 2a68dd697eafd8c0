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

/// A guess at the next frame, which is checked before it counts: that it is as long as the last one.
struct frame_guess {
    std::size_t frame_bytes = SIZE_MAX; // of the last frame

    /// Bytes of the payload.
    constexpr std::size_t payload_bytes(const prefix_layout& layout) const noexcept {
        return frame_bytes - layout.min_header_bytes();
    }

    /// Whether it is right, and the frame whole: a length equal to a good one is good.
    constexpr bool is_right(const prefix_layout& layout, std::span<const std::byte> in) const noexcept {
        return in.size() >= frame_bytes && read_length_field(layout, in.data() + layout.offset) ==
                                               payload_bytes(layout) + layout.counted_header_bytes();
    }
};

/// Calls `visit(payload)` for every whole frame of `in`: the loop that one would write by hand, checks included.
/// visit: takes a std::span<const std::byte>; may return false to stop behind this frame.
/// last: begun here, or as an earlier walk over the same stream left it, which then goes on at full speed.
/// cost: O(frames); the position lives in registers, and frames of one size are walked several times as fast as others.
/// Views are those of `in`.
template <class Prefix, std::invocable<std::span<const std::byte>> Visit>
[[gnu::always_inline]] constexpr frames_visited visit_frames(const Prefix& prefix, std::span<const std::byte> in,
                                                             Visit&& visit, frame_guess& last) {
    const prefix_layout& layout = prefix.layout();
    // Values, not the members of a result: those would go through memory.
    frame_guess guess = last;
    std::size_t frames = 0, header_bytes = 0;
    std::size_t largest_payload = guess.is_right(layout, in) ? guess.payload_bytes(layout) : 0;
    const auto result = [&](status st, std::size_t left, std::size_t more_bytes, bool more_is_all) {
        last = guess;
        const std::size_t consumed = in.size() - left;
        return frames_visited{st, consumed, frames, more_bytes, more_is_all, header_bytes, largest_payload};
    };
    for (std::span<const std::byte> rest = in;;) {
        // A length is read, and only then it is known where the next one stands: that wait is most of the time a frame
        // takes. With a guess the next place is known beforehand.
        while (guess.is_right(layout, rest)) {
            const bool goes_on =
                goes_on_behind({rest.data() + layout.min_header_bytes(), guess.payload_bytes(layout)}, visit);
            rest = rest.subspan(guess.frame_bytes);
            ++frames;
            if (!goes_on) return result(status::ok, rest.size(), 0, false);
        }
        const frame f = next_frame(prefix, rest);
        if (f.st != status::ok) [[unlikely]]
            return result(f.st, rest.size(), f.more_bytes, f.more_is_all);
        const bool goes_on = goes_on_behind(f.payload, visit);
        rest = rest.subspan(f.size());
        ++frames;
        if (layout.is_varint()) {
            header_bytes += f.header.size();
        } else { // its length stands at a known place
            guess.frame_bytes = f.size();
        }
        if (f.payload.size() > largest_payload) largest_payload = f.payload.size();
        if (!goes_on) return result(status::ok, rest.size(), 0, false);
    }
}

/// The same, begun here.
template <class Prefix, std::invocable<std::span<const std::byte>> Visit>
[[gnu::always_inline]] constexpr frames_visited visit_frames(const Prefix& prefix, std::span<const std::byte> in,
                                                             Visit&& visit) {
    frame_guess begun_here;
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
