// SPDX-License-Identifier: MIT
#include "rule_table.hpp"

#include "json_value.hpp"

#include <algorithm>

namespace cleave::conformance {

namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

} // namespace

std::optional<rule_table> make_rule_table(const suite& of, std::string_view kill_matrix, std::string& why) {
    rule_table table;
    std::optional<json_value> matrix;
    if (!kill_matrix.empty()) {
        matrix = parse_json(kill_matrix, why);
        if (matrix && matrix->find("rules") == nullptr) why = "expected a kill matrix with \"rules\"";
        if (!why.empty()) return std::nullopt;
        table.knows_mutants = true;
    }
    std::map<std::string, std::vector<std::string>> cases;
    for (const trace& one : of.traces)
        for (const citation& cited : one.rules) cases[cited.rule].push_back(one.id);
    for (const rule& one : of.rules) {
        rule_table::row row{one, cases[one.id], {}};
        if (matrix)
            for (const json_value& mutant : matrix->find("rules")->array(one.id)) row.mutants.push_back(mutant.text);
        if (one.level == "MUST" && row.cases.empty() && !one.id.starts_with("TESTEE-"))
            table.musts_without_case.push_back(one.id);
        if (one.level == "MUST" && table.knows_mutants && row.mutants.empty())
            table.musts_without_mutant.push_back(one.id);
        table.rows.push_back(std::move(row));
    }
    return table;
}

std::string to_string(const rule_table& table) {
    std::string text;
    std::map<std::string, std::vector<std::string>> rules_of_cases;
    std::size_t musts = 0;
    std::size_t killed = 0;
    for (const rule_table::row& row : table.rows) {
        text += row.of.id + ": " + row.of.sentence + "\n  cases: " + (row.cases.empty() ? "none" : joined(row.cases)) +
                "\n";
        if (table.knows_mutants) text += "  mutants: " + (row.mutants.empty() ? "none" : joined(row.mutants)) + "\n";
        for (const std::string& id : row.cases) rules_of_cases[id].push_back(row.of.id);
        if (row.of.level == "MUST") ++musts;
        if (row.of.level == "MUST" && !row.mutants.empty()) ++killed;
    }
    text += "\n";
    for (const auto& [id, rules] : rules_of_cases) text += id + ": " + joined(rules) + "\n";
    text += "\n" + std::to_string(table.rows.size()) + " rules, " + std::to_string(musts) + " of them MUST, " +
            std::to_string(rules_of_cases.size()) + " cases";
    if (table.knows_mutants) text += ", " + std::to_string(killed) + " MUST that a mutant needs";
    text += "\n";
    if (!table.musts_without_case.empty()) text += "MUST without a case: " + joined(table.musts_without_case) + "\n";
    if (!table.musts_without_mutant.empty())
        text += "MUST that no mutant needs: " + joined(table.musts_without_mutant) + "\n";
    return text;
}

} // namespace cleave::conformance
