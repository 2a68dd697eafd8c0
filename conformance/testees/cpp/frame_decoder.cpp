// SPDX-License-Identifier: MIT
// A reader of whole frames as a testee: g++ -std=c++17 -O2 -o frame_decoder frame_decoder.cpp
#include <cstdint>
#include <iostream>
#include <string>

// What stands behind "name": in a line of the contract, whose shape is fixed.
std::string get(const std::string& line, const std::string& name) {
    const auto key = line.find('"' + name + "\":");
    if (key == line.npos) return "";
    const auto from = key + name.size() + 3, to = line.find_first_of(line[from] == '[' ? "]" : ",}", from);
    return line[from] == '"' ? line.substr(from + 1, to - from - 2) : line.substr(from, to - from);
}
struct reader {
    std::string line, pending, events, cut;
    std::uint64_t at = 0, now = 0;

    std::uint64_t number(const char* name) const { return std::stoull(get(line, name)); }
    void show(const std::string& text) { events += ",[" + std::to_string(now) + ",\"" + text + "\"]"; }
    bool fail(const char* why) { return show("error " + (why + (" at=" + std::to_string(at)))), cut = "failed", false; }
    bool read_frame() { // whether there was a whole one
        const auto width = number("width"), offset = number("offset"), header = offset + width + number("gap");
        const auto counts = get(line, "counts");
        const auto counted = counts == "payload" ? 0 : counts == "whole_frame" ? header : header - offset;
        std::uint64_t length = 0;
        cut = "truncated_prefix";
        if (pending.size() < offset + width) return false;
        for (std::uint64_t i = 0; i < width; ++i)
            length = length << 8 | (pending[offset + (get(line, "order") == "big" ? i : width - 1 - i)] & 255);
        if (get(line, "signed") == "true" && length >> (8 * width - 1) != 0) return fail("negative_length");
        if (length < counted) return fail("length_below_header");
        if ((length -= counted) > number("max_payload")) return fail("frame_too_large");
        if (pending.size() >= header) cut = "truncated_payload";
        if (pending.size() < header || pending.size() - header < length) return false;
        std::string data;
        for (auto i = header; i < header + length; ++i)
            (data += "0123456789abcdef"[pending[i] >> 4 & 15]) += "0123456789abcdef"[pending[i] & 15];
        show("begin " + std::to_string(length)), show("data x'" + data + "'"), show("end");
        return pending.erase(0, header + length), at += header + length, true;
    }
};
int main() {
    for (std::string line; std::getline(std::cin, line) && get(line, "type") != "stop"; std::cout << std::endl) {
        const bool is_start = get(line, "type") == "start"; // varints are not known, and nothing is skipped
        const bool is_known = get(line, "role") + get(line, "on_excess") == "frame_decoder" && get(line, "width") < "9";
        reader one{line, "", "", ""};
        const std::string pieces = is_known ? get(line, "deliveries") : "";
        for (std::size_t i = 1; i < pieces.size(); i += 2, ++one.now) { // at a quote
            while (pieces[++i] != '"') one.pending += static_cast<char>(std::stoi(pieces.substr(i++, 2), nullptr, 16));
            while (one.cut != "failed" && one.read_frame()) continue;
        }
        if (get(line, "end") != "open" && one.cut != "failed" && !one.pending.empty())
            one.show("error " + one.cut + " at=" + std::to_string(one.at + one.pending.size()));
        const std::string answer = is_known ? "\"events\":[" + one.events.erase(0, 1) + "]}" : "\"unsupported\":\"\"}";
        std::cout << (is_start ? R"({"type":"started","name":"C++","roles":["frame_decoder"],"frames":"whole"})"
                               : "{\"seq\":" + get(line, "seq") + ',' + answer);
    }
}
