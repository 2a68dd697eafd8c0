// SPDX-License-Identifier: MIT
//
// split_proof: proves that what an engine makes of a stream depends on its bytes, never on their delivery.
//
// Let S(j) be the state after the first j bytes came in one piece. If feeding bytes[i, j) to a copy of S(i) gives S(j)
// for all i <= j, then, by induction over its pieces, every delivery of the first j bytes ends in S(j): n^2 / 2 feeds
// prove all 2^(n-1) deliveries of n bytes, empty pieces included. Streams of at most 20 bytes are also run through all
// of those deliveries, one by one.
//
//     EXPECT_TRUE(prove_every_delivery(bytes, my_engine{}, [](my_engine& engine, auto piece, event_log& log) {
//         ...                                       // feed the piece until the engine wants more or fails; log events
//     }));
//     EXPECT_EQ(events_of(bytes, my_engine{}, feed), "begin 5, data 68 65 6c 6c 6f, end");
//
// The engine: any type that can be copied and compared with ==. Compared too where it has them: finish(), needed(),
// error(). Where it has both finish() and needed(), the hint must be exact: a frame is never complete before so many
// bytes came, and complete (finish() says ok) with exactly those when needed() says that they are all.
//
// Each piece lies in a heap block of exactly its size, overwritten and freed when feed returns.
#pragma once

#include <cleave/status.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace cleave {

inline std::string spaced_hex(std::span<const std::byte> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::byte b : bytes) {
        if (!text.empty()) text += ' ';
        text += digits[std::to_integer<unsigned>(b) >> 4];
        text += digits[std::to_integer<unsigned>(b) & 15];
    }
    return text;
}

/// The bytes that hexadecimal digits spell; spaces between them are skipped.
inline std::vector<std::byte> from_hex(std::string_view text) {
    const auto digit = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10); };
    std::vector<std::byte> bytes;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] != ' ') {
            bytes.push_back(static_cast<std::byte>(digit(text[i]) << 4 | digit(text[i + 1])));
            ++i;
        }
    return bytes;
}

inline std::vector<std::byte> to_bytes(std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text.data(), text.size()));
    return {bytes.begin(), bytes.end()};
}

/// Bytes in a heap block of exactly their size, so that a sanitizer sees each access beyond them; overwritten and freed
/// at the end, so that a view kept too long shows.
class exact_block {
  public:
    explicit exact_block(std::span<const std::byte> bytes)
        : size_(bytes.size()), bytes_(std::make_unique<std::byte[]>(bytes.size())) {
        if (size_ != 0) std::memcpy(bytes_.get(), bytes.data(), size_);
    }
    exact_block(const exact_block&) = delete;
    exact_block& operator=(const exact_block&) = delete;
    ~exact_block() {
        if (size_ != 0) std::memset(bytes_.get(), 0xDD, size_);
    }
    std::span<std::byte> bytes() const { return {bytes_.get(), size_}; }

  private:
    std::size_t size_;
    std::unique_ptr<std::byte[]> bytes_;
};

/// What an engine said, in a form that does not depend on how data was cut: data behind data is one run, and an error
/// that is repeated is one error. An event behind an error is a fault.
class event_log {
  public:
    event_log() = default;

    /// An event by its name, with a number, or with bytes of its own (not merged with others).
    void event(std::string_view name) { append(name); }
    void event(std::string_view name, std::uint64_t number) {
        append(std::string(name) += ' ' + std::to_string(number));
    }
    void event(std::string_view name, std::span<const std::byte> bytes) {
        event(name, bytes.size());
        append_data(bytes);
    }

    /// A piece of a body, a payload, a text.
    void data(std::span<const std::byte> bytes) {
        if (bytes.empty()) return;
        if (!in_data_) append("data");
        in_data_ = true;
        append_data(bytes);
    }

    void error(status st) {
        if (failed_ && st == error_) return;
        append(std::string("error ").append(to_string(st)));
        failed_ = true;
        error_ = st;
    }

    bool failed() const { return failed_; }
    bool has_event_behind_error() const { return event_behind_error_; }

