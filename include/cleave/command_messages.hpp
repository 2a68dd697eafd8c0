// SPDX-License-Identifier: MIT
//
// command_messages: remote command, in both dialects.
//
//     plain     request   the command's text, unframed: what one read brings
//               replies   struct:   LEN, then stdout and stderr in either order
//                         header:   LEN {"filename", "md5", "total_size"}, then the output
//                         datagram: one datagram of stderr, one of stdout
//     extended  request   LEN {"cmd": "exec", "command": ...}
//               reply     LEN {"status": "ok", "exit_code", "stdout_size", "stderr_size", "total_size"}, stdout, stderr
//
// The struct reply is a frame of python_int: encode_header<python_int>(stdout_bytes + stderr_bytes) writes its header
// and frame_decoder<python_int> reads it. Here are the messages of the others, and the reader of the extended reply.
#pragma once

#include "frame.hpp"
#include "frame_encoder.hpp"
#include "frame_error.hpp"
#include "header_field.hpp"
#include "header_message.hpp"
#include "json_writer.hpp"
#include "message_decoder.hpp"
#include "message_error.hpp"
#include "status.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace cleave {

/// Checks a command. errors: command_empty, command_too_long, command_nul. cost: O(length).
constexpr status check_command(std::string_view command, std::size_t max_command_bytes = 4096) noexcept {
    if (command.empty()) return status::command_empty;
    if (command.size() > max_command_bytes) return status::command_too_long;
    return command.find('\0') == std::string_view::npos ? status::ok : status::command_nul;
}

/// Extended: asks for a command to be run. into, returns, errors: as all functions of file_messages.hpp.
inline encoded write_exec(std::span<std::byte> into, std::string_view command,
                          json_writer_options style = {}) noexcept {
    return write_header(
        into, [&](json_writer& json) { json.key("cmd").string("exec").key("command").string(command); }, style);
}

/// How a command ended.
struct command_outcome {
    std::int64_t exit_code = 0;     // the exit status; or, negative, the signal that ended it
    std::uint64_t stdout_bytes = 0; // of the standard output
    std::uint64_t stderr_bytes = 0; // of the error output
    bool truncated = false;         // output was cut at the server's limit

    friend constexpr bool operator==(const command_outcome&, const command_outcome&) = default;
};

/// Extended: the reply; stdout and then stderr follow.
inline encoded write_exec_reply(std::span<std::byte> into, const command_outcome& outcome) noexcept {
    return write_header(into, [&](json_writer& json) {
        json.key("status").string("ok").key("exit_code").integer(outcome.exit_code);
        json.key("stdout_size").integer(outcome.stdout_bytes).key("stderr_size").integer(outcome.stderr_bytes);
        json.key("total_size").integer(outcome.stdout_bytes + outcome.stderr_bytes);
        if (outcome.truncated) json.key("truncated").boolean(true);
    });
}

/// Plain: the header of a header reply; the output follows. filename and md5 are what the dialect's clients print.
inline encoded write_command_reply_plain(std::span<std::byte> into, std::string_view filename, std::string_view md5,
                                         std::uint64_t output_bytes, json_writer_options style = {}) noexcept {
    return write_header(
        into,
        [&](json_writer& json) {
            json.key("filename").string(filename).key("md5").string(md5).key("total_size").integer(output_bytes);
        },
        style);
}

/// The events of decode() in a reply.
enum class command_event : std::uint8_t {
    none,        // with need_input and errors
    reply,       // the outcome is known; or an error reply came: its code is in the fields
    stdout_data, // a piece of the standard output, never empty
    stderr_data, // a piece of the error output, never empty
    end,         // the reply is complete
};

/// One step of a command_reply_decoder.
struct [[nodiscard]] command_step {
    status st = status::ok;                    // ok: an event; need_input; or the error
    command_event event = command_event::none; // what it came upon
    std::size_t consumed = 0;                  // bytes of the input to move on by
    std::span<const std::byte> data;           // a view of the input
};

