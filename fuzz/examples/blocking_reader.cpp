// SPDX-License-Identifier: MIT
//
// found: smallest delivery: [0-9]
//
// A reader that calls recv(2) until it has a header, and then until it has a payload: a length of 4 bytes, big-endian.
// The bug is the most usual one: a header that comes in two reads is taken for the end.
#include "fuzz/kit.hpp"

#include <cerrno>
#include <optional>
#include <stdexcept>
#include <string>

namespace {

/// Reads exactly that many bytes. returns: false where the stream ends first.
template <class Socket>
bool read_all(Socket& socket, char* into, std::size_t bytes) {
    while (bytes != 0) {
        const long some = socket.read(into, bytes);
        if (some < 0 && errno == EINTR) continue;
        if (some <= 0) return false;
        into += some;
        bytes -= static_cast<std::size_t>(some);
#ifdef PLANTED_BUG
        if (bytes != 0) return false;
#endif
    }
    return true;
}

template <class Socket>
std::optional<std::string> read_frame(Socket& socket) {
    unsigned char header[4];
    if (!read_all(socket, reinterpret_cast<char*>(header), sizeof header)) return std::nullopt;
    std::size_t length = 0;
    for (const unsigned char each : header) length = length << 8 | each;
    if (length > 4096) throw std::length_error("frame too large");
    std::string payload(length, '\0');
    if (!read_all(socket, payload.data(), length)) return std::nullopt;
    return payload;
}

using framing = cleave::erlang_packet<4>::with_max_payload<4096>;

} // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
    return cleave::fuzz::mutate<framing>(data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return cleave::fuzz::blocking<framing>(data, size, [](auto& socket, auto& got) {
        while (const auto payload = read_frame(socket)) got.frame(*payload);
    });
}
