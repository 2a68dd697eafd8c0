// SPDX-License-Identifier: MIT
#include "shrink.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <vector>

namespace cleave::conformance {

namespace {

constexpr std::size_t most_tries = 4000;

class shrinker {
  public:
    explicit shrinker(const fails& check) : check_(check) {}

    /// The fewest cuts with which `one` fails, beginning with a delivery that does.
    schedule fewest_cuts(const compiled_trace& one, const schedule& failing) {
        const std::size_t size = one.bytes.size();
        schedule whole;
        if (size != 0) whole.push_back(size);
        const delivery_plan plan(one, whole_plan(), 0);
        if (plan.positions().empty()) return failing; // played as written: its deliveries are messages
        if (failing == whole || try_one(one, whole)) return whole;

        std::vector<std::size_t> cuts(failing.begin(), failing.end());
        if (!cuts.empty() && cuts.back() == size) cuts.pop_back();
        for (const std::size_t at : cuts)
            if (try_one(one, with_end({at}, size))) return with_end({at}, size);
        for (const std::size_t at : plan.positions())
            if (try_one(one, with_end({at}, size))) return with_end({at}, size);
        return without_needless(one, cuts);
    }

    bool try_one(const compiled_trace& one, const schedule& deliveries) {
        return tries_++ < most_tries && check_(one, deliveries);
    }

  private:
    static schedule with_end(std::vector<std::size_t> cuts, std::size_t size) {
        cuts.push_back(size);
        return cuts;
    }

    /// Leaves out cuts in ever smaller groups until each is needed.
    schedule without_needless(const compiled_trace& one, std::vector<std::size_t> cuts) {
        const std::size_t size = one.bytes.size();
        for (std::size_t group = (cuts.size() + 1) / 2; group != 0; group /= 2) {
            for (std::size_t from = 0; from < cuts.size();) {
                std::vector<std::size_t> fewer(cuts.begin(), cuts.begin() + static_cast<std::ptrdiff_t>(from));
                fewer.insert(fewer.end(),
                             cuts.begin() + static_cast<std::ptrdiff_t>(std::min(cuts.size(), from + group)),
                             cuts.end());
                if (try_one(one, with_end(fewer, size)))
                    cuts = std::move(fewer);
                else
                    from += group;
            }
        }
        return with_end(cuts, size);
    }

    const fails& check_;
    std::size_t tries_ = 0;
};

/// Whether a front or a rest of the stream is a case of its own.
bool is_stream(const compiled_trace& one) {
    const std::string& role = one.source.role;
    const bool has_earlier = one.options.contains("received");
    return !has_earlier && (role == "frame_decoder" || role == "header_message" || role == "file_receiver") &&
           one.outcomes.size() == 1;
}

schedule front_of(const schedule& deliveries, std::size_t size) {
    schedule front;
    for (const std::size_t end : deliveries)
        if (end < size) front.push_back(end);
    front.push_back(size);
    return front;
}

schedule behind(const schedule& deliveries, std::size_t size) {
    schedule rest;
    for (const std::size_t end : deliveries)
        if (end > size) rest.push_back(end - size);
    return rest;
}

/// Where messages end, ascending: behind these bytes nothing of the earlier ones holds.
std::vector<std::size_t> message_ends(const compiled_trace& one) {
    std::vector<std::size_t> ends;
    for (const expectation& event : one.outcomes[0].expected)
        if (event.name == "end" && event.what == expectation::kind::event && !event.after_end)
            ends.push_back(static_cast<std::size_t>(event.due));
    return ends;
}

} // namespace

compiled_trace keep_front(const compiled_trace& one, std::size_t size) {
    compiled_trace front = one;
    front.bytes.resize(size);
    front.end = ending::open;
    std::erase_if(front.cuts, [&](std::uint64_t at) { return at >= size; });
    std::erase_if(front.empties, [&](std::uint64_t at) { return at > size; });
    std::erase_if(front.together, [&](const byte_range& range) { return range.to > size; });
    for (outcome& each : front.outcomes)
        std::erase_if(each.expected, [&](const expectation& event) { return event.due > size || event.after_end; });
    return front;
}

compiled_trace drop_front(const compiled_trace& one, std::size_t size) {
    compiled_trace rest = one;
    rest.bytes.erase(0, size);
    rest.cuts.clear();
    rest.empties.clear();
    rest.marks.clear();
    std::erase_if(rest.together, [&](const byte_range& range) { return range.from < size; });
    for (byte_range& range : rest.together) range = {range.from - size, range.to - size};
    for (outcome& each : rest.outcomes) {
        // What is due with the last of the bytes belongs to the message that ends there, up to its `end`.
        auto& events = each.expected;
        auto last = events.begin();
        for (auto at = events.begin(); at != events.end(); ++at)
            if (at->name == "end" && !at->after_end && at->due <= size) last = at + 1;
        events.erase(events.begin(), last);
        for (expectation& event : events) {
            event.due = event.due > size ? event.due - size : 0;
            if (event.at) event.at = *event.at - std::min<std::uint64_t>(*event.at, size);
        }
    }
    return rest;
}

smallest shrink(const compiled_trace& one, const schedule& failing, const fails& check) {
    shrinker try_all(check);
    smallest found{try_all.fewest_cuts(one, failing), one, {}, false};
    found.deliveries = found.whole;
    if (!is_stream(one) || one.source.splits == "exact") return found;

    const auto take = [&](compiled_trace smaller, schedule deliveries) {
        if (smaller.bytes.size() == found.one.bytes.size() || !try_all.try_one(smaller, deliveries)) return false;
        found.one = std::move(smaller);
        found.deliveries = try_all.fewest_cuts(found.one, deliveries);
        found.is_shortened = true;
        return true;
    };
    std::vector<std::size_t> ends = message_ends(found.one);
    for (auto end = ends.rbegin(); end != ends.rend(); ++end)
        if (take(drop_front(found.one, *end), behind(found.deliveries, *end))) break;
    std::set<std::size_t> dues;
    for (const expectation& event : found.one.outcomes[0].expected)
        if (!event.after_end) dues.insert(static_cast<std::size_t>(event.due));
    for (const std::size_t due : dues)
        if (due != 0 && take(keep_front(found.one, due), front_of(found.deliveries, due))) break;
    return found;
}

} // namespace cleave::conformance
