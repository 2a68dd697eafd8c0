// SPDX-License-Identifier: MIT
//
// file_messages: the headers of upload, put, get and stat, in both dialects, field by field in the order of the wire.
//
//     plain                                              extended
//     upload  {"file_name", "file_size", "msg"} + body   put   {"cmd", "filename", "filesize", "md5"?, "sha256"?,
//     put     {"cmd", "filename", "filesize"} + body            "offset"?, "reply"?} + body
//     get     the text `get NAME`, unframed              get   {"cmd", "filename", "offset"?}
//     reply   {"filename", "md5", "file_size"} + body    stat  {"cmd", "filename"}
//
// A size is always the whole file's; with an offset, the body is what lies from there on. Each function writes LEN and
// JSON into the caller's bytes and returns a view of them; need_output where they are too few (needed_bytes says how
// many serve), json_invalid_utf8 where a text is not UTF-8 (the style's surrogate_escape lets such names pass). One
// pass, no allocation.
#pragma once

#include "frame_encoder.hpp"
#include "header_message.hpp"
#include "json_writer.hpp"
#include "status.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace cleave {

/// Plain: announces a file of size_bytes and a text, msg, to show on completion.
inline encoded write_upload(std::span<std::byte> into, std::string_view name, std::uint64_t size_bytes,
                            std::string_view msg, json_writer_options style = {}) noexcept {
    return write_header(
        into,
        [&](json_writer& json) {
            json.key("file_name").string(name).key("file_size").integer(size_bytes).key("msg").string(msg);
        },
        style);
}

/// The fields of an upload of the extended dialect besides name and size; empty and 0 are left out.
struct put_options {
    std::string_view md5_hex = {};    // 32 digits
    std::string_view sha256_hex = {}; // 64 digits
    std::uint64_t offset_bytes = 0;   // where in the file the body begins
    bool reply = false;               // whether the sender wants an answer
};

/// Plain where the options are left at their defaults, else extended.
inline encoded write_put(std::span<std::byte> into, std::string_view name, std::uint64_t size_bytes,
                         const put_options& options = {}, json_writer_options style = {}) noexcept {
    return write_header(
        into,
        [&](json_writer& json) {
            json.key("cmd").string("put").key("filename").string(name).key("filesize").integer(size_bytes);
            if (!options.md5_hex.empty()) json.key("md5").string(options.md5_hex);
            if (!options.sha256_hex.empty()) json.key("sha256").string(options.sha256_hex);
            if (options.offset_bytes != 0) json.key("offset").integer(options.offset_bytes);
            if (options.reply) json.key("reply").boolean(true);
        },
        style);
}

/// Extended: asks for a file, from offset_bytes on.
inline encoded write_get(std::span<std::byte> into, std::string_view name, std::uint64_t offset_bytes = 0,
                         json_writer_options style = {}) noexcept {
    return write_header(
        into,
        [&](json_writer& json) {
            json.key("cmd").string("get").key("filename").string(name);
            if (offset_bytes != 0) json.key("offset").integer(offset_bytes);
        },
        style);
}

/// Extended: asks how much of a file there is.
inline encoded write_stat(std::span<std::byte> into, std::string_view name, json_writer_options style = {}) noexcept {
    return write_header(
        into, [&](json_writer& json) { json.key("cmd").string("stat").key("filename").string(name); }, style);
}

/// Plain: the reply to get; the file follows.
inline encoded write_get_reply_plain(std::span<std::byte> into, std::string_view name, std::string_view md5_hex,
                                     std::uint64_t size_bytes, json_writer_options style = {}) noexcept {
    return write_header(
        into,
        [&](json_writer& json) {
            json.key("filename").string(name).key("md5").string(md5_hex).key("file_size").integer(size_bytes);
        },
        style);
}

/// Extended: the reply to get; the file follows, from the offset on. sha256_hex: of the whole file, or empty.
inline encoded write_get_reply(std::span<std::byte> into, std::string_view name, std::uint64_t size_bytes,
                               std::string_view sha256_hex = {}, std::uint64_t offset_bytes = 0,
                               json_writer_options style = {}) noexcept {
    return write_header(
        into,
        [&](json_writer& json) {
            json.key("status").string("ok").key("filename").string(name).key("file_size").integer(size_bytes);
            if (!sha256_hex.empty()) json.key("sha256").string(sha256_hex);
            if (offset_bytes != 0) json.key("offset").integer(offset_bytes);
        },
        style);
}

/// Extended: the reply to stat. received_bytes: where a broken upload can continue.
inline encoded write_stat_reply(std::span<std::byte> into, std::string_view name, std::uint64_t size_bytes,
                                std::uint64_t received_bytes, json_writer_options style = {}) noexcept {
    return write_header(
        into,
        [&](json_writer& json) {
            json.key("status").string("ok").key("filename").string(name);
            json.key("file_size").integer(size_bytes).key("received").integer(received_bytes);
        },
        style);
}

/// The state of an upload when its reply is sent.
enum class acknowledgement : std::uint8_t {
    received, // all bytes came, and their digests hold
    stored,   // ... and the file stands under its name
    durable,  // ... and survives a loss of power
};

/// Returns the word on the wire. Valid forever.
constexpr std::string_view to_string(acknowledgement ack) noexcept {
    switch (ack) {
    case acknowledgement::received: return "received";
    case acknowledgement::stored: return "stored";
    case acknowledgement::durable: return "durable";
    }
    return "";
}

/// Extended: the reply to a put that asked for one.
inline encoded write_put_reply(std::span<std::byte> into, std::string_view name, std::uint64_t size_bytes,
                               std::string_view sha256_hex, acknowledgement ack,
                               json_writer_options style = {}) noexcept {
    return write_header(
        into,
        [&](json_writer& json) {
            json.key("status").string("ok").key("filename").string(name).key("filesize").integer(size_bytes);
            json.key("sha256").string(sha256_hex).key("ack").string(to_string(ack));
        },
        style);
}

/// Extended: what is answered to anything that is wrong. message: for people; it must be UTF-8.
inline encoded write_error_reply(std::span<std::byte> into, status code, std::string_view message,
                                 json_writer_options style = {}) noexcept {
    return write_header(
        into,
        [&](json_writer& json) {
            json.key("status").string("error").key("code").string(to_string(code)).key("message").string(message);
        },
        style);
}

} // namespace cleave
