// SPDX-License-Identifier: MIT
//
// child_process: runs a program, collects what it writes, and sees to it that it ends.
//
//     start -> running -> the program ends -> its pipes end, or the grace time does -> on_end()
//                  \-> too much output, too much time: its process group is killed -> on_end()
//
// It is the leader of a process group of its own, with /dev/null for input, two pipes for output, no other descriptor,
// and limits. Its group is killed in every case, so nothing that it left behind in it goes on; nor does what has left
// the group (see command_processes.hpp).
#pragma once

#include "event_loop.hpp"
#include "worker.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace cleave::posix {

struct child_limits {
    std::uint64_t output_bytes = 1 << 20; // of both pipes together
    duration time = std::chrono::seconds(10);
    duration grace = std::chrono::milliseconds(500); // for what holds the pipes open behind the program
    std::uint64_t memory_bytes = 0;                  // address space of each process; 0: as it is
    std::uint64_t processes = 0;                     // of the user, all in all; 0: as it is
    std::vector<std::string> environment = {};       // names that are passed on, or NAME=value; see clean_environment()
};

/// The environment of a child: what every program needs (PATH, HOME, USER, LOGNAME, SHELL, LANG, LC_*, TZ, TMPDIR) as
/// far as we have it, and what `more` names: as we have it, or as NAME=value says. Nothing else that we know is passed
/// on.
std::vector<std::string> clean_environment(std::span<const std::string> more);

/// How it ended.
struct child_result {
    std::int64_t exit_code = 0; // or, negative, the signal that ended it
    bool truncated = false;     // there was more output: the group was killed
    bool timed_out = false;     // the time was over: the group was killed
};

class child_process {
  public:
    /// on_end: called once, unless kill() comes first.
    child_process(event_loop& loop, worker& helper, const child_limits& limits, std::function<void()> on_end);
    child_process(const child_process&) = delete;
    child_process& operator=(const child_process&) = delete;
    ~child_process() { kill(); }

    /// Runs words[0], looked up in PATH, with `words` as its arguments. No shell is involved. Once.
    /// errors: not_found, permission_denied, busy, ...
    outcome start(std::span<const std::string> words);

    bool is_running() const noexcept { return pid_ > 0; }

    /// Ends it and its group, and forgets it; on_end is not called any more.
    void kill() noexcept;

    // Once it has ended:
    const child_result& result() const noexcept { return result_; }
    std::span<const std::byte> output() const noexcept { return outputs_[0].bytes; }
    std::span<const std::byte> error_output() const noexcept { return outputs_[1].bytes; }

  private:
    struct output_pipe final : event_handler {
        void on_ready(readiness) override { owner->read(*this); }

        child_process* owner = nullptr;
        descriptor fd;
        std::vector<std::byte> bytes;
    };
    struct exit_watch final : event_handler {
        void on_ready(readiness) override { owner->program_ended(); }

        child_process* owner = nullptr;
        descriptor fd; // of the process: readable when it has ended
    };

    outcome fork_and_exec(std::span<const std::string> words);
    void read(output_pipe& from);
    void close(output_pipe& from) noexcept;
    void program_ended();
    void kill_group() noexcept;
    void end_if_done();
    void end();
    void reap_elsewhere() noexcept;

    event_loop& loop_;
    worker& helper_;
    child_limits limits_;
    std::function<void()> on_end_;
    pid_t pid_ = 0;
    std::array<output_pipe, 2> outputs_; // standard output, error output
    exit_watch exit_;
    bool has_ended_ = false; // the program; its group may go on
    timer time_;
    timer grace_;
    child_result result_;
};

} // namespace cleave::posix
