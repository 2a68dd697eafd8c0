// SPDX-License-Identifier: MIT
//
// frame_buffer: the reassembling reader. Whole payloads out, contiguous, over storage that the caller supplies.
//
//     std::array<std::byte, 65536> storage;
//     frame_buffer<python_int> frames(storage);
//     for (;;) {
//         const std::span<std::byte> room = frames.writable();        // receive here ...
//         frames.commit(receive(room));                               // ... so many bytes came
//         for (frame f = frames.next(); ...; f = frames.next()) ...   // f.payload is a whole payload
//     }
//
// Where the bytes already lie somewhere (a ring, a mapped file, a TLS library's buffer), `next(in)` reads them there:
// frames that are whole in `in` are viewed in place, and only what straddles two inputs is copied.
//
// Never allocates; memory is the storage. A frame that could never fit it is an error as soon as its header is in.
#pragma once

#include "copy_bytes.hpp"
#include "frame_decoder.hpp"
#include "frame_error.hpp"
#include "length_prefix.hpp"
#include "next_frame.hpp"
#include "status.hpp"

#include <cassert>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

namespace cleave {

/// Prefix: fixed_prefix<P> or runtime_prefix; use the aliases frame_buffer<P> and runtime_frame_buffer.
template <class Prefix>
class basic_frame_buffer {
  public:
    /// storage: at least one header and the smallest payload worth receiving; must outlive the buffer. A frame of
    /// exactly the storage's size fits.
    constexpr explicit basic_frame_buffer(std::span<std::byte> storage, on_excess excess = on_excess::fail) noexcept
        requires std::default_initializable<Prefix> : basic_frame_buffer(storage, Prefix{}, excess) {}

    /// The same with a layout that is known at run time.
    constexpr basic_frame_buffer(std::span<std::byte> storage, Prefix prefix,
                                 on_excess excess = on_excess::fail) noexcept
        : prefix_(prefix), storage_(storage), on_excess_(excess) {
        assert(storage.size() >= prefix.layout().max_header_bytes());
    }

    /// The same state over other storage, which must hold what is buffered: how a frame_buffer is copied.
    constexpr basic_frame_buffer(const basic_frame_buffer& other, std::span<std::byte> storage) noexcept
        : basic_frame_buffer(other) {
        assert(storage.size() >= buffered().size() && storage.size() >= prefix_.layout().max_header_bytes());
        copy_bytes(buffered(), storage.data());
        storage_ = storage;
        begin_at_front();
    }

    /// Where to receive. Ends the life of all views of frames. Empty only when the storage is full, and then next() has
    /// work to do: a frame, an error, or bytes to pass over. cost: moves what is left of an incomplete frame to the
    /// front where the room behind it is too small: each byte at most once a frame.
    constexpr std::span<std::byte> writable() noexcept {
        const std::size_t room = storage_.size() - end_;
        if (room <= storage_.size() / 2 || awaited_end_ > storage_.size()) move_to_front();
        return storage_.subspan(end_);
    }

    /// `bytes` bytes were received at the front of writable().
    constexpr void commit(std::size_t bytes) noexcept {
        assert(bytes <= storage_.size() - end_);
        end_ += bytes;
        if (state_ == state::empty && bytes != 0) state_ = state::buffered;
    }

    /// The next whole frame of what was committed.
    /// returns: views of the storage, valid until writable() or next(in); need_input with the exact hint; or the first
    /// error, then and for ever: those of next_frame, and frame_exceeds_buffer (the limit is the storage's size).
    constexpr frame next() noexcept {
        if (state_ == state::buffered && end_ >= awaited_end_) [[likely]] {
            const frame f = next_frame(prefix_, buffered());
            if (f.st == status::ok) [[likely]]
                return take(f);
        }
        return next_slowly({}).found;
    }

