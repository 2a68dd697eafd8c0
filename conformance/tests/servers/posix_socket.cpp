// SPDX-License-Identifier: MIT
#include "reference-impls/posix/socket.hpp"

#include "conformance/tests/servers/patience.hpp"
#include "conformance/tests/servers/posix_temporary_directory.hpp"

#include <array>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <thread>
#include <vector>

namespace cleave::posix {
namespace {

using namespace std::chrono_literals;

address parsed(std::string_view text) {
    address result;
    EXPECT_EQ(address::parse(text, result), "");
    return result;
}

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

std::string text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string family_name(const testing::TestParamInfo<const char*>& parameter) {
    constexpr const char* names[] = {"IPv4", "IPv6", "Unix"};
    return names[parameter.index];
}

// A connected pair over the family of `at`: first the client's end, then the server's, non-blocking.
struct connection {
    explicit connection(const address& at) {
        EXPECT_TRUE(server.open(at).ok());
        EXPECT_TRUE(connect_to(server.local(), blocking::no, test_patience, client).ok());
        EXPECT_TRUE(wait_for(server.fd(), POLLIN, test_patience).ok());
        EXPECT_TRUE(server.accept(accepted, peer).ok());
    }
    listener server;
    stream_socket client, accepted;
    address peer;
};

// IPv4, IPv6 and Unix; the path of the last is in a directory of its own.
struct StreamSocket : testing::TestWithParam<const char*> {
    address at() const {
        const std::string text = GetParam();
        return parsed(text == "unix" ? "unix:" + (directory / "socket").string() : text);
    }
    temporary_directory directory;
};

INSTANTIATE_TEST_SUITE_P(Families, StreamSocket, testing::Values("127.0.0.1:0", "[::1]:0", "unix"), family_name);

TEST_P(StreamSocket, CarriesBytesBothWaysAndTellsTheEnd) {
    connection c(at());
    std::array<std::byte, 16> into;
    EXPECT_EQ(c.accepted.read_some(into).state, io::would_block);
    EXPECT_EQ(c.client.write_some(bytes_of("ping")).bytes, 4u);
    ASSERT_TRUE(wait_for(c.accepted.fd(), POLLIN, test_patience).ok());
    EXPECT_EQ(c.accepted.read_some(into).bytes, 4u);
    EXPECT_EQ(text_of(std::span(into).first(4)), "ping");

    ASSERT_TRUE(c.client.shut_down_writing().ok());
    ASSERT_TRUE(wait_for(c.accepted.fd(), POLLIN, test_patience).ok());
    EXPECT_EQ(c.accepted.read_some(into).state, io::closed);
    EXPECT_EQ(c.accepted.write_some(bytes_of("still")).bytes, 5u); // half-closed: the other way works
    ASSERT_TRUE(wait_for(c.client.fd(), POLLIN, test_patience).ok());
    EXPECT_EQ(c.client.read_some(into).bytes, 5u);
}

TEST_P(StreamSocket, WritesPiecesThatLieApart) {
    connection c(at());
    std::string head = "head", body = "body";
    const iovec pieces[] = {{head.data(), head.size()}, {body.data(), body.size()}};
    EXPECT_EQ(c.client.write_some(std::span(pieces)).bytes, 8u);
    std::array<std::byte, 16> into;
    ASSERT_TRUE(wait_for(c.accepted.fd(), POLLIN, test_patience).ok());
    EXPECT_EQ(c.accepted.read_some(into).bytes, 8u);
    EXPECT_EQ(text_of(std::span(into).first(8)), "headbody");
}

TEST_P(StreamSocket, TellsAFullPeerAndAPeerThatIsGoneWithoutASignal) {
    connection c(at());
    const std::vector<std::byte> block(1 << 16);
    io_result written;
    while ((written = c.client.write_some(block)).state == io::ok) {
    }
    EXPECT_EQ(written.state, io::would_block);
    c.accepted.close();
    // The first write after that may still be taken; one of the next is not.
    while ((written = c.client.write_some(block)).state == io::ok || written.state == io::would_block)
        static_cast<void>(wait_for(c.client.fd(), POLLOUT, test_patience));
    while (written.state == io::failed) written = c.client.write_some(block); // first ECONNRESET, then EPIPE
    EXPECT_EQ(written.state, io::closed);
}

TEST_P(StreamSocket, ListensInTheSamePlaceAgainAtOnce) {
    address where;
    {
        connection c(at());
        where = c.server.local();
        c.accepted.close(); // the server's side closes first: TCP remembers the connection for a minute
    }
    listener again;
    const outcome opened = again.open(where);
    EXPECT_TRUE(opened.ok()) << describe(opened);
}

TEST_P(StreamSocket, IsRefusedWhereNobodyListens) {
    listener server;
    ASSERT_TRUE(server.open(at()).ok());
    const address where = server.local();
    server.close();
    stream_socket client;
    const outcome refused = connect_to(where, blocking::yes, test_patience, client);
    EXPECT_EQ(refused.error, where.is_unix() ? ENOENT : ECONNREFUSED);
    EXPECT_FALSE(client.is_open());
}

TEST_P(StreamSocket, TwoListenersInOnePlaceAreOneTooMany) {
    listener first, second;
    ASSERT_TRUE(first.open(at()).ok());
    EXPECT_EQ(second.open(first.local()).error, EADDRINUSE);
    stream_socket client;
    EXPECT_TRUE(connect_to(first.local(), blocking::yes, test_patience, client).ok());
}

TEST_P(StreamSocket, OfAClosedListenerIsWaitedForNoLongerThanAsked) {
    connection c(at());
    EXPECT_EQ(wait_for(c.client.fd(), POLLIN, 1ms).code, status::timed_out);
    ASSERT_TRUE(c.client.set_timeouts(1ms, 1ms).ok());
}

TEST_P(StreamSocket, ClosedLingeringLetsThePeerReadTheLastWord) {
    connection c(at());
    const std::vector<std::byte> unread(1 << 20);
    std::string word;
    std::thread sender([&] {
        // Sends a body that nobody wants to read, and then reads the answer.
        std::size_t sent = 0;
        while (sent < unread.size()) {
            const io_result written = c.client.write_some(std::span(unread).subspan(sent));
            if (written.state == io::would_block) static_cast<void>(wait_for(c.client.fd(), POLLOUT, test_patience));
            if (written.state == io::failed || written.state == io::closed) break;
            sent += written.bytes;
        }
        std::array<std::byte, 16> into;
        while (wait_for(c.client.fd(), POLLIN, test_patience).ok()) {
            const io_result read = c.client.read_some(into);
            if (read.state != io::ok) break;
            word += text_of(std::span(into).first(read.bytes));
        }
        c.client.close();
    });
    EXPECT_EQ(c.accepted.write_some(bytes_of("refused")).bytes, 7u);
    EXPECT_TRUE(close_lingering(std::move(c.accepted), test_patience, 1 << 24));
    sender.join();
    EXPECT_EQ(word, "refused");
}

TEST(StreamSocketOverTcp, ClosedWithAResetFailsThePeer) {
    connection c(parsed("127.0.0.1:0"));
    c.client.close_with_reset();
    ASSERT_TRUE(wait_for(c.accepted.fd(), POLLIN, test_patience).ok());
    std::array<std::byte, 16> into;
    const io_result read = c.accepted.read_some(into);
    EXPECT_EQ(read.state, io::failed);
    EXPECT_EQ(read.error, ECONNRESET);
}

TEST(StreamSocketOverTcp, KnowsBothItsEnds) {
    connection c(parsed("127.0.0.1:0"));
    EXPECT_NE(c.server.local().port(), 0);
    EXPECT_TRUE(c.client.peer() == c.server.local());
    EXPECT_TRUE(c.peer == c.client.local());
}

TEST(StreamSocketOverTcp, BlocksOnlyWhereAskedAndOnlySoLong) {
    listener server;
    ASSERT_TRUE(server.open(parsed("127.0.0.1:0")).ok());
    stream_socket client;
    ASSERT_TRUE(connect_to(server.local(), blocking::yes, test_patience, client).ok());
    EXPECT_EQ(::fcntl(client.fd(), F_GETFL) & O_NONBLOCK, 0);
    EXPECT_NE(::fcntl(client.fd(), F_GETFD) & FD_CLOEXEC, 0);
    ASSERT_TRUE(client.set_timeouts(20ms, 20ms).ok());
    std::array<std::byte, 1> into;
    EXPECT_EQ(client.read_some(into).state, io::would_block);
}

TEST(Listener, SharesAPortWhereAllAskForIt) {
    listener first, second;
    ASSERT_TRUE(first.open(parsed("127.0.0.1:0"), {.reuse_port = true}).ok());
    EXPECT_TRUE(second.open(first.local(), {.reuse_port = true}).ok());
}

TEST(Listener, ReplacesASocketFileThatNobodyListensOn) {
    temporary_directory directory;
    const fs::path path = directory / "socket";
    {
        // What a killed server leaves: a bound socket file, without a listener.
        const descriptor bound(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        const address at = parsed("unix:" + path.string());
        ASSERT_EQ(::bind(bound.get(), at.data(), at.size()), 0);
    }
    ASSERT_TRUE(fs::is_socket(path));
    {
        listener server;
        EXPECT_TRUE(server.open(parsed("unix:" + path.string())).ok());
        stream_socket client;
        EXPECT_TRUE(connect_to(server.local(), blocking::yes, test_patience, client).ok());
    }
    EXPECT_FALSE(fs::exists(path)) << "the listener removes its file";
}

TEST(Listener, LeavesAFileThatIsNoSocketAlone) {
    temporary_directory directory;
    write_file(directory / "file", "precious");
    listener server;
    EXPECT_EQ(server.open(parsed("unix:" + (directory / "file").string())).error, EADDRINUSE);
    EXPECT_EQ(read_file(directory / "file"), "precious");
}

TEST(Listener, DoesNotRemoveAFileThatTookItsPlace) {
    temporary_directory directory;
    const fs::path path = directory / "socket";
    {
        listener server;
        ASSERT_TRUE(server.open(parsed("unix:" + path.string())).ok());
        fs::remove(path);
        write_file(path, "another's");
    }
    EXPECT_EQ(read_file(path), "another's");
}

TEST(Listener, MovedFromRemovesNothing) {
    temporary_directory directory;
    listener first;
    ASSERT_TRUE(first.open(parsed("unix:" + (directory / "socket").string())).ok());
    listener second = std::move(first);
    first.close();
    EXPECT_TRUE(fs::exists(directory / "socket"));
    second.close();
    EXPECT_FALSE(fs::exists(directory / "socket"));
}

// Datagrams

struct UdpSocket : testing::TestWithParam<const char*> {
    UdpSocket() {
        EXPECT_TRUE(server.open(parsed(GetParam()), blocking::yes).ok());
        EXPECT_TRUE(client.open(parsed(GetParam()), blocking::yes).ok());
        for (udp_socket* const socket : {&server, &client})
            EXPECT_TRUE(socket->set_receive_timeout(test_patience).ok());
    }
    udp_socket server, client;
    address from;
    std::array<std::byte, 16> into;
};

INSTANTIATE_TEST_SUITE_P(Families, UdpSocket, testing::Values("127.0.0.1:0", "[::1]:0"), family_name);

TEST_P(UdpSocket, DeliversEachDatagramOnceAndByItself) {
    for (const char* const text : {"hello", "alex", "x"})
        EXPECT_EQ(client.send_to(bytes_of(text), server.local()).state, io::ok);
    for (const char* const text : {"hello", "alex", "x"}) {
        const datagram_result got = server.receive_from(into, from);
        ASSERT_EQ(got.state, io::ok);
        EXPECT_EQ(text_of(std::span(into).first(got.bytes)), text);
        EXPECT_FALSE(got.truncated);
        EXPECT_TRUE(from == client.local());
    }
}

TEST_P(UdpSocket, DeliversAnEmptyDatagram) {
    const io_result sent = client.send_to({}, server.local());
    EXPECT_EQ(sent.state, io::ok);
    EXPECT_EQ(sent.bytes, 0u);
    const datagram_result got = server.receive_from(into, from);
    EXPECT_EQ(got.state, io::ok);
    EXPECT_EQ(got.bytes, 0u);
    EXPECT_FALSE(got.truncated);
    EXPECT_TRUE(from == client.local());
}

TEST_P(UdpSocket, ReportsADatagramThatIsLargerThanTheBuffer) {
    const std::string exact(into.size(), 'e'), larger(into.size() + 1, 'l');
    ASSERT_EQ(client.send_to(bytes_of(exact), server.local()).bytes, exact.size());
    ASSERT_EQ(client.send_to(bytes_of(larger), server.local()).bytes, larger.size());
    EXPECT_FALSE(server.receive_from(into, from).truncated);
    const datagram_result cut = server.receive_from(into, from);
    EXPECT_TRUE(cut.truncated);
    EXPECT_EQ(cut.bytes, into.size());
}

TEST_P(UdpSocket, CarriesTheLargestDatagramAndRefusesALargerOne) {
    const bool is_ipv4 = server.local().family() == AF_INET;
    const std::vector<std::byte> largest(is_ipv4 ? 65507 : 65527);
    std::vector<std::byte> room(65536);
    EXPECT_EQ(client.send_to(largest, server.local()).bytes, largest.size());
    EXPECT_EQ(server.receive_from(room, from).bytes, largest.size());
    const std::vector<std::byte> too_large(largest.size() + 1);
    EXPECT_EQ(client.send_to(too_large, server.local()).error, EMSGSIZE);
}

TEST_P(UdpSocket, WithoutAFixedPeerLearnsWhomADatagramDidNotReach) {
    udp_socket gone;
    ASSERT_TRUE(gone.open(parsed(GetParam()), blocking::yes).ok());
    const address nowhere = gone.local();
    gone.close();
    EXPECT_FALSE(client.take_unreached(from));
    ASSERT_TRUE(client.keep_unreached().ok());
    EXPECT_EQ(client.send_to(bytes_of("anybody?"), nowhere).state, io::ok);
    EXPECT_EQ(client.receive_from(into, from).error, ECONNREFUSED);
    ASSERT_TRUE(client.take_unreached(from));
    EXPECT_EQ(from, nowhere);
    EXPECT_FALSE(client.take_unreached(from));
    EXPECT_EQ(client.send_to(bytes_of("again"), server.local()).bytes, 5u);
}

TEST_P(UdpSocket, LearnsThatNobodyListensAndWorksOn) {
    udp_socket gone;
    ASSERT_TRUE(gone.open(parsed(GetParam()), blocking::yes).ok());
    const address nowhere = gone.local();
    gone.close();
    ASSERT_TRUE(client.connect(nowhere).ok());
    EXPECT_EQ(client.send(bytes_of("anybody?")).state, io::ok);
    const datagram_result refused = client.receive_from(into, from);
    EXPECT_EQ(refused.state, io::failed);
    EXPECT_EQ(refused.error, ECONNREFUSED);

    ASSERT_TRUE(client.connect(server.local()).ok());
    EXPECT_EQ(client.send(bytes_of("again")).bytes, 5u);
    EXPECT_EQ(server.receive_from(into, from).bytes, 5u);
}

TEST_P(UdpSocket, DoesNotLetASecondOneTakeItsDatagrams) {
    udp_socket second;
    EXPECT_EQ(second.open(server.local(), blocking::no).error, EADDRINUSE);
    ASSERT_TRUE(second.open(parsed(GetParam()), blocking::no).ok());
    EXPECT_EQ(second.receive_from(into, from).state, io::would_block);
}

TEST(UdpSocketOverUnix, IsUnsupported) {
    udp_socket socket;
    EXPECT_EQ(socket.open(parsed("unix:/tmp/x"), blocking::yes).code, status::unsupported);
}

} // namespace
} // namespace cleave::posix
