// Invariant: the command server answers each request that its reference answers, in order, and nothing else.
// SPDX-License-Identifier: MIT
// links: cleave_command
// wraps: recv send sendmsg sendfile epoll_ctl epoll_wait shutdown setsockopt pipe2 write
// dictionary: command_server.dict
// longest input: 600
//
// command_session over bytes instead of a socket; what it runs is pretended (pretended_child.hpp). The reference reads
// extended requests by reference_messages.hpp and splits words in its own way; of the plain dialect, a request is what
// one read brings. Whatever is wrong ends the session: in the extended dialect with a refusal, in the plain one with a
// reset.
#include "fuzz/delivery_plan.hpp"
#include "fuzz/expect.hpp"
#include "fuzz/reference_commands.hpp"
#include "fuzz/reference_messages.hpp"
#include "fuzz/reference_replies.hpp"
#include "fuzz/socketless.hpp"
#include "reference-impls/command/command_session.hpp"

#include <cleave/digest.hpp>

#include <optional>

namespace cleave::fuzz {
namespace {

constexpr std::size_t max_header = 256, max_command = 40;

struct server_setup {
    bool is_extended, shell, header_replies;

    static server_setup of(fuzz_input& input) {
        const std::uint8_t flags = input.last();
        return {(flags & 1) == 0, (flags & 2) != 0, (flags & 4) != 0};
    }
};

// ---- extended

void expect_reply(std::string_view& output, const pretended_end& end) {
    const sent_message m = take_message(output);
    field_texts fields{{header_field::status, "ok"},
                       {header_field::exit_code, std::to_string(end.result.exit_code)},
                       {header_field::stdout_size, std::to_string(end.output.size())},
                       {header_field::stderr_size, std::to_string(end.error_output.size())},
                       {header_field::size, std::to_string(end.output.size() + end.error_output.size())}};
    if (end.result.truncated) fields[header_field::truncated] = "1";
    expect(m.fields == fields, "the reply says how the command ended");
    expect(m.body == end.output + end.error_output, "and brings its output, error output last");
}

// What is expected of one message that was read. Returns whether the session goes on.
bool expect_answer(const server_setup& setup, const seen_message& request, std::string_view& output) {
    const auto text = [&](header_field f) {
        const auto found = request.fields.find(f);
        return found == request.fields.end() ? std::optional<std::string>() : found->second;
    };
    const auto refused = [&](status st) {
        expect_refusal(output, st);
        return false;
    };
    if (request.body_bytes != 0 || text(header_field::cmd) != "exec") return refused(status::unsupported);
    if (!text(header_field::command)) return refused(status::field_missing);
    const judged_command judged = judge(setup.shell, max_command, *text(header_field::command));
    if (judged.st != status::ok) {
        expect_refusal(output, judged.st);
        return true;
    }
    if (!judged.end.ends) return refused(status::connection_lost); // by the end of the client's stream
    expect_reply(output, judged.end);
    return true;
}

void check_extended(const server_setup& setup, std::string_view stream, std::string_view output) {
    const message_verdict requests =
        reference_messages({body_rule::request, max_header, std::uint64_t{INT64_MAX}}).verdict(stream);
    bool goes_on = true;
    for (std::size_t i = 0; i < requests.messages.size() && goes_on; ++i)
        goes_on = expect_answer(setup, requests.messages[i], output);
    if (goes_on && requests.end != status::ok) expect_refusal(output, requests.end);
    expect(output.empty(), "nothing else is sent");
    expect(!socketless::the().was_reset(), "no connection is reset");
}

// ---- plain

std::vector<std::string> reads_of(std::span<const std::byte> stream, const delivery_plan& plan) {
    std::vector<std::string> all;
    (void)plan.deliver(stream, [&](std::span<const std::byte> piece) {
        for (std::string_view left = as_text(piece); !left.empty();) {
            all.emplace_back(left.substr(0, max_command + 1));
            left.remove_prefix(all.back().size());
        }
        return true;
    });
    return all;
}

void expect_plain_reply(const server_setup& setup, const pretended_end& end, std::string_view& output) {
    const std::string all = end.output + end.error_output;
    if (setup.header_replies) {
        const sent_message m = take_message(output);
        expect(m.body == all, "the output is sent");
        md5 digest;
        digest.update(as_bytes(all));
        const auto hex = to_hex(digest.value());
        expect(m.fields.at(header_field::md5) == std::string_view(hex.data(), hex.size()), "with its digest");
        return;
    }
    std::string frame;
    for (int i = 0; i < 4; ++i) frame += static_cast<char>(all.size() >> 8 * i & 255);
    frame += all;
    expect(output.starts_with(frame), "the output is sent in a frame");
    output.remove_prefix(frame.size());
}

void check_plain(const server_setup& setup, std::span<const std::byte> stream, const delivery_plan& plan,
                 std::string_view output) {
    bool is_reset = false;
    for (const std::string& read : reads_of(stream, plan)) {
        const judged_command judged = judge(setup.shell, max_command, without_end(read));
        is_reset = judged.st != status::ok || judged.end.result.truncated || !judged.end.ends;
        if (is_reset) break;
        expect_plain_reply(setup, judged.end, output);
    }
    expect(output.empty(), "nothing else is sent");
    expect(socketless::the().was_reset() == is_reset, "whoever is refused sees it");
}

std::string run_server(const server_setup& setup, std::span<const std::byte> stream, const delivery_plan& plan,
                       std::size_t most_sent) {
    const command::command_rules rules{.allowed = pretended_programs,
                                       .shell = setup.shell,
                                       .max_command = max_command,
                                       .reply = setup.header_replies ? command::reply_form::header
                                                                     : command::reply_form::framed,
                                       .end_grace = std::chrono::milliseconds(5)};
    const posix::session_rules session{.is_extended = setup.is_extended, .idle_timeout = std::chrono::hours(1)};
    posix::server_options options;
    options.max_header = max_header;
    return serve(stream, plan, most_sent, options, posix::connections_of<command::command_session>(rules, session));
}

} // namespace
} // namespace cleave::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace cleave::fuzz;
    fuzz_input input(data, size);
    const delivery_plan plan(input);
    const std::size_t most_sent = 16 * std::size_t{input.last()};
    const server_setup setup = server_setup::of(input);
    const std::string output = run_server(setup, input.stream(), plan, most_sent);
    if (setup.is_extended)
        check_extended(setup, input.text(), output);
    else
        check_plain(setup, input.stream(), plan, output);
    return 0;
}
