// SPDX-License-Identifier: MIT
#include "options.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <functional>

namespace cleave::conformance {

namespace {

constexpr std::string_view usage_text =
    R"(usage: cleave-conformance [options]
       cleave-conformance import CAPTURE [options]
       cleave-conformance export|vectors|lint|releases [options]
       cleave-conformance scaffold LANGUAGE [--output DIR]

tests a codec, server or client with the cases of the conformance suite, and reports the rules that it breaks

subjects (default: the library, with a proof that every delivery has the same result):
  --testee CMD                a codec in any language: one process that reads and writes JSON lines
  --server ADDR               a live server: 127.0.0.1:8080, [::1]:8080 or unix:PATH
  --client CMD                a live client; each case replaces {addr}, {arguments} and {store} in CMD
  --system NAME               what a server or client does: echo, message, chat, command, upload, put, get, time
  --dialect plain|extended    the dialect of the server or client [plain]
  --form NAME                 the replies of a command server: struct, header, datagram, exec
  --transport tcp|udp         the transport of the server or client [tcp]
  --family ipv4|ipv6|unix     the address on which the suite serves a client [ipv4]
  --store DIR                 the folder of the server's files; each case empties and fills it
  --profile FILE              declarations of the testee, from `probe`; the run checks them
  --name TEXT                 the name of the subject in reports

cases:
  --case GLOB                 plays only cases whose id, or AREA/ID, matches; repeatable
  --layout LAYOUT             the layout of framing cases: a name, parts such as width=2,order=big, or all;
                              repeatable [python_int]
  --list                      prints the cases and ends
  --show ID                   prints one case with its bytes and rules, and ends
  --rules                     prints each rule with its cases, and ends
  --shard I/N                 plays the I-th of N parts, from 1; default: GTEST_SHARD_INDEX, GTEST_TOTAL_SHARDS
  --suite-version VERSION     plays the cases of an earlier version, such as 0.1; a case that changed since is INFO
  --traces DIR                the folder of traces, next to SPEC.md [next to this program, or in share/cleave]

running:
  --deliveries PLAN           plan (all), or some of written, whole, bytes, cuts, fields, array, empty, random; or the
                              offsets of the cuts: 3,17 [plan]
  --seed N                    the seed of random deliveries [1]
  --jobs N                    the number of processes; 0: no others [one for each core; one for servers and clients]
  --timeout SECONDS           the longest time for an answer; a testee has six times that to start. The variable
                              CLEAVE_PATIENCE multiplies both, for slow machines [10]
  --memory SIZE               limits the address space of a testee, such as 512M or 2G [no limit]
  --proof                     includes the proof; the default
  --no-proof                  leaves out the proof
  --watch CMD                 when a file below this folder changes, runs CMD and plays the cases that failed
  --strict                    counts NONSTRICT as a failure

results:
  --known-failures FILE       expects these failures, with their messages; one that passes again fails
  --update-list               rewrites that file
  --min-run N                 exits with 2 if fewer cases ran
  --write-trace FILE          writes the smallest example of the first failure as a trace
  --report-json FILE          writes a report for programs
  --report-junit FILE         writes a report for build servers
  --report-tap FILE           writes a report in the Test Anything Protocol
  --report-html FILE          writes a page for people, in one file
  --report-badge FILE         writes the verdict in one line, for shields.io
  --kill-matrix FILE          the output of cleave-kill-matrix --json: the page and --rules name the known faults
  --merge REPORT...           makes one report from JSON reports: the shards of a run, or several subjects
  --quiet                     prints failures only
  --verbose                   prints every case
  -h, --help                  show this
  --version                   show the version

captures and vectors:
  import CAPTURE              makes traces from the TCP connections of a pcap or pcapng file: one for each direction,
                              or with --role server one for both. They expect the events that the library
                              reports, so review them
  export                      writes the chosen cases as pcapng: a connection for each, a segment for each delivery
  vectors                     writes the chosen cases as JSON for tests in any language; see conformance/vectors
  scaffold LANGUAGE           writes a testee with three functions to complete, in c, cpp, csharp, erlang, go,
                              java, javascript, perl, python, ruby or rust
  probe                       finds the choices of a testee, and writes them as a profile: --testee, --output
  releases                    prints how many cases each release added; --update-list adds the new ones
  lint                        checks the traces
  --output PATH               the folder or file to write; -: the standard output [.]
  --role NAME                 frame_decoder, header_message, file_receiver, command_reply or server [frame_decoder]
  --set NAME=VALUE            adds a header line to imported traces, such as body=request or system=echo
  --port N                    imports only connections from or to this port
  --connection I              imports only the I-th connection

Exit codes: 0 success, 1 a failure, 2 no case ran or the command line is wrong, 3 a fault of the suite.
)";

bool parse_number(std::string_view text, std::uint64_t& into) {
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), into);
    return failure == std::errc{} && end == text.data() + text.size();
}

