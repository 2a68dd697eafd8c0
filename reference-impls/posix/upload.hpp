// SPDX-License-Identifier: MIT
//
// upload: a file on its way into the store, which nobody sees before it is whole.
//
//     begin -> write ... write -> commit:  fsync(file) -> link or rename to the final name -> fsync(directory) ->
//     answer
//                     |
//                     +-> discard, or destruction: nothing is left (or, if asked for, a part that can be continued)
//
// The file has no name at all while it is written (O_TMPFILE): not even kill -9 leaves anything behind. Where the file
// system cannot do that, and for uploads that can be continued, it has a private name. It never checks a digest: that
// is for the caller to do before commit().
#pragma once

#include "cleave/file_messages.hpp"
#include "cleave/transport.hpp"
#include "descriptor.hpp"
#include "outcome.hpp"
#include "quota.hpp"
#include "splice_pipe.hpp"
#include "store_calls.hpp"
#include "store_names.hpp"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <mutex>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace cleave::posix {

/// What holds when an upload is answered; each includes the ones before.
using ack = acknowledgement;

struct upload_options {
    bool overwrite = false;       // replace an existing file, at once and as a whole
    bool durable = true;          // wait for the disk
    bool resume = false;          // keep what arrived when the upload breaks, for a later one to continue
    std::uint64_t offset = 0;     // with `resume`: the first byte that this upload brings
    std::string_view digest = {}; // with `resume`: the digest announced, if any; another digest is another upload
};

/// `holds` counts also when `result` is an error. An error with `stored` means: the file is there, whole, but might not
/// survive a power failure; the sender must take it as failed, and may send it again.
struct [[nodiscard]] commit_result {
    outcome result;
    ack holds = ack::received;
};

template <class Calls>
class basic_file_store;

/// One upload. Made by file_store::begin(), which must outlive it. The first error of the disk is kept, removes the
/// file at once, and is what every later call returns.
template <class Calls = real_calls>
class basic_upload {
  public:
    basic_upload() noexcept = default;
    basic_upload(basic_upload&&) noexcept = default;
    basic_upload& operator=(basic_upload&& other) noexcept {
        if (this != &other) {
            suspend();
            state_ = std::move(other.state_);
            error_ = other.error_;
        }
        return *this;
    }
    ~basic_upload() { suspend(); }

    /// From begin() until commit(), discard() or an error.
    bool is_open() const noexcept { return state_.file.is_open(); }

    std::uint64_t size() const noexcept { return state_.size; }

    /// How many bytes of the file are there, those of an earlier part included.
    std::uint64_t position() const noexcept { return state_.position; }
    std::uint64_t remaining() const noexcept { return state_.size - state_.position; }

    /// Appends all of `bytes`, which must not be more than remain.
    outcome write(std::span<const std::byte> bytes) noexcept;

    /// Moves up to `max` of the remaining bytes from a non-blocking stream socket, without a copy through this process:
    /// for bodies that need no digest. io::failed: the socket broke, unless error() says that the disk did.
    io_result receive_from_socket(int socket, std::uint64_t max, splice_pipe& pipe) noexcept;

    /// Reads back what is there, from `at` on: for the digest of an upload that is continued. `closed` at position().
    io_result read_back(std::uint64_t at, std::span<std::byte> into) const noexcept;

    /// Publishes the file. truncated_body if bytes are missing (the upload is then still open); already_exists if
    /// somebody was faster and `overwrite` is off.
    commit_result commit() noexcept;

    /// Ends the upload; nothing of it is left.
    void discard() noexcept;

    /// Ends the upload; what arrived is left for a later one if `resume` was asked for, and nothing otherwise.
    void suspend() noexcept;

    /// The first error of the disk, or ok.
    const outcome& error() const noexcept { return error_; }

  private:
    friend basic_file_store<Calls>;
    using calls = retried_calls<Calls>;

    // Unwritten pages are handed to the disk early, so that the fsync at the end finds little to do.
    static constexpr std::uint64_t write_back_bytes = 8 << 20;

    // Space is reserved as bytes arrive: as much again as came already, up to `most_ahead`; and of the disk only in
    // pieces that are worth a call.
    static constexpr std::uint64_t most_ahead = 8 << 20;
    static constexpr std::uint64_t least_preallocated = 1 << 20;

