// SPDX-License-Identifier: MIT
//
// program: cleave-echo
//
//     cleave-echo ADDR TEXT...           each text is sent, and its answer shown, one after the other
//     cleave-echo ADDR < FILE            streams: all of it, through the server and back
//     cleave-echo --udp ADDR < FILE      each line is a datagram
//
// Exit codes: 0 all is well, 2 wrong usage, 3 the connection or what came over it is broken.
#include "cleave/header_message.hpp"
#include "posix/datagram_client.hpp"
#include "posix/log.hpp"
#include "posix/stop_signals.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iostream>
#include <poll.h>
#include <unistd.h>

using namespace cleave;
using posix::broken;
using posix::complaint;

namespace {

struct command_line {
    posix::client_options client;
    std::vector<std::string> texts;
    std::uint64_t max_datagram = 65535;
    bool tcp = false;
    bool udp = false;
};

void show(const command_line& given, std::span<const std::byte> answer) {
    const std::string_view text = as_text(answer);
    if (given.client.json) {
        posix::print_json({{"status", "ok"}, {"text", posix::displayable(text)}});
    } else {
        std::fwrite(text.data(), 1, text.size(), stdout);
        std::fputc('\n', stdout);
    }
    std::fflush(stdout);
}

// ---- streams

complaint no_answer(const command_line& given, const io_result& got) {
    if (got.state == io::closed) return broken(status::connection_lost, "the server closed the connection too soon");
    const bool is_late = got.state == io::would_block;
    return broken(posix::failure(is_late ? ETIMEDOUT : got.error),
                  "no answer (does the server speak the " + std::string(given.client.other_dialect()) + " dialect?)");
}

// ASCII comes back as it is, or in another case; of anything else servers make what they like.
bool is_echo(std::string_view text, std::span<const std::byte> answer) {
    return std::ranges::equal(as_bytes(text), answer, [](std::byte sent, std::byte got) {
        return (sent & std::byte{0xdf}) == (got & std::byte{0xdf}) || (sent & std::byte{0x80}) != std::byte{0};
    });
}

// A server that asks for a token, or has to refuse, says so in a message; the rest of it is here, or on its way.
complaint not_an_echo(const command_line& given, posix::patient_socket& server, std::vector<std::byte> answer) {
    std::array<std::byte, 1024> room;
    while (answer.size() < room.size()) {
        if (posix::begins_status_message(answer))
            if (const complaint said = unexpected_status(answer, given.client); said.how == posix::ending::refused)
                return said;
        if (!posix::wait_for(server.fd(), POLLIN, posix::milliseconds(200)).ok()) break;
        const io_result got = server.read_some(room);
        if (got.state != io::ok) break;
        answer.insert(answer.end(), room.begin(), room.begin() + static_cast<std::ptrdiff_t>(got.bytes));
    }
    return broken(status::unsupported, "the reply is no echo (does the server speak the " +
                                           std::string(given.client.other_dialect()) + " dialect?)");
}

// The answer has as many bytes as the text: nothing else says where it ends.
complaint exchange_text(const command_line& given, posix::patient_socket& server, const std::string& text) {
    if (const complaint sent = send_all(server, as_bytes(text)); !sent.ok()) return sent;
    std::vector<std::byte> answer(text.size());
    for (std::size_t have = 0; have < answer.size();) {
        const io_result got = server.read_some(std::span(answer).subspan(have));
        if (got.state != io::ok) return no_answer(given, got);
        have += got.bytes;
    }
    if (!is_echo(text, answer)) return not_an_echo(given, server, std::move(answer));
    show(given, answer);
    return {};
}

// Both directions at once: a server that answers before it reads on would otherwise wait for us, and we for it.
complaint exchange_input(const command_line& given, posix::patient_socket& server) {
    std::array<std::byte, 64 << 10> room;
    std::span<const std::byte> unsent;
    std::uint64_t sent_bytes = 0;
    std::uint64_t got_bytes = 0;
    bool is_over = false;
    if (const posix::outcome set = server.set_blocking(posix::blocking::no); !set.ok())
        return broken(set, "cannot use the connection");
    while (!is_over || !unsent.empty() || got_bytes < sent_bytes) {
        const bool wants_input = unsent.empty() && !is_over;
        const bool expects = got_bytes < sent_bytes || !unsent.empty();
        std::array<pollfd, 2> waiting{{{wants_input ? STDIN_FILENO : -1, POLLIN, 0}, {server.fd(), POLLIN, 0}}};
        if (!unsent.empty()) waiting[1].events |= POLLOUT;
        const int timeout = expects ? static_cast<int>(given.client.timeout.count()) : -1;
        if (const int ready = ::poll(waiting.data(), waiting.size(), timeout); ready <= 0) {
            if (ready < 0 && errno == EINTR) continue;
            return no_answer(given, {io::would_block});
        }
        if (waiting[0].revents != 0) {
            const ssize_t got = ::read(STDIN_FILENO, room.data(), room.size());
            is_over = got <= 0;
            unsent = std::span(room).first(is_over ? 0 : static_cast<std::size_t>(got));
        }
        if (!unsent.empty()) {
            const io_result sent = server.write_some(unsent);
            if (sent.state == io::closed) return broken(posix::failure(EPIPE), "sending");
            if (sent.state == io::failed) return broken(posix::failure(sent.error), "sending");
            unsent = unsent.subspan(sent.bytes);
            sent_bytes += sent.bytes;
        }
        if ((waiting[1].revents & ~POLLOUT) == 0) continue;
        std::array<std::byte, 64 << 10> answer;
        const io_result got = server.read_some(answer);
        if (got.state == io::would_block) continue;
        if (got.state != io::ok) return no_answer(given, got);
        const auto bytes = std::span<const std::byte>(answer).first(got.bytes);
        if (got_bytes == 0 && posix::begins_status_message(bytes)) return unexpected_status(bytes, given.client);
        got_bytes += got.bytes;
        std::fwrite(bytes.data(), 1, bytes.size(), stdout);
        std::fflush(stdout);
    }
    return {};
}

complaint run_stream(const command_line& given) {
    posix::patient_socket server;
    if (const complaint opened = open_connection(given.client, server); !opened.ok()) return opened;
    if (given.texts.empty()) return exchange_input(given, server);
    for (const std::string& text : given.texts)
        if (const complaint done = exchange_text(given, server, text); !done.ok()) return done;
    return {};
}

// ---- datagrams

complaint run_datagrams(const command_line& given) {
    posix::datagram_client server(static_cast<std::size_t>(given.max_datagram));
    if (const complaint opened = server.open(given.client); !opened.ok()) return opened;
    const auto exchange = [&](std::string_view text) {
        std::span<const std::byte> answer;
        if (const complaint sent = server.send(as_bytes(text)); !sent.ok()) return sent;
        const complaint got = server.receive(answer);
        if (got.ok()) show(given, answer);
        return got;
    };
    for (const std::string& text : given.texts)
        if (const complaint done = exchange(text); !done.ok()) return done;
    std::string line;
    while (given.texts.empty() && std::getline(std::cin, line))
        if (const complaint done = exchange(line); !done.ok()) return done;
    return {};
}

} // namespace

int main(int argc, char** argv) {
    posix::ignore_io_signals();
    command_line given;
    posix::option_parser parser("cleave-echo", "sends texts, or its input, to an echo server", CLEAVE_VERSION);
    declare_options(parser, given.client);
    parser.rest("TEXT", "the text; without it the input", given.texts);
    parser.flag("tcp", "a stream: IPv4, IPv6 or Unix; this is the default", given.tcp);
    parser.flag("udp", "datagrams, one for each text or line", given.udp);
    parser.size("max-datagram", "SIZE", "the longest answer to accept", given.max_datagram);
    if (const auto exit_code = parser.parse(argc, argv)) return *exit_code;
    if (const std::string wrong = finish_options(given.client); !wrong.empty()) return parser.complain(wrong);
    if (given.tcp && given.udp) return parser.complain("--tcp and --udp exclude each other");
    if (given.udp && given.client.at.is_unix()) return parser.complain("--udp works with IPv4 and IPv6 only");
    if (given.udp && !given.client.token.empty()) return parser.complain("--token-file does not work with --udp");
    return report("cleave-echo", given.client, given.udp ? run_datagrams(given) : run_stream(given));
}
