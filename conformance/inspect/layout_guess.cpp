// SPDX-License-Identifier: MIT
#include "layout_guess.hpp"

#include "catalogue.hpp"

#include <cleave/layout_text.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace cleave::inspect {

namespace {

// From which odds on a guess is one: below, something else is too likely.
constexpr double convincing_bits = 8;

/// How unlikely a layout is before its bytes are seen: by how often 183 protocols have each of its parts.
double rarity_bits(const prefix_layout& one) {
    double bits = one.width == 4 ? 1 : one.width == 2 ? 1.5 : one.width == 3 ? 5 : 6;
    if (one.width > 1 && !conformance::is_varint(one)) bits += one.order == std::endian::big ? 0.3 : 2.5;
    bits += one.counts == length_counts::payload ? 0.7 : one.counts == length_counts::whole_frame ? 1.5 : 4;
    const bool is_narrow = conformance::is_varint(one) || one.width == 1;
    bits += one.offset == 0 ? 1.3 : is_narrow ? 7.5 : 4.5;
    return bits + (one.gap == 0 ? 0 : 4);
}

constexpr double message_bits = 3, named_bits = 3, lone_bits = 10;

struct candidate {
    way_to_read way;
    double rarity_bits;
};

void add_spelled_out(std::vector<candidate>& all) {
    const std::uint8_t widths[] = {4, 2, 8, 3, 1};
    const std::uint8_t offsets[] = {0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 16};
    const auto add = [&](const prefix_layout& prefix) {
        const bool is_known = std::any_of(all.begin(), all.end(), [&](const candidate& one) {
            prefix_layout other = one.way.layout.prefix;
            other.is_signed = prefix.is_signed;
            return one.way.known == nullptr && other == prefix;
        });
        if (!is_known && check_layout(prefix) == layout_error::none)
            all.push_back({{{layout_text(prefix), prefix}, content::frames}, rarity_bits(prefix)});
    };
    for (const std::uint8_t width : widths)
        for (const std::endian order : {std::endian::big, std::endian::little})
            for (const length_counts counts :
                 {length_counts::payload, length_counts::whole_frame, length_counts::from_field})
                for (const std::uint8_t offset : offsets) {
                    const bool is_same = (width == 1 && order == std::endian::little) ||
                                         (offset == 0 && counts == length_counts::from_field);
                    if (!is_same) add({.width = width, .order = order, .counts = counts, .offset = offset});
                    if (width == 3 && offset == 0 && counts == length_counts::payload) // MySQL
                        add({.width = width, .order = order, .counts = counts, .gap = 1});
                }
    for (const std::uint8_t offset : {std::uint8_t{0}, std::uint8_t{1}})
        add({.form = length_form::varint, .offset = offset});
}

/// Names before numbers: of two that read alike the first stands for both.
std::vector<candidate> make_candidates() {
    std::vector<candidate> all;
    all.push_back({{conformance::named_layouts()[0], content::messages}, message_bits});
    for (const protocol& one : known_protocols())
        all.push_back({{{std::string(one.name), {}}, content::frames, &one}, one.rarity_bits});
    for (const conformance::layout& one : conformance::named_layouts())
        if (one.name != "postgresql" && one.name != "http2" && one.name != "memcached_binary") // these have rules
            all.push_back({{one, content::frames}, std::max(named_bits, rarity_bits(one.prefix) - 1)});
    add_spelled_out(all);
    return all;
}

const std::vector<candidate>& candidates() {
    static const std::vector<candidate> all = make_candidates();
    return all;
}

std::string counted(std::size_t n, std::string_view what) {
    return std::to_string(n) + " " + std::string(what) + (n == 1 ? "" : "s");
}

std::string reason_for(const way_to_read& way, const walk_result& walked, const stream_window& window) {
    const bool are_messages = way.holds == content::messages;
    std::string text = counted(walked.frames, are_messages ? "message" : "frame");
    if (walked.frames > 1) text += " after each other";
    if (walked.st == status::ok && window.is_whole)
        text += walked.frames > 1 ? ", the last ending where the input ends" : " that ends where the input ends";
    else if (walked.st == status::ok || (walked.st == status::need_input && !window.is_whole))
        text += ", as far as was looked";
    else if (walked.st == status::need_input)
        text += ", then one that the end of the input cuts off";
    else
        text += ", then a fault";
    if (are_messages && walked.frames != 0)
        text += ", each a JSON header with a body of the size that it names";
    else if (walked.json_frames != 0)
        text += walked.json_frames == walked.frames ? ", JSON objects all"
                                                    : ", " + counted(walked.json_frames, "JSON object") + " among them";
    else if (walked.text_frames != 0 && walked.text_frames + walked.empty_frames == walked.frames)
        text += ", readable text all";
    return text;
}

bool reads_alike(const walk_result& a, const walk_result& b) {
    return a.st == b.st && a.frames == b.frames && a.consumed == b.consumed && a.json_frames == b.json_frames &&
           a.text_frames == b.text_frames;
}

bool same_header(const prefix_layout& a, const prefix_layout& b) {
    return a.width == b.width && a.order == b.order && a.counts == b.counts && a.offset == b.offset && a.gap == b.gap;
}

std::string_view order_name(std::endian order) { return order == std::endian::big ? "big-endian" : "little-endian"; }

} // namespace

