// SPDX-License-Identifier: MIT
//
// Every allocation of a file server fails, in turn, until a request meets none that does. Whatever fails, the client is
// answered or reset, the file is there as a whole or not at all, nothing is left behind, and the next client is served.
#include "reference-impls/files/file_connection.hpp"

#include "conformance/tests/servers/plain_message.hpp"
#include "conformance/tests/servers/posix_temporary_directory.hpp"

#include <atomic>
#include <cstdlib>
#include <gtest/gtest.h>
#include <new>
#include <thread>

namespace {

constexpr std::size_t never = ~std::size_t{0};
std::atomic<std::size_t> allocations_left = never; // until one fails
std::atomic<bool> has_failed = false;
thread_local bool is_client = false; // whose allocations are not counted

void* allocate(std::size_t size) {
    if (!is_client && allocations_left != never && allocations_left-- == 0) {
        allocations_left = never;
        has_failed = true;
        throw std::bad_alloc();
    }
    void* const memory = std::malloc(size == 0 ? 1 : size);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}

} // namespace

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace cleave::files {
namespace {

using posix::temporary_directory;
using namespace std::chrono_literals;

// A server in a thread of its own, in this process: its allocations are those that are counted.
struct Server {
    explicit Server(const posix::fs::path& root, bool is_extended, acknowledgement ack) {
        service.options.is_extended = is_extended;
        service.options.ack = ack;
        service.options.idle_timeout = 1min;
        EXPECT_TRUE(service.store.open(root.c_str(), {.resumable = is_extended}).ok());
        posix::address at;
        EXPECT_EQ(posix::address::parse("127.0.0.1:0", at), "");
        EXPECT_TRUE(loop.open(at).ok());
        EXPECT_TRUE(loop.pipe().open().ok()); // now, not when the first body happens to come in two pieces
        thread = std::thread([this] { EXPECT_TRUE(loop.run().ok()); });
    }
    ~Server() {
        loop.loop().post([this] { loop.stop(); });
        thread.join();
    }

    // Sends `stream`, ends, and returns what comes until the server ends or resets the connection.
    std::string exchange(std::string_view stream) {
        posix::stream_socket socket;
        if (!connect_to(loop.local(), posix::blocking::yes, 10s, socket).ok()) return {};
        EXPECT_TRUE(socket.set_timeouts(60s, 60s).ok());
        while (!stream.empty()) { // in pieces, so that headers and bodies come in parts
            const auto piece = std::as_bytes(std::span(stream.substr(0, 5000)));
            const io_result sent =
                socket.write_some(piece.first(std::min<std::size_t>(piece.size(), piece.size() / 2 + 1)));
            if (sent.state != io::ok) break;
            stream.remove_prefix(sent.bytes);
        }
        static_cast<void>(socket.shut_down_writing());
        std::string answer;
        std::array<std::byte, 4096> room;
        for (io_result got; (got = socket.read_some(room)).state == io::ok;)
            answer.append(reinterpret_cast<const char*>(room.data()), got.bytes);
        return answer;
    }

    posix::server_options options;
    posix::worker helper{1};
    file_service service;
    posix::serving_loop loop{options, posix::connections_of<file_connection>(service), helper};
    std::thread thread;
};

struct scenario {
    std::string_view label;
    bool is_extended = true;
    acknowledgement ack = acknowledgement::durable;
    std::string stream;
    std::string file; // that is stored if all goes well
};

const std::string body(20000, 'x');
const std::string size_20000 = R"("filesize": 20000)";

const scenario scenarios[] = {
    {"put_durable", true, acknowledgement::durable,
     plain_message(R"({"cmd": "put", "filename": "a", )" + size_20000 + R"(, "reply": true})", body), body},
    {"put_without_reply", true, acknowledgement::durable,
     plain_message(R"({"cmd": "put", "filename": "a", )" + size_20000 + "}", body), body},
    {"put_stored", true, acknowledgement::stored,
     plain_message(R"({"cmd": "put", "filename": "a", )" + size_20000 + R"(, "reply": true})", body), body},
    {"put_received", true, acknowledgement::received,
     plain_message(R"({"cmd": "put", "filename": "a", )" + size_20000 + R"(, "reply": true})", body), body},
    {"upload_plain", false, acknowledgement::durable,
     plain_message(R"({"file_name": "a", "file_size": 20000, "msg": "a long message that does not fit into a string"})",
                   body),
     body},
    {"resumable", true, acknowledgement::durable,
     plain_message(R"({"cmd": "put", "filename": "a", )" + size_20000 + R"(, "offset": 0, "reply": true})", body),
     body},
    {"put_with_wrong_digest",
     true,
     acknowledgement::durable,
     plain_message(
         R"({"cmd": "put", "filename": "a", )" + size_20000 + R"(, "md5": "00000000000000000000000000000000"})", body),
     {}},
    {"get", true, acknowledgement::durable, plain_message(R"({"cmd": "get", "filename": "there"})"), {}},
    {"get_plain", false, acknowledgement::durable, "get there", {}},
    {"stat", true, acknowledgement::durable, plain_message(R"({"cmd": "stat", "filename": "there"})"), {}},
    {"bad_header", true, acknowledgement::durable, plain_message(R"({"cmd": 7})"), {}},
    {"half_a_header", true, acknowledgement::durable, plain_message(R"({"cmd": "get")").substr(0, 10), {}},
};

void PrintTo(const scenario& what, std::ostream* to) { *to << what.label; }

struct FileServerMemory : testing::TestWithParam<scenario> {};

TEST_P(FileServerMemory, ThatRunsOutAnywhereHarmsNobodyElse) {
    is_client = true;
    const scenario& what = GetParam();
    const temporary_directory place(posix::memory_path());
    posix::write_file(place / "there", std::string(100000, 't'));
    Server server(place.path(), what.is_extended, what.ack);
    const std::string good = plain_message(R"({"cmd": "put", "filename": "next", "filesize": 4})", "good");
    const auto next_succeeds = [&] {
        EXPECT_EQ(server.exchange(good), "");
        const auto is_there = [&] { return posix::fs::exists(place / "next"); };
        for (int i = 0; i < 10000 && !is_there(); ++i) std::this_thread::sleep_for(1ms); // `received`: a little later
        EXPECT_EQ(posix::read_file(place / "next"), "good");
        posix::fs::remove(place / "next");
    };
    static_cast<void>(server.exchange(what.stream)); // what is kept from now on is there
    next_succeeds();                                 // and what was answered before it was stored, too
    posix::fs::remove(place / "a");
    const std::set<std::string> before = posix::names_in(place.path());
    const std::size_t descriptors = posix::open_descriptors();

    std::size_t at = 0;
    for (bool met = true; met; ++at) {
        SCOPED_TRACE(testing::Message() << "allocation " << at);
        ASSERT_LT(at, 10000u) << "no run without a failure";
        has_failed = false;
        allocations_left = at;
        static_cast<void>(server.exchange(what.stream));
        allocations_left = never;
        next_succeeds();
        met = has_failed;

        if (posix::fs::exists(place / "a")) {
            ASSERT_EQ(posix::read_file(place / "a"), what.file);
            posix::fs::remove(place / "a");
        } else {
            ASSERT_TRUE(met || what.file.empty());
        }
        const auto parts = place / posix::partial_directory;
        if (posix::fs::exists(parts))
            for (const auto& part : posix::fs::directory_iterator(parts)) posix::fs::remove(part); // kept on purpose
        ASSERT_EQ(posix::names_in(place.path()), before);
        for (int i = 0; i < 10000 && posix::open_descriptors() > descriptors; ++i) std::this_thread::sleep_for(1ms);
        ASSERT_LE(posix::open_descriptors(), descriptors);
        if (HasFailure()) return;
    }
    RecordProperty("allocations", static_cast<int>(at - 1));
    EXPECT_GT(at, 3u);
}

INSTANTIATE_TEST_SUITE_P(Requests, FileServerMemory, testing::ValuesIn(scenarios),
                         [](const auto& parameter) { return std::string(parameter.param.label); });

} // namespace
} // namespace cleave::files
