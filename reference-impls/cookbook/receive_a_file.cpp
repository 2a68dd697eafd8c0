// SPDX-License-Identifier: MIT
#include <cleave/file_receiver.hpp>
#include <cleave/pump.hpp>

#include <array>
#include <cerrno>
#include <cstdio>
#include <string>
#include <unistd.h>

int main() {
    std::array<std::byte, 4096> header; // the longest header that is taken
    std::array<char, 4096> scratch;
    std::array<std::byte, 65536> room; // what one read may bring
    cleave::file_receiver receiver(header, scratch, cleave::body_rule::request, {.max_size = 1 << 20});

    cleave::callback_source source{[](std::span<std::byte> into) noexcept -> cleave::io_result {
        const ssize_t n = read(STDIN_FILENO, into.data(), into.size());
        if (n > 0) return {cleave::io::ok, static_cast<std::size_t>(n), 0};
        return {n == 0 ? cleave::io::closed : cleave::io::failed, 0, errno};
    }};

    std::FILE* file = nullptr;
    std::string name;
    const auto take = [&](const cleave::file_step& step, const cleave::header_fields& fields) {
        switch (step.event) {
        case cleave::file_event::file: // name, size and digest have passed; nothing stands under the name yet
            name = fields.string(cleave::header_field::file_name);
            file = std::fopen("incoming.part", "wb");
            break;
        case cleave::file_event::data: std::fwrite(step.data.data(), 1, step.data.size(), file); break;
        case cleave::file_event::end: // size and digest hold
            std::fclose(file);
            std::rename("incoming.part", name.c_str());
            std::printf("received %s\n", name.c_str());
            break;
        case cleave::file_event::message:
        case cleave::file_event::none: break;
        }
    };
    const cleave::pumped end = cleave::pump(receiver, source, room, take);
    if (end.st == cleave::status::ok) return 0;

    std::array<char, 256> text;
    const std::string_view why =
        cleave::is_error(receiver.error().st) ? describe(receiver.error(), text) : cleave::to_string(end.st);
    std::printf("refused: %.*s\n", static_cast<int>(why.size()), why.data());
    std::remove("incoming.part");
    return 1;
}
