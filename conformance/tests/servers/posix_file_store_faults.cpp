// SPDX-License-Identifier: MIT
//
// Every system call of an upload fails, in turn and in every way, until a run meets no fault any more. After each run
// the store is as it was, or holds the new file, whole; never anything else.
#include "reference-impls/posix/file_store.hpp"

#include "cleave/header_message.hpp"
#include "conformance/tests/servers/posix_temporary_directory.hpp"
#include "reference-impls/posix/socket.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

namespace cleave::posix {
namespace {

// What is done to the call number `at`, counted from 0, or, if `sticky`, to all calls from there on.
struct fault_plan {
    std::size_t at = std::numeric_limits<std::size_t>::max();
    int error = 0; // 0: the call does a part of its work
    bool sticky = false;
    bool has_unnamed_files = true;
};

// One call that was made: what, on which descriptor, and whether it did its work.
struct made_call {
    std::string_view what;
    int fd = -1;
    bool done = false;
};

struct fault_state {
    fault_plan plan;
    std::vector<made_call> made;
    bool met = false;        // a call failed or fell short because of the plan
    bool unlink_met = false; // and it was one that removes a file
};
fault_state faults;

// Makes the call, or fails it. `shorten` makes the call with a part of its work.
template <class Call, class Shorten>
auto make_call(std::string_view what, int fd, Call call, Shorten shorten) noexcept -> decltype(call()) {
    const std::size_t number = faults.made.size();
    const bool hit = number == faults.plan.at || (faults.plan.sticky && number > faults.plan.at);
    faults.made.push_back({what, fd, true});
    if (!hit) return call();
    faults.met = true;
    if (faults.plan.error == 0) return shorten();
    faults.made.back().done = false;
    faults.unlink_met |= what == "unlinkat";
    errno = faults.plan.error;
    return -1;
}

template <class Call>
auto make_call(std::string_view what, int fd, Call call) noexcept -> decltype(call()) {
    return make_call(what, fd, call, call);
}

std::size_t part_of(std::size_t size) noexcept { return size > 1 ? size / 2 : size; }

// The system's own, but for the waiting: thousands of runs would spend all their time on it.
struct quick_calls : real_calls {
    static int start_write_back(int, off_t, off_t) noexcept { return 0; }
    static int fsync(int) noexcept { return 0; }
};

struct faulty_calls {
    using real = quick_calls;

