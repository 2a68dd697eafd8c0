// SPDX-License-Identifier: MIT
#include "delivery_plan.hpp"

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <iterator>

namespace cleave::conformance {

namespace {

constexpr std::size_t random_schedules = 32;
constexpr std::size_t longest_with_positions = 4096;
constexpr std::size_t random_cuts = 64;
constexpr std::size_t most_single_cuts = 512; // beyond it: those at and around fields, and seeded ones

/// splitmix64: the same numbers on every machine.
class random_numbers {
  public:
    explicit random_numbers(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15;
        std::uint64_t z = state_;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return z ^ z >> 31;
    }

  private:
    std::uint64_t state_;
};

std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return hash;
}

schedule written_schedule(const compiled_trace& one) {
    schedule ends;
    const auto end_at = [&](std::size_t at) {
        if (at != 0 && (ends.empty() || ends.back() != at)) ends.push_back(at);
    };
    auto cut = one.cuts.begin();
    for (const std::uint64_t empty : one.empties) {
        for (; cut != one.cuts.end() && *cut <= empty; ++cut) end_at(static_cast<std::size_t>(*cut));
        end_at(static_cast<std::size_t>(empty));
        ends.push_back(static_cast<std::size_t>(empty));
    }
    for (; cut != one.cuts.end(); ++cut) end_at(static_cast<std::size_t>(*cut));
    end_at(one.bytes.size());
    return ends;
}

void make_unique(std::vector<std::size_t>& all) {
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
}

/// Whether deliveries are messages of their own, or the role takes all bytes at once.
bool is_played_as_written(const compiled_trace& one) {
    const std::string& role = one.source.role;
    const auto is = [&](const char* name, const char* value) {
        const auto found = one.options.find(name);
        return found != one.options.end() && found->second == value;
    };
    return one.source.splits == "exact" || role == "frame_encoder" || role == "value" || role == "json" ||
           is("transport", "udp") || is("form", "datagram");
}

/// C(n, k), no larger than `enough`.
std::size_t choose(std::size_t n, std::size_t k, std::size_t enough) {
    std::size_t value = 1;
    for (std::size_t i = 1; i <= k; ++i) {
        value = value * (n - k + i) / i;
        if (value >= enough) return enough;
    }
    return value;
}

} // namespace

std::string to_string(const schedule& one) {
    // The stream's size, which is the last end, goes without saying, unless it is 0.
    const std::size_t said = one.empty() || one.back() == 0 ? one.size() : one.size() - 1;
    std::string text;
    for (std::size_t i = 0; i < said; ++i) text += (i == 0 ? "" : ",") + std::to_string(one[i]);
    return text.empty() ? "whole" : text;
}

plan_choice whole_plan() {
    plan_choice all;
    all.written = all.whole = all.bytes = all.cuts = all.fields = all.array = all.empty = all.random = true;
    return all;
}

plan_choice short_plan() {
    plan_choice some;
    some.written = some.whole = some.bytes = some.fields = some.array = true;
    return some;
}

std::optional<plan_choice> parse_plan(std::string_view text, std::string& why) {
    plan_choice choice;
    if (text.empty()) why = "expected a delivery plan";
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
        std::size_t offset = 0;
        const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), offset);
        const bool is_offset = failure == std::errc{} && end == word.data() + word.size();
        bool* const named = word == "written"  ? &choice.written
                            : word == "whole"  ? &choice.whole
                            : word == "bytes"  ? &choice.bytes
                            : word == "cuts"   ? &choice.cuts
                            : word == "fields" ? &choice.fields
                            : word == "array"  ? &choice.array
                            : word == "empty"  ? &choice.empty
                            : word == "random" ? &choice.random
                                               : nullptr;
        if (named != nullptr) {
            *named = true;
        } else if (word == "plan") {
            choice = whole_plan();
        } else if (is_offset) {
            if (!choice.offsets) choice.offsets.emplace();
            choice.offsets->push_back(offset);
        } else {
            why = "expected plan, written, whole, bytes, cuts, fields, array, empty, random, or offsets as in 3,17; "
                  "found '" +
                  std::string(word) + "'";
            return std::nullopt;
        }
    }
    if (choice.offsets && !std::is_sorted(choice.offsets->begin(), choice.offsets->end()))
        why = "expected offsets in ascending order";
    if (!why.empty()) return std::nullopt;
    return choice;
}

std::size_t covering_rows(std::size_t positions) {
    std::size_t rows = 2;
    while (choose(rows - 1, (rows + 1) / 2, positions) < positions) ++rows;
    return positions == 0 ? 1 : positions == 1 ? 2 : rows;
}

