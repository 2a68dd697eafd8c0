// SPDX-License-Identifier: MIT
#include "conformance/tests/library/guarded_page.hpp"
#include "conformance/tests/library/message_proof.hpp"

#include <cleave/header_message.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cleave {
namespace {

struct read_case {
    std::string json;
    std::vector<char> scratch = std::vector<char>(json.size() + 8192);
    header_fields fields{};
    header_reading reading = read_header(json, scratch, fields);
};

message_error refused(const std::string& json) { return read_case{json}.reading.error(); }
status verdict(const std::string& json) { return read_case{json}.reading.st; }

consteval bool reads_at_compile_time() {
    char scratch[64]{};
    header_fields fields;
    const auto reading = read_header(
        R"({"file_size": 1073741824000, "file_name": "/a/b/c/d/e/a.txt", "md5": "xxdxxx"})", scratch, fields);
    return reading.st == status::ok && fields.bytes(header_field::size) == 1073741824000 &&
           fields.string(header_field::file_name) == "/a/b/c/d/e/a.txt" &&
           fields.string(header_field::md5) == "xxdxxx" && !fields.has(header_field::msg);
}
static_assert(reads_at_compile_time());

consteval status verdict_at_compile_time(std::string_view json) {
    char scratch[64]{};
    header_fields fields;
    return read_header(json, scratch, fields).st;
}
static_assert(verdict_at_compile_time(R"({"file_size": -1})") == status::size_negative);
static_assert(verdict_at_compile_time(R"([])") == status::json_not_object);

TEST(header_message, reads_the_fields_of_every_dialect_under_every_name) {
    const read_case all{R"({"cmd": "put", "status": "ok", "filename": "a", "filesize": 1, "offset": 2, "received": 3, )"
                        R"("stdout_size": 4, "stderr_size": 5, "exit_code": -9, "reply": true, "truncated": false, )"
                        R"("msg": "m", "md5": "d", "sha256": "s", "ack": "stored", "command": "ls", "code": "busy", )"
                        R"("message": "later", "nonce": "n", "proof": "p"})"};
    ASSERT_EQ(all.reading.st, status::ok);
    using enum header_field;
    const header_fields& f = all.fields;
    EXPECT_EQ(f.string(cmd), "put");
    EXPECT_EQ(f.string(header_field::status), "ok");
    EXPECT_EQ(f.string(file_name), "a");
    EXPECT_EQ(f.bytes(size), 1U);
    EXPECT_EQ(f.bytes(offset), 2U);
    EXPECT_EQ(f.bytes(received), 3U);
    EXPECT_EQ(f.bytes(stdout_size), 4U);
    EXPECT_EQ(f.bytes(stderr_size), 5U);
    EXPECT_EQ(f.exit_code(), -9);
    EXPECT_TRUE(f.flag(reply));
    EXPECT_TRUE(f.has(truncated));
    EXPECT_FALSE(f.flag(truncated));
    EXPECT_EQ(f.string(msg), "m");
    EXPECT_EQ(f.string(md5), "d");
    EXPECT_EQ(f.string(sha256), "s");
    EXPECT_EQ(f.string(ack), "stored");
    EXPECT_EQ(f.string(command), "ls");
    EXPECT_EQ(f.string(code), "busy");
    EXPECT_EQ(f.string(message), "later");
    EXPECT_EQ(f.string(nonce), "n");
    EXPECT_EQ(f.string(proof), "p");
    EXPECT_EQ(f.text, all.json);

    EXPECT_EQ((read_case{R"({"file_name": "a", "total_size": 7})"}.fields.bytes(size)), 7U);
    EXPECT_EQ((read_case{R"({"file_size": 8})"}.fields.bytes(size)), 8U);
    EXPECT_EQ((read_case{R"({"file_name": "b"})"}.fields.string(file_name)), "b");
}

TEST(header_message, names_each_field_as_the_wire_does) {
    for (unsigned i = 0; i <= static_cast<unsigned>(header_field::proof); ++i) {
        const auto field = static_cast<header_field>(i);
        const std::string name(to_string(field));
        ASSERT_FALSE(name.empty());
        // Whatever the field's type, one of these is of it.
        bool is_known = false;
        for (const std::string value : {"\"x\"", "1", "true"}) {
            const read_case read{"{\"" + name + "\": " + value + "}"};
            is_known = is_known || (read.reading.st == status::ok && read.fields.has(field));
        }
        EXPECT_TRUE(is_known) << name;
    }
}

// What a header says, by the tokens of json_reader, one after the other: an oracle that knows nothing of how
// header_reader looks for names.
header_reading read_by_tokens(const std::string& text, std::span<char> scratch, header_fields& fields,
                              std::map<header_field, std::string>& values) {
    json_reader json(text, scratch);
    const auto broken = [](const json_item& item) {
        return header_reading{.st = item.st, .header_offset = item.offset};
    };
    json_item key = json.next();
    if (key.st != status::ok) return broken(key);
    if (key.token != json_token::begin_object) return {.st = status::json_not_object, .header_offset = key.offset};
    fields.text = text;
    for (key = json.next(); key.st == status::ok && key.token == json_token::key; key = json.next()) {
        const auto name = std::find_if(detail::header_names.begin(), detail::header_names.end(),
                                       [&](const detail::header_name& known) { return known.text == key.text; });
        const bool is_known = name != detail::header_names.end();
        const json_item value = is_known ? json.next() : json.raw_value();
        if (value.st != status::ok) return broken(value);
        if (!is_known) continue;
        if (values.count(name->field) != 0)
            return {status::field_conflict, true, name->field, name->text, key.offset, name->text};
        const bool is_number = value.token == json_token::number;
        std::string kept(value.text);
        status st = status::field_wrong_type;
        switch (name->of) {
        case detail::header_value::text:
            if (value.token == json_token::string) st = status::ok;
            break;
        case detail::header_value::boolean:
            if (kept == "true" || kept == "false") st = value.token == json_token::string ? st : status::ok;
            break;
        case detail::header_value::integer:
            if (is_number) st = to_int64(kept).st;
            if (st == status::ok) kept = std::to_string(to_int64(kept).value);
            break;
        case detail::header_value::bytes:
            if (is_number) st = to_uint64(kept).st;
            if (is_number && st == status::value_wrong_type)
                st = status::size_not_integer;
            else if (is_number && kept[0] == '-')
                st = status::size_negative;
            else if (is_number && to_uint64(kept).value > INT64_MAX)
                st = status::size_out_of_range;
            else if (st == status::value_out_of_range)
                st = status::size_out_of_range;
            break;
        }
        if (st != status::ok) return {st, true, name->field, name->text, value.offset, value.text};
        values[name->field] = kept;
    }
    if (key.st == status::ok) key = json.next(); // after the object: the end, or trailing data
    return key.st == status::ok ? header_reading{} : broken(key);
}

void expect_as_by_tokens(const std::string& json) {
    const exact_block text(as_bytes(json));
    std::vector<char> scratch(json.size() + 64), other_scratch(json.size() + 64);
    header_fields fields, ignored;
    std::map<header_field, std::string> values;
    const header_reading reading = read_header(as_text(text.bytes()), scratch, fields);
    const header_reading expected = read_by_tokens(json, other_scratch, ignored, values);
    ASSERT_EQ(reading.error(), expected.error()) << json;
    if (expected.st != status::ok) return;
    EXPECT_EQ(fields.text, json);
    for (unsigned i = 0; i <= static_cast<unsigned>(header_field::proof); ++i) {
        const auto field = static_cast<header_field>(i);
        const auto found = values.find(field);
        ASSERT_EQ(fields.has(field), found != values.end()) << json << ": " << to_string(field);
        if (found == values.end()) continue;
        const std::string& value = found->second;
        const bool is_flag = field == header_field::reply || field == header_field::truncated;
        if (is_flag)
            ASSERT_EQ(fields.flag(field), value == "true") << json;
        else if (field == header_field::exit_code)
            ASSERT_EQ(std::to_string(fields.exit_code()), value) << json;
        else
            ASSERT_TRUE(fields.string(field) == value || std::to_string(fields.bytes(field)) == value) << json << value;
    }
}

TEST(header_message, reads_headers_as_their_tokens_say_whatever_byte_is_changed_left_out_or_put_in) {
    const std::string bytes{'\0', '\x1f', ' ',  '!', '"', '#', ',', '-', '.',    '/',    '0',    '9',   ':',
                            'a',  '[',    '\\', '^', ']', '{', '}', '~', '\x7f', '\x80', '\xb0', '\xff'};
    for (const std::string json :
         {R"({"cmd":"put","filename":"a.txt","filesize":111111,"md5":"8f6fbf8347faa4924a76856701edb0f3"})",
          R"({"file_size": 1073741824000, "file_name": "/a/b/c/d/e/a.txt", "md5": "8f6fbf8347faa4924a76856701edb0f3"})",
          R"({"md5":""})", R"({"total_size": 0, "offset": 12345678})", R"({"offset":999999999999999,"ack":"s"})",
          R"({"status": "ok", "exit_code": 0, "stdout_size": 4, "stderr_size": 1, "truncated": true})",
          R"({"reply":false,"exit_code":255})",
          R"({"cmd" : "a\u0062", "fil\u0065name": "\u8ba1", "x": [1, {"y": "z"}]})",
          R"({"unknown": -1.5e3, "filesize": 5, "file_name": "计", "exit_code": -9, "unknown_too": {"a": []}})",
          R"({"truncated": false})", R"({"reply":true})"}) {
        expect_as_by_tokens(json);
        for (std::size_t at = 0; at <= json.size(); ++at) {
            expect_as_by_tokens(json.substr(0, at));
            if (at != json.size()) expect_as_by_tokens(std::string(json).erase(at, 1));
            for (const char byte : bytes) {
                expect_as_by_tokens(std::string(json).insert(at, 1, byte));
                if (at == json.size()) continue;
                std::string changed = json;
                changed[at] = byte;
                expect_as_by_tokens(changed);
            }
        }
    }
}

TEST(header_message, reads_texts_and_sizes_of_every_length) {
    for (std::size_t size = 0; size <= 70; ++size) {
        const std::string text(size, 'x');
        const std::string digits = size == 0 ? "" : "7" + std::string(size - 1, '3');
        for (const std::string space : {"", " "}) {
            expect_as_by_tokens("{\"cmd\":" + space + "\"" + text + "\"," + space + "\"md5\":" + space + "\"\"}");
            expect_as_by_tokens("{\"msg\":" + space + "\"" + text + "\"}");
            expect_as_by_tokens("{\"offset\":" + space + digits + "," + space + "\"code\":" + space + "\"c\"}");
            expect_as_by_tokens("{\"received\":" + space + digits + "}");
        }
    }
}

// Members as json.dumps writes them; space: what stands behind its separators.
std::string plain_header(const std::vector<std::pair<std::string, std::string>>& members, const std::string& space) {
    std::string json;
    for (const auto& [name, value] : members)
        json += (json.empty() ? "{" : "," + space) + "\"" + name + "\":" + space + value;
    return json + "}";
}

TEST(header_message, reads_whatever_json_dumps_writes_of_texts_and_sizes) {
    std::vector<std::pair<std::string, std::string>> members;
    for (const std::string name : {"status", "file_name", "filename", "cmd", "msg", "md5", "sha256", "ack", "command",
                                   "message", "nonce", "proof"})
        for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 40U})
            members.emplace_back(name, "\"" + std::string(size, 'x') + "\"");
    for (const std::string name :
         {"file_size", "filesize", "total_size", "offset", "received", "stdout_size", "stderr_size"})
        for (const std::string value : {"0", "1", "12345678", "123456789", "999999999999999"})
            members.emplace_back(name, value);
    for (const auto& member : members) {
        for (const std::string space : {"", " "}) {
            const std::pair<std::string, std::string> other{"code", "\"\""};
            for (const std::string& json : {plain_header({member}, space), plain_header({other, member}, space),
                                            plain_header({member, other}, space)}) {
                expect_as_by_tokens(json);
            }
        }
    }
}

