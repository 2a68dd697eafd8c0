// SPDX-License-Identifier: MIT
#include <cleave/frame_encoder.hpp>

#include "conformance/tests/library/framing_proof.hpp"

#include <algorithm>
#include <array>

namespace cleave {
namespace {

constexpr std::array hi{std::byte{'h'}, std::byte{'i'}};
static_assert(encode_header<erlang_packet<2>>(258).bytes == std::array{std::byte{1}, std::byte{2}});
static_assert([] {
    std::array<std::byte, 6> into{};
    const encoded frame = encode_frame<python_int>(hi, into);
    return frame.st == status::ok && frame.bytes.size() == 6 && into[0] == std::byte{2} && into[5] == std::byte{'i'};
}());
static_assert([] {
    std::array<std::byte, 6> room{std::byte{}, std::byte{}, std::byte{}, std::byte{}, hi[0], hi[1]};
    const encoded frame = encode_in_place<grpc_message.with_max_payload(2)>(room, 2);
    return frame.st == status::need_output && frame.needed_bytes == 7;
}());
static_assert(sizeof(encode_header<python_int>(0)) == 6, "no more than the header, its size and its status");

std::vector<std::byte> some_bytes(std::size_t size) {
    std::vector<std::byte> bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i * 11 + i / 256);
    return bytes;
}

bool is_same(std::span<const std::byte> a, std::span<const std::byte> b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

// Reads one frame back with every reader, and expects the payload.
template <class Prefix>
void expect_read_back(const Prefix& prefix, std::span<const std::byte> bytes, std::span<const std::byte> payload) {
    const frame f = next_frame(prefix, bytes);
    ASSERT_EQ(f.st, status::ok) << name_of(prefix.layout()) << ' ' << payload.size();
    ASSERT_EQ(f.size(), bytes.size()) << name_of(prefix.layout());
    ASSERT_TRUE(is_same(f.payload, payload)) << name_of(prefix.layout());

    basic_frame_decoder<Prefix> decoder(prefix);
    std::span<const std::byte> in = bytes;
    const frame_step begin = decoder.decode(in);
    ASSERT_EQ(begin.event, frame_event::begin) << name_of(prefix.layout());
    ASSERT_EQ(begin.length, payload.size()) << name_of(prefix.layout());
    in = in.subspan(begin.consumed);
    if (!payload.empty()) {
        const frame_step data = decoder.decode(in);
        ASSERT_TRUE(is_same(data.data, payload)) << name_of(prefix.layout());
    }
    ASSERT_EQ(decoder.decode({}).event, frame_event::end) << name_of(prefix.layout());
    ASSERT_EQ(decoder.finish(), stream_end{}) << name_of(prefix.layout());

    std::vector<std::byte> storage(std::max(bytes.size(), prefix.layout().max_header_bytes()));
    basic_frame_buffer<Prefix> frames(storage, prefix);
    for (const std::size_t cut : {std::size_t{1}, bytes.size() / 2, bytes.size()}) {
        std::span<const std::byte> piece = bytes.first(cut);
        frame whole = frames.next(piece);
        if (whole.st == status::need_input) {
            piece = bytes.subspan(cut);
            whole = frames.next(piece);
        }
        ASSERT_EQ(whole.st, status::ok) << name_of(prefix.layout()) << " cut " << cut;
        ASSERT_TRUE(is_same(whole.payload, payload)) << name_of(prefix.layout()) << " cut " << cut;
    }
}

template <class Prefix>
void expect_survives(const Prefix& prefix, std::size_t payload_size) {
    const auto payload = some_bytes(payload_size);
    const auto header = encode_header(prefix, payload_size);
    ASSERT_EQ(header.st, status::ok) << name_of(prefix.layout()) << ' ' << payload_size;
    const std::span<const std::byte> header_bytes(header);

    std::vector<std::byte> vectored(header_bytes.begin(), header_bytes.end());
    append(vectored, payload);
    expect_read_back(prefix, vectored, payload);

    std::vector<std::byte> into(vectored.size() + 2, std::byte{0x55});
    const encoded contiguous = encode_frame(prefix, payload, into);
    ASSERT_EQ(contiguous.st, status::ok);
    ASSERT_EQ(contiguous.bytes.data(), into.data());
    ASSERT_TRUE(is_same(contiguous.bytes, vectored));
    ASSERT_EQ(contiguous.needed_bytes, 0u) << "nothing more is needed";
    ASSERT_EQ(into[vectored.size()], std::byte{0x55}) << "beyond the frame";

    std::vector<std::byte> room(vectored.size() + 3, std::byte{0x55});
    std::copy(payload.begin(), payload.end(), room.end() - static_cast<std::ptrdiff_t>(payload_size));
    const encoded in_place = encode_in_place(prefix, room, payload_size);
    ASSERT_EQ(in_place.st, status::ok);
    ASSERT_EQ(in_place.bytes.data(), room.data() + 3);
    ASSERT_TRUE(is_same(in_place.bytes, vectored));
    ASSERT_EQ(room[2], std::byte{0x55}) << "in front of the frame";
}

template <class Prefix>
void expect_refused(const Prefix& prefix, std::uint64_t payload_bytes) {
    const auto header = encode_header(prefix, payload_bytes);
    ASSERT_EQ(header.st, status::frame_too_large) << name_of(prefix.layout()) << ' ' << payload_bytes;
    ASSERT_TRUE(std::span<const std::byte>(header).empty());
    if (payload_bytes > 100'000) return;
    const auto payload = some_bytes(static_cast<std::size_t>(payload_bytes));
    std::vector<std::byte> room(payload.size() + header_bytes_limit, std::byte{0x55});
    const auto untouched = room;
    for (const encoded& refused :
         {encode_frame(prefix, payload, room), encode_in_place(prefix, room, payload.size())}) {
        ASSERT_EQ(refused.st, status::frame_too_large);
        ASSERT_TRUE(refused.bytes.empty());
        ASSERT_EQ(refused.needed_bytes, 0u) << "no room would do";
    }
    ASSERT_EQ(room, untouched) << "nothing was written";
}

// Sizes around 0, the limit, and each place where the field gets another digit or its sign bit.
template <class Prefix>
void expect_limits_kept(const Prefix& prefix, std::uint64_t largest_in_memory) {
    const std::uint64_t limit = prefix.layout().max_payload;
    for (const std::uint64_t edge :
         {std::uint64_t{0}, std::uint64_t{0x7f}, std::uint64_t{0xff}, std::uint64_t{0x3fff}, std::uint64_t{0x7fff},
          std::uint64_t{0xffff}, std::uint64_t{0x7fffff}, std::uint64_t{0xffffff}, std::uint64_t{0x7fffffff},
          std::uint64_t{0xffffffff}, limit})
        for (const std::uint64_t size : {edge - 1, edge, edge + 1}) {
            if (size == ~std::uint64_t{0}) continue; // below 0
            if (size > limit) {
                expect_refused(prefix, size);
            } else if (size <= largest_in_memory) {
                expect_survives(prefix, static_cast<std::size_t>(size));
            } else {
                const auto header = encode_header(prefix, size);
                basic_frame_decoder<Prefix> decoder(prefix);
                ASSERT_EQ(decoder.decode(header).length, size) << name_of(prefix.layout());
                ASSERT_EQ(decoder.needed(), (bytes_needed{size, true})) << name_of(prefix.layout());
            }
            if (::testing::Test::HasFatalFailure()) return;
        }
    expect_refused(prefix, ~std::uint64_t{0});
}

TEST(FrameEncoder, EveryLayoutIsReadBackByEveryReaderAndKeepsItsLimit) {
    for (const prefix_layout& layout : every_layout()) {
        std::uint64_t previous = automatic_limit;
        for (const std::uint64_t limit :
             {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{200}, layout.field_capacity()}) {
            if (limit > layout.field_capacity() || limit == previous) continue;
            previous = limit;
            prefix_layout limited = layout;
            limited.max_payload = limit;
            // Payloads of more than 400 bytes for the plain headers only: the others differ in the header.
            expect_limits_kept(checked(limited), layout.offset + layout.gap == 0 ? 0x10001 : 400);
            if (HasFatalFailure()) return;
        }
    }
}

template <length_prefix Prefix>
void expect_fixed_prefix_kept() {
    expect_limits_kept(fixed_prefix<Prefix>{}, 0x10001);
}

TEST(FrameEncoder, NamedLayoutsAreReadBackByEveryReaderAndKeepTheirLimit) {
    expect_fixed_prefix_kept<python_int>();
    expect_fixed_prefix_kept<erlang_packet<1>>();
    expect_fixed_prefix_kept<erlang_packet<2>>();
    expect_fixed_prefix_kept<erlang_packet<4>>();
    expect_fixed_prefix_kept<grpc_message>();
    expect_fixed_prefix_kept<kafka.with_max_payload(0x7fffffff)>();
    expect_fixed_prefix_kept<postgresql.with_max_payload(1000)>();
    expect_fixed_prefix_kept<http2>();
    expect_fixed_prefix_kept<memcached_binary>();
    expect_fixed_prefix_kept<varint_delimited>();
    expect_fixed_prefix_kept<varint_delimited.with_max_payload((1ULL << 63) - 1)>();
    expect_fixed_prefix_kept<length_prefix{{.width = 8, .order = std::endian::little, .max_payload = 1ULL << 62}}>();
}

TEST(FrameEncoder, ReadsBackAFrameThatFillsAThreeByteField) {
    expect_survives(fixed_prefix<length_prefix{{.width = 3}}>{}, 0xffffff);
}

TEST(FrameEncoder, DestinationOfEverySizeFromNothingUpIsNeverOverrun) {
    const auto payload = some_bytes(5);
    for (std::size_t size = 0; size <= 12; ++size) {
        const exact_block into(std::vector<std::byte>(size, std::byte{0x55}));
        const encoded frame = encode_frame<grpc_message>(payload, into.bytes());
        if (size < 10) {
            EXPECT_EQ(frame.st, status::need_output) << size;
            EXPECT_EQ(frame.needed_bytes, 10u);
            EXPECT_TRUE(frame.bytes.empty());
            EXPECT_TRUE(std::all_of(into.bytes().begin(), into.bytes().end(), [](std::byte b) {
                return b == std::byte{0x55};
            })) << size;
        } else {
            EXPECT_EQ(spaced_hex(frame.bytes), "00 00 00 00 05 00 0b 16 21 2c");
        }
        if (size < 5) continue;
        const encoded in_place = encode_in_place<grpc_message>(into.bytes(), 5);
        EXPECT_EQ(in_place.st, size < 10 ? status::need_output : status::ok) << size;
        EXPECT_EQ(in_place.needed_bytes, size < 10 ? 10u : 0u);
    }
}

TEST(FrameEncoder, DestinationOfExactlyTheHeaderTakesAFrameWithoutPayload) {
    const exact_block into(std::vector<std::byte>(1));
    EXPECT_EQ(spaced_hex(encode_frame<erlang_packet<1>>({}, into.bytes()).bytes), "00");
    EXPECT_EQ(spaced_hex(encode_in_place<erlang_packet<1>>(into.bytes(), 0).bytes), "00");
}

TEST(FrameEncoder, ResultThatNobodyWroteIsAnEmptyOne) {
    const encoded nothing;
    EXPECT_EQ(nothing.st, status::ok);
    EXPECT_TRUE(nothing.bytes.empty());
    EXPECT_EQ(nothing.needed_bytes, 0u);
    EXPECT_TRUE(std::span<const std::byte>(frame_header<4>{}).empty());
    EXPECT_EQ(frame_header<4>{}.st, status::ok);
}

TEST(FrameEncoder, EmptyPayloadIsAFrameOfItsOwn) {
    std::array<std::byte, 4> into{};
    EXPECT_EQ(spaced_hex(encode_frame<python_int>({}, into).bytes), "00 00 00 00");
    EXPECT_EQ(spaced_hex(encode_in_place<python_int>(into, 0).bytes), "00 00 00 00");
    EXPECT_EQ(encode_frame<python_int>({}, {}).needed_bytes, 4u);
}

TEST(FrameEncoder, BytesAroundTheLengthFieldAreZeroAndTheCallersToSet) {
    auto header = encode_header<http2>(3);
    EXPECT_EQ(spaced_hex(header), "00 00 03 00 00 00 00 00 00");
    header.bytes[3] = std::byte{4};
    EXPECT_EQ(next_frame<http2>(header).st, status::need_input);
    EXPECT_EQ(spaced_hex(header), "00 00 03 04 00 00 00 00 00");
}

TEST(FrameEncoder, FramesOfEveryEncoderSurviveEveryDelivery) {
    std::vector<std::byte> bytes;
    std::array<std::byte, 16> room{};
    append(bytes, encode_frame<varint_delimited>(hi, room).bytes);
    append(bytes, encode_in_place<varint_delimited>(room, 0).bytes);
    append(bytes, encode_header<varint_delimited>(1));
    append(bytes, std::span(hi).first(1));
    EXPECT_EQ(events_of(bytes, frame_decoder<varint_delimited>{}, feed_decoder{}),
              "begin 2, data 68 69, end, begin 0, end, begin 1, data 68, end");
    EXPECT_TRUE(prove_every_delivery(bytes, frame_decoder<varint_delimited>{}, feed_decoder{}));
}

} // namespace
} // namespace cleave
