// SPDX-License-Identifier: MIT
#include "input.hpp"

#include <array>
#include <csignal>
#include <cstdio>
#include <sys/signalfd.h>
#include <unistd.h>

namespace cleave::chat {

posix::outcome input::open() {
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    if (::sigprocmask(SIG_BLOCK, &stop, nullptr) != 0) return posix::failure();
    signals_.reset(::signalfd(-1, &stop, SFD_CLOEXEC));
    if (!signals_.is_open()) return posix::failure();
    is_terminal_ = ::isatty(STDIN_FILENO) == 1;
    line_.open();
    return {};
}

void input::read() {
    std::array<char, 4096> room;
    const ssize_t got = posix::retry_on_interrupt([&] { return ::read(STDIN_FILENO, room.data(), room.size()); });
    const std::string_view keys(room.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
    if (line_.is_open() && got > 0) {
        has_ended_ = !line_.take(keys, typed_);
    } else if (got > 0) {
        typed_ += keys;
    } else if (!has_ended_) {
        has_ended_ = true;
        if (!typed_.empty() && !typed_.ends_with('\n')) typed_ += '\n';
    }
}

void input::show(std::string_view text) {
    const std::string shown = posix::displayable(text);
    line_.clear();
    std::printf("%s%s\n", line_.is_open() ? "< " : "", shown.c_str());
    std::fflush(stdout);
    line_.draw();
}

std::optional<std::string> input::next_line() {
    const std::size_t end = typed_.find('\n');
    if (end == typed_.npos) return std::nullopt;
    std::string line = typed_.substr(0, end);
    typed_.erase(0, end + 1);
    return line;
}

} // namespace cleave::chat
