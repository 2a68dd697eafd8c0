// SPDX-License-Identifier: MIT
#include "conformance/inspect/stream_view.hpp"
#include "conformance/inspect/catalogue.hpp"
#include "conformance/tests/suite/python_frames.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace cleave::inspect {
namespace {

using conformance::named_layouts;

const way_to_read frames{named_layouts()[0], content::frames};
const way_to_read messages{named_layouts()[0], content::messages};

/// What is shown of a stream that comes in pieces of `piece` bytes, each in a block of its own.
std::string shown(const way_to_read& way, const std::string& stream, std::size_t piece, view_style style = {}) {
    stream_view view(way, style);
    std::string text;
    for (std::size_t at = 0; at < stream.size(); at += piece) {
        const std::size_t size = std::min(piece, stream.size() - at);
        const auto block = std::make_unique<char[]>(size);
        std::copy_n(stream.data() + at, size, block.get());
        view.feed(as_bytes({block.get(), size}));
        text += view.take_text();
    }
    view.finish();
    return text + view.take_text();
}

std::string shown(const way_to_read& way, const std::string& stream) { return shown(way, stream, stream.size() + 1); }

std::string upload(const std::string& name, const std::string& body) {
    return framed(R"({"file_name": ")" + name + R"(", "file_size": )" + std::to_string(body.size()) +
                  R"(, "msg": "hi"})") +
           body;
}

TEST(stream_view, shows_frames_with_their_places_and_counts_them) {
    EXPECT_EQ(shown(frames, framed("hello") + framed("")),
              "@0  frame 0, 5 bytes\n"
              "    00000000  05 00 00 00 68 65 6c 6c  6f                       |....hello|\n"
              "@9  frame 1, 0 bytes\n"
              "    00000000                              00 00 00 00           |         ....|\n"
              "2 frames, 5 bytes of payload, in a stream of 13 bytes: no fault\n");
}

TEST(stream_view, shows_messages_with_header_and_body) {
    EXPECT_EQ(shown(messages, upload("a.txt", "abc") + framed(R"({"cmd": "get", "filename": "b"})")),
              "@0  message 0: upload a.txt, body of 3 bytes\n"
              "    {\"file_name\": \"a.txt\", \"file_size\": 3, \"msg\": \"hi\"}\n"
              "    00000030                       61  62 63                    |       abc|\n"
              "@58  message 1: get b\n"
              "    {\"cmd\": \"get\", \"filename\": \"b\"}\n"
              "2 messages, 3 bytes of bodies, in a stream of 93 bytes: no fault\n");
}

TEST(stream_view, shows_replies_by_what_they_answer) {
    const std::string text = shown(
        messages,
        framed(R"({"status": "error", "code": "not_found", "message": "no"})") +
            framed(R"({"status": "ok", "filename": "a", "filesize": 9, "sha256": "x", "ack": "durable"})") +
            framed(R"({"status": "ok", "exit_code": 3, "stdout_size": 1, "stderr_size": 0, "total_size": 1})") + "x");
    EXPECT_NE(text.find("message 0: reply error not_found\n"), std::string::npos) << text;
    EXPECT_NE(text.find("message 1: reply ok durable\n"), std::string::npos) << text;
    EXPECT_NE(text.find("message 2: reply ok, exit code 3, body of 1 byte\n"), std::string::npos) << text;
    EXPECT_NE(text.find("no fault"), std::string::npos) << text;
}

TEST(stream_view, a_peers_text_can_not_move_the_cursor) {
    const std::string text = shown(messages, framed("{\"cmd\": \"get\", \"filename\": \"\\u001b[2J\"}"));
    EXPECT_EQ(text.find('\033'), std::string::npos);
    EXPECT_NE(text.find("get \\x1b[2J"), std::string::npos) << text;
}

TEST(stream_view, long_payloads_are_cut_where_they_are_told_to_be) {
    const std::string text = shown(frames, framed(std::string(100, 'x')), 1000, {.shown_bytes = 12});
    EXPECT_NE(text.find("|d...xxxxxxxxxxxx|\n    ... and 88 bytes\n"), std::string::npos) << text;
}

TEST(stream_view, a_fault_is_shown_with_what_stands_before_and_behind_it) {
    EXPECT_EQ(
        shown(frames, framed("hello") + "\xff\xff\xff\xff" + "more", 1, {.only_faults = true}),
        "@9  FAULT  negative_length: a length must not be negative: length -1, limit 16777216, at offset 9, frame 1, "
        "first bytes ff ff ff ff\n"
        "    00000000  05 00 00 00 68 65 6c 6c  6f ff ff ff ff 6d 6f 72  |....hello....mor|\n"
        "                                          ^^ ^^ ^^ ^^\n"
        "    00000010  65                                                |e|\n"
        "    likely cause: the length is -1: the sender took the answer of a failed call for a length\n"
        "-- 8 bytes skipped, no frames in them --\n"
        "1 frame, 5 bytes of payload, in a stream of 17 bytes: 1 fault, 8 bytes in no frame\n");
}

TEST(stream_view, a_fault_in_a_header_is_marked_in_the_header) {
    const std::string text = shown(messages, framed(R"({"cmd": 5, "filename": "a"})"));
    EXPECT_NE(text.find("field_wrong_type"), std::string::npos) << text;
    EXPECT_NE(text.find("7b 22 63 6d  64 22 3a 20 35"), std::string::npos) << text;
    EXPECT_NE(text.find("\n" + std::string(14 + 12 * 3 + 1, ' ') + "^^\n"), std::string::npos) << text;
}

TEST(stream_view, what_is_shown_does_not_depend_on_how_the_bytes_came) {
    std::string long_stream;
    for (int i = 0; i < 4000; ++i) long_stream += framed("payload " + std::to_string(i));
    const std::string late_fault = long_stream + "\xff\xff\xff\xff" + std::string(6000, 'x') + long_stream;
    std::string bad_header = framed("{" + std::string(200, ' ') + "x}");
    for (const std::string& stream :
         {framed("hello") + framed("") + framed("alex"), framed("hello") + framed("alex").substr(0, 3),
          framed("hello") + framed("alex").substr(0, 6), framed("hello") + "GET / HTTP/1.1\r\n\r\n", late_fault,
          long_stream + framed("last").substr(0, 6)})
        for (const std::size_t piece : {1U, 2U, 3U, 7U, 64U, 4096U, 65536U})
            EXPECT_TRUE(shown(frames, stream, piece) == shown(frames, stream))
                << stream.size() << " in pieces of " << piece;
    for (const std::string& stream : {upload("a", "hello") + upload("b", ""), upload("a", "hello").substr(0, 30),
                                      upload("a", "hello").substr(0, 52), upload("a", "hello") + bad_header,
                                      upload("a", std::string(70000, 'b')) + bad_header + "trailing"})
        for (const std::size_t piece : {1U, 2U, 3U, 7U, 64U, 4096U, 65536U})
            EXPECT_TRUE(shown(messages, stream, piece) == shown(messages, stream))
                << stream.size() << " in pieces of " << piece;
}

TEST(stream_view, colours_only_where_it_is_told_to) {
    EXPECT_EQ(shown(frames, "junk!").find('\033'), std::string::npos);
    EXPECT_NE(shown(frames, "junk!", 5, {.has_color = true}).find("\033[1;31mFAULT\033[0m"), std::string::npos);
}

TEST(stream_view, finds_no_frames_behind_a_hole_in_a_payload_that_repeats_itself) {
    std::string words;
    for (int n = 0; n < 4000; ++n) words += "word " + std::to_string(n) + " ";
    for (unsigned key = 1; key <= 24; ++key) {
        std::string masked = words;
        for (std::size_t i = 0; i < masked.size(); ++i)
            masked[i] = static_cast<char>(masked[i] ^ static_cast<char>(key * 0x9e3779b1U >> 8 * (i % 4)));
        stream_view view({{"WebSocket", {}}, content::frames, find_protocol("WebSocket")}, {.is_json = true});
        const std::string before = "GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n\x81\x85keyshello";
        view.feed(as_bytes(before), {1, 0});
        view.lose(14, {2, 0});
        for (std::size_t at = 0, packet = 2; at < masked.size(); at += 20000, ++packet)
            view.feed(as_bytes(std::string_view(masked).substr(at, 20000)), {packet, 0});
        view.finish(false);
        EXPECT_NE(view.take_text().find("\"frames\":2,"), std::string::npos) << key;
    }
}

} // namespace
} // namespace cleave::inspect
