// SPDX-License-Identifier: MIT
#include "conformance/tests/library/message_proof.hpp"

#include <cleave/file_receiver.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace cleave {
namespace {

using engine = owning_engine<file_receiver>;

void feed(engine& receiver, std::span<const std::byte> in, event_log& log) {
    feed_engine(receiver, in, log, [&](const file_step& step, const header_fields& fields) {
        switch (step.event) {
        case file_event::message: log.event("message", as_bytes(fields.string(header_field::cmd))); break;
        case file_event::file:
            log.event("file", as_bytes(fields.string(header_field::file_name)));
            log.event("size", fields.bytes(header_field::size));
            break;
        case file_event::data:
            EXPECT_FALSE(step.data.empty());
            log.data(step.data);
            break;
        case file_event::end: log.event("end"); break;
        case file_event::none: ADD_FAILURE() << "ok without an event"; break;
        }
    });
}

std::string events(const std::vector<std::byte>& bytes, const file_options& rules = {},
                   body_rule rule = body_rule::request) {
    const engine start(512, rule, rules);
    EXPECT_TRUE(prove_every_delivery(bytes, start, feed));
    return events_of(bytes, start, feed);
}

template <class Digest>
std::string hex_of(std::string_view text) {
    Digest digest;
    digest.update(as_bytes(text));
    const auto hex = to_hex(digest.value());
    return {hex.data(), hex.size()};
}

// A step that nothing was read into says nothing.
static_assert(file_step{}.st == status::ok && file_step{}.event == file_event::none && file_step{}.consumed == 0);

constexpr file_options demanding{.digests = digest_rule::demand};
const std::string md5_of_hello = hex_of<md5>("hello");
const std::string sha256_of_hello = hex_of<sha256>("hello");
const std::string hello_events = "file 1 61, size 5, data 68 65 6c 6c 6f, end";

std::string put_hello(const std::string& more = "") {
    return R"({"cmd": "put", "filename": "a", "filesize": 5)" + more + "}";
}

TEST(file_receiver, receives_files_behind_each_other_for_ever) {
    const auto upload = message(R"({"file_name": "a", "file_size": 5, "msg": "done"})", "hello");
    const auto empty = message(R"({"cmd": "put", "filename": "b", "filesize": 0})");
    EXPECT_EQ(events(upload + empty + upload), hello_events + ", file 1 62, size 0, end, " + hello_events);
}

TEST(file_receiver, passes_on_messages_without_a_body) {
    EXPECT_EQ(events(message(R"({"cmd": "get", "filename": "a"})") + message(put_hello(), "hello")),
              "message 3 67 65 74, end, " + hello_events);
}

TEST(file_receiver, checks_every_digest_that_is_announced) {
    for (const std::string& more : {R"(, "md5": ")" + md5_of_hello + '"', R"(, "sha256": ")" + sha256_of_hello + '"',
                                    R"(, "md5": ")" + md5_of_hello + R"(", "sha256": ")" + sha256_of_hello + '"'}) {
        EXPECT_EQ(events(message(put_hello(more), "hello")), hello_events);
        EXPECT_EQ(events(message(put_hello(more), "hello"), demanding), hello_events);
        EXPECT_EQ(events(message(put_hello(more), "hellp")),
                  "file 1 61, size 5, data 68 65 6c 6c 70, error digest_mismatch");
        EXPECT_EQ(events(message(put_hello(more), "hellp"), {.digests = digest_rule::ignore}),
                  "file 1 61, size 5, data 68 65 6c 6c 70, end");
    }
}

