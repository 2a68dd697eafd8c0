// SPDX-License-Identifier: MIT
//
// datagram_server: what is the same in every server of datagrams: receiving, whom not to answer, threads, SIGTERM.
//
//     run_datagram_server(options, [] { return std::make_unique<my_service>(); })
//
// Datagrams prove nothing, not even where they come from. So it listens where only this machine can reach it, and never
// answers to ports where other servers sit: two of them would answer each other for ever (CVE-2024-2169).
#pragma once

#include "address.hpp"
#include "event_loop.hpp"
#include "options.hpp"
#include "socket.hpp"
#include "worker.hpp"

#include <cstdio>
#include <functional>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>

namespace cleave::posix {

inline constexpr std::size_t max_datagram_bytes = 65507; // what IPv4 carries

struct datagram_options {
    std::string listen = "127.0.0.1:8080";
    std::uint64_t max_datagram = max_datagram_bytes;
    std::uint64_t threads = 1;
    std::chrono::milliseconds grace = std::chrono::seconds(10);

    address at; // filled in by finish_options()
};

/// Adds --listen, --max-datagram, --threads and --grace.
void declare_options(option_parser& parser, datagram_options& options);

/// Returns an empty text, or what is wrong: among others, an address that other machines can reach.
[[nodiscard]] std::string finish_options(datagram_options& options);

class datagram_server;

/// The protocol: one for each thread.
class datagram_service {
  public:
    virtual ~datagram_service() = default;

    /// A whole datagram, perhaps of 0 bytes. It may be answered now or later: home.send().
    virtual void on_datagram(datagram_server& home, std::span<const std::byte> bytes, const address& from) = 0;

    /// True while answers are being made: SIGTERM waits for them, as long as the grace time.
    virtual bool is_at_work() const { return false; }
};

/// One thread of a server.
class datagram_server final : event_handler {
  public:
    datagram_server(const datagram_options& options, std::unique_ptr<datagram_service> service, worker& helper);
    datagram_server(const datagram_server&) = delete;
    datagram_server& operator=(const datagram_server&) = delete;
    ~datagram_server();

    outcome open(const address& at);
    const address& local() const noexcept { return local_; }
    outcome run();

    /// Answers what has come, waits for what is being made, and ends run(). The second call ends it at once.
    void stop();

    /// Sends one datagram. One that cannot go now is lost, as datagrams are; that is logged.
    void send(std::span<const std::byte> bytes, const address& to);

    /// Logs why a datagram is not answered: a few times a second at most, since anybody can make it happen.
    void ignore(const address& from, std::string_view why);

    /// To be called when is_at_work() has become false.
    void stop_if_idle();

    /// Runs a part of the work on one datagram that the loop does not call: without memory that datagram is lost.
    template <class Call>
    static void guarded(Call call) noexcept {
        try {
            call();
        } catch (const std::bad_alloc&) {
            std::fputs("a datagram is lost: no memory\n", stderr); // without any
        }
    }

    event_loop& loop() noexcept { return loop_; }
    worker& helper() noexcept { return helper_; }

  private:
    void on_ready(readiness) override;
    bool receive_one();
    bool is_answerable(const address& from) const noexcept;

    event_loop loop_;
    worker& helper_;
    udp_socket socket_;
    address local_;
    std::unique_ptr<datagram_service> service_;
    std::size_t capacity_;
    std::unique_ptr<std::byte[]> room_;
    timer grace_timer_;
    duration grace_;
    bool reuse_port_;
    bool stopping_ = false;
    time_point second_{};
    std::uint64_t ignored_ = 0; // in this second
};

/// Serves until SIGTERM or SIGINT, and returns the program's exit code. Prints `listening on ADDR` first.
int run_datagram_server(const datagram_options& options,
                        const std::function<std::unique_ptr<datagram_service>()>& make);

} // namespace cleave::posix
