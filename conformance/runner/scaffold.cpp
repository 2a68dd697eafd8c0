// SPDX-License-Identifier: MIT
#include "scaffold.hpp"

#include "console.hpp"
#include "suite_files.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string>

namespace cleave::conformance {

namespace {

struct language {
    std::string_view name;
    std::string_view file;
};

constexpr language languages[] = {
    {"c", "testee.c"},       {"cpp", "testee.cpp"},   {"csharp", "Testee.cs"},     {"erlang", "testee.escript"},
    {"go", "testee.go"},     {"java", "Testee.java"}, {"javascript", "testee.js"}, {"perl", "testee.pl"},
    {"python", "testee.py"}, {"ruby", "testee.rb"},   {"rust", "testee.rs"},
};

std::string names() {
    std::string all;
    for (const language& one : languages) all += (all.empty() ? "" : ", ") + std::string(one.name);
    return all;
}

/// The file is its user's: without the line that states our licence.
std::string without_licence(std::string text) {
    const auto mark = text.find("SPDX-License-Identifier");
    const auto begin = text.rfind('\n', mark) + 1;
    return text.erase(begin, text.find('\n', mark) + 1 - begin);
}

/// The line that says how the testee is built and run.
std::string how_to_run(std::string_view text) {
    const auto at = text.find("then: ") + 6;
    return std::string(text.substr(at, text.find('\n', at) - at));
}

} // namespace

int write_scaffold(const options& given) {
    const auto found = std::find_if(std::begin(languages), std::end(languages),
                                    [&](const language& one) { return one.name == given.language; });
    if (found == std::end(languages)) {
        complain("expected scaffold with one of " + names() + ", found '" + given.language + "'");
        return bad_usage;
    }
    const std::filesystem::path traces = given.traces;
    const auto text = read_suite_file((traces.parent_path() / "scaffold" / found->file).string());
    if (!text) {
        complain("found no scaffolds beside " + given.traces);
        return suite_at_fault;
    }
    const std::string path = (std::filesystem::path(given.output) / found->file).lexically_normal().string();
    if (std::filesystem::exists(path)) {
        complain(path + " exists: move it away, or name another folder with --output");
        return bad_usage;
    }
    if (!write_file(path, without_licence(*text))) return bad_usage;
    say(path + ": fill the three holes, then\n  " + how_to_run(*text) + "\n");
    return all_well;
}

} // namespace cleave::conformance
