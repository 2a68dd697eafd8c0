// SPDX-License-Identifier: MIT
#include "typed_line.hpp"

#include "posix/outcome.hpp"
#include "posix/progress.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

namespace cleave::chat {
namespace {

constexpr std::string_view prompt = "> ";
constexpr char control_d = 4, backspace = 8, control_u = 21, control_w = 23, escape_key = 27, rub_out = 127;

void put(std::string_view text) noexcept {
    while (!text.empty()) {
        const ssize_t written =
            posix::retry_on_interrupt([&] { return ::write(STDOUT_FILENO, text.data(), text.size()); });
        if (written <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

std::size_t columns() noexcept {
    winsize size{};
    return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col != 0 ? size.ws_col : 80;
}

} // namespace

void typed_line::open() noexcept {
    if (::isatty(STDIN_FILENO) != 1 || ::isatty(STDOUT_FILENO) != 1 || ::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios ours = before_;
    ours.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    ours.c_cc[VMIN] = 1;
    ours.c_cc[VTIME] = 0;
    ours.c_cc[VSUSP] = _POSIX_VDISABLE; // a stopped program would leave the terminal like this
    is_open_ = ::tcsetattr(STDIN_FILENO, TCSADRAIN, &ours) == 0;
}

typed_line::~typed_line() {
    if (!is_open_) return;
    clear();
    ::tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
}

bool typed_line::take(std::string_view keys, std::string& lines) {
    for (const char key : keys) {
        if (skips(key)) continue;
        if (key == control_d && text_.empty()) return false;
        if (key != '\n') {
            take_key(key);
            continue;
        }
        draw();
        put("\n");
        is_drawn_ = false;
        rows_above_ = 0;
        lines += text_ + "\n";
        text_.clear();
    }
    draw();
    return true;
}

// Keys that are several bytes, and mean nothing here: ESC [ ... letter, ESC O letter.
bool typed_line::skips(char key) noexcept {
    const bool is_inside = escape_ != escape::none || key == escape_key;
    if (key == escape_key) {
        escape_ = escape::begun;
    } else if (escape_ == escape::begun) {
        escape_ = key == '[' || key == 'O' ? escape::sequence : escape::none;
    } else if (escape_ == escape::sequence && key >= '@' && key <= '~') {
        escape_ = escape::none;
    }
    return is_inside;
}

void typed_line::take_key(char key) {
    const auto byte = static_cast<unsigned char>(key);
    if (key == backspace || key == rub_out) return erase_last();
    if (key == control_u) return text_.clear();
    if (key == control_w) {
        while (text_.ends_with(' ')) text_.pop_back();
        while (!text_.empty() && !text_.ends_with(' ')) text_.pop_back();
        return;
    }
    if (byte >= ' ' || key == '\t') text_ += key == '\t' ? ' ' : key;
}

// A character may be several bytes.
void typed_line::erase_last() {
    while (!text_.empty()) {
        const auto byte = static_cast<unsigned char>(text_.back());
        text_.pop_back();
        if ((byte & 0xC0U) != 0x80) return;
    }
}

void typed_line::clear() noexcept {
    if (!is_open_ || !is_drawn_) return;
    put("\r");
    for (; rows_above_ != 0; --rows_above_) put("\033[A");
    put("\033[J");
    is_drawn_ = false;
}

void typed_line::draw() noexcept {
    if (!is_open_) return;
    clear();
    const std::string shown = std::string(prompt) + text_;
    put(shown);
    is_drawn_ = true;
    rows_above_ = (posix::column_count(shown) - 1) / columns();
}

} // namespace cleave::chat
