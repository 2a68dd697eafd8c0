// SPDX-License-Identifier: MIT
//
// frame_buffer: the reader that reassembles. Returns whole contiguous frames, over storage that the caller supplies.
//
//     std::array<std::byte, 65536> storage;
//     frame_buffer<kafka> frames(storage);
//     while (std::size_t received = receive(frames.writable())) {
//         frames.commit(received);
//         while (frame f = frames.next()) use(f.payload());
//         if (is_error(frames.st())) return report(frames.error());
//     }
//     return frames.finish().st == status::ok;
//
// For bytes that are in memory already (a ring, a mapped file, a TLS library's buffer) call `feed(bytes)` instead of
// writable() and commit(). It views whole frames in place, and copies only frames that straddle two inputs.
//
// Never allocates. Refuses a frame that does not fit the storage as soon as its header has arrived.
#pragma once

#include "detail/copy_bytes.hpp"
#include "detail/frame_window.hpp"
#include "detail/platform.hpp"
#include "frame.hpp"
#include "frame_error.hpp"
#include "prefix.hpp"
#include "status.hpp"

#include <array>
#include <cassert>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>

namespace cleave {

namespace detail {

/// How far a frame_buffer is: everything that it keeps besides the window.
struct buffer_progress {
    std::span<const std::byte> rest; // of the input, after a front that is kept in the storage
    std::uint64_t received = 0;      // bytes, ever
    std::uint64_t awaited = 0;       // what received must reach before the kept front can be more than that
    std::uint64_t skip_left = 0;     // bytes to skip
    std::uint64_t skip_body = 0;     // of the frame that is skipped: payload and trailer
    bool is_input = false;           // the window lies in the input, not in the storage
};

} // namespace detail

/// Reads frames of the prefix P over the caller's storage. Movable, and not copyable: a copy would share the storage.
template <prefix P>
class frame_buffer : private detail::frame_window<P> {
    using base = detail::frame_window<P>;

  public:
    /// storage: at least header_capacity bytes; it must outlive the buffer. A frame of just its size fits.
    template <std::size_t Bytes>
    constexpr explicit frame_buffer(std::span<std::byte, Bytes> storage, const P& p = P{}) noexcept
        : base({storage.data(), 0}, p), storage_(storage) {
        static_assert(Bytes >= P::header_capacity, "the storage does not hold one header");
        assert(storage.size() >= P::header_capacity);
    }
    /// Takes a whole array as storage.
    template <std::size_t Bytes>
    constexpr explicit frame_buffer(std::array<std::byte, Bytes>& storage, const P& p = P{}) noexcept
        : frame_buffer(std::span(storage), p) {}

    frame_buffer(const frame_buffer&) = delete;
    frame_buffer& operator=(const frame_buffer&) = delete;
    /// Takes over storage, unread bytes and offset; `other` can only be destroyed or assigned to.
    constexpr frame_buffer(frame_buffer&& other) noexcept
        : base(other), storage_(other.storage_), state_(other.state_) {
        other.abandon();
    }
    /// Does the same, in place of what this one had.
    constexpr frame_buffer& operator=(frame_buffer&& other) noexcept {
        if (this == &other) return *this;
        static_cast<base&>(*this) = other;
        storage_ = other.storage_;
        state_ = other.state_;
        other.abandon();
        return *this;
    }
    /// Continues with another prefix, as after a connection upgrade. Takes over storage, unread bytes and offset.
    template <prefix Q>
    constexpr explicit frame_buffer(frame_buffer<Q>&& other, const P& p = P{}) noexcept
        : base(other.window(), p), storage_(other.storage_), state_(other.state_) {
        assert(storage_.size() >= P::header_capacity);
        state_.awaited = 0; // what the other prefix waited for
        other.abandon();
    }
    /// Copies the state onto other storage, which must hold the unread bytes. cost: O(unread bytes).
    constexpr frame_buffer(const frame_buffer& other, std::span<std::byte> storage) noexcept
        : base(other), storage_(storage), state_(other.state_) {
        assert(storage.size() >= P::header_capacity);
        if (!state_.is_input) move_window_to(storage);
    }

