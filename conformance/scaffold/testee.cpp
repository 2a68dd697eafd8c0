// SPDX-License-Identifier: MIT
// A testee for cleave-conformance: fill the three holes, then: g++ -std=c++17 -O2 testee.cpp -o testee && cleave-conformance --testee ./testee
#include <cstdint>
#include <functional>
#include <iostream>
#include <string>

const std::string layout = "python_int"; // the layout that your codec speaks,
const std::size_t header = 4;            // and the bytes of its header

// An error by its name: negative_length, frame_too_large, truncated_prefix, truncated_payload, ...
struct refused {
    std::string name;
};

struct codec {
    std::uint64_t limit; // the largest payload that is taken
    std::string pending; // the bytes of a frame that is not whole

    void feed(const std::string& piece, const std::function<void(const std::string& payload)>& give) {
        // HOLE 1, feed: piece has arrived. Call give(payload) for each frame that is whole now, or throw refused{"frame_too_large"}.
        (void)piece, (void)give;
    }
    void finish() {
        // HOLE 2, finish: the stream has ended. Within a frame: throw refused{"truncated_prefix"} or "truncated_payload".
        return;
    }
    std::string encode(const std::string& payload) {
        // HOLE 3, encode: return the bytes of the frame, or throw refused{"frame_too_large"}.
        return payload;
    }
};

// The value of "name" in a line of the contract, whose shape is fixed.
std::string get(const std::string& line, const std::string& name) {
    const auto key = line.find('"' + name + "\":");
    if (key == line.npos) return "";
    const auto from = key + name.size() + 3, to = line.find_first_of(line[from] == '[' ? "]" : ",}", from);
    return line[from] == '"' ? line.substr(from + 1, to - from - 2) : line.substr(from, to - from);
}

std::string hex(const std::string& bytes) {
    std::string text;
    for (const char c : bytes) (text += "0123456789abcdef"[c >> 4 & 15]) += "0123456789abcdef"[c & 15];
    return text;
}

std::string run(const std::string& line) {
    const bool decodes = get(line, "role") == "frame_decoder";
    const std::string seq = "{\"seq\":" + get(line, "seq");
    if ((!decodes && get(line, "role") != "frame_encoder") || get(line, "name") != layout || line.find("\"options\":{}") == line.npos)
        return seq + ",\"unsupported\":\"not this role, layout or option\"}";
    codec mine{std::stoull(get(line, "max_payload")), ""};
    std::string events;
    std::size_t begin = 0, total = 0, now = 0;
    const auto show = [&](const std::string& text) {
        events += (events.empty() ? "[" : ",[") + std::to_string(now) + ",\"" + text + "\"]";
    };
    try {
        const std::string pieces = get(line, "deliveries");
        for (std::size_t i = 1; i < pieces.size(); i += 2, ++now) { // at a quote
            std::string piece;
            while (pieces[++i] != '"') piece += static_cast<char>(std::stoi(pieces.substr(i++, 2), nullptr, 16));
            total += piece.size();
            if (!decodes) {
                show("send x'" + hex(mine.encode(piece)) + "'");
                continue;
            }
            mine.feed(piece, [&](const std::string& payload) {
                show("begin " + std::to_string(payload.size()));
                show("data x'" + hex(payload) + "'");
                show("end");
                begin += header + payload.size();
            });
        }
        if (decodes && get(line, "end") != "open") mine.finish();
    } catch (const refused& why) {
        const std::size_t at = why.name.rfind("truncated", 0) == 0 ? total : begin;
        show("error " + why.name + (decodes ? " at=" + std::to_string(at) : ""));
    }
    return seq + ",\"events\":[" + events + "]}";
}

int main() {
    for (std::string line; std::getline(std::cin, line) && get(line, "type") != "stop";)
        std::cout << (get(line, "type") != "start" ? run(line)
                                                   : "{\"type\":\"started\",\"name\":\"my codec\",\"roles\":[\"frame_decoder\",\"frame_encoder\"],"
                                                     "\"frames\":\"whole\",\"layouts\":[\"" + layout + "\"]}")
                  << std::endl;
}
