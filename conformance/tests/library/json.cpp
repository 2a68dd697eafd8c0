// SPDX-License-Identifier: MIT
#include "conformance/tests/library/exact_text.hpp"

#include <cleave/detail/json_string.hpp>
#include <cleave/json.hpp>
#include <cleave/json_writer.hpp>

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace cleave {
namespace {

using namespace detail;

using namespace std::string_literals;
using namespace std::string_view_literals;

// What a reader makes of a whole text: ok, or the error and where it is.
struct verdict {
    status st = status::ok;
    std::size_t offset = 0;

    constexpr bool operator==(const verdict&) const = default;
};

void PrintTo(const verdict& v, std::ostream* out) { *out << to_string(v.st) << " at " << v.offset; }

constexpr verdict run_to_end(json_reader& reader) {
    for (;;) {
        const json_item item = reader.next();
        if (item.st != status::ok || item.token == json_token::end) return {item.st, item.offset};
    }
}

constexpr verdict verdict_of(std::string_view text, json_reader_options limits = {}) {
    char scratch[64];
    json_reader reader(text, scratch, limits);
    return run_to_end(reader);
}

static_assert(verdict_of(R"({"cmd": "put", "filesize": 1280})").st == status::ok);
static_assert(verdict_of(R"([true, false, null, -1.5e3, "\u0041\n", {}, []])").st == status::ok);
static_assert(verdict_of("") == verdict{status::json_truncated, 0});
static_assert(json_item{}.st == status::ok && json_item{}.token == json_token::end && json_item{}.offset == 0);
static_assert(verdict_of("[1,]") == verdict{status::json_syntax, 3});
static_assert(verdict_of("{\"a\":1}\0"sv) == verdict{status::json_trailing_data, 7});
static_assert(verdict_of(R"({"v": 1, "\u0076": 2})") == verdict{status::json_duplicate_key, 9});
static_assert(verdict_of("\xef\xbb\xbf{}") == verdict{status::json_byte_order_mark, 0});
static_assert(verdict_of("\"\xc0\xaf\"") == verdict{status::json_invalid_utf8, 1});
static_assert(verdict_of(R"("\ud800")") == verdict{status::json_lone_surrogate, 1});
static_assert(verdict_of("01") == verdict{status::json_invalid_number, 1});
static_assert(verdict_of("[[1]]", {.max_depth = 1}) == verdict{status::json_too_deep, 1});
static_assert([] {
    char scratch[8];
    json_reader reader(R"("a\u00e9b")", scratch);
    return reader.next().text == "aéb" && reader.next().token == json_token::end;
}());
static_assert([] {
    json_reader reader(R"({"a": [1, {"b": 2}], "c": 3})");
    (void)reader.next();
    (void)reader.next();
    return reader.raw_value().text == R"([1, {"b": 2}])" && reader.next().text == "c" &&
           reader.skip_value() == status::ok && reader.next().token == json_token::end_object;
}());
static_assert([] {
    char out[64] = {};
    json_writer writer(out);
    writer.begin_object().key("a").integer(-1).key("é\x7f/").begin_array().null().boolean(true).end_array();
    return writer.end_object().st() == status::ok && writer.text() == R"({"a": -1, "\u00e9\u007f/": [null, true]})";
}());

class exact_scratch {
  public:
    explicit exact_scratch(std::size_t size) : bytes_(new std::byte[size]), size_(size) {}
    operator std::span<std::byte>() const { return {bytes_.get(), size_}; }

  private:
    std::unique_ptr<std::byte[]> bytes_;
    std::size_t size_;
};

// The scratch that is enough for any text.
constexpr std::size_t scratch_enough(std::string_view text) { return 4 * text.size(); }

// Reads the text to its end, token by token and skipped in one: both must say the same, and go on saying it.
verdict read(std::string_view text, json_reader_options limits = {}) {
    const exact_text block(text);
    const exact_scratch scratch(scratch_enough(text));
    json_reader reader(block, scratch, limits);
    const verdict result = run_to_end(reader);
    EXPECT_EQ(run_to_end(reader), result) << "asked again";

    json_reader skipper(block, scratch, limits);
    (void)skipper.skip_value();
    EXPECT_EQ(run_to_end(skipper), result) << "skipped";
    return result;
}

// All tokens in one line, strings decoded.
std::string tokens(std::string_view text, json_reader_options limits = {}) {
    const exact_text block(text);
    const exact_scratch scratch(scratch_enough(text));
    json_reader reader(block, scratch, limits);
    std::string line;
    for (;;) {
        const json_item item = reader.next();
        if (item.st != status::ok) return line + std::string(to_string(item.st));
        switch (item.token) {
        case json_token::key: line += "key:"; break;
        case json_token::string: line += "string:"; break;
        case json_token::number: line += "number:"; break;
        case json_token::begin_object:
        case json_token::end_object:
        case json_token::begin_array:
        case json_token::end_array:
        case json_token::true_value:
        case json_token::false_value:
        case json_token::null_value: break;
        case json_token::end: return line + "end";
        }
        line.append(item.text).append(" ");
    }
}

std::string repeated(std::string_view text, std::size_t count) {
    std::string all;
    for (std::size_t i = 0; i < count; ++i) all += text;
    return all;
}

// An object of `count` different keys.
std::string object_of(std::size_t count) {
    std::string text = "{";
    for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":1";
    return text + "}";
}

struct json_case {
    const char* name;
    std::string text;
    verdict expected;
};

void check(const std::vector<json_case>& cases) {
    for (const json_case& c : cases) EXPECT_EQ(read(c.text), c.expected) << c.name << ": " << c.text.substr(0, 80);
}

// y: every parser must accept.
TEST(JsonReader, AcceptsWhatEveryParserMust) {
    std::vector<json_case> cases;
    const auto yes = [&](const char* name, std::string text) {
        cases.push_back({name, text, {status::ok, text.size()}});
    };
    yes("array empty", "[]");
    yes("array with spaces", "[[]   ]");
    yes("array of several kinds", R"([null, 1, "1", {}, true, false])");
    yes("array ends in newline", "[\"a\"]\n");
    yes("array with leading space", " [1]");
    yes("array with several nulls", "[1,null,null,null,2]");
    yes("array holding an empty string", R"([""])");
    yes("number", "[123e65]");
    yes("number 0e+1", "[0e+1]");
    yes("number 0e1", "[0e1]");
    yes("number after space", "[ 4]");
    yes("number close to zero", "[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]");
    yes("number int with exponent", "[20e1]");
    yes("number minus zero", "[-0]");
    yes("number negative", "[-123]");
    yes("number capital exponent", "[1E22]");
    yes("number capital exponent, signs", "[1E-2, 1E+2]");
    yes("number fraction and exponent", "[123.456e78]");
    yes("number alone", "42");
    yes("object", R"({"asd":"sdf", "dfg":"fgh"})");
    yes("object empty", "{}");
    yes("object with an empty key", R"({"":0})");
    yes("object with an escaped NUL in a key", R"({"foo\u0000bar": 42})");
    yes("object with extreme numbers", R"({"min": -1.0e+28, "max": 1.0e+28})");
    yes("object nested", R"({"a":{"a":{"a":[]}}})");
    yes("object with newlines", "{\n\"a\": \"b\"\n}");
    yes("object with the same key at other levels", R"({"a":{"a":1},"b":{"a":2}})");
    yes("string one to three bytes", "[\"\x60\xc4\xaa\xe1\x88\xab\"]");
    yes("string four bytes", "[\"\xf0\x9f\x98\x80\"]");
    yes("string surrogate pair", R"(["\uD801\udc37"])");
    yes("string first and last surrogate pair", R"(["\ud800\udc00\udbff\udfff"])");
    yes("string escapes around the surrogates", R"(["\ud7ff\ue000"])");
    yes("string two surrogate pairs", R"(["\ud83d\ude39\ud83d\udc8d"])");
    yes("string every short escape", R"(["\"\\\/\b\f\n\r\t"])");
    yes("string escaped backslash and u", R"(["\\u0000"])");
    yes("string escaped control", R"(["\u0012"])");
    yes("string escaped noncharacter", R"(["\uFFFF\uDBFF\uDFFF"])");
    yes("string escaped NUL", R"(["\u0000"])");
    yes("string DEL as it is", "[\"a\x7f"
                               "a\"]");
    yes("string line and paragraph separator", "[\"\u2028\u2029\"]");
    yes("string noncharacters", "[\"\uffff\U0010ffff\"]");
    yes("string BOM inside", "[\"\ufeff\"]");
    yes("string comment inside", R"(["a/*b*/c/*d//e"])");
    yes("string slash", R"(["/"])");
    yes("string escaped quote last", R"(["a\""])");
    yes("string alone", R"("")");
    yes("structure literals alone", "true");
    yes("structure white space of all kinds", " \t\n\r[ \t\n\r1 \t\n\r, \t\n\r2 \t\n\r] \t\n\r");
    yes("structure object and trailing newline", "{\"a\": 1}\n");
    check(cases);
}

// n: every parser must refuse; here with the reason, and where.
TEST(JsonReader, RefusesWhatEveryParserMustAndSaysWhere) {
    using enum status;
    check({
        {"array, no comma", "[1 true]", {json_syntax, 3}},
        {"array, colon for comma", R"(["": 1])", {json_syntax, 3}},
        {"array, comma after it", "[\"\"],", {json_trailing_data, 4}},
        {"array, comma and number", "[,1]", {json_syntax, 1}},
        {"array, comma alone", "[,]", {json_syntax, 1}},
        {"array, double comma", "[1,,2]", {json_syntax, 3}},
        {"array, extra close", "[\"x\"]]", {json_trailing_data, 5}},
        {"array, trailing comma", "[\"\",]", {json_syntax, 4}},
        {"array, never closed", "[\"x\"", {json_truncated, 4}},
        {"array, comma then the end", "[1,", {json_truncated, 3}},
        {"array, closed as an object", "[1}", {json_syntax, 2}},
        {"array, inner array alone", "[3[4]]", {json_syntax, 2}},
        {"array, minus alone", "[-]", {json_invalid_number, 2}},
        {"array, star", "[*]", {json_syntax, 1}},
        {"array, invalid UTF-8", "[a\xe5]", {json_syntax, 1}},
        {"array, newlines and the end", "[\"a\",\n4\n,1,", {json_truncated, 11}},
        {"incomplete true", "[tru]", {json_syntax, 4}},
        {"incomplete false", "[fals]", {json_syntax, 5}},
        {"incomplete null", "[nul]", {json_syntax, 4}},
        {"incomplete true at the end", "tru", {json_truncated, 3}},
        {"multidigit number then NUL", "123\0"s, {json_trailing_data, 3}},
        {"number ++", "[++1234]", {json_invalid_number, 1}},
        {"number +1", "[+1]", {json_invalid_number, 1}},
        {"number +Inf", "[+Inf]", {json_invalid_number, 1}},
        {"number -01", "[-01]", {json_invalid_number, 3}},
        {"number -1.0.", "[-1.0.]", {json_syntax, 5}},
        {"number -2.", "[-2.]", {json_invalid_number, 4}},
        {"number -NaN", "[-NaN]", {json_invalid_number, 2}},
        {"number -Infinity", "[-Infinity]", {json_invalid_number, 2}},
        {"number .-1", "[.-1]", {json_invalid_number, 1}},
        {"number .2e-3", "[.2e-3]", {json_invalid_number, 1}},
        {"number 0.1.2", "[0.1.2]", {json_syntax, 4}},
        {"number 0.3e+", "[0.3e+]", {json_invalid_number, 6}},
        {"number 0.e1", "[0.e1]", {json_invalid_number, 3}},
        {"number 0E", "[0E]", {json_invalid_number, 3}},
        {"number 0e+-1", "[0e+-1]", {json_invalid_number, 4}},
        {"number 1 000.0", "[1 000.0]", {json_syntax, 3}},
        {"number 1eE2", "[1eE2]", {json_invalid_number, 3}},
        {"number 2.e3", "[2.e3]", {json_invalid_number, 3}},
        {"number 9.e+", "[9.e+]", {json_invalid_number, 3}},
        {"number Inf", "[Inf]", {json_invalid_number, 1}},
        {"number Infinity", "[Infinity]", {json_invalid_number, 1}},
        {"number NaN", "[NaN]", {json_invalid_number, 1}},
        {"number expression", "[1+2]", {json_syntax, 2}},
        {"number 0x1", "[0x1]", {json_syntax, 2}},
        {"number 012", "[012]", {json_invalid_number, 2}},
        {"number 00", "00", {json_invalid_number, 1}},
        {"number fullwidth digit", "[\uff11]", {json_syntax, 1}},
        {"number with invalid UTF-8", "[123\xe5]", {json_syntax, 4}},
        {"number minus space", "[- 1]", {json_invalid_number, 2}},
        {"number then letter", "[1a]", {json_syntax, 2}},
        {"number with underscore", "[1_000]", {json_syntax, 2}},
        {"number minus at the end", "-", {json_truncated, 1}},
        {"number point at the end", "1.", {json_truncated, 2}},
        {"number exponent at the end", "1e", {json_truncated, 2}},
        {"number exponent sign at the end", "1e+", {json_truncated, 3}},
        {"object, key without quotes", "{a: 1}", {json_syntax, 1}},
        {"object, key in single quotes", "{'a':0}", {json_syntax, 1}},
        {"object, number for a key", "{1:1}", {json_syntax, 1}},
        {"object, null for a key", "{null:null}", {json_syntax, 1}},
        {"object, bracket for a key", "{[: \"x\"}", {json_syntax, 1}},
        {"object, comma for colon", R"({"x", null})", {json_syntax, 4}},
        {"object, double colon", R"({"x"::"b"})", {json_syntax, 5}},
        {"object, missing colon", R"({"a" b})", {json_syntax, 5}},
        {"object, missing key", "{:\"b\"}", {json_syntax, 1}},
        {"object, missing value", R"({"a":)", {json_truncated, 5}},
        {"object, no value", R"({"a":})", {json_syntax, 5}},
        {"object, key alone", R"({"a")", {json_truncated, 4}},
        {"object, key then close", R"({"a"})", {json_syntax, 4}},
        {"object, trailing comma", R"({"id":0,})", {json_syntax, 8}},
        {"object, several trailing commas", R"({"id":0,,,,,})", {json_syntax, 8}},
        {"object, comma alone", "{,}", {json_syntax, 1}},
        {"object, two commas in a row", R"({"a":"b",,"c":"d"})", {json_syntax, 9}},
        {"object, comment after it", R"({"a":"b"}/**/)", {json_trailing_data, 9}},
        {"object, comment inside", R"({/**/"a":"b"})", {json_syntax, 1}},
        {"object, garbage at its end", R"({"a":"a" 123})", {json_syntax, 9}},
        {"object, closed as an array", R"({"a":1])", {json_syntax, 6}},
        {"object, two values", R"({"a":1 2})", {json_syntax, 7}},
        {"object, emoji for a key", "{\U0001f1e8\U0001f1ed}", {json_syntax, 1}},
        {"object, text after it", "{\"a\": true} \"x\"", {json_trailing_data, 12}},
        {"object, second value", R"({"v":1}{"v":2})", {json_trailing_data, 7}},
        {"object, never closed", "{", {json_truncated, 1}},
        {"single space", " ", {json_truncated, 1}},
        {"string, one quote", "\"", {json_truncated, 1}},
        {"string, escape of nothing", "[\"\\", {json_truncated, 3}},
        {"string, backslash x", R"(["\x00"])", {json_invalid_escape, 2}},
        {"string, backslash capital U", R"(["\U0041"])", {json_invalid_escape, 2}},
        {"string, backslash apostrophe", R"(["\'"])", {json_invalid_escape, 2}},
        {"string, backslash a", R"(["abc\a"])", {json_invalid_escape, 5}},
        {"string, bad escape at the end", "[\"\\x", {json_invalid_escape, 2}},
        {"string, backslash NUL", "[\"\\\0\"]"s, {json_invalid_escape, 2}},
        {"string, backslash emoji", "[\"\\\U0001f300\"]", {json_invalid_escape, 2}},
        {"string, backslash invalid byte", "[\"\\\xe5\"]", {json_invalid_escape, 2}},
        {"string, u and three digits", R"(["\u00A"])", {json_invalid_escape, 2}},
        {"string, u and no digits", R"(["\u"])", {json_invalid_escape, 2}},
        {"string, u and a letter beyond f", R"(["\u123g"])", {json_invalid_escape, 2}},
        {"string, u and a sign", R"(["\u+123"])", {json_invalid_escape, 2}},
        {"string, pair whose second half lacks digits", R"(["\uD834\uDd"])", {json_invalid_escape, 8}},
        {"string, raw newline", "[\"new\nline\"]", {json_control_character, 5}},
        {"string, raw tab", "[\"\t\"]", {json_control_character, 2}},
        {"string, raw NUL", "[\"a\0a\"]"s, {json_control_character, 3}},
        {"string, single quotes", "['single quote']", {json_syntax, 1}},
        {"string, no quotes", "abc", {json_syntax, 0}},
        {"string, no opening quote", "[\\n]", {json_syntax, 1}},
        {"string, content after it", "\"\"x", {json_trailing_data, 2}},
        {"structure, nothing", "", {json_truncated, 0}},
        {"structure, BOM alone", "\xef\xbb\xbf", {json_byte_order_mark, 0}},
        {"structure, half a BOM", "\xef\xbb{}", {json_syntax, 0}},
        {"structure, BOM after space", " \xef\xbb\xbf{}", {json_syntax, 1}},
        {"structure, angle brackets", "<null>", {json_syntax, 0}},
        {"structure, capitals", "[True]", {json_syntax, 1}},
        {"structure, None", "None", {json_invalid_number, 0}},
        {"structure, two literals in one", "truefalse", {json_trailing_data, 4}},
        {"structure, close alone", "]", {json_syntax, 0}},
        {"structure, double array", "[][]", {json_trailing_data, 2}},
        {"structure, form feed", "[\f]", {json_syntax, 1}},
        {"structure, vertical tab", "[\v]", {json_syntax, 1}},
        {"structure, no-break space", "[\u00a0]", {json_syntax, 1}},
        {"structure, word joiner", "[\u2060]", {json_syntax, 1}},
        {"structure, NUL instead of space", "[\0 1]"s, {json_syntax, 1}},
        {"structure, NUL after it", "{}\0"s, {json_trailing_data, 2}},
        {"structure, DEL", "[\x7f]", {json_syntax, 1}},
        {"structure, comment", "[1]//", {json_trailing_data, 3}},
        {"structure, invalid byte alone", "\xff", {json_syntax, 0}},
        {"structure, 100,000 open arrays", std::string(100'000, '['), {json_too_deep, 32}},
        {"structure, 100,000 open objects", repeated("{\"\":", 100'000), {json_too_deep, 32 * 4}},
    });
}

// i: parsers may do as they like. Each decision, once.
TEST(JsonReader, DecidesWhatTheGrammarLeavesOpen) {
    using enum status;
    check({
        // Numbers: the text is the value, so nothing overflows, underflows or is rounded.
        {"number, huge exponent", "[1e400]", {ok, 7}},
        {"number, negative huge exponent", "[-1e+9999]", {ok, 10}},
        {"number, tiny exponent", "[123e-10000000]", {ok, 15}},
        {"number, exponent beyond an int", "[0.4e00669999999999999999999969999999006]", {ok, 41}},
        {"number, integer beyond 64 bits", "[123123123123123123123123123123]", {ok, 32}},
        {"number, negative integer beyond 64 bits", "[-123123123123123123123123123123]", {ok, 33}},
        // Strings: only valid UTF-8, and surrogates only in pairs.
        {"string, high surrogate alone", R"(["\uDADA"])", {json_lone_surrogate, 2}},
        {"string, high surrogate, then a letter", R"(["\ud800abc"])", {json_lone_surrogate, 2}},
        {"string, high surrogate, then an escape", R"(["\ud800\n"])", {json_lone_surrogate, 2}},
        {"string, two low surrogates", R"(["\udc00\udc00"])", {json_lone_surrogate, 2}},
        {"string, last low surrogate alone", R"(["\udfff"])", {json_lone_surrogate, 2}},
        {"string, high surrogate, then the last high one", R"(["\ud800\udbff"])", {json_lone_surrogate, 2}},
        {"string, high surrogate, then what follows the low ones", R"(["\ud800\ue000"])", {json_lone_surrogate, 2}},
        {"string, two high surrogates", R"(["\uD800\uD800\uDC00"])", {json_lone_surrogate, 2}},
        {"string, low surrogate alone", R"(["\uDd1ea"])", {json_lone_surrogate, 2}},
        {"string, surrogates in the wrong order", R"(["\uDd1e\uD834"])", {json_lone_surrogate, 2}},
        {"string, pair, then a lone one", R"(["\ud83d\ude00\ude00"])", {json_lone_surrogate, 14}},
        {"string, ISO-8859-1", "[\"\xe9\"]", {json_invalid_utf8, 2}},
        {"string, continuation alone", "[\"\x81\"]", {json_invalid_utf8, 2}},
        {"string, not in range", "[\"\xf4\xbf\xbf\xbf\"]", {json_invalid_utf8, 2}},
        {"string, overlong, two bytes", "[\"\xc0\xaf\"]", {json_invalid_utf8, 2}},
        {"string, overlong, six bytes", "[\"\xfc\x83\xbf\xbf\xbf\xbf\"]", {json_invalid_utf8, 2}},
        {"string, overlong, six bytes NUL", "[\"\xfc\x80\x80\x80\x80\x80\"]", {json_invalid_utf8, 2}},
        {"string, truncated UTF-8", "[\"\xe0\xff\"]", {json_invalid_utf8, 2}},
        {"string, not gone on with at the end", "[\"\xe2(", {json_invalid_utf8, 2}},
        {"string, not gone on with at the end, three bytes", "[\"\xf0\x90(", {json_invalid_utf8, 2}},
        {"string, surrogate in UTF-8", "[\"\xed\xa0\x80\"]", {json_invalid_utf8, 2}},
        {"string, UTF-16 big endian", "\0[\0\"\0\"\0]"s, {json_syntax, 0}},
        {"string, UTF-16 little endian with BOM", "\xff\xfe[\0\"\0"s, {json_syntax, 0}},
        // Objects: a key names one value.
        {"object, key is a lone surrogate", R"({"\uDFAA":0})", {json_lone_surrogate, 2}},
        {"object, the same key twice", R"({"a":"b","a":"c"})", {json_duplicate_key, 9}},
        {"object, the same key and value twice", R"({"a":"b","a":"b"})", {json_duplicate_key, 9}},
        // Structure: a depth that headers have use for, no byte order mark.
        {"structure, 500 nested arrays", std::string(500, '[') + std::string(500, ']'), {json_too_deep, 32}},
        {"structure, BOM and empty object", "\xef\xbb\xbf{}", {json_byte_order_mark, 0}},
    });
}

TEST(JsonReader, GivesEveryTokenInOrderWithItsCharacters) {
    EXPECT_EQ(tokens(R"( {"a" : [1, "x\u0041", -2.5e3], "b":{}, "c":[ ], "d":[true,false,null]} )"),
              "{ key:a [ number:1 string:xA number:-2.5e3 ] key:b { } key:c [ ] key:d [ true false null ] } end");
    EXPECT_EQ(tokens(R"({"file_size": 1073741824000, "file_name": "/a/b/c/d/e/a.txt"})"),
              "{ key:file_size number:1073741824000 key:file_name string:/a/b/c/d/e/a.txt } end");
}

TEST(JsonReader, GivesEveryTokenItsOffset) {
    const std::string_view text = R"( {"a" : [1, "x"], "\u0062":null} )";
    const std::size_t expected[] = {1, 2, 8, 9, 12, 15, 18, 27, 31, 33};
    const exact_scratch scratch(8);
    json_reader reader(text, scratch);
    for (const std::size_t offset : expected) EXPECT_EQ(reader.next().offset, offset);
    EXPECT_EQ(reader.next().token, json_token::end);
}

TEST(JsonReader, CountsDepthAndHowFarItHasCome) {
    json_reader reader(R"({"a": [1]} )");
    EXPECT_EQ(reader.depth(), 0u);
    const std::pair<std::size_t, std::size_t> expected[] = {{1, 1}, {1, 5}, {2, 7}, {2, 8}, {1, 9}, {0, 10}, {0, 11}};
    for (const auto& [depth, offset] : expected) {
        EXPECT_EQ(reader.next().st, status::ok);
        EXPECT_EQ(reader.depth(), depth);
        EXPECT_EQ(reader.offset(), offset);
    }
}

TEST(JsonReader, StaysAtTheEndAndAtTheFirstError) {
    json_reader good("1");
    EXPECT_EQ(good.next().token, json_token::number);
    for (int i = 0; i < 3; ++i) {
        const json_item item = good.next();
        EXPECT_EQ(item.st, status::ok);
        EXPECT_EQ(item.token, json_token::end);
        EXPECT_EQ(item.offset, 1u);
    }
    json_reader bad("[1,]");
    EXPECT_EQ(run_to_end(bad), (verdict{status::json_syntax, 3}));
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(bad.next().st, status::json_syntax);
        EXPECT_EQ(bad.raw_value().offset, 3u);
        EXPECT_EQ(bad.skip_value(), status::json_syntax);
        EXPECT_EQ(bad.skip_rest(), status::json_syntax);
    }
}

// --- numbers

TEST(JsonReader, KeepsIntegersOf30And82DigitsAsWritten) {
    const std::string digits82 = repeated("1234567890", 8) + "12";
    EXPECT_EQ(tokens(R"({"total_size": 435413543654364364546546544445, "b": )" + digits82 + "}"),
              "{ key:total_size number:435413543654364364546546544445 key:b number:" + digits82 + " } end");
}

TEST(JsonReader, KeepsTheTextOfEveryOtherNumber) {
    for (const char* text : {"1e400", "-0", "-0.0", "1.50", "1E+2", "0.1e-7", "5e-324"})
        EXPECT_EQ(tokens(text), "number:"s + text + " end");
}

TEST(JsonReader, TakesNumbersUpToTheirLimitOfCharacters) {
    const std::string most(4300, '7');
    EXPECT_EQ(read(most).st, status::ok);
    EXPECT_EQ(read("[" + most + "7]"), (verdict{status::json_number_too_long, 1}));
    EXPECT_EQ(read("[-" + most + "]"), (verdict{status::json_number_too_long, 1}));
    EXPECT_EQ(read("[0." + most + "]"), (verdict{status::json_number_too_long, 1}));
    EXPECT_EQ(read("[1234,12345]", {.max_number_chars = 4}), (verdict{status::json_number_too_long, 6}));
    // Far from the end of the text, where values of objects are read the short way.
    const std::string rest = R"(, "and": "some more text behind it"})";
    EXPECT_EQ(read(R"({"a": 12345)" + rest, {.max_number_chars = 4}), (verdict{status::json_number_too_long, 6}));
    EXPECT_EQ(read(R"({"a": 1234)" + rest, {.max_number_chars = 4}).st, status::ok);
}

// --- far from the end of the text, where members are read a short way

// All tokens, their offsets, and the error, if any: of a text's first `size` bytes.
std::string told(std::string_view text, std::size_t size, json_reader_options limits = {}) {
    const exact_text block(text);
    const exact_scratch scratch(scratch_enough(text));
    json_reader reader(block, scratch, limits);
    std::string line;
    for (;;) {
        const json_item item = reader.next();
        if (item.offset >= size) return line;
        line += std::to_string(item.offset) + ":" + std::to_string(static_cast<int>(item.token)) + ":";
        if (item.st != status::ok) return line.append(to_string(item.st));
        line.append(item.text).append(" ");
    }
}

void expect_same_far_from_the_end(const std::string& member) {
    const std::string text = "{" + member + "}";
    ASSERT_EQ(told(text + std::string(40, ' '), text.size()), told(text, text.size())) << testing::PrintToString(text);
}

TEST(JsonReader, ReadsMembersFarFromTheEndAsThoseAtTheEnd) {
    std::vector<std::string> pieces;
    for (const char c : "0179-.e\"\\, }:/x\n\x80"sv) pieces.emplace_back(1, c);
    pieces.emplace_back("\\n");
    pieces.emplace_back("12345678");
    for (const std::string before : {"\"k\":", "\"k\": ", "", "\"a\":1,", "\"a\": \"b\", ", "\"a\":[],\"a"}) {
        for (const std::string& a : pieces) {
            expect_same_far_from_the_end(before + a);
            for (const std::string& b : pieces) {
                expect_same_far_from_the_end(before + a + b);
                for (const std::string& c : pieces) expect_same_far_from_the_end(before + a + b + c);
            }
        }
    }
}

TEST(JsonReader, CountsKeysFarFromTheEndAsThoseAtTheEnd) {
    for (std::uint16_t most = 0; most <= 20; ++most) {
        for (std::size_t keys = 0; keys <= 20; ++keys) {
            const std::string text = object_of(keys) + std::string(40, ' ');
            const std::size_t place = keys > most ? text.find("\"k" + std::to_string(most) + "\"") : text.size();
            EXPECT_EQ(read(text, {.max_keys = most}),
                      (verdict{keys > most ? status::json_too_many_keys : status::ok, place}))
                << most << ' ' << keys;
        }
    }
}

// --- keys

TEST(JsonReader, RefusesAKeyThatComesTwiceHoweverItIsSpelled) {
    using enum status;
    const std::vector<json_case> cases = {
        {"plain", R"({"v":1,"v":2})", {json_duplicate_key, 7}},
        {"by escape", R"({"v":1,"\u0076":2})", {json_duplicate_key, 7}},
        {"by escape, first", R"({"\u0076":1,"v":2})", {json_duplicate_key, 12}},
        {"by escapes of both cases", R"({"\u00e9":1,"\u00E9":2})", {json_duplicate_key, 12}},
        {"escaped and in UTF-8", "{\"\\u00e9\":1,\"\xc3\xa9\":2}", {json_duplicate_key, 12}},
        {"pair and in UTF-8", "{\"\\ud83d\\ude00\":1,\"\xf0\x9f\x98\x80\":2}", {json_duplicate_key, 18}},
        {"short escape", R"({"a\/b":1,"a/b":2})", {json_duplicate_key, 10}},
        {"short escape by number", R"({"\n":1,"\u000a":2})", {json_duplicate_key, 8}},
        {"empty", R"({"":1,"":2})", {json_duplicate_key, 6}},
        {"third of three", R"({"a":1,"b":2,"a":3})", {json_duplicate_key, 13}},
        {"around a nested object", R"({"a":{"b":1,"c":{}},"d":1,"a":2})", {json_duplicate_key, 26}},
        {"in a nested object", R"({"a":{"b":1,"b":2}})", {json_duplicate_key, 12}},
        {"in an object in an array", R"([{"b":1},{"b":1,"b":2}])", {json_duplicate_key, 16}},
    };
    check(cases);
    for (json_case far_from_the_end : cases) {
        far_from_the_end.text += std::string(40, ' ');
        check({far_from_the_end});
    }
}

TEST(JsonReader, TakesKeysThatOnlyLookAlike) {
    for (const char* text :
         {R"({"a":1,"A":2})", R"({"a":1,"a ":2})", R"({"":1,"\u0000":2,"\u0000\u0000":3})", R"({"a":{"a":{"a":1}}})",
          R"([{"a":1},{"a":1}])", R"({"x":{"a":1},"a":2,"y":{"a":3}})", R"({"\\u0061":1,"a":2})",
          R"({"file_nam":1,"kKxus9G1":2})" /* of one hash */,
          R"({"\u0000byuqadjf":1,"\u0000lpmrsift":2})" /* of one hash */, "{\"e\xcc\x81\":1,\"\xc3\xa9\":2}"})
        EXPECT_EQ(read(text).st, status::ok) << text;
}

TEST(JsonReader, ComparesKeysOfEveryLengthToTheirLastByte) {
    for (std::size_t size = 1; size <= 40; ++size) {
        const std::string key(size, 'k');
        for (std::size_t place = 0; place < size; ++place) {
            std::string other = key;
            other[place] = 'K';
            EXPECT_EQ(read("{\"" + key + "\":1,\"" + other + "\":2}").st, status::ok) << size << ' ' << place;
            std::string escaped = key;
            escaped.replace(place, 1, "\\u006b");
            EXPECT_EQ(read("{\"" + key + "\":1,\"" + escaped + "\":2}"),
                      (verdict{status::json_duplicate_key, size + 6}))
                << size << ' ' << place;
        }
    }
}

TEST(JsonReader, FindsADuplicateAmongManyKeysWhereverItIs) {
    const std::string object = object_of(100);
    for (std::size_t i = 0; i < 100; ++i) {
        const std::string text = object.substr(0, object.size() - 1) + ",\"k" + std::to_string(i) + "\":2}";
        EXPECT_EQ(read(text), (verdict{status::json_duplicate_key, object.size()})) << i;
    }
}

TEST(JsonReader, CountsTheKeysOfEachObject) {
    EXPECT_EQ(read(object_of(1024)).st, status::ok);
    const std::string text = object_of(1025);
    EXPECT_EQ(read(text), (verdict{status::json_too_many_keys, text.find("\"k1024\"")}));
    EXPECT_EQ(read(R"({"a":{"b":1,"c":2},"d":3})", {.max_keys = 2}).st, status::ok);
    EXPECT_EQ(read(R"({"a":{"b":1,"c":2,"d":3}})", {.max_keys = 2}), (verdict{status::json_too_many_keys, 18}));
    EXPECT_EQ(read("{}", {.max_keys = 0}).st, status::ok);
    EXPECT_EQ(read(R"({"a":1})", {.max_keys = 0}), (verdict{status::json_too_many_keys, 1}));
}

// --- depth

TEST(JsonReader, TakesTheDepthOfItsLimitAndNoMore) {
    constexpr std::uint8_t depths[] = {0, 1, 2, 31, 32, 33, 63, 64};
    for (const std::uint8_t depth : depths) {
        const std::string arrays = std::string(depth, '[') + std::string(depth, ']');
        const std::string objects = repeated("{\"a\":", depth) + "1" + std::string(depth, '}');
        EXPECT_EQ(read(objects, {.max_depth = depth}).st, status::ok) << +depth;
        if (depth == 0) continue;
        EXPECT_EQ(read(arrays, {.max_depth = depth}).st, status::ok) << +depth;
        const auto less = static_cast<std::uint8_t>(depth - 1);
        EXPECT_EQ(read(arrays, {.max_depth = less}), (verdict{status::json_too_deep, less}));
        EXPECT_EQ(read(objects, {.max_depth = less}), (verdict{status::json_too_deep, less * 5u}));
    }
}

TEST(JsonReader, RemembersAtEveryDepthWhatIsOpen) {
    std::string opening;
    std::string closing;
    for (std::uint32_t bits = 0x9d2c5681, depth = 0; depth < 64; ++depth, bits = bits >> 1 | bits << 31) {
        const bool is_object = (bits & 1) != 0;
        opening += is_object ? "{\"a\":" : "[";
        closing.insert(0, is_object ? "}" : "]");
    }
    EXPECT_EQ(read(opening + "0" + closing, {.max_depth = 64}).st, status::ok);
    for (std::size_t i = 0; i < closing.size(); ++i) {
        std::string wrong = closing;
        wrong[i] = wrong[i] == '}' ? ']' : '}';
        EXPECT_EQ(read(opening + "0" + wrong, {.max_depth = 64}),
                  (verdict{status::json_syntax, opening.size() + 1 + i}));
    }
}

// --- strings

TEST(JsonReader, RefusesEveryFormOfInvalidUtf8InValuesAndInKeys) {
    const std::string_view violations[] = {
        "\x80",             // a continuation byte first
        "\xbf",             //
        "\xc0\xaf",         // overlong slash
        "\xc1\xbf",         // overlong DEL
        "\xe0\x9f\xbf",     // overlong U+07FF
        "\xf0\x8f\xbf\xbf", // overlong U+FFFF
        "\xed\xa0\x80",     // U+D800
        "\xed\xbf\xbf",     // U+DFFF
        "\xf4\x90\x80\x80", // U+110000
        "\xf5\x80\x80\x80", //
        "\xfe",             //
        "\xff",             //
        "\xc3",             // the second byte is missing
        "\xc3(",            //
        "\xe5\x93",         // the third byte is missing
        "\xf0\x9f\x98",     // the fourth byte is missing
        "\xe5\x93(",        //
    };
    for (const std::string_view violation : violations) {
        for (std::size_t before = 0; before < 20; ++before) {
            const std::string text = std::string(before, 'x').append(violation) + "\"";
            EXPECT_EQ(read("[\"" + text + "]"), (verdict{status::json_invalid_utf8, 2 + before}));
            EXPECT_EQ(read("{\"" + text + ":1}"), (verdict{status::json_invalid_utf8, 2 + before}));
            EXPECT_EQ(read("[\"\\n" + text + "]"), (verdict{status::json_invalid_utf8, 4 + before}));
        }
    }
}

TEST(JsonReader, RefusesEveryControlCharacterInAString) {
    for (char byte = 0; byte < ' '; ++byte) {
        for (std::size_t before = 0; before < 20; ++before) {
            const std::string text = std::string(before, 'x') + byte + std::string(20, 'x') + "\"";
            EXPECT_EQ(read("[\"" + text + "]"), (verdict{status::json_control_character, 2 + before}));
            EXPECT_EQ(read("{\"" + text + ":1}"), (verdict{status::json_control_character, 2 + before}));
        }
    }
}

TEST(JsonReader, KnowsTheNineEscapesAndNoOther) {
    for (int letter = 0; letter < 256; ++letter) {
        const std::string text = "\"\\"s + static_cast<char>(letter) + "0041\"";
        const bool known = letter != 0 && "\"\\/bfnrtu"sv.find(static_cast<char>(letter)) != std::string_view::npos;
        if (letter == '"')
            EXPECT_EQ(read(text).st, status::ok); // the last quote closes the string
        else
            EXPECT_EQ(read(text), known ? (verdict{status::ok, 8}) : (verdict{status::json_invalid_escape, 1}))
                << letter;
    }
    EXPECT_EQ(tokens(R"("\"\\\/\b\f\n\r\t\u0041\u00e9\u54C8\ud83D\uDe00")"),
              "string:\"\\/\b\f\n\r\tA\xc3\xa9\xe5\x93\x88\xf0\x9f\x98\x80 end");
}

TEST(JsonReader, KeepsEscapedNulInsideAString) {
    EXPECT_EQ(tokens(R"({"a\u0000b": "\u0000"})"), "{ key:a\0b string:\0 } end"s);
}

TEST(JsonReader, TakesALoneSurrogateForTheByteItHidesWhereAskedTo) {
    const json_reader_options pep_383 = {.surrogate_escape = true};
    EXPECT_EQ(tokens(R"({"filename": "\udcff.txt"})"), "{ key:filename json_lone_surrogate");
    EXPECT_EQ(tokens(R"({"filename": "\udcff.txt"})", pep_383), "{ key:filename string:\xff.txt } end");
    EXPECT_EQ(tokens(R"(["\uDC80\uDCFF"])", pep_383), "[ string:\x80\xff ] end");
    EXPECT_EQ(tokens(R"({"\udcb0": 1})", pep_383), "{ key:\xb0 number:1 } end");
    EXPECT_EQ(tokens(R"(["\ud83d\udc8d"])", pep_383), "[ string:\xf0\x9f\x92\x8d ] end") << "a pair is a pair";
    for (const char* other : {R"("\udc7f")", R"("\udc00")", R"("\udd00")", R"("\ud83d")", R"("\ud83dx")",
                              R"("\ud83d\u0041")", R"("\ud83d\uffff")"})
        EXPECT_EQ(read(other, pep_383), (verdict{status::json_lone_surrogate, 1})) << other;
    EXPECT_EQ(read("\"\xff\"", pep_383), (verdict{status::json_invalid_utf8, 1})) << "the text itself stays UTF-8";
    EXPECT_EQ(read("{\"\\udcc3\\udca9\":1,\"\xc3\xa9\":2}", pep_383), (verdict{status::json_duplicate_key, 18}));
}

TEST(JsonReader, FindsTheEndOfAStringAtEveryLengthAndPlace) {
    for (std::size_t before = 0; before < 40; ++before) {
        for (std::size_t size = 0; size < 40; ++size) {
            for (std::size_t after = 0; after < 20; ++after) {
                const std::string characters(size, 'x');
                const exact_text text(std::string(before, ' ') + "\"" + characters + "\"" + std::string(after, ' '));
                json_reader reader(text);
                const json_item item = reader.next();
                ASSERT_EQ(item.st, status::ok);
                ASSERT_EQ(item.text, characters);
                ASSERT_EQ(item.offset, before);
                ASSERT_EQ(reader.next().token, json_token::end);
            }
        }
    }
}

// --- the end of the text

TEST(JsonReader, EndsWhereItsTextEndsWhateverLiesBehind) {
    for (const std::string_view behind : {"5", ".5", "e1", " ", "\"", ",1", "]", "\\"}) {
        const std::string text = "-12" + std::string(behind);
        json_reader reader(std::string_view(text).substr(0, 3));
        EXPECT_EQ(reader.next().text, "-12") << text;
        EXPECT_EQ(reader.next().token, json_token::end) << text;
        EXPECT_EQ(reader.offset(), 3u) << text;
    }
}

TEST(JsonReader, SaysTruncatedForEveryBeginningOfAValidText) {
    const std::string_view texts[] = {
        R"({"file_size": 1073741824000, "file_name": "/a/b/c/d/e/a.txt", "md5": "8f6fbf8347faa4924a76856701edb0f3"})",
        R"({"cmd":"put","filename":"a.txt","n":-12.5e+10,"t":true,"f":false,"z":null,"a":[1,2,[]],"o":{"x":{}}})",
        R"(["\"\\\/\b\f\n\r\t\u0041\ud83d\ude00\udbff\udfff"])",
        "[\"\xc3\xa9\xdf\xbf\xe0\xa0\x80\xe5\x93\x88\xed\x9f\xbf\xef\xbf\xbf\xf0\x90\x80\x80\xf0\x9f\x98\x80"
        "\xf3\xbf\xbf\xbf\xf4\x8f\xbf\xbf\"]",
        "{ \"\xe5\x93\x88\" :\t[ 0 , -0 , 0.0 , 1E-1 ]\r\n}",
        "\"alone\"",
        "true",
    };
    for (const std::string_view text : texts) {
        ASSERT_EQ(read(text).st, status::ok) << text;
        for (std::size_t size = 0; size < text.size(); ++size) {
            EXPECT_EQ(read(text.substr(0, size)), (verdict{status::json_truncated, size})) << text.substr(0, size);
            const exact_scratch scratch(scratch_enough(text));
            json_reader in_place(text.substr(0, size), scratch);
            EXPECT_EQ(run_to_end(in_place), (verdict{status::json_truncated, size})) << "the rest lies behind the end";
        }
    }
}

TEST(JsonReader, TakesWhiteSpaceAndNothingElseBehindTheValue) {
    for (int byte = 0; byte < 256; ++byte) {
        const bool is_space = byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
        const std::string text = "{} "s + static_cast<char>(byte);
        EXPECT_EQ(read(text), is_space ? (verdict{status::ok, 4}) : (verdict{status::json_trailing_data, 3})) << byte;
    }
}

// --- scratch

TEST(JsonReader, GivesViewsOfTheTextWhereNothingIsEscaped) {
    const std::string_view text = "{\"key\xc3\xa9\": \"value\xc3\xa9\"}";
    json_reader reader(text);
    (void)reader.next();
    EXPECT_EQ(reader.next().text.data(), text.data() + 2);
    EXPECT_EQ(reader.next().text.data(), text.data() + 11);
}

TEST(JsonReader, KeepsDecodedStringsOneBehindTheOtherInItsScratch) {
    const exact_text text(R"({"\u0061": "b\u0063", "d": "\u0065"})");
    const exact_scratch scratch(4);
    json_reader reader(text, scratch);
    std::vector<std::string_view> views;
    for (int i = 0; i < 6; ++i) views.push_back(reader.next().text);
    EXPECT_EQ(reader.next().token, json_token::end);
    EXPECT_EQ(views[1], "a");
    EXPECT_EQ(views[2], "bc");
    EXPECT_EQ(views[3], "d");
    EXPECT_EQ(views[4], "e");
    const std::span<std::byte> bytes = scratch;
    EXPECT_EQ(std::string_view(reinterpret_cast<const char*>(bytes.data()), 4), "abce");
}

TEST(JsonReader, SaysScratchFullWhereADecodedStringDoesNotFit) {
    const exact_text text(R"({"\u0061": "b\u0063", "d": "\u0065"})");
    const std::size_t expected[] = {1, 11, 11, 27};
    for (std::size_t size = 0; size < 4; ++size) {
        const exact_scratch scratch(size);
        json_reader reader(text, scratch);
        EXPECT_EQ(run_to_end(reader), (verdict{status::json_scratch_full, expected[size]})) << size;
    }
}

TEST(JsonReader, ReadsAFlatObjectOf15KeysWithoutAnyScratch) {
    const std::string fifteen = object_of(15);
    json_reader all(fifteen);
    EXPECT_EQ(run_to_end(all), (verdict{status::ok, fifteen.size()}));
    const std::string sixteen = object_of(16);
    json_reader one_more(sixteen);
    EXPECT_EQ(run_to_end(one_more), (verdict{status::json_scratch_full, sixteen.find("\"k15\"")}));
    const std::string nested = fifteen.substr(0, fifteen.rfind(':') + 1) + "{}}";
    json_reader one_deeper(nested);
    EXPECT_EQ(run_to_end(one_deeper), (verdict{status::json_scratch_full, nested.find("{}")}));
}

TEST(JsonReader, TakesTheEmptyKeyOnce) {
    EXPECT_EQ(tokens(R"({"": 1, "k": "and some more"})"), "{ key: number:1 key:k string:and some more } end");
    EXPECT_EQ(read(R"({"": 1, "k": 2, "": "and some more"})"), (verdict{status::json_duplicate_key, 16}));
}

TEST(JsonReader, Takes8BytesOfScratchForEachKeyBeyond) {
    for (std::size_t keys = 16; keys < 30; ++keys) {
        const exact_text text(object_of(keys));
        const std::size_t needed = 8 * (keys - 15);
        for (const std::size_t size : {needed, needed - 1}) {
            const exact_scratch scratch(size);
            json_reader reader(text, scratch);
            EXPECT_EQ(run_to_end(reader).st, size == needed ? status::ok : status::json_scratch_full) << keys;
        }
    }
}

TEST(JsonReader, LeavesTheStringsInTheScratchAloneWhereAKeyNeedsRoom) {
    const exact_text text("[\"\\u0061bcdefghi\"," + object_of(16) + "]");
    for (const std::size_t size : {9u + 8, 9u + 8 - 1, 9u}) {
        const exact_scratch scratch(size);
        json_reader reader(text, scratch);
        EXPECT_EQ(run_to_end(reader).st, size == 9 + 8 ? status::ok : status::json_scratch_full) << size;
    }
}

TEST(JsonReader, GivesTheSlotsOfAClosedObjectToTheNext) {
    const std::string text = "[" + object_of(15) + "," + object_of(15) + ",{\"a\":" + object_of(13) + ",\"b\":1}]";
    json_reader reader(text);
    EXPECT_EQ(run_to_end(reader), (verdict{status::ok, text.size()}));
}

TEST(JsonReader, SharesItsScratchBetweenStringsAndKeysWithoutMixingThem) {
    std::string text = "{";
    for (int i = 0; i < 24; ++i) text += "\"\\u006b" + std::to_string(i) + "\":\"\\u0076" + std::to_string(i) + "\",";
    text.back() = '}';
    std::string expected = "{ ";
    for (int i = 0; i < 24; ++i) expected += "key:k" + std::to_string(i) + " string:v" + std::to_string(i) + " ";
    EXPECT_EQ(tokens(text), expected + "} end");

    const std::size_t strings = 2 * (10 * 2 + 14 * 3);
    const std::size_t slots = 8 * (25 - 16);
    for (const std::size_t size : {strings + slots, strings + slots - 1}) {
        const exact_scratch scratch(size);
        json_reader reader(text, scratch);
        EXPECT_EQ(run_to_end(reader).st, size == strings + slots ? status::ok : status::json_scratch_full);
    }
}

TEST(JsonReader, RefusesATextOf4GiBBeforeReadingAnyOfIt) {
    if constexpr (sizeof(std::size_t) > 4) {
        constexpr auto size = static_cast<std::size_t>(std::uint64_t{1} << 32);
        void* const unreadable = mmap(nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        ASSERT_NE(unreadable, MAP_FAILED);
        json_reader reader(std::string_view(static_cast<const char*>(unreadable), size));
        EXPECT_EQ(run_to_end(reader), (verdict{status::json_scratch_full, 0}));
        EXPECT_EQ(munmap(unreadable, size), 0);
        void* const zeros = mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        ASSERT_NE(zeros, MAP_FAILED);
        json_reader one_less(std::string_view(static_cast<const char*>(zeros), size - 1));
        EXPECT_EQ(run_to_end(one_less), (verdict{status::json_syntax, 0}));
        EXPECT_EQ(munmap(zeros, size), 0);
    } else {
        GTEST_SKIP() << "no text is that long here";
    }
}

// --- passing over

TEST(JsonReader, GivesTheRawTextOfEveryKindOfValue) {
    for (const char* value : {"1", "-1.5e400", "\"a\\u0062\"", "true", "false", "null", "[]", "{}",
                              "[1, [2], {\"a\": 3}]", "{ \"x\": {\"y\": [ ]} }"}) {
        const std::string text = "{\"a\":  "s + value + " ,\"b\":1}";
        json_reader reader(text);
        (void)reader.next();
        (void)reader.next();
        const json_item item = reader.raw_value();
        EXPECT_EQ(item.st, status::ok);
        EXPECT_EQ(item.text, value);
        EXPECT_EQ(item.offset, 7u);
        EXPECT_EQ(reader.depth(), 1u);
        EXPECT_EQ(reader.next().text, "b");
    }
}

TEST(JsonReader, PassesOverArrayElementsUntilItsEnd) {
    json_reader reader("[1, [2], 3]");
    (void)reader.next();
    EXPECT_EQ(reader.raw_value().text, "1");
    EXPECT_EQ(reader.raw_value().text, "[2]");
    EXPECT_EQ(reader.raw_value().text, "3");
    EXPECT_EQ(reader.raw_value().token, json_token::end_array);
    EXPECT_EQ(reader.next().token, json_token::end);
}

TEST(JsonReader, PassesOverTheRestOfAnOpenContainer) {
    json_reader reader(R"({"a": [1, [2, 3], {"x": []}], "b": {"c": 1, "d": {}}, "e": []})");
    for (int i = 0; i < 4; ++i) (void)reader.next(); // as far as 1
    EXPECT_EQ(reader.skip_rest(), status::ok);
    EXPECT_EQ(reader.next().text, "b");
    EXPECT_EQ(reader.next().token, json_token::begin_object);
    EXPECT_EQ(reader.skip_rest(), status::ok);
    EXPECT_EQ(reader.next().text, "e");
    EXPECT_EQ(reader.next().token, json_token::begin_array);
    EXPECT_EQ(reader.skip_rest(), status::ok);
    EXPECT_EQ(reader.skip_rest(), status::ok);
    EXPECT_EQ(reader.next().token, json_token::end);
}

TEST(JsonReader, ChecksAllOfWhatItPassesOver) {
    for (const char* value : {"[1,]", "{\"a\":1,\"\\u0061\":2}", "\"\xff\"", "\"\\ud800\"", "[[[01]]]", "{\"a\" 1}"}) {
        const std::string text = "[0, "s + value + "]";
        json_reader reader(text);
        (void)reader.next();
        EXPECT_EQ(reader.skip_value(), status::ok);
        EXPECT_EQ(reader.skip_value(), verdict_of(text).st) << text;
        EXPECT_NE(reader.next().st, status::ok) << text;
    }
}

TEST(JsonReader, TakesNoScratchForTheStringsItPassesOver) {
    json_reader reader(R"(["\u0061\u0061", {"\u0062": "\n"}])");
    EXPECT_EQ(reader.skip_value(), status::ok);
    EXPECT_EQ(reader.next().token, json_token::end);
}

// --- writer

// What a writer with these calls writes, into a block of exactly the size it takes.
template <class Calls>
std::string written(Calls calls, json_writer_options style = {}) {
    json_writer measure(std::span<char>{}, style);
    calls(measure);
    const status measured = measure.st();
    if (is_error(measured)) return std::string(to_string(measured));
    EXPECT_EQ(measured, status::need_output);
    const auto block = std::make_unique<char[]>(measure.size_needed());
    json_writer writer(std::span<char>(block.get(), measure.size_needed()), style);
    calls(writer);
    EXPECT_EQ(writer.st(), status::ok);
    EXPECT_EQ(writer.size_needed(), measure.size_needed());
    return std::string(writer.text());
}

std::string written_string(std::string_view text, json_writer_options style = {}) {
    const exact_text block(text);
    return written([&](json_writer& writer) { writer.string(block); }, style);
}

TEST(JsonWriter, WritesTheExampleHeaderAsPythonDoes) {
    const std::string header = written([](json_writer& writer) {
        writer.begin_object();
        writer.key("file_size").integer(1073741824000);
        writer.key("file_name").string("/a/b/c/d/e/a.txt");
        writer.key("md5").string("8f6fbf8347faa4924a76856701edb0f3");
        writer.end_object();
    });
    EXPECT_EQ(header, R"({"file_size": 1073741824000, "file_name": "/a/b/c/d/e/a.txt", )"
                      R"("md5": "8f6fbf8347faa4924a76856701edb0f3"})");
    EXPECT_EQ(header.size(), 104u);
}

TEST(JsonWriter, PutsSeparatorsBetweenItemsAndNowhereElse) {
    const auto calls = [](json_writer& w) {
        w.begin_array().begin_object().end_object().begin_array().end_array();
        w.begin_object().key("a").begin_array().integer(1).integer(2).end_array().key("").null().end_object();
        w.boolean(true).boolean(false).raw("[1]").number("1e400").end_array();
    };
    EXPECT_EQ(written(calls), R"([{}, [], {"a": [1, 2], "": null}, true, false, [1], 1e400])");
    EXPECT_EQ(written(calls, {",", ":"}), R"([{},[],{"a":[1,2],"":null},true,false,[1],1e400])");
}

TEST(JsonWriter, WritesEveryIntegerExactly) {
    const auto integer = [](auto value) { return written([=](json_writer& writer) { writer.integer(value); }); };
    EXPECT_EQ(integer(0), "0");
    EXPECT_EQ(integer(-1), "-1");
    EXPECT_EQ(integer(std::uint8_t{255}), "255");
    EXPECT_EQ(integer(std::int8_t{-128}), "-128");
    EXPECT_EQ(integer(UINT64_MAX), "18446744073709551615");
    EXPECT_EQ(integer(INT64_MAX), "9223372036854775807");
    EXPECT_EQ(integer(INT64_MIN), "-9223372036854775808");
    EXPECT_EQ(integer(INT32_MIN), "-2147483648");
    EXPECT_EQ(integer(1000000000000), "1000000000000");
}

TEST(JsonWriter, EscapesWhatPythonEscapesAndNothingElse) {
    EXPECT_EQ(written_string("\"\\/\n\r\t\f\b"), R"("\"\\/\n\r\t\f\b")");
    EXPECT_EQ(written_string("\0\x01\x1f\x7f"sv), R"("\u0000\u0001\u001f\u007f")");
    EXPECT_EQ(written_string(" !#'~"), R"(" !#'~")");
    EXPECT_EQ(written_string("é哈\u2028\uffff"), R"("\u00e9\u54c8\u2028\uffff")");
    EXPECT_EQ(written_string("😀\U00010000\U0010ffff"), R"("\ud83d\ude00\ud800\udc00\udbff\udfff")");
}

TEST(JsonWriter, KeepsUtf8AndDelWhereEnsureAsciiIsOff) {
    EXPECT_EQ(written_string("é哈😀\x7f\x1f\"", {.ensure_ascii = false}), "\"é哈😀\x7f\\u001f\\\"\"");
}

TEST(JsonWriter, RefusesOrEscapesWhatIsNotUtf8) {
    for (const json_writer_options& style : {json_writer_options{}, json_writer_options{.ensure_ascii = false}}) {
        EXPECT_EQ(written_string("a\xff", style), "json_invalid_utf8");
        EXPECT_EQ(written([](json_writer& w) { w.begin_object().key("\xed\xa0\x80").null().end_object(); }, style),
                  "json_invalid_utf8");
        json_writer_options escaping = style;
        escaping.surrogate_escape = true;
        EXPECT_EQ(written_string("\xff.txt", escaping), R"("\udcff.txt")");
        EXPECT_EQ(written_string("\xe5\x93x\xc0\xaf\xed\xa0\x80", escaping),
                  R"("\udce5\udc93x\udcc0\udcaf\udced\udca0\udc80")");
    }
}

TEST(JsonWriter, KeepsItsFirstErrorAndGivesNoText) {
    char out[64];
    json_writer writer(out);
    writer.begin_array().string("\xff");
    const std::size_t size_at_the_error = writer.size_needed();
    writer.string("fine").string("\xfe").end_array();
    EXPECT_EQ(writer.st(), status::json_invalid_utf8);
    EXPECT_EQ(writer.text(), "");
    EXPECT_EQ(writer.size_needed(), size_at_the_error);
}

TEST(JsonWriter, WritesPiecesOfEveryLength) {
    std::string letters;
    for (char c = 'A'; c <= 'Z'; ++c) letters += {c, static_cast<char>(c + ('a' - 'A'))};
    for (std::size_t size = 0; size <= 40; ++size)
        EXPECT_EQ(written_string(letters.substr(0, size)), "\"" + letters.substr(0, size) + "\"");
}

TEST(JsonWriter, TouchesNothingBeyondItsSpanAndSaysHowMuchItTakes) {
    const auto calls = [](json_writer& writer) {
        writer.begin_object().key("é\"k").string("v\x7f😀").key("n").integer(-42).key("a").begin_array();
        writer.null().number("1.5").end_array().end_object();
    };
    const std::string whole = written(calls);
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        std::string room(whole.size() + 16, '#');
        json_writer writer(std::span<char>(room.data(), size));
        calls(writer);
        EXPECT_EQ(writer.size_needed(), whole.size());
        if (size == whole.size()) {
            EXPECT_EQ(writer.st(), status::ok);
            EXPECT_EQ(writer.text(), whole);
        } else {
            EXPECT_EQ(writer.st(), status::need_output);
            EXPECT_EQ(writer.text(), "");
        }
        EXPECT_EQ(room.substr(size), std::string(room.size() - size, '#')) << size;
    }
}

// --- against CPython

// The lines that json_oracle.py gives.
class oracle {
  public:
    oracle(std::string_view kind, std::uint64_t seed, std::size_t count) {
        const std::string command = "python3 '" CLEAVE_SOURCE_DIR "/conformance/tests/library/json_oracle.py' " +
                                    std::string(kind) + " " + std::to_string(seed) + " " + std::to_string(count);
        pipe_ = popen(command.c_str(), "r");
        EXPECT_NE(pipe_, nullptr);
    }
    ~oracle() { EXPECT_EQ(pclose(pipe_), 0); }
    oracle(const oracle&) = delete;
    oracle& operator=(const oracle&) = delete;

    bool next(std::string& line) {
        line.clear();
        char part[4096];
        while (std::fgets(part, sizeof(part), pipe_) != nullptr) {
            line += part;
            if (line.back() != '\n') continue;
            line.pop_back();
            return true;
        }
        return false;
    }

  private:
    std::FILE* pipe_;
};

std::uint64_t seed() {
    const char* const given = std::getenv("CLEAVE_SEED");
    return given != nullptr ? std::strtoull(given, nullptr, 10) : 1;
}

std::string unhex(std::string_view digits) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        bytes += static_cast<char>(hex_digit_value(digits[i]) << 4 | hex_digit_value(digits[i + 1]));
    return bytes;
}

std::vector<std::string> words(const std::string& line, std::size_t count) {
    std::vector<std::string> all;
    std::size_t at = 0;
    while (all.size() + 1 < count) {
        const std::size_t space = std::min(line.find(' ', at), line.size());
        all.push_back(line.substr(at, space - at));
        at = std::min(space + 1, line.size());
    }
    all.push_back(line.substr(at));
    return all;
}

// The value as the writer writes it: integers through their value where they have 64 bits, other numbers as written.
void rewrite(const json_item& item, json_writer& writer) {
    switch (item.token) {
    case json_token::begin_object: writer.begin_object(); break;
    case json_token::end_object: writer.end_object(); break;
    case json_token::begin_array: writer.begin_array(); break;
    case json_token::end_array: writer.end_array(); break;
    case json_token::key: writer.key(item.text); break;
    case json_token::string: writer.string(item.text); break;
    case json_token::number:
        if (const json_integer<std::int64_t> integer = to_int64(item.text); integer.st == status::ok)
            writer.integer(integer.value);
        else if (const json_integer<std::uint64_t> larger = to_uint64(item.text); larger.st == status::ok)
            writer.integer(larger.value);
        else
            writer.number(item.text);
        break;
    case json_token::true_value: writer.boolean(true); break;
    case json_token::false_value: writer.boolean(false); break;
    case json_token::null_value: writer.null(); break;
    case json_token::end: break;
    }
}

// "-" where the text is refused.
std::string rewritten(std::string_view text, std::string_view flags, std::vector<char>& out) {
    const bool surrogate_escape = flags.find('s') != std::string_view::npos;
    json_writer_options style =
        flags.find('c') != std::string_view::npos ? json_writer_options{",", ":"} : json_writer_options{};
    style.surrogate_escape = surrogate_escape;
    const exact_text block(text);
    const exact_scratch scratch(scratch_enough(text));
    json_reader reader(block, scratch, {.surrogate_escape = surrogate_escape});
    json_writer writer(out, style);
    for (;;) {
        const json_item item = reader.next();
        if (item.st != status::ok) return "-";
        if (item.token == json_token::end) break;
        rewrite(item, writer);
    }
    EXPECT_EQ(writer.st(), status::ok);
    return std::string(writer.text());
}

TEST(JsonAgainstPython, OneHundredThousandTextsGetTheSameVerdictAndTheSameBytes) {
    constexpr std::size_t count = 100'000;
    std::vector<char> out(1 << 20);
    oracle python("documents", seed(), count);
    std::size_t seen = 0;
    std::size_t accepted = 0;
    for (std::string line; python.next(line); ++seen) {
        const std::vector<std::string> fields = words(line, 3);
        const std::string text = unhex(fields[1]);
        ASSERT_EQ(rewritten(text, fields[0], out), fields[2]) << "seed " << seed() << ", line " << seen << ": " << text;
        ASSERT_EQ(read(text, {.surrogate_escape = fields[0].back() == 's'}).st == status::ok, fields[2] != "-");
        accepted += fields[2] != "-" ? 1 : 0;
    }
    EXPECT_EQ(seen, count);
    EXPECT_GT(accepted, count / 4);
    EXPECT_LT(accepted, count - count / 4);
}

TEST(JsonAgainstPython, TwentyThousandStringsAreWrittenWithTheSameBytes) {
    constexpr std::size_t count = 20'000;
    oracle python("strings", seed(), count);
    std::size_t seen = 0;
    std::size_t invalid = 0;
    for (std::string line; python.next(line); ++seen) {
        const std::vector<std::string> fields = words(line, 3);
        const std::string text = unhex(fields[0]);
        ASSERT_EQ(written_string(text, {.surrogate_escape = true}), fields[2]) << "seed " << seed() << ": " << line;
        if (fields[1] == "-") {
            ++invalid;
            ASSERT_EQ(written_string(text), "json_invalid_utf8") << line;
        } else {
            ASSERT_EQ(written_string(text), fields[2]) << line;
            ASSERT_EQ(written_string(text, {.ensure_ascii = false}), unhex(fields[1])) << line;
        }
    }
    EXPECT_EQ(seen, count);
    EXPECT_GT(invalid, count / 50);
}

TEST(JsonReader, PassesOverTheRestOfAnObjectFromAnyToken) {
    const std::string_view text = R"({"a": [1, {"b": [2]}, {}], "c": {"d": "e", "f": [-1, "\u0041"]}, "g": null})";
    for (int taken = 1;; ++taken) {
        std::array<char, 8> scratch{}, other{};
        json_reader reader(text, scratch), whole(text, other);
        for (int i = 0; i < taken; ++i) {
            (void)reader.next();
            (void)whole.next();
        }
        if (reader.depth() == 0) break;
        const std::size_t inside = reader.depth();
        EXPECT_EQ(reader.skip_rest(), status::ok) << taken;
        while (whole.depth() >= inside) ASSERT_EQ(whole.next().st, status::ok);
        EXPECT_EQ(reader.offset(), whole.offset()) << taken;
        EXPECT_EQ(reader.depth(), inside - 1) << taken;
        EXPECT_EQ(run_to_end(whole).st, status::ok) << taken;
    }
}

TEST(JsonReader, ChecksTheValueFromWhichItPassesOverTheRest) {
    for (const auto& [text, error] : {std::pair{R"({"a": tru})", verdict{status::json_syntax, 9}},
                                      std::pair{R"({"a": [1,]})", verdict{status::json_syntax, 9}},
                                      std::pair{R"({"a": 1, "a": 2})", verdict{status::json_duplicate_key, 9}}}) {
        json_reader reader(text);
        (void)reader.next();
        (void)reader.next();
        EXPECT_EQ(reader.skip_rest(), error.st) << text;
        EXPECT_EQ(run_to_end(reader), error) << text;
    }
}

TEST(JsonReader, HasNoRoomForAKeyWithAnEscape) {
    json_reader reader(R"({"\u0061": 1})");
    (void)reader.next();
    EXPECT_EQ(reader.next().st, status::json_scratch_full);
}

} // namespace
} // namespace cleave
