// SPDX-License-Identifier: MIT
#include <cleave/transport.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace cleave {
namespace {

struct both_ways {
    io_result read_some(std::span<std::byte>) noexcept { return {io::closed}; }
    io_result write_some(std::span<const std::byte>) noexcept { return {io::would_block}; }
};
struct may_throw {
    io_result read_some(std::span<std::byte>) { return {io::closed}; }
    io_result write_some(std::span<const std::byte>) { return {io::closed}; }
};
struct plain_count {
    std::size_t read_some(std::span<std::byte>) noexcept { return 0; }
    std::size_t write_some(std::span<const std::byte>) noexcept { return 0; }
};
struct datagrams {
    using address = int;
    datagram_result receive_from(std::span<std::byte>, int&) noexcept { return {}; }
    io_result send_to(std::span<const std::byte>, int&) noexcept { return {}; }
};
struct datagrams_without_address {
    datagram_result receive_from(std::span<std::byte>, int&) noexcept { return {}; }
    io_result send_to(std::span<const std::byte>, int&) noexcept { return {}; }
};

static_assert(byte_source<both_ways> && byte_sink<both_ways>);
static_assert(!byte_source<may_throw> && !byte_sink<may_throw>, "a transport that throws is none");
static_assert(!byte_source<plain_count> && !byte_sink<plain_count>, "a count cannot say closed");
static_assert(!byte_source<int> && !byte_sink<int> && !datagram_socket<int>);
static_assert(datagram_socket<datagrams> && !datagram_socket<datagrams_without_address>);
static_assert(!byte_source<datagrams> && !datagram_socket<both_ways>);

// A result that does not say how many bytes, or which error, says none.
static_assert(io_result{io::closed}.bytes == 0 && io_result{io::closed}.error == 0);
static_assert(datagram_result{}.bytes == 0 && !datagram_result{}.truncated && datagram_result{}.error == 0);

TEST(CallbackSource, IsASourceThatPassesTheSpanAndTheResultThrough) {
    callback_source source{[calls = 0](std::span<std::byte> into) mutable -> io_result {
        if (++calls > 1) return {io::failed, 0, 104};
        std::fill_n(into.begin(), 2, std::byte{7});
        return {io::ok, 2};
    }};
    static_assert(byte_source<decltype(source)>);
    std::array<std::byte, 3> into{};
    const io_result first = source.read_some(into);
    EXPECT_EQ(first.state, io::ok);
    EXPECT_EQ(first.bytes, 2u);
    EXPECT_EQ(into, (std::array{std::byte{7}, std::byte{7}, std::byte{0}}));
    const io_result second = source.read_some(into);
    EXPECT_EQ(second.state, io::failed);
    EXPECT_EQ(second.error, 104);
}

TEST(CallbackSink, IsASinkThatPassesTheSpanAndTheResultThrough) {
    std::size_t sum = 0;
    callback_sink sink{[&sum](std::span<const std::byte> bytes) -> io_result {
        for (const std::byte b : bytes) sum += std::to_integer<std::size_t>(b);
        return {io::ok, bytes.size()};
    }};
    static_assert(byte_sink<decltype(sink)>);
    const std::array bytes{std::byte{40}, std::byte{2}};
    const io_result result = sink.write_some(bytes);
    EXPECT_EQ(result.state, io::ok);
    EXPECT_EQ(result.bytes, 2u);
    EXPECT_EQ(sum, 42u);
}

} // namespace
} // namespace cleave
