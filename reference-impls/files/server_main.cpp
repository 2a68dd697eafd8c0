// SPDX-License-Identifier: MIT
//
// program: cleave-file-server
//
// Takes and gives files: upload, put and get of the plain dialect, put, get and stat of the extended one. What clients
// say is in file_connection.cpp, where the files lie in posix/file_store.hpp.
#include "file_connection.hpp"
#include "posix/log.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

using namespace cleave;

namespace {

struct command_line {
    posix::server_options server;
    std::string root;
    std::string ack = "durable";
    std::uint64_t quota = 0; // none
    std::uint64_t max_files = 0;
    std::uint64_t max_rate = 0;
    std::string keep_free = "5%";
    std::chrono::milliseconds partial_lifetime = std::chrono::hours(24);
    std::chrono::milliseconds total_timeout{};
    bool overwrite = false;
    bool allow_hidden = false;
    bool subtrees = false;
    bool require_digest = false;
    bool no_get_digest = false;
};

constexpr std::string_view examples = "examples:\n"
                                      "  cleave-file-server --root /srv/files\n"
                                      "  cleave-file-server --root . --listen unix:/run/files.sock --dialect extended";

acknowledgement level_of(std::string_view name) {
    for (const auto level : {acknowledgement::received, acknowledgement::stored})
        if (to_string(level) == name) return level;
    return acknowledgement::durable;
}

files::file_server_options options_of(const command_line& given) {
    files::file_server_options options;
    options.is_extended = given.server.is_extended();
    options.overwrite = given.overwrite;
    options.digest_replies = !given.no_get_digest;
    options.ack = level_of(given.ack);
    options.idle_timeout = given.server.idle_timeout;
    options.total_timeout = given.total_timeout;
    options.rules.max_size = given.server.max_size;
    options.rules.names.allow_hidden = given.allow_hidden;
    options.rules.names.allow_subtrees = given.subtrees;
    options.rules.digests = given.require_digest ? digest_rule::demand : digest_rule::verify;
    return options;
}

posix::store_options store_of(const command_line& given) {
    const auto limit = [](std::uint64_t value) { return value == 0 ? posix::unlimited : value; };
    return {.subtrees = given.subtrees,
            .resumable = given.server.is_extended(),
            .partial_lifetime = std::chrono::duration_cast<std::chrono::seconds>(given.partial_lifetime),
            .limits = {.bytes = limit(given.quota), .files = limit(given.max_files)},
            .counts_files = given.quota != 0 || given.max_files != 0};
}

// "5%" or "2G". Returns whether it is either.
bool read_keep_free(std::string_view text, posix::store_options& to) {
    const bool is_share = text.ends_with('%');
    if (is_share) text.remove_suffix(1);
    const std::optional<std::uint64_t> value = posix::parse_size(text);
    if (!value || (is_share && *value > 99)) return false;
    (is_share ? to.keep_free_percent : to.keep_free) = *value;
    return true;
}

// Sweeps the store from time to time, in a thread of its own: the more there is to do, the more seldom.
class sweeper {
  public:
    explicit sweeper(posix::file_store& store) : thread_([this, &store] { run(store); }) {}
    sweeper(const sweeper&) = delete;
    sweeper& operator=(const sweeper&) = delete;
    ~sweeper() {
        {
            const std::lock_guard lock(mutex_);
            is_over_ = true;
        }
        wake_up_.notify_one();
        thread_.join();
    }

  private:
    using clock = std::chrono::steady_clock;

    void run(posix::file_store& store) {
        clock::duration took{};
        std::unique_lock lock(mutex_);
        while (!wake_up_.wait_for(lock, std::max<clock::duration>(pause, 50 * took), [this] { return is_over_; })) {
            lock.unlock();
            const clock::time_point began = clock::now();
            try {
                static_cast<void>(store.sweep()); // what is wrong with the directory its next user is told
            } catch (const std::bad_alloc&) {     // the next sweep may have more luck
            }
            took = clock::now() - began;
            lock.lock();
        }
    }

    static constexpr clock::duration pause = std::chrono::seconds(10);

    std::mutex mutex_;
    std::condition_variable wake_up_;
    bool is_over_ = false;
    std::thread thread_;
};

} // namespace

int main(int argc, char** argv) {
    command_line given;
    posix::option_parser parser("cleave-file-server", "stores files in a directory, and sends them", CLEAVE_VERSION);
    parser.text("root", "DIR", "the directory of the files; required", given.root);
    posix::declare_options(parser, given.server);
    parser.flag("overwrite", "replace files that exist", given.overwrite);
    parser.flag("allow-hidden", "accept names that begin with a dot", given.allow_hidden);
    parser.flag("subtrees", "accept names with directories, such as a/b/c.txt", given.subtrees);
    parser.flag("require-digest", "refuse files without an md5 or sha256", given.require_digest);
    parser.flag("no-get-digest", "extended: omit the sha256 in replies to get, which costs a read of the file",
                given.no_get_digest);
    parser.choice("ack", {"received", "stored", "durable"}, "when to answer an upload", given.ack);
    parser.size("quota", "SIZE", "the most bytes in the directory; 0: no limit", given.quota);
    parser.number("max-files", "N", "the most files in the directory; 0: no limit", given.max_files);
    parser.number("max-rate", "N", "the most uploads that may begin in a second; 0: no limit", given.max_rate, 0,
                  1'000'000);
    parser.text("keep-free", "SHARE", "the part of the disk to keep free, such as 5% or 2G", given.keep_free);
    parser.duration("partial-lifetime", "TIME", "extended: how long an interrupted upload can continue",
                    given.partial_lifetime);
    parser.duration("total-timeout", "TIME", "the longest time for a request; 0: no limit", given.total_timeout);
    parser.epilogue(examples);
    if (const auto exit_code = parser.parse(argc, argv)) return *exit_code;
    if (given.root.empty()) return parser.complain("--root DIR is missing: the directory of the files");
    if (const std::string wrong = posix::finish_options(given.server); !wrong.empty()) return parser.complain(wrong);

    files::file_service service;
    service.options = options_of(given);
    service.uploads.set(given.max_rate);
    posix::store_options store = store_of(given);
    if (!read_keep_free(given.keep_free, store)) return parser.complain("--keep-free is a size, or 0% to 99%");
    if (const posix::outcome opened = service.store.open(given.root.c_str(), store); !opened.ok()) {
        posix::log_line("cannot use ", given.root, ": ", describe(opened));
        return 1;
    }
    const sweeper keeps_house(service.store);
    constexpr unsigned threads_for_the_disk = 2, threads_for_digests = 2;
    return posix::run_server(given.server, posix::connections_of<files::file_connection>(service), threads_for_the_disk,
                             threads_for_digests);
}
