// SPDX-License-Identifier: MIT
//
// input: what is typed, line by line, and the signals that end the program, as descriptors to poll.
#pragma once

#include "posix/descriptor.hpp"
#include "posix/log.hpp"
#include "posix/outcome.hpp"
#include "typed_line.hpp"

#include <optional>
#include <string>

namespace cleave::chat {

class input {
  public:
    /// Takes SIGTERM and SIGINT for itself.
    posix::outcome open();

    /// Readable when something was typed; -1 once there is nothing more.
    int fd() const noexcept { return has_ended_ ? -1 : 0; }

    /// Readable when the program is to end.
    int stop_fd() const noexcept { return signals_.get(); }

    /// Reads what fd() has. Does not wait.
    void read();

    bool has_line() const noexcept { return typed_.find('\n') != typed_.npos; }

    /// The next line that was read, without its end.
    std::optional<std::string> next_line();

    /// Shows a text of the other side, as a line of its own: at a terminal behind a mark, and above what is being
    /// typed.
    void show(std::string_view text);

    /// The same, of what happened; see posix::log_line().
    template <class... Parts>
    void log(const Parts&... parts) {
        line_.clear();
        posix::log_line(parts...);
        line_.draw();
    }

    /// At the end, and the last line was taken.
    bool has_ended() const noexcept { return has_ended_ && typed_.empty(); }
    bool is_terminal() const noexcept { return is_terminal_; }

  private:
    posix::descriptor signals_;
    typed_line line_;
    std::string typed_;
    bool has_ended_ = false;
    bool is_terminal_ = false;
};

} // namespace cleave::chat
