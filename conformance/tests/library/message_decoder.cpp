// SPDX-License-Identifier: MIT
#include "conformance/tests/library/message_proof.hpp"

#include <cleave/message_decoder.hpp>

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <string>
#include <string_view>

namespace cleave {
namespace {

// A step that nothing was read into says nothing.
static_assert(message_step{}.st == status::ok && message_step{}.event == message_event::none &&
              message_step{}.consumed == 0);

using engine = owning_engine<message_decoder>;

void feed(engine& decoder, std::span<const std::byte> in, event_log& log) {
    feed_engine(decoder, in, log, [&](const message_step& step, const header_fields& fields) {
        switch (step.event) {
        case message_event::header:
            log.event("header", as_bytes(fields.text));
            log.event(decoder->has_body() ? "body" : "no body", decoder->body_bytes());
            break;
        case message_event::data:
            EXPECT_FALSE(step.data.empty());
            log.data(step.data);
            break;
        case message_event::end: log.event("end"); break;
        case message_event::none: ADD_FAILURE() << "ok without an event"; break;
        }
    });
}

std::string events(const std::vector<std::byte>& bytes, body_rule rule = body_rule::sized, message_options limits = {},
                   std::size_t max_header = 256) {
    const engine start(max_header, rule, limits);
    EXPECT_TRUE(prove_every_delivery(bytes, start, feed));
    return events_of(bytes, start, feed);
}

message_error error_of(const std::vector<std::byte>& bytes, body_rule rule = body_rule::sized,
                       message_options limits = {}, std::size_t max_header = 256) {
    engine decoder(max_header, rule, limits);
    event_log log;
    feed(decoder, bytes, log);
    return decoder.error();
}

std::string header_event(std::string_view json) {
    return "header " + std::to_string(json.size()) + " " + spaced_hex(as_bytes(json));
}

TEST(message_decoder, reads_messages_that_follow_each_other) {
    const std::string a = R"({"file_size": 5})";
    const std::string b = R"({"total_size": 0})";
    EXPECT_EQ(events(message(a, "hello") + message(b) + message(a, "alex!")),
              header_event(a) + ", body 5, data 68 65 6c 6c 6f, end, " + header_event(b) + ", body 0, end, " +
                  header_event(a) + ", body 5, data 61 6c 65 78 21, end");
}

TEST(message_decoder, copy_unescapes_in_the_scratch_that_it_was_given) {
    const auto bytes = message(R"({"file_size": 0, "file_name": "\u0061b"})");
    engine decoder(256, body_rule::sized);
    engine copy = decoder;
    header_fields of_copy;
    header_fields fields;
    EXPECT_EQ(copy->decode(bytes, of_copy).event, message_event::header);
    EXPECT_EQ(decoder->decode(message(R"({"file_size": 0, "file_name": "\u0078y"})"), fields).event,
              message_event::header);
    EXPECT_EQ(of_copy.string(header_field::file_name), "ab");
}

TEST(message_decoder, needs_no_storage_in_a_body) {
    engine decoder(256, body_rule::sized);
    event_log log;
    feed(decoder, message(R"({"file_size": 5})", "he"), log);
    decoder->rebind({}, {});
    feed(decoder, to_bytes("llo"), log);
    EXPECT_EQ(decoder.finish(), stream_end{});
}

TEST(message_decoder, never_reads_past_a_body_into_the_next_message) {
    engine decoder(256, body_rule::sized);
    const auto bytes = message(R"({"file_size": 2})", "hi") + message(R"({"file_size": 1})", "x");
    header_fields fields;
    std::span<const std::byte> in = bytes;
    for (message_step step = decoder->decode(in, fields); step.event != message_event::end;
         step = decoder->decode(in, fields)) {
        ASSERT_EQ(step.st, status::ok);
        in = in.subspan(step.consumed);
    }
    EXPECT_EQ(in.size(), 4 + 16 + 1U);
    EXPECT_EQ(decoder->messages(), 1U);
    EXPECT_EQ(decoder->offset(), bytes.size() - in.size());
}

TEST(message_decoder, views_a_header_that_is_whole_where_it_lies) {
    engine decoder(256, body_rule::sized);
    const auto bytes = message(R"({"file_size": 0, "file_name": "a"})");
    header_fields fields;
    ASSERT_EQ(decoder->decode(bytes, fields).event, message_event::header);
    EXPECT_EQ(as_bytes(fields.text).data(), bytes.data() + 4);
}

TEST(message_decoder, keeps_the_rule_of_the_size_field) {
    EXPECT_EQ(events(message("{}")), "error field_missing");
    EXPECT_EQ(events(message("{}"), body_rule::none), header_event("{}") + ", no body 0, end");
    const std::string stat = R"({"status": "ok", "file_size": 9})";
    EXPECT_EQ(events(message(stat), body_rule::none), header_event(stat) + ", no body 0, end");
}

TEST(message_decoder, knows_which_requests_have_a_body) {
    for (const std::string cmd : {"get", "stat", "exec", "auth"}) {
        const std::string json = R"({"cmd": ")" + cmd + R"(", "file_size": 3})";
        EXPECT_EQ(events(message(json), body_rule::request), header_event(json) + ", no body 0, end");
    }
    const std::string put = R"({"cmd": "put", "filesize": 1})";
    EXPECT_EQ(events(message(put, "x"), body_rule::request), header_event(put) + ", body 1, data 78, end");
    const std::string upload = R"({"file_size": 1})";
    EXPECT_EQ(events(message(upload, "x"), body_rule::request), header_event(upload) + ", body 1, data 78, end");
    EXPECT_EQ(events(message(R"({"cmd": "put"})"), body_rule::request), "error field_missing");
    EXPECT_EQ(events(message(R"({"cmd": "del"})"), body_rule::request), "error command_unknown");
    const message_error error = error_of(message(R"({"cmd": "del"})"), body_rule::request);
    EXPECT_TRUE(error.has_field);
    EXPECT_EQ(error.field, header_field::cmd);
    EXPECT_EQ(std::string_view(error.value.data(), error.value_size), "del");
    EXPECT_EQ(error.limit, 0U);
    EXPECT_EQ(error_of(message(R"({"cmd": "put"})"), body_rule::request).limit, 0U);
}

TEST(message_decoder, knows_which_replies_have_a_body) {
    const std::string failed = R"({"status": "error", "code": "busy"})";
    EXPECT_EQ(events(message(failed), body_rule::reply), header_event(failed) + ", no body 0, end");
    const std::string sized = R"({"status": "error", "file_size": 3})";
    EXPECT_EQ(events(message(sized), body_rule::reply), header_event(sized) + ", no body 0, end");
    const std::string done = R"({"status": "ok"})";
    EXPECT_EQ(events(message(done), body_rule::reply), header_event(done) + ", no body 0, end");
    const std::string file = R"({"status": "ok", "file_size": 1})";
    EXPECT_EQ(events(message(file, "x"), body_rule::reply), header_event(file) + ", body 1, data 78, end");
    const std::string plain = R"({"total_size": 1})";
    EXPECT_EQ(events(message(plain, "x"), body_rule::reply), header_event(plain) + ", body 1, data 78, end");
    EXPECT_EQ(events(message(R"({"filename": "a"})"), body_rule::reply), "error field_missing");
}

TEST(message_decoder, steps_are_of_nothing_at_first) {
    const message_step step;
    EXPECT_EQ(step.st, status::ok);
    EXPECT_EQ(step.event, message_event::none);
    EXPECT_EQ(step.consumed, 0U);
    EXPECT_TRUE(step.data.empty());
}

TEST(message_decoder, has_no_body_before_its_first_message) {
    engine decoder(256, body_rule::sized);
    EXPECT_FALSE(decoder->has_body());
    EXPECT_EQ(decoder->body_bytes(), 0U);
    EXPECT_EQ(decoder->body_remaining(), 0U);
    EXPECT_EQ(decoder->messages(), 0U);
    EXPECT_EQ(decoder->offset(), 0U);
}

TEST(message_decoder, forgets_a_body_with_the_next_header_that_has_none) {
    const std::string put = R"({"cmd": "put", "filesize": 1})";
    const std::string get = R"({"cmd": "get", "filename": "a"})";
    EXPECT_EQ(events(message(put, "x") + message(get), body_rule::request),
              header_event(put) + ", body 1, data 78, end, " + header_event(get) + ", no body 0, end");
}

TEST(message_decoder, ends_in_an_error_of_the_layer_above_even_before_its_first_byte) {
    engine decoder(256, body_rule::sized);
    EXPECT_EQ(decoder->refuse(status::not_authorized, header_field::proof, "proof", "x", 7), status::not_authorized);
    EXPECT_EQ(decoder.error().offset, 0U);
    EXPECT_EQ(decoder.error().message_index, 0U);
    EXPECT_EQ(decoder.error().limit, 7U);
    EXPECT_EQ(decoder.finish(), (stream_end{status::not_authorized, 0, 0}));
}

TEST(message_decoder, changes_the_rule_between_messages) {
    engine decoder(256, body_rule::none);
    event_log log;
    feed(decoder, message(R"({"file_size": 1})"), log);
    decoder->expect(body_rule::sized);
    feed(decoder, message(R"({"file_size": 1})", "x"), log);
    EXPECT_FALSE(log.failed());
    EXPECT_EQ(decoder->messages(), 2U);
}

TEST(message_decoder, takes_a_body_from_its_offset_on) {
    const std::string json = R"({"file_size": 5, "offset": 3})";
    EXPECT_EQ(events(message(json, "lo")), header_event(json) + ", body 2, data 6c 6f, end");
    const std::string at_end = R"({"file_size": 5, "offset": 5})";
    EXPECT_EQ(events(message(at_end)), header_event(at_end) + ", body 0, end");
    EXPECT_EQ(events(message(R"({"file_size": 5, "offset": 6})")), "error offset_beyond_size");
    EXPECT_EQ(error_of(message(R"({"file_size": 5, "offset": 6})")).limit, 5U);
}

TEST(message_decoder, refuses_a_body_above_the_limit_and_takes_one_at_it) {
    const message_options limits{.max_size = 4};
    const std::string json = R"({"file_size": 4})";
    EXPECT_EQ(events(message(json, "four"), body_rule::sized, limits),
              header_event(json) + ", body 4, data 66 6f 75 72, end");
    EXPECT_EQ(events(message(R"({"file_size": 5})"), body_rule::sized, limits), "error size_too_large");
    const message_error error = error_of(message(R"({"file_size": 5})"), body_rule::sized, limits);
    EXPECT_EQ(std::string_view(error.value.data(), error.value_size), "5");
    EXPECT_EQ(error.limit, 4U);
    EXPECT_EQ(events(message(R"({"file_size": 9223372036854775807})")),
              header_event(R"({"file_size": 9223372036854775807})") + ", body 9223372036854775807");
}

TEST(message_decoder, refuses_each_bad_length_with_a_status_of_its_own) {
    EXPECT_EQ(events(from_hex("00 00 00 00")), "error header_empty");
    EXPECT_EQ(events(from_hex("00 00 00 00 7b 7d")), "error header_empty");
    EXPECT_EQ(events(from_hex("ff ff ff ff 7b 7d")), "error negative_length");
    EXPECT_EQ(events(from_hex("00 00 00 80")), "error negative_length");
    EXPECT_EQ(events(from_hex("ff ff ff 7f")), "error header_too_large");
    EXPECT_EQ(events(from_hex("01 01 00 00")), "error header_too_large");
    EXPECT_EQ(events(from_hex("00 00 00 02 7b 7d")), "error header_too_large");
    EXPECT_EQ(events(to_bytes("GET / HTTP/1.1")), "error header_too_large");

    const message_error negative = error_of(from_hex("fc ff ff ff"));
    EXPECT_EQ(std::string_view(negative.value.data(), negative.value_size), "-4");
    EXPECT_EQ(error_of(from_hex("01 01 00 00")).limit, 256U);
    EXPECT_EQ(error_of(to_bytes("GET /")).looks_like, peer_guess::http_request);
    EXPECT_EQ(error_of(from_hex("00 00 00 02")).looks_like, peer_guess::swapped_byte_order);
    EXPECT_EQ(error_of(from_hex("00 00 00 00")).looks_like, peer_guess::none);
}

TEST(message_decoder, takes_a_header_of_exactly_the_storage) {
    const std::string json = R"({"file_size": 0})";
    EXPECT_EQ(events(message(json), body_rule::sized, {}, json.size()), header_event(json) + ", body 0, end");
    EXPECT_EQ(events(message(json), body_rule::sized, {}, json.size() - 1), "error header_too_large");
}

TEST(message_decoder, refuses_bad_headers_as_read_header_does) {
    EXPECT_EQ(events(message("{")), "error json_truncated");
    EXPECT_EQ(events(message("[1]")), "error json_not_object");
    EXPECT_EQ(events(message(R"({"file_size": "5"})")), "error field_wrong_type");
    EXPECT_EQ(events(message(R"({"file_size": 5} x)")), "error json_trailing_data");
}

TEST(message_decoder, tells_which_message_was_refused_and_where) {
    const auto good = message(R"({"file_size": 2})", "hi");
    const message_error error = error_of(good + good + message(R"({"file_size": -1})"));
    EXPECT_EQ(error.message_index, 2U);
    EXPECT_EQ(error.offset, 2 * good.size());
    EXPECT_EQ(error.header_offset, 14U);
}

TEST(message_decoder, stays_in_its_first_error_until_reset) {
    engine decoder(256, body_rule::sized);
    event_log log;
    feed(decoder, message(R"({"file_size": 1})", "x") + message("[]"), log);
    ASSERT_TRUE(log.failed());
    header_fields fields;
    const auto good = message(R"({"file_size": 0})");
    const message_step again = decoder->decode(good, fields);
    EXPECT_EQ(again.st, status::json_not_object);
    EXPECT_EQ(again.consumed, 0U);
    EXPECT_EQ(decoder.finish(), (stream_end{status::json_not_object, 0, 0}));
    EXPECT_EQ(decoder.needed(), bytes_needed{});
    EXPECT_EQ(decoder->offset(), 4 + 16 + 1U);
    decoder->reset();
    EXPECT_EQ(decoder, engine(256, body_rule::sized));
    EXPECT_EQ(decoder->decode(good, fields).event, message_event::header);
}

TEST(message_decoder, tells_at_each_byte_how_a_stream_ended_there_and_what_is_missing) {
    const std::string json = R"({"file_size": 3})";
    const auto bytes = message(json, "abc");
    const std::size_t body = 4 + json.size();
    for (std::size_t n = 0; n <= bytes.size(); ++n) {
        engine decoder(256, body_rule::sized);
        event_log log;
        feed(decoder, std::span(bytes).first(n), log);
        const stream_end end = decoder.finish();
        const bytes_needed needed = decoder.needed();
        if (n == 0 || n == bytes.size()) {
            EXPECT_EQ(end, stream_end{}) << n;
            EXPECT_EQ(needed, (bytes_needed{4, false})) << n;
        } else if (n < 4) {
            EXPECT_EQ(end, (stream_end{status::truncated_prefix, n, 4})) << n;
            EXPECT_EQ(needed, (bytes_needed{4 - n, false})) << n;
        } else if (n < body) {
            EXPECT_EQ(end, (stream_end{status::truncated_header, n - 4, json.size()})) << n;
            EXPECT_EQ(needed, (bytes_needed{body - n, false})) << n;
        } else {
            EXPECT_EQ(end, (stream_end{status::truncated_body, n - body, 3})) << n;
            EXPECT_EQ(needed, (bytes_needed{bytes.size() - n, true})) << n;
        }
    }
}

TEST(message_decoder, takes_a_complete_body_for_such_before_its_end_was_asked_for) {
    std::array<std::byte, 64> storage{};
    std::array<char, 64> scratch{};
    message_decoder decoder(storage, scratch);
    header_fields fields;
    const std::vector<std::byte> bytes = message(R"({"file_size": 0})");
    EXPECT_EQ(decoder.decode(bytes, fields).event, message_event::header);
    EXPECT_EQ(decoder.finish(), stream_end{});
    EXPECT_EQ(decoder.decode({}, fields).event, message_event::end);
    EXPECT_EQ(decoder.finish(), stream_end{});
}

TEST(message_decoder, lets_a_body_bypass_it) {
    engine decoder(256, body_rule::sized);
    event_log log;
    feed(decoder, message(R"({"file_size": 1000000000000})"), log);
    EXPECT_EQ(decoder->body_remaining(), 1000000000000U);
    decoder->moved(999999999999U);
    EXPECT_EQ(decoder->body_remaining(), 1U);
    EXPECT_EQ(decoder.finish().st, status::truncated_body);
    feed(decoder, to_bytes("x"), log);
    EXPECT_EQ(decoder->body_remaining(), 0U);
    EXPECT_EQ(decoder.finish(), stream_end{});
    EXPECT_EQ(decoder->messages(), 1U);
    feed(decoder, message(R"({"file_size": 0})"), log);
    EXPECT_EQ(decoder->messages(), 2U);
}

TEST(message_decoder, is_equal_only_to_one_that_saw_the_same) {
    const auto bytes = message(R"({"file_size": 3})", "abc");
    for (std::size_t n = 1; n < bytes.size(); ++n) {
        engine a(256, body_rule::sized);
        engine b(256, body_rule::sized);
        event_log log;
        feed(a, std::span(bytes).first(n), log);
        EXPECT_NE(a, b) << n;
        feed(b, std::span(bytes).first(n), log);
        EXPECT_EQ(a, b) << n;
    }
    engine a(256, body_rule::sized);
    engine b(256, body_rule::sized);
    event_log log;
    feed(a, from_hex("05 00 00 00 7b 61"), log);
    feed(b, from_hex("05 00 00 00 7b 62"), log);
    EXPECT_NE(a, b);
    engine c(256, body_rule::sized);
    feed(c, from_hex("05 00 00 00 5b 61"), log);
    EXPECT_NE(a, c);
    EXPECT_NE(engine(256, body_rule::sized), engine(256, body_rule::none));
}

} // namespace
} // namespace cleave
