// SPDX-License-Identifier: MIT
#include "fault_cause.hpp"

#include "catalogue.hpp"
#include "hex_view.hpp"
#include "layout_guess.hpp"

#include <cleave/detail/utf8.hpp>
#include <cleave/frame_error.hpp>

#include <algorithm>
#include <cmath>
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

/// What may be the cause, and how much of the stream it explains.
struct suspicion {
    std::string text;
    double weight;
};

class detective {
  public:
    detective(const way_to_read& way, const stream_fault& fault, const stream_window& window)
        : way_(way), fault_(fault), window_(window), layout_(conformance::checked_layout(way.layout.prefix)),
          prefix_(layout_.layout()) {}

    std::string run() {
        foreign_peer();
        if (way_.known == nullptr) {
            digits();
            odd_values();
            json_dialect();
            named_protocol();
            other_layout();
            trailers();
            another_size(fault_.index != 0 ? fault_.previous : fault_.offset);
            if (fault_.index != 0) another_size(fault_.offset);
            swallowed_message();
            uncounted_body_bytes();
            unframed_text();
            byte_order();
        }
        early_end();
        return told();
    }

  private:
    static constexpr double certain = 60;

    void suspect(double weight, std::string text) {
        const auto known =
            std::find_if(all_.begin(), all_.end(), [&](const suspicion& one) { return one.text == text; });
        if (known == all_.end()) all_.push_back({std::move(text), weight});
    }

    /// The best one, and those that explain about as much.
    std::string told() {
        constexpr double as_good = 3;
        constexpr std::size_t most = 3;
        std::stable_sort(all_.begin(), all_.end(),
                         [](const suspicion& a, const suspicion& b) { return a.weight > b.weight; });
        std::string text;
        for (std::size_t i = 0; i < std::min(all_.size(), most) && all_[i].weight >= all_[0].weight - as_good; ++i)
            text += (i == 0 ? "" : "; or: ") + all_[i].text;
        return text;
    }

    bool is_cut() const {
        return fault_.st == status::truncated_prefix || fault_.st == status::truncated_payload ||
               fault_.st == status::truncated_header || fault_.st == status::truncated_body;
    }
    bool is_about_json() const { return fault_.st >= status::json_syntax && fault_.st <= status::json_not_object; }
    std::span<const std::byte> near(std::size_t most) const {
        return fault_.near_bytes.first(std::min(most, fault_.near_bytes.size()));
    }
    peer_guess peer() const { return guess_peer(near(8)); }
    std::span<const std::byte> from(std::uint64_t at) const {
        return window_.bytes.subspan(static_cast<std::size_t>(std::min<std::uint64_t>(at, window_.bytes.size())));
    }

    /// How well the stream reads from a place on; below 0: not at all. Frames of one byte of length prove less.
    double reads_on(std::uint64_t at) const {
        if (at > window_.bytes.size()) return -1;
        const stream_window rest{from(at), window_.is_whole};
        if (rest.bytes.empty()) return window_.is_whole ? 3 : -1;
        way_to_read way = way_;
        way.skip = 0;
        const walk_result walked = walk(way, rest);
        const auto frames = static_cast<double>(walked.frames - walked.empty_frames);
        const double each = conformance::is_varint(prefix_) || prefix_.width == 1 ? 0.7 : 3;
        if (walked.fits(rest) && frames != 0) return 4 + each * std::min(frames, 8.0);
        return frames >= 3 && each > 1 ? frames : -1;
    }

    void foreign_peer() {
        if (fault_.index != 0 && fault_.offset != 0) {
            const auto bytes = near(3);
            const bool is_record = bytes.size() == 3 && bytes[0] >= std::byte{20} && bytes[0] <= std::byte{23} &&
                                   bytes[1] == std::byte{3} && bytes[2] <= std::byte{4};
            if (is_record) suspect(certain, "encryption begins here: this is a record of TLS");
            return;
        }
        const std::string_view advice = peer_advice(peer());
        if (!advice.empty())
            suspect(2 * certain, "this is " + std::string(to_string(peer())) + ": " + std::string(advice));
    }

