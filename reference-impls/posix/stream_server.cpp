// SPDX-License-Identifier: MIT
#include "stream_server.hpp"

#include "log.hpp"
#include "stop_signals.hpp"

#include <algorithm>
#include <cstdio>
#include <sys/resource.h>
#include <thread>

namespace cleave::posix {
namespace {

// The usual soft limit of 1024 descriptors is for programs that use select(). A connection has its socket, and at most
// three more for a file and its directories.
void raise_descriptor_limit(std::uint64_t connections) noexcept {
    rlimit limits{};
    if (::getrlimit(RLIMIT_NOFILE, &limits) != 0) return;
    const rlim_t wanted = std::min<rlim_t>(limits.rlim_max, 4 * connections + 256);
    limits.rlim_cur = std::max(limits.rlim_cur, wanted);
    static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limits)); // with fewer, some connections wait
}

} // namespace

void connection::watch(interest what) {
    if (has_left_) return;
    if (const outcome changed = home_.loop_.modify(socket_.fd(), what); !changed.ok()) {
        log_line(peer_, " dropped: ", describe(changed));
        leave(farewell::reset);
    }
}

void connection::leave(farewell how) noexcept {
    if (std::exchange(has_left_, true)) return;
    home_.loop_.remove(socket_.fd());
    switch (how) {
    case farewell::close: socket_.close(); break;
    case farewell::linger: home_.closer_.close(std::move(socket_), std::move(place_)); break;
    case farewell::reset: socket_.close_with_reset(); break;
    }
    home_.forget(*this);
}

void connection::give_up() noexcept {
    if (has_left_) return;
    std::fputs("a connection is dropped: no memory\n", stderr); // without any
    on_no_memory();
    leave(farewell::reset);
}

serving_loop::serving_loop(const server_options& options, connection_factory make, worker& helper,
                           event_loop::clock now)
    : loop_(std::move(now)), helper_(helper), make_(std::move(make)), closer_(loop_),
      acceptor_(loop_,
                [this](stream_socket socket, const address& peer, admission place) {
                    admit(std::move(socket), peer, std::move(place));
                },
                {.max_connections =
                     static_cast<std::size_t>((options.max_connections + options.threads - 1) / options.threads)}),
      grace_timer_([this] { loop_.stop(); }), grace_(options.grace),
      max_header_(static_cast<std::size_t>(options.max_header)), reuse_port_(options.threads > 1),
      room_(std::make_unique_for_overwrite<std::byte[]>(room_bytes)),
      header_room_(std::make_unique_for_overwrite<std::byte[]>(max_header_)),
      scratch_(std::make_unique_for_overwrite<char[]>(max_header_)) {
    closer_.set_on_empty([this] { stop_if_empty(); });
    loop_.set_round_end([this] { end_round(); });
}

serving_loop::~serving_loop() {
    for (const auto& kept : connections_) loop_.remove(kept->socket_.fd());
}

outcome serving_loop::open(const address& at) {
    if (const outcome opened = loop_.open(); !opened.ok()) return opened;
    listener listening;
    if (const outcome opened = listening.open(at, {.reuse_port = reuse_port_}); !opened.ok()) return opened;
    return acceptor_.open(std::move(listening));
}

outcome serving_loop::run() {
    const outcome ran = loop_.run();
    // Now, while the helper still takes calls: a connection may have something to end.
    for (const auto& kept : connections_) loop_.remove(kept->socket_.fd());
    connections_.clear();
    gone_.clear();
    return ran;
}

void serving_loop::stop() {
    if (std::exchange(stopping_, true)) return loop_.stop();
    acceptor_.close();
    loop_.arm(grace_timer_, grace_);
    for (auto next = connections_.begin(); next != connections_.end();) {
        connection& asked = **next++; // it may leave
        asked.guarded([&] { asked.drain(); });
    }
    stop_if_empty();
}

void serving_loop::admit(stream_socket socket, const address& peer, admission place) {
    std::list<std::shared_ptr<connection>> fresh; // its node will be the connection's place among the others
    try {
        const int fd = socket.fd();
        fresh.push_back(make_(*this, std::move(socket), peer, std::move(place)));
        if (const outcome added = loop_.add(fd, interest::read, *fresh.back()); !added.ok())
            return log_line(peer, " dropped: ", describe(added));
    } catch (const std::bad_alloc&) {
        return; // all of it is undone; who comes next may have more luck
    }
    connection& who = *fresh.back();
    who.kept_ = fresh.begin();
    connections_.splice(connections_.end(), fresh);
    who.guarded([&] { who.start(); });
}

void serving_loop::forget(connection& who) noexcept { gone_.splice(gone_.end(), connections_, who.kept_); }

void serving_loop::end_round() {
    if (gone_.empty()) return;
    gone_.clear();
    stop_if_empty();
}

void serving_loop::stop_if_empty() {
    if (stopping_ && connections_.empty() && gone_.empty() && closer_.size() == 0) loop_.stop();
}

int run_server(const server_options& options, const connection_factory& make, unsigned helpers) {
    ignore_io_signals();
    raise_descriptor_limit(options.max_connections);
    const auto complain = [&](const outcome& result) {
        const std::string text = describe(result);
        std::fprintf(stderr, "can not listen on %s: %s\n", options.listen.c_str(), text.c_str());
        return 1;
    };

    std::vector<std::unique_ptr<serving_loop>> loops;
    worker helper(helpers); // goes before the loops, to which its calls report
    server_options each = options;
    if (options.at.is_unix()) each.threads = 1; // no two sockets can share a path
    address at = options.at;
    for (std::uint64_t i = 0; i < each.threads; ++i) {
        loops.push_back(std::make_unique<serving_loop>(each, make, helper));
        if (const outcome opened = loops.back()->open(at); !opened.ok()) return complain(opened);
        at = loops.front()->local(); // the port that the kernel chose
    }

    stop_signals signals(loops.front()->loop(), [&] {
        for (const auto& l : loops) l->loop().post([&l] { l->stop(); });
    });
    if (const outcome opened = signals.open(); !opened.ok()) return complain(opened);

    std::printf("listening on %s\n", at.to_string().c_str());
    std::fflush(stdout);

    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < loops.size(); ++i)
        threads.emplace_back([&l = *loops[i]] { static_cast<void>(l.run()); });
    const outcome ran = loops.front()->run();
    for (std::thread& t : threads) t.join();
    if (!ran.ok()) log_line("stopped: ", describe(ran));
    return ran.ok() ? 0 : 1;
}

} // namespace cleave::posix
