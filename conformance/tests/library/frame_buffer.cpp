// SPDX-License-Identifier: MIT
#include <cleave/frame_buffer.hpp>

#include "conformance/tests/library/framing_proof.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <random>

namespace cleave {
namespace {

constexpr way all_ways[] = {way::in_place, way::through_storage, way::mixed, way::visited,
                            way::visited_through_storage};

static_assert(std::is_trivially_copyable_v<frame_buffer<python_int>>);
static_assert(!std::is_convertible_v<std::span<std::byte>, frame_buffer<python_int>>);

// A whole exchange as a constant, in both ways, with a frame that straddles and moves to the front.
static_assert([] {
    std::array<std::byte, 6> storage{};
    frame_buffer<erlang_packet<1>> frames(storage);
    constexpr std::array bytes{std::byte{1}, std::byte{'a'}, std::byte{4}, std::byte{'b'}, std::byte{'c'}};
    for (std::size_t i = 0; i < bytes.size(); ++i) frames.writable()[i] = bytes[i];
    frames.commit(bytes.size());
    const bool first = frames.next().payload.size() == 1;
    const frame cut = frames.next();
    const bool asks = cut.st == status::need_input && cut.more_bytes == 2 && cut.more_is_all;
    const bool room = frames.writable().size() >= 2;
    const std::array rest{std::byte{'d'}, std::byte{'e'}, std::byte{9}};
    std::span<const std::byte> in(rest);
    const frame second = frames.next(in);
    constexpr std::array moved{std::byte{'b'}, std::byte{'c'}, std::byte{'d'}, std::byte{'e'}};
    return first && asks && room && same_bytes(second.payload, moved) && in.size() == 1 &&
           frames.counters().frames == 2 && frames.finish() == stream_end{};
}());

template <class Prefix>
owning_frame_buffer<Prefix> buffer(std::size_t storage, Prefix prefix, on_excess excess = on_excess::fail) {
    return owning_frame_buffer<Prefix>(storage, prefix, excess);
}

template <length_prefix Prefix>
void expect_events(std::size_t storage, std::string_view hex, std::string_view events,
                   on_excess excess = on_excess::fail) {
    const auto bytes = from_hex(hex);
    for (const way w : all_ways) {
        const auto fixed = buffer(storage, fixed_prefix<Prefix>{}, excess);
        EXPECT_EQ(events_of(bytes, fixed, feed_buffer{w}), events) << hex;
        EXPECT_TRUE(prove_every_delivery(bytes, fixed, feed_buffer{w})) << hex;
    }
    const auto runtime = buffer(std::max(storage, std::size_t{32}), runtime_prefix(Prefix), excess);
    if (events.find("frame_exceeds_buffer") == std::string_view::npos && excess == on_excess::fail) {
        EXPECT_EQ(events_of(bytes, runtime, feed_buffer{}), events) << hex;
    }
}

// ---- all deliveries ------------------------------------------------------------------------------------------------

TEST(FrameBuffer, GoodStreamsUnderEveryDelivery) {
    expect_events<python_int>(6, "", "");
    expect_events<python_int>(4, "00 00 00 00 00 00", "frame 0");
    expect_events<python_int>(6, "02 00 00 00 68 69 00 00 00 00 01 00 00 00", "frame 2 68 69, frame 0");
    expect_events<erlang_packet<1>>(4, "00 00 01 61 03 62 63 64 02 65",
                                    "frame 0, frame 0, frame 1 61, frame 3 62 63 64");
    expect_events<grpc_message>(7, "01 00 00 00 01 61 00 00 00 00 02 62 63", "frame 1 61, frame 2 62 63");
    expect_events<http2>(11, "00 00 02 04 00 11 22 33 44 aa bb 00", "frame 2 aa bb");
    expect_events<postgresql>(9, "51 00 00 00 06 61 62 58 00 00 00 04", "frame 2 61 62, frame 0");
    expect_events<varint_delimited>(10, "01 61 00 08 62 62 62 62 62 62 62 62 80",
                                    "frame 1 61, frame 0, frame 8 62 62 62 62 62 62 62 62");
    expect_events<erlang_packet<1>>(4, "01 61 01 62 01 63 01 64 01 65 01 66 01 67 00 01",
                                    "frame 1 61, frame 1 62, frame 1 63, frame 1 64, frame 1 65, frame 1 66, "
                                    "frame 1 67, frame 0");
}

TEST(FrameBuffer, BadStreamsUnderEveryDelivery) {
    expect_events<python_int>(8, "ff ff ff ff 01 02", "error negative_length");
    expect_events<python_int>(5, "01 00 00 00 61 00 00 00 80 62", "frame 1 61, error negative_length");
    expect_events<python_int.with_max_payload(4)>(50, "04 00 00 00 61 61 61 61 05 00 00 00 62 62",
                                                  "frame 4 61 61 61 61, error frame_too_large");
    expect_events<postgresql>(5, "51 00 00 00 03 00 00", "error length_below_header");
    expect_events<http2.with_max_payload(2)>(20, "00 00 03 04 00 11 22 33 44 aa", "error frame_too_large");
    expect_events<varint_delimited>(10, "01 61 81 00 09", "frame 1 61, error varint_not_canonical");
    expect_events<varint_delimited>(10, "ff ff ff ff ff ff ff ff ff 02 00", "error varint_too_long");
}

TEST(FrameBuffer, FrameThatCouldNeverFitIsAnErrorUnderEveryDelivery) {
    expect_events<erlang_packet<1>>(3, "02 61 62 03 63 64 65 00", "frame 2 61 62, error frame_exceeds_buffer");
    expect_events<erlang_packet<1>>(3, "ff", "error frame_exceeds_buffer");
    expect_events<length_prefix{{.width = 1, .offset = 1, .gap = 1}}>(4, "aa 01 bb 63 aa 02 bb 64 65",
                                                                      "frame 1 63, error frame_exceeds_buffer");
    expect_events<length_prefix{{.width = 8, .max_payload = (1ULL << 63) - 1}}>(
        16, "00 00 00 00 00 00 00 01 61 7f ff ff ff ff ff ff ff 62", "frame 1 61, error frame_exceeds_buffer");
}

TEST(FrameBuffer, ExcessIsPassedOverUnderEveryDelivery) {
    constexpr auto discard = on_excess::discard;
    expect_events<erlang_packet<1>.with_max_payload(2)>(3, "03 61 62 63 01 64 ff 65", "excess, frame 1 64, excess",
                                                        discard);
    expect_events<erlang_packet<1>.with_max_payload(2)>(30, "03 61 62 63 01 64 ff 65", "excess, frame 1 64, excess",
                                                        discard);
    expect_events<erlang_packet<1>>(3, "03 61 62 63 02 64 65 04 61 61 61 61 00",
                                    "excess, frame 2 64 65, excess, frame 0", discard);
    expect_events<length_prefix{{.width = 1, .gap = 2, .max_payload = 1}}>(4, "02 aa bb 61 62 01 cc dd 63",
                                                                           "excess, frame 1 63", discard);
    expect_events<length_prefix{{.width = 1, .gap = 2}}>(4, "02 aa bb 61 62 01 cc dd 63", "excess, frame 1 63",
                                                         discard);
    expect_events<python_int.with_max_payload(1)>(5, "02 00 00 00 61 61 fe ff ff ff 62",
                                                  "excess, error negative_length", discard);
    expect_events<varint_delimited.with_max_payload(1)>(10, "02 61 61 80 00", "excess, error varint_not_canonical",
                                                        discard);
}

TEST(FrameBuffer, EveryLayoutUnderEveryDelivery) {
    const auto payload = to_bytes("abcdefghijklmnopqrstu");
    for (const prefix_layout& layout : every_layout()) {
        if (layout.is_signed || layout.order == std::endian::little) continue; // no part in where bytes are cut
        prefix_layout limited = layout;
        limited.max_payload = 21;
        const runtime_prefix prefix = checked(limited);
        std::vector<std::byte> bytes = frame_of(prefix, payload);
        const std::size_t largest = std::max(bytes.size(), layout.max_header_bytes());
        append(bytes, frame_of(prefix, {}));
        append(bytes, frame_of(checked(layout), to_bytes("abcdefghijklmnopqrstuv")));
        append(bytes, frame_of(prefix, to_bytes("z")));
        for (const way w : all_ways) {
            const auto discards = buffer(largest, prefix, on_excess::discard);
            ASSERT_EQ(events_of(bytes, discards, feed_buffer{w}),
                      "frame 21 " + spaced_hex(payload) + ", frame 0, excess, frame 1 7a")
                << name_of(layout);
            if (w != way::in_place && layout.counts != length_counts::payload) continue;
            ASSERT_TRUE(prove_every_delivery(bytes, discards, feed_buffer{w})) << name_of(layout);
        }
    }
}

TEST(FrameBuffer, AgreesWithTheReaderWithoutStateOnRandomStreams) {
    std::mt19937 random(11);
    for (int round = 0; round < 40; ++round) {
        std::vector<std::byte> bytes;
        while (bytes.size() < 60) {
            const std::size_t size = random() % 12;
            append(bytes, frame_of(fixed_prefix<erlang_packet<1>>{}, std::vector<std::byte>(size, std::byte{0x61})));
        }
        const auto expected = events_of(bytes, gathered_frames<fixed_prefix<erlang_packet<1>>>{}, feed_gathered{});
        for (const way w : all_ways) {
            const auto frames = buffer(12, fixed_prefix<erlang_packet<1>>{});
            ASSERT_EQ(events_of(bytes, frames, feed_buffer{w}), expected);
            ASSERT_TRUE(prove_every_delivery(bytes, frames, feed_buffer{w}));
        }
    }
}

// ---- storage -------------------------------------------------------------------------------------------------------

TEST(FrameBuffer, StorageOfExactlyTheFrameHoldsItAndOneByteLessDoesNot) {
    const auto bytes = from_hex("00 00 00 05 68 65 6c 6c 6f");
    for (const std::size_t size : {8u, 9u}) {
        const exact_block storage{std::vector<std::byte>(size)};
        frame_buffer<erlang_packet<4>> frames(storage.bytes());
        for (std::size_t i = 0; i < size; ++i) {
            const auto room = frames.writable();
            ASSERT_FALSE(room.empty());
            room[0] = bytes[i];
            frames.commit(1);
            const frame f = frames.next();
            if (size == 8 && i >= 3) {
                ASSERT_EQ(f.st, status::frame_exceeds_buffer) << "as soon as the header is in";
            } else if (i == 8) {
                ASSERT_EQ(spaced_hex(f.payload), "68 65 6c 6c 6f");
            } else {
                ASSERT_EQ(f.st, status::need_input);
            }
        }
        if (size == 8) {
            EXPECT_EQ(frames.error().limit, 8u);
            EXPECT_EQ(frames.error().declared, 5u);
            EXPECT_EQ(frames.error().looks_like, peer_guess::none);
        }
    }
}

TEST(FrameBuffer, WritableIsFullOnlyWhenNextHasWorkToDo) {
    std::mt19937 random(3);
    for (const std::size_t size : {1u, 2u, 3u, 4u, 5u, 8u, 21u}) {
        for (const on_excess excess : {on_excess::fail, on_excess::discard}) {
            std::vector<std::byte> storage(size);
            frame_buffer<erlang_packet<1>> frames(storage, excess);
            for (int round = 0; round < 2000; ++round) {
                const auto room = frames.writable();
                const bool had_an_answer = room.empty();
                if (!had_an_answer) {
                    const std::size_t some = 1 + random() % room.size();
                    for (std::size_t i = 0; i < some; ++i) room[i] = static_cast<std::byte>(random() % (size + 1));
                    frames.commit(some);
                }
                const frame f = frames.next(); // not drained: the storage may fill with frames
                if (had_an_answer) {
                    ASSERT_TRUE(f.st != status::need_input || frames.buffered().size() < size);
                }
                if (is_error(f.st)) frames.reset();
            }
        }
    }
}

TEST(FrameBuffer, NextInViewsWholeFramesWhereTheyLieAndCopiesOnlyWhatStraddles) {
    std::array<std::byte, 16> storage{};
    frame_buffer<erlang_packet<1>> frames(storage);
    const auto first = from_hex("02 61 62 03 63");
    std::span<const std::byte> in(first);
    EXPECT_EQ(frames.next(in).payload.data(), first.data() + 1);
    EXPECT_EQ(spaced_hex(storage), spaced_hex(std::array<std::byte, 16>{})) << "nothing was copied";
    const frame cut = frames.next(in);
    EXPECT_EQ(cut.st, status::need_input);
    EXPECT_EQ(cut.more_bytes, 2u);
    EXPECT_TRUE(cut.more_is_all);
    EXPECT_TRUE(in.empty());
    EXPECT_EQ(spaced_hex(frames.buffered()), "03 63");
    const auto second = from_hex("64 65 01 66");
    in = second;
    const frame straddling = frames.next(in);
    EXPECT_EQ(spaced_hex(straddling.payload), "63 64 65");
    EXPECT_EQ(straddling.payload.data(), storage.data() + 1);
    EXPECT_EQ(in.size(), 2u) << "only what was missing was taken";
    EXPECT_EQ(frames.next(in).payload.data(), second.data() + 3);
    EXPECT_EQ(spaced_hex(straddling.header), "03");
}

TEST(FrameBuffer, WhatWasCommittedComesBeforeWhatLiesElsewhere) {
    std::array<std::byte, 8> storage{};
    frame_buffer<erlang_packet<1>> frames(storage);
    const auto committed = from_hex("01 61 00 02 62");
    std::copy(committed.begin(), committed.end(), frames.writable().begin());
    frames.commit(committed.size());
    const auto elsewhere = from_hex("63 01 64 05");
    std::span<const std::byte> in(elsewhere);
    EXPECT_EQ(spaced_hex(frames.next(in).payload), "61");
    EXPECT_EQ(frames.next(in).size(), 1u);
    EXPECT_EQ(in.size(), 4u);
    EXPECT_EQ(spaced_hex(frames.next(in).payload), "62 63");
    EXPECT_EQ(spaced_hex(frames.next(in).payload), "64");
    EXPECT_EQ(frames.next(in).st, status::need_input);
    EXPECT_EQ(frames.needed(), (bytes_needed{5, true}));
    EXPECT_EQ(frames.offset(), 8u);
}

TEST(FrameBuffer, WhatIsLeftAtTheEndOfTheStorageMovesWhereItsRestLiesElsewhere) {
    std::array<std::byte, 8> storage{};
    frame_buffer<erlang_packet<1>> frames(storage);
    const auto committed = from_hex("04 61 62 63 64 04 65 66");
    std::copy(committed.begin(), committed.end(), frames.writable().begin());
    frames.commit(committed.size());
    EXPECT_EQ(spaced_hex(frames.next().payload), "61 62 63 64");
    const auto elsewhere = from_hex("67 68 00");
    std::span<const std::byte> in(elsewhere);
    EXPECT_EQ(spaced_hex(frames.next(in).payload), "65 66 67 68");
    EXPECT_EQ(in.size(), 1u);
}

TEST(FrameBuffer, ViewsStayUntilTheCallThatIsDocumentedToEndThem) {
    std::array<std::byte, 12> storage{};
    frame_buffer<erlang_packet<1>> frames(storage);
    const auto bytes = from_hex("02 61 62 01 63 03 64 65 66");
    std::copy(bytes.begin(), bytes.end(), frames.writable().begin());
    frames.commit(bytes.size());
    const frame a = frames.next(), b = frames.next(), c = frames.next();
    EXPECT_EQ(frames.next().st, status::need_input);
    EXPECT_EQ(spaced_hex(a.payload) + '|' + spaced_hex(b.payload) + '|' + spaced_hex(c.payload), "61 62|63|64 65 66");
}

TEST(FrameBuffer, RemainderOfALargeFrameIsAskedForInPlace) {
    std::vector<std::byte> storage(1000);
    frame_buffer<erlang_packet<2>> frames(storage);
    std::vector<std::byte> bytes = frame_of(fixed_prefix<erlang_packet<2>>{}, std::vector<std::byte>(300));
    append(bytes, from_hex("03 e6"));
    std::span<const std::byte> in(bytes);
    std::copy(bytes.begin(), bytes.end(), frames.writable().begin());
    frames.commit(bytes.size());
    EXPECT_EQ(frames.next().payload.size(), 300u);
    const frame cut = frames.next();
    EXPECT_EQ(cut.more_bytes, 998u);
    const auto room = frames.writable();
    ASSERT_EQ(room.size(), 998u) << "the whole remainder, and where it belongs";
    EXPECT_EQ(room.data(), storage.data() + 2);
    std::fill(room.begin(), room.end(), std::byte{0x77});
    frames.commit(room.size());
    const frame f = frames.next();
    EXPECT_EQ(f.payload.data(), storage.data() + 2) << "received where it stays";
    EXPECT_EQ(f.size(), storage.size());
}

TEST(FrameBuffer, FrameThatEndsWhereTheStorageEndsStaysWhereItLies) {
    std::array<std::byte, 16> storage{};
    frame_buffer<erlang_packet<1>> frames(storage);
    const auto bytes = from_hex("02 61 62 0c");
    std::copy(bytes.begin(), bytes.end(), frames.writable().begin());
    frames.commit(bytes.size());
    EXPECT_EQ(frames.next().payload.size(), 2u);
    EXPECT_EQ(frames.next().more_bytes, 12u);
    const auto room = frames.writable();
    EXPECT_EQ(room.data(), storage.data() + 4);
    EXPECT_EQ(room.size(), 12u);
    EXPECT_EQ(frames.buffered().data(), storage.data() + 3);
}

TEST(FrameBuffer, RoomIsHalfOfTheStorageOrAllThatIsNotBuffered) {
    for (std::size_t storage_size = 2; storage_size <= 33; ++storage_size)
        for (std::size_t committed = 1; committed <= storage_size; ++committed) {
            std::vector<std::byte> storage(storage_size); // frames of one byte each
            frame_buffer<erlang_packet<1>> frames(storage);
            EXPECT_EQ(frames.writable().size(), storage_size);
            frames.commit(committed);
            for (std::size_t left = committed; left-- != 0;) {
                EXPECT_EQ(frames.next().size(), 1u);
                const std::size_t room = frames.writable().size();
                EXPECT_TRUE(room >= storage_size / 2 || room == storage_size - left) << room << " of " << storage_size;
                EXPECT_TRUE(left != 0 || room == storage_size) << room << " of " << storage_size;
            }
        }
}

// What a call of writable() moves can be seen in where the buffered bytes lie.
TEST(FrameBuffer, NoByteIsMovedMoreThanOnceForAFrame) {
    std::mt19937 random(5);
    for (const std::size_t storage_size : {32u, 33u, 64u, 200u}) {
        std::vector<std::byte> storage(storage_size);
        frame_buffer<erlang_packet<1>> frames(storage);
        std::size_t moved_since_frame = 0, longest = 0;
        std::vector<std::byte> pending;
        for (int round = 0; round < 20000; ++round) {
            while (pending.size() < 50)
                append(pending, frame_of(fixed_prefix<erlang_packet<1>>{}, std::vector<std::byte>(random() % 31)));
            const std::size_t before = frames.buffered().size();
            const std::byte* const lay = frames.buffered().data();
            const auto room = frames.writable();
            if (frames.buffered().data() != lay && before != 0) moved_since_frame += before;
            longest = std::max(longest, moved_since_frame);
            const std::size_t some = std::min({pending.size(), room.size(), 1 + random() % 9});
            std::copy_n(pending.begin(), some, room.begin());
            frames.commit(some);
            pending.erase(pending.begin(), pending.begin() + static_cast<std::ptrdiff_t>(some));
            for (frame f = frames.next(); f.st == status::ok; f = frames.next()) moved_since_frame = 0;
        }
        EXPECT_LE(longest, 31u) << "at most what there is of one frame";
        EXPECT_GT(longest, 0u) << "nothing moved at all";
    }
}

TEST(FrameBuffer, FillingTheStorageWithFramesMovesLittle) {
    std::vector<std::byte> storage(4096);
    frame_buffer<erlang_packet<1>> frames(storage);
    std::uint64_t moved = 0, received = 0;
    for (int round = 0; round < 1000; ++round) {
        const std::byte* const lay = frames.buffered().data();
        const std::size_t before = frames.buffered().size();
        const auto room = frames.writable();
        if (frames.buffered().data() != lay) moved += before;
        for (std::byte& b : room) b = std::byte{9};
        frames.commit(room.size());
        received += room.size();
        while (frames.next().st == status::ok) {
        }
    }
    EXPECT_LT(moved * 100, received) << "less than one byte of a hundred";
}

TEST(FrameBuffer, WorksAtThePageBoundaryAndAtOddAddresses) {
    constexpr std::size_t page = 4096;
    alignas(page) static std::array<std::byte, 2 * page + 1> memory;
    for (const std::size_t start : {std::size_t{0}, std::size_t{1}, page - 1})
        for (const std::size_t payload_size : {std::size_t{2044}, page - 5, page - 4}) {
            std::vector<std::byte> payload(payload_size);
            for (std::size_t i = 0; i < payload.size(); ++i) payload[i] = static_cast<std::byte>(i * 7);
            const auto bytes = frame_of(fixed_prefix<python_int>{}, payload);
            frame_buffer<python_int> frames(std::span<std::byte>(memory).subspan(start, page));
            for (const std::size_t cut : {std::size_t{3}, std::size_t{4}, std::size_t{1000}, bytes.size()}) {
                std::span<const std::byte> in = std::span(bytes).first(cut);
                frame f = frames.next(in);
                if (cut != bytes.size()) {
                    ASSERT_EQ(f.st, status::need_input);
                    in = std::span(bytes).subspan(cut);
                    f = frames.next(in);
                }
                ASSERT_EQ(f.st, status::ok);
                ASSERT_TRUE(std::equal(f.payload.begin(), f.payload.end(), payload.begin(), payload.end()))
                    << start << ' ' << payload_size << ' ' << cut;
            }
        }
}

// ---- states --------------------------------------------------------------------------------------------------------

TEST(FrameBuffer, CopyOverOtherStorageGoesOnWhereTheOriginalWas) {
    std::array<std::byte, 12> storage{}, other{};
    frame_buffer<erlang_packet<1>> frames(storage);
    const auto bytes = from_hex("01 61 05 62 63");
    std::copy(bytes.begin(), bytes.end(), frames.writable().begin());
    frames.commit(bytes.size());
    EXPECT_EQ(spaced_hex(frames.next().payload), "61");
    other.fill(std::byte{0x77});
    frame_buffer<erlang_packet<1>> copy(frames, other);
    EXPECT_EQ(copy, frames) << "although their bytes lie at different places, among others";
    EXPECT_EQ(spaced_hex(copy.buffered()), "05 62 63");
    EXPECT_EQ(copy.buffered().data(), other.data());
    storage.fill(std::byte{0});
    EXPECT_NE(copy, frames);
    const auto rest = from_hex("64 65 66");
    std::span<const std::byte> in(rest);
    EXPECT_EQ(spaced_hex(copy.next(in).payload), "62 63 64 65 66");
}

TEST(FrameBuffer, CopyOverSmallerStorageExpectsNoFrameThatOnlyTheOriginalHolds) {
    std::array<std::byte, 16> storage{};
    frame_buffer<erlang_packet<1>> frames(storage);
    std::vector<std::byte> bytes;
    for (int i = 0; i < 6; ++i) append(bytes, frame_of(fixed_prefix<erlang_packet<1>>{}, to_bytes("abcdefgh")));
    std::size_t visited = 0;
    const auto visit = [&](std::span<const std::byte>) { ++visited; };
    EXPECT_EQ(frames.visit(bytes, visit).st, status::need_input);
    EXPECT_EQ(visited, 6u);
    std::array<std::byte, 8> small{};
    frame_buffer<erlang_packet<1>> copy(frames, small);
    EXPECT_EQ(frames.visit(std::span(bytes).first(9), visit).st, status::need_input);
    EXPECT_EQ(visited, 7u);
    EXPECT_EQ(copy.visit(std::span(bytes).first(9), visit).st, status::frame_exceeds_buffer);
    EXPECT_EQ(visited, 7u);
}

TEST(FrameBuffer, CountsEachFrameOfARun) {
    std::array<std::byte, 8> storage{};
    frame_buffer<erlang_packet<1>> frames(storage);
    const auto bytes = from_hex("01 61 01 62 01 63 01 64 01 65 01 66 01 67 00 02");
    std::span<const std::byte> in(bytes);
    for (const char c : std::string_view("abcdefg")) {
        const frame f = frames.next(in);
        ASSERT_EQ(f.payload.size(), 1u);
        EXPECT_EQ(f.payload[0], static_cast<std::byte>(c));
        EXPECT_EQ(f.header.size(), 1u);
        EXPECT_EQ(frames.offset(), static_cast<std::size_t>(in.data() - bytes.data()));
    }
    EXPECT_EQ(frames.next(in).size(), 1u);
    EXPECT_EQ(frames.next(in).more_bytes, 2u);
    EXPECT_EQ(frames.counters(), (frame_counters{8, 7, 0, 1}));
}

TEST(FrameBuffer, DiffersInAllThatMatters) {
    const auto after = [](std::string_view hex, on_excess excess = on_excess::fail) {
        auto engine = buffer(8, fixed_prefix<erlang_packet<1>.with_max_payload(5)>{}, excess);
        event_log log;
        feed_buffer{}(engine, from_hex(hex), log);
        return engine;
    };
    EXPECT_EQ(after("02 61"), after("02 61"));
    EXPECT_FALSE(after("02 61") == after("02 62")) << "a byte";
    EXPECT_FALSE(after("02 61") == after("03 61")) << "the first byte";
    EXPECT_FALSE(after("02 61") == after("02")) << "how many";
    EXPECT_FALSE(after("00") == after("")) << "offset";
    EXPECT_FALSE(after("01 61") == after("00 00")) << "counters";
    EXPECT_FALSE(after("02 61") == after("02 61", on_excess::discard)) << "what to do on excess";
    EXPECT_FALSE(after("06") == after("07")) << "error";
    EXPECT_FALSE(after("06", on_excess::discard) == after("07", on_excess::discard)) << "bytes to pass over";
    EXPECT_FALSE(after("07 61", on_excess::discard) == after("06", on_excess::discard)) << "what is passed over";
    std::array<std::byte, 32> storage{};
    EXPECT_NE(runtime_frame_buffer(storage, runtime_prefix(kafka)),
              runtime_frame_buffer(storage, runtime_prefix(python_int)));
    EXPECT_EQ(frame_buffer<kafka>(storage), frame_buffer<kafka>(storage));
}

TEST(FrameBuffer, FinishAndNeededAtEveryByteWithHaveAndNeed) {
    constexpr length_prefix prefix{{.width = 2, .offset = 1, .gap = 1}};
    const auto bytes = from_hex("aa 00 02 bb 61 62 aa");
    constexpr auto in_prefix = status::truncated_prefix;
    constexpr auto in_payload = status::truncated_payload;
    const stream_end ends[] = {{status::ok, 0, 0}, {in_prefix, 1, 4},  {in_prefix, 2, 4},  {in_prefix, 3, 4},
                               {in_payload, 0, 2}, {in_payload, 1, 2}, {status::ok, 0, 0}, {in_prefix, 1, 4}};
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        auto engine = buffer(6, fixed_prefix<prefix>{});
        event_log log;
        feed_buffer{}(engine, std::span(bytes).first(size), log);
        EXPECT_EQ(engine.finish(), ends[size]) << size;
        frame_decoder<prefix> decoder;
        feed_decoder{}(decoder, std::span(bytes).first(size), log);
        EXPECT_EQ(engine.finish(), decoder.finish()) << size;
        EXPECT_EQ(engine.needed(), decoder.needed()) << size;
    }
}

TEST(FrameBuffer, EndsWhilePassingOverExcessAreThoseOfTheDecoder) {
    constexpr length_prefix prefix{{.width = 1, .offset = 1, .gap = 2, .max_payload = 1}};
    const auto bytes = from_hex("99 03 aa bb 61 62 63");
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        auto engine = buffer(6, fixed_prefix<prefix>{}, on_excess::discard);
        frame_decoder<prefix> decoder(on_excess::discard);
        event_log log;
        feed_buffer{}(engine, std::span(bytes).first(size), log);
        feed_decoder{}(decoder, std::span(bytes).first(size), log);
        EXPECT_EQ(engine.finish(), decoder.finish()) << size;
        EXPECT_EQ(engine.needed(), decoder.needed()) << size;
    }
}

