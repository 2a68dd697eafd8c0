// SPDX-License-Identifier: MIT
//
// found: smallest delivery: [0-9]
//
// A parser of C's style: a struct, feed(state, bytes, length, callback, user), parts of payloads, and a finish. A flag
// byte, then a length of 4 bytes, big-endian, as gRPC has it. The bug: bytes of a header that comes in pieces are put
// in their places by where they stand in the piece.
#include "fuzz/kit.hpp"

#include <cstring>

namespace {

using on_part = void (*)(void* user, int flags, const unsigned char* data, std::size_t size, int is_last);

struct parser {
    unsigned char header[5];
    std::size_t have;
    std::size_t left;
    int is_in_payload;
};

/// returns: 0, or -1 for a bad length.
int parser_feed(parser* state, const unsigned char* data, std::size_t size, on_part call, void* user) {
    std::size_t at = 0;
    while (at < size) {
        if (!state->is_in_payload) {
#ifdef PLANTED_BUG
            state->header[at % 5] = data[at];
            at++;
            state->have++;
#else
            state->header[state->have++] = data[at++];
#endif
            if (state->have < 5) continue;
            state->have = 0;
            const unsigned char* const h = state->header;
            const std::size_t length =
                std::size_t{h[1]} << 24 | std::size_t{h[2]} << 16 | std::size_t{h[3]} << 8 | h[4];
            if (length > 1000) return -1;
            state->left = length;
            state->is_in_payload = length != 0;
            if (length == 0) call(user, h[0], data, 0, 1);
        } else {
            const std::size_t some = state->left < size - at ? state->left : size - at;
            state->left -= some;
            state->is_in_payload = state->left != 0;
            call(user, state->header[0], data + at, some, state->left == 0);
            at += some;
        }
    }
    return 0;
}

int parser_finish(const parser* state) { return state->have == 0 && !state->is_in_payload; }

using framing = cleave::grpc_message::with_max_payload<1000>;

} // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
    return cleave::fuzz::mutate<framing>(data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto feed = [](parser& one, cleave::fuzz::piece piece, cleave::fuzz::verdict& got) {
        const auto call = [](void* user, int flags, const unsigned char* part, std::size_t bytes, int is_last) {
            auto& said = *static_cast<cleave::fuzz::verdict*>(user);
            said.data(std::span(part, bytes));
            said.header_byte(0, static_cast<std::uint8_t>(flags));
            if (is_last != 0) said.end();
        };
        if (parser_feed(&one, piece.u8(), piece.size(), call, &got) != 0) got.refuse();
    };
    const auto finish = [](parser& one, cleave::fuzz::verdict& got) { got.ended(parser_finish(&one) != 0); };
    return cleave::fuzz::differential<framing, parser>(data, size, cleave::fuzz::with_end{feed, finish});
}
