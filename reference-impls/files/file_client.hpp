// SPDX-License-Identifier: MIT
//
// file_client: one connection to a file server, for one request after the other; it waits for what it asks.
#pragma once

#include "cleave/file_messages.hpp"
#include "cleave/file_receiver.hpp"
#include "cleave/file_sender.hpp"
#include "posix/client_options.hpp"
#include "posix/file_store.hpp"
#include "posix/progress.hpp"
#include "posix/socket.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace cleave::files {

using posix::complaint;

/// A file of this machine, to be sent.
struct local_file {
    std::string name; // for the server
    std::uint64_t size = 0;
    std::string md5_hex = {};
    std::string sha256_hex = {};
    std::string msg = {};
    posix::descriptor file = {};
};

/// A place of this machine for what is got.
struct local_target {
    posix::file_store* store = nullptr;
    std::string asked; // what it is called at the server
    std::string name;
    bool overwrite = false;
    bool resume = false;
};

/// What a server told, or what was sent, got, or found.
struct exchange {
    std::uint64_t size = 0;
    std::uint64_t received = 0; // of it
    std::uint64_t moved = 0;    // in this exchange
    std::string ack;            // put
    std::string digest;         // of what was got, if the server told it: "sha256 ..." or "md5 ..."
};

class file_client {
  public:
    /// options, shown: must outlive the client.
    file_client(const posix::client_options& options, posix::progress& shown);

    /// Connects, unless it is connected, and proves to know the token if there is one.
    complaint connect();
    bool is_connected() const noexcept { return socket_.is_open(); }

    complaint stat(std::string_view name, exchange& done);

    /// Extended: what the server has of `what` already, to go on from there; 0 if nothing.
    complaint find_offset(const local_file& what, std::uint64_t& offset);

    /// Plain: returns when all is sent; close() tells how it went.
    complaint put(const local_file& what, std::uint64_t offset, exchange& done);

    /// name: asked for, and used for nothing else.
    complaint get(std::string_view name, const local_target& target, exchange& done);

    /// Says that nothing more will come, and waits until the server has read it all. Plain: the only sign that it did.
    complaint close();

    /// Ends the connection at once.
    void drop() noexcept { socket_.close(); }

  private:
    complaint send_header(const encoded& header, std::uint64_t body_bytes);
    complaint check_put_reply(const local_file& what, const header_fields& fields);
    complaint send_body(const local_file& what, std::uint64_t offset, exchange& done);
    complaint next(file_step& step, header_fields& fields);
    complaint next_reply(header_fields& fields);
    complaint judge(const header_fields& fields);
    complaint get_from(std::uint64_t offset, std::string_view name, const local_target& target, exchange& done);
    complaint receive_file(const local_target& target, posix::upload& upload, exchange& done);
    complaint feed_earlier(posix::upload& upload, std::uint64_t bytes);
    complaint lost(const posix::outcome& result, std::string_view doing);
    complaint unsent(const posix::outcome& result);
    complaint ended(const stream_end& end);
    complaint not_understood();
    std::string dialect_hint() const;

    template <class Write>
    encoded compose(Write write) {
        encoded header = write(std::span<std::byte>(out_));
        if (header.st != status::need_output) return header;
        out_.resize(static_cast<std::size_t>(header.needed_bytes));
        return write(std::span<std::byte>(out_));
    }

    const posix::client_options& options_;
    posix::progress& shown_;
    posix::patient_socket socket_;
    std::vector<std::byte> header_;
    std::vector<char> scratch_;
    std::vector<std::byte> room_;
    std::span<const std::byte> unread_; // of room_
    std::vector<std::byte> out_;
    file_receiver receiver_;
    file_sender sender_;
};

/// Opens `path`, which must be a regular file, and tells its size.
complaint open_local(const std::string& path, local_file& what);

/// Computes a digest of the whole file, in hex, and shows how far it is.
complaint compute_digest(std::string_view algorithm, local_file& what, posix::progress& shown);

} // namespace cleave::files