    /// Returns where to receive, and invalidates all views. Empty only while next() has work to do: frames or an
    /// error. cost: moves the front of a frame that is not whole to the storage's front, each byte once.
    constexpr std::span<std::byte> writable() noexcept {
        assert(!state_.is_input || this->window().empty());
        if (state_.is_input) keep_window();
        if (this->next_ != storage_.data()) move_window_to(storage_);
        return storage_.subspan(this->window().size());
    }
    /// Takes the first `bytes` bytes of writable(), which were received there.
    constexpr void commit(std::size_t bytes) noexcept {
        assert(!state_.is_input && bytes <= static_cast<std::size_t>(storage_.data() + storage_.size() - this->end_));
        this->end_ += bytes;
        state_.received += bytes;
        if (state_.skip_left != 0) [[unlikely]]
            pass();
    }
    /// Reads bytes in place. They must stay valid until next() has returned none; what belongs to a frame that is
    /// not whole is kept in the storage then. No bytes of an earlier feed may be unread, but for such a frame's front.
    constexpr void feed(std::span<const std::byte> in) noexcept {
        assert(state_.rest.empty() && (!state_.is_input || this->window().empty()));
        if (this->window().empty()) {
            this->set_window(in);
            state_.is_input = true;
        } else { // the front of a frame is kept: what completes it, or its header, goes after it
            const std::uint64_t missing = state_.awaited > state_.received ? state_.awaited - state_.received : 0;
            const std::size_t some = missing < in.size() ? static_cast<std::size_t>(missing) : in.size();
            append(in.first(some));
            state_.rest = in.subspan(some);
        }
        state_.received += in.size();
        if (state_.skip_left != 0) [[unlikely]]
            pass();
    }

    /// Returns the next whole frame, or none; then st() has the reason.
    /// lifetime: the frame is valid until the next call of next(), feed() or writable(); after commit() until
    /// writable().
    CLEAVE_DETAIL_INLINE constexpr frame next() noexcept {
        if (const frame f = this->take(this->prefix_, storage_.size())) [[likely]]
            return f;
        if (state_.received < state_.awaited) return {};
        return next_slowly(this->prefix_);
    }
    /// Reads one frame with another prefix, such as a preamble. next() continues after it.
    template <prefix Q>
    constexpr frame next(const Q& q) noexcept {
        if (const frame f = this->take(q, storage_.size())) [[likely]]
            return f;
        const frame f = next_slowly(q);
        state_.awaited = 0; // another prefix may wait for something else
        return f;
    }
    /// Skips the frame that was refused for its size, in however many pieces it arrives. returns: false if none was.
    constexpr bool skip() noexcept {
        const auto seen = outlook(this->prefix_);
        if (seen.st != status::frame_too_large && seen.st != status::frame_exceeds_buffer &&
            seen.st != status::length_not_addressable)
            return false;
        state_.skip_body = detail::skipped_body(seen.found);
        state_.skip_left = state_.skip_body + seen.found.header;
        state_.awaited = 0;
        pass();
        return true;
    }
    /// Drops the first `bytes` bytes of unread(), in search of the next frame in a stream that broke.
    /// bytes: no more than unread() has.
    constexpr void drop(std::size_t bytes) noexcept {
        if (bytes > this->window().size()) (void)unread();
        assert(bytes <= this->window().size());
        this->next_ += bytes;
        state_.awaited = 0;
        if (this->window().empty()) enter_rest();
    }
    /// Replaces the prefix by one with other values, such as another limit.
    constexpr void use(const P& p) noexcept {
        this->prefix_ = p;
        state_.awaited = 0;
    }

