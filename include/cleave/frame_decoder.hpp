// SPDX-License-Identifier: MIT
//
// frame_decoder: the streaming reader. Returns payloads of any size in parts, as they arrive.
//
//     frame_decoder<kafka> frames;
//     while (std::size_t received = receive(room)) {
//         frames.feed(room.first(received));
//         while (frame_part part = frames.next()) {
//             if (part.is_first()) open(frames.header(), frames.length());
//             write(part.data());
//             if (part.is_last()) close();
//         }
//         if (is_error(frames.st())) return report(frames.error());
//     }
//     return frames.finish().st == status::ok;
//
// Stores a header and a trailer, and no payload.
#pragma once

#include "detail/copy_bytes.hpp"
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
#include <span>

namespace cleave {

/// Views a part of a payload, or none, and then converts to false. The first and the last part may be empty.
class frame_part {
  public:
    /// Makes a view of no part.
    constexpr frame_part() noexcept = default;
    /// Returns whether there is a part.
    constexpr explicit operator bool() const noexcept { return data_ != nullptr; }
    /// Returns the bytes: a view of what was fed.
    constexpr std::span<const std::byte> data() const noexcept { return {data_, size_}; }
    /// Returns whether the frame begins with this part.
    constexpr bool is_first() const noexcept { return is_first_; }
    /// Returns whether the frame is complete with this part, its trailer included.
    constexpr bool is_last() const noexcept { return is_last_; }

  private:
    template <prefix P>
    friend class frame_decoder;
    constexpr frame_part(const std::byte* data, std::size_t size, bool is_first, bool is_last) noexcept
        : data_(data), size_(static_cast<std::uint32_t>(size)), is_first_(is_first), is_last_(is_last) {}

    const std::byte* data_ = nullptr; // with the rest 16 bytes: two registers
    std::uint32_t size_ = 0;
    bool is_first_ = false;
    bool is_last_ = false;
};

/// Decodes the frames of the prefix P. Copyable: a copy continues with the same bytes.
template <prefix P>
class frame_decoder {
    static_assert(!detail::frame_checking_prefix<P>, "frame_holds needs whole frames: use frame_buffer");

  public:
    /// Begins at the start of a frame, at offset 0.
    constexpr explicit frame_decoder(const P& p = P{}) noexcept : prefix_(p) {}

    /// Reads bytes in place. They must stay valid until next() has returned none.
    constexpr void feed(std::span<const std::byte> in) noexcept {
        assert(next_ == end_);
        received_ += in.size();
        next_ = in.data();
        end_ = in.data() + in.size();
    }

    /// Returns the next part, or none; then st() has the reason. Every frame has a first and a last part, which may be
    /// one. lifetime: as long as the bytes fed. cost: O(header) for each frame.
    CLEAVE_DETAIL_INLINE constexpr frame_part next() noexcept {
        if (next_ == end_) return {};
        if (state_ == state::payload) return part(false, trailer_size());
        if (state_ == state::header && have_ == 0) [[likely]] {
            const std::span<const std::byte> in = window();
            const prefix_reading found = detail::read_checked(prefix_, in);
            if (found.st == status::ok && is_whole(found, in.subspan(found.header))) [[likely]] {
                const std::byte* const payload = next_ + found.header;
                header_view_ = next_;
                next_ = payload + static_cast<std::size_t>(found.size) + found.trailer;
                return {payload, static_cast<std::size_t>(found.size), true, true};
            }
        }
        return next_slowly();
    }

    /// Skips the frame that was refused for its size, in however many pieces it arrives. returns: false if none was.
    constexpr bool skip() noexcept {
        if (state_ != state::header) return false;
        const prefix_reading found = read_front();
        if (found.st != status::frame_too_large) return false;
        skip_body_ = detail::skipped_body(found);
        left_ = skip_body_ + found.header - have_;
        have_ = 0;
        state_ = state::skipped;
        return true;
    }
    /// Replaces the prefix by one with other values, such as another limit. Call it between two frames.
    constexpr void use(const P& p) noexcept { prefix_ = p; }

    /// Returns the header of the frame that the last part belongs to. Valid until the next call of next() or feed().
    constexpr std::span<const std::byte> header() const noexcept { return front().first(read_header().header); }
    /// Returns the payload's size in bytes of that frame.
    constexpr std::uint64_t length() const noexcept { return read_header().size; }
    /// Returns the trailer of that frame, with the last part. Valid as header() is.
    constexpr std::span<const std::byte> trailer() const noexcept {
        const std::size_t size = read_header().trailer;
        if (header_view_ != nullptr) return {next_ - size, size};
        return std::span(trailer_).first(size);
    }
    /// Returns how many bytes of the payload have not arrived.
    constexpr std::uint64_t left() const noexcept { return state_ == state::payload ? left_ : 0; }

