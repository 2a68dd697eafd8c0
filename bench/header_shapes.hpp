// SPDX-License-Identifier: MIT
//
// Headers of 24 shapes, as programs write them, and who reads them: each dialect; unknown fields in front, between and
// after; escapes, Chinese, negative and large numbers, nested values that are skipped; 40 to 1,000 bytes.
//
// A contender takes from each header the fields that the dialects know, in the order of the text, and adds them up.
#pragma once

#include <cleave/header_message.hpp>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#if __has_include(<simdjson.h>)
#include <simdjson.h>
#define CLEAVE_BENCH_SIMDJSON 1
#endif

namespace cleave::bench {

// A field that a contender asks for. Its type is told by its name's first letter: t text, b bytes, i integer, f flag.
struct wanted_field {
    char type;
    const char* name;
    header_field field;
};

struct header_shape {
    std::string name;
    std::string text;
    std::vector<wanted_field> wanted; // in the order of the text
};

inline const std::vector<header_shape>& header_shapes() {
    using enum header_field;
    static const std::string md5_hex = "8f6fbf8347faa4924a76856701edb0f3";
    static const std::string sha256_hex = md5_hex + md5_hex;
    static const wanted_field wants_cmd = {'t', "cmd", cmd}, wants_name = {'t', "filename", file_name},
                              wants_size = {'b', "filesize", size}, wants_md5 = {'t', "md5", md5};
    static const wanted_field wants_status = {'t', "status", header_field::status}, wants_msg = {'t', "msg", msg};
    static const std::vector<wanted_field> put = {wants_cmd, wants_name, wants_size};
    static const std::string begin_put = R"({"cmd": "put", "filename": "report.txt", "filesize": 111111)";
    static const std::string nested =
        R"({"mode": 420, "owner": {"name": "root", "id": 0}, "times": [1700000000, 1700000001.5]})";
    static const std::vector<header_shape> all = {
        {"upload",
         R"({"file_name": "report.txt", "file_size": 1280, "msg": "thank you"})",
         {{'t', "file_name", file_name}, {'b', "file_size", size}, wants_msg}},
        {"put_compact",
         R"({"cmd":"put","filename":"a.txt","filesize":111111,"md5":")" + md5_hex + "\"}",
         {wants_cmd, wants_name, wants_size, wants_md5}},
        {"get_reply",
         R"({"file_size": 1073741824000, "file_name": "/a/b/c/d/e/a.txt", "md5": ")" + md5_hex + "\"}",
         {{'b', "file_size", size}, {'t', "file_name", file_name}, wants_md5}},
        {"command_reply",
         R"({"filename": "-", "md5": "-", "total_size": 5120})",
         {wants_name, wants_md5, {'b', "total_size", size}}},
        {"put_digests",
         begin_put + R"(, "md5": ")" + md5_hex + R"(", "sha256": ")" + sha256_hex + R"(", "reply": true})",
         {wants_cmd, wants_name, wants_size, wants_md5, {'t', "sha256", sha256}, {'f', "reply", reply}}},
        {"get",
         R"({"cmd": "get", "filename": "a.txt", "offset": 4096})",
         {wants_cmd, wants_name, {'b', "offset", offset}}},
        {"stat", R"({"cmd": "stat", "filename": "report-1.txt"})", {wants_cmd, wants_name}},
        {"stat_reply",
         R"({"status": "ok", "filename": "report.txt", "file_size": 1048576, "received": 65536})",
         {wants_status, wants_name, {'b', "file_size", size}, {'b', "received", received}}},
        {"exec", R"({"cmd": "exec", "command": "ls -l /srv/files"})", {wants_cmd, {'t', "command", command}}},
        {"exec_reply",
         R"({"status": "ok", "exit_code": 0, "stdout_size": 5120, "stderr_size": 12, "total_size": 5132})",
         {wants_status,
          {'i', "exit_code", exit_code},
          {'b', "stdout_size", stdout_size},
          {'b', "stderr_size", stderr_size},
          {'b', "total_size", size}}},
        {"exec_killed",
         R"({"status": "ok", "exit_code": -9, "stdout_size": 0, "stderr_size": 0, "total_size": 0, "truncated": true})",
         {wants_status,
          {'i', "exit_code", exit_code},
          {'b', "stdout_size", stdout_size},
          {'b', "stderr_size", stderr_size},
          {'b', "total_size", size},
          {'f', "truncated", truncated}}},
        {"error_reply",
         R"({"status": "error", "code": "not_found", "message": "there is no such file"})",
         {wants_status, {'t', "code", code}, {'t', "message", message}}},
        {"proof",
         R"({"cmd": "auth", "nonce": ")" + md5_hex + R"(", "proof": ")" + sha256_hex + "\"}",
         {wants_cmd, {'t', "nonce", nonce}, {'t', "proof", proof}}},
        {"unknown_in_front", R"({"version": 3, "cmd": "put", "filename": "report.txt", "filesize": 111111})", put},
        {"unknown_between", R"({"cmd": "put", "filename": "report.txt", "mode": "0644", "filesize": 111111})", put},
        {"unknown_behind", begin_put + R"(, "mtime": 1700000000.25})", put},
        {"unknown_many",
         R"({"id": 17, "host": "build-7", "cmd": "put", "user": "nobody", "filename": "report.txt", "tries": null, )"
         R"("filesize": 111111, "compressed": false, "content_type": "text/plain"})",
         put},
        {"escaped_quotes",
         R"({"file_name": "report.txt", "file_size": 1280, "msg": "he said \"thank you\",\nand left"})",
         {{'t', "file_name", file_name}, {'b', "file_size", size}, wants_msg}},
        {"escaped_chinese", R"({"cmd": "put", "filename": "\u8ba1\u7b97\u673a\u4e94\u5927.txt", "filesize": 111111})",
         put},
        {"chinese", R"({"cmd": "put", "filename": "计算机五大.txt", "filesize": 111111})", put},
        {"large_numbers",
         R"({"cmd": "get", "filename": "a", "filesize": 9223372036854775807, "offset": 9007199254740993})",
         {wants_cmd, wants_name, wants_size, {'b', "offset", offset}}},
        {"nested_object", begin_put + R"(, "attributes": )" + nested + "}", put},
        {"nested_array", R"({"tags": ["a", "b", ["c"], 1, 2.5e3, true, null], )" + begin_put.substr(1) + "}", put},
        {"long_message",
         R"({"status": "error", "code": "io_failed", "message": ")" + std::string(930, 'm') + "\"}",
         {wants_status, {'t', "code", code}, {'t', "message", message}}},
    };
    return all;
}

