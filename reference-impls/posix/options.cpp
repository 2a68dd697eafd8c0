// SPDX-License-Identifier: MIT
#include "options.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <limits>

namespace cleave::posix {
namespace {

struct unit {
    std::string_view suffix;
    std::uint64_t factor;
};

// The longest suffix first: "ms" before "s".
constexpr unit size_units[] = {{"T", 1ull << 40}, {"G", 1ull << 30}, {"M", 1ull << 20}, {"K", 1ull << 10}, {"", 1}};
constexpr unit duration_units[] = {{"ms", 1}, {"h", 3600000}, {"m", 60000}, {"s", 1000}, {"", 1000}};
constexpr unit duration_units_by_size[] = {{"h", 3600000}, {"m", 60000}, {"s", 1000}, {"ms", 1}};

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t value = 0;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value);
    if (text.empty() || error != std::errc() || end != last) return std::nullopt;
    return value;
}

std::optional<std::uint64_t> parse_with_unit(std::string_view text, std::span<const unit> units, std::uint64_t most) {
    const auto has_suffix = [&](const unit& u) { return text.ends_with(u.suffix); };
    const auto found = std::ranges::find_if(units, has_suffix);
    if (found == units.end()) return std::nullopt;
    text.remove_suffix(found->suffix.size());
    const auto value = parse_number(text);
    if (!value || *value > most / found->factor) return std::nullopt;
    return *value * found->factor;
}

std::string text_with_unit(std::uint64_t value, std::span<const unit> units) {
    const auto divides = [&](const unit& u) { return value % u.factor == 0 && (value > 0 || u.factor == 1); };
    const auto found = std::ranges::find_if(units, divides);
    return std::to_string(value / found->factor) + std::string(found->suffix);
}

std::string joined(const std::vector<std::string_view>& words, std::string_view between) {
    std::string text;
    for (const std::string_view word : words) text.append(text.empty() ? "" : between).append(word);
    return text;
}

// In two columns, as far as the left one is short enough.
void append_row(std::string& to, std::string left, std::string_view right) {
    constexpr std::size_t column = 30;
    left.insert(0, "  ");
    const bool fits = left.size() + 2 <= column;
    to += left;
    to.append(fits ? column - left.size() : column + 1, ' ');
    if (!fits) to[to.size() - column - 1] = '\n';
    to.append(right).append("\n");
}

} // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) {
    return parse_with_unit(text, size_units, std::numeric_limits<std::int64_t>::max());
}

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
    constexpr std::uint64_t most = 1000ull * 3600 * 24 * 365 * 100; // a century: far from any clock's end
    const auto value = parse_with_unit(text, duration_units, most);
    if (!value) return std::nullopt;
    return std::chrono::milliseconds(*value);
}

std::string size_text(std::uint64_t bytes) { return text_with_unit(bytes, size_units); }

std::string duration_text(std::chrono::milliseconds time) {
    return text_with_unit(static_cast<std::uint64_t>(time.count()), duration_units_by_size);
}

void option_parser::flag(option_name name, std::string_view help, bool& to) {
    options_.push_back({name, "", help, "", false, [&to](std::string_view) {
                            to = true;
                            return std::string();
                        }});
}

void option_parser::text(option_name name, std::string_view placeholder, std::string_view help, std::string& to) {
    options_.push_back({name, std::string(placeholder), help, to, false, [&to](std::string_view value) {
                            to = value;
                            return std::string();
                        }});
}

void option_parser::number(option_name name, std::string_view placeholder, std::string_view help, std::uint64_t& to,
                           std::uint64_t least, std::uint64_t most) {
    const auto take = [&to, least, most](std::string_view value) {
        const auto read = parse_number(value);
        if (!read || *read < least || *read > most) {
            const std::string range = " from " + std::to_string(least) + " to " + std::to_string(most);
            return "must be a number" + (most < UINT64_MAX ? range : "");
        }
        to = *read;
        return std::string();
    };
    options_.push_back({name, std::string(placeholder), help, std::to_string(to), false, take});
}

