// SPDX-License-Identifier: MIT
#include "quota.hpp"

#include <cassert>
#include <utility>

namespace cleave::posix {
namespace {

// A counter that would fall below zero was wrong before: it stops there, and locks nobody out.
void subtract(std::uint64_t& from, std::uint64_t what) noexcept {
    assert(what <= from);
    from = what <= from ? from - what : 0;
}

void add(std::uint64_t& to, std::uint64_t what) noexcept {
    assert(what <= std::numeric_limits<std::uint64_t>::max() - to);
    to = what <= std::numeric_limits<std::uint64_t>::max() - to ? to + what : std::numeric_limits<std::uint64_t>::max();
}

bool is_within(std::uint64_t used, std::uint64_t wanted, std::uint64_t limit) noexcept {
    return wanted == 0 || (used <= limit && wanted <= limit - used);
}

} // namespace

amount quota::held() const noexcept {
    const std::lock_guard lock(mutex_);
    return {kept_.bytes + reserved_.bytes, kept_.files + reserved_.files};
}

bool quota::has_room(amount wanted) const noexcept {
    return is_within(kept_.bytes + reserved_.bytes, wanted.bytes, limits_.bytes) &&
           is_within(kept_.files + reserved_.files, wanted.files, limits_.files);
}

bool quota::fits(amount wanted) const noexcept {
    const std::lock_guard lock(mutex_);
    return has_room(wanted);
}

outcome quota::reserve(amount wanted) noexcept {
    const std::lock_guard lock(mutex_);
    if (!has_room(wanted)) return {status::quota_exceeded};
    add(reserved_.bytes, wanted.bytes);
    add(reserved_.files, wanted.files);
    return {};
}

void quota::give_back(amount reserved) noexcept {
    subtract(reserved_.bytes, reserved.bytes);
    subtract(reserved_.files, reserved.files);
}

void quota::release(amount reserved) noexcept {
    const std::lock_guard lock(mutex_);
    give_back(reserved);
}

void quota::set(record& what, state is, std::uint64_t bytes) noexcept {
    if (what.is == state::kept) {
        subtract(kept_.bytes, what.bytes);
        subtract(kept_.files, 1);
    }
    if (is == state::kept) {
        add(kept_.bytes, bytes);
        add(kept_.files, 1);
    }
    what = {bytes, ++time_, is};
}

// While a sweep runs, the name is remembered: the sweep may have seen the file before it went.
void quota::erase(records::iterator at) noexcept {
    set(at->second, state::empty, 0);
    if (sweep_began_ == 0) records_.erase(at);
}

amount quota::take(const std::string& name) {
    const std::lock_guard lock(mutex_);
    record& what = records_[name];
    const amount taken = what.is == state::kept ? amount{what.bytes, 1} : amount{};
    set(what, state::taken, 0);
    add(reserved_.bytes, taken.bytes);
    add(reserved_.files, taken.files);
    return taken;
}

void quota::prepare(const std::string& name) {
    const std::lock_guard lock(mutex_);
    records_.try_emplace(name);
}

void quota::settle(const std::string& name, amount reserved, std::uint64_t bytes) noexcept {
    const std::lock_guard lock(mutex_);
    give_back(reserved);
    const auto at = records_.find(name);
    assert(at != records_.end());
    if (at != records_.end()) set(at->second, state::kept, bytes);
}

void quota::drop(const std::string& name, amount reserved) noexcept {
    const std::lock_guard lock(mutex_);
    give_back(reserved);
    if (const auto at = records_.find(name); at != records_.end()) erase(at);
}

void quota::forget_if_empty(const std::string& name) noexcept {
    const std::lock_guard lock(mutex_);
    const auto at = records_.find(name);
    if (at != records_.end() && at->second.is == state::empty) erase(at);
}

void quota::begin_sweep() noexcept {
    const std::lock_guard lock(mutex_);
    sweep_began_ = ++time_;
}

void quota::abandon_sweep() noexcept {
    const std::lock_guard lock(mutex_);
    sweep_began_ = 0;
}

void quota::end_sweep(const names_and_bytes& found) {
    const std::lock_guard naming(naming_);
    const std::lock_guard lock(mutex_);
    const std::uint64_t began = std::exchange(sweep_began_, 0);
    const auto is_newer = [&](const record& what) { return what.is == state::taken || what.time >= began; };
    for (const auto& [name, bytes] : found) {
        const auto [at, is_new] = records_.try_emplace(name);
        if (is_new || !is_newer(at->second)) set(at->second, state::kept, bytes);
    }
    for (auto at = records_.begin(); at != records_.end();) {
        const auto seen = at++;
        const bool is_gone = !is_newer(seen->second) && !found.contains(seen->first);
        if (is_gone || seen->second.is == state::empty) erase(seen);
    }
}

} // namespace cleave::posix
