// SPDX-License-Identifier: MIT
#include "observation.hpp"

#include "trace.hpp"

#include <algorithm>
#include <charconv>

namespace cleave::conformance {

namespace {

class decimal_text {
  public:
    explicit decimal_text(std::uint64_t number) {
        size_ = static_cast<std::size_t>(std::to_chars(digits_, digits_ + sizeof digits_, number).ptr - digits_);
    }
    operator std::string_view() const { return {digits_, size_}; }

  private:
    char digits_[20];
    std::size_t size_;
};

std::optional<std::string> bytes_of_hex(std::string_view digits) {
    const auto value = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    };
    if (digits.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    bytes.reserve(digits.size() / 2);
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        const int high = value(digits[i]);
        const int low = value(digits[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes += static_cast<char>(high << 4 | low);
    }
    return bytes;
}

/// The canonical form of a word: bytes as x"00ff" with lower-case digits, all else as it is.
std::string canonical(std::string_view word) {
    const auto bytes = bytes_of_literal(word);
    return bytes ? hex_literal(*bytes) : std::string(word);
}

std::string_view next_word(std::string_view& text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
    return word;
}

} // namespace

std::optional<std::string> bytes_of_literal(std::string_view word) {
    const bool quoted =
        word.size() >= 3 && word[0] == 'x' && (word[1] == '"' || word[1] == '\'') && word.back() == word[1];
    return quoted ? bytes_of_hex(word.substr(2, word.size() - 3)) : std::nullopt;
}

std::string readable(std::string_view canonical) {
    std::string text;
    while (!canonical.empty()) {
        const auto at = std::min(canonical.find("x\""), canonical.size());
        text += canonical.substr(0, at);
        canonical.remove_prefix(at);
        const auto end = std::min(canonical.find('"', 2), canonical.size());
        const std::string_view literal = canonical.substr(0, end + 1);
        const auto bytes = bytes_of_literal(literal);
        const bool is_text = bytes && !bytes->empty() && std::all_of(bytes->begin(), bytes->end(), [](char c) {
                                 return (c >= ' ' && c <= '~') || c == '\n';
                             });
        text += is_text ? text_literal(*bytes) : std::string(literal);
        canonical.remove_prefix(literal.size());
    }
    return text;
}

bool comes_in_pieces(std::string_view event) {
    return event == "data" || event == "output" || event == "stdout" || event == "stderr";
}

void event_sink::event(std::string_view name, std::uint64_t number) { event(name, decimal_text(number)); }

void event_sink::attribute(std::string_view key, std::uint64_t number) { attribute(key, decimal_text(number)); }

void event_sink::bytes_attribute(std::string_view key, std::string_view bytes) { attribute(key, hex_literal(bytes)); }

std::size_t observation::keep(std::string_view text) {
    const std::size_t at = text_.size();
    text_ += text;
    return at;
}

void observation::event(std::string_view name, std::string_view arguments) {
    entry& one = entries_.emplace_back();
    one.delivery = delivery_;
    one.name = keep(name);
    one.name_size = name.size();
    one.arguments = keep(arguments);
    one.arguments_size = arguments.size();
}

void observation::attribute(std::string_view key, std::string_view value) {
    entry& last = entries_.back();
    if (last.attributes++ == 0) last.first_attribute = attributes_.size();
    const std::size_t key_at = keep(key);
    attributes_.push_back({key_at, key.size(), keep(value), value.size()});
}

void observation::append_bytes(kind what, std::string_view name, std::string_view bytes, bool joins) {
    if (!joins) {
        event(name);
        entries_.back().what = what;
        entries_.back().bytes = bytes_.size();
    }
    entry& one = entries_.back();
    bytes_ += bytes;
    one.bytes_size += bytes.size();
    one.delivery = delivery_;
}

void observation::data(std::string_view data_name, std::string_view data_bytes) {
    if (data_bytes.empty()) return;
    const bool joins = !entries_.empty() && entries_.back().what == kind::data && name(entries_.back()) == data_name;
    append_bytes(kind::data, data_name, data_bytes, joins);
}

void observation::send(std::string_view sent) {
    append_bytes(kind::send, "send", sent, !sends_apart_ && !entries_.empty() && entries_.back().what == kind::send);
}

void observation::error(std::string_view code, std::optional<std::uint64_t> at) {
    event(code);
    entries_.back().what = kind::error;
    entries_.back().at = at;
}

void observation::clear() {
    text_.clear();
    bytes_.clear();
    entries_.clear();
    attributes_.clear();
    delivery_ = 0;
    end_ = run_end::normal;
    why_.clear();
}

void observation::ended(run_end how, std::string_view why) {
    end_ = how;
    why_ = why;
}

std::optional<std::string_view> observation::attribute(const entry& one, std::string_view key) const {
    for (std::size_t i = 0; i < one.attributes; ++i) {
        const attribute_range& range = attributes_[one.first_attribute + i];
        if (view(text_, range.key, range.key_size) == key) return view(text_, range.value, range.value_size);
    }
    return std::nullopt;
}

std::string observation::text(const entry& one) const {
    std::string all;
    switch (one.what) {
    case kind::send: return "send " + hex_literal(bytes(one));
    case kind::error: return "error " + std::string(name(one)) + (one.at ? " at=" + std::to_string(*one.at) : "");
    case kind::data: return std::string(name(one)) + " " + hex_literal(bytes(one));
    case kind::event: break;
    }
    all = name(one);
    if (one.arguments_size != 0) all.append(" ").append(arguments(one));
    for (std::size_t i = 0; i < one.attributes; ++i) {
        const attribute_range& range = attributes_[one.first_attribute + i];
        all.append(" ").append(view(text_, range.key, range.key_size));
        all.append("=").append(view(text_, range.value, range.value_size));
    }
    return all;
}

std::string observation::add_text(std::string_view given) {
    std::string_view rest = given;
    const std::string_view word = next_word(rest);
    if (word.empty()) return "expected an event such as begin 5, found an empty text";

    if (word == "error") {
        const std::string_view code = next_word(rest);
        std::optional<std::uint64_t> at;
        if (const std::string_view where = next_word(rest); where.starts_with("at=")) {
            std::uint64_t number = 0;
            const auto [end, failure] = std::from_chars(where.data() + 3, where.data() + where.size(), number);
            if (failure != std::errc{} || end != where.data() + where.size())
                return "expected at= and a number, found " + std::string(where);
            at = number;
        }
        if (code.empty()) return "expected the error's code after 'error'";
        error(code, at);
        return "";
    }
    if (word == "send" || comes_in_pieces(word)) {
        const auto bytes = bytes_of_literal(next_word(rest));
        if (!bytes) return "expected x\"00ff\" after " + std::string(word) + ", found '" + std::string(given) + "'";
        word == "send" ? send(*bytes) : data(word, *bytes);
        return "";
    }
    std::vector<std::pair<std::string, std::string>> attributes;
    std::string arguments;
    for (std::string_view next = next_word(rest); !next.empty(); next = next_word(rest)) {
        const auto equals = next.find('=');
        if (equals != std::string_view::npos && equals != 0 && !next.starts_with("x\"") && !next.starts_with("x'"))
            attributes.emplace_back(next.substr(0, equals), canonical(next.substr(equals + 1)));
        else
            arguments += (arguments.empty() ? "" : " ") + canonical(next);
    }
    event(word, arguments);
    for (const auto& [key, value] : attributes) attribute(key, value);
    return "";
}

} // namespace cleave::conformance
