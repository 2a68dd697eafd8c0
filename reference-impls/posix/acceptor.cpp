// SPDX-License-Identifier: MIT
#include "acceptor.hpp"

#include <fcntl.h>
#include <new>

namespace cleave::posix {

void admission::give_back() noexcept {
    if (from_ != nullptr) std::exchange(from_, nullptr)->take_back(kind_, peer_);
}

void admission::promote() {
    if (from_ == nullptr || kind_ != place_kind::stranger) return;
    const place_kind next = from_->has_place(place_kind::member, peer_) ? place_kind::member : place_kind::refusal;
    from_->count_in(next, peer_);
    from_->take_back(std::exchange(kind_, next), peer_);
}

acceptor::acceptor(event_loop& loop, connection_function on_connection, acceptor_limits limits, room_function make_room)
    : loop_(loop), on_connection_(std::move(on_connection)), limits_(limits), pause_timer_([this] { resume(); }),
      make_room_(std::move(make_room)) {}

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
    // A bounded number a round: connections that have their place wait for theirs. Where strangers are turned out for
    // others there are few, so that each has some rounds to bring its proof.
    const bool is_crowded = limits_.max_strangers != 0 && count(place_kind::stranger) >= limits_.max_strangers;
    for (int i = 0; i < (is_crowded ? 4 : 64) && listener_.is_open(); ++i) {
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

    const peer_key whose = peer_key::of(socket.fd(), peer);
    const place_kind wanted = limits_.max_strangers != 0 ? place_kind::stranger : place_kind::member;
    const place_kind kind = has_place(wanted, whose) ? wanted : place_kind::refusal;
    try {
        count_in(kind, whose);
    } catch (const std::bad_alloc&) {
        return next::accept_more; // who comes next may have more luck
    }
    ++(kind == place_kind::refusal ? counters_.refused : counters_.accepted);
    on_connection_(std::move(socket), peer, admission(*this, kind, whose));
    return next::accept_more;
}

std::size_t acceptor::most(place_kind kind) const noexcept {
    switch (kind) {
    case place_kind::member: return limits_.max_connections;
    case place_kind::stranger: return limits_.max_strangers;
    case place_kind::refusal: return limits_.max_refusals;
    }
    return 0;
}

bool acceptor::has_place(place_kind kind, const peer_key& peer) {
    if (count(kind) < most(kind)) return true;
    return make_room_ && make_room_(kind, peer) && count(kind) < most(kind);
}

void acceptor::count_in(place_kind kind, const peer_key& peer) {
    ++by_peer_[peer][index(kind)];
    ++counts_[index(kind)];
}

std::size_t acceptor::held_by(const peer_key& peer, place_kind kind) const noexcept {
    const auto at = by_peer_.find(peer);
    return at == by_peer_.end() ? 0 : at->second[index(kind)];
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
    const place_kind first = limits_.max_strangers != 0 ? place_kind::stranger : place_kind::member;
    return count(first) < most(first) || count(place_kind::refusal) < limits_.max_refusals;
}

void acceptor::pause() { static_cast<void>(loop_.modify(listener_.fd(), interest::none)); }

void acceptor::resume() {
    if (!listener_.is_open() || pause_timer_.is_armed() || !has_place()) return;
    if (!reserve_.is_open()) open_reserve();
    static_cast<void>(loop_.modify(listener_.fd(), interest::read));
}

void acceptor::take_back(place_kind kind, const peer_key& peer) noexcept {
    --counts_[index(kind)];
    const auto at = by_peer_.find(peer);
    --at->second[index(kind)];
    if (at->second == counts{}) by_peer_.erase(at);
    resume();
}

} // namespace cleave::posix
