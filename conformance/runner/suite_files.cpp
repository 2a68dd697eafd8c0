// SPDX-License-Identifier: MIT
#include "suite_files.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace cleave::conformance {

namespace {

constexpr std::string_view root = "(built in)/";

using file_map = std::map<std::string, std::string_view, std::less<>>;

file_map& built_in_files() {
    static file_map files;
    return files;
}

bool is_built_in(std::string_view path) { return path.starts_with(root); }

} // namespace

void set_built_in_suite(std::string_view archive) {
    while (!archive.empty()) {
        const std::string_view line = archive.substr(0, archive.find('\n'));
        const std::size_t space = line.rfind(' ');
        std::size_t size = 0;
        std::from_chars(line.data() + space + 1, line.data() + line.size(), size);
        built_in_files()[std::string(root) + std::string(line.substr(0, space))] =
            archive.substr(line.size() + 1, size);
        archive.remove_prefix(line.size() + 1 + size);
    }
}

bool has_built_in_suite() { return !built_in_files().empty(); }

std::optional<std::string> read_suite_file(const std::string& path) {
    if (is_built_in(path)) {
        const auto found = built_in_files().find(path);
        if (found == built_in_files().end()) return std::nullopt;
        return std::string(found->second);
    }
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    if (!file) return std::nullopt;
    return content.str();
}

std::vector<std::string> suite_files_below(const std::string& folder, std::string_view suffix,
                                           std::error_code& failure) {
    std::vector<std::string> paths;
    if (is_built_in(folder)) {
        for (const auto& [path, content] : built_in_files())
            if (path.starts_with(folder + "/") && path.ends_with(suffix)) paths.push_back(path);
        return paths;
    }
    for (std::filesystem::recursive_directory_iterator at(folder, failure), end; !failure && at != end;
         at.increment(failure))
        if (std::string path = at->path().string(); path.ends_with(suffix)) paths.push_back(std::move(path));
    std::sort(paths.begin(), paths.end());
    return paths;
}

} // namespace cleave::conformance
