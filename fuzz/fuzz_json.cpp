// Invariant: json_reader takes what nlohmann and RapidJSON agree on, with the same tokens; json_writer is its inverse.
// SPDX-License-Identifier: MIT
// dictionary: json.dict
//
// It may refuse what they take only for a reason of its own: a duplicate key or a limit. Short scratch changes nothing
// but that the reading may end earlier; raw_value comes to the same verdict at the same byte.
#include "fuzz/delivery_plan.hpp"
#include "fuzz/expect.hpp"
#include "fuzz/json_tokens.hpp"

#include <cleave/detail/utf8.hpp>
#include <cleave/json.hpp>

#include <algorithm>
#include <cstring>
#include <set>

#if __has_include(<nlohmann/json.hpp>) && __has_include(<rapidjson/reader.h>)
#define CLEAVE_FUZZ_JSON_ORACLES
#include <nlohmann/json.hpp>
#ifdef __clang__ // its empty stack is a null pointer that is moved on by nothing, and more
#pragma clang attribute push(__attribute__((no_sanitize("undefined"))), apply_to = function)
#endif
#include <rapidjson/encodedstream.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#ifdef __clang__
#pragma clang attribute pop
#endif
#endif

namespace cleave::fuzz {
namespace {

std::size_t duplicate_keys(const std::vector<json_piece>& pieces) {
    std::size_t duplicates = 0;
    std::vector<std::set<std::string>> open;
    for (const json_piece& p : pieces) {
        if (p.token == json_token::begin_object) open.emplace_back();
        if (p.token == json_token::end_object) open.pop_back();
        if (p.token == json_token::key && !open.back().insert(p.text).second) ++duplicates;
    }
    return duplicates;
}

#ifdef CLEAVE_FUZZ_JSON_ORACLES

using pieces = std::vector<json_piece>;

struct rapid_handler {
    pieces& to;

    bool add(json_token token, std::string text = {}) {
        to.push_back({token, std::move(text)});
        return true;
    }
    bool Null() { return add(json_token::null_value); }
    bool Bool(bool b) { return add(b ? json_token::true_value : json_token::false_value); }
    bool RawNumber(const char* text, unsigned size, bool) { return add(json_token::number, {text, size}); }
    bool String(const char* text, unsigned size, bool) { return add(json_token::string, {text, size}); }
    bool Key(const char* text, unsigned size, bool) { return add(json_token::key, {text, size}); }
    bool StartObject() { return add(json_token::begin_object); }
    bool EndObject(unsigned) { return add(json_token::end_object); }
    bool StartArray() { return add(json_token::begin_array); }
    bool EndArray(unsigned) { return add(json_token::end_array); }
    // Never called: numbers come as they are written.
    bool Int(int) { return false; }
    bool Uint(unsigned) { return false; }
    bool Int64(std::int64_t) { return false; }
    bool Uint64(std::uint64_t) { return false; }
    bool Double(double) { return false; }
};

// What another reader says. Numbers beyond the range of a double are an error for some, which says nothing about the
// text.
enum class opinion { takes, refuses, has_none };

opinion rapid_opinion(std::string_view text, pieces& to) {
    constexpr unsigned flags =
        rapidjson::kParseValidateEncodingFlag | rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseIterativeFlag;
    rapidjson::MemoryStream memory(text.data(), text.size());
    rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream> stream(memory);
    rapidjson::Reader reader;
    rapid_handler handler{to};
    const auto result = reader.Parse<flags>(stream, handler);
    if (result.Code() == rapidjson::kParseErrorNumberTooBig) return opinion::has_none;
    return result.IsError() ? opinion::refuses : opinion::takes;
}

struct nlohmann_handler : nlohmann::json_sax<nlohmann::json> {
    explicit nlohmann_handler(pieces& all) : to(all) {}
    pieces& to;

