// SPDX-License-Identifier: MIT
#include "digest_cache.hpp"

namespace cleave::files {

std::optional<std::string> digest_cache::find(const posix::file_version& of, digest_kind kind) const {
    const std::lock_guard lock(mutex_);
    const auto at = kept_.find({of, kind});
    return at == kept_.end() ? std::nullopt : std::optional(at->second);
}

void digest_cache::keep(const posix::file_version& of, digest_kind kind, std::string hex) {
    if (!of.was_settled) return;
    const std::lock_guard lock(mutex_);
    const auto [at, is_new] = kept_.try_emplace({of, kind}, std::move(hex));
    if (!is_new) return;
    order_.push_back(at->first);
    if (order_.size() <= capacity_) return;
    kept_.erase(order_.front());
    order_.pop_front();
}

} // namespace cleave::files
