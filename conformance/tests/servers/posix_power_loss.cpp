// SPDX-License-Identifier: MIT
//
// What a power failure may leave of an upload. The store's calls are recorded; then every state is made that a disk may
// legally hold after a failure behind any of them:
//
//     write   is there, is not, or is there in part, until its file is synced
//     name    (link, rename, removal) is there or is not, until its directory is synced
//
// each independently of the others, as no file system promises more. In every such state the file is old or new, whole;
// new, if the upload was acknowledged as durable; and the next start of a store sweeps away what else is there.
#include "reference-impls/posix/file_store.hpp"

#include "conformance/tests/servers/posix_temporary_directory.hpp"

#include <gtest/gtest.h>
#include <map>
#include <set>
#include <vector>

namespace cleave::posix {
namespace {

// ---- what is recorded

struct operation {
    enum class kind : std::uint8_t { write, resize, name, unname, sync } what;
    ino_t file = 0;         // written, resized, named or synced; of a directory, too
    std::string text = {};  // write: the bytes; name: the name that goes
    std::uint64_t at = 0;   // write: where; resize: the size
    std::string entry = {}; // name, unname: in the root
};

struct recorder {
    bool is_on = false;
    bool drops_file_syncs = false; // how a store would be that forgets one
    bool drops_directory_syncs = false;
    bool has_unnamed_files = true;
    int root = -1;
    std::vector<operation> operations;

    void add(operation done) {
        if (is_on) operations.push_back(std::move(done));
    }
};
recorder record;

ino_t inode_of(int fd) {
    struct stat file {};
    ::fstat(fd, &file);
    return file.st_ino;
}

ino_t inode_of(int dir, const char* name) {
    struct stat file {};
    ::fstatat(dir, name, &file, AT_SYMLINK_NOFOLLOW);
    return file.st_ino;
}

// The system's own calls, written down.
struct recording_calls : real_calls {
    using kind = operation::kind;

    static int openat(int dir, const char* path, int flags, mode_t mode) noexcept {
        if ((flags & O_TMPFILE) == O_TMPFILE && !record.has_unnamed_files) {
            errno = EOPNOTSUPP;
            return -1;
        }
        const bool is_new = (flags & O_CREAT) != 0 && ::faccessat(dir, path, F_OK, AT_SYMLINK_NOFOLLOW) != 0;
        const int fd = real_calls::openat(dir, path, flags, mode);
        if (fd >= 0 && is_new && dir == record.root) record.add({kind::name, inode_of(fd), {}, 0, path});
        return fd;
    }
    static ssize_t pwrite(int fd, const void* bytes, std::size_t size, off_t at) noexcept {
        const ssize_t written = real_calls::pwrite(fd, bytes, size, at);
        if (written > 0) {
            const std::string text(static_cast<const char*>(bytes), static_cast<std::size_t>(written));
            record.add({kind::write, inode_of(fd), text, static_cast<std::uint64_t>(at)});
        }
        return written;
    }
    static int ftruncate(int fd, off_t size) noexcept {
        record.add({kind::resize, inode_of(fd), {}, static_cast<std::uint64_t>(size)});
        return real_calls::ftruncate(fd, size);
    }
    static int linkat(int from_dir, const char* from, int to_dir, const char* to, int flags) noexcept {
        const int linked = real_calls::linkat(from_dir, from, to_dir, to, flags);
        if (linked == 0) record.add({kind::name, inode_of(to_dir, to), {}, 0, to});
        return linked;
    }
    static int renameat(int from_dir, const char* from, int to_dir, const char* to) noexcept {
        const int renamed = real_calls::renameat(from_dir, from, to_dir, to);
        if (renamed == 0) add_rename(from, to_dir, to);
        return renamed;
    }
    static int rename_without_replacing(int from_dir, const char* from, int to_dir, const char* to) noexcept {
        const int renamed = real_calls::rename_without_replacing(from_dir, from, to_dir, to);
        if (renamed == 0) add_rename(from, to_dir, to);
        return renamed;
    }
    static int unlinkat(int dir, const char* path) noexcept {
        const ino_t file = inode_of(dir, path);
        const int removed = real_calls::unlinkat(dir, path);
        if (removed == 0) record.add({kind::unname, file, {}, 0, path});
        return removed;
    }
    static int together(const auto& steps) noexcept { return steps(); } // here, where they are written down
    static int fsync(int fd) noexcept {
        const bool is_root = inode_of(fd) == inode_of(record.root);
        if (!(is_root ? record.drops_directory_syncs : record.drops_file_syncs)) record.add({kind::sync, inode_of(fd)});
        return 0;
    }

