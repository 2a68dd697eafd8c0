// SPDX-License-Identifier: MIT
#include "conformance/inspect/stream_view.hpp"
#include "conformance/tests/suite/python_frames.hpp"

#include <gtest/gtest.h>

#include <string>

namespace cleave::inspect {
namespace {

using conformance::layout;
using conformance::named_layouts;

std::string put(const std::string& name, std::size_t size, const std::string& body) {
    return message(R"({"cmd": "put", "filename": ")" + name + R"(", "filesize": )" + std::to_string(size) + "}", body);
}

layout layout_of(const std::string& text) {
    std::string why;
    return *conformance::parse_layout(text, why);
}

/// What is shown as the likely cause of the stream's fault; "none" where it has none.
std::string cause(const std::string& stream, const std::string& layout_text = "python_int",
                  content holds = content::frames) {
    const std::vector<char> exact(stream.begin(), stream.end());
    stream_view view({layout_of(layout_text), holds}, {.only_faults = true});
    view.feed(as_bytes({exact.data(), exact.size()}));
    view.finish();
    const std::string text = view.take_text();
    if (!view.is_faulty()) return "no fault";
    const std::string label = "likely cause: ";
    const std::size_t at = text.find(label);
    return at == std::string::npos ? "none" : text.substr(at + label.size(), text.find('\n', at) - at - label.size());
}

std::string message_cause(const std::string& stream) { return cause(stream, "python_int", content::messages); }

bool starts_with(const std::string& text, const std::string& with) { return text.starts_with(with); }

TEST(likely_cause, a_peer_that_speaks_another_protocol) {
    EXPECT_PRED2(starts_with, cause("GET / HTTP/1.1\r\n\r\n", "erlang_4"), "this is an HTTP request: ");
    EXPECT_PRED2(starts_with, cause("HTTP/1.1 200 OK\r\n\r\n", "kafka"), "this is an HTTP reply: ");
    EXPECT_PRED2(starts_with, cause("SSH-2.0-OpenSSH_9.2\r\n"), "this is an SSH banner: ");
    EXPECT_PRED2(starts_with,
                 cause(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) + std::string(99, 'r')),
                 "this is a TLS hello: ");
    EXPECT_PRED2(starts_with, message_cause("GET / HTTP/1.1\r\n\r\n"), "this is an HTTP request: ");
}

TEST(likely_cause, the_other_byte_order) {
    const std::string big("\0\0\0\5hello\0\0\0\4alex", 17);
    EXPECT_PRED2(starts_with, cause(big), "the length is big-endian, not little-endian: ");
    EXPECT_PRED2(starts_with, cause(framed("hello") + framed("alex"), "erlang_4"),
                 "the length is little-endian, not big-endian: ");
    EXPECT_EQ(cause(std::string("\0\0\1\5", 4) + "the rest does not fit"), "the length looks like a big-endian one");
}

TEST(likely_cause, a_length_that_counts_its_header_or_does_not) {
    const std::string whole("\0\0\0\x09hello\0\0\0\x08"
                            "alex",
                            17);
    EXPECT_PRED2(starts_with, cause(whole, "erlang_4"), "the length counts its header too: ");
    const std::string payload("\0\0\0\5hello\0\0\0\4alex", 17);
    EXPECT_PRED2(starts_with, cause(payload, "width=4,counts=whole_frame"), "the length counts the payload only");
}

TEST(likely_cause, another_width_and_bytes_in_front_of_the_length) {
    EXPECT_PRED2(starts_with, cause(std::string("\0\5hello\0\4alex", 13), "erlang_4"), "the length has 2 bytes, not 4");
    EXPECT_PRED2(starts_with, cause(std::string("\0\0\0\0\5hello\0\0\0\0\4alex", 19), "erlang_4"),
                 "1 byte in front of the length, not 0: read with --layout grpc_message, ");
}

TEST(likely_cause, a_length_of_characters_instead_of_bytes) {
    const std::string chinese = "\xe5\x93\x88\xe5\x93\x88\xe5\x93\x88"; // 3 characters
    const std::string expected = "the length counts characters, not bytes: 3 characters of UTF-8 are 9 bytes here";
    EXPECT_PRED2(starts_with, cause(le32(3) + chinese + framed("hello")), expected);
    EXPECT_PRED2(starts_with, cause(le32(3) + chinese), expected);
    EXPECT_PRED2(starts_with, cause(framed("hello") + le32(3) + chinese), expected);
}

TEST(likely_cause, a_line_end_or_a_nul_that_no_length_counts) {
    EXPECT_EQ(cause(framed("hello") + "\n" + framed("alex") + "\n"),
              "a line's end follows the payload and is not counted by its length");
    EXPECT_EQ(cause(framed("hello") + "\r\n"), "a line's end follows the payload and is not counted by its length");
    EXPECT_EQ(cause(framed("hello") + std::string(1, '\0') + framed("alex")),
              "a NUL follows the payload and is not counted by its length");
    EXPECT_EQ(message_cause(put("a", 5, "hello\n") + put("b", 1, "x")),
              "a line's end follows the body and is not counted by its length");
}

TEST(likely_cause, more_was_sent_than_announced) {
    EXPECT_PRED2(starts_with, cause(framed("hello") + "\xff\xfe\xfd" + framed("one") + framed("two")),
                 "3 bytes that no length counts stand in front of the next one (ff fe fd)");
    EXPECT_PRED2(starts_with, message_cause(put("a", 5, "hello and some more") + put("b", 1, "x")),
                 "14 bytes that no length counts ");
    EXPECT_EQ(cause(framed("hello") + "and then some text without a length"),
              "this is text where a length belongs: more was sent than the length before it says");
}

TEST(likely_cause, a_size_too_large_that_swallows_the_next_message) {
    const std::string expected = "the size in the header at offset 0 is too large: the next message begins inside that "
                                 "body, at offset 60";
    EXPECT_EQ(message_cause(put("a", 500000, "hello") + put("b", 1, "x")).substr(0, 44), expected.substr(0, 44));
    EXPECT_PRED2(starts_with, message_cause(put("a", 50, "hello") + put("b", 1, "x") + put("c", 1, "y")),
                 "the size in the header at offset 0 is too large");
}

TEST(likely_cause, digits_minus_one_and_unframed_text) {
    EXPECT_EQ(cause("0005hello0004alex"), "the length is written in decimal digits (\"0005\"), not in binary");
    EXPECT_PRED2(starts_with, cause(framed("hello") + "\xff\xff\xff\xff"), "the length is -1: ");
    EXPECT_PRED2(starts_with, cause("get a.txt"), "this is unframed text: ");
}

TEST(likely_cause, headers_that_are_not_json) {
    EXPECT_EQ(message_cause(message("{'file_size': 5}")),
              "the header is Python's str() of a dict; json.dumps() writes JSON");
    EXPECT_PRED2(starts_with, message_cause(message("{\"file_name\": \"\xb9\xfe\xb9\xfe\"}")),
                 "the header's text is in another encoding");
    EXPECT_PRED2(starts_with, message_cause(message(R"({"file_size": NaN})")), "json.dumps() writes NaN");
}

TEST(likely_cause, messages_read_as_frames) {
    EXPECT_PRED2(starts_with, cause(put("a.txt", 5, "hello") + put("b.txt", 4, "alex")), "these are header messages: ");
}

TEST(likely_cause, a_stream_that_only_ends_early) {
    EXPECT_EQ(cause(framed("hello") + framed("alex").substr(0, 6)),
              "the sender stopped 2 bytes early, or this is not the whole stream");
    EXPECT_EQ(message_cause(put("a", 5, "hel")), "the sender stopped 2 bytes early, or this is not the whole stream");
}

TEST(likely_cause, a_good_stream_has_no_fault) {
    EXPECT_EQ(cause(framed("hello") + framed("") + framed("alex")), "no fault");
    EXPECT_EQ(message_cause(put("a", 5, "hello") + put("b", 0, "")), "no fault");
}

} // namespace
} // namespace cleave::inspect
