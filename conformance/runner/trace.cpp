// SPDX-License-Identifier: MIT
#include "trace.hpp"

#include "suite_files.hpp"

#include <cleave/detail/utf8.hpp>
#include <cleave/digest.hpp>
#include <cleave/status.hpp>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdlib>
#include <span>

namespace cleave::conformance {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_name(char c) { return is_word(c) || c == '-' || c == '.'; }

std::optional<unsigned> hex_digit(char c) {
    if (is_digit(c)) return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
    return std::nullopt;
}

template <class List>
bool contains(const List& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

template <class List>
std::string joined(const List& list) {
    std::string all;
    for (const auto& one : list) all += (all.empty() ? "" : ", ") + std::string(one);
    return all;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

template <class Digest>
std::string digest_text(std::string_view bytes) {
    Digest running;
    running.update(std::as_bytes(std::span(bytes)));
    const auto text = to_hex(running.value());
    return std::string(text.data(), text.size());
}

/// Text without the comment that begins with a # behind a blank, or at the front, outside of quotes.
std::string_view without_comment(std::string_view text) {
    char quote = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (quote != 0) {
            if (text[i] == '\\' && quote == '"')
                ++i;
            else if (text[i] == quote)
                quote = 0;
        } else if (text[i] == '"' || text[i] == '`') {
            quote = text[i];
        } else if (text[i] == '#' && (i == 0 || is_blank(text[i - 1]))) {
            return text.substr(0, i);
        }
    }
    return text;
}

/// Bytes with what is noted about places in them. Offsets count from the fragment's own first byte.
struct fragment {
    struct mark {
        std::string name;
        std::uint64_t at;
    };
    std::string bytes;
    std::vector<std::uint64_t> cuts;
    std::vector<std::uint64_t> empties;
    std::vector<byte_range> together;
    std::vector<mark> marks;
    std::optional<byte_range> last_header; // from the end of the length field to the end of the header

    void append(const fragment& other) {
        const std::uint64_t shift = bytes.size();
        bytes += other.bytes;
        for (const auto cut : other.cuts) cuts.push_back(cut + shift);
        for (const auto empty : other.empties) empties.push_back(empty + shift);
        for (const auto range : other.together) together.push_back({range.from + shift, range.to + shift});
        for (const auto& m : other.marks) marks.push_back({m.name, m.at + shift});
        if (other.last_header) last_header = {other.last_header->from + shift, other.last_header->to + shift};
    }
};

/// One line of text and the place reached in it. The first failure is kept; after it nothing is read any more.
class cursor {
  public:
    cursor(std::string_view text, std::size_t line, std::size_t column) : text_(text), line_(line), column_(column) {}

    bool failed() const { return error_.has_value(); }
    const std::optional<trace_error>& error() const { return error_; }

    void fail(const std::string& message) { fail_at(at_, message); }
    void fail_at(std::size_t at, const std::string& message) {
        if (!error_) error_ = trace_error{"", line_, column_ + at, message};
    }
    /// `expected WHAT, found ...`
    void expected(const std::string& what) {
        fail("expected " + what + ", found " + (at_end() ? "the end of the line" : "'" + found() + "'"));
    }

    std::size_t at() const { return at_; }
    std::string_view text() const { return text_; }
    bool at_end() const { return error_ || at_ >= text_.size(); }
    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() && !error_ ? text_[at_ + ahead] : '\0'; }
    void advance(std::size_t n = 1) { at_ += n; }

    void skip_blanks() {
        while (is_blank(peek())) ++at_;
        if (peek() == '#') at_ = text_.size();
    }
    bool take(std::string_view token) {
        if (error_ || text_.substr(std::min(at_, text_.size()), token.size()) != token) return false;
        at_ += token.size();
        return true;
    }
    void require(std::string_view token) {
        skip_blanks();
        if (!take(token)) expected("'" + std::string(token) + "'");
    }
    std::string_view take_while(bool (*belongs)(char)) {
        const std::size_t from = at_;
        while (!at_end() && belongs(text_[at_])) ++at_;
        return text_.substr(std::min(from, text_.size()), at_ - from);
    }
    /// The word at the cursor, which stays where it is.
    std::string_view word_ahead() const {
        std::size_t end = at_;
        while (end < text_.size() && is_word(text_[end])) ++end;
        return error_ ? std::string_view{} : text_.substr(std::min(at_, text_.size()), end - at_);
    }
    std::size_t line() const { return line_; }

  private:
    std::string found() const {
        std::size_t end = at_;
        while (end < text_.size() && !is_blank(text_[end])) ++end;
        return std::string(text_.substr(at_, std::min<std::size_t>(end - at_, 24)));
    }

    std::string_view text_;
    std::size_t line_;
    std::size_t column_;
    std::size_t at_ = 0;
    std::optional<trace_error> error_;
};

/// Largest stream a trace may make: a mistyped rep() must not take the machine's memory.
constexpr std::uint64_t largest_stream = std::uint64_t{64} << 20;
constexpr std::uint64_t most_repeats = 100000;

const std::vector<std::string_view> grades = {"ok", "nonstrict", "info"};

class compiler {
  public:
    compiler(const trace& source, const layout& chosen) : source_(source), prefix_(chosen.prefix) {
        result_.source = source;
        result_.layout = chosen;
        outcomes_.push_back({"ok", {}});
    }

    compiled run() {
        set_limits();
        set_options();
        lines(0, source_.body.size());
        if (!error_ && in_alternative_)
            error_ = trace_error{"", source_.body.empty() ? 0 : source_.body.back().number, 1,
                                 "expected '}' that closes alt before the end of the file"};
        finish();
        if (error_) error_->file = source_.file;
        return {std::move(result_), error_};
    }

  private:
    void keep_error(const cursor& in) {
        if (!error_ && in.error()) error_ = in.error();
    }

    /// The statements of the body's lines from `at` to `end`; those of a repeat as often as it says.
    void lines(std::size_t at, std::size_t end) {
        for (; at < end && !error_; ++at) {
            const trace::line& line = source_.body[at];
            cursor in(line.text, line.number, line.column);
            in.skip_blanks();
            if (in.take("repeat ")) {
                at = repeated_lines(in, at + 1, end);
            } else {
                statement(in);
            }
            keep_error(in);
        }
    }

