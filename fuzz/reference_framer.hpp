// SPDX-License-Identifier: MIT
//
// reference_framer: what a stream of frames means, worked out in the slowest and plainest way: it keeps every byte that
// ever came and reads all of them anew whenever it is asked. The readers of include/cleave must agree with it to the
// last number; it shares nothing with them but the layout's description and the names of the errors.
#pragma once

#include <cleave/layout.hpp>
#include <cleave/status.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace cleave::fuzz {

/// One frame, or as much of it as came.
struct seen_frame {
    std::uint64_t length = 0; // of the payload, in bytes
    bool is_skipped = false;  // it is skipped: nothing of it counts
    bool is_complete = false;
    std::vector<std::byte> header = {};
    std::vector<std::byte> payload = {};
    std::vector<std::byte> trailer = {}; // of a complete frame

    friend bool operator==(const seen_frame&, const seen_frame&) = default;
};

/// Everything that can be said of a stream.
struct framing_verdict {
    std::vector<seen_frame> frames;
    status st = status::need_input; // or the error
    // Of the error:
    std::uint64_t declared = 0;
    std::uint64_t error_offset = 0;
    std::uint64_t limit = 0;
    std::vector<std::byte> first_bytes; // of the refused frame, as far as they show the error; 8 at most
    // If the stream ended here: what finish() says.
    status end = status::ok;
    std::uint64_t have = 0, need = 0;
    // What needed() says: bytes to the end of the frame, or at least to where its header can be judged.
    std::uint64_t needed = 0;
    bool needed_is_all = false;

    friend bool operator==(const framing_verdict&, const framing_verdict&) = default;
};

/// What a reader does otherwise than the streaming one.
struct reader_rules {
    bool passes_over = false;                          // frames that are refused for their size
    bool gives_whole_frames = false;                   // none of 4 GiB or more
    std::optional<std::size_t> storage = std::nullopt; // no frame may be larger, header and trailer included
};

