// SPDX-License-Identifier: MIT
//
// frame_decoder: the streaming reader. Bytes in as they come, one event per call; payloads of up to 2^63 - 1 bytes pass
// through as views of the input, and the decoder itself stays a few words.
//
//     in      00 00 00 05 h e | l l o 00 00 | 00 00
//     events  begin 5, data "he", data "llo", end, begin 0, end
//
//     for (std::span<const std::byte> in = received;;) {
//         const frame_step step = decoder.decode(in);
//         if (step.st != status::ok) break;          // need_input: receive more; or the error
//         in = in.subspan(step.consumed);
//         ...                                        // step.event
//     }
//
// Never allocates, copies no payload, keeps no reference to the input, calls nobody. Trivially copyable, and two
// decoders that have seen the same bytes are equal, however those were delivered.
#pragma once

#include "copy_bytes.hpp"
#include "frame_error.hpp"
#include "length_prefix.hpp"
#include "status.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

namespace cleave {

/// What decode() came upon.
enum class frame_event : std::uint8_t {
    none,   // with need_input and errors
    begin,  // a header passed all checks: frame_step::length is known
    data,   // a piece of the payload, never empty
    end,    // the payload is complete
    excess, // a frame above max_payload begins: its payload will be passed over (on_excess::discard)
};

/// What to do with a frame above max_payload.
enum class on_excess : std::uint8_t {
    fail,    // frame_too_large, for good
    discard, // pass over its payload without keeping any, and go on with the frame behind it
};

/// One step of a frame_decoder.
struct [[nodiscard]] frame_step {
    status st = status::ok;                // ok: an event; need_input: all input is consumed; or the error
    frame_event event = frame_event::none; // what it came upon
    std::size_t consumed = 0;              // bytes of the input to move on by, events or not
    std::uint64_t length = 0;              // begin, excess: bytes of the payload
    std::span<const std::byte> data;       // data: a view of the input
};

/// How many bytes are missing. Fewer never complete the frame; so many always change the state.
struct bytes_needed {
    std::uint64_t at_least = 0; // fewer never complete what is in progress
    bool is_all = false;        // with exactly these the frame is whole

    friend constexpr bool operator==(const bytes_needed&, const bytes_needed&) = default;
};

/// How much of a payload is passed over: all of it, unless that and a header would not fit 64 bits.
constexpr std::uint64_t passed_over(std::uint64_t payload_bytes) noexcept {
    constexpr std::uint64_t most = ~std::uint64_t{0} - header_bytes_limit;
    return payload_bytes < most ? payload_bytes : most;
}

/// Prefix: fixed_prefix<P> or runtime_prefix; use the aliases frame_decoder<P> and runtime_frame_decoder.
template <class Prefix>
class basic_frame_decoder {
  public:
    /// excess: what to do with a frame above max_payload.
    constexpr explicit basic_frame_decoder(
        on_excess excess = on_excess::fail) noexcept requires std::default_initializable<Prefix> : on_excess_(excess) {}

    /// The same with a layout that is known at run time.
    constexpr explicit basic_frame_decoder(Prefix prefix, on_excess excess = on_excess::fail) noexcept
        : on_excess_(excess), prefix_(prefix) {}

    /// Takes bytes off the front of `in` up to the next event.
    /// in: the bytes behind those consumed so far; any size, also empty: some events (`end`) take no byte.
    /// returns: one event, need_input (with all of `in` consumed), or the first error, then and for ever.
    /// errors: negative_length, length_below_header, frame_too_large (unless discarding), varint_too_long,
    /// varint_not_canonical; nothing of the call's input is consumed then. cost: O(header) or O(1); copies no payload.
    /// source: FRAME-* of conformance/SPEC.md.
    [[gnu::always_inline]] constexpr frame_step decode(std::span<const std::byte> in) noexcept {
        if (state_ == state::payload) [[likely]] {
            if (remaining_ == 0) {
                end_frame();
                return {status::ok, frame_event::end, 0, 0, {}};
            }
            if (in.empty()) return {status::need_input, frame_event::none, 0, 0, {}};
            const std::size_t taken = take(in.size());
            return {status::ok, frame_event::data, taken, 0, in.first(taken)};
        }
        if (lacks_length(in)) {
            keep(in);
            offset_ += in.size();
            return {status::need_input, frame_event::none, in.size(), 0, {}};
        }
        if (state_ == state::header && header_have_ == 0) {
            const prefix_layout& layout = prefix_.layout();
            const prefix_reading reading = read_prefix(layout, in);
            if (reading.st == status::ok && !layout.is_varint()) [[likely]] {
                // For a layout known to the compiler this is one store: its header has one size.
                const std::size_t header_bytes = layout.min_header_bytes();
                copy_bytes(in.first(header_bytes), header_.data());
                header_have_ = static_cast<std::uint8_t>(header_bytes);
                return begin_payload(reading.payload_bytes, header_bytes);
            }
        }
        // Value by value: as an object the step would go through memory.
        const frame_step step = decode_slowly(in);
        return {step.st, step.event, step.consumed, step.length, {}};
    }