// A position is cut in ceil(N/2) of the N-1 rows behind the first, and no two positions in the same ones. The first row
// gives neither; two different sets of one size give the one and the other; two of N-1 that have more than half in each
// cannot miss one another, which gives both.
std::vector<std::vector<bool>> covering_array(std::size_t positions) {
    const std::size_t rows = covering_rows(positions);
    std::vector<std::vector<bool>> array(rows, std::vector<bool>(positions, false));
    std::vector<bool> column(rows - 1, false); // which of the rows behind the first cut
    std::fill(column.end() - static_cast<std::ptrdiff_t>(std::min(rows - 1, (rows + 1) / 2)), column.end(), true);
    for (std::size_t position = 0; position < positions; ++position) {
        for (std::size_t row = 1; row < rows; ++row) array[row][position] = column[row - 1];
        std::next_permutation(column.begin(), column.end());
    }
    return array;
}

delivery_plan::delivery_plan(const compiled_trace& one, const plan_choice& choice, std::uint64_t seed)
    : size_(one.bytes.size()), choice_(choice), seed_(seed ^ hash_of(one.source.id)), written_(written_schedule(one)) {
    if (choice.offsets) return;
    if (is_played_as_written(one)) {
        choice_ = {};
        choice_.written = true;
        return;
    }
    choice_.written = choice.written && one.source.splits == "hinted";
    find_positions(one);
    const auto field = [&](std::uint64_t at) {
        if (may_cut(static_cast<std::size_t>(at))) fields_.push_back(static_cast<std::size_t>(at));
    };
    for (const std::uint64_t at : one.cuts) field(at);
    for (const auto& [name, at] : one.marks) field(at);
    for (const outcome& each : one.outcomes)
        for (const expectation& event : each.expected) {
            field(event.due);
            if (event.at) field(*event.at);
            if (event.what == expectation::kind::event && event.due >= event.bytes.size())
                field(event.due - event.bytes.size());
        }
    field(one.layout.prefix.offset);
    field(min_header_bytes(one.layout.prefix));
    make_unique(fields_);
}

void delivery_plan::find_positions(const compiled_trace& one) {
    together_ = one.together;
    is_large_ = size_ > longest_with_positions;
    if (is_large_) return;
    std::vector<bool> allowed(size_ + 1, true);
    for (const byte_range& range : one.together)
        for (std::uint64_t at = range.from + 1; at < range.to; ++at) allowed[static_cast<std::size_t>(at)] = false;
    for (std::size_t at = 1; at < size_; ++at)
        if (allowed[at]) positions_.push_back(at);
}

bool delivery_plan::may_cut(std::size_t at) const {
    if (is_large_)
        return at > 0 && at < size_ && std::none_of(together_.begin(), together_.end(), [at](const byte_range& range) {
                   return range.from < at && at < range.to;
               });
    return std::binary_search(positions_.begin(), positions_.end(), at);
}

bool delivery_plan::visit_cuts(const std::vector<std::size_t>& cuts,
                               const std::function<bool(const schedule&)>& visit) const {
    schedule ends = cuts;
    if (size_ != 0) ends.push_back(size_);
    return visit(ends);
}

bool delivery_plan::each(const std::function<bool(const schedule&)>& visit) const {
    if (choice_.offsets) {
        std::vector<std::size_t> cuts = *choice_.offsets;
        std::erase_if(cuts, [this](std::size_t at) { return at > size_; });
        return visit_cuts(cuts, visit);
    }
    if (choice_.written && !visit(written_)) return false;
    if (choice_.whole && !visit_cuts({}, visit)) return false;
    if (is_large_)
        return (choice_.bytes || choice_.cuts || choice_.array || choice_.random) ? each_chunking(visit) : true;
    if (choice_.bytes && positions_.size() > 1 && !visit_cuts(positions_, visit)) return false;
    if (choice_.cuts && !each_single(visit)) return false;
    if (choice_.fields && !each_field(visit)) return false;
    if (choice_.array && !each_array_row(visit)) return false;
    if (choice_.empty && !each_empty(visit)) return false;
    return !choice_.random || each_random(visit);
}

bool delivery_plan::each_single(const std::function<bool(const schedule&)>& visit) const {
    schedule ends{0, size_};
    const auto cut = [&](std::size_t at) {
        ends[0] = at;
        return visit(ends);
    };
    if (positions_.size() <= most_single_cuts) return std::all_of(positions_.begin(), positions_.end(), cut);
    std::vector<std::size_t> some;
    for (const std::size_t at : outer_fields())
        for (std::size_t near = at > 4 ? at - 4 : 1; near <= at + 4; ++near)
            if (may_cut(near)) some.push_back(near);
    random_numbers random(seed_);
    for (std::size_t i = 0; i < random_cuts; ++i)
        some.push_back(positions_[static_cast<std::size_t>(random.next() % positions_.size())]);
    make_unique(some);
    return std::all_of(some.begin(), some.end(), cut);
}

