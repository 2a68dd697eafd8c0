// SPDX-License-Identifier: MIT
//
// Asio's usual echo: async_read_some, async_write of all that came. Prints its port.
#include <asio.hpp>

#include <array>
#include <cstdio>
#include <memory>

using asio::ip::tcp;

class session : public std::enable_shared_from_this<session> {
  public:
    explicit session(tcp::socket socket) : socket_(std::move(socket)) { socket_.set_option(tcp::no_delay(true)); }

    void read() {
        socket_.async_read_some(asio::buffer(room_),
                                [self = shared_from_this()](std::error_code wrong, std::size_t got) {
                                    if (!wrong) self->write(got);
                                });
    }

  private:
    void write(std::size_t size) {
        asio::async_write(socket_, asio::buffer(room_, size),
                          [self = shared_from_this()](std::error_code wrong, std::size_t) {
                              if (!wrong) self->read();
                          });
    }

    tcp::socket socket_;
    std::array<char, 64 << 10> room_;
};

class server {
  public:
    explicit server(asio::io_context& context)
        : acceptor_(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
        std::printf("listening on 127.0.0.1:%d\n", acceptor_.local_endpoint().port());
        std::fflush(stdout);
        accept();
    }

  private:
    void accept() {
        acceptor_.async_accept([this](std::error_code wrong, tcp::socket socket) {
            if (!wrong) std::make_shared<session>(std::move(socket))->read();
            accept();
        });
    }

    tcp::acceptor acceptor_;
};

int main() {
    asio::io_context context(1);
    server echo(context);
    context.run();
}