TEST(file_receiver, takes_digests_in_upper_case) {
    std::string upper = md5_of_hello;
    for (char& c : upper) c = static_cast<char>(c >= 'a' ? c - 'a' + 'A' : c);
    EXPECT_EQ(events(message(put_hello(R"(, "md5": ")" + upper + '"'), "hello"), demanding), hello_events);
}

TEST(file_receiver, reports_a_placeholder_for_a_digest_and_refuses_it_only_where_one_is_demanded) {
    const auto bytes = message(put_hello(R"(, "md5": "xxdxxx")"), "hello");
    EXPECT_EQ(events(bytes), hello_events);
    EXPECT_EQ(events(bytes, demanding), "error digest_malformed");
    EXPECT_EQ(events(message(put_hello(R"(, "sha256": "00")"), "hello"), demanding), "error digest_malformed");
    EXPECT_EQ(events(message(put_hello(), "hello"), demanding), "error digest_missing");
    const std::string both = R"(, "md5": "xxdxxx", "sha256": ")" + sha256_of_hello + '"';
    EXPECT_EQ(events(message(put_hello(both), "hello"), demanding), hello_events);

    engine receiver(512, body_rule::request);
    event_log log;
    feed(receiver, bytes, log);
    EXPECT_EQ(receiver->md5_check().found(), digest_found::malformed);
    EXPECT_EQ(receiver->sha256_check().found(), digest_found::absent);
    EXPECT_FALSE(receiver->needs_bytes());
}

TEST(file_receiver, tells_the_digest_that_came_where_it_is_not_the_announced_one) {
    engine receiver(512, body_rule::request);
    event_log log;
    feed(receiver, message(put_hello(R"(, "md5": ")" + hex_of<md5>("other") + '"'), "hello"), log);
    const message_error& error = receiver.error();
    EXPECT_EQ(error.message_index, 0U);
    EXPECT_EQ(error.st, status::digest_mismatch);
    EXPECT_EQ(error.field, header_field::md5);
    EXPECT_EQ(std::string_view(error.value.data(), error.value_size), md5_of_hello);
    EXPECT_EQ(error.limit, 0U) << "there is none in this rule";
}

TEST(file_receiver, refuses_names_by_its_policy_before_a_byte_of_the_body) {
    EXPECT_EQ(events(message(R"({"cmd": "put", "filename": "../a", "filesize": 5})", "hello")), "error name_parent");
    EXPECT_EQ(events(message(R"({"cmd": "put", "filename": "", "filesize": 5})", "hello")), "error name_empty");
    EXPECT_EQ(events(message(R"({"file_name": "a\u0000.sh", "file_size": 5})", "hello")), "error name_nul");
    EXPECT_EQ(events(message(R"({"cmd": "get", "filename": "/etc/passwd"})")), "error name_absolute");
    EXPECT_EQ(events(message(R"({"cmd": "put", "filesize": 5})", "hello")), "error field_missing");
    EXPECT_EQ(events(message(R"({"cmd": "put", "filename": ".a", "filesize": 0})"), {.names = {.allow_hidden = true}}),
              "file 2 2e 61, size 0, end");
}

TEST(file_receiver, refuses_sizes_above_its_limit) {
    EXPECT_EQ(events(message(put_hello(), "hello"), {.max_size = 4}), "error size_too_large");
    EXPECT_EQ(events(message(put_hello(), "hello"), {.max_size = 5}), hello_events);
}

TEST(file_receiver, lets_a_body_bypass_it_where_no_digest_needs_the_bytes) {
    engine receiver(512, body_rule::request);
    event_log log;
    feed(receiver, message(R"({"file_name": "a", "file_size": 1073741824000})"), log);
    EXPECT_FALSE(receiver->needs_bytes());
    EXPECT_EQ(receiver->body_remaining(), 1073741824000U);
    receiver->moved(1073741824000U - 1);
    feed(receiver, to_bytes("x"), log);
    EXPECT_EQ(receiver.finish(), stream_end{});
    EXPECT_EQ(receiver->messages(), 1U);
    EXPECT_FALSE(log.failed());
}

TEST(file_receiver, computes_sha256_for_replies) {
    engine receiver(512, body_rule::request);
    event_log log;
    feed(receiver, message(put_hello(R"(, "reply": true)"), "hello"), log);
    const auto hex = to_hex(receiver->sha256_check().running().value());
    EXPECT_EQ(std::string_view(hex.data(), hex.size()), sha256_of_hello);

    engine always(512, body_rule::request, file_options{.always_sha256 = true});
    feed(always, message(put_hello()), log);
    EXPECT_TRUE(always->needs_bytes());
}

TEST(file_receiver, digests_the_whole_file_of_an_upload_that_goes_on) {
    const std::string header =
        put_hello(R"(, "offset": 3, "md5": ")" + md5_of_hello + R"(", "sha256": ")" + sha256_of_hello + '"');
    engine receiver(512, body_rule::request);
    event_log log;
    feed(receiver, message(header), log);
    ASSERT_TRUE(receiver->needs_bytes());
    receiver->resume(to_bytes("he"));
    receiver->resume(to_bytes("l"));
    feed(receiver, to_bytes("lo"), log);
    EXPECT_EQ(log.text(), "file 1 61, size 5, data 6c 6f, end");

    engine wrong(512, body_rule::request);
    event_log wrong_log;
    feed(wrong, message(header), wrong_log);
    wrong->resume(to_bytes("HEL"));
    feed(wrong, to_bytes("lo"), wrong_log);
    EXPECT_EQ(wrong.error().st, status::digest_mismatch);
}

TEST(file_receiver, forgets_an_upload_that_was_to_go_on) {
    const engine fresh(512, body_rule::request);
    engine receiver = fresh;
    event_log log;
    feed(receiver, message(put_hello(R"(, "offset": 3, "sha256": ")" + sha256_of_hello + '"')), log);
    receiver->reset();
    EXPECT_EQ(receiver, fresh);
    EXPECT_FALSE(receiver->needs_bytes());
}

TEST(file_receiver, receives_replies_as_a_client) {
    EXPECT_EQ(events(message(R"({"filename": "a", "md5": ")" + md5_of_hello + R"(", "file_size": 5})", "hello"), {},
                     body_rule::reply),
              hello_events);
    EXPECT_EQ(events(message(R"({"status": "error", "code": "not_found", "message": "no"})"), {}, body_rule::reply),
              "message 0, end");
}

TEST(file_receiver, takes_an_error_of_its_caller_as_its_own) {
    engine receiver(512, body_rule::request);
    event_log log;
    feed(receiver, message(put_hello()), log);
    EXPECT_EQ(receiver->refuse(status::no_space), status::no_space);
    feed(receiver, to_bytes("hello"), log);
    EXPECT_EQ(log.text(), "file 1 61, size 5, error no_space");
    EXPECT_EQ(receiver.finish().st, status::no_space);
    receiver->reset();
    EXPECT_EQ(receiver, engine(512, body_rule::request));
    feed(receiver, message(put_hello(), "hello"), log);
    EXPECT_EQ(receiver->messages(), 1U);
    EXPECT_EQ(receiver->offset(), message(put_hello(), "hello").size());
}

TEST(file_receiver, expects_what_it_is_told) {
    engine receiver(512, body_rule::reply);
    event_log log;
    receiver->expect(body_rule::none);
    feed(receiver, message(R"({"status": "ok", "filename": "a", "file_size": 9, "received": 3})"), log);
    EXPECT_EQ(log.text(), "message 0, end");
}

TEST(file_receiver, tells_a_clean_end_from_a_cut_at_every_byte) {
    const auto bytes = message(put_hello(), "hello");
    for (std::size_t n = 0; n <= bytes.size(); ++n) {
        engine receiver(512, body_rule::request);
        event_log log;
        feed(receiver, std::span(bytes).first(n), log);
        const bool is_end = n == 0 || n == bytes.size();
        EXPECT_EQ(receiver.finish().st == status::ok, is_end) << n;
        EXPECT_EQ(receiver.needed().at_least == 0, false) << n;
    }
}

} // namespace
} // namespace cleave
