// SPDX-License-Identifier: MIT
#include <cleave/frame_decoder.hpp>

#include "conformance/tests/library/framing_proof.hpp"

#include <array>
#include <type_traits>

namespace cleave {
namespace {

using decoder_of_ints = frame_decoder<python_int>;

static_assert(sizeof(decoder_of_ints) == 32);
static_assert(sizeof(frame_decoder<varint_delimited>) == 40);
static_assert(sizeof(runtime_frame_decoder) <= 88);
static_assert(std::is_trivially_copyable_v<decoder_of_ints> && std::is_trivially_copyable_v<runtime_frame_decoder>);
static_assert(std::is_trivially_destructible_v<decoder_of_ints>);
static_assert(!std::is_convertible_v<on_excess, decoder_of_ints>);

// A whole exchange as a constant: frames, the end, a cut end, an error, and what follows it.
static_assert([] {
    constexpr std::array bytes{std::byte{2},   std::byte{0},   std::byte{0}, std::byte{0},
                               std::byte{'h'}, std::byte{'i'}, std::byte{9}};
    decoder_of_ints decoder;
    std::span<const std::byte> in(bytes);
    std::array<frame_event, 4> events{};
    for (frame_event& event : events) {
        const frame_step step = decoder.decode(in);
        in = in.subspan(step.consumed);
        event = step.event;
    }
    return events == std::array{frame_event::begin, frame_event::data, frame_event::end, frame_event::none} &&
           in.empty() && decoder.frames() == 1 && decoder.offset() == 7 && decoder.needed() == bytes_needed{3, false} &&
           decoder.finish() == stream_end{status::truncated_prefix, 1, 4} && !(decoder == decoder_of_ints{});
}());
static_assert([] {
    constexpr std::array bytes{std::byte{0}, std::byte{0}, std::byte{0}, std::byte{0x80}};
    decoder_of_ints decoder;
    const frame_step step = decoder.decode(bytes);
    const bool failed = step.st == status::negative_length && decoder.error().is_negative;
    decoder.reset();
    return failed && decoder == decoder_of_ints{};
}());
static_assert([] {
    constexpr std::array bytes{std::byte{3}, std::byte{1}, std::byte{2}, std::byte{3}, std::byte{0}};
    frame_decoder<erlang_packet<1>.with_max_payload(2)> decoder(on_excess::discard);
    const frame_step excess = decoder.decode(bytes);
    const frame_step begin = decoder.decode(std::span(bytes).subspan(excess.consumed));
    return excess.event == frame_event::excess && excess.consumed == 1 && begin.event == frame_event::begin &&
           begin.consumed == 4;
}());

// ---- all deliveries of streams of every kind ---------------------------------------------------------------------

template <length_prefix Prefix>
void expect_events(std::string_view hex, std::string_view events, on_excess excess = on_excess::fail) {
    const auto bytes = from_hex(hex);
    const frame_decoder<Prefix> fixed(excess);
    const runtime_frame_decoder runtime(Prefix, excess);
    EXPECT_EQ(events_of(bytes, fixed, feed_decoder{}), events) << hex;
    EXPECT_EQ(events_of(bytes, runtime, feed_decoder{}), events) << hex;
    EXPECT_EQ(events_of(bytes, fixed, visit_decoder{}), events) << hex;
    EXPECT_EQ(events_of(bytes, runtime, visit_decoder{}), events) << hex;
    EXPECT_TRUE(prove_every_delivery(bytes, fixed, feed_decoder{})) << hex;
    EXPECT_TRUE(prove_every_delivery(bytes, fixed, visit_decoder{})) << hex;
    if (bytes.size() <= 12 || bytes.size() > 20) {
        EXPECT_TRUE(prove_every_delivery(bytes, runtime, feed_decoder{})) << hex;
    }
}

TEST(FrameDecoder, GoodStreamsUnderEveryDelivery) {
    expect_events<python_int>("", "");
    expect_events<python_int>("00 00 00 00", "begin 0, end");
    expect_events<python_int>("02 00 00 00 68 69 00 00 00 00 01 00 00 00 7a",
                              "begin 2, data 68 69, end, begin 0, end, begin 1, data 7a, end");
    expect_events<erlang_packet<1>>("00 00 01 61 03 62 63",
                                    "begin 0, end, begin 0, end, begin 1, data 61, end, begin 3, "
                                    "data 62 63");
    expect_events<erlang_packet<2>>("00 05 68 65 6c 6c 6f 00", "begin 5, data 68 65 6c 6c 6f, end");
    expect_events<grpc_message>("01 00 00 00 01 61 00 00 00", "begin 1, data 61, end");
    expect_events<http2>("00 00 02 04 00 11 22 33 44 aa bb 00 00 00 04 01", "begin 2, data aa bb, end");
    expect_events<postgresql>("51 00 00 00 06 61 62 58 00 00 00 04", "begin 2, data 61 62, end, begin 0, end");
    expect_events<varint_delimited>("01 61 00 81 01 62 62 62", "begin 1, data 61, end, begin 0, end, begin 129, data "
                                                               "62 62 62");
    expect_events<memcached_binary>("80 01 00 00 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00 00 ab 81",
                                    "begin 1, data ab, end");
    expect_events<length_prefix{{.width = 8, .order = std::endian::little, .max_payload = (1ULL << 63) - 1}}>(
        "ff ff ff ff ff ff ff 7f 01 02", "begin 9223372036854775807, data 01 02");
}

TEST(FrameDecoder, BadStreamsUnderEveryDelivery) {
    expect_events<python_int>("ff ff ff ff 01 02", "error negative_length");
    expect_events<python_int>("01 00 00 00 61 00 00 00 80 62", "begin 1, data 61, end, error negative_length");
    expect_events<python_int.with_max_payload(4)>("04 00 00 00 61 61 61 61 05 00 00 00 62 62",
                                                  "begin 4, data 61 61 61 61, end, error frame_too_large");
    expect_events<postgresql>("51 00 00 00 03 00 00", "error length_below_header");
    expect_events<http2.with_max_payload(2)>("00 00 03 04 00 11 22 33 44 aa", "error frame_too_large");
    expect_events<varint_delimited>("01 61 81 00 09", "begin 1, data 61, end, error varint_not_canonical");
    expect_events<varint_delimited>("ff ff ff ff ff ff ff ff ff 02 00", "error varint_too_long");
    expect_events<varint_delimited.with_max_payload(127)>("80 01 00", "error frame_too_large");
    expect_events<length_prefix{{.width = varint_width, .offset = 1, .gap = 2, .max_payload = 9}}>(
        "aa 0a bb cc", "error frame_too_large");
}

TEST(FrameDecoder, ExcessIsPassedOverUnderEveryDelivery) {
    constexpr auto discard = on_excess::discard;
    expect_events<erlang_packet<1>.with_max_payload(2)>("03 61 62 63 01 64 ff 65",
                                                        "excess 3, begin 1, data 64, end, "
                                                        "excess 255",
                                                        discard);
    expect_events<erlang_packet<1>.with_max_payload(0)>("01 61 00 02 62 62 00",
                                                        "excess 1, begin 0, end, excess 2, begin 0, end", discard);
    // Header bytes behind the length field belong to what is passed over.
    expect_events<length_prefix{{.width = 1, .gap = 2, .max_payload = 1}}>("02 aa bb 61 62 01 cc dd 63",
                                                                           "excess 2, begin 1, data 63, end", discard);
    expect_events<length_prefix{{.width = varint_width, .offset = 1, .gap = 1, .max_payload = 1}}>(
        "aa 02 bb 61 62 cc 81 00 dd", "excess 2, error varint_not_canonical", discard);
    expect_events<length_prefix{{.width = 1, .counts = length_counts::whole_frame, .offset = 2, .max_payload = 1}}>(
        "00 00 05 61 62 00 00 04 63 00 00 02", "excess 2, begin 1, data 63, end, error length_below_header", discard);
    // Only excess is passed over.
    expect_events<python_int.with_max_payload(1)>("02 00 00 00 61 61 fe ff ff ff 62", "excess 2, error negative_length",
                                                  discard);
}

TEST(FrameDecoder, EveryLayoutUnderEveryDelivery) {
    const auto payload = to_bytes("abcdefghijklmnopqrstu");
    for (const prefix_layout& layout : every_layout()) {
        prefix_layout limited = layout;
        limited.max_payload = 21;
        const runtime_prefix prefix = checked(limited);
        std::vector<std::byte> bytes = frame_of(prefix, payload);
        append(bytes, frame_of(prefix, {}));
        append(bytes, frame_of(checked(layout), to_bytes("abcdefghijklmnopqrstuv")));
        append(bytes, frame_of(prefix, to_bytes("z")));
        const std::string good = "begin 21, data " + spaced_hex(payload) + ", end, begin 0, end, ";
        const runtime_frame_decoder fails(prefix), discards(prefix, on_excess::discard);
        ASSERT_EQ(events_of(bytes, fails, feed_decoder{}), good + "error frame_too_large") << name_of(layout);
        ASSERT_EQ(events_of(bytes, discards, feed_decoder{}), good + "excess 22, begin 1, data 7a, end")
            << name_of(layout);
        if (layout.is_signed) continue; // the sign has no part in where bytes are cut
        ASSERT_TRUE(prove_every_delivery(bytes, discards, feed_decoder{})) << name_of(layout);
        if (layout.counts == length_counts::payload) {
            ASSERT_TRUE(prove_every_delivery(bytes, fails, feed_decoder{})) << name_of(layout);
        }
    }
}

// ---- single steps --------------------------------------------------------------------------------------------------

TEST(FrameDecoder, DataIsAViewOfTheInput) {
    const exact_block block(from_hex("03 61 62 63"));
    frame_decoder<erlang_packet<1>> decoder;
    std::span<const std::byte> in = block.bytes();
    const frame_step begin = decoder.decode(in);
    EXPECT_EQ(begin.event, frame_event::begin);
    EXPECT_EQ(begin.consumed, 1u);
    EXPECT_EQ(begin.length, 3u);
    const frame_step data = decoder.decode(in.subspan(1));
    EXPECT_EQ(data.event, frame_event::data);
    EXPECT_EQ(data.consumed, 3u);
    EXPECT_EQ(data.data.data(), in.data() + 1);
    EXPECT_EQ(data.data.size(), 3u);
    const frame_step end = decoder.decode({});
    EXPECT_EQ(end.st, status::ok);
    EXPECT_EQ(end.event, frame_event::end);
    EXPECT_EQ(end.consumed, 0u);
    EXPECT_EQ(decoder.decode({}).st, status::need_input);
}

TEST(FrameDecoder, StepThatNobodyTookIsAnEmptyOne) {
    EXPECT_EQ(frame_step{}.st, status::ok);
    EXPECT_EQ(frame_step{}.event, frame_event::none);
    EXPECT_EQ(frame_step{}.consumed, 0u);
    EXPECT_EQ(frame_step{}.length, 0u);
    EXPECT_NE(bytes_needed{}, (bytes_needed{1, false}));
    EXPECT_NE(bytes_needed{}, (bytes_needed{0, true}));
}

TEST(FrameDecoder, HeaderIsThatOfTheFrameInProgressHoweverItCame) {
    const auto bytes = from_hex("aa 00 00 00 02 68 69");
    for (std::size_t cut = 0; cut <= 5; ++cut) {
        frame_decoder<grpc_message> decoder;
        EXPECT_TRUE(decoder.header().empty());
        if (cut != 0) {
            EXPECT_EQ(decoder.decode(std::span(bytes).first(cut)).consumed, cut);
        }
        if (cut < 5) {
            EXPECT_EQ(spaced_hex(decoder.header()), spaced_hex(std::span(bytes).first(cut)));
            EXPECT_EQ(decoder.decode(std::span(bytes).subspan(cut)).event, frame_event::begin);
        }
        EXPECT_EQ(spaced_hex(decoder.header()), "aa 00 00 00 02") << cut;
        EXPECT_EQ(decoder.decode(std::span(bytes).subspan(5)).event, frame_event::data);
        EXPECT_EQ(spaced_hex(decoder.header()), "aa 00 00 00 02") << cut;
    }
}

TEST(FrameDecoder, FinishAndNeededAtEveryByteWithHaveAndNeed) {
    struct row {
        stream_end end;
        bytes_needed needed;
    };
    constexpr length_prefix prefix{{.width = 2, .offset = 1, .gap = 1}};
    const auto bytes = from_hex("aa 00 02 bb 61 62 aa");
    constexpr auto in_prefix = status::truncated_prefix;
    constexpr auto in_payload = status::truncated_payload;
    const row rows[] = {
        {{status::ok, 0, 0}, {4, false}}, {{in_prefix, 1, 4}, {3, false}}, {{in_prefix, 2, 4}, {2, false}},
        {{in_prefix, 3, 4}, {1, false}},  {{in_payload, 0, 2}, {2, true}}, {{in_payload, 1, 2}, {1, true}},
        {{status::ok, 0, 0}, {4, false}}, {{in_prefix, 1, 4}, {3, false}},
    };
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        frame_decoder<prefix> decoder;
        event_log log;
        feed_decoder{}(decoder, std::span(bytes).first(size), log);
        EXPECT_EQ(decoder.finish(), rows[size].end) << size;
        EXPECT_EQ(decoder.needed(), rows[size].needed) << size;
        EXPECT_EQ(decoder.offset(), size);
    }
}

TEST(FrameDecoder, FinishInsideAVarintNeedsOneMoreAtLeast) {
    frame_decoder<varint_delimited> decoder;
    for (std::uint64_t have = 1; have <= 9; ++have) {
        EXPECT_EQ(decoder.decode(from_hex("ff")).st, status::need_input);
        EXPECT_EQ(decoder.finish(), (stream_end{status::truncated_prefix, have, have + 1}));
    }
    EXPECT_EQ(decoder.decode(from_hex("ff")).st, status::varint_too_long);
    EXPECT_EQ(decoder.finish(), (stream_end{status::varint_too_long, 0, 0}));
    EXPECT_EQ(decoder.needed(), bytes_needed{});
}

TEST(FrameDecoder, FinishWhilePassingOverExcessTellsHaveAndNeedOfItsPayload) {
    constexpr length_prefix prefix{{.width = 1, .gap = 2, .max_payload = 1}};
    const auto bytes = from_hex("03 aa bb 61 62 63");
    const stream_end ends[] = {{},
                               {status::truncated_payload, 0, 3},
                               {status::truncated_payload, 0, 3},
                               {status::truncated_payload, 0, 3},
                               {status::truncated_payload, 1, 3},
                               {status::truncated_payload, 2, 3},
                               {}};
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        frame_decoder<prefix> decoder(on_excess::discard);
        event_log log;
        feed_decoder{}(decoder, std::span(bytes).first(size), log);
        EXPECT_EQ(decoder.finish(), ends[size]) << size;
        if (size != 0 && size != bytes.size()) {
            EXPECT_EQ(decoder.needed(), (bytes_needed{bytes.size() - size, true})) << size;
        }
    }
}

