// SPDX-License-Identifier: MIT
#include "stream_server.hpp"

#include "cleave/file_messages.hpp"
#include "gatekeeper.hpp"
#include "log.hpp"
#include "stop_signals.hpp"

#include <algorithm>
#include <array>
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

constexpr duration proof_deadline = std::chrono::seconds(10);
constexpr duration silent_long_enough = std::chrono::seconds(2); // to be ended when places are short

} // namespace

std::string text_of(status code) { return std::string(to_string(code)) + ": " + std::string(rule_of(code)); }

// Whoever has no proof yet costs this much, and no more.
class connection::door {
  public:
    door(connection& whose, authenticator& guard, std::string server)
        : gate(guard, std::move(server), whose.whose()),
          deadline([&whose] { whose.guarded([&whose] { whose.turn_away(status::timed_out); }); }) {}

    gatekeeper gate;
    timer deadline;
};

connection::connection(serving_loop& home, stream_socket socket, const address& peer, admission place)
    : home_(home), socket_(std::move(socket)), place_(std::move(place)), peer_(peer) {}

connection::~connection() = default;

void connection::touch() noexcept { active_ = home_.loop_.now(); }

void connection::on_ready(readiness ready) {
    guarded([&] { door_ ? hear_stranger(ready) : on_socket(ready); });
}

// Without a token, or beyond the cap, there is nothing to prove.
void connection::begin() {
    touch();
    if (!home_.guard_ || is_refused()) return start();
    const std::string& known_as = home_.public_address_;
    door_ = std::make_unique<door>(*this, *home_.guard_,
                                   known_as.empty() ? address::of_socket(socket_.fd()).to_string() : known_as);
    std::array<std::byte, 256> room;
    const encoded challenge = door_->gate.challenge(room);
    home_.loop_.arm(door_->deadline, std::min<duration>(proof_deadline, home_.idle_timeout_));
    const io_result sent = socket_.write_some(challenge.bytes); // a fresh socket takes it, or its peer is gone
    if (challenge.st != status::ok || sent.bytes != challenge.bytes.size()) leave(farewell::reset);
}

void connection::hear_stranger(readiness) {
    const std::span<std::byte> room = home_.room().first(door_->gate.needed()); // what follows the proof stays unread
    const io_result got = socket_.read_some(room);
    if (got.state == io::would_block) return;
    if (got.state != io::ok) return leave(farewell::reset);
    const gate_step step = door_->gate.take(room.first(got.bytes), home_.loop_.now());
    if (step.st == status::need_input) return;
    if (step.st != status::ok) return turn_away(step.st);
    door_.reset();
    place_.promote();
    std::array<std::byte, 64> accepted;
    if (!is_refused()) static_cast<void>(socket_.write_some(write_auth_accepted(accepted).bytes));
    touch();
    start();
}

void connection::turn_away(status why) {
    const std::string text = why == status::busy ? "busy: too many wrong proofs: try again in a minute" : text_of(why);
    log_trouble(peer_, " refused: ", text);
    std::array<std::byte, 256> room;
    static_cast<void>(socket_.write_some(write_error_reply(room, why, text).bytes));
    leave(farewell::linger);
}

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
    case farewell::linger: home_.closer_.close(std::move(socket_)); break;
    case farewell::reset: socket_.close_with_reset(); break;
    }
    if (door_) door_->deadline.cancel(); // it may be this that calls
    place_ = {};
    home_.forget(*this);
}

void connection::yield() {
    let_go();
    leave(farewell::reset);
}

void connection::give_up() noexcept {
    if (has_left_) return;
    std::fputs("a connection is dropped: no memory\n", stderr); // without any
    let_go();
    leave(farewell::reset);
}

namespace {

// Strangers have places of their own, and few: a flood of them keeps no member out.
acceptor_limits limits_of(const server_options& options) {
    const std::uint64_t share = (options.max_connections + options.threads - 1) / options.threads;
    const std::uint64_t strangers = options.token.empty() ? 0 : std::clamp<std::uint64_t>(share / 4, 64, 256);
    return {.max_connections = static_cast<std::size_t>(share), .max_strangers = static_cast<std::size_t>(strangers)};
}

} // namespace

serving_loop::serving_loop(const server_options& options, connection_factory make, worker& helper,
                           event_loop::clock now)
    : loop_(std::move(now)), helper_(helper), make_(std::move(make)), public_address_(options.public_address),
      closer_(loop_),
      acceptor_(
          loop_,
          [this](stream_socket socket, const address& peer, admission place) {
              admit(std::move(socket), peer, std::move(place));
          },
          limits_of(options), [this](place_kind kind, const peer_key& newcomer) { return make_room(kind, newcomer); }),
      grace_timer_([this] { loop_.stop(); }), grace_(options.grace), idle_timeout_(options.idle_timeout),
      max_header_(static_cast<std::size_t>(options.max_header)), reuse_port_(options.threads > 1),
      room_(std::make_unique_for_overwrite<std::byte[]>(room_bytes)),
      header_room_(std::make_unique_for_overwrite<std::byte[]>(max_header_)),
      scratch_(std::make_unique_for_overwrite<char[]>(max_header_)) {
    if (!options.token.empty()) guard_.emplace(options.token);
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
    who.guarded([&] { who.begin(); });
}

bool serving_loop::make_room(place_kind kind, const peer_key& newcomer) {
    if (kind == place_kind::refusal || loop_.now() < nobody_yields_until_) return false;
    connection* const goes = first_to_go(kind, newcomer);
    if (goes == nullptr) {
        nobody_yields_until_ = loop_.now() + std::chrono::milliseconds(50); // looking costs time, too
        return false;
    }
    log_trouble(goes->peer(), " makes room for others");
    goes->guarded([&] { goes->yield(); });
    return true;
}

// Of strangers the oldest, of members the one that was silent the longest: if that is long, or if its peer has more
// places than the newcomer's. Those of the peer that has most come first.
connection* serving_loop::first_to_go(place_kind kind, const peer_key& newcomer) {
    const std::size_t own = acceptor_.held_by(newcomer, kind);
    connection* found = nullptr;
    std::size_t most = 0;
    for (const auto& kept : connections_) {
        connection& who = *kept;
        if (who.place_.is_stranger() != (kind == place_kind::stranger) || who.is_refused()) continue;
        const std::size_t held = acceptor_.held_by(who.whose(), kind);
        const bool is_silent = who.may_yield() && loop_.now() - who.active_ >= silent_long_enough;
        if (kind == place_kind::member && !is_silent && held <= own + 1) continue;
        const bool is_better = found == nullptr || held > most || (held == most && who.active_ < found->active_);
        if (!is_better) continue;
        found = &who;
        most = held;
    }
    return found;
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

int run_server(const server_options& options, const connection_factory& make, unsigned helpers, unsigned long_helpers) {
    ignore_io_signals();
    raise_descriptor_limit(options.max_connections);
    const auto complain = [&](const outcome& result) {
        const std::string text = describe(result);
        std::fprintf(stderr, "cannot listen on %s: %s\n", options.listen.c_str(), text.c_str());
        return 1;
    };

    std::vector<std::unique_ptr<serving_loop>> loops;
    worker helper(helpers, long_helpers); // goes before the loops, to which its calls report
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
