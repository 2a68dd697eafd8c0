// SPDX-License-Identifier: MIT
//
// pretended_child: a child_process that starts nothing. What "runs" is worked out from its words:
//
//     out A B    A\nB\n on the standard output       cut      half of a line, and more that is not kept
//     err A B    the same on the error output        slow     does not end in time
//     both A B   on both                             killed   by signal 9, with nothing to say
//     big        more than a session queues          endless  goes on until it is not wanted any more
//     none       cannot be started
//
// Defined here, its members are not taken from cleave_posix: so one source includes this. The words of one shell
// command are not looked at: "both".
#pragma once

#include "reference-impls/posix/child_process.hpp"

#include <cleave/header_message.hpp>

#include <cerrno>
#include <span>
#include <string>
#include <vector>

namespace cleave::fuzz {

inline const std::vector<std::string> pretended_programs = {"out", "err",  "both",   "big",    "none",
                                                            "cut", "slow", "killed", "endless"};

/// How long one takes that ends.
inline posix::duration pretended_time = std::chrono::milliseconds(1);

struct pretended_end {
    bool starts = true;
    bool ends = true;
    posix::child_result result{};
    std::string output{};
    std::string error_output{};
};

inline pretended_end pretend(std::span<const std::string> words) {
    pretended_end end;
    const std::string& name = words[0];
    std::string text;
    for (const std::string& word : words.subspan(1)) text += word + "\n";
    if (name != "err") end.output = text;
    if (name == "err" || name == "both" || name == "/bin/sh") end.error_output = text;
    end.result.exit_code = static_cast<std::int64_t>(words.size());
    if (name == "big") end.output.assign(150'000, 'b');
    if (name == "killed") end = {.result = {.exit_code = -9}};
    if (name == "cut") end = {.result = {.exit_code = -9, .truncated = true}, .output = "half of"};
    end.starts = name != "none";
    end.ends = name != "endless";
    end.result.timed_out = name == "slow";
    return end;
}

inline std::vector<std::byte> bytes_of(std::string_view text) {
    const auto bytes = as_bytes(text);
    return {bytes.begin(), bytes.end()};
}

} // namespace cleave::fuzz

// Not inline: what calls them is in cleave_command, and finds them here.
namespace cleave::posix {

child_process::child_process(event_loop& loop, worker& helper, const child_limits& limits, std::function<void()> on_end)
    : loop_(loop), helper_(helper), limits_(limits), on_end_(std::move(on_end)), time_([] {}), grace_([this] {
          const std::function<void()> call = on_end_; // may destroy this object
          call();
      }) {}

outcome child_process::start(std::span<const std::string> words) {
    const fuzz::pretended_end end = fuzz::pretend(words);
    if (!end.starts) return failure(ENOENT);
    result_ = end.result;
    outputs_[0].bytes = fuzz::bytes_of(end.output);
    outputs_[1].bytes = fuzz::bytes_of(end.error_output);
    if (end.ends) loop_.arm(grace_, fuzz::pretended_time);
    return {};
}

void child_process::kill() noexcept { grace_.cancel(); }
void child_process::read(output_pipe&) {}
void child_process::program_ended() {}

} // namespace cleave::posix
