// SPDX-License-Identifier: MIT
#include "fault_cause.hpp"

#include "hex_view.hpp"
#include "layout_guess.hpp"

#include <cleave/frame_error.hpp>
#include <cleave/utf8.hpp>

#include <algorithm>
#include <optional>
#include <vector>

namespace cleave::inspect {

namespace {

std::string_view peer_advice(peer_guess guess) {
    switch (guess) {
    case peer_guess::none:
    case peer_guess::text:
    case peer_guess::swapped_byte_order: return "";
    case peer_guess::tls_hello: return "the peer speaks TLS; end the TLS in front of this port, or ask for none";
    case peer_guess::http_request: return "an HTTP client, or a scanner, came to this port";
    case peer_guess::http_reply: return "the address is that of an HTTP server";
    case peer_guess::ssh_banner: return "the address is that of an SSH server";
    }
    return "";
}

bool is_digit(std::byte b) { return b >= std::byte{'0'} && b <= std::byte{'9'}; }

std::string bytes_text(std::uint64_t n) { return std::to_string(n) + (n == 1 ? " byte" : " bytes"); }

class detective {
  public:
    detective(const way_to_read& way, const stream_fault& fault, const stream_window& window)
        : way_(way), fault_(fault), window_(window), prefix_(length_prefix::resolved(way.layout.prefix)) {}

    std::string run() const {
        for (const auto look :
             {&detective::foreign_peer, &detective::digits, &detective::minus_one, &detective::json_dialect,
              &detective::uncounted_end, &detective::other_layout, &detective::characters_counted,
              &detective::swallowed_message, &detective::uncounted_bytes, &detective::unframed_text,
              &detective::byte_order, &detective::early_end})
            if (std::string found = (this->*look)(); !found.empty()) return found;
        return "";
    }

  private:
    bool is_cut() const {
        return fault_.st == status::truncated_prefix || fault_.st == status::truncated_payload ||
               fault_.st == status::truncated_header || fault_.st == status::truncated_body;
    }
    bool is_about_json() const { return (fault_.st >= status::json_syntax && fault_.st <= status::json_not_object); }
    std::span<const std::byte> near(std::size_t most) const {
        return fault_.near_bytes.first(std::min(most, fault_.near_bytes.size()));
    }
    peer_guess peer() const { return guess_peer(near(8)); }

    std::string foreign_peer() const {
        if (fault_.index != 0 && fault_.offset != 0) return "";
        const std::string_view advice = peer_advice(peer());
        return advice.empty() ? "" : "this is " + std::string(to_string(peer())) + ": " + std::string(advice);
    }

    std::string digits() const {
        const std::size_t width = prefix_.is_varint() ? 4 : prefix_.width;
        const auto field = fault_.near_bytes.subspan(std::min<std::size_t>(prefix_.offset, fault_.near_bytes.size()));
        if (is_about_json() || width < 2 || field.size() < width) return "";
        if (!std::all_of(field.begin(), field.begin() + static_cast<std::ptrdiff_t>(width), is_digit)) return "";
        return "the length is written in decimal digits (\"" + std::string(as_text(field.first(width))) +
               "\"), not in binary";
    }

    std::string minus_one() const {
        if (fault_.st != status::negative_length && fault_.st != status::frame_too_large) return "";
        if (prefix_.is_varint() || fault_.near_bytes.size() < prefix_.offset + std::size_t{prefix_.width}) return "";
        const auto field = fault_.near_bytes.subspan(prefix_.offset, prefix_.width);
        if (!std::all_of(field.begin(), field.end(), [](std::byte b) { return b == std::byte{0xff}; })) return "";
        return "the length is -1: the sender took the answer of a failed call for a length";
    }

    std::string json_dialect() const {
        if (!is_about_json() || fault_.near_bytes.size() < prefix_.min_header_bytes()) return "";
        const std::string_view text = as_text(fault_.near_bytes.subspan(prefix_.min_header_bytes()));
        if (text.starts_with("{'")) return "the header is Python's str() of a dict; json.dumps() writes JSON";
        if (fault_.st == status::json_invalid_utf8)
            return "the header's text is in another encoding than UTF-8 (GBK and Latin-1 occur)";
        const std::string_view at = text.substr(std::min<std::size_t>(fault_.header_offset, text.size()));
        if (at.starts_with("NaN") || at.starts_with("Infinity") || at.starts_with("-Infinity"))
            return "json.dumps() writes NaN and Infinity, which JSON does not have; allow_nan=False refuses them";
        return "";
    }

