// SPDX-License-Identifier: MIT
//
// child_process: a program that the suite starts, with its standard input and output in our hands. Never blocks longer
// than it is told to, whatever the program does.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace cleave::conformance {

/// What came of waiting for a line or for the end.
enum class waited { got, silent, ended, flooded };

/// Stands in front of the last line of a child's standard error, in messages: what follows may differ from run to run.
inline constexpr std::string_view standard_error = "; its standard error ends with: ";

class child_process {
  public:
    /// Runs `command` by /bin/sh in a process group of its own. On failure is_running() is false.
    /// memory: bytes of address space that it may have; 0: as many as it likes.
    explicit child_process(const std::string& command, std::uint64_t memory = 0);
    child_process(const child_process&) = delete;
    child_process& operator=(const child_process&) = delete;
    /// Ends the whole group.
    ~child_process();

    bool is_running() const { return child_ > 0; }

    /// Queues bytes for its standard input; they are written while we wait.
    void write(std::string_view bytes) { outgoing_.erase(0, std::exchange(written_, 0)) += bytes; }
    void close_input();

    /// The next line of its standard output, without its end. A line of more than 64 MiB floods; `seconds` without a
    /// byte in either direction are silence, and so are 30 times as many without the end of the line.
    waited read_line(std::string& line, double seconds);
    /// All of its standard output up to its end.
    waited read_all(std::string& text, double seconds);

    /// Waits for it to end. status: as waitpid() has it.
    waited wait(double seconds, int& status);
    /// Why it ended, in words; to be asked once it has.
    std::string ending();
    /// The last line of its standard error, as a clause for reports; empty where it wrote none. Kept: 4 KiB at most.
    std::string last_words();

  private:
    /// Moves bytes in both directions until some passed, it ended, or the deadline passed.
    waited exchange(double deadline);
    void reap(bool by_force);
    /// Takes in what there is of its standard error, and shows it on ours without control characters.
    void hear_errors();

    pid_t child_ = -1;
    int input_ = -1;
    int output_ = -1;
    int errors_ = -1;
    std::string outgoing_;
    std::size_t written_ = 0; // of outgoing_
    std::string received_;
    std::string heard_; // of its standard error, the end
    bool closes_input_ = false;
    bool is_reaped_ = false;
    int status_ = 0;
};

/// Seconds on a clock that only goes forward.
double clock_seconds();

} // namespace cleave::conformance
