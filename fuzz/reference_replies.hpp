// SPDX-License-Identifier: MIT
//
// reference_replies: what a server sent, as messages, read in the plainest way.
#pragma once

#include "expect.hpp"
#include "reference_messages.hpp"

#include <cleave/file_messages.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::fuzz {

/// A header message, and what follows it as it says.
struct sent_message {
    field_texts fields = {};
    std::string body = {};

    friend bool operator==(const sent_message&, const sent_message&) = default;
};

/// Takes the first message off the front of `output`. Its body: what total_size says.
inline sent_message take_message(std::string_view& output) {
    expect(output.size() > 4, "what is sent begins with a length");
    std::size_t size = 0;
    for (std::size_t i = 4; i-- != 0;) size = size * 256 + static_cast<unsigned char>(output[i]);
    expect(size <= output.size() - 4, "a message is sent whole");
    const slow_header header = read_slowly(output.substr(4, size));
    expect(header.st == status::ok, "what is sent is a header");
    output.remove_prefix(4 + size);
    sent_message m{header.fields};
    const auto body = m.fields.find(header_field::size);
    if (body == m.fields.end()) return m;
    const auto body_bytes = static_cast<std::size_t>(*small_integer(body->second));
    expect(body_bytes <= output.size(), "a body is sent whole");
    m.body = output.substr(0, body_bytes);
    output.remove_prefix(body_bytes);
    return m;
}

/// Takes off the front of `output` a refusal of that status.
inline void expect_refusal(std::string_view& output, status code) {
    const sent_message m = take_message(output);
    expect(m.fields.contains(header_field::status) && m.fields.at(header_field::status) == "error" &&
               m.fields.contains(header_field::code) && m.fields.at(header_field::code) == to_string(code),
           "what is wrong is refused by its name");
    expect(m.fields.contains(header_field::message) && m.fields.at(header_field::message).starts_with(to_string(code)),
           "and a text that begins with it");
}

} // namespace cleave::fuzz
