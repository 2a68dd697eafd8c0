// SPDX-License-Identifier: MIT
#include "stream_walk.hpp"

#include "catalogue.hpp"

#include <cleave/detail/utf8.hpp>
#include <cleave/layout.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace cleave::inspect {

namespace {

// Bits that are given or taken for what the places of frames do not account for.
constexpr double json_bits = 8, message_bits = 20, fault_bits = 14, cut_bits = 4, unnamed_cut_bits = 8;
constexpr std::size_t most_looks = 512;  // elsewhere in the window
constexpr std::uint64_t anywhere = 1000; // the index of a frame that is not at the beginning

double bits_of(std::uint64_t choices) { return std::log2(static_cast<double>(choices) + 1); }

class walker {
  public:
    walker(const way_to_read& way, const stream_window& window)
        : way_(way), window_(window), rest_(window.bytes), at_(std::min<std::size_t>(way.skip, window.bytes.size())) {
        rest_ = rest_.subspan(at_);
    }

    walk_result run() {
        while (result_.st == status::ok && !rest_.empty()) step();
        if (is_error(result_.st)) result_.evidence_bits -= fault_bits;
        constexpr std::size_t a_few = 4;
        if (is_error(result_.st) && result_.frames < a_few) return result_;
        if (result_.st == status::need_input && window_.is_whole)
            result_.evidence_bits -= way_.known == nullptr ? unnamed_cut_bits : cut_bits;
        if (result_.frames != result_.empty_frames || (way_.known != nullptr && result_.frames != 0)) weigh();
        return result_;
    }

  private:
    void step() {
        const frame_reading one =
            read_frame(way_, rest_.first(std::min(rest_.size(), most_header_bytes(result_.frames))), result_.frames);
        result_.st = one.st;
        if (one.st != status::ok) return;
        const std::size_t behind = rest_.size() - one.header;
        if (one.payload + one.trailer > behind) {
            result_.st = status::need_input;
            return;
        }
        const auto payload = rest_.subspan(one.header, static_cast<std::size_t>(one.payload));
        std::size_t taken = static_cast<std::size_t>(one.size());
        if (way_.holds == content::messages) taken += body_bytes(payload, behind - payload.size());
        if (result_.st != status::ok || !keeps_rules(rest_.first(taken), one)) return;
        look_at(payload);
        places_.push_back(at_);
        if (is_filled(one)) ++sizes_[one.payload];
        if (one.payload != 0 && last_is_empty_) ++behind_empty_;
        const std::size_t offset = way_.layout.prefix.offset;
        has_zero_in_front_ &= offset != 0 && rest_[offset - 1] == std::byte{0};
        last_is_empty_ = one.payload == 0;
        last_size_ = taken;
        ++result_.frames;
        result_.consumed += taken;
        at_ += taken;
        rest_ = rest_.subspan(taken);
    }

    bool keeps_rules(std::span<const std::byte> frame, const frame_reading& parts) {
        if (way_.known == nullptr) return true;
        const double bits = way_.known->rules(frame, parts, result_.frames);
        if (bits < 0) result_.st = status::unsupported;
        constexpr double most_rule_bits = 60;
        if (bits > 0)
            rule_bits_ = std::min(rule_bits_ + bits / (1 + static_cast<double>(result_.frames)), most_rule_bits);
        return bits >= 0;
    }

    std::size_t body_bytes(std::span<const std::byte> header, std::size_t available) {
        std::string scratch(header.size() + 1024, '\0');
        header_fields fields;
        result_.st = read_header(as_text(header), scratch, fields).st;
        if (result_.st != status::ok) return 0;
        const body_reading body = body_behind(fields);
        result_.st = body.st;
        result_.evidence_bits += message_bits / static_cast<double>(1 + result_.frames);
        if (body.st == status::ok && body.bytes > available) result_.st = status::need_input;
        return static_cast<std::size_t>(body.bytes);
    }

