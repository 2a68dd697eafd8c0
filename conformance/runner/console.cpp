// SPDX-License-Identifier: MIT
#include "console.hpp"

#include "cleave/file_name.hpp"

#include <cstdio>
#include <fstream>
#include <sstream>

namespace cleave::conformance {

namespace {

std::string escaped(std::string_view text) {
    std::string shown(4 * text.size(), '\0');
    shown.resize(escape_for_display(text, shown).size());
    return shown;
}

/// Escapes the pieces between characters that stay as they are.
std::string escaped_between(std::string_view text, std::string_view kept) {
    std::string shown;
    for (std::size_t end = 0; (end = text.find_first_of(kept)) != text.npos; text.remove_prefix(end + 1))
        shown += escaped(text.substr(0, end)) + text[end];
    return shown + escaped(text);
}

} // namespace

// Messages hold escapes of their own: a backslash is not escaped again.
std::string displayable(std::string_view text) { return escaped_between(text, "\\\n"); }
std::string displayable_line(std::string_view text) { return escaped_between(text, "\\"); }

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