    /// The next whole frame of what was committed and then of `in`; moves `in` on by what was taken.
    /// returns: as next(); the views are of `in`, or of the storage for a frame that straddled, and valid until the
    /// next call. After need_input all of `in` has been taken: what belongs to an incomplete frame is kept in the
    /// storage.
    [[gnu::always_inline]] constexpr frame next(std::span<const std::byte>& in) noexcept {
        if (state_ == state::empty) [[likely]] {
            const frame f = next_frame(prefix_, in);
            if (f.st == status::ok && f.size() <= storage_.size()) [[likely]] {
                in = in.subspan(f.size());
                return note(f);
            }
        }
        if (is_too_little(in)) {
            const std::span<const std::byte> all = in;
            in = {};
            return keep_all(all);
        }
        // By value there and back: then a loop keeps the input in registers.
        const progress made = next_slowly(in);
        in = made.rest;
        return as_values(made.found);
    }

    /// Calls `visit(payload)` for every whole frame of what was committed, and then of `in`: as next() in a loop, with
    /// the position in registers and runs of one size walked as visit_frames() does. visit: takes a
    /// std::span<const std::byte>, which is good during the call; must not throw, nor touch this buffer.
    /// returns: what next() returned last, need_input or the error.
    template <std::invocable<std::span<const std::byte>> Visit>
    [[gnu::always_inline]] constexpr frame visit(std::span<const std::byte> in, Visit&& visit) {
        for (;;) {
            if (is_too_little(in)) return keep_all(in);
            if (state_ == state::empty) {
                // No frame that is whole within so many bytes of the input is too large for the storage.
                const std::size_t near = in.size() < storage_.size() ? in.size() : storage_.size();
                const frames_visited seen = visit_whole(in.first(near), visit);
                in = in.subspan(seen.consumed);
                if (is_too_little(in)) return keep_all(in);
                const bool is_last = seen.more_is_all && seen.consumed + in.size() == near;
                if (is_last && seen.more_bytes <= storage_.size() - in.size())
                    return keep_until_whole(in, seen.more_bytes);
            } else if (state_ == state::buffered && end_ < awaited_end_) {
                in = keep_first(awaited_end_ - end_, in);
                const frame f = next_frame(prefix_, buffered());
                if (f.st == status::ok) [[likely]] {
                    visit(take(f).payload);
                    continue;
                }
            } else if (state_ == state::buffered) {
                pass(visit_whole(buffered(), visit).consumed);
            }
            const progress made = next_slowly(in);
            if (made.found.st != status::ok) return as_values(made.found);
            visit(made.found.payload);
            in = made.rest;
        }
    }

    /// The same for what was committed only.
    template <std::invocable<std::span<const std::byte>> Visit>
    [[gnu::always_inline]] constexpr frame visit(Visit&& visit_payload) {
        return visit({}, visit_payload);
    }

    /// Says how the stream ended: call it when the transport reports the end and next() has answered need_input.
    constexpr stream_end finish() const noexcept {
        if (state_ == state::failed) return {error_.st, 0, 0};
        if (state_ == state::discarded_frame) {
            const std::uint64_t whole = passed_over(excess_payload_);
            return {status::truncated_payload, whole > discard_bytes_ ? whole - discard_bytes_ : 0, excess_payload_};
        }
        const std::size_t have = buffered().size();
        if (have == 0) return {};
        const prefix_reading reading = read_prefix(prefix_.layout(), buffered());
        if (reading.st == status::need_input) return {status::truncated_prefix, have, have + reading.more_bytes};
        assert(have < reading.header_bytes + reading.payload_bytes);
        return {status::truncated_payload, have - reading.header_bytes, reading.payload_bytes};
    }

    /// Bytes missing to the end of the frame in progress; to the end of its header while that is not whole. For when
    /// next() has answered need_input; nothing after an error.
    constexpr bytes_needed needed() const noexcept {
        if (state_ == state::failed) return {};
        if (state_ == state::discarded_frame) return {discard_bytes_, true};
        const frame f = next_frame(prefix_, buffered());
        return {f.more_bytes, f.more_is_all};
    }

