// SPDX-License-Identifier: MIT
//
// file_receiver: files from a stream, one after the other: header, name, body, digest, verdict, next.
//
//     in      LEN {"file_name": "a.txt", "file_size": 5, "md5": ...} h e | l l o LEN {...
//     events  file,                                            data "he",  data "llo", end, file, ...
//
// `end` comes only when size and digest hold: until then, nothing belongs under the file's name. A header without a
// body (get, stat, exec, an error reply) is the event `message`. In O(1) memory; never allocates, opens nothing, makes
// no callback.
#pragma once

#include "digest.hpp"
#include "file_name.hpp"
#include "frame.hpp"
#include "frame_error.hpp"
#include "header_field.hpp"
#include "message_decoder.hpp"
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
enum class file_event : std::uint8_t {
    none,    // with need_input and errors
    message, // a header without a body; its fields are filled in
    file,    // a file begins: its name, size and digests passed all checks; the fields are filled in
    data,    // a piece of the file, never empty
    end,     // the file (or the message) is complete, and its digests hold
};

/// One step of a file_receiver.
struct [[nodiscard]] file_step {
    status st = status::ok;              // ok: an event; need_input: all input is consumed; or the error
    file_event event = file_event::none; // what it came upon
    std::size_t consumed = 0;            // bytes of the input to move on by
    std::span<const std::byte> data;     // data: a view of the input
};

/// The use of the digests that a header announces.
enum class digest_rule : std::uint8_t {
    ignore, // nothing: bodies may bypass the receiver
    verify, // check those that are digests; others ("xxdxxx" occurs) are reported by digest_found
    demand, // as verify, and a file without a well-formed one is refused
};

/// The digest in a header: absent, valid or malformed.
enum class digest_found : std::uint8_t { absent, malformed, announced };

/// The messages that a receiver accepts.
struct file_options {
    std::uint64_t max_size = INT64_MAX;        // of a file, bytes
    file_name_options names = {};              // what a peer may call a file
    digest_rule digests = digest_rule::verify; // what becomes of announced digests
    bool always_sha256 = false;                // compute it for every file, to be sent in replies
};

namespace detail {

/// One digest of one file: what the header announced, and what arrived.
template <digest Digest>
class digest_check {
  public:
    /// Begins a file. hex: the header's text, is_present: whether it has one; computed: whether to compute the digest
    /// even where none is announced.
    constexpr void begin(std::string_view hex, bool is_present, bool computed) noexcept {
        *this = {};
        if (is_present)
            found_ = parse_hex(hex, expected_) == status::ok ? digest_found::announced : digest_found::malformed;
        is_running_ = computed || found_ == digest_found::announced;
    }

    /// Further bytes of the file.
    constexpr void update(std::span<const std::byte> bytes) noexcept {
        if (is_running_) running_.update(bytes);
    }

    /// Returns whether the file has the digest that was announced; true where none was.
    constexpr bool holds() const noexcept { return found_ != digest_found::announced || running_.value() == expected_; }
    /// Returns what the header announced.
    constexpr digest_found found() const noexcept { return found_; }
    /// Returns whether the digest is being computed.
    constexpr bool is_running() const noexcept { return is_running_; }
    /// Returns the digest of the bytes received so far; meaningful if is_running().
    constexpr const Digest& running() const noexcept { return running_; }

    friend constexpr bool operator==(const digest_check&, const digest_check&) = default;

  private:
    Digest running_;
    std::array<std::byte, Digest::digest_bytes> expected_{};
    digest_found found_ = digest_found::absent;
    bool is_running_ = false;
};

} // namespace detail

/// Reads files and messages from a stream, one after the other. Copies share the storage: see rebind().
class file_receiver {
  public:
    /// header_storage, scratch: as for message_decoder; they must outlive the receiver.
    /// rule: body_rule::request for a server, body_rule::reply or none for a client.
    constexpr file_receiver(std::span<std::byte> header_storage, std::span<char> scratch,
                            body_rule rule = body_rule::request, const file_options& rules = {}) noexcept
        : messages_(header_storage, scratch, rule, {.max_size = rules.max_size}), rules_(rules) {}

    /// Sets which bodies to expect, from the next header on.
    constexpr void expect(body_rule rule) noexcept { messages_.expect(rule); }

    /// Makes a copy independent of the original, as message_decoder::rebind does.
    constexpr void rebind(std::span<std::byte> header_storage, std::span<char> scratch) noexcept {
        messages_.rebind(header_storage, scratch);
    }

    /// Takes bytes off the front of `in` up to the next event.
    /// fields: filled in with file_event::message and file, and empty with all other events; valid until the next call
    /// or until the bytes of `in` go. errors: those of message_decoder, field_missing (a name), every name_* status,
    /// digest_missing, digest_malformed, digest_mismatch. cost: O(bytes consumed), with each digest in force computed
    /// in the same pass. source: FILE-* of conformance/SPEC.md.
    file_step decode(std::span<const std::byte> in, header_fields& fields) noexcept {
        const message_step step = messages_.decode(in, fields);
        if (step.st != status::ok) return {step.st, file_event::none, step.consumed, {}};
        switch (step.event) {
        case message_event::header: {
            const status st = check(fields);
            if (st != status::ok) {
                fields.clear();
                return {st, file_event::none, 0, {}};
            }
            return {st, messages_.has_body() ? file_event::file : file_event::message, step.consumed, {}};
        }
        case message_event::data:
            digest_bytes(step.data);
            return {status::ok, file_event::data, step.consumed, step.data};
        case message_event::end: {
            const status st = messages_.has_body() ? check_digests() : status::ok;
            return {st, st == status::ok ? file_event::end : file_event::none, step.consumed, {}};
        }
        case message_event::none: break;
        }
        return {step.st, file_event::none, step.consumed, {}};
    }

