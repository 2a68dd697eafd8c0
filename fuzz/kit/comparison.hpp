// SPDX-License-Identifier: MIT
//
// comparison: plays deliveries to a decoder and tells where it first differs from what is due.
#pragma once

#include "../delivery_plan.hpp"
#include "delivery.hpp"
#include "expectation.hpp"
#include "fairness.hpp"
#include "verdict.hpp"
#include "watch.hpp"

#include <cleave/prefix.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace cleave::fuzz {

/// Where a decoder differs: what was due, what came, each in a line.
struct difference {
    std::size_t pieces = 0; // after so many
    std::string due = {};
    std::string came = {};
};

namespace words {

inline std::string frame(std::size_t index, std::span<const std::byte> payload) {
    return "frame " + std::to_string(index + 1) + ", " + count(payload.size(), "byte") +
           (payload.empty() ? "" : ":" + short_hex(payload));
}
inline std::string first_difference(std::span<const std::byte> due, std::span<const std::byte> came) {
    const auto at = static_cast<std::size_t>(std::ranges::mismatch(due, came).in1 - due.begin());
    return due.size() + came.size() <= 48 ? "" : ", first at byte " + std::to_string(at);
}

} // namespace words

/// Holds what a decoder said so far against what is due.
template <prefix Prefix>
class judge {
  public:
    explicit judge(const expectation<Prefix>& due) noexcept : due_(due) {}

    /// Looks at all that was said when `bytes` bytes came. returns: what is wrong.
    std::optional<difference> look(const verdict& got, std::size_t bytes) {
        if (got.is_nested()) return difference{0, "each frame ends before the next begins", "a frame within a frame"};
        const std::size_t told = got.frames().size();
        if (was_refused_) return after_refusal(told);
        const std::size_t whole = due_.frames_due(bytes);
        for (; compared_ < told; ++compared_)
            if (auto wrong = look_at_frame(got, whole, bytes)) return wrong;
        if (auto wrong = look_at_open(got, told, bytes)) return wrong;
        if (got.is_refused()) {
            was_refused_ = true;
            told_ = told;
            if (!due_.may_refuse(told, bytes))
                return difference{0, next_due(told, bytes, ": more bytes can make it good"), "refused"};
        } else if (told < whole) {
            return difference{0, next_due(told, bytes), nothing(got)};
        } else if (due_.must_refuse(bytes)) {
            return difference{0, "refused: " + std::string(to_string(due_.refusal())), nothing(got)};
        }
        return std::nullopt;
    }

    /// Looks at what was said when the stream ended.
    std::optional<difference> look_at_end(const verdict& got, std::size_t bytes) {
        if (auto wrong = look(got, bytes)) return wrong;
        if (!got.is_clean() || got.is_refused()) return std::nullopt;
        const bool is_clean = due_.open() == bytes && !is_error(due_.refusal());
        if (*got.is_clean() == is_clean) return std::nullopt;
        const std::string inside =
            "the stream ends within a frame, " + words::count(bytes - due_.open(), "byte") + " of it";
        const std::string between = "the stream ends between two frames";
        return is_clean ? difference{0, between, inside.substr(0, inside.find(','))} : difference{0, inside, between};
    }

  private:
    std::optional<difference> after_refusal(std::size_t told) const {
        if (told == told_) return std::nullopt;
        return difference{0, "nothing more after the refusal", "a frame more"};
    }

    static std::string nothing(const verdict& got) {
        return got.frames().empty() ? "nothing" : "nothing after frame " + std::to_string(got.frames().size());
    }

    std::string next_due(std::size_t told, std::size_t bytes, const char* why_nothing = "") const {
        if (told < due_.frames_due(bytes)) return words::frame(told, due_.payload(due_.frames()[told]));
        if (due_.must_refuse(bytes)) return "refused: " + std::string(to_string(due_.refusal()));
        return "nothing" + (told == 0 ? "" : " after frame " + std::to_string(told)) + why_nothing;
    }

    std::optional<difference> look_at_frame(const verdict& got, std::size_t whole, std::size_t bytes) const {
        const auto& frame = got.frames()[compared_];
        const std::span<const std::byte> payload = frame.payload;
        if (compared_ >= whole) return difference{0, next_due(compared_, bytes), words::frame(compared_, payload)};
        const auto& place = due_.frames()[compared_];
        const std::span<const std::byte> right = due_.payload(place);
        if (!std::ranges::equal(payload, right))
            return difference{0, words::frame(compared_, right) + words::first_difference(right, payload),
                              words::frame(compared_, payload) + stale(payload)};
        return look_at_header(frame, compared_, bytes);
    }

