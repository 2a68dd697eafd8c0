// SPDX-License-Identifier: MIT
//
// facts: prints what the site draws. The bytes of two frames that are cut and glued; every change of state of the three
// readers, observed through finish() and st(); the parts of some layouts.
#include <cleave/cleave.hpp>
#include <cleave/protocols/databases.hpp>
#include <cleave/protocols/generic.hpp>
#include <cleave/protocols/messaging.hpp>
#include <cleave/protocols/web.hpp>

#include <array>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace {

using cleave::python_int;
using cleave::status;
struct small : cleave::fixed_layout<cleave::prefix_layout{.width = 2, .is_signed = true, .max_payload = 4}> {};

void print_bytes(const char* what, std::span<const std::byte> bytes) {
    std::printf("%s ", what);
    for (const std::byte b : bytes) std::printf("%02x", std::to_integer<unsigned>(b));
    std::putchar('\n');
}

void print_stream() {
    std::array<std::byte, 64> wire;
    std::span<std::byte> room = wire;
    for (const std::string_view text : {"hello", "alex"}) {
        const std::span<std::byte> before = room;
        if (cleave::encode_frame<python_int>(std::as_bytes(std::span(text)), room) != status::ok) return;
        print_bytes("sent", before.first(before.size() - room.size()));
    }
    const auto sent = std::span<const std::byte>(wire).first(wire.size() - room.size());
    std::array<std::byte, 64> storage;
    cleave::frame_buffer<python_int> frames(storage);
    for (const auto received : {sent.first(6), sent.subspan(6)}) {
        print_bytes("read", received);
        frames.feed(received);
        while (const cleave::frame f = frames.next()) print_bytes("frame", f.payload());
    }
}

// A reader's state, by what it answers to a stream that ends now.
template <class Reader>
const char* state_of(const Reader& reader, bool is_skipping) {
    const status end = reader.finish().st;
    if (end == status::ok) return "between";
    if (end == status::truncated_prefix) return "header";
    if (end == status::truncated_payload) return is_skipping ? "skipped" : "payload";
    return "refused";
}

// Feeds one byte after the other, and prints each change of state.
template <class Reader>
void print_states(const char* name, Reader reader, std::string_view stream) {
    bool is_skipping = false;
    for (const char& c : stream) {
        const char* const before = state_of(reader, is_skipping);
        reader.feed(std::as_bytes(std::span(&c, 1)));
        while (reader.next()) {
        }
        const char* after = state_of(reader, is_skipping);
        if (std::string_view(after) == "between") is_skipping = false;
        std::printf("state %s %s %s bytes\n", name, before, after);
        if (is_error(reader.st()) && reader.skip()) {
            is_skipping = true;
            std::printf("state %s %s %s skip()\n", name, after, state_of(reader, is_skipping));
        } else if (is_error(reader.st())) {
            reader.reset();
            std::printf("state %s %s between reset()\n", name, after);
            return;
        }
    }
}

// A reader in memory skips a frame that is complete.
void print_skip_in_memory(std::string_view stream) {
    cleave::frame_reader<small> frames(std::as_bytes(std::span(stream)));
    if (!frames.next() && frames.skip()) std::printf("state frame_reader refused %s skip()\n", state_of(frames, false));
}

void print_reader_of_memory(std::string_view stream) {
    const char* before = "between";
    for (std::size_t size = 1; size <= stream.size(); ++size) {
        cleave::frame_reader<small> frames(std::as_bytes(std::span(stream.data(), size)));
        while (frames.next()) {
        }
        const char* const after = state_of(frames, false);
        std::printf("state frame_reader %s %s bytes\n", before, after);
        before = after;
        if (is_error(frames.st())) return print_skip_in_memory(stream);
    }
}

template <class Prefix>
void print_layout(const char* name) {
    const cleave::prefix_layout l = Prefix::layout();
    const auto header = cleave::encode_header<Prefix>(Prefix::max_payload());
    std::printf("layout %s %d %d %d %d ", name, l.offset, l.width, l.gap, l.trailer);
    print_bytes("header", header);
}

} // namespace

int main() {
    using namespace std::string_view_literals;
    print_stream();
    std::array<std::byte, 16> storage;
    const auto good = "\0\1a\0\2bc\0\0"sv;
    const auto large = "\0\7wwwwwww"sv;
    const auto negative = "\xff\xff"sv;
    print_states("frame_buffer", cleave::frame_buffer<small>(storage), good);
    print_states("frame_buffer", cleave::frame_buffer<small>(storage), large);
    print_states("frame_buffer", cleave::frame_buffer<small>(storage), negative);
    print_states("frame_decoder", cleave::frame_decoder<small>(), good);
    print_states("frame_decoder", cleave::frame_decoder<small>(), large);
    print_states("frame_decoder", cleave::frame_decoder<small>(), negative);
    print_reader_of_memory(good);
    print_reader_of_memory(large);
    print_layout<python_int>("python_int");
    print_layout<cleave::kafka>("kafka");
    print_layout<cleave::postgresql>("postgresql");
    print_layout<cleave::mysql>("mysql");
    print_layout<cleave::http2>("http2");
    print_layout<cleave::cassandra_v5>("cassandra_v5");
}
