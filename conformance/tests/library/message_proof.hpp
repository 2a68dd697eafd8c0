// SPDX-License-Identifier: MIT
//
// message_proof: the engines of header messages under the split proof.
#pragma once

#include "conformance/tests/library/split_proof.hpp"

#include <cleave/message_decoder.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cleave {

/// An engine of header messages with storage of its own, so that it can be copied: without a heap block, since the
/// proof of a short stream makes a million copies.
template <class Engine>
class owning_engine {
  public:
    template <class... Options>
    explicit owning_engine(std::size_t max_header, const Options&... options)
        : max_header_(max_header), engine_(storage(), scratch(), options...) {}
    owning_engine(const owning_engine& other) : max_header_(other.max_header_), engine_(other.engine_) {
        engine_.rebind(storage(), scratch());
    }
    owning_engine& operator=(const owning_engine&) = delete;

    Engine& operator*() { return engine_; }
    Engine* operator->() { return &engine_; }
    stream_end finish() const { return engine_.finish(); }
    bytes_needed needed() const { return engine_.needed(); }
    const message_error& error() const { return engine_.error(); }
    friend bool operator==(const owning_engine& a, const owning_engine& b) { return a.engine_ == b.engine_; }

  private:
    std::span<std::byte> storage() { return std::span(storage_).first(max_header_); }
    std::span<char> scratch() { return std::span(scratch_).first(max_header_); }

    std::size_t max_header_;
    std::array<std::byte, 512> storage_;
    std::array<char, 512> scratch_;
    Engine engine_;
};

/// Feeds an engine until it wants more or fails. on_step: logs a step that is an event.
template <class Engine, class OnStep>
void feed_engine(owning_engine<Engine>& engine, std::span<const std::byte> in, event_log& log, OnStep&& on_step) {
    header_fields fields;
    for (;;) {
        const auto step = engine->decode(in, fields);
        EXPECT_LE(step.consumed, in.size());
        if (is_error(step.st)) {
            EXPECT_EQ(step.consumed, 0U);
            EXPECT_TRUE(step.event == decltype(step.event)::none);
            return log.error(step.st);
        }
        in = in.subspan(step.consumed);
        if (step.st == status::need_input) {
            EXPECT_TRUE(in.empty());
            return;
        }
        EXPECT_EQ(step.st, status::ok);
        on_step(step, std::as_const(fields));
    }
}

/// A header message as a plain peer writes it: LEN, the JSON, the body.
inline std::vector<std::byte> message(std::string_view json, std::string_view body = "") {
    std::string bytes;
    for (unsigned i = 0; i < 4; ++i) bytes += static_cast<char>(json.size() >> (8 * i));
    return to_bytes(bytes.append(json).append(body));
}

inline std::vector<std::byte> operator+(std::vector<std::byte> a, const std::vector<std::byte>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

} // namespace cleave
