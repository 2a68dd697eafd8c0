// SPDX-License-Identifier: MIT
//
// json_tokens: a JSON text as a list of tokens, to be compared.
#pragma once

#include "expect.hpp"

#include <cleave/json.hpp>
#include <cleave/json_writer.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::fuzz {

struct json_piece {
    json_token token = json_token::end;
    std::string text = {}; // key, string, number
    friend bool operator==(const json_piece&, const json_piece&) = default;
};

/// What a reader made of a text: its tokens up to the end, or up to the error.
struct json_reading {
    status st = status::ok;
    std::size_t offset = 0; // of the error
    std::vector<json_piece> pieces = {};
    friend bool operator==(const json_reading&, const json_reading&) = default;
};

inline json_reading read_json(std::string_view text, std::span<char> scratch, const json_reader_options& limits) {
    json_reading reading;
    json_reader reader(text, scratch, limits);
    for (;;) {
        const json_item item = reader.next();
        if (item.st != status::ok) {
            const json_item again = reader.next();
            expect(again.st == item.st && again.offset == item.offset, "the first error is kept");
            reading.st = item.st;
            reading.offset = item.offset;
            return reading;
        }
        if (item.token == json_token::end) {
            expect(reader.next().token == json_token::end && reader.depth() == 0, "behind the end is the end");
            return reading;
        }
        const bool has_text =
            item.token == json_token::key || item.token == json_token::string || item.token == json_token::number;
        reading.pieces.push_back({item.token, has_text ? std::string(item.text) : std::string()});
        expect(reading.pieces.size() <= text.size(), "no token without a character of its own");
    }
}

/// Writes the tokens of a whole text.
inline void write_json(json_writer& to, const std::vector<json_piece>& pieces) {
    for (const json_piece& p : pieces) switch (p.token) {
        case json_token::begin_object: to.begin_object(); break;
        case json_token::end_object: to.end_object(); break;
        case json_token::begin_array: to.begin_array(); break;
        case json_token::end_array: to.end_array(); break;
        case json_token::key: to.key(p.text); break;
        case json_token::string: to.string(p.text); break;
        case json_token::number: to.number(p.text); break;
        case json_token::true_value: to.boolean(true); break;
        case json_token::false_value: to.boolean(false); break;
        case json_token::null_value: to.null(); break;
        case json_token::end: break;
        }
}

} // namespace cleave::fuzz
