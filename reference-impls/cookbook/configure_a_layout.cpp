// SPDX-License-Identifier: MIT

#include <cleave/frame_encoder.hpp>
#include <cleave/frame_reader.hpp>
#include <cleave/layout_text.hpp>

#include <array>
#include <cstdio>
#include <string_view>

int length_of(std::string_view text) { return static_cast<int>(text.size()); }

// Prints why the text is no layout, or the bytes of a frame in that layout and what is read from them.
bool try_layout(std::string_view text) {
    cleave::runtime_layout layout;
    if (const cleave::layout_text_error wrong = cleave::parse_layout(text, layout)) {
        std::printf("expected %.*s, found '%.*s'\n", length_of(wrong.expected), wrong.expected.data(),
                    length_of(wrong.part), wrong.part.data());
        return false;
    }
    std::array<std::byte, 64> wire;
    std::span<std::byte> room = wire;
    if (cleave::encode_frame(std::as_bytes(std::span("hello").first(5)), room, layout) != cleave::status::ok)
        return false;
    const auto sent = std::span<const std::byte>(wire).first(wire.size() - room.size());

    std::array<char, 256> storage;
    const std::string_view shortest = cleave::to_text(layout, storage);
    std::printf("%.*s:", length_of(shortest), shortest.data());
    for (const std::byte b : sent) std::printf(" %02x", std::to_integer<unsigned>(b));

    cleave::frame_reader<cleave::runtime_layout> frames(sent, layout);
    const cleave::frame f = frames.next();
    std::printf(": %zu bytes of payload, %zu of trailer\n", f.payload().size(), f.trailer().size());
    return frames.finish().st == cleave::status::ok;
}

int main(int argc, char** argv) {
    bool all = true;
    for (int i = 1; i < argc; ++i) all = try_layout(argv[i]) && all;
    return all ? 0 : 1;
}
