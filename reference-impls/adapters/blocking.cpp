// SPDX-License-Identifier: MIT
//
// blocking: a thread for each connection, and calls that wait.
//
// The transport is socket_stream (sockets.hpp), the whole program the pump: there is no state to keep.
#include "frame_echo.hpp"
#include "sockets.hpp"

#include <thread>

int main() {
    const int listening = adapters::listen_on_loopback();
    for (;;) {
        const int fd = ::accept(listening, nullptr, nullptr);
        if (fd < 0) continue;
        std::thread([fd] {
            adapters::socket_stream stream{fd};
            adapters::serve(stream);
            ::close(fd);
        }).detach();
    }
}
