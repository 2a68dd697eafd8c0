// SPDX-License-Identifier: MIT
#include "outcome.hpp"

#include <system_error>

namespace cleave::posix {

status status_of(int error) noexcept {
    switch (error) {
    case 0: return status::ok;

    case ENOSPC:
    case EFBIG: return status::no_space;
    case EDQUOT: return status::quota_exceeded;

    case EACCES:
    case EPERM:
    case EROFS: return status::permission_denied;

    case EEXIST: return status::already_exists;
    case ENOENT: return status::not_found;
    case ENAMETOOLONG: return status::name_too_long;

    case EISDIR:    // a directory where a file should be
    case ENOTDIR:   // a file where a directory should be
    case ELOOP:     // a symbolic link, which O_NOFOLLOW refuses
    case ENXIO:     // a FIFO without a reader, a socket
    case ENODEV:    // a device without a driver
    case ENOTEMPTY: // rename onto a directory
        return status::not_a_file;

    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case ENOBUFS:
    case EWOULDBLOCK: // a lock that somebody else holds
        return status::busy;

    case ETIMEDOUT: return status::timed_out;

    case ECONNREFUSED:
    case ECONNRESET:
    case ECONNABORTED:
    case EPIPE:
    case ENOTCONN:
    case EHOSTUNREACH:
    case ENETUNREACH: return status::connection_lost;

    case ENOSYS:
    case EOPNOTSUPP:
    case EAFNOSUPPORT: return status::unsupported;
    }
    return status::io_failed;
}

std::string error_text(int error) { return std::generic_category().message(error); }

std::string describe(const outcome& result) {
    const std::string rule(rule_of(result.code));
    if (result.error == 0) return rule;
    const bool needs_rule = result.code == status::not_a_file || result.code == status::busy;
    return needs_rule ? rule + " (" + error_text(result.error) + ")" : error_text(result.error);
}

} // namespace cleave::posix