    void look_at(std::span<const std::byte> payload) {
        if (payload.empty()) {
            ++result_.empty_frames;
            return;
        }
        if (!is_readable_text(payload)) return;
        const bool is_json = is_json_object(payload);
        ++result_.text_frames;
        result_.json_frames += is_json ? 1 : 0;
        if (is_json) result_.evidence_bits += json_bits / static_cast<double>(result_.json_frames);
    }

    /// What it is worth that each frame is followed by one, and that sizes come again.
    void weigh() {
        const elsewhere found = look_elsewhere();
        double bits = 0;
        const bool is_narrow =
            way_.known == nullptr && (conformance::is_varint(way_.layout.prefix) || way_.layout.prefix.width == 1);
        const double again = is_narrow ? 0.5 : sizes_.size() > 1 ? 2 : 1; // a size that comes again says less and less
        for (const auto& [size, count] : sizes_)
            bits += found.frame_bits + found.size_bits * again *
                                           (1 - std::exp2(1 - static_cast<double>(std::min<std::uint64_t>(count, 60))));
        const bool is_wider =
            has_zero_in_front_ && way_.known == nullptr && way_.layout.prefix.order == std::endian::big;
        const bool is_half = way_.known == nullptr && behind_empty_ == result_.frames - result_.empty_frames &&
                             way_.layout.prefix.order == std::endian::big && header_is_length();
        constexpr double wider_bits = 5, half_bits = 12; // the length takes in the zeros in front of it
        // Bytes with a rhythm of their own hold any number of frames of a layout that fits the rhythm.
        bits = std::min(bits, is_narrow ? 18.0 : way_.known == nullptr ? 40.0 : 60.0);
        const std::size_t filled = result_.frames - result_.empty_frames;
        if (result_.text_frames == filled && filled > 1) bits += std::min(static_cast<double>(filled), 6.0);
        result_.evidence_bits += bits + ending_bits() + segment_bits() + rule_bits_ - (is_wider ? wider_bits : 0) -
                                 (is_half ? half_bits : 0) -
                                 std::min(0.5 * static_cast<double>(result_.empty_frames), 12.0);
    }

    /// Whether a frame is more than its length: with a payload, or a header with rules of its own.
    bool is_filled(const frame_reading& one) const {
        constexpr std::size_t long_header = 8;
        return one.payload != 0 || (way_.known != nullptr && one.header >= long_header);
    }

    bool header_is_length() const {
        const prefix_layout& prefix = way_.layout.prefix;
        return prefix.form == length_form::binary && prefix.offset == 0 && prefix.gap == 0;
    }

    /// How surprising it would be to find a frame anywhere else, and one of a size that the frames here have.
    struct elsewhere {
        double frame_bits, size_bits;
    };
    elsewhere look_elsewhere() const {
        const std::size_t size = window_.bytes.size();
        const std::size_t stride = std::max<std::size_t>(1, size / most_looks);
        double looks = 0, frames = 0, sizes = 0;
        for (std::size_t at = 0; at < size; at += stride) {
            if (std::binary_search(places_.begin(), places_.end(), at)) continue;
            ++looks;
            const auto rest = window_.bytes.subspan(at);
            const frame_reading one =
                read_frame(way_, rest.first(std::min(rest.size(), most_header_bytes(1))), anywhere);
            if (one.st != status::ok || !is_filled(one) || one.size() > rest.size()) continue;
            ++frames;
            if (sizes_.contains(one.payload)) ++sizes;
        }
        constexpr double most_bits = 12; // for a frame
        const auto bits = [&](double found) {
            return std::min(most_bits, -std::log2((found + expected_chance()) / (looks + 1)));
        };
        return {bits(frames), bits(sizes)};
    }

    /// What stands for the looks that a short stream does not give.
    double expected_chance() const {
        if (way_.known != nullptr) return 0.1;
        const std::uint8_t width = way_.layout.prefix.width;
        return conformance::is_varint(way_.layout.prefix) || width == 1 ? 0.5
               : width == 2                                             ? 1.0 / 16
               : width == 3                                             ? 1.0 / 64
                                                                        : 1.0 / 256;
    }

