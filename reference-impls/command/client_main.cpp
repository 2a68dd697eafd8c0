// SPDX-License-Identifier: MIT
//
// program: cleave-command
//
//     cleave-command ADDR "ls -l"        runs it there; output to output, error output to error output (extended)
//     cleave-command ADDR                asks for one command after the other
//
// Exit codes: that of the command (extended); 128 and the signal that ended it; and 1 refused, 2 wrong usage, 3 the
// connection or what came over it is broken, which the error output tells from a command's own.
#include "cleave/pump.hpp"
#include "posix/datagram_client.hpp"
#include "posix/log.hpp"
#include "posix/stop_signals.hpp"
#include "text_decoder.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iostream>
#include <unistd.h>

using namespace cleave;
using posix::broken;
using posix::complaint;
using posix::refused;

namespace {

constexpr std::size_t max_header = 64 << 10;

struct command_line {
    posix::client_options client;
    std::string text;
    std::string reply = "struct";
    std::string encoding;
    bool udp = false;
    bool has_text = false;
};

// Where output goes: to the terminal as it comes, or into a JSON object at the end.
class display {
  public:
    explicit display(const command_line& given) : given_(given) {
        const std::string encoding = given.encoding.empty() && given.client.json ? "UTF-8" : given.encoding;
        if (encoding.empty()) return;
        static_cast<void>(decoders_[0].open(encoding)); // main() checked it
        static_cast<void>(decoders_[1].open(encoding));
    }

    void output(std::span<const std::byte> bytes) { show(0, bytes); }
    void error_output(std::span<const std::byte> bytes) { show(1, bytes); }

    void end(const command_outcome& outcome) {
        write(0, decoders_[0].finish());
        write(1, decoders_[1].finish());
        if (outcome.truncated && !given_.client.json)
            std::fputs("cleave-command: truncated: there was more output than the server sends\n", stderr);
        if (!given_.client.json) return;
        std::string room(256 + 6 * (texts_[0].size() + texts_[1].size()), '\0');
        json_writer json(room);
        json.begin_object().key("status").string("ok");
        if (given_.client.is_extended()) json.key("exit_code").integer(outcome.exit_code);
        json.key("stdout").string(texts_[0]).key("stderr").string(texts_[1]);
        json.key("truncated").boolean(outcome.truncated);
        if (json.end_object().st() == status::ok) std::printf("%s\n", std::string(json.text()).c_str());
        std::fflush(stdout);
    }

  private:
    void show(std::size_t which, std::span<const std::byte> bytes) {
        text_decoder_t& decoder = decoders_[which];
        write(which, decoder.is_open() ? decoder.decode(bytes) : std::string(as_text(bytes)));
    }

    void write(std::size_t which, const std::string& text) {
        if (given_.client.json) {
            texts_[which] += text;
            return;
        }
        std::FILE* const to = which == 0 ? stdout : stderr;
        std::fwrite(text.data(), 1, text.size(), to);
        std::fflush(to);
    }

    using text_decoder_t = command::text_decoder;
    const command_line& given_;
    std::array<text_decoder_t, 2> decoders_;
    std::array<std::string, 2> texts_;
};

// ---- streams

// What a process can end with. Nothing but 0 becomes 0.
int exit_code_of(std::int64_t told) {
    constexpr std::int64_t most = 255;
    if (told >= 0) return static_cast<int>(std::min(told, most));
    return static_cast<int>(128 + std::min<std::int64_t>(told < -most ? most : -told, most - 128));
}

class command_client {
  public:
    explicit command_client(const command_line& given)
        : given_(given), header_(max_header), scratch_(max_header), room_(64 << 10) {}

    complaint run(std::string_view command, int& exit_code) {
        if (!server_.is_open())
            if (const complaint opened = open_connection(given_.client, server_); !opened.ok()) return opened;
        if (const complaint sent = send_request(command); !sent.ok()) return sent;
        display shown(given_);
        if (given_.client.is_extended()) return receive_message(shown, exit_code);
        return given_.reply == "header" ? receive_message(shown, exit_code) : receive_frame(shown);
    }

