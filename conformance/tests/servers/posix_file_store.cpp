// SPDX-License-Identifier: MIT
#include "reference-impls/posix/file_store.hpp"

#include "conformance/tests/servers/posix_temporary_directory.hpp"
#include "reference-impls/posix/socket.hpp"
#include "reference-impls/posix/stop_signals.hpp"

#include <atomic>
#include <functional>
#include <gtest/gtest.h>
#include <random>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>

namespace cleave::posix {
namespace {

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

// A file system that cannot make files without a name: the store must fall back to private names.
struct calls_without_unnamed_files : real_calls {
    static int openat(int dir, const char* path, int flags, mode_t mode) noexcept {
        if ((flags & O_TMPFILE) == O_TMPFILE) {
            errno = EOPNOTSUPP;
            return -1;
        }
        return real_calls::openat(dir, path, flags, mode);
    }
};

// As before, and it cannot rename without replacing either.
struct calls_of_an_old_file_system : calls_without_unnamed_files {
    static int rename_without_replacing(int, const char*, int, const char*) noexcept {
        errno = EINVAL;
        return -1;
    }
};

// A disk whose room nobody knows before it is full.
struct calls_without_foresight : real_calls {
    static int fstatvfs(int, struct statvfs& to) noexcept {
        to = {};
        return 0;
    }
    static int fallocate(int, off_t, off_t) noexcept {
        errno = EOPNOTSUPP;
        return -1;
    }
};

std::function<void()> before_lock = [] {};

// Something happens between the opening of a file and the lock on it, once.
struct calls_with_a_race : calls_without_unnamed_files {
    static int lock_or_fail(int fd) noexcept {
        std::exchange(before_lock, [] {})();
        return real_calls::lock_or_fail(fd);
    }
};

template <class Calls>
commit_result put(basic_file_store<Calls>& store, std::string_view name, std::string_view text,
                  const upload_options& options = {}) {
    basic_upload<Calls> upload;
    if (const outcome begun = store.begin(name, text.size(), options, upload); !begun.ok()) return {begun};
    if (const outcome written = upload.write(bytes_of(text)); !written.ok()) return {written};
    return upload.commit();
}

template <class Calls>
status begin_status(basic_file_store<Calls>& store, std::string_view name, std::uint64_t size,
                    const upload_options& options = {}) {
    basic_upload<Calls> upload;
    return store.begin(name, size, options, upload).code;
}

// The store's root lies beside an outside directory with a canary: nothing may ever touch that.
template <class Calls>
struct FileStore : testing::Test {
    FileStore() {
        fs::create_directory(root);
        fs::create_directory(outside);
        write_file(canary, "canary");
    }
    ~FileStore() override {
        EXPECT_EQ(read_file(canary), "canary");
        EXPECT_EQ(names_in(outside), std::set<std::string>{"canary"});
    }

