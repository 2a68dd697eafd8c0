// SPDX-License-Identifier: MIT
//
// worker: threads for what would make an event loop wait: fsync and digests, above all.
#pragma once

#include "peer_key.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace cleave::posix {

/// Runs calls in threads of its own. Each peer's calls run in the order in which they were given, and the peers take
/// turns: whoever asks for much waits behind himself. Several fsyncs at a time cost the disk hardly more than one.
class worker {
  public:
    /// threads: for run(), which is for what ends soon. long_threads: for run_long(): so many at a time, and no more.
    explicit worker(unsigned threads, unsigned long_threads = 0);
    worker(const worker&) = delete;
    worker& operator=(const worker&) = delete;

    /// Waits until everything that was given is done.
    ~worker();

    /// From any thread. There must be a thread to run it.
    void run(std::function<void()> what, const peer_key& whose = {}) { give(short_, std::move(what), whose); }
    void run_long(std::function<void()> what, const peer_key& whose = {}) { give(long_, std::move(what), whose); }

  private:
    using call = std::function<void()>;
    struct lane {
        std::map<peer_key, std::deque<call>> calls;
        peer_key served; // last
        std::condition_variable wake_up;
    };

    void give(lane& where, call what, const peer_key& whose);
    static call next(lane& from);
    void work(lane& from);

    std::mutex mutex_;
    lane short_;
    lane long_;
    bool ending_ = false;
    std::vector<std::thread> threads_;
};

} // namespace cleave::posix
