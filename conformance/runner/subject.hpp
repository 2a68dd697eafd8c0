// SPDX-License-Identifier: MIT
//
// subject: what is under test, and how the runner plays deliveries to it.
#pragma once

#include "delivery_plan.hpp"
#include "judge.hpp"
#include "observation.hpp"
#include "trace.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace cleave::conformance {

/// One of several ways in which a subject does the same: a case is run through each.
struct reader {
    std::string name; // empty where there is only one
    timing when = timing::exact;
    const declarations* choices = nullptr; // what it does by choice; nothing: the rules hold as they are written
};

/// What an inductive proof over one case found.
struct proof {
    bool is_stream = false;   // there is something to prove: the reader's state can be copied and compared
    bool is_possible = false; // and the stream is not too long
    std::uint64_t feeds = 0;  // made for it
    std::string failure;      // empty: every delivery of the stream gives the same
    schedule counterexample;  // of a failure
};

class subject {
  public:
    virtual ~subject() = default;

    /// Why it cannot be asked anything; empty where it can.
    virtual std::string absence() const { return {}; }

    /// What reports call it.
    virtual std::string name() const = 0;

    /// Begins anew, as if nothing had been played; false where there is nothing to begin anew.
    virtual bool restart() { return false; }

    /// What it does by choice; nothing where it has none to declare.
    virtual const declarations* choices() const { return nullptr; }

    /// The layouts it says it reads; empty where it does not say.
    virtual std::vector<std::string> layouts() const { return {}; }

    /// The `needs:` words it meets, besides those about layouts.
    virtual std::vector<std::string> features() const = 0;

    /// The ways to run a case; none: `why` says what it lacks.
    virtual std::vector<reader> readers(const compiled_trace& one, std::string& why) = 0;

    /// What play() hands over: which schedule, and what was shown. False: no more.
    using on_shown = std::function<bool(std::size_t index, const observation& seen)>;

    /// Plays each schedule from a fresh state, in order.
    virtual void play(const compiled_trace& one, const reader& through, std::span<const schedule> schedules,
                      const on_shown& shown) = 0;

    /// Proves all deliveries of the stream at once, where that can be done.
    virtual proof prove(const compiled_trace&, const reader&) { return {}; }
};

} // namespace cleave::conformance
