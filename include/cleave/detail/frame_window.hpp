// SPDX-License-Identifier: MIT
//
// frame_window: bytes that are not read yet, and the questions about their front.
#pragma once

#include "../frame.hpp"
#include "../frame_error.hpp"
#include "../prefix.hpp"
#include "../status.hpp"
#include "platform.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace cleave::detail {

/// Holds bytes not read yet, and reads frames off their front: what frame_reader and frame_buffer share.
template <prefix P>
class frame_window {
  protected:
    struct outlook {
        status st = status::ok; // ok: a whole frame is there
        bytes_needed needed;    // need_input
        prefix_reading found;
    };

    constexpr frame_window(std::span<const std::byte> bytes, const P& p) noexcept
        : next_(bytes.data()), end_(bytes.data() + bytes.size()), prefix_(p) {}

    constexpr std::span<const std::byte> window() const noexcept { return {next_, end_}; }
    constexpr void set_window(std::span<const std::byte> bytes) noexcept {
        next_ = bytes.data();
        end_ = bytes.data() + bytes.size();
    }

    // The frame at the front, if it is whole and has at most `limit` bytes; else none, and why() says why.
    template <prefix Q>
    CLEAVE_DETAIL_INLINE constexpr frame take(const Q& q, std::size_t limit) noexcept {
        const std::span<const std::byte> in = window();
        const prefix_reading found = detail::read_checked(q, in);
        if (found.st != status::ok) [[unlikely]]
            return {};
        const std::size_t after_header = in.size() - found.header;
        if (found.size > after_header || found.trailer > after_header - found.size) [[unlikely]]
            return {};
        const std::size_t size = found.header + static_cast<std::size_t>(found.size) + found.trailer;
        if (size > limit || found.size > max_whole_payload) [[unlikely]]
            return {};
        if (!detail::frame_holds(q, in.first(size), found.trailer)) return {};
        const frame taken(next_, found);
        next_ += size;
        return taken;
    }

    // What stands at the front. limit: bytes of the largest frame.
    template <prefix Q>
    CLEAVE_DETAIL_NOINLINE constexpr outlook look(const Q& q, std::size_t limit) const noexcept {
        const std::span<const std::byte> in = window();
        const prefix_reading found = detail::read_checked(q, in);
        if (found.st == status::need_input) return {found.st, {found.size, false}, found};
        if (found.st != status::ok) return {found.st, {}, found};
        if (found.size > max_whole_payload) return {status::length_not_addressable, {}, found};
        const std::uint64_t size = found.header + found.size + found.trailer;
        if (size > limit) return {status::frame_exceeds_buffer, {}, found};
        if (size > in.size()) return {status::need_input, {size - in.size(), true}, found};
        const auto frame_bytes = in.first(static_cast<std::size_t>(size));
        if (!detail::frame_holds(q, frame_bytes, found.trailer)) return {status::trailer_mismatch, {}, found};
        return {status::ok, {}, found};
    }

    // How the stream ends here: in front of a frame, within one, or with an error.
    constexpr stream_end end_of(const outlook& seen) const noexcept {
        const std::size_t have = window().size();
        if (seen.st != status::need_input) return {seen.st, 0, 0};
        if (have == 0) return {};
        if (!seen.needed.is_all) return {status::truncated_prefix, have, have + seen.needed.at_least};
        return {status::truncated_payload, have - seen.found.header, seen.found.size + seen.found.trailer};
    }

    template <prefix Q>
    constexpr frame_error explain(const Q& q, std::uint64_t offset, std::size_t limit) const noexcept {
        const outlook seen = look(q, limit);
        if (!is_error(seen.st)) return {};
        const bool is_of_storage = seen.st == status::frame_exceeds_buffer;
        const std::uint64_t most = seen.st == status::length_not_addressable ? max_whole_payload : q.max_payload();
        return detail::explain(q, seen.st, window(), seen.found, offset, is_of_storage ? limit : most);
    }

    const std::byte* next_;
    const std::byte* end_;
    CLEAVE_DETAIL_NO_ROOM P prefix_;
};

} // namespace cleave::detail
