// SPDX-License-Identifier: MIT
//
// command_processes: which processes belong to a running command, so that no other outlives one.
//
//     command (leader of its group) -> setsid -> its parent ends -> it becomes our child -> the next sweep() ends it
//
// A process that calls setsid() leaves its group, and so the signal that ends the group misses it. This process
// therefore adopts what loses its parent (PR_SET_CHILD_SUBREAPER), instead of init. Whatever is our child, and neither
// a running command nor in its group, is ended.
#pragma once

#include <mutex>
#include <set>
#include <sys/types.h>

namespace cleave::posix {

/// All of this process. Safe for several threads.
class command_processes {
  public:
    static command_processes& of_this_process();

    /// Calls fork(), and counts the child as a running command. Throws std::bad_alloc, and has not forked then.
    template <class Fork>
    pid_t begin(Fork fork) {
        const std::lock_guard lock(mutex_);
        std::set<pid_t> room{0}; // now, while nothing needs to be undone
        auto node = room.extract(room.begin());
        const pid_t pid = fork();
        if (pid <= 0) return pid;
        node.value() = pid;
        running_.insert(std::move(node));
        return pid;
    }

    /// Waits for a command that was killed or has ended, and forgets it. Whatever it leaves is to be swept away.
    void end(pid_t command) noexcept;

    /// Ends and reaps what commands have left. Waits until all of it is gone.
    void sweep() noexcept;

  private:
    command_processes() noexcept;
    pid_t next_stray() noexcept;
    bool is_wanted(pid_t child) const noexcept;

    std::mutex mutex_;
    std::set<pid_t> running_;
};

} // namespace cleave::posix
