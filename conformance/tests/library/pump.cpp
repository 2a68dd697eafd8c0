// SPDX-License-Identifier: MIT
#include "conformance/tests/library/message_proof.hpp"

#include <cleave/protocols/generic.hpp>
#include <cleave/pump.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace cleave {
namespace {

// A source that gives `bytes` in pieces of at most `piece`, then says `last`; and a sink that takes them so.
struct piecewise {
    std::vector<std::byte> bytes;
    std::size_t piece;
    io_result last{io::closed, 0, 0};
    std::size_t calls = 0;

    io_result read_some(std::span<std::byte> into) noexcept {
        ++calls;
        if (bytes.empty()) return last;
        const std::size_t some = std::min({piece, bytes.size(), into.size()});
        std::copy_n(bytes.begin(), some, into.begin());
        bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(some));
        return {io::ok, some, 0};
    }
};

// How a pump ended whose transport is well: that has nothing to say then.
status well(const pumped& end) {
    EXPECT_EQ(end.error, 0);
    return end.st;
}

std::vector<std::byte> frames_of(std::initializer_list<std::string_view> payloads) {
    std::vector<std::byte> bytes;
    for (const std::string_view payload : payloads) {
        std::array<std::byte, 64> room{};
        std::span<std::byte> out = room;
        EXPECT_EQ(encode_frame<python_int>(as_bytes(payload), out), status::ok);
        bytes.insert(bytes.end(), room.begin(), room.end() - static_cast<std::ptrdiff_t>(out.size()));
    }
    return bytes;
}

TEST(pump, moves_a_stream_through_a_frame_decoder_whatever_the_pieces) {
    for (std::size_t piece = 1; piece <= 24; ++piece) {
        piecewise source{frames_of({"hello", "", "alex"}), piece};
        frame_decoder<python_int> decoder;
        std::array<std::byte, 7> room{};
        std::string data;
        std::size_t frames = 0;
        const pumped end = pump(decoder, source, room, [&](frame_part part) {
            data += as_text(part.data());
            frames += part.is_last();
        });
        EXPECT_EQ(well(end), status::ok);
        EXPECT_EQ(data, "helloalex");
        EXPECT_EQ(frames, 3u);
    }
}

TEST(pump, moves_a_stream_through_a_frame_buffer_whatever_the_pieces) {
    for (std::size_t piece = 1; piece <= 24; ++piece) {
        piecewise source{frames_of({"hello", "", "alex"}), piece};
        std::array<std::byte, 9> storage{};
        frame_buffer<python_int> frames(storage);
        std::vector<std::string> payloads;
        const pumped end = pump(frames, source, [&](const frame& f) { payloads.emplace_back(as_text(f.payload())); });
        EXPECT_EQ(well(end), status::ok);
        EXPECT_EQ(payloads, (std::vector<std::string>{"hello", "", "alex"}));
    }
}

TEST(pump, moves_files_through_a_file_receiver) {
    piecewise source{message(R"({"file_name": "a", "file_size": 5})", "hello"), 3};
    owning_engine<file_receiver> receiver(256);
    std::array<std::byte, 16> room{};
    std::string log;
    const pumped end = pump(*receiver, source, room, [&](const file_step& step, const header_fields& fields) {
        if (step.event == file_event::file) log += fields.string(header_field::file_name);
        if (step.event == file_event::end) log += ".";
        log += as_text(step.data);
    });
    EXPECT_EQ(well(end), status::ok);
    EXPECT_EQ(log, "ahello.");
}

TEST(pump, gives_fields_with_the_event_that_filled_them_and_with_no_other) {
    const std::string name(11, 'n');
    const auto upload = message(R"({"file_name": ")" + name + R"(", "file_size": 60})",
                                "../../root is what the body says here" + std::string(23, '.'));
    for (std::size_t piece = 1; piece <= upload.size(); ++piece) { // the body comes into the room of the header's text
        piecewise source{upload, piece};
        owning_engine<file_receiver> receiver(256);
        std::vector<std::byte> room(piece);
        std::size_t filled = 0;
        const pumped end = pump(*receiver, source, room, [&](const file_step& step, const header_fields& fields) {
            if (step.event == file_event::file) {
                ++filled;
                EXPECT_EQ(fields.string(header_field::file_name), name) << piece;
            } else {
                EXPECT_FALSE(fields.has(header_field::file_name)) << piece;
                EXPECT_TRUE(fields.text.empty()) << piece;
            }
        });
        EXPECT_EQ(well(end), status::ok);
        EXPECT_EQ(filled, 1U);
    }
}

