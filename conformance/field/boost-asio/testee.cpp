// SPDX-License-Identifier: MIT
// Boost.Asio: async_read of a header, then of the body, over a pair of sockets, as in chat_server.cpp of its examples.
#include "contract.hpp"

#include <boost/asio.hpp>

namespace asio = boost::asio;

namespace {

asio::io_context loop;

struct session : contract::decoder {
    explicit session(const contract::json& layout)
        : width(layout["width"]), offset(layout["offset"]), gap(layout["gap"]),
          counted(layout["counts"] == "payload"      ? 0
                  : layout["counts"] == "from_field" ? width + gap
                                                     : offset + width + gap),
          limit(layout["max_payload"]), is_signed(layout["signed"]) {
        asio::local::connect_pair(peer, socket);
        loop.restart();
        read_header();
    }
    ~session() override {
        socket.close();
        loop.restart();
        loop.poll();
    }

    void read_header() {
        header.resize(offset + width);
        asio::async_read(socket, asio::buffer(header), [this](boost::system::error_code failed, std::size_t size) {
            if (failed) return stop(size == 0 ? "" : "truncated_prefix");
            std::uint64_t length = 0;
            for (std::size_t i = offset; i < offset + width; ++i) length = length << 8 | (header[i] & 255U);
            if (is_signed && length >> (8 * width - 1) != 0) return stop("negative_length");
            if (length < counted) return stop("length_below_header");
            if (length - counted > limit) return stop("frame_too_large");
            read_body(length - counted);
        });
    }
    void read_body(std::uint64_t size) {
        body.resize(gap + size);
        asio::async_read(socket, asio::buffer(body), [this](boost::system::error_code failed, std::size_t got) {
            if (failed) return stop(got < gap ? "truncated_prefix" : "truncated_payload");
            give(body.substr(gap));
            read_header();
        });
    }
    void stop(const std::string& reason) { why = reason; }

    void turn(const contract::give_frame& to) {
        give = to;
        loop.restart();
        while (loop.poll() != 0) loop.restart();
        if (!why.empty()) throw contract::refused{why};
    }
    void feed(const std::string& piece, const contract::give_frame& to) override {
        for (std::size_t sent = 0; sent < piece.size(); turn(to)) sent += peer.write_some(asio::buffer(piece) + sent);
    }
    void finish(const contract::give_frame& to, bool) override {
        peer.close();
        turn(to);
    }

    std::size_t width, offset, gap, counted;
    std::uint64_t limit;
    bool is_signed;
    asio::local::stream_protocol::socket peer{loop}, socket{loop};
    std::string header, body, why;
    contract::give_frame give;
};

} // namespace

int main() {
    return contract::serve([](const contract::json& layout) { return std::make_unique<session>(layout); });
}
