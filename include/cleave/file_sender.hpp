// SPDX-License-Identifier: MIT
//
// file_sender: the mirror of file_receiver: what to send next, and whether all that was announced went out.
//
//     sender.begin(write_put(storage, "a.txt", 5), 5);
//     while (!sender.pending().empty()) sender.sent(send(sender.pending()));             // the header
//     while (sender.body_remaining() != 0) sender.moved(sendfile(sender.body_remaining()));  // the body, any way
//     sender.finish();                                                                    // ok: begin() anew
//
// It sends exactly what the header announced: a file that grows is cut at its announced size, and one that shrinks is
// an error, never filled up with garbage. Never allocates, opens nothing, makes no callback.
#pragma once

#include "frame.hpp"
#include "frame_encoder.hpp"
#include "frame_error.hpp"
#include "status.hpp"

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>

namespace cleave {

/// Tracks what to send of a message, and how much was sent. Holds a view of the header, and nothing of the body.
class file_sender {
  public:
    /// Begins a message. header: from file_messages.hpp; the bytes it views must stay until they are sent.
    /// body_bytes: what follows the header, from the offset to the size. returns: header.st; nothing begins unless ok.
    constexpr status begin(const encoded& header, std::uint64_t body_bytes) noexcept {
        assert(is_done());
        if (header.st != status::ok) return header.st;
        pending_ = header.bytes;
        body_bytes_ = body_remaining_ = body_bytes;
        return status::ok;
    }

    /// Returns the rest of the header: send it before any of the body.
    constexpr std::span<const std::byte> pending() const noexcept { return pending_; }

    /// Takes the number of bytes of pending() that were sent.
    constexpr void sent(std::size_t bytes) noexcept {
        assert(bytes <= pending_.size());
        pending_ = pending_.subspan(bytes);
    }

    /// Returns the size in bytes of the rest of the body, once the header is out: send no more than these.
    constexpr std::uint64_t body_remaining() const noexcept { return body_remaining_; }

    /// Takes the number of bytes of the body that were sent.
    constexpr void moved(std::uint64_t bytes) noexcept {
        assert(pending_.empty() && bytes <= body_remaining_);
        body_remaining_ -= bytes;
    }

    /// Returns whether every byte announced was sent: begin() may follow.
    constexpr bool is_done() const noexcept { return pending_.empty() && body_remaining_ == 0; }

    /// Nothing more will be sent. st: ok; truncated_header or truncated_body where less went out than was announced:
    /// the connection must be closed then, since the peer takes whatever comes next for the rest.
    constexpr stream_end finish() const noexcept {
        if (!pending_.empty()) return {status::truncated_header, 0, pending_.size()};
        if (body_remaining_ != 0) return {status::truncated_body, body_bytes_ - body_remaining_, body_bytes_};
        return {};
    }

    /// Forgets the message in progress, for another connection.
    constexpr void reset() noexcept { *this = {}; }

  private:
    std::span<const std::byte> pending_;
    std::uint64_t body_bytes_ = 0;
    std::uint64_t body_remaining_ = 0;
};

} // namespace cleave