    struct state {
        descriptor file;
        std::string private_name; // empty: the file has no name
        int private_directory = -1;
        descriptor partials; // open where that is the private directory
        descriptor begun_in; // open where `directory` is not the store's root: the deepest directory that existed
        descriptor made;     // and the last one that had to be made beneath it
        int directory = -1;
        std::string target; // relative to `directory`; directories in it do not exist yet
        std::uint64_t size = 0;
        std::uint64_t position = 0;
        std::uint64_t written_back = 0;
        int root = -1;
        std::string name; // the whole one: what the account knows the file by
        std::string part; // what it knows the part by; empty: there is none to be continued
        quota* account = nullptr;
        amount reserved = {};        // of the account
        std::uint64_t allotted = 0;  // bytes of the file that may be written before there is more to reserve
        std::uint64_t keep_free = 0; // bytes of the disk that are for others
        bool overwrite = false;
        bool durable = true;
        bool resumable = false;
    };

    outcome open_unnamed() noexcept;
    outcome open_temporary();
    outcome open_partial(std::uint64_t offset);
    outcome make_room(std::uint64_t bytes) noexcept;
    outcome preallocate(std::uint64_t end) noexcept;
    outcome check_disk(std::uint64_t bytes) noexcept;

    outcome fail(outcome why) noexcept;
    void advance(std::size_t bytes) noexcept;
    void close() noexcept { state_ = {}; }

    outcome settle() noexcept;
    outcome check_close() noexcept;
    outcome make_directories();
    outcome check_place();
    outcome name_file();
    outcome publish();
    outcome link_or_replace();
    outcome rename_over() noexcept;
    std::string path_of_file() const;
    outcome link_to(int directory, const char* name);
    outcome rename_to_new() noexcept;
    outcome choose_temporary_name();

    state state_;
    outcome error_;
};

