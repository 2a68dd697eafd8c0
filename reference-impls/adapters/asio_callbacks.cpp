// SPDX-License-Identifier: MIT
//
// asio_callbacks: Boost.Asio, each step in the callback of the one before.
#include "frame_echo.hpp"

#include <boost/asio.hpp>
#include <memory>

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

class session : public std::enable_shared_from_this<session> {
  public:
    explicit session(tcp::socket socket) : socket_(std::move(socket)) {}

    void receive() {
        const std::span<std::byte> room = talk_.writable();
        socket_.async_read_some(asio::buffer(room.data(), room.size()),
                                [self = shared_from_this()](const error_code& failure, std::size_t bytes) {
                                    if (failure) return self->talk_.end(failure == asio::error::eof);
                                    self->answer(self->talk_.take(bytes));
                                });
    }

  private:
    void answer(bool goes_on) {
        asio::async_write(socket_, asio::buffer(talk_.output()),
                          [self = shared_from_this(), goes_on](const error_code& failure, std::size_t) {
                              self->talk_.output().clear();
                              if (!failure && goes_on) self->receive();
                          });
    }

    tcp::socket socket_;
    adapters::conversation talk_;
};

void accept(tcp::acceptor& from) {
    from.async_accept([&from](const error_code& failure, tcp::socket socket) {
        if (!failure) std::make_shared<session>(std::move(socket))->receive();
        accept(from);
    });
}

} // namespace

int main() {
    asio::io_context loop;
    tcp::acceptor acceptor(loop, {asio::ip::address_v4::loopback(), 0});
    std::printf("listening on 127.0.0.1:%u\n", acceptor.local_endpoint().port());
    std::fflush(stdout);
    accept(acceptor);
    loop.run();
}
