// SPDX-License-Identifier: MIT
#include "conformance/inspect/layout_guess.hpp"
#include "conformance/inspect/catalogue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace cleave::inspect {
namespace {

using conformance::named_layouts;

/// Bytes around the length that the layout's own protocol would have.
std::string frame_of(const conformance::layout& layout, const std::string& payload) {
    const bool is_named_for_a_protocol = layout.name != "whole_frame_2";
    const conformance::filler around =
        is_named_for_a_protocol ? conformance::filler{'\0', '\0'} : conformance::filler{};
    std::string header = *conformance::frame_header(layout.prefix, conformance::integer{payload.size()}, around);
    if (layout.name == "memcached_binary") header[0] = '\x80';
    if (layout.name == "postgresql") header[0] = 'Q';
    return header + payload;
}

std::string several_frames(const conformance::layout& layout) {
    std::string stream;
    for (std::size_t i = 0; i < 40; ++i)
        stream += frame_of(layout, "payload number " + std::string(i % 8 == 0 ? 150 : i % 7 + 1, 'x'));
    return stream;
}

std::string letters_of(std::string_view name) {
    std::string made;
    for (const char c : name) made += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    return made;
}

std::vector<layout_guess> ranked(const std::string& stream, bool is_whole = true) {
    const std::vector<char> exact(stream.begin(), stream.end());
    return rank_layouts({as_bytes({exact.data(), exact.size()}), is_whole});
}

TEST(layout_guess, finds_every_named_layout_or_one_that_reads_the_same) {
    for (const conformance::layout& layout : named_layouts()) {
        if (layout.name == "http2") continue; // has rules that these frames break
        const auto all = ranked(several_frames(layout));
        ASSERT_NE(convincing(all), nullptr) << layout.name;
        const layout_guess& best = all[0];
        const bool is_found =
            best.way.layout.name == layout.name ||
            (best.way.known != nullptr && layout.name.starts_with(letters_of(best.way.known->name))) ||
            std::count(best.read_alike.begin(), best.read_alike.end(), layout.name) == 1;
        EXPECT_TRUE(is_found) << layout.name << " was taken for " << best.way.layout.name;
        EXPECT_TRUE(best.walked.fits({{}, true})) << layout.name;
        EXPECT_EQ(best.walked.frames, 40U) << layout.name;
    }
}

TEST(layout_guess, finds_every_named_layout_in_a_window_that_ends_anywhere) {
    for (const conformance::layout& layout : named_layouts()) {
        if (layout.prefix.width == 1 || layout.name == "http2")
            continue; // one byte of length proves too little without the stream's end
        const std::string stream = several_frames(layout);
        for (std::size_t size = stream.size() - 25; size < stream.size(); ++size) {
            const auto all = ranked(stream.substr(0, size), false);
            ASSERT_NE(convincing(all), nullptr) << layout.name << " " << size;
            if (all[0].way.known != nullptr) continue;
            EXPECT_EQ(difference(layout.prefix, all[0].way.layout.prefix), "") << layout.name << " " << size;
        }
    }
}

TEST(layout_guess, finds_header_messages_by_header_and_body) {
    const std::string header = R"({"cmd": "put", "filename": "a.txt", "filesize": 5})";
    const auto all = ranked(frame_of(named_layouts()[0], header) + "hello");
    ASSERT_NE(convincing(all), nullptr);
    EXPECT_EQ(all[0].way.holds, content::messages);
    EXPECT_NE(all[0].reason.find("each a JSON header"), std::string::npos) << all[0].reason;
}

TEST(layout_guess, a_length_that_counts_its_header_is_told_from_one_that_does_not) {
    const auto all = ranked(std::string("\0\0\0\x09hello\0\0\0\x08"
                                        "alex",
                                        17));
    ASSERT_NE(convincing(all), nullptr);
    EXPECT_EQ(all[0].way.layout.name, "width=4,order=big,counts=whole_frame");
}

std::string best_name(const std::string& stream) {
    const auto all = ranked(stream);
    const layout_guess* const best = convincing(all);
    return best == nullptr              ? ""
           : best->way.known != nullptr ? std::string(best->way.known->name)
                                        : best->way.layout.name;
}

TEST(layout_guess, what_has_the_header_of_a_protocol_and_not_its_content_is_not_that_protocol) {
    const std::string http = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    EXPECT_EQ(best_name(http), "");
    EXPECT_EQ(best_name("Content-Length: 5\r\n\r\nhello"), "Language Server Protocol");
    std::string of_radius, of_others; // the same header; then attributes, or anything
    for (char i = 1; i < 10; ++i) {
        of_radius +=
            std::string("\x01\1\0\x1e", 4) + std::string(16, static_cast<char>('A' + i)) + "\x01\x0a" + "somebody";
        of_others += std::string("\x01\1\0\x1e", 4) + std::string(26, static_cast<char>('A' + i));
        of_radius[of_radius.size() - 29] = of_others[of_others.size() - 29] = i;
    }
    EXPECT_EQ(best_name(of_radius), "RADIUS");
    EXPECT_NE(best_name(of_others), "RADIUS");
}

TEST(layout_guess, a_hello_of_ssl_2_opens_tls) {
    std::string hello = std::string("\x80\x2e\x01\x03\x01\0\x15\0\0\0\x10", 11) + std::string(37, '\x5a');
    for (const int size : {70, 48, 40}) {
        std::string payload;
        for (int i = 0; i < size; ++i) payload += static_cast<char>(i * 89 + size);
        hello += std::string("\x16\x03\x01\0", 4) + static_cast<char>(size) + payload;
    }
    EXPECT_EQ(best_name(hello), "TLS");
}

TEST(layout_guess, half_of_a_length_that_leaves_an_empty_frame_in_front_of_each_is_not_the_length) {
    std::string stream;
    for (const int size : {128, 128, 60, 11})
        stream += std::string(3, '\0') + static_cast<char>(size) + std::string(static_cast<std::size_t>(size), '\xa7');
    const auto all = ranked(stream);
    ASSERT_NE(convincing(all), nullptr);
    EXPECT_EQ(all[0].way.layout.prefix.width, 4) << all[0].way.layout.name;
}

TEST(layout_guess, the_reason_says_what_speaks_for_it) {
    const auto all = ranked(frame_of(named_layouts()[0], "hello") + frame_of(named_layouts()[0], "alex"));
    ASSERT_NE(convincing(all), nullptr);
    EXPECT_EQ(all[0].reason, "2 frames after each other, the last ending where the input ends, readable text all");
}

TEST(layout_guess, foreign_protocols_and_bytes_without_a_pattern_convince_of_nothing) {
    std::string noise;
    for (unsigned i = 0, state = 1; i < 5000; ++i) {
        state = state * 1664525 + 1013904223;
        noise += static_cast<char>(state >> 24);
    }
    for (const std::string& stream :
         {std::string("GET / HTTP/1.1\r\nHost: example.org\r\nAccept: */*\r\n\r\n"),
          std::string("SSH-2.0-OpenSSH_9.2\r\n"), std::string("get a.txt"), noise, std::string("\x05"), std::string()})
        EXPECT_EQ(convincing(ranked(stream)), nullptr) << stream.substr(0, 20);
}

TEST(layout_text, reads_back_as_the_same_layout) {
    for (const prefix_layout& prefix :
         {prefix_layout{
              .width = 3, .order = std::endian::little, .counts = length_counts::from_field, .offset = 2, .gap = 1},
          prefix_layout{.form = length_form::varint, .max_payload = 70000},
          prefix_layout{.width = 8, .is_signed = true},
          prefix_layout{.width = 1, .counts = length_counts::whole_frame, .gap = 3}}) {
        std::string why;
        const auto again = conformance::parse_layout(layout_text(prefix), why);
        ASSERT_TRUE(again.has_value()) << why;
        EXPECT_EQ(again->prefix, prefix) << layout_text(prefix);
    }
}

TEST(difference, names_each_respect_in_which_two_layouts_differ) {
    const prefix_layout erlang{.width = 4};
    const auto to = [&](const prefix_layout& found) { return difference(erlang, found); };
    EXPECT_EQ(to(erlang), "");
    EXPECT_EQ(to({.width = 4, .is_signed = true}), "");
    EXPECT_EQ(to({.width = 4, .order = std::endian::little}), "the length is little-endian, not big-endian");
    EXPECT_EQ(to({.width = 4, .counts = length_counts::whole_frame}), "the length counts its header too");
    EXPECT_EQ(to({.width = 4, .counts = length_counts::from_field}), "the length counts itself and what follows");
    EXPECT_EQ(to({.width = 2, .offset = 1}), "the length has 2 bytes, not 4; 1 byte in front of the length, not 0");
    EXPECT_EQ(to({.form = length_form::varint, .gap = 2}),
              "the length is a varint; 2 bytes between length and payload, not 0");
    EXPECT_EQ(difference({.form = length_form::varint}, erlang), "the length has 4 bytes and is no varint");
    EXPECT_EQ(difference({.width = 4, .counts = length_counts::whole_frame, .offset = 1, .gap = 1}, erlang),
              "the length counts the payload only, not its header; nothing stands in front of the length; "
              "nothing stands between length and payload");
}

} // namespace
} // namespace cleave::inspect
