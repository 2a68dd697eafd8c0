// SPDX-License-Identifier: MIT
#include "reference-impls/posix/acceptor.hpp"

#include "conformance/tests/servers/patience.hpp"
#include "reference-impls/posix/lingering_closer.hpp"

#include <array>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <memory>
#include <poll.h>
#include <sys/resource.h>
#include <vector>

namespace cleave::posix {
namespace {

using namespace std::chrono_literals;

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

address loopback() {
    address any;
    EXPECT_EQ(address::parse("127.0.0.1:0", any), "");
    return any;
}

// A loop whose clock the test moves, and clients in the same process: connect() needs no accept().
struct Acceptor : testing::Test {
    Acceptor() { EXPECT_TRUE(loop.open().ok()); }

    void open(acceptor_limits limits) {
        accepting = std::make_unique<acceptor>(
            loop,
            [this](stream_socket socket, const address& peer, admission place) {
                EXPECT_TRUE(peer.is_loopback());
                auto& where = place.is_refusal() ? refused : served;
                where.push_back({std::move(socket), std::move(place)});
            },
            limits);
        listener listening;
        ASSERT_TRUE(listening.open(loopback()).ok());
        ASSERT_TRUE(accepting->open(std::move(listening)).ok());
    }
    stream_socket client() {
        stream_socket socket;
        EXPECT_TRUE(connect_to(accepting->listening().local(), blocking::no, test_patience, socket).ok());
        return socket;
    }
    // A round that does not wait.
    void round() {
        loop.post([] {});
        ASSERT_TRUE(loop.run_once().ok());
    }
    void rounds(int count) {
        for (int i = 0; i < count; ++i) round();
    }

    struct connection {
        stream_socket socket;
        admission place;
    };
    time_point now{};
    event_loop loop{[this] { return now; }};
    std::unique_ptr<acceptor> accepting;
    std::vector<connection> served, refused;
    std::vector<stream_socket> clients;

