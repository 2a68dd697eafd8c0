// SPDX-License-Identifier: MIT
//
// program: cleave-echo-server
//
// Answers every byte, or every datagram, with ASCII letters in upper case.
#include "echo_services.hpp"

using namespace cleave;

namespace {

constexpr std::string_view examples = "examples:\n"
                                      "  cleave-echo-server --listen [::1]:0\n"
                                      "  cleave-echo-server --udp --listen 127.0.0.1:8080";

} // namespace

int main(int argc, char** argv) {
    posix::server_options given;
    posix::datagram_options datagrams;
    bool tcp = false;
    bool udp = false;
    posix::option_parser parser("cleave-echo-server", "answers what it is sent, in upper case", CLEAVE_VERSION);
    parser.flag("tcp", "streams: IPv4, IPv6 or Unix; this is the default", tcp);
    parser.flag("udp", "datagrams", udp);
    posix::declare_options(parser, given);
    parser.size("max-datagram", "SIZE", "the longest datagram to accept", datagrams.max_datagram);
    parser.epilogue(examples);
    if (const auto exit_code = parser.parse(argc, argv)) return *exit_code;
    if (tcp && udp) return parser.complain("--tcp and --udp exclude each other");

    if (udp) {
        if (!given.token_file.empty())
            return parser.complain("--token-file needs a stream: a datagram carries no proof");
        datagrams.listen = given.listen;
        datagrams.threads = given.threads;
        datagrams.grace = given.grace;
        if (const std::string wrong = finish_options(datagrams); !wrong.empty()) return parser.complain(wrong);
        return posix::run_datagram_server(datagrams, [] { return std::make_unique<echo::echo_datagrams>(); });
    }

    if (const std::string wrong = finish_options(given); !wrong.empty()) return parser.complain(wrong);
    const posix::session_rules rules{
        .is_extended = given.is_extended(), .idle_timeout = given.idle_timeout, .output_bytes = echo::room_bytes};
    return posix::run_server(given, posix::connections_of<echo::echo_session>(rules));
}
