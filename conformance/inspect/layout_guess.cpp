// SPDX-License-Identifier: MIT
#include "layout_guess.hpp"

#include <algorithm>

namespace cleave::inspect {

namespace {

// How many bits the best guess must have: a chance of one in a thousand for each of some 60 tries.
constexpr double convincing_bits = 16;
// What a layout without a name must bring more than one with.
constexpr double name_bits = 4;

std::vector<way_to_read> candidates() {
    std::vector<way_to_read> all;
    all.push_back({conformance::named_layouts()[0], content::messages});
    for (const conformance::layout& one : conformance::named_layouts()) all.push_back({one, content::frames});
    const auto is_known = [&](const prefix_layout& prefix) {
        return std::any_of(all.begin(), all.end(), [&](const way_to_read& way) {
            prefix_layout other = way.layout.prefix;
            other.is_signed = prefix.is_signed;
            return other == prefix;
        });
    };
    for (const std::uint8_t width :
         {std::uint8_t{4}, std::uint8_t{2}, std::uint8_t{8}, std::uint8_t{3}, std::uint8_t{1}})
        for (const std::endian order : {std::endian::big, std::endian::little})
            for (const length_counts counts :
                 {length_counts::payload, length_counts::whole_frame, length_counts::from_field})
                for (const std::uint8_t offset : {std::uint8_t{0}, std::uint8_t{1}, std::uint8_t{2}, std::uint8_t{4}}) {
                    const prefix_layout prefix{.width = width, .order = order, .counts = counts, .offset = offset};
                    const bool is_same = (width == 1 && order == std::endian::little) ||
                                         (offset == 0 && counts == length_counts::from_field);
                    if (!is_same && !is_known(prefix)) all.push_back({{layout_text(prefix), prefix}, content::frames});
                }
    return all;
}

std::string counted(std::size_t n, std::string_view what) {
    return std::to_string(n) + " " + std::string(what) + (n == 1 ? "" : "s");
}

std::string reason_for(const way_to_read& way, const walk_result& walked, const stream_window& window) {
    const bool are_messages = way.holds == content::messages;
    std::string text = counted(walked.frames, are_messages ? "message" : "frame");
    if (walked.frames > 1) text += " behind each other";
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

std::vector<layout_guess> rank_layouts(const stream_window& window) {
    std::vector<layout_guess> ranked;
    for (const way_to_read& way : candidates()) {
        walk_result walked = walk(way, window);
        const bool is_named = way.layout.name.find('=') == std::string::npos;
        if (!is_named) walked.evidence_bits -= name_bits;
        if (walked.evidence_bits <= 0 || (walked.frames == 0 && walked.st != status::need_input)) continue;
        const auto twin = std::find_if(ranked.begin(), ranked.end(), [&](const layout_guess& other) {
            return other.way.holds == way.holds && same_header(other.way.layout.prefix, way.layout.prefix) &&
                   reads_alike(other.walked, walked);
        });
        if (twin != ranked.end())
            twin->read_alike.push_back(way.layout.name);
        else
            ranked.push_back({way, walked, reason_for(way, walked, window), {}});
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const layout_guess& a, const layout_guess& b) {
        return a.walked.evidence_bits > b.walked.evidence_bits;
    });
    return ranked;
}

const layout_guess* convincing(const std::vector<layout_guess>& ranked) {
    if (ranked.empty() || ranked[0].walked.evidence_bits < convincing_bits) return nullptr;
    const walk_result& best = ranked[0].walked;
    const bool is_nothing_but_zeros = best.frames == best.empty_frames && best.st == status::ok;
    return is_nothing_but_zeros ? nullptr : &ranked[0];
}

late_guess find_later_start(const stream_window& window, std::size_t most_bytes) {
    constexpr double many_tries_bits = 8;
    for (std::size_t at = 1; at <= most_bytes && at < window.bytes.size(); ++at) {
        const std::vector<layout_guess> ranked = rank_layouts({window.bytes.subspan(at), window.is_whole});
        const layout_guess* const best = convincing(ranked);
        if (best == nullptr || best->walked.st != status::ok || best->walked.frames - best->walked.empty_frames < 2 ||
            best->walked.evidence_bits < convincing_bits + many_tries_bits)
            continue;
        return {at, *best};
    }
    return {};
}

std::string layout_text(const prefix_layout& prefix) {
    for (const conformance::layout& one : conformance::named_layouts())
        if (one.prefix == prefix) return one.name;
    std::string text = "width=" + (prefix.is_varint() ? std::string("varint") : std::to_string(prefix.width));
    if (prefix.width > 1) text += prefix.order == std::endian::big ? ",order=big" : ",order=little";
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
    if (given.width != found.width) {
        if (found.is_varint())
            all.emplace_back("the length is a varint");
        else
            all.push_back("the length has " + counted(found.width, "byte") +
                          (given.is_varint() ? " and is no varint" : ", not " + std::to_string(given.width)));
    }
    const bool both_ordered = given.width > 1 && found.width > 1;
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
