// SPDX-License-Identifier: MIT
//
// outcome: what a system call's caller answers: a status for the peer, and errno for the log.
#pragma once

#include "cleave/status.hpp"

#include <cerrno>
#include <string>

namespace cleave::posix {

/// The status that stands for `error`, an errno value. 0 is ok; whatever has no status of its own is io_failed.
status status_of(int error) noexcept;

/// A status and, where a system call led to it, its errno; 0 where it did not.
struct [[nodiscard]] outcome {
    status code = status::ok;
    int error = 0;

    constexpr bool ok() const noexcept { return code == status::ok; }
};

/// The outcome of a system call that failed with `error`.
inline outcome failure(int error) noexcept { return {status_of(error), error}; }

/// The outcome of the system call that has just failed.
inline outcome failure() noexcept { return failure(errno); }

/// For people: the system's own words for errno if there is one, or the rule that was broken; both where the one does
/// not tell what is meant.
std::string describe(const outcome& result);

/// The system's words for an errno value. Thread safe.
std::string error_text(int error);

/// Calls again what a signal interrupted. The bound turns a call that only ever says EINTR into an error.
template <class Call>
auto retry_on_interrupt(Call call) noexcept {
    auto result = call();
    for (int attempt = 0; result < 0 && errno == EINTR && attempt < 100; ++attempt) result = call();
    return result;
}

} // namespace cleave::posix
