// SPDX-License-Identifier: MIT
#include "live_store.hpp"

#include "child_process.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string_view>
#include <system_error>

namespace cleave::conformance {

namespace {

std::optional<std::string> content_of(const std::string& path) {
    std::error_code failure;
    if (!std::filesystem::is_regular_file(path, failure)) return std::nullopt;
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    if (!file) return std::nullopt;
    return content.str();
}

std::string attribute_of(const expectation& wanted, const std::string& name) {
    const auto found = wanted.attributes.find(name);
    return found == wanted.attributes.end() ? "" : found->second;
}

} // namespace

bool needs_store(const compiled_trace& one) {
    if (one.options.contains("store")) return true;
    for (const outcome& each : one.outcomes)
        for (const expectation& event : each.expected)
            if (event.name == "stored" || event.name == "absent") return true;
    return false;
}

void empty_store(const std::string& folder) {
    std::error_code failure;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
        // A hidden folder is the server's own, and may be open: its files go, the folder stays.
        if (entry.is_directory(failure) && entry.path().filename().string().starts_with('.'))
            empty_store(entry.path().string());
        else
            std::filesystem::remove_all(entry.path(), failure);
    }
}

std::string fill_store(const std::string& folder, const compiled_trace& one) {
    empty_store(folder);
    const auto files = one.options.find("store");
    if (files == one.options.end()) return "";
    std::istringstream words(files->second);
    for (std::string word; words >> word;) {
        const auto equals = word.find('=');
        const auto bytes = equals == std::string::npos ? std::nullopt : bytes_of_literal(word.substr(equals + 1));
        if (!bytes) return "expected files as NAME=BYTES, found '" + word + "'";
        std::ofstream file(folder + "/" + word.substr(0, equals), std::ios::binary);
        file.write(bytes->data(), static_cast<std::streamsize>(bytes->size()));
        file.close();
        if (!file) return "cannot write to " + folder;
    }
    return "";
}

void show_stored(const std::string& folder, const expectation& wanted, double deadline, event_sink& sink) {
    const std::string name = bytes_of_literal(attribute_of(wanted, "name")).value_or("");
    const std::string content = attribute_of(wanted, "content");
    std::optional<std::string> found;
    for (;;) {
        found = content_of(folder + "/" + name);
        const bool is_good =
            wanted.name == "stored" ? found && (content.empty() || hex_literal(*found) == content) : !found.has_value();
        if (is_good || clock_seconds() > deadline) break;
        ::usleep(2000);
    }
    sink.event(found ? "stored" : "absent");
    sink.bytes_attribute("name", name);
    if (found) sink.bytes_attribute("content", *found);
}

} // namespace cleave::conformance
