// SPDX-License-Identifier: MIT
#include "isolation.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <new>

namespace cleave::conformance {

namespace {

constexpr int silent_exit = 97; // of a process that the watchdog ended
constexpr std::size_t no_case = ~std::size_t{0};

void write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

int wait_for(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

void drop_stderr() {
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere >= 0) ::dup2(nowhere, STDERR_FILENO);
}

/// What workers share: the next case, and what each of them is at.
struct shared_state {
    std::atomic<std::size_t> next{0};
    std::atomic<std::size_t> at[1]; // as many as there are workers
};

class shared_memory {
  public:
    explicit shared_memory(unsigned workers)
        : size_(sizeof(shared_state) + workers * sizeof(std::atomic<std::size_t>)),
          memory_(::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
        if (memory_ == MAP_FAILED) return;
        new (memory_) shared_state;
        for (unsigned i = 0; i < workers; ++i) state().at[i] = no_case;
    }
    shared_memory(const shared_memory&) = delete;
    shared_memory& operator=(const shared_memory&) = delete;
    ~shared_memory() {
        if (memory_ != MAP_FAILED) ::munmap(memory_, size_);
    }
    bool is_good() const { return memory_ != MAP_FAILED; }
    shared_state& state() const { return *static_cast<shared_state*>(memory_); }

  private:
    std::size_t size_;
    void* memory_;
};

/// A text with its length in front, as it goes through the pipe.
std::string framed(std::string_view text) {
    const std::uint64_t size = text.size();
    std::string bytes(sizeof size, '\0');
    std::memcpy(bytes.data(), &size, sizeof size);
    return bytes + std::string(text);
}

struct pipe_end {
    pid_t child = -1;
    int fd = -1;
    std::string received;

    /// Takes the next whole text out of what was received.
    bool take(std::string& text) {
        std::uint64_t size = 0;
        if (received.size() < sizeof size) return false;
        std::memcpy(&size, received.data(), sizeof size);
        if (received.size() - sizeof size < size) return false;
        text = received.substr(sizeof size, static_cast<std::size_t>(size));
        received.erase(0, sizeof size + static_cast<std::size_t>(size));
        return true;
    }
};

void work(shared_state& shared, unsigned slot, std::size_t count, worker& with,
          const std::function<void(std::string_view)>& report) {
    for (const std::string& result : with.first()) report(result);
    for (std::size_t index = shared.next++; index < count; index = shared.next++) {
        shared.at[slot] = index;
        report(with.run(index));
        shared.at[slot] = no_case;
    }
    for (const std::string& result : with.last()) report(result);
}

class pool {
  public:
    pool(std::size_t count, unsigned jobs, const std::function<std::unique_ptr<worker>()>& start,
         const worker_events& events)
        : count_(count), start_(start), events_(events), shared_(jobs), pipes_(jobs) {}

    std::string run() {
        if (!shared_.is_good()) return "no shared memory";
        for (unsigned slot = 0; slot < pipes_.size(); ++slot)
            if (!launch(slot)) return "no process can be started: " + std::string(std::strerror(errno));
        while (std::any_of(pipes_.begin(), pipes_.end(), [](const pipe_end& one) { return one.fd >= 0; })) {
            std::vector<pollfd> polled;
            for (const pipe_end& one : pipes_) polled.push_back({one.fd, POLLIN, 0});
            if (::poll(polled.data(), polled.size(), -1) < 0 && errno != EINTR) return std::strerror(errno);
            for (unsigned slot = 0; slot < pipes_.size(); ++slot)
                if (polled[slot].revents != 0 && !receive(slot)) return "a worker cannot be replaced";
        }
        return why_;
    }

