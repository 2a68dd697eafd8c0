// SPDX-License-Identifier: MIT
#include "endpoint.hpp"

namespace second {

std::string hex_literal(std::string_view bytes) {
    std::string all = "x\"";
    for (const char c : bytes) {
        all += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
        all += "0123456789abcdef"[c & 15];
    }
    return all + '"';
}

std::string bytes_of(std::string_view literal) {
    const auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
    std::string bytes;
    if (!literal.starts_with("x\"")) return bytes;
    for (std::size_t i = 2; i + 2 < literal.size(); i += 2)
        bytes += static_cast<char>(digit(literal[i]) << 4 | digit(literal[i + 1]));
    return bytes;
}

bool takes_whole_messages(const setup& asked) {
    return asked.role == "frame_encoder" || asked.role == "value" || asked.role == "json";
}

std::unique_ptr<endpoint> make_endpoint(const setup& asked) {
    if (asked.role == "frame_decoder") return make_frame_reader(asked);
    if (asked.role == "frame_encoder") return make_frame_writer(asked);
    if (asked.role == "json") return make_json_reader(asked);
    if (asked.role == "header_message") return make_message_reader(asked);
    if (asked.role == "file_receiver") return make_file_receiver(asked);
    if (asked.role == "command_reply")
        return asked.option("form") == "struct" ? make_frame_reader(asked) : make_command_reader(asked);
    if (asked.role == "value") return make_value_codec(asked);
    return nullptr;
}

} // namespace second
