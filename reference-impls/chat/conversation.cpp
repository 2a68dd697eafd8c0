// SPDX-License-Identifier: MIT
#include "conversation.hpp"

#include "cleave/header_message.hpp"

#include <algorithm>
#include <array>
#include <poll.h>

namespace cleave::chat {

using std::chrono::milliseconds;

namespace {

constexpr std::string_view farewell = "q";

} // namespace

parting conversation::run() {
    error_ = socket_.set_blocking(posix::blocking::no);
    if (!error_.ok()) return parting::peer_lost;
    for (bool goes_on = true; goes_on;) {
        std::array<pollfd, 4> waiting{{{wants_input() ? typed_.fd() : -1, POLLIN, 0},
                                       {socket_.fd(), POLLIN, 0},
                                       {typed_.stop_fd(), POLLIN, 0},
                                       {rules_.others != nullptr ? rules_.others->fd() : -1, POLLIN, 0}}};
        if (!unsent_.empty()) waiting[1].events |= POLLOUT;
        const int ready = ::poll(waiting.data(), waiting.size(), wait_milliseconds());
        if (ready < 0 && errno != EINTR) return parting::peer_lost;
        if (waiting[2].revents != 0) return parting::told_to_stop;
        if (waiting[3].revents != 0) turn_away();
        if (waiting[0].revents != 0) typed_.read();
        goes_on = take_typed() && send();
        if (goes_on && (waiting[1].revents & ~POLLOUT) != 0) goes_on = hear();
        if (goes_on && heard_.is_unfinished() && rules_.now() - heard_at_ >= pause_length)
            goes_on = show(*heard_.rest());
        const bool is_silent =
            rules_.idle_timeout != milliseconds::zero() && rules_.now() - active_ >= rules_.idle_timeout;
        if (goes_on && is_silent) return parting::peer_silent;
    }
    return how_;
}

// Until the next pause is over, or the peer has been silent for too long.
int conversation::wait_milliseconds() const {
    if (wants_input() && typed_.has_line()) return 0;
    auto until = clock::time_point::max();
    if (rules_.idle_timeout != milliseconds::zero()) until = active_ + rules_.idle_timeout;
    if (heard_.is_unfinished()) until = std::min(until, heard_at_ + pause_length);
    const bool is_pausing = unsent_.empty() && !q_is_typed_ && !wants_input();
    if (is_pausing) until = std::min(until, said_at_ + 2 * pause_length);
    if (until == clock::time_point::max()) return -1;
    return static_cast<int>(
        std::max<milliseconds::rep>(0, std::chrono::ceil<milliseconds>(until - rules_.now()).count()));
}

// One text at a time; plain ones a pause apart, or the peer would take two for one.
bool conversation::wants_input() const {
    if (!unsent_.empty() || q_is_typed_) return false;
    return rules_.is_extended || rules_.now() - said_at_ >= 2 * pause_length;
}

bool conversation::take_typed() {
    if (!wants_input()) return true;
    std::optional<std::string> line = typed_.next_line();
    if (!line && typed_.has_ended() && typed_.is_terminal()) line = farewell; // control-D
    if (!line) return true;
    q_is_typed_ = *line == farewell;
    unsent_ = *line + (rules_.is_extended ? "\n" : "");
    said_at_ = active_ = rules_.now();
    return true;
}

bool conversation::send() {
    while (!unsent_.empty()) {
        const io_result sent = socket_.write_some(as_bytes(unsent_));
        if (sent.state == io::would_block) return true;
        if (sent.state != io::ok) {
            error_ = posix::failure(sent.error != 0 ? sent.error : EPIPE);
            part(parting::peer_lost);
            return false;
        }
        unsent_.erase(0, sent.bytes);
        said_at_ = rules_.now();
    }
    if (!q_is_typed_) return true;
    part(parting::q_typed);
    posix::close_lingering(std::move(socket_), std::chrono::seconds(1), 1 << 20);
    return false;
}

bool conversation::hear() {
    std::array<std::byte, 4096> room;
    const io_result got = socket_.read_some(room);
    if (got.state == io::would_block) return true;
    if (got.state == io::failed) {
        error_ = posix::failure(got.error);
        part(parting::peer_lost);
        return false;
    }
    if (got.state == io::closed) {
        if (heard_.is_unfinished() && !show(*heard_.rest())) return false;
        part(parting::peer_left);
        return false;
    }
    heard_at_ = active_ = rules_.now();
    heard_.add(as_text(std::span<const std::byte>(room).first(got.bytes)));
    while (const std::optional<std::string> text = heard_.next())
        if (!show(*text)) return false;
    return true;
}

bool conversation::show(const std::string& text) {
    if (text == farewell) {
        part(parting::q_heard);
        posix::close_lingering(std::move(socket_), std::chrono::seconds(1), 1 << 20);
        return false;
    }
    typed_.show(text);
    return true;
}

void conversation::turn_away() {
    posix::address peer;
    posix::stream_socket other;
    if (!rules_.others->accept(other, peer).ok()) return;
    typed_.log(peer, " refused: a chat is in progress");
    other.close_with_reset();
}

} // namespace cleave::chat
