// SPDX-License-Identifier: MIT
#include "datagram_server.hpp"

#include "log.hpp"
#include "stop_signals.hpp"

#include <algorithm>
#include <array>
#include <thread>

namespace cleave::posix {
namespace {

// echo, daytime, quote of the day and character generator, time, DNS: they answer to anything.
constexpr std::array<std::uint16_t, 6> answering_ports = {7, 13, 17, 19, 37, 53};

constexpr std::uint64_t ignored_shown = 10; // a second

} // namespace

void declare_options(option_parser& parser, datagram_options& options) {
    parser.text("listen", "ADDR", "127.0.0.1:8080 or [::1]:8080; port 0: any that is free", options.listen);
    parser.size("max-datagram", "SIZE", "the longest datagram to accept", options.max_datagram);
    parser.number("threads", "N", "the number of event loops, all on one port", options.threads, 1, 256);
    parser.duration("grace", "TIME", "how long requests in progress may take after SIGTERM", options.grace);
}

std::string finish_options(datagram_options& options) {
    if (const std::string_view wrong = address::parse(options.listen, options.at); !wrong.empty())
        return "--listen " + options.listen + ": " + std::string(wrong);
    if (options.at.is_unix()) return "--listen " + options.listen + ": datagrams are for IPv4 and IPv6";
    if (options.max_datagram > 65535) return "--max-datagram must be at most 65535";
    if (!options.at.is_loopback())
        return "--listen " + options.listen + " can be reached from other machines, and a datagram carries no proof";
    return {};
}

datagram_server::datagram_server(const datagram_options& options, std::unique_ptr<datagram_service> service,
                                 worker& helper)
    : helper_(helper), service_(std::move(service)), capacity_(static_cast<std::size_t>(options.max_datagram)),
      room_(std::make_unique_for_overwrite<std::byte[]>(capacity_ + 1)), grace_timer_([this] { loop_.stop(); }),
      grace_(options.grace), reuse_port_(options.threads > 1) {}

datagram_server::~datagram_server() {
    if (socket_.is_open()) loop_.remove(socket_.fd());
}

outcome datagram_server::open(const address& at) {
    if (const outcome opened = loop_.open(); !opened.ok()) return opened;
    if (const outcome opened = socket_.open(at, blocking::no, {.reuse_port = reuse_port_}); !opened.ok()) return opened;
    local_ = socket_.local();
    return loop_.add(socket_.fd(), interest::read, *this);
}

outcome datagram_server::run() {
    const outcome ran = loop_.run();
    service_.reset(); // while the helper still takes calls: it may have something to end
    return ran;
}

void datagram_server::on_ready(readiness) {
    guarded([this] {
        for (int i = 0; i < 64; ++i)
            if (!receive_one()) return;
    });
}

bool datagram_server::receive_one() {
    address from;
    // One byte more than is taken: so no datagram of the largest size is mistaken for a longer one.
    const datagram_result got = socket_.receive_from({room_.get(), capacity_ + 1}, from);
    if (got.state == io::would_block) return false;
    if (got.state != io::ok) return true; // an earlier answer that nobody took: no matter
    if (!is_answerable(from)) {
        ignore(from, "a server's port, which is never answered");
    } else if (got.truncated || got.bytes > capacity_) {
        ignore(from, "truncated: longer than " + std::to_string(capacity_) + " bytes");
    } else {
        service_->on_datagram(*this, {room_.get(), got.bytes}, from);
    }
    return true;
}

bool datagram_server::is_answerable(const address& from) const noexcept {
    return from.is_ip() && from.port() != 0 && from.port() != local_.port() &&
           std::ranges::find(answering_ports, from.port()) == answering_ports.end();
}

void datagram_server::send(std::span<const std::byte> bytes, const address& to) {
    const io_result sent = socket_.send_to(bytes, to);
    if (sent.state == io::would_block) return ignore(to, "the answer did not go: no room to send it");
    // The answer to somebody else may be told here; nobody can do anything about it.
    if (sent.state != io::ok && sent.error != ECONNREFUSED)
        ignore(to, "the answer of " + std::to_string(bytes.size()) + " bytes did not go: " + error_text(sent.error));
}

void datagram_server::ignore(const address& from, std::string_view why) {
    if (loop_.now() - second_ >= std::chrono::seconds(1)) {
        if (ignored_ > ignored_shown) log_line("ignored ", ignored_ - ignored_shown, " more");
        second_ = loop_.now();
        ignored_ = 0;
    }
    if (++ignored_ <= ignored_shown) log_line(from, " ignored: ", why);
}

void datagram_server::stop() {
    if (std::exchange(stopping_, true)) return loop_.stop();
    guarded([this] {
        for (int i = 0; i < 4096 && receive_one(); ++i) continue;
    });
    loop_.remove(socket_.fd());
    loop_.arm(grace_timer_, grace_);
    stop_if_idle();
}

void datagram_server::stop_if_idle() {
    if (stopping_ && !service_->is_at_work()) loop_.stop();
}

int run_datagram_server(const datagram_options& options,
                        const std::function<std::unique_ptr<datagram_service>()>& make) {
    ignore_io_signals();
    const auto complain = [&](const outcome& result) {
        const std::string text = describe(result);
        std::fprintf(stderr, "cannot listen on %s: %s\n", options.listen.c_str(), text.c_str());
        return 1;
    };

    std::vector<std::unique_ptr<datagram_server>> servers;
    worker helper(1);
    address at = options.at;
    for (std::uint64_t i = 0; i < options.threads; ++i) {
        servers.push_back(std::make_unique<datagram_server>(options, make(), helper));
        if (const outcome opened = servers.back()->open(at); !opened.ok()) return complain(opened);
        at = servers.front()->local(); // the port that the kernel chose
    }
    stop_signals signals(servers.front()->loop(), [&] {
        for (const auto& s : servers) s->loop().post([&s] { s->stop(); });
    });
    if (const outcome opened = signals.open(); !opened.ok()) return complain(opened);

    std::printf("listening on %s\n", at.to_string().c_str());
    std::fflush(stdout);

    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < servers.size(); ++i)
        threads.emplace_back([&s = *servers[i]] { static_cast<void>(s.run()); });
    const outcome ran = servers.front()->run();
    for (std::thread& t : threads) t.join();
    if (!ran.ok()) log_line("stopped: ", describe(ran));
    return ran.ok() ? 0 : 1;
}

} // namespace cleave::posix
