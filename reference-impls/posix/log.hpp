// SPDX-License-Identifier: MIT
//
// log: one event, one line, on the standard error output.
//
//     log_line("refused ", peer, ": ", describe(result), " '", name, "'");
//
// Whatever a peer had a hand in comes out escaped, since all of the line does: no name can break a line, begin another,
// or speak to the terminal (CWE-117).
#pragma once

#include "address.hpp"
#include "cleave/file_name.hpp"

#include <cerrno>
#include <concepts>
#include <ctime>
#include <string>
#include <string_view>
#include <unistd.h>

namespace cleave::posix {

/// `text` as a log or a terminal can show it.
inline std::string displayable(std::string_view text) {
    std::string shown(4 * text.size(), '\0');
    shown.resize(escape_for_display(text, shown).size());
    return shown;
}

inline void append_log_part(std::string& to, std::string_view part) { to += part; }
inline void append_log_part(std::string& to, const address& part) { to += part.to_string(); }
inline void append_log_part(std::string& to, std::integral auto part) { to += std::to_string(part); }

/// The line that log_line() writes, without the time before it and the end of the line.
template <class... Parts>
std::string log_text(const Parts&... parts) {
    std::string text;
    (append_log_part(text, parts), ...);
    return displayable(text);
}

/// Writes the time (UTC) and `parts` (texts, numbers, addresses) as one line, in one call: lines of several threads do
/// not mix.
template <class... Parts>
void log_line(const Parts&... parts) {
    const int saved = errno;
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    char stamp[sizeof "2000-01-01T00:00:00Z "];
    ::gmtime_r(&now, &utc);
    const std::size_t size = std::strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ ", &utc);
    const std::string line = std::string(stamp, size) + log_text(parts...) + "\n";
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
    errno = saved;
}

} // namespace cleave::posix
