// SPDX-License-Identifier: MIT
//
// cleave-fuzz-traces: cases of the suite as inputs of the fuzz targets, and inputs as cases.
//
//     cleave-fuzz-traces seeds DIR              every trace of conformance/traces that a target can read: DIR/TARGET/ID
//     cleave-fuzz-traces trace TARGET FILE ID   an input as a trace, with what the library makes of it: to be looked at
//
// A trace from an input that still kills the library has no events: they are to be written by hand, or after the
// repair.
#include "conformance/runner/capture_export.hpp"
#include "conformance/runner/delivery_plan.hpp"
#include "conformance/runner/json_value.hpp"
#include "conformance/runner/library_subject.hpp"
#include "conformance/runner/suite.hpp"
#include "conformance/runner/trace_text.hpp"
#include "fuzz/framing_setup.hpp"
#include "fuzz/message_setup.hpp"

#include <cleave/header_message.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

namespace cleave::fuzz {
namespace {

using conformance::compiled_trace;
using conformance::expectation;
using bytes = std::vector<std::byte>;

bytes bytes_of(std::string_view text) {
    const auto all = as_bytes(text);
    return {all.begin(), all.end()};
}

void append_whole_delivery(bytes& input) { input.insert(input.end(), delivery_plan::input_bytes, std::byte{0}); }

std::string option(const compiled_trace& one, const std::string& name) {
    const auto found = one.options.find(name);
    return found == one.options.end() ? "" : found->second;
}

body_rule body_of(const compiled_trace& one, body_rule otherwise) {
    const std::string body = option(one, "body");
    if (body == "sized") return body_rule::sized;
    if (body == "request") return body_rule::request;
    if (body == "reply") return body_rule::reply;
    return body == "none" ? body_rule::none : otherwise;
}

std::string_view name_of(body_rule rule) {
    switch (rule) {
    case body_rule::sized: return "sized";
    case body_rule::request: return "request";
    case body_rule::reply: return "reply";
    case body_rule::none: return "none";
    }
    return "";
}

// ---- traces to inputs

/// The targets that can read a case, each with the input that is the case.
using seeds = std::vector<std::pair<std::string, bytes>>;

void add_framing(const compiled_trace& one, seeds& to) {
    framing_setup setup{.layout = one.layout.prefix};
    const auto limit = one.limits.find("payload");
    if (limit != one.limits.end()) setup.layout.max_payload = limit->second;
    runtime_layout checked;
    if (runtime_layout::from(setup.layout, checked) != layout_error::none) return;
    setup.layout = checked.layout();
    setup.passes_over = option(one, "on_excess") == "discard";
    bytes input = bytes_of(one.bytes);
    setup.append_to(input);
    const bool is_encoder = one.source.role == "frame_encoder";
    input.insert(input.end(), is_encoder ? 2 : delivery_plan::input_bytes, std::byte{0x80});
    if (!is_encoder) std::fill(input.end() - 4, input.end(), std::byte{0});
    if (!is_encoder) to.emplace_back("prefix", input); // the same setup: the laws hold on what readers are given
    to.emplace_back(is_encoder ? "frame_encoder" : "framing", input);
}

void add_messages(const compiled_trace& one, seeds& to) {
    const auto add = [&](const std::string& target, const auto& setup) {
        bytes input = bytes_of(one.bytes);
        setup.append_to(input);
        append_whole_delivery(input);
        to.emplace_back(target, input);
    };
    const std::string& role = one.source.role;
    if (role == "command_reply") add("command_messages", message_setup{});
    if (role == "header_message") add("header_message", message_setup{.bodies = body_of(one, body_rule::sized)});
    if (role != "file_receiver") return;
    file_setup setup;
    setup.messages.bodies = body_of(one, body_rule::request);
    if (option(one, "digest") == "demand") setup.digests = digest_rule::demand;
    add("file_receiver", setup);
    bytes digested = bytes_of(one.bytes);
    digested.insert(digested.end(), 5, std::byte{0});
    to.emplace_back("digest", digested);
    header_fields fields;
    std::vector<char> scratch(one.bytes.size());
    if (one.bytes.size() < 5 || read_header(std::string_view(one.bytes).substr(4), scratch, fields).st == status::ok)
        return;
    // What stands behind the header is wrong for read_header; the name was read by then.
    if (!fields.has(header_field::file_name)) return;
    bytes name = bytes_of(fields.string(header_field::file_name));
    name.push_back(std::byte{0});
    to.emplace_back("file_name", name);
}

void add_value(const compiled_trace& one, seeds& to) {
    const std::string format = option(one, "format");
    to.emplace_back("struct_format", bytes_of(format));
    if (format.size() > 255) return;
    bytes input = bytes_of(format + one.bytes);
    input.push_back(static_cast<std::byte>(format.size()));
    to.emplace_back("pack", input);
}

void add_capture(const compiled_trace& one, seeds& to) {
    if (!conformance::is_exportable(one)) return;
    conformance::capture_writer writer;
    writer.add(one, conformance::delivery_plan(one, conformance::whole_plan(), 1).written());
    to.emplace_back("capture", bytes_of(writer.bytes()));
}

// What a testee has to answer where the case ends well.
void add_answer(const compiled_trace& one, seeds& to) {
    conformance::json_text_writer answer;
    answer.begin_object().field("seq", std::uint64_t{7}).key("events").begin_array();
    for (const expectation& event : one.outcomes.at(0).expected)
        answer.begin_array().number(event.after_end ? 1 : 0).string(to_string(event)).end_array();
    bytes input = bytes_of(answer.end_array().end_object().text());
    input.push_back(std::byte{1});
    to.emplace_back("testee_answer", input);
}

// The settings of a server stand behind the stream, the last one first.
void add_server(const compiled_trace& one, seeds& to) {
    if (one.source.role != "server") return;
    const std::string system = option(one, "system");
    const bool is_plain = option(one, "dialect") != "extended";
    const bool has_datagrams = option(one, "transport") == "udp";
    const auto add = [&](const std::string& target, std::initializer_list<int> settings) {
        bytes input = bytes_of(one.bytes);
        for (const int setting : settings) input.push_back(static_cast<std::byte>(setting));
        append_whole_delivery(input);
        to.emplace_back(target, input);
    };
    if (system == "put" || system == "get" || system == "upload") return add("file_server", {is_plain ? 1 : 0, 0});
    if (system == "message") return add("message_server", {is_plain ? 1 : 0, 0});
    if (system == "chat") return add("chat", {0, has_datagrams ? 2 : 0});
    if (system == "echo") return has_datagrams ? add("datagram_servers", {0}) : add("echo_server", {0, 0});
    if (system == "time") return add("datagram_servers", {1});
    if (system != "command") return;
    if (has_datagrams) return add("datagram_servers", {2});
    add("command_server", {(is_plain ? 1 : 0) | (option(one, "form") == "header" ? 4 : 0), 0});
}

seeds seeds_of(const compiled_trace& one) {
    seeds all;
    add_server(one, all);
    add_answer(one, all);
    add_capture(one, all);
    const std::string& role = one.source.role;
    if (role == "frame_decoder" || role == "frame_encoder") add_framing(one, all);
    if (role == "value") add_value(one, all);
    if (role == "json") {
        bytes input = bytes_of(one.bytes);
        input.insert(input.end(), 2, std::byte{0});
        all.emplace_back("json", input);
    }
    add_messages(one, all);
    return all;
}

bool write_file(const std::filesystem::path& path, std::span<const std::byte> content) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream out(path, std::ios::binary);
    out << as_text(content);
    return static_cast<bool>(out.flush());
}

std::string content_of(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

int write_seeds(const std::filesystem::path& folder) {
    constexpr std::size_t longest = 8192; // of an input: engines are slow beyond it
    std::vector<std::string> problems;
    const auto all = conformance::load_traces(conformance::default_traces(), problems);
    std::size_t written = 0;
    const auto write = [&](const std::string& target, const std::string& id, const bytes& input) {
        if (input.size() <= longest && write_file(folder / target / id, input)) ++written;
    };
    for (const conformance::trace& one : all) {
        write("trace", one.id, bytes_of(content_of(one.file)));
        const bool is_framing = one.role == "frame_decoder" && one.layout == "any";
        for (const std::string_view name : {"python_int", "varint_delimited", "postgresql", "http2"}) {
            if (!is_framing && name != "python_int") continue;
            std::string why;
            const auto made = conformance::compile(one, *conformance::parse_layout(name, why));
            if (made.error) continue; // the layout cannot say what the case says
            for (const auto& [target, input] : seeds_of(made.value))
                write(target, one.id + (is_framing ? "." + std::string(name) : ""), input);
        }
    }
    for (const std::string& problem : problems) std::fprintf(stderr, "%s\n", problem.c_str());
    std::printf("%zu seeds in %s\n", written, folder.c_str());
    return written == 0 || !problems.empty() ? 1 : 0;
}

// ---- inputs to traces

conformance::schedule schedule_of(const delivery_plan& plan, std::span<const std::byte> stream) {
    conformance::schedule ends;
    std::size_t at = 0;
    plan.deliver(stream, [&](std::span<const std::byte> piece) {
        ends.push_back(at += piece.size());
        return true;
    });
    return ends;
}

struct played_input {
    compiled_trace one;
    conformance::schedule deliveries;
};

void set_limit(compiled_trace& one, bool is_set, const char* name, std::uint64_t value) {
    if (is_set) one.limits[name] = value;
}

bool read_input(const std::string& target, std::string_view content, played_input& to) {
    fuzz_input input(reinterpret_cast<const std::uint8_t*>(content.data()), content.size());
    compiled_trace& one = to.one;
    const auto use_messages = [&](const char* role, const message_setup& setup, body_rule usual) {
        one.source.role = role;
        set_limit(one, setup.has_small_header, "header", message_setup::small_header);
        set_limit(one, setup.has_small_size, "size", message_setup::small_size);
        if (setup.bodies != usual) one.options["body"] = name_of(setup.bodies);
    };
    if (target == "json") {
        const std::uint8_t flags = input.last();
        (void)input.last();
        one.source.role = "json";
        set_limit(one, (flags & 2) != 0, "depth", 3);
        set_limit(one, (flags & 4) != 0, "keys", 2);
        set_limit(one, (flags & 8) != 0, "digits", 5);
        to.deliveries = {input.stream().size()};
    } else {
        const delivery_plan plan(input);
        if (target == "framing") {
            const framing_setup setup = framing_setup::of(input);
            if (!setup.is_layout()) return false;
            one.source.role = "frame_decoder";
            one.layout.prefix = setup.layout;
            if (setup.passes_over) one.options["on_excess"] = "discard";
        } else if (target == "header_message") {
            use_messages("header_message", message_setup::of(input), body_rule::sized);
        } else if (target == "command_messages") {
            message_setup setup = message_setup::of(input);
            setup.bodies = body_rule::reply;
            use_messages("command_reply", setup, body_rule::reply);
            one.options["form"] = "exec";
        } else if (target == "file_receiver") {
            const file_setup setup = file_setup::of(input);
            use_messages("file_receiver", setup.messages, body_rule::request);
            if (setup.digests == digest_rule::demand) one.options["digest"] = "demand";
        } else {
            return false;
        }
        to.deliveries = schedule_of(plan, input.stream());
    }
    one.bytes = input.text();
    one.end = conformance::ending::eof;
    return true;
}

// What the library shows, as lines of a trace.
std::vector<expectation> expected_of(const played_input& input) {
    std::vector<expectation> all;
    const auto library = conformance::make_library_subject();
    std::string why;
    const auto readers = library->readers(input.one, why);
    const std::array schedules{input.deliveries};
    library->play(input.one, readers.at(0), schedules, [&](std::size_t, const conformance::observation& seen) {
        for (const auto& entry : seen.entries()) {
            expectation event;
            event.name = seen.name(entry);
            const std::string text = seen.text(entry);
            using kind = conformance::observation::kind;
            if (entry.what == kind::error) {
                event.what = expectation::kind::error;
                event.at = entry.at;
            } else if (text.size() > event.name.size()) {
                event.arguments.push_back(text.substr(event.name.size() + 1));
            }
            event.after_end = entry.delivery >= input.deliveries.size();
            event.due = event.after_end ? input.one.bytes.size() : input.deliveries[entry.delivery];
            all.push_back(event);
        }
        return true;
    });
    return all;
}

std::string trace_of(played_input& input, const std::string& target, const std::string& id, bool with_events) {
    input.one.source.id = "fuzz";
    input.one.source.about = "What fuzz_" + target + " found.";
    input.one.outcomes = {{"ok", with_events ? expected_of(input) : std::vector<expectation>()}};
    std::string text = conformance::to_trace(input.one, input.deliveries, id);
    const std::string_view exact = "splits: exact\norigin: fuzz, made smaller\n";
    return text.replace(text.find(exact), exact.size(), "splits: hinted\norigin: fuzz_" + target + "\n");
}

int write_trace(const std::string& target, const std::string& file, const std::string& id) {
    played_input input;
    input.one.layout = conformance::named_layouts()[0];
    if (!std::filesystem::exists(file) || !read_input(target, content_of(file), input)) {
        std::fprintf(stderr, "%s is no input of fuzz_%s that a trace can say\n", file.c_str(), target.c_str());
        return 2;
    }
    std::fflush(stdout);
    const pid_t child = ::fork(); // the library may still die of it
    if (child == 0) {
        const std::string text = trace_of(input, target, id, true);
        std::printf("%s", text.c_str());
        std::fflush(stdout);
        ::_exit(0);
    }
    int ended = 0;
    if (child > 0 && ::waitpid(child, &ended, 0) == child && ended == 0) return 0;
    std::printf("%s", trace_of(input, target, id, false).c_str());
    std::fprintf(stderr, "the library does not survive it: no events\n");
    return 0;
}

} // namespace
} // namespace cleave::fuzz

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() == 2 && words[0] == "seeds") return cleave::fuzz::write_seeds(words[1]);
    if (words.size() == 4 && words[0] == "trace") return cleave::fuzz::write_trace(words[1], words[2], words[3]);
    std::fprintf(stderr, "usage: cleave-fuzz-traces seeds DIR | trace TARGET FILE ID\n");
    return 2;
}