    // Pieces are overwritten with these when they go.
    static std::string stale(std::span<const std::byte> payload) {
        const auto run = std::search_n(payload.begin(), payload.end(), 2, std::byte{0xDD});
        return run == payload.end() ? "" : " (dd: a piece that is gone was read)";
    }

    std::optional<difference> look_at_header(const told_frame& frame, std::size_t index, std::size_t bytes) const {
        const std::span<const std::byte> header = due_.header(index, bytes);
        for (const auto& [place, value] : frame.header) {
            if (place < header.size() && header[place] == value) continue;
            const std::string where = "header byte " + std::to_string(place) + " of frame " + std::to_string(index + 1);
            return difference{0, where + ": " + (place < header.size() ? words::two_digits(header[place]) : "none"),
                              where + ": " + words::two_digits(value)};
        }
        return std::nullopt;
    }

    std::optional<difference> look_at_open(const verdict& got, std::size_t told, std::size_t bytes) const {
        if (!got.open()) return std::nullopt;
        const std::span<const std::byte> part = got.open()->payload;
        const std::span<const std::byte> there = due_.begun_payload(told, bytes);
        if (part.size() > there.size() || !std::ranges::equal(part, there.first(part.size())))
            return difference{0, "of frame " + std::to_string(told + 1) + " so far:" + words::short_hex(there),
                              "of frame " + std::to_string(told + 1) + " so far:" + words::short_hex(part)};
        return look_at_header(*got.open(), told, bytes);
    }

    const expectation<Prefix>& due_;
    std::size_t compared_ = 0; // frames found equal
    std::size_t told_ = 0;     // when it refused
    bool was_refused_ = false;
};

/// One decoder against the reference. Decoder: default-constructible; Feed: called as feed(decoder, piece, verdict);
/// where it has a member `finish`, that is called at the end of the stream as feed.finish(decoder, verdict).
template <prefix Prefix, class Decoder, class Feed>
class comparison {
  public:
    comparison(const Prefix& p, const Feed& feed, const fairness& may = {}) noexcept
        : prefix_(p), feed_(feed), may_(may) {}

    const Prefix& framing() const noexcept { return prefix_; }
    const fairness& may() const noexcept { return may_; }

    /// Delivers to a new decoder. returns: the first difference.
    std::optional<difference> play(const delivery& from) const {
        const expectation<Prefix> due(prefix_, from.stream, may_);
        judge<Prefix> judged(due);
        Decoder decoder{};
        verdict got;
        const session watched(from);
        for (std::size_t i = 0; i < from.ends.size(); ++i) {
            auto wrong = take(decoder, i, from, got);
            if (!wrong) wrong = judged.look(got, from.ends[i]);
            if (wrong) return wrong->pieces = i + 1, wrong;
            if (got.is_refused() && may_.after != after_error::stays) return std::nullopt;
        }
        if constexpr (requires { feed_.finish(decoder, got); }) {
            guarded(got, [&] { feed_.finish(decoder, got); });
            if (auto wrong = judged.look_at_end(got, from.stream.size()))
                return wrong->pieces = from.ends.size(), wrong;
        }
        return std::nullopt;
    }

  private:
    struct session {
        explicit session(const delivery& from) {
            watch::the().begin(from);
            watch::the().forget_memory();
            watch::this_thread_plays = true;
        }
        session(const session&) = delete;
        session& operator=(const session&) = delete;
        ~session() { watch::the().end(); }
    };

    template <class Call>
    static void guarded(verdict& got, const Call& call) {
        try {
            call();
        } catch (...) { // whatever it is, it says that there are no more frames to be had
            got.refuse();
        }
    }

    std::optional<difference> take(Decoder& decoder, std::size_t piece_index, const delivery& from,
                                   verdict& got) const {
        const std::span<const std::byte> bytes = from.bytes(piece_index);
        exact_block block(bytes);
        watch::the().enter(piece_index);
        guarded(got, [&] { feed_(decoder, piece(block.bytes()), got); });
        watch::the().leave();
        if (!std::ranges::equal(block.bytes(), bytes))
            return difference{0, "the piece as it was", "the decoder wrote into it:" + words::short_hex(block.bytes())};
        return look_at_memory(from.ends[piece_index]);
    }

    std::optional<difference> look_at_memory(std::size_t bytes) const {
        const std::size_t most = may_.memory + may_.memory_per_byte * bytes;
        if (!watch::the().counts_memory() || watch::the().most_memory() <= most) return std::nullopt;
        return difference{
            0, "at most " + std::to_string(most) + " bytes of memory for " + std::to_string(bytes) + " that came",
            std::to_string(watch::the().most_memory()) + " bytes"};
    }

    Prefix prefix_;
    Feed feed_;
    fairness may_;
};

} // namespace cleave::fuzz
