// SPDX-License-Identifier: MIT
#include <cleave/frame_buffer.hpp>
#include <cleave/frame_encoder.hpp>
#include <cleave/protocols/generic.hpp>
#include <cleave/pump.hpp>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

// Answers each message of a Python program, which listens on the port argv[1], with the same text.
int main(int, char** argv) {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in peer{};
    peer.sin_family = AF_INET;
    peer.sin_port = htons(static_cast<std::uint16_t>(std::atoi(argv[1])));
    peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd, reinterpret_cast<const sockaddr*>(&peer), sizeof peer) != 0) return 1;

    cleave::callback_source source{[fd](std::span<std::byte> into) noexcept -> cleave::io_result {
        const ssize_t n = recv(fd, into.data(), into.size(), 0);
        if (n > 0) return {cleave::io::ok, static_cast<std::size_t>(n), 0};
        return {n == 0 ? cleave::io::closed : cleave::io::failed, 0, errno};
    }};
    cleave::callback_sink sink{[fd](std::span<const std::byte> bytes) noexcept -> cleave::io_result {
        const ssize_t n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        return {n > 0 ? cleave::io::ok : cleave::io::failed, n > 0 ? static_cast<std::size_t>(n) : 0, errno};
    }};

    std::array<std::byte, 4096> storage; // the longest message, with its length
    cleave::frame_buffer<cleave::python_int> frames(storage);
    const cleave::pumped end = cleave::pump(frames, source, [&](const cleave::frame& f) {
        std::array<std::byte, 4096> answer;
        std::span<std::byte> room = answer;
        if (cleave::encode_frame<cleave::python_int>(f.payload(), room) != cleave::status::ok) return false;
        std::span<const std::byte> bytes = std::span(answer).first(answer.size() - room.size());
        return cleave::send(sink, bytes).st == cleave::status::ok;
    });
    close(fd);
    return end.st == cleave::status::ok ? 0 : 1;
}
