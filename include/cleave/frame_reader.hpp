// SPDX-License-Identifier: MIT
//
// frame_reader: the reader without storage. Reads frames in place from bytes in memory.
//
//     frame_reader<kafka> frames(bytes);
//     while (frame f = frames.next()) use(f.payload());
//     if (is_error(frames.st())) report(frames.error());
//     // frames.unread() is the front of a frame that is not whole
//
// For bytes that arrive in pieces see frame_buffer.hpp (whole frames) and frame_decoder.hpp (payloads of any size).
#pragma once

#include "detail/frame_window.hpp"
#include "detail/platform.hpp"
#include "frame.hpp"
#include "frame_error.hpp"
#include "prefix.hpp"
#include "status.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

namespace cleave {

/// Reads the frames of bytes in memory. Copies nothing; every view points into those bytes.
template <prefix P>
class frame_reader : private detail::frame_window<P> {
    using base = detail::frame_window<P>;

  public:
    /// Begins at the first of `bytes`, which is the first of a frame; they must outlive all views.
    constexpr explicit frame_reader(std::span<const std::byte> bytes) noexcept requires std::default_initializable<P>
        : frame_reader(bytes, P{}) {}
    /// Begins with a prefix that has values of its own, such as a layout known at run time.
    constexpr frame_reader(std::span<const std::byte> bytes, const P& p) noexcept
        : base(bytes, p), begin_(bytes.data()) {}

    /// Returns the next whole frame, or none; then st() has the reason. cost: O(header), whatever the payload's size.
    constexpr frame next() noexcept { return this->take(this->prefix_, SIZE_MAX); }
    /// Reads one frame with another prefix, such as a preamble. next() continues after it.
    template <prefix Q>
    constexpr frame next(const Q& q) noexcept {
        return this->take(q, SIZE_MAX);
    }

    /// Skips the refused frame if it is too large and complete in memory. returns: whether it did.
    constexpr bool skip() noexcept {
        const auto seen = outlook();
        if (seen.st != status::frame_too_large && seen.st != status::length_not_addressable) return false;
        const std::uint64_t size = seen.found.header + detail::skipped_body(seen.found);
        if (size > unread().size()) return false;
        this->next_ += detail::as_size(size);
        return true;
    }

    /// Returns why next() returned none: need_input, or the error.
    constexpr status st() const noexcept { return st(this->prefix_); }
    /// Returns how many bytes are missing after need_input; zero after an error.
    constexpr bytes_needed needed() const noexcept { return needed(this->prefix_); }
    /// Explains the error; its st is ok if there is none.
    constexpr frame_error error() const noexcept { return error(this->prefix_); }
    /// Returns why next(q), which reads a frame of another shape, returned none.
    template <prefix Q>
    constexpr status st(const Q& q) const noexcept {
        return this->look(q, SIZE_MAX).st;
    }
    /// Returns how many bytes next(q) is missing.
    template <prefix Q>
    constexpr bytes_needed needed(const Q& q) const noexcept {
        return this->look(q, SIZE_MAX).needed;
    }
    /// Explains the error of next(q).
    template <prefix Q>
    constexpr frame_error error(const Q& q) const noexcept {
        return this->explain(q, offset(), SIZE_MAX);
    }
    /// Returns how the stream ends if no more bytes arrive.
    constexpr stream_end finish() const noexcept { return this->end_of(outlook()); }
    /// Drops the first `bytes` bytes of unread(), in search of the next frame. bytes: no more than unread() has.
    constexpr void drop(std::size_t bytes) noexcept { this->next_ += bytes; }
    /// Returns the bytes after the frames returned so far.
    constexpr std::span<const std::byte> unread() const noexcept { return this->window(); }
    /// Returns the size of the frames returned so far, in bytes; after an error, where the refused frame begins.
    constexpr std::uint64_t offset() const noexcept { return static_cast<std::uint64_t>(this->next_ - begin_); }

  private:
    constexpr typename base::outlook outlook() const noexcept { return this->look(this->prefix_, SIZE_MAX); }

    const std::byte* begin_;
};

} // namespace cleave
