// SPDX-License-Identifier: MIT
//
// nonblocking: one client of a loop that waits for many: poll.cpp and epoll.cpp differ in how they wait, and in nothing
// else.
#pragma once

#include "frame_echo.hpp"
#include "sockets.hpp"

#include <memory>
#include <unordered_map>

namespace adapters {

/// What a client waits for.
enum class wish { input, output, nothing };

class client {
  public:
    explicit client(int fd) : stream_{fd} {}
    ~client() { ::close(stream_.fd); }
    client(const client&) = delete;
    client& operator=(const client&) = delete;

    /// Goes as far as it can without waiting. While an answer is not sent, nothing more is received: a peer that does
    /// not read is not listened to either.
    wish turn() {
        if (wants_ == wish::input) receive();
        if (!unsent_.empty()) flush();
        return wants_;
    }

  private:
    void receive() {
        const cleave::io_result got = stream_.read_some(talk_.writable());
        if (got.state == cleave::io::would_block) return;
        if (got.state != cleave::io::ok) {
            talk_.end(got.state == cleave::io::closed);
            wants_ = wish::nothing;
            return;
        }
        is_last_ = !talk_.take(got.bytes);
        unsent_ = talk_.output();
        wants_ = is_last_ ? wish::nothing : wish::input;
    }

    void flush() {
        const cleave::pumped sent = cleave::send(stream_, unsent_);
        wants_ = wish::output;
        if (sent.st == cleave::status::need_output) return;
        talk_.output().clear();
        wants_ = sent.st == cleave::status::ok && !is_last_ ? wish::input : wish::nothing;
    }

    socket_stream stream_;
    conversation talk_;
    std::span<const std::byte> unsent_; // of the conversation's output
    wish wants_ = wish::input;
    bool is_last_ = false;
};

using clients = std::unordered_map<int, std::unique_ptr<client>>; // by descriptor

} // namespace adapters