    bool add(json_token token, std::string text = {}) {
        to.push_back({token, std::move(text)});
        return true;
    }
    bool null() override { return add(json_token::null_value); }
    bool boolean(bool b) override { return add(b ? json_token::true_value : json_token::false_value); }
    bool number_integer(number_integer_t n) override { return add(json_token::number, std::to_string(n)); }
    bool number_unsigned(number_unsigned_t n) override { return add(json_token::number, std::to_string(n)); }
    bool number_float(number_float_t, const string_t& text) override { return add(json_token::number, text); }
    bool string(string_t& text) override { return add(json_token::string, text); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return add(json_token::begin_object); }
    bool key(string_t& text) override { return add(json_token::key, text); }
    bool end_object() override { return add(json_token::end_object); }
    bool start_array(std::size_t) override { return add(json_token::begin_array); }
    bool end_array() override { return add(json_token::end_array); }
    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& error) override {
        is_out_of_range = error.id == 406;
        return false;
    }
    bool is_out_of_range = false;
};

opinion nlohmann_opinion(std::string_view text, pieces& to) {
    nlohmann_handler handler(to);
    if (nlohmann::json::sax_parse(text, &handler)) return opinion::takes;
    return handler.is_out_of_range ? opinion::has_none : opinion::refuses;
}

// nlohmann gives an integer's value; "-0" is the one that it writes otherwise.
bool same_but_for_zeros(const pieces& a, const pieces& b) {
    return std::ranges::equal(a, b, [](const json_piece& x, const json_piece& y) {
        return x == y || (x.token == y.token && x.token == json_token::number && x.text == "-0" && y.text == "0");
    });
}

std::size_t greatest_depth(const pieces& of) {
    std::size_t depth = 0, greatest = 0;
    for (const json_piece& p : of) {
        if (p.token == json_token::begin_object || p.token == json_token::begin_array)
            greatest = std::max(greatest, ++depth);
        if (p.token == json_token::end_object || p.token == json_token::end_array) --depth;
    }
    return greatest;
}

bool has_own_reason(status st, const pieces& all, const json_reader_options& limits) {
    const auto longest = std::ranges::max_element(
        all, {}, [](const json_piece& p) { return p.token == json_token::number ? p.text.size() : 0; });
    switch (static_cast<int>(st)) {
    case static_cast<int>(status::json_duplicate_key): return duplicate_keys(all) != 0;
    case static_cast<int>(status::json_too_deep): return greatest_depth(all) > limits.max_depth;
    case static_cast<int>(status::json_too_many_keys):
        return std::ranges::count(all, json_token::key, &json_piece::token) > limits.max_keys;
    case static_cast<int>(status::json_number_too_long): return longest->text.size() > limits.max_number_chars;
    default: return false;
    }
}

void compare_with_others(std::string_view text, const json_reading& ours, const json_reader_options& limits) {
    // Both end at a NUL, wherever it stands; both pass over a byte order mark.
    if (text.find('\0') != text.npos || text.starts_with("\xEF\xBB\xBF"))
        return expect(is_error(ours.st), "a NUL or a byte order mark is an error");
    pieces rapid, other;
    const opinion common = rapid_opinion(text, rapid);
    if (common == opinion::has_none || common != nlohmann_opinion(text, other)) return;
    if (common == opinion::refuses) return expect(is_error(ours.st), "what no other reader takes is an error");
    if (is_error(ours.st)) return expect(has_own_reason(ours.st, rapid, limits), "what all others take is refused");
    expect(ours.pieces == rapid, "the tokens are those of RapidJSON");
    expect(same_but_for_zeros(ours.pieces, other), "the tokens are those of nlohmann");
}

#else
void compare_with_others(std::string_view, const json_reading&, const json_reader_options&) {}
#endif

void check_raw_value(std::string_view text, const json_reading& whole, const json_reader_options& limits) {
    exact_block scratch(8 * text.size()); // for keys only
    json_reader reader(text, scratch.bytes(), limits);
    const json_item value = reader.raw_value();
    const json_item end = reader.next();
    expect(end.st == whole.st && (end.st == status::ok || end.offset == whole.offset),
           "raw_value comes to the same verdict at the same byte");
    if (end.st != status::ok) return;
    expect(value.text.data() >= text.data() && !value.text.empty(), "raw_value is a view of the text");
    exact_block value_scratch(9 * value.text.size());
    expect(read_json(value.text, value_scratch.chars(), limits).pieces == whole.pieces, "raw_value is the value");
}

void check_short_scratch(std::string_view text, std::size_t size, const json_reading& whole,
                         const json_reader_options& limits) {
    exact_block scratch(size);
    const json_reading cut = read_json(text, scratch.chars(), limits);
    if (cut.st != status::json_scratch_full) return expect(cut == whole, "scratch changes nothing as long as it lasts");
    expect(cut.pieces.size() <= whole.pieces.size() &&
               std::equal(cut.pieces.begin(), cut.pieces.end(), whole.pieces.begin()),
           "where the scratch is too small, the tokens before are the same");
}

void check_writer(const json_reading& whole, const json_writer_options& style, const json_reader_options& limits) {
    json_writer measures({}, style);
    write_json(measures, whole.pieces);
    const std::size_t size = measures.size_needed();
    expect(measures.st() == status::need_output, "an empty span is too small");

    exact_block less(size - 1);
    json_writer fails(less.chars(), style);
    write_json(fails, whole.pieces);
    expect(fails.st() == status::need_output && fails.size_needed() == size && fails.text().empty(),
           "one byte less than size_needed() is too few");

    exact_block room(size);
    json_writer writes(room.chars(), style);
    write_json(writes, whole.pieces);
    expect(writes.st() == status::ok && writes.text().size() == size, "size_needed() is what it takes");
    const std::string_view text = writes.text();
    if (style.ensure_ascii)
        expect(std::ranges::all_of(text, [](char c) { return c >= ' ' && c < 0x7F; }), "ensure_ascii writes ASCII");
    exact_block scratch(9 * size);
    json_reading again = read_json(text, scratch.chars(), limits);
    expect(again.st == status::ok && again.pieces == whole.pieces, "what is written reads as what was meant");
}

void check_numbers(const json_reading& whole) {
    for (const json_piece& p : whole.pieces) {
        if (p.token != json_token::number) continue;
        const bool is_integer = p.text.find_first_of(".eE") == p.text.npos;
        const bool is_negative = p.text[0] == '-';
        __int128 value = 0; // saturates
        for (const char c : p.text.substr(is_negative ? 1 : 0))
            if (is_integer && value < __int128{1} << 80) value = value * 10 + (c - '0');
        if (is_negative) value = -value;
        const auto natural = to_uint64(p.text);
        const bool is_natural = is_integer && !is_negative && value <= ~std::uint64_t{0};
        expect((natural.st == status::ok) == is_natural && (!is_natural || natural.value == value),
               "to_uint64 gives exactly the integers from 0 to 2^64 - 1");
        const auto integer = to_int64(p.text);
        const bool fits = is_integer && value >= INT64_MIN && value <= INT64_MAX;
        expect((integer.st == status::ok) == fits && (!fits || integer.value == value),
               "to_int64 gives exactly the integers from -2^63 to 2^63 - 1");
        const status why = is_integer ? status::value_out_of_range : status::value_wrong_type;
        expect((is_natural || natural.st == why) && (fits || integer.st == why), "a number that does not fit says why");
    }
}

} // namespace
} // namespace cleave::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace cleave;
    using namespace cleave::fuzz;
    fuzz_input input(data, size);
    const std::uint8_t flags = input.last();
    const std::uint8_t scratch_size = input.last();
    json_reader_options limits;
    limits.surrogate_escape = (flags & 1) != 0;
    if ((flags & 2) != 0) limits.max_depth = 3;
    if ((flags & 4) != 0) limits.max_keys = 2;
    if ((flags & 8) != 0) limits.max_number_chars = 5;

    exact_block text(input.stream());
    exact_block scratch(9 * text.text().size());
    const json_reading whole = read_json(text.text(), scratch.chars(), limits);
    expect(whole.st != status::json_scratch_full, "9 times the text is always enough scratch");
    expect(duplicate_keys(whole.pieces) == 0, "no object gives a key twice");
    for (const json_piece& p : whole.pieces)
        expect(limits.surrogate_escape || detail::is_utf8(p.text), "texts are UTF-8");
    check_raw_value(text.text(), whole, limits);
    check_short_scratch(text.text(), scratch_size, whole, limits);
    check_numbers(whole);
    if (!limits.surrogate_escape) compare_with_others(text.text(), whole, limits);
    if (whole.st != status::ok) return 0;
    json_writer_options style;
    style.ensure_ascii = (flags & 16) == 0;
    style.surrogate_escape = limits.surrogate_escape;
    if ((flags & 32) != 0) style.item_separator = ",", style.key_separator = " :  ";
    check_writer(whole, style, limits);
    return 0;
}