    /// All of it, readable: "begin 5, data 68 65 6c 6c 6f, end".
    std::string text() const {
        std::string text;
        for (std::size_t i = 0; i < entries_.size(); ++i) {
            const entry from = entries_[i];
            const bool last = i + 1 == entries_.size();
            if (i != 0) text += ", ";
            text += names_.substr(from.name - base_.name, last ? std::string::npos : entries_[i + 1].name - from.name);
            const auto data = std::as_bytes(std::span(data_)).subspan(from.data - base_.data);
            const auto own = last ? data : data.first(entries_[i + 1].data - from.data);
            if (!own.empty()) text += ' ' + spaced_hex(own);
        }
        return text;
    }

    /// An empty log that takes down what happens behind `before`.
    static event_log behind(const event_log& before) {
        event_log log;
        log.base_ = {before.base_.name + before.names_.size(), before.base_.data + before.data_.size()};
        log.in_data_ = before.in_data_;
        log.failed_ = before.failed_;
        log.error_ = before.error_;
        return log;
    }

    /// Whether this log begins with the whole of another that began at the same place.
    bool begins_with(const event_log& front) const { return continues_at(front, 0, 0, 0) && front.base_ == base_; }

    /// Whether `front` and then `back`, which was taken down behind it, are the same as this log. front: begins this
    /// one.
    bool ends_with(const event_log& front, const event_log& back) const {
        return front.entries_.size() + back.entries_.size() == entries_.size() &&
               front.names_.size() + back.names_.size() == names_.size() &&
               front.data_.size() + back.data_.size() == data_.size() && failed_ == back.failed_ &&
               in_data_ == back.in_data_ &&
               continues_at(back, front.entries_.size(), front.names_.size(), front.data_.size());
    }

  private:
    struct entry {
        std::size_t name; // where the event's name begins, in the characters since the start of the stream
        std::size_t data; // where its data begins, likewise in bytes
        bool operator==(const entry&) const = default;
    };

    void append(std::string_view name) {
        if (failed_) event_behind_error_ = true;
        in_data_ = false;
        entries_.push_back({base_.name + names_.size(), base_.data + data_.size()});
        names_ += name;
    }

    void append_data(std::span<const std::byte> bytes) {
        if (failed_) event_behind_error_ = true;
        data_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    }

    bool continues_at(const event_log& part, std::size_t entries, std::size_t names, std::size_t data) const {
        return entries_.size() - entries >= part.entries_.size() &&
               std::equal(part.entries_.begin(), part.entries_.end(),
                          entries_.begin() + static_cast<std::ptrdiff_t>(entries)) &&
               names_.compare(names, part.names_.size(), part.names_) == 0 &&
               data_.compare(data, part.data_.size(), part.data_) == 0;
    }

    entry base_{0, 0};
    std::vector<entry> entries_;
    std::string names_;
    std::string data_;
    bool in_data_ = false;
    bool failed_ = false;
    bool event_behind_error_ = false;
    status error_ = status::ok;
};

/// The events of a stream delivered whole.
template <class Engine, class Feed>
std::string events_of(std::span<const std::byte> bytes, Engine engine, Feed&& feed) {
    event_log log;
    const exact_block piece(bytes);
    feed(engine, std::span<const std::byte>(piece.bytes()), log);
    return log.text();
}

template <class Engine, class Feed>
class split_proof {
  public:
    split_proof(std::span<const std::byte> bytes, const Engine& start, Feed& feed)
        : bytes_(bytes), feed_(feed), result_(::testing::AssertionSuccess()) {
        states_.reserve(bytes.size() + 1);
        for (std::size_t j = 0; j <= bytes.size(); ++j) {
            states_.push_back({start, {}});
            deliver(states_.back(), 0, j);
        }
    }

    ::testing::AssertionResult prove() {
        for (std::size_t j = 0; j < states_.size(); ++j) {
            if (states_[j].log.has_event_behind_error()) fail(0, j, "an event followed the error");
            if (j != 0 && !states_[j].log.begins_with(states_[j - 1].log)) fail(j - 1, j, "an event was taken back");
            check_hint(j);
        }
        for (std::size_t i = 0; i < states_.size(); ++i)
            for (std::size_t j = i; j < states_.size() && result_; ++j) check_step(i, j);
        if (result_ && bytes_.size() <= longest_enumerated && !bytes_.empty()) enumerate({states_[0].engine, {}}, 0);
        return result_;
    }

