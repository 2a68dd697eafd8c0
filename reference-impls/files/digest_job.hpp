// SPDX-License-Identifier: MIT
//
// digest_job: the digest of a stored file, computed by another thread while the loop goes on.
#pragma once

#include "cleave/digest.hpp"
#include "digest_cache.hpp"
#include "posix/event_loop.hpp"

#include <atomic>

namespace cleave::files {

/// Shared by the connection that waits and the thread that works. The connection sets is_unwanted when it goes: the
/// work ends at once then.
struct digest_job {
    posix::download file; // of its own
    digest_kind kind = digest_kind::sha256;
    std::atomic<bool> is_unwanted = false;
    posix::event_loop::posted_calls report; // told to the loop at the end

    // For the loop, once it is told:
    posix::outcome result;
    std::string hex;
};

/// Reads the file to its end. The work is done in steps of 64 KiB, between which it may become unwanted.
void compute(digest_job& job);

/// The digest of a file, in hex, at once: for small ones.
posix::outcome digest_now(posix::download& file, digest_kind kind, std::string& hex);

} // namespace cleave::files
