// SPDX-License-Identifier: MIT
#include <cleave/frame_encoder.hpp>
#include <cleave/frame_reader.hpp>
#include <cleave/layout.hpp>
#include <cleave/protocols/generic.hpp>
#include <cleave/protocols/messaging.hpp>
#include <cleave/protocols/rpc.hpp>

#include <array>
#include <cstdio>
#include <string_view>

template <cleave::writable_prefix P>
void show(const char* name, std::string_view text) {
    std::array<std::byte, 64> wire;
    std::span<std::byte> room = wire;
    if (cleave::encode_frame<P>(std::as_bytes(std::span(text)), room) != cleave::status::ok) return;
    const auto sent = std::span<const std::byte>(wire).first(wire.size() - room.size());
    std::printf("%-20s", name);
    for (const std::byte b : sent) std::printf(" %02x", std::to_integer<unsigned>(b));
    cleave::frame_reader<P> frames(sent);
    std::printf("  %s\n", frames.next().payload().size() == text.size() ? "and back" : "LOST");
}

using cleave::fixed_layout, cleave::prefix_layout;

// Netty: LengthFieldPrepender(4), and with (4, true) on the other side LengthFieldBasedFrameDecoder(max, 0, 4, -4, 4).
using netty = fixed_layout<prefix_layout{.width = 4}>;
using netty_inclusive = fixed_layout<prefix_layout{.width = 4, .counts = cleave::length_counts::whole_frame}>;

// A protocol of your own: a magic byte, a version, 2 bytes of length, little-endian.
struct own : fixed_layout<prefix_layout{
                 .width = 2, .order = std::endian::little, .offset = 2, .max_payload = 4096, .magic = {0, "C"}}> {};

int main() {
    show<cleave::python_int>("Python's pack('i')", "hi");
    show<cleave::erlang_packet<2>>("Erlang {packet, 2}", "hi");
    show<netty>("Netty, 4 bytes", "hi");
    show<netty_inclusive>("Netty, inclusive", "hi");
    show<cleave::grpc_message>("gRPC", "hi");
    show<cleave::kafka>("Kafka", "hi");
    show<cleave::varint_delimited>("Protocol Buffers", "hi");
    show<own>("your own", "hi");
}