    /// The stream read from its start in other layouts: does one of them lead further, to the end?
    std::string other_layout() const {
        std::vector<way_to_read> variants;
        const auto add = [&](prefix_layout changed) {
            if (check_layout(changed) == layout_error::none && changed != way_.layout.prefix)
                variants.push_back({{layout_text(changed), changed}, way_.holds});
        };
        prefix_layout given = way_.layout.prefix;
        given.max_payload = automatic_limit;
        for (const auto order : {std::endian::big, std::endian::little}) {
            prefix_layout one = given;
            one.order = order;
            for (const auto counts : {length_counts::payload, length_counts::whole_frame, length_counts::from_field}) {
                one.counts = counts;
                add(one);
            }
        }
        for (std::uint8_t n = 0; n <= 8; ++n) {
            prefix_layout shifted = given, spaced = given, wide = given;
            shifted.offset = spaced.gap = wide.width = n;
            for (const prefix_layout& one : {shifted, spaced, wide}) add(one);
        }
        const layout_guess* best = nullptr;
        std::vector<layout_guess> leading;
        for (const way_to_read& variant : variants) {
            const walk_result walked = walk(variant, window_);
            // Some offset or gap always makes one frame fit.
            const bool is_shifted =
                variant.layout.prefix.offset != given.offset || variant.layout.prefix.gap != given.gap;
            const bool leads_on = walked.fits(window_) && walked.consumed > fault_.offset &&
                                  walked.empty_frames < walked.frames && walked.evidence_bits >= variant_bits &&
                                  (!is_shifted || walked.frames > 1);
            if (leads_on) leading.push_back({variant, walked, "", {}});
        }
        for (const layout_guess& one : leading)
            if (best == nullptr || one.walked.evidence_bits > best->walked.evidence_bits) best = &one;
        std::vector<layout_guess> ranked;
        if (best == nullptr && way_.holds == content::frames) {
            ranked = rank_layouts(window_);
            best = convincing(ranked);
            if (best != nullptr && (!best->walked.fits(window_) || best->way == way_)) best = nullptr;
        }
        if (best == nullptr) return "";
        if (best->way.holds != way_.holds)
            return "these are header messages: a JSON header, then a body without a length; read them with --as "
                   "messages";
        const std::string what = difference(way_.layout.prefix, best->way.layout.prefix);
        if (what.empty()) return "";
        return what + ": read with --layout " + best->way.layout.name + ", the stream is " +
               std::to_string(best->walked.frames) + (best->walked.frames == 1 ? " frame" : " frames") +
               " and nothing is left over";
    }

    /// The frame before the fault, where the window holds it: the length counted characters, and there are more bytes.
    std::string characters_counted() const {
        if (fault_.index == 0 && !is_cut()) return "";
        const std::uint64_t begin = fault_.index == 0 ? fault_.offset : fault_.previous;
        if (begin >= window_.bytes.size()) return "";
        const auto bytes = window_.bytes.subspan(static_cast<std::size_t>(begin));
        const prefix_reading reading = read_prefix(prefix_, bytes);
        if (reading.st != status::ok) return "";
        std::string_view rest = as_text(bytes.subspan(reading.header_bytes));
        std::uint64_t used = 0;
        for (std::uint64_t n = 0; n < reading.payload_bytes; ++n) {
            const utf8_char next = decode_utf8(rest);
            if (next.bytes == 0) return "";
            used += next.bytes;
            rest.remove_prefix(next.bytes);
        }
        if (used == reading.payload_bytes || !goes_on(rest.size())) return "";
        return "the length counts characters, not bytes: " + std::to_string(reading.payload_bytes) +
               " characters of UTF-8 are " + bytes_text(used) + " here; encode first, then take the length";
    }

    /// Whether the last `bytes_left` bytes of the window read well.
    bool goes_on(std::size_t bytes_left) const {
        if (bytes_left == 0) return window_.is_whole;
        const stream_window rest{window_.bytes.last(bytes_left), window_.is_whole};
        const walk_result walked = walk(way_, rest);
        return walked.fits(rest) && walked.evidence_bits >= variant_bits;
    }

