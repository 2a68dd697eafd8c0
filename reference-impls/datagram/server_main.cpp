// SPDX-License-Identifier: MIT
//
// program: cleave-time-server
//
// Answers a strftime format with the time in it; an empty datagram asks for `%Y-%m-%d %X`.
#include "time_service.hpp"

using namespace cleave;

int main(int argc, char** argv) {
    posix::datagram_options given;
    given.max_datagram = 1024;
    posix::option_parser parser("cleave-time-server", "tells the time, in the format of the request", CLEAVE_VERSION);
    posix::declare_options(parser, given);
    if (const auto exit_code = parser.parse(argc, argv)) return *exit_code;
    if (const std::string wrong = finish_options(given); !wrong.empty()) return parser.complain(wrong);
    return posix::run_datagram_server(given, [] { return std::make_unique<datagram_time::time_service>(); });
}
