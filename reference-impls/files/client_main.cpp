// SPDX-License-Identifier: MIT
//
// program: cleave-file
//
//     cleave-file put ADDR FILE...        cleave-file get ADDR NAME        cleave-file stat ADDR NAME
//
// Exit codes: 0 all is well, 1 refused or failed, 2 wrong usage, 3 the connection or what came over it is broken.
#include "file_client.hpp"
#include "posix/log.hpp"
#include "posix/stop_signals.hpp"

#include <cstdio>
#include <filesystem>
#include <unistd.h>

using namespace cleave;
using namespace cleave::files;

namespace {

constexpr std::string_view usage = R"(usage: cleave-file put|get|stat [options] ADDR NAME...

sends files to a server, and gets them

commands:
  put ADDR FILE...            sends files
  get ADDR NAME               gets a file
  stat ADDR NAME              shows how much of a file the server has

options:
  -h, --help                  show this; after a command, its options
  --version                   show the version
)";

struct command_line {
    posix::client_options client;
    std::string verb;
    std::vector<std::string> paths; // put
    std::string name;               // get, stat
    std::string as;
    std::string digest;
    std::string msg;
    std::string output;
    bool recursive = false;
    bool resume = false;
    bool overwrite = false;
};

// ---- what is said

std::string json_line(const command_line& given, std::string_view name, const complaint& v, const exchange& done) {
    std::string text(4096 + 6 * name.size() + 6 * v.text.size(), '\0');
    json_writer json(text);
    json.begin_object().key("cmd").string(given.verb).key("filename").string(name);
    json.key("status").string(v.ok() ? "ok" : "error");
    if (v.ok()) {
        json.key("size").integer(done.size);
        if (given.verb != "put") json.key("received").integer(done.received);
        if (given.verb != "stat") json.key("moved").integer(done.moved);
        if (!done.ack.empty()) json.key("ack").string(done.ack);
        if (!done.digest.empty()) json.key("digest").string(done.digest);
    } else {
        json.key("code").string(v.name).key("message").string(v.text);
    }
    if (json.end_object().st() != status::ok) return "{}";
    return std::string(json.text());
}

std::string plain_line(const command_line& given, const std::string& name, const exchange& done) {
    const std::string size = std::to_string(done.size) + " bytes";
    if (given.verb == "stat")
        return name + ": " + (done.received == done.size ? size : std::to_string(done.received) + " of " + size);
    if (given.verb == "put") return "put " + name + ", " + size + ", " + (done.ack.empty() ? "sent" : done.ack);
    return "got " + name + ", " + size + (done.digest.empty() ? "" : ", " + done.digest);
}

void tell(const command_line& given, std::string_view name, const complaint& v, const exchange& done) {
    const std::string shown = posix::displayable(name);
    if (given.client.json) {
        std::printf("%s\n", json_line(given, shown, v, done).c_str());
    } else if (!v.ok()) {
        std::fprintf(stderr, "cleave-file: %s: %s: %s\n", shown.c_str(), v.name.c_str(), v.text.c_str());
    } else if (!given.client.quiet || given.verb == "stat") {
        std::printf("%s\n", plain_line(given, shown, done).c_str());
    }
    std::fflush(stdout);
}

// ---- put

struct source {
    std::string path;
    std::string name; // for the server
};

complaint unreadable(const std::string& path, const std::error_code& error) {
    return posix::refused(to_string(posix::status_of(error.value())), path + ": " + error.message());
}

// What of a tree is not sent, and why; or nothing.
std::string_view reason_to_skip(const std::filesystem::directory_entry& entry) {
    namespace fs = std::filesystem;
    std::error_code error;
    switch (entry.symlink_status(error).type()) {
    case fs::file_type::regular: return "";
    case fs::file_type::directory: return fs::is_empty(entry.path(), error) && !error ? "an empty directory" : "";
    case fs::file_type::symlink: return "a link";
    case fs::file_type::none:
    case fs::file_type::not_found:
    case fs::file_type::block:
    case fs::file_type::character:
    case fs::file_type::fifo:
    case fs::file_type::socket:
    case fs::file_type::unknown: break;
    }
    return "not a file";
}

