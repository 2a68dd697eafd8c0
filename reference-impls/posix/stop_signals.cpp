// SPDX-License-Identifier: MIT
#include "stop_signals.hpp"

#include <atomic>
#include <csignal>
#include <sys/eventfd.h>
#include <unistd.h>

namespace cleave::posix {
namespace {

std::atomic<int> stop_pipe{-1};
static_assert(std::atomic<int>::is_always_lock_free, "signal handlers may use nothing else");

// Which would end a program in mid-upload.
constexpr int meaningless_signals[] = {SIGUSR1, SIGUSR2, SIGALRM};

extern "C" void tell_loop(int) {
    const int saved = errno;
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(stop_pipe.load(), &one, sizeof one);
    errno = saved;
}

bool set_handler(int number, void (*handler)(int)) noexcept {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    return ::sigaction(number, &action, nullptr) == 0;
}

} // namespace

outcome stop_signals::open() {
    pipe_.reset(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!pipe_.is_open()) return failure();
    if (const outcome added = loop_.add(pipe_.get(), interest::read, *this); !added.ok()) return added;
    stop_pipe = pipe_.get();
    for (const int stops : {SIGTERM, SIGINT, SIGQUIT})
        if (!set_handler(stops, tell_loop)) return failure();
    for (const int means_nothing : meaningless_signals) set_handler(means_nothing, SIG_IGN);
    struct sigaction hang_up {};
    const bool is_ignored = ::sigaction(SIGHUP, nullptr, &hang_up) == 0 && hang_up.sa_handler == SIG_IGN; // nohup
    if (!is_ignored && !set_handler(SIGHUP, tell_loop)) return failure();
    return {};
}

stop_signals::~stop_signals() {
    if (!pipe_.is_open()) return;
    for (const int stops : {SIGTERM, SIGINT, SIGQUIT}) set_handler(stops, SIG_DFL);
    stop_pipe = -1;
    loop_.remove(pipe_.get());
}

void stop_signals::on_ready(readiness) {
    eventfd_t count = 0;
    if (::eventfd_read(pipe_.get(), &count) == 0) on_stop_();
}

void ignore_io_signals() noexcept {
    set_handler(SIGPIPE, SIG_IGN);
    set_handler(SIGXFSZ, SIG_IGN);
    set_handler(SIGCHLD, SIG_DFL); // whoever started us may ignore it: then nobody could wait for a child
}

void default_ignored_signals() noexcept {
    set_handler(SIGPIPE, SIG_DFL);
    set_handler(SIGXFSZ, SIG_DFL);
    for (const int means_nothing : meaningless_signals) set_handler(means_nothing, SIG_DFL);
}

} // namespace cleave::posix