TEST(header_message, reads_nothing_behind_a_header_that_breaks_off) {
    guarded_page page;
    const std::string whole =
        R"({"cmd": "put", "status": "ok", "file_name": "a", "file_size": 1, "offset": 1, "received": 1, )"
        R"("stdout_size": 1, "stderr_size": 1, "exit_code": 1, "reply": true, "truncated": true, )"
        R"("msg": "m", "md5": "d", "sha256": "d", "ack": "stored", "command": "c", "code": "c", )"
        R"("message": "m", "nonce": "n", "proof": "p"})";
    for (std::size_t begin = 1; begin != std::string::npos; begin = whole.find("\"", whole.find(", ", begin))) {
        const std::string from_this_field = "{" + whole.substr(begin);
        for (std::size_t size = 0; size < from_this_field.size(); ++size) {
            std::array<char, 512> scratch{};
            header_fields fields;
            const std::string_view cut = page.at_the_back(from_this_field.substr(0, size));
            EXPECT_EQ(read_header(cut, scratch, fields).st, status::json_truncated) << cut;
        }
    }
}

TEST(header_message, takes_no_key_without_a_value_however_the_text_goes_on) {
    EXPECT_EQ(verdict(R"({"msg":, "md5": "d41d8cd98f00"})"), status::json_syntax);
    EXPECT_EQ(verdict(R"({"file_size":, "md5": "d41d8cd98f00"})"), status::json_syntax);
    EXPECT_EQ(verdict(R"({"reply":, "md5": "d41d8cd98f00"})"), status::json_syntax);
    EXPECT_EQ(verdict(R"({"msg": "m", "msg":, "md5": "d41d8cd98f00"})"), status::json_duplicate_key);
    EXPECT_EQ(verdict(R"({"msg":})"), status::json_syntax);
}

