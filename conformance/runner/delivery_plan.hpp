// SPDX-License-Identifier: MIT
//
// delivery_plan: the ways in which one stream is delivered.
//
//     whole    one delivery                          cuts     every single cut
//     bytes    each byte on its own                  fields   at boundaries the trace knows, before and behind them
//     array    a pairwise covering array: for any two positions all four of cut and not cut, in a handful of rows
//     empty    deliveries without bytes in between   random   seeded, of every density
//
// An `exact` case is played as written; a `hinted` one as written and in all of these ways.
#pragma once

#include "trace.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::conformance {

/// Where each delivery of a stream ends, ascending; the last is the stream's size. Where two are equal, the second
/// delivery is empty. No delivery at all: a stream of no bytes.
using schedule = std::vector<std::size_t>;

/// As --deliveries takes it: `whole`, or the offsets of the cuts, `3,17`. An offset that stands twice (also 0 in front
/// and the size at the end) makes an empty delivery.
std::string to_string(const schedule& one);

/// What --deliveries asks for.
struct plan_choice {
    bool written = false, whole = false, bytes = false, cuts = false, fields = false, array = false, empty = false,
         random = false;
    std::optional<std::vector<std::size_t>> offsets; // exactly these cuts, whatever the case says
};

/// `plan`, `whole,bytes`, `3,17`. On failure `why` says what was expected.
std::optional<plan_choice> parse_plan(std::string_view text, std::string& why);

/// All of the above.
plan_choice whole_plan();
/// For endpoints where a run takes a connection: what finds most for its price.
plan_choice short_plan();

/// The rows of a pairwise covering array: how few deliveries hold, for any two of `positions` places, all four
/// combinations of cut and not cut. The first row cuts nowhere.
std::size_t covering_rows(std::size_t positions);
/// Whether `row` cuts at each position. rows: covering_rows(positions).
std::vector<std::vector<bool>> covering_array(std::size_t positions);

class delivery_plan {
  public:
    delivery_plan(const compiled_trace& one, const plan_choice& choice, std::uint64_t seed);

    /// Calls `visit` with each schedule until it answers false; returns the last answer.
    bool each(const std::function<bool(const schedule&)>& visit) const;

    /// The deliveries as the trace has them.
    const schedule& written() const { return written_; }
    /// Where the stream may be cut.
    const std::vector<std::size_t>& positions() const { return positions_; }

  private:
    bool visit_cuts(const std::vector<std::size_t>& cuts, const std::function<bool(const schedule&)>& visit) const;
    bool each_single(const std::function<bool(const schedule&)>& visit) const;
    bool each_field(const std::function<bool(const schedule&)>& visit) const;
    bool each_array_row(const std::function<bool(const schedule&)>& visit) const;
    bool each_empty(const std::function<bool(const schedule&)>& visit) const;
    bool each_random(const std::function<bool(const schedule&)>& visit) const;
    bool may_cut(std::size_t at) const;
    void find_positions(const compiled_trace& one);
    std::vector<std::size_t> outer_fields() const;
    bool each_chunking(const std::function<bool(const schedule&)>& visit) const;
    bool visit_chunks(const std::vector<std::size_t>& sizes, const std::function<bool(const schedule&)>& visit) const;

    std::size_t size_;
    plan_choice choice_;
    std::uint64_t seed_;
    schedule written_;
    std::vector<std::size_t> positions_; // none of a large stream: there are too many
    bool is_large_ = false;
    std::vector<byte_range> together_;
    std::vector<std::size_t> fields_;
};

} // namespace cleave::conformance