    /// What is known of the error; st is ok where there is none.
    constexpr const frame_error& error() const noexcept { return error_; }
    /// What passed so far.
    constexpr frame_counters counters() const noexcept {
        const std::uint64_t headers =
            prefix_.layout().is_varint() ? varint_header_bytes_ : frames_ * prefix_.layout().min_header_bytes();
        return {frames_, offset_ - discarded_bytes_ - headers, discarded_frames_, largest_payload_};
    }
    /// Bytes of the frames delivered or discarded so far; after an error, where the refused frame begins.
    constexpr std::uint64_t offset() const noexcept { return offset_; }
    /// What was received and not delivered yet; nothing after an error.
    constexpr std::span<const std::byte> buffered() const noexcept { return {storage_.data() + begin_, end_ - begin_}; }

    /// Forgets all but storage, layout and what to do on excess: the next byte begins a frame at offset 0.
    constexpr void reset() noexcept { *this = basic_frame_buffer(storage_, prefix_, on_excess_); }

    /// Equal: the same bytes went in and the same frames came out, wherever in the storage the rest lies.
    friend constexpr bool operator==(const basic_frame_buffer& a, const basic_frame_buffer& b) noexcept {
        return same_bytes(a.buffered(), b.buffered()) && a.prefix_ == b.prefix_ && a.on_excess_ == b.on_excess_ &&
               a.state_ == b.state_ && a.offset_ == b.offset_ && a.discard_bytes_ == b.discard_bytes_ &&
               a.excess_payload_ == b.excess_payload_ && a.counters() == b.counters() && a.error_ == b.error_;
    }

  private:
    enum class state : std::uint8_t {
        empty,    // nothing is buffered: frames are read where they lie
        buffered, // a frame in progress, or all that was committed
        discarded_frame,
        failed,
    };

    struct progress {
        frame found;                     // or why there is none
        std::span<const std::byte> rest; // of the input
    };

    // One frame, or a suspension or an error: all that is not quick.
    [[gnu::noinline]] constexpr progress next_slowly(std::span<const std::byte> in) noexcept {
        for (;;) {
            switch (state_) {
            case state::empty: {
                const frame f = next_frame(prefix_, in);
                if (!fits(f, in.size())) {
                    refuse(in);
                    break;
                }
                if (f.st == status::ok) return {note(f), in.subspan(f.size())};
                if (f.more_is_all) return {keep_until_whole(in, f.more_bytes), {}};
                keep(in);
                return {f, {}};
            }
            case state::buffered: {
                if (is_too_little(in)) return {keep_all(in), {}};
                if (end_ < awaited_end_) in = keep_first(awaited_end_ - end_, in);
                const frame f = next_frame(prefix_, buffered());
                if (!fits(f, buffered().size())) {
                    refuse(buffered());
                } else if (f.st == status::ok) {
                    return {take(f), in};
                } else if (f.more_is_all) {
                    awaited_end_ = end_ + f.more_bytes;
                } else if (in.empty()) {
                    return {f, {}};
                } else { // a varint, or header bytes behind the length
                    in = keep_first(f.more_bytes, in);
                }
                break;
            }
            case state::discarded_frame: {
                discard(in);
                if (discard_bytes_ != 0)
                    return {{status::need_input, {}, {}, discard_hint(), discard_hint() == discard_bytes_}, in};
                pass(0);
                break;
            }
            case state::failed:
                begin_ = end_ = 0; // what came since the error is of no use
                return {{error_.st, {}, {}, 0, false}, in};
            }
        }
    }

    // Whether a frame, or one of which there are `have` bytes, is good and has room in the storage.
    constexpr bool fits(const frame& f, std::size_t have) const noexcept {
        if (f.st == status::ok) return f.size() <= storage_.size();
        if (!f.more_is_all) return f.st == status::need_input;
        return have <= storage_.size() && f.more_bytes <= storage_.size() - have;
    }

