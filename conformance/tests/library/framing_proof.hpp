// SPDX-License-Identifier: MIT
//
// framing_proof: the framing readers under the split proof.
#pragma once

#include "conformance/tests/library/split_proof.hpp"

#include <cleave/frame_buffer.hpp>
#include <cleave/frame_decoder.hpp>
#include <cleave/frame_encoder.hpp>
#include <cleave/next_frame.hpp>

#include <algorithm>
#include <initializer_list>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace cleave {

/// The run-time twin of a layout that is one.
inline runtime_prefix checked(const prefix_layout& layout) {
    runtime_prefix prefix(python_int);
    EXPECT_EQ(runtime_prefix::from(layout, prefix), layout_error::none);
    return prefix;
}

/// Every layout that differs in kind: all widths, orders, signs and things to count, without and with other header
/// bytes on both sides of the length field, and headers of the greatest size.
inline std::vector<prefix_layout> every_layout() {
    std::vector<prefix_layout> layouts;
    const auto add = [&](const prefix_layout& layout) {
        if (check_layout(layout) == layout_error::none) layouts.push_back(layout);
    };
    using numbers = std::initializer_list<std::uint8_t>;
    for (const auto width : numbers{1, 2, 3, 4, 8, varint_width})
        for (const auto order : {std::endian::little, std::endian::big})
            for (const bool is_signed : {false, true})
                for (const auto counts :
                     {length_counts::payload, length_counts::from_field, length_counts::whole_frame}) {
                    for (const auto offset : numbers{0, 1, 5})
                        for (const auto gap : numbers{0, 1, 7})
                            add({.width = width,
                                 .order = order,
                                 .is_signed = is_signed,
                                 .counts = counts,
                                 .offset = offset,
                                 .gap = gap});
                    const int rest = 32 - (width == varint_width ? 10 : width);
                    add({.width = width,
                         .order = order,
                         .is_signed = is_signed,
                         .counts = counts,
                         .offset = static_cast<std::uint8_t>(rest)});
                    add({.width = width,
                         .order = order,
                         .is_signed = is_signed,
                         .counts = counts,
                         .gap = static_cast<std::uint8_t>(rest)});
                }
    return layouts;
}

inline std::string name_of(const prefix_layout& layout) {
    std::string text = "width " + std::to_string(layout.width);
    text += layout.order == std::endian::little ? ", little" : ", big";
    text += layout.is_signed ? ", signed" : ", unsigned";
    text += layout.counts == length_counts::payload      ? ", counts the payload"
            : layout.counts == length_counts::from_field ? ", counts from the field"
                                                         : ", counts the whole frame";
    return text + ", offset " + std::to_string(layout.offset) + ", gap " + std::to_string(layout.gap) + ", limit " +
           std::to_string(layout.max_payload);
}

/// A frame as the encoder makes it, with each header byte around the length field telling its place.
template <class Prefix>
std::vector<std::byte> frame_of(const Prefix& prefix, std::span<const std::byte> payload) {
    const prefix_layout& layout = prefix.layout();
    auto header = encode_header(prefix, payload.size());
    EXPECT_EQ(header.st, status::ok) << name_of(layout) << ": " << payload.size();
    for (std::size_t i = 0; i < header.size; ++i)
        if (i < layout.offset || i + layout.gap >= header.size) header.bytes[i] = static_cast<std::byte>(0xA0 + i);
    const std::span<const std::byte> written(header);
    std::vector<std::byte> bytes(written.begin(), written.end());
    bytes.insert(bytes.end(), payload.begin(), payload.end());
    return bytes;
}

inline void append(std::vector<std::byte>& to, std::span<const std::byte> bytes) {
    to.insert(to.end(), bytes.begin(), bytes.end());
}

inline void log_step(const frame_step& step, event_log& log) {
    const bool begins = step.event == frame_event::begin || step.event == frame_event::excess;
    EXPECT_TRUE(begins || step.length == 0) << "a length, and no frame that begins";
    EXPECT_EQ(step.data.empty(), step.event != frame_event::data);
    switch (step.event) {
    case frame_event::none: EXPECT_NE(step.st, status::ok); break;
    case frame_event::begin: log.event("begin", step.length); break;
    case frame_event::data:
        EXPECT_EQ(step.consumed, step.data.size());
        log.data(step.data);
        break;
    case frame_event::end:
        EXPECT_EQ(step.consumed, 0u);
        log.event("end");
        break;
    case frame_event::excess: log.event("excess", step.length); break;
    }
}

/// Feeds a frame_decoder until it wants more or fails.
struct feed_decoder {
    template <class Prefix>
    void operator()(basic_frame_decoder<Prefix>& decoder, std::span<const std::byte> in, event_log& log) const {
        for (;;) {
            const frame_step step = decoder.decode(in);
            EXPECT_LE(step.consumed, in.size());
            in = in.subspan(step.consumed);
            log_step(step, log);
            if (step.st == status::ok) continue;
            if (is_error(step.st)) return log.error(step.st);
            EXPECT_EQ(step.st, status::need_input);
            EXPECT_TRUE(in.empty());
            return;
        }
    }
};

