// SPDX-License-Identifier: MIT
//
// What each way of taking the library must build and run: frames there and back. Exit code 0 when it works.
#include <cleave/cleave.hpp>

#include <array>
#include <cstddef>
#include <cstdio>
#include <span>

int main() {
    const std::array payload{std::byte{1}, std::byte{2}, std::byte{3}};
    std::array<std::byte, 64> wire;
    const cleave::encoded sent = cleave::encode_frame<cleave::python_int>(payload, wire);

    cleave::frame_decoder<cleave::python_int> decoder;
    std::size_t events = 0;
    std::size_t payload_bytes = 0;
    for (std::span<const std::byte> in = sent.bytes;; ++events) {
        const cleave::frame_step step = decoder.decode(in);
        if (step.st != cleave::status::ok) break;
        in = in.subspan(step.consumed);
        payload_bytes += step.data.size();
    }
    const bool works = events == 3 && payload_bytes == payload.size() && decoder.finish().st == cleave::status::ok;
    std::puts(works ? "works" : "does not work");
    return works ? 0 : 1;
}
