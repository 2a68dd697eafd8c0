// SPDX-License-Identifier: MIT
//
// display: text that somebody else chose, as a log or a terminal can show it (CWE-117).
#pragma once

#include "cleave/file_name.hpp"

#include <cstdio>
#include <string>
#include <string_view>

namespace cleave::posix {

/// Returns `text` so that it shows no danger and can be had back. Control characters of one byte and bytes that are not
/// UTF-8 become \xNN, other control and invisible characters \u{N}, a backslash two.
inline std::string displayable(std::string_view text) {
    std::string shown;
    char escape[16];
    while (!text.empty()) {
        const auto [c, length] = detail::decode_utf8(text);
        const bool is_control = detail::is_control_character(c);
        if (length == 0 || (length == 1 && is_control)) {
            std::snprintf(escape, sizeof escape, "\\x%02x", unsigned{static_cast<unsigned char>(text[0])});
            shown += escape;
        } else if (is_control || detail::is_invisible_character(c)) {
            std::snprintf(escape, sizeof escape, "\\u{%x}", static_cast<unsigned>(c));
            shown += escape;
        } else {
            shown += c == '\\' ? "\\\\" : text.substr(0, length);
        }
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return shown;
}

} // namespace cleave::posix