    static int openat(int dir, const char* path, int flags, mode_t mode) noexcept {
        if ((flags & O_TMPFILE) == O_TMPFILE && !faults.plan.has_unnamed_files) {
            errno = EOPNOTSUPP;
            return -1;
        }
        return make_call("openat", dir, [&] { return real::openat(dir, path, flags, mode); });
    }
    static int mkdirat(int dir, const char* path, mode_t mode) noexcept {
        return make_call("mkdirat", dir, [&] { return real::mkdirat(dir, path, mode); });
    }
    static int unlinkat(int dir, const char* path) noexcept {
        return make_call("unlinkat", dir, [&] { return real::unlinkat(dir, path); });
    }
    static int linkat(int from_dir, const char* from, int to_dir, const char* to, int flags) noexcept {
        return make_call("linkat", to_dir, [&] { return real::linkat(from_dir, from, to_dir, to, flags); });
    }
    static int renameat(int from_dir, const char* from, int to_dir, const char* to) noexcept {
        return make_call("renameat", to_dir, [&] { return real::renameat(from_dir, from, to_dir, to); });
    }
    static int rename_without_replacing(int from_dir, const char* from, int to_dir, const char* to) noexcept {
        return make_call("rename_without_replacing", to_dir,
                         [&] { return real::rename_without_replacing(from_dir, from, to_dir, to); });
    }
    static int fstat(int fd, struct stat& to) noexcept {
        return make_call("fstat", fd, [&] { return real::fstat(fd, to); });
    }
    static int fstatat(int dir, const char* path, struct stat& to) noexcept {
        return make_call("fstatat", dir, [&] { return real::fstatat(dir, path, to); });
    }
    static int fstatvfs(int fd, struct statvfs& to) noexcept {
        return make_call("fstatvfs", fd, [&] { return real::fstatvfs(fd, to); });
    }
    static int fallocate(int fd, off_t from, off_t size) noexcept {
        return make_call("fallocate", fd, [&] { return real::fallocate(fd, from, size); });
    }
    static int ftruncate(int fd, off_t size) noexcept {
        return make_call("ftruncate", fd, [&] { return real::ftruncate(fd, size); });
    }
    static ssize_t pwrite(int fd, const void* bytes, std::size_t size, off_t at) noexcept {
        return make_call(
            "pwrite", fd, [&] { return real::pwrite(fd, bytes, size, at); },
            [&] { return real::pwrite(fd, bytes, part_of(size), at); });
    }
    static ssize_t pread(int fd, void* into, std::size_t size, off_t at) noexcept {
        return make_call(
            "pread", fd, [&] { return real::pread(fd, into, size, at); },
            [&] { return real::pread(fd, into, part_of(size), at); });
    }
    static ssize_t splice(int from, int to, off_t* to_offset, std::size_t size, int flags) noexcept {
        return make_call(
            "splice", to, [&] { return real::splice(from, to, to_offset, size, flags); },
            [&] { return real::splice(from, to, to_offset, part_of(size), flags); });
    }
    static ssize_t sendfile(int to, int from, off_t* from_offset, std::size_t size) noexcept {
        return make_call(
            "sendfile", from, [&] { return real::sendfile(to, from, from_offset, size); },
            [&] { return real::sendfile(to, from, from_offset, part_of(size)); });
    }
    static int start_write_back(int fd, off_t from, off_t size) noexcept {
        return make_call("start_write_back", fd, [&] { return real::start_write_back(fd, from, size); });
    }
    static int fsync(int fd) noexcept {
        return make_call("fsync", fd, [&] { return real::fsync(fd); });
    }
    static int duplicate(int fd) noexcept {
        return make_call("duplicate", fd, [&] { return real::duplicate(fd); });
    }
    // The descriptor is gone even when close() fails.
    static int close(int fd) noexcept {
        const int closed = real::close(fd);
        return make_call("close", fd, [&] { return closed; });
    }
    static int lock_or_fail(int fd) noexcept {
        return make_call("lock_or_fail", fd, [&] { return real::lock_or_fail(fd); });
    }
    static ssize_t getrandom(void* into, std::size_t size) noexcept {
        return make_call("getrandom", -1, [&] { return real::getrandom(into, size); }); // never short so early
    }
    static int together(const auto& steps) noexcept { return steps(); } // here, where the calls are counted
};

// One kind of upload.
struct scenario {
    std::string_view label;
    bool has_unnamed_files = true;
    bool overwrite = false; // an old file is there
    bool resume = false;    // a part is there
    bool by_splice = false;
    bool durable = true;
    std::string_view name = "a";
};

const scenario scenarios[] = {
    {.label = "nameless"},
    {.label = "nameless, over an old file", .overwrite = true},
    {.label = "private name", .has_unnamed_files = false},
    {.label = "private name, over an old file", .has_unnamed_files = false, .overwrite = true},
    {.label = "continued", .resume = true},
    {.label = "continued, over an old file", .overwrite = true, .resume = true},
    {.label = "spliced", .by_splice = true},
    {.label = "into new directories", .name = "b/c/a"},
    {.label = "private name, into new directories", .has_unnamed_files = false, .name = "b/c/a"},
    {.label = "not durable", .durable = false},
};

const std::string new_text = "the new file: " + std::string(30000, 'n');
const std::string old_text = "old";
constexpr std::size_t part_size = 10000;

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

// What a run left, besides what can be seen in the directory.
struct run_result {
    bool begun = false;
    commit_result committed{{status::io_failed}};
};

template <class Calls>
run_result run_upload(const fs::path& root, const scenario& what) {
    run_result result;
    basic_file_store<Calls> store;
    if (!store.open(root.c_str(), {.subtrees = true, .resumable = what.resume}).ok()) return result;
    basic_upload<Calls> upload;
    const upload_options options{.overwrite = what.overwrite,
                                 .durable = what.durable,
                                 .resume = what.resume,
                                 .offset = what.resume ? part_size : 0};
    if (!store.begin(what.name, new_text.size(), options, upload).ok()) return result;
    result.begun = true;
    std::string_view left = std::string_view(new_text).substr(options.offset);
    if (what.by_splice) {
        stream_socket here, there;
        splice_pipe pipe;
        if (!socket_pair(blocking::no, here, there).ok() || !pipe.open().ok()) return result;
        if (there.write_some(bytes_of(left)).bytes != left.size()) return result;
        while (upload.is_open() && upload.remaining() > 0) {
            const io_result moved = upload.receive_from_socket(here.fd(), 7000, pipe);
            if (moved.state == io::failed) return result;
        }
    } else {
        for (; !left.empty(); left.remove_prefix(std::min<std::size_t>(left.size(), 7000)))
            if (!upload.write(bytes_of(left.substr(0, 7000))).ok()) return result;
    }
    result.committed = upload.commit();
    return result;
}

void prepare(const fs::path& root, const scenario& what) {
    fs::create_directory(root);
    if (what.overwrite) write_file(root / what.name, old_text);
    if (!what.resume) return;
    basic_file_store<quick_calls> store;
    basic_upload<quick_calls> part;
    ASSERT_TRUE(store.open(root.c_str(), {.resumable = true}).ok());
    ASSERT_TRUE(store.begin(what.name, new_text.size(), {.overwrite = what.overwrite, .resume = true}, part).ok());
    ASSERT_TRUE(part.write(bytes_of(std::string_view(new_text).substr(0, part_size))).ok());
}

// All regular files beneath `root` that are neither the upload's own nor a part of it.
std::set<std::string> strangers(const fs::path& root, const scenario& what) {
    std::set<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        const std::string name = fs::relative(entry.path(), root).string();
        if (entry.is_directory() || name == what.name || name.starts_with(partial_directory)) continue;
        names.insert(name);
    }
    return names;
}

void check_invariants(const fs::path& root, const scenario& what, const run_result& result) {
    const fs::path target = root / what.name;
    const bool is_new = fs::exists(target) && read_file(target) == new_text;
    const bool is_old = what.overwrite ? fs::exists(target) && read_file(target) == old_text : !fs::exists(target);
    EXPECT_TRUE(is_new || is_old) << "neither old nor new";
    EXPECT_EQ(is_new, result.committed.holds != ack::received) << "what holds is not what is there";
    if (result.committed.result.ok()) {
        EXPECT_EQ(result.committed.holds, what.durable ? ack::durable : ack::stored);
    } else {
        EXPECT_NE(result.committed.holds, ack::durable);
    }
    const std::set<std::string> left = strangers(root, what);
    EXPECT_TRUE(left.empty() || faults.unlink_met) << "left behind: " << *left.begin();

    // The next upload succeeds, and what could not be removed is swept away before it.
    const run_result next = [&] {
        scenario again = what;
        again.overwrite = true;
        again.resume = false;
        return run_upload<quick_calls>(root, again);
    }();
    EXPECT_EQ(next.committed.holds, what.durable ? ack::durable : ack::stored);
    EXPECT_EQ(read_file(target), new_text);
    EXPECT_EQ(strangers(root, what), std::set<std::string>{});
}

struct FileStoreFaults : testing::TestWithParam<scenario> {};

void PrintTo(const scenario& what, std::ostream* to) { *to << what.label; }

// Returns whether the fault was met.
bool survives(const scenario& what, const fault_plan& plan) {
    temporary_directory place(memory_path());
    prepare(place / "root", what);
    write_file(place / "canary", "canary");
    const std::size_t descriptors = open_descriptors();
    faults = {plan, {}, false, false};
    const run_result result = run_upload<faulty_calls>(place / "root", what);
    const bool met = faults.met;
    const bool harmless = !met || (!plan.sticky && (plan.error == EINTR || plan.error == 0));
    EXPECT_TRUE(!harmless || result.committed.result.ok())
        << faults.made[std::min(plan.at, faults.made.size() - 1)].what;
    check_invariants(place / "root", what, result);
    EXPECT_EQ(read_file(place / "canary"), "canary");
    EXPECT_EQ(names_in(place.path()), (std::set<std::string>{"canary", "root"}));
    EXPECT_EQ(open_descriptors(), descriptors);
    return met;
}

TEST_P(FileStoreFaults, KeepOldOrNewWholeWhicheverCallFails) {
    constexpr int errors[] = {EIO, ENOSPC, EDQUOT, EINTR, EMFILE, ENOMEM, 0};
    int runs = 0;
    for (const int error : errors)
        for (const bool sticky : {false, true}) {
            fault_plan plan{0, error, sticky, GetParam().has_unnamed_files};
            bool met = true;
            for (; met && !HasFailure(); ++plan.at, ++runs) {
                SCOPED_TRACE(testing::Message()
                             << "call " << plan.at << ", errno " << error << (sticky ? ", sticky" : ""));
                ASSERT_LT(plan.at, 1000u) << "no run without a fault";
                met = survives(GetParam(), plan);
            }
        }
    RecordProperty("runs", runs);
    EXPECT_GT(runs, 100);
}

TEST_P(FileStoreFaults, NoneMeansFileSyncedThenNamedThenDirectorySynced) {
    const scenario& what = GetParam();
    temporary_directory place(memory_path());
    ASSERT_NO_FATAL_FAILURE(prepare(place / "root", what));
    faults = {{}, {}, false, false};
    faults.plan.has_unnamed_files = what.has_unnamed_files;
    ASSERT_TRUE(run_upload<faulty_calls>(place / "root", what).committed.result.ok());

    std::vector<std::string_view> order;
    int file = -1;
    for (const made_call& call : faults.made) {
        if (call.what == "pwrite" || (call.what == "splice" && call.fd != -1)) file = call.fd;
        const bool writes = call.what == "pwrite" || call.what == "splice";
        const bool names = call.what.starts_with("rename") || call.what == "linkat";
        const std::string_view step = writes                 ? "write"
                                      : names                ? "name"
                                      : call.what != "fsync" ? ""
                                      : call.fd == file      ? "sync file"
                                                             : "sync directory";
        if (!step.empty() && (order.empty() || order.back() != step)) order.push_back(step);
    }
    std::vector<std::string_view> expected = {"write"};
    if (what.durable) expected.push_back("sync file");
    const bool makes_directories = what.name.find('/') != what.name.npos;
    if (makes_directories && what.durable) expected.push_back("sync directory");
    expected.push_back("name");
    if (what.durable) expected.push_back("sync directory");
    EXPECT_EQ(order, expected);
}

INSTANTIATE_TEST_SUITE_P(Upload, FileStoreFaults, testing::ValuesIn(scenarios), [](const auto& parameter) {
    std::string name(parameter.param.label);
    std::erase(name, ',');
    for (char& c : name)
        if (c == ' ') c = '_';
    return name;
});

// The disk's last chance to speak, before the file has a name and after: one failure is final, and is told.
TEST_P(FileStoreFaults, OfSyncAndCloseEndTheUploadWithoutASecondTry) {
    const scenario& what = GetParam();
    const bool makes_directories = what.name.find('/') != what.name.npos;
    // What an upload without a fault does, to find these calls in.
    temporary_directory clean(memory_path());
    prepare(clean / "root", what);
    faults = {{}, {}, false, false};
    faults.plan.has_unnamed_files = what.has_unnamed_files;
    ASSERT_TRUE(run_upload<faulty_calls>(clean / "root", what).committed.result.ok());
    const std::vector<made_call> calls = faults.made;

    int tried = 0;
    for (std::size_t at = 0; at < calls.size(); ++at) {
        if (calls[at].what != "fsync" && calls[at].what != "close") continue;
        ++tried;
        temporary_directory place(memory_path());
        prepare(place / "root", what);
        faults = {{at, EIO, false, what.has_unnamed_files}, {}, false, false};
        const run_result result = run_upload<faulty_calls>(place / "root", what);
        const bool is_last = std::none_of(calls.begin() + static_cast<std::ptrdiff_t>(at) + 1, calls.end(),
                                          [](const made_call& call) { return call.what == "fsync"; });
        const bool is_published = what.durable && is_last;
        EXPECT_EQ(result.committed.result.code, status::io_failed) << at;
        EXPECT_EQ(result.committed.holds, is_published ? ack::stored : ack::received) << at;
        const auto again = std::count_if(faults.made.begin() + static_cast<std::ptrdiff_t>(at) + 1, faults.made.end(),
                                         [](const made_call& call) { return call.what == "fsync"; });
        EXPECT_EQ(again, 0) << at;
        check_invariants(place / "root", what, result);
    }
    EXPECT_EQ(tried, what.durable ? (makes_directories ? 5 : 3) : 1);
}

// A client that asks, and gets: stat, and the file by read and by sendfile. Its bytes are the file's, as far as they
// come, and a store that could not read them says so.
bool reads_or_fails(const fault_plan& plan) {
    temporary_directory place(memory_path());
    fs::create_directory(place / "b");
    write_file(place / "b" / "a", new_text);
    const std::size_t descriptors = open_descriptors();
    bool is_told = false;
    {
        basic_file_store<faulty_calls> store;
        faults = {};
        EXPECT_TRUE(store.open(place.path().c_str(), {.subtrees = true}).ok());
        stream_socket here, there;
        EXPECT_TRUE(socket_pair(blocking::no, here, there).ok());
        faults = {plan, {}, false, false};
        file_status found;
        if (store.look_up("b/a", found).ok()) {
            EXPECT_TRUE(found.complete && found.size == new_text.size());
        } else {
            is_told = true;
        }
        basic_file_store<faulty_calls>::download_type file;
        if (!store.open_file("b/a", file).ok()) {
            is_told = true;
        } else {
            std::string came;
            std::array<std::byte, 7000> room;
            while (came.size() < new_text.size()) {
                const bool is_read = came.size() < new_text.size() / 2;
                const io_result got = is_read ? file.read_some(room) : file.send_to_socket(here.fd(), room.size());
                is_told |= got.state != io::ok;
                if (is_told) break;
                const auto bytes = std::span(room).first(got.bytes);
                if (!is_read) {
                    EXPECT_EQ(there.read_some(bytes).bytes, bytes.size());
                }
                came.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
            }
            EXPECT_TRUE(new_text.starts_with(came));
        }
    }
    const bool harmless = !faults.met || plan.error == 0 || (plan.error == EINTR && !plan.sticky);
    EXPECT_EQ(is_told, !harmless);
    EXPECT_EQ(read_file(place / "b" / "a"), new_text);
    EXPECT_EQ(open_descriptors(), descriptors);
    return faults.met;
}

TEST(FileStoreReadFaults, AreToldAndNeverGarbageWhicheverCallFails) {
    int runs = 0;
    for (const int error : {EIO, ENOSPC, EDQUOT, EINTR, EMFILE, ENOMEM, 0})
        for (const bool sticky : {false, true}) {
            bool met = true;
            for (fault_plan plan{0, error, sticky, true}; met && !HasFailure(); ++plan.at, ++runs) {
                SCOPED_TRACE(testing::Message()
                             << "call " << plan.at << ", errno " << error << (sticky ? ", sticky" : ""));
                ASSERT_LT(plan.at, 1000u) << "no run without a fault";
                met = reads_or_fails(plan);
            }
        }
    RecordProperty("runs", runs);
    EXPECT_GT(runs, 100);
}

// What was reserved is given back, whatever fails.
TEST(FileStoreQuotaFaults, AreNeverCharged) {
    for (std::size_t at = 0;; ++at) {
        ASSERT_LT(at, 1000u);
        temporary_directory place(memory_path());
        faults = {};
        basic_file_store<faulty_calls> store;
        ASSERT_TRUE(store.open(place.path().c_str(), {.resumable = true}).ok());
        faults = {{at, EIO, false, true}, {}, false, false};
        for (const bool resume : {false, true}) {
            basic_upload<faulty_calls> upload;
            if (!store.begin("a", 10, {.overwrite = true, .resume = resume}, upload).ok()) continue;
            if (upload.write(bytes_of("0123456789")).ok()) static_cast<void>(upload.commit());
        }
        const bool whole = fs::exists(place / "a");
        EXPECT_EQ(store.usage().bytes(), whole ? 10u : 0u) << at;
        EXPECT_EQ(store.usage().files(), whole ? 1u : 0u) << at;
        if (!faults.met) break;
    }
}

} // namespace
} // namespace cleave::posix
