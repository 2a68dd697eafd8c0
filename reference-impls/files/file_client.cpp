// SPDX-License-Identifier: MIT
#include "file_client.hpp"

#include "posix/log.hpp"

#include <algorithm>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

namespace cleave::files {

using posix::broken;
using posix::displayable;
using posix::ending;
using posix::outcome;

namespace {

constexpr std::size_t max_reply_header = 64 << 10;
constexpr std::size_t room_bytes = 256 << 10;
constexpr std::uint64_t send_at_once = 1 << 20;

// Names from a server are shown at most; so only what could hurt when shown is refused.
constexpr file_options reply_rules{
    .names = {.allow_subtrees = true, .allow_hidden = true, .allow_devices = true, .allow_joiners = true},
};

complaint failed(const outcome& result, std::string_view what) {
    return posix::refused(to_string(result.code), std::string(what) + ": " + describe(result));
}

} // namespace

complaint open_local(const std::string& path, local_file& what) {
    // O_NONBLOCK: a FIFO is refused, not waited for.
    what.file.reset(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    struct stat found {};
    if (!what.file.is_open() || ::fstat(what.file.get(), &found) != 0) return failed(posix::failure(), path);
    if (!S_ISREG(found.st_mode)) return failed({status::not_a_file}, path);
    what.size = static_cast<std::uint64_t>(found.st_size);
    return {};
}

complaint compute_digest(std::string_view algorithm, local_file& what, posix::progress& shown) {
    md5 with_md5;
    sha256 with_sha256;
    std::vector<std::byte> room(room_bytes);
    shown.begin(std::string(algorithm) + " of " + displayable(what.name), what.size);
    for (std::uint64_t at = 0; at < what.size;) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(room.size(), what.size - at));
        const ssize_t read = posix::retry_on_interrupt(
            [&] { return ::pread(what.file.get(), room.data(), wanted, static_cast<off_t>(at)); });
        if (read <= 0) return failed(posix::failure(read < 0 ? errno : EIO), what.name);
        const auto bytes = std::span<const std::byte>(room).first(static_cast<std::size_t>(read));
        algorithm == "md5" ? with_md5.update(bytes) : with_sha256.update(bytes);
        at += bytes.size();
        shown.update(at);
    }
    shown.end();
    if (algorithm == "md5") {
        const auto hex = to_hex(with_md5.value());
        what.md5_hex.assign(hex.begin(), hex.end());
    } else {
        const auto hex = to_hex(with_sha256.value());
        what.sha256_hex.assign(hex.begin(), hex.end());
    }
    return {};
}

file_client::file_client(const posix::client_options& options, posix::progress& shown)
    : options_(options), shown_(shown), header_(max_reply_header), scratch_(max_reply_header), room_(room_bytes),
      out_(1024), receiver_(header_, scratch_, body_rule::reply, reply_rules) {}

complaint file_client::connect() {
    if (socket_.is_open()) return {};
    receiver_.reset();
    sender_ = {};
    unread_ = {};
    const complaint opened = posix::open_connection(options_, socket_);
    if (!opened.ok()) drop();
    return opened;
}

complaint file_client::stat(std::string_view name, exchange& done) {
    const encoded header = compose([&](auto into) { return write_stat(into, name); });
    if (const complaint sent = send_header(header, 0); !sent.ok()) return sent;
    header_fields fields;
    if (const complaint got = next_reply(fields); !got.ok()) return got;
    done.size = fields.bytes(header_field::size);
    done.received = fields.bytes(header_field::received);
    return {};
}

complaint file_client::find_offset(const local_file& what, std::uint64_t& offset) {
    offset = 0;
    // Size and digest, which stat need not have, tell the server which of several broken uploads is meant.
    const encoded header = compose([&](auto into) {
        return write_header(into, [&](json_writer& json) {
            json.key("cmd").string("stat").key("filename").string(what.name).key("filesize").integer(what.size);
            if (!what.sha256_hex.empty()) json.key("sha256").string(what.sha256_hex);
            if (!what.md5_hex.empty()) json.key("md5").string(what.md5_hex);
        });
    });
    if (const complaint sent = send_header(header, 0); !sent.ok()) return sent;
    header_fields fields;
    const complaint got = next_reply(fields);
    if (got.name == to_string(status::not_found)) return {};
    if (!got.ok()) return got;
    if (fields.bytes(header_field::size) == what.size)
        offset = std::min(fields.bytes(header_field::received), what.size);
    return {};
}

complaint file_client::put(const local_file& what, std::uint64_t offset, exchange& done) {
    done.size = what.size;
    const encoded header = compose([&](auto into) {
        if (!what.msg.empty()) return write_upload(into, what.name, what.size, what.msg); // put has no msg
        const put_options options{.md5_hex = what.md5_hex,
                                  .sha256_hex = what.sha256_hex,
                                  .offset_bytes = offset,
                                  .reply = options_.is_extended()};
        return write_put(into, what.name, what.size, options);
    });
    if (const complaint sent = send_header(header, what.size - offset); !sent.ok()) return sent;
    const complaint sent = send_body(what, offset, done);
    if (!options_.is_extended() || sent.how == ending::refused) return sent;

    header_fields fields; // after a broken send, too: the reply says why
    const complaint got = next_reply(fields);
    if (!got.ok()) return !sent.ok() && got.how == ending::broken ? sent : got;
    if (!sent.ok() || !sender_.is_done())
        return broken(status::connection_lost, "the server answered before it had the whole file");
    done.ack = displayable(fields.string(header_field::ack));
    return check_put_reply(what, fields);
}

