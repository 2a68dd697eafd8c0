// SPDX-License-Identifier: MIT
//
// framing_proof: the framing readers under the split proof.
#pragma once

#include "conformance/tests/library/split_proof.hpp"

#include <cleave/frame_buffer.hpp>
#include <cleave/frame_decoder.hpp>
#include <cleave/frame_encoder.hpp>
#include <cleave/frame_reader.hpp>
#include <cleave/layout.hpp>
#include <cleave/protocols/databases.hpp>
#include <cleave/protocols/generic.hpp>
#include <cleave/protocols/messaging.hpp>
#include <cleave/protocols/netstring.hpp>
#include <cleave/protocols/rpc.hpp>
#include <cleave/protocols/web.hpp>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace cleave {

/// The run-time form of a layout that is one.
inline runtime_layout checked(const prefix_layout& layout) {
    runtime_layout prefix;
    EXPECT_EQ(runtime_layout::from(layout, prefix), layout_error::none);
    return prefix;
}

/// A layout with one more answer given.
inline prefix_layout with(prefix_layout layout, auto change) {
    change(layout);
    return layout;
}

/// Every layout that differs in kind: all widths, orders, signs and things to count, without and with other header
/// bytes on both sides of the length; every other form; and each further question answered otherwise.
inline std::vector<prefix_layout> every_layout() {
    std::vector<prefix_layout> layouts;
    const auto add = [&](const prefix_layout& layout) {
        if (check_layout(layout) == layout_error::none) layouts.push_back(layout);
    };
    using numbers = std::initializer_list<std::uint8_t>;
    for (const auto width : numbers{1, 2, 3, 4, 5, 6, 7, 8})
        for (const auto order : {std::endian::little, std::endian::big})
            for (const bool is_signed : {false, true})
                for (const auto counts :
                     {length_counts::payload, length_counts::from_field, length_counts::whole_frame})
                    for (const auto& [offset, gap] : {std::pair<std::uint8_t, std::uint8_t>{0, 0}, {1, 1}, {5, 7}})
                        add({.width = width,
                             .order = order,
                             .is_signed = is_signed,
                             .counts = counts,
                             .offset = offset,
                             .gap = gap});
    for (const auto form : {length_form::varint, length_form::ber, length_form::be7, length_form::quic,
                            length_form::decimal, length_form::hexadecimal})
        for (const auto& [offset, gap] : {std::pair<std::uint8_t, std::uint8_t>{0, 0}, {1, 1}, {5, 7}})
            for (const bool padded : {false, true})
                add({.form = form, .offset = offset, .gap = gap, .padded_varints = padded});
    const prefix_layout plain{.width = 2, .offset = 1, .gap = 1};
    add(with(plain, [](auto& l) { l.length_bits = 13; }));
    add(with(plain, [](auto& l) { l.unit = 4; }));
    add(with(plain, [](auto& l) { l.unit = 8, l.counts = length_counts::whole_frame; }));
    add(with(plain, [](auto& l) { l.counts = counts_from_byte(2); }));
    add(with(plain, [](auto& l) { l.trailer = 1; }));
    add(with(plain, [](auto& l) { l.trailer = 5; }));
    add(with(plain, [](auto& l) { l.magic = {0, "M"}; }));
    add(with(plain, [](auto& l) { l.magic = {3, "m"}; }));
    add(with(plain, [](auto& l) { l.min_payload = 1; }));
    add(with(plain, [](auto& l) { l.offset = 126, l.gap = 127; }));
    return layouts;
}

inline std::string name_of(const prefix_layout& layout) {
    std::string text =
        "form " + std::to_string(static_cast<int>(layout.form)) + ", width " + std::to_string(layout.width);
    text += layout.order == std::endian::little ? ", little" : ", big";
    text += layout.is_signed ? ", signed" : ", unsigned";
    text += ", counts from " + std::to_string(static_cast<int>(layout.counts));
    return text + ", offset " + std::to_string(layout.offset) + ", gap " + std::to_string(layout.gap) + ", trailer " +
           std::to_string(layout.trailer) + ", bits " + std::to_string(layout.length_bits) + ", unit " +
           std::to_string(layout.unit) + ", limit " + std::to_string(layout.max_payload);
}