    /// Returns the line of the `}` that closes the repeat whose first line is `from`.
    std::size_t repeated_lines(cursor& in, std::size_t from, std::size_t end) {
        const std::uint64_t times = natural(in);
        in.require("{");
        std::size_t close = from;
        while (close < end && trimmed(without_comment(source_.body[close].text)) != "}") ++close;
        if (close == end) in.fail("expected a line '}' that closes the repeat");
        if (times > most_repeats) in.fail("expected at most 100000 repeats");
        if (in.failed()) return close;
        for (index_ = 0; index_ < times && !error_; ++index_) lines(from, close);
        index_ = 0;
        return close;
    }

    // Header lines that hold expressions and bytes

    void set_limits() {
        limit_ = payload_limit(prefix_);
        for (const auto& [name, line] : source_.limits) {
            cursor in(line.text, line.number, line.column);
            const std::uint64_t value = natural(in);
            in.skip_blanks();
            if (!in.at_end()) in.expected("the end of the limit");
            result_.limits[name] = value;
            if (name == "payload") {
                if (value > field_capacity(prefix_)) in.fail_at(0, "expected a limit that the length field can hold");
                limit_ = value;
            }
            keep_error(in);
        }
        result_.layout.prefix.max_payload = limit_;
    }

    void set_options() {
        for (const auto& [name, line] : source_.options) {
            std::string value = line.text;
            if (name == "values" || name == "store" || name == "buffer" || name == "received" ||
                name == "payload_size") {
                cursor in(line.text, line.number, line.column);
                expectation one;
                one.name = name;
                arguments(in, one);
                keep_error(in);
                value = joined_values(one);
            } else if (name == "format" && value.starts_with('"')) {
                cursor in(line.text, line.number, line.column);
                value = quoted(in);
                keep_error(in);
            }
            result_.options[name] = value;
        }
    }

    static std::string joined_values(const expectation& one) {
        std::string all;
        for (const auto& argument : one.arguments) all += (all.empty() ? "" : " ") + argument;
        for (const auto& [key, value] : one.attributes) all += (all.empty() ? "" : " ") + key + "=" + value;
        return all;
    }

    // Statements

    void statement(cursor& in) {
        in.skip_blanks();
        if (in.at_end()) return;
        if (in.take("alt")) return begin_alternative(in);
        if (in.take("}")) return end_alternative(in);
        if (!in_alternative_) flush_alternatives();
        if (in.take(">")) return received(in);
        if (in.take("<")) return sent(in);
        if (in.take("=?")) return event(in, true);
        if (in.take("=")) return event(in, false);
        if (in.take("!")) return failure(in);
        in.expected("'>', '<', '=', '=?', '!', 'alt' or '}'");
    }

    void begin_alternative(cursor& in) {
        if (in_alternative_) return in.fail_at(0, "expected '}' that closes the alt before this one");
        in.skip_blanks();
        const std::string grade(in.take_while(is_word));
        if (!contains(grades, grade)) return in.fail("expected a grade (" + joined(grades) + ") after alt");
        in.require("{");
        in.skip_blanks();
        in_alternative_ = true;
        alternatives_.push_back({grade, {}});
        if (!in.at_end()) alternative_on_one_line(in);
    }

    /// `alt ok { ! code at=0 }`: what stands between the braces is one statement.
    void alternative_on_one_line(cursor& in) {
        const std::string_view text = in.text();
        const auto close = text.rfind('}');
        if (close == std::string_view::npos || close < in.at()) return in.expected("the end of the line, or '}'");
        cursor inner(text.substr(0, close), in.line(), 1);
        inner.advance(in.at());
        statement(inner);
        if (inner.error()) return in.fail_at(inner.error()->column - 1, inner.error()->message);
        in.advance(close - in.at() + 1);
        end_alternative(in);
    }

    void end_alternative(cursor& in) {
        if (!in_alternative_) return in.fail_at(in.at() - 1, "expected an alt before this '}'");
        in_alternative_ = false;
        in.skip_blanks();
        if (!in.at_end()) in.expected("the end of the line after '}'");
    }

    void flush_alternatives() {
        if (alternatives_.empty()) return;
        std::vector<outcome> all;
        for (const outcome& before : outcomes_) {
            for (const outcome& alternative : alternatives_) {
                outcome one = before;
                one.expected.insert(one.expected.end(), alternative.expected.begin(), alternative.expected.end());
                const auto rank = [](const std::string& g) { return std::find(grades.begin(), grades.end(), g); };
                if (rank(alternative.grade) > rank(one.grade)) one.grade = alternative.grade;
                all.push_back(std::move(one));
            }
        }
        outcomes_ = std::move(all);
        alternatives_.clear();
    }

    void received(cursor& in) {
        if (in_alternative_)
            return in.fail_at(in.at() - 1, "expected '=', '!' or '<' inside alt: all see the same bytes");
        if (result_.end != ending::open) return in.fail_at(in.at() - 1, "expected no more bytes after the end");
        in.skip_blanks();
        const std::string_view word = in.word_ahead();
        if (word == "eof" || word == "reset") {
            result_.end = word == "eof" ? ending::eof : ending::reset;
            in.advance(word.size());
            in.skip_blanks();
            if (!in.at_end()) in.expected("the end of the line");
            return;
        }
        stream_.append(atoms(in, '\0'));
        if (stream_.bytes.size() > largest_stream) in.fail_at(0, "expected a stream of at most 64 MiB");
    }

    void sent(cursor& in) {
        expectation one = expectation_here(in);
        one.what = expectation::kind::send;
        around_ = {'\0', '\0'};
        one.bytes = atoms(in, '\0').bytes;
        around_ = {};
        expect(std::move(one));
    }

    void event(cursor& in, bool optional) {
        expectation one = expectation_here(in);
        one.optional = optional;
        in.skip_blanks();
        one.name = std::string(in.take_while(is_word));
        if (one.name.empty()) return in.expected("the name of an event");
        arguments(in, one);
        if (in.failed()) return;
        if (one.name == "frame") return frame_events(in, one);
        if (one.name == "nothing") {
            result_.expects_nothing = true;
            return;
        }
        if (one.name == "excess") one.due = due_of_refusal();
        expect(std::move(one));
    }