  private:
    bool launch(unsigned slot) {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) return false;
        std::fflush(nullptr);
        const pid_t child = ::fork();
        if (child < 0) return false;
        if (child == 0) {
            ::close(ends[0]);
            // The pipes of other workers: their ends must be seen when they close.
            for (const pipe_end& other : pipes_)
                if (other.fd >= 0) ::close(other.fd);
            const auto with = start_();
            work(shared_.state(), slot, count_, *with,
                 [&](std::string_view text) { write_all(ends[1], framed(text)); });
            std::fflush(nullptr);
            ::_exit(0);
        }
        ::close(ends[1]);
        pipes_[slot].child = child;
        pipes_[slot].fd = ends[0];
        pipes_[slot].received.clear();
        return true;
    }

    bool receive(unsigned slot) {
        pipe_end& one = pipes_[slot];
        char buffer[65536];
        const ssize_t got = ::read(one.fd, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) return true;
        if (got > 0) one.received.append(buffer, static_cast<std::size_t>(got));
        for (std::string text; one.take(text);) events_.result(text);
        if (got > 0) return true;

        ::close(one.fd);
        one.fd = -1;
        const death how = death_of(wait_for(one.child));
        if (how.how == run_end::normal) return true;
        const std::size_t index = shared_.state().at[slot].exchange(no_case);
        if (index == no_case) {
            // Not a case's fault. Once may be bad luck; a pool that cannot work at all must end.
            why_ = "a worker ended outside of any case: " + how.why;
            return true;
        }
        events_.died(index, how);
        return launch(slot);
    }

    std::size_t count_;
    const std::function<std::unique_ptr<worker>()>& start_;
    const worker_events& events_;
    shared_memory shared_;
    std::vector<pipe_end> pipes_;
    std::string why_;
};

} // namespace

death death_of(int wait_status) {
    if (WIFEXITED(wait_status)) {
        const int code = WEXITSTATUS(wait_status);
        if (code == 0) return {};
        if (code == silent_exit) return {run_end::timeout, "it did not come back"};
        return {run_end::crash, "it ended with exit code " + std::to_string(code)};
    }
    const int signal = WIFSIGNALED(wait_status) ? WTERMSIG(wait_status) : 0;
    return {run_end::crash, "it was ended by signal " + std::to_string(signal) + " (" + ::strsignal(signal) + ")"};
}

void arm_watchdog(double seconds) {
    struct sigaction action = {};
    action.sa_handler = [](int) { ::_exit(silent_exit); };
    ::sigaction(SIGALRM, &action, nullptr);
    itimerval timer = {};
    timer.it_value.tv_sec = static_cast<time_t>(seconds);
    timer.it_value.tv_usec = static_cast<suseconds_t>((seconds - static_cast<double>(timer.it_value.tv_sec)) * 1e6);
    ::setitimer(ITIMER_REAL, &timer, nullptr);
}

death run_forked(const std::function<std::string()>& work, std::string& returned, bool is_quiet) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return {run_end::crash, std::strerror(errno)};
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child < 0) return {run_end::crash, std::strerror(errno)};
    if (child == 0) {
        ::close(ends[0]);
        if (is_quiet) drop_stderr();
        write_all(ends[1], work());
        std::fflush(nullptr);
        ::_exit(0);
    }
    ::close(ends[1]);
    returned.clear();
    char buffer[65536];
    for (ssize_t got = 1; got != 0;) {
        got = ::read(ends[0], buffer, sizeof buffer);
        if (got < 0 && errno != EINTR) break;
        if (got > 0) returned.append(buffer, static_cast<std::size_t>(got));
    }
    ::close(ends[0]);
    return death_of(wait_for(child));
}

std::string run_in_workers(std::size_t count, unsigned jobs, const std::function<std::unique_ptr<worker>()>& start,
                           const worker_events& events) {
    if (jobs != 0)
        return pool(count, static_cast<unsigned>(std::min<std::size_t>(jobs, std::max<std::size_t>(count, 1))), start,
                    events)
            .run();
    shared_memory shared(1);
    if (!shared.is_good()) return "no shared memory";
    const auto with = start();
    work(shared.state(), 0, count, *with, events.result);
    return "";
}

} // namespace cleave::conformance