/// The size nearest above `size` that a payload can have; the largest if there is none.
template <writable_prefix P>
std::size_t payload_near(const P& prefix, std::size_t size) {
    if (size > prefix.max_payload()) size = static_cast<std::size_t>(prefix.max_payload());
    while (size < prefix.max_payload() && detail::check_payload(prefix, size) != status::ok) ++size;
    while (detail::check_payload(prefix, size) != status::ok) --size;
    return size;
}

/// A frame as the encoder makes it.
template <writable_prefix P>
std::vector<std::byte> frame_of(const P& prefix, std::span<const std::byte> payload) {
    std::vector<std::byte> bytes(static_cast<std::size_t>(frame_size(payload.size(), prefix)));
    std::span<std::byte> out(bytes);
    EXPECT_EQ(encode_frame(payload, out, prefix), status::ok) << payload.size();
    EXPECT_TRUE(out.empty());
    return bytes;
}

/// The same with each byte around a binary length telling its place.
inline std::vector<std::byte> frame_of_layout(const runtime_layout& prefix, std::span<const std::byte> payload) {
    const prefix_layout& layout = prefix.layout();
    std::vector<std::byte> bytes = frame_of(prefix, payload);
    const std::size_t header = prefix.size(payload.size());
    if (layout.magic.size != 0) return bytes;
    for (std::size_t i = 0; i < header; ++i)
        if (i < layout.offset || i + layout.gap >= header) bytes[i] = static_cast<std::byte>(0xA0 + i);
    return bytes;
}

inline void append(std::vector<std::byte>& to, std::span<const std::byte> bytes) {
    to.insert(to.end(), bytes.begin(), bytes.end());
}

/// What to do with a frame that is too large.
enum class on_excess { fail, pass_over };

/// What a reader says of an error; taken while its input is there, and compared when the input is gone.
struct refusal {
    status st = status::ok;
    frame_error error;
    stream_end end;
    std::uint64_t offset = 0;
    bool operator==(const refusal&) const = default;
};

template <class Reader>
refusal refusal_of(const Reader& reader) {
    return {reader.st(), reader.error(), reader.finish(), reader.offset()};
}

/// A reader that can be copied, compared and asked after its input is gone.
template <class Reader>
struct proved {
    std::optional<refusal> refused;
    virtual ~proved() = default;
    virtual Reader& reader() = 0;
    const Reader& reader() const { return const_cast<proved*>(this)->reader(); }
    stream_end finish() const { return refused ? refused->end : reader().finish(); }
    bytes_needed needed() const { return refused ? bytes_needed{} : reader().needed(); }
    frame_error error() const { return refused ? refused->error : reader().error(); }
    std::uint64_t offset() const { return refused ? refused->offset : reader().offset(); }

    /// Called when there are no more frames or parts. returns: whether to go on.
    bool ended(event_log& log, on_excess excess) {
        Reader& r = reader();
        EXPECT_EQ(is_error(r.st()), is_error(r.error().st));
        if (!is_error(r.st())) {
            EXPECT_EQ(r.st(), status::need_input);
            EXPECT_TRUE(r.unread().empty() || r.needed().at_least != 0);
            return false;
        }
        if (excess == on_excess::pass_over && r.skip()) {
            log.event("excess");
            return true;
        }
        EXPECT_EQ(r.needed(), bytes_needed{});
        refused = refusal_of(r);
        EXPECT_FALSE(r.next()) << "the error stays";
        EXPECT_EQ(refusal_of(r), *refused);
        log.error(r.st());
        return false;
    }
};

template <prefix P>
struct proved_decoder final : proved<frame_decoder<P>> {
    frame_decoder<P> decoder;
    explicit proved_decoder(const P& p = P{}) : decoder(p) {}
    frame_decoder<P>& reader() override { return decoder; }
    friend bool operator==(const proved_decoder& a, const proved_decoder& b) {
        return a.refused == b.refused && (a.refused || a.decoder == b.decoder);
    }
};

