// SPDX-License-Identifier: MIT
#include "conformance/tests/library/framing_proof.hpp"

#include <array>

namespace cleave {
namespace {

using P = erlang_packet<1>::with_max_payload<3>;

std::string text(std::span<const std::byte> bytes) { return spaced_hex(bytes); }

// The parts of what is fed, each with its flags: "^61 62$" is a frame in one part.
template <prefix Prefix>
std::string parts_of(frame_decoder<Prefix>& frames, std::string_view hex) {
    const auto bytes = from_hex(hex);
    std::string all;
    frames.feed(bytes);
    while (const frame_part part = frames.next())
        all += std::string(all.empty() ? "" : ", ") + (part.is_first() ? "^" : "") + text(part.data()) +
               (part.is_last() ? "$" : "");
    return all;
}

TEST(FrameDecoder, GivesPartsAsTheyCome) {
    frame_decoder<P> frames;
    EXPECT_EQ(parts_of(frames, "02 61 62 00 03 63"), "^61 62$, ^$, ^63");
    EXPECT_EQ(frames.left(), 2u);
    EXPECT_EQ(frames.needed(), (bytes_needed{2, true}));
    EXPECT_EQ(parts_of(frames, "64"), "64");
    EXPECT_EQ(parts_of(frames, "65 01"), "65$, ^");
    EXPECT_EQ(parts_of(frames, "66 00"), "66$, ^$");
    EXPECT_EQ(frames.offset(), 11u);
    EXPECT_EQ(frames.finish(), stream_end{});
    EXPECT_FALSE(frame_part());
}

TEST(FrameDecoder, ShowsHeaderLengthAndTrailerInEveryDelivery) {
    using three = fixed_layout<prefix_layout{.width = 2, .offset = 1, .gap = 1, .trailer = 2}>;
    const auto bytes = from_hex("aa 00 02 ab 68 69 c1 c2 ac 00 00 ad c3 c4");
    EXPECT_TRUE(prove_every_delivery(bytes, proved_decoder<three>{}, feed_decoder{}));
    for (std::size_t step = 1; step <= bytes.size(); ++step) {
        frame_decoder<three> frames;
        std::string all;
        for (std::size_t at = 0; at < bytes.size(); at += step) {
            const exact_block piece{std::span(bytes).subspan(at, std::min(step, bytes.size() - at))};
            frames.feed(piece.bytes());
            while (const frame_part part = frames.next()) {
                if (part.is_first()) all += text(frames.header()) + " (" + std::to_string(frames.length()) + ") ";
                if (part.is_last()) all += text(frames.trailer()) + "; ";
            }
        }
        EXPECT_EQ(all, "aa 00 02 ab (2) c1 c2; ac 00 00 ad (0) c3 c4; ") << step;
    }
}

TEST(FrameDecoder, SaysWhatIsMissingAndHowTheStreamEnds) {
    using three = fixed_layout<prefix_layout{.width = 2, .trailer = 2}>;
    const auto bytes = from_hex("00 03 61 62 63 c1 c2");
    const std::array<bytes_needed, 8> needed{
        {{2, false}, {1, false}, {5, true}, {4, true}, {3, true}, {2, true}, {1, true}, {2, false}}};
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        frame_decoder<three> frames;
        frames.feed(std::span(bytes).first(size));
        while (frames.next()) {
        }
        EXPECT_EQ(frames.needed(), needed[size]) << size;
        const stream_end end = size == 0 || size == 7 ? stream_end{}
                               : size == 1            ? stream_end{status::truncated_prefix, 1, 2}
                                                      : stream_end{status::truncated_payload, size - 2, 5};
        EXPECT_EQ(frames.finish(), end) << size;
    }
}

TEST(FrameDecoder, PassesOverWhatIsTooLargeInAnyDelivery) {
    using gap = fixed_layout<prefix_layout{.width = 1, .gap = 2, .trailer = 1, .max_payload = 2}>;
    const auto bytes = from_hex("03 a1 a2 61 61 61 c1 01 a3 a4 62 c2");
    EXPECT_TRUE(prove_every_delivery(bytes, proved_decoder<gap>{}, feed_decoder{on_excess::pass_over}));
    EXPECT_EQ(events_of(bytes, proved_decoder<gap>{}, feed_decoder{on_excess::pass_over}),
              "excess, begin 1, data 62, trailer 1 c2, end");
    frame_decoder<gap> frames;
    EXPECT_FALSE(frames.skip());
    EXPECT_EQ(parts_of(frames, "03"), "");
    EXPECT_EQ(frames.st(), status::frame_too_large);
    EXPECT_EQ(frames.error().payload_bytes, 3u);
    EXPECT_EQ(frames.needed(), bytes_needed{});
    EXPECT_TRUE(frames.skip());
    EXPECT_FALSE(frames.skip());
    EXPECT_EQ(frames.st(), status::need_input);
    EXPECT_EQ(frames.needed(), (bytes_needed{6, true}));
    EXPECT_EQ(parts_of(frames, "a1 a2 61"), "");
    EXPECT_EQ(frames.finish(), (stream_end{status::truncated_payload, 1, 4}));
    EXPECT_EQ(frames.offset(), 4u);
}

TEST(FrameDecoder, WrongTrailerIsAnErrorAtTheFrame) {
    const auto bytes = to_bytes("2:hi,3:abc;1:x,");
    EXPECT_TRUE(prove_every_delivery(bytes, proved_decoder<netstring>{}, feed_decoder{}));
    frame_decoder<netstring> frames;
    frames.feed(bytes);
    while (frames.next()) {
    }
    EXPECT_EQ(frames.st(), status::trailer_mismatch);
    EXPECT_EQ(frames.error().offset, 5u);
    EXPECT_EQ(frames.offset(), 5u);
    EXPECT_FALSE(frames.skip());
    EXPECT_EQ(frames.finish().st, status::trailer_mismatch);
    frames.reset();
    EXPECT_EQ(parts_of(frames, "31 3a 78 2c"), "^78$");
}

TEST(FrameDecoder, HandsOverWhatFollowsAStopAndTakesAnotherLimit) {
    frame_decoder<runtime_layout> frames(checked({.width = 1, .max_payload = 1}));
    const auto bytes = from_hex("01 61 02 62 63 52");
    frames.feed(bytes);
    EXPECT_TRUE(frames.next());
    EXPECT_EQ(text(frames.unread()), "02 62 63 52");
    frames.use(checked({.width = 1, .max_payload = 2}));
    EXPECT_EQ(text(frames.next().data()), "62 63");
    EXPECT_EQ(text(frames.unread()), "52");
    EXPECT_TRUE(frames == frame_decoder<runtime_layout>(frames));
}

TEST(FrameDecoder, EveryShippedShapeUnderEveryDelivery) {
    const auto prove = []<prefix Q>(const Q& q, std::span<const std::byte> bytes) {
        EXPECT_TRUE(prove_every_delivery(bytes, proved_decoder<Q>(q), feed_decoder{}));
        for (const way w : {way::fed, way::through_storage, way::mixed})
            EXPECT_TRUE(prove_every_delivery(bytes, proved_buffer<Q>(2048, q), feed_buffer{w}));
        EXPECT_EQ(events_of(bytes, proved_buffer<Q>(2048, q), feed_buffer{}),
                  events_of(bytes, gathered_frames<Q>{q}, feed_gathered{}));
    };
    prove(fixed_size<3>{}, to_bytes("abcdefg"));
    prove(netstring{}, to_bytes("5:hello,0:,12:hello world!,3:a"));
    prove(postgresql{}, from_hex("51 00 00 00 08 61 62 63 64 58 00 00 00 04 51 00 00"));
    prove(http2{}, from_hex("00 00 02 04 00 00 00 00 00 61 62 00 00 00 04 01 00 00 00 00 00"));
}

TEST(FrameDecoder, IsConstexpr) {
    static_assert([] {
        frame_decoder<P> frames;
        const std::array bytes{std::byte{2}, std::byte{7}}, rest{std::byte{8}, std::byte{0}};
        frames.feed(bytes);
        const frame_part first = frames.next();
        if (!first.is_first() || first.is_last() || frames.next()) return false;
        frames.feed(rest);
        return frames.next().is_last() && frames.next().is_last() && frames.finish() == stream_end{};
    }());
}

TEST(FrameDecoder, AnswersForBytesThatNextHasNotSeen) {
    frame_decoder<kafka> frames;
    const auto good = from_hex("00 00 00 01 61"), bad = from_hex("80 00 00 00");
    frames.feed(good);
    EXPECT_EQ(frames.st(), status::ok) << "a header is there";
    EXPECT_EQ(frames.error().st, status::ok);
    EXPECT_TRUE(frames.next().is_last());
    frames.feed(bad);
    EXPECT_EQ(frames.st(), status::negative_length);
    EXPECT_EQ(frames.error().first_bytes_size, 4);
    EXPECT_EQ(frames.error().offset, 5u);
}

TEST(FrameDecoder, CountsTheBytesOfAHalfTrailer) {
    frame_decoder<fixed_layout<prefix_layout{.width = 1, .trailer = 2}>> frames;
    EXPECT_EQ(parts_of(frames, "01 61 c1"), "^61");
    EXPECT_EQ(frames.offset(), 3u);
}

// One copy of a decoder is fed `a`, one `b`. returns: whether they are equal then.
template <prefix Prefix>
bool are_equal_after(frame_decoder<Prefix> frames, std::string_view a, std::string_view b) {
    frame_decoder<Prefix> other = frames;
    parts_of(frames, a);
    parts_of(other, b);
    return frames == other;
}

TEST(FrameDecoder, DiffersWhereAnythingThatMattersDiffers) {
    const frame_decoder<fixed_layout<prefix_layout{.width = 2, .trailer = 2, .max_payload = 9}>> frames;
    EXPECT_TRUE(are_equal_after(frames, "00 01 61", "00 01 62")) << "payloads are not kept";
    EXPECT_FALSE(are_equal_after(frames, "00", "00 01")) << "another state";
    EXPECT_FALSE(are_equal_after(frames, "00 01 61", "00 01 61 c1")) << "more bytes";
    EXPECT_FALSE(are_equal_after(frames, "00 03 61", "00 04 61")) << "more to come";
    EXPECT_FALSE(are_equal_after(frames, "00", "01")) << "another front of a header";
    EXPECT_FALSE(are_equal_after(frames, "00 01 61 c1", "00 01 61 c2")) << "another front of a trailer";
    frame_decoder<runtime_layout> short_limit(checked({.width = 1, .gap = 1, .max_payload = 1}));
    frame_decoder<runtime_layout> same(short_limit);
    EXPECT_TRUE(short_limit == same);
    same.use(checked({.width = 1, .gap = 1, .max_payload = 2}));
    EXPECT_FALSE(short_limit == same) << "another prefix";
    parts_of(short_limit, "03 00 61");
    parts_of(same, "04 00 61 61");
    EXPECT_TRUE(short_limit.skip() && same.skip());
    same.use(checked({.width = 1, .gap = 1, .max_payload = 1}));
    EXPECT_FALSE(short_limit == same);
    frame_decoder<erlang_packet<1>::with_max_payload<1>> shorter, longer;
    parts_of(shorter, "00 02");
    parts_of(longer, "03");
    EXPECT_TRUE(shorter.skip() && longer.skip());
    parts_of(shorter, "61");
    parts_of(longer, "61 61");
    EXPECT_EQ(shorter.needed(), longer.needed());
    EXPECT_FALSE(shorter == longer) << "of frames of other sizes one byte is left to skip";
    const auto bytes = to_bytes("x");
    frame_decoder<runtime_layout> fed(checked({.width = 1, .max_payload = 1})), read(fed);
    fed.feed(bytes);
    parts_of(read, "00");
    EXPECT_FALSE(fed == read) << "not read yet";
}

} // namespace
} // namespace cleave
