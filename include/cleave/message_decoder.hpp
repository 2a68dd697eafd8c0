// SPDX-License-Identifier: MIT
//
// message_decoder: header messages from a stream, one after the other, without end.
//
//     in      68 00 00 00 { "file_size": 5, ... } h e | l l o 68 00 00 00 { ...
//     events  header,                      data "he",   data "llo", end, header, ...
//
// One event per call, as in frame_decoder.hpp. A header that lies whole in the input is read in place; one that comes
// in pieces is gathered in storage that the caller supplies, whose size is the limit. Bodies pass through, of any size,
// or bypass the decoder: moved(n). Never allocates, makes no callback.
#pragma once

#include "detail/copy_bytes.hpp"
#include "detail/platform.hpp"
#include "frame.hpp"
#include "frame_error.hpp"
#include "header_field.hpp"
#include "header_message.hpp"
#include "layout.hpp"
#include "message_error.hpp"
#include "status.hpp"

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace cleave {

/// The events of decode().
enum class message_event : std::uint8_t {
    none,   // with need_input and errors
    header, // a header passed all checks; its fields are filled in
    data,   // a piece of the body, never empty
    end,    // the message is complete
};

/// One step of a message_decoder.
struct [[nodiscard]] message_step {
    status st = status::ok;                    // ok: an event; need_input: all input is consumed; or the error
    message_event event = message_event::none; // what it came upon
    std::size_t consumed = 0;                  // bytes of the input to move on by
    std::span<const std::byte> data;           // data: a view of the input
};

/// Which messages have a body after their header. A body is what lies from `offset` to the size.
enum class body_rule : std::uint8_t {
    sized,   // every one; the size is required
    none,    // none, whatever sizes are named: replies to stat and to put
    request, // what a server reads: put, and an upload without cmd; get, stat, exec and auth have none
    reply,   // what a client reads: every reply but those with status error
};

/// Bounds of a message_decoder.
struct message_options {
    std::uint64_t max_size = INT64_MAX; // of a body, bytes
};

namespace detail {

/// How far a message_decoder is: all that it keeps from call to call, but for the bytes in its storage.
class message_progress {
  protected:
    /// The part that is read next.
    enum class state : std::uint8_t { length, header, body, failed };

    /// At the first byte of a stream.
    constexpr explicit message_progress(body_rule rule) noexcept : rule_(rule) {}

    /// Equal in all of it.
    friend constexpr bool operator==(const message_progress&, const message_progress&) = default;

    std::uint64_t offset_ = 0;          // bytes consumed
    std::uint64_t message_offset_ = 0;  // where the message in progress begins
    std::uint64_t messages_ = 0;        // that ended
    std::uint64_t message_index_ = 0;   // of the message that begins at message_offset_
    std::uint64_t body_bytes_ = 0;      // of the whole body
    std::uint64_t remaining_ = 0;       // body: bytes to come
    std::size_t have_ = 0;              // length, header: bytes gathered
    std::size_t header_bytes_ = 0;      // header: bytes of the whole
    message_error error_;               // failed: why
    std::array<std::byte, 4> length_{}; // length: what is gathered of it
    body_rule rule_;                    // from the next header on
    bool has_body_ = false;             // whether the message in progress has one
    state state_ = state::length;       // what is read next
};

} // namespace detail

/// Reads header messages from a stream, one after the other. Copies share the storage: see rebind().
class message_decoder : detail::message_progress {
  public:
    /// header_storage: where a header in pieces is gathered; its size is max_header, the longest header accepted.
    /// scratch: for the escapes in a header; as large as header_storage serves every header of up to 16 keys.
    /// Both must outlive the decoder. A copy shares them: give it others by rebind().
    constexpr message_decoder(std::span<std::byte> header_storage, std::span<char> scratch,
                              body_rule rule = body_rule::sized, message_options limits = {}) noexcept
        : detail::message_progress(rule), storage_(header_storage), scratch_(scratch), limits_(limits) {}

    /// Sets which bodies to expect, from the next header on.
    constexpr void expect(body_rule rule) noexcept { rule_ = rule; }

    /// Moves what is gathered of a header to other storage: makes a copy independent of the original.
    constexpr void rebind(std::span<std::byte> header_storage, std::span<char> scratch) noexcept {
        assert(header_storage.size() >= gathered().size());
        detail::copy_bytes(gathered(), header_storage.data());
        storage_ = header_storage;
        scratch_ = scratch;
    }

    /// Takes bytes off the front of `in` up to the next event.
    /// fields: filled in with message_event::header, and empty with all other events; they view `in`, the storage and
    /// the scratch, and are valid until the next call or until the bytes of `in` go. returns: as frame_decoder::decode.
    /// errors: negative_length, header_empty, header_too_large, those of read_header, field_missing (a size that the
    /// rule asks for), size_too_large, offset_beyond_size, command_unknown. cost: O(header) or O(1); copies no body,
    /// and a header only where it came in pieces. source: HEADER-LEN-* and HEADER-BODY-* of conformance/SPEC.md.
    message_step decode(std::span<const std::byte> in, header_fields& fields) noexcept {
        fields.clear();
        std::size_t consumed = 0; // of the length, when the header follows in the same input
        switch (state_) {
        case state::length: {
            if (have_ == 0) {
                message_offset_ = offset_;
                message_index_ = messages_;
            }
            const std::size_t used = gather_length(in);
            if (have_ < length_.size()) return {status::need_input, message_event::none, used, {}};
            have_ = 0;
            if (const status st = check_length(); st != status::ok) return {st, message_event::none, 0, {}};
            state_ = state::header;
            consumed = used;
            in = in.subspan(used);
            [[fallthrough]];
        }
        case state::header: {
            const bool is_whole = have_ == 0 && in.size() >= header_bytes_;
            const std::size_t used = is_whole ? header_bytes_ : gather(storage_, header_bytes_, in);
            if (!is_whole && have_ < header_bytes_)
                return {status::need_input, message_event::none, consumed + used, {}};
            if (is_whole) offset_ += used;
            have_ = 0;
            const std::span<const std::byte> text = is_whole ? in : storage_;
            const status st = check_header(text.first(header_bytes_), fields);
            if (st != status::ok) {
                fields.clear();
                return {st, message_event::none, 0, {}};
            }
            state_ = state::body;
            return {status::ok, message_event::header, consumed + used, {}};
        }
        case state::body: {
            if (remaining_ == 0) {
                ++messages_;
                state_ = state::length;
                return {status::ok, message_event::end, 0, {}};
            }
            const auto data = in.first(remaining_ < in.size() ? detail::as_size(remaining_) : in.size());
            if (data.empty()) return {status::need_input, message_event::none, 0, {}};
            moved(data.size());
            return {status::ok, message_event::data, data.size(), data};
        }
        case state::failed: break;
        }
        return {error_.st, message_event::none, 0, {}};
    }

    /// Returns the size in bytes of the rest of the body: that many may bypass the decoder (splice, sendfile) ...
    constexpr std::uint64_t body_remaining() const noexcept { return state_ == state::body ? remaining_ : 0; }

    /// ... and tells it that that many did.
    constexpr void moved(std::uint64_t bytes) noexcept {
        assert(state_ == state::body && bytes <= remaining_);
        remaining_ -= bytes;
        offset_ += bytes;
    }

    /// Says how the stream ended. st: ok between messages, truncated_prefix, truncated_header, truncated_body, or the
    /// error that came before. A body that is complete counts as such before its `end` was returned. Changes nothing.
    constexpr stream_end finish() const noexcept {
        switch (state_) {
        case state::length:
            if (have_ == 0) return {};
            return {status::truncated_prefix, have_, length_.size()};
        case state::header: return {status::truncated_header, have_, header_bytes_};
        case state::body:
            if (remaining_ == 0) return {};
            return {status::truncated_body, body_bytes_ - remaining_, body_bytes_};
        case state::failed: break;
        }
        return {error_.st, 0, 0};
    }

    /// Returns how many bytes are missing to the end of the length, of the header, or of the body, whichever is in
    /// progress.
    constexpr bytes_needed needed() const noexcept {
        switch (state_) {
        case state::length: return {length_.size() - have_, false};
        case state::header: return {header_bytes_ - have_, false};
        case state::body: return {remaining_, true};
        case state::failed: break;
        }
        return {};
    }

    /// Explains the error; its st is ok if there is none.
    constexpr const message_error& error() const noexcept { return error_; }

    /// Messages that ended so far.
    constexpr std::uint64_t messages() const noexcept { return messages_; }
    /// Returns how many bytes were consumed; after an error, where the refused message begins.
    constexpr std::uint64_t offset() const noexcept { return offset_; }
    /// Returns the size in bytes of the current message's body.
    constexpr std::uint64_t body_bytes() const noexcept { return body_bytes_; }
    /// Returns whether the current message has a body, even an empty one.
    constexpr bool has_body() const noexcept { return has_body_; }

    /// Ends in an error of the layer above, such as a refused file name: it is this decoder's error from now on.
    constexpr status refuse(const message_error& error) noexcept {
        error_ = error;
        error_.offset = message_offset_;
        error_.message_index = message_index_;
        offset_ = message_offset_;
        state_ = state::failed;
        return error_.st;
    }

    /// Refuses a field. name: as header_fields::name() has it. value: as it was written. limit: 0 where the rule
    /// has none.
    constexpr status refuse(status st, header_field field, std::string_view name, std::string_view value,
                            std::uint64_t limit = 0) noexcept {
        message_error error{.st = st, .has_field = true, .field = field, .name = name, .limit = limit};
        error.set_value(value);
        return refuse(error);
    }

    /// Forgets all but storage, rule and limits.
    constexpr void reset() noexcept { *this = message_decoder(storage_, scratch_, rule_, limits_); }

    /// Equal: the same bytes went in and the same events came out.
    friend constexpr bool operator==(const message_decoder& a, const message_decoder& b) noexcept {
        const detail::message_progress &progress = a, &other = b;
        return progress == other && detail::same_bytes(a.gathered(), b.gathered());
    }

  private:
    // The part received of a header that is not whole.
    constexpr std::span<const std::byte> gathered() const noexcept {
        return storage_.first(state_ == state::header ? have_ : 0);
    }

    // Appends to the `have_` bytes of `to` until there are `whole`; returns how many bytes it took off `in`.
    constexpr std::size_t gather(std::span<std::byte> to, std::size_t whole, std::span<const std::byte> in) noexcept {
        const std::size_t missing = whole - have_;
        const std::size_t used = missing < in.size() ? missing : in.size();
        detail::copy_bytes(in.first(used), to.data() + have_);
        have_ += used;
        offset_ += used;
        return used;
    }

    // Byte by byte: of a copy, g++ cannot tell that no more than these fit.
    constexpr std::size_t gather_length(std::span<const std::byte> in) noexcept {
        std::size_t used = 0;
        while (have_ < length_.size() && used < in.size()) length_[have_++] = in[used++];
        offset_ += used;
        return used;
    }

    constexpr status check_length() noexcept {
        constexpr std::size_t most = INT32_MAX; // that the length can say
        const std::size_t max_header = storage_.size() < most ? storage_.size() : most;
        runtime_layout layout;
        [[maybe_unused]] const layout_error none =
            runtime_layout::from({.order = std::endian::little, .is_signed = true, .max_payload = max_header}, layout);
        assert(none == layout_error::none);
        const prefix_reading reading = layout.read(length_);
        header_bytes_ = static_cast<std::size_t>(reading.size);
        if (reading.st == status::ok && header_bytes_ != 0) return status::ok;

        const frame_error prefix_error = detail::explain(layout, reading.st, length_, reading, offset_, max_header);
        message_error error{.st = reading.st, .looks_like = prefix_error.looks_like, .limit = max_header};
        if (reading.st == status::frame_too_large) error.st = status::header_too_large;
        if (reading.st == status::ok) error = {.st = status::header_empty};
        error.set_value(detail::decimal(static_cast<std::int64_t>(prefix_error.declared)).text());
        return refuse(error);
    }

    status check_header(std::span<const std::byte> header, header_fields& fields) noexcept {
        const header_reading reading = read_header(as_text(header), scratch_, fields);
        if (reading.st != status::ok) return refuse(reading.error());
        has_body_ = false;
        body_bytes_ = remaining_ = 0;
        switch (rule_) {
        case body_rule::none: break;
        case body_rule::sized: return check_size(fields);
        case body_rule::request: {
            const std::string_view cmd = fields.string(header_field::cmd);
            if (!fields.has(header_field::cmd) || cmd == "put") return check_size(fields);
            if (cmd == "get" || cmd == "stat" || cmd == "exec" || cmd == "auth") return status::ok;
            return refuse(status::command_unknown, header_field::cmd, fields.name(header_field::cmd), cmd);
        }
        case body_rule::reply: {
            const bool is_answer = fields.has(header_field::status);
            if (is_answer && fields.string(header_field::status) != "ok") return status::ok;
            if (is_answer && !fields.has(header_field::size)) return status::ok;
            return check_size(fields);
        }
        }
        return status::ok;
    }

    constexpr status check_size(const header_fields& fields) noexcept {
        using enum header_field;
        const std::uint64_t whole = fields.bytes(size);
        const std::uint64_t from = fields.bytes(offset);
        if (!fields.has(size)) return refuse(status::field_missing, size, fields.name(size), "");
        if (whole > limits_.max_size)
            return refuse(status::size_too_large, size, fields.name(size), detail::decimal(whole).text(),
                          limits_.max_size);
        if (from > whole)
            return refuse(status::offset_beyond_size, offset, fields.name(offset), detail::decimal(from).text(), whole);
        has_body_ = true;
        body_bytes_ = remaining_ = whole - from;
        return status::ok;
    }

    std::span<std::byte> storage_;
    std::span<char> scratch_;
    message_options limits_;
};

} // namespace cleave