    /// Returns why next() returned none: need_input, or the first error, which stays until skip() or reset().
    constexpr status st() const noexcept {
        if (state_ == state::header) {
            if (left_ != 0 || (have_ == 0 && next_ == end_)) return status::need_input;
            return read_front().st;
        }
        const bool is_refused = state_ == state::trailer && left_ == 0;
        return is_refused ? status::trailer_mismatch : status::need_input;
    }
    /// Returns how many bytes are missing after need_input; zero after an error.
    constexpr bytes_needed needed() const noexcept {
        switch (state_) {
        case state::header: {
            const prefix_reading found = read_front();
            if (found.st == status::ok) return {found.size + found.trailer, true};
            return {found.st == status::need_input ? found.size : 0, false};
        }
        case state::payload: return {left_ + trailer_size(), true};
        case state::trailer:
        case state::skipped: return {left_, left_ != 0};
        }
        return {};
    }
    /// Explains the error; its st is ok if there is none.
    constexpr frame_error error() const noexcept {
        const status why = st();
        if (!is_error(why)) return {};
        if (state_ == state::header) {
            const std::span<const std::byte> frame_bytes = have_ != 0 ? gathered() : window();
            return detail::explain(prefix_, why, frame_bytes, read_front(), offset(), prefix_.max_payload());
        }
        return detail::explain(prefix_, why, front(), read_header(), offset(), prefix_.max_payload());
    }
    /// Returns how the stream ended. Call it when the transport reports the end and next() has returned none.
    constexpr stream_end finish() const noexcept {
        if (const status why = st(); is_error(why)) return {why, 0, 0};
        switch (state_) {
        case state::header:
            if (have_ == 0) return {};
            return {status::truncated_prefix, have_, have_ + needed().at_least};
        case state::payload: return truncated(read_header().size + read_header().trailer, needed().at_least);
        case state::trailer: return truncated(read_header().size + read_header().trailer, left_);
        case state::skipped: return truncated(skip_body_, left_ < skip_body_ ? left_ : skip_body_);
        }
        return {};
    }
    /// Returns the unread bytes of the input, to hand on when the frames end. Valid as long as those bytes.
    constexpr std::span<const std::byte> unread() const noexcept { return window(); }
    /// Returns how many bytes were read, without those of an incomplete header; after an error, where the refused frame
    /// begins.
    constexpr std::uint64_t offset() const noexcept {
        const std::uint64_t read = received_ - window().size();
        if (state_ == state::header) return read - have_;
        if (state_ != state::trailer || left_ != 0) return read;
        const prefix_reading found = read_header();
        return read - found.header - found.size - found.trailer;
    }
    /// Resets all but the prefix: the next byte begins a frame at offset 0.
    constexpr void reset() noexcept { *this = frame_decoder(prefix_); }

    /// Equal: as many bytes went in, and what is kept of them is the same. Reads nothing of what was fed.
    friend constexpr bool operator==(const frame_decoder& a, const frame_decoder& b) noexcept {
        return a.state_ == b.state_ && a.received_ == b.received_ && a.left_of_frame() == b.left_of_frame() &&
               a.skip_body_ == b.skip_body_ && a.window().size() == b.window().size() &&
               detail::same_bytes(a.kept(), b.kept()) && detail::same_bytes(a.kept_trailer(), b.kept_trailer()) &&
               a.prefix_ == b.prefix_;
    }

  private:
    enum class state : std::uint8_t { header, payload, trailer, skipped };
    static constexpr std::uint64_t largest_part = UINT32_MAX; // bytes

    constexpr std::span<const std::byte> window() const noexcept { return {next_, end_}; }
    constexpr std::span<const std::byte> gathered() const noexcept { return std::span(header_).first(have_); }
    // The bytes of a header in progress, or of the one whose payload is.
    constexpr std::span<const std::byte> kept() const noexcept {
        return state_ == state::payload || state_ == state::trailer ? front() : gathered();
    }
    constexpr std::span<const std::byte> kept_trailer() const noexcept {
        if (state_ != state::trailer) return {};
        return std::span(trailer_).first(trailer_size() - static_cast<std::size_t>(left_));
    }
    // From the first byte of the last part's frame on.
    constexpr std::span<const std::byte> front() const noexcept {
        if (header_view_ != nullptr) return {header_view_, end_};
        return std::span(header_).first(header_size_);
    }
    constexpr std::size_t trailer_size() const noexcept {
        if constexpr (detail::trailer_capacity<P> == 0) return 0;
        return read_header().trailer;
    }
    constexpr prefix_reading read_header() const noexcept { return prefix_.read(front()); }
    // What stands at the front of the next frame.
    CLEAVE_DETAIL_NOINLINE constexpr prefix_reading read_front() const noexcept {
        return detail::read_checked(prefix_, have_ != 0 ? gathered() : window());
    }
    constexpr std::uint64_t left_of_frame() const noexcept { return state_ == state::header ? 0 : left_; }
    static constexpr stream_end truncated(std::uint64_t body, std::uint64_t missing) noexcept {
        return {status::truncated_payload, body - missing, body};
    }

