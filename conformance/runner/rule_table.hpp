// SPDX-License-Identifier: MIT
//
// rule_table: which cases test which rule, and which known-bad implementations they find.
#pragma once

#include "suite.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::conformance {

struct rule_table {
    struct row {
        rule of;
        std::vector<std::string> cases;
        std::vector<std::string> mutants; // that break it, and that one of the cases finds
    };
    std::vector<row> rows;
    bool knows_mutants = false;
    // None may be left; what a testee owes the runner is not for cases.
    std::vector<std::string> musts_without_case;
    std::vector<std::string> musts_without_mutant; // where mutants are known
};

/// kill_matrix: the text of a kill matrix as JSON; empty: no mutants. On failure `why` says what was expected.
std::optional<rule_table> make_rule_table(const suite& of, std::string_view kill_matrix, std::string& why);

/// The table as text, both ways: rule to cases, and case to rules.
std::string to_string(const rule_table& table);

} // namespace cleave::conformance
