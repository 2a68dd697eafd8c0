// SPDX-License-Identifier: MIT
#include "child_process.hpp"
#include "live_messages.hpp"
#include "live_socket.hpp"
#include "live_store.hpp"
#include "live_subject.hpp"

#include <algorithm>

namespace cleave::conformance {

namespace {

// What comes without having been asked for may take this many times as long as the slowest answer did.
constexpr double unasked_is_slower = 10;

std::string option(const trace& one, const std::string& name) {
    const auto found = one.options.find(name);
    return found == one.options.end() ? "" : found->second.text;
}

/// One case, one delivery, one connection.
class server_run {
  public:
    server_run(const compiled_trace& one, const live_settings& live, const schedule& deliveries, observation& seen)
        : one_(one), network_(without_local_events(one)), judging_(network_, timing::any), live_(live),
          deliveries_(deliveries), seen_(seen) {}

    void run() {
        std::string why;
        descriptor socket = connect_to(live_.address, false, live_.timeout, why);
        if (!socket.is_open()) return seen_.ended(run_end::crash, "cannot connect to the server: " + why);
        stream_ = live_stream(std::move(socket), most_bytes_of(network_));
        std::size_t from = 0;
        for (const std::size_t end : deliveries_) {
            const std::string_view piece = std::string_view(one_.bytes).substr(from, end - from);
            from = end;
            if (!stream_.send(piece, deadline())) break; // it takes no more: what it said meanwhile is what counts
            if (!await(end, false)) return;
        }
        if (deliveries_.empty() && !await(0, false)) return;
        if (one_.end == ending::reset) stream_.reset();
        if (one_.end == ending::eof) stream_.end_output();
        if (!await(one_.bytes.size(), true)) return;
        listen_for_more();
        compose();
    }

  private:
    double deadline() const { return clock_seconds() + live_.timeout; }

    void interpret() {
        const bool is_over = stream_.left() != departure::none;
        answers_.clear();
        show_answers(one_, stream_.received(), is_over, answers_);
        if (!is_over || one_.end == ending::reset || is_closed_by_us_) return;
        answers_.event("closed");
        answers_.attribute("by", stream_.left() == departure::eof ? "eof" : "reset");
    }

    /// Waits for what is due; looks at files when their turn comes. False: it did not come, and that is told.
    bool await(std::size_t offset, bool ended) {
        const double until = deadline();
        for (interpret(); !judging_.is_settled(answers_, offset, ended); interpret()) {
            if (stream_.left() != departure::none) break;
            const double asked = clock_seconds();
            const bool is_there = stream_.receive(until);
            slowest_ = std::max(slowest_, clock_seconds() - asked);
            if (is_there) continue;
            compose();
            seen_.ended(run_end::timeout, "nothing came in time");
            return false;
        }
        look_at_files(offset, ended);
        return true;
    }

    void look_at_files(std::size_t offset, bool ended) {
        const auto& events = one_.outcomes[0].expected;
        std::size_t network = 0;
        for (std::size_t i = 0; i < events.size(); ++i) {
            if (!is_local(events[i])) {
                ++network;
                continue;
            }
            const bool is_due = ended || (!events[i].after_end && events[i].due <= offset);
            if (i < next_local_ || !is_due) continue;
            observation found;
            show_stored(live_.store, events[i], deadline(), found);
            local_.push_back({network, found.text(found.entries()[0])});
            next_local_ = i + 1;
        }
    }

    /// What comes without having been asked for.
    void listen_for_more() {
        if (one_.end == ending::reset || stream_.left() != departure::none) return;
        if (one_.end == ending::open) {
            is_closed_by_us_ = true;
            stream_.end_output();
        }
        const double until = clock_seconds() + std::min(live_.timeout, std::max(0.5, unasked_is_slower * slowest_));
        while (stream_.left() == departure::none && clock_seconds() < until && stream_.receive(until)) {
        }
        interpret();
    }

