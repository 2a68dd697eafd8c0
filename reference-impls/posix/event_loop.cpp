// SPDX-License-Identifier: MIT
#include "event_loop.hpp"

#include <algorithm>
#include <array>
#include <climits>
#include <sys/epoll.h>
#include <sys/eventfd.h>

namespace cleave::posix {
namespace {

constexpr std::uint64_t wake_up_tag = ~std::uint64_t{0};

std::uint32_t epoll_events(interest what) noexcept {
    switch (what) {
    case interest::none: return 0;
    case interest::end: return EPOLLRDHUP;
    case interest::read: return EPOLLIN;
    case interest::write: return EPOLLOUT;
    case interest::read_and_write: return EPOLLIN | EPOLLOUT;
    }
    return 0;
}

} // namespace

outcome event_loop::open() {
    now_ = clock_();
    epoll_.reset(::epoll_create1(EPOLL_CLOEXEC));
    if (!epoll_.is_open()) return failure();
    wake_up_.reset(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!wake_up_.is_open()) return failure();
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = wake_up_tag;
    if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, wake_up_.get(), &event) != 0) return failure();
    return {};
}

outcome event_loop::add(int fd, interest what, event_handler& handler) {
    const auto place = static_cast<std::size_t>(fd);
    if (place >= watches_.size()) watches_.resize(std::max(place + 1, 2 * watches_.size()));
    watch& entry = watches_[place];
    const watch added{&handler, entry.generation + 1, what};
    if (const outcome done = control(EPOLL_CTL_ADD, fd, added); !done.ok()) return done;
    entry = added;
    return {};
}

outcome event_loop::modify(int fd, interest what) {
    watch& entry = watches_[static_cast<std::size_t>(fd)];
    if (entry.what == what) return {};
    entry.what = what;
    return control(EPOLL_CTL_MOD, fd, entry);
}

void event_loop::remove(int fd) noexcept {
    const auto place = static_cast<std::size_t>(fd);
    if (place >= watches_.size() || watches_[place].handler == nullptr) return;
    watches_[place].handler = nullptr;
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
}

outcome event_loop::control(int operation, int fd, const watch& entry) noexcept {
    epoll_event event{};
    event.events = epoll_events(entry.what);
    event.data.u64 = std::uint64_t{entry.generation} << 32 | static_cast<std::uint32_t>(fd);
    if (::epoll_ctl(epoll_.get(), operation, fd, &event) != 0) return failure();
    return {};
}

outcome event_loop::run() {
    while (!stopped_)
        if (const outcome round = run_once(); !round.ok()) return round;
    stopped_ = false;
    return {};
}

outcome event_loop::run_once() {
    std::array<epoll_event, 256> ready;
    ++rounds_;
    const int count = ::epoll_wait(epoll_.get(), ready.data(), static_cast<int>(ready.size()), wait_milliseconds());
    if (count < 0 && errno != EINTR) return failure();
    now_ = clock_();
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = ready[static_cast<std::size_t>(i)];
        dispatch(event.data.u64, event.events);
    }
    timers_.expire(now_);
    run_posted();
    if (round_end_) round_end_();
    return {};
}

// Rounded up: a wait that ends just before the deadline would be followed by a second, empty one.
int event_loop::wait_milliseconds() const {
    using milliseconds = std::chrono::milliseconds;
    const auto next = timers_.next();
    if (!next) return -1;
    const auto left = std::chrono::ceil<milliseconds>(*next - clock_()).count();
    return static_cast<int>(std::clamp<milliseconds::rep>(left, 0, INT_MAX));
}

void event_loop::dispatch(std::uint64_t tag, std::uint32_t events) {
    if (tag == wake_up_tag) {
        eventfd_t ignored = 0;
        ::eventfd_read(wake_up_.get(), &ignored);
        return;
    }
    const watch& entry = watches_[static_cast<std::uint32_t>(tag)];
    if (entry.handler == nullptr || entry.generation != tag >> 32) return; // removed earlier in this round
    entry.handler->on_ready({.readable = (events & EPOLLIN) != 0,
                             .writable = (events & EPOLLOUT) != 0,
                             .broken = (events & (EPOLLERR | EPOLLHUP)) != 0,
                             .ended = (events & EPOLLRDHUP) != 0});
}

void event_loop::post(std::function<void()> call) {
    posted_calls one;
    one.push_back(std::move(call));
    post(one);
}

void event_loop::post(posted_calls& calls) noexcept {
    {
        const std::lock_guard lock(posted_mutex_);
        posted_.splice(posted_.end(), calls);
    }
    ::eventfd_write(wake_up_.get(), 1);
}

void event_loop::run_posted() {
    posted_calls calls;
    {
        const std::lock_guard lock(posted_mutex_);
        calls.swap(posted_);
    }
    for (const auto& call : calls) call();
}

} // namespace cleave::posix