    /// `= frame "hello"` stands for begin 5, data "hello", end, each due with its own last byte.
    void frame_events(cursor& in, const expectation& whole) {
        const std::uint64_t size = whole.bytes.size();
        if (size > stream_.bytes.size() || !std::string_view(stream_.bytes).ends_with(whole.bytes))
            return in.fail_at(0, "expected the payload to be the last " + std::to_string(size) + " bytes received");
        expectation begin = whole;
        begin.name = "begin";
        begin.arguments = {std::to_string(size)};
        begin.bytes.clear();
        if (!whole.after_end) begin.due -= std::min(size, whole.due);
        expectation data = whole;
        data.name = "data";
        expectation end = whole;
        end.name = "end";
        end.arguments.clear();
        end.bytes.clear();
        expect(begin);
        if (size > 0) expect(data);
        expect(end);
    }

    void failure(cursor& in) {
        expectation one = expectation_here(in);
        one.what = expectation::kind::error;
        one.due = due_of_refusal();
        in.skip_blanks();
        one.name = std::string(in.take_while(is_word));
        const auto named = [&](const detail::status_text& text) { return is_error(text.st) && text.name == one.name; };
        if (std::none_of(std::begin(detail::status_texts), std::end(detail::status_texts), named))
            return in.fail("expected the name of an error of status.hpp, found '" + one.name + "'");
        in.skip_blanks();
        if (in.take("at=")) {
            if (in.take("eof")) {
                if (result_.end == ending::open) return in.fail("expected '> eof' or '> reset' above at=eof");
                one.at = stream_.bytes.size();
            } else {
                one.at = natural(in);
            }
        }
        in.skip_blanks();
        if (in.take("due=")) due_with(in, one);
        in.skip_blanks();
        if (!in.at_end()) in.expected("at=OFFSET, at=@MARK, at=eof, due=@MARK or the end of the line");
        expect(std::move(one));
    }

    expectation expectation_here(const cursor& in) const {
        expectation one;
        one.due = stream_.bytes.size();
        one.after_end = result_.end != ending::open;
        one.line = in.line();
        return one;
    }

    /// Where bytes are named, the stream's end is not waited for, even if it stands above.
    void due_with(cursor& in, expectation& one) {
        const std::size_t start = in.at();
        one.due = natural(in);
        one.after_end = false;
        if (one.due > stream_.bytes.size())
            in.fail_at(start, "expected at most the " + std::to_string(stream_.bytes.size()) + " bytes above, found " +
                                  std::to_string(one.due));
    }

    /// A length is refused once its field is in, whatever else of the header is to follow.
    std::uint64_t due_of_refusal() const {
        const std::uint64_t here = stream_.bytes.size();
        const bool behind_header =
            stream_.last_header && stream_.last_header->to == here && result_.end == ending::open;
        return behind_header ? stream_.last_header->from : here;
    }

    void expect(expectation one) {
        if (in_alternative_) {
            alternatives_.back().expected.push_back(std::move(one));
        } else {
            for (outcome& each : outcomes_) each.expected.push_back(one);
        }
    }

    // Arguments of events: numbers, words, bytes, key=value. Bytes side by side are one argument, save among `values`.

    void arguments(cursor& in, expectation& one) {
        for (in.skip_blanks(); !in.at_end(); in.skip_blanks()) {
            const std::size_t start = in.at();
            const std::string_view key = in.take_while(is_name);
            if (key == "due" && in.take("=")) {
                due_with(in, one);
                continue;
            }
            if (!key.empty() && !is_digit(key[0]) && in.take("=")) {
                if (!one.attributes.emplace(key, attribute(in)).second)
                    in.fail_at(start, "expected each attribute once");
                continue;
            }
            in.advance(start - in.at());
            const std::string value = argument(in, one.bytes);
            const auto is_bytes = [](const std::string& text) { return text.starts_with("x\""); };
            if (one.name != "values" && is_bytes(value) && !one.arguments.empty() && is_bytes(one.arguments.back()))
                one.arguments.back().replace(one.arguments.back().size() - 1, 1, value.substr(2));
            else
                one.arguments.push_back(value);
        }
    }

    // Bytes side by side are one value of an attribute.
    std::string attribute(cursor& in) {
        std::string bytes;
        if (!starts_bytes(in)) return argument(in, bytes);
        for (; starts_bytes(in); in.skip_blanks()) (void)argument(in, bytes);
        return hex_literal(bytes);
    }

    std::string argument(cursor& in, std::string& bytes) {
        if (starts_bytes(in)) {
            const fragment one = atom(in);
            bytes += one.bytes;
            return hex_literal(one.bytes);
        }
        if (in.take("f64(")) return float_argument(in);
        if (in.take("f64:")) return float_digits(in);
        const std::string_view rest = in.text().substr(in.at());
        std::size_t digits = rest.starts_with('-') ? 1 : 0;
        while (digits < rest.size() && is_digit(rest[digits])) ++digits;
        const char behind = digits < rest.size() ? rest[digits] : ' ';
        if (digits > 0 && is_digit(rest[digits - 1]) && (is_blank(behind) || behind == '}')) {
            in.advance(digits); // kept as text: numbers of any length are legal here
            return std::string(rest.substr(0, digits));
        }
        const std::string_view word = in.word_ahead();
        if (is_symbol(word) || word.empty() || is_digit(word[0])) return to_string(expression(in));
        return std::string(in.take_while(is_name));
    }

    // As it is shown: there is no decimal for a certain NaN.
    std::string float_digits(cursor& in) {
        const std::string digits(in.take_while([](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }));
        if (digits.size() != 16) in.fail("expected the sixteen hexadecimal digits of a binary64");
        return "f64:" + digits;
    }

    std::string float_argument(cursor& in) {
        const std::string text(in.take_while([](char c) { return c != ')'; }));
        char* end = nullptr;
        const double value = std::strtod(text.c_str(), &end);
        if (text.empty() || *end != '\0') in.fail("expected a number as in f64(1.5)");
        in.require(")");
        const auto bits = std::bit_cast<std::uint64_t>(value);
        return "f64:" + hex(*integer_bytes({bits}, 8, true, false));
    }

    // Atoms