// All files beneath `top`, each with its path from there on as its name. skipped: set, where something else is there.
complaint list_tree(const std::filesystem::path& top, std::vector<source>& to, bool& skipped) {
    namespace fs = std::filesystem;
    std::error_code error;
    const std::string root_name = fs::weakly_canonical(top, error).filename();
    std::vector<source> found;
    for (fs::recursive_directory_iterator at(top, error), end; !error && at != end; at.increment(error)) {
        if (const std::string_view reason = reason_to_skip(*at); !reason.empty()) {
            const std::string shown = posix::displayable(at->path().string());
            std::fprintf(stderr, "cleave-file: %s: skipped: %s\n", shown.c_str(), std::string(reason).c_str());
            skipped = true;
        }
        std::error_code ignored;
        if (at->symlink_status(ignored).type() != fs::file_type::regular) continue;
        found.push_back({at->path(), root_name + "/" + at->path().lexically_relative(top).generic_string()});
    }
    if (error) return unreadable(top, error);
    std::ranges::sort(found, {}, &source::name);
    to.insert(to.end(), found.begin(), found.end());
    return {};
}

complaint list_sources(const command_line& given, std::vector<source>& to, bool& skipped) {
    for (const std::string& path : given.paths) {
        std::error_code ignored;
        if (given.recursive && std::filesystem::is_directory(path, ignored)) {
            if (const complaint listed = list_tree(path, to, skipped); !listed.ok()) return listed;
        } else {
            to.push_back({path, given.as.empty() ? std::string(base_name(path)) : given.as});
        }
    }
    return {};
}

complaint put_once(const command_line& given, file_client& client, posix::progress& shown, const source& from,
                   exchange& done) {
    local_file what{.name = from.name, .msg = given.msg};
    if (const complaint opened = open_local(from.path, what); !opened.ok()) return opened;
    if (given.digest != "none")
        if (const complaint computed = compute_digest(given.digest, what, shown); !computed.ok()) return computed;
    if (const complaint connected = client.connect(); !connected.ok()) return connected;

    std::uint64_t offset = 0;
    if (given.resume)
        if (const complaint found = client.find_offset(what, offset); !found.ok()) return found;
    complaint result = client.put(what, offset, done);
    if (offset != 0 && result.name == to_string(status::offset_beyond_size)) {
        client.drop();
        if (const complaint connected = client.connect(); !connected.ok()) return connected;
        done = {};
        result = client.put(what, 0, done);
    }
    // The rest of a file that was refused may still be on its way: the next one gets a new connection.
    if (!result.ok()) client.drop();
    return result;
}

// Somebody else is sending the same, or the server is crowded: that passes.
complaint put_one(const command_line& given, file_client& client, posix::progress& shown, const source& from,
                  exchange& done) {
    using clock = std::chrono::steady_clock;
    const clock::time_point end = clock::now() + given.client.timeout;
    for (unsigned attempt = 0;; ++attempt) {
        complaint result = put_once(given, client, shown, from, done);
        if (result.name != to_string(status::busy) || clock::now() >= end) return result;
        done = {};
        posix::pause_before_retry(attempt);
    }
}

int put(const command_line& given, file_client& client, posix::progress& shown) {
    std::vector<source> sources;
    bool skipped = false;
    const complaint listed = list_sources(given, sources, skipped);
    if (!listed.ok()) tell(given, given.paths.front(), listed, {});
    int exit_code = std::max(static_cast<int>(listed.how), skipped ? 1 : 0);
    for (const source& from : sources) {
        exchange done;
        complaint result = put_one(given, client, shown, from, done);
        if (result.ok() && &from == &sources.back()) result = client.close();
        shown.end();
        tell(given, from.name, result, done);
        exit_code = std::max(exit_code, static_cast<int>(result.how));
        if (result.how == posix::ending::broken) return exit_code;
    }
    return exit_code;
}

// ---- get, stat

