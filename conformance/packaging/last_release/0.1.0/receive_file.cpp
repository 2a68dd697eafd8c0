// SPDX-License-Identifier: MIT
#include <cleave/file_messages.hpp>
#include <cleave/file_receiver.hpp>

#include <array>
#include <cstdio>
#include <string>
#include <string_view>

int main() {
    std::array<std::byte, 256> wire;
    const std::string_view body = "hello";
    const cleave::encoded header = cleave::write_put(wire, "a.txt", body.size());
    std::string stream(reinterpret_cast<const char*>(header.bytes.data()), header.bytes.size());
    stream += body;

    std::array<std::byte, 4096> storage;
    std::array<char, 4096> scratch;
    cleave::file_receiver receiver(storage, scratch);
    cleave::header_fields fields;
    for (std::span<const std::byte> in = std::as_bytes(std::span(stream));;) {
        const cleave::file_step step = receiver.decode(in, fields);
        if (step.st != cleave::status::ok) break;
        in = in.subspan(step.consumed);
        switch (step.event) {
        case cleave::file_event::file:
            std::printf("file %s\n", std::string(fields.string(cleave::header_field::file_name)).c_str());
            break;
        case cleave::file_event::data: std::printf("data %zu bytes\n", step.data.size()); break;
        case cleave::file_event::end: std::puts("end"); break;
        case cleave::file_event::message:
        case cleave::file_event::none: break;
        }
    }
    std::puts(cleave::to_string(receiver.finish().st).data());
    std::puts(cleave::to_string(cleave::check_file_name("../a.txt")).data());
}