TEST(FrameBuffer, LengthNearTwoToThe64IsPassedOverWithoutWrapping) {
    constexpr length_prefix prefix{{.width = 8, .gap = 3, .max_payload = 100}};
    for (const std::string_view hex :
         {"ff ff ff ff ff ff ff f3", "ff ff ff ff ff ff ff f4", "ff ff ff ff ff ff ff f5", "ff ff ff ff ff ff ff ff"}) {
        auto engine = buffer(111, fixed_prefix<prefix>{}, on_excess::discard);
        event_log log;
        feed_buffer{}(engine, from_hex(hex), log);
        EXPECT_GE(engine.needed().at_least, ~std::uint64_t{0} - header_bytes_limit) << hex;
        EXPECT_TRUE(engine.needed().is_all);
        feed_buffer{}(engine, from_hex("00 00 00 01 02 03"), log);
        EXPECT_EQ(engine.finish().st, status::truncated_payload);
        EXPECT_EQ(engine.finish().have, 3u) << hex << ": the gap is not of the payload";
        frame_decoder<prefix> decoder(on_excess::discard);
        event_log decoded;
        feed_decoder{}(decoder, from_hex(hex), decoded);
        feed_decoder{}(decoder, from_hex("00 00 00 01 02 03"), decoded);
        EXPECT_EQ(engine.finish(), decoder.finish()) << hex;
        EXPECT_EQ(engine.needed(), decoder.needed()) << hex;
        EXPECT_EQ(engine.frames().offset(), 14u);
        std::span<const std::byte> nothing;
        const frame f = engine.frames().next(nothing);
        EXPECT_EQ(f.more_is_all, f.more_bytes == engine.needed().at_least) << "a hint that size_t cuts is not all";
        EXPECT_GE(f.more_bytes, ~std::size_t{0} - header_bytes_limit - 14);
        EXPECT_EQ(log.text(), "excess");
    }
}

