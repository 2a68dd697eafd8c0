// SPDX-License-Identifier: MIT
#include <cleave/frame_decoder.hpp>

#include <array>
#include <cstdio>

int main() {
    const std::array<unsigned char, 11> stream{5, 0, 0, 0, 'h', 'e', 'l', 'l', 'o', 9, 0};
    cleave::frame_decoder<cleave::python_int> decoder;

    for (std::span<const std::byte> in = std::as_bytes(std::span(stream));;) {
        const cleave::frame_step step = decoder.decode(in);
        if (step.st != cleave::status::ok) break; // need_input: receive more, and go on; or the peer's mistake
        in = in.subspan(step.consumed);
        switch (step.event) {
        case cleave::frame_event::begin: std::printf("begin %d\n", static_cast<int>(step.length)); break;
        case cleave::frame_event::data: std::printf("data %zu bytes\n", step.data.size()); break;
        case cleave::frame_event::end: std::puts("end"); break;
        case cleave::frame_event::excess:
        case cleave::frame_event::none: break;
        }
    }

    const cleave::stream_end end = decoder.finish();
    std::printf("%s: %d of %d bytes\n", cleave::to_string(end.st).data(), static_cast<int>(end.have),
                static_cast<int>(end.need));
}
