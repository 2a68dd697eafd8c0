// SPDX-License-Identifier: MIT
#include <cleave/frame_buffer.hpp>
#include <cleave/protocols/generic.hpp>

#include <array>
#include <cstdio>

// At most 16 bytes a message, whatever a peer says: this is all there is.
using short_messages = cleave::python_int::with_max_payload<16>;
std::array<std::byte, cleave::frame_capacity<short_messages>> memory;

void read(const char* what, bool passes_over, std::span<const unsigned char> received) {
    cleave::frame_buffer<short_messages> frames(memory);
    frames.feed(std::as_bytes(received));
    std::size_t count = 0, passed_over = 0;
    do {
        while (frames.next()) ++count;
    } while (passes_over && frames.skip() && ++passed_over != 0);
    std::printf("%s: %zu frames, then %s, %zu skipped\n", what, count, cleave::to_string(frames.st()).data(),
                passed_over);
}

int main() {
    const std::array<unsigned char, 6> announces_2_gib{0xff, 0xff, 0xff, 0x7f, 'x', 'y'};
    read("2 GiB are announced", false, announces_2_gib);

    std::array<unsigned char, 4 + 17 + 4 + 2> large_then_good{17, 0, 0, 0};
    large_then_good[4 + 17] = 2;
    read("17 bytes, fail", false, large_then_good);
    read("17 bytes, skip", true, large_then_good);
}
