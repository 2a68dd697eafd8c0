// SPDX-License-Identifier: MIT
#include "conformance/tests/library/message_proof.hpp"

#include <cleave/file_messages.hpp>
#include <cleave/file_sender.hpp>

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace cleave {
namespace {

// The JSON of a message, whose LEN must be right.
std::string json_of(const encoded& message) {
    EXPECT_EQ(message.st, status::ok);
    if (message.bytes.size() < 4) return "";
    EXPECT_EQ((load<std::uint32_t, std::endian::little>(message.bytes.data())), message.bytes.size() - 4);
    return std::string(as_text(message.bytes.subspan(4)));
}

struct file_messages : ::testing::Test {
    std::array<std::byte, 256> room{};
};

TEST_F(file_messages, are_spelled_as_the_plain_dialect_does) {
    EXPECT_EQ(json_of(write_upload(room, "a.txt", 1280, "上传成功")),
              R"({"file_name": "a.txt", "file_size": 1280, "msg": "\u4e0a\u4f20\u6210\u529f"})");
    EXPECT_EQ(json_of(write_put(room, "a.txt", 5)), R"({"cmd": "put", "filename": "a.txt", "filesize": 5})");
    EXPECT_EQ(json_of(write_get_reply_plain(room, "/a/b/c/d/e/a.txt", "8f6fbf8347faa4924a76856701edb0f3", 7)),
              R"({"filename": "/a/b/c/d/e/a.txt", "md5": "8f6fbf8347faa4924a76856701edb0f3", "file_size": 7})");
}

TEST_F(file_messages, are_spelled_as_the_extended_dialect_does) {
    EXPECT_EQ(
        json_of(write_put(room, "a", 9, {.md5_hex = "m", .sha256_hex = "s", .offset_bytes = 4, .reply = true})),
        R"({"cmd": "put", "filename": "a", "filesize": 9, "md5": "m", "sha256": "s", "offset": 4, "reply": true})");
    EXPECT_EQ(json_of(write_get(room, "a")), R"({"cmd": "get", "filename": "a"})");
    EXPECT_EQ(json_of(write_get(room, "a", 3)), R"({"cmd": "get", "filename": "a", "offset": 3})");
    EXPECT_EQ(json_of(write_stat(room, "a")), R"({"cmd": "stat", "filename": "a"})");
    EXPECT_EQ(json_of(write_get_reply(room, "a", 9)), R"({"status": "ok", "filename": "a", "file_size": 9})");
    EXPECT_EQ(json_of(write_get_reply(room, "a", 9, "s", 3)),
              R"({"status": "ok", "filename": "a", "file_size": 9, "sha256": "s", "offset": 3})");
    EXPECT_EQ(json_of(write_stat_reply(room, "a", 9, 3)),
              R"({"status": "ok", "filename": "a", "file_size": 9, "received": 3})");
    EXPECT_EQ(json_of(write_put_reply(room, "a", 9, "s", acknowledgement::durable)),
              R"({"status": "ok", "filename": "a", "filesize": 9, "sha256": "s", "ack": "durable"})");
    EXPECT_EQ(json_of(write_error_reply(room, status::no_space, "full")),
              R"({"status": "error", "code": "no_space", "message": "full"})");
}

TEST_F(file_messages, name_all_acknowledgements) {
    EXPECT_EQ(to_string(acknowledgement::received), "received");
    EXPECT_EQ(to_string(acknowledgement::stored), "stored");
    EXPECT_EQ(to_string(acknowledgement::durable), "durable");
}

TEST_F(file_messages, write_nothing_where_the_room_is_too_small) {
    const encoded message = write_upload(std::span(room).first(30), "a.txt", 1, "");
    EXPECT_EQ(message.st, status::need_output);
    EXPECT_EQ(message.needed_bytes, json_of(write_upload(room, "a.txt", 1, "")).size() + 4);
    EXPECT_TRUE(message.bytes.empty());
}

TEST_F(file_messages, carry_names_that_are_not_utf8_only_when_told_to) {
    EXPECT_EQ(write_get(room, "\xff").st, status::json_invalid_utf8);
    EXPECT_EQ(json_of(write_get(room, "\xff", 0, {.surrogate_escape = true})),
              R"({"cmd": "get", "filename": "\udcff"})");
}

TEST_F(file_messages, file_sender_sends_the_header_and_then_exactly_the_body) {
    file_sender sender;
    EXPECT_TRUE(sender.is_done());
    EXPECT_EQ(sender.finish(), stream_end{});
    const encoded header = write_put(room, "a", 5);
    ASSERT_EQ(sender.begin(header, 5), status::ok);
    EXPECT_EQ(sender.pending().size(), header.bytes.size());
    EXPECT_FALSE(sender.is_done());
    sender.sent(10);
    EXPECT_EQ(sender.pending().data(), header.bytes.data() + 10);
    EXPECT_EQ(sender.finish(), (stream_end{status::truncated_header, 0, header.bytes.size() - 10}));
    sender.sent(header.bytes.size() - 10);
    EXPECT_EQ(sender.body_remaining(), 5U);
    sender.moved(2);
    EXPECT_FALSE(sender.is_done());
    EXPECT_EQ(sender.finish(), (stream_end{status::truncated_body, 2, 5}));
    sender.moved(3);
    EXPECT_TRUE(sender.is_done());
    EXPECT_EQ(sender.finish(), stream_end{});
}

TEST_F(file_messages, file_sender_begins_nothing_with_a_header_that_was_not_written) {
    file_sender sender;
    EXPECT_EQ(sender.begin(write_put({}, "a", 5), 5), status::need_output);
    EXPECT_TRUE(sender.is_done());
}

} // namespace
} // namespace cleave
