// SPDX-License-Identifier: MIT
//
// found: smallest delivery: [0-9]
//
// A session that reads asynchronously and parses in the handler: a length of 1 byte. The bug: the handler takes one
// frame out of what it has, and then reads on: a second frame waits for the next read.
#include "fuzz/kit.hpp"

#include <array>
#include <cstddef>
#include <string>

namespace {

template <class Socket, class OnFrame>
class session {
  public:
    session(Socket& socket, const OnFrame& on_frame) : socket_(socket), on_frame_(on_frame) {}
    void start() {
        socket_.async_read(room_, [this](std::size_t bytes) { received(bytes); });
    }

  private:
    void received(std::size_t bytes) {
        if (bytes == 0) return;
        for (const std::byte each : std::span(room_).first(bytes)) kept_ += std::to_integer<char>(each);
        while (take_frame()) {
#ifdef PLANTED_BUG
            break;
#endif
        }
        start();
    }
    bool take_frame() {
        if (kept_.empty() || kept_.size() <= size()) return false;
        on_frame_(kept_.substr(1, size()));
        kept_.erase(0, 1 + size());
        return true;
    }
    std::size_t size() const { return static_cast<unsigned char>(kept_[0]); }

    Socket& socket_;
    const OnFrame& on_frame_;
    std::array<std::byte, 64> room_{};
    std::string kept_;
};

using framing = cleave::erlang_packet<1>;

} // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
    return cleave::fuzz::mutate<framing>(data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return cleave::fuzz::blocking<framing>(data, size, [](auto& socket, auto& got) {
        const auto tell = [&got](const std::string& payload) { got.frame(payload); };
        session one(socket, tell);
        one.start();
        socket.run();
    });
}
