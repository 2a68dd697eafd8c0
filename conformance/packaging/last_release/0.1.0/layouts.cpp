// SPDX-License-Identifier: MIT
#include <cleave/frame_encoder.hpp>
#include <cleave/next_frame.hpp>

#include <array>
#include <cstdio>
#include <string_view>

constexpr cleave::length_prefix ours(cleave::prefix_layout{
    .width = 2, .order = std::endian::big, .counts = cleave::length_counts::whole_frame, .max_payload = 4096});

template <cleave::length_prefix Prefix>
void there_and_back(std::string_view name) {
    std::array<std::byte, 64> wire;
    const auto sent = cleave::encode_frame<Prefix>(std::as_bytes(std::span(std::string_view("hello"))), wire);
    const auto got = cleave::next_frame<Prefix>(sent.bytes);
    std::printf("%s: %zu bytes, %zu of payload\n", name.data(), sent.bytes.size(), got.payload.size());
}

int main() {
    there_and_back<cleave::python_int>("python_int");
    there_and_back<cleave::erlang_packet<2>>("erlang_packet<2>");
    there_and_back<cleave::kafka>("kafka");
    there_and_back<cleave::varint_delimited>("varint_delimited");
    there_and_back<ours>("ours");
}