/// The same by visit(): all events of a delivery in one call, which take all of it.
struct visit_decoder {
    template <class Prefix>
    void operator()(basic_frame_decoder<Prefix>& decoder, std::span<const std::byte> in, event_log& log) const {
        const bool had_failed = is_error(decoder.error().st);
        const std::uint64_t begin = decoder.offset();
        std::uint64_t consumed = 0;
        const status st = decoder.visit(in, [&](const frame_step& step) {
            EXPECT_EQ(step.st, status::ok);
            consumed += step.consumed;
            log_step(step, log);
        });
        EXPECT_LE(consumed, in.size());
        if (is_error(st)) return log.error(st);
        EXPECT_FALSE(had_failed);
        EXPECT_EQ(st, status::need_input);
        EXPECT_EQ(decoder.offset() - begin, in.size());
    }
};

/// A frame_buffer with storage of its own, so that it can be copied.
template <class Prefix>
class owning_frame_buffer {
  public:
    explicit owning_frame_buffer(std::size_t storage, Prefix prefix, on_excess excess = on_excess::fail)
        : storage_(storage), frames_(storage_, prefix, excess) {}
    owning_frame_buffer(const owning_frame_buffer& other)
        : storage_(other.storage_.size()), frames_(other.frames_, storage_) {}
    owning_frame_buffer& operator=(const owning_frame_buffer&) = delete;

    basic_frame_buffer<Prefix>& frames() { return frames_; }
    stream_end finish() const { return frames_.finish(); }
    bytes_needed needed() const { return frames_.needed(); }
    frame_error error() const { return frames_.error(); }
    frame_counters counters() const { return frames_.counters(); }
    friend bool operator==(const owning_frame_buffer& a, const owning_frame_buffer& b) {
        return a.frames_ == b.frames_;
    }

  private:
    std::vector<std::byte> storage_;
    basic_frame_buffer<Prefix> frames_;
};

/// Which way the bytes take into a frame_buffer.
enum class way { in_place, through_storage, mixed, visited, visited_through_storage };

/// Feeds a frame_buffer. Logs each frame with its payload, and frames that were passed over before it.
struct feed_buffer {
    way into = way::in_place;

    template <class Prefix>
    void operator()(owning_frame_buffer<Prefix>& engine, std::span<const std::byte> in, event_log& log) const {
        auto& frames = engine.frames();
        if (into == way::in_place) return drain(frames, in, log);
        if (into == way::visited) return visit(frames, in, log);
        if (into == way::mixed && in.size() % 2 == 1) return drain(frames, in, log);
        do {
            const auto room = frames.writable();
            const std::size_t some = std::min(room.size(), in.size());
            if (some == 0 && !in.empty()) {
                ADD_FAILURE() << "no room, although next() asked for more";
                return;
            }
            std::copy_n(in.begin(), some, room.begin());
            frames.commit(some);
            in = in.subspan(some);
            std::span<const std::byte> nothing;
            into == way::visited_through_storage ? visit(frames, nothing, log) : drain(frames, nothing, log);
        } while (!in.empty() && !log.failed());
    }

  private:
    template <class Prefix>
    static void drain(basic_frame_buffer<Prefix>& frames, std::span<const std::byte>& in, event_log& log) {
        for (;;) {
            const std::uint64_t passed_over = frames.counters().discarded_frames;
            const frame f = frames.next(in);
            for (auto n = passed_over; n < frames.counters().discarded_frames; ++n) log.event("excess");
            if (is_error(f.st)) return log.error(f.st);
            if (f.st == status::ok) {
                log.event("frame", f.payload);
                continue;
            }
            EXPECT_TRUE(in.empty());
            expect_exact_hint(frames, f);
            return;
        }
    }

    template <class Prefix>
    static void visit(basic_frame_buffer<Prefix>& frames, std::span<const std::byte> in, event_log& log) {
        std::uint64_t passed_over = frames.counters().discarded_frames;
        const auto log_passed_over = [&] {
            for (; passed_over < frames.counters().discarded_frames; ++passed_over) log.event("excess");
        };
        const frame f = frames.visit(in, [&](std::span<const std::byte> payload) {
            log_passed_over();
            log.event("frame", payload);
        });
        log_passed_over();
        is_error(f.st) ? log.error(f.st) : expect_exact_hint(frames, f);
    }

    template <class Prefix>
    static void expect_exact_hint(const basic_frame_buffer<Prefix>& frames, const frame& f) {
        EXPECT_EQ(f.st, status::need_input);
        // Where the rest exceeds the address space, the hint is as much of it as a std::size_t holds.
        const bytes_needed needed = frames.needed();
        const bool is_sayable = needed.at_least <= SIZE_MAX;
        EXPECT_EQ(f.more_bytes, is_sayable ? needed.at_least : SIZE_MAX);
        EXPECT_EQ(f.more_is_all, is_sayable && needed.is_all);
    }
};

/// next_frame over all bytes that came so far: what the readers with state must agree with.
template <class Prefix>
struct gathered_frames {
    Prefix prefix;
    std::vector<std::byte> rest;
    bool operator==(const gathered_frames&) const = default;
};

struct feed_gathered {
    template <class Prefix>
    void operator()(gathered_frames<Prefix>& engine, std::span<const std::byte> in, event_log& log) const {
        if (log.failed()) return;
        engine.rest.insert(engine.rest.end(), in.begin(), in.end());
        const exact_block all(engine.rest);
        const auto visited = visit_frames(engine.prefix, std::span<const std::byte>(all.bytes()),
                                          [&](std::span<const std::byte> payload) { log.event("frame", payload); });
        engine.rest.erase(engine.rest.begin(), engine.rest.begin() + static_cast<std::ptrdiff_t>(visited.consumed));
        if (is_error(visited.st)) log.error(visited.st);
    }
};

} // namespace cleave