TEST(header_message, has_no_error_where_it_is_well) {
    EXPECT_EQ(read_case{R"({"file_size": 5})"}.reading.error(), message_error{});
    EXPECT_EQ(read_case{R"({"unknown": [1]})"}.reading.error(), message_error{});
}

TEST(header_message, keeps_unknown_fields_in_the_text_and_passes_over_their_values) {
    const read_case read{R"({"x": {"file_size": 1, "a": [1, 2, {"b": null}]}, "file_size": 5, "y": "\u0041"})"};
    EXPECT_EQ(read.reading.st, status::ok);
    EXPECT_EQ(read.fields.bytes(header_field::size), 5U);
    EXPECT_EQ(read.fields.text, read.json);
}

TEST(header_message, knows_no_other_name_however_long) {
    for (std::size_t size = 1; size <= 16; ++size) {
        const read_case read{"{\"" + std::string(size, 'x') + "\": 1}"};
        EXPECT_EQ(read.reading.st, status::ok) << size;
        for (int field = 0; field <= static_cast<int>(header_field::proof); ++field)
            EXPECT_FALSE(read.fields.has(static_cast<header_field>(field))) << size;
    }
}

TEST(header_message, takes_a_thousand_unknown_keys) {
    std::string json = "{";
    for (int i = 0; i < 1000; ++i) json += "\"k" + std::to_string(i) + "\": 0, ";
    const read_case read{json + R"("file_size": 3})"};
    EXPECT_EQ(read.reading.st, status::ok);
    EXPECT_EQ(read.fields.bytes(header_field::size), 3U);
}

