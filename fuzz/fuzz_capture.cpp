// Invariant: each byte of a capture's streams was in one of its packets, in its order; what is missing is counted.
// SPDX-License-Identifier: MIT
// links: cleave_runner
//
// Pieces follow each other, holes counted; cuts lie inside their streams, turns add up to the streams; what is imported
// parses as a trace. A stream that is exported as a capture and read again is the same stream.
#include "conformance/runner/capture_export.hpp"
#include "conformance/runner/capture_import.hpp"
#include "conformance/runner/capture_packets.hpp"
#include "conformance/runner/capture_streams.hpp"
#include "fuzz/delivery_plan.hpp"
#include "fuzz/expect.hpp"

#include <algorithm>
#include <memory>

namespace cleave::fuzz {
namespace {

using namespace conformance;

void check_direction(stream_store& store, const captured_direction& one, std::size_t packets, std::size_t file_size) {
    std::uint64_t next = 0, missing = one.missing_behind, bytes = 0;
    store.read(one.stored, [&](const stream_piece& piece) {
        expect(piece.at == next + piece.missing, "pieces follow each other, holes counted");
        expect(!piece.bytes.empty(), "a piece has bytes");
        expect(piece.packet > 0 && piece.packet <= packets, "it was in one of the packets");
        next = piece.at + piece.bytes.size();
        missing += piece.missing;
        bytes += piece.bytes.size();
        return true;
    });
    expect(next == one.size && missing == one.missing && bytes == one.stored.size(), "sums hold");
    expect(bytes <= std::uint64_t{file_size} * layer_parser::most_datagrams, "no byte that was not in the file");
}

void check_connection(stream_store& store, const captured_connection& one, std::size_t packets, std::size_t file_size) {
    check_direction(store, one.from_client, packets, file_size);
    check_direction(store, one.from_server, packets, file_size);
    const captured_stream up = load_stream(store, one.from_client), down = load_stream(store, one.from_server);
    for (const captured_stream* const stream : {&up, &down}) {
        expect(std::ranges::is_sorted(stream->cuts), "cuts ascend");
        expect(stream->cuts.empty() || (stream->cuts.front() > 0 && stream->cuts.back() < stream->bytes.size()),
               "cuts are inside");
    }
    std::uint64_t sent[2] = {0, 0};
    for (const captured_turn& turn : turns_of(one, up, down)) {
        std::uint64_t& until = sent[turn.is_client ? 0 : 1];
        expect(turn.until >= until, "turns go on");
        until = turn.until;
    }
    expect(sent[0] == up.bytes.size() && sent[1] == down.bytes.size(), "the turns are all of the streams");
}

std::unique_ptr<captured_connections> connections_of(std::span<const std::byte> file, std::size_t piece) {
    packet_reader packets([&file, piece] {
        const auto some = file.first(std::min(piece, file.size()));
        file = file.subspan(some.size());
        return some;
    });
    return read_connections(packets);
}

void check_capture(std::span<const std::byte> file) {
    packet_reader packets(bytes_of(file));
    std::uint64_t last = 0;
    while (const auto packet = packets.next()) {
        expect(packet->number > last, "packets count up");
        expect(packet->bytes.size() <= file.size(), "packets are no larger than the file");
        last = packet->number;
    }
    const auto all = connections_of(file, file.size() + 1);
    for (const auto& one : all->connections)
        check_connection(all->store, *one, static_cast<std::size_t>(last), file.size());
    const auto again = connections_of(file, 7);
    expect(again->packets == all->packets && again->connections.size() == all->connections.size(),
           "however the file comes");

    for (const char* const role : {"frame_decoder", "header_message", "server"}) {
        import_settings settings;
        settings.role = role;
        settings.origin = "input";
        (void)import_capture(bytes_of(file), settings, [&](const imported_trace& one) {
            const parsed_trace parsed = parse_trace(one.text, one.id + ".trace");
            if (parsed.error) found("what is imported parses: " + to_string(*parsed.error) + "\n" + one.text);
            const compiled made = compile(parsed.value, settings.in);
            if (made.error) found("what is imported compiles: " + to_string(*made.error) + "\n" + one.text);
            return std::string();
        });
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
    const auto all = connections_of(block.bytes(), file.size() + 1);
    expect(!all->error && all->passed.empty(), "what is exported reads");
    expect(all->connections.size() == 1, "it is one connection");
    expect(all->connections[0]->from_client.is_whole(), "it is whole");
    const captured_stream back = load_stream(all->store, all->connections[0]->from_client);
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
