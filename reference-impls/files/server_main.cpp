// SPDX-License-Identifier: MIT
//
// program: cleave-file-server
//
// Takes and gives files: upload, put and get of the plain dialect, put, get and stat of the extended one. What clients
// say is in file_connection.cpp, where the files lie in posix/file_store.hpp.
#include "file_connection.hpp"
#include "posix/log.hpp"

#include <cstdio>

using namespace cleave;

namespace {

struct command_line {
    posix::server_options server;
    std::string root;
    std::string ack = "durable";
    std::uint64_t quota = 0; // none
    std::uint64_t max_files = 0;
    std::uint64_t max_rate = 0;
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

} // namespace

int main(int argc, char** argv) {
    command_line given;
    posix::option_parser parser("cleave-file-server", "takes files into a directory, and gives them back",
                                CLEAVE_VERSION);
    parser.text("root", "DIR", "where the files are; needed", given.root);
    posix::declare_options(parser, given.server);
    parser.flag("overwrite", "replace files that exist", given.overwrite);
    parser.flag("allow-hidden", "take names that begin with a dot", given.allow_hidden);
    parser.flag("subtrees", "take names with directories in them: a/b/c.txt", given.subtrees);
    parser.flag("require-digest", "refuse files without an md5 or sha256", given.require_digest);
    parser.flag("no-get-digest", "extended: leave out the sha256 in replies to get, which takes a pass over the file",
                given.no_get_digest);
    parser.choice("ack", {"received", "stored", "durable"}, "when an upload is answered", given.ack);
    parser.size("quota", "SIZE", "how much the directory may hold; 0: as much as fits", given.quota);
    parser.number("max-files", "N", "how many files the directory may hold; 0: as many as fit", given.max_files);
    parser.number("max-rate", "N", "how many uploads may begin in a second; 0: any number", given.max_rate, 0,
                  1'000'000);
    parser.duration("total-timeout", "TIME", "how long one request may take in all; 0: as long as it goes on",
                    given.total_timeout);
    parser.epilogue(examples);
    if (const auto exit_code = parser.parse(argc, argv)) return *exit_code;
    if (given.root.empty()) return parser.complain("--root is missing: where are the files to go?");
    if (const std::string wrong = posix::finish_options(given.server); !wrong.empty()) return parser.complain(wrong);

    files::file_service service;
    service.options = options_of(given);
    if (!given.server.token.empty()) service.guard = std::make_unique<posix::authenticator>(given.server.token);
    service.uploads.set(given.max_rate);
    const posix::store_options store{.subtrees = given.subtrees,
                                     .resumable = given.server.is_extended(),
                                     .limits = {.bytes = given.quota == 0 ? posix::unlimited : given.quota,
                                                .files = given.max_files == 0 ? posix::unlimited : given.max_files}};
    if (const posix::outcome opened = service.store.open(given.root.c_str(), store); !opened.ok()) {
        posix::log_line("can not use ", given.root, ": ", describe(opened));
        return 1;
    }
    constexpr unsigned threads_for_the_disk = 2;
    return posix::run_server(given.server, posix::connections_of<files::file_connection>(service),
                             threads_for_the_disk);
}