TEST(header_message, decodes_escapes_into_the_scratch) {
    const read_case read{R"({"file_name": "\u8ba1\u7b97\u673a\u4e94\u5927.txt"})"};
    EXPECT_EQ(read.reading.st, status::ok);
    EXPECT_EQ(read.fields.string(header_field::file_name), "计算机五大.txt");
}

TEST(header_message, says_where_the_scratch_has_no_room_for_an_escape) {
    for (const std::string_view json :
         {R"({"file_name": "\u0041"})", R"({"file_size": "\u0041"})", R"({"file_name": "a", "filename": "\u0041"})"}) {
        header_fields fields;
        const header_reading reading = read_header(json, {}, fields);
        EXPECT_EQ(reading.st, status::json_scratch_full) << json;
        EXPECT_EQ(reading.header_offset, json.rfind("\"\\u")) << json;
    }
}

TEST(header_message, says_that_a_conflicting_value_is_no_json) {
    EXPECT_EQ(verdict(R"({"file_name": "a", "filename": tru})"), status::json_syntax);
    EXPECT_EQ(verdict(R"({"file_name": "a", "filename": 1})"), status::field_conflict);
}

TEST(header_message, refuses_each_bad_size_with_a_status_of_its_own) {
    EXPECT_EQ(verdict(R"({"file_size": -1})"), status::size_negative);
    EXPECT_EQ(verdict(R"({"file_size": -0})"), status::size_negative);
    EXPECT_EQ(verdict(R"({"file_size": 1.0})"), status::size_not_integer);
    EXPECT_EQ(verdict(R"({"file_size": 1e3})"), status::size_not_integer);
    EXPECT_EQ(verdict(R"({"file_size": -1.5})"), status::size_not_integer);
    EXPECT_EQ(verdict(R"({"file_size": 1E400})"), status::size_not_integer);
    EXPECT_EQ(verdict(R"({"file_size": 9223372036854775807})"), status::ok);
    EXPECT_EQ(verdict(R"({"file_size": 9223372036854775808})"), status::size_out_of_range);
    EXPECT_EQ(verdict(R"({"file_size": 18446744073709551616})"), status::size_out_of_range);
    EXPECT_EQ(verdict(R"({"file_size": 435413543654364364546546544445})"), status::size_out_of_range);
    EXPECT_EQ(verdict(R"({"file_size": )" + std::string(82, '7') + "}"), status::size_out_of_range);
    for (const std::string value : {"\"10\"", "true", "null", "[]", "{}"})
        EXPECT_EQ(verdict("{\"file_size\": " + value + "}"), status::field_wrong_type) << value;
    for (const std::string value : {"007", "+5", "0x10", "NaN", "Infinity"}) {
        const status st = verdict("{\"file_size\": " + value + "}");
        EXPECT_TRUE(st == status::json_syntax || st == status::json_invalid_number) << value << to_string(st);
    }
    EXPECT_EQ(read_case{R"({"file_size": 9007199254740993})"}.fields.bytes(header_field::size), 9007199254740993U);
}