    temporary_directory place;
    const fs::path root = place / "root";
    const fs::path outside = place / "outside";
    const fs::path canary = outside / "canary";
    basic_file_store<Calls> store;
};

using all_calls = testing::Types<real_calls, calls_without_unnamed_files, calls_of_an_old_file_system>;
TYPED_TEST_SUITE(FileStore, all_calls);
using RealFileStore = FileStore<real_calls>;

TYPED_TEST(FileStore, StoresAFileOnlyWhenItIsWhole) {
    ASSERT_TRUE(this->store.open(this->root.c_str()).ok());
    basic_upload<TypeParam> upload;
    ASSERT_TRUE(this->store.begin("a.txt", 10, {}, upload).ok());
    ASSERT_TRUE(upload.write(bytes_of("01234")).ok());
    EXPECT_FALSE(fs::exists(this->root / "a.txt"));
    EXPECT_EQ(upload.commit().result.code, status::truncated_body);
    EXPECT_EQ(upload.remaining(), 5u);
    ASSERT_TRUE(upload.write(bytes_of("56789")).ok());
    EXPECT_FALSE(fs::exists(this->root / "a.txt"));
    const commit_result committed = upload.commit();
    EXPECT_TRUE(committed.result.ok());
    EXPECT_EQ(committed.holds, ack::durable);
    EXPECT_EQ(read_file(this->root / "a.txt"), "0123456789");
    EXPECT_EQ(names_in(this->root), std::set<std::string>{"a.txt"});
    EXPECT_EQ(fs::status(this->root / "a.txt").permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TYPED_TEST(FileStore, StoresAnEmptyFile) {
    ASSERT_TRUE(this->store.open(this->root.c_str()).ok());
    EXPECT_TRUE(put(this->store, "empty", "").result.ok());
    EXPECT_TRUE(fs::exists(this->root / "empty"));
    EXPECT_EQ(fs::file_size(this->root / "empty"), 0u);
}

TYPED_TEST(FileStore, AcknowledgesOnlyStoredWhereDurableIsNotAskedFor) {
    ASSERT_TRUE(this->store.open(this->root.c_str()).ok());
    EXPECT_EQ(put(this->store, "a", "x", {.durable = false}).holds, ack::stored);
    EXPECT_EQ(read_file(this->root / "a"), "x");
}

TYPED_TEST(FileStore, LeavesNothingOfAnUploadThatIsDiscardedOrDestroyed) {
    ASSERT_TRUE(this->store.open(this->root.c_str()).ok());
    const std::size_t descriptors = open_descriptors();
    {
        basic_upload<TypeParam> discarded, destroyed, replaced;
        ASSERT_TRUE(this->store.begin("a", 10, {}, discarded).ok());
        ASSERT_TRUE(this->store.begin("b", 10, {}, destroyed).ok());
        ASSERT_TRUE(this->store.begin("c", 10, {}, replaced).ok());
        ASSERT_TRUE(discarded.write(bytes_of("01234")).ok());
        ASSERT_TRUE(destroyed.write(bytes_of("01234")).ok());
        discarded.discard();
        EXPECT_FALSE(discarded.is_open());
        replaced = std::move(destroyed);
    }
    EXPECT_TRUE(fs::is_empty(this->root));
    EXPECT_EQ(open_descriptors(), descriptors);
    EXPECT_EQ(this->store.usage().bytes(), 0u);
    EXPECT_EQ(this->store.usage().files(), 0u);
}

TYPED_TEST(FileStore, TakesAnUploadThatFailedForTheNextOne) {
    ASSERT_TRUE(this->store.open(this->root.c_str()).ok());
    basic_upload<TypeParam> upload;
    ASSERT_TRUE(this->store.begin("a", 0, {}, upload).ok());
    write_file(this->root / "a", "somebody was faster");
    EXPECT_EQ(upload.commit().result.code, status::already_exists);
    EXPECT_EQ(upload.write(bytes_of("x")).code, status::already_exists); // the first error is kept
    EXPECT_EQ(upload.commit().result.code, status::already_exists);
    ASSERT_TRUE(this->store.begin("b", 1, {}, upload).ok());
    EXPECT_TRUE(upload.error().ok());
    EXPECT_TRUE(upload.write(bytes_of("x")).ok());
    EXPECT_EQ(upload.commit().holds, ack::durable);
}

TYPED_TEST(FileStore, KeepsTheLongestNameThereCanBe) {
    ASSERT_TRUE(this->store.open(this->root.c_str()).ok());
    const std::string name(255, 'n');
    EXPECT_TRUE(put(this->store, name, "x").result.ok());
    EXPECT_TRUE(put(this->store, name, "y", {.overwrite = true}).result.ok());
    EXPECT_EQ(read_file(this->root / name), "y");
}

// Rows T1 to T9 and T13 of the table of hostile targets.

TYPED_TEST(FileStore, ReplacesASymbolicLinkAndNeverFollowsIt) {
    ASSERT_TRUE(this->store.open(this->root.c_str()).ok());
    fs::create_symlink(this->canary, this->root / "link");
    EXPECT_EQ(begin_status(this->store, "link", 1), status::already_exists);
    EXPECT_TRUE(put(this->store, "link", "new", {.overwrite = true}).result.ok());
    EXPECT_FALSE(fs::is_symlink(this->root / "link"));
    EXPECT_EQ(read_file(this->root / "link"), "new");
}

TYPED_TEST(FileStore, ReplacesADanglingLinkWithoutCreatingItsTarget) {
    ASSERT_TRUE(this->store.open(this->root.c_str()).ok());
    fs::create_symlink(this->outside / "nothing", this->root / "link");
    EXPECT_EQ(begin_status(this->store, "link", 1), status::already_exists);
    EXPECT_TRUE(put(this->store, "link", "new", {.overwrite = true}).result.ok());
    EXPECT_EQ(read_file(this->root / "link"), "new");
    EXPECT_FALSE(fs::exists(this->outside / "nothing"));
}

TYPED_TEST(FileStore, RefusesALinkToADirectoryWithoutOverwrite) {
    ASSERT_TRUE(this->store.open(this->root.c_str()).ok());
    fs::create_directory_symlink(this->outside, this->root / "link");
    EXPECT_EQ(begin_status(this->store, "link", 1), status::already_exists);
}

TYPED_TEST(FileStore, KeepsAnExistingFileWithoutOverwrite) {
    ASSERT_TRUE(this->store.open(this->root.c_str()).ok());
    write_file(this->root / "a", "old");
    EXPECT_EQ(begin_status(this->store, "a", 1), status::already_exists);
    EXPECT_EQ(read_file(this->root / "a"), "old");
}

TYPED_TEST(FileStore, ShowsTheOldFileUntilTheNewOneIsWhole) {
    ASSERT_TRUE(this->store.open(this->root.c_str()).ok());
    write_file(this->root / "a", "old");
    basic_upload<TypeParam> upload;
    ASSERT_TRUE(this->store.begin("a", 3, {.overwrite = true}, upload).ok());
    ASSERT_TRUE(upload.write(bytes_of("new")).ok());
    EXPECT_EQ(read_file(this->root / "a"), "old");
    EXPECT_TRUE(upload.commit().result.ok());
    EXPECT_EQ(read_file(this->root / "a"), "new");
    EXPECT_EQ(names_in(this->root), std::set<std::string>{"a"});
}

TYPED_TEST(FileStore, RefusesADirectoryOfThatNameInEveryMode) {
    ASSERT_TRUE(this->store.open(this->root.c_str()).ok());
    fs::create_directory(this->root / "a");
    EXPECT_EQ(begin_status(this->store, "a", 1), status::not_a_file);
    EXPECT_EQ(begin_status(this->store, "a", 1, {.overwrite = true}), status::not_a_file);
}

TYPED_TEST(FileStore, ADirectoryThatAppearsDuringTheUploadIsNotReplaced) {
    ASSERT_TRUE(this->store.open(this->root.c_str()).ok());
    for (const bool overwrite : {false, true}) {
        basic_upload<TypeParam> upload;
        ASSERT_TRUE(this->store.begin("a", 0, {.overwrite = overwrite}, upload).ok());
        fs::create_directory(this->root / "a");
        EXPECT_EQ(upload.commit().result.code, overwrite ? status::not_a_file : status::already_exists);
        EXPECT_EQ(names_in(this->root), std::set<std::string>{"a"});
        fs::remove(this->root / "a");
    }
}

TYPED_TEST(FileStore, RefusesAFifoOrASocketWithoutWaitingForIt) {
    ASSERT_TRUE(this->store.open(this->root.c_str()).ok());
    ASSERT_EQ(::mkfifo((this->root / "fifo").c_str(), 0600), 0);
    address at;
    ASSERT_EQ(address::parse("unix:" + (this->root / "socket").string(), at), "");
    listener listening;
    ASSERT_TRUE(listening.open(at).ok());
    for (const char* const name : {"fifo", "socket"})
        for (const bool overwrite : {false, true})
            EXPECT_EQ(begin_status(this->store, name, 1, {.overwrite = overwrite}), status::already_exists) << name;
}

TYPED_TEST(FileStore, LeavesTheOtherNameOfAHardLinkAlone) {
    ASSERT_TRUE(this->store.open(this->root.c_str()).ok());
    fs::create_hard_link(this->canary, this->root / "link");
    EXPECT_TRUE(put(this->store, "link", "new", {.overwrite = true}).result.ok());
    EXPECT_EQ(read_file(this->root / "link"), "new");
}

TYPED_TEST(FileStore, LetsExactlyOneOfTwoUploadsToOneNameWin) {
    ASSERT_TRUE(this->store.open(this->root.c_str()).ok());
    basic_upload<TypeParam> first, second;
    ASSERT_TRUE(this->store.begin("a", 1, {}, first).ok());
    ASSERT_TRUE(this->store.begin("a", 1, {}, second).ok());
    ASSERT_TRUE(first.write(bytes_of("1")).ok());
    ASSERT_TRUE(second.write(bytes_of("2")).ok());
    EXPECT_TRUE(second.commit().result.ok());
    const commit_result late = first.commit();
    EXPECT_EQ(late.result.code, status::already_exists);
    EXPECT_EQ(late.holds, ack::received);
    EXPECT_EQ(read_file(this->root / "a"), "2");
    EXPECT_EQ(names_in(this->root), std::set<std::string>{"a"});
}

TYPED_TEST(FileStore, LetsExactlyOneOfManyThreadsWinEachName) {
    ASSERT_TRUE(this->store.open(this->root.c_str()).ok());
    constexpr int rounds = 50;
    std::atomic<int> wins = 0, losses = 0;
    std::vector<std::thread> threads;
    for (const char text : {'1', '2', '3'})
        threads.emplace_back([&, text] {
            for (int i = 0; i < rounds; ++i) {
                const std::string body(4096, text);
                const status got = put(this->store, std::to_string(i), body, {.durable = false}).result.code;
                wins += got == status::ok;
                losses += got == status::already_exists;
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(wins, rounds);
    EXPECT_EQ(losses, 2 * rounds);
    for (int i = 0; i < rounds; ++i) {
        const std::string stored = read_file(this->root / std::to_string(i));
        EXPECT_EQ(stored, std::string(4096, stored.at(0)));
    }
    EXPECT_EQ(this->store.usage().files(), std::uint64_t{rounds});
}

TYPED_TEST(FileStore, FailsWhenTheDirectoryIsRemovedDuringTheUpload) {
    ASSERT_TRUE(this->store.open(this->root.c_str()).ok());
    basic_upload<TypeParam> upload;
    ASSERT_TRUE(this->store.begin("a", 1, {}, upload).ok());
    ASSERT_TRUE(upload.write(bytes_of("1")).ok());
    fs::remove_all(this->root);
    EXPECT_EQ(upload.commit().result.code, status::io_failed);
    EXPECT_EQ(begin_status(this->store, "a", 1), status::io_failed);
    fs::create_directory(this->root);
}

TYPED_TEST(FileStore, IsDeniedInADirectoryThatItMayNotWrite) {
    if (::geteuid() != 0 && ::access(this->root.c_str(), W_OK) != 0) GTEST_SKIP();
    fs::permissions(this->place.path(), fs::perms::all);
    write_file(this->root / "a", "old");
    fs::permissions(this->root / "a", fs::perms::all);
    ASSERT_EQ(::chmod(this->root.c_str(), 0555), 0);
    const uid_t self = ::geteuid();
    ASSERT_EQ(::seteuid(self == 0 ? 65534 : self), 0); // root is denied nothing
    EXPECT_TRUE(this->store.open(this->root.c_str()).ok());
    EXPECT_EQ(put(this->store, "new", "x").result.code, status::permission_denied);
    EXPECT_EQ(put(this->store, "a", "x", {.overwrite = true}).result.code, status::permission_denied);
    ASSERT_EQ(::seteuid(self), 0);
    fs::permissions(this->root, fs::perms::owner_all);
    EXPECT_EQ(read_file(this->root / "a"), "old");
}

// Names: the store's own rules, whatever stands in front of it.

TYPED_TEST(FileStore, RefusesEveryNameThatIsNotOnePlainComponent) {
    ASSERT_TRUE(this->store.open(this->root.c_str()).ok());
    const std::pair<std::string, status> names[] = {
        {"", status::name_empty},
        {".", status::name_dot},
        {"..", status::name_parent},
        {"a/b", status::name_separator},
        {"/a", status::name_separator},
        {"../outside/canary", status::name_separator},
        {"a/", status::name_separator},
        {std::string("a\0b", 3), status::name_nul},
        {std::string(256, 'a'), status::name_too_long},
        {std::string(65000, 'a'), status::name_too_long},
        {".cleave-0123456789abcdef01234567", status::name_reserved},
        {".cleave-partial", status::name_reserved},
        {".CLEAVE-x", status::name_reserved},
    };
    for (const auto& [name, expected] : names) {
        EXPECT_EQ(begin_status(this->store, name, 1), expected) << name;
        basic_download<TypeParam> download;
        EXPECT_EQ(this->store.open_file(name, download).code, expected) << name;
        file_status found;
        EXPECT_EQ(this->store.look_up(name, found).code, expected) << name;
    }
    EXPECT_TRUE(fs::is_empty(this->root));
}

TYPED_TEST(FileStore, KeepsNamesThatOnlyLookDangerous) {
    ASSERT_TRUE(this->store.open(this->root.c_str()).ok());
    const std::set<std::string> names = {"-rf",      "$(id)", "%2e%2e%2f", "...",           "a b",
                                         "\xff\xfe", "\n",    "..a",       "计算机五大.txt"};
    for (const std::string& name : names) EXPECT_TRUE(put(this->store, name, name).result.ok()) << name;
    EXPECT_EQ(names_in(this->root), names);
}

// Subtrees

TYPED_TEST(FileStore, MakesDirectoriesOnlyWhenTheFileIsWhole) {
    ASSERT_TRUE(this->store.open(this->root.c_str(), {.subtrees = true}).ok());
    basic_upload<TypeParam> upload;
    ASSERT_TRUE(this->store.begin("a/b/c.txt", 1, {}, upload).ok());
    ASSERT_TRUE(upload.write(bytes_of("x")).ok());
    EXPECT_FALSE(fs::exists(this->root / "a"));
    EXPECT_EQ(upload.commit().holds, ack::durable);
    EXPECT_EQ(read_file(this->root / "a/b/c.txt"), "x");
    EXPECT_EQ(names_in(this->root), std::set<std::string>{"a"});
    EXPECT_EQ(names_in(this->root / "a/b"), std::set<std::string>{"c.txt"});
    EXPECT_TRUE(put(this->store, "a/b/d.txt", "y").result.ok());
    EXPECT_TRUE(put(this->store, "a/b/d.txt", "z", {.overwrite = true}).result.ok());
    EXPECT_EQ(read_file(this->root / "a/b/d.txt"), "z");
    EXPECT_EQ(begin_status(this->store, "a/b", 1), status::not_a_file);
    EXPECT_EQ(begin_status(this->store, "a/b/c.txt/d", 1), status::not_a_file);
}

TYPED_TEST(FileStore, RefusesPathsThatAreNotPlain) {
    ASSERT_TRUE(this->store.open(this->root.c_str(), {.subtrees = true}).ok());
    const std::pair<std::string, status> names[] = {
        {"", status::name_empty},
        {"/a", status::name_absolute},
        {"a//b", status::name_empty},
        {"a/", status::name_empty},
        {"./a", status::name_dot},
        {"a/../b", status::name_parent},
        {"../a", status::name_parent},
        {"a/..", status::name_parent},
        {"a/.cleave-x", status::name_reserved},
        {std::string(4097, 'a'), status::name_too_long},
        {"a/" + std::string(256, 'b'), status::name_too_long},
    };
    for (const auto& [name, expected] : names) EXPECT_EQ(begin_status(this->store, name, 1), expected) << name;
    EXPECT_TRUE(fs::is_empty(this->root));
}

TYPED_TEST(FileStore, DoesNotFollowALinkInTheMiddleOfAPath) {
    ASSERT_TRUE(this->store.open(this->root.c_str(), {.subtrees = true}).ok());
    fs::create_directory_symlink(this->outside, this->root / "link");
    EXPECT_EQ(begin_status(this->store, "link/a", 1), status::not_a_file);
    basic_download<TypeParam> download;
    EXPECT_EQ(this->store.open_file("link/canary", download).code, status::not_a_file);
    file_status found;
    EXPECT_EQ(this->store.look_up("link/canary", found).code, status::not_a_file);
}

TYPED_TEST(FileStore, StaysInItsDirectoriesWhileTheyAreSwappedForLinks) {
    ASSERT_TRUE(this->store.open(this->root.c_str(), {.subtrees = true}).ok());
    fs::create_directory(this->root / "sub");
    fs::create_directory_symlink(this->outside, this->root / "link");
    const descriptor top(::open(this->root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    std::atomic<bool> done = false;
    std::thread swapper([&] {
        while (!done) ::renameat2(top.get(), "sub", top.get(), "link", RENAME_EXCHANGE);
    });
    int stored = 0;
    for (int i = 0; i < 2000; ++i)
        stored += put(this->store, "sub/f" + std::to_string(i), "x", {.durable = false}).result.ok();
    done = true;
    swapper.join();
    const fs::path directory = fs::is_symlink(this->root / "sub") ? this->root / "link" : this->root / "sub";
    EXPECT_EQ(names_in(directory).size(), static_cast<std::size_t>(stored));
    EXPECT_EQ(names_in(this->root), (std::set<std::string>{"sub", "link"}));
}

TYPED_TEST(FileStore, StaysInItsRootWhenThatIsMovedAway) {
    ASSERT_TRUE(this->store.open(this->root.c_str()).ok());
    fs::rename(this->root, this->place / "moved");
    fs::create_directory_symlink(this->outside, this->root);
    EXPECT_TRUE(put(this->store, "a", "x").result.ok());
    EXPECT_EQ(read_file(this->place / "moved/a"), "x");
}

// Space and quotas

TYPED_TEST(FileStore, RefusesWhatCanNotFitBeforeTheFirstByte) {
    ASSERT_TRUE(this->store.open(this->root.c_str()).ok());
    EXPECT_EQ(begin_status(this->store, "a", std::uint64_t{1} << 62), status::no_space);
    EXPECT_EQ(begin_status(this->store, "a", std::uint64_t{1} << 63), status::size_out_of_range);
    EXPECT_TRUE(fs::is_empty(this->root));
}

TYPED_TEST(FileStore, CountsUploadsThatRunAgainstTheQuota) {
    ASSERT_TRUE(this->store.open(this->root.c_str(), {.limits = {.bytes = 10, .files = 3}}).ok());
    basic_upload<TypeParam> first, second;
    ASSERT_TRUE(this->store.begin("a", 6, {}, first).ok());
    ASSERT_TRUE(first.write(bytes_of("123456")).ok());
    EXPECT_EQ(begin_status(this->store, "b", 5), status::quota_exceeded);
    ASSERT_TRUE(this->store.begin("b", 4, {}, second).ok());
    EXPECT_TRUE(put(this->store, "empty", "").result.ok());
    EXPECT_EQ(begin_status(this->store, "c", 0), status::quota_exceeded); // a fourth file
    first.discard();
    EXPECT_TRUE(put(this->store, "c", "123456").result.ok());
    second.discard();
    EXPECT_EQ(this->store.usage().bytes(), 6u);
    EXPECT_EQ(this->store.usage().files(), 2u);
    // For a moment both files are there; afterwards the quota has room again.
    EXPECT_EQ(put(this->store, "c", "12345", {.overwrite = true}).result.code, status::quota_exceeded);
    EXPECT_TRUE(put(this->store, "c", "1234", {.overwrite = true}).result.ok());
    EXPECT_EQ(this->store.usage().bytes(), 4u);
    EXPECT_EQ(this->store.usage().files(), 2u);
}

TYPED_TEST(FileStore, CountsWhatIsThereWhenItOpens) {
    write_file(this->root / "a", "12345");
    fs::create_directory(this->root / "sub");
    write_file(this->root / "sub/b", "678");
    ASSERT_TRUE(this->store.open(this->root.c_str(), {.subtrees = true, .limits = {.bytes = 10}}).ok());
    EXPECT_EQ(this->store.usage().bytes(), 8u);
    EXPECT_EQ(this->store.usage().files(), 2u);
    EXPECT_EQ(begin_status(this->store, "c", 3), status::quota_exceeded);
    EXPECT_EQ(begin_status(this->store, "c", 2), status::ok);
}

// Another program's file is replaced, and one that grew in place: what was never charged is not given back.
TYPED_TEST(FileStore, GivesBackWhatItChargedAndNothingElse) {
    ASSERT_TRUE(this->store.open(this->root.c_str(), {.limits = {.bytes = 100}}).ok());
    write_file(this->root / "a", "0123456789");
    EXPECT_TRUE(put(this->store, "a", "x", {.overwrite = true}).result.ok());
    EXPECT_EQ(this->store.usage().bytes(), 1u);
    write_file(this->root / "a", "0123456789");
    EXPECT_TRUE(put(this->store, "a", "x", {.overwrite = true}).result.ok());
    EXPECT_EQ(this->store.usage().bytes(), 1u);
    EXPECT_EQ(this->store.usage().files(), 1u);
    EXPECT_TRUE(put(this->store, "b", std::string(99, 'b')).result.ok());
    EXPECT_EQ(begin_status(this->store, "c", 1), status::quota_exceeded);
}

TYPED_TEST(FileStore, BringsItsAccountUpToWhatOthersDid) {
    ASSERT_TRUE(this->store.open(this->root.c_str()).ok());
    EXPECT_TRUE(put(this->store, "a", "1234").result.ok());
    EXPECT_TRUE(put(this->store, "b", "1234").result.ok());
    fs::remove(this->root / "a");
    write_file(this->root / "b", "12");
    write_file(this->root / "c", "123");
    basic_upload<TypeParam> running;
    ASSERT_TRUE(this->store.begin("d", 7, {}, running).ok());
    ASSERT_TRUE(running.write(bytes_of("1234567")).ok());
    EXPECT_TRUE(this->store.sweep().ok());
    EXPECT_EQ(this->store.usage().bytes(), 12u);
    EXPECT_EQ(this->store.usage().files(), 3u);
}

TYPED_TEST(FileStore, TakesNothingForWhatIsOnlyAnnounced) {
    ASSERT_TRUE(this->store.open(this->root.c_str(), {.limits = {.bytes = 10 << 20}}).ok());
    basic_upload<TypeParam> announced, other;
    ASSERT_TRUE(this->store.begin("a", 10 << 20, {}, announced).ok());
    EXPECT_EQ(this->store.usage().bytes(), 0u);
    ASSERT_TRUE(announced.write(bytes_of("x")).ok());
    EXPECT_EQ(this->store.usage().bytes(), 1u);
    ASSERT_TRUE(announced.write(bytes_of(std::string(99999, 'x'))).ok());
    EXPECT_LE(this->store.usage().bytes(), 200000u);
    const std::string most(9 << 20, 'y');
    ASSERT_TRUE(this->store.begin("b", most.size(), {}, other).ok());
    ASSERT_TRUE(other.write(bytes_of(most)).ok());
    EXPECT_TRUE(other.commit().result.ok());
    // Both cannot be: the one that comes to the end is told, and leaves nothing.
    EXPECT_EQ(announced.write(bytes_of(most)).code, status::quota_exceeded);
    EXPECT_EQ(this->store.usage().bytes(), most.size());
    EXPECT_EQ(names_in(this->root), std::set<std::string>{"b"});
}

TYPED_TEST(FileStore, LeavesAShareOfTheDiskToOthers) {
    struct statvfs disk {};
    ASSERT_EQ(::statvfs(this->root.c_str(), &disk), 0);
    const std::uint64_t free = std::uint64_t{disk.f_bavail} * disk.f_frsize;
    ASSERT_TRUE(this->store.open(this->root.c_str(), {.keep_free = free / 2}).ok());
    EXPECT_EQ(begin_status(this->store, "a", free / 2 + (free >> 3)), status::no_space);
    EXPECT_EQ(begin_status(this->store, "a", 1), status::ok);
    ASSERT_TRUE(this->store.open(this->root.c_str(), {.keep_free_percent = 100}).ok());
    EXPECT_EQ(begin_status(this->store, "a", 1), status::no_space);
}

TYPED_TEST(FileStore, EndsAnUploadWhoseFolderWasMovedOut) {
    ASSERT_TRUE(this->store.open(this->root.c_str(), {.subtrees = true}).ok());
    for (const std::string_view name : {"sub/f", "sub/deep/f"}) {
        fs::create_directories(this->root / "sub");
        basic_upload<TypeParam> upload;
        ASSERT_TRUE(this->store.begin(name, 1, {}, upload).ok());
        ASSERT_TRUE(upload.write(bytes_of("x")).ok());
        fs::rename(this->root / "sub", this->place / "moved");
        EXPECT_EQ(upload.commit().result.code, status::io_failed);
        EXPECT_FALSE(fs::exists(this->place / "moved" / fs::path(name).lexically_relative("sub")));
        EXPECT_EQ(this->store.usage().files(), 0u);
        fs::remove_all(this->place / "moved");
    }
}

// Eight clients and another program, for 100,000 operations; a sweep now and then. At the end the account is the disk.
TEST_F(RealFileStore, KeepsAnAccountThatIsTheDisk) {
    constexpr int clients = 8, operations = 100000 / clients;
    const temporary_directory memory(memory_path());
    const fs::path folder = memory / "root";
    fs::create_directory(folder);
    ASSERT_TRUE(store.open(folder.c_str(), {.resumable = true, .limits = {.bytes = 1 << 20}}).ok());
    std::atomic<bool> is_over = false;
    std::atomic<int> stored = 0;
    const auto name_of = [](std::uint64_t number) { return "file" + std::to_string(number % 16); };
    const auto client = [&](unsigned seed) {
        std::minstd_rand random(seed);
        const std::string text(2000, 'x');
        for (int i = 0; i < operations; ++i) {
            upload upload;
            const std::uint64_t size = random() % text.size();
            const bool resumes = random() % 4 == 0;
            const upload_options options{.overwrite = random() % 8 != 0, .durable = false, .resume = resumes};
            if (!store.begin(name_of(random()), size, options, upload).ok()) continue;
            const std::uint64_t sent = random() % 3 == 0 ? random() % (size + 1) : size;
            if (!upload.write(bytes_of(std::string_view(text).substr(0, sent))).ok()) continue;
            if (random() % 16 == 0) upload.discard();
            if (upload.is_open() && sent == size) stored += upload.commit().result.ok();
        }
    };
    const auto other_program = [&] {
        std::minstd_rand random(99);
        while (!is_over) {
            const fs::path name = folder / name_of(random());
            std::error_code ignored;
            if (random() % 2 == 0) fs::remove(name, ignored);
            if (random() % 2 == 0) write_file(name, std::string(random() % 3000, 'o'));
            if (random() % 8 == 0) static_cast<void>(store.sweep());
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    };
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < clients; ++i) threads.emplace_back(client, i + 1);
    std::thread other(other_program);
    for (std::thread& t : threads) t.join();
    is_over = true;
    other.join();
    EXPECT_GT(stored.load(), operations);
    EXPECT_TRUE(store.sweep().ok());
    std::uint64_t bytes = 0, files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        bytes += entry.file_size();
        ++files;
    }
    EXPECT_EQ(store.usage().bytes(), bytes);
    EXPECT_EQ(store.usage().files(), files);
}

TYPED_TEST(FileStore, ReportsAFileSizeLimitAsNoSpace) {
    ignore_io_signals();
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const rlimit small{10000, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    basic_file_store<calls_without_foresight> blind;
    EXPECT_TRUE(this->store.open(this->root.c_str()).ok());
    EXPECT_TRUE(blind.open(this->root.c_str()).ok());
    const status seen = put(this->store, "a", std::string(20000, 'x')).result.code;
    const status hit = put(blind, "a", std::string(20000, 'x')).result.code;
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
    EXPECT_EQ(seen, status::no_space);
    EXPECT_EQ(hit, status::no_space);
    EXPECT_TRUE(fs::is_empty(this->root));
}

// A disk of our own, if we may mount one: full at each page of the upload.
TEST_F(RealFileStore, LeavesNothingWhenTheDiskIsFullAtAnyPage) {
    const bool mounted = ::unshare(CLONE_NEWNS) == 0 &&
                         ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                         ::mount("none", root.c_str(), "tmpfs", 0, "size=256k") == 0;
    if (!mounted) GTEST_SKIP() << "needs the right to mount";
    const std::string body(64 << 10, 'x');
    basic_file_store<calls_without_foresight> blind;
    ASSERT_TRUE(blind.open(root.c_str()).ok());
    ASSERT_TRUE(store.open(root.c_str()).ok());
    for (std::size_t free_pages = 0; free_pages < 16; ++free_pages) {
        write_file(root / "filler", std::string((64 - free_pages) * 4096, 'f'));
        EXPECT_EQ(put(store, "a", body).result.code, status::no_space) << free_pages;
        EXPECT_EQ(put(blind, "a", body).result.code, status::no_space) << free_pages;
        EXPECT_EQ(names_in(root), std::set<std::string>{"filler"}) << free_pages;
        fs::remove(root / "filler");
    }
    EXPECT_TRUE(put(blind, "a", body).result.ok());
    EXPECT_EQ(read_file(root / "a"), body);
    ::umount(root.c_str());
}

// Crashes

TYPED_TEST(FileStore, SweepsAwayWhatACrashLeftAndNothingElse) {
    const std::string stale = ".cleave-0123456789abcdef01234567";
    const std::string locked = ".cleave-76543210fedcba9876543210";
    const std::set<std::string> foreign = {".cleave-notes", ".cleave-0123456789abcdef0123456x", "a", ".hidden"};
    write_file(this->root / stale, "torn");
    write_file(this->root / locked, "torn");
    for (const std::string& name : foreign) write_file(this->root / name, "x");
    fs::create_symlink(this->canary, this->root / ".cleave-aaaaaaaaaaaaaaaaaaaaaaaa");
    const descriptor holder(::open((this->root / locked).c_str(), O_RDONLY | O_CLOEXEC));
    ASSERT_EQ(::flock(holder.get(), LOCK_EX), 0);
    ASSERT_TRUE(this->store.open(this->root.c_str()).ok());
    std::set<std::string> expected = foreign;
    expected.insert({locked, ".cleave-aaaaaaaaaaaaaaaaaaaaaaaa"});
    EXPECT_EQ(names_in(this->root), expected);
}

TYPED_TEST(FileStore, DoesNotSweepAwayAnUploadThatRuns) {
    ASSERT_TRUE(this->store.open(this->root.c_str()).ok());
    basic_upload<TypeParam> upload;
    ASSERT_TRUE(this->store.begin("a", 1, {}, upload).ok());
    ASSERT_TRUE(upload.write(bytes_of("x")).ok());
    basic_file_store<TypeParam> second;
    ASSERT_TRUE(second.open(this->root.c_str()).ok());
    EXPECT_TRUE(upload.commit().result.ok());
    EXPECT_EQ(read_file(this->root / "a"), "x");
}

using RacingFileStore = FileStore<calls_with_a_race>;

TEST_F(RacingFileStore, TakesAnotherPrivateFileWhenTheFirstIsSweptAwayBeforeItIsLocked) {
    ASSERT_TRUE(store.open(root.c_str()).ok());
    std::set<std::string> swept;
    before_lock = [&] {
        swept = names_in(root);
        for (const std::string& name : swept) fs::remove(root / name);
    };
    EXPECT_TRUE(put(store, "a", "x").result.ok());
    EXPECT_EQ(swept.size(), 1u);
    EXPECT_EQ(read_file(root / "a"), "x");
    EXPECT_EQ(names_in(root), std::set<std::string>{"a"});
}

TEST_F(RacingFileStore, DoesNotContinueAPartThatIsPublishedBeforeItIsLocked) {
    ASSERT_TRUE(store.open(root.c_str(), {.resumable = true}).ok());
    const fs::path part = root / ".cleave-partial" / partial_name({"a", 10, {}});
    for (const bool anew : {false, true}) {
        write_file(part, "01234");
        before_lock = [&] {
            fs::rename(part, root / "published");
            if (anew) write_file(part, "another");
        };
        EXPECT_EQ(begin_status(store, "a", 10, {.resume = true, .offset = 5}), status::busy);
        EXPECT_EQ(read_file(root / "published"), "01234");
    }
}

// Resuming

struct ResumableFileStore : FileStore<real_calls> {
    ResumableFileStore() { EXPECT_TRUE(store.open(root.c_str(), {.resumable = true}).ok()); }

    void break_off(std::string_view name, std::uint64_t size, std::string_view part, std::string_view digest = {}) {
        upload broken;
        ASSERT_TRUE(store.begin(name, size, {.resume = true, .digest = digest}, broken).ok());
        ASSERT_TRUE(broken.write(bytes_of(part)).ok());
    }
    std::uint64_t received(std::string_view name, std::optional<std::uint64_t> size = std::nullopt,
                           std::string_view digest = {}) {
        file_status found;
        return store.look_up(name, found, size, digest).ok() ? found.received : 0;
    }
};

TEST_F(ResumableFileStore, ContinuesABrokenUploadWhereItEnded) {
    break_off("a", 10, "01234");
    EXPECT_FALSE(fs::exists(root / "a"));
    file_status found;
    ASSERT_TRUE(store.look_up("a", found).ok());
    EXPECT_EQ(found.size, 10u);
    EXPECT_EQ(found.received, 5u);
    EXPECT_FALSE(found.complete);

    upload again;
    ASSERT_TRUE(store.begin("a", 10, {.resume = true, .offset = 5}, again).ok());
    EXPECT_EQ(again.position(), 5u);
    std::array<std::byte, 16> back;
    EXPECT_EQ(again.read_back(0, back).bytes, 5u);
    EXPECT_EQ(again.read_back(3, back).bytes, 2u);
    EXPECT_EQ(again.read_back(5, back).state, io::closed);
    ASSERT_TRUE(again.write(bytes_of("56789")).ok());
    EXPECT_EQ(again.commit().holds, ack::durable);
    EXPECT_EQ(read_file(root / "a"), "0123456789");
    EXPECT_TRUE(fs::is_empty(root / ".cleave-partial"));
    ASSERT_TRUE(store.look_up("a", found).ok());
    EXPECT_TRUE(found.complete);
    EXPECT_EQ(store.usage().bytes(), 10u);
    EXPECT_EQ(store.usage().files(), 1u);
}

TEST_F(ResumableFileStore, TakesAnEarlierOffsetAndForgetsTheRest) {
    break_off("a", 10, "01234XXX");
    upload again;
    ASSERT_TRUE(store.begin("a", 10, {.resume = true, .offset = 5}, again).ok());
    ASSERT_TRUE(again.write(bytes_of("56789")).ok());
    EXPECT_TRUE(again.commit().result.ok());
    EXPECT_EQ(read_file(root / "a"), "0123456789");
}

TEST_F(ResumableFileStore, RefusesAnOffsetBeyondWhatIsThere) {
    break_off("a", 10, "01234");
    EXPECT_EQ(begin_status(store, "a", 10, {.resume = true, .offset = 6}), status::offset_beyond_size);
    EXPECT_EQ(begin_status(store, "b", 10, {.resume = true, .offset = 1}), status::offset_beyond_size);
    EXPECT_EQ(begin_status(store, "a", 10, {.resume = true, .offset = 11}), status::offset_beyond_size);
    EXPECT_EQ(begin_status(store, "a", 10, {.offset = 5}), status::unsupported);
    EXPECT_EQ(received("a"), 5u); // and what is there stays
}

TEST_F(ResumableFileStore, TakesAnotherSizeOrDigestForAnotherUpload) {
    break_off("a", 10, "01234", "aa");
    EXPECT_EQ(begin_status(store, "a", 11, {.resume = true, .offset = 5, .digest = "aa"}), status::offset_beyond_size);
    EXPECT_EQ(begin_status(store, "a", 10, {.resume = true, .offset = 5, .digest = "bb"}), status::offset_beyond_size);
    break_off("a", 20, "0123456789", "bb");
    EXPECT_EQ(received("a"), 10u);
    EXPECT_EQ(received("a", 10, "aa"), 5u);
    EXPECT_EQ(received("a", 20, "bb"), 10u);
    EXPECT_EQ(received("a", 20, "aa"), 0u);
}

TEST_F(ResumableFileStore, LetsOneClientAtATimeContinue) {
    upload first;
    ASSERT_TRUE(store.begin("a", 10, {.resume = true}, first).ok());
    ASSERT_TRUE(first.write(bytes_of("01234")).ok());
    EXPECT_EQ(begin_status(store, "a", 10, {.resume = true, .offset = 5}), status::busy);
    first.suspend();
    EXPECT_EQ(begin_status(store, "a", 10, {.resume = true, .offset = 5}), status::ok);
    EXPECT_EQ(received("a"), 5u);
}

TEST_F(ResumableFileStore, LetsOthersSendTheSameFromItsBeginningMeanwhile) {
    upload slow;
    ASSERT_TRUE(store.begin("a", 10, {.resume = true}, slow).ok());
    ASSERT_TRUE(slow.write(bytes_of("01234")).ok());
    upload quick;
    ASSERT_TRUE(store.begin("a", 10, {.resume = true}, quick).ok());
    ASSERT_TRUE(quick.write(bytes_of("0123456789")).ok());
    EXPECT_TRUE(quick.commit().result.ok());
    EXPECT_EQ(read_file(root / "a"), "0123456789");
    slow.suspend();
    EXPECT_EQ(received("a", 10), 5u);
    EXPECT_EQ(store.usage().bytes(), 15u);
}

TEST_F(ResumableFileStore, ChargesAnEmptyPartThatAKillLeftOnce) {
    write_file(root / ".cleave-partial" / partial_name({"a", 10, {}}), "");
    fs::permissions(root / ".cleave-partial" / partial_name({"a", 10, {}}), fs::perms(0600));
    file_store restarted;
    ASSERT_TRUE(restarted.open(root.c_str(), {.resumable = true, .limits = {.files = 2}}).ok());
    EXPECT_EQ(restarted.usage().files(), 1u);
    upload again, other;
    ASSERT_TRUE(restarted.begin("a", 10, {.resume = true}, again).ok());
    EXPECT_EQ(restarted.usage().files(), 1u);
    EXPECT_TRUE(restarted.begin("b", 10, {.resume = true}, other).ok());
}

TEST_F(ResumableFileStore, DoesNotOpenAPartThatIsNotItsOwn) {
    const fs::path part = root / ".cleave-partial" / partial_name({"a", 10, {}});
    write_file(outside / "precious", "precious");
    fs::permissions(outside / "precious", fs::perms(0600));
    fs::create_hard_link(outside / "precious", part);
    for (const std::uint64_t offset : {0U, 5U})
        EXPECT_EQ(begin_status(store, "a", 10, {.resume = true, .offset = offset}), status::permission_denied);
    EXPECT_EQ(read_file(outside / "precious"), "precious");
    fs::remove(outside / "precious");
    fs::permissions(part, fs::perms(0640));
    EXPECT_EQ(begin_status(store, "a", 10, {.resume = true}), status::permission_denied);
    fs::permissions(part, fs::perms(0600));
    EXPECT_EQ(begin_status(store, "a", 10, {.resume = true}), status::ok);
}

TEST_F(ResumableFileStore, DoesNotUseADirectoryOfPartsThatOthersCanWriteIn) {
    fs::permissions(root / ".cleave-partial", fs::perms(0777));
    EXPECT_EQ(begin_status(store, "a", 10, {.resume = true}), status::permission_denied);
}

TEST_F(ResumableFileStore, SweepsWhileItRuns) {
    break_off("a", 10, "01234");
    break_off("b", 10, "01234");
    const fs::path parts = root / ".cleave-partial";
    const fs::path old = parts / partial_name({"a", 10, {}});
    fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::hours(25));
    EXPECT_TRUE(store.sweep().ok());
    EXPECT_FALSE(fs::exists(old));
    EXPECT_EQ(received("b"), 5u);
    EXPECT_EQ(store.usage().bytes(), 5u);
    EXPECT_EQ(store.usage().files(), 1u);
}

// How many entries there are does not matter to who asks for one name.
TEST_F(ResumableFileStore, FindsAPartWithoutAScan) {
    break_off("a", 10, "01234");
    const fs::path parts = root / ".cleave-partial";
    fs::permissions(parts, fs::perms(0300)); // cannot be read
    EXPECT_EQ(received("a"), 5u);
    EXPECT_EQ(received("b"), 0u);
    fs::permissions(parts, fs::perms(0700));
}

TEST_F(ResumableFileStore, LeavesNothingOfADiscardedUpload) {
    upload bad;
    ASSERT_TRUE(store.begin("a", 10, {.resume = true}, bad).ok());
    ASSERT_TRUE(bad.write(bytes_of("01234")).ok());
    bad.discard();
    EXPECT_TRUE(fs::is_empty(root / ".cleave-partial"));
    EXPECT_EQ(store.usage().bytes(), 0u);
    EXPECT_EQ(store.usage().files(), 0u);
}

TEST_F(ResumableFileStore, LeavesNothingOfAnUploadThatNeverSentAByte) {
    break_off("a", 10, "");
    EXPECT_TRUE(fs::is_empty(root / ".cleave-partial"));
    EXPECT_EQ(store.usage().files(), 0u);
}

TEST_F(ResumableFileStore, CountsPartsAndKeepsThemAcrossARestart) {
    break_off("a", 10, "01234");
    EXPECT_EQ(store.usage().bytes(), 5u);
    EXPECT_EQ(store.usage().files(), 1u);
    file_store restarted;
    ASSERT_TRUE(restarted.open(root.c_str(), {.resumable = true}).ok());
    EXPECT_EQ(restarted.usage().bytes(), 5u);
    upload again;
    ASSERT_TRUE(restarted.begin("a", 10, {.resume = true, .offset = 5}, again).ok());
    ASSERT_TRUE(again.write(bytes_of("56789")).ok());
    EXPECT_EQ(restarted.usage().bytes(), 10u);
    EXPECT_EQ(restarted.usage().files(), 1u);
}

TEST_F(ResumableFileStore, SweepsAwayPartsThatNobodyContinued) {
    break_off("a", 10, "01234");
    break_off("b", 10, "01234");
    const fs::path parts = root / ".cleave-partial";
    const fs::path old = parts / partial_name({"a", 10, {}});
    fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::hours(25));
    file_store restarted;
    ASSERT_TRUE(restarted.open(root.c_str(), {.resumable = true}).ok());
    EXPECT_FALSE(fs::exists(old));
    EXPECT_EQ(names_in(parts).size(), 1u);
}

TEST_F(ResumableFileStore, RefusesALinkInPlaceOfAPart) {
    fs::create_symlink(canary, root / ".cleave-partial" / partial_name({"a", 10, {}}));
    EXPECT_EQ(begin_status(store, "a", 10, {.resume = true}), status::not_a_file);
    EXPECT_EQ(received("a"), 0u);
}

TEST_F(ResumableFileStore, RefusesALinkInPlaceOfTheDirectoryOfParts) {
    fs::remove(root / ".cleave-partial");
    fs::create_directory_symlink(outside, root / ".cleave-partial");
    file_store second;
    EXPECT_EQ(second.open(root.c_str(), {.resumable = true}).code, status::not_a_file);
    EXPECT_EQ(begin_status(store, "a", 10, {.resume = true}), status::not_a_file);
}

TEST_F(ResumableFileStore, MakesTheDirectoryOfPartsAnewWhenSomebodyRemovedIt) {
    break_off("a", 10, "01234");
    fs::remove_all(root / ".cleave-partial");
    EXPECT_EQ(received("a", 10), 0u);
    EXPECT_EQ(begin_status(store, "a", 10, {.resume = true, .offset = 5}), status::offset_beyond_size);
    fs::remove_all(root / ".cleave-partial");
    break_off("a", 10, "012");
    EXPECT_EQ(received("a", 10), 3u);
}

TEST_F(ResumableFileStore, FailsAnUploadWhosePartWasRemovedAndTakesTheNext) {
    for (const std::string_view when : {"the part", "its directory"}) {
        upload first;
        ASSERT_TRUE(store.begin("a", 1, {.resume = true}, first).ok());
        fs::remove_all(root / ".cleave-partial" / (when == "the part" ? partial_name({"a", 1, {}}) : ""));
        ASSERT_TRUE(first.write(bytes_of("x")).ok());
        EXPECT_EQ(first.commit().result.code, status::io_failed) << when;
        EXPECT_EQ(store.usage().files(), 0u) << when;
    }
    upload next;
    ASSERT_TRUE(store.begin("a", 1, {.resume = true}, next).ok());
    ASSERT_TRUE(next.write(bytes_of("x")).ok());
    EXPECT_TRUE(next.commit().result.ok());
    EXPECT_EQ(read_file(root / "a"), "x");
}

TEST_F(ResumableFileStore, ReplacesAWholeFileByAResumedUpload) {
    write_file(root / "a", "old");
    upload broken;
    ASSERT_TRUE(store.begin("a", 10, {.overwrite = true, .resume = true}, broken).ok());
    ASSERT_TRUE(broken.write(bytes_of("01234")).ok());
    broken.suspend();
    EXPECT_EQ(received("a"), 3u);     // the whole one
    EXPECT_EQ(received("a", 10), 5u); // the part, for who asks for it
    ASSERT_TRUE(store.begin("a", 10, {.overwrite = true, .resume = true, .offset = 5}, broken).ok());
    ASSERT_TRUE(broken.write(bytes_of("56789")).ok());
    EXPECT_TRUE(broken.commit().result.ok());
    EXPECT_EQ(read_file(root / "a"), "0123456789");
}

// Moving bytes without copying them

TEST_F(RealFileStore, ReceivesFromASocketWithoutTakingMoreThanItsBody) {
    ASSERT_TRUE(store.open(root.c_str()).ok());
    stream_socket here, there;
    ASSERT_TRUE(socket_pair(blocking::no, here, there).ok());
    splice_pipe pipe;
    ASSERT_TRUE(pipe.open().ok());
    upload upload;
    ASSERT_TRUE(store.begin("a", 10, {}, upload).ok());
    EXPECT_EQ(upload.receive_from_socket(here.fd(), 100, pipe).state, io::would_block);
    ASSERT_EQ(there.write_some(bytes_of("0123456789next")).bytes, 14u);
    EXPECT_EQ(upload.receive_from_socket(here.fd(), 4, pipe).bytes, 4u);
    EXPECT_EQ(upload.receive_from_socket(here.fd(), 100, pipe).bytes, 6u);
    EXPECT_EQ(upload.remaining(), 0u);
    EXPECT_TRUE(upload.commit().result.ok());
    EXPECT_EQ(read_file(root / "a"), "0123456789");
    std::array<std::byte, 16> rest;
    EXPECT_EQ(here.read_some(rest).bytes, 4u);
    there.close();
    ASSERT_TRUE(store.begin("b", 10, {}, upload).ok());
    EXPECT_EQ(upload.receive_from_socket(here.fd(), 100, pipe).state, io::closed);
}

TEST_F(RealFileStore, SendsToASocketUpToTheEnd) {
    ASSERT_TRUE(store.open(root.c_str()).ok());
    write_file(root / "a", "0123456789");
    download file;
    ASSERT_TRUE(store.open_file("a", file).ok());
    EXPECT_EQ(file.size(), 10u);
    stream_socket here, there;
    ASSERT_TRUE(socket_pair(blocking::no, here, there).ok());
    EXPECT_EQ(file.send_to_socket(here.fd(), 4).bytes, 4u);
    EXPECT_EQ(file.send_to_socket(here.fd(), 100).bytes, 6u);
    EXPECT_EQ(file.send_to_socket(here.fd(), 100).state, io::closed);
    file.seek(8);
    std::array<std::byte, 32> got;
    EXPECT_EQ(file.read_some(got).bytes, 2u);
    EXPECT_EQ(file.read_some(got).state, io::closed);
    EXPECT_EQ(there.read_some(got).bytes, 10u);
    EXPECT_EQ(std::to_integer<char>(got[9]), '9');
}

TEST_F(RealFileStore, FailsWhenAFileShrinksAndStopsWhereItWasWhenItGrows) {
    ASSERT_TRUE(store.open(root.c_str()).ok());
    write_file(root / "a", "0123456789");
    download file;
    ASSERT_TRUE(store.open_file("a", file).ok());
    stream_socket here, there;
    ASSERT_TRUE(socket_pair(blocking::no, here, there).ok());
    write_file(root / "a", "01234");
    EXPECT_EQ(file.send_to_socket(here.fd(), 100).bytes, 5u);
    EXPECT_EQ(file.send_to_socket(here.fd(), 100).error, EIO);
    write_file(root / "a", "0123456789ABC");
    EXPECT_EQ(file.send_to_socket(here.fd(), 100).bytes, 5u);
    EXPECT_EQ(file.send_to_socket(here.fd(), 100).state, io::closed);
}

TEST_F(RealFileStore, OpensOnlyRegularFilesForReading) {
    ASSERT_TRUE(store.open(root.c_str()).ok());
    fs::create_directory(root / "directory");
    fs::create_symlink(canary, root / "link");
    ASSERT_EQ(::mkfifo((root / "fifo").c_str(), 0600), 0);
    address at;
    ASSERT_EQ(address::parse("unix:" + (root / "socket").string(), at), "");
    listener listening;
    ASSERT_TRUE(listening.open(at).ok());
    for (const char* const name : {"directory", "link", "fifo", "socket"}) {
        download file;
        EXPECT_EQ(store.open_file(name, file).code, status::not_a_file) << name;
        EXPECT_FALSE(file.is_open());
        file_status found;
        EXPECT_EQ(store.look_up(name, found).code, status::not_a_file) << name;
    }
    download file;
    EXPECT_EQ(store.open_file("missing", file).code, status::not_found);
    file_status found;
    EXPECT_EQ(store.look_up("missing", found).code, status::not_found);
}

TEST_F(RealFileStore, CanNotOpenARootThatIsNoDirectory) {
    EXPECT_EQ(store.open((outside / "missing").c_str()).code, status::not_found);
    EXPECT_EQ(store.open(canary.c_str()).code, status::not_a_file);
}

} // namespace
} // namespace cleave::posix
