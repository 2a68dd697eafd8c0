// SPDX-License-Identifier: MIT
//
// reference_framer: what a stream of frames means, worked out in the slowest and plainest way: it keeps every byte that
// ever came and reads all of them anew, one at a time, whenever it is asked. The readers of include/cleave must agree
// with it to the last number; it shares nothing with them but the layout's description and the names of the errors.
#pragma once

#include <cleave/length_prefix.hpp>
#include <cleave/status.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace cleave::fuzz {

/// One frame, or as much of it as came.
struct seen_frame {
    std::uint64_t length = 0; // of the payload, as declared
    bool is_excess = false;   // it is passed over: nothing of its payload counts
    bool is_complete = false;
    std::vector<std::byte> payload = {};

    friend bool operator==(const seen_frame&, const seen_frame&) = default;
};

/// Everything that can be said of a stream.
struct framing_verdict {
    std::vector<seen_frame> frames;
    status st = status::need_input; // or the error
    // Of the error:
    std::uint64_t declared = 0;
    std::uint64_t error_offset = 0;
    std::vector<std::byte> first_bytes; // of the refused frame, as far as they show the error; 8 at most
    // If the stream ended here: what finish() says.
    status end = status::ok;
    std::uint64_t have = 0, need = 0;
    // What needed() says: bytes to the end of the frame, or at least of its header.
    std::uint64_t needed = 0;
    bool needed_is_all = false;

    friend bool operator==(const framing_verdict&, const framing_verdict&) = default;
};

class reference_framer {
  public:
    /// layout: one that check_layout() accepts, its limit resolved. storage: no frame may be larger, header included.
    reference_framer(const prefix_layout& layout, bool passes_over_excess,
                     std::optional<std::size_t> storage = std::nullopt)
        : layout_(layout), passes_over_excess_(passes_over_excess), storage_(storage) {}

    void take(std::span<const std::byte> bytes) { all_.insert(all_.end(), bytes.begin(), bytes.end()); }

    framing_verdict verdict() const {
        framing_verdict v;
        std::size_t at = 0;
        while (read_frame(v, at)) {
        }
        return v;
    }

  private:
    using wide = __int128; // every length, sum and difference fits, with its sign

    struct field {
        status st = status::ok; // need_input: not all of it came
        wide value = 0;
        std::size_t bytes = 0;
    };

    unsigned byte(std::size_t at) const { return std::to_integer<unsigned>(all_[at]); }

    field read_field(std::size_t at) const {
        if (layout_.is_varint()) return read_varint_field(at);
        if (at + layout_.width > all_.size()) return {status::need_input};
        wide value = 0;
        for (std::size_t i = 0; i < layout_.width; ++i)
            value = value * 256 + byte(layout_.order == std::endian::big ? at + i : at + layout_.width - 1 - i);
        const wide half = wide{1} << (8 * layout_.width - 1);
        if (layout_.is_signed && value >= half) value -= 2 * half;
        return {status::ok, value, layout_.width};
    }

    field read_varint_field(std::size_t at) const {
        wide value = 0;
        for (std::size_t i = 0; i < 10; ++i) {
            if (at + i >= all_.size()) return {status::need_input};
            value += wide{byte(at + i) & 127} << (7 * i);
            if (value >> 64 != 0) return {status::varint_too_long, 0, 10};
            if (byte(at + i) >= 128) continue;
            const bool is_shortest = i == 0 || byte(at + i) != 0;
            return {is_shortest ? status::ok : status::varint_not_canonical, value, i + 1};
        }
        return {status::varint_too_long, 0, 10};
    }

    // False: no more frames; the verdict is complete.
    bool read_frame(framing_verdict& v, std::size_t& at) const {
        const std::size_t here = all_.size() - at;
        if (here == 0) {
            v.needed = layout_.min_header_bytes();
            return false;
        }
        const field declared = read_field(at + layout_.offset);
        if (declared.st == status::need_input) return in_header(v, here, 0);
        const std::size_t through_field = layout_.offset + declared.bytes;
        const wide length = declared.value - wide{layout_.counted_header_bytes()};
        status st = declared.st;
        if (st == status::ok && declared.value < 0) st = status::negative_length;
        if (st == status::ok && length < 0) st = status::length_below_header;
        if (st == status::ok && length > wide{layout_.max_payload}) st = status::frame_too_large;
        const std::size_t header = through_field + layout_.gap;
        bool is_excess = st == status::frame_too_large;
        if (st != status::ok && !(is_excess && passes_over_excess_)) return refuse(v, at, st, declared, through_field);
        if (!is_excess && here < header) return in_header(v, here, header);
        if (!is_excess && storage_ && wide{header} + length > wide{*storage_}) {
            if (!passes_over_excess_) return refuse(v, at, status::frame_exceeds_buffer, declared, header);
            is_excess = true;
        }
        return read_payload(v, at, header, static_cast<std::uint64_t>(length), is_excess);
    }

    bool in_header(framing_verdict& v, std::size_t here, std::size_t header) const {
        // Of a varint only its end is known to be missing, and the gap behind it.
        const bool in_varint = header == 0 && layout_.is_varint() && here > layout_.offset;
        if (header == 0) header = in_varint ? here + 1 + layout_.gap : layout_.min_header_bytes();
        v.needed = header - here;
        v.end = status::truncated_prefix;
        v.have = here;
        v.need = header;
        return false;
    }

    bool refuse(framing_verdict& v, std::size_t at, status st, const field& declared, std::size_t shown) const {
        v.st = v.end = st;
        v.declared = static_cast<std::uint64_t>(declared.value);
        v.error_offset = at;
        for (std::size_t i = 0; i < shown && i < 8; ++i) v.first_bytes.push_back(all_[at + i]);
        return false;
    }

    bool read_payload(framing_verdict& v, std::size_t& at, std::size_t header, std::uint64_t length,
                      bool is_excess) const {
        const std::size_t here = all_.size() - at;
        const std::size_t behind_header = here > header ? here - header : 0;
        const bool is_complete = here >= header && behind_header >= length;
        seen_frame f{.length = length, .is_excess = is_excess, .is_complete = is_complete};
        if (!is_excess)
            for (std::size_t i = 0; i < behind_header && i < length; ++i) f.payload.push_back(all_[at + header + i]);
        v.frames.push_back(f);
        if (is_complete) {
            at += header + static_cast<std::size_t>(length);
            return true;
        }
        // So much and no more is passed over of a length that no stream ever has.
        const wide most = (wide{1} << 64) - 1 - wide{header_bytes_limit};
        const wide whole = is_excess && wide{length} > most ? most : wide{length};
        v.needed = static_cast<std::uint64_t>(wide{header} + whole - wide{here});
        v.needed_is_all = true;
        v.end = status::truncated_payload;
        v.have = behind_header;
        v.need = length;
        return false;
    }

    prefix_layout layout_;
    bool passes_over_excess_;
    std::optional<std::size_t> storage_;
    std::vector<std::byte> all_;
};

} // namespace cleave::fuzz