    /// What stands behind the frame before the fault, as far as the window holds it.
    std::span<const std::byte> from_fault() const {
        if (fault_.index == 0 || fault_.offset >= window_.bytes.size()) return {};
        return window_.bytes.subspan(static_cast<std::size_t>(fault_.offset));
    }

    /// A line's end or a NUL behind each payload.
    std::string uncounted_end() const {
        const auto from = from_fault();
        for (const std::string_view end :
             {std::string_view("\n"), std::string_view("\r\n"), std::string_view("\0", 1)}) {
            if (!as_text(from).starts_with(end)) continue;
            // Each payload has one: the rest reads well without this one, or up to the next.
            const bool is_last = from.size() == end.size() && window_.is_whole;
            const stream_window rest{from.subspan(end.size()), window_.is_whole};
            if (!is_last && walk(way_, rest).frames == 0) continue;
            return (end[0] == '\0' ? "a NUL" : "a line's end") + std::string(" follows the ") +
                   (way_.holds == content::messages ? "body" : "payload") + " and is not counted by its length";
        }
        return "";
    }

    /// Bytes that no length counts.
    std::string uncounted_bytes() const {
        const auto from = from_fault();
        const bool are_messages = way_.holds == content::messages;
        const std::size_t header = prefix_.min_header_bytes();
        for (std::size_t n = 1; n + header < from.size() && n <= (are_messages ? 4096 : 64); ++n) {
            if (are_messages && from[n + header] != std::byte{'{'}) continue;
            if (!goes_on(from.size() - n)) continue;
            return bytes_text(n) + " that no length counts stand in front of the next one (" +
                   hex_bytes(from.first(std::min<std::size_t>(n, 8))) + (n > 8 ? " ..." : "") +
                   "): more was sent than was announced";
        }
        return "";
    }

    /// A body that was announced too large holds the next message.
    std::string swallowed_message() const {
        if (way_.holds != content::messages || (fault_.index == 0 && !is_cut())) return "";
        const std::uint64_t begin = is_cut() ? fault_.offset : fault_.previous;
        if (begin >= window_.bytes.size()) return "";
        const auto from = window_.bytes.subspan(static_cast<std::size_t>(begin));
        const std::size_t header = prefix_.min_header_bytes();
        const std::size_t end = is_cut() ? from.size() : static_cast<std::size_t>(fault_.offset - begin);
        for (std::size_t at = header + 2; at + header < from.size() && at < end; ++at) {
            if (from[at + header] != std::byte{'{'} || !goes_on(from.size() - at)) continue;
            return "the size in the header at offset " + std::to_string(begin) +
                   " is too large: the next message begins inside that body, at offset " + std::to_string(begin + at);
        }
        return "";
    }

    std::string unframed_text() const {
        if (is_cut() || is_about_json() || peer() != peer_guess::text) return "";
        return fault_.offset == 0 ? "this is unframed text: the sender puts no length in front of it"
                                  : "this is text where a length belongs: more was sent than the length before it says";
    }

    std::string byte_order() const {
        if (prefix_.is_varint() || prefix_.width == 1 || is_cut() || is_about_json()) return "";
        if (fault_.near_bytes.size() < prefix_.offset + std::size_t{prefix_.width}) return "";
        const auto header = near(prefix_.offset + std::size_t{prefix_.width});
        const frame_error error = explain(prefix_, fault_.st, header, 0, 0, prefix_.max_payload);
        if (error.looks_like != peer_guess::swapped_byte_order) return "";
        return prefix_.order == std::endian::big ? "the length looks like a little-endian one"
                                                 : "the length looks like a big-endian one";
    }

    std::string early_end() const {
        if (!is_cut()) return "";
        return "the sender stopped " + bytes_text(fault_.need - fault_.have) +
               " early, or this is not the whole stream";
    }

    static constexpr double variant_bits = 16;

    const way_to_read& way_;
    const stream_fault& fault_;
    stream_window window_;
    prefix_layout prefix_;
};

} // namespace

std::string likely_cause(const way_to_read& way, const stream_fault& fault, const stream_window& window) {
    return detective(way, fault, window).run();
}

} // namespace cleave::inspect
