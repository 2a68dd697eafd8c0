// SPDX-License-Identifier: MIT
#include <cleave/frame_encoder.hpp>
#include <cleave/next_frame.hpp>

#include <array>
#include <cstdio>
#include <string_view>

template <cleave::length_prefix Prefix>
void show(const char* name, std::string_view text) {
    std::array<std::byte, 64> wire;
    const cleave::encoded sent = cleave::encode_frame<Prefix>(std::as_bytes(std::span(text)), wire);
    std::printf("%-20s", name);
    for (const std::byte b : sent.bytes) std::printf(" %02x", std::to_integer<unsigned>(b));
    const cleave::frame got = cleave::next_frame<Prefix>(sent.bytes);
    std::printf("  %s\n", got.payload.size() == text.size() ? "and back" : "LOST");
}

// Netty: LengthFieldPrepender(4, true), and LengthFieldBasedFrameDecoder(max, 0, 4, -4, 4) on the other side.
constexpr cleave::prefix_layout netty_inclusive{.width = 4, .counts = cleave::length_counts::whole_frame};

// A protocol of one's own: a magic byte, a version, 2 bytes of length, little-endian.
constexpr cleave::prefix_layout own{.width = 2, .order = std::endian::little, .offset = 2, .max_payload = 4096};

int main() {
    show<cleave::python_int>("Python's pack('i')", "hi");
    show<cleave::erlang_packet<2>>("Erlang {packet, 2}", "hi");
    show<cleave::prefix_layout{.width = 4}>("Netty, 4 bytes", "hi");
    show<netty_inclusive>("Netty, inclusive", "hi");
    show<cleave::grpc_message>("gRPC", "hi");
    show<cleave::kafka>("Kafka", "hi");
    show<cleave::varint_delimited>("Protocol Buffers", "hi");
    show<own>("one's own", "hi");
}