    /// The last frame ends where the stream does.
    double ending_bits() const {
        const bool is_exact = result_.st == status::ok && window_.is_whole && !last_is_empty_;
        return is_exact ? std::min(bits_of(last_size_), 8.0) : 0;
    }

    /// Senders begin a segment with a frame, unless the one before was full.
    double segment_bits() const {
        const auto cuts = window_.cuts;
        std::uint64_t largest = 0, previous = 0;
        for (const std::uint64_t cut : cuts) largest = std::max(largest, cut - std::exchange(previous, cut));
        std::size_t all = 0, hits = 0;
        previous = 0;
        for (const std::uint64_t cut : cuts) {
            const bool is_full = cut - std::exchange(previous, cut) == largest && cuts.size() > 2 && largest > 500;
            if (is_full || cut >= at_ || cut < way_.skip) continue;
            ++all;
            if (std::binary_search(places_.begin(), places_.end(), cut)) ++hits;
        }
        if (all == 0) return 0;
        const double chance = std::min(0.9, (static_cast<double>(places_.size()) + 1) / static_cast<double>(at_ + 1));
        const double misses = static_cast<double>(all - hits);
        const double bits =
            static_cast<double>(hits) * std::log2(0.9 / chance) + misses * std::log2(0.3 / (1 - chance));
        return std::clamp(bits, -8.0, 16.0);
    }

    const way_to_read& way_;
    stream_window window_;
    std::span<const std::byte> rest_;
    std::size_t at_;
    walk_result result_;
    std::vector<std::size_t> places_;
    std::map<std::uint64_t, std::uint64_t> sizes_;
    bool last_is_empty_ = false;
    std::size_t behind_empty_ = 0;  // frames that an empty one precedes
    bool has_zero_in_front_ = true; // of each length
    std::size_t last_size_ = 0;
    double rule_bits_ = 0;
};

/// How many frames follow each other from a place on, at most `most`; empty ones do not count.
struct chain {
    std::size_t frames = 0;
    std::size_t end = 0;
    bool is_good = true; // no fault
    bool meets = false;  // a frame ends at the place that was asked for
};

chain chain_from(const way_to_read& way, std::span<const std::byte> bytes, std::size_t at, std::size_t most,
                 std::size_t meeting = SIZE_MAX) {
    chain made;
    std::size_t empty = 0;
    while (at < bytes.size() && made.frames < most && empty < most) {
        const auto rest = bytes.subspan(at);
        const frame_reading one = read_frame(way, rest.first(std::min(rest.size(), most_header_bytes(1))), anywhere);
        if (is_error(one.st)) made.is_good = false;
        if (one.st != status::ok || one.size() > rest.size()) break;
        const auto frame = rest.first(static_cast<std::size_t>(one.size()));
        if (way.known != nullptr && way.known->rules(frame, one, anywhere) < 0) {
            made.is_good = false;
            break;
        }
        at += static_cast<std::size_t>(one.size());
        ++(one.payload != 0 ? made.frames : empty);
        made.meets |= at == meeting;
    }
    made.end = at;
    return made;
}

/// How surprising a frame is at any place of these bytes.
double bits_of_a_frame(const way_to_read& way, std::span<const std::byte> bytes) {
    constexpr std::size_t most = 256;
    const std::size_t stride = std::max<std::size_t>(1, bytes.size() / most);
    double looks = 1, found = 0.1;
    for (std::size_t at = 0; at < bytes.size(); at += stride) {
        const chain one = chain_from(way, bytes, at, 1);
        looks += 1;
        found += one.is_good && one.frames == 1 ? 1 : 0;
    }
    return -std::log2(std::min(found / looks, 0.9));
}

} // namespace

frame_reading reading_of(const prefix_reading& found) {
    const bool is_refused = is_error(found.st) && found.st != status::frame_too_large;
    return {found.st, is_refused ? std::size_t{found.shown} : found.header, found.size, found.trailer};
}

frame_reading read_frame(const way_to_read& way, std::span<const std::byte> bytes, std::uint64_t index) {
    if (way.known != nullptr) return way.known->read(bytes, index);
    return reading_of(detail::read_checked(way.reader, bytes));
}

