// SPDX-License-Identifier: MIT
#include "reference-impls/posix/output_queue.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <string>

namespace cleave::posix {
namespace {

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

// Takes `room` bytes, at most `step` at a time, and then says `then`.
struct sink {
    std::size_t room = 0;
    std::size_t step = SIZE_MAX;
    io then = io::would_block;
    std::string taken = {};

    io_result write_some(std::span<const std::byte> bytes) noexcept {
        const std::size_t size = std::min({room, step, bytes.size()});
        if (size == 0) return {then, 0, then == io::failed ? 5 : 0};
        taken.append(reinterpret_cast<const char*>(bytes.data()), size);
        room -= size;
        return {io::ok, size};
    }
};

TEST(OutputQueue, HasRoomForItsCapacityAndNotAByteMore) {
    output_queue queue(10);
    EXPECT_EQ(queue.room(), 10u);
    queue.append(bytes_of("0123456789"));
    EXPECT_EQ(queue.room(), 0u);
    queue.append({});
    sink to{4};
    EXPECT_EQ(queue.drain(to).state, io::would_block);
    EXPECT_EQ(queue.room(), 4u);
    EXPECT_EQ(queue.size(), 6u);
}

TEST(OutputQueue, DrainsEverythingTheSinkTakesAndSaysHowMuch) {
    output_queue queue(10);
    queue.append(bytes_of("01234"));
    sink slow{.room = 10, .step = 2};
    const io_result drained = queue.drain(slow);
    EXPECT_EQ(drained.state, io::ok);
    EXPECT_EQ(drained.bytes, 5u);
    EXPECT_EQ(slow.taken, "01234");
    EXPECT_TRUE(queue.empty());
    EXPECT_EQ(queue.drain(slow).bytes, 0u);
}

TEST(OutputQueue, PassesOnThatTheSinkIsClosedOrFailed) {
    output_queue queue(10);
    queue.append(bytes_of("01234"));
    sink closed{.room = 2, .then = io::closed}, failed{.room = 1, .then = io::failed};
    const io_result first = queue.drain(closed);
    EXPECT_EQ(first.state, io::closed);
    EXPECT_EQ(first.bytes, 2u);
    const io_result second = queue.drain(failed);
    EXPECT_EQ(second.state, io::failed);
    EXPECT_EQ(second.error, 5);
    EXPECT_EQ(queue.size(), 2u);
}

TEST(OutputQueue, GivesItsMemoryBackOnlyWhenEmpty) {
    output_queue queue(10);
    queue.append(bytes_of("01234"));
    queue.release_memory();
    sink to{.room = 10};
    EXPECT_EQ(queue.drain(to).bytes, 5u);
    queue.release_memory();
    queue.append(bytes_of("56789"));
    EXPECT_EQ(queue.drain(to).bytes, 5u);
    EXPECT_EQ(to.taken, "0123456789");
}

TEST(OutputQueue, KeepsTheOrderThroughManyRandomSteps) {
    std::mt19937 random(1);
    output_queue queue(64);
    sink to;
    std::string expected;
    char next = 'a';
    for (int step = 0; step < 10000; ++step) {
        std::string text(random() % (queue.room() + 1), next);
        next = next == 'z' ? 'a' : static_cast<char>(next + 1);
        queue.append(bytes_of(text));
        expected += text;
        to.room = random() % 40;
        to.step = 1 + random() % 40;
        static_cast<void>(queue.drain(to));
        ASSERT_EQ(expected.size(), to.taken.size() + queue.size());
    }
    to.room = SIZE_MAX;
    EXPECT_EQ(queue.drain(to).state, io::ok);
    EXPECT_TRUE(to.taken == expected);
}

} // namespace
} // namespace cleave::posix