    // Whether with these bytes, too, there is nothing to look at: neither a whole length nor a whole frame.
    constexpr bool is_too_little(std::span<const std::byte> in) const noexcept {
        return end_ + in.size() < awaited_end_;
    }

    // Bytes of the shortest header up to the end of its length field.
    constexpr std::size_t field_end() const noexcept {
        const prefix_layout& layout = prefix_.layout();
        return layout.min_header_bytes() - layout.gap;
    }

    // Keeps what is too little to look at, and says what is missing.
    [[gnu::always_inline]] constexpr frame keep_all(std::span<const std::byte> in) noexcept {
        keep(in);
        const bool is_payload = awaited_end_ - begin_ > field_end();
        const std::size_t gap = is_payload ? 0 : prefix_.layout().gap;
        return {status::need_input, {}, {}, awaited_end_ + gap - end_, is_payload};
    }

    // Keeps the beginning of a frame whose header has passed, and of which `more_bytes` are missing.
    [[gnu::always_inline]] constexpr frame keep_until_whole(std::span<const std::byte> in,
                                                            std::size_t more_bytes) noexcept {
        keep(in);
        awaited_end_ = end_ + more_bytes;
        return {status::need_input, {}, {}, more_bytes, true};
    }

    // Keeps up to `most` bytes of `in`, and returns the rest.
    constexpr std::span<const std::byte> keep_first(std::size_t most, std::span<const std::byte> in) noexcept {
        const std::size_t kept = most < in.size() ? most : in.size();
        keep(in.first(kept));
        return in.subspan(kept);
    }

    // Value by value: as an object it would go through memory.
    [[gnu::always_inline]] static constexpr frame as_values(const frame& f) noexcept {
        return {f.st,
                {f.header.data(), f.header.size()},
                {f.payload.data(), f.payload.size()},
                f.more_bytes,
                f.more_is_all};
    }

    // Counts a good frame.
    [[gnu::always_inline]] constexpr frame note(const frame& delivered) noexcept {
        ++frames_;
        offset_ += delivered.size();
        if (prefix_.layout().is_varint()) varint_header_bytes_ += delivered.header.size();
        if (delivered.payload.size() > largest_payload_) largest_payload_ = delivered.payload.size();
        return as_values(delivered);
    }

    // Delivers a frame of the storage.
    [[gnu::always_inline]] constexpr frame take(const frame& f) noexcept {
        pass(f.size());
        return note(f);
    }

    // Moves on by so many buffered bytes: what is buffered begins with a frame now.
    constexpr void pass(std::size_t bytes) noexcept {
        begin_ += bytes;
        state_ = begin_ != end_ ? state::buffered : state::empty;
        if (begin_ == end_) begin_ = end_ = 0;
        awaited_end_ = begin_ + field_end();
    }

    // Visits the whole frames at the front of `in`, and counts them.
    template <class Visit>
    [[gnu::always_inline]] constexpr frames_visited visit_whole(std::span<const std::byte> in, Visit& visit) {
        const frames_visited visited = visit_frames(prefix_, in, visit, guess_);
        frames_ += visited.frames;
        offset_ += visited.consumed;
        if (prefix_.layout().is_varint()) varint_header_bytes_ += visited.header_bytes;
        if (visited.largest_payload > largest_payload_) largest_payload_ = visited.largest_payload;
        return visited;
    }

    constexpr void move_to_front() noexcept {
        if (begin_ == 0) return;
        const std::span<const std::byte> from = buffered();
        if (std::is_constant_evaluated()) {
            for (std::size_t i = 0; i < from.size(); ++i) storage_[i] = from[i];
        } else {
            std::memmove(storage_.data(), from.data(), from.size());
        }
        begin_at_front();
    }

