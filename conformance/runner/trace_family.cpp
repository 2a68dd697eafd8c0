// SPDX-License-Identifier: MIT
#include "trace_family.hpp"

#include "suite_files.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <set>

namespace cleave::conformance {

namespace {

constexpr std::size_t most_members = 4096;

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

/// An `each` line: names, and rows of a value for each.
struct factor {
    std::size_t line = 0;
    std::vector<std::string> names;
    std::vector<std::vector<std::string>> rows;
};

std::optional<std::int64_t> number_of(std::string_view text) {
    const int base = text.starts_with("0x") ? 16 : 10;
    if (base == 16) text.remove_prefix(2);
    std::int64_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Words of a line, and `;` between rows. What stands in single quotes is one word, without them; brackets keep blanks.
std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at < text.size();) {
        if (is_blank(text[at])) {
            ++at;
        } else if (text[at] == ';') {
            words.emplace_back(";");
            ++at;
        } else if (text[at] == '\'') {
            const auto end = std::min(text.find('\'', at + 1), text.size());
            words.emplace_back("'" + std::string(text.substr(at + 1, end - at - 1)));
            at = end + 1;
        } else {
            std::size_t end = at;
            bool is_inside = false;
            for (; end < text.size() && (is_inside || (!is_blank(text[end]) && text[end] != ';')); ++end)
                is_inside = text[end] == '(' || (is_inside && text[end] != ')');
            words.emplace_back(text.substr(at, end - at));
            at = end;
        }
    }
    return words;
}

void add_unique(std::vector<std::string>& to, std::int64_t value) {
    std::string text = std::to_string(value);
    if (value >= 0 && std::find(to.begin(), to.end(), text) == to.end()) to.push_back(std::move(text));
}

/// powers(7 12): 2^k and its neighbours. buffers: the sizes that reads have, likewise. edges(a b): first, last and one
/// between. beyond(a b): one below and one above. Another word stands for itself.
std::optional<std::vector<std::string>> values_of(const std::string& word) {
    if (word.starts_with('\'')) return std::vector<std::string>{word.substr(1)};
    std::vector<std::string> all;
    const auto near = [&](std::int64_t at) {
        for (const std::int64_t by : {-1, 0, 1}) add_unique(all, at + by);
    };
    if (word == "buffers") {
        for (const std::int64_t size : {1024, 1460, 4096, 8192, 65536}) near(size);
        return all;
    }
    const auto open = word.find('(');
    const std::string name = word.substr(0, open);
    if (open == std::string::npos || (name != "powers" && name != "edges" && name != "beyond"))
        return std::vector<std::string>{word};
    const std::string inside = word.substr(open + 1, word.size() - open - 2);
    const auto blank = std::min(inside.find(' '), inside.size());
    const auto low = number_of(inside.substr(0, blank));
    const auto high = number_of(inside.substr(std::min(inside.size(), blank + 1)));
    if (!low || !high || *low > *high || !word.ends_with(')') || (name == "powers" && *high > 62)) return std::nullopt;
    if (name == "powers") {
        for (std::int64_t k = *low; k <= *high; ++k) near(std::int64_t{1} << k);
    } else if (name == "edges") {
        for (const std::int64_t value : {*low, *low + (*high - *low) / 2, *high}) add_unique(all, value);
    } else {
        add_unique(all, *low - 1);
        add_unique(all, *high + 1);
    }
    return all;
}

class expander {
  public:
    expander(std::string_view text, std::string file) : file_(std::move(file)) {
        while (!text.empty()) {
            const std::string_view line = text.substr(0, text.find('\n'));
            text.remove_prefix(std::min(text.size(), line.size() + 1));
            lines_.emplace_back(line);
        }
    }

    trace_family run() {
        for (std::size_t i = 0; i < lines_.size() && lines_[i] != "--" && !error_; ++i) {
            if (lines_[i].starts_with("each ")) read_factor(i);
            if (lines_[i].starts_with("combine: ")) {
                is_pairwise_ = lines_[i] == "combine: pairs";
                if (!is_pairwise_ && lines_[i] != "combine: all")
                    fail(i, "expected 'combine: pairs' or 'combine: all'");
                lines_[i] = "#";
            }
        }
        trace_family result;
        if (error_) return result.error = error_, result;
        if (factors_.empty()) return result.members.push_back(joined(lines_)), result;
        const auto rows = combinations();
        if (rows.size() > most_members)
            return result.error = trace_error{file_, factors_[0].line + 1, 1, "expected at most 4096 cases of a file"},
                   result;
        for (const auto& row : rows) result.members.push_back(member(row));
        if (error_) result.error = error_;
        return result;
    }

  private:
    void fail(std::size_t line, const std::string& message) {
        if (!error_) error_ = trace_error{file_, line + 1, 1, message};
    }

