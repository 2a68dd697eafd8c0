// SPDX-License-Identifier: MIT
//
// worker: threads for what would make an event loop wait: fsync, above all.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace cleave::posix {

/// Runs calls in threads of its own, in the order in which they were given. Several fsyncs at a time cost the disk
/// hardly more than one.
class worker {
  public:
    explicit worker(unsigned threads);
    worker(const worker&) = delete;
    worker& operator=(const worker&) = delete;

    /// Waits until everything that was given is done.
    ~worker();

    /// From any thread. There must be a thread to run it.
    void run(std::function<void()> call);

  private:
    void work();

    std::mutex mutex_;
    std::condition_variable wake_up_;
    std::deque<std::function<void()>> calls_;
    bool ending_ = false;
    std::vector<std::thread> threads_;
};

} // namespace cleave::posix
