// SPDX-License-Identifier: MIT
#include "reference-impls/posix/options.hpp"

#include <gtest/gtest.h>

namespace cleave::posix {
namespace {

using namespace std::chrono_literals;
using action = parse_result::action;

// A program with one option of each kind.
struct Options : testing::Test {
    Options() {
        options.flag({"udp", 'u'}, "send datagrams", udp);
        options.flag({"recursive", 'r'}, "whole trees", recursive);
        options.text("listen", "ADDR", "where to listen", listen);
        options.number({"threads", 't'}, "N", "how many threads", threads, 1, 64);
        options.number("tries", "N", "how many tries", tries);
        options.size("max-size", "SIZE", "largest file", max_size);
        options.duration("idle-timeout", "TIME", "longest silence", idle);
        options.choice("dialect", {"plain", "extended"}, "what to speak", dialect);
        options.list("allow", "NAME", "what may run", allow);
        options.positional("ADDR", "the server", server);
        options.optional_positional("TEXT", "the command", text);
        options.rest("FILE", "the files", files);
        options.epilogue("example: program 127.0.0.1:80");
    }
    parse_result parse(std::vector<std::string_view> words) { return options.parse_words(words); }
    std::string complaint(std::vector<std::string_view> words) {
        const parse_result result = parse(std::move(words));
        return result.what == action::complain ? result.complaint : "no complaint";
    }