    constexpr bool is_whole(const prefix_reading& found, std::span<const std::byte> body) const noexcept {
        if (found.size > body.size() || found.size > largest_part) return false;
        if constexpr (detail::trailer_capacity<P> == 0) return true;
        const auto size = static_cast<std::size_t>(found.size);
        return found.trailer <= body.size() - size && detail::trailer_holds(prefix_, body.subspan(size, found.trailer));
    }

    // A part of what does not lie whole in the input.
    CLEAVE_DETAIL_NOINLINE constexpr frame_part next_slowly() noexcept {
        while (next_ != end_) {
            switch (state_) {
            case state::header: {
                const prefix_reading found = gather_header();
                if (found.st != status::ok) return {};
                left_ = found.size;
                return part(true, found.trailer);
            }
            case state::payload: return part(false, trailer_size());
            case state::trailer:
                if constexpr (detail::trailer_capacity<P> != 0) {
                    if (left_ == 0 || !gather_trailer()) return {};
                    state_ = state::header;
                    return {next_, 0, false, true};
                }
                return {};
            case state::skipped:
                pass();
                if (left_ == 0) state_ = state::header;
                break;
            }
        }
        return {};
    }

    // Moves the header to header_, as far as it is there and the prefix asks for it.
    constexpr prefix_reading gather_header() noexcept {
        header_view_ = nullptr;
        if (have_ == 0) {
            const prefix_reading found = read_front();
            const bool is_part = found.st == status::need_input;
            keep(found.st == status::ok ? found.header : is_part ? window().size() : found.shown);
            end_look(found);
            return found;
        }
        for (;;) {
            const std::size_t before = have_;
            keep(detail::as_size(left_));
            left_ -= have_ - before;
            if (left_ != 0) return prefix_reading::need(left_);
            const prefix_reading found = read_front();
            end_look(found);
            if (found.st != status::need_input || window().empty()) return found;
        }
    }

    // Notes how many bytes the header lacks at least, or that it is whole.
    constexpr void end_look(const prefix_reading& found) noexcept {
        if (found.st == status::ok) return end_header();
        const std::size_t room = P::header_capacity - have_;
        if (found.st == status::need_input) left_ = found.size < room ? found.size : room;
    }

    constexpr void keep(std::size_t most) noexcept {
        const std::size_t some = most < window().size() ? most : window().size();
        for (std::size_t i = 0; i < some; ++i) header_[have_ + i] = next_[i];
        have_ = static_cast<std::uint8_t>(have_ + some);
        next_ += some;
    }

    constexpr void end_header() noexcept {
        header_size_ = have_;
        have_ = 0;
        state_ = state::payload;
    }

    // As much of the payload as there is. trailer: bytes that follow it.
    constexpr frame_part part(bool is_first, std::size_t trailer) noexcept {
        std::uint64_t some = left_ < window().size() ? left_ : window().size();
        if (some > largest_part) some = largest_part;
        const std::byte* const data = next_;
        next_ += detail::as_size(some);
        left_ -= some;
        if (left_ == 0) {
            left_ = trailer;
            state_ = trailer == 0 ? state::header : state::trailer;
        }
        return {data, detail::as_size(some), is_first, state_ == state::header};
    }

    // Moves the trailer to trailer_. returns: whether it is whole, and as the prefix wants it.
    constexpr bool gather_trailer() noexcept {
        const std::size_t size = trailer_size();
        const std::size_t some = left_ < window().size() ? detail::as_size(left_) : window().size();
        const std::size_t have = size - detail::as_size(left_);
        for (std::size_t i = 0; i < some; ++i) trailer_[have + i] = next_[i];
        next_ += some;
        left_ -= some;
        return left_ == 0 && detail::trailer_holds(prefix_, std::span<const std::byte>(trailer_).first(size));
    }

    constexpr void pass() noexcept {
        const std::size_t some = left_ < window().size() ? detail::as_size(left_) : window().size();
        next_ += some;
        left_ -= some;
    }

    const std::byte* next_ = nullptr; // of what was fed
    const std::byte* end_ = nullptr;
    const std::byte* header_view_ = nullptr;             // of the last part's frame, where it lies in what was fed
    std::uint64_t received_ = 0;                         // bytes, ever
    std::uint64_t left_ = 0;                             // bytes of the header (at least), payload, trailer, or to skip
    std::uint64_t skip_body_ = 0;                        // of the frame that is skipped: payload and trailer
    std::array<std::byte, P::header_capacity> header_{}; // of the frame in progress
    std::array<std::byte, detail::trailer_capacity<P>> trailer_{};
    std::uint8_t have_ = 0;        // bytes gathered of a header that is not whole
    std::uint8_t header_size_ = 0; // bytes of the last part's header, where it lies in header_
    state state_ = state::header;  // what is awaited
    CLEAVE_DETAIL_NO_ROOM P prefix_;
};

} // namespace cleave
