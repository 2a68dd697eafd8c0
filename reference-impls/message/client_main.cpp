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
#include "posix/client_options.hpp"
#include "posix/stop_signals.hpp"

#include <array>
#include <cstdio>
#include <iostream>
#include <poll.h>

using namespace cleave;
using posix::broken;
using posix::complaint;

namespace {

struct command_line {
    posix::client_options client;
    std::vector<std::string> texts;
};

// Nothing should come; what does says why the server takes no more.
complaint look_for_word(const posix::client_options& options, posix::stream_socket& server) {
    std::array<std::byte, 1024> room;
    const ssize_t got = ::recv(server.fd(), room.data(), room.size(), MSG_DONTWAIT | MSG_PEEK);
    if (got <= 0) return {};
    const auto bytes = std::span<const std::byte>(room).first(static_cast<std::size_t>(got));
    if (posix::begins_status_message(bytes)) return unexpected_status(bytes, options);
    return broken(status::unsupported, "the server answers, which a message server does not");
}

complaint send_frame(posix::stream_socket& server, std::string_view text) {
    const auto header = encode_header<python_int>(text.size());
    if (header.st != status::ok) return posix::refused(to_string(header.st), rule_of(header.st));
    if (const complaint sent = send_all(server, header); !sent.ok()) return sent;
    return send_all(server, as_bytes(text));
}

complaint run(const command_line& given, std::uint64_t& frames) {
    posix::stream_socket server;
    if (const complaint opened = open_connection(given.client, server); !opened.ok()) return opened;
    const auto send_one = [&](std::string_view text) {
        const complaint sent = send_frame(server, text);
        const complaint word = look_for_word(given.client, server);
        if (sent.ok()) ++frames;
        return word.ok() ? sent : word;
    };
    for (const std::string& text : given.texts)
        if (const complaint sent = send_one(text); !sent.ok()) return sent;
    std::string line;
    while (given.texts.empty() && std::getline(std::cin, line))
        if (const complaint sent = send_one(line); !sent.ok()) return sent;
    static_cast<void>(server.shut_down_writing());
    // The end of the connection, or a word, whichever comes.
    if (const posix::outcome ready = posix::wait_for(server.fd(), POLLIN, given.client.timeout); !ready.ok())
        return broken(ready, "the server did not end the connection");
    if (const complaint word = look_for_word(given.client, server); !word.ok()) return word;
    return close_and_wait(server);
}

} // namespace

int main(int argc, char** argv) {
    posix::ignore_io_signals();
    command_line given;
    posix::option_parser parser("cleave-message", "sends texts, or the lines of its input, as frames", CLEAVE_VERSION);
    declare_options(parser, given.client);
    parser.rest("TEXT", "what to send; the lines of its input if there is none", given.texts);
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
