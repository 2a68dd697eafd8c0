// SPDX-License-Identifier: MIT
#include "live_store.hpp"

#include "child_process.hpp"
#include "live_socket.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <sstream>
#include <string_view>
#include <vector>

namespace cleave::conformance {

namespace {

// The program under test writes in the folder, and may put links there at any time: none is followed.

descriptor open_folder(int at, const std::string& name) {
    return descriptor(::openat(at, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

// The operator's own path may lead through links.
descriptor open_store(const std::string& folder) {
    return descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

std::vector<std::string> names_in(int folder) {
    std::vector<std::string> names;
    const std::unique_ptr<DIR, int (*)(DIR*)> listing(::fdopendir(::dup(folder)), ::closedir);
    if (!listing) return names;
    ::rewinddir(listing.get());
    while (const dirent* const entry = ::readdir(listing.get())) names.emplace_back(entry->d_name);
    std::erase(names, ".");
    std::erase(names, "..");
    return names;
}

void empty_folder(int folder, bool keeps_hidden) {
    for (const std::string& name : names_in(folder)) {
        if (::unlinkat(folder, name.c_str(), 0) == 0) continue;
        const descriptor beneath = open_folder(folder, name);
        if (!beneath.is_open()) continue;
        empty_folder(beneath.get(), keeps_hidden);
        // A hidden folder is the server's own, and may be open: its files go, the folder stays.
        if (!keeps_hidden || !name.starts_with('.')) ::unlinkat(folder, name.c_str(), AT_REMOVEDIR);
    }
}

/// What is there under a name. content: of a file beneath the folder; nothing is shown of what lies elsewhere.
struct found_file {
    bool is_there = false;
    std::string content;
};

std::string content_of(const descriptor& file) {
    std::string content;
    char buffer[65536];
    for (ssize_t got = 0; (got = ::read(file.get(), buffer, sizeof buffer)) > 0;)
        content.append(buffer, static_cast<std::size_t>(got));
    return content;
}

bool is_file(int folder, const std::string& name) {
    struct stat found = {};
    return ::fstatat(folder, name.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(found.st_mode);
}

found_file look_for(const std::string& folder, const std::string& path) {
    descriptor at = open_store(folder);
    if (path.starts_with('/') || ("/" + path + "/").find("/../") != std::string::npos)
        return {is_file(at.get(), path), ""};
    std::string_view rest = path;
    for (std::size_t slash = 0; (slash = rest.find('/')) != std::string_view::npos; rest.remove_prefix(slash + 1))
        at = open_folder(at.get(), std::string(rest.substr(0, slash)));
    const std::string name(rest);
    if (!is_file(at.get(), name)) return {};
    const descriptor file(::openat(at.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    return {file.is_open(), content_of(file)};
}

bool write_new(const std::string& folder, const std::string& name, std::string_view bytes) {
    const descriptor at = open_store(folder);
    const descriptor file(::openat(at.get(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
    while (!bytes.empty()) {
        const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return file.is_open();
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
    const descriptor opened = open_store(folder);
    if (opened.is_open()) empty_folder(opened.get(), true);
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
        if (!write_new(folder, word.substr(0, equals), *bytes)) return "cannot write to " + folder;
    }
    return "";
}

void show_stored(const std::string& folder, const expectation& wanted, double deadline, event_sink& sink) {
    const std::string name = bytes_of_literal(attribute_of(wanted, "name")).value_or("");
    const std::string content = attribute_of(wanted, "content");
    found_file found;
    for (;;) {
        found = look_for(folder, name);
        const bool is_good = wanted.name == "stored"
                                 ? found.is_there && (content.empty() || hex_literal(found.content) == content)
                                 : !found.is_there;
        if (is_good || clock_seconds() > deadline) break;
        ::usleep(2000);
    }
    sink.event(found.is_there ? "stored" : "absent");
    sink.bytes_attribute("name", name);
    if (found.is_there) sink.bytes_attribute("content", found.content);
}

} // namespace cleave::conformance
