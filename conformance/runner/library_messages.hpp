// SPDX-License-Identifier: MIT
//
// library_messages: the library's readers of header messages, files and command replies as sessions.
#pragma once

#include "library_session.hpp"

#include <cleave/command_messages.hpp>
#include <cleave/file_receiver.hpp>
#include <cleave/header_message.hpp>
#include <cleave/message_decoder.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace cleave::conformance {

/// How large headers may be: the limit of the case, and what can come at all.
struct header_room {
    std::size_t max_header;
    std::size_t stream_bytes;
};

/// The memory that a reader of header messages works in; a copy has memory of its own and none of the content.
class header_memory {
  public:
    explicit header_memory(header_room room)
        : room_(room), header_(std::make_unique_for_overwrite<std::byte[]>(room.max_header)),
          scratch_(std::make_unique_for_overwrite<char[]>(scratch_size())) {}
    header_memory(const header_memory& other) : header_memory(other.room_) {}
    header_memory(header_memory&&) = default;
    header_memory& operator=(const header_memory&) = delete;

    std::span<std::byte> header() const { return {header_.get(), room_.max_header}; }
    std::span<char> scratch() const { return {scratch_.get(), scratch_size()}; }

  private:
    // All strings, and eight bytes for each of the keys, which take six characters of the text at least.
    std::size_t scratch_size() const {
        const std::size_t longest = std::min(room_.max_header, room_.stream_bytes);
        return longest + longest / 6 * 8 + 512;
    }

    header_room room_;
    std::unique_ptr<std::byte[]> header_;
    std::unique_ptr<char[]> scratch_;
};

/// The fields that a header has, under the names by which events show them.
inline void show_fields(const header_fields& fields, event_sink& sink) {
    using enum header_field;
    struct shown_field {
        header_field field;
        std::string_view name;
    };
    constexpr shown_field texts[] = {{cmd, "cmd"},        {header_field::status, "status"},
                                     {file_name, "name"}, {msg, "msg"},
                                     {md5, "md5"},        {sha256, "sha256"},
                                     {ack, "ack"},        {command, "command"},
                                     {code, "code"},      {message, "message"}};
    constexpr shown_field sizes[] = {{size, "size"},
                                     {offset, "offset"},
                                     {received, "received"},
                                     {stdout_size, "stdout_size"},
                                     {stderr_size, "stderr_size"}};
    constexpr shown_field flags[] = {{reply, "reply"}, {truncated, "truncated"}};
    for (const auto& [field, name] : texts)
        if (fields.has(field)) sink.bytes_attribute(name, fields.string(field));
    for (const auto& [field, name] : sizes)
        if (fields.has(field)) sink.attribute(name, fields.bytes(field));
    for (const auto& [field, name] : flags)
        if (fields.has(field)) sink.attribute(name, fields.flag(field) ? "true" : "false");
    if (fields.has(exit_code)) sink.attribute("exit_code", std::to_string(fields.exit_code()));
}

class message_session {
  public:
    message_session(header_room room, body_rule rule, message_options limits)
        : memory_(room), decoder_(memory_.header(), memory_.scratch(), rule, limits) {}
    message_session(const message_session& other)
        : memory_(other.memory_), decoder_(other.decoder_), error_(other.error_) {
        decoder_.rebind(memory_.header(), memory_.scratch());
    }
    message_session(message_session&&) = default;
    message_session& operator=(const message_session&) = delete;

    void feed(std::span<const std::byte> in, event_sink& sink) {
        header_fields fields;
        for (;;) {
            const message_step step = decoder_.decode(in, fields);
            in = in.subspan(step.consumed);
            switch (step.event) {
            case message_event::none: break;
            case message_event::header: show_header(fields, sink); break;
            case message_event::data: sink.data("data", text_of(step.data)); break;
            case message_event::end: sink.event("end"); break;
            }
            if (step.st == status::ok) continue;
            if (is_error(step.st)) error_.report(step.st, decoder_.error().offset, sink);
            return;
        }
    }

    void finish(event_sink& sink) {
        const stream_end end = decoder_.finish();
        if (end.st != status::ok) error_.report(end.st, decoder_.offset(), sink);
    }

    friend bool operator==(const message_session& a, const message_session& b) {
        return a.decoder_ == b.decoder_ && a.error_ == b.error_ && a.decoder_.needed() == b.decoder_.needed();
    }

  private:
    void show_header(const header_fields& fields, event_sink& sink) const {
        sink.event("header");
        show_fields(fields, sink);
        if (decoder_.has_body())
            sink.attribute("body", decoder_.body_bytes());
        else
            sink.attribute("body", "none");
        sink.bytes_attribute("text", fields.text);
    }

    header_memory memory_;
    message_decoder decoder_;
    sticky_error error_;
};

