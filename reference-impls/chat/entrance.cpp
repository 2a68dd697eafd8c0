// SPDX-License-Identifier: MIT
#include "entrance.hpp"

#include "cleave/file_messages.hpp"
#include "posix/log.hpp"

#include <algorithm>
#include <array>
#include <poll.h>
#include <vector>

namespace cleave::chat {

using clock = std::chrono::steady_clock;
using posix::blocking;

namespace {

constexpr posix::duration proof_deadline = std::chrono::seconds(10);

} // namespace

entrance::entrance(posix::listener& listening, std::string token) : listening_(listening) {
    if (!token.empty()) guard_.emplace(std::move(token));
}

std::optional<caller> entrance::wait(int stop_fd) {
    for (;;) {
        std::vector<pollfd> waiting{{stop_fd, POLLIN, 0}, {listening_.fd(), POLLIN, 0}};
        for (const stranger& who : strangers_) waiting.push_back({who.socket.fd(), POLLIN, 0});
        if (::poll(waiting.data(), waiting.size(), wait_milliseconds()) < 0 && errno != EINTR) return std::nullopt;
        if (waiting[0].revents != 0) return std::nullopt;
        std::size_t place = 2;
        for (auto at = strangers_.begin(); at != strangers_.end();) {
            const auto who = at++;
            if (waiting[place++].revents == 0 || hear(*who)) continue;
            if (!who->gate.is_open()) {
                strangers_.erase(who);
                continue;
            }
            caller in{std::move(who->socket), who->from};
            strangers_.clear(); // one chat at a time
            return in;
        }
        end_late();
        if (waiting[1].revents != 0)
            if (std::optional<caller> in = accept()) return in;
    }
}

std::optional<caller> entrance::accept() {
    caller fresh;
    if (!listening_.accept(fresh.socket, fresh.from).ok()) return std::nullopt;
    if (guard_) {
        challenge(std::move(fresh.socket), fresh.from);
        return std::nullopt;
    }
    if (!fresh.socket.set_blocking(blocking::yes).ok()) return std::nullopt;
    return fresh;
}

void entrance::challenge(posix::stream_socket socket, const posix::address& from) {
    if (strangers_.size() >= most_strangers) strangers_.pop_front();
    stranger& who = strangers_.emplace_back(std::move(socket), from, *guard_, clock::now() + proof_deadline);
    std::array<std::byte, 256> room;
    const encoded asked = who.gate.challenge(room);
    const io_result sent = who.socket.write_some(asked.bytes); // a fresh socket takes it, or its peer is gone
    if (asked.st != status::ok || sent.bytes != asked.bytes.size()) strangers_.pop_back();
}

// Returns whether the stranger is still to be heard. If not, its gate tells which way it went.
bool entrance::hear(stranger& who) {
    std::array<std::byte, 256> room;
    const auto wanted = std::span<std::byte>(room).first(std::min(room.size(), who.gate.needed()));
    const io_result got = who.socket.read_some(wanted);
    if (got.state == io::would_block) return true;
    if (got.state != io::ok) return false;
    const posix::gate_step step = who.gate.take(wanted.first(got.bytes), clock::now());
    if (step.st == status::need_input) return true;
    if (is_error(step.st)) {
        posix::log_trouble(who.from, " refused: ", to_string(step.st));
        static_cast<void>(who.socket.write_some(write_error_reply(room, step.st, rule_of(step.st)).bytes));
        static_cast<void>(who.socket.shut_down_writing());
        return false;
    }
    static_cast<void>(who.socket.write_some(posix::write_auth_accepted(room).bytes));
    static_cast<void>(who.socket.set_blocking(blocking::yes));
    return false;
}

void entrance::end_late() {
    const posix::time_point now = clock::now();
    std::erase_if(strangers_, [&](const stranger& who) {
        const bool is_late = who.until <= now;
        if (is_late) posix::log_trouble(who.from, " refused: timed_out: no proof came");
        return is_late;
    });
}

int entrance::wait_milliseconds() const {
    if (strangers_.empty()) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(strangers_.front().until - clock::now());
    return static_cast<int>(std::max<std::chrono::milliseconds::rep>(0, left.count()));
}

} // namespace cleave::chat
