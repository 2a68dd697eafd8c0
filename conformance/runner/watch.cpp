// SPDX-License-Identifier: MIT
#include "watch.hpp"

#include "console.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <thread>
#include <utility>

namespace cleave::conformance {

namespace {

namespace fs = std::filesystem;

constexpr auto between_looks = std::chrono::milliseconds(200);

bool is_ignored(const fs::path& path) {
    const std::string name = path.filename().string();
    return name.starts_with('.') || name == "node_modules" || name == "__pycache__";
}

std::string state_of(const fs::directory_entry& one) {
    std::error_code failure;
    const auto written = one.last_write_time(failure).time_since_epoch().count();
    return std::to_string(written) + " " + std::to_string(one.file_size(failure));
}

/// Builds until no file was changed meanwhile that a build does not write itself. outputs: what builds wrote before.
bool build(const std::string& command, std::set<std::string>& outputs) {
    for (;;) {
        const file_states before = states_below(".");
        const bool is_built = std::system(command.c_str()) == 0;
        bool is_edited = false;
        for (const std::string& path : changes(before, states_below(".")))
            is_edited |= outputs.insert(path).second && before.contains(path);
        if (!is_edited) return is_built;
    }
}

/// The reports are written by the runs themselves.
void leave_out_reports(file_states& states, const options& given) {
    for (const std::string& path : {given.report_json, given.report_junit, given.report_tap, given.report_html,
                                    given.report_badge, given.write_trace})
        states.erase("./" + fs::path(path).lexically_normal().string());
}

file_states look(const options& given) {
    file_states all = states_below(".");
    leave_out_reports(all, given);
    return all;
}

/// Plays the cases that failed last; once they hold, all of them.
std::vector<std::string> replay(const options& given, const std::vector<std::string>& failed,
                                const std::function<watched_run(const options&)>& play) {
    options again = given;
    if (!failed.empty()) again.cases = failed;
    watched_run run = play(again);
    if (!failed.empty() && run.code == all_well) run = play(given);
    return run.failed;
}

} // namespace

file_states states_below(const std::string& folder) {
    file_states all;
    std::error_code failure;
    for (fs::recursive_directory_iterator at(folder, failure), end; !failure && at != end; at.increment(failure)) {
        if (is_ignored(at->path()))
            at.disable_recursion_pending();
        else if (std::error_code none; at->is_regular_file(none))
            all[at->path().string()] = state_of(*at);
    }
    return all;
}

std::set<std::string> changes(const file_states& before, const file_states& after) {
    std::set<std::string> found;
    for (const auto& [path, state] : after)
        if (const auto old = before.find(path); old == before.end() || old->second != state) found.insert(path);
    for (const auto& [path, state] : before)
        if (!after.contains(path)) found.insert(path);
    return found;
}

void watch(const options& given, const std::function<watched_run(const options&)>& play) {
    std::set<std::string> outputs;
    std::vector<std::string> failed;
    for (;;) {
        const bool is_built = build(given.watch, outputs);
        const file_states built = look(given);
        if (is_built)
            failed = replay(given, failed, play);
        else
            complain("the build failed: " + given.watch);
        say("waiting for a change of a file here\n");
        std::fflush(stdout);
        while (changes(built, look(given)).empty()) std::this_thread::sleep_for(between_looks);
    }
}

} // namespace cleave::conformance
