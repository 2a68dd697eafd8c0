// SPDX-License-Identifier: MIT
#include "releases.hpp"

#include "console.hpp"
#include "suite_files.hpp"

#include <algorithm>
#include <charconv>

namespace cleave::conformance {

namespace {

constexpr std::string_view mark = "Tentative"; // of flags.txt

std::string list_of(const suite& all) { return all.folder + "/releases.txt"; }

std::optional<std::vector<suite_release>> releases_of(const suite& all, std::string& why) {
    if (const auto text = read_suite_file(list_of(all))) return parse_releases(*text, why);
    why = "found no " + list_of(all) + ": these traces have no releases";
    return std::nullopt;
}

/// The rev that each case had in the last of these releases.
std::map<std::string, std::uint64_t> revs_in(const std::vector<suite_release>& releases) {
    std::map<std::string, std::uint64_t> all;
    for (const suite_release& one : releases)
        for (const auto& [id, rev] : one.revs) all[id] = rev;
    return all;
}

/// Major and minor number: patches bring no cases.
std::string own_version() {
    const std::string_view full = CLEAVE_VERSION;
    return std::string(full.substr(0, full.rfind('.')));
}

bool read_line(std::string_view line, std::vector<suite_release>& into) {
    if (line.ends_with(':')) {
        into.push_back({std::string(line.substr(0, line.size() - 1)), {}});
        return line.size() > 1;
    }
    const auto blank = std::min(line.find(' '), line.size());
    std::uint64_t rev = 1;
    if (blank != line.size()) {
        const char* const end = line.data() + line.size();
        const auto [stop, failure] = std::from_chars(line.data() + blank + 1, end, rev);
        if (failure != std::errc() || stop != end) return false;
    }
    return !into.empty() && into.back().revs.emplace(line.substr(0, blank), rev).second;
}

std::string to_text(const std::vector<suite_release>& releases) {
    std::string text = "# Which cases came with which release: ID, and REV where it is not 1. "
                       "cleave-conformance releases --update-list writes this.\n";
    for (const suite_release& one : releases) {
        text += one.version + ":\n";
        for (const auto& [id, rev] : one.revs) text += id + (rev == 1 ? "" : " " + std::to_string(rev)) + "\n";
    }
    return text;
}

/// Puts what no release has yet into that of this program.
void take_in(const suite& all, std::vector<suite_release>& releases) {
    const auto old = revs_in(releases);
    if (releases.empty() || releases.back().version != own_version()) releases.push_back({own_version(), {}});
    for (const trace& one : all.traces) {
        const auto found = old.find(one.id);
        if (!is_tentative(one) && (found == old.end() || found->second != one.rev))
            releases.back().revs[one.id] = one.rev;
    }
}

std::string in_words(const suite_release& one, const std::map<std::string, std::uint64_t>& before,
                     const std::map<std::string, const trace*>& cases) {
    std::size_t musts = 0;
    std::size_t others = 0;
    std::size_t changed = 0;
    for (const auto& [id, rev] : one.revs) {
        const auto found = cases.find(id);
        const auto is_must = [](const citation& cited) { return cited.level == "MUST"; };
        if (before.contains(id))
            ++changed;
        else if (found != cases.end() && std::any_of(found->second->rules.begin(), found->second->rules.end(), is_must))
            ++musts;
        else
            ++others;
    }
    return one.version + ": " + std::to_string(musts) + " new MUST cases, " + std::to_string(others) +
           " other new cases, " + std::to_string(changed) + " changed\n";
}

} // namespace

std::optional<std::vector<suite_release>> parse_releases(std::string_view text, std::string& why) {
    std::vector<suite_release> all;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.starts_with('#') || read_line(line, all)) continue;
        why = "line " + std::to_string(number) + ": expected VERSION: or, once a version, ID REV, found '" +
              std::string(line) + "'";
        return std::nullopt;
    }
    return all;
}

bool keep_version(suite& all, std::string_view version, std::string& why) {
    auto releases = releases_of(all, why);
    if (!releases) return false;
    std::string names;
    for (const suite_release& one : *releases) names += (names.empty() ? "" : ", ") + one.version;
    const auto found = std::find_if(releases->begin(), releases->end(),
                                    [&](const suite_release& one) { return one.version == version; });
    if (found == releases->end()) {
        why = "expected --suite-version " + names + ", found '" + std::string(version) + "'";
        return false;
    }
    releases->erase(found + 1, releases->end());
    const auto revs = revs_in(*releases);
    std::erase_if(all.traces, [&](const trace& one) { return !revs.contains(one.id); });
    for (trace& one : all.traces)
        if (one.rev > revs.at(one.id)) one.flags.emplace_back(mark);
    all.hash += "-" + std::string(version);
    return true;
}

std::vector<std::string> broken_promises(const std::vector<trace>& all, const std::vector<suite_release>& releases) {
    std::map<std::string, std::uint64_t> now;
    for (const trace& one : all) now[one.id] = one.rev;
    std::vector<std::string> problems;
    for (const auto& [id, rev] : revs_in(releases))
        if (!now.contains(id))
            problems.push_back("expected case " + id + ", which was released: an id stays, retired or not");
        else if (now[id] < rev)
            problems.push_back("expected rev " + std::to_string(rev) + " or more of " + id + ", which was released so");
    return problems;
}

std::vector<std::string> broken_promises(const suite& all) {
    std::string why;
    std::vector<std::string> problems;
    const auto text = read_suite_file(list_of(all));
    if (!text) return problems;
    const auto releases = parse_releases(*text, why);
    if (!releases) return {list_of(all) + ": " + why};
    return broken_promises(load_traces(all.folder, problems), *releases);
}

bool is_tentative(const trace& one) { return std::find(one.flags.begin(), one.flags.end(), mark) != one.flags.end(); }

int show_releases(const options& given, const suite& all) {
    std::string why;
    auto releases = releases_of(all, why);
    if (!releases) return complain(list_of(all) + ": " + why), bad_usage;
    if (given.updates_list) {
        take_in(all, *releases);
        if (!write_file(list_of(all), to_text(*releases))) return bad_usage;
    }
    std::map<std::string, const trace*> cases;
    for (const trace& one : all.traces) cases[one.id] = &one;
    for (std::size_t i = 0; i < releases->size(); ++i)
        say(in_words((*releases)[i], revs_in({releases->begin(), releases->begin() + static_cast<std::ptrdiff_t>(i)}),
                     cases));
    const auto revs = revs_in(*releases);
    const auto fresh = std::count_if(all.traces.begin(), all.traces.end(), [&](const trace& one) {
        const auto found = revs.find(one.id);
        return found == revs.end() || found->second != one.rev;
    });
    if (fresh != 0) say("in no release yet: " + std::to_string(fresh) + "\n");
    return all_well;
}

} // namespace cleave::conformance
