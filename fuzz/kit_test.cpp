// SPDX-License-Identifier: MIT
#include "fuzz/kit.hpp"

#include <cleave/frame_buffer.hpp>

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <stdexcept>
#include <string>

namespace cleave::fuzz {

namespace {

std::string text_of(std::span<const std::byte> bytes) {
    std::string text;
    for (const std::byte b : bytes) text += std::to_integer<char>(b);
    return text;
}

delivery delivery_of(std::string_view text, std::vector<std::size_t> ends) {
    const auto bytes = std::as_bytes(std::span(text));
    return {{bytes.begin(), bytes.end()}, std::move(ends)};
}

/// Frames of random sizes as `layout` has them, with a bad byte now and then, in random pieces.
delivery random_delivery(const prefix_layout& layout, std::mt19937& random) {
    delivery made;
    for (unsigned frames = random() % 4; frames-- != 0;) {
        std::byte header[header_bytes_limit];
        const std::size_t payload = random() % 5;
        const std::size_t size = write_prefix(layout, payload, header);
        made.stream.insert(made.stream.end(), header, header + size);
        for (std::size_t i = 0; i < payload; ++i) made.stream.push_back(static_cast<std::byte>(random()));
    }
    if (!made.stream.empty() && random() % 2 == 0)
        made.stream[random() % made.stream.size()] = static_cast<std::byte>(random());
    if (!made.stream.empty() && random() % 2 == 0) made.stream.resize(random() % made.stream.size());
    for (std::size_t end = 0; end < made.stream.size();)
        made.ends.push_back(end = std::min(made.stream.size(), end + 1 + random() % 6));
    return made;
}

/// A good decoder: the library's own.
template <length_prefix Layout>
struct good_decoder {
    std::array<std::byte, 256> storage;
    frame_buffer<Layout> frames{storage};
};

constexpr auto feed_good = [](auto& decoder, std::span<const std::byte> piece, verdict& got) {
    for (;;) {
        const frame f = decoder.frames.next(piece);
        if (is_error(f.st)) return got.refuse();
        if (f.st != status::ok) return;
        got.frame(f.payload);
    }
};

/// Keeps the last byte back.
template <length_prefix Layout>
struct late_decoder : good_decoder<Layout> {
    std::string kept;
};

template <class Layout>
class FuzzKitLayout : public testing::Test {};

template <length_prefix Layout>
struct as_type {
    static constexpr length_prefix layout = Layout;
};

using layouts = testing::Types<
    as_type<python_int.with_max_payload(100)>, as_type<erlang_packet<1>.with_max_payload(9)>,
    as_type<postgresql.with_max_payload(100)>, as_type<http2.with_max_payload(100)>,
    as_type<varint_delimited.with_max_payload(200)>,
    as_type<prefix_layout{.width = 8, .counts = length_counts::whole_frame, .gap = 3, .max_payload = 200}>,
    as_type<prefix_layout{.width = varint_width, .offset = 2, .gap = 1, .max_payload = 200}>>;
TYPED_TEST_SUITE(FuzzKitLayout, layouts);

TYPED_TEST(FuzzKitLayout, GoodDecoderDoesNotDiffer) {
    constexpr length_prefix layout = TypeParam::layout;
    const comparison<good_decoder<layout>, decltype(feed_good)> differs(layout.layout, feed_good);
    std::mt19937 random(1);
    std::size_t frames = 0;
    for (int i = 0; i < 3000; ++i) {
        const delivery from = random_delivery(layout.layout, random);
        frames += expectation(layout.layout, from.stream).frames().size();
        ASSERT_FALSE(differs.play(from)) << words::pieces(from);
    }
    EXPECT_GT(frames, 1000U);
}

TYPED_TEST(FuzzKitLayout, DecoderThatWaitsForAByteTooManyIsFoundAndItsSmallestDeliveryIsAnEmptyFrame) {
    constexpr length_prefix layout = TypeParam::layout;
    const auto feed = [](late_decoder<layout>& decoder, std::string_view piece, verdict& got) {
        decoder.kept += piece;
        const std::string all_but_one = decoder.kept.substr(0, decoder.kept.size() - 1);
        decoder.kept.erase(0, all_but_one.size());
        feed_good(decoder, std::as_bytes(std::span(all_but_one)), got);
    };
    const comparison<late_decoder<layout>, decltype(feed)> differs(layout.layout, feed);
    std::mt19937 random(1);
    int found = 0;
    for (int i = 0; i < 200; ++i) {
        const delivery from = random_delivery(layout.layout, random);
        const expectation due(layout.layout, from.stream);
        if (due.frames().empty() || !differs.play(from)) continue;
        ++found;
        const delivery small = differs.smallest(from);
        EXPECT_EQ(small.ends.size(), 1U);
        EXPECT_LE(small.stream.size(), layout.layout.min_header_bytes() + 1) << differs.report(small);
    }
    EXPECT_GT(found, 10);
}

struct nothing {};

constexpr prefix_layout one_byte = erlang_packet<1>.with_max_payload(9).layout;

TEST(FuzzKit, DecoderThatRefusesAGoodStreamDiffersAndSoDoesOneThatThrows) {
    const auto refuse = [](nothing&, piece, verdict& got) { got.refuse(); };
    const auto fail = [](nothing&, piece, verdict&) { throw std::runtime_error("no"); };
    const delivery good = delivery_of(std::string_view("\1a", 2), {2});
    EXPECT_TRUE((comparison<nothing, decltype(refuse)>(one_byte, refuse).play(good)));
    EXPECT_TRUE((comparison<nothing, decltype(fail)>(one_byte, fail).play(good)));
    const delivery bad = delivery_of("\xFF", {1});
    EXPECT_FALSE((comparison<nothing, decltype(refuse)>(one_byte, refuse).play(bad)));
    EXPECT_FALSE((comparison<nothing, decltype(fail)>(one_byte, fail).play(bad)));
}

TEST(FuzzKit, BadLengthMayBeRefusedBehindItsFieldAndMustBeBehindItsGap) {
    const prefix_layout gap{.width = 1, .gap = 2, .max_payload = 9};
    const std::string stream("\xFF\0\0", 3);
    const expectation due(gap, std::as_bytes(std::span(stream)));
    for (const std::size_t bytes : {1U, 2U, 3U}) EXPECT_TRUE(due.may_refuse(bytes));
    EXPECT_FALSE(due.may_refuse(0));
    EXPECT_FALSE(due.must_refuse(2));
    EXPECT_TRUE(due.must_refuse(3));
    EXPECT_EQ(due.refusal(), status::frame_too_large);
}

TEST(FuzzKit, VarintLongerThanNeedBeMayBeTaken) {
    const auto ignore = [](nothing&, piece, verdict&) {};
    const prefix_layout varint = varint_delimited.layout;
    const delivery padded = delivery_of(std::string_view("\x80\0", 2), {1, 2});
    EXPECT_FALSE((comparison<nothing, decltype(ignore)>(varint, ignore).play(padded)));
}

TEST(FuzzKit, ReportShowsPiecesFramesDueAndFramesTold) {
    const auto tell_wrong = [](nothing&, piece from, verdict& got) {
        if (from.size() == 3) got.frame(std::string_view("x"));
    };
    const comparison<nothing, decltype(tell_wrong)> differs(one_byte, tell_wrong);
    EXPECT_EQ(differs.report(delivery_of(std::string_view("\2ab\xFF", 4), {3, 4})),
              "smallest delivery: 4 bytes in 2 pieces\n"
              "  piece 1: 02 61 62\n"
              "  piece 2: ff\n"
              "expected behind piece 1:\n"
              "  frame of 2: 61 62\n"
              "got:\n"
              "  frame of 1: 78\n");
    const auto ignore = [](nothing&, piece, verdict&) {};
    EXPECT_EQ((comparison<nothing, decltype(ignore)>(one_byte, ignore).report(delivery_of("\xFF", {1}))),
              "smallest delivery: 1 bytes in 1 piece\n"
              "  piece 1: ff\n"
              "expected behind piece 1:\n"
              "  refused: frame_too_large\n"
              "got:\n"
              "  nothing\n");
}

TEST(FuzzKit, PieceIsABlockOfItsOwnSize) {
    const auto check = [](nothing&, piece from, verdict& got) {
        EXPECT_EQ(std::string_view(from), std::string_view(from.begin(), from.end()));
        EXPECT_EQ(text_of(from), std::string_view(from));
        got.frame(std::string_view(from).substr(1));
    };
    const delivery good = delivery_of(std::string_view("\1a\1b", 4), {2, 4});
    EXPECT_FALSE((comparison<nothing, decltype(check)>(one_byte, check).play(good)));
}

} // namespace

} // namespace cleave::fuzz