    static std::string joined(const std::vector<std::string>& lines) {
        std::string all;
        for (const std::string& line : lines) all += line + "\n";
        return all;
    }

    void read_factor(std::size_t index) {
        const std::string line = lines_[index].substr(5);
        lines_[index] = "#";
        factor one;
        one.line = index;
        const auto colon = line.find(':');
        if (colon == std::string::npos) return fail(index, "expected 'each NAME...: VALUE...'");
        one.names = words_of(line.substr(0, colon));
        std::vector<std::string> row;
        const auto end_row = [&] {
            if (row.size() != one.names.size())
                fail(index, "expected a value for each name in every row, found " + std::to_string(row.size()));
            one.rows.push_back(std::move(row));
            row.clear();
        };
        for (const std::string& word : words_of(line.substr(colon + 1))) {
            if (word == ";") {
                if (one.names.size() > 1) end_row();
                continue;
            }
            const auto values = values_of(word);
            if (!values) return fail(index, "expected powers(A B), edges(A B) or beyond(A B), found " + word);
            if (one.names.size() == 1)
                for (const std::string& value : *values) add_row(one, value);
            else
                row.push_back(word.starts_with('\'') ? word.substr(1) : word);
        }
        if (one.names.size() > 1) end_row();
        if (one.names.empty() || one.rows.empty()) return fail(index, "expected a name and a value");
        factors_.push_back(std::move(one));
    }

    /// Two words may stand for the same value.
    static void add_row(factor& to, const std::string& value) {
        const std::vector<std::string> row = {value};
        if (std::find(to.rows.begin(), to.rows.end(), row) == to.rows.end()) to.rows.push_back(row);
    }

    std::vector<std::vector<std::size_t>> combinations() const {
        std::vector<std::size_t> sizes;
        for (const factor& one : factors_) sizes.push_back(one.rows.size());
        if (is_pairwise_) return pairwise_rows(sizes);
        std::vector<std::vector<std::size_t>> rows = {{}};
        for (const std::size_t size : sizes) {
            std::vector<std::vector<std::size_t>> longer;
            for (const auto& row : rows)
                for (std::size_t i = 0; i < size && longer.size() <= most_members; ++i) {
                    longer.push_back(row);
                    longer.back().push_back(i);
                }
            rows = std::move(longer);
        }
        return rows;
    }

    std::string value(const std::vector<std::size_t>& row, std::string_view name, bool& is_known) const {
        for (std::size_t f = 0; f < factors_.size(); ++f)
            for (std::size_t n = 0; n < factors_[f].names.size(); ++n)
                if (factors_[f].names[n] == name) return is_known = true, factors_[f].rows[row[f]][n];
        return is_known = false, std::string();
    }

    /// $name, ${name} and ${name:04x}, the number with at least that many hexadecimal digits.
    std::string substituted(const std::string& line, std::size_t number, const std::vector<std::size_t>& row) {
        std::string made;
        for (std::size_t at = 0; at < line.size();) {
            if (line[at] != '$') {
                made += line[at++];
                continue;
            }
            const bool is_braced = at + 1 < line.size() && line[at + 1] == '{';
            const std::size_t from = at + (is_braced ? 2 : 1);
            std::size_t end = from;
            while (end < line.size() && is_name(line[end])) ++end;
            bool is_known = false;
            std::string text = value(row, std::string_view(line).substr(from, end - from), is_known);
            if (!is_known) { // a dollar like any other
                made += line[at++];
                continue;
            }
            if (is_braced && line.compare(end, 2, ":0") == 0) {
                const auto digits = static_cast<std::size_t>(line[end + 2] - '0');
                const auto natural = number_of(text);
                if (!natural || line[end + 3] != 'x') fail(number, "expected a number for ${NAME:04x}");
                char hex[20] = {};
                std::snprintf(hex, sizeof hex, "%0*llx", static_cast<int>(digits),
                              static_cast<unsigned long long>(natural.value_or(0)));
                text = hex;
                end += 4;
            }
            made += text;
            at = end + (is_braced ? 1 : 0);
        }
        return made;
    }

    /// Whether a line that begins with [name=value, name!=value] is one of this member's; the bracket is taken off.
    bool is_wanted(std::string& line, std::size_t number, const std::vector<std::size_t>& row) {
        if (!line.starts_with('[')) return true;
        const auto close = line.find(']');
        if (close == std::string::npos) return fail(number, "expected ']'"), false;
        std::string_view conditions = std::string_view(line).substr(1, close - 1);
        bool all = true;
        while (!conditions.empty()) {
            std::string_view one = conditions.substr(0, conditions.find(','));
            conditions.remove_prefix(std::min(conditions.size(), one.size() + 1));
            while (one.starts_with(' ')) one.remove_prefix(1);
            const auto equals = one.find('=');
            const bool is_negated = equals != std::string_view::npos && equals > 0 && one[equals - 1] == '!';
            bool is_known = false;
            const std::string found = value(row, one.substr(0, is_negated ? equals - 1 : equals), is_known);
            if (equals == std::string_view::npos || !is_known)
                return fail(number, "expected [NAME=VALUE], the name being that of an each line"), false;
            all = all && (found == one.substr(equals + 1)) != is_negated;
        }
        line.erase(0, std::min(line.find_first_not_of(' ', close + 1), line.size()));
        return all;
    }

