// SPDX-License-Identifier: MIT
#include "worker.hpp"

#include <cassert>
#include <new>

namespace cleave::posix {

worker::worker(unsigned threads, unsigned long_threads) {
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(short_); });
    for (unsigned i = 0; i < long_threads; ++i) threads_.emplace_back([this] { work(long_); });
}

worker::~worker() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    short_.wake_up.notify_all();
    long_.wake_up.notify_all();
    for (std::thread& t : threads_) t.join();
}

void worker::give(lane& where, call what, const peer_key& whose) {
    assert(!threads_.empty());
    {
        const std::lock_guard lock(mutex_);
        where.calls[whose].push_back(std::move(what));
    }
    where.wake_up.notify_one();
}

// Of the peer whose turn it is. There must be one.
worker::call worker::next(lane& from) {
    auto at = from.calls.upper_bound(from.served);
    if (at == from.calls.end()) at = from.calls.begin();
    from.served = at->first;
    call first = std::move(at->second.front());
    at->second.pop_front();
    if (at->second.empty()) from.calls.erase(at);
    return first;
}

void worker::work(lane& from) {
    for (;;) {
        call what;
        {
            std::unique_lock lock(mutex_);
            from.wake_up.wait(lock, [&] { return ending_ || !from.calls.empty(); });
            if (from.calls.empty()) return;
            what = next(from);
        }
        try {
            what();
        } catch (const std::bad_alloc&) { // its work is lost with what it held; who waits for it has a deadline
        }
    }
}

} // namespace cleave::posix
