// SPDX-License-Identifier: MIT
//
// One contender a run, for callgrind: `instructions NAME TIMES` walks a stream TIMES times and prints how many frames
// and bytes one walk has, or packs TIMES times and prints how many structs and bytes that are. Two runs that differ in
// TIMES only give the instructions of a frame or struct. Without arguments it lists the names: DELIVERY/PAYLOAD/READER,
// those of packers.hpp, and header/SHAPE/READER of header_shapes.hpp.
#include "header_shapes.hpp"
#include "packers.hpp"
#include "readers.hpp"

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>

namespace cleave::bench {
namespace {

struct contender {
    sizes payload;
    std::size_t delivery;               // 0: whole
    std::size_t (*walk)(const stream&); // returns the frames that came out
};

template <class Reader>
std::size_t read_by(const stream& in) {
    static Reader reader;
    consumer<touched> to;
    bool (*volatile feed)(Reader&, bytes_view, consumer<touched>&) = &feed_elsewhere<Reader, touched>;
    for (const bytes_view piece : in.deliveries())
        if (!feed(reader, piece, to)) break;
    return to.frames;
}

std::map<std::string, contender> contenders() {
    std::map<std::string, contender> all;
    for (const sizes payload : payload_sizes)
        for (const delivery& way : deliveries) {
            const auto add = [&](const char* reader, std::size_t (*walk)(const stream&)) {
                all[way.name + ("/" + payload.name()) + "/" + reader] = {payload, way.bytes, walk};
            };
            add("hand", read_by<hand_reader>);
            if (way.bytes == 0) add("cleave_reader", read_by<memory_reader>);
            add("cleave_feed", read_by<fed_reader>);
            add("cleave_commit", read_by<received_reader>);
            add("cleave_decoder", read_by<streaming_reader>);
            add("hand_chunks", read_by<hand_chunks>);
            add("append_buffer", read_by<append_buffer>);
#ifdef CLEAVE_BENCH_BEAST
            add("beast", read_by<beast_reader>);
#endif
        }
    return all;
}

template <class Reader>
int read_header_shape(const header_shape& shape, int times) {
    Reader reader(shape);
    const header_sum sum = reader.read();
    for (int i = 1; i < times; ++i)
        if (reader.read() != sum) return 1;
    std::printf("1 headers, %zu bytes\n", shape.text.size());
    return sum == 0 ? 1 : 0;
}

std::map<std::string, std::function<int(int)>> header_readers() {
    std::map<std::string, std::function<int(int)>> all;
    for (const header_shape& shape : header_shapes()) {
        const std::string name = "header/" + shape.name + "/";
        all[name + "cleave"] = [&](int times) { return read_header_shape<cleave_header_reader>(shape, times); };
#ifdef CLEAVE_BENCH_SIMDJSON
        all[name + "simdjson"] = [&](int times) { return read_header_shape<simdjson_header_reader>(shape, times); };
#endif
    }
    return all;
}

} // namespace
} // namespace cleave::bench

int main(int argc, char** argv) {
    using namespace cleave::bench;
    const auto all = contenders();
    const auto all_packers = packers();
    const auto all_headers = header_readers();
    if (argc != 3) {
        for (const auto& [name, what] : all) std::puts(name.c_str());
        for (const auto& [name, what] : all_packers) std::puts(name.c_str());
        for (const auto& [name, what] : all_headers) std::puts(name.c_str());
        return argc == 1 ? 0 : 2;
    }
    if (const auto packer = all_packers.find(argv[1]); packer != all_packers.end()) {
        pack_work w;
        for (int times = std::atoi(argv[2]); times > 0; --times) packer->second(w);
        std::printf("%zu structs, %zu bytes\n", records, w.bytes.size());
        return 0;
    }
    if (const auto header = all_headers.find(argv[1]); header != all_headers.end())
        return header->second(std::atoi(argv[2]));
    const auto found = all.find(argv[1]);
    if (found == all.end()) return 2;
    const contender& one = found->second;
    const stream in(one.payload, warm_bytes, one.delivery);
    for (int times = std::atoi(argv[2]); times > 0; --times)
        if (one.walk(in) != in.frames()) return 1;
    std::printf("%zu frames, %zu bytes\n", in.frames(), in.bytes().size());
}