    void digits() {
        const std::size_t width = conformance::is_varint(prefix_) ? 4 : prefix_.width;
        const auto field = fault_.near_bytes.subspan(std::min<std::size_t>(prefix_.offset, fault_.near_bytes.size()));
        if (is_about_json() || width < 2 || field.size() < width) return;
        if (!std::all_of(field.begin(), field.begin() + static_cast<std::ptrdiff_t>(width), is_digit)) return;
        suspect(certain / 2, "the length is written in decimal digits (\"" + std::string(as_text(field.first(width))) +
                                 "\"), not in binary");
    }

    /// Values that a program makes of something else.
    void odd_values() {
        if (fault_.st != status::negative_length && fault_.st != status::frame_too_large) return;
        if (conformance::is_varint(prefix_) || prefix_.width < 2 ||
            fault_.near_bytes.size() < prefix_.offset + std::size_t{prefix_.width})
            return;
        std::vector<std::byte> field(fault_.near_bytes.begin() + prefix_.offset,
                                     fault_.near_bytes.begin() + prefix_.offset + prefix_.width);
        if (prefix_.order == std::endian::little) std::reverse(field.begin(), field.end());
        if (!std::all_of(field.begin(), field.end() - 1, [](std::byte b) { return b == std::byte{0xff}; })) return;
        if (field.back() == std::byte{0xff})
            suspect(15, "the length is -1: the sender took the answer of a failed call for a length");
        const auto meant = std::to_integer<std::uint64_t>(field.back());
        const double weight =
            meant >= 128 ? reads_on(fault_.offset + conformance::min_header_bytes(prefix_) + meant) : -1;
        if (weight >= 0)
            suspect(20 + weight, "the length went through a signed char: " + std::to_string(meant) + " was meant");
    }

    void json_dialect() {
        if (!is_about_json() || fault_.near_bytes.size() < conformance::min_header_bytes(prefix_)) return;
        const std::string_view text = as_text(fault_.near_bytes.subspan(conformance::min_header_bytes(prefix_)));
        if (text.starts_with("{'"))
            suspect(certain, "the header is Python's str() of a dict; json.dumps() writes JSON");
        if (fault_.st == status::json_invalid_utf8)
            suspect(certain, "the header's text is in another encoding than UTF-8 (GBK and Latin-1 occur)");
        const std::string_view at = text.substr(std::min<std::size_t>(fault_.header_offset, text.size()));
        if (at.starts_with("NaN") || at.starts_with("Infinity") || at.starts_with("-Infinity"))
            suspect(certain,
                    "json.dumps() writes NaN and Infinity, which JSON does not have; allow_nan=False refuses them");
    }

    /// The whole stream is that of a protocol that is known.
    void named_protocol() {
        if (way_.holds != content::frames) return;
        constexpr double enough_bits = 12;
        for (const protocol& one : known_protocols()) {
            const walk_result walked = walk({{std::string(one.name), {}}, content::frames, &one}, window_);
            const double bits = walked.evidence_bits - one.rarity_bits;
            if (bits < enough_bits || walked.consumed <= fault_.offset) continue;
            suspect(20 + std::min(bits, 30.0), "this is " + std::string(one.name) + ": read with --layout \"" +
                                                   std::string(one.name) + "\", the stream is " +
                                                   counted_frames(walked.frames));
        }
    }

    static std::string counted_frames(std::size_t n) { return std::to_string(n) + (n == 1 ? " frame" : " frames"); }

    /// The stream read from its start in other layouts: does one of them lead further, to the end?
    void other_layout() {
        const double many_were_good = 2 * static_cast<double>(std::min<std::uint64_t>(fault_.index, 10));
        for (const prefix_layout& variant : variants()) {
            const way_to_read way{{layout_text(variant), variant}, way_.holds};
            const walk_result walked = walk(way, window_);
            const std::size_t frames = walked.frames - walked.empty_frames;
            const bool is_shifted = variant.offset != prefix_.offset || variant.gap != prefix_.gap;
            if (!walked.fits(window_) || walked.consumed <= fault_.offset || frames == 0 || (is_shifted && frames < 2))
                continue;
            if (conformance::is_varint(variant) || variant.width == 1 ? frames < 6 : false) continue;
            const double several = is_shifted ? 3 : 0,
                         empty = static_cast<double>(std::min<std::size_t>(walked.empty_frames, 8));
            suspect(11 + 2 * static_cast<double>(std::min<std::size_t>(frames, 10)) - many_were_good - several - empty,
                    difference(way_.layout.prefix, variant) + ": read with --layout " + way.layout.name +
                        ", the stream is " + counted_frames(walked.frames) + " and nothing is left over");
        }
        const way_to_read messages{conformance::named_layouts()[0], content::messages};
        const walk_result walked = walk(messages, window_);
        if (way_.holds == content::frames && walked.fits(window_))
            suspect(
                certain / 2,
                "these are header messages: a JSON header, then a body without a length; read them with --as messages");
    }

