// SPDX-License-Identifier: MIT
//
// message_session: one client of the message server. Each frame is shown as a line on the standard output:
//
//     127.0.0.1:51234 5 bytes: hello
#pragma once

#include "cleave/frame_decoder.hpp"
#include "cleave/layout.hpp"
#include "posix/log.hpp"
#include "posix/session.hpp"

#include <array>
#include <cstdio>
#include <string>

namespace cleave::message {

// A frame that has begun must be whole by then.
inline constexpr posix::duration frame_deadline = std::chrono::seconds(10);

struct message_rules {
    posix::session_rules session;
    runtime_layout prefix; // python_int, with the limit of the command line
};

class message_session final : public posix::session {
  public:
    message_session(const message_rules& rules, posix::serving_loop& home, posix::stream_socket socket,
                    const posix::address& peer, posix::admission place)
        : session(rules.session, home, std::move(socket), peer, std::move(place)), decoder_(rules.prefix) {}

  private:
    std::size_t appetite() const override { return posix::serving_loop::room_bytes; }

    void take(std::span<std::byte> bytes) override {
        decoder_.feed(bytes);
        while (const frame_part part = decoder_.next()) {
            text_ += as_text(part.data());
            if (part.is_last()) show();
        }
        if (is_error(decoder_.st())) return refuse_frame();
        if (decoder_.finish().st == status::ok) return stop_expecting();
        if (!is_expecting()) expect_within(frame_deadline);
    }

    void take_end() override {
        const stream_end end = decoder_.finish();
        if (end.st == status::ok) return finish();
        refuse(end.st, posix::text_of(end.st) + ": " + std::to_string(end.have) + " of " + std::to_string(end.need) +
                           " bytes came");
    }

    void show() {
        stop_expecting();
        const std::string line = posix::log_text(peer(), " ", text_.size(), " bytes: ", text_) + "\n";
        std::fwrite(line.data(), 1, line.size(), stdout);
        std::fflush(stdout);
        text_ = {};
    }

    void refuse_frame() {
        std::array<char, 512> room;
        refuse(decoder_.error().st, describe(decoder_.error(), room));
    }

    frame_decoder<runtime_layout> decoder_;
    std::string text_; // of the frame in progress
};

} // namespace cleave::message
