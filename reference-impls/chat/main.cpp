// SPDX-License-Identifier: MIT
//
// program: cleave-chat
//
//     cleave-chat --listen ADDR                       two-way: waits for one after the other
//     cleave-chat ADDR                                two-way: joins
//     cleave-chat --udp --name NAME --book BOOK...    with the members of an address book
//
// Exit codes: 0 somebody said q, or the other side left; 2 wrong usage; 3 the connection is broken.
#include "conversation.hpp"
#include "datagram_chat.hpp"
#include "entrance.hpp"
#include "posix/client_options.hpp"
#include "posix/server_options.hpp"
#include "posix/stop_signals.hpp"

#include <cstdio>
#include <new>
#include <optional>

using namespace cleave;
using namespace cleave::chat;
using posix::complaint;

namespace {

struct command_line {
    std::string address;
    std::string listen;
    std::string name;
    std::vector<std::string> book;
    std::string dialect = "plain";
    std::string token_file;
    std::chrono::milliseconds timeout = std::chrono::seconds(30);
    std::chrono::milliseconds idle_timeout{};
    std::uint64_t max_datagram = 65507;
    bool tcp = false;
    bool udp = false;
    bool once = false;
    bool quiet = false;
};

void declare(posix::option_parser& parser, command_line& given) {
    parser.optional_positional("ADDR", "two-way: the address of the other side", given.address);
    parser.flag("tcp", "two-way chat over a stream; this is the default", given.tcp);
    parser.flag("udp", "chat with the members of an address book", given.udp);
    parser.text("listen", "ADDR", "your address; --udp: by default that of NAME in the book", given.listen);
    parser.flag("once", "--listen: end with the first chat", given.once);
    parser.text("name", "NAME", "--udp: your name in the address book", given.name);
    parser.list("book", "FILE|name=ADDR", "--udp: the address book", given.book);
    parser.size("max-datagram", "SIZE", "--udp: the longest text to accept", given.max_datagram);
    parser.choice("dialect", {"plain", "extended"}, "the dialect; in extended each text ends with a line feed",
                  given.dialect);
    parser.text("token-file", "FILE", "extended: the secret that clients prove, or that the client proves",
                given.token_file);
    parser.duration("timeout", "TIME", "how long to wait for a connection", given.timeout);
    parser.duration("idle-timeout", "TIME", "end after a silence of this length; 0: never", given.idle_timeout);
    parser.flag({"quiet", 'q'}, "show only texts and errors", given.quiet);
}

void tell(const command_line& given, input& typed, parting how, const posix::outcome& error) {
    if (given.quiet) return;
    switch (how) {
    case parting::q_typed:
    case parting::told_to_stop: return;
    case parting::q_heard: return typed.log("the other side said q");
    case parting::peer_left: return typed.log("the other side left");
    case parting::peer_silent: return typed.log("closed after silence");
    case parting::peer_lost: return typed.log("the other side is lost: ", describe(error));
    }
}

// ---- two-way, calling

int join(const command_line& given, input& typed) {
    posix::client_options options;
    options.server = given.address;
    options.dialect = given.dialect;
    options.timeout = given.timeout;
    options.token_file = given.token_file;
    if (const std::string wrong = finish_options(options); !wrong.empty()) {
        return report("cleave-chat", options, {posix::ending::usage, "usage", wrong});
    }
    posix::patient_socket socket;
    if (const complaint opened = open_connection(options, socket); !opened.ok())
        return report("cleave-chat", options, opened);
    conversation talk({given.dialect == "extended", given.idle_timeout}, std::move(socket), typed);
    const parting how = talk.run();
    tell(given, typed, how, talk.error());
    return how == parting::peer_lost ? static_cast<int>(posix::ending::broken) : 0;
}

// ---- two-way, being called

// The chat with who was let in, to its end.
parting serve(const command_line& given, const posix::server_options& options, posix::listener& listening, caller who,
              input& typed) {
    if (!given.quiet) typed.log("chat with ", who.from);
    conversation talk({options.is_extended(), given.idle_timeout, &listening}, std::move(who.socket), typed);
    const parting how = talk.run();
    tell(given, typed, how, talk.error());
    return how;
}

int listen(const command_line& given, input& typed) {
    posix::server_options options;
    options.listen = given.listen;
    options.dialect = given.dialect;
    options.token_file = given.token_file;
    if (const std::string wrong = finish_options(options); !wrong.empty()) {
        std::fprintf(stderr, "cleave-chat: %s\n", wrong.c_str());
        return static_cast<int>(posix::ending::usage);
    }
    posix::listener listening;
    if (const posix::outcome opened = listening.open(options.at); !opened.ok()) {
        std::fprintf(stderr, "cannot listen on %s: %s\n", given.listen.c_str(), describe(opened).c_str());
        return static_cast<int>(posix::ending::refused);
    }
    std::printf("listening on %s\n", listening.local().to_string().c_str());
    std::fflush(stdout);

    entrance door(listening, options.token);
    for (;;) {
        try {
            std::optional<caller> who = door.wait(typed.stop_fd());
            if (!who) return 0;
            const parting how = serve(given, options, listening, std::move(*who), typed);
            if (given.once || how == parting::q_typed || how == parting::told_to_stop) return 0;
        } catch (const std::bad_alloc&) {
            std::fputs("a chat is over: no memory\n", stderr); // without any
        }
    }
}

// ---- datagrams

int chat_by_datagrams(const command_line& given, const posix::option_parser& parser, input& typed) {
    address_book book;
    for (const std::string& entry : given.book)
        if (const std::string wrong = book.add(entry); !wrong.empty()) return parser.complain("--book " + wrong);
    posix::address at;
    const member* const self = book.find(given.name);
    if (!given.listen.empty()) {
        if (const std::string_view wrong = posix::address::parse(given.listen, at); !wrong.empty())
            return parser.complain("--listen " + given.listen + ": " + std::string(wrong));
    } else if (self != nullptr) {
        at = self->where;
    } else {
        return parser.complain("your address is missing: --listen ADDR, or your --name in the book");
    }
    if (!at.is_loopback())
        return parser.complain(at.to_string() + " can be reached from other machines, and a datagram carries no proof");

    datagram_chat talk(given.name, book, typed, static_cast<std::size_t>(given.max_datagram));
    if (const posix::outcome opened = talk.open(at); !opened.ok()) {
        std::fprintf(stderr, "cannot listen on %s: %s\n", at.to_string().c_str(), describe(opened).c_str());
        return static_cast<int>(posix::ending::refused);
    }
    std::printf("listening on %s\n", talk.local().to_string().c_str());
    std::fflush(stdout);
    talk.run();
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    posix::ignore_io_signals();
    command_line given;
    posix::option_parser parser("cleave-chat", "talks to another, line by line; q ends", CLEAVE_VERSION);
    declare(parser, given);
    if (const auto exit_code = parser.parse(argc, argv)) return *exit_code;
    if (given.tcp && given.udp) return parser.complain("--tcp and --udp exclude each other");
    if (given.max_datagram < 1 || given.max_datagram > 65535)
        return parser.complain("--max-datagram must be from 1 to 65535");
    if (given.udp && (!given.token_file.empty() || given.dialect != "plain"))
        return parser.complain("--token-file and --dialect need a stream: a datagram carries no proof");
    if (!given.udp && given.address.empty() == given.listen.empty())
        return parser.complain("an address is missing: ADDR to connect, or --listen ADDR to wait");

    input typed;
    if (const posix::outcome opened = typed.open(); !opened.ok()) {
        std::fprintf(stderr, "cleave-chat: %s\n", describe(opened).c_str());
        return 1;
    }
    if (given.udp) return chat_by_datagrams(given, parser, typed);
    return given.listen.empty() ? join(given, typed) : listen(given, typed);
}