  private:
    complaint send_request(std::string_view command) {
        if (!given_.client.is_extended()) return send_all(server_, as_bytes(command));
        std::vector<std::byte> room(64 + 6 * command.size());
        const encoded request = write_exec(room, command);
        if (request.st != status::ok) return refused(to_string(request.st), "the command must be UTF-8");
        return send_all(server_, request.bytes);
    }

    // Until decode() says that the message is over; no byte behind it is read.
    template <class Engine, class Decode>
    complaint receive(Engine& engine, Decode decode) {
        for (bool is_over = false; !is_over;) {
            const auto wanted = std::min<std::uint64_t>(room_.size(), engine.needed().at_least);
            const io_result got = server_.read_some(std::span(room_).first(static_cast<std::size_t>(wanted)));
            if (got.state != io::ok) return no_reply(got, engine.finish());
            std::span<const std::byte> in = std::span<const std::byte>(room_).first(got.bytes);
            if (const complaint taken = decode(in, is_over); !taken.ok()) return taken;
        }
        return {};
    }

    complaint receive_message(display& shown, int& exit_code) {
        command_reply_decoder decoder(header_, scratch_);
        header_fields fields;
        return receive(decoder, [&](std::span<const std::byte> in, bool& is_over) -> complaint {
            for (;;) {
                const command_step step = decoder.decode(in, fields);
                if (is_error(step.st)) return not_understood(decoder.error());
                if (step.st != status::ok) return {};
                in = in.subspan(step.consumed);
                switch (step.event) {
                case command_event::reply:
                    if (const complaint judged = judge(fields); !judged.ok()) return judged;
                    break;
                case command_event::stdout_data: shown.output(step.data); break;
                case command_event::stderr_data: shown.error_output(step.data); break;
                case command_event::end: {
                    const std::int64_t code = decoder.outcome().exit_code;
                    exit_code = exit_code_of(code);
                    shown.end(decoder.outcome());
                    is_over = true;
                    return {};
                }
                case command_event::none: break;
                }
            }
        });
    }

    // The first piece of the payload is looked at: it may be a reply of another form.
    complaint receive_frame(display& shown) {
        frame_decoder<python_int> decoder;
        bool is_first = true;
        return receive(decoder, [&](std::span<const std::byte> in, bool& is_over) -> complaint {
            decoder.feed(in);
            while (const frame_part part = decoder.next()) {
                if (!part.data().empty()) {
                    if (std::exchange(is_first, false))
                        if (const complaint other = other_form(part.data()); !other.ok()) return other;
                    shown.output(part.data());
                }
                is_over = part.is_last();
                if (!is_over) continue;
                shown.end({});
                return {};
            }
            if (!is_error(decoder.st())) return {};
            std::array<char, 512> text;
            return broken(decoder.st(), describe(decoder.error(), text));
        });
    }

    complaint other_form(std::span<const std::byte> payload) {
        header_fields fields;
        if (read_header(as_text(payload), scratch_, fields).st != status::ok) return {};
        if (fields.has(header_field::status)) return judge(fields);
        const bool is_header = fields.has(header_field::file_name) && fields.has(header_field::md5) &&
                               as_text(payload).find("\"total_size\"") != std::string_view::npos;
        if (!is_header) return {};
        return broken(status::unsupported, "the server sends header replies: use --reply header");
    }

    complaint judge(const header_fields& fields) {
        const std::string_view state = fields.string(header_field::status);
        if (state == "error") return server_refused(fields, given_.client);
        if (state == "auth") return token_wanted(given_.client);
        const bool is_extended = state == "ok";
        if (is_extended == given_.client.is_extended()) return {};
        return broken(status::unsupported, "the server speaks the " + std::string(given_.client.other_dialect()) +
                                               " dialect: use --dialect " + std::string(given_.client.other_dialect()));
    }