TEST(header_message, refuses_fields_of_the_wrong_type) {
    for (const std::string value : {"1", "null", "[\"a\"]", "{}", "true"})
        EXPECT_EQ(verdict("{\"filename\": " + value + "}"), status::field_wrong_type) << value;
    for (const std::string value : {"1", "\"true\"", "[]"})
        EXPECT_EQ(verdict("{\"reply\": " + value + "}"), status::field_wrong_type) << value;
    EXPECT_EQ(verdict(R"({"exit_code": "1"})"), status::field_wrong_type);
    EXPECT_EQ(verdict(R"({"exit_code": 1.5})"), status::value_wrong_type);
    EXPECT_EQ(verdict(R"({"exit_code": 9223372036854775808})"), status::value_out_of_range);
    EXPECT_EQ(verdict(R"({"exit_code": -9223372036854775808})"), status::ok);
}

TEST(header_message, takes_null_for_an_optional_field_as_its_absence) {
    for (const detail::header_name& name : detail::header_names) {
        const bool is_needed = name.field == header_field::cmd || name.field == header_field::status ||
                               name.field == header_field::file_name || name.field == header_field::size;
        const read_case read{"{\"" + std::string(name.text) + "\": null, \"x\": null}"};
        EXPECT_EQ(read.reading.st, is_needed ? status::field_wrong_type : status::ok) << name.text;
        EXPECT_TRUE(is_needed || !read.fields.has(name.field)) << name.text;
    }
    const read_case read{R"({"md5": null, "file_size": 5, "sha256": "ab", "offset": null})"};
    EXPECT_TRUE(!read.fields.has(header_field::md5) && !read.fields.has(header_field::offset));
    EXPECT_EQ(read.fields.bytes(header_field::size), 5u);
    EXPECT_EQ(read.fields.string(header_field::sha256), "ab");
    EXPECT_EQ(verdict(R"({"md5": null, "md5": "ab"})"), status::json_duplicate_key);
}

TEST(header_message, refuses_a_field_given_twice_or_under_two_names) {
    EXPECT_EQ(verdict(R"({"file_size": 1, "file_size": 1})"), status::json_duplicate_key);
    EXPECT_EQ(verdict(R"({"file_size": 1, "filesize": 1})"), status::field_conflict);
    EXPECT_EQ(verdict(R"({"file_name": "a", "filename": "a"})"), status::field_conflict);
    EXPECT_EQ(verdict(R"({"file_name": "a", "file\u005fname": "b"})"), status::json_duplicate_key);
}

TEST(header_message, refuses_what_is_not_one_json_object) {
    EXPECT_FALSE(refused("[]").has_field);
    EXPECT_FALSE(refused("{").has_field);
    EXPECT_EQ(verdict("[]"), status::json_not_object);
    EXPECT_EQ(verdict("null"), status::json_not_object);
    EXPECT_EQ(verdict("7"), status::json_not_object);
    EXPECT_EQ(verdict("{"), status::json_truncated);
    EXPECT_EQ(verdict(R"({"cmd": )"), status::json_truncated);
    EXPECT_EQ(verdict(R"({"unknown": [1, })"), status::json_syntax);
    EXPECT_EQ(verdict("{} x"), status::json_trailing_data);
    EXPECT_EQ(verdict("nonsense"), status::json_syntax);
    EXPECT_EQ(verdict("\xef\xbb\xbf{}"), status::json_byte_order_mark);
    EXPECT_EQ(verdict("{\"file_name\": \"\xff\"}"), status::json_invalid_utf8);
    EXPECT_EQ(verdict("{}"), status::ok);
}

