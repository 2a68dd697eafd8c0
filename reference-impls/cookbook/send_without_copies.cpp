// SPDX-License-Identifier: MIT

#include <cleave/frame_buffer.hpp>
#include <cleave/frame_gather.hpp>
#include <cleave/protocols/messaging.hpp>

#include <array>
#include <cstdio>
#include <string_view>

#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

int main() {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return 1;

    std::array<iovec, 16> parts;
    std::array<std::byte, 64> headers;
    cleave::frame_gather<cleave::kafka, iovec> gather(parts, headers);
    for (const std::string_view text : {"first", "second", "third"})
        if (gather.add(std::as_bytes(std::span(text))) != cleave::status::ok) return 1;
    while (!gather.parts().empty()) {
        const ssize_t n = writev(ends[0], gather.parts().data(), static_cast<int>(gather.parts().size()));
        if (n < 0) return 1;
        gather.sent(static_cast<std::size_t>(n)); // a write may take a part: the rest goes next
    }
    close(ends[0]);

    std::array<std::byte, 256> storage;
    cleave::frame_buffer<cleave::kafka> frames(storage);
    for (ssize_t n; (n = read(ends[1], frames.writable().data(), frames.writable().size())) > 0;) {
        frames.commit(static_cast<std::size_t>(n));
        while (const cleave::frame f = frames.next()) std::printf("%zu bytes\n", f.payload().size());
    }
    return frames.finish().st == cleave::status::ok ? 0 : 1;
}
