// SPDX-License-Identifier: MIT
#include "reference-impls/posix/timer_queue.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace cleave::posix {
namespace {

using namespace std::chrono_literals;
constexpr time_point zero{};

TEST(TimerQueue, CallsWhatIsDueInOrderOfTheDeadlines) {
    timer_queue queue;
    std::string called;
    timer a([&] { called += 'a'; }), b([&] { called += 'b'; }), c([&] { called += 'c'; });
    c.arm(queue, zero + 3s);
    a.arm(queue, zero + 1s);
    b.arm(queue, zero + 2s);
    EXPECT_EQ(queue.next(), zero + 1s);
    queue.expire(zero + 1s - 1ns);
    EXPECT_EQ(called, "");
    queue.expire(zero + 2s);
    EXPECT_EQ(called, "ab");
    EXPECT_FALSE(a.is_armed());
    EXPECT_TRUE(c.is_armed());
    queue.expire(zero + 10s);
    EXPECT_EQ(called, "abc");
    EXPECT_EQ(queue.next(), std::nullopt);
}

TEST(TimerQueue, ForgetsATimerThatIsCancelledOrDestroyed) {
    timer_queue queue;
    int calls = 0;
    timer cancelled([&] { ++calls; });
    cancelled.arm(queue, zero + 1s);
    cancelled.cancel();
    cancelled.cancel();
    {
        timer destroyed([&] { ++calls; });
        destroyed.arm(queue, zero + 1s);
    }
    EXPECT_EQ(queue.size(), 0u);
    queue.expire(zero + 2s);
    EXPECT_EQ(calls, 0);
}

TEST(TimerQueue, MovesATimerLaterWithoutCallingItEarly) {
    timer_queue queue;
    int calls = 0;
    timer idle([&] { ++calls; });
    for (int second = 1; second <= 100; ++second) {
        queue.expire(zero + 1s * (second - 1));
        idle.arm(queue, zero + 1s * second + 500ms);
        EXPECT_EQ(queue.size(), 1u);
    }
    EXPECT_EQ(calls, 0);
    queue.expire(zero + 100s + 499ms);
    EXPECT_EQ(calls, 0);
    queue.expire(zero + 100s + 500ms);
    EXPECT_EQ(calls, 1);
}

TEST(TimerQueue, MovesATimerEarlier) {
    timer_queue queue;
    int calls = 0;
    timer t([&] { ++calls; });
    t.arm(queue, zero + 10s);
    t.arm(queue, zero + 1s);
    EXPECT_EQ(queue.next(), zero + 1s);
    queue.expire(zero + 1s);
    EXPECT_EQ(calls, 1);
    queue.expire(zero + 10s);
    EXPECT_EQ(calls, 1);
}

TEST(TimerQueue, LetsATimerArmItselfAgainWithoutCallingItForEver) {
    timer_queue queue;
    int calls = 0;
    timer again([&] {
        ++calls;
        again.arm(queue, zero);
    });
    again.arm(queue, zero);
    queue.expire(zero + 1s);
    EXPECT_EQ(calls, 1);
    EXPECT_TRUE(again.is_armed());
}

TEST(TimerQueue, LetsATimerDestroyItselfAndOthers) {
    timer_queue queue;
    int calls = 0;
    std::unique_ptr<timer> other = std::make_unique<timer>([&] { calls += 100; });
    std::unique_ptr<timer> first;
    first = std::make_unique<timer>([&] {
        ++calls;
        other.reset();
        first.reset();
        ++calls;
    });
    first->arm(queue, zero + 1s);
    other->arm(queue, zero + 2s);
    queue.expire(zero + 3s);
    EXPECT_EQ(calls, 2);
    EXPECT_EQ(queue.size(), 0u);
}

// Against the obvious: a list in which the smallest deadline is looked for.
TEST(TimerQueue, AgreesWithAPlainListThroughManyRandomSteps) {
    std::mt19937 random(1);
    timer_queue queue;
    std::vector<std::optional<time_point>> expected(50);
    std::vector<std::unique_ptr<timer>> timers;
    std::vector<std::size_t> called;
    for (std::size_t i = 0; i < expected.size(); ++i)
        timers.push_back(std::make_unique<timer>([&called, i] { called.push_back(i); }));
    time_point now = zero;
    for (int step = 0; step < 20000; ++step) {
        const std::size_t i = random() % expected.size();
        switch (random() % 3) {
        case 0:
            expected[i] = now + 1ms * (random() % 1000);
            timers[i]->arm(queue, *expected[i]);
            break;
        case 1:
            expected[i].reset();
            timers[i]->cancel();
            break;
        case 2: {
            now += 1ms * (random() % 50);
            std::set<std::size_t> due;
            for (std::size_t k = 0; k < expected.size(); ++k)
                if (expected[k] && *expected[k] <= now) due.insert(k);
            called.clear();
            queue.expire(now);
            for (std::size_t k = 1; k < called.size(); ++k) ASSERT_LE(*expected[called[k - 1]], *expected[called[k]]);
            ASSERT_EQ(std::set<std::size_t>(called.begin(), called.end()), due);
            ASSERT_EQ(called.size(), due.size());
            for (const std::size_t k : due) expected[k].reset();
            break;
        }
        }
        const auto armed = std::count_if(expected.begin(), expected.end(), [](const auto& e) { return e.has_value(); });
        ASSERT_EQ(queue.size(), static_cast<std::size_t>(armed));
        for (const auto& e : expected) ASSERT_LE(*queue.next(), e.value_or(time_point::max()));
    }
}

} // namespace
} // namespace cleave::posix
