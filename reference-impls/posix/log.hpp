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
#include "display.hpp"

#include <concepts>
#include <string>
#include <string_view>

namespace cleave::posix {

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

/// Writes `text` as a line, with the time (UTC) before it, in one call: lines of several threads do not mix. A line has
/// at most 2,000 bytes. Never waits for whoever reads the log: what it does not take is left out, and counted.
void write_log_line(std::string text) noexcept;

/// Returns whether one more line about a peer's mistakes may be written in this second: anybody can make those.
bool may_log_trouble() noexcept;

/// Writes `parts` (texts, numbers, addresses) as one line.
template <class... Parts>
void log_line(const Parts&... parts) {
    write_log_line(log_text(parts...));
}

/// The same, of what strangers can cause at will: at most 1,000 lines a second.
template <class... Parts>
void log_trouble(const Parts&... parts) {
    if (may_log_trouble()) write_log_line(log_text(parts...));
}

} // namespace cleave::posix