namespace {

bool has_rhythm(std::span<const std::byte> bytes) {
    constexpr std::size_t looked_at = 2048, most_period = 512;
    return rhythm_of(bytes.first(std::min(bytes.size(), looked_at)), most_period).share > 0.75;
}

} // namespace

std::vector<layout_guess> rank_layouts(const stream_window& window) {
    std::vector<layout_guess> ranked;
    constexpr std::size_t a_little_text = 8;
    const bool is_text = window.bytes.size() >= a_little_text && is_readable_text(window.bytes);
    for (const candidate& one : candidates()) {
        // Where all is text a length of one or two bytes is a letter: only what is written in digits can be one.
        if (is_text && one.way.known == nullptr) continue;
        walk_result walked = walk(one.way, window);
        walked.evidence_bits -= one.rarity_bits;
        const bool has_frames = walked.frames != walked.empty_frames || one.way.holds == content::messages ||
                                (one.way.known != nullptr && walked.frames != 0);
        // One frame and a rest that is none: any bytes hold as much.
        const bool is_lone = walked.frames == 1 && walked.st != status::ok;
        if (is_lone && one.way.holds == content::frames) walked.evidence_bits -= lone_bits;
        constexpr double rhythm_bits = 14; // bytes that come again hold frames of one byte of length anywhere
        const bool is_narrow = conformance::is_varint(one.way.layout.prefix) || one.way.layout.prefix.width == 1;
        const bool is_cut = walked.st == status::need_input && window.is_whole;
        if (one.way.known == nullptr && (is_narrow || is_cut) && walked.evidence_bits >= convincing_bits &&
            has_rhythm(window.bytes))
            walked.evidence_bits -= rhythm_bits;
        if (walked.evidence_bits <= 0 || !has_frames) continue;
        const auto twin = std::find_if(ranked.begin(), ranked.end(), [&](const layout_guess& other) {
            return other.way.holds == one.way.holds && other.way.known == nullptr && one.way.known == nullptr &&
                   same_header(other.way.layout.prefix, one.way.layout.prefix) && reads_alike(other.walked, walked);
        });
        if (twin != ranked.end())
            twin->read_alike.push_back(one.way.layout.name);
        else
            ranked.push_back({one.way, walked, reason_for(one.way, walked, window), {}});
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const layout_guess& a, const layout_guess& b) {
        return a.walked.evidence_bits > b.walked.evidence_bits;
    });
    return ranked;
}

const layout_guess* convincing(const std::vector<layout_guess>& ranked) {
    if (ranked.empty() || ranked[0].walked.evidence_bits < convincing_bits) return nullptr;
    return &ranked[0];
}

std::string odds_text(double evidence_bits) {
    constexpr double most_bits = 13.3; // 1 in 10,000 is as far as has been counted
    const double odds = std::exp2(std::min(evidence_bits, most_bits));
    std::uint64_t shown = 1;
    while (static_cast<double>(shown) * 10 <= odds) shown *= 10;
    const auto digit = static_cast<std::uint64_t>(odds / static_cast<double>(shown));
    std::string digits = std::to_string(std::max<std::uint64_t>(1, digit * shown));
    for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
    return (evidence_bits >= most_bits ? "more than " : "") + digits + " to 1";
}

late_guess find_later_start(const stream_window& window, std::size_t most_bytes) {
    constexpr double many_tries_bits = 8, unnamed_bits = 6; // a name rests on more than lengths
    const auto look = [&](std::size_t at, double needed) -> std::optional<late_guess> {
        std::vector<std::uint64_t> cuts;
        for (const std::uint64_t cut : window.cuts)
            if (cut > at) cuts.push_back(cut - at);
        constexpr std::size_t enough = 4096; // it is looked at many times
        const auto bytes = window.bytes.subspan(at, std::min(window.bytes.size() - at, enough));
        const bool is_whole = window.is_whole && at + bytes.size() == window.bytes.size();
        const auto ranked = rank_layouts({bytes, is_whole, cuts});
        const layout_guess* const best = convincing(ranked);
        if (best == nullptr || !best->walked.fits({bytes, is_whole}) ||
            best->walked.frames - best->walked.empty_frames < 2 ||
            best->walked.evidence_bits < convincing_bits + needed + (best->way.known == nullptr ? unnamed_bits : 0))
            return std::nullopt;
        if (best->way.known == nullptr && has_rhythm(bytes)) return std::nullopt;
        return late_guess{at, *best};
    };
    std::size_t tried = 0;
    for (const std::uint64_t cut : window.cuts) {
        if (++tried > 8) break;
        if (const auto found = look(static_cast<std::size_t>(cut), 3)) return *found;
    }
    for (std::size_t at = 1; at <= most_bytes && at < window.bytes.size(); ++at)
        if (const auto found = look(at, many_tries_bits)) return *found;
    return {};
}

