// SPDX-License-Identifier: MIT
#include "console.hpp"

#include <cstdio>
#include <fstream>
#include <sstream>

namespace cleave::conformance {

void say(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }
void complain(const std::string& text) { std::fprintf(stderr, "cleave-conformance: %s\n", text.c_str()); }

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