    /// Returns why next() returned none: need_input, or the first error, which stays until skip() or reset().
    constexpr status st() const noexcept { return st(this->prefix_); }
    /// Returns how many bytes are missing after need_input; zero after an error.
    constexpr bytes_needed needed() const noexcept { return needed(this->prefix_); }
    /// Explains the error; its st is ok if there is none.
    constexpr frame_error error() const noexcept { return error(this->prefix_); }
    /// Returns why next(q), which reads a frame of another shape, returned none.
    template <prefix Q>
    constexpr status st(const Q& q) const noexcept {
        const bool is_too_little = state_.received < state_.awaited || state_.skip_left != 0;
        return is_too_little ? status::need_input : outlook(q).st;
    }
    /// Returns how many bytes next(q) is missing.
    template <prefix Q>
    constexpr bytes_needed needed(const Q& q) const noexcept {
        if (state_.skip_left != 0) return {state_.skip_left, true};
        return outlook(q).needed;
    }
    /// Explains the error of next(q).
    template <prefix Q>
    constexpr frame_error error(const Q& q) const noexcept {
        if (state_.skip_left != 0) return {};
        return this->explain(q, offset(), storage_.size());
    }
    /// Returns how the stream ended. Call it when the transport reports the end and next() has returned none.
    constexpr stream_end finish() const noexcept {
        if (state_.skip_left == 0) return this->end_of(outlook(this->prefix_));
        const std::uint64_t body_left = state_.skip_left < state_.skip_body ? state_.skip_left : state_.skip_body;
        return {status::truncated_payload, state_.skip_body - body_left, state_.skip_body};
    }
    /// Returns the unread bytes, to hand on when the frames end. Valid as long as a frame. Bytes of the
    /// last feed that follow a kept front are moved after it, for which the storage must have the room.
    constexpr std::span<const std::byte> unread() noexcept {
        if (!state_.rest.empty()) top_up(state_.rest.size());
        assert(state_.rest.empty());
        return this->window();
    }
    /// Returns the size of the frames returned or skipped so far, in bytes; after an error, where the refused frame
    /// begins.
    constexpr std::uint64_t offset() const noexcept {
        return state_.received - this->window().size() - state_.rest.size();
    }
    /// Resets all but storage and prefix: the next byte begins a frame at offset 0.
    constexpr void reset() noexcept {
        state_ = {};
        this->set_window({storage_.data(), 0});
    }

    /// Equal: the same bytes went in and the same frames came out, wherever the rest lies.
    friend constexpr bool operator==(const frame_buffer& a, const frame_buffer& b) noexcept {
        return detail::same_bytes(a.window(), b.window()) && a.state_.rest.size() == b.state_.rest.size() &&
               a.state_.received == b.state_.received && a.state_.skip_left == b.state_.skip_left &&
               a.state_.skip_body == b.state_.skip_body && a.prefix_ == b.prefix_;
    }

  private:
    template <prefix Q>
    friend class frame_buffer;

    template <prefix Q>
    constexpr typename base::outlook outlook(const Q& q) const noexcept {
        return this->look(q, storage_.size());
    }

    // A frame that straddles inputs, or none. The window ends up in front of the next frame, or in the storage.
    template <prefix Q>
    CLEAVE_DETAIL_NOINLINE constexpr frame next_slowly(const Q& q) noexcept {
        for (;;) {
            const auto seen = this->look(q, storage_.size());
            if (seen.st == status::ok) {
                const frame f = this->take(q, storage_.size());
                if (this->window().empty()) enter_rest();
                return f;
            }
            if (seen.st != status::need_input) {
                if (state_.is_input) keep_refused(seen);
                return {};
            }
            if (state_.rest.empty()) {
                if (state_.is_input) keep_window();
                state_.awaited = this->window().empty() ? 0 : state_.received + seen.needed.at_least;
                return {};
            }
            if (this->window().empty()) {
                enter_rest();
            } else {
                top_up(seen.needed.at_least);
            }
        }
    }

    // The window becomes the rest of the input.
    constexpr void enter_rest() noexcept {
        if (state_.rest.empty()) return;
        this->set_window(std::exchange(state_.rest, {}));
        state_.is_input = true;
    }

    // Moves up to `most` bytes of the rest to after the window, which lies in the storage.
    constexpr void top_up(std::uint64_t most) noexcept {
        const std::size_t room = storage_.size() - this->window().size();
        std::size_t some = state_.rest.size() < room ? state_.rest.size() : room;
        if (most < some) some = detail::as_size(most);
        append(state_.rest.first(some));
        state_.rest = state_.rest.subspan(some);
    }

