// SPDX-License-Identifier: MIT

#include <cleave/frame_buffer.hpp>
#include <cleave/protocols/generic.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <string_view>
#include <utility>

#define BOOST_ASIO_HAS_CO_AWAIT // Boost 1.74 asks clang for what came before C++20
#include <boost/asio.hpp>

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using cleave::python_int;
constexpr std::chrono::milliseconds time_for_a_frame{200};

// Receives and returns frames. Nothing is read while a reply is being sent: a slow peer slows down itself only.
asio::awaitable<void> serve(tcp::socket socket) {
    std::array<std::byte, 4096> storage; // the largest frame, and all the memory of a connection
    cleave::frame_buffer<python_int> frames(storage);
    asio::steady_timer clock(socket.get_executor());
    const auto start = [&] {
        clock.expires_after(time_for_a_frame);
        clock.async_wait([&socket](error_code stopped) {
            if (!stopped) socket.cancel();
        });
    };
    error_code failed;
    auto wait = asio::redirect_error(asio::use_awaitable, failed);
    for (bool is_part = false; !failed && !cleave::is_error(frames.st());) {
        const std::span<std::byte> room = frames.writable();
        const std::size_t n = co_await socket.async_read_some(asio::buffer(room.data(), room.size()), wait);
        if (failed) break;
        frames.commit(n);
        while (const cleave::frame f = frames.next()) {
            start(); // the peer must take the reply in time, too
            co_await asio::async_write(socket, asio::buffer(f.bytes().data(), f.size()), wait);
            if (failed) break;
            is_part = false;
        }
        const bool was_part = std::exchange(is_part, !frames.unread().empty());
        if (is_part && !was_part) start(); // at the first bytes of a frame, and not at later ones
        if (!is_part) clock.cancel();
    }
    std::printf("server: %s, in a frame: %s\n", failed == asio::error::eof ? "end of the stream" : "timeout",
                frames.finish().st == cleave::status::ok ? "no" : "yes");
}

// Sends two frames in one write, reads both back, and then sends half a frame.
asio::awaitable<void> talk(tcp::endpoint at) {
    tcp::socket socket(co_await asio::this_coro::executor);
    co_await socket.async_connect(at, asio::use_awaitable);
    using namespace std::string_view_literals;
    const auto both = "\5\0\0\0hello\4\0\0\0alex"sv;
    co_await asio::async_write(socket, asio::buffer(both), asio::use_awaitable);
    std::array<char, 17> back;
    co_await asio::async_read(socket, asio::buffer(back), asio::use_awaitable);
    std::printf("client: the same bytes are back: %s\n",
                std::string_view(back.data(), back.size()) == both ? "yes" : "no");
    co_await asio::async_write(socket, asio::buffer("\5\0\0\0he"sv), asio::use_awaitable);
    error_code ended;
    co_await socket.async_read_some(asio::buffer(back), asio::redirect_error(asio::use_awaitable, ended));
    std::printf("client: closed by the server: %s\n", ended == asio::error::eof ? "yes" : "no");
}

int main() {
    asio::io_context loop;
    tcp::acceptor acceptor(loop, {asio::ip::address_v4::loopback(), 0});
    acceptor.async_accept(
        [&loop](error_code, tcp::socket socket) { asio::co_spawn(loop, serve(std::move(socket)), asio::detached); });
    asio::co_spawn(loop, talk(acceptor.local_endpoint()), asio::detached);
    loop.run();
}
