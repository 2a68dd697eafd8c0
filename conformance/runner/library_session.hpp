// SPDX-License-Identifier: MIT
//
// library_session: plays deliveries to one of the library's engines, and proves all of them at once.
//
// A session is an engine with what drives it:
//     void feed(std::span<const std::byte> piece, event_sink& sink);    // drains the engine: all that the piece allows
//     void finish(event_sink& sink);                                    // the stream ends here
// It can be copied and compared with ==. Each piece lies in a heap block of exactly its size, which is overwritten and
// freed when feed() returns.
//
// The proof: let S(j) be the session after the first j bytes came at once. If feeding bytes[i, j) to a copy of S(i)
// gives S(j) and the events in between for all i <= j, then by induction over its pieces every delivery of the stream
// ends in the same state with the same events: n^2/2 feeds stand for all 2^(n-1) deliveries, empty ones in between.
#pragma once

#include "observation.hpp"
#include "subject.hpp"

#include <cleave/status.hpp>

#include <cstddef>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::conformance {

/// The longest stream whose deliveries are proven: beyond it the proof takes too long.
inline constexpr std::size_t longest_proven = 1024;

inline std::string_view text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline std::span<const std::byte> bytes_of_text(std::string_view text) {
    return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

/// Bytes in a heap block of exactly their size: reading beyond it is seen by a sanitizer, and a view that is kept too
/// long reads nonsense.
class heap_piece {
  public:
    explicit heap_piece(std::string_view bytes)
        : size_(bytes.size()), bytes_(std::make_unique_for_overwrite<std::byte[]>(size_)) {
        bytes.copy(reinterpret_cast<char*>(bytes_.get()), size_);
    }
    heap_piece(const heap_piece&) = delete;
    heap_piece& operator=(const heap_piece&) = delete;
    ~heap_piece() {
        // Not to be optimized away, although nobody may read it.
        if (size_ != 0) std::memset(bytes_.get(), 0xDD, size_);
        asm volatile("" : : "r"(bytes_.get()) : "memory");
    }
    std::span<const std::byte> bytes() const { return {bytes_.get(), size_}; }

  private:
    std::size_t size_;
    std::unique_ptr<std::byte[]> bytes_;
};

/// Reports an engine's first error once; what it says after that must be the same error.
class sticky_error {
  public:
    void report(status st, std::uint64_t at, event_sink& sink) {
        if (st == first_) return;
        first_ = st;
        sink.error(to_string(st), at);
    }
    bool is_set() const { return first_ != status::ok; }
    bool operator==(const sticky_error&) const = default;

  private:
    status first_ = status::ok;
};

template <class Session>
void feed_piece(Session& session, std::string_view bytes, event_sink& sink) {
    const heap_piece piece(bytes);
    session.feed(piece.bytes(), sink);
}

/// Plays each schedule to a copy of `fresh`.
template <class Session>
void play_session(const Session& fresh, const compiled_trace& one, std::span<const schedule> schedules,
                  const subject::on_shown& shown) {
    observation seen;
    const std::string_view bytes = one.bytes;
    for (std::size_t i = 0; i < schedules.size(); ++i) {
        seen.clear();
        Session session(fresh);
        std::size_t from = 0;
        for (std::size_t k = 0; k < schedules[i].size(); ++k) {
            seen.at_delivery(k);
            feed_piece(session, bytes.substr(from, schedules[i][k] - from), seen);
            from = schedules[i][k];
        }
        seen.at_delivery(schedules[i].size());
        if (one.end != ending::open) session.finish(seen);
        if (!shown(i, seen)) return;
    }
}

/// Events as text that can be cut and joined: what two pieces say, one behind the other, is what both say at once.
class joinable_log : public event_sink {
  public:
    joinable_log() = default;
    /// A log of what comes behind `before`.
    static joinable_log behind(const joinable_log& before) {
        joinable_log log;
        log.data_name_ = before.data_name_;
        return log;
    }

    void event(std::string_view name, std::string_view arguments = {}) override {
        data_name_.clear();
        text_.append("\n").append(name).append(" ").append(arguments);
    }
    void attribute(std::string_view key, std::string_view value) override {
        text_.append(" ").append(key).append("=").append(value);
    }
    void data(std::string_view name, std::string_view bytes) override {
        if (bytes.empty()) return;
        if (data_name_ != name) event(name);
        data_name_ = name;
        text_ += bytes;
    }
    void error(std::string_view code, std::optional<std::uint64_t> at) override {
        event("error", code);
        if (at) event_sink::attribute("at", *at);
    }
    void send(std::string_view bytes) override { data("send", bytes); }
    using event_sink::attribute;
    using event_sink::event;

    const std::string& text() const { return text_; }

  private:
    std::string text_;
    std::string data_name_; // of the last event, if it is data
};

template <class Session>
class session_proof {
  public:
    session_proof(const Session& fresh, std::string_view bytes) : bytes_(bytes) {
        states_.reserve(bytes.size() + 1);
        for (std::size_t j = 0; j <= bytes.size(); ++j) {
            states_.push_back({fresh, {}, {}});
            feed_piece(states_.back().session, bytes.substr(0, j), states_.back().log);
            states_.back().ending = ending_of(states_.back());
        }
    }

    proof run() {
        result_.is_possible = true;
        for (std::size_t j = 1; j < states_.size(); ++j)
            if (!states_[j].log.text().starts_with(states_[j - 1].log.text()))
                return fail(j - 1, j, "what had been shown was taken back");
        // Short steps first: a failure found early makes the better example.
        for (std::size_t step = 0; step < states_.size(); ++step)
            for (std::size_t i = 0; i + step < states_.size(); ++i)
                if (!check(i, i + step)) return result_;
        return result_;
    }

  private:
    struct state {
        Session session;
        joinable_log log;
        std::string ending; // what a stream says that ends here
    };

    static std::string ending_of(const state& at) {
        Session session(at.session);
        joinable_log log = joinable_log::behind(at.log);
        session.finish(log);
        return log.text();
    }

    bool check(std::size_t i, std::size_t j) {
        const state& from = states_[i];
        const state& to = states_[j];
        state next{from.session, joinable_log::behind(from.log), {}};
        feed_piece(next.session, bytes_.substr(i, j - i), next.log);
        ++result_.feeds;
        const std::string& front = from.log.text();
        const std::string& back = next.log.text();
        const std::string& whole = to.log.text();
        if (front.size() + back.size() != whole.size() || !whole.ends_with(back))
            return fail(i, j, "other events than where it is not cut"), false;
        if (!(next.session == to.session)) return fail(i, j, "another state than where it is not cut"), false;
        if (i + 1 == j && ending_of(next) != to.ending)
            return fail(i, j, "another end of the stream than where it is not cut"), false;
        return true;
    }

    proof fail(std::size_t i, std::size_t j, std::string_view what) {
        result_.failure =
            "cut at byte " + std::to_string(i) + " of the first " + std::to_string(j) + ": " + std::string(what);
        result_.counterexample = {i, j};
        if (j != bytes_.size()) result_.counterexample.push_back(bytes_.size());
        return result_;
    }

    std::string_view bytes_;
    std::vector<state> states_;
    proof result_;
};

/// Proves every delivery of the case's bytes, whose length is at most longest_proven.
template <class Session>
proof prove_session(const Session& fresh, const compiled_trace& one) {
    proof result;
    if (one.bytes.size() <= longest_proven) result = session_proof<Session>(fresh, one.bytes).run();
    result.is_stream = true;
    return result;
}

} // namespace cleave::conformance