TEST(pump, stops_where_the_source_would_block_and_goes_on_later) {
    piecewise source{frames_of({"hello"}), 6, {io::would_block, 0, 0}};
    frame_decoder<python_int> decoder;
    std::array<std::byte, 64> room{};
    std::string data;
    const auto on_step = [&](frame_part part) { data += as_text(part.data()); };
    EXPECT_EQ(well(pump(decoder, source, room, on_step)), status::need_input);
    EXPECT_EQ(data, "hello");
    source.bytes = frames_of({"alex"});
    EXPECT_EQ(well(pump(decoder, source, room, on_step)), status::need_input);
    EXPECT_EQ(data, "helloalex");
}

TEST(pump, tells_a_cut_from_a_clean_end) {
    auto bytes = frames_of({"hello"});
    bytes.pop_back();
    std::array<std::byte, 64> room{};

    piecewise source{bytes, 64};
    frame_decoder<python_int> decoder;
    const pumped end = pump(decoder, source, room, [](frame_part) {});
    EXPECT_EQ(well(end), status::truncated_payload);
    EXPECT_EQ(end.end, (stream_end{status::truncated_payload, 4, 5}));

    piecewise again{bytes, 64};
    frame_buffer<python_int> frames(room);
    EXPECT_EQ(well(pump(frames, again, [](const frame&) {})), status::truncated_payload);

    piecewise upload{message(R"({"file_size": 2})", "x"), 64};
    owning_engine<message_decoder> messages(256);
    EXPECT_EQ(well(pump(*messages, upload, room, [](const message_step&, const header_fields&) {})),
              status::truncated_body);
}

TEST(pump, stops_at_the_first_error_of_the_stream_and_receives_no_more) {
    std::array<std::byte, 64> room{};
    piecewise source{from_hex("ff ff ff ff 00 00 00 00"), 4};
    frame_decoder<python_int> decoder;
    EXPECT_EQ(well(pump(decoder, source, room, [](frame_part) {})), status::negative_length);
    EXPECT_EQ(source.calls, 1U);

    piecewise again{from_hex("ff ff ff ff 00 00 00 00"), 4};
    frame_buffer<python_int> frames(room);
    EXPECT_EQ(well(pump(frames, again, [](const frame&) {})), status::negative_length);
    EXPECT_EQ(again.calls, 1U);

    piecewise bad{message("[]"), 64};
    owning_engine<message_decoder> messages(256);
    EXPECT_EQ(well(pump(*messages, bad, room, [](const message_step&, const header_fields&) {})),
              status::json_not_object);
    EXPECT_EQ(bad.calls, 1U);
}

TEST(pump, reports_a_broken_transport_in_its_own_terms) {
    std::array<std::byte, 64> room{};
    frame_decoder<python_int> decoder;
    callback_source broken{[](std::span<std::byte>) { return io_result{io::failed, 0, 104}; }};
    const pumped end = pump(decoder, broken, room, [](frame_part) {});
    EXPECT_EQ(end.st, status::connection_lost);
    EXPECT_EQ(end.error, 104);
}

TEST(pump, sends_all_or_says_what_is_left) {
    std::string sent;
    io_result last{io::would_block, 0, 0};
    callback_sink sink{[&](std::span<const std::byte> bytes) {
        if (sent.size() >= 6) return last;
        const std::size_t some = std::min<std::size_t>(bytes.size(), 3);
        sent += as_text(bytes.first(some));
        return io_result{io::ok, some, 0};
    }};
    std::span<const std::byte> bytes = as_bytes("hello alex");
    EXPECT_EQ(well(send(sink, bytes)), status::need_output);
    EXPECT_EQ(as_text(bytes), "alex");
    EXPECT_EQ(sent, "hello ");

    last = {io::closed, 0, 0};
    EXPECT_EQ(send(sink, bytes).st, status::connection_lost);
    last = {io::failed, 0, 32};
    EXPECT_EQ(send(sink, bytes).error, 32);
    sent.clear();
    EXPECT_EQ(well(send(sink, bytes)), status::ok);
    EXPECT_EQ(sent, "alex");
    EXPECT_TRUE(bytes.empty());
}

