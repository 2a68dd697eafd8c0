// SPDX-License-Identifier: MIT
#include "conformance/tests/library/framing_proof.hpp"

#include <array>
#include <random>
#include <type_traits>

namespace cleave {
namespace {

using P = erlang_packet<1>::with_max_payload<3>;
using strict_varint = fixed_layout<prefix_layout{.form = length_form::varint, .max_payload = 200}>;

std::string text(std::span<const std::byte> bytes) { return spaced_hex(bytes); }

template <class Buffer>
void receive(Buffer& frames, std::string_view hex) {
    const auto bytes = from_hex(hex);
    const auto room = frames.writable();
    ASSERT_GE(room.size(), bytes.size());
    std::copy(bytes.begin(), bytes.end(), room.begin());
    frames.commit(bytes.size());
}

TEST(FrameBuffer, EveryLayoutUnderEveryDelivery) {
    for (const prefix_layout& layout : every_layout()) {
        const runtime_layout prefix = checked(layout);
        std::vector<std::byte> bytes;
        for (const std::size_t size : {0U, 3U, 1U}) {
            const std::vector<std::byte> payload(payload_near(prefix, size), std::byte{0x61});
            append(bytes, frame_of_layout(prefix, payload));
        }
        if (bytes.size() > 24) bytes.resize(24);
        if (bytes.size() > 12) bytes.resize(21); // longer than the streams whose deliveries are counted out
        for (const way w : {way::fed, way::through_storage, way::mixed})
            EXPECT_TRUE(prove_every_delivery(bytes, proved_buffer(300, prefix), feed_buffer{w})) << name_of(layout);
        EXPECT_TRUE(prove_every_delivery(bytes, proved_decoder(prefix), feed_decoder{})) << name_of(layout);
        EXPECT_EQ(events_of(bytes, proved_buffer(300, prefix), feed_buffer{}),
                  events_of(bytes, gathered_frames<runtime_layout>{prefix}, feed_gathered{}));
    }
}

// Streams of good frames, cut and damaged: every reader in every way gives what frame_reader gives of the whole.
template <prefix Prefix>
void random_streams(const Prefix& prefix, unsigned seed) {
    std::mt19937 random(seed);
    for (int stream = 0; stream < 300; ++stream) {
        std::vector<std::byte> bytes;
        for (auto n = random() % 5; n != 0; --n)
            append(bytes,
                   frame_of(prefix, std::vector<std::byte>(payload_near(prefix, random() % 12), std::byte{0x31})));
        if (!bytes.empty() && random() % 2 == 0) bytes.resize(random() % bytes.size());
        if (!bytes.empty() && random() % 3 == 0) bytes[random() % bytes.size()] = static_cast<std::byte>(random());
        for (const on_excess excess : {on_excess::fail, on_excess::pass_over}) {
            const std::string whole = events_of(bytes, proved_buffer(300, prefix), feed_buffer{way::fed, excess});
            for (const way w : {way::fed, way::through_storage, way::mixed}) {
                proved_buffer<Prefix> engine(300, prefix);
                event_log log;
                for (std::size_t at = 0; at < bytes.size();) {
                    const std::size_t some = std::min<std::size_t>(1 + random() % 9, bytes.size() - at);
                    const exact_block piece{std::span(bytes).subspan(at, some)};
                    feed_buffer{w, excess}(engine, piece.bytes(), log);
                    at += some;
                }
                ASSERT_EQ(log.text(), whole) << text(bytes);
            }
        }
    }
}

TEST(FrameBuffer, RandomStreamsInRandomPieces) {
    random_streams(P{}, 1);
    random_streams(strict_varint{}, 2);
    random_streams(netstring{}, 3);
    random_streams(fixed_layout<prefix_layout{.width = 2, .gap = 3, .trailer = 2, .max_payload = 9}>{}, 4);
}

TEST(FrameBuffer, WritableIsFullOnlyWhileThereIsWork) {
    std::array<std::byte, 4> storage;
    frame_buffer<P> frames(storage);
    receive(frames, "01 61 01 62");
    EXPECT_TRUE(frames.writable().empty());
    EXPECT_EQ(text(frames.next().payload()), "61");
    EXPECT_EQ(frames.writable().size(), 2u);
    receive(frames, "03 63");
    EXPECT_EQ(text(frames.next().payload()), "62");
    EXPECT_FALSE(frames.next());
    EXPECT_EQ(frames.needed(), (bytes_needed{2, true}));
    receive(frames, "64 65");
    EXPECT_EQ(text(frames.next().payload()), "63 64 65");
    EXPECT_EQ(frames.writable().size(), 4u);
    EXPECT_EQ(frames.offset(), 8u);
}

TEST(FrameBuffer, FramesOfOneReadStayUntilTheNext) {
    std::array<std::byte, 16> storage;
    frame_buffer<P> frames(storage);
    receive(frames, "01 61 01 62 02 63");
    const frame first = frames.next(), second = frames.next();
    EXPECT_FALSE(frames.next());
    EXPECT_EQ(text(first.payload()) + text(second.payload()), "6162");
}

TEST(FrameBuffer, ReadsInPlaceAndCopiesOnlyWhatStraddles) {
    std::array<std::byte, 16> storage;
    frame_buffer<P> frames(storage);
    const auto first = from_hex("01 61 02 62"), second = from_hex("63 01 64 03 65");
    frames.feed(first);
    EXPECT_EQ(frames.next().payload().data(), first.data() + 1);
    EXPECT_FALSE(frames.next());
    EXPECT_EQ(frames.offset(), 2u);
    EXPECT_EQ(text(frames.unread()), "02 62");
    frames.feed(second);
    const frame straddling = frames.next();
    EXPECT_EQ(straddling.payload().data(), storage.data() + 1);
    EXPECT_EQ(text(straddling.payload()), "62 63");
    EXPECT_EQ(frames.next().payload().data(), second.data() + 2);
    EXPECT_FALSE(frames.next());
    EXPECT_EQ(frames.needed(), (bytes_needed{2, true}));
}

TEST(FrameBuffer, FrameLargerThanTheStorageIsRefusedEvenWhenItComesWhole) {
    using wide = erlang_packet<1>;
    const auto bytes = from_hex("05 61 61 61 61 61 01 62");
    for (const std::size_t step : {1u, 3u, 8u}) {
        std::array<std::byte, 5> storage;
        frame_buffer<wide> frames(storage);
        for (std::size_t at = 0; at < bytes.size() && frames.st() == status::need_input; at += step) {
            frames.feed(std::span(bytes).subspan(at, std::min<std::size_t>(step, bytes.size() - at)));
            EXPECT_FALSE(frames.next());
        }
        EXPECT_EQ(frames.st(), status::frame_exceeds_buffer);
        EXPECT_EQ(frames.error().limit, 5u);
        EXPECT_EQ(frames.error().payload_bytes, 5u);
        EXPECT_EQ(frames.error().offset, 0u);
        EXPECT_EQ(frames.finish().st, status::frame_exceeds_buffer);
    }
    std::array<std::byte, 5> storage;
    frame_buffer<wide> frames(storage);
    frames.feed(bytes);
    EXPECT_FALSE(frames.next());
    EXPECT_TRUE(frames.skip());
    EXPECT_EQ(text(frames.next().payload()), "62");
    EXPECT_FALSE(frames.skip());
}

TEST(FrameBuffer, SaysHowFarItIsWhilePassingOver) {
    std::array<std::byte, 8> storage;
    frame_buffer<fixed_layout<prefix_layout{.width = 1, .trailer = 1, .max_payload = 3}>> frames(storage);
    receive(frames, "06 61");
    EXPECT_FALSE(frames.next());
    EXPECT_TRUE(frames.skip());
    EXPECT_EQ(frames.st(), status::need_input);
    EXPECT_EQ(frames.needed(), (bytes_needed{6, true}));
    EXPECT_EQ(frames.error(), frame_error{});
    EXPECT_EQ(frames.finish(), (stream_end{status::truncated_payload, 1, 7}));
    EXPECT_EQ(frames.offset(), 2u);
    receive(frames, "61 61 61 61 61");
    EXPECT_EQ(frames.finish(), (stream_end{status::truncated_payload, 6, 7}));
    receive(frames, "c1 01 62 c2");
    EXPECT_EQ(text(frames.next().payload()), "62");
    EXPECT_EQ(frames.finish(), stream_end{});
}

TEST(FrameBuffer, PassesOverALengthNear2To64) {
    using wide = fixed_layout<prefix_layout{.width = 8, .max_payload = 3}>;
    std::array<std::byte, 16> storage;
    frame_buffer<wide> frames(storage);
    receive(frames, "ff ff ff ff ff ff ff ff");
    EXPECT_FALSE(frames.next());
    EXPECT_EQ(frames.error().payload_bytes, UINT64_MAX);
    EXPECT_TRUE(frames.skip());
    EXPECT_GT(frames.needed().at_least, UINT64_MAX - 300);
}

TEST(FrameBuffer, ReadsAPreambleThenFramesThenAnotherLimit) {
    std::array<std::byte, 300> storage;
    frame_buffer<runtime_layout> frames(storage, checked({.width = 1, .max_payload = 2}));
    const auto front = from_hex("50 52"), rest = from_hex("49 01 61 03 62 62 62");
    frames.feed(front);
    EXPECT_FALSE(frames.next(fixed_size<3>{}));
    EXPECT_EQ(text(frames.unread()), "50 52");
    frames.feed(rest);
    EXPECT_EQ(text(frames.next(fixed_size<3>{}).payload()), "50 52 49");
    EXPECT_EQ(text(frames.next().payload()), "61");
    EXPECT_FALSE(frames.next());
    EXPECT_EQ(frames.st(), status::frame_too_large);
    frames.use(checked({.width = 1, .max_payload = 3}));
    EXPECT_EQ(text(frames.next().payload()), "62 62 62");
}

TEST(FrameBuffer, BytesKeptForOneShapeAreReadByAnother) {
    std::array<std::byte, 16> storage;
    frame_buffer<erlang_packet<4>> frames(storage);
    const auto front = from_hex("00 00 00"), rest = from_hex("01 61 00");
    frames.feed(front);
    EXPECT_FALSE(frames.next());
    EXPECT_EQ(text(frames.next(fixed_size<1>{}).payload()), "00");
    EXPECT_EQ(text(frames.next(fixed_size<1>{}).payload()), "00");
    frames.feed(rest);
    EXPECT_EQ(text(frames.next(erlang_packet<2>{}).payload()), "61");
    EXPECT_EQ(text(frames.unread()), "00");
    EXPECT_EQ(frames.offset(), 5u);
}

TEST(FrameBuffer, HandsOverWhatFollowsAStop) {
    std::array<std::byte, 16> storage;
    frame_buffer<P> frames(storage);
    receive(frames, "01 61 52 41 57");
    EXPECT_TRUE(frames.next());
    EXPECT_EQ(text(frames.unread()), "52 41 57");
    const auto more = from_hex("58 59");
    frame_buffer<P> fed{std::span(storage).first(8)};
    const auto front = from_hex("03");
    fed.feed(front);
    (void)fed.next();
    fed.feed(more);
    EXPECT_EQ(text(fed.unread()), "03 58 59");
}

TEST(FrameBuffer, AnswersForTheShapeThatWasAskedFor) {
    std::array<std::byte, 64> storage;
    frame_buffer<erlang_packet<4>::with_max_payload<16>> frames(storage);
    const auto startup = from_hex("00 00 00 08 04"); // as an erlang_packet: a good front; as PostgreSQL's startup: cut
    receive(frames, "ff 00 00 00 08 04");
    EXPECT_TRUE(frames.next(fixed_size<1>{}));
    EXPECT_FALSE(frames.next(postgresql_startup{}));
    EXPECT_EQ(frames.st(postgresql_startup{}), status::need_input);
    EXPECT_EQ(frames.needed(postgresql_startup{}), (bytes_needed{3, true}));
    EXPECT_EQ(frames.error(postgresql_startup{}), frame_error{});
    frames.reset();
    const auto bad = from_hex("00 00 00 03 61");
    frames.feed(bad);
    EXPECT_FALSE(frames.next(postgresql_startup{}));
    EXPECT_TRUE(is_error(frames.st(postgresql_startup{})));
    EXPECT_EQ(frames.error(postgresql_startup{}).declared, 3u);
    frame_reader<P> reader(startup);
    EXPECT_FALSE(reader.next(postgresql_startup{}));
    EXPECT_EQ(reader.st(postgresql_startup{}), status::need_input);
    EXPECT_EQ(reader.needed(postgresql_startup{}), (bytes_needed{3, true}));
}

TEST(FrameBuffer, DropsBytesInSearchOfTheNextFrame) {
    using marked = fixed_layout<prefix_layout{.width = 1, .offset = 2, .max_payload = 9, .magic = {0, "CB"}}>;
    auto bytes = to_bytes("xxCxCB");
    append(bytes, from_hex("01 61 00"));
    append(bytes, to_bytes("CB"));
    append(bytes, from_hex("01 62"));
    for (std::size_t step = 1; step <= bytes.size(); ++step) {
        std::array<std::byte, 16> storage;
        frame_buffer<marked> frames(storage);
        std::string seen;
        for (std::size_t at = 0; at < bytes.size(); at += step) {
            const exact_block piece{std::span(bytes).subspan(at, std::min(step, bytes.size() - at))};
            frames.feed(piece.bytes());
            do {
                while (const frame f = frames.next())
                    seen += text(f.payload()) + "@" + std::to_string(frames.offset()) + " ";
                if (is_error(frames.st()))
                    frames.drop(1);
                else
                    break;
            } while (true);
        }
        EXPECT_EQ(seen, "61@8 62@13 ") << step;
    }
    frame_reader<marked> reader(bytes);
    while (!reader.next()) reader.drop(1);
    EXPECT_EQ(reader.offset(), 8u);
}

TEST(FrameBuffer, TakesBytesOfItsOwnStorageAgain) {
    std::array<std::byte, 64> storage;
    frame_buffer<erlang_packet<1>> frames(storage);
    receive(frames, "ff 20 " + std::string(60, '6') + " 61");
    const auto rest = frames.unread().subspan(1);
    frames.reset();
    frames.feed(rest);
    EXPECT_FALSE(frames.next());
    EXPECT_EQ(frames.needed(), (bytes_needed{1, true}));
}

TEST(FrameBuffer, UpgradeForgetsWhatTheOtherPrefixWaitedFor) {
    using magic = fixed_layout<prefix_layout{.width = 1, .offset = 2, .magic = {0, "CB"}}>;
    std::array<std::byte, 64> storage;
    frame_buffer<python_int> frames(storage);
    const auto bytes = from_hex("05 00 00 00 61");
    frames.feed(bytes);
    EXPECT_FALSE(frames.next());
    frame_buffer<magic> upgraded(std::move(frames));
    EXPECT_FALSE(upgraded.next());
    EXPECT_EQ(upgraded.st(), status::magic_mismatch);
}

TEST(FrameBuffer, UpgradeTakesStorageBytesAndOffsetAlong) {
    std::array<std::byte, 32> storage;
    frame_buffer<P> plain(storage);
    receive(plain, "01 61 00 00 00 02 62");
    EXPECT_TRUE(plain.next());
    frame_buffer<kafka> upgraded(std::move(plain));
    EXPECT_FALSE(upgraded.next());
    EXPECT_EQ(upgraded.offset(), 2u);
    receive(upgraded, "63");
    EXPECT_EQ(text(upgraded.next().payload()), "62 63");
    EXPECT_EQ(upgraded.offset(), 8u);
    static_assert(!std::is_constructible_v<frame_buffer<kafka>, frame_buffer<P>&>);
    static_assert(!std::is_copy_constructible_v<frame_buffer<P>> && !std::is_copy_assignable_v<frame_buffer<P>>);
}

TEST(FrameBuffer, MovesWithWhatItHolds) {
    std::array<std::byte, 16> storage, other;
    frame_buffer<P> frames(storage);
    receive(frames, "03 61");
    (void)frames.next();
    frame_buffer<P> moved(std::move(frames));
    receive(moved, "62");
    frame_buffer<P> assigned(other);
    assigned = std::move(moved);
    receive(assigned, "63");
    EXPECT_EQ(text(assigned.next().payload()), "61 62 63");
    assigned.reset();
    EXPECT_EQ(assigned.offset(), 0u);
    EXPECT_EQ(assigned.writable().size(), 16u);
}

struct connection {
    int fd = 0;
    owned_frame_buffer<P> frames;
};

TEST(FrameBuffer, OwningOneLivesInAVector) {
    std::vector<connection> connections;
    for (int i = 0; i < 20; ++i) {
        connections.emplace_back().fd = i;
        receive(connections.back().frames, "02 61");
        EXPECT_FALSE(connections.back().frames.next());
    }
    connections.erase(connections.begin() + 3);
    for (connection& one : connections) {
        receive(one.frames, "62");
        EXPECT_EQ(text(one.frames.next().payload()), "61 62");
        EXPECT_EQ(one.frames.offset(), 3u);
    }
    connection& one = connections.back();
    receive(one.frames, "02 61");
    owned_frame_buffer<P>& same = one.frames;
    one.frames = std::move(same);
    EXPECT_EQ(one.frames.offset(), 0u) << "moved onto itself it begins anew, as moved-from ones do";
    static_assert(frame_capacity<P> == 4);
    static_assert(sizeof(owned_frame_buffer<P>) <= sizeof(frame_buffer<P>) + 8);
}

TEST(FrameBuffer, CopyOntoOtherStorageGoesOnAlone) {
    std::array<std::byte, 8> storage, other;
    frame_buffer<P> frames(storage);
    receive(frames, "02 61");
    frame_buffer<P> copy(frames, other);
    EXPECT_TRUE(copy == frames);
    receive(copy, "63");
    EXPECT_FALSE(copy == frames);
    receive(frames, "62");
    EXPECT_EQ(text(copy.next().payload()), "61 63");
    EXPECT_EQ(text(frames.next().payload()), "61 62");
}

TEST(FrameBuffer, WrongTrailerIsAnErrorThatStays) {
    std::array<std::byte, 64> storage;
    frame_buffer<netstring> frames(storage);
    const auto bytes = to_bytes("2:hi,3:abc;1:x,");
    {
        const exact_block block(bytes);
        frames.feed(block.bytes());
        EXPECT_EQ(text(frames.next().payload()), "68 69");
        EXPECT_FALSE(frames.next());
    }
    EXPECT_EQ(frames.st(), status::trailer_mismatch);
    EXPECT_EQ(frames.error().offset, 5u);
    EXPECT_FALSE(frames.skip());
    EXPECT_EQ(frames.offset(), 5u);
}

TEST(FrameBuffer, SkipsAFrameThatNoMemoryHolds) {
    using wide = fixed_layout<prefix_layout{.width = 8, .max_payload = std::uint64_t{1} << 40}>;
    std::array<std::byte, 16> storage;
    frame_buffer<wide> frames(storage);
    receive(frames, "00 00 00 02 00 00 00 00 61");
    EXPECT_FALSE(frames.next());
    EXPECT_EQ(frames.st(), status::length_not_addressable);
    EXPECT_TRUE(frames.skip());
    EXPECT_EQ(frames.needed(), (bytes_needed{(std::uint64_t{2} << 32) - 1, true}));
}

TEST(FrameBuffer, ReceivesBehindAnInputOfWholeFrames) {
    std::array<std::byte, 16> storage;
    frame_buffer<P> frames(storage);
    const auto one = from_hex("01 61");
    frames.feed(one);
    EXPECT_EQ(text(frames.next().payload()), "61");
    receive(frames, "01 62 01");
    EXPECT_EQ(text(frames.next().payload()), "62");
    EXPECT_EQ(frames.offset(), 4u);
    EXPECT_EQ(text(frames.unread()), "01");
}

TEST(FrameBuffer, CopyOfAnInputInHandReadsTheSameInput) {
    std::array<std::byte, 16> storage, other;
    frame_buffer<P> frames(storage);
    const auto two = from_hex("01 61 01 62");
    frames.feed(two);
    EXPECT_TRUE(frames.next());
    frame_buffer<P> copy(frames, other);
    EXPECT_EQ(copy, frames);
    EXPECT_EQ(copy.next().payload().data(), two.data() + 3);
    EXPECT_FALSE(copy == frames);
    EXPECT_TRUE(frames.next());
    EXPECT_EQ(copy, frames);
}

TEST(FrameBuffer, MovedOntoItselfStaysAsItIs) {
    std::array<std::byte, 16> storage;
    frame_buffer<P> frames(storage);
    receive(frames, "02 61");
    frame_buffer<P>& same = frames;
    frames = std::move(same);
    EXPECT_EQ(text(frames.unread()), "02 61");
    EXPECT_EQ(frames.offset(), 0u);
}

TEST(FrameBuffer, DropsMoreThanTheKeptFront) {
    using marked = fixed_layout<prefix_layout{.width = 1, .offset = 2, .max_payload = 9, .magic = {0, "CB"}}>;
    std::array<std::byte, 16> storage;
    frame_buffer<marked> frames(storage);
    const auto front = to_bytes("C"), rest = to_bytes("xyzCB");
    frames.feed(front);
    EXPECT_FALSE(frames.next());
    frames.feed(rest);
    EXPECT_FALSE(frames.next());
    EXPECT_EQ(frames.st(), status::magic_mismatch);
    frames.drop(4);
    EXPECT_EQ(frames.offset(), 4u);
    EXPECT_FALSE(frames.next());
    receive(frames, "01 61");
    EXPECT_EQ(text(frames.next().payload()), "61");
}

TEST(FrameBuffer, DiffersWhereAnythingThatMattersDiffers) {
    std::array<std::byte, 300> storage, other;
    using buffer = frame_buffer<runtime_layout>;
    buffer frames(storage, checked({.width = 1, .max_payload = 2}));
    const auto differs = [&](const buffer& changed) { return !(changed == frames); };
    buffer offset(other, checked({.width = 1, .max_payload = 2}));
    receive(offset, "00");
    EXPECT_TRUE(offset.next());
    EXPECT_TRUE(differs(offset)) << "as many bytes are unread, but others came before";
    buffer prefix(other, checked({.width = 1, .max_payload = 3}));
    EXPECT_TRUE(differs(prefix));
    receive(frames, "09");
    buffer skipping(frames, other);
    EXPECT_TRUE(skipping.skip());
    EXPECT_TRUE(differs(skipping));
    EXPECT_TRUE(frames.skip());
    EXPECT_FALSE(differs(skipping));
    receive(skipping, "61");
    receive(frames, "61");
    EXPECT_FALSE(differs(skipping));
    receive(skipping, "61");
    EXPECT_TRUE(differs(skipping)) << "one received more";
    std::array<std::byte, 300> third;
    buffer longer(third, checked({.width = 1, .max_payload = 2}));
    receive(longer, "0a");
    EXPECT_TRUE(longer.skip());
    receive(longer, "61");
    EXPECT_TRUE(differs(longer)) << "one has more to skip";
}

TEST(FrameBuffer, DiffersInWhatIsUnread) {
    std::array<std::byte, 300> storage, other;
    using buffer = frame_buffer<fixed_layout<prefix_layout{.width = 2}>>;
    const auto front = from_hex("00"), rest = from_hex("01 61 00"), end = from_hex("00");
    buffer frames(storage);
    frames.feed(front);
    EXPECT_FALSE(frames.next());
    buffer same(frames, other);
    EXPECT_TRUE(frames == same);
    frames.feed(rest);
    EXPECT_FALSE(frames == same) << "another window";
    EXPECT_TRUE(frames.next());
    EXPECT_FALSE(frames == same) << "the same byte is unread, at another offset";
    buffer third(other);
    third.feed(front);
    EXPECT_FALSE(third.next());
    buffer with_rest(third, storage);
    const auto header = from_hex("02"), more = from_hex("02 61");
    third.feed(header);
    with_rest.feed(more);
    EXPECT_FALSE(third == with_rest) << "the windows are the same, the rests are not";
}

// Two frames whose lengths differ, skipped as far as that both have one byte left.
TEST(FrameBuffer, DiffersInTheFrameThatIsSkipped) {
    std::array<std::byte, 300> storage, other;
    using buffer = frame_buffer<fixed_layout<prefix_layout{.width = 1, .max_payload = 1}>>;
    buffer shorter(storage), longer(other);
    receive(shorter, "00 02");
    receive(longer, "03");
    EXPECT_TRUE(shorter.next());
    EXPECT_TRUE(shorter.skip() && longer.skip());
    receive(shorter, "61");
    receive(longer, "61 61");
    EXPECT_EQ(shorter.needed(), longer.needed());
    EXPECT_EQ(shorter.offset(), longer.offset());
    EXPECT_FALSE(shorter == longer);
}

// A serial line: two constant bytes, a length, and the sum of all bytes after the payload.
struct serial
    : fixed_layout<prefix_layout{.width = 1, .offset = 2, .trailer = 1, .max_payload = 16, .magic = {0, "\xaa\x55"}}> {
    static bool frame_holds(std::span<const std::byte> frame) noexcept {
        unsigned sum = 0;
        for (const std::byte each : frame.first(frame.size() - 1)) sum += std::to_integer<unsigned>(each);
        return frame.back() == static_cast<std::byte>(sum);
    }
};

// Noise, a frame, one whose length was damaged (it reaches into the next frame), two good ones.
TEST(FrameBuffer, SearchesFromTheNextByteAfterAFrameWhoseSumIsWrong) {
    const auto bytes = from_hex("00 aa aa550131 31 aa550332 32 aa550133 33 aa550234356a");
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
        std::array<std::byte, 64> storage;
        frame_buffer<serial> frames(storage);
        std::string seen;
        for (std::size_t at = 0; at < bytes.size(); at += piece) {
            const auto in = std::span(bytes).subspan(at).first(std::min(piece, bytes.size() - at));
            std::copy(in.begin(), in.end(), frames.writable().begin());
            frames.commit(in.size());
            do {
                while (const frame f = frames.next()) seen += text(f.payload()) + ' ';
                if (!is_error(frames.st())) break;
                if (frames.st() == status::trailer_mismatch) seen += "sum ";
                frames.drop(1);
            } while (true);
        }
        EXPECT_EQ(seen, "31 sum 33 34 35 ") << piece;
        EXPECT_EQ(frames.finish().st, status::ok) << piece;
    }
    const std::span<const std::byte> all = bytes;
    frame_reader<serial> frames(all.subspan(7));
    EXPECT_FALSE(frames.next());
    EXPECT_EQ(frames.st(), status::trailer_mismatch);
    EXPECT_EQ(frames.error().offset, 0u);
}

TEST(FrameBuffer, IsConstexpr) {
    static_assert([] {
        std::array<std::byte, 8> storage{};
        frame_buffer<P> frames(storage);
        const std::array front{std::byte{2}, std::byte{7}}, back{std::byte{8}, std::byte{1}};
        frames.feed(front);
        if (frames.next()) return false;
        frames.feed(back);
        if (frames.next().payload()[1] != std::byte{8} || frames.next()) return false;
        frames.writable()[0] = std::byte{9};
        frames.commit(1);
        return frames.next().payload()[0] == std::byte{9} && frames.finish() == stream_end{};
    }());
}

} // namespace
} // namespace cleave