class reference_framer {
  public:
    /// layout: one that check_layout() accepts, its limit resolved.
    explicit reference_framer(const prefix_layout& layout, const reader_rules& rules = {})
        : layout_(layout), rules_(rules) {}

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
        std::size_t bytes = 0; // ok: of the field; error: that show it; need_input: that it has at least
    };

    /// What is known of the frame at some place.
    struct header {
        status st = status::ok; // ok: all of it came
        std::size_t end = 0;    // ok, frame_too_large: its bytes; need_input: of the front that can be judged next
        std::size_t shown = 0;  // error: bytes that show it
        wide length = 0;        // ok, frame_too_large: of the payload
        wide declared = 0;      // in the field
    };

    std::size_t bytes_from(std::size_t at) const { return at < all_.size() ? all_.size() - at : 0; }
    unsigned byte(std::size_t at) const { return std::to_integer<unsigned>(all_[at]); }

    // ---- the forms of a length

    field read_field(std::size_t at) const {
        switch (layout_.form) {
        case length_form::binary: return read_binary(at);
        case length_form::varint: return read_varint(at);
        case length_form::ber: return read_ber(at);
        case length_form::be7: return read_be7(at);
        case length_form::quic: return read_quic(at);
        case length_form::decimal: return read_digits(at, 10);
        case length_form::hexadecimal: return read_digits(at, 16);
        }
        return {};
    }

    wide big_endian(std::size_t at, std::size_t bytes) const {
        wide value = 0;
        for (std::size_t i = 0; i < bytes; ++i) value = value * 256 + byte(at + i);
        return value;
    }

    field read_binary(std::size_t at) const {
        const std::size_t width = layout_.width;
        if (bytes_from(at) < width) return {status::need_input, 0, width};
        wide value = 0;
        for (std::size_t i = 0; i < width; ++i)
            value = value * 256 + byte(layout_.order == std::endian::big ? at + i : at + width - 1 - i);
        if (layout_.length_bits != 0) value %= wide{1} << layout_.length_bits;
        const wide half = wide{1} << (8 * width - 1);
        if (layout_.is_signed && value >= half) value -= 2 * half;
        return {status::ok, value, width};
    }

    // Low bits first, 7 a byte.
    field read_varint(std::size_t at) const {
        const std::size_t most = layout_.max_varint_bytes;
        wide value = 0;
        for (std::size_t i = 0; i < most; ++i) {
            if (i >= bytes_from(at)) return {status::need_input, 0, i + 1};
            value += wide{byte(at + i) & 127} << (7 * i);
            if (value >> 64 != 0) return {status::varint_too_long, 0, most};
            if (byte(at + i) >= 128) continue;
            const bool is_padded = i != 0 && byte(at + i) == 0;
            if (is_padded && !layout_.padded_varints) return {status::varint_not_canonical, 0, i + 1};
            return {status::ok, value, i + 1};
        }
        return {status::varint_too_long, 0, most};
    }

    // High bits first, 7 a byte.
    field read_be7(std::size_t at) const {
        const std::size_t most = layout_.max_varint_bytes;
        wide value = 0;
        for (std::size_t i = 0; i < most; ++i) {
            if (i >= bytes_from(at)) return {status::need_input, 0, i + 1};
            if (i == 0 && byte(at) == 128 && !layout_.padded_varints) return {status::varint_not_canonical, 0, 1};
            value = value * 128 + (byte(at + i) & 127);
            if (value >> 64 != 0) return {status::varint_too_long, 0, most};
            if (byte(at + i) < 128) return {status::ok, value, i + 1};
        }
        return {status::varint_too_long, 0, most};
    }

    field read_ber(std::size_t at) const {
        if (bytes_from(at) == 0) return {status::need_input, 0, 1};
        if (byte(at) < 128) return {status::ok, byte(at), 1};
        const std::size_t more = byte(at) - 128;
        if (more == 0) return {status::length_malformed, 0, 1};
        if (more > 8 || more + 1 > layout_.max_varint_bytes) return {status::varint_too_long, 0, 1};
        if (bytes_from(at) < 1 + more) return {status::need_input, 0, 1 + more};
        const wide value = big_endian(at + 1, more);
        const bool is_padded = more == 1 ? value < 128 : value >> (8 * (more - 1)) == 0;
        if (is_padded && !layout_.padded_varints) return {status::varint_not_canonical, 0, 1 + more};
        return {status::ok, value, 1 + more};
    }

    field read_quic(std::size_t at) const {
        if (bytes_from(at) == 0) return {status::need_input, 0, 1};
        constexpr std::array<std::size_t, 4> sizes{1, 2, 4, 8};
        constexpr std::array<wide, 4> least{0, 1 << 6, 1 << 14, 1 << 30};
        const unsigned kind = byte(at) / 64;
        if (sizes[kind] > layout_.max_varint_bytes) return {status::varint_too_long, 0, 1};
        if (bytes_from(at) < sizes[kind]) return {status::need_input, 0, sizes[kind]};
        const wide value = big_endian(at, sizes[kind]) - (wide{kind} << (8 * sizes[kind] - 2));
        const bool is_padded = value < least[kind];
        if (is_padded && !layout_.padded_varints) return {status::varint_not_canonical, 0, sizes[kind]};
        return {status::ok, value, sizes[kind]};
    }

    field read_digits(std::size_t at, int base) const {
        const std::size_t width = layout_.width;
        if (bytes_from(at) < width) return {status::need_input, 0, width};
        wide value = 0;
        for (std::size_t i = 0; i < width; ++i) {
            const char c = static_cast<char>(byte(at + i));
            int digit = base;
            if (c >= '0' && c <= '9') digit = c - '0';
            if (base == 16 && c >= 'a' && c <= 'f') digit = 10 + (c - 'a');
            if (base == 16 && c >= 'A' && c <= 'F') digit = 10 + (c - 'A');
            if (digit >= base) return {status::length_malformed, 0, width};
            value = value * base + digit;
        }
        return {status::ok, value, width};
    }

    // ---- headers

    // Of the frame at `at`, from its magic's first byte on. True: there is something to say before what comes next.
    bool read_magic(std::size_t at, header& to) const {
        for (std::size_t i = layout_.magic.at; i < layout_.magic.end(); ++i) {
            if (i >= bytes_from(at)) return to = {.st = status::need_input, .end = i + 1}, true;
            if (all_[at + i] == layout_.magic.bytes[i - layout_.magic.at]) continue;
            return to = {.st = status::magic_mismatch, .shown = i + 1}, true;
        }
        return false;
    }

    // From which of its bytes a length counts, for a header of so many.
    wide counted(std::size_t header_bytes) const {
        if (layout_.counts == length_counts::payload) return 0;
        const bool from_field = layout_.counts == length_counts::from_field;
        return wide{header_bytes} - (from_field ? wide{layout_.offset} : wide{static_cast<unsigned>(layout_.counts)});
    }

    status judge(wide number, wide length) const {
        if (number < 0) return status::negative_length;
        if (length < 0) return status::length_below_header;
        if (length < wide{layout_.min_payload}) return status::frame_too_small;
        return length > wide{layout_.max_payload} ? status::frame_too_large : status::ok;
    }

    header read_header(std::size_t at) const {
        header h;
        const bool has_magic = layout_.magic.size != 0;
        const bool begins_with_magic = has_magic && layout_.magic.end() <= layout_.offset;
        if (begins_with_magic && read_magic(at, h)) return h;
        const field read = read_field(at + layout_.offset);
        const std::size_t through = layout_.offset + read.bytes;
        if (read.st == status::need_input) return {.st = read.st, .end = through};
        if (read.st != status::ok) return {.st = read.st, .shown = through};
        h.declared = read.value;
        h.end = through + layout_.gap;
        h.length = length_of(read.value, h.end);
        h.st = judge(read.value, h.length);
        h.shown = through;
        if (h.st != status::ok) return h;
        header magic{.declared = h.declared};
        if (has_magic && !begins_with_magic && read_magic(at, magic)) {
            magic.declared = h.declared;
            return magic;
        }
        if (bytes_from(at) < h.end) h.st = status::need_input;
        h.shown = h.end;
        return h;
    }

    wide length_of(wide number, std::size_t header_bytes) const {
        return std::min(number * layout_.unit, greatest) - counted(header_bytes);
    }

    // ---- frames

    // False: no more frames; the verdict is complete.
    bool read_frame(framing_verdict& v, std::size_t& at) const {
        const std::size_t here = bytes_from(at);
        const header h = read_header(at);
        if (h.st == status::need_input) return in_header(v, here, h.end);
        status st = h.st;
        const wide whole = wide{h.end} + h.length + wide{layout_.trailer};
        if (st == status::ok && rules_.gives_whole_frames && h.length > wide{UINT32_MAX})
            st = status::length_not_addressable;
        if (st == status::ok && rules_.storage && whole > wide{*rules_.storage}) st = status::frame_exceeds_buffer;
        if (st == status::ok) return read_payload(v, at, h, false);
        const bool is_of_size =
            st == status::frame_too_large || st == status::length_not_addressable || st == status::frame_exceeds_buffer;
        return is_of_size && rules_.passes_over ? read_payload(v, at, h, true) : refuse(v, at, st, h);
    }

    bool in_header(framing_verdict& v, std::size_t here, std::size_t end) const {
        v.needed = end - here;
        if (here == 0) return false;
        v.end = status::truncated_prefix;
        v.have = here;
        v.need = end;
        return false;
    }

    bool refuse(framing_verdict& v, std::size_t at, status st, const header& h) const {
        v.st = v.end = st;
        v.declared = static_cast<std::uint64_t>(h.declared);
        v.error_offset = at;
        v.limit = layout_.max_payload;
        if (st == status::length_not_addressable) v.limit = UINT32_MAX;
        if (st == status::frame_exceeds_buffer) v.limit = *rules_.storage;
        for (std::size_t i = 0; i < h.shown && i < 8; ++i) v.first_bytes.push_back(all_[at + i]);
        return false;
    }

    std::vector<std::byte> copy(std::size_t at, wide bytes) const {
        const wide there = bytes_from(at);
        const auto first = all_.begin() + static_cast<std::ptrdiff_t>(std::min(at, all_.size()));
        return {first, first + static_cast<std::ptrdiff_t>(std::min(there, bytes))};
    }

    bool read_payload(framing_verdict& v, std::size_t& at, const header& h, bool is_skipped) const {
        const wide here = bytes_from(at);
        // So much and no more is skipped of a length that no stream ever has.
        const wide most = greatest - wide{h.end} - wide{layout_.trailer};
        const wide body = (is_skipped ? std::min(h.length, most) : h.length) + wide{layout_.trailer};
        const bool is_complete = here >= wide{h.end} + body;
        seen_frame f{
            .length = static_cast<std::uint64_t>(h.length), .is_skipped = is_skipped, .is_complete = is_complete};
        if (!is_skipped) {
            f.header = copy(at, h.end);
            f.payload = copy(at + h.end, h.length);
            if (is_complete) f.trailer = copy(at + h.end + f.payload.size(), layout_.trailer);
        }
        v.frames.push_back(f);
        if (is_complete) {
            at += h.end + static_cast<std::size_t>(body);
            return true;
        }
        v.needed = static_cast<std::uint64_t>(wide{h.end} + body - here);
        v.needed_is_all = true;
        v.end = status::truncated_payload;
        v.have = static_cast<std::uint64_t>(std::max(here - wide{h.end}, wide{0}));
        v.need = static_cast<std::uint64_t>(body);
        return false;
    }

    static constexpr wide greatest = (wide{1} << 64) - 1;

    prefix_layout layout_;
    reader_rules rules_;
    std::vector<std::byte> all_;
};

} // namespace cleave::fuzz
