// SPDX-License-Identifier: MIT

#include <cleave/frame_error.hpp>
#include <cleave/frame_reader.hpp>
#include <cleave/protocols/messaging.hpp>

#include <array>
#include <cstdio>
#include <string_view>

// One line of a log, and what an operator should do about it.
const char* advice(const cleave::frame_error& error) {
    switch (error.looks_like) {
    case cleave::peer_guess::tls_hello: return "the client speaks TLS: turn it off, or put a TLS proxy in front";
    case cleave::peer_guess::http_request: return "a browser or a scanner: ignore it";
    case cleave::peer_guess::swapped_byte_order: return "the client writes the other byte order: mend the client";
    case cleave::peer_guess::text: return "the client writes no length: mend the client";
    case cleave::peer_guess::http_reply:
    case cleave::peer_guess::ssh_banner: return "the client connected to the wrong port";
    case cleave::peer_guess::none: break;
    }
    return error.st == cleave::status::frame_too_large ? "raise the limit, if the client is yours"
                                                       : "look at the bytes";
}

void read(std::string_view received) {
    cleave::frame_reader<cleave::kafka::with_max_payload<100>> frames(std::as_bytes(std::span(received)));
    while (frames.next()) {
    }
    const cleave::frame_error error = frames.error();
    if (error.st == cleave::status::ok) return;
    std::printf("%s at byte %d, length %lld, limit %d: %s\n", cleave::to_string(error.st).data(),
                static_cast<int>(error.offset), static_cast<long long>(error.declared), static_cast<int>(error.limit),
                advice(error));
}

int main() {
    using namespace std::string_view_literals;
    read("\0\0\0\5hello\0\0\1\0"sv);
    read("\5\0\0\0hello"sv);
    read("GET / HTTP/1.1\r\n\r\n"sv);
    read("\x16\3\1\2\0\1\0\1"sv);
    read("hello, alex\n"sv);

    // The whole line, in words, for a person.
    std::array<char, 272> room;
    cleave::frame_reader<cleave::kafka> frames(std::as_bytes(std::span("SSH-2.0-OpenSSH_9.2\r\n")));
    if (frames.next()) return 1;
    const std::string_view words = cleave::describe(frames.error(), room);
    std::printf("%.*s\n", static_cast<int>(words.size()), words.data());
}
