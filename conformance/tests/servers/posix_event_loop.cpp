// SPDX-License-Identifier: MIT
#include "reference-impls/posix/event_loop.hpp"

#include "conformance/tests/servers/patience.hpp"
#include "reference-impls/posix/socket.hpp"
#include "reference-impls/posix/stop_signals.hpp"

#include <array>
#include <atomic>
#include <csignal>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <memory>
#include <thread>
#include <vector>

namespace cleave::posix {
namespace {

using namespace std::chrono_literals;

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

// Counts what it is told, and reacts as the test says.
struct recorder final : event_handler {
    explicit recorder(std::function<void(readiness)> reaction = [](readiness) {}) : react(std::move(reaction)) {}
    void on_ready(readiness ready) override {
        ++calls;
        last = ready;
        react(ready);
    }
    std::function<void(readiness)> react;
    int calls = 0;
    readiness last;
};

struct EventLoop : testing::Test {
    EventLoop() {
        EXPECT_TRUE(loop.open().ok());
        EXPECT_TRUE(socket_pair(blocking::no, here, there).ok());
    }
    // Without it a test that waits for what never comes would never end.
    void round() {
        loop.arm(guard, test_patience);
        ASSERT_TRUE(loop.run_once().ok());
        guard.cancel();
    }
    event_loop loop;
    timer guard{[] { ADD_FAILURE() << "waited in vain"; }};
    stream_socket here, there;
};

TEST_F(EventLoop, TellsAHandlerWhatItWantsToHear) {
    recorder handler;
    ASSERT_TRUE(loop.add(here.fd(), interest::read, handler).ok());
    ASSERT_EQ(there.write_some(bytes_of("x")).bytes, 1u);
    round();
    EXPECT_EQ(handler.calls, 1);
    EXPECT_TRUE(handler.last.readable);
    EXPECT_FALSE(handler.last.writable);
    EXPECT_FALSE(handler.last.broken);

    ASSERT_TRUE(loop.modify(here.fd(), interest::read_and_write).ok());
    round();
    EXPECT_TRUE(handler.last.readable); // level-triggered: nobody read it
    EXPECT_TRUE(handler.last.writable);

    ASSERT_TRUE(loop.modify(here.fd(), interest::write).ok());
    round();
    EXPECT_FALSE(handler.last.readable);
    loop.remove(here.fd());
}

TEST_F(EventLoop, TellsOfABrokenPeerEvenAHandlerWithoutInterest) {
    recorder handler;
    ASSERT_TRUE(loop.add(here.fd(), interest::none, handler).ok());
    ASSERT_EQ(here.write_some(bytes_of("unread")).bytes, 6u);
    there.close();
    round();
    EXPECT_TRUE(handler.last.broken);
    loop.remove(here.fd());
}

TEST_F(EventLoop, DoesNotCallAHandlerThatWasRemovedInTheSameRound) {
    // Both are ready; whichever is called first removes the other and puts a newcomer in its place.
    stream_socket a, b;
    ASSERT_TRUE(socket_pair(blocking::no, a, b).ok());
    recorder newcomer;
    std::unique_ptr<recorder> first, second;
    const auto replace = [&](std::unique_ptr<recorder>& other, int fd) {
        return [&, fd](readiness) {
            if (!other) return;
            loop.remove(fd);
            other.reset();
            ASSERT_TRUE(loop.add(fd, interest::none, newcomer).ok());
        };
    };
    first = std::make_unique<recorder>(replace(second, a.fd()));
    second = std::make_unique<recorder>(replace(first, here.fd()));
    ASSERT_TRUE(loop.add(here.fd(), interest::write, *first).ok());
    ASSERT_TRUE(loop.add(a.fd(), interest::write, *second).ok());
    round();
    EXPECT_EQ((first ? first->calls : 0) + (second ? second->calls : 0), 1);
    EXPECT_EQ(newcomer.calls, 0);
}

TEST_F(EventLoop, RefusesADescriptorThatCanNotBeWatched) {
    recorder handler;
    const descriptor file(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
    EXPECT_EQ(loop.add(file.get(), interest::read, handler).error, EPERM);
    loop.remove(file.get());
    loop.remove(100000); // never seen
}

TEST(EventLoopClock, ExpiresTimersByTheClockItWasGiven) {
    time_point now{};
    event_loop loop([&now] { return now; });
    ASSERT_TRUE(loop.open().ok());
    int calls = 0;
    timer late([&] { ++calls; });
    loop.arm(late, 1h);
    loop.post([] {}); // so that the loop does not wait an hour
    ASSERT_TRUE(loop.run_once().ok());
    EXPECT_EQ(calls, 0);
    now += 1h;
    ASSERT_TRUE(loop.run_once().ok());
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(loop.now(), now);
    EXPECT_EQ(loop.rounds(), 2u);
}

TEST_F(EventLoop, WaitsAtLeastUntilTheDeadline) {
    bool called = false;
    timer soon([&] { called = true; });
    const auto begun = std::chrono::steady_clock::now();
    loop.arm(soon, 20ms);
    while (!called) round();
    EXPECT_GE(std::chrono::steady_clock::now() - begun, 20ms - 1ms); // the loop's time is a little older than `begun`
    EXPECT_LE(loop.rounds(), 3u) << "waits once, rather than spin";
}

TEST_F(EventLoop, RunsCallsOfOtherThreads) {
    std::atomic<int> calls = 0;
    const std::thread::id own = std::this_thread::get_id();
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int k = 0; k < 100; ++k)
                loop.post([&] {
                    EXPECT_EQ(std::this_thread::get_id(), own);
                    if (++calls == 400) loop.stop();
                });
        });
    loop.arm(guard, test_patience);
    EXPECT_TRUE(loop.run().ok());
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(calls, 400);
}

