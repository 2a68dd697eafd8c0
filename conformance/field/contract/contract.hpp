// SPDX-License-Identifier: MIT
//
// What the C++ testees here share: they bring a decoder, this speaks the contract.
//
// A decoder is made of a layout. feed(piece, give) calls give(payload) for each frame that is now whole; finish(give,
// is_reset) is the end of the stream. Both throw refused(name) for an error, by its name in status.hpp. An offset is
// counted from the frames handed out.
#pragma once

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <memory>
#include <string>

namespace contract {

using json = nlohmann::json;
using give_frame = std::function<void(std::string)>;

struct refused {
    std::string name;
};

struct decoder {
    virtual ~decoder() = default;
    virtual void feed(const std::string& piece, const give_frame& give) = 0;
    virtual void finish(const give_frame&, bool) {}
};

using decoder_maker = std::function<std::unique_ptr<decoder>(const json& layout)>;
using encoder = std::function<std::string(const json& layout, const std::string& payload)>;

inline std::string bytes_of(const std::string& hex) {
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2)
        bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    return bytes;
}

inline std::string hex_of(const std::string& bytes) {
    std::string hex;
    for (const char byte : bytes) (hex += "0123456789abcdef"[byte >> 4 & 15]) += "0123456789abcdef"[byte & 15];
    return hex;
}

inline std::size_t header_size(const json& layout, std::size_t payload) {
    std::size_t width = layout["width"].is_number() ? layout["width"].get<std::size_t>() : 1;
    if (!layout["width"].is_number())
        for (; payload >= 128; payload >>= 7) ++width;
    return layout["offset"].get<std::size_t>() + width + layout["gap"].get<std::size_t>();
}

/// The protocol of all cases, if no layout has its headers.
inline std::string form() { return std::getenv("FORM"); }

inline bool is_plain(const json& options) {
    return form().empty() ? options.empty() : options.size() == 1 && options.value("form", "") == form();
}

inline json decode(decoder& codec, const json& asked) {
    json events = json::array();
    std::size_t now = 0, begin = 0, total = 0;
    const give_frame give = [&](const std::string& payload) {
        events.push_back({now, "begin " + std::to_string(payload.size())});
        events.push_back({now, "data x'" + hex_of(payload) + "'"});
        events.push_back({now, "end"});
        begin += header_size(asked["layout"], payload.size()) + payload.size();
    };
    try {
        for (const json& piece : asked["deliveries"]) {
            const std::string bytes = bytes_of(piece);
            total += bytes.size();
            if (!bytes.empty()) codec.feed(bytes, give); // no socket gives an empty piece
            ++now;
        }
        if (asked["end"] != "open") codec.finish(give, asked["end"] == "reset");
    } catch (const refused& why) {
        const std::size_t at = why.name.rfind("truncated", 0) == 0 ? total : begin;
        events.push_back({now, "error " + why.name + (form().empty() ? " at=" + std::to_string(at) : "")});
    }
    return events;
}

inline json encode(const encoder& codec, const json& asked) {
    json events = json::array();
    std::size_t now = 0;
    try {
        for (const json& piece : asked["deliveries"]) {
            events.push_back({now, "send x'" + hex_of(codec(asked["layout"], bytes_of(piece))) + "'"});
            ++now;
        }
    } catch (const refused& why) {
        events.push_back({now, "error " + why.name});
    }
    return events;
}

/// What a codec cannot be asked.
struct unsupported {};

inline json run(const decoder_maker& make, const encoder& encodes, const json& asked) {
    if (asked["role"] == "frame_decoder" && is_plain(asked["options"])) return decode(*make(asked["layout"]), asked);
    if (asked["role"] == "frame_encoder" && encodes && is_plain(asked["options"])) return encode(encodes, asked);
    throw unsupported{};
}

inline bool is_claimed(const json& layout) {
    const json claimed = json::parse(std::getenv("STARTED"))["layouts"];
    return std::find(claimed.begin(), claimed.end(), layout["name"]) != claimed.end();
}

/// Answers until it is told to stop.
inline int serve(const decoder_maker& make, const encoder& encodes = nullptr) {
    for (std::string line; std::getline(std::cin, line);) {
        const json asked = json::parse(line);
        if (asked["type"] == "stop") return 0;
        if (asked["type"] == "start") {
            std::cout << std::getenv("STARTED") << std::endl;
            continue;
        }
        json answer = {{"seq", asked["seq"]}};
        try {
            if (!is_claimed(asked["layout"])) throw unsupported{};
            answer["events"] = run(make, encodes, asked);
        } catch (const unsupported&) {
            answer["unsupported"] = asked["role"];
        }
        std::cout << answer.dump() << std::endl;
    }
    return 0;
}

} // namespace contract
