// SPDX-License-Identifier: MIT
//
// A header message: JSON in a frame.
#include "input.hpp"

#include <cleave/message_decoder.hpp>

int main() {
    std::array<std::byte, 64> stream, header;
    std::array<char, 32> scratch;
    const std::size_t size = small::arrive("\x19\0\0\0{\"filename\":\"a\",\"size\":5}", stream);
    cleave::message_decoder decoder(header, scratch, cleave::body_rule::none);
    cleave::header_fields fields;
    const cleave::message_step step = decoder.decode(std::span(stream).first(size), fields);
    return step.event == cleave::message_event::header && fields.string(cleave::header_field::file_name) == "a" ? 0 : 1;
}
