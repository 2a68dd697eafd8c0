// SPDX-License-Identifier: MIT
#include "conformance/tests/library/message_proof.hpp"

#include <cleave/command_messages.hpp>

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace cleave {
namespace {

static_assert(check_command("ls -l") == status::ok);
static_assert(check_command("") == status::command_empty);
static_assert(check_command(std::string_view("a\0b", 3)) == status::command_nul);
static_assert(check_command("abcd", 4) == status::ok);
static_assert(check_command("abcde", 4) == status::command_too_long);

// What nothing was read into says nothing.
static_assert(command_outcome{} == command_outcome{0, 0, 0, false});
static_assert(command_step{}.st == status::ok && command_step{}.event == command_event::none &&
              command_step{}.consumed == 0);

using engine = owning_engine<command_reply_decoder>;

void feed(engine& decoder, std::span<const std::byte> in, event_log& log) {
    feed_engine(decoder, in, log, [&](const command_step& step, const header_fields& fields) {
        switch (step.event) {
        case command_event::reply:
            log.event("reply", as_bytes(fields.string(header_field::code)));
            log.event("stdout", decoder->outcome().stdout_bytes);
            log.event("stderr", decoder->outcome().stderr_bytes);
            break;
        case command_event::stdout_data:
            EXPECT_FALSE(step.data.empty());
            log.event("out", step.data);
            break;
        case command_event::stderr_data:
            EXPECT_FALSE(step.data.empty());
            log.data(step.data);
            break;
        case command_event::end: log.event("end"); break;
        case command_event::none: ADD_FAILURE() << "ok without an event"; break;
        }
    });
}

// Standard output cut anywhere: what is logged of it must not depend on the cuts.
void feed_bytes(engine& decoder, std::span<const std::byte> in, event_log& log) {
    header_fields fields;
    for (;;) {
        const command_step step = decoder->decode(in, fields);
        if (is_error(step.st)) return log.error(step.st);
        in = in.subspan(step.consumed);
        if (step.st != status::ok) return;
        if (step.event == command_event::reply) log.event("reply");
        if (step.event == command_event::end) log.event("end");
        for (const std::byte b : step.data)
            log.event(step.event == command_event::stdout_data ? "out" : "err", std::to_integer<unsigned>(b));
    }
}

std::string events(const std::vector<std::byte>& bytes) {
    const engine start(256);
    EXPECT_TRUE(prove_every_delivery(bytes, start, feed_bytes));
    return events_of(bytes, start, feed);
}

const std::string exec_reply =
    R"({"status": "ok", "exit_code": 3, "stdout_size": 2, "stderr_size": 1, "total_size": 3})";

TEST(command_messages, are_spelled_as_the_dialects_do) {
    std::array<std::byte, 256> room{};
    EXPECT_EQ(as_text(write_exec(room, "ls -l").bytes.subspan(4)), R"({"cmd": "exec", "command": "ls -l"})");
    EXPECT_EQ(as_text(write_exec_reply(room, {3, 2, 1, false}).bytes.subspan(4)), exec_reply);
    EXPECT_EQ(
        as_text(write_exec_reply(room, {-9, 0, 0, true}).bytes.subspan(4)),
        R"({"status": "ok", "exit_code": -9, "stdout_size": 0, "stderr_size": 0, "total_size": 0, "truncated": true})");
    EXPECT_EQ(as_text(write_command_reply_plain(room, "a.txt", "xxdxxx", 1024).bytes.subspan(4)),
              R"({"filename": "a.txt", "md5": "xxdxxx", "total_size": 1024})");
}

TEST(command_messages, commands_have_4096_bytes_at_most_unless_told_otherwise) {
    EXPECT_EQ(check_command(std::string(4096, 'x')), status::ok);
    EXPECT_EQ(check_command(std::string(4097, 'x')), status::command_too_long);
}

TEST(command_messages, commands_that_are_empty_or_hold_a_nul_are_refused) {
    EXPECT_EQ(check_command(std::string()), status::command_empty);
    EXPECT_EQ(check_command(std::string("a\0b", 3)), status::command_nul);
}

TEST(command_messages, copy_of_a_decoder_inside_a_header_shares_nothing_with_it) {
    const auto bytes = message(exec_reply, "abc");
    const auto other = message(R"({"status": "error", "code": "busy"})");
    const std::size_t cut = bytes.size() / 2;
    engine decoder(256);
    event_log log;
    feed(decoder, std::span(bytes).first(cut), log);
    engine copy = decoder;
    feed(decoder, std::span(bytes).subspan(cut), log);
    feed(decoder, std::span(other).first(20), log);
    event_log of_copy;
    feed(copy, std::span(bytes).subspan(cut), of_copy);
    EXPECT_EQ(of_copy.text(), "reply 0, stdout 2, stderr 1, out 2 61 62, data 63, end");
}

TEST(command_messages, decoder_tells_standard_and_error_output_apart) {
    EXPECT_EQ(events(message(exec_reply, "abc")), "reply 0, stdout 2, stderr 1, out 2 61 62, data 63, end");
    EXPECT_EQ(events(message(R"({"status": "ok", "stderr_size": 2, "total_size": 2})", "xy")),
              "reply 0, stdout 0, stderr 2, data 78 79, end");
    EXPECT_EQ(events(message(R"({"status": "ok", "stdout_size": 0, "stderr_size": 0, "total_size": 0})")),
              "reply 0, stdout 0, stderr 0, end");
}

TEST(command_messages, decoder_tells_how_the_command_ended) {
    engine decoder(256);
    event_log log;
    feed(decoder,
         message(R"({"status": "ok", "exit_code": -15, "stdout_size": 1, "stderr_size": 0, "total_size": 1, )"
                 R"("truncated": true})"),
         log);
    EXPECT_EQ(decoder->outcome(), (command_outcome{-15, 1, 0, true}));
    EXPECT_EQ(decoder.finish(), (stream_end{status::truncated_body, 0, 1}));
    EXPECT_EQ(decoder.needed(), (bytes_needed{1, true}));
}

TEST(command_messages, decoder_reads_the_plain_header_reply) {
    EXPECT_EQ(events(message(R"({"filename": "a.txt", "md5": "xxdxxx", "total_size": 2})", "hi")),
              "reply 0, stdout 2, stderr 0, out 2 68 69, end");
}

TEST(command_messages, decoder_reads_replies_behind_each_other) {
    const std::string once = "reply 0, stdout 2, stderr 1, out 2 61 62, data 63, end";
    EXPECT_EQ(events(message(exec_reply, "abc") + message(exec_reply, "abc")), once + ", " + once);
}

TEST(command_messages, decoder_forgets_a_reply_when_it_is_told_to) {
    owning_engine<command_reply_decoder> decoder(256), fresh(256);
    const auto bytes =
        message(R"({"status": "ok", "exit_code": 3, "stdout_size": 2, "stderr_size": 0, "total_size": 2})", "a");
    header_fields fields;
    for (std::span<const std::byte> in = bytes; !in.empty();) in = in.subspan(decoder->decode(in, fields).consumed);
    EXPECT_EQ(decoder->finish().st, status::truncated_body);
    decoder->reset();
    EXPECT_EQ(*decoder, *fresh);
}

TEST(command_messages, decoder_passes_an_error_reply_on) {
    EXPECT_EQ(events(message(R"({"status": "error", "code": "busy", "message": "later"})")),
              "reply 4 62 75 73 79, stdout 0, stderr 0, end");
}

TEST(command_messages, decoder_refuses_parts_that_do_not_add_up) {
    const auto bytes = message(R"({"status": "ok", "stdout_size": 2, "stderr_size": 2, "total_size": 3})", "abc");
    EXPECT_EQ(events(bytes), "error size_mismatch");
    engine decoder(256);
    event_log log;
    feed(decoder, bytes, log);
    EXPECT_EQ(decoder.error().limit, 3U);
    constexpr auto huge = "9223372036854775807";
    EXPECT_EQ(events(message(std::string(R"({"status": "ok", "total_size": 0, "stdout_size": )") + huge +
                             R"(, "stderr_size": )" + huge + "}")),
              "error size_mismatch");
}

} // namespace
} // namespace cleave
