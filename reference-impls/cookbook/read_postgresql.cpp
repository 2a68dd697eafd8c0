// SPDX-License-Identifier: MIT

#include <cleave/frame_reader.hpp>
#include <cleave/protocols/databases.hpp>

#include <array>
#include <cstdio>
#include <string_view>

int main() {
    // A client's startup, which has no type byte, and then a query.
    const std::string_view stream("\0\0\0\x11\0\3\0\0user\0me\0\0Q\0\0\0\x0dselect 1\0", 31);
    cleave::frame_reader<cleave::postgresql> messages(std::as_bytes(std::span(stream)));
    const cleave::frame startup = messages.next(cleave::postgresql_startup{});
    std::printf("startup, %zu bytes\n", startup.payload().size());
    while (const cleave::frame f = messages.next())
        std::printf("%c, %zu bytes\n", std::to_integer<int>(f.header()[0]), f.payload().size());
    return messages.finish().st == cleave::status::ok ? 0 : 1;
}