    std::vector<prefix_layout> variants() const {
        std::vector<prefix_layout> all;
        const auto add = [&](const prefix_layout& changed) {
            const bool is_new = std::find(all.begin(), all.end(), changed) == all.end();
            if (is_new && check_layout(changed) == layout_error::none &&
                !difference(way_.layout.prefix, changed).empty())
                all.push_back(changed);
        };
        prefix_layout given = way_.layout.prefix;
        given.max_payload = automatic_limit;
        for (const auto order : {std::endian::big, std::endian::little})
            for (const auto counts : {length_counts::payload, length_counts::whole_frame, length_counts::from_field}) {
                prefix_layout one = given;
                one.order = order;
                one.counts = counts;
                add(one);
            }
        for (std::uint8_t n = 0; n <= 8; ++n) {
            prefix_layout shifted = given, spaced = given;
            shifted.offset = spaced.gap = n;
            for (const prefix_layout& one : {shifted, spaced}) add(one);
        }
        for (const std::uint8_t width :
             std::initializer_list<std::uint8_t>{1, 2, 3, 4, 8}) { // the others are too rare to suspect
            prefix_layout wide = given;
            wide.form = length_form::binary;
            wide.width = width;
            add(wide);
        }
        prefix_layout varint = given;
        varint.form = length_form::varint;
        add(varint);
        return all;
    }

    /// Bytes behind each payload, or in front of it, that its length does not count.
    void trailers() {
        const std::size_t header = conformance::min_header_bytes(prefix_);
        for (std::size_t extra = 1; extra <= 8 && !conformance::is_varint(prefix_); ++extra) {
            std::size_t frames = 0;
            std::string last, first;
            bool same_last = true, same_first = true;
            std::span<const std::byte> rest = window_.bytes;
            while (!rest.empty()) {
                const frame_reading one = read_frame(way_, rest.first(std::min(rest.size(), most_header_bytes(1))), 1);
                if (one.st != status::ok || one.size() + extra > rest.size()) break;
                const auto size = static_cast<std::size_t>(one.size());
                const std::string behind(as_text(rest.subspan(size, extra))),
                    front(as_text(rest.subspan(header, extra)));
                same_last &= frames == 0 || behind == last;
                same_first &= frames == 0 || front == first;
                last = behind;
                first = front;
                ++frames;
                rest = rest.subspan(size + extra);
            }
            const bool fits = rest.empty() || (!window_.is_whole && frames > 2);
            const bool is_usual = last == "\n" || last == "\r\n" || last == std::string(1, '\0');
            if (!fits || frames == 0 || (frames == 1 && !is_usual)) continue;
            const double weight = 3 + 2 * static_cast<double>(std::min<std::size_t>(frames, 8));
            suspect(weight + (same_last ? 9 : 0) - (same_first && !same_last ? 6 : 0), trailer_text(last, same_last));
        }
    }

    std::string trailer_text(const std::string& last, bool is_same) const {
        const std::string payload = way_.holds == content::messages ? "body" : "payload";
        if (is_same && (last == "\n" || last == "\r\n"))
            return "a line's end follows the " + payload + " and is not counted by its length";
        if (is_same && last == std::string(1, '\0'))
            return "a NUL follows the " + payload + " and is not counted by its length";
        const auto shown = std::as_bytes(std::span(last));
        if (is_same)
            return bytes_text(last.size()) + " (" + hex_bytes(shown) + ") after each " + payload +
                   ", not counted by its length";
        return bytes_text(last.size()) + " after each " + payload + ", not counted by its length: a checksum?";
    }

