// SPDX-License-Identifier: MIT
#include "session.hpp"

#include "cleave/file_messages.hpp"
#include "log.hpp"

#include <algorithm>
#include <array>

namespace cleave::posix {

session::session(const session_rules& rules, serving_loop& home, stream_socket socket, const address& peer,
                 admission place)
    : connection(home, std::move(socket), peer, std::move(place)), rules_(rules), out_(rules.output_bytes),
      silence_([this] { guarded([this] { on_silence(); }); }), deadline_([this] {
          guarded([this] { refuse(status::timed_out, text_of(status::timed_out) + ": a message takes too long"); });
      }) {}

void session::start() {
    socket().set_no_delay();
    made_progress();
    if (is_refused()) return refuse(status::busy, text_of(status::busy));
    update();
}

void session::drain() {
    is_draining_ = true;
    int reads = 0;
    while (reads < 4 && receive()) ++reads; // what is here already is answered
    if (!has_left()) update();
}

void session::on_socket(readiness ready) {
    if ((ready.ended || ready.broken) && is_at_work()) {
        if (ready.broken) return lose({status::connection_lost});
        end_is_known_ = true;
        watch(interest::none);
        return on_peer_ended();
    }
    if (ready.writable || ready.broken) send();
    if (ready.readable || ready.broken) receive();
    if (!has_left()) update();
}

// One read, and the other connections' turn. Returns false where it found nothing to read.
bool session::receive() {
    if (has_left() || is_leaving_ || has_ended_ || is_at_work()) return false;
    const std::size_t wanted = std::min(appetite(), serving_loop::room_bytes);
    if (wanted == 0) return false;
    const io_result got = socket().read_some(home().room().first(wanted));
    if (got.state == io::would_block) return false;
    if (got.state == io::failed) {
        lose(failure(got.error));
        return false;
    }
    if (got.state == io::closed) {
        has_ended_ = true;
        take_end();
        return false;
    }
    made_progress();
    take(home().room().first(got.bytes));
    return true;
}

void session::say(std::span<const std::byte> bytes) {
    const auto rest = bytes.subspan(say_at_once(bytes));
    if (out_.empty() && !rest.empty()) pace_.begin(home().loop().now(), rules_.idle_timeout, taken());
    out_.append(rest);
    send();
}

// Most answers fit into the socket, and need no storage of ours. Returns how much of this one did.
std::size_t session::say_at_once(std::span<const std::byte> bytes) {
    if (has_left() || is_sending_ || !out_.empty() || bytes.empty()) return 0;
    const io_result sent = socket().write_some(bytes);
    if (sent.state != io::ok) return 0; // send() meets the same again
    this->sent(sent.bytes);
    pace_.end(); // on_silence() begins it, where that is needed
    return sent.bytes;
}

void session::sent(std::size_t bytes) {
    sent_ += bytes;
    made_progress();
}

// What the peer has acknowledged.
std::int64_t session::taken() const noexcept {
    return static_cast<std::int64_t>(sent_) - static_cast<std::int64_t>(socket().untaken());
}

void session::send() {
    if (has_left() || is_sending_) return; // on_all_sent() says more: the loop below sends it
    is_sending_ = true;
    io_result sent;
    do {
        sent = out_.drain(socket());
        if (sent.bytes != 0) this->sent(sent.bytes);
        if (sent.state == io::ok) on_all_sent();
    } while (sent.state == io::ok && !out_.empty());
    is_sending_ = false;
    if (sent.state == io::would_block) pace_.is_full(taken());
    if (sent.state == io::closed) return lose(failure(EPIPE));
    if (sent.state == io::failed) return lose(failure(sent.error));
}

void session::resume() {
    if (!has_left()) update();
}

// What to wait for next.
void session::update() {
    if (out_.empty()) {
        out_.release_memory();
        if (is_leaving_ || (is_draining_ && !is_at_work())) return leave(farewell::linger);
    }
    if (is_at_work()) silence_.cancel();
    if (!is_at_work() && !silence_.is_armed()) made_progress();
    const bool is_reading = !is_leaving_ && !has_ended_ && !is_at_work() && appetite() != 0;
    if (is_reading) return watch(out_.empty() ? interest::read : interest::read_and_write);
    if (!out_.empty()) return watch(interest::write);
    watch(is_at_work() && !end_is_known_ ? interest::end : interest::none);
}

void session::finish() {
    is_leaving_ = true;
    resume();
}

void session::refuse(status code, std::string_view text) {
    log_trouble(peer(), " refused: ", text);
    stop_expecting();
    on_lost();
    if (!is_extended()) return leave(farewell::reset);
    std::array<std::byte, 1024> room;
    const encoded reply = write_error_reply(room, code, displayable(text.substr(0, 200)));
    if (reply.st != status::ok || reply.bytes.size() > out_.room()) return leave(farewell::reset);
    is_leaving_ = true;
    say(reply.bytes);
    resume();
}

void session::lose(const outcome& result) {
    if (has_left()) return;
    log_trouble(peer(), " lost: ", describe(result));
    on_lost();
    leave(farewell::reset);
}

void session::made_progress() {
    touch();
    home().loop().arm(silence_, rules_.idle_timeout);
}

void session::on_silence() {
    if (is_leaving_ || !out_.empty() || socket().untaken() != 0) {
        const duration patience = pace_.has_begun() ? pace_.look(home().loop().now(), taken())
                                                    : pace_.begin(home().loop().now(), rules_.idle_timeout, taken());
        return patience == duration::zero() ? lose({status::timed_out}) : home().loop().arm(silence_, patience);
    }
    const std::string allowed = duration_text(std::chrono::duration_cast<milliseconds>(rules_.idle_timeout));
    if (is_extended()) return refuse(status::timed_out, text_of(status::timed_out) + ": silent for " + allowed);
    log_line(peer(), " left alone: silent for ", allowed);
    leave(farewell::close);
}

} // namespace cleave::posix
