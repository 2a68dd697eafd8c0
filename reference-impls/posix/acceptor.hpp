// SPDX-License-Identifier: MIT
//
// acceptor: takes connections from a listener, as many as there are places for, and survives everything accept() can
// say.
//
//     listener -> acceptor -> on_connection(socket, peer, admission)
//
//     member     within the cap: serve it
//     stranger   where there is a token: hear its proof, and make it a member
//     refusal    beyond the cap: say so, close
//
// Where no place is left it asks make_room() to end a connection for the new one's sake.
//
// When the process runs out of descriptors, the connections that wait can be neither served nor left alone: a
// level-triggered loop would be told of them for ever. One descriptor is kept in reserve to accept and close one of
// them, so that its client knows, and then the acceptor pauses.
#pragma once

#include "event_loop.hpp"
#include "peer_key.hpp"
#include "socket.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <map>

namespace cleave::posix {

class acceptor;

/// Which kind of place a connection has.
enum class place_kind : std::uint8_t { member, stranger, refusal };

/// A connection's place at its acceptor, given back on destruction. The acceptor must outlive it.
class admission {
  public:
    admission() noexcept = default;
    admission(admission&& other) noexcept
        : from_(std::exchange(other.from_, nullptr)), kind_(other.kind_), peer_(other.peer_) {}
    admission& operator=(admission&& other) noexcept {
        if (this != &other) {
            give_back();
            from_ = std::exchange(other.from_, nullptr);
            kind_ = other.kind_;
            peer_ = other.peer_;
        }
        return *this;
    }
    ~admission() { give_back(); }

    /// True beyond the cap: the owner may answer, and must close.
    bool is_refusal() const noexcept { return kind_ == place_kind::refusal; }

    /// True for one who has not shown yet that it may come in.
    bool is_stranger() const noexcept { return kind_ == place_kind::stranger; }

    /// Makes a stranger a member, or a refusal where there is no place.
    void promote();

    /// Whom the place is charged to.
    const peer_key& peer() const noexcept { return peer_; }

  private:
    friend acceptor;
    admission(acceptor& from, place_kind kind, const peer_key& peer) noexcept
        : from_(&from), kind_(kind), peer_(peer) {}
    void give_back() noexcept;

    acceptor* from_ = nullptr;
    place_kind kind_ = place_kind::member;
    peer_key peer_;
};

struct acceptor_limits {
    std::size_t max_connections = 1000; // served at the same time
    std::size_t max_strangers = 0;      // whose proof is waited for; 0: everybody is a member at once
    std::size_t max_refusals = 64;      // being refused at the same time; further ones wait in the kernel's backlog
    duration pause = std::chrono::milliseconds(100); // after the process or the system ran out of something
};

struct acceptor_counters {
    std::uint64_t calls = 0;    // of accept()
    std::uint64_t accepted = 0; // within the cap
    std::uint64_t refused = 0;  // beyond it
    std::uint64_t shed = 0;     // closed unheard, for want of descriptors
    std::uint64_t pauses = 0;   // for want of descriptors or memory
    std::uint64_t vanished = 0; // gone, or broken, before they were accepted
};

class acceptor final : event_handler {
  public:
    using connection_function = std::function<void(stream_socket, const address&, admission)>;

    /// Ends a connection that has a place of this kind, for the sake of a new one of this peer; false: none may end.
    using room_function = std::function<bool(place_kind, const peer_key&)>;

    acceptor(event_loop& loop, connection_function on_connection, acceptor_limits limits = {},
             room_function make_room = {});
    acceptor(const acceptor&) = delete;
    acceptor& operator=(const acceptor&) = delete;
    ~acceptor() { close(); }

    /// Begins to accept from `from`, which is the acceptor's from now on.
    outcome open(listener from);

    /// Stops accepting and listening: for draining. Connections that have their place keep it.
    void close() noexcept;

    const listener& listening() const noexcept { return listener_; }
    const acceptor_counters& counters() const noexcept { return counters_; }

    /// Connections with a place now, refused ones not counted.
    std::size_t connections() const noexcept { return count(place_kind::member); }
    std::size_t strangers() const noexcept { return count(place_kind::stranger); }
    std::size_t refusals() const noexcept { return count(place_kind::refusal); }

    /// How many places of a kind a peer has.
    std::size_t held_by(const peer_key& peer, place_kind kind) const noexcept;

  private:
    friend admission;

    // What to do after one call of accept().
    enum class next : std::uint8_t { accept_more, wait, pause };

    void on_ready(readiness) override;
    next accept_one();
    next judge(int error) noexcept;
    void shed_one() noexcept;
    void pause();
    void resume();
    bool has_place() const noexcept;
    bool has_place(place_kind kind, const peer_key& peer);
    void count_in(place_kind kind, const peer_key& peer);
    void take_back(place_kind kind, const peer_key& peer) noexcept;
    void open_reserve() noexcept;

    static constexpr std::size_t index(place_kind kind) noexcept { return static_cast<std::size_t>(kind); }
    std::size_t count(place_kind kind) const noexcept { return counts_[index(kind)]; }
    std::size_t most(place_kind kind) const noexcept;

    event_loop& loop_;
    connection_function on_connection_;
    acceptor_limits limits_;
    acceptor_counters counters_;
    listener listener_;
    descriptor reserve_;
    timer pause_timer_;
    room_function make_room_;
    using counts = std::array<std::size_t, 3>; // by kind
    counts counts_{};
    std::map<peer_key, counts> by_peer_;
};

} // namespace cleave::posix
