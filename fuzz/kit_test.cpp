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

/// Frames of random sizes as the prefix has them, with a bad byte now and then, in random pieces.
template <writable_prefix Prefix>
delivery random_delivery(const Prefix& p, std::mt19937& random) {
    delivery made;
    for (unsigned frames = random() % 4; frames-- != 0;) {
        std::vector<std::byte> payload(random() % 5);
        for (std::byte& b : payload) b = static_cast<std::byte>(random());
        const std::size_t begin = made.stream.size();
        made.stream.resize(begin + static_cast<std::size_t>(frame_size(payload.size(), p)));
        std::span<std::byte> out = std::span(made.stream).subspan(begin);
        (void)encode_frame(payload, out, p);
    }
    if (!made.stream.empty() && random() % 2 == 0)
        made.stream[random() % made.stream.size()] = static_cast<std::byte>(random());
    if (!made.stream.empty() && random() % 2 == 0) made.stream.resize(random() % made.stream.size());
    for (std::size_t end = 0; end < made.stream.size();)
        made.ends.push_back(end = std::min(made.stream.size(), end + 1 + random() % 6));
    return made;
}

/// A good decoder: the library's own.
template <prefix Prefix>
struct good_decoder {
    std::array<std::byte, 300> storage;
    frame_buffer<Prefix> frames{storage};
};

constexpr auto feed_good = [](auto& decoder, std::span<const std::byte> piece, verdict& got) {
    decoder.frames.feed(piece);
    while (const frame f = decoder.frames.next()) got.frame(f.payload());
    if (is_error(decoder.frames.st())) got.refuse();
};

/// Keeps the last byte back.
template <prefix Prefix>
struct late_decoder : good_decoder<Prefix> {
    std::string kept;
};

/// A layout known at run time.
struct told_late : runtime_layout {
    told_late() noexcept : runtime_layout(grpc_message::with_max_payload<100>{}) {}
};

template <class Prefix>
class FuzzKitLayout : public testing::Test {};

using layouts = testing::Types<
    python_int::with_max_payload<100>, erlang_packet<1>::with_max_payload<9>, postgresql::with_max_payload<100>,
    http2::with_max_payload<100>, varint_delimited::with_max_payload<200>, told_late,
    fixed_layout<prefix_layout{.width = 8, .counts = length_counts::whole_frame, .gap = 3, .max_payload = 200}>,
    fixed_layout<prefix_layout{.width = 2, .trailer = 2, .max_payload = 200}>,
    fixed_layout<prefix_layout{.form = length_form::decimal, .gap = 1, .max_payload = 200, .magic = {4, ":"}}>,
    fixed_layout<prefix_layout{.form = length_form::varint, .offset = 2, .gap = 1, .max_payload = 200}>>;
TYPED_TEST_SUITE(FuzzKitLayout, layouts);

TYPED_TEST(FuzzKitLayout, GoodDecoderDoesNotDiffer) {
    const TypeParam prefix;
    const comparison<TypeParam, good_decoder<TypeParam>, decltype(feed_good)> differs(prefix, feed_good);
    std::mt19937 random(1);
    std::size_t frames = 0;
    for (int i = 0; i < 3000; ++i) {
        const delivery from = random_delivery(prefix, random);
        frames += expectation(prefix, from.stream).frames().size();
        ASSERT_FALSE(differs.play(from)) << words::pieces(from);
    }
    EXPECT_GT(frames, 1000U);
}

TYPED_TEST(FuzzKitLayout, DecoderThatWaitsForAByteTooManyIsFoundAndItsSmallestDeliveryIsAnEmptyFrame) {
    const TypeParam prefix;
    const auto feed = [](late_decoder<TypeParam>& decoder, std::string_view piece, verdict& got) {
        decoder.kept += piece;
        const std::string all_but_one = decoder.kept.substr(0, decoder.kept.size() - 1);
        decoder.kept.erase(0, all_but_one.size());
        feed_good(decoder, std::as_bytes(std::span(all_but_one)), got);
    };
    const comparison<TypeParam, late_decoder<TypeParam>, decltype(feed)> differs(prefix, feed);
    std::mt19937 random(1);
    int found = 0;
    for (int i = 0; i < 200; ++i) {
        const delivery from = random_delivery(prefix, random);
        const expectation due(prefix, from.stream);
        if (due.frames().empty() || !differs.play(from)) continue;
        ++found;
        const delivery small = differs.smallest(from);
        EXPECT_EQ(small.ends.size(), 1U);
        EXPECT_LE(small.stream.size(), frame_size(0, prefix) + 1) << differs.report(small);
    }
    EXPECT_GT(found, 10);
}

struct nothing {};

using one_byte = erlang_packet<1>::with_max_payload<9>;

TEST(FuzzKit, DecoderThatRefusesAGoodStreamDiffersAndSoDoesOneThatThrows) {
    const auto refuse = [](nothing&, piece, verdict& got) { got.refuse(); };
    const auto fail = [](nothing&, piece, verdict&) { throw std::runtime_error("no"); };
    const delivery good = delivery_of(std::string_view("\1a", 2), {2});
    EXPECT_TRUE((comparison<one_byte, nothing, decltype(refuse)>(one_byte{}, refuse).play(good)));
    EXPECT_TRUE((comparison<one_byte, nothing, decltype(fail)>(one_byte{}, fail).play(good)));
    const delivery bad = delivery_of("\xFF", {1});
    EXPECT_FALSE((comparison<one_byte, nothing, decltype(refuse)>(one_byte{}, refuse).play(bad)));
    EXPECT_FALSE((comparison<one_byte, nothing, decltype(fail)>(one_byte{}, fail).play(bad)));
}

TEST(FuzzKit, BadLengthMayBeRefusedBehindItsFieldAndMustBeBehindItsGap) {
    const fixed_layout<prefix_layout{.width = 1, .gap = 2, .max_payload = 9}> gap;
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
    using varint = fixed_layout<prefix_layout{.form = length_form::varint}>;
    const delivery padded = delivery_of(std::string_view("\x80\0", 2), {1, 2});
    EXPECT_FALSE((comparison<varint, nothing, decltype(ignore)>(varint{}, ignore).play(padded)));
}

TEST(FuzzKit, ReportShowsPiecesFramesDueAndFramesTold) {
    const auto tell_wrong = [](nothing&, piece from, verdict& got) {
        if (from.size() == 3) got.frame(std::string_view("x"));
    };
    const comparison<one_byte, nothing, decltype(tell_wrong)> differs(one_byte{}, tell_wrong);
    EXPECT_EQ(differs.report(delivery_of(std::string_view("\2ab\xFF", 4), {3, 4})),
              "smallest delivery: 4 bytes in 2 pieces\n"
              "  piece 1: 02 61 62\n"
              "  piece 2: ff\n"
              "expected behind piece 1:\n"
              "  frame of 2: 61 62\n"
              "got:\n"
              "  frame of 1: 78\n");
    const auto ignore = [](nothing&, piece, verdict&) {};
    EXPECT_EQ((comparison<one_byte, nothing, decltype(ignore)>(one_byte{}, ignore).report(delivery_of("\xFF", {1}))),
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
    EXPECT_FALSE((comparison<one_byte, nothing, decltype(check)>(one_byte{}, check).play(good)));
}

} // namespace

} // namespace cleave::fuzz