    static bool is_function(std::string_view word) {
        static const std::vector<std::string_view> names = {"rep",   "count", "dec",          "seed",        "file",
                                                            "utf8",  "frame", "frame_header", "frame_field", "varint",
                                                            "first", "after", "md5",          "sha256"};
        return contains(names, word) || integer_width(word, 'i') || integer_width(word, 'u') || length_width(word);
    }

    /// 8 to 64 for u8, u16le, ..., i64be; nothing for other words.
    static std::optional<unsigned> integer_width(std::string_view word, char sign) {
        if (!word.starts_with(sign)) return std::nullopt;
        const std::string_view rest = word.substr(1);
        if (rest == "8") return 8;
        for (const unsigned width : {8U, 16U, 24U, 32U, 64U})
            if (rest == std::to_string(width) + "le" || rest == std::to_string(width) + "be") return width;
        return std::nullopt;
    }

    /// 8 to 64 for len8, len32, len32be, ...; nothing for other words.
    static std::optional<unsigned> length_width(std::string_view word) {
        if (!word.starts_with("len")) return std::nullopt;
        const std::string_view rest = word.substr(3);
        for (const unsigned width : {8U, 16U, 24U, 32U, 64U})
            if (rest == std::to_string(width) || rest == std::to_string(width) + "be") return width;
        return std::nullopt;
    }

    static bool starts_bytes(const cursor& in) {
        const char c = in.peek();
        if (c == '"' || c == '`' || c == '{' || (c == 'x' && in.peek(1) == '"')) return true;
        const std::string_view word = in.word_ahead();
        const char behind = in.peek(word.size());
        return is_function(word) && (behind == '(' || behind == '{' || behind == '+' || behind == '-');
    }

    /// Atoms up to `close`, or to the end of the line where that is 0.
    fragment atoms(cursor& in, char close) {
        fragment all;
        for (in.skip_blanks(); !in.failed(); in.skip_blanks()) {
            if (in.at_end()) {
                if (close != '\0') in.expected(std::string("'") + close + "'");
                break;
            }
            if (close != '\0' && in.peek() == close) {
                in.advance();
                break;
            }
            all.append(atom(in));
            if (all.bytes.size() > largest_stream) in.fail("expected a stream of at most 64 MiB");
        }
        return all;
    }

    fragment atom(cursor& in) {
        fragment one;
        const char c = in.peek();
        if (c == '"') {
            one.bytes = quoted(in);
        } else if (c == '`') {
            one.bytes = verbatim(in);
        } else if (c == '{') {
            one.bytes = json(in);
        } else if (c == 'x' && in.peek(1) == '"') {
            one.bytes = hexadecimal(in);
        } else if (in.take("|")) {
            one.cuts.push_back(0);
        } else if (in.take("~")) {
            in.require("{");
            one = atoms(in, '}');
            one.together.push_back({0, one.bytes.size()});
        } else if (in.take("@")) {
            const std::string name(in.take_while(is_word));
            if (name.empty()) in.expected("the name of a mark");
            one.marks.push_back({name, 0});
        } else {
            one = call(in);
        }
        return one;
    }

    fragment call(cursor& in) {
        const std::size_t start = in.at();
        const std::string_view name = in.take_while(is_word);
        if (name == "empty") {
            fragment one;
            one.empties.push_back(0);
            return one;
        }
        if (name == "frame") return frame(in);
        if (name == "frame_header" || name == "frame_field") return header(in, start, name == "frame_field");
        if (name == "rep") return repeated(in);
        if (name == "count") return counted(in);
        if (name == "dec") return decimal(in);
        if (name == "first" || name == "after") return part(in, name == "first");
        if (name == "seed") return seeded(in);
        if (name == "file") return from_file(in);
        if (name == "varint") return varint(in);
        if (name == "utf8") return utf8(in);
        if (name == "md5" || name == "sha256") return digest_of(in, name == "md5");
        if (const auto width = length_width(name)) return measured(in, *width, name.ends_with("be"));
        const bool is_signed = name.starts_with('i');
        if (const auto width = integer_width(name, is_signed ? 'i' : 'u'))
            return number(in, *width, name.ends_with("be"), is_signed);
        in.advance(start - in.at());
        in.expected(
            "bytes: \"text\", x\"00ff\", `verbatim`, {json}, u8(..) to i64be(..), varint(..), len32{..}, frame{..}, "
            "frame_header(..), frame_field(..), rep(..), first(..), after(..), seed(..), file(..), md5{..}, "
            "sha256{..}, @mark, '|', "
            "~{..} or empty");
        return {};
    }

    fragment frame(cursor& in) {
        in.require("{");
        const std::size_t start = in.at();
        const fragment payload = atoms(in, '}');
        const auto bytes = frame_header(prefix_, {payload.bytes.size()}, around_);
        if (!bytes) in.fail_at(start, "expected a payload whose length the field can hold");
        fragment whole;
        if (bytes) whole = header_fragment(*bytes);
        whole.append(payload);
        return whole;
    }

    fragment header(cursor& in, std::size_t start, bool is_field) {
        in.require("(");
        const integer value = expression(in);
        in.require(")");
        if (in.failed()) return {};
        const auto bytes =
            is_field ? header_with_field(prefix_, value, around_) : frame_header(prefix_, value, around_);
        if (bytes) return header_fragment(*bytes);
        in.fail_at(start, "expected a number that the length field can hold, found " + to_string(value));
        return {};
    }

    fragment header_fragment(const std::string& bytes) const {
        fragment one;
        one.bytes = bytes;
        one.last_header = {bytes.size() - prefix_.gap, bytes.size()};
        return one;
    }

    fragment repeated(cursor& in) {
        in.require("(");
        in.skip_blanks();
        const std::size_t start = in.at();
        const std::uint64_t times = natural(in);
        const fragment one = atoms(in, ')');
        fragment all;
        if (times != 0 && one.bytes.size() > largest_stream / times) {
            in.fail_at(start, "expected at most 64 MiB");
        } else {
            for (std::uint64_t i = 0; i < times && !in.failed(); ++i) all.append(one);
        }
        return all;
    }

