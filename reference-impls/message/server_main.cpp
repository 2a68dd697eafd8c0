// SPDX-License-Identifier: MIT
//
// program: cleave-message-server
//
// Takes frames, shows each as a line, and answers nothing:
//
//     127.0.0.1:51234 5 bytes: hello
#include "message_session.hpp"

#include "cleave/protocols/generic.hpp"

using namespace cleave;

int main(int argc, char** argv) {
    posix::server_options given;
    given.max_size = 64 << 10;
    posix::option_parser parser("cleave-message-server", "takes frames, and shows each as a line", CLEAVE_VERSION);
    posix::declare_options(parser, given);
    if (const auto exit_code = parser.parse(argc, argv)) return *exit_code;
    if (const std::string wrong = finish_options(given); !wrong.empty()) return parser.complain(wrong);

    prefix_layout layout = python_int::layout();
    layout.max_payload = given.max_size;
    runtime_layout prefix;
    if (runtime_layout::from(layout, prefix) != layout_error::none)
        return parser.complain("--max-size must be below 2G");
    const message::message_rules rules{
        .session = {.is_extended = given.is_extended(), .idle_timeout = given.idle_timeout, .output_bytes = 2048},
        .prefix = prefix};
    return posix::run_server(given, posix::connections_of<message::message_session>(rules));
}