complaint get_one(const command_line& given, file_client& client, exchange& done) {
    const std::filesystem::path target = given.output.empty() ? base_name(given.name) : given.output;
    const std::string directory = target.has_parent_path() ? target.parent_path().string() : ".";
    posix::file_store store;
    const posix::outcome opened = store.open(directory.c_str(), {.resumable = given.resume, .counts_files = false});
    if (!opened.ok()) return posix::refused(to_string(opened.code), directory + ": " + describe(opened));
    if (const complaint connected = client.connect(); !connected.ok()) return connected;
    const complaint got =
        client.get(given.name, {&store, given.name, target.filename().string(), given.overwrite, given.resume}, done);
    if (given.resume) // unless it is needed
        ::unlinkat(store.root_fd(), std::string(posix::partial_directory).c_str(), AT_REMOVEDIR);
    return got;
}

int ask(const command_line& given, file_client& client, posix::progress& shown) {
    exchange done;
    complaint result;
    if (given.verb == "get") {
        result = get_one(given, client, done);
    } else {
        result = client.connect();
        if (result.ok()) result = client.stat(given.name, done);
    }
    shown.end();
    tell(given, given.name, result, done);
    return static_cast<int>(result.how);
}

// ---- the command line

void declare(posix::option_parser& parser, command_line& given) {
    posix::declare_options(parser, given.client);
    if (given.verb == "put") {
        parser.rest("FILE", "files to send", given.paths);
        parser.text("as", "NAME", "the name of the file on the server", given.as);
        parser.choice("digest", {"md5", "sha256", "none"}, "the digest to send (extended: sha256, plain: none)",
                      given.digest);
        parser.text("msg", "TEXT", "plain: a text that the server shows with the file", given.msg);
        parser.flag({"recursive", 'r'}, "send directories with all their files", given.recursive);
    } else {
        parser.positional("NAME", "the name of the file on the server", given.name);
    }
    if (given.verb == "get") {
        parser.text({"output", 'o'}, "FILE", "the file to write; by default the last part of NAME", given.output);
        parser.flag("overwrite", "replace a file that exists", given.overwrite);
    }
    if (given.verb != "stat") parser.flag("resume", "extended: continue an interrupted transfer", given.resume);
}

// Returns what is wrong, or nothing.
std::string finish(command_line& given) {
    if (given.verb == "stat") given.client.dialect = "extended"; // plain has none
    if (std::string wrong = posix::finish_options(given.client); !wrong.empty()) return wrong;
    if (given.verb == "put" && given.paths.empty()) return "FILE is missing";
    if (!given.as.empty() && (given.paths.size() != 1 || given.recursive)) return "--as is for one file";
    if (given.digest.empty()) given.digest = given.client.is_extended() ? "sha256" : "none";
    if (!given.client.is_extended() && given.digest == "sha256") return "the plain dialect knows no sha256, only md5";
    if (!given.msg.empty() && (given.client.is_extended() || given.digest != "none"))
        return "--msg is of the plain dialect, without a digest";
    if (given.resume && !given.client.is_extended()) return "--resume needs --dialect extended";
    return {};
}

} // namespace

int main(int argc, char** argv) {
    posix::ignore_io_signals();
    command_line given;
    given.verb = argc > 1 ? argv[1] : "";
    if (given.verb != "put" && given.verb != "get" && given.verb != "stat") {
        if (given.verb == "--help" || given.verb == "-h") return std::fputs(usage.data(), stdout), 0;
        if (given.verb == "--version") return std::printf("cleave-file %s\n", CLEAVE_VERSION), 0;
        const std::string wrong = given.verb.empty() ? "a command is missing" : "there is no command " + given.verb;
        std::fprintf(stderr, "cleave-file: %s: put, get or stat\ntry 'cleave-file --help'\n", wrong.c_str());
        return 2;
    }
    const std::string program = "cleave-file " + given.verb;
    const std::string_view purpose = given.verb == "put"   ? "sends files to a server"
                                     : given.verb == "get" ? "gets a file from a server"
                                                           : "asks a server how much of a file it has";
    posix::option_parser parser(program, purpose, CLEAVE_VERSION);
    declare(parser, given);
    if (const auto exit_code = parser.parse(argc - 1, argv + 1)) return *exit_code;
    if (const std::string wrong = finish(given); !wrong.empty()) return parser.complain(wrong);

    posix::progress shown(STDERR_FILENO,
                          posix::progress::style_for(STDERR_FILENO, given.client.quiet || given.client.json));
    file_client client(given.client, shown);
    return given.verb == "put" ? put(given, client, shown) : ask(given, client, shown);
}
