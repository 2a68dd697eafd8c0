// SPDX-License-Identifier: MIT
//
// The deadlines of the file server, on a clock that the test moves: each to the second, whatever the machine is doing,
// and whatever its wall clock says.
#include "reference-impls/files/file_connection.hpp"

#include "conformance/tests/servers/plain_message.hpp"
#include "conformance/tests/servers/posix_temporary_directory.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <thread>

namespace cleave::files {
namespace {

using posix::duration;
using posix::temporary_directory;
using namespace std::chrono_literals;

std::string put_header(std::uint64_t size) {
    return plain_message(R"({"cmd": "put", "filename": "a", "reply": true, "filesize": )" + std::to_string(size) + "}");
}

// A client: what the server has said so far, and whether it has ended.
struct client {
    posix::stream_socket socket;
    std::string heard;
    bool is_over = false;

    bool say(std::string_view text) {
        const io_result sent = socket.write_some(std::as_bytes(std::span(text)));
        return sent.state == io::ok && sent.bytes == text.size();
    }
    void hear() {
        std::array<std::byte, 4096> room;
        for (io_result got; !is_over && (got = socket.read_some(room)).state != io::would_block;) {
            is_over = got.state != io::ok;
            heard.append(reinterpret_cast<const char*>(room.data()), got.bytes);
        }
    }
};

struct FileDeadlines : testing::Test {
    FileDeadlines() {
        service.options.is_extended = true;
        service.options.ack = acknowledgement::stored;
        service.options.idle_timeout = 1min;
        EXPECT_TRUE(service.store.open(place.path().c_str()).ok());
        EXPECT_EQ(posix::address::parse("127.0.0.1:0", at), "");
        options.max_connections = 20000;
        loop = std::make_unique<posix::serving_loop>(
            options,
            [this](posix::serving_loop& home, posix::stream_socket socket, const posix::address& peer,
                   posix::admission admitted) {
                return std::make_shared<file_connection>(service, home, std::move(socket), peer, std::move(admitted));
            },
            helper, [this] { return now; });
        EXPECT_TRUE(loop->open(at).ok());
    }

    client connect() {
        client fresh;
        EXPECT_TRUE(connect_to(loop->local(), posix::blocking::no, 10s, fresh.socket).ok());
        rounds();
        return fresh;
    }
    // Rounds that do not wait, until everything that is there is taken.
    void rounds() {
        for (int i = 0; i < 3; ++i) {
            loop->loop().post([] {});
            ASSERT_TRUE(loop->loop().run_once().ok());
        }
    }
    void pass(duration time) {
        now += time;
        rounds();
    }
    // One that asked for a file of so many bytes. By a Unix socket: TCP's own timers know nothing of the test's clock.
    client ask_for_large(std::size_t size) {
        posix::write_file(place / "large", std::string(size, 'x'));
        service.options.digest_replies = false;
        client fresh;
        posix::stream_socket ours;
        EXPECT_TRUE(posix::socket_pair(posix::blocking::no, ours, fresh.socket).ok());
        loop->admit(std::move(ours), posix::address(), posix::admission());
        rounds();
        EXPECT_TRUE(fresh.say(plain_message(R"({"cmd": "get", "filename": "large"})")));
        rounds();
        return fresh;
    }
    // Reads 500 bytes each second. Returns how many it got.
    std::size_t read_slowly(client& who, std::chrono::seconds time) {
        std::array<std::byte, 500> room;
        std::size_t sum = 0;
        for (auto passed = 0s; passed < time; passed += 1s) {
            for (std::size_t want = room.size(); want != 0;) {
                const io_result got = who.socket.read_some(std::span(room).first(want));
                if (got.state != io::ok) break;
                want -= got.bytes;
                sum += got.bytes;
            }
            now += 1s;
            loop->loop().post([] {});
            EXPECT_TRUE(loop->loop().run_once().ok());
        }
        return sum;
    }
    // Does `step` each `pace`, until the server has ended the connection; returns how long that took.
    template <class Step>
    duration until_over(client& who, duration pace, Step step) {
        const posix::time_point began = now;
        for (int i = 0; i < 100000 && !who.is_over; ++i) {
            step(who);
            rounds();
            who.hear();
            if (!who.is_over) pass(pace);
            who.hear();
            if (!who.heard.empty()) break;
        }
        return now - began;
    }
    static void say_a_byte(client& who) { static_cast<void>(who.say(" ")); }