    /// The frame at `begin` has another size than its length says: what else can have become that length?
    void another_size(std::uint64_t begin) {
        if (way_.holds != content::frames || begin >= window_.bytes.size()) return;
        const auto bytes = from(begin);
        const frame_reading one = read_frame(way_, bytes.first(std::min(bytes.size(), most_header_bytes(1))), 1);
        if (one.st != status::ok || one.header >= bytes.size()) return;
        const auto payload = bytes.subspan(one.header);
        sizes_by_encoding(begin, payload, one);
        std::size_t best = 0;
        double weight = 0;
        // Nearer to the announced end first.
        for (std::uint64_t away = 1; away <= most_searched; ++away)
            for (const bool is_longer : {true, false}) {
                if (!is_longer && away > one.payload) continue;
                const std::uint64_t size = is_longer ? one.payload + away : one.payload - away;
                if (size >= payload.size()) continue;
                const double found = reads_on(begin + one.header + size) - 0.7 * std::log2(static_cast<double>(away));
                if (found <= weight) continue;
                weight = found;
                best = static_cast<std::size_t>(size);
            }
        if (weight <= 0) return;
        if (best > one.payload) {
            const std::size_t extra = best - static_cast<std::size_t>(one.payload);
            const auto more = payload.subspan(static_cast<std::size_t>(one.payload), extra);
            const std::string_view words = as_text(more);
            if (words == "\n" || words == "\r\n" || words == std::string_view("\0", 1))
                return suspect(weight + 5, trailer_text(std::string(words), true));
            suspect(weight + 1, bytes_text(extra) + " that no length counts stand in front of the next one (" +
                                    hex_bytes(more.first(std::min<std::size_t>(extra, 8))) + (extra > 8 ? " ..." : "") +
                                    "): more was sent than was announced");
        } else {
            suspect(weight + 1, "the frame at offset " + std::to_string(begin) + " is " +
                                    bytes_text(one.payload - best) +
                                    " shorter than its length says: bytes were lost, or the length is too large");
        }
    }

    /// Sizes that a program may have taken the length of before it made the bytes out of it.
    void sizes_by_encoding(std::uint64_t begin, std::span<const std::byte> payload, const frame_reading& one) {
        const auto check = [&](std::uint64_t size, const std::string& text, double more) {
            if (size == one.payload || size > payload.size()) return;
            const double weight = reads_on(begin + one.header + size);
            if (weight >= 0) suspect(weight + more, text);
        };
        const std::uint64_t n = one.payload;
        if (const std::uint64_t used = bytes_of_characters(payload, n); used != 0)
            check(used,
                  "the length counts characters, not bytes: " + std::to_string(n) + " characters of UTF-8 are " +
                      bytes_text(used) + " here; encode first, then take the length",
                  6);
        if (is_wide_text(payload, n))
            check(2 * n,
                  "the length counts characters of UTF-16, not bytes: " + std::to_string(n) + " of them are " +
                      bytes_text(2 * n),
                  6);
        if (const std::uint64_t ends = line_ends_in(payload, n); ends != 0)
            check(n + ends,
                  "line ends were sent as CR LF and counted as LF: " + bytes_text(ends) + " more than announced", 6);
        if (n != 0 && is_base64(payload, (n + 2) / 3 * 4))
            check((n + 2) / 3 * 4,
                  "the length was taken before Base64: " + bytes_text(n) + " became " + bytes_text((n + 2) / 3 * 4), 6);
        for (const unsigned bits : {8U, 16U})
            for (std::uint64_t times = 1; times <= (bits == 8 ? 4U : 2U); ++times)
                check(n + (times << bits),
                      "the length was cut to " + std::to_string(bits) + " bits: " + bytes_text(n + (times << bits)) +
                          " were sent, " + std::to_string(n) + " announced",
                      n < std::uint64_t{1} << bits ? 5 : -100);
    }

    static std::uint64_t bytes_of_characters(std::span<const std::byte> payload, std::uint64_t count) {
        std::string_view rest = as_text(payload);
        std::uint64_t used = 0;
        for (std::uint64_t n = 0; n < count; ++n) {
            const detail::utf8_char next = detail::decode_utf8(rest);
            if (next.bytes == 0) return 0;
            used += next.bytes;
            rest.remove_prefix(next.bytes);
        }
        return used;
    }

    static bool is_wide_text(std::span<const std::byte> payload, std::uint64_t count) {
        if (count < 2 || 2 * count > payload.size()) return false;
        std::size_t zeros[2] = {0, 0};
        for (std::size_t i = 0; i < 2 * count; ++i) zeros[i % 2] += payload[i] == std::byte{0} ? 1 : 0;
        return std::max(zeros[0], zeros[1]) * 2 > count && std::min(zeros[0], zeros[1]) == 0;
    }

