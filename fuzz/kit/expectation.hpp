// SPDX-License-Identifier: MIT
//
// expectation: what a stream means in a framing, and what a decoder must and may have said when a part of it came.
#pragma once

#include "fairness.hpp"
#include "verdict.hpp"

#include <cleave/layout.hpp>
#include <cleave/prefix.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

namespace cleave::fuzz {

/// Where a whole frame lies: offsets in the stream.
struct frame_place {
    std::size_t begin, header_end, payload_end, end;
    bool may_be_refused = false; // some decoders take it and others do not
};

/// What is due, and when. Every question about a header is answered by the prefix's own `read`.
template <prefix Prefix>
class expectation {
  public:
    expectation(const Prefix& p, std::span<const std::byte> stream, const fairness& may = {})
        : prefix_(p), may_(may), stream_(stream) {
        while (walk()) {
        }
    }

    /// The whole frames, in order, but for those that are skipped.
    const std::vector<frame_place>& frames() const noexcept { return frames_; }
    std::span<const std::byte> payload(const frame_place& one) const noexcept {
        return stream_.subspan(one.header_end, one.payload_end - one.header_end);
    }
    /// How many frames are whole when `bytes` bytes came.
    std::size_t frames_due(std::size_t bytes) const noexcept {
        const auto first_open = std::ranges::upper_bound(frames_, bytes, {}, &frame_place::end);
        return static_cast<std::size_t>(first_open - frames_.begin());
    }
    /// Where what follows the whole frames begins.
    std::size_t open() const noexcept { return open_; }
    /// What of the payload of the frame after the first `told` is there when `bytes` bytes came.
    std::span<const std::byte> begun_payload(std::size_t told, std::size_t bytes) const noexcept {
        const std::size_t begin = told < frames_.size() ? frames_[told].header_end : open_payload_.value_or(bytes);
        const std::size_t end = told < frames_.size() ? std::min(bytes, frames_[told].payload_end) : bytes;
        return begin < end ? stream_.subspan(begin, end - begin) : std::span<const std::byte>();
    }
    /// The header of the frame after the first `told`, as far as it is there.
    std::span<const std::byte> header(std::size_t told, std::size_t bytes) const noexcept {
        const std::size_t begin = told < frames_.size() ? frames_[told].begin : std::min(open_, bytes);
        const std::size_t end = told < frames_.size() ? frames_[told].header_end : open_payload_.value_or(bytes);
        return stream_.subspan(begin, std::max(begin, std::min(end, bytes)) - begin);
    }

    /// Why the stream is refused after its frames; need_input where it is not.
    status refusal() const noexcept { return st_; }
    /// Whether a decoder that told `told` frames may refuse when `bytes` bytes came.
    bool may_refuse(std::size_t told, std::size_t bytes) const {
        if (told < frames_.size()) return frames_[told].may_be_refused && bytes > frames_[told].begin;
        if (bytes <= open_ || is_passing_) return false;
        if (is_tolerated_ || (is_error(st_) && bytes >= shown_)) return true;
        return may_.refuses_early != false && !open_payload_ && !can_be_good(stream_.subspan(open_, bytes - open_));
    }
    /// Whether it must: the error shows, and so long a header is whole.
    bool must_refuse(std::size_t bytes) const noexcept {
        if (!is_error(st_) || is_tolerated_) return false;
        return bytes >= (may_.reads_whole_header == false ? shown_ : header_end_);
    }

  private:
    // One frame, or what keeps it from being one. returns: whether another may follow.
    bool walk() {
        const std::span<const std::byte> rest = stream_.subspan(open_);
        prefix_reading found = detail::read_checked(prefix_, rest);
        bool may_be_refused = false;
        if (found.st == status::varint_not_canonical && may_.takes_padded_varints != false) {
            found = read_padded(rest, found);
            may_be_refused = !may_.takes_padded_varints;
            is_tolerated_ = may_be_refused && found.st != status::ok;
        } else if (found.st == status::ok && is_padded(rest) && may_.takes_padded_varints != true) {
            may_be_refused = !may_.takes_padded_varints;
            if (!may_be_refused) found = prefix_reading::refused(status::varint_not_canonical, found.header);
        }
        if (found.st == status::ok && exceeds(found, limited_size::frame))
            found = prefix_reading::too_large(found.header, found.header, found.size, found.trailer);
        if (found.st == status::ok && exceeds(found, limited_size::either)) may_be_refused = true;
        st_ = found.st;
        if (st_ == status::frame_too_large && may_.after == after_error::skips) return pass(found, rest);
        if (is_error(st_)) {
            shown_ = open_ + found.shown;
            header_end_ = std::max(shown_, open_ + (st_ == status::frame_too_large ? found.header : found.shown));
            return false;
        }
        if (st_ != status::ok) return false;
        return frame(found, rest, may_be_refused);
    }

