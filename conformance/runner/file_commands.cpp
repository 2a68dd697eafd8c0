// SPDX-License-Identifier: MIT
#include "file_commands.hpp"

#include "capture_export.hpp"
#include "capture_file.hpp"
#include "capture_import.hpp"
#include "console.hpp"
#include "releases.hpp"
#include "suite_files.hpp"
#include "trace_json.hpp"
#include "trace_lint.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>

namespace cleave::conformance {

namespace {

std::string counted(std::size_t count, const std::string& what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

/// Writes to --output, or to the standard output where that is `-`.
bool write_output(const options& given, std::string_view content) {
    if (given.output != "-") return write_file(given.output, content);
    say(content);
    return true;
}

} // namespace

int import_capture_file(const options& given) {
    capture_file capture(given.capture);
    const std::string command = capture.error() == 0 ? capture.unpack() : "";
    if (capture.error() != 0) {
        complain("cannot read " + given.capture + ": " + std::strerror(capture.error()));
        return bad_usage;
    }
    if (!command.empty()) {
        complain(given.capture + ": compressed; try: " + command + " " + given.capture +
                 " | cleave-conformance import -");
        return bad_usage;
    }
    import_settings how;
    how.role = given.role;
    how.in = given.layouts[0];
    how.lines = given.lines;
    how.origin = given.capture == "-" ? "capture" : std::filesystem::path(given.capture).filename().string();
    how.port = given.port;
    how.connection = given.connection;
    const std::filesystem::path folder = given.output;
    const imported_traces made = import_capture([&] { return capture.read(); }, how,
                                                [&](const imported_trace& one) {
                                                    std::error_code failure;
                                                    std::filesystem::create_directories(folder, failure);
                                                    const std::string path = (folder / (one.id + ".trace")).string();
                                                    if (std::filesystem::exists(path))
                                                        return path + " exists: expected a folder without it";
                                                    if (!write_file(path, one.text)) return "cannot write " + path;
                                                    say(path + "  " + one.about + "\n");
                                                    return std::string();
                                                });
    for (const std::string& note : made.notes) complain(given.capture + ": " + note);
    if (!made.error.empty()) {
        complain(given.capture + ": " + made.error);
        return bad_usage;
    }
    say(counted(made.traces, "trace") + ", to be reviewed: what they expect is what the library shows; " +
        counted(made.passed_over, "packet") + " skipped\n");
    return all_well;
}

int export_capture_file(const options& given, const std::vector<selected_case>& cases) {
    capture_writer capture;
    std::size_t exported = 0;
    std::size_t passed_over = 0;
    for (const selected_case& one : cases) {
        const compiled made = compile(*one.source, one.in);
        if (made.error) {
            complain(to_string(*made.error));
            return suite_at_fault;
        }
        if (!is_exportable(made.value)) {
            ++passed_over;
            continue;
        }
        // As written, or in the first delivery of the plan asked for.
        schedule deliveries = delivery_plan(made.value, {}, given.seed).written();
        if (given.plan)
            delivery_plan(made.value, *given.plan, given.seed).each([&](const schedule& first) {
                deliveries = first;
                return false;
            });
        capture.add(made.value, deliveries);
        ++exported;
    }
    if (exported == 0) {
        complain("nothing to export: expected cases about a stream");
        return bad_usage;
    }
    if (!write_output(given, capture.bytes())) return bad_usage;
    if (given.output != "-")
        say(counted(exported, "case") + ", a connection each; " + counted(passed_over, "case") +
            " without a stream skipped\n");
    return all_well;
}

int write_vectors(const options& given, const std::vector<selected_case>& cases) {
    if (given.layouts.size() != 1) {
        complain("expected one --layout: each makes vectors of its own");
        return bad_usage;
    }
    std::vector<trace> chosen;
    for (const selected_case& one : cases) chosen.push_back(*one.source);
    std::vector<std::string> problems;
    const std::string text = vectors_json(chosen, given.layouts[0], known_features(), problems);
    for (const std::string& problem : problems) complain(problem);
    if (!problems.empty()) return suite_at_fault;
    if (chosen.empty()) {
        complain("no case is matched");
        return bad_usage;
    }
    return write_output(given, text) ? all_well : bad_usage;
}

int lint_suite(const suite& all) {
    const auto flags = read_suite_file(all.folder + "/flags.txt");
    if (!flags) {
        complain("cannot read " + all.folder + "/flags.txt");
        return bad_usage;
    }
    const lint_report found = lint(all.traces, all.spec, *flags);
    for (const std::string& problem : found.problems) complain(problem);
    const std::vector<std::string> broken = broken_promises(all);
    for (const std::string& problem : broken) complain(problem);
    for (const std::string& rule : found.musts_without_case)
        complain("expected a case of " + rule + ", which is a MUST");
    say(counted(all.traces.size(), "trace") + ", " + counted(all.rules.size(), "rule") + ", " +
        counted(found.alternatives, "case") + " with more than one way to end well\n");
    return found.problems.empty() && broken.empty() && found.musts_without_case.empty() ? all_well : suite_at_fault;
}

} // namespace cleave::conformance