template <prefix P>
struct proved_buffer final : proved<frame_buffer<P>> {
    std::vector<std::byte> storage;
    frame_buffer<P> frames;
    explicit proved_buffer(std::size_t size, const P& p = P{})
        : storage(size), frames(std::span<std::byte>(storage), p) {}
    proved_buffer(const proved_buffer& other)
        : proved<frame_buffer<P>>(other), storage(other.storage.size()), frames(other.frames, storage) {}
    proved_buffer& operator=(const proved_buffer&) = delete;
    frame_buffer<P>& reader() override { return frames; }
    friend bool operator==(const proved_buffer& a, const proved_buffer& b) {
        return a.refused == b.refused && (a.refused || a.frames == b.frames);
    }
};

/// Logs the parts of each frame as "begin n", data, trailer and "end".
template <prefix P>
void log_part(const frame_decoder<P>& decoder, frame_part part, event_log& log) {
    if (part.is_first()) log.event("begin", decoder.length());
    log.data(part.data());
    if (!part.is_last()) return;
    EXPECT_EQ(decoder.left(), 0u);
    if (!decoder.trailer().empty()) log.event("trailer", decoder.trailer());
    log.event("end");
}

struct feed_decoder {
    on_excess excess = on_excess::fail;

    template <prefix P>
    void operator()(proved_decoder<P>& engine, std::span<const std::byte> in, event_log& log) const {
        if (engine.refused) return log.error(engine.refused->st);
        engine.decoder.feed(in);
        do {
            while (const frame_part part = engine.decoder.next()) log_part(engine.decoder, part, log);
        } while (engine.ended(log, excess));
    }
};

/// Logs a whole frame.
inline void log_frame(const frame& f, event_log& log) {
    EXPECT_EQ(f.size(), f.header().size() + f.payload().size() + f.trailer().size());
    EXPECT_EQ(f.bytes().data(), f.header().data());
    EXPECT_EQ(f.payload().data(), f.header().data() + f.header().size());
    log.event("frame", f.payload());
    if (!f.trailer().empty()) log.event("trailer", f.trailer());
}

/// Which way the bytes take into a frame_buffer.
enum class way { fed, through_storage, mixed };

struct feed_buffer {
    way into = way::fed;
    on_excess excess = on_excess::fail;

    template <prefix P>
    void operator()(proved_buffer<P>& engine, std::span<const std::byte> in, event_log& log) const {
        if (engine.refused) return log.error(engine.refused->st);
        if (into == way::fed || (into == way::mixed && in.size() % 2 == 1)) {
            engine.frames.feed(in);
            return drain(engine, log);
        }
        do {
            const auto room = engine.frames.writable();
            const std::size_t some = std::min(room.size(), in.size());
            if (some == 0 && !in.empty()) {
                ADD_FAILURE() << "no room, although next() asked for more";
                return;
            }
            std::copy_n(in.begin(), some, room.begin());
            engine.frames.commit(some);
            in = in.subspan(some);
            drain(engine, log);
        } while (!in.empty() && !log.failed());
    }

  private:
    template <prefix P>
    void drain(proved_buffer<P>& engine, event_log& log) const {
        do {
            while (const frame f = engine.frames.next()) log_frame(f, log);
        } while (engine.ended(log, excess));
    }
};

/// frame_reader over all bytes that came so far: what the readers with state must agree with.
template <prefix P>
struct gathered_frames {
    P p{};
    std::vector<std::byte> rest{};
    bool operator==(const gathered_frames&) const = default;
};

struct feed_gathered {
    template <prefix P>
    void operator()(gathered_frames<P>& engine, std::span<const std::byte> in, event_log& log) const {
        if (log.failed()) return;
        engine.rest.insert(engine.rest.end(), in.begin(), in.end());
        const exact_block all(engine.rest);
        frame_reader<P> frames(all.bytes(), engine.p);
        while (const frame f = frames.next()) log_frame(f, log);
        engine.rest.erase(engine.rest.begin(), engine.rest.begin() + static_cast<std::ptrdiff_t>(frames.offset()));
        if (is_error(frames.st())) log.error(frames.st());
    }
};

} // namespace cleave
