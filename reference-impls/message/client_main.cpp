// SPDX-License-Identifier: MIT
//
// program: cleave-message
//
//     cleave-message ADDR TEXT...        each text is a frame
//     cleave-message ADDR < FILE         each line is a frame
//
// Exit codes: 0 the server took all, 1 refused, 2 wrong usage, 3 the connection or what came over it is broken.
#include "cleave/frame_encoder.hpp"
#include "cleave/header_message.hpp"
#include "cleave/protocols/generic.hpp"
#include "posix/client_options.hpp"
#include "posix/stop_signals.hpp"

#include <cstdio>
#include <iostream>
#include <vector>

using namespace cleave;
using posix::broken;
using posix::complaint;

namespace {

struct command_line {
    posix::client_options client;
    std::vector<std::string> texts;
};

complaint send_frame(posix::patient_socket& server, std::string_view text) {
    const auto header = encode_header<python_int>(text.size());
    if (header.st != status::ok) return posix::refused(to_string(header.st), rule_of(header.st));
    std::vector<std::byte> frame(header.bytes.begin(), header.bytes.begin() + header.size);
    frame.insert(frame.end(), as_bytes(text).begin(), as_bytes(text).end());
    return send_all(server, frame); // in one write: two would wait for each other
}

complaint run(const command_line& given, std::uint64_t& frames) {
    posix::patient_socket server;
    if (const complaint opened = open_connection(given.client, server); !opened.ok()) return opened;
    const auto send_one = [&](std::string_view text) {
        const complaint sent = send_frame(server, text);
        if (sent.ok()) ++frames;
        return sent;
    };
    complaint sent;
    for (std::size_t i = 0; i < given.texts.size() && sent.ok(); ++i) sent = send_one(given.texts[i]);
    std::string line;
    while (given.texts.empty() && sent.ok() && std::getline(std::cin, line)) sent = send_one(line);
    const complaint closed = close_and_wait(server, given.client);
    // What the server says comes first: it is the reason of what went wrong with sending.
    return sent.ok() || closed.how == posix::ending::refused ? closed : sent;
}

} // namespace

int main(int argc, char** argv) {
    posix::ignore_io_signals();
    command_line given;
    posix::option_parser parser("cleave-message", "sends texts, or the lines of its input, as frames", CLEAVE_VERSION);
    declare_options(parser, given.client);
    parser.rest("TEXT", "the texts; without them each line of the input", given.texts);
    if (const auto exit_code = parser.parse(argc, argv)) return *exit_code;
    if (const std::string wrong = finish_options(given.client); !wrong.empty()) return parser.complain(wrong);

    std::uint64_t frames = 0;
    const complaint done = run(given, frames);
    if (!done.ok()) return report("cleave-message", given.client, done);
    const auto shown = static_cast<unsigned long long>(frames);
    if (given.client.json) std::printf("{\"status\": \"ok\", \"frames\": %llu}\n", shown);
    if (!given.client.json && !given.client.quiet) std::printf("sent %llu frames\n", shown);
    return 0;
}
