// SPDX-License-Identifier: MIT
//
// shrink: makes a delivery on which a decoder differs as small as it will go.
#pragma once

#include "delivery.hpp"
#include "expectation.hpp"

#include <cleave/frame_encoder.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

namespace cleave::fuzz {

/// Play: called as play(delivery); what it returns is true where there is a difference, and has `pieces`.
template <prefix Prefix, class Play>
class shrinking {
  public:
    shrinking(const Prefix& p, const fairness& may, const Play& play) noexcept : prefix_(p), may_(may), play_(play) {}

    /// from: one that differs. returns: one that does, too, with fewer pieces, frames and bytes.
    delivery smallest(delivery from) const {
        for (std::size_t size = 0, pieces = 0; size != from.stream.size() || pieces != from.ends.size();) {
            size = from.stream.size();
            pieces = from.ends.size();
            keep_front(from);
            join_pieces(from);
            leave_out_frames(from);
            leave_out_bytes(from);
            complete_last_frame(from);
            shorten_payloads(from);
            clear_bytes(from);
        }
        return from;
    }

  private:
    using places = expectation<Prefix>;

    bool replace(delivery& from, delivery by) const {
        if (by.ends.empty() || !play_(by)) return false;
        from = std::move(by);
        return true;
    }

    // What follows the difference is of no use.
    void keep_front(delivery& from) const {
        delivery front = from;
        if (const auto found = play_(from)) front.ends.resize(std::max<std::size_t>(found->pieces, 1));
        front.stream.resize(front.ends.back());
        replace(from, std::move(front));
    }

    void join_pieces(delivery& from) const {
        if (replace(from, {from.stream, {from.stream.size()}})) return;
        for (std::size_t many = from.ends.size() / 2; many != 0; many /= 2)
            for (std::size_t i = 0; i + many < from.ends.size();) {
                delivery joined = from;
                const auto first = joined.ends.begin() + static_cast<std::ptrdiff_t>(i);
                joined.ends.erase(first, first + static_cast<std::ptrdiff_t>(many));
                if (!replace(from, std::move(joined))) i += many;
            }
    }

    static delivery without(const delivery& from, std::size_t begin, std::size_t size) {
        delivery less = from;
        const auto first = less.stream.begin() + static_cast<std::ptrdiff_t>(begin);
        less.stream.erase(first, first + static_cast<std::ptrdiff_t>(size));
        for (std::size_t& end : less.ends) end -= std::min(size, end > begin ? end - begin : 0);
        std::erase(less.ends, 0U); // no piece is empty
        less.ends.erase(std::unique(less.ends.begin(), less.ends.end()), less.ends.end());
        return less;
    }

    void leave_out_frames(delivery& from) const {
        for (std::size_t many = places(prefix_, from.stream, may_).frames().size(); many != 0; many /= 2)
            for (std::size_t i = 0;;) {
                const places due(prefix_, from.stream, may_);
                if (i + many > due.frames().size()) break;
                const std::size_t begin = due.frames()[i].begin;
                if (!replace(from, without(from, begin, due.frames()[i + many - 1].end - begin))) i += many;
            }
    }

    void leave_out_bytes(delivery& from) const {
        if (from.stream.size() > 4096) return; // its frames are left out and shortened
        for (std::size_t size = from.stream.size() / 2; size != 0; size /= 2)
            for (std::size_t at = 0; at + size <= from.stream.size();)
                if (!replace(from, without(from, at, size))) at += size;
    }

    // A byte of a payload can only go together with one in its length.
    void shorten_payloads(delivery& from) const {
        for (std::size_t i = 0;; ++i) {
            const places due(prefix_, from.stream, may_);
            if (i >= due.frames().size()) return;
            const frame_place one = due.frames()[i];
            const std::size_t payload = one.payload_end - one.header_end;
            std::size_t low = 0; // halved until the least that still differs is found
            for (std::size_t high = payload; low < high;) {
                const std::size_t size = low + (high - low) / 2;
                const places now(prefix_, from.stream, may_);
                const frame_place here = now.frames().size() > i ? now.frames()[i] : one;
                if (now.frames().size() > i && shorten(from, here, size)) {
                    high = size;
                } else {
                    low = size + 1;
                }
            }
        }
    }

    bool shorten(delivery& from, const frame_place& one, std::size_t size) const {
        const std::size_t payload = one.payload_end - one.header_end;
        return size < payload && (replace(from, shortened(from, one, size, 0)) ||
                                  replace(from, shortened(from, one, size, payload - size)));
    }

    // The frame with `size` bytes of its payload, from `first` on. None where no header says so.
    delivery shortened(const delivery& from, const frame_place& one, std::size_t size, std::size_t first) const {
        if constexpr (!writable_prefix<Prefix>) {
            return {};
        } else {
            const auto header = encode_header(size, prefix_);
            if (header.st != status::ok || header.size > one.header_end - one.begin) return {};
            delivery less =
                without(from, one.header_end + first + size, one.payload_end - one.header_end - first - size);
            less = without(less, one.header_end, first);
            less = without(less, one.begin, one.header_end - one.begin - header.size);
            std::copy_n(header.bytes.begin(), header.size,
                        less.stream.begin() + static_cast<std::ptrdiff_t>(one.begin));
            return less;
        }
    }

    // A frame that stays open may do without what is missing.
    void complete_last_frame(delivery& from) const {
        const places due(prefix_, from.stream, may_);
        const prefix_reading open = prefix_.read(std::span(from.stream).subspan(due.open()));
        const std::size_t header_end = due.open() + open.header;
        if (open.st != status::ok || header_end + open.trailer > from.stream.size()) return;
        const std::size_t payload_end = from.stream.size() - open.trailer;
        replace(from, shortened(from, {due.open(), header_end, payload_end, from.stream.size()},
                                payload_end - header_end, 0));
    }

    // Bytes that do not matter are zeros.
    void clear_bytes(delivery& from) const {
        if (from.stream.size() > 4096) return;
        for (std::size_t i = 0; i < from.stream.size(); ++i) {
            if (from.stream[i] == std::byte{0}) continue;
            delivery cleared = from;
            cleared.stream[i] = std::byte{0};
            replace(from, std::move(cleared));
        }
    }

    const Prefix& prefix_;
    const fairness& may_;
    const Play& play_;
};

} // namespace cleave::fuzz