    /// count(N ..): N times what stands inside, i being 0, 1, 2, ...
    fragment counted(cursor& in) {
        in.require("(");
        in.skip_blanks();
        const std::uint64_t times = natural(in);
        const std::uint64_t before = index_;
        const std::size_t start = in.at();
        if (times == 0 || times > most_repeats) in.fail("expected from 1 to 100000 repeats");
        fragment all;
        for (index_ = 0; index_ < times && !in.failed(); ++index_) {
            in.advance(start - in.at());
            all.append(atoms(in, ')'));
            if (all.bytes.size() > largest_stream) in.fail("expected a stream of at most 64 MiB");
        }
        index_ = before;
        return all;
    }

    /// dec(N): the number in decimal digits.
    fragment decimal(cursor& in) {
        in.require("(");
        const integer value = expression(in);
        in.require(")");
        return text_fragment(to_string(value));
    }

    /// first(N ..) are the first N bytes of what follows, after(N ..) the others. What is noted about places is
    /// dropped, save for the end of a header, which after() may hold.
    fragment part(cursor& in, bool is_first) {
        in.require("(");
        in.skip_blanks();
        const std::size_t start = in.at();
        const std::uint64_t size = natural(in);
        const fragment whole = atoms(in, ')');
        fragment one;
        if (size > whole.bytes.size()) {
            in.fail_at(start, "expected at most the " + std::to_string(whole.bytes.size()) + " bytes there are");
            return one;
        }
        const auto cut = static_cast<std::size_t>(size);
        one.bytes = is_first ? whole.bytes.substr(0, cut) : whole.bytes.substr(cut);
        if (!is_first && whole.last_header && whole.last_header->from >= size)
            one.last_header = {whole.last_header->from - size, whole.last_header->to - size};
        return one;
    }

    fragment seeded(cursor& in) {
        in.require("(");
        in.skip_blanks();
        const std::uint64_t seed = natural(in);
        in.skip_blanks();
        const std::uint64_t size = natural(in);
        in.require(")");
        if (size > largest_stream) in.fail("expected at most 64 MiB");
        fragment one;
        if (!in.failed()) one.bytes = seeded_bytes(seed, static_cast<std::size_t>(size));
        return one;
    }

    fragment from_file(cursor& in) {
        in.require("(");
        in.skip_blanks();
        const std::size_t start = in.at();
        if (in.peek() != '"') in.expected("the file's name in quotes");
        const std::string name = quoted(in);
        in.skip_blanks();
        std::string digest;
        if (in.take("sha256:")) digest = std::string(in.take_while(is_word));
        if (digest.size() != 64) in.expected("sha256: and 64 hexadecimal digits");
        in.require(")");
        fragment one;
        if (in.failed()) return one;
        const auto slash = source_.file.rfind('/');
        const std::string folder = slash == std::string::npos ? "" : source_.file.substr(0, slash + 1);
        const auto content = read_suite_file(folder + name);
        if (!content) in.fail_at(start, "expected a readable file '" + folder + name + "'");
        one.bytes = content.value_or("");
        const std::string found = digest_text<cleave::sha256>(one.bytes);
        if (!in.failed() && found != digest)
            in.fail_at(start, "expected the file to have the digest " + digest + ", found " + found);
        return one;
    }

    fragment varint(cursor& in) {
        in.require("(");
        fragment one;
        one.bytes = varint_bytes(natural(in));
        in.require(")");
        return one;
    }

    /// The bytes that UTF-8 has for a number, even one that is no character: also for halves of surrogate pairs.
    fragment utf8(cursor& in) {
        in.require("(");
        const std::uint64_t value = natural(in);
        in.require(")");
        if (value > 0x1fffff) in.fail("expected a number of at most 0x1fffff");
        const unsigned size = value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4;
        fragment one;
        if (size == 1) {
            one.bytes += static_cast<char>(value);
            return one;
        }
        one.bytes += static_cast<char>((0xf00U >> size & 0xff) | value >> 6 * (size - 1));
        for (unsigned left = size - 1; left-- > 0;) one.bytes += static_cast<char>(0x80 | (value >> 6 * left & 0x3f));
        return one;
    }

    static fragment text_fragment(std::string text) {
        fragment one;
        one.bytes = std::move(text);
        return one;
    }

    fragment digest_of(cursor& in, bool is_md5) {
        in.require("{");
        const std::string bytes = atoms(in, '}').bytes;
        return text_fragment(is_md5 ? digest_text<cleave::md5>(bytes) : digest_text<cleave::sha256>(bytes));
    }

    /// len32{..}: the size of what follows, and what follows; len32+1{..} says one more than there is.
    fragment measured(cursor& in, unsigned width, bool big_endian) {
        integer wrong_by;
        if (in.peek() == '+' || in.peek() == '-') {
            const bool less_than_there_is = in.peek() == '-';
            in.advance();
            wrong_by = factor(in);
            if (less_than_there_is) wrong_by = *subtract({}, wrong_by);
        }
        in.require("{");
        const std::size_t start = in.at();
        const fragment content = atoms(in, '}');
        const auto size = add({content.bytes.size()}, wrong_by);
        auto length = size ? integer_bytes(*size, width / 8, big_endian, false) : std::nullopt;
        if (size && size->negative) length = integer_bytes(*size, width / 8, big_endian, true);
        if (!length) in.fail_at(start, "expected a length that fits " + std::to_string(width) + " bits");
        fragment one;
        one.bytes = length.value_or("");
        one.append(content);
        return one;
    }

    fragment number(cursor& in, unsigned width, bool big_endian, bool is_signed) {
        in.require("(");
        const std::size_t start = in.at();
        const integer value = expression(in);
        in.require(")");
        const auto bytes = integer_bytes(value, width / 8, big_endian, is_signed);
        if (!bytes) in.fail_at(start, "expected a number that fits " + std::to_string(width) + " bits");
        fragment one;
        one.bytes = bytes.value_or("");
        return one;
    }

    std::string quoted(cursor& in) {
        in.advance();
        std::string bytes;
        for (;;) {
            if (in.at_end()) {
                in.expected("'\"' that closes the text");
                return bytes;
            }
            const char c = in.peek();
            in.advance();
            if (c == '"') return bytes;
            if (c != '\\') {
                bytes += c;
                continue;
            }
            const char escape = in.peek();
            in.advance();
            switch (escape) {
            case 'n': bytes += '\n'; break;
            case 'r': bytes += '\r'; break;
            case 't': bytes += '\t'; break;
            case '\\': bytes += '\\'; break;
            case '"': bytes += '"'; break;
            case 'x': {
                const auto high = hex_digit(in.peek());
                const auto low = hex_digit(in.peek(1));
                if (!high || !low) {
                    in.expected("two hexadecimal digits after \\x");
                    return bytes;
                }
                bytes += static_cast<char>(*high << 4 | *low);
                in.advance(2);
                break;
            }
            default: in.fail_at(in.at() - 1, "expected \\n, \\r, \\t, \\\\, \\\" or \\xHH"); return bytes;
            }
        }
    }

