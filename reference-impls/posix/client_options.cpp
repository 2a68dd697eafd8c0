// SPDX-License-Identifier: MIT
#include "client_options.hpp"

#include "authentication.hpp"
#include "cleave/json_writer.hpp"
#include "cleave/message_decoder.hpp"
#include "cleave/pump.hpp"
#include "log.hpp"
#include "token.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <random>
#include <thread>

namespace cleave::posix {
namespace {

// What the fields of a header message view.
struct header_room {
    std::array<std::byte, 4096> header;
    std::array<char, 4096> scratch;
    std::array<std::byte, 4096> input;
};

// Reads one header message, and not a byte behind it.
complaint receive_status(patient_socket& from, header_fields& fields, header_room& room) {
    message_decoder decoder(room.header, room.scratch, body_rule::none);
    for (;;) {
        const auto wanted = std::min<std::uint64_t>(room.input.size(), decoder.needed().at_least);
        const io_result got = from.read_some(std::span(room.input).first(static_cast<std::size_t>(wanted)));
        if (got.state == io::would_block) return broken(failure(ETIMEDOUT), "the server did not ask for the token");
        if (got.state == io::closed) return broken(status::connection_lost, "the server closed the connection");
        if (got.state == io::failed) return broken(failure(got.error), "the server did not ask for the token");
        const message_step step = decoder.decode(std::span<const std::byte>(room.input).first(got.bytes), fields);
        if (is_error(step.st))
            return broken(status::unsupported,
                          "the server did not ask for the token (does it speak the plain dialect?)");
        if (step.event == message_event::header) return {};
    }
}

complaint judge(const header_fields& fields, const client_options& options) {
    const std::string_view state = fields.string(header_field::status);
    if (state == "error") return server_refused(fields, options);
    if (state == "auth" && options.token.empty()) return token_wanted(options);
    return {};
}

complaint prove(patient_socket& to, const client_options& options) {
    header_room read;
    header_fields fields;
    if (const complaint got = receive_status(to, fields, read); !got.ok()) return got;
    if (const complaint judged = judge(fields, options); !judged.ok()) return judged;
    const std::string_view nonce = fields.string(header_field::nonce);
    if (fields.string(header_field::status) != "auth" || nonce.empty())
        return broken(status::unsupported, "the server did not ask for the token");
    const address dialled = to.peer();
    if (dialled.family() == AF_UNSPEC) return broken(status::connection_lost, "the server closed the connection");
    if (!is_nonce_of(dialled.to_string(), nonce))
        return broken(status::unsupported, "the server's challenge does not belong to " + dialled.to_string() +
                                               ": it may be passed on from another server, or lack --public-address");
    const hex_digits proof = proof_of(options.token, nonce);
    std::array<std::byte, 256> room;
    if (const complaint sent = send_all(to, write_auth_proof(room, {proof.data(), proof.size()}).bytes); !sent.ok())
        return sent;
    if (const complaint got = receive_status(to, fields, read); !got.ok()) return got;
    return judge(fields, options);
}

} // namespace

complaint broken(const outcome& result, std::string_view doing) {
    const status code = result.code == status::timed_out ? status::timed_out : status::connection_lost;
    return broken(code, std::string(doing) + ": " + describe(result));
}

complaint broken(status code, std::string_view text) {
    return {ending::broken, std::string(to_string(code)), displayable(text)};
}

complaint refused(std::string_view name, std::string_view text) {
    return {ending::refused, std::string(name), displayable(text)};
}

complaint server_refused(const header_fields& fields, const client_options& options) {
    const std::string who =
        options.is_extended() ? "the server says: " : "the server speaks the extended dialect (--dialect extended): ";
    return refused(displayable(fields.string(header_field::code)),
                   who + std::string(fields.string(header_field::message)));
}

complaint token_wanted(const client_options& options) {
    return refused(to_string(status::not_authorized),
                   "the server asks for a token: use " +
                       std::string(options.is_extended() ? "" : "--dialect extended and ") + "--token-file");
}

void declare_options(option_parser& parser, client_options& options) {
    parser.positional("ADDR", "the server: 127.0.0.1:8080, [::1]:8080 or unix:PATH", options.server);
    declare_answer_options(parser, options);
    parser.choice("dialect", {"plain", "extended"}, "the dialect of the server", options.dialect);
    parser.text("token-file", "FILE", "extended: the secret to prove: 16 to 4096 bytes, owned by you or root, mode 600",
                options.token_file);
}

void declare_datagram_options(option_parser& parser, client_options& options) {
    parser.positional("ADDR", "the server: 127.0.0.1:8080 or [::1]:8080", options.server);
    declare_answer_options(parser, options);
}

void declare_answer_options(option_parser& parser, client_options& options) {
    parser.duration("timeout", "TIME", "how long to wait for each answer of the server", options.timeout);
    parser.flag({"quiet", 'q'}, "show only answers and errors", options.quiet);
    parser.flag("json", "show one JSON object for each answer", options.json);
}

std::string finish_options(client_options& options) {
    if (const std::string_view wrong = address::parse(options.server, options.at); !wrong.empty())
        return options.server + ": " + std::string(wrong);
    if (options.token_file.empty()) return {};
    if (!options.is_extended()) return "--token-file needs --dialect extended";
    return read_token(options.token_file, options.token);
}

namespace {

/// is_there: whether somebody answered, be it by ending the connection at once.
complaint connect_once(const client_options& options, patient_socket& out, bool& is_there) {
    const outcome connected = connect_to(options.at, blocking::yes, options.timeout, out);
    is_there = connected.ok() || connected.error == ECONNRESET;
    if (!connected.ok()) {
        const bool is_nobody = connected.error == ECONNREFUSED || connected.error == ENOENT;
        return broken(connected, is_nobody ? "no server at " + options.at.to_string()
                                           : "cannot connect to " + options.at.to_string());
    }
    if (const outcome set = out.set_timeouts(options.timeout, options.timeout); !set.ok())
        return broken(set, "cannot use the connection");
    out.set_no_delay();
    out.set_patience(options.timeout);
    return options.token.empty() ? complaint{} : prove(out, options);
}

} // namespace

void pause_before_retry(unsigned attempt) {
    static std::minstd_rand random(std::random_device{}());
    const unsigned most = 20u << std::min(attempt, 6u);
    std::this_thread::sleep_for(milliseconds(10 + random() % most));
}

// Where strangers crowd the door, the server ends some of them, and says nothing.
complaint open_connection(const client_options& options, patient_socket& out) {
    using clock = std::chrono::steady_clock;
    const clock::time_point end = clock::now() + options.timeout;
    for (unsigned attempt = 0;; ++attempt) {
        bool is_there = false;
        complaint opened = connect_once(options, out, is_there);
        const bool was_crowded_out =
            is_there && !options.token.empty() &&
            (opened.name == to_string(status::connection_lost) || opened.name == to_string(status::busy));
        if (opened.ok() || !was_crowded_out || clock::now() >= end) return opened;
        out.close();
        pause_before_retry(attempt);
    }
}

complaint send_all(patient_socket& to, std::span<const std::byte> bytes) {
    const pumped sent = send(to, bytes);
    if (sent.st == status::ok) return {};
    if (sent.st == status::need_output) return broken(failure(ETIMEDOUT), "sending");
    return broken(failure(sent.error != 0 ? sent.error : EPIPE), "sending");
}

complaint not_taken() { return broken(status::connection_lost, "the server did not take all: its log says why"); }

complaint close_and_wait(patient_socket& socket, const client_options& options) {
    if (const outcome ended = socket.shut_down_writing(); !ended.ok() && ended.error != ENOTCONN)
        return broken(ended, "ending the stream");
    std::vector<std::byte> word;
    std::array<std::byte, 1024> room;
    io_result got = socket.read_some(room);
    for (; got.state == io::ok && word.size() < room.size(); got = socket.read_some(room)) // it may go on for ever
        word.insert(word.end(), room.begin(), room.begin() + static_cast<std::ptrdiff_t>(got.bytes));
    if (begins_status_message(word)) return unexpected_status(word, options);
    if (!word.empty()) return broken(status::unsupported, "the server answers, which one of this kind does not");
    if (got.state == io::closed) return {};
    if (got.state == io::would_block) return broken(failure(ETIMEDOUT), "the server did not end the connection");
    return not_taken();
}

bool begins_status_message(std::span<const std::byte> bytes) {
    return bytes.size() >= 14 && as_text(bytes.subspan(4, 10)) == "{\"status\":";
}

complaint unexpected_status(std::span<const std::byte> bytes, const client_options& options) {
    std::array<std::byte, 4096> header;
    std::array<char, 4096> scratch;
    message_decoder decoder(header, scratch, body_rule::none);
    header_fields fields;
    if (decoder.decode(bytes, fields).event == message_event::header)
        if (const complaint judged = judge(fields, options); !judged.ok()) return judged;
    return broken(status::unsupported,
                  "the server speaks another dialect: use --dialect " + std::string(options.other_dialect()));
}

int print_json(std::initializer_list<std::pair<std::string_view, std::string_view>> members) {
    std::size_t size = 64;
    for (const auto& [key, text] : members) size += 16 + key.size() + 6 * text.size();
    std::string room(size, '\0');
    json_writer json(room);
    json.begin_object();
    for (const auto& [key, text] : members) json.key(key).string(text);
    if (json.end_object().st() != status::ok) return 3;
    std::printf("%s\n", std::string(json.text()).c_str());
    std::fflush(stdout);
    return 0;
}

int report(std::string_view program, const client_options& options, const complaint& what) {
    const int code = static_cast<int>(what.how);
    if (what.ok()) return code;
    if (options.json) {
        print_json({{"status", "error"}, {"code", what.name}, {"message", what.text}});
    } else {
        const std::string name(program);
        std::fprintf(stderr, "%s: %s: %s\n", name.c_str(), what.name.c_str(), what.text.c_str());
    }
    std::fflush(stdout);
    return code;
}

} // namespace cleave::posix
