// SPDX-License-Identifier: MIT
#include "acceptor.hpp"

#include <fcntl.h>

namespace cleave::posix {

void admission::give_back() noexcept {
    if (from_ != nullptr) std::exchange(from_, nullptr)->take_back(is_refusal_);
}

acceptor::acceptor(event_loop& loop, connection_function on_connection, acceptor_limits limits)
    : loop_(loop), on_connection_(std::move(on_connection)), limits_(limits), pause_timer_([this] { resume(); }) {}

outcome acceptor::open(listener from) {
    close();
    open_reserve();
    if (!reserve_.is_open()) return failure();
    if (const outcome added = loop_.add(from.fd(), interest::read, *this); !added.ok()) return added;
    listener_ = std::move(from);
    return {};
}

void acceptor::close() noexcept {
    pause_timer_.cancel();
    if (listener_.is_open()) loop_.remove(listener_.fd());
    listener_.close();
    reserve_.reset();
}

void acceptor::on_ready(readiness) {
    // A bounded number a round: connections that have their place wait for theirs.
    for (int i = 0; i < 64 && listener_.is_open(); ++i) {
        if (!has_place()) return pause();
        switch (accept_one()) {
        case next::accept_more: break;
        case next::wait: return;
        case next::pause: loop_.arm(pause_timer_, limits_.pause); return pause();
        }
    }
}

acceptor::next acceptor::accept_one() {
    stream_socket socket;
    address peer;
    ++counters_.calls;
    if (const outcome accepted = listener_.accept(socket, peer); !accepted.ok()) return judge(accepted.error);

    const bool refuse = connections_ >= limits_.max_connections;
    ++(refuse ? counters_.refused : counters_.accepted);
    ++(refuse ? refusals_ : connections_);
    on_connection_(std::move(socket), peer, admission(*this, refuse));
    return next::accept_more;
}

acceptor::next acceptor::judge(int error) noexcept {
    switch (error) {
    case EAGAIN: return next::wait;
    case EINTR: return next::accept_more;

    case EMFILE:
    case ENFILE: shed_one(); [[fallthrough]];
    case ENOBUFS:
    case ENOMEM: ++counters_.pauses; return next::pause;

    // The listener itself is of no use: told again at each round, so not at once.
    case EBADF:
    case EINVAL:
    case ENOTSOCK:
    case EOPNOTSUPP: return next::pause;
    }
    // ECONNABORTED, EPROTO, ENETDOWN, ...: this one connection's own trouble, seen while it waited.
    ++counters_.vanished;
    return next::accept_more;
}

void acceptor::shed_one() noexcept {
    reserve_.reset();
    stream_socket socket;
    address peer;
    ++counters_.calls;
    if (listener_.accept(socket, peer).ok()) ++counters_.shed;
    socket.close();
    open_reserve();
}

void acceptor::open_reserve() noexcept { reserve_.reset(::open("/dev/null", O_RDONLY | O_CLOEXEC)); }

bool acceptor::has_place() const noexcept {
    return connections_ < limits_.max_connections || refusals_ < limits_.max_refusals;
}

void acceptor::pause() { static_cast<void>(loop_.modify(listener_.fd(), interest::none)); }

void acceptor::resume() {
    if (!listener_.is_open() || pause_timer_.is_armed() || !has_place()) return;
    if (!reserve_.is_open()) open_reserve();
    static_cast<void>(loop_.modify(listener_.fd(), interest::read));
}

void acceptor::take_back(bool was_refusal) noexcept {
    --(was_refusal ? refusals_ : connections_);
    resume();
}

} // namespace cleave::posix