    std::string verbatim(cursor& in) {
        in.advance();
        std::string bytes(in.take_while([](char c) { return c != '`'; }));
        if (!in.take("`")) in.expected("'`' that closes the text");
        return bytes;
    }

    std::string hexadecimal(cursor& in) {
        in.advance(2);
        std::string bytes;
        while (!in.take("\"")) {
            if (is_blank(in.peek())) {
                in.advance();
                continue;
            }
            const auto high = hex_digit(in.peek());
            const auto low = hex_digit(in.peek(1));
            if (!high || !low) {
                in.expected("pairs of hexadecimal digits and '\"'");
                return bytes;
            }
            bytes += static_cast<char>(*high << 4 | *low);
            in.advance(2);
        }
        return bytes;
    }

    /// From { to the } that closes it, as it stands; braces inside JSON strings do not count.
    std::string json(cursor& in) {
        std::string bytes;
        std::size_t depth = 0;
        bool in_string = false;
        do {
            if (in.at_end()) {
                in.expected("'}' that closes the JSON text");
                return bytes;
            }
            const char c = in.peek();
            in.advance();
            bytes += c;
            if (in_string && c == '\\') {
                bytes += in.peek();
                in.advance();
            } else if (c == '"') {
                in_string = !in_string;
            } else if (!in_string && c == '{') {
                ++depth;
            } else if (!in_string && c == '}') {
                --depth;
            }
        } while (depth > 0);
        return bytes;
    }

    // Expressions: no blanks inside

    static bool is_symbol(std::string_view word) {
        static const std::vector<std::string_view> names = {"limit", "capacity", "header", "counted",
                                                            "width", "all_ones", "i"};
        return contains(names, word);
    }

    std::uint64_t natural(cursor& in) {
        const std::size_t start = in.at();
        const integer value = expression(in);
        if (value.negative) in.fail_at(start, "expected a number that is not negative, found " + to_string(value));
        return value.magnitude;
    }

    integer expression(cursor& in) {
        integer value = term(in);
        while (!in.failed() && (in.peek() == '+' || in.peek() == '-')) {
            const bool plus = in.peek() == '+';
            const std::size_t start = in.at();
            in.advance();
            const integer right = term(in);
            value = checked(in, start, plus ? add(value, right) : subtract(value, right));
        }
        return value;
    }

    integer term(cursor& in) {
        integer value = factor(in);
        while (!in.failed() && in.peek() == '*') {
            const std::size_t start = in.at();
            in.advance();
            value = checked(in, start, multiply(value, factor(in)));
        }
        return value;
    }

    integer factor(cursor& in) {
        if (in.take("-")) return *subtract({}, factor(in));
        if (in.take("(")) {
            const integer value = expression(in);
            in.require(")");
            return value;
        }
        if (in.peek() == '@') return mark_value(in);
        const std::size_t start = in.at();
        const std::string_view word = in.take_while(is_word);
        if (word == "limit") return {limit_};
        if (word == "capacity") return {field_capacity(prefix_)};
        if (word == "header") return {min_header_bytes(prefix_)};
        if (word == "counted") return {counted_header_bytes(prefix_)};
        if (word == "width") return {prefix_.width};
        if (word == "all_ones") return all_ones(prefix_);
        if (word == "i") return {index_};
        const auto value = literal(word);
        if (!value) {
            in.advance(start - in.at());
            in.expected("a number, limit, capacity, header, counted, width, all_ones, a mark or '('");
            return {};
        }
        if (!in.take("^")) return {*value};
        const integer exponent = factor(in);
        integer power{1};
        for (std::uint64_t i = 0; i < exponent.magnitude && !in.failed(); ++i)
            power = checked(in, start, multiply(power, {*value}));
        return power;
    }

    integer mark_value(cursor& in) {
        const std::size_t start = in.at();
        in.advance();
        const std::string name(in.take_while(is_word));
        for (const auto& mark : stream_.marks)
            if (mark.name == name) return {mark.at};
        in.fail_at(start, "expected a mark that is set above this line, found '@" + name + "'");
        return {};
    }

    static integer checked(cursor& in, std::size_t start, std::optional<integer> value) {
        if (!value) in.fail_at(start, "expected a result of at most 64 bits");
        return value.value_or(integer{});
    }

    static std::optional<std::uint64_t> literal(std::string_view word) {
        const bool is_hex = word.starts_with("0x");
        if (is_hex) word.remove_prefix(2);
        if (word.empty()) return std::nullopt;
        std::uint64_t value = 0;
        for (const char c : word) {
            const auto digit = hex_digit(c);
            if (!digit || (!is_hex && *digit > 9)) return std::nullopt;
            if (__builtin_mul_overflow(value, is_hex ? 16U : 10U, &value)) return std::nullopt;
            if (__builtin_add_overflow(value, *digit, &value)) return std::nullopt;
        }
        return value;
    }

    // The end

    void finish() {
        flush_alternatives();
        result_.bytes = stream_.bytes;
        for (const auto cut : stream_.cuts)
            if (cut > 0 && cut < stream_.bytes.size() && (result_.cuts.empty() || result_.cuts.back() != cut))
                result_.cuts.push_back(cut);
        result_.empties = stream_.empties;
        result_.together = stream_.together;
        for (const auto& mark : stream_.marks) result_.marks[mark.name] = mark.at;
        for (outcome& each : outcomes_) merge_data(each.expected);
        result_.outcomes = std::move(outcomes_);
    }

    static bool comes_in_pieces(std::string_view event) {
        return event == "data" || event == "output" || event == "stdout" || event == "stderr";
    }

