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
/// Writer: what becomes of the text, put().
template <class Writer>
class joinable_events : public event_sink {
  public:
    void event(std::string_view name, std::string_view arguments = {}) override {
        data_name_.clear();
        put('\n', name);
        put(' ', arguments);
    }
    void attribute(std::string_view key, std::string_view value) override {
        put(' ', key);
        put('=', value);
    }
    void data(std::string_view name, std::string_view bytes) override {
        if (bytes.empty()) return;
        if (data_name_ != name) {
            event(name);
            data_name_ = name;
        }
        writer().put(bytes);
    }
    void error(std::string_view code, std::optional<std::uint64_t> at) override {
        event("error", code);
        if (at) event_sink::attribute("at", *at);
    }
    void send(std::string_view bytes) override { data("send", bytes); }
    using event_sink::attribute;
    using event_sink::event;

    /// Of the last event, if it is data: more of it joins.
    const std::string& data_name() const { return data_name_; }

  protected:
    explicit joinable_events(std::string_view data_name) : data_name_(data_name) {}

  private:
    Writer& writer() { return static_cast<Writer&>(*this); }
    void put(char mark, std::string_view text) {
        writer().put(mark);
        writer().put(text);
    }

    std::string data_name_;
};

/// Keeps the text.
class joinable_log final : public joinable_events<joinable_log> {
  public:
    joinable_log() : joinable_log(std::string_view()) {}
    /// data_name: of what comes before.
    explicit joinable_log(std::string_view data_name) : joinable_events(data_name) {}

    void put(char mark) { text_ += mark; }
    void put(std::string_view text) { text_ += text; }
    const std::string& text() const { return text_; }

  private:
    std::string text_;
};

/// Compares the text, as it comes, with what a log has more than one before it.
class log_check final : public joinable_events<log_check> {
  public:
    log_check(const joinable_log& before, const joinable_log& expected)
        : joinable_events(before.data_name()), rest_(std::string_view(expected.text()).substr(before.text().size())) {}

    void put(char mark) {
        is_alike_ = is_alike_ && rest_.starts_with(mark);
        if (is_alike_) rest_.remove_prefix(1);
    }
    void put(std::string_view text) {
        is_alike_ = is_alike_ && rest_.starts_with(text);
        if (is_alike_) rest_.remove_prefix(text.size());
    }
    bool is_met() const { return is_alike_ && rest_.empty(); }

  private:
    std::string_view rest_;
    bool is_alike_ = true;
};

template <class Session>
class session_proof {
  public:
    session_proof(const Session& fresh, std::string_view bytes) : bytes_(bytes) {
        states_.reserve(bytes.size() + 1);
        for (std::size_t j = 0; j <= bytes.size(); ++j) {
            states_.push_back({fresh, {}, {}});
            feed_piece(states_.back().session, bytes.substr(0, j), states_.back().log);
            states_.back().ending = ending_of(states_.back().session, states_.back().log.data_name());
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

    // A copy: the stream may go on.
    static std::string ending_of(Session session, std::string_view data_name) {
        joinable_log log(data_name);
        session.finish(log);
        return log.text();
    }

    bool check(std::size_t i, std::size_t j) {
        const state& from = states_[i];
        const state& to = states_[j];
        Session next(from.session);
        log_check said(from.log, to.log);
        feed_piece(next, bytes_.substr(i, j - i), said);
        ++result_.feeds;
        if (!said.is_met()) return fail(i, j, "other events than where it is not cut"), false;
        if (!(next == to.session)) return fail(i, j, "another state than where it is not cut"), false;
        if (i + 1 == j && ending_of(next, said.data_name()) != to.ending)
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