    /// Calls `visit(step)` for every event of `in`: as decode() in a loop, and cheaper than it where little is
    /// delivered at a time. visit: takes a const frame_step&, whose st is ok; must not throw, nor touch this decoder.
    /// returns: need_input, with all of `in` consumed, or the error.
    template <std::invocable<const frame_step&> Visit>
    [[gnu::always_inline]] constexpr status visit(std::span<const std::byte> in, Visit&& visit) {
        if (state_ == state::payload && !in.empty() && in.size() < remaining_) { // a piece from the middle of a payload
            remaining_ -= in.size();
            visit(frame_step{status::ok, frame_event::data, in.size(), 0, in});
            return status::need_input;
        }
        if (lacks_length(in)) {
            keep(in);
            offset_ += in.size();
            return status::need_input;
        }
        return visit_all(in, visit);
    }

    /// Says how the stream ended: call it when the transport reports the end and decode() has answered need_input,
    /// which is at any byte. Changes nothing.
    constexpr stream_end finish() const noexcept {
        switch (state_) {
        case state::header: {
            if (header_have_ == 0) return {};
            return {status::truncated_prefix, header_have_, header_have_ + needed().at_least};
        }
        case state::payload:
        case state::discarded_payload: {
            const std::uint64_t need = reread().payload_bytes;
            const std::uint64_t whole = passed_over(need); // remaining_ counts the gap of what is passed over, too
            return {status::truncated_payload, whole > remaining_ ? whole - remaining_ : 0, need};
        }
        case state::failed: break;
        }
        return {error_, 0, 0};
    }

    /// Bytes missing to the end of the frame; to the end of its header while that is not whole. For when decode() has
    /// answered need_input; nothing after an error.
    constexpr bytes_needed needed() const noexcept {
        switch (state_) {
        case state::header: return {reread().more_bytes, false};
        case state::payload:
        case state::discarded_payload: return {remaining_, true};
        case state::failed: break;
        }
        return {};
    }

    /// The header of the frame that began last: leading bytes, length field, gap. Valid until the next call of
    /// decode().
    constexpr std::span<const std::byte> header() const noexcept { return {header_.data(), header_have_}; }

    /// What is known of the error; st is ok where there is none.
    constexpr frame_error error() const noexcept {
        if (state_ != state::failed) return {};
        return explain(prefix_.layout(), error_, header(), offset(), frames_, prefix_.layout().max_payload);
    }

    /// Frames that ended so far, discarded ones included.
    constexpr std::uint64_t frames() const noexcept { return frames_; }

    /// Bytes consumed so far; after an error, where the refused frame begins.
    constexpr std::uint64_t offset() const noexcept { return offset_ - remaining_; }

    /// Forgets all but the layout and what to do on excess: the next byte begins a frame at offset 0.
    constexpr void reset() noexcept { *this = basic_frame_decoder(prefix_, on_excess_); }

    friend constexpr bool operator==(const basic_frame_decoder&, const basic_frame_decoder&) = default;

  private:
    enum class state : std::uint8_t { header, payload, discarded_payload, failed };

    template <class Visit>
    [[gnu::always_inline]] constexpr status visit_all(std::span<const std::byte> in, Visit& visit) {
        for (;;) {
            if (state_ == state::payload) [[likely]] {
                if (remaining_ != 0) {
                    if (in.empty()) return status::need_input;
                    const std::size_t taken = take(in.size());
                    visit(frame_step{status::ok, frame_event::data, taken, 0, in.first(taken)});
                    in = in.subspan(taken);
                    if (remaining_ != 0) return status::need_input;
                }
                end_frame();
                visit(frame_step{status::ok, frame_event::end, 0, 0, {}});
            }
            const frame_step step = decode(in);
            if (step.st != status::ok) return step.st;
            visit(step);
            in = in.subspan(step.consumed);
        }
    }

    // Whether with these bytes, too, there is no length to check; a varint's first byte may be one.
    constexpr bool lacks_length(std::span<const std::byte> in) const noexcept {
        const prefix_layout& layout = prefix_.layout();
        return header_have_ + in.size() < layout.offset + std::size_t{layout.width};
    }

    constexpr prefix_reading reread() const noexcept { return read_prefix(prefix_.layout(), header()); }

    constexpr frame_step begin_payload(std::uint64_t length, std::size_t header_part) noexcept {
        offset_ += header_part + length;
        remaining_ = length;
        state_ = state::payload;
        return {status::ok, frame_event::begin, header_part, length, {}};
    }