class file_session {
  public:
    /// received: the file's bytes from an earlier upload, to go on behind.
    file_session(header_room room, body_rule rule, const file_options& rules, std::string received)
        : memory_(room), receiver_(memory_.header(), memory_.scratch(), rule, rules), received_(std::move(received)) {}
    file_session(const file_session& other)
        : memory_(other.memory_), receiver_(other.receiver_), received_(other.received_), error_(other.error_) {
        receiver_.rebind(memory_.header(), memory_.scratch());
    }
    file_session(file_session&&) = default;
    file_session& operator=(const file_session&) = delete;

    void feed(std::span<const std::byte> in, event_sink& sink) {
        header_fields fields;
        for (;;) {
            const file_step step = receiver_.decode(in, fields);
            in = in.subspan(step.consumed);
            switch (step.event) {
            case file_event::none: break;
            case file_event::message:
                sink.event("message");
                show_fields(fields, sink);
                break;
            case file_event::file: begin(fields, sink); break;
            case file_event::data: sink.data("data", text_of(step.data)); break;
            case file_event::end: sink.event("end"); break;
            }
            if (step.st == status::ok) continue;
            if (is_error(step.st)) error_.report(step.st, receiver_.error().offset, sink);
            return;
        }
    }

    void finish(event_sink& sink) {
        const stream_end end = receiver_.finish();
        if (end.st != status::ok) error_.report(end.st, receiver_.offset(), sink);
    }

    friend bool operator==(const file_session& a, const file_session& b) {
        return a.receiver_ == b.receiver_ && a.error_ == b.error_ && a.receiver_.needed() == b.receiver_.needed();
    }

  private:
    void begin(const header_fields& fields, event_sink& sink) {
        const auto word = [](digest_found found) {
            switch (found) {
            case digest_found::absent: return "absent";
            case digest_found::malformed: return "malformed";
            case digest_found::announced: return "announced";
            }
            return "";
        };
        const std::uint64_t offset = fields.bytes(header_field::offset);
        sink.event("file");
        sink.bytes_attribute("name", fields.string(header_field::file_name));
        sink.attribute("size", fields.bytes(header_field::size));
        sink.attribute("offset", offset);
        sink.attribute("body", receiver_.body_remaining());
        sink.attribute("md5", word(receiver_.md5_check().found()));
        sink.attribute("sha256", word(receiver_.sha256_check().found()));
        if (fields.has(header_field::msg)) sink.bytes_attribute("msg", fields.string(header_field::msg));
        if (!receiver_.needs_bytes()) return;
        // What the trace does not say of the earlier bytes is zero.
        std::string earlier = received_;
        earlier.resize(static_cast<std::size_t>(offset));
        receiver_.resume(bytes_of_text(earlier));
    }

    header_memory memory_;
    file_receiver receiver_;
    std::string received_;
    sticky_error error_;
};

class command_session {
  public:
    /// has_streams: the reply tells output from error output (form exec).
    command_session(header_room room, message_options limits, bool has_streams)
        : memory_(room), decoder_(memory_.header(), memory_.scratch(), limits), has_streams_(has_streams) {}
    command_session(const command_session& other)
        : memory_(other.memory_), decoder_(other.decoder_), error_(other.error_), has_streams_(other.has_streams_),
          offset_of_end_(other.offset_of_end_) {
        decoder_.rebind(memory_.header(), memory_.scratch());
    }
    command_session(command_session&&) = default;
    command_session& operator=(const command_session&) = delete;

    void feed(std::span<const std::byte> in, event_sink& sink) {
        header_fields fields;
        for (;;) {
            const command_step step = decoder_.decode(in, fields);
            in = in.subspan(step.consumed);
            switch (step.event) {
            case command_event::none: break;
            case command_event::reply:
                if (step.st != status::ok) break;
                sink.event("reply");
                show_fields(fields, sink);
                break;
            case command_event::stdout_data: sink.data(has_streams_ ? "stdout" : "output", text_of(step.data)); break;
            case command_event::stderr_data: sink.data("stderr", text_of(step.data)); break;
            case command_event::end: sink.event("end"); break;
            }
            if (step.st == status::ok) continue;
            if (is_error(step.st)) error_.report(step.st, decoder_.error().offset, sink);
            return;
        }
    }

    void finish(event_sink& sink) {
        const stream_end end = decoder_.finish();
        if (end.st != status::ok) error_.report(end.st, offset_of_end_, sink);
    }

    /// How many bytes there are, for the place of an early end: the decoder does not count them.
    void set_end(std::uint64_t offset) { offset_of_end_ = offset; }

    friend bool operator==(const command_session& a, const command_session& b) {
        return a.decoder_ == b.decoder_ && a.error_ == b.error_ && a.decoder_.needed() == b.decoder_.needed();
    }

  private:
    header_memory memory_;
    command_reply_decoder decoder_;
    sticky_error error_;
    bool has_streams_;
    std::uint64_t offset_of_end_ = 0;
};

} // namespace cleave::conformance
