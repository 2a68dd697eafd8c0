// SPDX-License-Identifier: MIT
//
// options: the command line of a program, declared once: read, checked, and explained by --help.
//
//     option_parser options("cleave-echo", "sends lines to an echo server", "0.1");
//     options.flag({"udp", 'u'}, "send datagrams", udp);
//     options.size("max-size", "SIZE", "largest file taken", max_size);        // 64K, 8M, 1G
//     options.duration("idle-timeout", "TIME", "close after", idle);           // 500ms, 10s, 5m
//     options.positional("ADDR", "the server", address);
//     if (const auto exit_code = options.parse(argc, argv)) return *exit_code; // --help 0, an error 2
//
// A variable's value before parse() is its default, and is shown by --help. `--name value` and `--name=value` are the
// same;
// `--` ends the options.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::posix {

/// An option's name without dashes and, if it has one, its letter.
struct option_name {
    option_name(const char* name, char one_letter = 0) : text(name), letter(one_letter) {} // NOLINT: meant to convert

    std::string_view text;
    char letter = 0;
};

/// What parse_words() came to.
struct parse_result {
    enum class action : std::uint8_t { run, show_help, show_version, complain };
    action what = action::run;
    std::string complaint; // what is wrong, for people
};

class option_parser {
  public:
    /// All texts must outlive the parser.
    option_parser(std::string_view program, std::string_view purpose, std::string_view version)
        : program_(program), purpose_(purpose), version_(version) {}

    // Declarations. `to` is set if the option is given, and must outlive parse(). Help is shown in this order.

    void flag(option_name name, std::string_view help, bool& to);
    void text(option_name name, std::string_view placeholder, std::string_view help, std::string& to);
    void number(option_name name, std::string_view placeholder, std::string_view help, std::uint64_t& to,
                std::uint64_t least = 0, std::uint64_t most = UINT64_MAX);
    /// Bytes, with K, M, G or T for powers of 1024.
    void size(option_name name, std::string_view placeholder, std::string_view help, std::uint64_t& to);
    /// With ms, s, m or h.
    void duration(option_name name, std::string_view placeholder, std::string_view help, std::chrono::milliseconds& to);
    /// One of a few words.
    void choice(option_name name, std::vector<std::string_view> words, std::string_view help, std::string& to);
    /// All words up to the next option; may be given again.
    void list(option_name name, std::string_view placeholder, std::string_view help, std::vector<std::string>& to);

    /// The next argument that is no option.
    void positional(std::string_view placeholder, std::string_view help, std::string& to);
    void optional_positional(std::string_view placeholder, std::string_view help, std::string& to);
    /// All arguments that are left; declared last.
    void rest(std::string_view placeholder, std::string_view help, std::vector<std::string>& to);

    /// Text that --help shows at its end: examples.
    void epilogue(std::string_view text) { epilogue_ = text; }

    /// Reads the command line. Nothing: run. Otherwise everything is said already, and it is the exit code.
    [[nodiscard]] std::optional<int> parse(int argc, char** argv);

    /// parse() without printing; `words` does not hold the program's name.
    parse_result parse_words(std::span<const std::string_view> words);

    /// Prints `complaint` and a hint at --help, as parse() does, and returns 2: for what only the program can check.
    int complain(std::string_view complaint) const;

    std::string help() const;

  private:
    // Takes a value; returns what is wrong with it, or nothing.
    using take_function = std::function<std::string(std::string_view)>;

    struct option {
        option_name name;
        std::string placeholder; // empty: a flag
        std::string_view help;
        std::string default_text;
        bool takes_list = false;
        take_function take;
    };
    struct argument {
        std::string placeholder;
        std::string_view help;
        bool required = false;
        bool takes_rest = false;
        take_function take;
    };
    struct cursor;

    const option* find(std::string_view name) const;
    const option* find(char letter) const;
    std::string parse_option(cursor& at);
    std::string parse_letters(cursor& at);
    std::string take_values(const option& what, const std::string& shown, std::optional<std::string_view> joined,
                            cursor& at);
    std::string parse_argument(std::string_view word);

    std::string_view program_;
    std::string_view purpose_;
    std::string_view version_;
    std::string_view epilogue_;
    std::vector<option> options_;
    std::vector<argument> arguments_;
    std::size_t next_argument_ = 0;
};

/// "64K", "8M", "1G", "2T" or plain bytes; nothing if it is none of them, or too large.
std::optional<std::uint64_t> parse_size(std::string_view text);

/// "500ms", "10s", "5m", "1h"; plain numbers are seconds; nothing if it is none of them, or too large.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// The shortest text that parse_size() reads back exactly.
std::string size_text(std::uint64_t bytes);

/// The shortest text that parse_duration() reads back exactly.
std::string duration_text(std::chrono::milliseconds time);

} // namespace cleave::posix