TEST(pump, stops_behind_the_frame_that_says_so_and_keeps_the_rest) {
    auto bytes = frames_of({"one", "two"});
    const auto raw = as_bytes("RAW");
    bytes.insert(bytes.end(), raw.begin(), raw.end());
    std::array<std::byte, 64> room{};
    piecewise source{bytes, 64};
    frame_buffer<python_int> frames(room);
    std::string seen;
    const auto until_two = [&](const frame& f) {
        seen += as_text(f.payload());
        return as_text(f.payload()) != "two";
    };
    const pumped end = pump(frames, source, until_two);
    EXPECT_TRUE(end.stopped);
    EXPECT_EQ(end.st, status::ok);
    EXPECT_EQ(seen, "onetwo");
    EXPECT_EQ(as_text(frames.unread()), "RAW");
    EXPECT_EQ(source.calls, 1u);

    piecewise again{bytes, 64};
    std::array<std::byte, 64> received{};
    frame_decoder<python_int> decoder;
    std::size_t parts = 0;
    const auto first_only = [&](frame_part) { return ++parts == 100; };
    EXPECT_TRUE(pump(decoder, again, received, first_only).stopped);
    EXPECT_EQ(parts, 1u);
    EXPECT_TRUE(pump(decoder, again, received, first_only).stopped) << "goes on with what is unread";
    EXPECT_EQ(as_text(decoder.unread()), "RAW");
    EXPECT_EQ(again.calls, 1u);
}

TEST(pump, serves_a_buffer_that_owns_its_storage) {
    piecewise source{frames_of({"hello"}), 2};
    owned_frame_buffer<python_int::with_max_payload<8>> frames;
    std::string seen;
    EXPECT_EQ(well(pump(frames, source, [&](const frame& f) { seen += as_text(f.payload()); })), status::ok);
    EXPECT_EQ(seen, "hello");
}

// A sink that takes several pieces in one call, at most `most` bytes of them.
struct gathering {
    std::size_t most;
    std::string sent;
    std::size_t calls = 0;
    io_result nothing{io::would_block, 0, 0};

    io_result write_some(std::span<const std::byte> bytes) noexcept { return write_some(std::span(&bytes, 1)); }
    io_result write_some(std::span<const std::span<const std::byte>> parts) noexcept {
        ++calls;
        std::size_t taken = 0;
        for (const auto part : parts) {
            const std::size_t some = std::min(most - taken, part.size());
            sent += as_text(part.first(some));
            taken += some;
        }
        return taken != 0 ? io_result{io::ok, taken, 0} : nothing;
    }
};
static_assert(gathering_sink<gathering> && !gathering_sink<piecewise>);

TEST(pump, sends_header_and_payload_in_one_call_where_the_sink_can) {
    for (const std::size_t most : {1u, 2u, 4u, 5u, 100u}) {
        gathering sink{most, "", 0};
        std::span<const std::byte> parts[] = {as_bytes("head"), {}, as_bytes("payload")};
        EXPECT_EQ(well(send(sink, parts)), status::ok);
        EXPECT_EQ(sink.sent, "headpayload");
        EXPECT_EQ(sink.calls, (11 + most - 1) / most);
        for (const auto part : parts) EXPECT_TRUE(part.empty());
    }
    std::string sent;
    callback_sink one_by_one{[&](std::span<const std::byte> bytes) noexcept {
        if (sent.size() >= 6) return io_result{io::would_block, 0, 0};
        sent += as_text(bytes.first(2));
        return io_result{io::ok, 2, 0};
    }};
    std::span<const std::byte> parts[] = {as_bytes("head"), as_bytes("payload")};
    EXPECT_EQ(well(send(one_by_one, parts)), status::need_output);
    EXPECT_EQ(sent, "headpa");
    EXPECT_EQ(as_text(parts[1]), "yload");
    gathering blocked{0, "", 0};
    EXPECT_EQ(well(send(blocked, parts)), status::need_output);
    gathering broken{.most = 0, .sent = "", .nothing = {io::failed, 0, 32}};
    const pumped end = send(broken, parts);
    EXPECT_EQ(end.st, status::connection_lost);
    EXPECT_EQ(end.error, 32);
    EXPECT_EQ(as_text(parts[1]), "yload") << "nothing was sent";
}

} // namespace
} // namespace cleave
