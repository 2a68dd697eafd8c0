// SPDX-License-Identifier: MIT
#include "child_process.hpp"

#include "command_processes.hpp"
#include "stop_signals.hpp"

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <new>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace cleave::posix {
namespace {

struct pipe_ends {
    descriptor read;
    descriptor write;
};

outcome open_pipe(pipe_ends& to, int flags) noexcept {
    int fds[2];
    if (::pipe2(fds, O_CLOEXEC) != 0) return failure();
    to.read.reset(fds[0]);
    to.write.reset(fds[1]);
    if (flags != 0 && ::fcntl(to.read.get(), F_SETFL, flags) != 0) return failure();
    return {};
}

bool limit(decltype(RLIMIT_AS) what, std::uint64_t value) noexcept {
    rlimit limits{};
    if (::getrlimit(what, &limits) != 0) return false;
    limits.rlim_cur = std::min<rlim_t>(value, limits.rlim_max);
    limits.rlim_max = limits.rlim_cur;
    return ::setrlimit(what, &limits) == 0;
}

// The child's part. Between fork() and exec() of a program with threads, nothing is safe that might lock or allocate.
// Descriptor 3 tells why it failed: exec() closes it.
[[noreturn]] void become(char* const* words, char** environment, const std::array<int, 4>& descriptors,
                         const child_limits& limits) noexcept {
    bool ok = ::setpgid(0, 0) == 0 && ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0;
    // All are above 3: see above_low().
    for (int i = 0; i < 4 && ok; ++i) ok = ::dup2(descriptors[static_cast<std::size_t>(i)], i) == i;
    ok = ok && ::fcntl(3, F_SETFD, FD_CLOEXEC) == 0 && ::close_range(4, ~0U, 0) == 0;
    const auto cpu_seconds = std::chrono::ceil<std::chrono::seconds>(limits.time).count() + 1;
    ok = ok && limit(RLIMIT_CORE, 0) && limit(RLIMIT_CPU, static_cast<std::uint64_t>(cpu_seconds));
    ok = ok && limit(RLIMIT_NOFILE, 1024); // the server's own may be more than select() can bear
    if (limits.memory_bytes != 0) ok = ok && limit(RLIMIT_AS, limits.memory_bytes);
    if (limits.processes != 0) ok = ok && limit(RLIMIT_NPROC, limits.processes);
    default_ignored_signals();
    ::environ = environment;
    if (ok) ::execvp(words[0], words);
    const int error = errno;
    [[maybe_unused]] const ssize_t told = ::write(3, &error, sizeof error);
    ::_exit(127);
}

// As exec takes them, which only reads them.
std::vector<char*> pointers_to(std::span<const std::string> texts) {
    std::vector<char*> pointers;
    for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

// A descriptor that no dup2() onto 0 to 3 can overwrite.
outcome above_low(descriptor& fd) noexcept {
    const int copy = ::fcntl(fd.get(), F_DUPFD_CLOEXEC, 4);
    if (copy < 0) return failure();
    fd.reset(copy);
    return {};
}

// By number: glibc's own function has C++ linkage by mistake in some releases.
int open_process(pid_t pid) noexcept { return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)); }

// Waits for a command that ends now, and ends whatever it leaves.
void reap(pid_t pid) noexcept {
    command_processes::of_this_process().end(pid);
    command_processes::of_this_process().sweep();
}

} // namespace

std::vector<std::string> clean_environment(std::span<const std::string> more) {
    constexpr std::array<std::string_view, 8> common = {"PATH",  "HOME", "USER", "LOGNAME",
                                                        "SHELL", "LANG", "TZ",   "TMPDIR"};
    const auto is_wanted = [&](std::string_view name) {
        return std::ranges::find(common, name) != common.end() || name.starts_with("LC_") ||
               std::ranges::find(more, name) != more.end();
    };
    std::vector<std::string> kept;
    for (char** at = ::environ; at != nullptr && *at != nullptr; ++at) {
        const std::string_view entry = *at;
        if (is_wanted(entry.substr(0, entry.find('=')))) kept.emplace_back(entry);
    }
    for (const std::string& entry : more) {
        const std::size_t end = entry.find('=');
        if (end == entry.npos) continue;
        std::erase_if(kept, [&](const std::string& old) { return old.starts_with(entry.substr(0, end + 1)); });
        kept.push_back(entry);
    }
    return kept;
}

child_process::child_process(event_loop& loop, worker& helper, const child_limits& limits, std::function<void()> on_end)
    : loop_(loop), helper_(helper), limits_(limits), on_end_(std::move(on_end)), time_([this] {
          result_.timed_out = true;
          kill_group();
      }),
      grace_([this] { end(); }) {
    for (output_pipe& p : outputs_) p.owner = this;
    exit_.owner = this;
}