    // Copies bytes to after the window, which lies in the storage; with them it has the room.
    constexpr void append(std::span<const std::byte> in) noexcept {
        if (this->next_ != storage_.data()) move_window_to(storage_);
        detail::copy_bytes(in, storage_.data() + this->window().size());
        this->end_ += in.size();
    }

    // The window, which lies in the input, moves to the storage; the input may be a part of it.
    constexpr void keep_window() noexcept {
        move_window_to(storage_);
        state_.is_input = false;
    }

    // What shows an error moves to the storage, so that the error stays when the input goes.
    constexpr void keep_refused(const typename base::outlook& seen) noexcept {
        std::size_t size = seen.st == seen.found.st ? seen.found.shown : seen.found.header;
        if (seen.st == status::trailer_mismatch) size += static_cast<std::size_t>(seen.found.size) + seen.found.trailer;
        state_.rest = this->window().subspan(size);
        this->set_window(this->window().first(size));
        keep_window();
    }

    // The window moves to the front of `storage`, in which it may lie.
    constexpr void move_window_to(std::span<std::byte> storage) noexcept {
        const std::span<const std::byte> in = this->window();
        assert(in.size() <= storage.size());
        if (std::is_constant_evaluated()) {
            for (std::size_t i = 0; i < in.size(); ++i) storage[i] = in[i];
        } else if (!in.empty()) {
            std::memmove(storage.data(), in.data(), in.size());
        }
        this->set_window(storage.first(in.size()));
    }

    // Skips bytes of the refused frame: of the window first, then of the rest.
    constexpr void pass() noexcept {
        do {
            const std::size_t have = this->window().size();
            const std::size_t some = state_.skip_left < have ? detail::as_size(state_.skip_left) : have;
            this->next_ += some;
            state_.skip_left -= some;
            if (!this->window().empty()) return;
            enter_rest();
        } while (state_.skip_left != 0 && !this->window().empty());
    }

    // What a moved-from buffer is: nothing to read, nowhere to receive.
    constexpr void abandon() noexcept {
        storage_ = {};
        reset();
    }

    std::span<std::byte> storage_;
    detail::buffer_progress state_;
};

/// Bounds a frame of a prefix, in bytes. Storage of this size holds every frame within the limit.
template <prefix P>
inline constexpr std::size_t frame_capacity = P::header_capacity +
                                              static_cast<std::size_t>(P::max_payload()) + detail::trailer_capacity<P>;

namespace detail {
template <std::size_t Bytes>
struct frame_storage {
    std::array<std::byte, Bytes> bytes; // not zeroed: only what was received is read
};
} // namespace detail

/// Owns the storage of a frame_buffer, so that a connection struct with one can be moved, for instance into a vector.
/// Give the prefix a limit of your own, by which the size is computed. cost of a move: O(unread bytes).
template <prefix P, std::size_t Bytes = frame_capacity<P>>
class owned_frame_buffer : private detail::frame_storage<Bytes>, private frame_buffer<P> {
    static_assert(Bytes >= frame_capacity<P>, "the storage does not hold a frame at the limit");
    using storage = detail::frame_storage<Bytes>;
    using buffer = frame_buffer<P>;

  public:
    /// Begins with a prefix, at offset 0.
    explicit owned_frame_buffer(const P& p = P{}) noexcept : buffer(storage::bytes, p) {}
    /// Takes over unread bytes and offset; `other` begins anew.
    owned_frame_buffer(owned_frame_buffer&& other) noexcept : buffer(other, storage::bytes) { other.reset(); }
    /// Does the same, in place of what this one had.
    owned_frame_buffer& operator=(owned_frame_buffer&& other) noexcept {
        if (this != &other) buffer::operator=(buffer(other, storage::bytes));
        other.reset();
        return *this;
    }

    using buffer::commit;
    using buffer::drop;
    using buffer::error;
    using buffer::feed;
    using buffer::finish;
    using buffer::needed;
    using buffer::next;
    using buffer::offset;
    using buffer::reset;
    using buffer::skip;
    using buffer::st;
    using buffer::unread;
    using buffer::use;
    using buffer::writable;
};

} // namespace cleave