std::string rhythm_text(const stream_window& window) {
    constexpr std::size_t looked_at = 8192;
    const auto bytes = window.bytes.first(std::min(window.bytes.size(), looked_at));
    const auto [best, best_share] = rhythm_of(bytes, 256);
    const std::string advice = "if you know the layout, say it: --layout width=4,order=big, for example";
    if (best == 0) return advice;
    std::string text = std::to_string(static_cast<int>(best_share * 100)) + " % of the bytes are as " +
                       std::to_string(best) + " bytes before: records of that size?";
    for (std::size_t at = 0; at < best; ++at) {
        bool grows = true;
        for (std::size_t next = at + best; next < bytes.size() && grows; next += best)
            grows = bytes[next] == static_cast<std::byte>(std::to_integer<unsigned>(bytes[next - best]) + 1);
        if (grows) return text + " byte " + std::to_string(at) + " of each counts up by one; " + advice;
    }
    return text + " " + advice;
}

std::string layout_text(const prefix_layout& prefix) {
    for (const conformance::layout& one : conformance::named_layouts())
        if (one.prefix == prefix) return one.name;
    const bool has_other_parts = (prefix.form != length_form::binary && prefix.form != length_form::varint) ||
                                 prefix.trailer != 0 || prefix.magic.size != 0 || prefix.unit != 1;
    if (has_other_parts) {
        std::array<char, 256> room;
        return std::string(cleave::to_text(conformance::checked_layout(prefix), room));
    }
    std::string text =
        "width=" + (conformance::is_varint(prefix) ? std::string("varint") : std::to_string(prefix.width));
    if (!conformance::is_varint(prefix) && prefix.width > 1)
        text += prefix.order == std::endian::big ? ",order=big" : ",order=little";
    if (prefix.is_signed) text += ",signed";
    if (prefix.counts == length_counts::from_field) text += ",counts=from_field";
    if (prefix.counts == length_counts::whole_frame) text += ",counts=whole_frame";
    if (prefix.offset != 0) text += ",offset=" + std::to_string(prefix.offset);
    if (prefix.gap != 0) text += ",gap=" + std::to_string(prefix.gap);
    if (prefix.max_payload != automatic_limit) text += ",max_payload=" + std::to_string(prefix.max_payload);
    return text;
}

std::string difference(const prefix_layout& given, const prefix_layout& found) {
    std::vector<std::string> all;
    if (given.form != found.form || (found.form == length_form::binary && given.width != found.width)) {
        if (conformance::is_varint(found))
            all.emplace_back("the length is a varint");
        else
            all.push_back(
                "the length has " + counted(found.width, "byte") +
                (conformance::is_varint(given) ? " and is no varint" : ", not " + std::to_string(given.width)));
    }
    const bool both_ordered = given.form == found.form && given.width > 1 && found.width > 1;
    if (both_ordered && given.order != found.order)
        all.push_back("the length is " + std::string(order_name(found.order)) + ", not " +
                      std::string(order_name(given.order)));
    if (given.counts != found.counts) {
        switch (found.counts) {
        case length_counts::payload: all.emplace_back("the length counts the payload only, not its header"); break;
        case length_counts::from_field: all.emplace_back("the length counts itself and what follows"); break;
        case length_counts::whole_frame: all.emplace_back("the length counts its header too"); break;
        }
    }
    if (given.offset != found.offset)
        all.push_back(found.offset == 0 ? "nothing stands in front of the length"
                                        : counted(found.offset, "byte") + " in front of the length, not " +
                                              std::to_string(given.offset));
    if (given.gap != found.gap)
        all.push_back(found.gap == 0 ? "nothing stands between length and payload"
                                     : counted(found.gap, "byte") + " between length and payload, not " +
                                           std::to_string(given.gap));
    std::string text;
    for (const std::string& one : all) text += (text.empty() ? "" : "; ") + one;
    return text;
}

} // namespace cleave::inspect