  private:
    static constexpr std::size_t longest_enumerated = 20;

    struct point {
        Engine engine;
        event_log log;
    };

    void deliver(point& at, std::size_t i, std::size_t j) {
        const exact_block piece(bytes_.subspan(i, j - i));
        feed_(at.engine, std::span<const std::byte>(piece.bytes()), at.log);
    }

    void check_step(std::size_t i, std::size_t j) {
        point next{states_[i].engine, event_log::behind(states_[i].log)};
        deliver(next, i, j);
        compare(next.engine, i, j);
        if (!states_[j].log.ends_with(states_[i].log, next.log))
            fail(i, j,
                 "events: " + states_[i].log.text() + " | " + next.log.text() +
                     "\n  delivered whole: " + states_[j].log.text());
        if (i != j) return;
        point unmoved{states_[i].engine, event_log::behind(states_[i].log)};
        feed_(unmoved.engine, std::span<const std::byte>(), unmoved.log);
        compare(unmoved.engine, i, j);
        if (!unmoved.log.text().empty()) fail(i, j, "a span of nothing caused: " + unmoved.log.text());
    }

    void compare(const Engine& engine, std::size_t i, std::size_t j) {
        const Engine& whole = states_[j].engine;
        if (!(engine == whole)) fail(i, j, "the states differ");
        if constexpr (requires { engine.finish() == whole.finish(); })
            if (!(engine.finish() == whole.finish())) fail(i, j, "finish() differs");
        if constexpr (requires { engine.needed() == whole.needed(); })
            if (!(engine.needed() == whole.needed())) fail(i, j, "needed() differs");
        if constexpr (requires { engine.error() == whole.error(); })
            if (!(engine.error() == whole.error())) fail(i, j, "error() differs");
    }

    void check_hint(std::size_t i) {
        if constexpr (requires(const Engine& e) {
                          e.needed().at_least;
                          e.finish().st;
                      }) {
            if (states_[i].log.failed()) return;
            const auto hint = states_[i].engine.needed();
            if (hint.at_least == 0) return fail(0, i, "needed() asks for nothing");
            for (std::size_t j = i + 1; j < states_.size() && j - i <= hint.at_least; ++j) {
                if (states_[j].log.failed()) return;
                const bool enough = j - i == hint.at_least;
                const bool complete = states_[j].engine.finish().st == status::ok;
                if (complete && !enough) fail(i, j, "complete before needed() bytes came");
                if (enough && hint.is_all && !complete) fail(i, j, "not complete when all needed() bytes came");
                if (enough && states_[j].engine == states_[i].engine) fail(i, j, "needed() bytes changed nothing");
            }
        }
    }

    // Every delivery of bytes[i, n), each piece fed to a copy of the state in front of it.
    void enumerate(const point& at, std::size_t i) {
        if (i == bytes_.size()) {
            compare(at.engine, 0, i);
            if (!states_[i].log.ends_with({}, at.log)) fail(0, i, "events of some delivery: " + at.log.text());
            return;
        }
        for (std::size_t j = i + 1; j <= bytes_.size() && result_; ++j) {
            point next = at;
            deliver(next, i, j);
            enumerate(next, j);
        }
    }

    void fail(std::size_t i, std::size_t j, const std::string& what) {
        if (!result_) return; // the first one is enough
        result_ = ::testing::AssertionFailure() << "cut at " << i << " of " << j << ": " << what
                                                << "\n  before the cut: " << spaced_hex(bytes_.first(i))
                                                << "\n  behind the cut: " << spaced_hex(bytes_.subspan(i, j - i));
    }

    std::span<const std::byte> bytes_;
    Feed& feed_;
    std::vector<point> states_;
    ::testing::AssertionResult result_;
};

/// Proves all deliveries of `bytes` to copies of `start`.
/// feed: takes (Engine&, std::span<const std::byte>, event_log&), and drains the engine: every event that the piece
/// allows is logged before it returns. cost: n^2 / 2 feeds, and 2^n more up to n = 20.
template <class Engine, class Feed>
::testing::AssertionResult prove_every_delivery(std::span<const std::byte> bytes, const Engine& start, Feed&& feed) {
    return split_proof<Engine, std::remove_reference_t<Feed>>(bytes, start, feed).prove();
}

} // namespace cleave
