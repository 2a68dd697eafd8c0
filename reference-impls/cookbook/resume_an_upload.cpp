// SPDX-License-Identifier: MIT
#include <cleave/digest.hpp>
#include <cleave/file_messages.hpp>
#include <cleave/file_receiver.hpp>

#include <array>
#include <cstdio>
#include <string>

using cleave::file_event;

std::array<std::byte, 1024> header;
std::array<char, 1024> scratch;

// The server's side: appends to `kept` what comes on a connection, and says how it ended.
cleave::status receive(std::string_view stream, std::string& kept) {
    cleave::file_receiver receiver(header, scratch);
    cleave::header_fields fields;
    for (std::span<const std::byte> in = cleave::as_bytes(stream);;) {
        const cleave::file_step step = receiver.decode(in, fields);
        if (step.st != cleave::status::ok) return cleave::is_error(step.st) ? step.st : receiver.finish().st;
        in = in.subspan(step.consumed);
        if (step.event == file_event::file) {
            kept.resize(fields.bytes(cleave::header_field::offset));             // go on exactly there
            if (receiver.needs_bytes()) receiver.resume(cleave::as_bytes(kept)); // a digest is of the whole file
        }
        if (step.event == file_event::data) kept += cleave::as_text(step.data);
    }
}

// The client's side: the message that sends a file from an offset on.
std::string put(std::string_view file, std::uint64_t offset) {
    cleave::sha256 digest;
    digest.update(cleave::as_bytes(file));
    const auto hex = cleave::to_hex(digest.value());
    std::array<std::byte, 1024> room;
    const cleave::encoded message = cleave::write_put(room, "video.mp4", file.size(),
                                                      {.sha256_hex = {hex.data(), hex.size()}, .offset_bytes = offset});
    return std::string(cleave::as_text(message.bytes)) + std::string(file.substr(offset));
}

int main() {
    const std::string file = "a film, of which the network lost the second half";
    std::string kept;

    const std::string first = put(file, 0);
    cleave::status st = receive(first.substr(0, first.size() - 26), kept);
    std::printf("%s, %zu of %zu bytes are kept\n", cleave::to_string(st).data(), kept.size(), file.size());

    st = receive(put(file, kept.size()), kept); // the server tells kept.size() in its reply to `stat`
    std::printf("%s, %s\n", cleave::to_string(st).data(), kept == file ? "the file is whole" : "the file differs");

    kept[3] = 'F'; // what was kept is damaged: the digest tells
    st = receive(put(file, kept.size() / 2), kept);
    std::printf("%s\n", cleave::to_string(st).data());
}
