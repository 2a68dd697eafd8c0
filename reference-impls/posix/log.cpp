// SPDX-License-Identifier: MIT
#include "log.hpp"

#include "rate_limit.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <mutex>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace cleave::posix {
namespace {

// A pipe that poll() calls writable takes a line of this length at once.
constexpr std::size_t longest_line = 2000;
constexpr std::string_view cut = "...";
constexpr std::uint64_t trouble_a_second = 1000;

std::mutex writing;
std::uint64_t unread = 0; // lines that nobody took
std::atomic<std::uint64_t> left_out = 0;

bool is_writable() noexcept {
    pollfd log{STDERR_FILENO, POLLOUT, 0};
    return ::poll(&log, 1, 0) > 0 && (log.revents & POLLOUT) != 0;
}

void write_line(std::string_view text) noexcept {
    std::array<char, longest_line + 64> line;
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    std::size_t size = std::strftime(line.data(), 64, "%Y-%m-%dT%H:%M:%SZ ", &utc);
    const bool is_long = text.size() > longest_line;
    text = text.substr(0, is_long ? longest_line - cut.size() : text.size());
    for (const std::string_view part : {text, is_long ? cut : "", std::string_view("\n")}) {
        std::memcpy(line.data() + size, part.data(), part.size());
        size += part.size();
    }
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), size);
}

void tell_of(std::uint64_t lines, const char* why) noexcept {
    std::array<char, 100> text;
    const int size = std::snprintf(text.data(), text.size(), "%llu lines are missing here: %s",
                                   static_cast<unsigned long long>(lines), why);
    write_line({text.data(), static_cast<std::size_t>(size)});
}

} // namespace

void write_log_line(std::string text) noexcept {
    const int saved = errno;
    {
        const std::lock_guard lock(writing);
        if (!is_writable()) {
            ++unread;
        } else {
            if (unread != 0) tell_of(std::exchange(unread, 0), "the log was not read");
            if (const std::uint64_t lines = left_out.exchange(0); lines != 0) tell_of(lines, "too many in a second");
            is_writable() ? write_line(text) : static_cast<void>(++unread);
        }
    }
    errno = saved;
}

bool may_log_trouble() noexcept {
    static rate_limit rate;
    static const bool is_set = (rate.set(trouble_a_second), true);
    if (is_set && rate.take(std::chrono::steady_clock::now())) return true;
    ++left_out;
    return false;
}

} // namespace cleave::posix
