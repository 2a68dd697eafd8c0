// SPDX-License-Identifier: MIT
#include "worker.hpp"

#include <cassert>
#include <new>

namespace cleave::posix {

worker::worker(unsigned threads) {
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

worker::~worker() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    wake_up_.notify_all();
    for (std::thread& t : threads_) t.join();
}

void worker::run(std::function<void()> call) {
    assert(!threads_.empty());
    {
        const std::lock_guard lock(mutex_);
        calls_.push_back(std::move(call));
    }
    wake_up_.notify_one();
}

void worker::work() {
    for (;;) {
        std::function<void()> call;
        {
            std::unique_lock lock(mutex_);
            wake_up_.wait(lock, [this] { return ending_ || !calls_.empty(); });
            if (calls_.empty()) return;
            call = std::move(calls_.front());
            calls_.pop_front();
        }
        try {
            call();
        } catch (const std::bad_alloc&) { // its work is lost with what it held; who waits for it has a deadline
        }
    }
}

} // namespace cleave::posix