    complaint no_reply(const io_result& got, const stream_end& end) {
        const std::string hint =
            " (does the server speak the " + std::string(given_.client.other_dialect()) + " dialect?)";
        if (got.state == io::would_block) return broken(posix::failure(ETIMEDOUT), "no reply" + hint);
        if (got.state == io::failed)
            return broken(posix::failure(got.error), "no reply: the server's log says why" + hint);
        if (end.st == status::ok)
            return broken(status::connection_lost, "the server closed the connection without a reply" + hint);
        return broken(end.st, std::string(rule_of(end.st)) + ": " + std::to_string(end.have) + " of " +
                                  std::to_string(end.need) + " bytes came");
    }

    complaint not_understood(const message_error& error) {
        std::array<char, 512> text;
        const std::string said(describe(error, text));
        if (given_.client.is_extended()) return broken(error.st, said + " (does the server speak the plain dialect?)");
        return broken(error.st,
                      said + " (does the server send frames? --reply struct; or speak the extended dialect?)");
    }

    const command_line& given_;
    posix::patient_socket server_;
    std::vector<std::byte> header_;
    std::vector<char> scratch_;
    std::vector<std::byte> room_;
};

// ---- datagrams

complaint run_datagram(const command_line& given, std::string_view command) {
    posix::datagram_client server(65535);
    if (const complaint opened = server.open(given.client); !opened.ok()) return opened;
    if (const complaint sent = server.send(as_bytes(command)); !sent.ok()) return sent;
    display shown(given);
    std::span<const std::byte> answer;
    if (const complaint got = server.receive(answer); !got.ok()) return got;
    shown.error_output(answer);
    if (const complaint got = server.receive(answer); !got.ok()) return got;
    shown.output(answer);
    shown.end({});
    return {};
}

// ---- one command, or one after the other

int run(const command_line& given) {
    command_client client(given);
    int exit_code = 0;
    const auto run_one = [&](std::string_view text) {
        complaint done = given.udp ? run_datagram(given, text) : client.run(text, exit_code);
        if (!done.ok()) exit_code = report("cleave-command", given.client, done);
        return done.ok() || done.how == posix::ending::refused;
    };
    const bool is_terminal = ::isatty(STDIN_FILENO) == 1;
    std::string line = given.text;
    if (given.has_text) {
        static_cast<void>(run_one(line));
        return exit_code;
    }
    for (;;) {
        if (is_terminal && !given.client.quiet) std::fputs("> ", stderr);
        if (!std::getline(std::cin, line) || line == "exit") return exit_code;
        if (!line.empty() && !run_one(line)) return exit_code;
    }
}

} // namespace

int main(int argc, char** argv) {
    posix::ignore_io_signals();
    command_line given;
    posix::option_parser parser("cleave-command", "runs a command at a server", CLEAVE_VERSION);
    declare_options(parser, given.client);
    std::vector<std::string> texts;
    parser.rest("TEXT", "the command, in quotes; without it each line of the input is one", texts);
    parser.choice("reply", {"struct", "header"}, "plain: the form of the server's replies", given.reply);
    parser.text("encoding", "NAME", "the encoding of the output, such as gbk; it is shown as UTF-8", given.encoding);
    parser.flag("udp", "plain: datagrams", given.udp);
    if (const auto exit_code = parser.parse(argc, argv)) return *exit_code;
    if (const std::string wrong = finish_options(given.client); !wrong.empty()) return parser.complain(wrong);
    if (texts.size() > 1) return parser.complain("the command must be one argument: put it in quotes");
    if (given.udp && given.client.is_extended()) return parser.complain("--udp works in the plain dialect only");
    if (!given.encoding.empty() && !command::text_decoder().open(given.encoding))
        return parser.complain("--encoding " + given.encoding + " is unknown to this system");
    given.has_text = !texts.empty();
    if (given.has_text) given.text = texts[0];
    if (given.has_text && given.text.empty())
        return report("cleave-command", given.client,
                      refused(to_string(status::command_empty), rule_of(status::command_empty)));
    return run(given);
}