    /// Data may come in pieces: neighbours are one event, due with the last piece.
    void merge_data(std::vector<expectation>& all) const {
        const bool datagrams = result_.options.contains("transport") && result_.options.at("transport") == "udp";
        std::vector<expectation> merged;
        for (expectation& one : all) {
            const bool joins = !merged.empty() && !one.optional && !merged.back().optional &&
                               merged.back().what == one.what && merged.back().name == one.name &&
                               ((one.what == expectation::kind::event && comes_in_pieces(one.name)) ||
                                (one.what == expectation::kind::send && !datagrams));
            if (!joins) {
                merged.push_back(std::move(one));
                continue;
            }
            expectation& last = merged.back();
            last.bytes += one.bytes;
            if (one.what == expectation::kind::event) last.arguments = {hex_literal(last.bytes)};
            last.due = one.due;
            last.after_end = one.after_end;
        }
        all = std::move(merged);
    }

    const trace& source_;
    const prefix_layout prefix_;
    compiled_trace result_;
    std::optional<trace_error> error_;
    fragment stream_;
    std::vector<outcome> outcomes_;
    std::vector<outcome> alternatives_;
    bool in_alternative_ = false;
    std::uint64_t limit_ = 0;
    std::uint64_t index_ = 0; // of the repeat that is being read
    filler around_;
};

} // namespace

// The parts that a person reads

std::string_view to_string(ending end) {
    switch (end) {
    case ending::open: return "open";
    case ending::eof: return "eof";
    case ending::reset: return "reset";
    }
    return "";
}

std::string to_string(const trace_error& error) {
    return error.file + ":" + std::to_string(error.line) + ":" + std::to_string(error.column) + ": " + error.message;
}

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * bytes.size());
    for (const char c : bytes) {
        text += digits[static_cast<unsigned char>(c) >> 4];
        text += digits[static_cast<unsigned char>(c) & 15];
    }
    return text;
}

std::string from_hex(std::string_view digits) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        unsigned byte = 0;
        std::from_chars(digits.data() + i, digits.data() + i + 2, byte, 16);
        bytes += static_cast<char>(byte);
    }
    return bytes;
}

std::string hex_literal(std::string_view bytes) { return "x\"" + hex(bytes) + "\""; }

std::string text_literal(std::string_view bytes) {
    std::string text = "\"";
    for (const char c : bytes) {
        if (c == '"' || c == '\\')
            text += {'\\', c};
        else if (c >= ' ' && c <= '~')
            text += c;
        else if (c == '\n')
            text += "\\n";
        else
            text += "\\x" + hex({&c, 1});
    }
    return text + '"';
}

std::string to_string(const expectation& one) {
    if (one.what == expectation::kind::send) return "send " + hex_literal(one.bytes);
    if (one.what == expectation::kind::error)
        return "error " + one.name + (one.at ? " at=" + std::to_string(*one.at) : "");
    std::string text = one.name;
    for (const auto& argument : one.arguments) text += " " + argument;
    for (const auto& [key, value] : one.attributes) text += " " + key + "=" + value;
    return text;
}

std::string seeded_bytes(std::uint64_t seed, std::size_t size) {
    std::string bytes;
    bytes.reserve(size + 8);
    while (bytes.size() < size) {
        seed += 0x9e3779b97f4a7c15;
        std::uint64_t z = seed;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        bytes += *integer_bytes({z ^ z >> 31}, 8, false, false);
    }
    bytes.resize(size);
    return bytes;
}

// Header lines

const std::vector<std::string>& known_roles() {
    static const std::vector<std::string> all = {"frame_decoder", "frame_encoder", "value",  "json",  "header_message",
                                                 "file_receiver", "command_reply", "server", "client"};
    return all;
}

const std::vector<std::string>& known_features() {
    static const std::vector<std::string> all = {
        "lp64", "little-endian-machine", "surrogate-escape", "tcp", "udp", "command", "token", "goes-on"};
    return all;
}

const std::vector<std::string>& known_options() {
    static const std::vector<std::string> all = {
        "on_excess", "payload_size", "op",     "format",    "values",    "buffer", "position", "dialect",
        "body",      "received",     "system", "transport", "arguments", "form",   "store",    "digest"};
    return all;
}

const std::vector<std::string>& known_limits() {
    static const std::vector<std::string> all = {"payload", "header", "size",    "name",    "depth",
                                                 "keys",    "digits", "command", "datagram"};
    return all;
}

namespace {

/// Reads the lines above `--`.
class header_reader {
  public:
    explicit header_reader(trace& into) : into_(into) {}

    std::optional<trace_error> read(const trace::line& line) {
        const std::size_t colon = line.text.find(':');
        if (colon == std::string::npos)
            return trace_error{into_.file, line.number, 1, "expected 'NAME: VALUE', or '--' above the body"};
        const std::string name = line.text.substr(0, colon);
        std::string_view value = without_comment(std::string_view(line.text).substr(colon + 1));
        while (!value.empty() && is_blank(value.front())) value.remove_prefix(1);
        column_ = static_cast<std::size_t>(value.data() - line.text.data()) + 1;
        value_ = trimmed(value);
        line_ = line.number;
        if (contains(seen_, name)) return at_name("expected each header line once, found '" + name + "' again");
        seen_.push_back(name);
        if (value_.empty()) return failure("expected a value");
        return take(name);
    }

    std::optional<trace_error> finish(std::size_t line) const {
        for (const std::string_view name : {"id", "about", "req", "role", "rev"})
            if (!contains(seen_, name))
                return trace_error{into_.file, line, 1, "expected a header line '" + std::string(name) + ":'"};
        return std::nullopt;
    }

  private:
    std::optional<trace_error> at_name(const std::string& message) const {
        return trace_error{into_.file, line_, 1, message};
    }
    std::optional<trace_error> failure(const std::string& message) const {
        return trace_error{into_.file, line_, column_, message};
    }
    std::optional<trace_error> one_of(const std::vector<std::string>& words) const {
        if (contains(words, value_)) return std::nullopt;
        return failure("expected one of " + joined(words) + ", found '" + std::string(value_) + "'");
    }
    std::vector<std::string> list() const {
        std::vector<std::string> all;
        for (std::string_view rest = value_; !rest.empty();) {
            const std::string_view one = rest.substr(0, rest.find(','));
            rest.remove_prefix(std::min(rest.size(), one.size() + 1));
            all.emplace_back(trimmed(one));
        }
        return all;
    }

