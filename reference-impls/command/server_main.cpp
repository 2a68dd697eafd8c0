// SPDX-License-Identifier: MIT
//
// program: cleave-command-server
//
// Runs commands for its clients: those of which it was told, or, with --shell, all.
#include "command_datagrams.hpp"
#include "command_session.hpp"

using namespace cleave;

namespace {

struct command_line {
    posix::server_options server;
    posix::datagram_options datagrams;
    command::command_rules rules;
    std::string reply = "struct";
    std::chrono::milliseconds time_limit = std::chrono::seconds(10);
    std::chrono::milliseconds pipe_grace = std::chrono::milliseconds(500);
    std::chrono::milliseconds end_grace = std::chrono::milliseconds(500);
    std::uint64_t max_command = 4096;
    std::uint64_t max_output = 1 << 20;
    std::uint64_t max_memory = std::uint64_t{4} << 30;
    std::uint64_t max_processes = 4096;
    bool udp = false;
};

constexpr std::string_view examples =
    "Nothing runs unless --allow or --shell says so. Whoever can reach the server can run that, as the user who "
    "started\n"
    "it. Many programs run others (find, sed, tar, vi): to allow one of them is to allow all.\n"
    "\n"
    "examples:\n"
    "  cleave-command-server --allow ls date uname\n"
    "  cleave-command-server --shell --dialect extended --listen unix:/run/user/1000/commands.sock";

void declare(posix::option_parser& parser, command_line& given) {
    parser.list("allow", "NAME", "the programs that clients may run, without a shell", given.rules.allowed);
    parser.flag("shell", "run every command, by /bin/sh", given.rules.shell);
    parser.choice("reply", {"struct", "header"}, "plain: reply by a frame, or by a header message", given.reply);
    parser.flag("udp", "plain: datagrams", given.udp);
    parser.size("max-output", "SIZE", "the most output of a command", given.max_output);
    parser.duration("time-limit", "TIME", "the longest time for a command", given.time_limit);
    parser.duration("pipe-grace", "TIME", "how long to wait for background processes of a command", given.pipe_grace);
    parser.duration("end-grace", "TIME", "how long a command may run after the client's stream ends", given.end_grace);
    parser.list("env", "NAME[=VALUE]", "adds to PATH, HOME, USER, LOGNAME, SHELL, LANG, LC_*, TZ and TMPDIR",
                given.rules.limits.environment);
    parser.flag("allow-amplification", "--udp: allow answers of more than three times the request",
                given.rules.allow_amplification);
    parser.size("max-command", "SIZE", "the longest command to accept", given.max_command);
    parser.size("max-memory", "SIZE", "the memory of each process; 0: no limit", given.max_memory);
    parser.number("max-processes", "N", "the processes of the user; 0: no limit", given.max_processes);
    posix::declare_options(parser, given.server);
    parser.epilogue(examples);
}

// Returns what is wrong, or nothing.
std::string finish(command_line& given) {
    command::command_rules& rules = given.rules;
    if (rules.shell == !rules.allowed.empty()) return "which commands may run? --allow NAME... or --shell";
    if (given.max_command < 1 || given.max_command > 128 << 10) return "--max-command must be from 1 to 128K";
    if (given.max_output > 1 << 30) return "--max-output must be at most 1G";
    if (given.time_limit.count() == 0) return "--time-limit must be more than 0";
    rules.max_command = static_cast<std::size_t>(given.max_command);
    rules.reply = given.reply == "header" ? command::reply_form::header : command::reply_form::framed;
    rules.end_grace = given.end_grace;
    rules.limits.output_bytes = given.max_output;
    rules.limits.time = given.time_limit;
    rules.limits.grace = given.pipe_grace;
    rules.limits.memory_bytes = given.max_memory;
    rules.limits.processes = given.max_processes;
    if (!given.udp) return finish_options(given.server);
    if (given.server.is_extended()) return "--udp works in the plain dialect only";
    if (!given.server.token_file.empty()) return "--token-file needs a stream: a datagram carries no proof";
    given.datagrams.listen = given.server.listen;
    given.datagrams.threads = given.server.threads;
    given.datagrams.grace = given.server.grace;
    return finish_options(given.datagrams);
}

} // namespace

int main(int argc, char** argv) {
    command_line given;
    posix::option_parser parser("cleave-command-server", "runs commands, and sends back what they write",
                                CLEAVE_VERSION);
    declare(parser, given);
    if (const auto exit_code = parser.parse(argc, argv)) return *exit_code;
    if (const std::string wrong = finish(given); !wrong.empty()) return parser.complain(wrong);

    if (given.udp) {
        const auto max_running = static_cast<std::size_t>(given.server.max_connections);
        return posix::run_datagram_server(given.datagrams, [&given, max_running] {
            return std::make_unique<command::command_datagrams>(given.rules, max_running);
        });
    }
    const posix::session_rules rules{.is_extended = given.server.is_extended(),
                                     .idle_timeout = given.server.idle_timeout};
    constexpr unsigned threads_for_children = 2;
    return posix::run_server(given.server, posix::connections_of<command::command_session>(given.rules, rules),
                             threads_for_children);
}