    // Headers in pieces, varints, frames to pass over, errors.
    [[gnu::noinline]] constexpr frame_step decode_slowly(std::span<const std::byte> in) noexcept {
        std::size_t discarded = 0; // bytes of `in` passed over in this call
        if (state_ == state::discarded_payload) {
            discarded = take(in.size());
            in = in.subspan(discarded);
            if (remaining_ != 0) return {status::need_input, frame_event::none, discarded, 0, {}};
            end_frame();
        }
        if (state_ == state::failed) return {error_, frame_event::none, 0, 0, {}};
        const std::size_t had = header_have_;
        const prefix_reading reading = gather(in);
        if (is_error(reading.st)) [[unlikely]]
            return refuse(reading, had, discarded);
        const std::size_t used = header_have_ - had;
        if (reading.st == status::need_input) {
            offset_ += used;
            return {reading.st, frame_event::none, discarded + used, 0, {}};
        }
        frame_step begin = begin_payload(reading.payload_bytes, used);
        begin.consumed += discarded;
        return begin;
    }

    // Moves the header, or as much of it as there is, from `in` to header_.
    constexpr prefix_reading gather(std::span<const std::byte> in) noexcept {
        prefix_reading reading = header_have_ == 0 ? read_prefix(prefix_.layout(), in) : reread();
        if (header_have_ == 0) {
            keep(in.first(reading.st == status::need_input ? in.size() : reading.header_bytes));
            return reading;
        }
        while (reading.st == status::need_input && !in.empty()) {
            const std::size_t some = reading.more_bytes < in.size() ? reading.more_bytes : in.size();
            keep(in.first(some));
            in = in.subspan(some);
            reading = reread();
        }
        return reading;
    }

    constexpr void keep(std::span<const std::byte> header_part) noexcept {
        for (const std::byte b : header_part) header_[header_have_++] = b;
    }

    constexpr std::size_t take(std::size_t available) noexcept {
        const std::size_t taken = remaining_ < available ? static_cast<std::size_t>(remaining_) : available;
        remaining_ -= taken;
        return taken;
    }

    constexpr void end_frame() noexcept {
        ++frames_;
        header_have_ = 0;
        state_ = state::header;
    }

    // Ends in an error, or begins to pass over a frame that is too large. had: header bytes of earlier calls.
    [[gnu::cold, gnu::noinline]] constexpr frame_step refuse(const prefix_reading& reading, std::size_t had,
                                                             std::size_t discarded) noexcept {
        // Only the bytes that show the error are kept: the same ones, whatever came with them.
        header_have_ = static_cast<std::uint8_t>(reading.header_bytes);
        for (std::size_t i = header_have_; i < header_.size(); ++i) header_[i] = std::byte{0};
        if (reading.st != status::frame_too_large || on_excess_ == on_excess::fail) {
            offset_ -= had;
            error_ = reading.st;
            state_ = state::failed;
            return {error_, frame_event::none, discarded, 0, {}};
        }
        remaining_ = passed_over(reading.payload_bytes) + prefix_.layout().gap;
        offset_ += header_have_ - had + remaining_;
        state_ = state::discarded_payload;
        return {status::ok, frame_event::excess, discarded + header_have_ - had, reading.payload_bytes, {}};
    }

    std::uint64_t offset_ = 0; // where the bytes that remain end
    std::uint64_t frames_ = 0;
    std::uint64_t remaining_ = 0;                             // payload, discarded_payload: bytes to come
    std::array<std::byte, Prefix::header_capacity> header_{}; // of the frame in progress, or refused
    std::uint8_t header_have_ = 0;
    on_excess on_excess_ = on_excess::fail;
    state state_ = state::header; // not beside header_have_: read as one, they would wait for what was stored singly
    status error_ = status::ok;   // failed
    [[no_unique_address]] Prefix prefix_;
};

/// A decoder of frames whose layout the compiler knows.
template <length_prefix Prefix>
using frame_decoder = basic_frame_decoder<fixed_prefix<Prefix>>;

/// A decoder of frames whose layout is known at run time.
using runtime_frame_decoder = basic_frame_decoder<runtime_prefix>;

/// Keeps counters beside a decoder: call it with every step. The frame in progress counts too: in largest_payload with
/// all of its length, in payload_bytes with what came of it.
constexpr void count(frame_counters& counters, const frame_step& step) noexcept {
    switch (step.event) {
    case frame_event::begin:
        if (step.length > counters.largest_payload) counters.largest_payload = step.length;
        break;
    case frame_event::data: counters.payload_bytes += step.data.size(); break;
    case frame_event::end: ++counters.frames; break;
    case frame_event::excess: ++counters.discarded_frames; break;
    case frame_event::none: break;
    }
}

} // namespace cleave