/// The first and last fields: of many that are alike the others show nothing new.
std::vector<std::size_t> delivery_plan::outer_fields() const {
    constexpr std::ptrdiff_t half = 8;
    std::vector<std::size_t> some = fields_;
    if (some.size() > 2 * half) some.erase(some.begin() + half, some.end() - half);
    return some;
}

/// Deliveries of these sizes in turn, until the stream is at its end.
bool delivery_plan::visit_chunks(const std::vector<std::size_t>& sizes,
                                 const std::function<bool(const schedule&)>& visit) const {
    std::vector<std::size_t> cuts;
    std::size_t at = 0;
    for (std::size_t i = 0; (at += sizes[i % sizes.size()]) < size_; ++i)
        if (may_cut(at)) cuts.push_back(at);
    return visit_cuts(cuts, visit);
}

/// A large stream: in pieces as reads have them, cut near its first and last fields, and in pieces of seeded sizes.
bool delivery_plan::each_chunking(const std::function<bool(const schedule&)>& visit) const {
    for (const std::size_t size : std::initializer_list<std::size_t>{1000, 1024, 1460, 4096, 65536})
        if (size_ / size <= 4096 && !visit_chunks({size}, visit)) return false;
    for (const std::size_t at : outer_fields())
        for (const std::size_t cut : {at - 1, at, at + 1})
            if (may_cut(cut) && !visit_cuts({cut}, visit)) return false;
    random_numbers random(seed_);
    for (int i = 0; i < 4; ++i) {
        std::vector<std::size_t> sizes;
        for (int k = 0; k < 97; ++k) sizes.push_back(1 + static_cast<std::size_t>(random.next() % (size_ / 32)));
        if (!visit_chunks(sizes, visit)) return false;
    }
    return true;
}

/// All fields at once, all a byte early, all a byte late, and all three.
bool delivery_plan::each_field(const std::function<bool(const schedule&)>& visit) const {
    if (fields_.empty()) return true;
    std::vector<std::size_t> all;
    for (const std::ptrdiff_t shift : {0, -1, 1}) {
        std::vector<std::size_t> shifted;
        for (const std::size_t at : fields_)
            if (may_cut(at + static_cast<std::size_t>(shift))) shifted.push_back(at + static_cast<std::size_t>(shift));
        all.insert(all.end(), shifted.begin(), shifted.end());
        if (!shifted.empty() && !visit_cuts(shifted, visit)) return false;
    }
    make_unique(all);
    return visit_cuts(all, visit);
}

bool delivery_plan::each_array_row(const std::function<bool(const schedule&)>& visit) const {
    if (positions_.size() < 2) return true;
    const auto rows = covering_array(positions_.size());
    std::vector<std::size_t> cuts;
    for (std::size_t row = choice_.whole ? 1 : 0; row < rows.size(); ++row) {
        cuts.clear();
        for (std::size_t i = 0; i < positions_.size(); ++i)
            if (rows[row][i]) cuts.push_back(positions_[i]);
        if (!visit_cuts(cuts, visit)) return false;
    }
    return true;
}

bool delivery_plan::each_empty(const std::function<bool(const schedule&)>& visit) const {
    if (!visit({0, size_, size_})) return false;
    schedule ends{0};
    for (const std::size_t at : fields_) ends.insert(ends.end(), 2, at);
    ends.insert(ends.end(), 2, size_);
    if (!fields_.empty() && !visit(ends)) return false;
    if (positions_.empty() || positions_.size() > most_single_cuts) return true;
    ends = {0};
    for (const std::size_t at : positions_) ends.insert(ends.end(), 2, at);
    ends.insert(ends.end(), 2, size_);
    return visit(ends);
}

bool delivery_plan::each_random(const std::function<bool(const schedule&)>& visit) const {
    if (positions_.size() < 2) return true;
    random_numbers random(seed_);
    std::vector<std::size_t> cuts;
    for (std::size_t i = 0; i < random_schedules; ++i) {
        cuts.clear();
        const unsigned density = static_cast<unsigned>(i % 4) + 1; // one place in 2, 4, 8, 16
        for (const std::size_t at : positions_)
            if ((random.next() >> (64 - density)) == 0) cuts.push_back(at);
        if (!visit_cuts(cuts, visit)) return false;
    }
    return true;
}

} // namespace cleave::conformance
