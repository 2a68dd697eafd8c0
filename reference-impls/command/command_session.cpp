// SPDX-License-Identifier: MIT
#include "command_session.hpp"

#include "cleave/digest.hpp"
#include "cleave/file_messages.hpp"
#include "posix/log.hpp"

#include <algorithm>
#include <array>

namespace cleave::command {

using posix::log_line;
using posix::log_trouble;
using posix::outcome;

namespace {

constexpr posix::duration header_deadline = std::chrono::seconds(10);
constexpr std::size_t shown_bytes = 100; // of a command, in logs and messages

void append(std::vector<std::byte>& to, std::span<const std::byte> bytes) {
    to.insert(to.end(), bytes.begin(), bytes.end());
}

} // namespace

command_session::command_session(const command_rules& rules, const posix::session_rules& session_rules,
                                 posix::serving_loop& home, posix::stream_socket socket, const posix::address& peer,
                                 posix::admission place)
    : session(session_rules, home, std::move(socket), peer, std::move(place)), rules_(rules),
      decoder_({}, {}, body_rule::request), peer_ended_([this] {
          guarded([this] {
              refuse(status::connection_lost,
                     posix::text_of(status::connection_lost) + ": the client's stream has ended");
          });
      }) {}

// Extended: as much as the header needs, and nothing of the next one. Plain: a request is what one read brings, and one
// byte above the limit shows that it is too long.
std::size_t command_session::appetite() const {
    if (!reply_.empty()) return 0;
    return is_extended() ? static_cast<std::size_t>(decoder_.needed().at_least) : rules_.max_command + 1;
}

void command_session::take(std::span<std::byte> bytes) {
    if (is_extended()) return take_header(bytes);
    run(without_line_end(as_text(bytes)));
}

void command_session::take_header(std::span<const std::byte> bytes) {
    if (!header_) decoder_.rebind(home().header_room(), home().scratch());
    header_fields fields;
    const message_step step = decoder_.decode(bytes, fields);
    if (is_error(step.st)) {
        std::array<char, 512> room;
        return refuse(step.st, describe(decoder_.error(), room));
    }
    if (step.event != message_event::header) {
        if (!is_expecting()) expect_within(header_deadline);
        return keep_header();
    }
    stop_expecting();
    header_fields none; // the end has no fields
    const bool is_whole = decoder_.decode({}, none).event == message_event::end;
    if (!is_whole || fields.string(header_field::cmd) != "exec")
        return refuse(status::unsupported, "unsupported: this server runs commands: exec, and nothing else");
    if (!fields.has(header_field::command))
        return refuse(status::field_missing, posix::text_of(status::field_missing) + ": command");
    run(fields.string(header_field::command));
    if (!has_left()) decoder_.rebind({}, {});
    header_.reset();
}

// A header in pieces needs storage of its own until it is whole; no other time does a connection hold any.
void command_session::keep_header() {
    if (header_) return;
    const std::size_t size = home().header_room().size();
    header_ = std::make_unique_for_overwrite<std::byte[]>(size);
    decoder_.rebind({header_.get(), size}, home().scratch());
}

void command_session::take_end() {
    const stream_end end = decoder_.finish();
    if (end.st == status::ok) return finish();
    refuse(end.st, posix::text_of(end.st) + ": " + std::to_string(end.have) + " of " + std::to_string(end.need) +
                       " bytes came");
}

void command_session::run(std::string_view command) {
    command_ = posix::displayable(command.substr(0, shown_bytes));
    std::vector<std::string> words;
    const status prepared = prepare(rules_, command, words);
    if (prepared == status::unsupported) return refuse_command(prepared, "unsupported: a quote is not closed");
    if (prepared != status::ok) return refuse_command(prepared, posix::text_of(prepared));

    child_ = std::make_unique<posix::child_process>(home().loop(), home().helper(), rules_.limits,
                                                    [this] { guarded([this] { end_command(); }); });
    if (const outcome started = child_->start(words); !started.ok()) {
        child_.reset();
        refuse_command(started.code, std::string(to_string(started.code)) + ": " + describe(started));
    }
}

void command_session::end_command() {
    const auto ended = std::exchange(child_, nullptr); // its memory goes when the reply is made
    const posix::child_result& result = ended->result();
    const auto output = ended->output();
    const auto error_output = ended->error_output();
    peer_ended_.cancel();
    log_line(peer(), " ran ", command_, ": ", result.exit_code, ", ", output.size() + error_output.size(), " bytes",
             result.truncated ? ", truncated" : "", result.timed_out ? ", timed out" : "");
    if (result.timed_out) {
        refuse_command(status::timed_out, posix::text_of(status::timed_out) + ": the command took too long");
        return resume();
    }
    // Plain has no place to say that there was more.
    if (result.truncated && !is_extended())
        return refuse(status::size_too_large, "size_too_large: the command's output exceeds the limit");

    std::array<std::byte, 1024> room;
    encoded header;
    const auto frame = encode_header<python_int>(output.size() + error_output.size());
    if (is_extended()) {
        header = write_exec_reply(room, {.exit_code = result.exit_code,
                                         .stdout_bytes = output.size(),
                                         .stderr_bytes = error_output.size(),
                                         .truncated = result.truncated});
    } else if (rules_.reply == reply_form::header) {
        md5 digest;
        digest.update(output);
        digest.update(error_output);
        const auto hex = to_hex(digest.value());
        header =
            write_command_reply_plain(room, command_, {hex.data(), hex.size()}, output.size() + error_output.size());
    } else {
        header = {frame.st, frame, 0};
    }
    if (header.st != status::ok) return refuse(header.st, posix::text_of(header.st));
    append(reply_, header.bytes);
    append(reply_, output);
    append(reply_, error_output);
    on_all_sent(); // begins with the first piece
    resume();
}

// The next piece of the reply; or the reply is sent, and the next request can come.
void command_session::on_all_sent() {
    const auto rest = std::span<const std::byte>(reply_).subspan(replied_);
    if (rest.empty()) {
        reply_ = {};
        replied_ = 0;
        return;
    }
    const auto piece = rest.first(std::min(rest.size(), room_to_say()));
    replied_ += piece.size();
    say(piece);
}

// Extended: the connection goes on; the next header begins where this one ended.
void command_session::refuse_command(status code, std::string_view why) {
    const std::string text = std::string(why) + ": " + command_;
    if (!is_extended()) return refuse(code, text);
    log_trouble(peer(), " refused: ", text);
    std::array<std::byte, 1024> room;
    const encoded reply = write_error_reply(room, code, text);
    if (reply.st != status::ok) return refuse(code, why);
    append(reply_, reply.bytes);
    on_all_sent();
}

void command_session::on_peer_ended() { home().loop().arm(peer_ended_, rules_.end_grace); }

void command_session::on_lost() noexcept {
    peer_ended_.cancel();
    child_.reset();
}

} // namespace cleave::command
