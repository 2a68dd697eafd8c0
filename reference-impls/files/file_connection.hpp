// SPDX-License-Identifier: MIT
//
// file_connection: one client of the file server.
//
//                 +----------------------- next message ------------------------+
//                 v                                                             |
//     -> receiving -> digesting (of what is there already) -> ... -> committing -> sending -> ...
//
// One request at a time: while it is answered, nothing more is read, so a client that sends without end waits in its
// own socket. Digests of stored files are computed by other threads, a few at a time; the disk is waited for by others
// again. What was received before an upload broke is read again in slices, one a round of the loop. All of it ends as
// soon as the client is gone.
#pragma once

#include "cleave/file_messages.hpp"
#include "cleave/file_receiver.hpp"
#include "cleave/file_sender.hpp"
#include "digest_job.hpp"
#include "posix/file_store.hpp"
#include "posix/rate_limit.hpp"
#include "posix/stream_server.hpp"
#include "posix/taking_pace.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cleave::files {

/// What the command line says, beyond posix::server_options.
struct file_server_options {
    file_options rules;
    bool is_extended = false;
    bool overwrite = false;
    bool digest_replies = true; // extended: tell the sha256 of what is got
    acknowledgement ack = acknowledgement::durable;
    std::chrono::milliseconds idle_timeout{};
    std::chrono::milliseconds total_timeout{}; // of one request; 0: none
};

/// What all connections share.
struct file_service {
    file_server_options options;
    posix::file_store store;
    posix::rate_limit uploads; // that may begin
    digest_cache digests;
};

class file_connection final : public posix::connection {
  public:
    file_connection(file_service& service, posix::serving_loop& home, posix::stream_socket socket,
                    const posix::address& peer, posix::admission place);

  private:
    void start() override;
    void drain() override;
    void let_go() noexcept override;
    bool may_yield() const noexcept override { return phase_ == phase::receiving || phase_ == phase::sending; }

    enum class phase : std::uint8_t { receiving, digesting, rereading, committing, sending };

    // What a digest is computed for.
    enum class purpose : std::uint8_t {
        plain_get,        // the reply's md5
        extended_get,     // the reply's sha256
        compare,          // is what a put brings there already?
        earlier_part,     // a put goes on: the receiver needs what came before
        earlier_existing, // the same, of a file that is there already
    };

    // The put in progress. The texts of its header are gone when it ends.
    struct put_request {
        std::string name;
        std::string msg;
        std::string digest; // sha256, or else md5, in hex as announced; what tells one upload from another
        std::uint64_t size = 0;
        std::uint64_t offset = 0;
        bool is_resumable = false;
        bool wants_reply = false;
        bool is_there_already = false;
        bool has_lost_race = false; // somebody else gave the name to a file while this one came
    };

    // What a request needs from its first byte to its end.
    struct work {
        explicit work(file_connection& whose)
            : pace([&whose] { whose.guarded([&whose] { whose.on_pace(); }); }),
              total([&whose] { whose.guarded([&whose] { whose.on_total(); }); }) {}
        work(const work&) = delete;
        work& operator=(const work&) = delete;
        ~work() {
            if (digesting) digesting->is_unwanted = true; // or the server's end would wait for it
        }

        put_request put;
        posix::upload upload;

        posix::download download;
        file_sender sender;
        std::vector<std::byte> reply;

        purpose why = purpose::plain_get;
        std::uint64_t digest_at = 0;
        std::uint64_t digest_end = 0;
        std::string get_name;
        std::uint64_t get_offset = 0;
        std::shared_ptr<digest_job> digesting;
        std::string hex; // of what was asked for

        posix::timer pace;
        posix::timer total;
        std::uint64_t moved = 0; // since the pace was last looked at
        posix::taking_pace taking;
    };

    work& job();
    void rest() noexcept;
    bool is_putting() const noexcept { return work_ && !work_->put.name.empty(); }
    bool has_upload() const noexcept { return work_ && work_->upload.is_open(); }

    void on_socket(posix::readiness ready) override;
    void enter(phase next);
    posix::farewell last_word() const noexcept;
    const std::string& asked_name() const noexcept;

    void receive();
    io_result receive_some();
    bool bypasses_receiver();
    void go_on();
    std::size_t take(std::span<const std::byte> in);
    bool take_plain_get(std::span<const std::byte>& in, header_fields& fields);
    void take_step(const file_step& step, const header_fields& fields);
    void keep_header();
    void end_of_stream();

    void take_message(const header_fields& fields);
    void take_stat(const header_fields& fields);
    void get(std::string_view name, std::uint64_t offset);
    void reply_to_get();

    void begin_put(const header_fields& fields);
    bool begin_comparison();
    bool compare_with_winner();
    void begin_upload();
    void end_put();
    void end_commit(const posix::commit_result& result);
    void acknowledge(acknowledgement level);

    void begin_digest(purpose what, digest_kind kind);
    void digest_elsewhere(digest_kind kind);
    void end_job();
    void end_digest();
    void begin_rereading(purpose what);
    void reread_slice();

    template <class Write>
    void reply(Write write, std::uint64_t body_bytes = 0);
    void send();

    void refuse(status code, std::string_view text);
    void refuse_message();
    void refuse_file(const posix::outcome& result, std::string_view name);
    void lose(const posix::outcome& result);
    bool is_in_header() const noexcept;
    bool is_between_messages() const noexcept;
    bool is_idle() const noexcept;
    void made_progress(std::uint64_t bytes);
    void begin_sending();
    std::int64_t taken() const noexcept;
    void begin_message();
    void begin_pace(posix::duration time);
    void on_silence();
    void wait_for_taker();
    void on_pace();
    void on_total();

    file_service& service_;
    file_receiver receiver_;
    std::unique_ptr<std::byte[]> header_; // while a header is in pieces
    std::vector<std::byte> unread_;       // what came behind a request that is being answered
    std::size_t unread_at_ = 0;
    std::size_t get_letters_ = 0; // plain: of "get " so far
    phase phase_ = phase::receiving;
    bool is_leaving_ = false; // when the reply is sent
    bool is_draining_ = false;
    bool is_peer_gone_ = false;
    std::uint64_t sent_ = 0; // to the kernel

    std::unique_ptr<work> work_; // while there is any: an idle connection is a small one
    posix::timer silence_;
};

} // namespace cleave::files