outcome child_process::start(std::span<const std::string> words) {
    if (const outcome started = fork_and_exec(words); !started.ok()) return started;
    exit_.fd.reset(open_process(pid_));
    outcome watched = exit_.fd.is_open() ? outcome{} : failure();
    if (watched.ok()) watched = loop_.add(exit_.fd.get(), interest::read, exit_);
    for (output_pipe& p : outputs_)
        if (watched.ok()) watched = loop_.add(p.fd.get(), interest::read, p);
    if (!watched.ok()) {
        kill();
        return watched;
    }
    loop_.arm(time_, limits_.time);
    return {};
}

outcome child_process::fork_and_exec(std::span<const std::string> words) {
    descriptor input(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    pipe_ends out;
    pipe_ends err;
    pipe_ends trouble;
    if (!input.is_open()) return failure();
    for (const outcome& opened :
         {open_pipe(out, O_NONBLOCK), open_pipe(err, O_NONBLOCK), open_pipe(trouble, 0), above_low(input),
          above_low(out.write), above_low(err.write), above_low(trouble.write)})
        if (!opened.ok()) return opened;

    const std::vector<std::string> environment = clean_environment(limits_.environment);
    const std::vector<char*> arguments = pointers_to(words);
    std::vector<char*> variables = pointers_to(environment);
    const std::array<int, 4> descriptors = {input.get(), out.write.get(), err.write.get(), trouble.write.get()};
    const pid_t pid = command_processes::of_this_process().begin([] { return ::fork(); });
    if (pid < 0) return failure();
    if (pid == 0) become(arguments.data(), variables.data(), descriptors, limits_);

    trouble.write.reset();
    int error = 0;
    const ssize_t told = retry_on_interrupt([&] { return ::read(trouble.read.get(), &error, sizeof error); });
    if (told != 0) {
        reap(pid);
        return failure(told > 0 ? error : EIO);
    }
    pid_ = pid;
    outputs_[0].fd = std::move(out.read);
    outputs_[1].fd = std::move(err.read);
    return {};
}

// One read a round.
void child_process::read(output_pipe& from) {
    std::array<std::byte, 65536> room;
    const ssize_t got = retry_on_interrupt([&] { return ::read(from.fd.get(), room.data(), room.size()); });
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) {
        close(from);
        return end_if_done();
    }
    const std::size_t have = outputs_[0].bytes.size() + outputs_[1].bytes.size();
    auto taken = std::min(static_cast<std::size_t>(got), static_cast<std::size_t>(limits_.output_bytes) - have);
    try {
        from.bytes.insert(from.bytes.end(), room.begin(), room.begin() + static_cast<std::ptrdiff_t>(taken));
    } catch (const std::bad_alloc&) { // memory is a limit like any other
        taken = 0;
    }
    if (taken == static_cast<std::size_t>(got)) return;
    result_.truncated = true;
    kill_group();
    for (output_pipe& p : outputs_) close(p);
    end_if_done();
}

void child_process::close(output_pipe& from) noexcept {
    if (from.fd.is_open()) loop_.remove(from.fd.get());
    from.fd.reset();
}

// It stays a zombie until end(): so long its number, which is the group's, belongs to nobody else.
void child_process::program_ended() {
    siginfo_t how{};
    ::waitid(P_PID, static_cast<id_t>(pid_), &how, WEXITED | WNOWAIT);
    result_.exit_code = how.si_code == CLD_EXITED ? how.si_status : -how.si_status;
    loop_.remove(exit_.fd.get());
    exit_.fd.reset();
    time_.cancel();
    has_ended_ = true;
    loop_.arm(grace_, limits_.grace);
    end_if_done();
}

void child_process::end_if_done() {
    if (has_ended_ && !outputs_[0].fd.is_open() && !outputs_[1].fd.is_open()) end();
}

void child_process::end() {
    kill_group();
    for (output_pipe& p : outputs_) close(p);
    grace_.cancel();
    reap_elsewhere();
    const std::function<void()> call = std::move(on_end_); // may destroy this object
    call();
}

void child_process::kill_group() noexcept {
    if (pid_ > 0) ::kill(-pid_, SIGKILL);
}

void child_process::kill() noexcept {
    if (pid_ <= 0) return;
    kill_group();
    for (output_pipe& p : outputs_) close(p);
    if (exit_.fd.is_open()) loop_.remove(exit_.fd.get());
    exit_.fd.reset();
    time_.cancel();
    grace_.cancel();
    reap_elsewhere();
}

// Dead it is at once, but it may still be inside the kernel: the loop does not wait for that.
void child_process::reap_elsewhere() noexcept {
    const pid_t pid = std::exchange(pid_, 0);
    try {
        helper_.run([pid] { reap(pid); });
    } catch (const std::bad_alloc&) {
        reap(pid);
    }
}

} // namespace cleave::posix
