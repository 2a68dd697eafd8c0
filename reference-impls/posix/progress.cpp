// SPDX-License-Identifier: MIT
#include "progress.hpp"

#include "cleave/detail/utf8.hpp"

#include <algorithm>
#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

namespace cleave::posix {
namespace {

using milliseconds = std::chrono::milliseconds;

bool is_wide(char32_t c) noexcept {
    struct range {
        char32_t first, last;
    };
    constexpr range ranges[] = {
        {0x1100, 0x115F}, {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xA960, 0xA97F},
        {0xAC00, 0xD7A3}, {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},
        {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
    };
    return std::ranges::any_of(ranges, [c](const range& r) { return c >= r.first && c <= r.last; });
}

std::string shortened(std::string_view text, std::size_t columns) {
    std::size_t used = 0;
    std::size_t end = 0;
    while (end < text.size()) {
        const std::size_t bytes = std::max<std::size_t>(1, detail::decode_utf8(text.substr(end)).bytes);
        const std::size_t width = column_count(text.substr(end, bytes));
        if (used + width > columns) break;
        used += width;
        end += bytes;
    }
    return std::string(text.substr(0, end));
}

unsigned percent(const progress_state& state) noexcept {
    if (state.done >= state.total) return 100;
    const double part = static_cast<double>(state.done) / static_cast<double>(state.total);
    return std::min(99u, static_cast<unsigned>(part * 100)); // 100 only when all is there
}

std::string numbers(const progress_state& state) {
    std::string text = bytes_text(state.done) + " of " + bytes_text(state.total);
    const std::uint64_t moved = state.done - state.begun_at;
    if (moved == 0 || state.elapsed <= milliseconds::zero()) return text;
    const double rate = static_cast<double>(moved) * 1000 / static_cast<double>(state.elapsed.count());
    text += ", " + bytes_text(static_cast<std::uint64_t>(rate)) + "/s";
    const std::uint64_t left = state.total - std::min(state.done, state.total);
    if (left == 0) return text + ", took " + time_text(state.elapsed);
    const double wait = static_cast<double>(left) * 1000 / rate;
    constexpr double longest = 100.0 * 3600 * 1000; // beyond 100 hours it is no forecast any more
    return wait < longest ? text + ", " + time_text(milliseconds(static_cast<milliseconds::rep>(wait))) + " left"
                          : text;
}

std::string percent_text(const progress_state& state) {
    char text[8];
    std::snprintf(text, sizeof text, "%3u%%", percent(state));
    return text;
}

std::size_t terminal_columns(int fd) noexcept {
    winsize size{};
    const bool known = ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : 80;
}

void write_all(int fd, std::string_view text) noexcept {
    while (!text.empty()) {
        const ssize_t written = ::write(fd, text.data(), text.size());
        if (written <= 0) return; // a display that is gone is no reason to stop
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

} // namespace

std::string bytes_text(std::uint64_t bytes) {
    constexpr std::string_view units[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    if (bytes < 1024) return std::to_string(bytes) + " B";
    double value = static_cast<double>(bytes) / 1024;
    std::size_t unit = 0;
    for (; value >= 1023.95 && unit + 1 < std::size(units); ++unit) value /= 1024;
    char text[32];
    std::snprintf(text, sizeof text, "%.1f ", value);
    return text + std::string(units[unit]);
}

std::string time_text(milliseconds time) {
    const auto all = std::chrono::ceil<std::chrono::seconds>(time).count();
    const long long hours = all / 3600, minutes = all / 60 % 60, seconds = all % 60;
    char text[40];
    if (hours > 0) {
        std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", hours, minutes, seconds);
    } else {
        std::snprintf(text, sizeof text, "%lld:%02lld", minutes, seconds);
    }
    return text;
}

std::size_t column_count(std::string_view text) noexcept {
    std::size_t columns = 0;
    while (!text.empty()) {
        const auto [c, bytes] = detail::decode_utf8(text);
        columns += bytes > 0 && is_wide(c) ? 2 : 1;
        text.remove_prefix(std::max<std::size_t>(1, bytes));
    }
    return columns;
}

std::string progress_line(std::string_view label, const progress_state& state) {
    return std::string(label) + " " + percent_text(state) + " " + numbers(state);
}

std::string progress_bar(std::string_view label, const progress_state& state, std::size_t columns) {
    constexpr std::size_t narrowest = 10, widest = 40;
    const std::string tail = " " + numbers(state);
    const std::string middle = " " + percent_text(state);
    const std::size_t fixed = middle.size() + tail.size(); // ASCII: a byte is a column
    if (fixed >= columns) return shortened(label, columns);
    // The label yields to the bar, down to a third of the line; then the bar goes.
    const std::size_t room = columns - fixed;
    const std::size_t frame = 3; // " [" and "]"
    const std::string name =
        shortened(label, room > narrowest + frame ? std::max(room - narrowest - frame, columns / 3) : room);
    const std::size_t left = room - std::min(room, column_count(name));
    if (left < narrowest + frame) return shortened(label, room) + middle + tail;
    const std::size_t width = std::min(left - frame, widest);
    const std::size_t filled = width * percent(state) / 100;
    std::string bar(filled, '=');
    if (filled < width) bar += '>';
    bar.resize(width, ' ');
    return name + middle + " [" + bar + "]" + tail;
}

progress::style progress::style_for(int fd, bool quiet) noexcept {
    if (quiet) return style::quiet;
    return ::isatty(fd) == 1 ? style::bar : style::lines;
}

void progress::begin(std::string label, std::uint64_t total, std::uint64_t done) {
    end();
    label_ = std::move(label);
    state_ = {total, done, done, {}};
    begun_ = shown_ = now_();
    active_ = true;
    is_shown_ = is_slow_ = false;
    if (style_ == style::bar) show();
}

void progress::update(std::uint64_t done) {
    state_.done = done;
    is_shown_ = false;
    if (style_ == style::quiet) return;
    const auto pause = style_ == style::bar ? milliseconds(100) : milliseconds(5000);
    if (now_() - shown_ < pause) return;
    is_slow_ = true;
    show();
}

void progress::wait(std::string_view for_what) {
    if (!active_) return;
    label_ += ": waiting for " + std::string(for_what);
    if (style_ == style::bar || (style_ == style::lines && is_slow_)) show();
}

void progress::end() {
    if (!active_) return;
    active_ = false;
    if (is_slow_ && !is_shown_) show();
    if (style_ == style::bar) write_all(fd_, is_slow_ ? "\n" : "\r\x1b[K");
}

void progress::show() {
    is_shown_ = true;
    shown_ = now_();
    state_.elapsed = std::chrono::duration_cast<milliseconds>(shown_ - begun_);
    if (style_ == style::bar) {
        // One column stays free: some terminals break a full line. The end of the line is cleared behind the text.
        const std::string bar = progress_bar(label_, state_, terminal_columns(fd_) - 1);
        write_all(fd_, "\r" + bar + "\x1b[K");
    } else {
        write_all(fd_, progress_line(label_, state_) + "\n");
    }
}

} // namespace cleave::posix