// A server that has something else than what was sent has not stored it, whatever it calls that.
complaint file_client::check_put_reply(const local_file& what, const header_fields& fields) {
    const auto differs = [&](std::string_view field, std::string_view told) {
        drop();
        return broken(status::unsupported, "the server's answer is about something else: " + std::string(field) + " '" +
                                               std::string(told) + "'");
    };
    if (fields.string(header_field::file_name) != what.name)
        return differs("filename", fields.string(header_field::file_name));
    if (!fields.has(header_field::size) || fields.bytes(header_field::size) != what.size)
        return differs("filesize", std::to_string(fields.bytes(header_field::size)));
    const std::string_view sha256_hex = fields.string(header_field::sha256);
    if (!what.sha256_hex.empty() && sha256_hex != what.sha256_hex) return differs("sha256", sha256_hex);
    const std::string_view level = fields.string(header_field::ack);
    for (const auto known : {acknowledgement::received, acknowledgement::stored, acknowledgement::durable})
        if (level == to_string(known)) return {};
    return differs("ack", level);
}

complaint file_client::send_header(const encoded& header, std::uint64_t body_bytes) {
    if (const status begun = sender_.begin(header, body_bytes); begun != status::ok) return failed({begun}, "the name");
    while (!sender_.pending().empty()) {
        const io_result sent = socket_.write_some(sender_.pending());
        if (sent.state == io::would_block) return unsent(posix::failure(ETIMEDOUT));
        if (sent.state != io::ok) return unsent(posix::failure(sent.error != 0 ? sent.error : EPIPE));
        sender_.sent(sent.bytes);
    }
    return {};
}

// Stops when the server has something to say: before the end, that is why it does not want the rest.
complaint file_client::send_body(const local_file& what, std::uint64_t offset, exchange& done) {
    shown_.begin(displayable(what.name), what.size, offset);
    for (auto at = static_cast<off_t>(offset); sender_.body_remaining() != 0;) {
        if (socket_.is_readable()) return unsent(posix::failure(EPIPE));
        const auto wanted = static_cast<std::size_t>(std::min(send_at_once, sender_.body_remaining()));
        const ssize_t sent =
            posix::retry_on_interrupt([&] { return ::sendfile(socket_.fd(), what.file.get(), &at, wanted); });
        if (sent < 0) return unsent(posix::failure(errno == EAGAIN ? ETIMEDOUT : errno));
        // What was announced cannot be kept: the connection is of no more use.
        if (sent == 0) {
            drop();
            return failed(posix::failure(EIO), what.name + " became shorter");
        }
        sender_.moved(static_cast<std::uint64_t>(sent));
        done.moved += static_cast<std::uint64_t>(sent);
        shown_.update(offset + done.moved);
    }
    shown_.wait("the answer");
    return {};
}

complaint file_client::get(std::string_view name, const local_target& target, exchange& done) {
    std::uint64_t offset = 0;
    if (target.resume) {
        posix::file_status part;
        if (target.store->look_up(target.name, part).ok() && !part.complete) offset = part.received;
    }
    const complaint got = get_from(offset, name, target, done);
    if (offset == 0 || got.name != to_string(status::offset_beyond_size)) return got;
    // What is here is a part of another file, or of an earlier state of this one.
    done = {};
    if (const complaint connected = connect(); !connected.ok()) return connected;
    return get_from(0, name, target, done);
}

complaint file_client::get_from(std::uint64_t offset, std::string_view name, const local_target& target,
                                exchange& done) {
    const std::string text = "get " + std::string(name);
    const encoded header = options_.is_extended() ? compose([&](auto into) { return write_get(into, name, offset); })
                                                  : encoded{.st = status::ok, .bytes = as_bytes(text)};
    if (const complaint sent = send_header(header, 0); !sent.ok()) return sent;
    posix::upload upload;
    receiver_.expect(body_rule::reply);
    return receive_file(target, upload, done);
}

