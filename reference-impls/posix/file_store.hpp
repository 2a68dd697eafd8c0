// SPDX-License-Identifier: MIT
//
// file_store: files beneath one directory; peers put them there and get them from there.
//
// The directory is opened once, and everything is done relative to that descriptor: not even a directory that is moved
// or swapped for a link while we work leads anywhere else. A name is one path component, or, if subtrees are asked for,
// a relative path that is walked one component at a time, without following links. A file appears under its name only
// when it is whole (see upload.hpp), and an existing one is replaced only if that is asked for.
#pragma once

#include "directory.hpp"
#include "download.hpp"
#include "upload.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <optional>

namespace cleave::posix {

struct store_options {
    bool subtrees = false;  // names may be relative paths; missing directories are made
    bool resumable = false; // broken uploads may be kept and continued
    std::chrono::seconds partial_lifetime = std::chrono::hours(24); // how long they are kept
    quota_limits limits = {};
    bool counts_files = true;            // every file, and not parts alone: needed for limits
    std::uint64_t keep_free = 0;         // bytes of the disk that uploads leave to others
    std::uint64_t keep_free_percent = 0; // the same, of the disk's size; what is more counts
};

/// What there is under a name.
struct file_status {
    std::uint64_t size = 0;     // the file's, or the one that its broken upload announced
    std::uint64_t received = 0; // how much of it is there: where a broken upload can go on
    bool complete = false;
};

/// The store. Several threads may use one, each with its own uploads and downloads.
template <class Calls = real_calls>
class basic_file_store {
  public:
    using upload_type = basic_upload<Calls>;
    using download_type = basic_download<Calls>;

    basic_file_store() = default;
    basic_file_store(const basic_file_store&) = delete;
    basic_file_store& operator=(const basic_file_store&) = delete;

    /// Opens the directory `root`, sweeps away what a crash may have left, and counts what is there.
    outcome open(const char* root, store_options options = {});

    /// Removes parts that nobody continued in their lifetime and temporary files that nobody holds, and brings the
    /// account up to what other programs did to the directory. Reads all of it: for another thread, from time to time.
    outcome sweep();

    /// Begins to store a file of `size` bytes under `name`; `out` takes them. Everything that can be refused is refused
    /// here, before the first byte:
    /// - name_*: the name is not one that a store takes;  not_a_file: a directory has that name, or a part of a path is
    /// none
    /// - already_exists: something else has that name (and is no file to be overwritten)
    /// - no_space, quota_exceeded, permission_denied, io_failed
    /// - with `resume`: offset_beyond_size if less than `offset` bytes are there; busy if somebody else continues it
    /// now
    outcome begin(std::string_view name, std::uint64_t size, const upload_options& options, upload_type& out);

    /// Opens a regular file for reading: not_found, not_a_file (links, directories, FIFOs, devices), permission_denied.
    outcome open_file(std::string_view name, download_type& out);

    /// What is there under `name`: a whole file, or the part of one. A client that tells `size` (and `digest`, if it
    /// announced one) learns of its own broken upload first; otherwise of a whole file first, then of the largest part.
    outcome look_up(std::string_view name, file_status& out, std::optional<std::uint64_t> size = std::nullopt,
                    std::string_view digest = {});

    /// How much the store holds: whole files, parts, and what uploads have reserved.
    const quota& usage() const noexcept { return usage_; }

    int root_fd() const noexcept { return root_.get(); }

  private:
    using calls = retried_calls<Calls>;

    // A directory that exists, and the rest of the name, in which only the last component is no directory.
    struct place {
        descriptor subdirectory;
        int directory = -1;
        std::string_view rest;
    };

    static constexpr int max_depth = 64;
    static constexpr int most_parts_of_a_name = 64; // that are looked at

    outcome open_directory(int at, const char* name, descriptor& out);
    outcome open_partials(descriptor& out);
    outcome locate(std::string_view name, place& out);
    outcome check_target(const place& at, bool overwrite);
    std::uint64_t kept_free();
    bool is_removed(int directory);
    outcome open_upload(upload_type& fresh, const upload_options& options);
    outcome open_private(upload_type& fresh);
    outcome open_resumable(upload_type& fresh, std::uint64_t offset);
    bool find_partial(std::string_view name, file_status& out, std::optional<std::uint64_t> size,
                      std::string_view digest);
    using listing = quota::names_and_bytes;
    outcome survey(int directory, const std::string& path, int depth, listing& files);
    outcome survey_partials(int partials, listing& files);
    bool remove_unlocked(int directory, const char* name);

