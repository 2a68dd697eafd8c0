// SPDX-License-Identifier: MIT
#include <cleave/next_frame.hpp>

#include "conformance/tests/library/framing_proof.hpp"

#include <array>
#include <vector>

namespace cleave {
namespace {

constexpr std::array two_frames{std::byte{0},   std::byte{0},   std::byte{0}, std::byte{2},
                                std::byte{'h'}, std::byte{'i'}, std::byte{0}, std::byte{0}};
static_assert(next_frame<erlang_packet<4>>(two_frames).payload.size() == 2);
static_assert(next_frame<erlang_packet<4>>(two_frames).payload.data() == two_frames.data() + 4);
static_assert(next_frame<erlang_packet<4>>(two_frames).size() == 6);
static_assert(next_frame<erlang_packet<4>>(std::span(two_frames).subspan(6)).more_bytes == 2);
static_assert(visit_frames<erlang_packet<4>>(two_frames, [](auto) {}).consumed == 6);
static_assert(explain_frame<erlang_packet<4>.with_max_payload(1)>(two_frames, 5).offset == 5);

TEST(NextFrame, ViewsHeaderAndPayloadWhereTheyLie) {
    const exact_block block(from_hex("aa 00 00 00 02 68 69 ff"));
    const frame f = next_frame<grpc_message>(block.bytes());
    EXPECT_EQ(f.st, status::ok);
    EXPECT_EQ(f.header.data(), block.bytes().data());
    EXPECT_EQ(spaced_hex(f.header), "aa 00 00 00 02");
    EXPECT_EQ(f.payload.data(), block.bytes().data() + 5);
    EXPECT_EQ(spaced_hex(f.payload), "68 69");
    EXPECT_EQ(f.size(), 7u);
    EXPECT_EQ(f.more_bytes, 0u);
    EXPECT_FALSE(f.more_is_all) << "that is of a frame to wait for";
}

TEST(NextFrame, HintIsExactAtEveryByteOfEveryLayout) {
    for (const prefix_layout& layout : every_layout()) {
        const runtime_prefix prefix = checked(layout);
        std::vector<std::byte> bytes(header_bytes_limit);
        bytes.resize(write_prefix(prefix.layout(), 3, bytes.data()));
        const std::size_t header = bytes.size();
        bytes.resize(header + 3, std::byte{0x77});
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            const exact_block block(std::span<const std::byte>(bytes).first(size));
            const frame f = next_frame(prefix, block.bytes());
            ASSERT_EQ(f.st, status::need_input) << name_of(layout) << " at " << size;
            ASSERT_EQ(f.more_is_all, size >= header) << name_of(layout) << " at " << size;
            ASSERT_EQ(f.more_bytes, (size >= header ? bytes.size() : header) - size) << name_of(layout);
            ASSERT_TRUE(f.header.empty() && f.payload.empty());
        }
        const exact_block block(bytes);
        const frame f = next_frame(prefix, block.bytes());
        ASSERT_EQ(f.st, status::ok) << name_of(layout);
        ASSERT_EQ(f.header.size(), header) << name_of(layout);
        ASSERT_EQ(spaced_hex(f.payload), "77 77 77") << name_of(layout);
    }
}

TEST(NextFrame, ErrorHasTheBytesThatShowItAndNoPayload) {
    const auto bytes = from_hex("ff ff ff ff 01 02");
    const frame f = next_frame<python_int>(bytes);
    EXPECT_EQ(f.st, status::negative_length);
    EXPECT_EQ(spaced_hex(f.header), "ff ff ff ff");
    EXPECT_TRUE(f.payload.empty());
    EXPECT_EQ(f.more_bytes, 0u);
    EXPECT_FALSE(f.more_is_all);
}

TEST(NextFrame, FrameBeyondTheAddressSpaceIsRefusedWhereThereIsSuchAFrame) {
    constexpr length_prefix prefix{{.width = 8, .max_payload = (std::uint64_t{1} << 63) - 1}};
    for (const std::uint64_t length : {std::uint64_t{0xFFFFFFDF}, std::uint64_t{0xFFFFFFE0},
                                       std::uint64_t{0x1'0000'0000}, (std::uint64_t{1} << 63) - 1}) {
        std::array<std::byte, 8> bytes{};
        store<std::endian::big>(bytes.data(), length);
        const frame f = next_frame<prefix>(bytes);
        if (length > std::numeric_limits<std::size_t>::max() - header_bytes_limit) {
            EXPECT_EQ(f.st, status::length_not_addressable) << length;
            EXPECT_EQ(f.header.size(), 8u);
            EXPECT_EQ(f.more_bytes, 0u);
            EXPECT_FALSE(f.more_is_all);
            EXPECT_EQ(explain_frame<prefix>(bytes).declared, length);
        } else {
            EXPECT_EQ(f.st, status::need_input) << length;
            EXPECT_EQ(f.more_bytes, length);
            EXPECT_TRUE(f.more_is_all);
        }
    }
}

TEST(NextFrame, FrameThatNobodyReadIsAnEmptyOne) {
    EXPECT_EQ(frame{}.st, status::ok);
    EXPECT_EQ(frame{}.size(), 0u);
    EXPECT_EQ(frame{}.more_bytes, 0u);
    EXPECT_FALSE(frame{}.more_is_all);
    EXPECT_EQ(frames_visited{}.st, status::ok);
    EXPECT_EQ(frames_visited{}.consumed, 0u);
    EXPECT_EQ(frames_visited{}.frames, 0u);
    EXPECT_EQ(frames_visited{}.more_bytes, 0u);
    EXPECT_FALSE(frames_visited{}.more_is_all);
    EXPECT_EQ(frames_visited{}.header_bytes, 0u);
    EXPECT_EQ(frames_visited{}.largest_payload, 0u);
}

TEST(NextFrame, RuntimeTwinGivesTheSame) {
    const auto bytes = from_hex("02 00 00 00 68 69 05 00");
    const frame fixed = next_frame<python_int>(bytes);
    const frame runtime = next_frame(runtime_prefix(python_int), bytes);
    EXPECT_EQ(fixed.st, runtime.st);
    EXPECT_EQ(fixed.payload.data(), runtime.payload.data());
    EXPECT_EQ(fixed.payload.size(), runtime.payload.size());
}

TEST(VisitFrames, VisitsEveryWholeFrameAndSaysWhatIsLeft) {
    const auto bytes = from_hex("01 61 00 02 62 63 05 64");
    std::vector<std::string> payloads;
    const auto visit = [&](std::span<const std::byte> payload) { payloads.push_back(spaced_hex(payload)); };
    const auto visited = visit_frames<erlang_packet<1>>(bytes, visit);
    EXPECT_EQ(payloads, (std::vector<std::string>{"61", "", "62 63"}));
    EXPECT_EQ(visited.st, status::need_input);
    EXPECT_EQ(visited.frames, 3u);
    EXPECT_EQ(visited.consumed, 6u);
    EXPECT_EQ(visited.more_bytes, 4u);
    EXPECT_TRUE(visited.more_is_all);
    EXPECT_EQ(visit_frames(runtime_prefix(erlang_packet<1>), bytes, visit).consumed, 6u);
    EXPECT_EQ(payloads.size(), 6u);
}

TEST(VisitFrames, VisitorMayStopBehindAFrame) {
    const auto bytes = from_hex("01 61 01 62 01 63");
    const auto visited =
        visit_frames<erlang_packet<1>>(bytes, [n = 0](std::span<const std::byte>) mutable { return ++n < 2; });
    EXPECT_EQ(visited.st, status::ok);
    EXPECT_EQ(visited.frames, 2u);
    EXPECT_EQ(visited.consumed, 4u);
    EXPECT_EQ(visited.more_bytes, 0u);
    EXPECT_FALSE(visited.more_is_all);
    EXPECT_EQ(visited.header_bytes, 0u);
    EXPECT_EQ(visit_frames<erlang_packet<1>>({}, [](std::span<const std::byte>) {}).largest_payload, 0u);
    const auto all = visit_frames<erlang_packet<1>>(bytes, [](std::span<const std::byte>) { return true; });
    EXPECT_EQ(all.frames, 3u);
    EXPECT_EQ(all.st, status::need_input);
    EXPECT_EQ(all.more_bytes, 1u);
    EXPECT_FALSE(all.more_is_all);
}

// Runs of equal frames are walked in a loop of their own: into it, within it, out of it in every way.
TEST(VisitFrames, AgreesWithNextFrameOnRunsOfEveryLengthInEveryLayout) {
    for (const prefix_layout& layout : every_layout()) {
        runtime_prefix prefix(python_int);
        ASSERT_EQ(runtime_prefix::from(layout, prefix), layout_error::none);
        const std::array<std::byte, 2> payload{std::byte{'a'}, std::byte{'b'}};
        for (const std::size_t size : {0u, 1u, 2u})
            for (const std::size_t run : {4u, 5u, 6u, 9u}) {
                std::vector<std::byte> stream;
                for (std::size_t i = 0; i < run; ++i) append(stream, frame_of(prefix, std::span(payload).first(size)));
                append(stream, frame_of(prefix, std::span(payload).first((size + 1) % 3)));
                append(stream, frame_of(prefix, std::span(payload).first(size)));
                for (std::size_t cut = stream.size() > 20 ? stream.size() - 20 : 0; cut <= stream.size(); ++cut) {
                    const exact_block block(std::span<const std::byte>(stream).first(cut));
                    std::vector<const std::byte*> expected;
                    frame f;
                    std::size_t consumed = 0;
                    while ((f = next_frame(prefix, block.bytes().subspan(consumed))).st == status::ok) {
                        expected.push_back(f.payload.data());
                        consumed += f.size();
                    }
                    std::vector<const std::byte*> visited;
                    const auto all = visit_frames(prefix, block.bytes(), [&](std::span<const std::byte> seen) {
                        visited.push_back(seen.data());
                    });
                    ASSERT_EQ(visited, expected) << name_of(layout);
                    ASSERT_EQ(all.consumed, consumed) << name_of(layout);
                    ASSERT_EQ(all.frames, expected.size()) << name_of(layout);
                    ASSERT_EQ(all.st, f.st) << name_of(layout);
                    ASSERT_EQ(all.more_bytes, f.more_bytes) << name_of(layout);
                }
            }
    }
}

TEST(VisitFrames, VisitorMayStopBehindEachFrameOfARun) {
    const auto bytes = from_hex("01 61 01 62 01 63 01 64 01 65 01 66 01 67 01 68 01 69");
    for (std::size_t stop = 1; stop <= 9; ++stop) {
        std::size_t n = 0;
        const auto visited =
            visit_frames<erlang_packet<1>>(bytes, [&](std::span<const std::byte>) { return ++n < stop; });
        EXPECT_EQ(visited.st, status::ok);
        EXPECT_EQ(visited.more_bytes, 0u) << "nothing is waited for";
        EXPECT_FALSE(visited.more_is_all);
        EXPECT_EQ(visited.frames, stop);
        EXPECT_EQ(visited.consumed, 2 * stop);
    }
}

TEST(VisitFrames, GuessHoldsInTheNextWalkWhichCountsItsOwnFrames) {
    const fixed_prefix<erlang_packet<1>> prefix;
    frame_guess guess;
    std::string seen;
    const auto visit = [&](std::span<const std::byte> payload) { seen += std::to_integer<char>(payload[0]); };
    EXPECT_EQ(visit_frames(prefix, from_hex("01 61 01 62 01 63"), visit, guess).largest_payload, 1u);
    EXPECT_EQ(guess.frame_bytes, 2u);
    const auto visited = visit_frames(prefix, from_hex("01 64 01 65 02 66 67 01"), visit, guess);
    EXPECT_EQ(seen, "abcdef");
    EXPECT_EQ(visited.frames, 3u);
    EXPECT_EQ(visited.consumed, 7u);
    EXPECT_EQ(visited.more_bytes, 1u);
    EXPECT_EQ(visited.largest_payload, 2u);
    EXPECT_EQ(guess.frame_bytes, 3u);
    EXPECT_EQ(visit_frames(prefix, from_hex("02 68 69 02 6a 6b"), visit, guess).largest_payload, 2u);
    EXPECT_EQ(visit_frames(prefix, from_hex("02 6c"), visit, guess).largest_payload, 0u);
    EXPECT_EQ(seen, "abcdefhj");
}

TEST(VisitFrames, LargestPayloadIsThatOfAllFramesWhereverTheRunBegan) {
    const auto large_first = from_hex("03 61 61 61 01 61 01 61 01 61 01 61 01 61 01 61 01 61");
    const auto small_first = from_hex("01 61 01 61 01 61 01 61 01 61 01 61 01 61 03 61 61 61");
    const auto ignore = [](std::span<const std::byte>) {};
    EXPECT_EQ(visit_frames<erlang_packet<1>>(large_first, ignore).largest_payload, 3u);
    EXPECT_EQ(visit_frames<erlang_packet<1>>(small_first, ignore).largest_payload, 3u);
    frame_guess guess;
    EXPECT_EQ(visit_frames(fixed_prefix<erlang_packet<1>>{}, large_first, ignore, guess).largest_payload, 3u);
    EXPECT_EQ(visit_frames(fixed_prefix<erlang_packet<1>>{}, from_hex("01 61"), ignore, guess).largest_payload, 1u);
}

TEST(VisitFrames, HeaderBytesAreThoseOfVarints) {
    std::vector<std::byte> bytes = from_hex("01 61 80 01");
    bytes.resize(bytes.size() + 128);
    append(bytes, from_hex("00"));
    const auto visited = visit_frames<varint_delimited>(bytes, [](std::span<const std::byte>) {});
    EXPECT_EQ(visited.frames, 3u);
    EXPECT_EQ(visited.header_bytes, 4u);
    EXPECT_EQ(visited.largest_payload, 128u);
}

TEST(VisitFrames, StopsInFrontOfAnErrorAfterARun) {
    const auto bytes = from_hex("00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 80");
    const auto visited = visit_frames<python_int>(bytes, [](std::span<const std::byte>) {});
    EXPECT_EQ(visited.st, status::negative_length);
    EXPECT_EQ(visited.frames, 6u);
    EXPECT_EQ(visited.consumed, 24u);
}

TEST(VisitFrames, StopsInFrontOfAnErrorWhichExplainFrameExplains) {
    const auto bytes = from_hex("01 00 00 00 61 ff ff ff ff");
    const auto visited = visit_frames<python_int>(bytes, [](std::span<const std::byte>) {});
    EXPECT_EQ(visited.st, status::negative_length);
    EXPECT_EQ(visited.frames, 1u);
    EXPECT_EQ(visited.consumed, 5u);
    const auto rest = std::span(bytes).subspan(visited.consumed);
    const auto error = explain_frame<python_int>(rest, visited.consumed, visited.frames);
    EXPECT_EQ(error.st, status::negative_length);
    EXPECT_EQ(error.offset, 5u);
    EXPECT_EQ(error.frame_index, 1u);
    EXPECT_EQ(error.limit, python_int.layout.max_payload);
}

TEST(ExplainFrame, CountsFromTheBeginningWhereTheCallerDoesNot) {
    const auto refused = from_hex("ff ff ff ff");
    for (const frame_error& error :
         {explain_frame<python_int>(refused), explain_frame(runtime_prefix(python_int), refused)}) {
        EXPECT_EQ(error.st, status::negative_length);
        EXPECT_EQ(error.offset, 0u);
        EXPECT_EQ(error.frame_index, 0u);
    }
}

TEST(ExplainFrame, SaysOkWhereThereIsNoError) {
    EXPECT_EQ(explain_frame<python_int>(from_hex("01 00 00 00 61")), frame_error{});
    EXPECT_EQ(explain_frame<python_int>(from_hex("01 00 00")), frame_error{});
    EXPECT_EQ(explain_frame(runtime_prefix(python_int), {}), frame_error{});
}

} // namespace
} // namespace cleave