// What the fields of a header add up to: sizes of texts, numbers, flags.
using header_sum = std::uint64_t;

class cleave_header_reader {
  public:
    explicit cleave_header_reader(const header_shape& shape) : shape_(shape) {}

    header_sum read() {
        if (read_header(shape_.text, scratch_, fields_).st != status::ok) return 0;
        header_sum sum = 0;
        for (const wanted_field& want : shape_.wanted)
            sum += want.type == 't' ? fields_.string(want.field).size() : fields_.bytes(want.field);
        return sum;
    }

  private:
    const header_shape& shape_;
    std::array<char, 1024> scratch_;
    header_fields fields_;
};

#ifdef CLEAVE_BENCH_SIMDJSON
// On-Demand, parser reused, text padded beforehand, fields asked for in order: it sees no duplicate keys and nothing
// that is wrong with what it passes over.
class simdjson_header_reader {
  public:
    explicit simdjson_header_reader(const header_shape& shape) : shape_(shape), padded_(shape.text) {}

    header_sum read() {
        simdjson::ondemand::document document;
        simdjson::ondemand::object object;
        if (parser_.iterate(padded_).get(document) || document.get_object().get(object)) return 0;
        header_sum sum = 0;
        for (const wanted_field& want : shape_.wanted) {
            auto value = object.find_field(want.name);
            std::string_view text;
            std::uint64_t bytes = 0;
            std::int64_t integer = 0;
            bool flag = false;
            switch (want.type) {
            case 't':
                if (value.get_string().get(text)) return 0;
                break;
            case 'b':
                if (value.get_uint64().get(bytes)) return 0;
                break;
            case 'i':
                if (value.get_int64().get(integer)) return 0;
                break;
            default:
                if (value.get_bool().get(flag)) return 0;
            }
            sum += text.size() + bytes + static_cast<header_sum>(integer) + (flag ? 1U : 0U);
        }
        return sum;
    }

  private:
    const header_shape& shape_;
    simdjson::padded_string padded_;
    simdjson::ondemand::parser parser_;
};
#endif

} // namespace cleave::bench
