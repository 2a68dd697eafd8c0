// SPDX-License-Identifier: MIT
//
// frame_echo: what every program here does with its transport: it answers each frame with the same frame.
//
// In two shapes, one for each kind of transport. Those that are asked for bytes (a socket, a TLS session, a stream) are
// a byte_source and a byte_sink, and the pump does the rest. Those that call when there are bytes (an event loop) are
// told where to put them, and say how many came.
#pragma once

#include <cleave/frame_buffer.hpp>
#include <cleave/protocols/generic.hpp>
#include <cleave/pump.hpp>

#include <array>
#include <cstdio>
#include <string_view>
#include <vector>

namespace adapters {

using layout = cleave::python_int::with_max_payload<64 << 10>;

/// Says on the error output why a stream ended, unless it was between two frames.
inline void report(cleave::status why, const cleave::frame_error& error) {
    if (why == cleave::status::ok) return;
    std::array<char, 272> room;
    const std::string_view text = error.st == why ? describe(error, room) : to_string(why);
    std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
}

/// Serves one connection to its end.
template <class Stream>
    requires cleave::byte_source<Stream> && cleave::byte_sink<Stream>
void serve(Stream& stream) {
    std::vector<std::byte> storage(cleave::frame_capacity<layout>);
    cleave::frame_buffer<layout> frames{std::span<std::byte>(storage)};
    cleave::status sent = cleave::status::ok;
    const cleave::pumped done = pump(frames, stream, [&](const cleave::frame& f) {
        std::span<const std::byte> answer = f.bytes(); // header and payload in one write: two would wait for each other
        sent = cleave::send(stream, answer).st;
        return sent == cleave::status::ok;
    });
    report(done.st != cleave::status::ok ? done.st : sent, frames.error());
}

/// One connection of an event loop: receive into writable(), tell take() how much came, send output().
class conversation {
  public:
    /// Where to receive.
    std::span<std::byte> writable() { return frames_.writable(); }

    /// So many bytes came. returns: false when the connection is to be closed, once output() is sent.
    bool take(std::size_t bytes) {
        frames_.commit(bytes);
        while (const cleave::frame f = frames_.next())
            output_.insert(output_.end(), f.bytes().begin(), f.bytes().end());
        if (is_error(frames_.st())) report(frames_.st(), frames_.error());
        return !is_error(frames_.st());
    }

    /// The peer sends no more; or the connection is lost.
    void end(bool in_good_order) {
        if (is_error(frames_.st())) return; // said already
        report(in_good_order ? frames_.finish().st : cleave::status::connection_lost, frames_.error());
    }

    /// What is to be sent; to be cleared when it is.
    std::vector<std::byte>& output() { return output_; }

  private:
    cleave::owned_frame_buffer<layout> frames_;
    std::vector<std::byte> output_;
};

} // namespace adapters