TEST(FrameDecoder, ErrorStaysWhateverFollowsAndNothingIsTakenAnyMore) {
    frame_decoder<python_int> decoder;
    event_log log;
    feed_decoder{}(decoder, from_hex("01 00 00 00 61 ff ff"), log);
    const frame_step step = decoder.decode(from_hex("ff ff 01 00"));
    EXPECT_EQ(step.st, status::negative_length);
    EXPECT_EQ(step.event, frame_event::none);
    EXPECT_EQ(step.consumed, 0u);
    const auto failed = decoder;
    for (const auto more : {"", "00", "01 00 00 00 61"}) {
        const frame_step again = decoder.decode(from_hex(more));
        EXPECT_EQ(again.st, status::negative_length);
        EXPECT_EQ(again.event, frame_event::none);
        EXPECT_EQ(again.consumed, 0u);
        EXPECT_TRUE(again.data.empty());
        EXPECT_EQ(decoder, failed);
    }
    EXPECT_EQ(decoder.offset(), 5u);
    EXPECT_EQ(decoder.frames(), 1u);
    EXPECT_EQ(decoder.error().offset, 5u);
    EXPECT_EQ(decoder.error().frame_index, 1u);
    EXPECT_EQ(decoder.error().declared, ~std::uint64_t{0});
    EXPECT_TRUE(decoder.error().is_negative);
    EXPECT_EQ(spaced_hex(decoder.header()), "ff ff ff ff");
    EXPECT_EQ(decoder.finish(), (stream_end{status::negative_length, 0, 0}));
}