    ~Acceptor() override { // places go back before their acceptor goes
        served.clear();
        refused.clear();
    }
};

TEST_F(Acceptor, HandsOverEveryConnectionThatWaits) {
    open({});
    for (int i = 0; i < 100; ++i) clients.push_back(client());
    rounds(3);
    EXPECT_EQ(served.size(), 100u);
    EXPECT_EQ(accepting->connections(), 100u);
    EXPECT_EQ(accepting->counters().accepted, 100u);
    served.clear();
    EXPECT_EQ(accepting->connections(), 0u);
}

TEST_F(Acceptor, HandsOverConnectionsBeyondTheCapAsRefusals) {
    open({.max_connections = 2});
    for (int i = 0; i < 5; ++i) clients.push_back(client());
    rounds(2);
    EXPECT_EQ(served.size(), 2u);
    EXPECT_EQ(refused.size(), 3u);
    EXPECT_EQ(accepting->counters().refused, 3u);
    refused.clear();
    served.pop_back(); // a place is free again
    clients.push_back(client());
    rounds(2);
    EXPECT_EQ(served.size(), 2u);
    EXPECT_TRUE(refused.empty());
}

TEST_F(Acceptor, LeavesTheRestInTheBacklogWhenItRefusesTooManyAtATime) {
    open({.max_connections = 1, .max_refusals = 2});
    for (int i = 0; i < 10; ++i) clients.push_back(client());
    rounds(20);
    EXPECT_EQ(served.size(), 1u);
    EXPECT_EQ(refused.size(), 2u);
    EXPECT_EQ(accepting->counters().calls, 3u) << "what waits is not even looked at";
    refused.clear();
    rounds(20);
    EXPECT_EQ(refused.size(), 2u);
    EXPECT_EQ(accepting->counters().calls, 5u);
}

TEST_F(Acceptor, GivesStrangersPlacesOfTheirOwnUntilTheyArePromoted) {
    open({.max_connections = 1, .max_strangers = 2});
    for (int i = 0; i < 3; ++i) clients.push_back(client());
    rounds(3);
    ASSERT_EQ(served.size(), 2u);
    EXPECT_EQ(refused.size(), 1u);
    EXPECT_EQ(accepting->strangers(), 2u);
    EXPECT_EQ(accepting->held_by(served[0].place.peer(), place_kind::stranger), 2u);
    served[0].place.promote();
    EXPECT_FALSE(served[0].place.is_refusal());
    served[1].place.promote();
    EXPECT_TRUE(served[1].place.is_refusal());
    EXPECT_EQ(accepting->connections(), 1u);
    EXPECT_EQ(accepting->strangers(), 0u);
    served.clear();
    refused.clear();
    EXPECT_EQ(accepting->refusals(), 0u);
}

TEST_F(Acceptor, AsksForAPlaceWhereThereIsNone) {
    int asked = 0;
    accepting = std::make_unique<acceptor>(
        loop,
        [this](stream_socket socket, const address&, admission place) {
            (place.is_refusal() ? refused : served).push_back({std::move(socket), std::move(place)});
        },
        acceptor_limits{.max_connections = 1},
        [&](place_kind kind, const peer_key&) {
            EXPECT_EQ(kind, place_kind::member);
            if (++asked > 1) return false;
            served.clear();
            return true;
        });
    listener listening;
    ASSERT_TRUE(listening.open(loopback()).ok());
    ASSERT_TRUE(accepting->open(std::move(listening)).ok());
    for (int i = 0; i < 3; ++i) clients.push_back(client());
    rounds(3);
    EXPECT_EQ(asked, 2);
    EXPECT_EQ(served.size(), 1u);
    EXPECT_EQ(refused.size(), 1u);
}

TEST_F(Acceptor, StopsListeningWhenClosedAndKeepsItsConnections) {
    open({});
    clients.push_back(client());
    rounds(2);
    const address where = accepting->listening().local();
    accepting->close();
    stream_socket late;
    EXPECT_EQ(connect_to(where, blocking::no, test_patience, late).error, ECONNREFUSED);
    ASSERT_EQ(served.size(), 1u);
    EXPECT_EQ(served[0].socket.write_some(bytes_of("x")).bytes, 1u);
    served.clear();
    EXPECT_EQ(accepting->connections(), 0u);
}

TEST_F(Acceptor, SurvivesClientsThatLeaveBeforeTheyAreAccepted) {
    open({});
    for (int i = 0; i < 10; ++i) client().close_with_reset();
    clients.push_back(client());
    rounds(3);
    // Linux hands out connections that were reset; they end at the first read.
    std::array<std::byte, 1> into;
    int alive = 0;
    for (connection& c : served) alive += c.socket.read_some(into).state == io::would_block;
    EXPECT_EQ(alive, 1);
}

// The process has no descriptor left, and connections wait: the loop must neither spin nor hang for ever.
TEST_F(Acceptor, DoesNotSpinWhenThereAreNoDescriptorsLeft) {
    open({.pause = 100ms});
    constexpr int waiting = 20;
    for (int i = 0; i < waiting; ++i) clients.push_back(client());
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const descriptor probe(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    // Every number below the limit is taken, if need be by us.
    std::vector<descriptor> fillers;
    const rlimit tight{static_cast<rlim_t>(probe.get()) + 5, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
    for (int fd; (fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0;) fillers.emplace_back(fd);
    ASSERT_EQ(errno, EMFILE);

    const std::uint64_t rounds_before = loop.rounds();
    rounds(1000);
    const acceptor_counters counters = accepting->counters();
    EXPECT_EQ(counters.pauses, 1u) << "the clock stands still, so one pause lasts";
    EXPECT_EQ(counters.shed, 1u);
    EXPECT_EQ(counters.calls, 2u) << "one that failed, one with the descriptor kept in reserve";
    EXPECT_EQ(loop.rounds() - rounds_before, 1000u) << "each of them woken by the test itself";

    for (int pause = 2; pause <= 5; ++pause) { // each pause ends in another one, not in a loop
        now += 100ms;
        rounds(10);
        EXPECT_EQ(accepting->counters().pauses, static_cast<std::uint64_t>(pause));
        EXPECT_EQ(accepting->counters().calls, 2u * static_cast<std::uint64_t>(pause));
    }
    EXPECT_TRUE(served.empty());
    // The one that was shed first knows.
    std::array<std::byte, 1> into;
    EXPECT_NE(clients[0].read_some(into).state, io::would_block);

    fillers.clear();
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    now += 100ms;
    rounds(3);
    EXPECT_EQ(served.size(), static_cast<std::size_t>(waiting) - accepting->counters().shed);
}

TEST_F(Acceptor, ReallySleepsDuringAPause) {
    // The same, with the real clock and without the test waking the loop: rounds are counted, not time.
    event_loop real;
    ASSERT_TRUE(real.open().ok());
    acceptor paused(real, [](stream_socket, const address&, admission) {}, {.pause = 50ms});
    listener listening;
    ASSERT_TRUE(listening.open(loopback()).ok());
    ASSERT_TRUE(paused.open(std::move(listening)).ok());
    for (int i = 0; i < 10; ++i) {
        stream_socket socket;
        ASSERT_TRUE(connect_to(paused.listening().local(), blocking::no, test_patience, socket).ok());
        clients.push_back(std::move(socket));
    }
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    std::vector<descriptor> fillers;
    const rlimit tight{static_cast<rlim_t>(clients.back().fd()) + 1, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
    for (int fd; (fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0;) fillers.emplace_back(fd);
    timer end([&] { real.stop(); });
    real.arm(end, 200ms);
    EXPECT_TRUE(real.run().ok());
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    EXPECT_GE(paused.counters().pauses, 1u);
    EXPECT_LE(real.rounds(), 20u);
}

struct LingeringCloser : Acceptor {
    LingeringCloser() { EXPECT_TRUE(socket_pair(blocking::no, here, there).ok()); }
    lingering_closer closer{loop, {.total = 30s, .idle = 5s, .bytes = 1 << 20}};
    stream_socket here, there;
};

TEST_F(LingeringCloser, WaitsForThePeerToEnd) {
    ASSERT_EQ(here.write_some(bytes_of("last word")).bytes, 9u);
    closer.close(std::move(here));
    ASSERT_EQ(there.write_some(bytes_of("unwanted")).bytes, 8u);
    rounds(3);
    EXPECT_EQ(closer.size(), 1u);
    std::array<std::byte, 16> into;
    EXPECT_EQ(there.read_some(into).bytes, 9u);
    EXPECT_EQ(there.read_some(into).state, io::closed);
    bool empty = false;
    closer.set_on_empty([&] { empty = true; });
    there.close();
    rounds(2);
    EXPECT_EQ(closer.size(), 0u);
    EXPECT_TRUE(empty);
}

TEST_F(LingeringCloser, GivesUpOnAPeerThatFallsSilent) {
    closer.close(std::move(here));
    now += 5s - 1ms;
    rounds(2);
    EXPECT_EQ(closer.size(), 1u);
    now += 1ms;
    rounds(2);
    EXPECT_EQ(closer.size(), 0u);
}

TEST_F(LingeringCloser, GivesUpOnAPeerThatGoesOnForTooLong) {
    closer.close(std::move(here));
    for (int second = 0; second < 29; ++second) {
        ASSERT_EQ(there.write_some(bytes_of("more")).bytes, 4u);
        now += 1s;
        rounds(2);
    }
    EXPECT_EQ(closer.size(), 1u);
    ASSERT_EQ(there.write_some(bytes_of("more")).bytes, 4u);
    now += 1s;
    rounds(2);
    EXPECT_EQ(closer.size(), 0u);
}

TEST_F(LingeringCloser, GivesUpOnAPeerThatSendsTooMuch) {
    closer.close(std::move(here));
    const std::vector<std::byte> block(1 << 16);
    for (int i = 0; i < 1000 && closer.size() > 0; ++i) {
        static_cast<void>(there.write_some(block));
        round();
    }
    EXPECT_EQ(closer.size(), 0u);
}

TEST_F(LingeringCloser, EndsTheOldestWhereThereAreTooMany) {
    lingering_closer few{loop, {.connections = 2}};
    std::vector<stream_socket> peers;
    for (int i = 0; i < 3; ++i) {
        stream_socket ours;
        peers.emplace_back();
        ASSERT_TRUE(socket_pair(blocking::no, ours, peers.back()).ok());
        few.close(std::move(ours));
    }
    EXPECT_EQ(few.size(), 2u);
    EXPECT_EQ(peers[0].write_some(bytes_of("x")).state, io::closed);
    EXPECT_EQ(peers[1].write_some(bytes_of("x")).state, io::ok);
}

TEST_F(LingeringCloser, DropsASocketThatIsNotConnectedAnyMore) {
    there.close();
    stream_socket never;
    closer.close(std::move(never));
    EXPECT_EQ(closer.size(), 0u);
}

} // namespace
} // namespace cleave::posix
