// SPDX-License-Identifier: MIT
//
// stream_server: what is the same in every server of stream connections: accepting, limits, threads, SIGTERM.
//
//     return run_server(options, connections_of<my_connection>(rules));
//
// A server has one or more serving_loops, each with a thread, a listener on the common port, and connections of its
// own. A connection belongs to one loop for its whole life, so its code needs no locks.
#pragma once

#include "acceptor.hpp"
#include "authentication.hpp"
#include "event_loop.hpp"
#include "lingering_closer.hpp"
#include "server_options.hpp"
#include "socket.hpp"
#include "splice_pipe.hpp"
#include "worker.hpp"

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <string>

namespace cleave::posix {

class serving_loop;

/// `code`'s name and rule, as messages begin.
std::string text_of(status code);

/// How a connection ends.
enum class farewell : std::uint8_t {
    close,  // everything is said and read
    linger, // the peer is still to read what was sent last, and may still be sending
    reset,  // the peer is to know that something went wrong
};

/// A connection of a serving_loop, which keeps it until it leaves.
class connection : public event_handler, public std::enable_shared_from_this<connection> {
  public:
    connection(serving_loop& home, stream_socket socket, const address& peer, admission place);
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;
    virtual ~connection();

  protected:
    /// Called once, when the loop watches the socket for reading, and the client has shown that it may come in.
    virtual void start() = 0;

    /// The server ends: leave as soon as what is in progress is done.
    virtual void drain() = 0;

    /// The socket is ready for something.
    virtual void on_socket(readiness ready) = 0;

    /// There is no memory for this connection, or its place is needed: let go of what it holds. It is reset then.
    virtual void let_go() noexcept {}

    /// Runs a part of the connection's work that was not called by the loop: of a timer, or posted.
    template <class Call>
    void guarded(Call call) noexcept {
        try {
            call();
        } catch (const std::bad_alloc&) {
            give_up();
        }
    }

    serving_loop& home() noexcept { return home_; }
    stream_socket& socket() noexcept { return socket_; }
    const stream_socket& socket() const noexcept { return socket_; }
    const address& peer() const noexcept { return peer_; }

    /// Beyond the server's cap: say so and leave.
    bool is_refused() const noexcept { return place_.is_refusal(); }

    /// Whom its work is charged to.
    const peer_key& whose() const noexcept { return place_.peer(); }

    /// To be called when the peer sent something or took something: who is silent goes first when places are short.
    void touch() noexcept;

    /// Whether the peer's silence is its own doing: false while its answer is being made.
    virtual bool may_yield() const noexcept { return true; }

    void watch(interest what);

    /// The connection is not told of its socket any more. It is destroyed when the loop's round is over, so the caller
    /// may still return in peace.
    void leave(farewell how) noexcept;
    bool has_left() const noexcept { return has_left_; }

  private:
    friend serving_loop;

    class door; // where a stranger waits until its proof has come

    void on_ready(readiness ready) final;
    void begin();
    void hear_stranger(readiness ready);
    void turn_away(status why);
    void yield();
    void give_up() noexcept;

    // Among thousands of connections each one's memory is out of the cache: what every message needs comes first.
    serving_loop& home_;
    stream_socket socket_;
    bool has_left_ = false;
    std::list<std::shared_ptr<connection>>::iterator kept_; // by its home
    admission place_;
    address peer_;
    std::unique_ptr<door> door_; // null: it is in
    time_point active_{};
};

using connection_factory =
    std::function<std::shared_ptr<connection>(serving_loop&, stream_socket, const address&, admission)>;

/// Makes each connection as `Connection(shared..., home, socket, peer, place)`. shared: what all of them refer to; must
/// outlive them.
template <class Connection, class... Shared>
connection_factory connections_of(Shared&... shared) {
    return [&shared...](serving_loop& home, stream_socket socket, const address& peer, admission place) {
        return std::make_shared<Connection>(shared..., home, std::move(socket), peer, std::move(place));
    };
}

/// One thread of a server, and what its connections share: each may use it during a call, none may keep it.
class serving_loop {
  public:
    static constexpr std::size_t room_bytes = 256 << 10;

    serving_loop(const server_options& options, connection_factory make, worker& helper,
                 event_loop::clock now = std::chrono::steady_clock::now);
    serving_loop(const serving_loop&) = delete;
    serving_loop& operator=(const serving_loop&) = delete;
    ~serving_loop();

    outcome open(const address& at);

    /// Where it listens.
    const address& local() const noexcept { return acceptor_.listening().local(); }

    /// Serves a connection, as if it had come to the address: what the acceptor calls, and whoever has one otherwise.
    void admit(stream_socket socket, const address& peer, admission place);

    /// Runs until stop() was called and the last connection is gone, or the grace time is over.
    outcome run();

    /// Stops accepting, and has every connection drain(); the second call ends them at once.
    void stop();

    event_loop& loop() noexcept { return loop_; }
    worker& helper() noexcept { return helper_; }
    std::span<std::byte> room() noexcept { return {room_.get(), room_bytes}; }
    std::span<std::byte> header_room() noexcept { return {header_room_.get(), max_header_}; }
    std::span<char> scratch() noexcept { return {scratch_.get(), max_header_}; }
    splice_pipe& pipe() noexcept { return pipe_; }

  private:
    friend connection;

    void forget(connection& who) noexcept;
    bool make_room(place_kind kind, const peer_key& newcomer);
    connection* first_to_go(place_kind kind, const peer_key& newcomer);
    void end_round();
    void stop_if_empty();

    event_loop loop_;
    worker& helper_;
    connection_factory make_;
    std::optional<authenticator> guard_;
    std::string public_address_;
    lingering_closer closer_;
    acceptor acceptor_;
    timer grace_timer_;
    duration grace_;
    duration idle_timeout_;
    std::size_t max_header_;
    bool reuse_port_;
    bool stopping_ = false;
    time_point nobody_yields_until_{}; // as was seen
    std::unique_ptr<std::byte[]> room_;
    std::unique_ptr<std::byte[]> header_room_;
    std::unique_ptr<char[]> scratch_;
    splice_pipe pipe_;
    std::list<std::shared_ptr<connection>> connections_;
    std::list<std::shared_ptr<connection>> gone_; // until the round is over
};

/// Serves until SIGTERM or SIGINT, and returns the program's exit code. Prints `listening on ADDR` first.
/// helpers, long_helpers: threads of helper(), for connections that use it. Without any, a server of one loop is a
/// process of one thread, for which the kernel and the C library make each call a little cheaper.
int run_server(const server_options& options, const connection_factory& make, unsigned helpers = 0,
               unsigned long_helpers = 0);

} // namespace cleave::posix
