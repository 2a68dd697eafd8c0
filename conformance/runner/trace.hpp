// SPDX-License-Identifier: MIT
//
// trace: reads a case from its text and compiles it for one layout. The grammar is in conformance/traces/README.md.
//
//     text --parse_trace--> trace --compile(layout)--> flat bytes, cuts, expected events, end
//
// Neither step performs a case. Bytes are kept in std::string, which compares, concatenates and hashes.
#pragma once

#include "trace_layout.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cleave::conformance {

/// Where a trace is malformed, and what was expected there. Lines and columns count from 1.
struct trace_error {
    std::string file;
    std::size_t line = 0;
    std::size_t column = 0;
    std::string message;
};

/// `FILE:LINE:COLUMN: MESSAGE`
std::string to_string(const trace_error& error);

/// A rule of SPEC.md that a case tests, and the level the case says it has.
struct citation {
    std::string rule;
    std::string level; // MUST, SHOULD or MAY
};

/// A case as it was written.
struct trace {
    struct line {
        std::size_t number = 0;
        std::size_t column = 1; // of the text's first character
        std::string text;
    };

    std::string file;
    std::string id;
    std::string about;
    std::vector<citation> rules;
    std::string role;
    std::string layout = "any"; // any: whatever is asked for; else the one layout the case is about
    std::vector<std::string> needs;
    std::map<std::string, line> limits;  // what is limited, and the limit as an expression
    std::map<std::string, line> options; // what the role is told besides bytes
    std::string splits = "plan";         // plan | exact | hinted
    std::vector<std::string> flags;
    std::string origin;
    unsigned rev = 1;
    std::string retired;    // why, if it is
    bool is_member = false; // one of several cases that a file stands for
    std::vector<line> body;
};

/// What the endpoint has to show, in the order in which it must show it.
struct expectation {
    enum class kind {
        event, // name, arguments, attributes
        error, // name is a status, `at` an offset in the stream
        send,  // `bytes` that the endpoint must send
    };

    kind what = kind::event;
    std::string name;
    std::vector<std::string> arguments;            // canonical: 5, word, x"00ff"
    std::map<std::string, std::string> attributes; // canonical; those not written here are free
    std::string bytes;                             // of a data event or a send
    std::optional<std::uint64_t> at;               // of an error
    std::uint64_t due = 0;                         // offset in the stream: bytes before it have arrived
    bool after_end = false;                        // due only once the stream has ended
    bool optional = false;
    std::size_t line = 0;
};

/// The canonical text: what a testee has to answer, word for word, save for attributes.
std::string to_string(const expectation& one);

/// One way in which a case may end well. A case without `alt` has one, graded ok.
struct outcome {
    std::string grade; // ok | nonstrict | info
    std::vector<expectation> expected;
};

/// What follows the last byte: nothing yet, an orderly end, or a reset.
enum class ending { open, eof, reset };

/// As traces and testees call it.
std::string_view to_string(ending end);

struct byte_range {
    std::uint64_t from = 0;
    std::uint64_t to = 0; // one past
};

/// A case for one layout: all that a runner needs.
struct compiled_trace {
    trace source;
    conformance::layout layout;
    std::map<std::string, std::uint64_t> limits;
    std::map<std::string, std::string> options; // those that are computed are canonical
    std::string bytes;                          // the whole stream
    std::vector<std::uint64_t> cuts;            // boundaries as written, ascending, inside the stream
    std::vector<std::uint64_t> empties;         // offsets at which an empty delivery is made, ascending
    std::vector<byte_range> together;           // never cut inside these
    std::map<std::string, std::uint64_t> marks; // name to offset
    ending end = ending::open;
    bool expects_nothing = false; // and says so
    std::vector<outcome> outcomes;
};

struct parsed_trace {
    trace value;
    std::optional<trace_error> error;
};

struct compiled {
    compiled_trace value;
    std::optional<trace_error> error;
};

/// Reads the header lines and checks them; the body is kept as text for compile().
parsed_trace parse_trace(std::string_view text, std::string file);

/// The same for a file on disk.
parsed_trace load_trace(const std::string& path);

/// Compiles the body for `layout`. A case that names its own layout is compiled for that one, whatever is asked for.
compiled compile(const trace& source, const layout& asked_for);

/// The first thing the case needs that neither the layout nor `features` offer; empty when all is there.
std::string unmet_need(const trace& source, const layout& asked_for, const std::vector<std::string>& features);

/// The layout that the case will run in: its own, or the one asked for.
layout layout_of(const trace& source, const layout& asked_for);

/// The words a header line may hold.
const std::vector<std::string>& known_roles();
const std::vector<std::string>& known_features();
const std::vector<std::string>& known_options();
const std::vector<std::string>& known_limits();

/// Bytes as x"00ff", and as a person would write them: "ab\x00".
std::string hex(std::string_view bytes);
std::string hex_literal(std::string_view bytes);
std::string text_literal(std::string_view bytes);

/// The bytes that pairs of hexadecimal digits stand for.
std::string from_hex(std::string_view digits);

/// The `size` bytes that seed(`seed` `size`) stands for: splitmix64, eight bytes a step, lowest first.
std::string seeded_bytes(std::uint64_t seed, std::size_t size);

} // namespace cleave::conformance