TEST(FrameDecoder, ResetForgetsTheErrorButNotTheLayoutNorWhatToDoOnExcess) {
    frame_decoder<python_int.with_max_payload(1)> decoder(on_excess::discard);
    const auto fresh = decoder;
    event_log log;
    feed_decoder{}(decoder, from_hex("02 00 00 00 61 61 ff ff ff ff"), log);
    EXPECT_EQ(decoder.error().st, status::negative_length);
    decoder.reset();
    EXPECT_EQ(decoder, fresh);
    EXPECT_EQ(decoder.error(), frame_error{});
    EXPECT_EQ(decoder.decode(from_hex("02 00 00 00")).event, frame_event::excess);
    runtime_frame_decoder runtime(grpc_message);
    EXPECT_EQ(runtime.decode(from_hex("aa")).st, status::need_input);
    runtime.reset();
    EXPECT_EQ(runtime, runtime_frame_decoder(grpc_message));
}

TEST(FrameDecoder, ExcessIsReportedWithItsLengthUpToAllOnes) {
    constexpr length_prefix prefix{{.width = 8, .gap = 3, .max_payload = 100}};
    struct row {
        std::string_view hex;
        std::uint64_t length, missing;
    };
    const row rows[] = {
        {"00 00 00 00 00 00 00 65", 101, 104},
        {"7f ff ff ff ff ff ff ff", (1ULL << 63) - 1, (1ULL << 63) + 2},
        {"ff ff ff ff ff ff ff df", ~0ULL - 32, ~0ULL - 29},
        {"ff ff ff ff ff ff ff e0", ~0ULL - 31, ~0ULL - 29}, // with a header it may be 2^64: as good as for ever
        {"ff ff ff ff ff ff ff ff", ~0ULL, ~0ULL - 29},
    };
    for (const row& r : rows) {
        frame_decoder<prefix> decoder(on_excess::discard);
        const frame_step step = decoder.decode(from_hex(r.hex));
        EXPECT_EQ(step.event, frame_event::excess);
        EXPECT_EQ(step.length, r.length) << r.hex;
        EXPECT_EQ(step.consumed, 8u);
        EXPECT_EQ(decoder.needed(), (bytes_needed{r.missing, true})) << r.hex;
        EXPECT_EQ(decoder.decode(from_hex("aa bb cc dd")).consumed, 4u);
        EXPECT_EQ(decoder.needed(), (bytes_needed{r.missing - 4, true})) << r.hex;
        EXPECT_EQ(decoder.finish(), (stream_end{status::truncated_payload, 1, r.length})) << r.hex;
        EXPECT_EQ(decoder.offset(), 12u);
    }
}

