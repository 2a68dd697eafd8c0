// SPDX-License-Identifier: MIT
//
// digest_cache: digests of stored files, so that one that many get is read for it once.
//
// A digest is kept for a state of a file: inode, size, time of the last change of content and of inode. The second of
// these nobody can set, so a file that changed has another one; unless it changed twice within a tick of the clock that
// files are stamped by. A state is therefore only kept if it was some time old when its digest was begun. (Who writes
// through a mapping is not seen before the kernel writes the page back.)
#pragma once

#include "posix/download.hpp"

#include <cstddef>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace cleave::files {

enum class digest_kind : std::uint8_t { md5, sha256 };

/// Keeps the last digests, in hex. Safe for several threads.
class digest_cache {
  public:
    explicit digest_cache(std::size_t capacity = 1024) : capacity_(capacity) {}

    std::optional<std::string> find(const posix::file_version& of, digest_kind kind) const;

    /// Keeps `hex`; unless the state was too young when it was looked at. Throws std::bad_alloc.
    void keep(const posix::file_version& of, digest_kind kind, std::string hex);

  private:
    struct key {
        posix::file_version file;
        digest_kind kind;

        friend auto operator<=>(const key&, const key&) = default;
    };

    mutable std::mutex mutex_;
    std::size_t capacity_;
    std::map<key, std::string> kept_;
    std::list<key> order_; // the oldest first
};

} // namespace cleave::files
