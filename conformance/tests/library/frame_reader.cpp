// SPDX-License-Identifier: MIT
#include "conformance/tests/library/framing_proof.hpp"

#include <array>

namespace cleave {
namespace {

// A frame larger than the input, a good one, one too large: on "P" frames of one byte of length.
using P = erlang_packet<1>::with_max_payload<3>;

std::string text(std::span<const std::byte> bytes) { return spaced_hex(bytes); }

TEST(FrameReader, GivesHeaderPayloadAndTrailerWhereTheyLie) {
    using three_parts = fixed_layout<prefix_layout{.width = 1, .offset = 1, .trailer = 2}>;
    const auto bytes = from_hex("aa 02 68 69 c1 c2 ab 00 c3 c4 ac");
    frame_reader<three_parts> frames(bytes);
    const frame first = frames.next();
    EXPECT_EQ(text(first.header()) + " | " + text(first.payload()) + " | " + text(first.trailer()),
              "aa 02 | 68 69 | c1 c2");
    EXPECT_EQ(first.payload().data(), bytes.data() + 2);
    EXPECT_EQ(text(first.bytes()), "aa 02 68 69 c1 c2");
    EXPECT_EQ(first.size(), 6u);
    const frame second = frames.next();
    EXPECT_TRUE(second);
    EXPECT_TRUE(second.payload().empty());
    EXPECT_EQ(text(second.trailer()), "c3 c4");
    EXPECT_FALSE(frames.next());
    EXPECT_EQ(frames.st(), status::need_input);
    EXPECT_EQ(text(frames.unread()), "ac");
    EXPECT_EQ(frames.offset(), 10u);
    EXPECT_EQ(frames.finish(), (stream_end{status::truncated_prefix, 1, 2}));
    frame_reader<three_parts> cut{std::span(bytes).first(5)};
    EXPECT_EQ(cut.finish(), (stream_end{status::truncated_payload, 3, 4})) << "the trailer is counted";
    EXPECT_FALSE(frame());
    EXPECT_TRUE(frame().header().empty() && frame().payload().empty() && frame().trailer().empty());
    EXPECT_EQ(frame().size(), 0u);
    static_assert(sizeof(frame) <= 2 * sizeof(void*) || sizeof(void*) == 4);
}

TEST(FrameReader, SaysWhatIsMissingExactly) {
    const auto bytes = from_hex("00 00 00 05 68 65 6c 6c 6f");
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        frame_reader<kafka> frames{std::span(bytes).first(size)};
        EXPECT_EQ(static_cast<bool>(frames.next()), size == 9);
        const bytes_needed expected = size < 4    ? bytes_needed{4 - size, false}
                                      : size == 9 ? bytes_needed{4, false}
                                                  : bytes_needed{9 - size, true};
        EXPECT_EQ(frames.needed(), expected) << size;
        const stream_end end = size == 0 || size == 9 ? stream_end{}
                               : size < 4             ? stream_end{status::truncated_prefix, size, 4}
                                                      : stream_end{status::truncated_payload, size - 4, 5};
        EXPECT_EQ(frames.finish(), end) << size;
    }
}

TEST(FrameReader, StaysAtARefusedFrameAndPassesOverItWhenAsked) {
    const auto bytes = from_hex("01 61 04 62 62 62 62 02 63 64");
    frame_reader<P> frames(bytes);
    EXPECT_EQ(text(frames.next().payload()), "61");
    EXPECT_FALSE(frames.next());
    EXPECT_FALSE(frames.next());
    EXPECT_EQ(frames.st(), status::frame_too_large);
    EXPECT_EQ(frames.offset(), 2u);
    EXPECT_EQ(frames.needed(), bytes_needed{});
    EXPECT_EQ(frames.error().payload_bytes, 4u);
    EXPECT_EQ(frames.error().limit, 3u);
    EXPECT_EQ(frames.finish(), (stream_end{status::frame_too_large, 0, 0}));
    EXPECT_TRUE(frames.skip());
    EXPECT_FALSE(frames.skip()) << "nothing is refused";
    EXPECT_EQ(text(frames.next().payload()), "63 64");
    EXPECT_EQ(frames.error(), frame_error{});
}

TEST(FrameReader, PassesOverNoFrameThatIsNotWhollyThere) {
    for (const std::string_view hex : {"04 61 61 61", "04"}) {
        const auto bytes = from_hex(hex);
        frame_reader<P> frames(bytes);
        EXPECT_FALSE(frames.next());
        EXPECT_FALSE(frames.skip());
        EXPECT_EQ(frames.offset(), 0u);
    }
    using gap = fixed_layout<prefix_layout{.width = 1, .gap = 3, .trailer = 1, .max_payload = 1}>;
    const auto whole = from_hex("02 00 00 00 61 61 c1");
    for (std::size_t size = 1; size <= whole.size(); ++size) {
        frame_reader<gap> frames{std::span(whole).first(size)};
        EXPECT_EQ(frames.skip(), size == whole.size()) << size;
    }
}

TEST(FrameReader, ReadsAFrameOfAnotherShapeInFrontAndGoesOn) {
    auto bytes = to_bytes("PRI");
    append(bytes, from_hex("01 61"));
    frame_reader<erlang_packet<1>> frames(bytes);
    EXPECT_EQ(text(frames.next(fixed_size<3>{}).payload()), "50 52 49");
    EXPECT_EQ(text(frames.next().payload()), "61");
    EXPECT_EQ(frames.offset(), 5u);
    EXPECT_FALSE(frames.next(fixed_size<3>{}));
}

TEST(FrameReader, WholeFramesAreBelowFourGibibytes) {
    using wide = fixed_layout<prefix_layout{.width = 8, .max_payload = std::uint64_t{1} << 40}>;
    const auto header = from_hex("00 00 00 01 00 00 00 00");
    frame_reader<wide> frames(header);
    EXPECT_FALSE(frames.next());
    EXPECT_EQ(frames.st(), status::length_not_addressable);
    EXPECT_EQ(frames.error().limit, detail::max_whole_payload);
    EXPECT_FALSE(frames.skip());
}

// Prefixes of a user's, each of which breaks one law: no read outside the input, no endless loop.
struct nine_bytes_at_most {
    static constexpr std::size_t header_capacity = 4;
    static constexpr std::uint64_t max_payload() noexcept { return 9; }
};
struct asks_for_nothing : nine_bytes_at_most {
    static constexpr prefix_reading read(std::span<const std::byte>) noexcept { return prefix_reading::need(0); }
};
struct never_answers : nine_bytes_at_most {
    static constexpr prefix_reading read(std::span<const std::byte>) noexcept { return prefix_reading::need(1); }
};
struct header_outside : nine_bytes_at_most {
    static constexpr prefix_reading read(std::span<const std::byte>) noexcept { return prefix_reading::frame(4, 1); }
};
struct header_above_capacity {
    static constexpr std::size_t header_capacity = 1;
    static constexpr std::uint64_t max_payload() noexcept { return 9; }
    static constexpr prefix_reading read(std::span<const std::byte> in) noexcept {
        return in.size() < 2 ? prefix_reading::need(2 - in.size()) : prefix_reading::frame(2, 1);
    }
};
struct empty_frames : nine_bytes_at_most {
    static constexpr prefix_reading read(std::span<const std::byte>) noexcept { return prefix_reading::frame(0, 0); }
};
struct shows_too_much : nine_bytes_at_most {
    static constexpr prefix_reading read(std::span<const std::byte>) noexcept {
        return prefix_reading::refused(status::length_malformed, 200);
    }
};
struct shows_more_than_a_header : nine_bytes_at_most {
    static constexpr prefix_reading read(std::span<const std::byte> in) noexcept {
        return in.size() < 4 ? prefix_reading::need(1) : prefix_reading::refused(status::length_malformed, in.size());
    }
};
struct undeclared_trailer : nine_bytes_at_most {
    static constexpr prefix_reading read(std::span<const std::byte> in) noexcept {
        return in.empty() ? prefix_reading::need(1) : prefix_reading::frame(1, 1, 1);
    }
};

template <prefix Broken>
void expect_broken(std::size_t size) {
    const exact_block block(std::vector<std::byte>(size, std::byte{1}));
    frame_reader<Broken> reader(block.bytes());
    EXPECT_FALSE(reader.next());
    EXPECT_EQ(reader.st(), status::prefix_broken);
    EXPECT_LE(reader.error().first_bytes_size, 4);
    std::array<std::byte, 4> storage;
    frame_buffer<Broken> buffer(storage);
    buffer.feed(block.bytes());
    EXPECT_FALSE(buffer.next());
    EXPECT_EQ(buffer.st(), status::prefix_broken);
    EXPECT_FALSE(buffer.skip());
    frame_decoder<Broken> decoder;
    decoder.feed(block.bytes());
    EXPECT_FALSE(decoder.next());
    EXPECT_EQ(decoder.st(), status::prefix_broken);
    EXPECT_FALSE(decoder.skip());
}

TEST(FrameReader, AnUnlawfulPrefixIsAnErrorAndNothingWorse) {
    expect_broken<asks_for_nothing>(2);
    expect_broken<never_answers>(4);
    expect_broken<header_outside>(2);
    expect_broken<header_above_capacity>(2);
    expect_broken<empty_frames>(2);
    expect_broken<shows_too_much>(2);
    expect_broken<undeclared_trailer>(3);
}

TEST(FrameReader, NoPrefixMakesAReaderKeepMoreThanAHeader) {
    using showing = shows_more_than_a_header;
    const exact_block block(std::vector<std::byte>(16, std::byte{1}));
    std::array<std::byte, 4> storage;
    frame_buffer<showing> buffer(storage);
    buffer.feed(block.bytes());
    EXPECT_FALSE(buffer.next());
    EXPECT_TRUE(is_error(buffer.st()));
    frame_decoder<showing> decoder;
    decoder.feed(block.bytes());
    EXPECT_FALSE(decoder.next());
    EXPECT_TRUE(is_error(decoder.st()));
    EXPECT_EQ(frame_reader<showing>(block.bytes()).st(), status::prefix_broken);
}

TEST(FrameReader, IsConstexpr) {
    static constexpr std::array bytes{std::byte{1}, std::byte{7}, std::byte{2}};
    static_assert([] {
        frame_reader<P> frames(bytes);
        return frames.next().payload()[0] == std::byte{7} && !frames.next() && frames.needed() == bytes_needed{2, true};
    }());
}

} // namespace
} // namespace cleave
