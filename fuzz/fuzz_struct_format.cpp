// Invariant: format_reader reads a format as a slow model of Python's grammar does: runs, offsets, size, or the error.
// SPDX-License-Identifier: MIT
// dictionary: struct_format.dict
// longest input: 200
//
// The model computes without bounds, in 128 bits, and looks for the first character that is wrong. format_text,
// format_plan and calcsize tell the same as the reader.
#include "fuzz/delivery_plan.hpp"
#include "fuzz/expect.hpp"

#include <cleave/pack.hpp>
#include <cleave/pack_values.hpp>
#include <cleave/struct_format.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

namespace cleave::fuzz {
namespace {

using wide = __int128;

struct code_size {
    char code;
    int standard; // bytes; 0: native only
    int native;
    int alignment;
};

template <class T>
struct place_of {
    char first;
    T second;
};

template <class T>
constexpr code_size sized(char code, int standard) {
    return {code, standard, static_cast<int>(sizeof(T)), static_cast<int>(offsetof(place_of<T>, second))};
}

constexpr code_size codes[] = {
    {'x', 1, 1, 1},
    {'c', 1, 1, 1},
    {'b', 1, 1, 1},
    {'B', 1, 1, 1},
    {'?', 1, 1, 1},
    {'s', 1, 1, 1},
    {'p', 1, 1, 1},
    sized<short>('h', 2),
    sized<short>('H', 2),
    sized<short>('e', 2),
    sized<int>('i', 4),
    sized<int>('I', 4),
    sized<long>('l', 4),
    sized<long>('L', 4),
    sized<long long>('q', 8),
    sized<long long>('Q', 8),
    sized<float>('f', 4),
    sized<double>('d', 8),
    sized<std::ptrdiff_t>('n', 0),
    sized<std::size_t>('N', 0),
    sized<void*>('P', 0),
};

struct model {
    status code = status::ok;
    std::size_t position = 0;
    wide size = 0;
    wide values = 0;
    bool has_padding = false;
    struct run {
        char code;
        wide count, offset, size;
    };
    std::vector<run> runs = {};

    bool fail(status why, std::size_t at) {
        code = why;
        position = at;
        return false;
    }
};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\v' || c == '\f' || c == '\r'; }

// One count and code; false at the end of the text or at an error.
bool read_item(std::string_view text, bool is_native, std::size_t& at, model& m) {
    constexpr wide most = PTRDIFF_MAX;
    while (at < text.size() && is_blank(text[at])) ++at;
    if (at == text.size()) return false;
    wide count = 1;
    if (text[at] >= '0' && text[at] <= '9') {
        for (count = 0; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
            count = count * 10 + (text[at] - '0');
            if (count > most) return m.fail(status::format_too_large, at);
        }
        if (at == text.size()) return m.fail(status::format_count_without_code, at);
    }
    const auto found = std::ranges::find(codes, text[at], &code_size::code);
    const bool is_known = found != std::end(codes) && (is_native || found->standard != 0);
    if (!is_known) return m.fail(status::format_bad_char, at);
    const wide size = is_native ? found->native : found->standard;
    wide offset = m.size;
    while (is_native && offset % found->alignment != 0) ++offset;
    const bool is_one = found->code == 's' || found->code == 'p';
    const wide values = found->code == 'x' ? 0 : is_one ? 1 : count;
    if (offset + count * size > most || m.values + values > most) return m.fail(status::format_too_large, at);
    m.has_padding = m.has_padding || offset != m.size || found->code == 'x';
    m.size = offset + count * size;
    m.values += values;
    m.runs.push_back({found->code, count, offset, size});
    ++at;
    return true;
}

model read_slowly(std::string_view text, bool& is_native, std::endian& order) {
    model m;
    std::size_t at = 0;
    is_native = true;
    order = std::endian::native;
    if (!text.empty() && std::string_view("@=<>!").find(text[0]) != std::string_view::npos) {
        at = 1;
        is_native = text[0] == '@';
        if (text[0] == '<') order = std::endian::little;
        if (text[0] == '>' || text[0] == '!') order = std::endian::big;
    }
    if (const auto null = text.find('\0'); null != text.npos) {
        m.fail(status::format_embedded_null, null);
        return m;
    }
    while (read_item(text, is_native, at, m)) {
    }
    return m;
}

void check(std::string_view text) {
    bool is_native = false;
    std::endian order{};
    const model right = read_slowly(text, is_native, order);
    const format_info info = inspect_format(text);
    expect(info.st == right.code && info.position == right.position, "the error is the model's, at the same character");
    expect(info.is_native == is_native && info.order == order, "mode and order are the model's");

    detail::format_reader reader(text);
    std::size_t index = 0;
    for (detail::format_run run; reader.next(run); ++index) {
        expect(index < right.runs.size(), "no run that the model has not");
        const model::run& r = right.runs[index];
        expect(run.code == r.code && run.count == r.count && run.offset == r.offset && run.size == r.size,
               "a run is the model's");
    }
    expect(index == right.runs.size(), "all runs of the model are there");
    const auto size = calcsize(text);
    expect(!size.error == (right.code == status::ok), "calcsize fails where the format is none");
    format_plan<8> plan(text);
    if (right.code != status::ok) return;
    expect(info.size == right.size && info.values == right.values && info.has_padding == right.has_padding,
           "size, values and padding are the model's");
    expect(*size == right.size, "calcsize tells the size");
    expect(detail::format_text(text).info().size == right.size, "format_text tells the size");

    if (plan.info().st == status::need_output) return expect(right.runs.size() > 8, "8 runs have room in a plan of 8");
    wide values = 0, end = 0;
    for (const detail::format_run& run : plan) {
        expect(run.offset >= end, "the runs of a plan stand in order");
        end = wide{run.offset} + wide{run.count} * run.size;
        values += run.values;
    }
    expect(values == right.values && end == right.size, "a plan holds all of the format");
}

} // namespace
} // namespace cleave::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    cleave::fuzz::fuzz_input input(data, size);
    cleave::fuzz::exact_block text(input.stream());
    cleave::fuzz::check(text.text());
    return 0;
}
