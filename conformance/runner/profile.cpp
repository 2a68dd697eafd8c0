// SPDX-License-Identifier: MIT
#include "profile.hpp"

#include "trace.hpp"

#include <algorithm>
#include <optional>

namespace cleave::conformance {

namespace {

/// What a subject showed for one stream.
struct answer {
    bool is_asked = false;                                   // it answered, and not that it cannot
    std::vector<std::pair<std::string, std::size_t>> events; // canonical text and delivery
    std::string error;                                       // the name of the first
    std::size_t error_delivery = 0;
    std::size_t frames = 0; // that ended
    std::size_t frames_after_error = 0;
};

void take_in(const observation& seen, answer& into) {
    into.is_asked = seen.end() == run_end::normal;
    for (const auto& entry : seen.entries()) {
        if (entry.what == observation::kind::error && into.error.empty()) {
            into.error = std::string(seen.name(entry));
            into.error_delivery = entry.delivery;
        }
        if (seen.name(entry) != "end") continue;
        ++into.frames;
        if (!into.error.empty()) ++into.frames_after_error;
    }
}

/// Plays the lines of a body with these limits, cut as they are written. Nothing where the layout does not admit them.
std::optional<answer> ask(subject& with, const layout& in, const std::string& limits, const std::string& body) {
    const std::string text = "trace 1\nid: probe\nabout: A probe.\nreq: TESTEE-1 MUST\nrole: frame_decoder\n" +
                             (limits.empty() ? "" : "limits: " + limits + "\n") + "splits: exact\nrev: 1\n--\n" + body;
    const parsed_trace parsed = parse_trace(text, "probe");
    if (parsed.error) return std::nullopt;
    const compiled made = compile(parsed.value, in);
    std::string why;
    if (made.error) return std::nullopt;
    const std::vector<reader> readers = with.readers(made.value, why);
    if (readers.empty()) return std::nullopt;
    plan_choice written;
    written.written = true;
    std::vector<schedule> schedules;
    delivery_plan(made.value, written, 1).each([&](const schedule& one) { return schedules.push_back(one), true; });
    answer found;
    with.play(made.value, readers[0], schedules, [&](std::size_t, const observation& seen) {
        take_in(seen, found);
        return false;
    });
    if (!found.is_asked) return std::nullopt;
    return found;
}

class prober {
  public:
    explicit prober(subject& with) : with_(with) {}

    probed run() {
        for (const layout& one : claimed_layouts(with_, named_layouts())) {
            layouts_.push_back(one);
            result_.layouts.push_back(one.name);
        }
        if (layouts_.empty()) return std::move(result_);
        find_limit();
        find_bits();
        find_reads();
        find_end();
        find_errors();
        find_after_error();
        return std::move(result_);
    }

  private:
    void say(const std::string& field) { result_.found.said.push_back(field); }
    void say(const std::string& field, std::string declarations::*member, const std::string& value) {
        result_.found.*member = value;
        say(field);
    }

    const layout* with_need(const std::vector<std::string>& words) const {
        for (const layout& one : layouts_)
            if (std::all_of(words.begin(), words.end(),
                            [&](const std::string& word) { return layout_need(one.prefix, word) == need::met; }))
                return &one;
        return nullptr;
    }

    bool refuses(const layout& in, const std::string& limits, const std::string& length) {
        const auto seen = ask(with_, in, limits, "> frame_header(" + length + ")\n");
        return seen && !seen->error.empty();
    }

    /// The largest payload whose header is not refused, from 0 to the field's capacity.
    std::uint64_t largest(const layout& in, const std::string& limits) {
        std::uint64_t low = 0;
        std::uint64_t high = field_capacity(in.prefix);
        while (low < high) {
            const std::uint64_t middle = low + (high - low) / 2 + 1;
            if (refuses(in, limits, std::to_string(middle)))
                high = middle - 1;
            else
                low = middle;
        }
        return low;
    }

    void find_limit() {
        const layout& in = layouts_[0];
        const auto above = ask(with_, in, "payload<=16", "> frame_header(17) | rep(17 \"a\")\n");
        if (!above) return;
        if (!above->error.empty()) {
            const bool stops_at_zero = refuses(in, "payload<=0", "1");
            return say("limit", &declarations::limit, stops_at_zero ? "asked" : "zero_is_none");
        }
        const std::uint64_t most = largest(in, "payload<=16");
        const bool has_own = most < field_capacity(in.prefix);
        say("limit", &declarations::limit, has_own ? "own" : "none");
        if (!has_own) return;
        result_.found.max_payload = most;
        say("max_payload");
    }