TEST_F(EventLoop, RunsACallThatIsPostedByACall) {
    int calls = 0;
    loop.post([&] { loop.post([&] { ++calls; }); });
    round();
    EXPECT_EQ(calls, 0);
    round();
    EXPECT_EQ(calls, 1);
}

TEST_F(EventLoop, RunsAgainAfterItWasStopped) {
    for (int i = 0; i < 2; ++i) {
        loop.post([&] { loop.stop(); });
        EXPECT_TRUE(loop.run().ok());
    }
}

struct StopSignals : EventLoop, testing::WithParamInterface<int> {};

TEST_P(StopSignals, StopTheLoopWithoutEndingTheProcess) {
    int stops = 0;
    stop_signals signals(loop, [&] {
        ++stops;
        loop.stop();
    });
    ASSERT_TRUE(signals.open().ok());
    loop.post([] { ::raise(GetParam()); });
    loop.arm(guard, test_patience);
    EXPECT_TRUE(loop.run().ok());
    EXPECT_EQ(stops, 1);
}

TEST_P(StopSignals, AreAtTheirDefaultAgainAfterwards) {
    {
        stop_signals signals(loop, [] {});
        ASSERT_TRUE(signals.open().ok());
    }
    struct sigaction now {};
    ASSERT_EQ(::sigaction(GetParam(), nullptr, &now), 0);
    EXPECT_EQ(now.sa_handler, SIG_DFL);
}

INSTANTIATE_TEST_SUITE_P(Signals, StopSignals, testing::Values(SIGTERM, SIGINT));

TEST(IoSignals, AreIgnoredAndGivenBack) {
    ignore_io_signals();
    ::raise(SIGPIPE);
    ::raise(SIGXFSZ);
    default_ignored_signals();
    for (const int number : {SIGPIPE, SIGXFSZ}) {
        struct sigaction now {};
        ASSERT_EQ(::sigaction(number, nullptr, &now), 0);
        EXPECT_EQ(now.sa_handler, SIG_DFL);
    }
}

} // namespace
} // namespace cleave::posix
