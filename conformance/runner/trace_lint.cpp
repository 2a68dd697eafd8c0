// SPDX-License-Identifier: MIT
#include "trace_lint.hpp"

#include "suite_files.hpp"
#include "trace_family.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>
#include <sstream>
#include <system_error>

namespace cleave::conformance {

namespace {

/// The events each role has; `<` and `!` are for all.
const std::map<std::string, std::set<std::string>>& events_of_roles() {
    static const std::map<std::string, std::set<std::string>> all = {
        {"frame_decoder", {"begin", "data", "end", "excess"}},
        {"frame_encoder", {}},
        {"value", {"values", "size"}},
        {"json", {"json"}},
        {"header_message", {"header", "data", "end"}},
        {"file_receiver", {"file", "message", "data", "end"}},
        {"command_reply", {"reply", "stdout", "stderr", "output", "end"}},
        {"server", {"datagram", "header", "data", "end", "reply", "stored", "absent", "closed"}},
        {"client", {"request", "stored", "absent", "shown", "exit"}},
    };
    return all;
}

/// Roles that keep their first error: nothing but the end may follow it.
bool is_sticky(const std::string& role) { return role != "server" && role != "client" && role != "frame_encoder"; }

bool goes_on(const trace& source) {
    return std::find(source.needs.begin(), source.needs.end(), "goes-on") != source.needs.end();
}

std::string place(const trace& source, std::size_t line) { return source.file + ":" + std::to_string(line) + ": "; }

class linter {
  public:
    linter(std::string_view spec, std::string_view flags) {
        for (const rule& one : rules_of(spec)) {
            if (!levels_.emplace(one.id, one.level).second)
                problem("SPEC.md:" + std::to_string(one.line) + ": expected each rule once, found " + one.id +
                        " again");
            report_.cases_of[one.id];
        }
        std::istringstream lines{std::string(flags)};
        for (std::string line; std::getline(lines, line);)
            if (const auto colon = line.find(':'); colon != std::string::npos && line[0] != '#')
                flags_.insert(line.substr(0, colon));
    }

    void check(const trace& source) {
        check_header(source);
        bool fits_somewhere = false;
        for (const layout& each : named_layouts()) {
            if (!unmet_need(source, each, known_features()).empty()) continue;
            fits_somewhere = true;
            const compiled result = compile(source, each);
            if (result.error) return problem(to_string(*result.error) + " (layout " + each.name + ")");
            check_body(result.value);
            if (source.layout != "any") break;
        }
        if (!fits_somewhere) problem(place(source, 1) + "expected a case that some named layout is fit for");
    }

    lint_report finish() {
        for (const auto& [id, level] : levels_)
            // What a testee owes the runner is for the runner itself to test.
            if (level == "MUST" && !id.starts_with("TESTEE-") && report_.cases_of[id].empty())
                report_.musts_without_case.push_back(id);
        return std::move(report_);
    }

  private:
    void problem(std::string text) {
        if (std::find(report_.problems.begin(), report_.problems.end(), text) == report_.problems.end())
            report_.problems.push_back(std::move(text));
    }

    void check_header(const trace& source) {
        if (!ids_.insert(source.id).second)
            problem(place(source, 1) + "expected an id of its own, found " + source.id + " again");
        const std::string stem = std::filesystem::path(source.file).stem().string();
        if (source.is_member ? !source.id.starts_with(stem + "-") : stem != source.id)
            problem(place(source, 1) + "expected the file to be called " + source.id + ".trace");
        for (const citation& one : source.rules) {
            const auto known = levels_.find(one.rule);
            if (known == levels_.end())
                problem(place(source, 1) + "expected a rule of SPEC.md, found " + one.rule);
            else if (known->second != one.level)
                problem(place(source, 1) + "expected " + one.rule + " to be cited as " + known->second);
            if (source.retired.empty()) report_.cases_of[one.rule].push_back(source.id);
        }
        for (const std::string& one : source.flags)
            if (!flags_.contains(one)) problem(place(source, 1) + "expected a flag of flags.txt, found " + one);
    }

    void check_body(const compiled_trace& one) {
        const trace& source = one.source;
        if (one.outcomes.size() > 1 && counted_.insert(source.id).second) {
            ++report_.alternatives;
            if (one.outcomes.size() > 2) ++report_.wide_alternatives;
        }
        const std::set<std::string>& events = events_of_roles().at(source.role);
        for (const outcome& each : one.outcomes) {
            if (each.expected.empty() && !one.expects_nothing && source.role != "frame_decoder" &&
                source.role != "header_message" && source.role != "file_receiver")
                problem(place(source, 1) + "expected a case that expects something, or '= nothing'");
            bool failed = false;
            for (const expectation& event : each.expected) {
                if (failed && is_sticky(source.role) && !goes_on(source))
                    problem(place(source, event.line) + "expected nothing after an error: the first one stays");
                if (event.what == expectation::kind::event && !events.contains(event.name))
                    problem(place(source, event.line) + "expected an event of the role " + source.role + ", found " +
                            event.name);
                if (event.what == expectation::kind::error) failed = true;
            }
        }
    }

    lint_report report_;
    std::map<std::string, std::string> levels_;
    std::set<std::string> flags_;
    std::set<std::string> ids_;
    std::set<std::string> counted_;
};

} // namespace

namespace {

/// The level that a rule's sentence has; nothing where it has none.
std::string_view level_of(std::string_view sentence) {
    for (const std::string_view level : {"MUST", "SHOULD", "MAY"})
        if (sentence.find(" " + std::string(level) + " ") != std::string_view::npos) return level;
    return "";
}

} // namespace

std::vector<rule> rules_of(std::string_view spec) {
    std::vector<rule> all;
    for (std::size_t number = 1; !spec.empty(); ++number) {
        const std::string_view line = spec.substr(0, spec.find('\n'));
        spec.remove_prefix(std::min(spec.size(), line.size() + 1));
        constexpr std::string_view front = "- **";
        constexpr std::string_view back = "**: ";
        const auto id_end = line.find(back);
        if (!line.starts_with(front) || id_end == std::string_view::npos) continue;
        const std::string_view sentence = line.substr(id_end + back.size());
        const std::string_view level = level_of(sentence);
        if (level.empty()) continue;
        all.push_back({std::string(line.substr(front.size(), id_end - front.size())), std::string(level),
                       std::string(sentence), number});
    }
    return all;
}

lint_report lint(const std::vector<trace>& traces, std::string_view spec, std::string_view flags) {
    linter all(spec, flags);
    for (const trace& one : traces) all.check(one);
    return all.finish();
}

std::vector<trace> load_traces(const std::string& folder, std::vector<std::string>& problems) {
    if (folder.empty()) {
        problems.push_back("found no traces beside this program, in share/cleave or where it was built: say where they "
                           "are with --traces DIR");
        return {};
    }
    std::error_code failure;
    const std::vector<std::string> paths = suite_files_below(folder, ".trace", failure);
    if (failure) problems.push_back(folder + ": " + failure.message() + ": say where the traces are with --traces DIR");

    std::vector<trace> all;
    for (const std::string& path : paths) {
        std::vector<trace> family = load_family(path, problems);
        std::move(family.begin(), family.end(), std::back_inserter(all));
    }
    return all;
}

} // namespace cleave::conformance
