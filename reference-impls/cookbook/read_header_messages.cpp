// SPDX-License-Identifier: MIT

#include <cleave/header_message.hpp>
#include <cleave/json.hpp>
#include <cleave/message_decoder.hpp>

#include <array>
#include <cstdio>
#include <string_view>

int main() {
    // A length, a JSON header, and a body whose size the header names; as Python's json.dumps writes it.
    std::array<std::byte, 256> wire;
    const cleave::encoded sent = cleave::write_header(wire, [](cleave::json_writer& json) {
        json.key("cmd").string("put").key("filename").string("a.txt").key("filesize").integer(5);
    });
    if (sent.st != cleave::status::ok) return 1;
    const std::span<const std::byte> in = sent.bytes;

    std::array<std::byte, 1024> header; // the largest header
    std::array<char, 1024> scratch;     // for strings with escapes
    cleave::message_decoder messages(header, scratch);
    cleave::header_fields fields;
    const cleave::message_step step = messages.decode(in, fields);
    if (step.event != cleave::message_event::header) return 1;
    const std::string_view name = fields.string(cleave::header_field::file_name);
    std::printf("%.*s has %d bytes\n", static_cast<int>(name.size()), name.data(),
                static_cast<int>(fields.bytes(cleave::header_field::size)));

    // Fields of your own: read the JSON text with the strict reader.
    cleave::json_reader json(fields.text, scratch);
    for (cleave::json_item item = json.next(); item.st == cleave::status::ok && item.token != cleave::json_token::end;
         item = json.next())
        if (item.token == cleave::json_token::key)
            std::printf("key %.*s\n", static_cast<int>(item.text.size()), item.text.data());
}
