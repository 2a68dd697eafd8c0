// SPDX-License-Identifier: MIT
//
// heard_text: cuts a stream into the texts that were typed at its other end.
//
// A text ends with a line feed; or, since many programs send none, with a pause. A pause is all there is to tell the
// text `q` from the first letter of a longer one.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace cleave::chat {

inline constexpr std::chrono::milliseconds pause_length{100};
inline constexpr std::size_t max_text_bytes = 64 << 10; // longer ones are shown in pieces

class heard_text {
  public:
    void add(std::string_view bytes) { heard_ += bytes; }

    /// A text that is over.
    std::optional<std::string> next() {
        const std::size_t end = heard_.find('\n');
        if (end == heard_.npos && heard_.size() < max_text_bytes) return std::nullopt;
        return take(end, end == heard_.npos ? 0 : 1);
    }

    /// There was a pause, or the end: what is there is a text.
    std::optional<std::string> rest() {
        if (heard_.empty()) return std::nullopt;
        return take(heard_.size(), 0);
    }

    bool is_unfinished() const noexcept { return !heard_.empty(); }

  private:
    std::string take(std::size_t end, std::size_t line_end) {
        end = std::min(end, heard_.size());
        std::string text = heard_.substr(0, end);
        heard_.erase(0, end + line_end);
        if (line_end != 0 && text.ends_with('\r')) text.pop_back();
        return text;
    }

    std::string heard_;
};

} // namespace cleave::chat