template <class Calls>
outcome basic_upload<Calls>::write(std::span<const std::byte> bytes) noexcept {
    if (!error_.ok()) return error_;
    assert(is_open() && bytes.size() <= remaining());
    if (const outcome made = make_room(bytes.size()); !made.ok()) return fail(made);
    while (!bytes.empty()) {
        const auto at = static_cast<off_t>(state_.position);
        const ssize_t written = calls::pwrite(state_.file.get(), bytes.data(), bytes.size(), at);
        if (written <= 0) return fail(failure(written < 0 ? errno : EIO));
        advance(static_cast<std::size_t>(written));
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

template <class Calls>
io_result basic_upload<Calls>::receive_from_socket(int socket, std::uint64_t max, splice_pipe& pipe) noexcept {
    if (!error_.ok()) return {io::failed, 0, error_.error};
    assert(is_open());
    const std::uint64_t wanted = std::min({max, remaining(), std::uint64_t{pipe.capacity()}});
    if (wanted == 0) return {io::ok};
    const ssize_t taken = calls::splice(socket, pipe.in(), nullptr, wanted, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
    if (taken == 0) return {io::closed};
    if (taken < 0 && errno == EAGAIN) return {io::would_block};
    if (taken < 0) return {io::failed, 0, errno};

    if (const outcome made = make_room(static_cast<std::uint64_t>(taken)); !made.ok()) {
        pipe.close(); // what is inside belongs to no one
        return {io::failed, 0, fail(made).error};
    }
    for (auto left = static_cast<std::size_t>(taken); left > 0;) {
        auto at = static_cast<off_t>(state_.position);
        const ssize_t written = calls::splice(pipe.out(), state_.file.get(), &at, left, SPLICE_F_MOVE);
        if (written <= 0) {
            const int error = written < 0 ? errno : EIO;
            pipe.close(); // what is left inside belongs to no one
            return {io::failed, 0, fail(failure(error)).error};
        }
        advance(static_cast<std::size_t>(written));
        left -= static_cast<std::size_t>(written);
    }
    return {io::ok, static_cast<std::size_t>(taken)};
}

template <class Calls>
io_result basic_upload<Calls>::read_back(std::uint64_t at, std::span<std::byte> into) const noexcept {
    assert(at <= state_.position);
    const std::uint64_t wanted = std::min<std::uint64_t>(into.size(), state_.position - at);
    if (wanted == 0) return {io::closed};
    const ssize_t read = calls::pread(state_.file.get(), into.data(), wanted, static_cast<off_t>(at));
    if (read <= 0) return {io::failed, 0, read < 0 ? errno : EIO};
    return {io::ok, static_cast<std::size_t>(read)};
}

template <class Calls>
commit_result basic_upload<Calls>::commit() noexcept {
    if (!error_.ok()) return {error_};
    assert(is_open());
    if (remaining() != 0) return {{status::truncated_body}};

    outcome done = settle();
    try {
        if (done.ok()) done = make_directories();
        if (done.ok()) done = name_file();
    } catch (const std::bad_alloc&) { // for a name, before it was given
        done = failure(ENOMEM);
    }
    // What is not found now was there at the beginning: a directory was removed under us.
    if (done.code == status::not_found) done.code = status::io_failed;
    if (!done.ok()) return {fail(done)};

    commit_result published{{}, ack::stored};
    if (state_.durable) {
        if (calls::fsync(state_.directory) == 0) {
            published.holds = ack::durable;
        } else if (errno != EINVAL) { // EINVAL: a file system that knows no fsync for directories
            published.result = failure();
        }
    }
    close();
    return published;
}

template <class Calls>
void basic_upload<Calls>::discard() noexcept {
    if (!is_open()) return;
    if (!state_.private_name.empty()) {
        calls::unlinkat(state_.private_directory, state_.private_name.c_str());
    }
    if (state_.part.empty()) {
        state_.account->release(state_.reserved);
    } else {
        state_.account->drop(state_.part, state_.reserved);
    }
    close(); // only now: the lock on the file keeps others from sweeping it away under its name
}

template <class Calls>
void basic_upload<Calls>::suspend() noexcept {
    if (!state_.resumable || state_.position == 0) return discard();
    if (!is_open()) return;
    // Gives the space behind the last byte back. If that fails it only stays reserved.
    calls::ftruncate(state_.file.get(), static_cast<off_t>(state_.position));
    state_.account->settle(state_.part, state_.reserved, state_.position);
    close();
}

template <class Calls>
outcome basic_upload<Calls>::fail(outcome why) noexcept {
    discard();
    error_ = why;
    return why;
}

template <class Calls>
void basic_upload<Calls>::advance(std::size_t bytes) noexcept {
    state_.position += bytes;
    const std::uint64_t fresh = state_.position - state_.written_back;
    if (!state_.durable || fresh < write_back_bytes) return;
    // Advice only: what goes wrong on the way to the disk is told by fsync.
    calls::start_write_back(state_.file.get(), static_cast<off_t>(state_.written_back), static_cast<off_t>(fresh));
    state_.written_back = state_.position;
}

template <class Calls>
outcome basic_upload<Calls>::open_unnamed() noexcept {
    const int fd = calls::openat(state_.directory, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, file_mode);
    if (fd < 0) return failure();
    state_.file.reset(fd);
    return {};
}

template <class Calls>
outcome basic_upload<Calls>::open_temporary() {
    // A name can be taken, or its file swept away by another process before it is locked; both will not happen often.
    for (int attempt = 0; attempt < 8; ++attempt) {
        state_.file.reset();
        if (const outcome chosen = choose_temporary_name(); !chosen.ok()) return chosen;
        constexpr int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
        const char* const name = state_.private_name.c_str();
        const int fd = calls::openat(state_.private_directory, name, flags, file_mode);
        if (fd < 0 && errno == EEXIST) continue;
        if (fd < 0) return failure();
        state_.file.reset(fd);

        struct stat file {};
        const bool locked = calls::lock_or_fail(fd) == 0;
        if (!locked && errno != EWOULDBLOCK) return failure();
        if (calls::fstat(fd, file) != 0) return failure();
        if (locked && file.st_nlink == 1) return {};
    }
    return {status::busy};
}

template <class Calls>
outcome basic_upload<Calls>::open_partial(std::uint64_t offset) {
    const int flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | (offset == 0 ? O_CREAT : 0);
    const char* const name = state_.private_name.c_str();
    descriptor file(calls::openat(state_.private_directory, name, flags, file_mode));
    if (!file.is_open()) return errno == ENOENT && offset != 0 ? outcome{status::offset_beyond_size} : failure();
    if (calls::lock_or_fail(file.get()) != 0) return failure();

    // The lock is on the file, not on its name: while we waited for it, it may have been published, or swept away.
    struct stat opened {};
    struct stat named {};
    if (calls::fstat(file.get(), opened) != 0) return failure();
    if (calls::fstatat(state_.private_directory, name, named) != 0)
        return errno == ENOENT ? outcome{status::busy} : failure();
    if (!S_ISREG(opened.st_mode)) return {status::not_a_file};
    if (opened.st_ino != named.st_ino || opened.st_dev != named.st_dev) return {status::busy};
    // What somebody else put there is not ours to change, and may have another name elsewhere.
    const bool is_ours = opened.st_nlink == 1 && opened.st_uid == ::geteuid() && (opened.st_mode & 07777) == file_mode;
    if (!is_ours) return {status::permission_denied};

    const auto there = static_cast<std::uint64_t>(opened.st_size);
    if (offset > there) return {status::offset_beyond_size};
    const auto keep = static_cast<off_t>(offset);
    if (calls::ftruncate(file.get(), keep) != 0) return failure();
    state_.part = part_record(name);
    state_.reserved = state_.account->take(state_.part);
    if (state_.reserved.bytes > offset) {
        state_.account->release({state_.reserved.bytes - offset, 0});
        state_.reserved.bytes = offset;
    }
    state_.position = state_.written_back = state_.allotted = offset;
    state_.file = std::move(file);
    return {};
}

// Before `bytes` more are written. What was announced takes nothing from anybody: what came does, and as much again.
template <class Calls>
outcome basic_upload<Calls>::make_room(std::uint64_t bytes) noexcept {
    const std::uint64_t needed = state_.position + bytes;
    if (needed <= state_.allotted) return {};
    const std::uint64_t end = std::min(state_.size, needed + std::min(state_.position, most_ahead));
    const std::uint64_t held = state_.reserved.bytes;
    const amount more{end > held ? end - held : 0, 0};
    if (const outcome reserved = state_.account->reserve(more); !reserved.ok()) return reserved;
    state_.reserved.bytes += more.bytes;
    if (end - state_.position >= least_preallocated) {
        if (const outcome fits = check_disk(end - state_.position); !fits.ok()) return fits;
        if (const outcome made = preallocate(end); !made.ok()) return made;
    }
    state_.allotted = end;
    return {};
}

// Whether the disk has room for `bytes` more, beside what it keeps for others.
template <class Calls>
outcome basic_upload<Calls>::check_disk(std::uint64_t bytes) noexcept {
    struct statvfs disk {};
    if (calls::fstatvfs(state_.directory, disk) != 0) return failure();
    const bool counts = disk.f_blocks != 0; // tmpfs without a limit does not
    const std::uint64_t free = std::uint64_t{disk.f_bavail} * disk.f_frsize;
    if (!counts || bytes == 0 || (bytes <= free && state_.keep_free <= free - bytes)) return {};
    return {status::no_space};
}

// A full disk shows before the bytes are written. Not posix_fallocate: where the file system cannot reserve, that one
// writes zeros.
template <class Calls>
outcome basic_upload<Calls>::preallocate(std::uint64_t end) noexcept {
    const auto from = static_cast<off_t>(state_.position);
    if (calls::fallocate(state_.file.get(), from, static_cast<off_t>(end) - from) == 0) return {};
    const bool can_not = errno == EOPNOTSUPP || errno == ENOSYS || errno == EINVAL;
    return can_not ? outcome{} : failure();
}

// Everything the disk can still say about the bytes, before they get their name.
template <class Calls>
outcome basic_upload<Calls>::settle() noexcept {
    if (state_.durable && calls::fsync(state_.file.get()) != 0) return failure();
    return check_close();
}

// Some file systems tell of lost writes only when a descriptor is closed. A duplicate is closed, since the file itself
// is still needed. With no descriptor left there is nothing to ask with; fsync has spoken then.
template <class Calls>
outcome basic_upload<Calls>::check_close() noexcept {
    const int duplicate = calls::duplicate(state_.file.get());
    if (duplicate < 0) return {};
    if (calls::close(duplicate) != 0 && errno != EINTR) return failure(); // EINTR: closed all the same
    return {};
}

template <class Calls>
outcome basic_upload<Calls>::make_directories() {
    for (std::size_t slash; (slash = state_.target.find('/')) != state_.target.npos;) {
        const std::string name = state_.target.substr(0, slash);
        if (calls::mkdirat(state_.directory, name.c_str(), directory_mode) == 0) {
            if (state_.durable && calls::fsync(state_.directory) != 0) return failure();
        } else if (errno != EEXIST) {
            return failure();
        }
        constexpr int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
        descriptor next(calls::openat(state_.directory, name.c_str(), flags, no_mode));
        if (!next.is_open()) return failure();
        state_.made = std::move(next);
        state_.directory = state_.made.get();
        state_.target.erase(0, slash + 1);
    }
    return {};
}

// The directory is still where its name says: one that was moved out of the root takes no file with it.
template <class Calls>
outcome basic_upload<Calls>::check_place() {
    struct stat held {};
    struct stat named {};
    if (calls::fstat(state_.directory, held) != 0) return failure();
    descriptor kept;
    int at = state_.root;
    std::string_view rest = state_.name;
    for (std::size_t slash; (slash = rest.find('/')) != rest.npos; rest.remove_prefix(slash + 1)) {
        constexpr int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
        descriptor next(calls::openat(at, std::string(rest.substr(0, slash)).c_str(), flags, no_mode));
        if (!next.is_open()) return failure();
        kept = std::move(next);
        at = kept.get();
    }
    if (calls::fstat(at, named) != 0) return failure();
    return held.st_ino == named.st_ino && held.st_dev == named.st_dev ? outcome{} : failure(ENOENT);
}

// The name, and the account's record of it, as one.
template <class Calls>
outcome basic_upload<Calls>::name_file() {
    const bool is_below = state_.name.find('/') != state_.name.npos;
    if (is_below)
        if (const outcome there = check_place(); !there.ok()) return there;
    const bool is_recorded = state_.account->records_files();
    const std::lock_guard naming(state_.account->naming());
    if (is_recorded) state_.account->prepare(state_.name);
    outcome named = publish();
    // The directory may have been moved between the two.
    const bool is_astray = named.ok() && is_below && check_place().code == status::not_found;
    if (is_astray && calls::unlinkat(state_.directory, state_.target.c_str()) == 0) named = failure(ENOENT);
    if (!named.ok()) {
        state_.account->forget_if_empty(state_.name);
        return named;
    }
    const amount reserved = std::exchange(state_.reserved, {});
    is_recorded ? state_.account->settle(state_.name, reserved, state_.size) : state_.account->release(reserved);
    if (!state_.part.empty()) state_.account->drop(state_.part, {});
    return {};
}

template <class Calls>
outcome basic_upload<Calls>::publish() {
    if (!state_.overwrite)
        return state_.private_name.empty() ? link_to(state_.directory, state_.target.c_str()) : rename_to_new();
    return state_.private_name.empty() ? link_or_replace() : rename_over();
}

template <class Calls>
outcome basic_upload<Calls>::link_or_replace() {
    const outcome fresh = link_to(state_.directory, state_.target.c_str());
    if (fresh.code != status::already_exists) return fresh;
    // A link cannot replace, and a rename needs a name: a private one, for the moment between two calls. No kill may
    // come between them. The lock keeps the next start from sweeping the file away before it has its name.
    if (const outcome chosen = choose_temporary_name(); !chosen.ok()) return chosen;
    if (calls::lock_or_fail(state_.file.get()) != 0) return failure();
    const std::string self = path_of_file();
    const int error = calls::together([&]() noexcept {
        const char* const name = state_.private_name.c_str();
        const bool linked =
            calls::linkat(AT_FDCWD, self.c_str(), state_.private_directory, name, AT_SYMLINK_FOLLOW) == 0;
        return linked && rename_over().ok() ? 0 : errno;
    });
    return error == 0 ? outcome{} : failure(error);
}

template <class Calls>
outcome basic_upload<Calls>::rename_over() noexcept {
    const int renamed =
        calls::renameat(state_.private_directory, state_.private_name.c_str(), state_.directory, state_.target.c_str());
    return renamed == 0 ? outcome{} : failure();
}

// linkat(fd, "", AT_EMPTY_PATH) would need a privilege.
template <class Calls>
std::string basic_upload<Calls>::path_of_file() const {
    return "/proc/self/fd/" + std::to_string(state_.file.get());
}

// Never replaces: EEXIST if the name is taken, be it by a dangling link.
template <class Calls>
outcome basic_upload<Calls>::link_to(int directory, const char* name) {
    if (calls::linkat(AT_FDCWD, path_of_file().c_str(), directory, name, AT_SYMLINK_FOLLOW) != 0) return failure();
    return {};
}

template <class Calls>
outcome basic_upload<Calls>::rename_to_new() noexcept {
    const char* const from = state_.private_name.c_str();
    const char* const to = state_.target.c_str();
    const int renamed = calls::rename_without_replacing(state_.private_directory, from, state_.directory, to);
    if (renamed == 0) return {};
    if (errno != EINVAL && errno != ENOSYS) return failure();
    // A file system that cannot: a second name, then the first one goes. Should it stay, it is swept away some day.
    if (calls::linkat(state_.private_directory, from, state_.directory, to, 0) != 0) return failure();
    calls::unlinkat(state_.private_directory, from);
    return {};
}

template <class Calls>
outcome basic_upload<Calls>::choose_temporary_name() {
    random_bits random;
    const ssize_t size = calls::getrandom(random.data(), random.size());
    if (size != static_cast<ssize_t>(random.size())) return failure(size < 0 ? errno : EIO);
    state_.private_name = temporary_name(random);
    return {};
}

using upload = basic_upload<>;

} // namespace cleave::posix