complaint file_client::receive_file(const local_target& target, posix::upload& upload, exchange& done) {
    for (;;) {
        header_fields fields;
        file_step step;
        if (const complaint got = next(step, fields); !got.ok()) return got;
        switch (step.event) {
        case file_event::message: return judge(fields); // a reply without a body is an error
        case file_event::file: {
            // Shown by its last part, as it was asked for by its last part in the field.
            if (base_name(fields.string(header_field::file_name)) != base_name(target.asked)) {
                const std::string told = displayable(fields.string(header_field::file_name));
                drop();
                return broken(status::unsupported, "the server sends another file: " + told);
            }
            const std::uint64_t offset = fields.bytes(header_field::offset);
            const bool has_sha256 = receiver_.sha256_check().found() == digest_found::announced;
            const bool has_md5 = receiver_.md5_check().found() == digest_found::announced;
            const std::string_view hex = has_sha256 ? fields.string(header_field::sha256)
                                         : has_md5  ? fields.string(header_field::md5)
                                                    : "";
            if (!hex.empty()) done.digest = (has_sha256 ? "sha256 " : "md5 ") + std::string(hex);
            done.size = fields.bytes(header_field::size);
            const posix::upload_options options{
                .overwrite = target.overwrite, .resume = target.resume, .offset = offset, .digest = hex};
            const outcome begun = target.store->begin(target.name, done.size, options, upload);
            if (!begun.ok()) {
                drop(); // the rest of the body is of no use to anybody
                return failed(begun, target.name);
            }
            done.received = offset;
            shown_.begin(displayable(target.name), done.size, offset);
            if (offset == 0 || !receiver_.needs_bytes()) break;
            if (const complaint fed = feed_earlier(upload, offset); !fed.ok()) return fed;
            break;
        }
        case file_event::data:
            if (const outcome written = upload.write(step.data); !written.ok()) {
                drop();
                return failed(written, target.name);
            }
            done.moved += step.data.size();
            done.received += step.data.size();
            shown_.update(done.received);
            break;
        case file_event::end: {
            if (!upload.is_open()) break; // of the reply before
            const posix::commit_result committed = upload.commit();
            shown_.end();
            return committed.result.ok() ? complaint{} : failed(committed.result, target.name);
        }
        case file_event::none: break;
        }
    }
}

complaint file_client::feed_earlier(posix::upload& upload, std::uint64_t bytes) {
    std::vector<std::byte> room(room_bytes);
    for (std::uint64_t at = 0; at < bytes;) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(room.size(), bytes - at));
        const io_result read = upload.read_back(at, std::span(room).first(wanted));
        if (read.state != io::ok) return failed(posix::failure(read.error != 0 ? read.error : EIO), "the part");
        receiver_.resume(std::span(room).first(read.bytes));
        at += read.bytes;
    }
    return {};
}

complaint file_client::close() {
    if (!socket_.is_open()) return {};
    if (options_.is_extended()) { // the last reply said it all
        drop();
        return {};
    }
    const complaint closed = posix::close_and_wait(socket_, options_);
    drop();
    return closed;
}

// ---- replies

complaint file_client::next(file_step& step, header_fields& fields) {
    for (;;) {
        step = receiver_.decode(unread_, fields);
        unread_ = unread_.subspan(step.consumed);
        if (step.st == status::ok) return {};
        if (is_error(step.st)) return not_understood();
        const io_result got = socket_.read_some(room_);
        if (got.state == io::closed) return ended(receiver_.finish());
        if (got.state == io::would_block) return lost(posix::failure(ETIMEDOUT), "no answer" + dialect_hint());
        if (got.state == io::failed) return lost(posix::failure(got.error), "no answer" + dialect_hint());
        unread_ = std::span<const std::byte>(room_).first(got.bytes);
    }
}

// Reads a reply without a body. The end of the one before it may still have to be taken.
complaint file_client::next_reply(header_fields& fields) {
    receiver_.expect(body_rule::none);
    file_step step;
    do {
        if (const complaint got = next(step, fields); !got.ok()) return got;
    } while (step.event == file_event::end);
    return judge(fields);
}

complaint file_client::judge(const header_fields& fields) {
    const std::string_view state = fields.string(header_field::status);
    if (state == "ok") return {};
    if (state == "auth") return posix::token_wanted(options_);
    if (state != "error") return broken(status::unsupported, "the server's reply is not of the extended dialect");
    return posix::server_refused(fields, options_);
}

complaint file_client::lost(const outcome& result, std::string_view doing) {
    drop();
    return broken(result, doing);
}

// Extended: the reply, which is looked for next, says why. Plain: all that can be known is that the server is gone,
// unless it is none of this dialect.
complaint file_client::unsent(const outcome& result) {
    if (result.code != status::connection_lost) return broken(result, "sending");
    if (options_.is_extended()) return broken(result, "sending" + dialect_hint());
    const complaint said = posix::close_and_wait(socket_, options_);
    drop();
    return said.ok() ? posix::not_taken() : said;
}

complaint file_client::ended(const stream_end& end) {
    drop();
    if (end.st != status::ok)
        return broken(end.st, std::string(rule_of(end.st)) + ": " + std::to_string(end.have) + " of " +
                                  std::to_string(end.need) + " bytes came");
    return broken(status::connection_lost, "the server closed the connection without an answer" + dialect_hint());
}

std::string file_client::dialect_hint() const {
    return " (does it speak the " + std::string(options_.other_dialect()) + " dialect?)";
}

complaint file_client::not_understood() {
    drop();
    std::array<char, 512> text;
    const std::string_view described = describe(receiver_.error(), text);
    if (receiver_.error().st == status::digest_mismatch)
        return posix::refused(to_string(status::digest_mismatch), described);
    return broken(receiver_.error().st, "the bytes received are no reply of this dialect: " + std::string(described));
}

} // namespace cleave::files