TEST(FrameBuffer, ErrorStaysAndNothingIsTakenAnyMoreUntilReset) {
    auto engine = buffer(8, fixed_prefix<python_int>{});
    auto& frames = engine.frames();
    auto bytes = from_hex("01 00 00 00 61 ff ff ff ff");
    std::span<const std::byte> in(bytes);
    EXPECT_EQ(frames.next(in).st, status::ok);
    EXPECT_EQ(frames.next(in).st, status::negative_length);
    const auto good = from_hex("00 00 00 00");
    for (int again = 0; again < 2; ++again) {
        in = good;
        const frame f = frames.next(in);
        EXPECT_EQ(f.st, status::negative_length);
        EXPECT_TRUE(f.header.empty() && f.payload.empty());
        EXPECT_EQ(in.size(), 4u);
        EXPECT_FALSE(f.more_is_all || f.more_bytes != 0) << "there is nothing to wait for";
        EXPECT_EQ(frames.next().st, status::negative_length);
        std::span<const std::byte> nothing;
        EXPECT_EQ(frames.next(nothing).st, status::negative_length);
        std::copy(good.begin(), good.end(), frames.writable().begin());
        frames.commit(good.size());
        EXPECT_EQ(frames.next().st, status::negative_length);
        EXPECT_TRUE(frames.buffered().empty());
        EXPECT_EQ(frames.writable().size(), 8u);
    }
    EXPECT_EQ(frames.error().offset, 5u);
    EXPECT_EQ(frames.offset(), 5u);
    EXPECT_EQ(frames.error().frame_index, 1u);
    EXPECT_EQ(frames.finish(), (stream_end{status::negative_length, 0, 0}));
    EXPECT_EQ(frames.needed(), bytes_needed{});
    frames.reset();
    EXPECT_EQ(engine, buffer(8, fixed_prefix<python_int>{}));
    EXPECT_EQ(frames.error(), frame_error{});
    EXPECT_EQ(frames.next(in).st, status::ok);
}

