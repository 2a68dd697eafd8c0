// SPDX-License-Identifier: MIT
//
// frame_gather: sends many frames by one vectored write, without a copy of a payload. The caller supplies the arrays.
//
//     iovec parts[64];
//     std::array<std::byte, 256> headers;
//     frame_gather<kafka, iovec> gather(parts, headers);
//     gather.add(a);
//     gather.add(b);
//     ssize_t n = writev(fd, gather.parts().data(), gather.parts().size());
//     if (n > 0) gather.sent(n);                                          // after a partial write, send the rest
#pragma once

#include "detail/platform.hpp"
#include "frame_encoder.hpp"
#include "prefix.hpp"
#include "status.hpp"

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>

namespace cleave {

/// Lists headers and payloads for a vectored write. Part: a std::span<const std::byte>, or a struct like POSIX's iovec.
template <writable_prefix P, class Part = std::span<const std::byte>>
class frame_gather {
  public:
    /// parts: a place for each piece; a frame takes one for each of header, payload and trailer that is not empty.
    /// headers: where headers and trailers are written. Both must outlive the gather; a copy would share them.
    constexpr frame_gather(std::span<Part> parts, std::span<std::byte> headers, const P& p = P{}) noexcept
        : parts_(parts), headers_(headers), prefix_(p) {}
    frame_gather(const frame_gather&) = delete;
    frame_gather& operator=(const frame_gather&) = delete;

    /// Adds a frame. payload: must stay valid until it is sent. errors: those of encode_header; need_output if
    /// the arrays are full: send first. An error adds nothing. cost: O(header).
    constexpr status add(std::span<const std::byte> payload) noexcept {
        if (const status st = detail::check_payload(prefix_, payload.size()); st != status::ok) [[unlikely]]
            return st;
        const std::size_t header = prefix_.size(payload.size());
        const std::size_t trailer = detail::trailer_size(prefix_, payload.size());
        if (headers_.size() - written_ < header + trailer || parts_.size() - end_ < 3) [[unlikely]]
            return status::need_output;
        std::byte* const at = headers_.data() + written_;
        prefix_.write(payload.size(), at);
        push(at, header);
        push(payload.data(), payload.size());
        if constexpr (detail::trailer_capacity<P> != 0) {
            detail::write_trailer(prefix_, payload.size(), at + header);
            push(at + header, trailer);
        }
        written_ += header + trailer;
        return status::ok;
    }

    /// Returns the unsent pieces, in order. Valid until the next call of add() or sent().
    constexpr std::span<Part> parts() const noexcept { return parts_.subspan(begin_, end_ - begin_); }

    /// Removes the bytes that a write took. The arrays are free again when all were sent.
    constexpr void sent(std::size_t bytes) noexcept {
        for (; begin_ != end_ && bytes >= size_of(parts_[begin_]); ++begin_) bytes -= size_of(parts_[begin_]);
        assert(bytes == 0 || begin_ != end_);
        if (begin_ == end_) return reset();
        if (bytes != 0) shorten(parts_[begin_], bytes);
    }

    /// Removes all frames.
    constexpr void reset() noexcept { begin_ = end_ = written_ = 0; }

  private:
    // iovec and its like have members for start and size, and no std::span's functions.
    static constexpr bool is_iovec = requires(Part p) {
        p.iov_base;
        p.iov_len;
    };

    constexpr void push(const std::byte* data, std::size_t size) noexcept {
        if (size != 0) parts_[end_++] = Part{const_cast<std::byte*>(data), size};
    }
    static constexpr std::size_t size_of(const Part& part) noexcept {
        if constexpr (is_iovec) {
            return part.iov_len;
        } else {
            return part.size();
        }
    }
    static constexpr void shorten(Part& part, std::size_t bytes) noexcept {
        if constexpr (is_iovec) {
            part = Part{static_cast<std::byte*>(part.iov_base) + bytes, part.iov_len - bytes};
        } else {
            part = part.subspan(bytes);
        }
    }

    std::span<Part> parts_;
    std::span<std::byte> headers_;
    std::size_t begin_ = 0; // of what is to be sent
    std::size_t end_ = 0;
    std::size_t written_ = 0; // bytes of headers_
    CLEAVE_DETAIL_NO_ROOM P prefix_;
};

} // namespace cleave
