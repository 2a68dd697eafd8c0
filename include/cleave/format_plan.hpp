// SPDX-License-Identifier: MIT
//
// format_plan: a format known only at run time, read once for many structs.
//
//     "<iq"  -> i: one item at 0    q: one item at 4
//
// A plan holds the runs of a format; pack_values.hpp goes along them.
#pragma once

#include "status.hpp"
#include "struct_format.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>

namespace cleave {

/// A format known only at run time, compiled once for many records. Keeps nothing of the text.
///
/// Runs that continue one another (`hh2h`) become one. A format of more than `Capacity` runs is refused with
/// `need_output`; as many as the text has characters always suffice. A plan takes 32 bytes for each of its capacity.
template <std::size_t Capacity = 16>
class format_plan {
  public:
    /// Reads the format once. text: not kept.
    constexpr explicit format_plan(std::string_view text) noexcept {
        detail::format_reader reader(text);
        for (detail::format_run run; reader.next(run);) {
            if (continues(run)) {
                runs_[count_ - 1].count += run.count;
                runs_[count_ - 1].values += run.values;
            } else if (count_ < Capacity) {
                runs_[count_++] = run;
            } else {
                info_.st = status::need_output;
                return;
            }
        }
        info_ = reader.info();
    }

    /// Returns the format's size and number of values, or its error.
    constexpr const format_info& info() const noexcept { return info_; }

    /// Returns the runs, in order.
    constexpr const detail::format_run* begin() const noexcept { return runs_.data(); }
    /// Returns the end of the runs.
    constexpr const detail::format_run* end() const noexcept { return runs_.data() + count_; }

  private:
    constexpr bool continues(const detail::format_run& run) const noexcept {
        return count_ != 0 && !run.is_sized() && runs_[count_ - 1].code == run.code; // no gap between items of one code
    }

    std::array<detail::format_run, Capacity> runs_{};
    std::size_t count_ = 0;
    format_info info_;
};

namespace detail {

// A format known only at run time: format_text or format_plan.
template <class T>
concept runtime_format = requires(const T& format) {
    { format.info() } -> std::same_as<const format_info&>;
    { *format.begin() } -> std::same_as<const format_run&>;
};

} // namespace detail

} // namespace cleave
