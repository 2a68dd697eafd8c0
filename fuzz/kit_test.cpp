// SPDX-License-Identifier: MIT
#include "fuzz/kit.hpp"

#include <cleave/frame_buffer.hpp>
#include <cleave/frame_decoder.hpp>

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <stdexcept>
#include <string>

namespace cleave::fuzz {

namespace {

delivery pieces_of(std::string_view text, std::vector<std::size_t> ends) {
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

constexpr auto feed_parts = [](auto& decoder, std::span<const std::byte> piece, verdict& got) {
    decoder.feed(piece);
    while (const frame_part part = decoder.next()) {
        if (part.is_first()) {
            got.begin();
            got.header(0, decoder.header());
        }
        got.data(part.data());
        if (part.is_last()) got.end();
    }
    if (is_error(decoder.st())) got.refuse();
};

constexpr auto feed_good = [](auto& decoder, std::span<const std::byte> piece, verdict& got) {
    decoder.frames.feed(piece);
    while (const frame f = decoder.frames.next()) {
        got.frame(f.payload());
        got.header(0, f.header());
    }
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
    told_late, varint_delimited::with_max_payload<200>,
    fixed_layout<prefix_layout{
        .width = 2, .counts = length_counts::from_field, .offset = 1, .trailer = 2, .max_payload = 200}>>;
TYPED_TEST_SUITE(FuzzKitLayout, layouts);

TYPED_TEST(FuzzKitLayout, GoodDecodersDoNotDiffer) {
    const TypeParam prefix;
    const comparison<TypeParam, good_decoder<TypeParam>, decltype(feed_good)> whole(prefix, feed_good);
    const comparison<TypeParam, frame_decoder<TypeParam>, decltype(feed_parts)> parts(prefix, feed_parts);
    std::mt19937 random(1);
    std::size_t frames = 0;
    for (int i = 0; i < 3000; ++i) {
        const delivery from = random_delivery(prefix, random);
        frames += expectation(prefix, from.stream).frames().size();
        ASSERT_FALSE(whole.play(from)) << words::as_diff(from, *whole.play(from));
        ASSERT_FALSE(parts.play(from)) << words::as_diff(from, *parts.play(from));
    }
    EXPECT_GT(frames, 1000U);
}

TYPED_TEST(FuzzKitLayout, MutatorKeepsInputsAndMostLengthsTrue) {
    const TypeParam prefix;
    kit_input input;
    std::size_t frames = 0;
    for (unsigned seed = 0; seed < 500; ++seed) {
        mutator<TypeParam>(prefix, seed).change(input);
        const auto written = input.written();
        const kit_input again = kit_input::of(reinterpret_cast<const std::uint8_t*>(written.data()), written.size());
        ASSERT_EQ(again.stream, input.stream);
        ASSERT_EQ(again.is_stretched, input.is_stretched);
        frames += expectation(prefix, input.stream).frames().size();
    }
    EXPECT_GT(frames, 500U);
}

template <class Prefix, class Decoder, class Feed>
delivery smallest_of(const comparison<Prefix, Decoder, Feed>& differs, const delivery& from) {
    const auto play = [&](const delivery& one) { return differs.play(one); };
    return shrinking(differs.framing(), differs.may(), play).smallest(from);
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
        if (expectation(prefix, from.stream).frames().empty() || !differs.play(from)) continue;
        ++found;
        const delivery small = smallest_of(differs, from);
        EXPECT_EQ(small.ends.size(), 1U);
        EXPECT_LE(small.stream.size(), frame_size(0, prefix) + 1) << words::as_diff(small, *differs.play(small));
    }
    EXPECT_GT(found, 10);
}

struct nothing {};

using one_byte = erlang_packet<1>::with_max_payload<9>;
using varint = varint_delimited::with_max_payload<4096>;
using strict_varint = fixed_layout<prefix_layout{.form = length_form::varint, .max_payload = 4096}>;

/// Plays one delivery to a decoder without state. returns: what was due and what came, or nothing.
template <class Prefix, class Feed>
std::string played(const delivery& from, const Feed& feed, const fairness& may = {}) {
    const auto found = comparison<Prefix, nothing, Feed>(Prefix{}, feed, may).play(from);
    return found ? found->due + " | " + found->came : "";
}

constexpr auto ignore = [](nothing&, piece, verdict&) {};
constexpr auto refuse = [](nothing&, piece, verdict& got) { got.refuse(); };

TEST(FuzzKit, DecoderThatRefusesAGoodStreamDiffersAndSoDoesOneThatThrows) {
    const auto fail = [](nothing&, piece, verdict&) { throw std::runtime_error("no"); };
    const delivery good = pieces_of(std::string_view("\1a", 2), {2});
    EXPECT_EQ(played<one_byte>(good, refuse), "frame 1, 1 byte: 61 | refused");
    EXPECT_EQ(played<one_byte>(good, fail), "frame 1, 1 byte: 61 | refused");
    const delivery bad = pieces_of("\xFF", {1});
    EXPECT_EQ(played<one_byte>(bad, refuse), "");
    EXPECT_EQ(played<one_byte>(bad, fail), "");
    EXPECT_EQ(played<one_byte>(bad, ignore), "refused: frame_too_large | nothing");
}

TEST(FuzzKit, BadLengthMayBeRefusedAfterItsFieldAndMustBeAfterItsGap) {
    using gap = fixed_layout<prefix_layout{.width = 1, .gap = 2, .max_payload = 9}>;
    const delivery bad = pieces_of(std::string_view("\xFF\0", 2), {1, 2});
    EXPECT_EQ(played<gap>(bad, refuse), "");
    EXPECT_EQ(played<gap>(bad, ignore), "");
    EXPECT_NE(played<gap>(bad, ignore, {.reads_whole_header = false}), "");
    EXPECT_NE(played<gap>(pieces_of(std::string_view("\xFF\0\0", 3), {3}), ignore), "");
}

// A false alarm once: whether a varint longer than need be is taken is a choice.
TEST(FuzzKit, VarintLongerThanNeedBeMayBeTakenOrRefused) {
    const delivery padded = pieces_of(std::string_view("\x80\0", 2), {1, 2});
    const auto take = [](nothing&, piece from, verdict& got) {
        if (from.data()[0] == 0) got.frame(std::string_view());
    };
    const auto refuse_it = [](nothing&, piece from, verdict& got) {
        if (from.data()[0] == 0) got.refuse();
    };
    for (const bool is_allowed : {true, false}) {
        SCOPED_TRACE(is_allowed);
        const auto play = [&](const auto& feed, const fairness& may) {
            return is_allowed ? played<varint>(padded, feed, may) : played<strict_varint>(padded, feed, may);
        };
        EXPECT_EQ(play(take, {}), "");
        EXPECT_EQ(play(refuse_it, {}), "");
        EXPECT_EQ(play(take, {.takes_padded_varints = true}), "");
        EXPECT_EQ(play(refuse_it, {.takes_padded_varints = false}), "");
        EXPECT_NE(play(take, {.takes_padded_varints = false}), "");
        EXPECT_NE(play(refuse_it, {.takes_padded_varints = true}), "");
    }
}

// A false alarm once: a length is refused when no byte that follows could make it good.
TEST(FuzzKit, LengthMayBeRefusedBeforeItIsIn) {
    const auto refuse_fourth = [](nothing&, piece from, verdict& got) {
        if (from.data()[0] == 0) got.frame(std::string_view());
        if (from.size() == 4) got.refuse();
    };
    const delivery early = pieces_of(std::string_view("\0\xff\xff\xff\xff\xff", 6), {1, 5, 6});
    EXPECT_EQ(played<varint>(early, refuse_fourth), "");
    EXPECT_EQ(played<strict_varint>(early, refuse_fourth), "");
    EXPECT_NE(played<strict_varint>(early, refuse_fourth, {.refuses_early = false}), "");
    const delivery good_yet = pieces_of("\x80", {1});
    EXPECT_EQ(played<strict_varint>(good_yet, refuse), "nothing: more bytes can make it good | refused");
    EXPECT_EQ(played<kafka>(pieces_of("\xff\xff", {1, 2}), refuse), "");
    EXPECT_NE(played<kafka>(pieces_of(std::string_view("\0\0", 2), {1, 2}), refuse), "");
}

TEST(FuzzKit, LimitMayCountTheFrame) {
    const delivery nine = pieces_of("\t123456789", {10});
    EXPECT_NE(played<one_byte>(nine, refuse), "");
    EXPECT_EQ(played<one_byte>(nine, refuse, {.limit_on = limited_size::either}), "");
    EXPECT_EQ(played<one_byte>(nine, refuse, {.limit_on = limited_size::frame}), "");
    EXPECT_EQ(played<one_byte>(nine, refuse, {.limit = 8}), "");
    EXPECT_NE(played<one_byte>(nine, ignore, {.limit = 8}), "");
}

TEST(FuzzKit, AfterARefusalNothingIsTold) {
    const delivery stream = pieces_of(std::string_view("\xFF\0", 2), {1, 2});
    const auto goes_on = [](nothing&, piece from, verdict& got) {
        if (from.data()[0] == 0) return got.frame(std::string_view());
        got.refuse();
    };
    EXPECT_EQ(played<one_byte>(stream, goes_on), "");
    EXPECT_EQ(played<one_byte>(stream, goes_on, {.after = after_error::stays}),
              "nothing more after the refusal | a frame more");
}

TEST(FuzzKit, FrameThatIsTooLargeIsPassedOverWhereTheDecoderSkips) {
    const std::string stream = std::string("\n0123456789") + std::string("\1a", 2);
    const auto tell = [](nothing&, piece from, verdict& got) {
        if (from.size() == 2) got.frame(std::string_view("a"));
    };
    const delivery from = pieces_of(stream, {11, 13});
    EXPECT_EQ(played<one_byte>(from, tell, {.after = after_error::skips}), "");
    EXPECT_NE(played<one_byte>(from, ignore, {.after = after_error::skips}), "");
    EXPECT_NE(played<one_byte>(from, refuse, {.after = after_error::skips}), "");
}

TEST(FuzzKit, HeaderBytesAreComparedToo) {
    const delivery from = pieces_of(std::string_view("\7\0\0\0\1a", 6), {6});
    const auto tell = [](std::uint8_t flags) {
        return [flags](nothing&, piece, verdict& got) {
            got.frame(std::string_view("a"));
            got.header_byte(0, flags);
        };
    };
    EXPECT_EQ(played<grpc_message>(from, tell(7)), "");
    EXPECT_EQ(played<grpc_message>(from, tell(0)), "header byte 0 of frame 1: 07 | header byte 0 of frame 1: 00");
}

TEST(FuzzKit, PartsAreComparedBeforeTheFrameIsWhole) {
    const delivery from = pieces_of("\2a", {1, 2});
    const auto tell = [](std::string_view part) {
        return [part](nothing&, piece one, verdict& got) {
            if (one.data()[0] == 'a') got.data(part);
        };
    };
    EXPECT_EQ(played<one_byte>(from, tell("a")), "");
    EXPECT_EQ(played<one_byte>(from, tell("")), "");
    EXPECT_EQ(played<one_byte>(from, tell("b")), "of frame 1 so far: 61 | of frame 1 so far: 62");
    EXPECT_NE(played<one_byte>(from, tell("ab")), "");
}

TEST(FuzzKit, EndOfTheStreamIsAskedFor) {
    const auto ends = [](bool is_clean) {
        return with_end{[](nothing&, piece from, verdict& got) {
                            if (from.size() == 2) got.frame(std::string_view("a"));
                        },
                        [is_clean](nothing&, verdict& got) { got.ended(is_clean); }};
    };
    const delivery whole = pieces_of("\1a", {2});
    const delivery open = pieces_of("\1", {1});
    EXPECT_EQ(played<one_byte>(whole, ends(true)), "");
    EXPECT_EQ(played<one_byte>(whole, ends(false)),
              "the stream ends between two frames | the stream ends within a frame");
    EXPECT_EQ(played<one_byte>(open, ends(false)), "");
    EXPECT_EQ(played<one_byte>(open, ends(true)),
              "the stream ends within a frame, 1 byte of it | the stream ends between two frames");
}

TEST(FuzzKit, DecoderThatWritesIntoItsInputOrKeepsAPointerToItIsNamed) {
    const delivery from = pieces_of("\2ab", {2, 3});
    const auto write = [](nothing&, piece one, verdict&) { *const_cast<char*>(one.data()) = 'x'; };
    EXPECT_EQ(played<one_byte>(from, write), "the piece as it was | the decoder wrote into it: 78 61");
    EXPECT_EQ(played<one_byte>(from,
                               [](nothing&, piece one, verdict& got) {
                                   if (one.size() == 1) got.frame(std::string_view("\xDD\xDD"));
                               }),
              "frame 1, 2 bytes: 61 62 | frame 1, 2 bytes: dd dd (dd: a piece that is gone was read)");
}

TEST(FuzzKit, ReportIsADiffOfAtMostTwelveLines) {
    EXPECT_EQ(words::as_diff(pieces_of(std::string_view("\2ab\xFF", 4), {3, 4}), {2, "this", "that"}),
              "smallest delivery: 4 bytes in 2 pieces; after piece 2\n"
              "  piece 1: 02 61 62\n"
              "  piece 2: ff\n"
              "- this\n"
              "+ that\n"
              "keep: const std::vector<std::string_view> pieces{{\"\\x02\\x61\\x62\", 3}, {\"\\xff\", 1}};\n");
    // One empty frame is missing behind 775 others.
    delivery many;
    for (std::size_t i = 0; i < 776; ++i) many.ends.push_back(i + 1);
    many.stream.resize(776);
    struct counter {
        int frames = 0;
    };
    const auto lose = [](counter& one, piece, verdict& got) {
        if (++one.frames < 776) got.frame(std::string_view());
    };
    const auto found = comparison<one_byte, counter, decltype(lose)>(one_byte{}, lose).play(many);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->due, "frame 776, 0 bytes");
    EXPECT_EQ(found->came, "nothing after frame 775");
    const std::string text = words::as_diff(many, *found);
    EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 12) << text;
}

TEST(FuzzKit, DeliveryIsKeptAsATrace) {
    const delivery from = pieces_of(std::string_view("\1a\xFF", 3), {1, 3});
    const std::string text = words::as_trace(from, expectation(one_byte{}, from.stream));
    EXPECT_NE(text.find("> x\"01\" |\n> x\"61ff\"\n= frame x\"61\"\n! frame_too_large\n"), std::string::npos) << text;
}

TEST(FuzzKit, ReaderThatAsksForMoreWhileItHoldsAFrameDiffers) {
    const auto reads = [](std::size_t at_once) {
        return [at_once](fake_socket& socket, verdict& got) {
            std::string all;
            char room[8];
            for (long some = 1; some != 0;) {
                some = socket.read(room, at_once);
                if (some > 0) all.append(room, static_cast<std::size_t>(some));
                while (all.size() >= at_once && all.size() > static_cast<std::size_t>(all[0])) {
                    got.frame(all.substr(1, static_cast<std::size_t>(all[0])));
                    all.erase(0, 1 + static_cast<std::size_t>(all[0]));
                }
            }
        };
    };
    const delivery from = pieces_of("\2ab\1c", {2, 5});
    for (const bool is_blocking : {true, false}) {
        const auto good = reads(1);
        EXPECT_FALSE((socket_comparison<one_byte, decltype(good)>(one_byte{}, good, {}, is_blocking).play(from)));
        const auto late = reads(3);
        EXPECT_TRUE((socket_comparison<one_byte, decltype(late)>(one_byte{}, late, {}, is_blocking).play(from)));
    }
}

TEST(FuzzKit, WriterIsHeldToTheFraming) {
    const std::vector<std::byte> payload(3, std::byte{'a'});
    const auto copy = [](piece from, std::span<std::byte> room) -> std::size_t {
        return encode_frame<one_byte>(from, room) == status::ok ? 1 + from.size() : 0;
    };
    EXPECT_FALSE(find_wrong_frame(one_byte{}, copy, payload, 9));
    const auto gather = [](piece from, sent_bytes& sent) {
        sent.add(std::string(1, static_cast<char>(from.size())));
        sent.add(from);
        return true;
    };
    EXPECT_FALSE(find_wrong_frame(one_byte{}, gather, payload, 9));
    EXPECT_EQ(find_wrong_frame(one_byte{}, gather, payload, 2)->due, "refused: above the limit of 2");
    const auto beyond = [&](piece from, std::span<std::byte> room) -> std::size_t {
        const std::size_t size = copy(from, room);
        if (size < room.size()) room[size] = std::byte{0};
        return size;
    };
    // A header has one byte: there is no room beyond.
    EXPECT_FALSE(find_wrong_frame(one_byte{}, beyond, payload, 9));
    EXPECT_EQ(find_wrong_frame(varint{}, beyond, payload, 9)->came, "writes after the frame's end");
}

/// Breaks one law on purpose.
template <prefix_law Law>
struct broken {
    static constexpr std::size_t header_capacity = 2;
    static constexpr std::uint64_t max_payload() noexcept { return 255; }
    static prefix_reading read(std::span<const std::byte> in) noexcept {
        if (in.empty()) return prefix_reading::need(Law == prefix_law::need_asks_for_bytes ? 0 : 1);
        if (in.size() < 2) return prefix_reading::need(Law == prefix_law::need_ends ? 2 : 1);
        const auto size = std::to_integer<std::size_t>(in[1]);
        if (Law == prefix_law::answer_stays && in.size() > 2) return prefix_reading::frame(2, size + 1);
        return prefix_reading::frame(Law == prefix_law::header_lies_within ? 3 : 2, size);
    }
};

TEST(FuzzKit, BrokenLawOfAPrefixIsNamed) {
    const std::vector<std::byte> sample(4, std::byte{3});
    const auto law = [&](const auto& p) {
        const auto found = find_broken_law(p, sample);
        return found ? found->law : "";
    };
    EXPECT_EQ(law(broken<prefix_law::none>{}), "");
    EXPECT_EQ(law(broken<prefix_law::need_asks_for_bytes>{}), words::law(prefix_law::need_asks_for_bytes));
    EXPECT_EQ(law(broken<prefix_law::need_ends>{}), words::law(prefix_law::need_ends));
    EXPECT_EQ(law(broken<prefix_law::header_lies_within>{}), "no header is longer than header_capacity");
    EXPECT_EQ(law(broken<prefix_law::answer_stays>{}), words::law(prefix_law::answer_stays));
    EXPECT_EQ(law(varint{}), "");
    EXPECT_FALSE(find_broken_writing(varint{}, 300));
}

struct writes_another_size : kafka {
    static std::size_t size(std::uint64_t) noexcept { return 4; }
    static void write(std::uint64_t payload_bytes, std::byte* out) noexcept { kafka::write(payload_bytes + 1, out); }
};

TEST(FuzzKit, PrefixReadsWhatItWrites) {
    EXPECT_EQ(find_broken_writing(writes_another_size{}, 5)->law,
              "what is written reads as the size it was written for");
}

} // namespace

} // namespace cleave::fuzz