    void find_bits() {
        const layout* in = with_need({"payload>=9223372036854775807"});
        if (in == nullptr || result_.found.limit == "own") return;
        const std::uint64_t most = largest(*in, "payload<=capacity");
        std::uint64_t bits = 0;
        while (bits < 64 && (most >> bits) != 0) ++bits;
        if (bits < 7) return;
        result_.found.length_bits = field_capacity(in->prefix) == most ? 64 : bits;
        say("length_bits");
    }

    void find_reads() {
        const layout* const in = with_need({"gap", "fixed-width"});
        if (in == nullptr || result_.found.limit == "own" || result_.found.limit == "none") return;
        const std::string field = std::to_string(in->prefix.offset + in->prefix.width);
        const auto seen =
            ask(with_, *in, "payload<=16",
                "> first(" + field + " frame_header(17)) | after(" + field + " frame_header(17)) | rep(17 \"a\")\n");
        if (!seen) return;
        if (seen->error.empty() || seen->error_delivery > 1)
            result_.note = "a frame above the limit is refused only after its payload (FRAME-LEN-8)";
        else
            say("reads", &declarations::reads, seen->error_delivery == 0 ? "length" : "header");
    }

    void find_end() {
        const auto seen = ask(with_, layouts_[0], "", "> frame_header(4) \"ab\"\n> eof\n");
        if (seen) say("end", &declarations::end, seen->error.empty() ? "not_told" : "told");
    }

    void find_errors() {
        const auto cut = ask(with_, layouts_[0], "", "> frame_header(4) \"ab\"\n> eof\n");
        const auto above = ask(with_, layouts_[0], "payload<=16", "> frame_header(17)\n");
        const layout* const is_signed = with_need({"signed"});
        const layout* const counts = with_need({"counts-header"});
        std::optional<answer> other;
        if (is_signed != nullptr) other = ask(with_, *is_signed, "payload<=16", "> frame_field(-2)\n");
        if (!other && counts != nullptr) other = ask(with_, *counts, "payload<=16", "> frame_field(0)\n");
        if (!above || above->error.empty()) return;
        if (above->error == "framing" || (cut && cut->error == "truncated"))
            return say("errors", &declarations::errors, "families");
        if (!other || other->error.empty()) return;
        say("errors", &declarations::errors, other->error == above->error ? "one" : "named");
    }

    void find_after_error() {
        const auto seen =
            ask(with_, layouts_[0], "payload<=16", "> frame_header(17) rep(17 \"a\") frame{\"ok\"} | frame{\"ok\"}\n");
        if (!seen || seen->error.empty()) return;
        say("after_error", &declarations::after_error, seen->frames_after_error != 0 ? "goes_on" : "stays");
    }

    subject& with_;
    std::vector<layout> layouts_;
    probed result_;
};

} // namespace

std::vector<layout> claimed_layouts(subject& with, const std::vector<layout>& asked) {
    std::vector<layout> all;
    for (const layout& one : asked)
        if (ask(with, one, "", "> frame{\"a\"}\n")) all.push_back(one);
    return all;
}

probed probe(subject& with) { return prober(with).run(); }

std::string to_json(const probed& one, const std::string& name) {
    json_text_writer to;
    to.begin_object().field("format", "cleave profile").field("version", std::uint64_t{1}).field("name", name);
    to.key("layouts").begin_array();
    for (const std::string& each : one.layouts) to.string(each);
    to.end_array();
    write_declarations(to, one.found);
    return to.end_object().text() + "\n";
}

std::vector<case_result> verify(const declarations& declared, const probed& one) {
    std::vector<case_result> all;
    for (const std::string& field : declared.said) {
        if (!one.found.says(field)) continue;
        const std::string said = value_of(declared, field);
        const std::string found = value_of(one.found, field);
        // What closes or stays looks the same from here: nothing follows.
        const bool is_true = said == found || (field == "after_error" && said == "closes" && found == "stays");
        case_result& made = all.emplace_back();
        made.id = "profile-" + field;
        std::replace(made.id.begin(), made.id.end(), '_', '-');
        made.area = "profile";
        made.about = "The testee does what it declares.";
        made.rules = {{"TESTEE-4", "MUST"}};
        made.role = "frame_decoder";
        made.result = is_true ? verdict::pass : verdict::fail;
        if (!is_true) made.message = "declared " + field + "=" + said + ", found " + field + "=" + found;
    }
    return all;
}

} // namespace cleave::conformance