TEST(FrameDecoder, ExcessOfAllLengthsThenAGoodFrameSplitAtEveryByte) {
    for (std::size_t length = 4; length <= 40; ++length) {
        std::vector<std::byte> bytes{static_cast<std::byte>(length)};
        bytes.resize(1 + length, std::byte{0x02});
        append(bytes, from_hex("02 68 69"));
        const frame_decoder<erlang_packet<1>.with_max_payload(3)> start(on_excess::discard);
        for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
            auto decoder = start;
            event_log log;
            feed_decoder{}(decoder, std::span(bytes).first(cut), log);
            feed_decoder{}(decoder, std::span(bytes).subspan(cut), log);
            EXPECT_EQ(log.text(), "excess " + std::to_string(length) + ", begin 2, data 68 69, end");
            EXPECT_EQ(decoder.frames(), 2u);
        }
    }
}

TEST(FrameDecoder, PayloadOfMoreThanFourGibibytesPassesThrough) {
    constexpr length_prefix prefix{{.width = 8, .max_payload = 1ULL << 40}};
    constexpr std::uint64_t length = (std::uint64_t{1} << 32) + 5;
    std::array<std::byte, 8> header{};
    store<std::endian::big>(header.data(), length);
    frame_decoder<prefix> decoder;
    EXPECT_EQ(decoder.decode(header).length, length);
    const std::vector<std::byte> chunk(std::size_t{1} << 24);
    std::uint64_t came = 0;
    for (frame_step step = decoder.decode(chunk); step.event == frame_event::data; step = decoder.decode(chunk)) {
        came += step.data.size();
        if (came == length) break;
        EXPECT_EQ(decoder.needed(), (bytes_needed{length - came, true}));
    }
    EXPECT_EQ(came, length);
    EXPECT_EQ(decoder.decode(chunk).event, frame_event::end);
    EXPECT_EQ(decoder.offset(), length + 8);
}

