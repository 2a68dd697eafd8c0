// SPDX-License-Identifier: MIT
// What the GoogleTest and the Catch2 reader share: vectors.json by nlohmann's JSON, and the codec under test.
#pragma once

#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

struct codec { // yours
    std::uint64_t limit;
    std::string pending;

    template <class Give>
    void feed(const std::string& piece, Give give) {
        pending += piece;
        while (pending.size() >= 4) {
            std::int32_t length = 0;
            for (int i = 3; i >= 0; --i)
                length = static_cast<std::int32_t>(std::uint32_t(length) << 8 | (pending[i] & 255));
            if (length < 0) throw std::string("negative_length");
            if (std::uint64_t(length) > limit) throw std::string("frame_too_large");
            if (pending.size() - 4 < std::size_t(length)) return;
            give(pending.substr(4, length));
            pending.erase(0, 4 + length);
        }
    }
    void finish() {
        if (!pending.empty()) throw std::string(pending.size() < 4 ? "truncated_prefix" : "truncated_payload");
    }
};

inline std::vector<nlohmann::json> vectors() {
    constexpr int schema = 2;
    const auto document = nlohmann::json::parse(std::ifstream("vectors.json"));
    if (document["schemaVersion"] > schema)
        throw std::runtime_error("vectors.json has schema " + document["schemaVersion"].dump() + ", newer than " +
                                 std::to_string(schema) + ": update this reader");
    std::vector<nlohmann::json> mine;
    for (const auto& one : document["cases"])
        if (one["role"] == "frame_decoder" && one["layout"]["name"] == "python_int" && one["options"].empty() &&
            one["needs"].dump().find("goes-on") == std::string::npos)
            mine.push_back(one);
    return mine;
}

inline std::string seeded(std::uint64_t z, std::size_t count) {
    std::string made;
    while (made.size() < count) {
        z += 0x9e3779b97f4a7c15;
        std::uint64_t a = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        a = (a ^ a >> 27) * 0x94d049bb133111eb;
        a ^= a >> 31;
        for (int i = 0; i < 8; ++i) made += static_cast<char>(a >> 8 * i);
    }
    return made.substr(0, count);
}

/// Hexadecimal, or a list of parts: hexadecimal, what is repeated, or bytes of splitmix64.
inline std::string joined(const nlohmann::json& value) {
    std::string made;
    if (value.is_array()) {
        for (const auto& part : value) made += joined(part);
    } else if (value.is_string()) {
        const std::string text = value;
        const bool quoted = text.rfind("x\"", 0) == 0;
        for (std::size_t i = quoted ? 2 : 0; i + 1 < text.size(); i += 2)
            made += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
    } else if (value.contains("repeat")) {
        const std::string one = joined(value["repeat"]);
        for (std::size_t i = value["count"]; i > 0; --i) made += one;
    } else {
        made = seeded(std::stoull(value["seed"].get<std::string>()), value["count"]);
    }
    return made;
}

/// The whole frames and the error, as one text.
inline std::string expected(const nlohmann::json& outcome) {
    std::string text, data;
    for (const auto& event : outcome["events"]) {
        if (event["kind"] == "error")
            text += "error " + event["code"].get<std::string>();
        else if (event["name"] == "data")
            data += joined(event["arguments"][0]);
        else if (event["name"] == "end")
            text += "frame " + data + "; ", data.clear();
    }
    return text;
}

inline std::string decoded(const nlohmann::json& one, const std::vector<std::string>& pieces) {
    codec mine{one["layout"]["max_payload"], ""};
    std::string text;
    try {
        for (const auto& piece : pieces)
            mine.feed(piece, [&](const std::string& payload) { text += "frame " + payload + "; "; });
        if (one["end"] != "open") mine.finish();
    } catch (const std::string& why) {
        text += "error " + why;
    }
    return text;
}

/// What is wrong with a case, or nothing.
inline std::string fault(const nlohmann::json& one) {
    const std::string stream = joined(one["bytes"]);
    std::vector<std::string> written, single;
    std::size_t from = 0;
    auto ends = one["cuts"].get<std::vector<std::size_t>>();
    ends.push_back(stream.size());
    for (const std::size_t end : ends) written.push_back(stream.substr(from, end - from)), from = end;
    for (const char byte : stream) single.emplace_back(1, byte);
    for (const auto& pieces : {written, one["splits"] == "exact" || stream.size() > 4096 ? written : single}) {
        bool is_among = false;
        for (const auto& outcome : one["outcomes"]) is_among = is_among || decoded(one, pieces) == expected(outcome);
        if (!is_among) return one["id"].get<std::string>() + ": " + one["about"].get<std::string>();
    }
    return "";
}
