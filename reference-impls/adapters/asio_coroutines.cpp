// SPDX-License-Identifier: MIT
//
// asio_coroutines: Boost.Asio, one coroutine for each connection. The same as asio_callbacks.cpp, read from top to
// bottom.
#include "frame_echo.hpp"

#include <utility> // Boost 1.74 forgets it

#define BOOST_ASIO_HAS_CO_AWAIT // Boost 1.74 asks clang for what came before C++20
#include <boost/asio.hpp>

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

asio::awaitable<void> converse(tcp::socket socket) {
    adapters::conversation talk;
    error_code failure;
    auto wait = asio::redirect_error(asio::use_awaitable, failure);
    for (bool goes_on = true; goes_on;) {
        const std::span<std::byte> room = talk.writable();
        const std::size_t bytes = co_await socket.async_read_some(asio::buffer(room.data(), room.size()), wait);
        if (failure) co_return talk.end(failure == asio::error::eof);
        goes_on = talk.take(bytes);
        co_await asio::async_write(socket, asio::buffer(talk.output()), wait);
        if (failure) co_return;
        talk.output().clear();
    }
}

asio::awaitable<void> accept(tcp::acceptor& from) {
    for (;;) {
        tcp::socket socket = co_await from.async_accept(asio::use_awaitable);
        asio::co_spawn(from.get_executor(), converse(std::move(socket)), asio::detached);
    }
}

} // namespace

int main() {
    asio::io_context loop;
    tcp::acceptor acceptor(loop, {asio::ip::address_v4::loopback(), 0});
    std::printf("listening on 127.0.0.1:%u\n", acceptor.local_endpoint().port());
    std::fflush(stdout);
    asio::co_spawn(loop, accept(acceptor), asio::detached);
    loop.run();
}