TEST(FrameBuffer, ErrorBehindExcessHasTheIndexOfItsFrame) {
    auto engine = buffer(8, fixed_prefix<python_int.with_max_payload(1)>{}, on_excess::discard);
    event_log log;
    feed_buffer{}(engine, from_hex("00 00 00 00 02 00 00 00 61 61 ff ff ff ff"), log);
    EXPECT_EQ(engine.error().st, status::negative_length);
    EXPECT_EQ(engine.error().frame_index, 2u);
    EXPECT_EQ(engine.error().offset, 10u);
}

TEST(FrameBuffer, NothingCommittedChangesNothing) {
    std::array<std::byte, 8> storage{};
    frame_buffer<erlang_packet<1>> frames(storage);
    frames.commit(0);
    EXPECT_EQ(frames, frame_buffer<erlang_packet<1>>(storage));
    EXPECT_EQ(frames.next().st, status::need_input);
    EXPECT_EQ(frames, frame_buffer<erlang_packet<1>>(storage));
}

TEST(FrameBuffer, ErrorIsThatOfTheDecoderWhereBothHaveIt) {
    constexpr length_prefix prefix{{.width = 4, .offset = 5, .gap = 2}};
    const auto bytes = from_hex("00 61 62 63 64 00 00 00 00 aa bb 00 61 62 63 64 7f ff ff ff 01 02 03");
    auto engine = buffer(30, fixed_prefix<prefix>{});
    frame_decoder<prefix> decoder;
    event_log log;
    feed_buffer{}(engine, bytes, log);
    feed_decoder{}(decoder, bytes, log);
    EXPECT_EQ(engine.error(), decoder.error());
    EXPECT_EQ(engine.error().offset, 11u);
}

