// SPDX-License-Identifier: MIT
#include "datagram_chat.hpp"

#include "cleave/header_message.hpp"
#include "posix/log.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <new>
#include <poll.h>

namespace cleave::chat {

posix::outcome datagram_chat::open(const posix::address& at) {
    const posix::outcome opened = socket_.open(at, posix::blocking::no);
    return opened.ok() ? socket_.keep_unreached() : opened;
}

void datagram_chat::run() {
    for (;;) {
        std::array<pollfd, 3> waiting{
            {{typed_.fd(), POLLIN, 0}, {socket_.fd(), POLLIN, 0}, {typed_.stop_fd(), POLLIN, 0}}};
        if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) return;
        if (waiting[2].revents != 0) return;
        try {
            if (waiting[1].revents != 0) hear();
            if (waiting[0].revents != 0) typed_.read();
            while (const std::optional<std::string> line = typed_.next_line())
                if (!take(*line)) return;
        } catch (const std::bad_alloc&) {
            std::fputs("a text is lost: no memory\n", stderr); // without any
        }
        if (typed_.has_ended() && typed_.is_terminal()) return; // control-D
    }
}

bool datagram_chat::take(const std::string& line) {
    if (line == "q") return false;
    if (!line.starts_with('@')) {
        send(line);
        return true;
    }
    const std::size_t blank = line.find(' ');
    choose(std::string_view(line).substr(1, blank == line.npos ? blank : blank - 1));
    if (to_ != nullptr && blank != line.npos) send(std::string_view(line).substr(blank + 1));
    return true;
}

void datagram_chat::choose(std::string_view name) {
    to_ = book_.find(name);
    if (to_ == nullptr) typed_.log("no name in the book is ", name);
}

void datagram_chat::send(std::string_view text) {
    if (to_ == nullptr) return typed_.log("to whom? @NAME, or @NAME TEXT");
    io_result sent = socket_.send_to(as_bytes(text), to_->where);
    if (sent.error == ECONNREFUSED) { // that is of an earlier text
        tell_unreached();
        sent = socket_.send_to(as_bytes(text), to_->where);
    }
    if (sent.state != io::ok) typed_.log("not sent to ", to_->name, ": ", posix::error_text(sent.error));
}

void datagram_chat::tell_unreached() {
    for (posix::address peer; socket_.take_unreached(peer);) {
        const member* const who = book_.find(peer);
        typed_.log("no peer listens at ", peer.to_string(), who == nullptr ? "" : ", where the book has " + who->name);
    }
}

// Whoever is not in the book is shown by address alone, and is not remembered.
void datagram_chat::hear() {
    tell_unreached();
    posix::address from;
    const datagram_result got = socket_.receive_from(room_, from);
    if (got.state != io::ok) return;
    const member* const who = book_.find(from);
    const std::string shown = who == nullptr ? from.to_string() : who->name + " (" + from.to_string() + ")";
    const std::string_view text = as_text(std::span<const std::byte>(room_).first(got.bytes));
    typed_.show(shown + (got.truncated ? " (truncated): " : ": ") + std::string(text));
    if (to_ == nullptr && who != nullptr && who->name != name_) to_ = who; // answers go back
}

} // namespace cleave::chat
