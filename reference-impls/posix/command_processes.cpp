// SPDX-License-Identifier: MIT
#include "command_processes.hpp"

#include "outcome.hpp"

#include <csignal>
#include <cstdio>
#include <dirent.h>
#include <memory>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace cleave::posix {
namespace {

void reap(pid_t pid) noexcept {
    siginfo_t ignored{};
    retry_on_interrupt([&] { return ::waitid(P_PID, static_cast<id_t>(pid), &ignored, WEXITED); });
}

struct closes_file {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};
struct closes_folder {
    void operator()(DIR* folder) const noexcept { ::closedir(folder); }
};

// Calls see(pid) for each child of the thread, until it returns true. Returns whether it did.
template <class See>
bool any_child_of(const char* thread, See see) noexcept {
    char path[64];
    std::snprintf(path, sizeof path, "/proc/self/task/%.20s/children", thread);
    const std::unique_ptr<std::FILE, closes_file> children(std::fopen(path, "re"));
    int pid = 0;
    while (children && std::fscanf(children.get(), "%d", &pid) == 1)
        if (see(pid)) return true;
    return false;
}

} // namespace

command_processes& command_processes::of_this_process() {
    static command_processes all;
    return all;
}

// Where the kernel can not do it, what calls setsid() goes to init, as everywhere.
command_processes::command_processes() noexcept { ::prctl(PR_SET_CHILD_SUBREAPER, 1); }

void command_processes::end(pid_t command) noexcept {
    reap(command);
    const std::lock_guard lock(mutex_);
    running_.erase(command);
}

bool command_processes::is_wanted(pid_t child) const noexcept {
    return running_.contains(child) || running_.contains(::getpgid(child));
}

// A child that no running command needs; 0: there is none. Killed already, so that it does not get away meanwhile.
pid_t command_processes::next_stray() noexcept {
    const std::lock_guard lock(mutex_);
    pid_t stray = 0;
    const auto kill_stray = [&](pid_t child) {
        if (is_wanted(child)) return false;
        stray = child;
        return ::kill(child, SIGKILL) == 0;
    };
    const std::unique_ptr<DIR, closes_folder> threads(::opendir("/proc/self/task"));
    while (const dirent* const thread = threads ? ::readdir(threads.get()) : nullptr)
        if (thread->d_name[0] != '.' && any_child_of(thread->d_name, kill_stray)) break;
    return stray;
}

// A process that ends gives its children to us before it can be waited for: none is missed.
void command_processes::sweep() noexcept {
    while (const pid_t stray = next_stray()) reap(stray);
}

} // namespace cleave::posix
