// SPDX-License-Identifier: MIT
#include "command_rules.hpp"

#include <algorithm>

namespace cleave::command {

bool split_words(std::string_view command, std::vector<std::string>& words) {
    std::string word;
    bool in_word = false; // '' is a word, too
    char quote = 0;
    for (std::size_t i = 0; i < command.size(); ++i) {
        const char c = command[i];
        const bool is_blank = c == ' ' || c == '\t';
        const bool has_next = i + 1 < command.size();
        if (quote == 0 && is_blank) {
            if (in_word) words.push_back(std::exchange(word, {}));
            in_word = false;
            continue;
        }
        in_word = true;
        if (quote == 0 && (c == '\'' || c == '"')) {
            quote = c;
        } else if (quote != 0 && c == quote) {
            quote = 0;
        } else if (c == '\\' && has_next && quote == 0) {
            word += command[++i];
        } else if (c == '\\' && has_next && quote == '"' && (command[i + 1] == '"' || command[i + 1] == '\\')) {
            word += command[++i];
        } else {
            word += c;
        }
    }
    if (in_word) words.push_back(word);
    return quote == 0;
}

status prepare(const command_rules& rules, std::string_view command, std::vector<std::string>& words) {
    if (const status checked = check_command(command, rules.max_command); checked != status::ok) return checked;
    if (rules.shell) {
        words = {"/bin/sh", "-c", std::string(command)};
        return status::ok;
    }
    if (!split_words(command, words)) return status::unsupported;
    if (words.empty()) return status::command_empty;
    return std::ranges::find(rules.allowed, words[0]) == rules.allowed.end() ? status::not_allowed : status::ok;
}

std::string_view without_line_end(std::string_view text) {
    if (text.ends_with('\n')) text.remove_suffix(1);
    if (text.ends_with('\r')) text.remove_suffix(1);
    return text;
}

} // namespace cleave::command