    /// Network events and looks at files in their order.
    void compose() {
        auto local = local_.begin();
        const auto& entries = answers_.entries();
        for (std::size_t i = 0; i <= entries.size(); ++i) {
            for (; local != local_.end() && (local->behind <= i || i == entries.size()); ++local)
                seen_.add_text(local->text);
            if (i < entries.size()) seen_.add_text(answers_.text(entries[i]));
        }
    }

    struct local_event {
        std::size_t behind; // so many network events
        std::string text;
    };

    const compiled_trace& one_;
    const compiled_trace network_;
    const judge judging_;
    const live_settings& live_;
    const schedule& deliveries_;
    observation& seen_;
    live_stream stream_;
    observation answers_;
    std::vector<local_event> local_;
    std::size_t next_local_ = 0;
    bool is_closed_by_us_ = false;
    double slowest_ = 0; // seconds that an answer took
};

void run_datagrams(const compiled_trace& one, const live_settings& live, const schedule& deliveries,
                   observation& seen) {
    std::string why;
    const descriptor socket = connect_to(live.address, true, live.timeout, why);
    if (!socket.is_open()) return seen.ended(run_end::crash, "cannot reach the server: " + why);
    const judge judging(one, timing::any);
    seen.keep_sends_apart(true);
    std::size_t from = 0;
    std::size_t next = 0;
    double slowest = 0.002; // seconds that an answer took
    for (const std::size_t end : deliveries) {
        send_datagram(socket, std::string_view(one.bytes).substr(from, end - from));
        from = end;
        const bool is_last = &end == &deliveries.back();
        if (!is_last && deliveries[static_cast<std::size_t>(&end - deliveries.data()) + 1] == end) continue;
        const double asked = clock_seconds();
        while (!judging.is_settled(seen, end, is_last)) {
            const auto received = receive_datagram(socket, asked + live.timeout);
            slowest = std::max(slowest, clock_seconds() - asked);
            if (!received) return seen.ended(run_end::timeout, "no datagram in time");
            show_datagram(one, *received, next, seen);
        }
    }
    const double until = clock_seconds() + std::min(live.timeout, unasked_is_slower * slowest);
    while (clock_seconds() < until) {
        const auto more = receive_datagram(socket, until);
        if (!more) return;
        show_datagram(one, *more, next, seen);
    }
}

class server_subject : public subject {
  public:
    explicit server_subject(live_settings live) : live_(std::move(live)) {}

    std::string name() const override { return live_.system + " server " + live_.address; }
    std::vector<std::string> features() const override { return {live_.transport, "command"}; }

    std::vector<reader> readers(const compiled_trace& one, std::string& why) override {
        if (!is_about(one.source, live_)) {
            why = "not about such a server";
        } else if (needs_store(one) && live_.store.empty()) {
            why = "needs --store DIR to see the server's files";
        } else {
            return {{"", timing::any}};
        }
        return {};
    }

    void play(const compiled_trace& one, const reader&, std::span<const schedule> schedules,
              const on_shown& shown) override {
        for (std::size_t i = 0; i < schedules.size(); ++i) {
            observation seen;
            const std::string fault = live_.store.empty() ? "" : fill_store(live_.store, one);
            if (!fault.empty())
                seen.ended(run_end::unsupported, fault);
            else if (live_.transport == "udp")
                run_datagrams(one, live_, schedules[i], seen);
            else
                server_run(one, live_, schedules[i], seen).run();
            if (!shown(i, seen)) return;
        }
    }

  private:
    live_settings live_;
};

} // namespace

bool is_about(const trace& one, const live_settings& live) {
    const auto fits = [&](const char* name, const std::string& wanted) {
        const std::string value = option(one, name);
        return value.empty() || wanted.empty() || value == wanted;
    };
    return one.role == (live.command.empty() ? "server" : "client") && option(one, "system") == live.system &&
           fits("dialect", live.dialect) && fits("form", live.form) && fits("transport", live.transport);
}

std::unique_ptr<subject> make_server_subject(const live_settings& live) {
    return std::make_unique<server_subject>(live);
}

} // namespace cleave::conformance
