// SPDX-License-Identifier: MIT
#include "file_connection.hpp"

#include "posix/log.hpp"

#include <algorithm>

namespace cleave::files {

using posix::displayable;
using posix::farewell;
using posix::interest;
using posix::log_line;
using posix::log_trouble;
using posix::outcome;
using posix::text_of;

namespace {

constexpr std::string_view get_verb = "get ";

// A peer that is slower than this keeps a place from others.
constexpr posix::duration header_deadline = std::chrono::seconds(10);
constexpr posix::duration pace_window = std::chrono::seconds(20);
constexpr std::uint64_t least_in_window = 20 * 500; // bytes

constexpr std::uint64_t send_at_once = 1 << 20;
constexpr std::uint64_t digest_at_once = 256 << 10; // by the loop itself

char to_lower_case(char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; }

// A command typed at a terminal ends in a line feed, which no file name does.
std::string_view without_line_end(std::string_view text) {
    if (text.ends_with('\n')) text.remove_suffix(1);
    if (text.ends_with('\r')) text.remove_suffix(1);
    return text;
}

// An upload on its way to the disk, in another thread.
struct commit_job {
    posix::upload upload;
    std::shared_ptr<posix::commit_result> done = std::make_shared<posix::commit_result>();
    posix::event_loop::posted_calls report;
};

} // namespace

file_connection::file_connection(file_service& service, posix::serving_loop& home, posix::stream_socket socket,
                                 const posix::address& peer, posix::admission place)
    : connection(home, std::move(socket), peer, std::move(place)), service_(service),
      receiver_({}, {}, body_rule::request, service.options.rules),
      silence_([this] { guarded([this] { on_silence(); }); }) {}

void file_connection::start() {
    made_progress(0);
    if (is_refused()) {
        is_leaving_ = true;
        return refuse(status::busy, text_of(status::busy));
    }
}

void file_connection::drain() {
    is_draining_ = true;
    if (is_idle()) leave(last_word());
}

// Extended: what was stored is answered, and the answer is not thrown away because more was on its way. Plain: only a
// reset tells who sends on that nobody reads it.
farewell file_connection::last_word() const noexcept {
    return service_.options.is_extended ? farewell::linger : farewell::close;
}

void file_connection::on_socket(posix::readiness ready) {
    switch (phase_) {
    case phase::receiving: receive(); break;
    case phase::digesting:
        if (!ready.broken) return;
        return lose({status::connection_lost}); // and nobody needs the digest any more
    case phase::rereading:
        if (ready.broken) return lose({status::connection_lost});
        reread_slice();
        break;
    case phase::sending: send(); break;
    case phase::committing:
        if (!ready.broken) return;
        is_peer_gone_ = true;
        return home().loop().remove(socket().fd());
    }
    go_on();
}

void file_connection::enter(phase next) {
    phase_ = next;
    switch (next) {
    case phase::receiving: made_progress(0); return watch(interest::read);
    case phase::sending: silence_.cancel(); return watch(interest::write);
    case phase::digesting: silence_.cancel(); return watch(interest::none);
    case phase::rereading: silence_.cancel(); return watch(interest::write); // a socket with room: once a round
    case phase::committing: silence_.cancel(); return watch(interest::none);
    }
}

// ---- what comes in

// A bounded number of reads: the other connections wait.
void file_connection::receive() {
    for (int i = 0; i < 4 && phase_ == phase::receiving && !has_left(); ++i) {
        const io_result got = receive_some();
        if (got.state == io::would_block) return;
        if (got.state == io::closed) return end_of_stream();
        if (got.state == io::failed) {
            if (!work_ || work_->upload.error().ok()) return lose(posix::failure(got.error));
            return refuse_file(work_->upload.error(), work_->put.name);
        }
        made_progress(got.bytes);
    }
}

io_result file_connection::receive_some() {
    if (bypasses_receiver()) {
        const io_result moved =
            job().upload.receive_from_socket(socket().fd(), receiver_.body_remaining(), home().pipe());
        if (moved.state == io::ok) receiver_.moved(moved.bytes);
        if (receiver_.body_remaining() == 0) static_cast<void>(take({})); // the end, which takes no bytes
        // At an urgent byte the kernel moves nothing, for ever. A read passes over it.
        if (moved.bytes != 0 || moved.state == io::failed) return moved;
    }
    const std::span<std::byte> room = home().room();
    const io_result got = socket().read_some(room);
    if (got.state != io::ok) return got;
    const std::size_t left = take(room.first(got.bytes));
    unread_.assign(room.begin() + static_cast<std::ptrdiff_t>(got.bytes - left),
                   room.begin() + static_cast<std::ptrdiff_t>(got.bytes));
    return got;
}

// A body without a digest goes from the socket to the disk inside the kernel.
bool file_connection::bypasses_receiver() {
    if (!has_upload() || receiver_.needs_bytes() || receiver_.body_remaining() == 0) return false;
    return home().pipe().is_open() || home().pipe().open().ok();
}

// Takes what is left from before; and events that need no more bytes, such as the end of a body.
void file_connection::go_on() {
    if (phase_ == phase::receiving && !has_left()) {
        const std::size_t left = take(std::span<const std::byte>(unread_).subspan(unread_at_));
        unread_at_ = unread_.size() - left;
        if (left == 0) {
            unread_ = {};
            unread_at_ = 0;
        }
    }
    if (has_left() || !is_idle()) return;
    rest();
    if (is_draining_) leave(last_word());
}

// Takes `in` until it is used up, or until something has to be done first. Returns how many bytes are left.
std::size_t file_connection::take(std::span<const std::byte> in) {
    if (!header_) receiver_.rebind(home().header_room(), home().scratch());
    header_fields fields;
    while (phase_ == phase::receiving && !has_left()) {
        if (is_draining_ && is_between_messages()) { // although the peer goes on
            leave(last_word());
            break;
        }
        if (take_plain_get(in, fields)) break;
        if (is_between_messages() && !in.empty()) begin_message();
        const file_step step = receiver_.decode(in, fields);
        in = in.subspan(step.consumed);
        if (is_error(step.st)) {
            refuse_message();
            break;
        }
        if (step.st != status::ok) break;
        take_step(step, fields);
    }
    keep_header();
    return is_leaving_ || has_left() ? 0 : in.size();
}

// Between two messages, the letters `get ` begin a request without a frame; as a length they would be 544 MB, more than
// any header may have. Its name is what comes with the same read. Returns true if all of `in` was taken.
bool file_connection::take_plain_get(std::span<const std::byte>& in, header_fields& fields) {
    if (service_.options.is_extended || (!is_between_messages() && get_letters_ == 0)) return false;
    while (get_letters_ < get_verb.size() && !in.empty() && static_cast<char>(in[0]) == get_verb[get_letters_]) {
        ++get_letters_;
        in = in.subspan(1);
    }
    if (in.empty()) return get_letters_ != 0;
    if (get_letters_ == get_verb.size()) {
        get_letters_ = 0;
        const std::string name(without_line_end(as_text(in)));
        in = {};
        get(name, 0);
        return true;
    }
    // No get after all: the letters were the begin of a length.
    static_cast<void>(receiver_.decode(as_bytes(get_verb.substr(0, get_letters_)), fields));
    get_letters_ = 0;
    return false;
}

void file_connection::take_step(const file_step& step, const header_fields& fields) {
    switch (step.event) {
    case file_event::message: return take_message(fields);
    case file_event::file: return begin_put(fields);
    case file_event::data:
        if (!has_upload()) return; // what is there already is not written again
        if (const outcome written = job().upload.write(step.data); !written.ok()) refuse_file(written, job().put.name);
        return;
    case file_event::end:
        if (work_) work_->pace.cancel();
        if (work_ && !work_->put.name.empty()) end_put();
        return;
    case file_event::none: return;
    }
}

// A header in pieces needs storage of its own until it is whole; no other time does a connection hold any.
void file_connection::keep_header() {
    if (!is_in_header()) {
        receiver_.rebind({}, {});
        header_.reset();
    } else if (!header_) {
        const std::size_t size = home().header_room().size();
        header_ = std::make_unique_for_overwrite<std::byte[]>(size);
        receiver_.rebind({header_.get(), size}, home().scratch());
    }
}

void file_connection::end_of_stream() {
    header_fields fields;
    if (get_letters_ == get_verb.size()) return refuse(status::name_empty, text_of(status::name_empty));
    if (get_letters_ != 0) static_cast<void>(receiver_.decode(as_bytes(get_verb.substr(0, get_letters_)), fields));
    const stream_end end = receiver_.finish();
    if (end.st == status::ok) return leave(farewell::close);
    is_leaving_ = true;
    refuse(end.st, text_of(end.st) + ": " + std::to_string(end.have) + " of " + std::to_string(end.need) +
                       " bytes came" + (is_putting() ? ", file_name is " + work_->put.name : ""));
}

// ---- requests without a body

void file_connection::take_message(const header_fields& fields) {
    const std::string_view cmd = fields.string(header_field::cmd);
    if (!service_.options.is_extended)
        return refuse(status::unsupported, "unsupported: a " + std::string(cmd) + " header is of the extended dialect");
    // Who has come in already may say so once more.
    if (cmd == "auth") return reply([](auto into) { return posix::write_auth_accepted(into); });
    if (cmd == "exec") return refuse(status::unsupported, "unsupported: this server runs no commands");
    if (!fields.has(header_field::file_name))
        return refuse(status::field_missing, text_of(status::field_missing) + ": filename");
    if (cmd == "stat") return take_stat(fields);
    get(fields.string(header_field::file_name), fields.bytes(header_field::offset));
}

// A client that also tells size and digest learns of its own broken upload, and not of another one's.
void file_connection::take_stat(const header_fields& fields) {
    const std::string_view name = fields.string(header_field::file_name);
    const header_field digest = fields.has(header_field::sha256) ? header_field::sha256 : header_field::md5;
    std::optional<std::uint64_t> size;
    if (fields.has(header_field::size)) size = fields.bytes(header_field::size);
    posix::file_status found;
    const outcome looked_up = service_.store.look_up(name, found, size, fields.string(digest));
    if (!looked_up.ok()) return refuse_file(looked_up, name);
    reply([&](auto into) { return write_stat_reply(into, name, found.size, found.received); });
}

void file_connection::get(std::string_view name, std::uint64_t offset) {
    if (const status checked = check_file_name(name, service_.options.rules.names); checked != status::ok)
        return refuse_file({checked}, name);
    if (const outcome opened = service_.store.open_file(name, job().download); !opened.ok())
        return refuse_file(opened, name);
    if (offset > job().download.size()) {
        const std::string size = std::to_string(job().download.size());
        job().download.close();
        return refuse(status::offset_beyond_size,
                      text_of(status::offset_beyond_size) + ": " + std::to_string(offset) + ", size " + size);
    }
    job().get_name = name;
    job().get_offset = offset;
    if (!service_.options.is_extended) return begin_digest(purpose::plain_get, digest_kind::md5);
    if (service_.options.digest_replies) return begin_digest(purpose::extended_get, digest_kind::sha256);
    reply_to_get();
}

void file_connection::reply_to_get() {
    log_line(peer(), " get ", job().get_name, ", ", job().download.size() - job().get_offset, " bytes");
    job().download.seek(job().get_offset);
    const std::uint64_t size = job().download.size();
    reply(
        [&](auto into) {
            if (!service_.options.is_extended) return write_get_reply_plain(into, job().get_name, job().hex, size);
            return write_get_reply(into, job().get_name, size, job().hex, job().get_offset);
        },
        job().download.remaining());
}

// ---- uploads

void file_connection::begin_put(const header_fields& fields) {
    begin_pace(pace_window);
    if (service_.options.is_extended && !fields.has(header_field::cmd))
        return refuse(status::field_missing,
                      text_of(status::field_missing) + ": cmd: this server speaks the extended dialect");
    if (!service_.options.is_extended && (fields.has(header_field::offset) || fields.flag(header_field::reply)))
        return refuse(status::unsupported, "unsupported: offset and reply are of the extended dialect");

    job().put.name = fields.string(header_field::file_name);
    job().put.msg = fields.string(header_field::msg);
    job().put.size = fields.bytes(header_field::size);
    job().put.offset = fields.bytes(header_field::offset);
    job().put.wants_reply = service_.options.is_extended && fields.flag(header_field::reply);
    if (receiver_.md5_check().found() == digest_found::announced) job().put.digest = fields.string(header_field::md5);
    if (receiver_.sha256_check().found() == digest_found::announced)
        job().put.digest = fields.string(header_field::sha256);
    // Only a sender that says what it sends, or that it will go on, can be continued.
    job().put.is_resumable =
        service_.options.is_extended && (fields.has(header_field::offset) || !job().put.digest.empty());

    for (const header_field field : {header_field::md5, header_field::sha256}) {
        const bool is_digest = field == header_field::md5 ? receiver_.md5_check().found() != digest_found::malformed
                                                          : receiver_.sha256_check().found() != digest_found::malformed;
        if (!is_digest)
            log_line(peer(), " put ", job().put.name, ": the ", to_string(field), " '", fields.string(field),
                     "' is no digest, and is not checked");
    }
    if (!begin_comparison()) begin_upload();
}

// A client that never saw its answer sends the file again: what is there already, to the last bit, is a success.
bool file_connection::begin_comparison() {
    const bool is_decided_by_it = !service_.options.overwrite || job().put.offset != 0;
    if (!service_.options.is_extended || job().put.digest.empty() || !is_decided_by_it) return false;
    if (service_.store.open_file(job().put.name, job().download).ok() && job().download.size() == job().put.size) {
        const bool is_sha256 = job().put.digest.size() == 2 * sha256::digest_bytes;
        begin_digest(purpose::compare, is_sha256 ? digest_kind::sha256 : digest_kind::md5);
        return true;
    }
    job().download.close();
    return false;
}

// Several send one file at once, and one was the first: the others succeed, too, if it is the same.
bool file_connection::compare_with_winner() {
    job().put.has_lost_race = true;
    return begin_comparison();
}

void file_connection::begin_upload() {
    if (!service_.uploads.take(home().loop().now()))
        return refuse_file({status::quota_exceeded}, job().put.name + ", too many a second");
    const posix::upload_options options{.overwrite = service_.options.overwrite,
                                        .durable = service_.options.ack != acknowledgement::stored,
                                        .resume = job().put.is_resumable,
                                        .offset = job().put.offset,
                                        .digest = job().put.digest};
    const outcome begun = service_.store.begin(job().put.name, job().put.size, options, job().upload);
    if (!begun.ok()) return refuse_file(begun, job().put.name);
    if (job().put.offset != 0 && receiver_.needs_bytes()) return begin_rereading(purpose::earlier_part);
    enter(phase::receiving);
}

void file_connection::end_put() {
    if (job().put.is_there_already) {
        job().download.close();
        return acknowledge(acknowledgement::stored);
    }
    if (service_.options.ack == acknowledgement::stored) return end_commit(job().upload.commit());

    // fsync takes its time: the loop goes on meanwhile. All memory that the answer takes is taken before.
    const auto committed = std::make_shared<commit_job>();
    committed->upload = std::move(job().upload);
    if (service_.options.ack == acknowledgement::received) {
        home().helper().run(
            [committed, name = job().put.name, from = peer()] {
                const posix::commit_result done = committed->upload.commit();
                if (!done.result.ok()) log_line(from, " lost: ", describe(done.result), ": ", name);
            },
            whose());
        return acknowledge(acknowledgement::received);
    }
    committed->report.push_back([done = committed->done, waiting = weak_from_this()] {
        if (const auto kept = waiting.lock()) {
            auto& self = static_cast<file_connection&>(*kept);
            self.guarded([&] {
                self.end_commit(*done);
                self.go_on();
            });
        }
    });
    enter(phase::committing);
    home().helper().run(
        [committed, &loop = home().loop()] {
            *committed->done = committed->upload.commit();
            loop.post(committed->report);
        },
        whose());
}

void file_connection::end_commit(const posix::commit_result& done) {
    if (done.result.code == status::already_exists && compare_with_winner()) return;
    if (!done.result.ok()) return refuse_file(done.result, job().put.name);
    acknowledge(done.holds);
}

void file_connection::acknowledge(acknowledgement level) {
    const put_request done = std::exchange(job().put, {});
    const std::string msg = done.msg.empty() ? "" : ", msg: " + done.msg;
    log_line(peer(), " put ", done.name, ", ", done.size, " bytes, ",
             done.is_there_already ? "there already" : to_string(level), msg);
    if (is_peer_gone_) return leave(farewell::close);
    if (!done.wants_reply) return enter(phase::receiving);
    const auto hex = to_hex(receiver_.sha256_check().running().value());
    reply([&](auto into) { return write_put_reply(into, done.name, done.size, {hex.data(), hex.size()}, level); });
}

// ---- digests of what is stored

// What is small, or known, takes no other thread.
void file_connection::begin_digest(purpose what, digest_kind kind) {
    job().why = what;
    posix::download& file = job().download;
    file.seek(0);
    if (std::optional<std::string> known = service_.digests.find(file.version(), kind)) {
        job().hex = std::move(*known);
        return end_digest();
    }
    if (file.size() > digest_at_once) return digest_elsewhere(kind);
    const outcome done = digest_now(file, kind, job().hex);
    return done.ok() ? end_digest() : refuse_file(done, asked_name());
}

void file_connection::digest_elsewhere(digest_kind kind) {
    const auto shared = std::make_shared<digest_job>();
    shared->kind = kind;
    if (const outcome opened = job().download.open_again(shared->file); !opened.ok())
        return refuse_file(opened, asked_name());
    shared->report.push_back([waiting = weak_from_this()] {
        if (const auto kept = waiting.lock()) {
            auto& self = static_cast<file_connection&>(*kept);
            self.guarded([&] { self.end_job(); });
        }
    });
    job().digesting = shared;
    enter(phase::digesting);
    home().helper().run_long(
        [shared, &loop = home().loop()] {
            compute(*shared);
            loop.post(shared->report);
        },
        whose());
}

void file_connection::end_job() {
    if (has_left() || !work_ || !work_->digesting) return;
    const auto done = std::exchange(work_->digesting, nullptr);
    if (!done->result.ok()) {
        refuse_file(done->result, asked_name());
    } else {
        if (done->file.is_unchanged()) service_.digests.keep(done->file.version(), done->kind, done->hex);
        job().hex = std::move(done->hex);
        end_digest();
    }
    go_on();
}

const std::string& file_connection::asked_name() const noexcept {
    return work_->put.name.empty() ? work_->get_name : work_->put.name;
}

void file_connection::end_digest() {
    if (job().why != purpose::compare) return reply_to_get();
    const std::string& announced = job().put.digest;
    job().put.is_there_already = std::ranges::equal(job().hex, announced, {}, {}, to_lower_case);
    if (job().put.has_lost_race) {
        job().download.close();
        if (job().put.is_there_already) return acknowledge(acknowledgement::stored);
        return refuse_file({status::already_exists}, job().put.name);
    }
    if (!job().put.is_there_already) {
        job().download.close();
        return begin_upload();
    }
    if (job().put.offset != 0) return begin_rereading(purpose::earlier_existing);
    enter(phase::receiving);
}

// ---- what came before an upload broke: the receiver needs it for its digest

void file_connection::begin_rereading(purpose what) {
    job().why = what;
    job().digest_at = 0;
    job().digest_end = job().put.offset;
    if (what == purpose::earlier_existing) job().download.seek(0);
    enter(phase::rereading);
}

void file_connection::reread_slice() {
    const auto wanted = std::min<std::uint64_t>(home().room().size(), job().digest_end - job().digest_at);
    const std::span<std::byte> room = home().room().first(static_cast<std::size_t>(wanted));
    const io_result read = job().why == purpose::earlier_part ? job().upload.read_back(job().digest_at, room)
                                                              : job().download.read_some(room);
    if (read.state != io::ok) {
        job().download.close();
        return refuse_file(posix::failure(read.error != 0 ? read.error : EIO), asked_name());
    }
    receiver_.resume(room.first(read.bytes));
    job().digest_at += read.bytes;
    if (job().digest_at == job().digest_end) enter(phase::receiving);
}

// ---- what goes out

// Sends what `write` writes into the span it is called with, and then so many bytes of the file.
template <class Write>
void file_connection::reply(Write write, std::uint64_t body_bytes) {
    job().reply.resize(512);
    encoded header = write(std::span<std::byte>(job().reply));
    if (header.st == status::need_output) {
        job().reply.resize(static_cast<std::size_t>(header.needed_bytes));
        header = write(std::span<std::byte>(job().reply));
    }
    if (const status begun = job().sender.begin(header, body_bytes); begun != status::ok) return lose({begun});
    begin_sending();
    send();
}

void file_connection::begin_sending() {
    phase_ = phase::sending;
    const posix::time_point now = home().loop().now();
    home().loop().arm(job().pace, job().taking.begin(now, service_.options.idle_timeout, taken()));
}

// What the peer has acknowledged.
std::int64_t file_connection::taken() const noexcept {
    return static_cast<std::int64_t>(sent_) - static_cast<std::int64_t>(socket().untaken());
}

void file_connection::send() {
    while (!job().sender.pending().empty()) {
        const io_result sent = socket().write_some(job().sender.pending());
        if (sent.state == io::would_block) return enter(phase::sending);
        if (sent.state != io::ok) return lose(posix::failure(sent.error != 0 ? sent.error : EPIPE));
        job().sender.sent(sent.bytes);
        sent_ += sent.bytes;
        touch();
    }
    for (std::uint64_t budget = send_at_once; job().sender.body_remaining() != 0;) {
        if (budget == 0) return enter(phase::sending);
        const io_result sent =
            job().download.send_to_socket(socket().fd(), std::min(budget, job().sender.body_remaining()));
        if (sent.state == io::would_block) {
            job().taking.is_full(taken());
            return enter(phase::sending);
        }
        // A file that shrank: what was announced cannot be kept, and nothing else may be sent in its place.
        if (sent.state != io::ok) return lose(posix::failure(sent.error != 0 ? sent.error : EIO));
        job().sender.moved(sent.bytes);
        sent_ += sent.bytes;
        touch();
        budget -= sent.bytes;
    }
    job().pace.cancel();
    job().download.close();
    job().reply = {};
    if (is_leaving_) return leave(farewell::linger);
    enter(phase::receiving);
}

// ---- what goes wrong

// Extended: says so; and leaves, unless it is known where the next message begins. Plain has no words for it: the
// connection is reset, so that nobody takes it for success.
void file_connection::refuse(status code, std::string_view text) {
    log_trouble(peer(), " refused: ", text);
    const bool can_go_on = code == status::truncated_body || code == status::timed_out;
    if (work_) {
        can_go_on ? work_->upload.suspend() : work_->upload.discard();
        work_->put = {};
    }
    if (is_peer_gone_) return leave(farewell::close);
    if (!service_.options.is_extended) return leave(farewell::reset);
    const bool is_in_step = receiver_.error().st == status::ok && receiver_.body_remaining() == 0 && !is_in_header();
    if (!is_in_step) is_leaving_ = true;
    reply([&](auto into) { return write_error_reply(into, code, displayable(text)); });
}

void file_connection::refuse_message() {
    std::array<char, 512> room;
    refuse(receiver_.error().st, describe(receiver_.error(), room));
}

void file_connection::refuse_file(const outcome& result, std::string_view name) {
    std::string text = std::string(to_string(result.code)) + ": " + describe(result) + ": " + std::string(name);
    if (is_putting() && job().put.size != 0) text += ", " + std::to_string(job().put.size) + " bytes";
    refuse(result.code, text);
}

void file_connection::let_go() noexcept {
    if (!work_) return;
    if (work_->digesting) work_->digesting->is_unwanted = true;
    work_->upload.suspend();
}

void file_connection::lose(const outcome& result) {
    log_trouble(peer(), " lost: ", describe(result));
    let_go();
    leave(farewell::reset);
}

// ---- work and rest

file_connection::work& file_connection::job() {
    if (!work_) work_ = std::make_unique<work>(*this);
    return *work_;
}

void file_connection::rest() noexcept { work_.reset(); }

// ---- time

bool file_connection::is_in_header() const noexcept {
    const status end = receiver_.finish().st;
    return end == status::truncated_prefix || end == status::truncated_header;
}

bool file_connection::is_between_messages() const noexcept {
    return phase_ == phase::receiving && !is_putting() && get_letters_ == 0 && receiver_.finish().st == status::ok;
}

bool file_connection::is_idle() const noexcept { return is_between_messages() && unread_at_ == unread_.size(); }

void file_connection::made_progress(std::uint64_t bytes) {
    if (work_) work_->moved += bytes;
    touch();
    if (phase_ != phase::receiving) return; // it waits for us
    home().loop().arm(silence_, service_.options.idle_timeout);
}

void file_connection::begin_message() {
    begin_pace(std::min<posix::duration>(header_deadline, service_.options.idle_timeout));
    const auto total = service_.options.total_timeout;
    if (total.count() != 0) home().loop().arm(job().total, total);
}

void file_connection::begin_pace(posix::duration time) {
    job().moved = 0;
    home().loop().arm(job().pace, time);
}

void file_connection::on_silence() {
    if (is_idle() && socket().untaken() != 0) return wait_for_taker();
    is_leaving_ = true;
    const auto allowed = posix::duration_text(service_.options.idle_timeout);
    refuse(status::timed_out, text_of(status::timed_out) + ": silent for " + allowed);
}

// All is sent, and the peer still takes it: what it does not say is no silence yet.
void file_connection::wait_for_taker() {
    const posix::time_point now = home().loop().now();
    const bool is_first = !work_;
    posix::taking_pace& taking = job().taking;
    const posix::duration patience =
        is_first ? taking.begin(now, service_.options.idle_timeout, taken()) : taking.look(now, taken());
    patience == posix::duration::zero() ? lose({status::timed_out}) : home().loop().arm(silence_, patience);
}

void file_connection::on_pace() {
    if (phase_ == phase::sending) {
        const posix::duration patience = job().taking.look(home().loop().now(), taken());
        return patience == posix::duration::zero() ? lose({status::timed_out})
                                                   : home().loop().arm(job().pace, patience);
    }
    const bool is_header_late = is_in_header() || get_letters_ != 0;
    if (!is_header_late && job().moved >= least_in_window) return begin_pace(pace_window);
    if (phase_ != phase::receiving) return begin_pace(pace_window); // we are at work, not the peer
    is_leaving_ = true;
    refuse(status::timed_out, text_of(status::timed_out) +
                                  (is_header_late ? ": a header takes too long" : ": less than 500 bytes a second"));
}

void file_connection::on_total() {
    if (phase_ != phase::receiving && phase_ != phase::sending) return; // we are at work, not the peer
    if (phase_ == phase::sending) return lose({status::timed_out});
    is_leaving_ = true;
    const auto allowed = posix::duration_text(service_.options.total_timeout);
    refuse(status::timed_out, text_of(status::timed_out) + ": more than " + allowed + " for one message");
}

} // namespace cleave::files
