// SPDX-License-Identifier: MIT
//
// writing: holds a writer of frames against a framing, and a pair of writer and reader against each other.
#pragma once

#include "comparison.hpp"

#include <cleave/frame_encoder.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace cleave::fuzz {

/// Takes what a writer sends, as a gathered write does.
class sent_bytes {
  public:
    template <byte_run Bytes>
    void add(const Bytes& part) {
        const auto bytes = std::as_bytes(std::span(std::ranges::data(part), std::ranges::size(part)));
        all_.insert(all_.end(), bytes.begin(), bytes.end());
    }
    const std::vector<std::byte>& all() const noexcept { return all_; }

  private:
    std::vector<std::byte> all_;
};

/// Writes into room, as std::size_t write(payload, room); 0: there is not enough, or no frame has that payload.
template <class Write>
concept room_writer = requires(const Write& write, piece payload, std::span<std::byte> room) {
    { write(payload, room) } -> std::convertible_to<std::size_t>;
};

/// What a writer made of a payload.
struct written_frame {
    std::vector<std::byte> bytes;
    bool is_refused = false;
    std::string fault = {}; // what it did to memory
};

/// Calls a writer of either form: into room, or as bool write(payload, sent_bytes&).
template <class Write>
written_frame call_writer(const Write& write, std::span<const std::byte> payload, std::size_t room_bytes) {
    constexpr std::byte untouched{0xA5};
    written_frame made;
    exact_block block(payload);
    try {
        if constexpr (room_writer<Write>) {
            exact_block room(room_bytes);
            std::ranges::fill(room.bytes(), untouched);
            const std::size_t size = write(piece(block.bytes()), room.bytes());
            if (size > room_bytes) return {{}, false, "says that it wrote more than there is room for"};
            made.bytes.assign(room.bytes().begin(), room.bytes().begin() + static_cast<std::ptrdiff_t>(size));
            const auto rest = room.bytes().subspan(size);
            if (size != 0 && std::ranges::any_of(rest, [&](std::byte b) { return b != untouched; }))
                made.fault = "writes after the frame's end";
            made.is_refused = size == 0;
        } else {
            sent_bytes sent;
            made.is_refused = !write(piece(block.bytes()), sent);
            made.bytes = sent.all();
        }
    } catch (...) {
        made.is_refused = true;
    }
    if (!std::ranges::equal(block.bytes(), payload)) made.fault = "writes into the payload";
    return made;
}

/// Finds out whether a writer makes the frame of a payload. limit: of payloads, in bytes. returns: what is wrong.
template <prefix Prefix, class Write>
std::optional<difference> find_wrong_frame(const Prefix& p, const Write& write, std::span<const std::byte> payload,
                                           std::uint64_t limit) {
    const std::string of = "the frame of" + words::short_hex(payload);
    const written_frame made =
        call_writer(write, payload, payload.size() + Prefix::header_capacity + detail::trailer_capacity<Prefix>);
    if (!made.fault.empty()) return difference{1, of, made.fault};
    if (payload.size() > limit) {
        if (made.is_refused) return std::nullopt;
        return difference{1, "refused: above the limit of " + std::to_string(limit), words::short_hex(made.bytes)};
    }
    if (made.is_refused) return difference{1, of, "refused"};
    const expectation<Prefix> read(p, made.bytes);
    if (read.frames().size() != 1 || read.open() != made.bytes.size() ||
        !std::ranges::equal(read.payload(read.frames()[0]), payload))
        return difference{1, of, "bytes that do not read as it:" + words::short_hex(made.bytes)};
    if constexpr (room_writer<Write>) {
        if (const written_frame exact = call_writer(write, payload, made.bytes.size()); exact.bytes != made.bytes)
            return difference{1, "the same into room of just its size", exact.is_refused ? "refused" : "another frame"};
        const written_frame less = call_writer(write, payload, made.bytes.size() - 1);
        if (!less.is_refused) return difference{1, "refused: room one byte too small", "written"};
    }
    return std::nullopt;
}

/// A writer and a reader against each other: what is written is read, in every cut. Compare one with `comparison`: the
/// framing is theirs, and nobody else knows it.
template <class Write, class Decoder, class Feed>
class pair_comparison {
  public:
    pair_comparison(const Write& write, const Feed& feed) noexcept : write_(write), feed_(feed) {}

    /// payloads: each becomes a frame. ends_of: makes the ends of the pieces of a stream of so many bytes.
    template <class Ends>
    std::optional<difference> play(const std::vector<std::vector<std::byte>>& payloads, const Ends& ends_of) const {
        delivery from;
        std::vector<std::size_t> frame_ends;
        for (const auto& payload : payloads) {
            const written_frame made = call_writer(write_, payload, payload.size() + 64);
            if (made.is_refused)
                return difference{0, "a frame of" + words::short_hex(payload), "the writer refuses it"};
            from.stream.insert(from.stream.end(), made.bytes.begin(), made.bytes.end());
            frame_ends.push_back(from.stream.size());
        }
        from.ends = ends_of(from.stream.size());
        Decoder decoder{};
        verdict got;
        for (std::size_t i = 0; i < from.ends.size(); ++i) {
            exact_block block(from.bytes(i));
            try {
                feed_(decoder, piece(block.bytes()), got);
            } catch (...) {
                got.refuse();
            }
            const auto due =
                static_cast<std::size_t>(std::ranges::upper_bound(frame_ends, from.ends[i]) - frame_ends.begin());
            if (auto wrong = look(payloads, got, due)) {
                pieces_ = words::pieces(from);
                return wrong->pieces = i + 1, wrong;
            }
        }
        return std::nullopt;
    }
    /// The pieces of the last difference, a line each.
    const std::string& pieces() const noexcept { return pieces_; }

  private:
    static std::optional<difference> look(const std::vector<std::vector<std::byte>>& payloads, const verdict& got,
                                          std::size_t due) {
        const std::size_t told = got.frames().size();
        for (std::size_t i = 0; i < std::min(told, due); ++i)
            if (got.frames()[i].payload != payloads[i])
                return difference{0, words::frame(i, payloads[i]), words::frame(i, got.frames()[i].payload)};
        if (got.is_refused()) return difference{0, "what the writer wrote is read", "refused"};
        if (told < due) return difference{0, words::frame(told, payloads[told]), "nothing"};
        if (told > due) return difference{0, "nothing more", words::frame(due, got.frames()[due].payload)};
        return std::nullopt;
    }

    Write write_;
    Feed feed_;
    mutable std::string pieces_;
};

} // namespace cleave::fuzz
