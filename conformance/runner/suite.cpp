// SPDX-License-Identifier: MIT
#include "suite.hpp"

#include "suite_files.hpp"

#include <cleave/digest.hpp>

#include <algorithm>
#include <filesystem>
#include <span>

namespace cleave::conformance {

namespace {

std::string content_of(const std::string& path) { return read_suite_file(path).value_or(""); }

/// Files by name and content, each with its length in front, so that no two sets of files look the same.
std::string hash_of(const suite& of) {
    cleave::sha256 running;
    const auto add = [&](std::string_view text) {
        const std::string size = std::to_string(text.size()) + ":";
        running.update(std::as_bytes(std::span(size)));
        running.update(std::as_bytes(std::span(text)));
    };
    add(of.spec);
    for (const trace& one : of.traces) {
        add(one.id);
        add(content_of(one.file));
    }
    const auto hex = to_hex(running.value());
    return std::string(hex.data(), 12);
}

bool is_framing(const trace& one) { return one.role == "frame_decoder" || one.role == "frame_encoder"; }

} // namespace

const rule* suite::find_rule(std::string_view id) const {
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const rule& one) { return one.id == id; });
    return found == rules.end() ? nullptr : &*found;
}

std::string default_traces() {
    if (has_built_in_suite()) return std::string(built_in_traces);
    std::error_code failure;
    const auto beside = std::filesystem::read_symlink("/proc/self/exe", failure).parent_path();
    const std::filesystem::path places[] = {beside / "traces", beside / "share/cleave/traces",
                                            beside.parent_path() / "share/cleave/traces",
                                            CLEAVE_SOURCE_DIR "/conformance/traces"};
    for (const auto& place : places)
        if (std::filesystem::is_directory(place, failure)) return place.string();
    return "";
}

suite load_suite(const std::string& folder, std::vector<std::string>& problems) {
    suite all;
    all.folder = folder;
    all.traces = load_traces(folder, problems);
    std::erase_if(all.traces, [](const trace& one) { return !one.retired.empty(); });
    const std::filesystem::path spec = std::filesystem::path(folder).parent_path() / "SPEC.md";
    all.spec = content_of(spec.string());
    all.rules = rules_of(all.spec);
    if (all.rules.empty() && !folder.empty()) problems.push_back(spec.string() + ": expected rules");
    all.hash = hash_of(all);
    return all;
}

bool matches_glob(std::string_view pattern, std::string_view text) {
    if (pattern.empty()) return text.empty();
    if (pattern[0] == '*') {
        for (std::size_t i = 0; i <= text.size(); ++i)
            if (matches_glob(pattern.substr(1), text.substr(i))) return true;
        return false;
    }
    if (text.empty() || (pattern[0] != '?' && pattern[0] != text[0])) return false;
    return matches_glob(pattern.substr(1), text.substr(1));
}

std::string area_of(const trace& one) { return std::filesystem::path(one.file).parent_path().filename().string(); }

std::string unmet_layout_need(const trace& one, const layout& in) {
    const layout chosen = layout_of(one, in);
    for (const std::string& need_word : one.needs)
        if (layout_need(chosen.prefix, need_word) == need::unmet) return need_word;
    return "";
}

std::vector<selected_case> select(const suite& from, const std::vector<std::string>& globs,
                                  const std::vector<layout>& layouts) {
    std::vector<selected_case> all;
    for (const trace& one : from.traces) {
        const bool runs_anywhere = is_framing(one) && one.layout == "any";
        for (const layout& each : layouts) {
            selected_case next{&one, each, one.id};
            if (runs_anywhere && each.name != named_layouts()[0].name) next.id += "@" + each.name;
            const auto wanted = [&](const std::string& glob) {
                return matches_glob(glob, next.id) || matches_glob(glob, one.id) ||
                       matches_glob(glob, area_of(one) + "/" + one.id) ||
                       (one.is_member && matches_glob(glob, std::filesystem::path(one.file).stem().string()));
            };
            const bool is_wanted = globs.empty() || std::any_of(globs.begin(), globs.end(), wanted);
            if (is_wanted && unmet_layout_need(one, each).empty()) all.push_back(std::move(next));
            if (!runs_anywhere) break;
        }
    }
    return all;
}

case_result result_for(const selected_case& one) {
    case_result result;
    result.id = one.id;
    result.area = area_of(*one.source);
    result.about = one.source->about;
    result.role = one.source->role;
    result.layout = is_framing(*one.source) ? layout_of(*one.source, one.in).name : "";
    result.rules = one.source->rules;
    return result;
}

} // namespace cleave::conformance
