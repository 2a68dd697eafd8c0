// SPDX-License-Identifier: MIT
//
// reference_commands: what becomes of a command, in the plainest way: its words, whether it may run, how it ends.
#pragma once

#include "pretended_child.hpp"

#include <cleave/status.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::fuzz {

// Each character, and whether it stands for itself: quotes and backslashes that mean something are gone. A quoted
// nothing leaves a mark.
struct marked {
    char c = 0;
    bool is_itself = false;
    bool is_mark = false;
};

inline std::optional<std::vector<std::string>> words_of(std::string_view text) {
    std::vector<marked> all;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) {
            all.push_back({text[++i], true});
        } else if (text[i] == '\'' || text[i] == '"') {
            const char quote = text[i++];
            all.push_back({0, true, true});
            for (; i < text.size() && text[i] != quote; ++i) {
                const bool is_escape = quote == '"' && text[i] == '\\' && i + 1 < text.size() &&
                                       (text[i + 1] == '"' || text[i + 1] == '\\');
                if (is_escape) ++i;
                all.push_back({text[i], true});
            }
            if (i == text.size()) return std::nullopt;
        } else {
            all.push_back({text[i], text[i] != ' ' && text[i] != '\t'});
        }
    }
    std::vector<std::string> words;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!all[i].is_itself) continue;
        if (i == 0 || !all[i - 1].is_itself) words.emplace_back();
        if (!all[i].is_mark) words.back() += all[i].c;
    }
    return words;
}

struct judged_command {
    status st = status::ok;
    pretended_end end{};
};

/// What becomes of a command. shell: it is one for /bin/sh.
inline judged_command judge(bool shell, std::size_t max_command, std::string_view command) {
    if (command.empty()) return {status::command_empty};
    if (command.size() > max_command) return {status::command_too_long};
    if (command.find('\0') != command.npos) return {status::command_nul};
    std::vector<std::string> words = {"/bin/sh", "-c", std::string(command)};
    if (!shell) {
        const auto split = words_of(command);
        if (!split) return {status::unsupported};
        words = *split;
        if (words.empty()) return {status::command_empty};
        if (std::ranges::find(pretended_programs, words[0]) == pretended_programs.end()) return {status::not_allowed};
    }
    judged_command judged{status::ok, pretend(words)};
    if (!judged.end.starts) judged.st = posix::failure(ENOENT).code;
    if (judged.end.result.timed_out) judged.st = status::timed_out;
    return judged;
}

/// Without the line end that a terminal adds.
inline std::string_view without_end(std::string_view text) {
    if (!text.empty() && text.back() == '\n') text.remove_suffix(1);
    if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
    return text;
}

} // namespace cleave::fuzz