    bool frame(const prefix_reading& found, std::span<const std::byte> rest, bool may_be_refused) {
        const std::size_t header_end = open_ + found.header;
        st_ = status::need_input;
        open_payload_ = header_end;
        is_tolerated_ = is_tolerated_ || may_be_refused;
        const std::uint64_t after_header = rest.size() - found.header;
        if (found.size > after_header || found.trailer > after_header - found.size) return false;
        const std::size_t payload_end = header_end + static_cast<std::size_t>(found.size);
        const std::size_t end = payload_end + found.trailer;
        if (!detail::trailer_holds(prefix_, stream_.subspan(payload_end, found.trailer))) {
            st_ = status::trailer_mismatch;
            shown_ = header_end_ = end;
            return false;
        }
        frames_.push_back({open_, header_end, payload_end, end, may_be_refused});
        next(end);
        return true;
    }

    bool pass(const prefix_reading& found, std::span<const std::byte> rest) {
        st_ = status::need_input;
        open_payload_.reset();
        is_passing_ = true;
        const std::uint64_t others = found.header + found.trailer;
        if (rest.size() < others || found.size > rest.size() - others) return false;
        next(open_ + static_cast<std::size_t>(others + found.size));
        return true;
    }

    void next(std::size_t at) noexcept {
        open_ = at;
        open_payload_.reset();
        is_tolerated_ = is_passing_ = false;
    }

    // kind: either: in one of the two readings of the limit; frame: in the one that counts, or in both.
    bool exceeds(const prefix_reading& found, limited_size kind) const noexcept {
        const std::uint64_t limit = may_.limit.value_or(prefix_.max_payload());
        const std::uint64_t more = std::uint64_t{found.header} + found.trailer;
        const bool by_payload = found.size > limit;
        const bool by_frame = by_payload || more > limit - found.size;
        if (kind == limited_size::either) return may_.limit_on == limited_size::either && by_frame;
        return may_.limit_on == limited_size::frame ? by_frame : by_payload;
    }

    static constexpr bool has_layout = requires(const Prefix& p) {
        { p.layout() } -> std::convertible_to<prefix_layout>;
    };

    // The same bytes for a reader that takes padded varints; `otherwise` where nobody knows what one reads.
    prefix_reading read_padded([[maybe_unused]] std::span<const std::byte> rest,
                               const prefix_reading& otherwise) const {
        if constexpr (has_layout) {
            prefix_layout layout = prefix_.layout();
            layout.padded_varints = true;
            runtime_layout lenient;
            if (runtime_layout::from(layout, lenient) == layout_error::none) return detail::read_checked(lenient, rest);
        }
        return otherwise;
    }

    // Whether a reader that is strict refuses the varint.
    bool is_padded([[maybe_unused]] std::span<const std::byte> rest) const {
        if constexpr (has_layout) {
            prefix_layout layout = prefix_.layout();
            if (!layout.padded_varints) return false;
            layout.padded_varints = false;
            runtime_layout strict;
            if (runtime_layout::from(layout, strict) != layout_error::none) return false;
            return strict.read(rest).st == status::varint_not_canonical;
        }
        return false;
    }

    // Whether bytes are found that make a good header of the front. A search of bounded cost: false is a guess.
    bool can_be_good(std::span<const std::byte> front) const {
        std::vector<std::byte> tried(front.begin(), front.end());
        int reads = 4096;
        return find_good(tried, reads);
    }
    bool find_good(std::vector<std::byte>& tried, int& reads) const {
        if (--reads < 0) return false;
        if (may_.length_bits != 0 && tried.size() > (may_.length_bits + 6) / 7 + offset()) return false;
        const prefix_reading found = detail::read_checked(prefix_, tried);
        if (found.st != status::need_input)
            return found.st == status::ok && !exceeds(found, limited_size::frame) &&
                   (may_.takes_padded_varints == true || !is_padded(tried));
        for (int value = 0; value < 256 && reads > 0; ++value) {
            tried.push_back(static_cast<std::byte>(value));
            const bool is_good = find_good(tried, reads);
            tried.pop_back();
            if (is_good) return true;
        }
        return false;
    }
    std::size_t offset() const noexcept {
        if constexpr (has_layout) return prefix_.layout().form == length_form::varint ? prefix_.layout().offset : 255U;
        return 255;
    }

    Prefix prefix_;
    fairness may_;
    std::span<const std::byte> stream_;
    std::vector<frame_place> frames_;
    std::size_t open_ = 0;                    // where the frame in progress begins
    std::optional<std::size_t> open_payload_; // and its payload, where its header is whole
    std::size_t shown_ = 0, header_end_ = 0;  // an error: where it shows, and where its header ends
    bool is_tolerated_ = false;               // the frame in progress may be refused
    bool is_passing_ = false;                 // it is skipped
    status st_ = status::need_input;
};

template <prefix Prefix>
expectation(const Prefix&, std::span<const std::byte>) -> expectation<Prefix>;

} // namespace cleave::fuzz
