// Invariant: the file server answers a stream alike in every delivery, in whole messages, and stores only whole files.
// SPDX-License-Identifier: MIT
// links: cleave_files
// wraps: recv send sendmsg sendfile epoll_ctl epoll_wait shutdown setsockopt pipe2 write
// dictionary: header_message.dict
// longest input: 1500
//
// file_connection over bytes instead of a socket, with a real store in memory. What is stored was announced and came
// whole, under a name that is allowed; nothing else is left behind. (Plain requests for files have no frame: there only
// what is stored is looked at.) The loop's rounds are bounded by the bytes.
#include "fuzz/delivery_plan.hpp"
#include "fuzz/expect.hpp"
#include "fuzz/reference_messages.hpp"
#include "fuzz/socketless.hpp"
#include "reference-impls/files/file_connection.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

namespace cleave::fuzz {
namespace {

namespace fs = std::filesystem;
using stored_files = std::map<std::string, std::string>;

constexpr std::string_view old_name = "a.txt", old_content = "what was there before\n";

const fs::path& root() {
    static const fs::path place = [] {
        const fs::path memory = "/dev/shm";
        const fs::path base = fs::is_directory(memory) ? memory : fs::temp_directory_path();
        return base / ("cleave-fuzz-" + std::to_string(::getpid()));
    }();
    return place;
}

struct server_setup {
    bool is_extended, overwrite, subtrees, demands_digest, digest_replies;

    static server_setup of(fuzz_input& input) {
        const std::uint8_t flags = input.last();
        return {(flags & 1) == 0, (flags & 2) != 0, (flags & 4) != 0, (flags & 8) != 0, (flags & 16) == 0};
    }
};

std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// The files under the root, without the store's own: a folder for parts of uploads that can go on.
stored_files all_stored() {
    stored_files all;
    for (auto at = fs::recursive_directory_iterator(root()); at != fs::recursive_directory_iterator(); ++at) {
        if (at->is_directory() && at->path().filename().string().starts_with(".cleave-"))
            at.disable_recursion_pending();
        if (at->is_regular_file()) all[fs::relative(at->path(), root()).string()] = content_of(at->path());
    }
    return all;
}

struct served {
    std::string output;
    stored_files files;
};

served serve_files(const server_setup& setup, std::span<const std::byte> stream, const delivery_plan& plan,
                   std::size_t most_sent) {
    fs::remove_all(root());
    fs::create_directory(root());
    std::ofstream(root() / old_name, std::ios::binary) << old_content;

    files::file_service service;
    service.options = {.rules = {.max_size = 1000},
                       .is_extended = setup.is_extended,
                       .overwrite = setup.overwrite,
                       .digest_replies = setup.digest_replies,
                       .ack = acknowledgement::stored,
                       .idle_timeout = std::chrono::hours(1)};
    service.options.rules.names.allow_subtrees = setup.subtrees;
    if (setup.demands_digest) service.options.rules.digests = digest_rule::demand;
    const posix::store_options store{.subtrees = setup.subtrees, .resumable = setup.is_extended};
    expect(service.store.open(root().c_str(), store).ok(), "the store opens");

    posix::server_options options;
    options.max_header = 1024;
    const std::string& output =
        serve(stream, plan, most_sent, options, posix::connections_of<files::file_connection>(service));
    return {output, all_stored()};
}

bool is_code(const std::string& name) {
    return std::ranges::any_of(detail::status_texts, [&](const detail::status_text& one) { return one.name == name; });
}

// Answers to stat and put name a size, too; only one to get has a body.
class server_replies : public reference_messages {
    using reference_messages::reference_messages;

    status find_body(seen_message& m) const override {
        const bool is_notice = m.fields.contains(header_field::received) || m.fields.contains(header_field::ack);
        return is_notice ? status::ok : reference_messages::find_body(m);
    }
};

void check_replies(const std::string& output) {
    const message_verdict replies = server_replies({body_rule::reply, 65536, std::uint64_t{1} << 40}).verdict(output);
    expect(replies.st == status::need_input && replies.end == status::ok, "the answers are whole messages");
    for (const seen_message& m : replies.messages) {
        const auto found = m.fields.find(header_field::status);
        expect(found != m.fields.end() && (found->second == "ok" || found->second == "error"), "each has a status");
        if (found->second == "error")
            expect(m.fields.contains(header_field::code) && is_code(m.fields.at(header_field::code)),
                   "an error has the name of a status");
    }
}

// A stored file is the last message of its name that could be stored, or it was there before.
void check_stored(const server_setup& setup, const fuzz_input& input, const stored_files& files) {
    const message_verdict requests = reference_messages({body_rule::request, 1024, 1000}).verdict(input.text());
    file_name_options names;
    names.allow_subtrees = setup.subtrees;
    for (const auto& file : files) {
        const std::string& name = file.first;
        const std::string& content = file.second;
        expect(check_file_name(name, names) == status::ok, "what is stored has a good name");
        const bool was_there = name == old_name && content == old_content;
        const bool came = std::ranges::any_of(requests.messages, [&](const seen_message& m) {
            const auto called = m.fields.find(header_field::file_name);
            const auto size = m.fields.find(header_field::size);
            return m.has_body && called != m.fields.end() && called->second == name && content.ends_with(m.body) &&
                   std::to_string(content.size()) == size->second;
        });
        expect(was_there || came, "what is stored was announced, and came whole");
    }
    if (!setup.overwrite) {
        const auto old = files.find(std::string(old_name));
        expect(old != files.end() && old->second == old_content, "what was there before is kept");
    }
}

} // namespace
} // namespace cleave::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace cleave::fuzz;
    fuzz_input input(data, size);
    const delivery_plan plan(input);
    const std::size_t most_sent = input.last();
    const server_setup setup = server_setup::of(input);
    const served pieces = serve_files(setup, input.stream(), plan, most_sent);
    check_stored(setup, input, pieces.files);
    if (setup.is_extended) {
        check_replies(pieces.output);
        const served whole = serve_files(setup, input.stream(), delivery_plan::whole(), 0);
        expect(whole.files == pieces.files, "a delivery changes nothing that is stored");
        expect(whole.output == pieces.output, "a delivery changes no answer");
    }
    std::filesystem::remove_all(root());
    return 0;
}