walk_result walk(const way_to_read& way, const stream_window& window) { return walker(way, window).run(); }

std::size_t find_frames(const way_to_read& way, const stream_window& window, std::size_t from) {
    const std::span<const std::byte> bytes = window.bytes;
    const double bits = bits_of_a_frame(way, bytes);
    const auto frames_for = [&](double wanted, double least) {
        return static_cast<std::size_t>(std::clamp(std::ceil(wanted / bits), least, 40.0));
    };
    // Any place is one of many; where a segment or the stream ends is not.
    const std::size_t anywhere_needed = frames_for(22, 3), segment_needed = frames_for(10, 2),
                      end_needed = frames_for(8, 1);
    const std::size_t look = anywhere_needed + 5;
    // Among bytes that come again and again frames do too: a thousand prove no more than one.
    std::map<std::size_t, bool> known_blocks;
    const auto has_rhythm = [&](std::size_t at) {
        constexpr std::size_t block = 2048, most_period = 512;
        constexpr double most = 0.75;
        const auto [known, is_new] = known_blocks.try_emplace(at / block, false);
        const auto looked_at = bytes.subspan(at, std::min(bytes.size() - at, block));
        if (is_new) known->second = rhythm_of(looked_at, most_period).share > most;
        return known->second;
    };
    const auto holds = [&](std::size_t at, std::size_t needed) {
        const chain one = chain_from(way, bytes, at, look);
        const bool ends_here = one.end == bytes.size() && one.frames >= end_needed && window.is_whole;
        return one.is_good && (ends_here || one.frames >= needed) && !has_rhythm(at);
    };
    std::size_t segment = bytes.size();
    for (const std::uint64_t cut : window.cuts)
        if (cut >= from && cut < segment && holds(static_cast<std::size_t>(cut), segment_needed))
            segment = static_cast<std::size_t>(cut);
    for (std::size_t at = from; at < segment; ++at) {
        const chain one = chain_from(way, bytes, at, look, segment);
        const bool leads_there = segment != bytes.size() && one.is_good && one.meets && one.frames > 1;
        if (leads_there || (segment == bytes.size() && holds(at, anywhere_needed))) return at;
    }
    return segment;
}

rhythm rhythm_of(std::span<const std::byte> bytes, std::size_t most_period) {
    rhythm best;
    for (std::size_t period = 2; period <= most_period && period * 4 <= bytes.size(); ++period) {
        std::size_t same = 0;
        for (std::size_t at = period; at < bytes.size(); ++at) same += bytes[at] == bytes[at - period] ? 1 : 0;
        const double share = static_cast<double>(same) / static_cast<double>(bytes.size() - period);
        if (share > best.share + 0.02) best = {period, share};
    }
    return best;
}

body_reading body_behind(const header_fields& fields) {
    using enum header_field;
    const std::string_view verb = fields.string(cmd);
    const bool has_reply_status = fields.has(header_field::status);
    const bool is_bare_request = fields.has(cmd) && verb != "put";
    const bool is_bare_reply = has_reply_status && (fields.string(header_field::status) != "ok" || fields.has(ack) ||
                                                    fields.has(received) || !fields.has(size));
    if (is_bare_request || is_bare_reply || fields.has(nonce)) return {};
    if (!fields.has(size)) return {status::field_missing, 0};
    if (fields.bytes(offset) > fields.bytes(size)) return {status::offset_beyond_size, 0};
    return {status::ok, fields.bytes(size) - fields.bytes(offset)};
}

bool is_json_object(std::span<const std::byte> bytes) {
    if (bytes.size() < 2 || bytes.front() != std::byte{'{'}) return false;
    std::string scratch(bytes.size() + 1024, '\0');
    json_reader json(as_text(bytes), scratch);
    json_item item = json.next();
    while (item.st == status::ok && item.token != json_token::end) item = json.next();
    return item.st == status::ok;
}

bool is_readable_text(std::span<const std::byte> bytes) {
    const std::string_view text = as_text(bytes);
    return detail::is_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
               return (static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\r' && c != '\t') || c == 0x7f;
           });
}

} // namespace cleave::inspect