TEST(header_message, says_field_value_and_place_of_an_error) {
    const message_error error = refused(R"({"file_name": "a", "file_size": -12})");
    EXPECT_EQ(error.st, status::size_negative);
    EXPECT_TRUE(error.has_field);
    EXPECT_EQ(error.field, header_field::size);
    EXPECT_EQ(std::string_view(error.value.data(), error.value_size), "-12");
    EXPECT_EQ(error.header_offset, 32U);

    std::array<char, 256> room{};
    EXPECT_EQ(describe(error, room), "size_negative: a size must not be negative: file_size is -12, in message 0 at "
                                     "offset 0, header byte 32");
}

TEST(header_message, calls_a_field_in_errors_as_the_header_does) {
    std::array<char, 256> room{};
    EXPECT_EQ(refused(R"({"filesize": 5.0})").name, "filesize");
    EXPECT_EQ(
        describe(refused(R"({"filesize": 5.0})"), room),
        "size_not_integer: a size must be an integer without fraction or exponent: filesize is 5.0, in message 0 at "
        "offset 0, header byte 13");
    EXPECT_EQ(refused(R"({"total_size": true})").name, "total_size");
    EXPECT_EQ(refused(R"({"file_name": "a", "filename": "b"})").name, "filename");
    EXPECT_EQ((read_case{R"({"filename": "a", "total_size": 7})"}.fields.name(header_field::file_name)), "filename");
    EXPECT_EQ((read_case{R"({"filename": "a", "total_size": 7})"}.fields.name(header_field::size)), "total_size");
    EXPECT_EQ((read_case{R"({"filename": "a"})"}.fields.name(header_field::size)), "file_size");
}

TEST(header_message, counts_known_keys_among_all) {
    std::string json = "{";
    for (int i = 0; i < 1022; ++i) json += "\"k" + std::to_string(i) + "\": 0, ";
    EXPECT_EQ(verdict(json + R"("cmd": "a", "msg": "b"})"), status::ok);
    EXPECT_EQ(verdict(json + R"("cmd": "a", "msg": "b", "md5": "c"})"), status::json_too_many_keys);
    EXPECT_EQ(verdict(json + R"("cmd": "a", "msg": "b", "more": "c"})"), status::json_too_many_keys);
}

TEST(header_message, cuts_long_values_in_errors) {
    const message_error error = refused("{\"file_size\": " + std::string(82, '7') + "}");
    EXPECT_EQ(std::string_view(error.value.data(), error.value_size), std::string(37, '7') + "...");
}

TEST(header_message, writes_what_json_dumps_would_behind_its_length) {
    std::array<std::byte, 64> room{};
    const auto members = [](json_writer& json) { json.key("file_name").string("é").key("file_size").integer(5); };
    const encoded header = write_header(room, members);
    ASSERT_EQ(header.st, status::ok);
    EXPECT_EQ(as_text(header.bytes.subspan(4)), R"({"file_name": "\u00e9", "file_size": 5})");
    EXPECT_EQ(header.bytes.size(), 43U);
    EXPECT_EQ(header.bytes[0], std::byte{39});
    EXPECT_EQ(header.bytes.data(), room.data());
}

TEST(header_message, says_how_much_room_it_needs_for_any_room_that_is_too_small) {
    const auto members = [](json_writer& json) { json.key("cmd").string("stat"); };
    for (std::size_t size = 0; size <= 19; ++size) {
        const exact_block room(std::vector<std::byte>{size, std::byte{0}});
        const encoded header = write_header(room.bytes(), members);
        EXPECT_EQ(header.st, size < 19 ? status::need_output : status::ok) << size;
        EXPECT_EQ(header.needed_bytes, size < 19 ? 19U : 0U) << size;
    }
}

TEST(header_message, refuses_to_write_a_text_that_is_not_utf8_unless_told_how) {
    std::array<std::byte, 64> room{};
    const auto members = [](json_writer& json) { json.key("file_name").string("\xff.txt"); };
    const encoded refused = write_header(room, members);
    EXPECT_EQ(refused.st, status::json_invalid_utf8);
    EXPECT_TRUE(refused.bytes.empty());
    EXPECT_EQ(refused.needed_bytes, 0U);
    const encoded escaped = write_header(room, members, {.surrogate_escape = true});
    EXPECT_EQ(as_text(escaped.bytes.subspan(4)), R"({"file_name": "\udcff.txt"})");
}

} // namespace
} // namespace cleave