    temporary_directory place{posix::memory_path()};
    posix::time_point now{};
    posix::server_options options;
    posix::worker helper{1, 1};
    file_service service;
    posix::address at;
    std::unique_ptr<posix::serving_loop> loop;
};

TEST_F(FileDeadlines, OfAHeaderIsAbsoluteHoweverOftenAByteComes) {
    client slow = connect();
    ASSERT_TRUE(slow.say(put_header(5).substr(0, 4)));
    rounds();
    const duration took = until_over(slow, 1s, say_a_byte);
    EXPECT_EQ(took, 10s);
    EXPECT_NE(slow.heard.find("timed_out"), std::string::npos);
    EXPECT_NE(slow.heard.find("a header takes too long"), std::string::npos);
}

TEST_F(FileDeadlines, OfTheNextHeaderCountsFromItsOwnFirstByte) {
    client patient = connect();
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(patient.say(put_header(0)));
        rounds();
        patient.hear();
        EXPECT_NE(patient.heard.find(i == 0 ? "ok" : "already_exists"), std::string::npos) << patient.heard;
        patient.heard.clear();
        pass(50s);
    }
    ASSERT_FALSE(patient.is_over);
    ASSERT_TRUE(patient.say("\x10"));
    rounds();
    EXPECT_EQ(until_over(patient, 1s, [](client&) {}), 10s);
}

TEST_F(FileDeadlines, OfAHeaderThatBeganBehindAnotherMessageCountsToo) {
    client slow = connect();
    ASSERT_TRUE(slow.say(put_header(0) + put_header(5).substr(0, 4)));
    rounds();
    slow.hear();
    EXPECT_NE(slow.heard.find("ok"), std::string::npos) << slow.heard;
    slow.heard.clear();
    EXPECT_EQ(until_over(slow, 1s, say_a_byte), 10s);
    EXPECT_NE(slow.heard.find("a header takes too long"), std::string::npos) << slow.heard;
}

TEST_F(FileDeadlines, OfABodyAreALeastPace) {
    client slow = connect();
    ASSERT_TRUE(slow.say(put_header(1 << 20)));
    rounds();
    const duration took = until_over(slow, 1s, [](client& who) { static_cast<void>(who.say(std::string(400, 'x'))); });
    EXPECT_EQ(took, 20s);
    EXPECT_NE(slow.heard.find("less than 500 bytes a second"), std::string::npos) << slow.heard;
}

TEST_F(FileDeadlines, LeaveABodyAtAGoodPaceAloneForHours) {
    client steady = connect();
    constexpr int seconds = 4 * 3600;
    ASSERT_TRUE(steady.say(put_header(std::uint64_t{600} * seconds)));
    rounds();
    const duration took =
        until_over(steady, 1s, [](client& who) { static_cast<void>(who.say(std::string(600, 'x'))); });
    EXPECT_EQ(took, std::chrono::seconds(seconds)) << steady.heard;
    EXPECT_NE(steady.heard.find("\"ok\""), std::string::npos) << steady.heard;
}

TEST_F(FileDeadlines, BoundARequestInAllWhereThatIsAskedFor) {
    service.options.total_timeout = 5min;
    client steady = connect();
    ASSERT_TRUE(steady.say(put_header(1 << 30)));
    rounds();
    const duration took =
        until_over(steady, 1s, [](client& who) { static_cast<void>(who.say(std::string(600, 'x'))); });
    EXPECT_EQ(took, 5min);
    EXPECT_NE(steady.heard.find("more than 5m for one message"), std::string::npos) << steady.heard;
}

TEST_F(FileDeadlines, OfASilentClientAreTheIdleTimeout) {
    client silent = connect();
    EXPECT_EQ(until_over(silent, 1s, [](client&) {}), 1min);
    EXPECT_NE(silent.heard.find("silent for 1m"), std::string::npos) << silent.heard;
}

TEST_F(FileDeadlines, OfAClientThatDoesNotReadEndTheAnswer) {
    posix::write_file(place / "large", std::string(32 << 20, 'x'));
    service.options.digest_replies = false;
    client greedy = connect();
    ASSERT_TRUE(greedy.say(plain_message(R"({"cmd": "get", "filename": "large"})")));
    rounds();
    const std::size_t descriptors = posix::open_descriptors();
    duration waited{};
    for (; posix::open_descriptors() == descriptors && waited < 1h; waited += 1s) pass(1s);
    EXPECT_GE(waited, 4min);
    EXPECT_LE(waited, 8min) << "and once more for what its kernel took";
}

// What the kernel of the server takes is not what the client took, and the other way round.
TEST_F(FileDeadlines, LeaveASteadyReaderAloneHoweverSlow) {
    client steady = ask_for_large(4 << 20);
    EXPECT_GE(read_slowly(steady, 2h), 2 * 3600 * 499u); // where it finds nothing, it waits for a second
    std::array<std::byte, 1> more;
    EXPECT_EQ(steady.socket.read_some(more).state, io::ok) << "still there after two hours";
}

TEST_F(FileDeadlines, LeaveAReaderAloneThatStillTakesWhatTheKernelHas) {
    const std::size_t descriptors = posix::open_descriptors();
    client steady = ask_for_large(100'000); // a Unix socket takes so much at once
    EXPECT_EQ(read_slowly(steady, 190s), 190 * 500u);
    EXPECT_EQ(posix::open_descriptors(), descriptors + 2) << "its connection is still there";
    EXPECT_GT(read_slowly(steady, 60s), 5000u);
    ASSERT_TRUE(steady.say(put_header(0)));
    rounds();
    steady.hear();
    EXPECT_NE(steady.heard.find("\"ok\""), std::string::npos) << steady.heard;
}

TEST_F(FileDeadlines, EndWhoNeverTakesWhatTheKernelHas) {
    const std::size_t descriptors = posix::open_descriptors();
    client greedy = ask_for_large(100'000);
    duration waited{};
    for (; posix::open_descriptors() == descriptors + 2 && waited < 1h; waited += 1s) pass(1s);
    EXPECT_EQ(waited, 5min) << "the idle timeout, and four times that for a pause";
}

// The server's own work is nobody's silence.
TEST_F(FileDeadlines, DoNotCountWhileTheServerIsAtWork) {
    constexpr std::size_t size = 8 << 20; // many slices of a digest
    posix::write_file(place / "large", std::string(size, 'x'));
    client waiting = connect();
    ASSERT_TRUE(waiting.say(plain_message(R"({"cmd": "get", "filename": "large"})")));
    for (int i = 0; i < 8; ++i) {
        now += 5min;
        loop->loop().post([] {});
        ASSERT_TRUE(loop->loop().run_once().ok());
    }
    for (int i = 0; i < 10000 && waiting.heard.empty(); ++i) {
        rounds();
        waiting.hear();
        std::this_thread::sleep_for(1ms); // the digest is another thread's
    }
    EXPECT_NE(waiting.heard.find("\"ok\""), std::string::npos) << waiting.heard.substr(0, 200);
}

TEST_F(FileDeadlines, EndThousandsOfSlowClientsInTheSameSecond) {
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = limit.rlim_max;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
    const std::size_t count = std::min<std::size_t>(9000, (limit.rlim_cur - 200) / 2);
    std::vector<client> slow(count);
    for (client& who : slow) {
        ASSERT_TRUE(connect_to(loop->local(), posix::blocking::no, 10s, who.socket).ok());
        if ((&who - slow.data()) % 50 == 49) rounds();
    }
    const auto say_all = [&] {
        for (client& who : slow) static_cast<void>(who.say("\x10"));
        for (std::size_t i = 0; i < 2 * count / 256 + 10; ++i) rounds();
    };
    say_all(); // a byte each 10 seconds
    pass(9s);
    const auto ended = [&] {
        std::size_t sum = 0;
        for (client& who : slow) {
            who.hear();
            sum += who.heard.find("timed_out") != std::string::npos;
        }
        return sum;
    };
    EXPECT_EQ(ended(), 0u);
    pass(2s);
    for (std::size_t i = 0; i < 2 * count / 256 + 10; ++i) rounds();
    EXPECT_EQ(ended(), count);
}

} // namespace
} // namespace cleave::files
