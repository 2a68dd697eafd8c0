// SPDX-License-Identifier: MIT

#include <cleave/frame_buffer.hpp>
#include <cleave/protocols/websocket.hpp>

#include <array>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <utility>

// The request of an upgrade: text up to an empty line, and no payload.
struct http_request {
    static constexpr std::size_t header_capacity = 255; // bytes
    static constexpr std::uint64_t max_payload() noexcept { return 0; }
    static constexpr cleave::prefix_reading read(std::span<const std::byte> in) noexcept {
        constexpr std::string_view end = "\r\n\r\n";
        std::size_t same = 0;
        for (std::size_t i = 0; i < in.size() && i < header_capacity; ++i) {
            const char c = static_cast<char>(in[i]);
            same = c == end[same] ? same + 1 : c == end[0] ? 1 : 0;
            if (same == end.size()) return cleave::prefix_reading::frame(i + 1, 0);
        }
        if (in.size() >= header_capacity)
            return cleave::prefix_reading::refused(cleave::status::length_malformed, header_capacity);
        return cleave::prefix_reading::need(1);
    }
};

int main() {
    // One read brings the request and, right after it, the first WebSocket frame and half of the second.
    constexpr char stream[] = "GET /chat HTTP/1.1\r\nUpgrade: websocket\r\n\r\n\x82\5hello\x82\4al";
    std::array<std::byte, 1024> storage;
    cleave::frame_buffer<http_request> before(storage);
    std::memcpy(before.writable().data(), stream, sizeof stream - 1);
    before.commit(sizeof stream - 1);
    const cleave::frame request = before.next();
    std::printf("request of %zu bytes\n", request.size());

    // The new reader takes over the storage with the bytes that are left.
    cleave::frame_buffer<cleave::websocket> after(std::move(before));
    while (const cleave::frame f = after.next()) std::printf("message of %zu bytes\n", f.payload().size());
    std::memcpy(after.writable().data(), "ex", 2);
    after.commit(2);
    while (const cleave::frame f = after.next()) std::printf("message of %zu bytes\n", f.payload().size());
    return after.finish().st == cleave::status::ok ? 0 : 1;
}