    std::string member(const std::vector<std::size_t>& row) {
        std::vector<std::string> lines;
        bool in_body = false;
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            std::string line = lines_[i];
            if (!is_wanted(line, i, row)) line = "#";
            line = substituted(line, i, row);
            if (!in_body && line.starts_with("id: ")) line += id_of(row);
            in_body = in_body || line == "--";
            lines.push_back(std::move(line));
        }
        return joined(lines);
    }

    /// -VALUE for each factor, in characters that an id may have; numbered where that is none, or was used.
    std::string id_of(const std::vector<std::size_t>& row) {
        std::string id;
        for (std::size_t f = 0; f < factors_.size(); ++f) {
            std::string part;
            for (const char c : factors_[f].rows[row[f]][0]) {
                const bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
                if (is_plain)
                    part += c;
                else if (!part.empty() && part.back() != '-')
                    part += '-';
            }
            while (part.ends_with('-')) part.pop_back();
            if (part.size() > 24 || part.empty()) part = std::to_string(row[f] + 1);
            id += "-" + part;
        }
        if (!ids_.insert(id).second) {
            for (std::size_t f = 0; f < row.size(); ++f) id += (f == 0 ? "-n" : "-") + std::to_string(row[f] + 1);
            ids_.insert(id);
        }
        return id;
    }

    std::string file_;
    std::vector<std::string> lines_;
    std::vector<factor> factors_;
    std::set<std::string> ids_;
    bool is_pairwise_ = false;
    std::optional<trace_error> error_;
};

} // namespace

std::vector<std::vector<std::size_t>> pairwise_rows(const std::vector<std::size_t>& sizes) {
    using pair_of_values = std::array<std::size_t, 4>; // factor, value, factor, value
    std::set<pair_of_values> missing;
    for (std::size_t f = 0; f < sizes.size(); ++f)
        for (std::size_t g = f + 1; g < sizes.size(); ++g)
            for (std::size_t v = 0; v < sizes[f]; ++v)
                for (std::size_t w = 0; w < sizes[g]; ++w) missing.insert({f, v, g, w});
    std::vector<std::vector<std::size_t>> rows;
    if (sizes.size() == 1)
        for (std::size_t v = 0; v < sizes[0]; ++v) rows.push_back({v});
    while (!missing.empty()) {
        // Begin with a pair that is missing; then, factor by factor, the value that meets most of what is.
        const pair_of_values first = *missing.begin();
        constexpr std::size_t open = ~std::size_t{0};
        std::vector<std::size_t> row(sizes.size(), open);
        row[first[0]] = first[1];
        row[first[2]] = first[3];
        for (std::size_t f = 0; f < sizes.size(); ++f) {
            if (row[f] != open) continue;
            std::size_t best = 0;
            std::size_t most = 0;
            for (std::size_t v = 0; v < sizes[f]; ++v) {
                std::size_t met = 0;
                for (std::size_t g = 0; g < sizes.size(); ++g) {
                    if (g == f || row[g] == open) continue;
                    met += g < f ? missing.count({g, row[g], f, v}) : missing.count({f, v, g, row[g]});
                }
                // Where none is better, values take turns.
                if (met > most || (met == most && v == rows.size() % sizes[f])) {
                    best = v;
                    most = met;
                }
            }
            row[f] = best;
        }
        for (std::size_t f = 0; f < sizes.size(); ++f)
            for (std::size_t g = f + 1; g < sizes.size(); ++g) missing.erase({f, row[f], g, row[g]});
        rows.push_back(std::move(row));
    }
    return rows;
}

trace_family expand(std::string_view text, const std::string& file) { return expander(text, file).run(); }

std::vector<trace> load_family(const std::string& path, std::vector<std::string>& problems) {
    const std::optional<std::string> content = read_suite_file(path);
    std::vector<trace> all;
    if (!content) {
        problems.push_back(to_string(trace_error{path, 0, 0, "expected a readable file"}));
        return all;
    }
    const trace_family family = expand(*content, path);
    if (family.error) problems.push_back(to_string(*family.error));
    for (const std::string& text : family.members) {
        parsed_trace one = parse_trace(text, path);
        if (one.error) {
            problems.push_back(to_string(*one.error));
            break; // the others have the same fault
        }
        one.value.is_member = family.members.size() > 1;
        all.push_back(std::move(one.value));
    }
    return all;
}

} // namespace cleave::conformance