    /// Takes the bytes of the file before `offset`, where an upload continues: digests are of whole files. Call it
    /// after the event `file`, in order, with all of them, where needs_bytes() is true.
    constexpr void resume(std::span<const std::byte> earlier) noexcept {
        assert(earlier.size() <= earlier_missing_);
        earlier_missing_ -= earlier.size();
        md5_.update(earlier);
        sha256_.update(earlier);
    }

    /// Returns whether a digest is being computed: then the body must come through decode().
    constexpr bool needs_bytes() const noexcept { return md5_.is_running() || sha256_.is_running(); }

    /// Returns the size in bytes of the rest of the file: that many may bypass the receiver where needs_bytes() is
    /// false
    /// ...
    constexpr std::uint64_t body_remaining() const noexcept { return messages_.body_remaining(); }

    /// ... and tells it that that many did.
    constexpr void moved(std::uint64_t bytes) noexcept {
        assert(!needs_bytes());
        messages_.moved(bytes);
    }

    /// Returns how the stream ended, as message_decoder::finish.
    constexpr stream_end finish() const noexcept { return messages_.finish(); }

    /// Returns how many bytes are missing to the end of the part in progress, as message_decoder::needed.
    constexpr bytes_needed needed() const noexcept { return messages_.needed(); }

    /// Explains the error; its st is ok if there is none.
    constexpr const message_error& error() const noexcept { return messages_.error(); }

    /// Ends in an error of the caller's, such as a full disk: decode() returns it from now on.
    constexpr status refuse(status st) noexcept { return messages_.refuse({.st = st}); }

    /// Returns the digests of the file in progress or, after the event `end`, of the file that ended.
    constexpr const detail::digest_check<md5>& md5_check() const noexcept { return md5_; }
    constexpr const detail::digest_check<sha256>& sha256_check() const noexcept { return sha256_; }

    /// Messages that ended so far, and bytes consumed so far.
    constexpr std::uint64_t messages() const noexcept { return messages_.messages(); }
    constexpr std::uint64_t offset() const noexcept { return messages_.offset(); }

    /// Forgets all but storage and rules.
    constexpr void reset() noexcept {
        messages_.reset();
        md5_ = {};
        sha256_ = {};
        earlier_missing_ = 0;
    }

    /// Equal: the same bytes went in and the same events came out.
    friend constexpr bool operator==(const file_receiver& a, const file_receiver& b) noexcept {
        return a.messages_ == b.messages_ && a.md5_ == b.md5_ && a.sha256_ == b.sha256_ &&
               a.earlier_missing_ == b.earlier_missing_;
    }

  private:
    constexpr status check(const header_fields& fields) noexcept {
        const bool has_name = fields.has(header_field::file_name);
        const std::string_view name = fields.string(header_field::file_name);
        if (!has_name && messages_.has_body()) return refuse(status::field_missing, header_field::file_name, "", "");
        if (has_name)
            if (const status st = check_file_name(name, rules_.names); st != status::ok)
                return refuse(st, header_field::file_name, fields.name(header_field::file_name), name);

        const bool verifies = messages_.has_body() && rules_.digests != digest_rule::ignore;
        const bool is_reported = messages_.has_body() && (rules_.always_sha256 || fields.flag(header_field::reply));
        md5_.begin(fields.string(header_field::md5), verifies && fields.has(header_field::md5), false);
        sha256_.begin(fields.string(header_field::sha256), verifies && fields.has(header_field::sha256), is_reported);
        earlier_missing_ = needs_bytes() ? fields.bytes(header_field::offset) : 0;
        return verifies && rules_.digests == digest_rule::demand ? check_demanded(fields) : status::ok;
    }

    constexpr status check_demanded(const header_fields& fields) noexcept {
        if (md5_.found() == digest_found::announced || sha256_.found() == digest_found::announced) return status::ok;
        if (sha256_.found() == digest_found::malformed)
            return refuse(status::digest_malformed, header_field::sha256, "sha256",
                          fields.string(header_field::sha256));
        if (md5_.found() == digest_found::malformed)
            return refuse(status::digest_malformed, header_field::md5, "md5", fields.string(header_field::md5));
        return refuse(status::digest_missing, header_field::sha256, "sha256", "");
    }

    constexpr void digest_bytes(std::span<const std::byte> bytes) noexcept {
        assert(earlier_missing_ == 0);
        md5_.update(bytes);
        sha256_.update(bytes);
    }

    constexpr status check_digests() noexcept {
        if (!md5_.holds()) return refuse_digest(header_field::md5, md5_.running());
        if (!sha256_.holds()) return refuse_digest(header_field::sha256, sha256_.running());
        return status::ok;
    }

    template <digest Digest>
    constexpr status refuse_digest(header_field field, const Digest& received) noexcept {
        const auto hex = to_hex(received.value());
        return refuse(status::digest_mismatch, field, to_string(field), {hex.data(), hex.size()});
    }

    constexpr status refuse(status st, header_field field, std::string_view name, std::string_view value) noexcept {
        return messages_.refuse(st, field, name, value);
    }

    message_decoder messages_;
    file_options rules_;
    detail::digest_check<md5> md5_;
    detail::digest_check<sha256> sha256_;
    std::uint64_t earlier_missing_ = 0; // bytes that resume() is still to bring
};

} // namespace cleave