    std::optional<trace_error> take(const std::string& name) {
        const std::string value(value_);
        if (name == "id") return id(value);
        if (name == "about") return into_.about = value, std::nullopt;
        if (name == "req") return rules();
        if (name == "role") return into_.role = value, one_of(known_roles());
        if (name == "layout") return layout(value);
        if (name == "needs") return needs();
        if (name == "limits") return limits();
        if (name == "splits") return into_.splits = value, one_of({"plan", "exact", "hinted"});
        if (name == "flags") return into_.flags = list(), std::nullopt;
        if (name == "origin") return into_.origin = value, std::nullopt;
        if (name == "retired") return into_.retired = value, std::nullopt;
        if (name == "rev") return revision(value);
        if (contains(known_options(), name)) {
            into_.options[name] = {line_, column_, value};
            return std::nullopt;
        }
        return at_name(
            "expected a header line (id, about, req, role, layout, needs, limits, splits, flags, origin, rev, "
            "retired) or an option (" +
            joined(known_options()) + "), found '" + name + "'");
    }

    std::optional<trace_error> id(const std::string& value) {
        for (const char c : value)
            if (!(is_digit(c) || (c >= 'a' && c <= 'z') || c == '-'))
                return failure("expected an id of lower-case letters, digits and hyphens");
        into_.id = value;
        return std::nullopt;
    }

    std::optional<trace_error> rules() {
        for (const std::string& one : list()) {
            const auto blank = one.find(' ');
            citation rule{one.substr(0, blank), blank == std::string::npos ? "" : one.substr(blank + 1)};
            if (!contains(std::vector<std::string>{"MUST", "SHOULD", "MAY"}, rule.level))
                return failure("expected rules as in 'FRAME-LEN-2 MUST', found '" + one + "'");
            into_.rules.push_back(std::move(rule));
        }
        return std::nullopt;
    }

    std::optional<trace_error> layout(const std::string& value) {
        std::string why;
        if (value != "any" && !parse_layout(value, why)) return failure("expected 'any', or: " + why);
        into_.layout = value;
        return std::nullopt;
    }

    std::optional<trace_error> needs() {
        into_.needs = list();
        for (const std::string& one : into_.needs)
            if (layout_need(prefix_layout{}, one) == need::not_about_layouts && !contains(known_features(), one))
                return failure(
                    "expected a need of layouts (fixed-width, varint, signed, unsigned, big-endian, "
                    "little-endian, counts-payload, counts-header, offset, no-offset, gap, no-gap, width>=N, "
                    "header>=N, payload>=N) or a feature (" +
                    joined(known_features()) + "), found '" + one + "'");
        return std::nullopt;
    }

    std::optional<trace_error> limits() {
        for (const std::string& one : list()) {
            const auto relation = one.find("<=");
            const std::string what(trimmed(std::string_view(one).substr(0, relation)));
            if (relation == std::string::npos || !contains(known_limits(), what))
                return failure("expected limits as in 'payload<=16' on " + joined(known_limits()) + ", found '" + one +
                               "'");
            into_.limits[what] = {line_, column_, std::string(trimmed(std::string_view(one).substr(relation + 2)))};
        }
        return std::nullopt;
    }

    std::optional<trace_error> revision(const std::string& value) {
        unsigned number = 0;
        for (const char c : value) {
            if (!is_digit(c) || number > 9999) return failure("expected a revision: 1, 2, 3, ...");
            number = 10 * number + static_cast<unsigned>(c - '0');
        }
        if (number == 0) return failure("expected a revision: 1, 2, 3, ...");
        into_.rev = number;
        return std::nullopt;
    }

    trace& into_;
    std::vector<std::string> seen_;
    std::string_view value_;
    std::size_t line_ = 0;
    std::size_t column_ = 0;
};

std::vector<trace::line> lines_of(std::string_view text) {
    std::vector<trace::line> all;
    while (!text.empty()) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (line.ends_with('\r')) line.remove_suffix(1);
        all.push_back({all.size() + 1, 1, std::string(line)});
    }
    return all;
}

} // namespace

parsed_trace parse_trace(std::string_view text, std::string file) {
    parsed_trace result;
    trace& value = result.value;
    value.file = std::move(file);
    const std::vector<trace::line> lines = lines_of(text);
    if (lines.empty() || lines[0].text != "trace 1") {
        result.error = trace_error{value.file, 1, 1, "expected 'trace 1' in the first line"};
        return result;
    }
    for (const trace::line& one : lines) // reports and JSON carry it on
        if (const std::size_t good = detail::utf8_prefix(one.text); good != one.text.size()) {
            result.error = trace_error{value.file, one.number, good + 1, "expected UTF-8; other bytes as in \"\\xff\""};
            return result;
        }
    header_reader header(value);
    std::size_t i = 1;
    for (; i < lines.size() && lines[i].text != "--"; ++i) {
        const std::string_view content = trimmed(without_comment(lines[i].text));
        if (content.empty()) continue;
        result.error = header.read(lines[i]);
        if (result.error) return result;
    }
    if (i == lines.size()) {
        result.error = trace_error{value.file, i, 1, "expected '--' between the header lines and the body"};
        return result;
    }
    result.error = header.finish(lines[i].number);
    value.body.assign(lines.begin() + static_cast<std::ptrdiff_t>(i) + 1, lines.end());
    return result;
}

parsed_trace load_trace(const std::string& path) {
    if (const auto content = read_suite_file(path)) return parse_trace(*content, path);
    parsed_trace result;
    result.error = trace_error{path, 0, 0, "expected a readable file"};
    return result;
}

layout layout_of(const trace& source, const layout& asked_for) {
    std::string why;
    if (source.layout != "any")
        if (auto own = parse_layout(source.layout, why)) return *own;
    return asked_for;
}

compiled compile(const trace& source, const layout& asked_for) {
    return compiler(source, layout_of(source, asked_for)).run();
}

std::string unmet_need(const trace& source, const layout& asked_for, const std::vector<std::string>& features) {
    const layout chosen = layout_of(source, asked_for);
    for (const std::string& one : source.needs) {
        switch (layout_need(chosen.prefix, one)) {
        case need::met: break;
        case need::unmet: return one;
        case need::not_about_layouts:
            if (!contains(features, one)) return one;
            break;
        }
    }
    return "";
}

} // namespace cleave::conformance