    bool udp = false, recursive = false;
    std::string listen = "127.0.0.1:0", dialect = "plain", server, text;
    std::uint64_t threads = 1, tries = 3, max_size = 1 << 30;
    std::chrono::milliseconds idle = 60s;
    std::vector<std::string> allow, files;
    option_parser options{"program", "does what programs do", "1.2"};
};

TEST_F(Options, KeepTheirDefaultsWhenNotGiven) {
    EXPECT_EQ(parse({"a"}).what, action::run);
    EXPECT_EQ(server, "a");
    EXPECT_FALSE(udp);
    EXPECT_EQ(listen, "127.0.0.1:0");
    EXPECT_EQ(threads, 1u);
    EXPECT_EQ(max_size, 1u << 30);
    EXPECT_EQ(idle, 60s);
    EXPECT_EQ(dialect, "plain");
}

TEST_F(Options, AreReadWithASpaceAndWithAnEqualsSign) {
    EXPECT_EQ(parse({"--listen", "x", "--threads=4", "--max-size", "64K", "--idle-timeout=500ms", "--dialect=extended",
                     "--udp", "a", "--tries", "18446744073709551615"})
                  .what,
              action::run);
    EXPECT_EQ(listen, "x");
    EXPECT_EQ(threads, 4u);
    EXPECT_EQ(max_size, 65536u);
    EXPECT_EQ(idle, 500ms);
    EXPECT_EQ(dialect, "extended");
    EXPECT_TRUE(udp);
    EXPECT_EQ(tries, UINT64_MAX);
    EXPECT_EQ(parse({"--listen=", "a"}).what, action::run);
    EXPECT_EQ(listen, "");
    EXPECT_EQ(parse({"--listen=a=b", "a"}).what, action::run);
    EXPECT_EQ(listen, "a=b");
}

TEST_F(Options, AreReadByTheirLetters) {
    EXPECT_EQ(parse({"-ur", "-t", "8", "a"}).what, action::run);
    EXPECT_TRUE(udp && recursive);
    EXPECT_EQ(threads, 8u);
    EXPECT_EQ(complaint({"-tu", "a"}), "-t needs a value of its own");
    EXPECT_EQ(complaint({"-x", "a"}), "there is no option -x");
}

TEST_F(Options, TakeListsUpToTheNextOption) {
    EXPECT_EQ(parse({"a", "b", "--allow", "ls", "cat", "--udp", "--allow=wc", "f", "g"}).what, action::run);
    EXPECT_EQ(allow, (std::vector<std::string>{"ls", "cat", "wc"}));
    EXPECT_EQ(text, "b");
    EXPECT_EQ(files, (std::vector<std::string>{"f", "g"}));
}

TEST_F(Options, EndWithTwoDashes) {
    EXPECT_EQ(parse({"a", "--", "--udp", "-r", "-"}).what, action::run);
    EXPECT_FALSE(udp || recursive);
    EXPECT_EQ(text, "--udp");
    EXPECT_EQ(files, (std::vector<std::string>{"-r", "-"}));
}

TEST_F(Options, ThatAreWrongAreExplained) {
    EXPECT_EQ(complaint({}), "ADDR is missing");
    EXPECT_EQ(complaint({"--nothing", "a"}), "there is no option --nothing");
    EXPECT_EQ(complaint({"--nothing=1", "a"}), "there is no option --nothing");
    EXPECT_EQ(complaint({"--udp=1", "a"}), "--udp takes no value");
    EXPECT_EQ(complaint({"a", "--listen"}), "--listen needs a value: ADDR");
    EXPECT_EQ(complaint({"a", "--listen", "--udp"}), "--listen needs a value: ADDR");
    EXPECT_EQ(complaint({"a", "--allow"}), "--allow needs a value: NAME...");
    EXPECT_EQ(complaint({"a", "--threads", "0"}), "--threads must be a number from 1 to 64, not '0'");
    EXPECT_EQ(complaint({"a", "--threads", "65"}), "--threads must be a number from 1 to 64, not '65'");
    EXPECT_EQ(complaint({"a", "--threads=4x"}), "--threads must be a number from 1 to 64, not '4x'");
    EXPECT_EQ(complaint({"a", "--tries", "-1"}), "--tries must be a number, not '-1'");
    EXPECT_EQ(complaint({"a", "--max-size=1X"}),
              "--max-size must be a size in bytes, such as 4096, 64K, 8M or 1G, not '1X'");
    EXPECT_EQ(complaint({"a", "--idle-timeout=soon"}),
              "--idle-timeout must be a time, such as 500ms, 10s, 5m or 1h, not 'soon'");
    EXPECT_EQ(complaint({"a", "--dialect=latin"}), "--dialect must be plain or extended, not 'latin'");
}

TEST(OptionsWithoutRest, RefuseAnArgumentTooMany) {
    option_parser options("program", "does", "1");
    const std::string_view words[] = {"a"};
    EXPECT_EQ(options.parse_words(words).complaint, "'a' is one argument too many");
}

TEST_F(Options, AreExplainedByHelpWhateverElseIsThere) {
    EXPECT_EQ(parse({"--help"}).what, action::show_help);
    EXPECT_EQ(parse({"-h"}).what, action::show_help);
    EXPECT_EQ(parse({"--version"}).what, action::show_version);
    EXPECT_EQ(options.help(), R"(usage: program [options] ADDR [TEXT] [FILE...]

does what programs do

  ADDR                        the server
  TEXT                        the command
  FILE                        the files

options:
  -u, --udp                   send datagrams
  -r, --recursive             whole trees
  --listen ADDR               where to listen [127.0.0.1:0]
  -t, --threads N             how many threads [1]
  --tries N                   how many tries [3]
  --max-size SIZE             largest file [1G]
  --idle-timeout TIME         longest silence [1m]
  --dialect plain|extended    what to speak [plain]
  --allow NAME...             what may run
  -h, --help                  show this
  --version                   show the version

example: program 127.0.0.1:80
)");
}

TEST(OptionsHelp, PutsALongOptionOnALineOfItsOwn) {
    option_parser options("program", "does", "1");
    std::string value;
    options.text("an-option-with-a-long-name", "PLACEHOLDER", "help", value);
    EXPECT_NE(options.help().find("  --an-option-with-a-long-name PLACEHOLDER\n                              help\n"),
              std::string::npos);
}

TEST_F(Options, GiveTheExitCode) {
    std::string program = "program", help = "--help", version = "--version", wrong = "--wrong", good = "a";
    const auto exit_code = [&](std::string& word) {
        char* argv[] = {program.data(), word.data(), nullptr};
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        const std::optional<int> code = options.parse(2, argv);
        return std::tuple(code, testing::internal::GetCapturedStdout(), testing::internal::GetCapturedStderr());
    };
    EXPECT_EQ(exit_code(good), std::tuple(std::nullopt, "", ""));
    EXPECT_EQ(exit_code(help), std::tuple(0, options.help(), ""));
    EXPECT_EQ(exit_code(version), std::tuple(0, "program 1.2\n", ""));
    EXPECT_EQ(exit_code(wrong), std::tuple(2, "", "program: there is no option --wrong\ntry 'program --help'\n"));
}

TEST(SizeText, IsReadAndWrittenExactly) {
    const std::pair<std::string_view, std::uint64_t> cases[] = {
        {"0", 0},           {"1", 1},        {"1023", 1023},
        {"1K", 1024},       {"8M", 8 << 20}, {"1G", 1 << 30},
        {"3T", 3ull << 40}, {"1025", 1025},  {"9223372036854775807", INT64_MAX}};
    for (const auto& [text, bytes] : cases) {
        EXPECT_EQ(parse_size(text), bytes) << text;
        EXPECT_EQ(size_text(bytes), text);
    }
    for (const char* const text :
         {"", "K", "1k", "1 K", "-1", "+1", "1.5M", "0x10", "9223372036854775808", "8388608T", "1KK", "1B"})
        EXPECT_EQ(parse_size(text), std::nullopt) << text;
}

TEST(DurationText, IsReadAndWrittenExactly) {
    const std::pair<std::string_view, std::chrono::milliseconds> cases[] = {
        {"0ms", 0ms}, {"500ms", 500ms}, {"10s", 10s}, {"5m", 5min}, {"1h", 1h}, {"90s", 90s}, {"1001ms", 1001ms}};
    for (const auto& [text, time] : cases) {
        EXPECT_EQ(parse_duration(text), time) << text;
        EXPECT_EQ(duration_text(time), text);
    }
    EXPECT_EQ(parse_duration("7"), 7s);
    for (const char* const text : {"", "s", "ms", "-1s", "1.5s", "1d", "1 s", "18446744073709551615h"})
        EXPECT_EQ(parse_duration(text), std::nullopt) << text;
}

} // namespace
} // namespace cleave::posix
