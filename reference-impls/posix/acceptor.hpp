// SPDX-License-Identifier: MIT
//
// acceptor: takes connections from a listener, as many as there are places for, and survives everything accept() can
// say.
//
//     listener -> acceptor -> on_connection(socket, peer, admission)      within the cap: serve it
//                          -> on_connection(socket, peer, admission)      beyond it: admission.is_refusal(): say so,
//                          close
//
// When the process runs out of descriptors, the connections that wait can be neither served nor left alone: a
// level-triggered loop would be told of them for ever. One descriptor is kept in reserve to accept and close one of
// them, so that its client knows, and then the acceptor pauses.
#pragma once

#include "event_loop.hpp"
#include "socket.hpp"

#include <cstdint>
#include <functional>

namespace cleave::posix {

class acceptor;

/// A connection's place at its acceptor, given back on destruction: a connection keeps it as long as its socket. The
/// acceptor must outlive it.
class admission {
  public:
    admission() noexcept = default;
    admission(admission&& other) noexcept
        : from_(std::exchange(other.from_, nullptr)), is_refusal_(other.is_refusal_) {}
    admission& operator=(admission&& other) noexcept {
        if (this != &other) {
            give_back();
            from_ = std::exchange(other.from_, nullptr);
            is_refusal_ = other.is_refusal_;
        }
        return *this;
    }
    ~admission() { give_back(); }

    /// True beyond the cap: the owner may answer, and must close.
    bool is_refusal() const noexcept { return is_refusal_; }

  private:
    friend acceptor;
    admission(acceptor& from, bool is_refusal) noexcept : from_(&from), is_refusal_(is_refusal) {}
    void give_back() noexcept;

    acceptor* from_ = nullptr;
    bool is_refusal_ = false;
};

struct acceptor_limits {
    std::size_t max_connections = 1000; // served at the same time
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

    acceptor(event_loop& loop, connection_function on_connection, acceptor_limits limits = {});
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
    std::size_t connections() const noexcept { return connections_; }
    std::size_t refusals() const noexcept { return refusals_; }

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
    void take_back(bool was_refusal) noexcept;
    void open_reserve() noexcept;

    event_loop& loop_;
    connection_function on_connection_;
    acceptor_limits limits_;
    acceptor_counters counters_;
    listener listener_;
    descriptor reserve_;
    timer pause_timer_;
    std::size_t connections_ = 0;
    std::size_t refusals_ = 0;
};

} // namespace cleave::posix