    descriptor root_;
    store_options options_;
    bool unnamed_files_ = false;
    quota usage_;
};

template <class Calls>
outcome basic_file_store<Calls>::open(const char* root, store_options options) {
    options_ = options;
    usage_.set_limits(options.limits, options.counts_files);
    if (const outcome opened = open_directory(AT_FDCWD, root, root_); !opened.ok()) return opened;
    // A file without a name gets one by way of /proc.
    struct stat proc {};
    unnamed_files_ = calls::fstatat(AT_FDCWD, "/proc/self/fd", proc) == 0;
    if (options.resumable) {
        descriptor partials;
        // A directory that can only be read serves those who get; an upload is told so in its time.
        const outcome opened = open_partials(partials);
        if (!opened.ok() && opened.code != status::permission_denied) return opened;
    }
    return sweep();
}

template <class Calls>
outcome basic_file_store<Calls>::sweep() {
    listing files;
    descriptor partials;
    usage_.begin_sweep();
    outcome swept = survey(root_.get(), "", 0, files);
    if (swept.ok() && options_.resumable && open_directory(root_.get(), partial_directory.data(), partials).ok())
        swept = survey_partials(partials.get(), files);
    swept.ok() ? usage_.end_sweep(files) : usage_.abandon_sweep(); // what is half seen is no news
    return swept;
}

template <class Calls>
outcome basic_file_store<Calls>::open_directory(int at, const char* name, descriptor& out) {
    // The operator's own path may lead through links; nothing beneath the root may.
    const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (at == AT_FDCWD ? 0 : O_NOFOLLOW);
    descriptor opened(calls::openat(at, name, flags, no_mode));
    if (!opened.is_open()) return failure();
    out = std::move(opened);
    return {};
}

template <class Calls>
outcome basic_file_store<Calls>::open_partials(descriptor& out) {
    const char* const name = partial_directory.data();
    if (calls::mkdirat(root_.get(), name, directory_mode) != 0 && errno != EEXIST) return failure();
    if (const outcome opened = open_directory(root_.get(), name, out); !opened.ok()) return opened;
    struct stat made {};
    if (calls::fstat(out.get(), made) != 0) return failure();
    // Who else can write in it can have us write into what is theirs.
    const bool is_ours = made.st_uid == ::geteuid() && (made.st_mode & 022) == 0;
    return is_ours ? outcome{} : outcome{status::permission_denied};
}

template <class Calls>
outcome basic_file_store<Calls>::begin(std::string_view name, std::uint64_t size, const upload_options& options,
                                       upload_type& out) {
    if (const status checked = check_store_name(name, options_.subtrees); checked != status::ok) return {checked};
    if (size > unlimited) return {status::size_out_of_range};
    if (options.offset > size) return {status::offset_beyond_size};
    if (options.offset > 0 && !(options.resume && options_.resumable)) return {status::unsupported};
    place at;
    if (const outcome located = locate(name, at); !located.ok()) return located;
    if (const outcome target = check_target(at, options.overwrite); !target.ok()) return target;

    upload_type fresh;
    auto& state = fresh.state_;
    state.begun_in = std::move(at.subdirectory);
    state.directory = state.private_directory = at.directory;
    state.target = at.rest;
    state.size = size;
    state.root = root_.get();
    state.name = name;
    state.account = &usage_;
    state.keep_free = kept_free();
    state.overwrite = options.overwrite;
    state.durable = options.durable;
    state.resumable = options.resume && options_.resumable;
    if (state.resumable) state.private_name = partial_name({name, size, options.digest});
    // What cannot fit is refused here; what may is paid for as it comes.
    outcome begun = fresh.check_disk(size - options.offset);
    if (begun.ok()) begun = open_upload(fresh, options);
    if (begun.ok() && !usage_.fits({size - std::min(size, state.reserved.bytes), 0})) begun = {status::quota_exceeded};
    if (begun.ok()) begun = usage_.reserve({0, 1 - state.reserved.files});
    if (begun.ok()) state.reserved.files = 1;
    if (begun.error != 0 && is_removed(fresh.state_.directory)) begun.code = status::io_failed;
    if (begun.ok()) out = std::move(fresh);
    return begun;
}

// What a removed directory answers differs: no such file, not permitted, ... None of it is about the name.
template <class Calls>
bool basic_file_store<Calls>::is_removed(int directory) {
    struct stat now {};
    return calls::fstat(directory, now) == 0 && now.st_nlink == 0;
}

template <class Calls>
outcome basic_file_store<Calls>::open_upload(upload_type& fresh, const upload_options& options) {
    if (!fresh.state_.resumable) return open_private(fresh);
    const outcome opened = open_resumable(fresh, options.offset);
    if (opened.code != status::busy || options.offset != 0) return opened;
    // Somebody else is sending the same: this one is made beside it, and cannot be continued.
    auto& state = fresh.state_;
    state.resumable = false;
    state.private_name.clear();
    state.partials.reset();
    state.private_directory = state.directory;
    return open_private(fresh);
}

template <class Calls>
outcome basic_file_store<Calls>::open_private(upload_type& fresh) {
    if (!unnamed_files_) return fresh.open_temporary();
    const outcome opened = fresh.open_unnamed();
    const bool can_not = opened.error == EOPNOTSUPP || opened.error == EISDIR || opened.error == EINVAL;
    return can_not ? fresh.open_temporary() : opened;
}

// The directory of parts is opened for each upload, and made anew where somebody removed it.
template <class Calls>
outcome basic_file_store<Calls>::open_resumable(upload_type& fresh, std::uint64_t offset) {
    outcome opened;
    const std::string record = part_record(fresh.state_.private_name);
    usage_.prepare(record);                         // now, while nothing needs to be undone
    for (int attempt = 0; attempt < 8; ++attempt) { // it may go as soon as it is made
        opened = open_partials(fresh.state_.partials);
        fresh.state_.private_directory = fresh.state_.partials.get();
        if (opened.ok()) opened = fresh.open_partial(offset);
        if (opened.code != status::not_found) break;
    }
    if (!opened.ok()) usage_.forget_if_empty(record);
    return opened;
}

template <class Calls>
outcome basic_file_store<Calls>::open_file(std::string_view name, download_type& out) {
    if (const status checked = check_store_name(name, options_.subtrees); checked != status::ok) return {checked};
    place at;
    if (const outcome located = locate(name, at); !located.ok()) return located;
    // O_NONBLOCK: opening a FIFO must not wait for its writer.
    constexpr int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    const std::string rest(at.rest);
    descriptor file(calls::openat(at.directory, rest.c_str(), flags, no_mode));
    if (!file.is_open()) return failure();
    struct stat opened {};
    if (calls::fstat(file.get(), opened) != 0) return failure();
    if (!S_ISREG(opened.st_mode)) return {status::not_a_file};
    out.file_ = std::move(file);
    out.size_ = static_cast<std::uint64_t>(opened.st_size);
    out.position_ = 0;
    out.version_ = download_type::version_of(opened);
    return {};
}

template <class Calls>
outcome basic_file_store<Calls>::look_up(std::string_view name, file_status& out, std::optional<std::uint64_t> size,
                                         std::string_view digest) {
    if (const status checked = check_store_name(name, options_.subtrees); checked != status::ok) return {checked};
    if (size && find_partial(name, out, size, digest)) return {};
    place at;
    if (const outcome located = locate(name, at); !located.ok()) return located;
    struct stat file {};
    if (calls::fstatat(at.directory, std::string(at.rest).c_str(), file) == 0) {
        if (!S_ISREG(file.st_mode)) return {status::not_a_file};
        const auto bytes = static_cast<std::uint64_t>(file.st_size);
        out = {bytes, bytes, true};
        return {};
    }
    const outcome missing = failure();
    if (missing.code == status::not_found && !size && find_partial(name, out, size, digest)) return {};
    return missing;
}

// Follows the directories of `name` as far as they exist.
template <class Calls>
outcome basic_file_store<Calls>::locate(std::string_view name, place& out) {
    out.directory = root_.get();
    out.rest = name;
    for (std::size_t slash; (slash = out.rest.find('/')) != name.npos; out.rest.remove_prefix(slash + 1)) {
        const std::string component(out.rest.substr(0, slash));
        const outcome opened = open_directory(out.directory, component.c_str(), out.subdirectory);
        if (opened.code == status::not_found) return {};
        if (!opened.ok()) return opened;
        out.directory = out.subdirectory.get();
    }
    return {};
}

template <class Calls>
outcome basic_file_store<Calls>::check_target(const place& at, bool overwrite) {
    struct stat file {};
    if (calls::fstatat(at.directory, std::string(at.rest).c_str(), file) != 0)
        return errno == ENOENT ? outcome{} : failure();
    if (S_ISDIR(file.st_mode)) return {status::not_a_file};
    // A link is replaced, never followed. FIFOs, sockets and devices are somebody's, and stay.
    const bool replaceable = S_ISREG(file.st_mode) || S_ISLNK(file.st_mode);
    return overwrite && replaceable ? outcome{} : outcome{status::already_exists};
}

// Of the disk, for others.
template <class Calls>
std::uint64_t basic_file_store<Calls>::kept_free() {
    struct statvfs disk {};
    if (options_.keep_free_percent == 0 || calls::fstatvfs(root_.get(), disk) != 0) return options_.keep_free;
    const std::uint64_t share = std::uint64_t{disk.f_blocks} / 100 * options_.keep_free_percent * disk.f_frsize;
    return std::max(options_.keep_free, share);
}

template <class Calls>
bool basic_file_store<Calls>::find_partial(std::string_view name, file_status& out, std::optional<std::uint64_t> size,
                                           std::string_view digest) {
    descriptor partials;
    if (!options_.resumable || !open_directory(root_.get(), partial_directory.data(), partials).ok()) return false;
    bool found = false;
    const auto consider = [&](const char* partial) {
        struct stat file {};
        if (calls::fstatat(partials.get(), partial, file) != 0 || !S_ISREG(file.st_mode)) return;
        const auto received = static_cast<std::uint64_t>(file.st_size);
        if (found && received <= out.received) return;
        out = {size_in_partial_name(partial).value_or(0), received, false};
        found = true;
    };
    if (size) {
        consider(partial_name({name, *size, digest}).c_str());
    } else {
        // Those that the account knows: the directory may hold any number of others.
        int looked_at = 0;
        const std::string prefix = part_record(partial_name_prefix(name));
        usage_.for_each_name(prefix, [&](const std::string& record) {
            consider(record.c_str() + partial_directory.size() + 1);
            return ++looked_at < most_parts_of_a_name;
        });
    }
    return found;
}

// Removes temporary files that nobody holds a lock on, and finds the rest. A temporary file that somebody holds is
// counted by whom it belongs to.
template <class Calls>
outcome basic_file_store<Calls>::survey(int directory, const std::string& path, int depth, listing& files) {
    return for_each_entry(directory, [&](const char* name) {
        const bool is_temporary = is_temporary_name(name);
        if (!is_temporary && !options_.counts_files) return;
        struct stat file {};
        if (calls::fstatat(directory, name, file) != 0) return;
        if (S_ISREG(file.st_mode)) {
            if (is_temporary) return static_cast<void>(remove_unlocked(directory, name));
            files[path + name] = static_cast<std::uint64_t>(file.st_size);
        } else if (S_ISDIR(file.st_mode) && options_.subtrees && depth < max_depth && !is_private_name(name)) {
            descriptor beneath;
            // What cannot be read is not counted; it cannot be written either.
            if (!open_directory(directory, name, beneath).ok()) return;
            static_cast<void>(survey(beneath.get(), path + name + "/", depth + 1, files));
        }
    });
}

template <class Calls>
outcome basic_file_store<Calls>::survey_partials(int partials, listing& files) {
    const std::time_t oldest = std::time(nullptr) - static_cast<std::time_t>(options_.partial_lifetime.count());
    return for_each_entry(partials, [&](const char* name) {
        struct stat file {};
        if (!size_in_partial_name(name) || calls::fstatat(partials, name, file) != 0) return;
        if (file.st_mtime < oldest && remove_unlocked(partials, name)) return;
        files[part_record(name)] = static_cast<std::uint64_t>(file.st_size);
    });
}

// Whoever still writes a file holds a lock on it.
template <class Calls>
bool basic_file_store<Calls>::remove_unlocked(int directory, const char* name) {
    const descriptor file(calls::openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, no_mode));
    return file.is_open() && calls::lock_or_fail(file.get()) == 0 && calls::unlinkat(directory, name) == 0;
}

using file_store = basic_file_store<>;

} // namespace cleave::posix
