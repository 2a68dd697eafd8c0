// SPDX-License-Identifier: MIT
#include <cleave/frame_buffer.hpp>

#include <array>
#include <cstdio>

// At most 16 bytes a message, whatever a peer says: this is all there is.
constexpr cleave::length_prefix short_messages = cleave::python_int.with_max_payload(16);
std::array<std::byte, 4 + 16> memory;

void read(const char* what, cleave::on_excess excess, std::span<const unsigned char> received) {
    cleave::frame_buffer<short_messages> frames(memory, excess);
    std::span<const std::byte> in = std::as_bytes(received);
    std::size_t count = 0;
    cleave::frame f = frames.next(in);
    for (; f.st == cleave::status::ok; f = frames.next(in)) ++count;
    std::printf("%s: %zu frames, then %s, %zu passed over\n", what, count, cleave::to_string(f.st).data(),
                static_cast<std::size_t>(frames.counters().discarded_frames));
}

int main() {
    const std::array<unsigned char, 6> announces_2_gib{0xff, 0xff, 0xff, 0x7f, 'x', 'y'};
    read("2 GiB are announced", cleave::on_excess::fail, announces_2_gib);

    std::array<unsigned char, 4 + 17 + 4 + 2> large_then_good{17, 0, 0, 0};
    large_then_good[4 + 17] = 2;
    read("17 bytes, fail", cleave::on_excess::fail, large_then_good);
    read("17 bytes, discard", cleave::on_excess::discard, large_then_good);
}
