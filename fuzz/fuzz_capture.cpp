// Invariant: each byte of a capture's streams was in one of its packets, in its order; else it is an error.
// SPDX-License-Identifier: MIT
// links: cleave_runner
//
// Packets lie inside the file, cuts inside their streams, turns add up to the streams; what is imported parses as a
// trace. A stream that is exported as a capture and read again is the same stream.
#include "conformance/runner/capture_export.hpp"
#include "conformance/runner/capture_import.hpp"
#include "conformance/runner/capture_packets.hpp"
#include "conformance/runner/capture_streams.hpp"
#include "fuzz/delivery_plan.hpp"
#include "fuzz/expect.hpp"

#include <algorithm>

namespace cleave::fuzz {
namespace {

using namespace conformance;

void check_stream(const captured_stream& one, std::size_t file_size) {
    expect(one.bytes.size() <= file_size, "no byte that was not in the file");
    expect(std::ranges::is_sorted(one.cuts), "cuts ascend");
    expect(one.cuts.empty() || (one.cuts.front() > 0 && one.cuts.back() < one.bytes.size()), "cuts are inside");
}

void check_connection(const captured_connection& one, std::size_t file_size) {
    check_stream(one.from_client, file_size);
    check_stream(one.from_server, file_size);
    std::uint64_t sent[2] = {0, 0};
    for (const captured_turn& turn : one.turns) {
        std::uint64_t& until = sent[turn.is_client ? 0 : 1];
        expect(turn.until >= until, "turns go on");
        until = turn.until;
    }
    if (one.error) return expect(!one.error->message.empty(), "an error says what is wrong");
    expect(sent[0] == one.from_client.bytes.size() && sent[1] == one.from_server.bytes.size(),
           "the turns are all of the streams");
}

void check_capture(std::span<const std::byte> file) {
    const capture_packets read = read_packets(file);
    std::size_t last = 0;
    for (const captured_packet& packet : read.packets) {
        expect(packet.bytes.empty() || (packet.bytes.data() >= file.data() &&
                                        packet.bytes.data() + packet.bytes.size() <= file.data() + file.size()),
               "packets lie in the file");
        expect(packet.number > last, "packets count up");
        last = packet.number;
    }
    const captured_connections all = read_connections(read.packets);
    for (const captured_connection& one : all.connections) check_connection(one, file.size());
    expect(all.passed_over <= read.packets.size(), "no more is passed over than there is");

    for (const char* const role : {"frame_decoder", "header_message", "server"}) {
        import_settings settings;
        settings.role = role;
        settings.origin = "input";
        const imported_traces imported = import_capture(file, settings);
        if (!imported.error.empty() && !imported.traces.empty())
            found("where there is an error nothing is made: " + imported.error);
        for (const imported_trace& one : imported.traces) {
            const parsed_trace parsed = parse_trace(one.text, one.id + ".trace");
            if (parsed.error) found("what is imported parses: " + to_string(*parsed.error) + "\n" + one.text);
            const compiled made = compile(parsed.value, settings.in);
            if (made.error) found("what is imported compiles: " + to_string(*made.error) + "\n" + one.text);
        }
    }
}

// Any bytes as a stream, exported and read back.
void check_round_trip(std::span<const std::byte> stream, const fuzz::delivery_plan& plan) {
    compiled_trace one;
    one.source.id = "input";
    one.source.role = "frame_decoder";
    one.bytes = {reinterpret_cast<const char*>(stream.data()), stream.size()};
    one.end = ending::eof;
    one.outcomes = {{"ok", {}}};
    schedule deliveries;
    std::size_t at = 0;
    plan.deliver(stream, [&](std::span<const std::byte> piece) {
        deliveries.push_back(at += piece.size());
        return deliveries.size() < 1000;
    });
    deliveries.back() = stream.size();
    capture_writer writer;
    writer.add(one, deliveries);
    const std::string& file = writer.bytes();
    exact_block block({reinterpret_cast<const std::byte*>(file.data()), file.size()});
    const capture_packets packets = read_packets(block.bytes());
    expect(!packets.error, "what is exported reads");
    const captured_connections all = read_connections(packets.packets);
    expect(all.connections.size() == 1 && !all.connections[0].error, "it is one connection");
    const captured_stream& back = all.connections[0].from_client;
    expect(back.bytes == one.bytes && back.end == ending::eof, "it is the same stream");
    std::vector<std::uint64_t> cuts;
    for (const std::size_t end : deliveries)
        if (end != 0 && end != stream.size() && (cuts.empty() || cuts.back() != end)) cuts.push_back(end);
    expect(back.cuts == cuts, "and comes in the same pieces");
}

} // namespace
} // namespace cleave::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace cleave::fuzz;
    fuzz_input input(data, size);
    exact_block file(input.stream());
    check_capture(file.bytes());
    const cleave::fuzz::delivery_plan plan(input);
    check_round_trip(input.stream(), plan);
    return 0;
}