TEST(FrameDecoder, ErrorIsTheSameObjectForEveryCutOfItsHeader) {
    const auto bytes = from_hex("00 61 62 63 64 7f ff ff ff 01 02 03");
    constexpr length_prefix prefix{{.width = 4, .offset = 5, .gap = 2}};
    frame_decoder<prefix> whole;
    event_log log;
    feed_decoder{}(whole, bytes, log);
    EXPECT_EQ(whole.error().st, status::frame_too_large);
    EXPECT_EQ(whole.error().declared, 0x7fffffffu);
    EXPECT_EQ(spaced_hex(whole.error().first_bytes), "00 61 62 63 64 7f ff ff");
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        frame_decoder<prefix> decoder;
        feed_decoder{}(decoder, std::span(bytes).first(cut), log);
        feed_decoder{}(decoder, std::span(bytes).subspan(cut), log);
        EXPECT_EQ(decoder.error(), whole.error()) << cut;
    }
}

TEST(Count, KeepsCountersBesideADecoder) {
    frame_decoder<erlang_packet<1>.with_max_payload(4)> decoder(on_excess::discard);
    frame_counters counters;
    const auto bytes = from_hex("02 68 69 05 61 61 61 61 61 00 04 62 62 62 62 03 63");
    std::span<const std::byte> in(bytes);
    for (;;) {
        const frame_step step = decoder.decode(in);
        count(counters, step);
        if (step.st != status::ok) break;
        in = in.subspan(step.consumed);
    }
    EXPECT_EQ(counters, (frame_counters{.frames = 3, .payload_bytes = 7, .discarded_frames = 1, .largest_payload = 4}));
    EXPECT_EQ(decoder.frames(), 4u);
}

TEST(FrameDecoder, DiffersInLayoutAndInWhatToDoOnExcess) {
    EXPECT_NE(decoder_of_ints{}, decoder_of_ints{on_excess::discard});
    EXPECT_NE(runtime_frame_decoder(python_int), runtime_frame_decoder(kafka));
    EXPECT_EQ(runtime_frame_decoder(python_int), runtime_frame_decoder(python_int));
}

} // namespace
} // namespace cleave
