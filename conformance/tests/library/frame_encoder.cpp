// SPDX-License-Identifier: MIT
#include "conformance/tests/library/framing_proof.hpp"

#include <cleave/frame_gather.hpp>

#include <array>
#include <cstring>
#include <type_traits>

namespace cleave {
namespace {

std::string text(std::span<const std::byte> bytes) { return spaced_hex(bytes); }

TEST(FrameEncoder, WritesTheSameFrameInEachWay) {
    for (const prefix_layout& layout : every_layout()) {
        const runtime_layout prefix = checked(layout);
        for (std::size_t size : {0u, 1u, 5u, 200u}) {
            size = payload_near(prefix, size);
            if (size > prefix.max_payload()) continue;
            const std::vector<std::byte> payload(size, std::byte{0x61});
            const std::vector<std::byte> whole = frame_of(prefix, payload);
            const auto header = encode_header(size, prefix);
            ASSERT_EQ(header.st, status::ok);
            std::vector<std::byte> joined(header.bytes.begin(), header.bytes.begin() + header.size);
            append(joined, payload);
            joined.resize(joined.size() + layout.trailer);
            EXPECT_EQ(text(joined), text(whole)) << name_of(layout);
            std::vector<std::byte> memory(255 + size + layout.trailer);
            std::copy(payload.begin(), payload.end(), memory.begin() + 255);
            std::span<std::byte> room = memory;
            ASSERT_EQ(encode_in_place(room, size, prefix), status::ok);
            EXPECT_EQ(text(room), text(whole)) << name_of(layout);
            frame_reader<runtime_layout> frames(whole, prefix);
            EXPECT_EQ(text(frames.next().payload()), text(payload)) << name_of(layout);
        }
    }
}

TEST(FrameEncoder, MovesTheRoomOnByWholeFrames) {
    std::array<std::byte, 8> memory{};
    std::span<std::byte> out = memory;
    EXPECT_EQ(encode_frame<erlang_packet<1>>(to_bytes("abc"), out), status::ok);
    EXPECT_EQ(out.size(), 4u);
    EXPECT_EQ(encode_frame<erlang_packet<1>>(to_bytes("defg"), out), status::need_output);
    EXPECT_EQ(out.size(), 4u);
    EXPECT_EQ(encode_frame<erlang_packet<1>>(to_bytes("def"), out), status::ok);
    EXPECT_TRUE(out.empty());
    EXPECT_EQ(encode_frame<erlang_packet<1>>({}, out), status::need_output);
    EXPECT_EQ(text(memory), "03 61 62 63 03 64 65 66");
}

TEST(FrameEncoder, RefusesWhatNoReaderTakes) {
    using P = fixed_layout<prefix_layout{.width = 2, .unit = 4, .min_payload = 4, .max_payload = 8}>;
    std::array<std::byte, 64> memory{};
    const std::vector<std::byte> payload(16);
    const std::pair<std::size_t, status> cases[] = {{0, status::frame_too_small},
                                                    {4, status::ok},
                                                    {5, status::length_malformed},
                                                    {8, status::ok},
                                                    {12, status::frame_too_large}};
    for (const auto& [size, expected] : cases) {
        std::span<std::byte> out = memory, room = memory;
        EXPECT_EQ(encode_header<P>(size).st, expected);
        EXPECT_EQ(encode_frame<P>(std::span(payload).first(size), out), expected);
        EXPECT_EQ(encode_in_place<P>(room, size), expected);
        EXPECT_EQ(frame_size<P>(size), expected == status::ok ? size + 2 : 0);
        if (expected != status::ok) {
            EXPECT_EQ(out.size(), memory.size());
            EXPECT_EQ(encode_header<P>(size).size, 0);
        }
    }
}

TEST(FrameEncoder, WritesTheTrailerOfItsProtocol) {
    std::array<std::byte, 64> memory{};
    std::span<std::byte> out = memory;
    EXPECT_EQ(encode_frame<netstring>(to_bytes("hi"), out), status::ok);
    EXPECT_EQ(std::memcmp(memory.data(), "2:hi,", 5), 0);
    EXPECT_EQ(out.size(), 59u);
    EXPECT_EQ(frame_size<netstring>(2), 5u);
    std::span<std::byte> exact = std::span(memory).first(4);
    EXPECT_EQ(encode_frame<netstring>(to_bytes("hi"), exact), status::need_output) << "no room for the trailer";
}

TEST(FrameEncoder, HeaderThatIsATemporaryIsNoView) {
    using header = frame_header<4>;
    static_assert(std::is_convertible_v<header&, std::span<const std::byte>>);
    static_assert(!std::is_convertible_v<header, std::span<const std::byte>>);
    static_assert(!std::is_convertible_v<const header, std::span<const std::byte>>);
}

TEST(FrameEncoder, IsConstexpr) {
    static_assert([] {
        std::array<std::byte, 3> memory{};
        std::span<std::byte> out = memory;
        const std::array payload{std::byte{7}};
        return encode_frame<erlang_packet<2>>(payload, out) == status::ok && memory[1] == std::byte{1} &&
               memory[2] == std::byte{7};
    }());
}

// As POSIX has it, in name and order of its members.
struct vector_part {
    void* iov_base;
    std::size_t iov_len;
};

template <class Part>
std::string bytes_of(std::span<Part> parts) {
    std::string all;
    for (const Part& part : parts) {
        if constexpr (std::is_same_v<Part, vector_part>) {
            all.append(static_cast<const char*>(part.iov_base), part.iov_len);
        } else {
            all.append(reinterpret_cast<const char*>(part.data()), part.size());
        }
    }
    return all;
}

template <class Part>
void gathers() {
    const auto one = to_bytes("one"), none = to_bytes(""), three = to_bytes("three");
    const std::string whole = "3:one,0:,5:three,";
    for (std::size_t step = 1; step <= whole.size(); ++step) {
        std::array<Part, 12> parts{};
        std::array<std::byte, 16> headers;
        frame_gather<netstring, Part> gather(parts, headers);
        EXPECT_EQ(gather.add(one), status::ok);
        EXPECT_EQ(gather.add(none), status::ok);
        EXPECT_EQ(gather.add(three), status::ok);
        std::string sent;
        while (!gather.parts().empty()) {
            const std::string left = bytes_of(gather.parts());
            const std::size_t some = std::min(step, left.size());
            sent += left.substr(0, some);
            gather.sent(some);
        }
        EXPECT_EQ(sent, whole) << step;
        EXPECT_EQ(gather.add(one), status::ok) << "the arrays are free again";
    }
}

TEST(FrameGather, SendsFramesInAnyPartialWrites) {
    gathers<std::span<const std::byte>>();
    gathers<vector_part>();
}

TEST(FrameGather, SaysWhenItsArraysAreFull) {
    std::array<std::span<const std::byte>, 4> parts;
    std::array<std::byte, 7> headers;
    frame_gather<kafka> gather(parts, headers);
    const auto payload = to_bytes("x");
    EXPECT_EQ(gather.add(payload), status::ok);
    EXPECT_EQ(gather.add(payload), status::need_output) << "neither headers nor parts";
    EXPECT_EQ(gather.parts().size(), 2u);
    using small = erlang_packet<1>::with_max_payload<0>;
    frame_gather<small> refusing(parts, headers);
    EXPECT_EQ(refusing.add(payload), status::frame_too_large);
    EXPECT_TRUE(refusing.parts().empty());
    std::array<std::byte, 64> large;
    frame_gather<kafka> few_parts({parts.data(), 2}, large);
    EXPECT_EQ(few_parts.add(payload), status::need_output);
    frame_gather<kafka> few_bytes(parts, {large.data(), 3});
    EXPECT_EQ(few_bytes.add(payload), status::need_output);
    static_assert(!std::is_copy_constructible_v<frame_gather<kafka>>);
}

// A prefix without a rule of its own about payloads.
struct plain_prefix {
    static constexpr std::size_t header_capacity = 1;
    static constexpr std::uint64_t max_payload() noexcept { return 2; }
    static constexpr prefix_reading read(std::span<const std::byte> in) noexcept {
        return in.empty() ? prefix_reading::need(1) : prefix_reading::frame(1, std::to_integer<unsigned>(in[0]));
    }
    static constexpr std::size_t size(std::uint64_t) noexcept { return 1; }
    static constexpr void write(std::uint64_t payload, std::byte* out) noexcept { *out = std::byte(payload); }
};

TEST(FrameEncoder, HoldsACustomPrefixToItsLimit) {
    EXPECT_EQ(encode_header<plain_prefix>(2).st, status::ok);
    EXPECT_EQ(encode_header<plain_prefix>(3).st, status::frame_too_large);
}

} // namespace
} // namespace cleave