TEST(FrameBuffer, StorageOfOneByteHasRoomAgainWhenItsByteBeganAFrameToPassOver) {
    std::array<std::byte, 1> storage{};
    frame_buffer<erlang_packet<1>> frames(storage, on_excess::discard);
    const auto take = [&](char byte) {
        const std::span<std::byte> room = frames.writable();
        ASSERT_EQ(room.size(), 1u);
        room[0] = static_cast<std::byte>(byte);
        frames.commit(1);
    };
    for (const char byte : {'\2', 'a', 'b'}) {
        ASSERT_NO_FATAL_FAILURE(take(byte));
        EXPECT_EQ(frames.next().st, status::need_input);
    }
    ASSERT_NO_FATAL_FAILURE(take('\0'));
    EXPECT_EQ(frames.next().st, status::ok) << "the frame behind it";
    EXPECT_EQ(frames.counters().discarded_frames, 1u);
}

TEST(FrameBuffer, CountersCountFramesBytesExcessAndTheLargest) {
    auto engine = buffer(8, fixed_prefix<erlang_packet<1>.with_max_payload(4)>{}, on_excess::discard);
    event_log log;
    feed_buffer{}(engine, from_hex("02 68 69 05 61 61 61 61 61 00 04 62 62 62 62 03 63"), log);
    EXPECT_EQ(engine.counters(),
              (frame_counters{.frames = 3, .payload_bytes = 6, .discarded_frames = 1, .largest_payload = 4}));
}

TEST(FrameBuffer, CountersCountPayloadsWithoutTheirVarints) {
    std::vector<std::byte> bytes = from_hex("00 00 01 61 80 01");
    bytes.resize(bytes.size() + 128);
    for (const way w : all_ways) {
        auto engine = buffer(130, fixed_prefix<varint_delimited>{});
        event_log log;
        EXPECT_EQ(engine.counters(), frame_counters{});
        feed_buffer{w}(engine, std::span(bytes).first(2), log);
        EXPECT_EQ(engine.counters(), frame_counters{.frames = 2}) << "of no payload";
        feed_buffer{w}(engine, std::span(bytes).subspan(2), log);
        EXPECT_EQ(engine.counters(), (frame_counters{.frames = 4, .payload_bytes = 129, .largest_payload = 128}));
    }
}

} // namespace
} // namespace cleave