void option_parser::size(option_name name, std::string_view placeholder, std::string_view help, std::uint64_t& to) {
    const auto take = [&to](std::string_view value) {
        const auto read = parse_size(value);
        if (!read) return std::string("must be a size in bytes, such as 4096, 64K, 8M or 1G");
        to = *read;
        return std::string();
    };
    options_.push_back({name, std::string(placeholder), help, size_text(to), false, take});
}

void option_parser::duration(option_name name, std::string_view placeholder, std::string_view help,
                             std::chrono::milliseconds& to) {
    const auto take = [&to](std::string_view value) {
        const auto read = parse_duration(value);
        if (!read) return std::string("must be a time, such as 500ms, 10s, 5m or 1h");
        to = *read;
        return std::string();
    };
    options_.push_back({name, std::string(placeholder), help, duration_text(to), false, take});
}

void option_parser::choice(option_name name, std::vector<std::string_view> words, std::string_view help,
                           std::string& to) {
    const auto take = [&to, words](std::string_view value) {
        if (std::ranges::find(words, value) == words.end()) return "must be " + joined(words, " or ");
        to = value;
        return std::string();
    };
    options_.push_back({name, joined(words, "|"), help, to, false, take});
}

void option_parser::list(option_name name, std::string_view placeholder, std::string_view help,
                         std::vector<std::string>& to) {
    const auto take = [&to](std::string_view value) {
        to.emplace_back(value);
        return std::string();
    };
    options_.push_back({name, std::string(placeholder) + "...", help, "", true, take});
}

void option_parser::positional(std::string_view placeholder, std::string_view help, std::string& to) {
    optional_positional(placeholder, help, to);
    arguments_.back().required = true;
}

void option_parser::optional_positional(std::string_view placeholder, std::string_view help, std::string& to) {
    arguments_.push_back({std::string(placeholder), help, false, false, [&to](std::string_view value) {
                              to = value;
                              return std::string();
                          }});
}

void option_parser::rest(std::string_view placeholder, std::string_view help, std::vector<std::string>& to) {
    arguments_.push_back({std::string(placeholder), help, false, true, [&to](std::string_view value) {
                              to.emplace_back(value);
                              return std::string();
                          }});
}

// Where parsing is: the words from `next` on are still to come.
struct option_parser::cursor {
    std::span<const std::string_view> words;
    std::size_t next = 0;

    bool at_end() const { return next == words.size(); }
    std::string_view peek() const { return words[next]; }
    std::string_view take() { return words[next++]; }
};

parse_result option_parser::parse_words(std::span<const std::string_view> words) {
    using action = parse_result::action;
    cursor at{words};
    bool options_ended = false;
    next_argument_ = 0;
    while (!at.at_end()) {
        const std::string_view word = at.peek();
        std::string wrong;
        if (options_ended || word == "-" || !word.starts_with('-')) {
            wrong = parse_argument(at.take());
        } else if (word == "--") {
            options_ended = true;
            at.take();
        } else if (word == "--help" || (word == "-h" && find('h') == nullptr)) {
            return {action::show_help, {}};
        } else if (word == "--version") {
            return {action::show_version, {}};
        } else {
            wrong = word.starts_with("--") ? parse_option(at) : parse_letters(at);
        }
        if (!wrong.empty()) return {action::complain, wrong};
    }
    if (next_argument_ < arguments_.size() && arguments_[next_argument_].required)
        return {action::complain, arguments_[next_argument_].placeholder + " is missing"};
    return {};
}

std::string option_parser::parse_option(cursor& at) {
    std::string_view name = at.take().substr(2);
    std::optional<std::string_view> value;
    if (const std::size_t equals = name.find('='); equals != name.npos) {
        value = name.substr(equals + 1);
        name = name.substr(0, equals);
    }
    const std::string shown = "--" + std::string(name);
    const option* const what = find(name);
    if (what == nullptr) return "there is no option " + shown;
    return take_values(*what, shown, value, at);
}

