// SPDX-License-Identifier: MIT
//
// typed_line: a line that is being typed at a terminal, which other lines are shown above.
//
//     < hello              the other side
//     > fine, and y        this one, at the cursor
//
// The terminal hands on each key at once and shows none. So the line is ours: it is cleared before anything else is
// shown, and drawn again after that.
#pragma once

#include <string>
#include <string_view>
#include <termios.h>

namespace cleave::chat {

class typed_line {
  public:
    typed_line() noexcept = default;
    typed_line(const typed_line&) = delete;
    typed_line& operator=(const typed_line&) = delete;
    /// Leaves the terminal as it was.
    ~typed_line();

    /// Takes over the standard input and output, if both are terminals. Otherwise nothing here does anything.
    void open() noexcept;
    bool is_open() const noexcept { return is_open_; }

    /// Takes what was typed. Appends lines that are over to `lines`, each with its end. Returns false at control-D on
    /// an empty line.
    bool take(std::string_view keys, std::string& lines);

    /// Removes the line from the terminal, until draw().
    void clear() noexcept;
    void draw() noexcept;

  private:
    void take_key(char key);
    void erase_last();
    bool skips(char key) noexcept;

    bool is_open_ = false;
    bool is_drawn_ = false;
    std::string text_;
    enum class escape : unsigned char { none, begun, sequence } escape_ = escape::none; // an arrow key, say
    std::size_t rows_above_ = 0;                                                        // of those that it takes
    termios before_{};
};

} // namespace cleave::chat
