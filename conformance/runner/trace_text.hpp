// SPDX-License-Identifier: MIT
//
// trace_text: writes traces: what parse_trace() and compile() read, the other way round.
#pragma once

#include "delivery_plan.hpp"
#include "trace.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace cleave::conformance {

/// `width=4,order=little,signed`: what parse_layout() takes for it. The limit is not part of it.
std::string to_text(const prefix_layout& layout);

/// A case and one delivery of it as the text of a trace, to be played as written.
std::string to_trace(const compiled_trace& one, const schedule& deliveries, const std::string& id);

/// Writes a body line by line: `> ATOMS` up to where something else stands, then that.
class body_text {
  public:
    /// bytes: the whole stream; both must outlive the writer.
    body_text(std::string_view bytes, const schedule& deliveries) : bytes_(bytes), ends_(deliveries) {}

    /// All bytes before `to`, with the ends of deliveries on the way. One at `to` is written with what follows.
    void bytes_to(std::size_t to);
    /// A line of its own: `= begin 5`, `> eof`.
    void line(std::string_view text);
    /// `< ATOMS`
    void send(std::string_view bytes);
    /// Bytes written so far.
    std::size_t at() const { return at_; }

    std::string take();

  private:
    void put(const std::string& atom);
    void put_bytes(std::string_view bytes);
    void close_line();

    std::string_view bytes_;
    const schedule& ends_;
    std::string text_;
    std::size_t line_from_ = 0; // in text_
    std::size_t at_ = 0;
    std::size_t next_ = 0;
    char direction_ = '>';
    bool in_line_ = false;
};

} // namespace cleave::conformance
