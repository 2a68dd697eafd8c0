// SPDX-License-Identifier: MIT
#include "console.hpp"

#include "cleave/file_name.hpp"

#include <cstdio>
#include <fstream>
#include <sstream>

namespace cleave::conformance {

namespace {

/// The character at the front of `text` is `length` bytes; 0: none is there.
std::string escaped(std::string_view text, char32_t character, std::size_t length) {
    char escape[16];
    if (length <= 1)
        std::snprintf(escape, sizeof escape, "\\x%02x", unsigned{static_cast<unsigned char>(text[0])});
    else
        std::snprintf(escape, sizeof escape, "\\u{%x}", static_cast<unsigned>(character));
    return escape;
}

} // namespace

// A backslash stays: messages hold escapes of their own.
std::string displayable_line(std::string_view text) {
    std::string shown;
    while (!text.empty()) {
        const auto [c, length] = detail::decode_utf8(text);
        const bool is_harmless = length != 0 && !detail::is_control_character(c) && !detail::is_invisible_character(c);
        shown += is_harmless ? std::string(text.substr(0, length)) : escaped(text, c, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return shown;
}

std::string displayable(std::string_view text) {
    std::string shown;
    for (std::size_t end = 0; (end = text.find('\n')) != text.npos; text.remove_prefix(end + 1))
        shown += displayable_line(text.substr(0, end)) + "\n";
    return shown + displayable_line(text);
}

void say(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }
void complain(const std::string& text) { std::fprintf(stderr, "cleave-conformance: %s\n", displayable(text).c_str()); }

std::optional<std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) complain("cannot read " + path);
    if (!file) return std::nullopt;
    return text.str();
}

bool write_file(const std::string& path, std::string_view content) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    file.close();
    if (!file) complain("cannot write " + path);
    return static_cast<bool>(file);
}

} // namespace cleave::conformance
