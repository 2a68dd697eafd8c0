// SPDX-License-Identifier: MIT
#include "child_process.hpp"

#include "isolation.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>

namespace cleave::conformance {

namespace {

constexpr std::size_t longest_line = std::size_t{64} << 20;

void close_fd(int& fd) {
    if (fd >= 0) ::close(fd);
    fd = -1;
}

/// Whatever arrives renews the time, so that a busy machine is not taken for silence; a drip ends all the same.
class patient_deadline {
  public:
    explicit patient_deadline(double seconds) : seconds_(seconds), last_(clock_seconds() + 30 * seconds) {}
    double next() const { return std::min(clock_seconds() + seconds_, last_); }

  private:
    double seconds_;
    double last_;
};

/// What to do about a command that the shell could not start; empty for any other end.
std::string advice_for(int status) {
    if (!WIFEXITED(status)) return "";
    const int code = WEXITSTATUS(status);
    if (code == 127 && ::access("/bin/sh", X_OK) != 0)
        return ": this system has no /bin/sh, which starts commands; run cleave-conformance where there is one";
    if (code == 127) return ": the program was not found; install its interpreter, or give the whole path";
    if (code == 126) return ": the program cannot be executed; make it executable, and build it for this machine";
    return "";
}

} // namespace

double clock_seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

child_process::child_process(const std::string& command, std::uint64_t memory) {
    int in[2] = {-1, -1};
    int out[2] = {-1, -1};
    int errors[2] = {-1, -1};
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0 || ::pipe2(errors, O_CLOEXEC) != 0) {
        for (int* const pair : {in, out, errors}) {
            close_fd(pair[0]);
            close_fd(pair[1]);
        }
        return;
    }
    child_ = ::fork();
    if (child_ == 0) {
        ::setpgid(0, 0);
        ::dup2(in[0], STDIN_FILENO);
        ::dup2(out[1], STDOUT_FILENO);
        ::dup2(errors[1], STDERR_FILENO);
        std::signal(SIGPIPE, SIG_DFL);
        if (memory != 0) {
            const rlimit most = {memory, memory};
            ::setrlimit(RLIMIT_AS, &most);
        }
        ::execl("/bin/sh", "sh", "-c", command.c_str(), static_cast<char*>(nullptr));
        ::_exit(127);
    }
    close_fd(in[0]);
    close_fd(out[1]);
    close_fd(errors[1]);
    input_ = in[1];
    output_ = out[0];
    errors_ = errors[0];
    if (child_ > 0) ::setpgid(child_, child_);
    ::fcntl(input_, F_SETFL, O_NONBLOCK);
    ::fcntl(output_, F_SETFL, O_NONBLOCK);
    ::fcntl(errors_, F_SETFL, O_NONBLOCK);
}

child_process::~child_process() {
    close_fd(input_);
    close_fd(output_);
    hear_errors();
    close_fd(errors_);
    reap(true);
}

void child_process::close_input() {
    closes_input_ = true;
    if (outgoing_.empty()) close_fd(input_);
}

void child_process::reap(bool by_force) {
    if (child_ <= 0) return;
    if (by_force) ::kill(-child_, SIGKILL);
    if (is_reaped_) return;
    while (::waitpid(child_, &status_, 0) < 0 && errno == EINTR) {
    }
    is_reaped_ = true;
}

waited child_process::exchange(double deadline) {
    for (;;) {
        const double left = deadline - clock_seconds();
        if (output_ < 0) return waited::ended;
        pollfd polled[3] = {{output_, POLLIN, 0}, {outgoing_.empty() ? -1 : input_, POLLOUT, 0}, {errors_, POLLIN, 0}};
        const int ready = ::poll(polled, 3, static_cast<int>(std::clamp(left * 1000 + 1, 0.0, 1e9)));
        if (ready < 0 && errno == EINTR) continue;
        if (ready == 0 && left <= 0) return waited::silent;
        if (polled[2].revents != 0) hear_errors();
        if (polled[1].revents != 0) {
            const ssize_t written = ::write(input_, outgoing_.data() + written_, outgoing_.size() - written_);
            if (written > 0) written_ += static_cast<std::size_t>(written);
            const bool is_deaf = written < 0 && errno != EAGAIN && errno != EINTR;
            if (is_deaf || written_ == outgoing_.size()) {
                outgoing_.clear();
                written_ = 0;
            }
            if (is_deaf || (outgoing_.empty() && closes_input_)) close_fd(input_); // its last words may still come
            if (written > 0 && polled[0].revents == 0) return waited::got;
        }
        if (polled[0].revents != 0) {
            char buffer[65536];
            const ssize_t got = ::read(output_, buffer, sizeof buffer);
            if (got > 0) {
                received_.append(buffer, static_cast<std::size_t>(got));
                return received_.size() > longest_line ? waited::flooded : waited::got;
            }
            if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
                close_fd(output_);
                return waited::ended;
            }
        }
    }
}

waited child_process::read_line(std::string& line, double seconds) {
    const patient_deadline deadline(seconds);
    for (std::size_t searched = 0;;) {
        if (const auto end = received_.find('\n', searched); end != std::string::npos) {
            line = received_.substr(0, end);
            received_.erase(0, end + 1);
            return waited::got;
        }
        searched = received_.size();
        if (const waited what = exchange(deadline.next()); what != waited::got) return what;
    }
}

waited child_process::read_all(std::string& text, double seconds) {
    const patient_deadline deadline(seconds);
    for (;;) {
        const waited what = exchange(deadline.next());
        if (what == waited::got) continue;
        text = received_;
        return what;
    }
}

waited child_process::wait(double seconds, int& status) {
    const double deadline = clock_seconds() + seconds;
    while (!is_reaped_) {
        const pid_t reaped = ::waitpid(child_, &status_, WNOHANG);
        if (reaped == child_) is_reaped_ = true;
        if (reaped != 0) break;
        if (clock_seconds() > deadline) return waited::silent;
        hear_errors(); // full, it would stop the child
        ::usleep(1000);
    }
    status = status_;
    return waited::ended;
}

void child_process::hear_errors() {
    constexpr std::size_t most_kept = 4096;
    char buffer[4096];
    ssize_t got = 0;
    for (int reads = 0; errors_ >= 0 && reads < 16 && (got = ::read(errors_, buffer, sizeof buffer)) > 0; ++reads) {
        heard_.append(buffer, static_cast<std::size_t>(got));
        if (heard_.size() > most_kept) heard_.erase(0, heard_.size() - most_kept);
        for (char& c : buffer)
            if ((static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t') || c == '\x7f') c = '?';
        if (::write(STDERR_FILENO, buffer, static_cast<std::size_t>(got)) < 0) break;
    }
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) close_fd(errors_);
}

std::string child_process::last_words() {
    hear_errors();
    std::string_view text = heard_;
    while (text.ends_with('\n') || text.ends_with(' ')) text.remove_suffix(1);
    constexpr std::size_t most_shown = 200;
    const std::string_view line = text.substr(text.rfind('\n') + 1).substr(0, most_shown);
    return line.empty() ? std::string() : std::string(standard_error) + std::string(line);
}

std::string child_process::ending() {
    int status = 0;
    if (wait(10, status) == waited::silent) return "it closed its output, but keeps running";
    const death how = death_of(status);
    return how.how == run_end::normal ? "it ended with exit code 0" : how.why + advice_for(status);
}

} // namespace cleave::conformance
