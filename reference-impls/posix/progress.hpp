// SPDX-License-Identifier: MIT
//
// progress: how far a transfer is: a bar on a terminal, plain lines elsewhere, or nothing.
//
//     report.pdf   45% [=========>           ] 460.8 MiB of 1.0 GiB, 913.2 MiB/s, 0:01 left
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace cleave::posix {

/// "0 B", "1023 B", "1.0 KiB", "460.8 MiB", ...
std::string bytes_text(std::uint64_t bytes);

/// "0:09", "12:34", "1:02:03"; rounded up to whole seconds.
std::string time_text(std::chrono::milliseconds time);

/// How many columns of a terminal `text` takes: two for each East Asian wide character and emoji.
std::size_t column_count(std::string_view text) noexcept;

/// What progress lines are made of. `begun_at` bytes were there before this transfer, and do not count for its rate.
struct progress_state {
    std::uint64_t total = 0;
    std::uint64_t done = 0;
    std::uint64_t begun_at = 0;
    std::chrono::milliseconds elapsed{};
};

/// A line with a bar, of at most `columns` columns. `label` is shown as it is: escape what a peer chose.
std::string progress_bar(std::string_view label, const progress_state& state, std::size_t columns);

/// A line without a bar, for logs and pipes.
std::string progress_line(std::string_view label, const progress_state& state);

/// Shows one transfer at a time on a descriptor, at most ten times a second (a bar), or once in five seconds (lines).
class progress {
  public:
    enum class style : std::uint8_t { bar, lines, quiet };
    using clock = std::function<std::chrono::steady_clock::time_point()>;

    /// What suits the descriptor: a bar if it is a terminal.
    static style style_for(int fd, bool quiet) noexcept;

    progress(int fd, style how, clock now = std::chrono::steady_clock::now)
        : fd_(fd), style_(how), now_(std::move(now)) {}

    /// Begins a transfer of `total` bytes, of which `done` are there already.
    void begin(std::string label, std::uint64_t total, std::uint64_t done = 0);

    /// Tells that `done` bytes are there now. Cheap if it is not yet time to show it.
    void update(std::uint64_t done);

    /// Says what the transfer waits for now that all is there.
    void wait(std::string_view for_what);

    /// Ends the transfer: shows its last state, and leaves the line. One that was over before there was anything to
    /// tell leaves nothing.
    void end();

  private:
    void show();

    int fd_;
    style style_;
    clock now_;
    std::string label_;
    progress_state state_;
    std::chrono::steady_clock::time_point begun_{};
    std::chrono::steady_clock::time_point shown_{};
    bool active_ = false;
    bool is_shown_ = false; // the last state is
    bool is_slow_ = false;  // it was shown on its way
};

} // namespace cleave::posix