    // What is buffered lies at the front of the storage now.
    constexpr void begin_at_front() noexcept {
        awaited_end_ = awaited_end_ > begin_ ? awaited_end_ - begin_ : 0;
        end_ -= begin_;
        begin_ = 0;
    }

    // Copies all of `in` behind what is buffered; the storage has the room once the front is free.
    [[gnu::always_inline]] constexpr void keep(std::span<const std::byte> in) noexcept {
        if (in.empty()) return;
        if (storage_.size() - end_ < in.size()) move_to_front();
        std::byte* const into = storage_.data() + end_;
        end_ += in.size();
        state_ = state::buffered;
        if (in.size() == 1) { // a comparison and a store where bytes come singly
            *into = in.front();
        } else {
            copy_bytes(in, into);
        }
    }

    // Passes over bytes of a discarded frame: of those buffered first, then of `in`.
    constexpr void discard(std::span<const std::byte>& in) noexcept {
        const auto pass_over = [this](std::size_t have) {
            const std::size_t some = discard_bytes_ < have ? static_cast<std::size_t>(discard_bytes_) : have;
            discard_bytes_ -= some;
            discarded_bytes_ += some;
            offset_ += some;
            return some;
        };
        begin_ += pass_over(end_ - begin_);
        in = in.subspan(pass_over(in.size()));
    }

    constexpr std::size_t discard_hint() const noexcept {
        constexpr std::size_t most = ~std::size_t{0};
        return discard_bytes_ < most ? static_cast<std::size_t>(discard_bytes_) : most;
    }

    // Ends in an error, or begins to pass over a frame that is too large. at: the refused frame's first bytes.
    [[gnu::cold, gnu::noinline]] constexpr void refuse(std::span<const std::byte> at) noexcept {
        awaited_end_ = 0;
        const prefix_layout& layout = prefix_.layout();
        const prefix_reading reading = read_prefix(layout, at);
        const status st = reading.st == status::ok ? status::frame_exceeds_buffer : reading.st;
        const bool too_large = st == status::frame_too_large || st == status::frame_exceeds_buffer;
        if (too_large && on_excess_ == on_excess::discard) {
            const std::uint64_t header = reading.header_bytes + (st == status::frame_too_large ? layout.gap : 0U);
            excess_payload_ = reading.payload_bytes;
            discard_bytes_ = passed_over(excess_payload_) + header;
            ++discarded_frames_;
            state_ = state::discarded_frame;
            return;
        }
        state_ = state::failed;
        const std::uint64_t limit = st == status::frame_exceeds_buffer ? storage_.size() : layout.max_payload;
        error_ = explain(layout, st, at.first(reading.header_bytes), offset_, frames_ + discarded_frames_, limit);
    }

    [[no_unique_address]] Prefix prefix_;
    std::span<std::byte> storage_;
    std::size_t begin_ = 0; // of what is buffered
    std::size_t end_ = 0;
    std::size_t awaited_end_ = field_end(); // of a length, or of a frame whose header passed: no need to look before
    std::uint64_t offset_ = 0;
    std::uint64_t largest_payload_ = 0;
    std::uint64_t frames_ = 0;
    std::uint64_t varint_header_bytes_ = 0; // of the frames delivered; other headers have one size
    std::uint64_t discarded_frames_ = 0;
    std::uint64_t discarded_bytes_ = 0; // of all those, headers included
    std::uint64_t discard_bytes_ = 0;   // discarded_frame: of the one in progress, still to come
    std::uint64_t excess_payload_ = 0;  // of that one
    frame_error error_;                 // failed
    frame_guess guess_;                 // for visit()
    on_excess on_excess_;
    state state_ = state::empty;
};

/// A buffer of frames whose layout the compiler knows.
template <length_prefix Prefix>
using frame_buffer = basic_frame_buffer<fixed_prefix<Prefix>>;

/// A buffer of frames whose layout is known at run time.
using runtime_frame_buffer = basic_frame_buffer<runtime_prefix>;

} // namespace cleave
