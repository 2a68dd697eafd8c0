// SPDX-License-Identifier: MIT
//
// command_rules: which commands run, and as what.
//
//     --allow ls date     ls -l "my file"   ->  ls, -l, my file       no shell: ; | $ ` mean nothing
//     --shell             ls | wc -l        ->  /bin/sh -c "ls | wc -l"
#pragma once

#include "cleave/command_messages.hpp"
#include "posix/child_process.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cleave::command {

/// Which reply the plain dialect has.
enum class reply_form : std::uint8_t { framed, header };

struct command_rules {
    std::vector<std::string> allowed{}; // names of programs
    bool shell = false;                 // everything is allowed
    std::size_t max_command = 4096;
    reply_form reply = reply_form::framed;
    bool allow_amplification = false; // datagrams: answer with more than three times what was asked
    posix::duration end_grace = std::chrono::milliseconds(500); // after the peer's stream has ended
    posix::child_limits limits{};
};

/// Splits a command into words, as a shell would: at blanks; 'as it is'; "with \" and \\"; a backslash takes the
/// meaning from the character behind it. Nothing else has a meaning. Returns false where a quote is not closed.
bool split_words(std::string_view command, std::vector<std::string>& words);

/// What to run for `command`, or why nothing. errors: command_empty, command_too_long, command_nul, not_allowed,
/// unsupported (a quote is not closed).
status prepare(const command_rules& rules, std::string_view command, std::vector<std::string>& words);

/// The text of an unframed request: without the line end that a terminal adds.
std::string_view without_line_end(std::string_view text);

} // namespace cleave::command