/// Reads replies to exec from a stream: of the extended dialect, and header replies of the plain one (their output all
/// comes as stdout_data).
class command_reply_decoder {
  public:
    /// header_storage, scratch: as for message_decoder; they must outlive the decoder.
    constexpr command_reply_decoder(std::span<std::byte> header_storage, std::span<char> scratch,
                                    message_options limits = {}) noexcept
        : messages_(header_storage, scratch, body_rule::reply, limits) {}

    /// Makes a copy independent of the original, as message_decoder::rebind does.
    constexpr void rebind(std::span<std::byte> header_storage, std::span<char> scratch) noexcept {
        messages_.rebind(header_storage, scratch);
    }

    /// Takes bytes off the front of `in` up to the next event.
    /// fields: filled in with command_event::reply, and empty with all other events; valid until the next call or until
    /// the bytes of `in` go. errors: those of message_decoder, and size_mismatch. cost: O(header) or O(1); copies no
    /// output. source: COMMAND-* of conformance/SPEC.md.
    command_step decode(std::span<const std::byte> in, header_fields& fields) noexcept {
        const message_step step = messages_.decode(first_part(in), fields);
        switch (step.event) {
        case message_event::header: {
            const status st = begin(fields);
            if (st != status::ok) {
                fields.clear();
                return {st, command_event::none, 0, {}};
            }
            return {st, command_event::reply, step.consumed, {}};
        }
        case message_event::data: {
            const bool is_stdout = stdout_remaining_ != 0;
            if (is_stdout) stdout_remaining_ -= step.data.size();
            return {status::ok, is_stdout ? command_event::stdout_data : command_event::stderr_data, step.consumed,
                    step.data};
        }
        case message_event::end: return {status::ok, command_event::end, step.consumed, {}};
        case message_event::none: break;
        }
        return {step.st, command_event::none, step.consumed, {}};
    }

    /// Returns how the command ended; known from the event `reply` on.
    constexpr const command_outcome& outcome() const noexcept { return outcome_; }

    /// Returns how the stream ended, as message_decoder::finish.
    constexpr stream_end finish() const noexcept { return messages_.finish(); }
    /// Returns how many bytes are missing to the end of the part in progress, as message_decoder::needed.
    constexpr bytes_needed needed() const noexcept { return messages_.needed(); }
    /// Explains the error; its st is ok if there is none.
    constexpr const message_error& error() const noexcept { return messages_.error(); }

    /// Forgets all but storage and limits.
    constexpr void reset() noexcept {
        messages_.reset();
        outcome_ = {};
        stdout_remaining_ = 0;
    }

    friend constexpr bool operator==(const command_reply_decoder&, const command_reply_decoder&) = default;

  private:
    // No piece of data may hold both outputs: while stdout comes, no more than the rest of it is read.
    constexpr std::span<const std::byte> first_part(std::span<const std::byte> in) const noexcept {
        const bool ends_inside = stdout_remaining_ != 0 && stdout_remaining_ < in.size();
        return ends_inside ? in.first(static_cast<std::size_t>(stdout_remaining_)) : in;
    }

    constexpr status begin(const header_fields& fields) noexcept {
        using enum header_field;
        const std::uint64_t body = messages_.body_bytes();
        outcome_ = {fields.exit_code(), body, 0, fields.flag(truncated)};
        if (fields.has(stdout_size) || fields.has(stderr_size)) {
            outcome_.stdout_bytes = fields.bytes(stdout_size);
            outcome_.stderr_bytes = fields.bytes(stderr_size);
            // Both are below 2^63: the sum does not wrap.
            if (outcome_.stdout_bytes + outcome_.stderr_bytes != body)
                return messages_.refuse(status::size_mismatch, stdout_size, fields.name(stdout_size),
                                        detail::decimal(outcome_.stdout_bytes).text(), body);
        }
        stdout_remaining_ = outcome_.stdout_bytes;
        return status::ok;
    }

    message_decoder messages_;
    command_outcome outcome_;
    std::uint64_t stdout_remaining_ = 0;
};

} // namespace cleave