  private:
    // One operation of the disk, which does both or nothing.
    static void add_rename(const char* from, int to_dir, const char* to) {
        record.add({kind::name, inode_of(to_dir, to), from, 0, to}); // `text`: the name that goes
    }
};

// ---- the states

// What a disk holds: names in the root, and the bytes of each file.
struct disk {
    std::map<std::string, ino_t> names;
    std::map<ino_t, std::string> files;
};

void write_to(std::string& file, std::uint64_t at, std::string_view bytes) {
    if (bytes.empty()) return;
    if (file.size() < at + bytes.size()) file.resize(at + bytes.size(), '\0'); // a hole, where an earlier write is lost
    file.replace(at, bytes.size(), bytes);
}

// How an operation that is not synced can have ended.
std::size_t fates_of(const operation& done) {
    switch (done.what) {
    case operation::kind::write: return 4; // lost, its first half, its second half, all
    case operation::kind::resize:
    case operation::kind::name:
    case operation::kind::unname: return 2;
    case operation::kind::sync: return 1;
    }
    return 1;
}

void apply(disk& to, const operation& done, std::size_t fate) {
    const bool is_done = fate == fates_of(done) - 1;
    switch (done.what) {
    case operation::kind::write: {
        const std::size_t half = done.text.size() / 2;
        std::string& file = to.files[done.file];
        if (fate == 1 || is_done) write_to(file, done.at, done.text.substr(0, half));
        if (fate == 2 || is_done) write_to(file, done.at + half, done.text.substr(half));
        return;
    }
    case operation::kind::resize:
        if (is_done) to.files[done.file].resize(done.at, '\0');
        return;
    case operation::kind::name:
        if (!is_done) return;
        to.names[done.entry] = done.file;
        to.names.erase(done.text);
        return;
    case operation::kind::unname:
        if (is_done) to.names.erase(done.entry);
        return;
    case operation::kind::sync: return;
    }
}

// Whether `done` must have reached the disk because of a sync between it and the failure.
bool is_settled(const std::vector<operation>& all, std::size_t number, std::size_t failure, ino_t root) {
    const operation& done = all[number];
    const bool is_entry = done.what == operation::kind::name || done.what == operation::kind::unname;
    for (std::size_t later = number + 1; later < failure; ++later)
        if (all[later].what == operation::kind::sync && all[later].file == (is_entry ? root : done.file)) return true;
    return false;
}

// Calls `look(disk)` for every state after a failure behind the first `failure` operations.
template <class Look>
void for_each_state(const disk& before, const std::vector<operation>& all, std::size_t failure, ino_t root, Look look) {
    std::vector<std::size_t> fates(failure);
    std::vector<std::size_t> least(failure);
    for (std::size_t i = 0; i < failure; ++i)
        fates[i] = least[i] = is_settled(all, i, failure, root) ? fates_of(all[i]) - 1 : 0;
    for (;;) {
        disk now = before;
        for (std::size_t i = 0; i < failure; ++i) apply(now, all[i], fates[i]);
        look(now);
        std::size_t i = 0;
        while (i < failure && ++fates[i] == fates_of(all[i])) {
            fates[i] = least[i];
            ++i;
        }
        if (i == failure) return;
    }
}

// ---- the uploads

struct scenario {
    std::string_view label;
    bool has_unnamed_files = true;
    bool overwrite = false; // an old file is there
};

const scenario scenarios[] = {
    {"nameless", true, false},
    {"nameless_over_an_old_file", true, true},
    {"private_name", false, false},
    {"private_name_over_an_old_file", false, true},
};

void PrintTo(const scenario& what, std::ostream* to) { *to << what.label; }

const std::string old_text = "the old file";
const std::string new_text = "the new file, in six pieces: " + std::string(70, 'n');

struct run_result {
    disk before;
    std::vector<operation> operations;
    ino_t root = 0;
};

run_result run_upload(const scenario& what) {
    temporary_directory place(memory_path());
    run_result result;
    if (what.overwrite) {
        write_file(place / "a", old_text);
        const ino_t old = inode_of(AT_FDCWD, (place / "a").c_str());
        result.before = {{{"a", old}}, {{old, old_text}}};
    }
    basic_file_store<recording_calls> store;
    basic_upload<recording_calls> upload;
    EXPECT_TRUE(store.open(place.path().c_str()).ok());
    record.root = store.root_fd();
    record.has_unnamed_files = what.has_unnamed_files;
    record.operations.clear();
    record.is_on = true;
    EXPECT_TRUE(store.begin("a", new_text.size(), {.overwrite = what.overwrite}, upload).ok());
    for (std::string_view left = new_text; !left.empty(); left.remove_prefix(std::min<std::size_t>(left.size(), 17)))
        EXPECT_TRUE(upload.write(std::as_bytes(std::span(left.substr(0, 17)))).ok());
    EXPECT_EQ(upload.commit().holds, ack::durable);
    record.is_on = false;
    result.operations = record.operations;
    result.root = inode_of(store.root_fd());
    return result;
}

struct verdict {
    std::size_t states = 0;
    std::size_t distinct = 0;
    std::size_t torn = 0; // neither old nor new
    std::size_t lost = 0; // acknowledged, and not there
    std::size_t left = 0; // with something else beside it
    std::size_t unswept = 0;
};

// What a store finds in such a state when it starts.
bool is_swept(const disk& state) {
    temporary_directory place(memory_path());
    for (const auto& [name, file] : state.names) {
        const auto bytes = state.files.find(file);
        write_file(place / name, bytes == state.files.end() ? std::string() : bytes->second);
    }
    file_store store;
    if (!store.open(place.path().c_str()).ok()) return false;
    for (const std::string& name : names_in(place.path()))
        if (name != "a") return false;
    return true;
}

verdict judge(const scenario& what) {
    const run_result ran = run_upload(what);
    verdict found;
    std::set<std::pair<std::map<std::string, ino_t>, std::map<ino_t, std::string>>> seen;
    for (std::size_t failure = 0; failure <= ran.operations.size(); ++failure) {
        const bool is_acknowledged = failure == ran.operations.size();
        for_each_state(ran.before, ran.operations, failure, ran.root, [&](const disk& state) {
            ++found.states;
            const bool is_fresh = seen.insert({state.names, state.files}).second;
            found.distinct += is_fresh;
            const auto named = state.names.find("a");
            const auto file = named == state.names.end() ? state.files.end() : state.files.find(named->second);
            const std::string bytes = file == state.files.end() ? std::string() : file->second;
            const bool is_there = named != state.names.end();
            const bool is_new = is_there && bytes == new_text;
            const bool is_old = what.overwrite ? is_there && bytes == old_text : !is_there;
            found.torn += !is_new && !is_old;
            found.lost += is_acknowledged && !is_new;
            const bool has_more = state.names.size() > (is_there ? 1u : 0u);
            found.left += has_more;
            if (has_more && is_fresh) found.unswept += !is_swept(state);
        });
    }
    return found;
}

struct PowerLoss : testing::TestWithParam<scenario> {
    PowerLoss() { record = {}; }
};

TEST_P(PowerLoss, LeavesOldOrNewWholeAndNothingAcknowledgedLost) {
    const verdict found = judge(GetParam());
    EXPECT_EQ(found.torn, 0u);
    EXPECT_EQ(found.lost, 0u);
    EXPECT_EQ(found.unswept, 0u);
    EXPECT_GT(found.states, 1000u);
    RecordProperty("states", static_cast<int>(found.states));
    RecordProperty("different_states", static_cast<int>(found.distinct));
}

// What shows that the states are worth looking at: a store that forgets one of its syncs is found out.
TEST_P(PowerLoss, TearsTheFileOfAStoreThatDoesNotSyncIt) {
    record.drops_file_syncs = true;
    const verdict found = judge(GetParam());
    EXPECT_GT(found.torn, 0u);
}

TEST_P(PowerLoss, LosesTheNameInADirectoryThatIsNotSynced) {
    record.drops_directory_syncs = true;
    const verdict found = judge(GetParam());
    EXPECT_EQ(found.torn, 0u);
    EXPECT_GT(found.lost, 0u);
}

INSTANTIATE_TEST_SUITE_P(Upload, PowerLoss, testing::ValuesIn(scenarios),
                         [](const auto& parameter) { return std::string(parameter.param.label); });

} // namespace
} // namespace cleave::posix
