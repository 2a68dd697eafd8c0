// SPDX-License-Identifier: MIT
//
// program: cleave-time
//
//     cleave-time ADDR                  2026-02-07 18:04:05
//     cleave-time ADDR "%H:%M"          18:04
//
// Exit codes: 0 all is well, 2 wrong usage, 3 no answer.
#include "cleave/header_message.hpp"
#include "posix/datagram_client.hpp"
#include "posix/log.hpp"

#include <cstdio>

using namespace cleave;
using posix::complaint;

namespace {

complaint ask(const posix::client_options& options, std::string_view format, std::string& time) {
    posix::datagram_client server(65535);
    std::span<const std::byte> answer;
    if (const complaint opened = server.open(options); !opened.ok()) return opened;
    if (const complaint sent = server.send(as_bytes(format)); !sent.ok()) return sent;
    if (const complaint got = server.receive(answer); !got.ok()) return got;
    time = posix::displayable(as_text(answer));
    return {};
}

} // namespace

int main(int argc, char** argv) {
    posix::client_options given;
    std::string format;
    posix::option_parser parser("cleave-time", "asks a server for the time", CLEAVE_VERSION);
    posix::declare_datagram_options(parser, given);
    parser.optional_positional("FORMAT", "a strftime format [%Y-%m-%d %X]", format);
    if (const auto exit_code = parser.parse(argc, argv)) return *exit_code;
    if (const std::string wrong = finish_options(given); !wrong.empty()) return parser.complain(wrong);

    std::string time;
    if (const complaint asked = ask(given, format, time); !asked.ok()) return report("cleave-time", given, asked);
    if (given.json) return posix::print_json({{"status", "ok"}, {"time", time}});
    std::printf("%s\n", time.c_str());
    return 0;
}