std::string shell_quoted(std::string_view word) {
    constexpr std::string_view safe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,@%+";
    if (!word.empty() && word.find_first_not_of(safe) == std::string_view::npos) return std::string(word);
    std::string quoted = "'";
    for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

class reader {
  public:
    reader(int argc, const char* const* argv) {
        for (int i = 1; i < argc; ++i) words_.emplace_back(argv[i]);
        const std::string_view program = argc > 0 ? argv[0] : "cleave-conformance";
        all_.rerun = shell_quoted(program);
        if (const char* const given = std::getenv("GTEST_TOTAL_SHARDS"))
            if (const char* const index = std::getenv("GTEST_SHARD_INDEX")) shard_variables(index, given);
    }

    std::optional<options> run(std::string& why) {
        if (!words_.empty()) verb();
        while (at_ < words_.size() && why_.empty()) option();
        if (why_.empty()) check();
        why = why_;
        if (!why_.empty()) return std::nullopt;
        return all_;
    }

  private:
    void fail(std::string why) {
        if (why_.empty()) why_ = std::move(why);
    }

    /// What to do instead of running cases.
    void verb() {
        const std::string& word = words_[0];
        const action what = word == "import"     ? action::import_capture
                            : word == "export"   ? action::export_capture
                            : word == "vectors"  ? action::vectors
                            : word == "lint"     ? action::lint
                            : word == "probe"    ? action::probe
                            : word == "scaffold" ? action::scaffold
                            : word == "releases" ? action::releases
                                                 : action::run;
        if (what == action::run) return;
        all_.what = what;
        at_ = 1;
        const bool has_file = words_.size() > 1 && !words_[1].starts_with("--");
        if (what == action::import_capture && has_file) all_.capture = words_[at_++];
        if (what == action::scaffold && has_file) all_.language = words_[at_++];
        all_.output = what == action::import_capture || what == action::scaffold ? "." : "";
    }

    std::string value() {
        const std::string& name = words_[at_ - 1];
        if (inline_value_) return *inline_value_;
        if (at_ < words_.size()) return words_[at_++];
        fail("expected a value after " + name);
        return "";
    }
    std::uint64_t number() {
        const std::string text = value();
        std::uint64_t n = 0;
        if (!parse_number(text, n)) fail("expected a number, found '" + text + "'");
        return n;
    }
    /// A value that a rerun needs as well.
    void keep(const std::string& name, std::string& into) {
        into = value();
        all_.rerun += " " + name + " " + shell_quoted(into);
    }
    void act(action what) {
        if (all_.what != action::run && all_.what != what)
            fail("expected one thing to do: --list, --show, --rules, --merge, import, ...");
        all_.what = what;
    }

    void option() {
        std::string name = words_[at_++];
        inline_value_.reset();
        if (const auto equals = name.find('='); name.starts_with("--") && equals != std::string::npos) {
            inline_value_ = name.substr(equals + 1);
            name.resize(equals);
        }
        if (!subject_option(name) && !case_option(name) && !run_option(name) && !result_option(name) &&
            !file_option(name))
            fail("expected an option of --help, found '" + name + "'");
    }

    bool subject_option(const std::string& name) {
        if (name == "--testee") return keep(name, all_.testee), true;
        if (name == "--server") return keep(name, all_.server), true;
        if (name == "--client") return keep(name, all_.client), true;
        if (name == "--system") return keep(name, all_.system), true;
        if (name == "--dialect") return keep(name, all_.dialect), true;
        if (name == "--form") return keep(name, all_.form), true;
        if (name == "--transport") return keep(name, all_.transport), true;
        if (name == "--family") return keep(name, all_.family), true;
        if (name == "--store") return keep(name, all_.store), true;
        if (name == "--profile") return keep(name, all_.profile), true;
        if (name == "--name") return all_.subject_name = value(), true;
        return false;
    }

    bool case_option(const std::string& name) {
        if (name == "--case") return all_.cases.push_back(value()), true;
        if (name == "--layout") return add_layout(value()), true;
        if (name == "--list") return act(action::list), true;
        if (name == "--rules") return act(action::rules), true;
        if (name == "--show") return act(action::show), all_.shown_case = value(), true;
        if (name == "--shard") return shard(value()), true;
        if (name == "--traces") return keep(name, all_.traces), true;
        if (name == "--suite-version") return keep(name, all_.suite_version), true;
        return false;
    }

    bool run_option(const std::string& name) {
        if (name == "--deliveries") {
            std::string why;
            all_.plan_text = value();
            all_.plan = parse_plan(all_.plan_text, why);
            if (!all_.plan) fail(why);
            return true;
        }
        if (name == "--seed") return all_.seed = number(), true;
        if (name == "--jobs") return all_.jobs = static_cast<unsigned>(number()), all_.has_jobs = true, true;
        if (name == "--memory") return memory(value()), true;
        if (name == "--timeout") return seconds(value()), true;
        if (name == "--no-proof") return all_.proves = false, true;
        if (name == "--proof") return all_.proves = true, true;
        if (name == "--watch") return all_.watch = value(), true;
        if (name == "--strict") return all_.strict = true, true;
        return false;
    }

    bool result_option(const std::string& name) {
        if (name == "--known-failures") return all_.known_failures = value(), true;
        if (name == "--update-list") return all_.updates_list = true, true;
        if (name == "--min-run") return all_.min_run = static_cast<std::size_t>(number()), true;
        if (name == "--write-trace") return all_.write_trace = value(), true;
        if (name == "--report-json") return all_.report_json = value(), true;
        if (name == "--report-junit") return all_.report_junit = value(), true;
        if (name == "--report-tap") return all_.report_tap = value(), true;
        if (name == "--report-badge") return all_.report_badge = value(), true;
        if (name == "--report-html") return all_.report_html = value(), true;
        if (name == "--kill-matrix") return all_.kill_matrix = value(), true;
        if (name == "--merge") return merge(), true;
        if (name == "--quiet") return all_.quiet = true, true;
        if (name == "--verbose") return all_.verbose = true, true;
        if (name == "--help" || name == "-h") return all_.what = action::help, true;
        if (name == "--version") return all_.what = action::version, true;
        return false;
    }

    bool file_option(const std::string& name) {
        if (name == "--output") return all_.output = value(), true;
        if (name == "--role") return all_.role = value(), true;
        if (name == "--set") return set(value()), true;
        if (name == "--port") return port(number()), true;
        if (name == "--connection") return all_.connection = static_cast<std::size_t>(number()), true;
        return false;
    }

    void set(const std::string& text) {
        const auto equals = text.find('=');
        if (equals == std::string::npos || equals == 0) return fail("expected --set NAME=VALUE, found '" + text + "'");
        all_.lines[text.substr(0, equals)] = text.substr(equals + 1);
    }

    void port(std::uint64_t value) {
        if (value > 65535) return fail("expected a port up to 65535");
        all_.port = static_cast<std::uint16_t>(value);
    }

    void merge() {
        act(action::merge);
        if (inline_value_) all_.merged.push_back(*inline_value_);
        while (at_ < words_.size() && !words_[at_].starts_with("--")) all_.merged.push_back(words_[at_++]);
        if (all_.merged.empty()) fail("expected reports after --merge");
    }

    /// 512M, 2G, 65536K or bytes.
    void memory(std::string text) {
        const std::string given = text;
        const auto unit = text.empty() ? std::string::npos : std::string_view("KMG").find(text.back());
        if (unit != std::string::npos) text.pop_back();
        const unsigned shift = unit == std::string::npos ? 0 : 10 * (static_cast<unsigned>(unit) + 1);
        std::uint64_t number = 0;
        if (!parse_number(text, number) || number == 0 || number > (~std::uint64_t{0} >> 1 >> shift))
            return fail("expected a size as in 512M after --memory, found '" + given + "'");
        all_.memory = number << shift;
        all_.rerun += " --memory " + given;
    }

    void seconds(const std::string& text) {
        char* end = nullptr;
        all_.timeout = std::strtod(text.c_str(), &end);
        if (text.empty() || *end != '\0' || !(all_.timeout > 0) || all_.timeout > 1e6)
            fail("expected seconds above 0 after --timeout, found '" + text + "'");
    }

    void add_layout(const std::string& text) {
        all_.has_layouts = true;
        if (text == "all") {
            all_.layouts = named_layouts();
            return;
        }
        std::string why;
        if (const auto one = parse_layout(text, why))
            all_.layouts.push_back(*one);
        else
            fail(why);
    }

    void shard(const std::string& text) {
        const auto slash = text.find('/');
        std::uint64_t index = 0;
        std::uint64_t count = 0;
        const bool good = slash != std::string::npos && parse_number(std::string_view(text).substr(0, slash), index) &&
                          parse_number(std::string_view(text).substr(slash + 1), count) && index >= 1 && index <= count;
        if (!good) return fail("expected --shard I/N with I from 1 to N, found '" + text + "'");
        all_.shard = static_cast<std::size_t>(index - 1);
        all_.shards = static_cast<std::size_t>(count);
    }

    void shard_variables(std::string_view index, std::string_view count) {
        std::uint64_t i = 0;
        std::uint64_t n = 0;
        if (!parse_number(index, i) || !parse_number(count, n) || i >= n)
            return fail("expected GTEST_SHARD_INDEX below GTEST_TOTAL_SHARDS");
        all_.shard = static_cast<std::size_t>(i);
        all_.shards = static_cast<std::size_t>(n);
    }

    /// CLEAVE_PATIENCE: how many times longer to wait, on a machine that is slow or busy.
    void lengthen_timeout() {
        const char* const given = std::getenv("CLEAVE_PATIENCE");
        if (given == nullptr) return;
        char* end = nullptr;
        const double factor = std::strtod(given, &end);
        if (*given == '\0' || *end != '\0' || !(factor > 0) || factor > 1e3)
            return fail(std::string("expected CLEAVE_PATIENCE above 0 and at most 1000, found '") + given + "'");
        all_.timeout *= factor;
    }

    void check() {
        lengthen_timeout();
        const int subjects = !all_.testee.empty() + !all_.server.empty() + !all_.client.empty();
        const bool is_live = !all_.server.empty() || !all_.client.empty();
        if (subjects > 1) return fail("expected one of --testee, --server and --client");
        if (is_live && all_.system.empty() && all_.what == action::run)
            return fail("expected --system NAME with --server and --client");
        const std::string_view systems[] = {"echo", "message", "chat", "command", "upload", "put", "get", "time"};
        if (is_live && std::find(std::begin(systems), std::end(systems), all_.system) == std::end(systems))
            return fail("expected --system echo, message, chat, command, upload, put, get or time, found '" +
                        all_.system + "'");
        if (all_.dialect != "plain" && all_.dialect != "extended")
            return fail("expected --dialect plain or extended, found '" + all_.dialect + "'");
        if (all_.transport != "tcp" && all_.transport != "udp")
            return fail("expected --transport tcp or udp, found '" + all_.transport + "'");
        if (all_.family != "ipv4" && all_.family != "ipv6" && all_.family != "unix")
            return fail("expected --family ipv4, ipv6 or unix, found '" + all_.family + "'");
        if (all_.updates_list && all_.known_failures.empty() && all_.what != action::releases)
            return fail("expected --known-failures FILE with --update-list");
        if (!all_.watch.empty() && all_.what != action::run) return fail("expected --watch with a run of cases only");
        const bool writes_one = all_.what == action::export_capture || all_.what == action::vectors;
        if (all_.what == action::import_capture && all_.capture.empty()) return fail("expected a capture after import");
        if (writes_one && all_.output.empty()) return fail("expected --output FILE");
        if (all_.what == action::probe && all_.testee.empty()) return fail("expected probe --testee COMMAND");
        if (!all_.profile.empty() && all_.testee.empty()) return fail("expected --testee COMMAND with --profile");
        if (all_.layouts.empty()) all_.layouts.push_back(named_layouts()[0]);
    }

    options all_;
    std::vector<std::string> words_;
    std::size_t at_ = 0;
    std::optional<std::string> inline_value_;
    std::string why_;
};

} // namespace

std::optional<options> parse_options(int argc, const char* const* argv, std::string& why) {
    return reader(argc, argv).run(why);
}

std::string_view usage() { return usage_text; }

} // namespace cleave::conformance
