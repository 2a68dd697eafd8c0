// SPDX-License-Identifier: MIT
//
// isolation: work in processes of its own, so that what crashes or hangs is known and takes nothing else with it.
#pragma once

#include "observation.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::conformance {

/// How a process ended that did not end well.
struct death {
    run_end how = run_end::normal; // normal: it did
    std::string why;
};

/// What a status of waitpid() says.
death death_of(int wait_status);

/// Ends this process, as one that fell silent, unless called again within so many seconds. 0: no more.
void arm_watchdog(double seconds);

/// Calls `work` in a child and hands back what it returned. is_quiet: what the child writes to stderr is dropped.
death run_forked(const std::function<std::string()>& work, std::string& returned, bool is_quiet);

/// What a worker process does with cases.
class worker {
  public:
    virtual ~worker() = default;
    /// Before the first case and behind the last; each text is a result of its own.
    virtual std::vector<std::string> first() { return {}; }
    virtual std::vector<std::string> last() { return {}; }
    virtual std::string run(std::size_t index) = 0;
};

/// Where results go, in whatever order they come.
struct worker_events {
    std::function<void(std::string_view result)> result;
    std::function<void(std::size_t index, const death& how)> died; // while that case was run
};

/// Runs cases 0 to `count` - 1 in `jobs` processes (0: in this one). start: makes a worker, in its process; a process
/// that dies is replaced. returns: what kept the pool from working, or nothing.
std::string run_in_workers(std::size_t count, unsigned jobs, const std::function<std::unique_ptr<worker>()>& start,
                           const worker_events& events);

} // namespace cleave::conformance