    /// CR LF pairs in what was `count` bytes with LF alone.
    static std::uint64_t line_ends_in(std::span<const std::byte> payload, std::uint64_t count) {
        std::uint64_t pairs = 0, counted = 0;
        for (std::size_t i = 0; i < payload.size() && counted < count; ++i) {
            const bool is_pair =
                payload[i] == std::byte{'\r'} && i + 1 < payload.size() && payload[i + 1] == std::byte{'\n'};
            is_pair ? ++pairs : ++counted;
        }
        return pairs;
    }

    static bool is_base64(std::span<const std::byte> payload, std::uint64_t size) {
        if (size > payload.size()) return false;
        return std::all_of(payload.begin(), payload.begin() + static_cast<std::ptrdiff_t>(size), [](std::byte b) {
            const char c = static_cast<char>(b);
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/' ||
                   c == '=' || c == '-' || c == '_';
        });
    }

    // ---- header messages

    void uncounted_body_bytes() {
        if (way_.holds != content::messages || fault_.index == 0) return;
        const auto rest = from(fault_.offset);
        const std::size_t header = conformance::min_header_bytes(prefix_);
        for (std::size_t n = 1; n + header < rest.size() && n <= 4096; ++n) {
            if (rest[n + header] != std::byte{'{'} || reads_on(fault_.offset + n) < 0) continue;
            const std::string_view more = as_text(rest.first(n));
            if (more == "\n" || more == "\r\n" || more == std::string_view("\0", 1))
                return suspect(20, trailer_text(std::string(more), true));
            return suspect(12, bytes_text(n) + " that no length counts stand in front of the next one (" +
                                   hex_bytes(rest.first(std::min<std::size_t>(n, 8))) + (n > 8 ? " ..." : "") +
                                   "): more was sent than was announced");
        }
    }

    /// A body that was announced too large holds the next message.
    void swallowed_message() {
        if (way_.holds != content::messages || (fault_.index == 0 && !is_cut())) return;
        const std::uint64_t begin = is_cut() ? fault_.offset : fault_.previous;
        const auto rest = from(begin);
        const std::size_t header = conformance::min_header_bytes(prefix_);
        const std::size_t end = is_cut() ? rest.size() : static_cast<std::size_t>(fault_.offset - begin);
        for (std::size_t at = header + 2; at + header < rest.size() && at < end; ++at) {
            if (rest[at + header] != std::byte{'{'} || reads_on(begin + at) < 0) continue;
            return suspect(14, "the size in the header at offset " + std::to_string(begin) +
                                   " is too large: the next message begins inside that body, at offset " +
                                   std::to_string(begin + at));
        }
    }

    // ---- where nothing better is known

    void unframed_text() {
        if (is_cut() || is_about_json() || peer() != peer_guess::text) return;
        suspect(4, fault_.offset == 0
                       ? "this is unframed text: the sender puts no length in front of it"
                       : "this is text where a length belongs: more was sent than the length before it says");
    }

    void byte_order() {
        if (conformance::is_varint(prefix_) || prefix_.width == 1 || is_cut() || is_about_json()) return;
        if (fault_.near_bytes.size() < prefix_.offset + std::size_t{prefix_.width}) return;
        const auto header = near(prefix_.offset + std::size_t{prefix_.width});
        if (!layout_.declared(header).is_swapped || guess_peer(header) != peer_guess::none) return;
        suspect(fault_.index == 0 ? 4 : 0, prefix_.order == std::endian::big
                                               ? "the length looks like a little-endian one"
                                               : "the length looks like a big-endian one");
    }

    void early_end() {
        if (!is_cut()) return;
        suspect(6, "the sender stopped " + bytes_text(fault_.need - fault_.have) +
                       " early, or this is not the whole stream");
    }

    static constexpr std::uint64_t most_searched = 2048;

    const way_to_read& way_;
    const stream_fault& fault_;
    stream_window window_;
    runtime_layout layout_;
    prefix_layout prefix_;
    std::vector<suspicion> all_;
};

} // namespace

std::string likely_cause(const way_to_read& way, const stream_fault& fault, const stream_window& window) {
    return detective(way, fault, window).run();
}

} // namespace cleave::inspect
