// SPDX-License-Identifier: MIT
//
// quota: what a store holds and how much it may hold, as an account that balances.
//
//     begin:   reserve / take      an upload's reservation: a file, and bytes as they arrive
//     end:     settle              the reservation becomes the record of a name; the name's former record goes
//              drop / release      the reservation is given back
//     sweep:   found on the disk   records of other programs' files come in, those of files that are gone go
//
// What is given back is always what a record or a reservation says was charged, never what the disk says by then: other
// clients and other programs may have changed that meanwhile. Safe for several threads.
#pragma once

#include "outcome.hpp"

#include <cstdint>
#include <limits>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace cleave::posix {

inline constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max() / 2;

/// Bytes and files.
struct amount {
    std::uint64_t bytes = 0;
    std::uint64_t files = 0;

    friend bool operator==(const amount&, const amount&) = default;
};

/// The most that a store may hold.
struct quota_limits {
    std::uint64_t bytes = unlimited;
    std::uint64_t files = unlimited;
};

class quota {
  public:
    /// Before use by several threads. records_files: whether there is a record of each whole file, too, which takes
    /// some 100 bytes of memory each.
    void set_limits(quota_limits limits, bool records_files) noexcept {
        limits_ = limits;
        records_files_ = records_files;
    }
    bool records_files() const noexcept { return records_files_; }

    /// Returns whether `wanted` would fit now. Reserves nothing.
    bool fits(amount wanted) const noexcept;

    /// Adds `wanted` to reservations, all or nothing: quota_exceeded.
    outcome reserve(amount wanted) noexcept;

    /// Gives a reservation back.
    void release(amount reserved) noexcept;

    /// Turns the record of `name` into a reservation, and returns it; no file where there is no record. The name
    /// belongs to the caller until settle() or drop(). Throws std::bad_alloc, and has done nothing then.
    amount take(const std::string& name);

    /// Makes room for a record of `name`, so that settle() cannot fail. Throws std::bad_alloc.
    void prepare(const std::string& name);

    /// Turns `reserved` into the record of `name`, which holds `bytes` now. A former record is given back.
    void settle(const std::string& name, amount reserved, std::uint64_t bytes) noexcept;

    /// Gives `reserved` back, and forgets `name`.
    void drop(const std::string& name, amount reserved) noexcept;

    /// Takes back prepare().
    void forget_if_empty(const std::string& name) noexcept;

    /// Calls `see(name)` for each name with a record that begins with `prefix`, until it returns false.
    template <class See>
    void for_each_name(std::string_view prefix, See see) const {
        const std::lock_guard lock(mutex_);
        for (auto at = records_.lower_bound(prefix); at != records_.end() && at->first.starts_with(prefix); ++at)
            if (!see(at->first)) return;
    }

    using names_and_bytes = std::map<std::string, std::uint64_t>;

    /// Begins a sweep: what changes from now on is newer than what the sweep finds.
    void begin_sweep() noexcept;

    /// Ends it with what was found. Throws std::bad_alloc; the account balances all the same.
    void end_sweep(const names_and_bytes& found);

    /// Ends it without news.
    void abandon_sweep() noexcept;

    /// What is held: records and reservations.
    std::uint64_t bytes() const noexcept { return held().bytes; }
    std::uint64_t files() const noexcept { return held().files; }

    /// Held by whoever gives a name to a file, from prepare() to settle(): two that replace the same one must be
    /// recorded in the order in which they did.
    std::mutex& naming() noexcept { return naming_; }

  private:
    enum class state : std::uint8_t { empty, kept, taken }; // empty: prepared, or gone since the sweep began
    struct record {
        std::uint64_t bytes = 0;
        std::uint64_t time = 0; // of its last change, in the account's own count
        state is = state::empty;
    };
    using records = std::map<std::string, record, std::less<>>;

    amount held() const noexcept;
    bool has_room(amount wanted) const noexcept;
    void set(record& what, state is, std::uint64_t bytes) noexcept;
    void give_back(amount reserved) noexcept;
    void erase(records::iterator at) noexcept;

    std::mutex naming_;
    mutable std::mutex mutex_;
    quota_limits limits_;
    bool records_files_ = true;
    records records_;
    amount kept_;     // the sum of the records
    amount reserved_; // the sum of the reservations
    std::uint64_t time_ = 0;
    std::uint64_t sweep_began_ = 0; // 0: none runs
};

} // namespace cleave::posix