// -r, or several flags together: -rq. What takes a value comes last: -n 5.
std::string option_parser::parse_letters(cursor& at) {
    const std::string_view letters = at.take().substr(1);
    for (std::size_t i = 0; i < letters.size(); ++i) {
        const std::string shown{'-', letters[i]};
        const option* const what = find(letters[i]);
        if (what == nullptr) return "there is no option " + shown;
        if (!what->placeholder.empty() && i + 1 < letters.size()) return shown + " needs a value of its own";
        if (std::string wrong = take_values(*what, shown, std::nullopt, at); !wrong.empty()) return wrong;
    }
    return {};
}

std::string option_parser::take_values(const option& what, const std::string& shown,
                                       std::optional<std::string_view> joined_value, cursor& at) {
    const auto take = [&](std::string_view value) {
        const std::string wrong = what.take(value);
        return wrong.empty() ? wrong : shown + " " + wrong + ", not '" + std::string(value) + "'";
    };
    const bool is_flag = what.placeholder.empty();
    if (is_flag) return joined_value ? shown + " takes no value" : take("");
    if (joined_value) return take(*joined_value);
    // A value may begin with a dash, as negative numbers do, but hardly ever is it an option's name.
    const bool missing = at.at_end() || (at.peek().starts_with("--") && at.peek().size() > 2);
    if (missing) return shown + " needs a value: " + what.placeholder;
    std::string wrong = take(at.take());
    while (wrong.empty() && what.takes_list && !at.at_end() && !at.peek().starts_with('-')) wrong = take(at.take());
    return wrong;
}

std::string option_parser::parse_argument(std::string_view word) {
    if (next_argument_ == arguments_.size()) return "'" + std::string(word) + "' is one argument too many";
    const argument& what = arguments_[next_argument_];
    if (!what.takes_rest) ++next_argument_;
    return what.take(word);
}

const option_parser::option* option_parser::find(std::string_view name) const {
    const auto found = std::ranges::find_if(options_, [&](const option& o) { return o.name.text == name; });
    return found == options_.end() ? nullptr : &*found;
}

const option_parser::option* option_parser::find(char letter) const {
    const auto found = std::ranges::find_if(options_, [&](const option& o) { return o.name.letter == letter; });
    return found == options_.end() ? nullptr : &*found;
}

std::string option_parser::help() const {
    std::string text = "usage: " + std::string(program_) + " [options]";
    for (const argument& a : arguments_) {
        const std::string shown = a.placeholder + (a.takes_rest ? "..." : "");
        text += a.required ? " " + shown : " [" + shown + "]";
    }
    text.append("\n\n").append(purpose_).append("\n");
    if (!arguments_.empty()) text += "\n";
    for (const argument& a : arguments_) append_row(text, a.placeholder, a.help);
    text += "\noptions:\n";
    for (const option& o : options_) {
        const std::string letter = o.name.letter != 0 ? std::string{'-', o.name.letter, ',', ' '} : "";
        const std::string value = o.placeholder.empty() ? "" : " " + o.placeholder;
        const std::string shown = o.default_text.empty() ? "" : " [" + o.default_text + "]";
        append_row(text, letter + "--" + std::string(o.name.text) + value, std::string(o.help) + shown);
    }
    append_row(text, "-h, --help", "show this");
    append_row(text, "--version", "show the version");
    if (!epilogue_.empty()) text.append("\n").append(epilogue_).append("\n");
    return text;
}

int option_parser::complain(std::string_view complaint) const {
    const std::string program(program_);
    const std::string text(complaint);
    std::fprintf(stderr, "%s: %s\ntry '%s --help'\n", program.c_str(), text.c_str(), program.c_str());
    return 2;
}

std::optional<int> option_parser::parse(int argc, char** argv) {
    const std::vector<std::string_view> words(argv + std::min(argc, 1), argv + argc);
    const parse_result result = parse_words(words);
    switch (result.what) {
    case parse_result::action::run: return std::nullopt;
    case parse_result::action::show_help: std::fputs(help().c_str(), stdout); return 0;
    case parse_result::action::show_version:
        std::printf("%s %s\n", std::string(program_).c_str(), std::string(version_).c_str());
        return 0;
    case parse_result::action::complain: return complain(result.complaint);
    }
    return 2;
}

} // namespace cleave::posix
