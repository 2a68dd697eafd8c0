// SPDX-License-Identifier: MIT
//
// kit: fuzzes your own decoder against the reference, in any layout and under any delivery. All of a fuzzer:
//
//     #include "fuzz/kit.hpp"
//     #include "my_decoder.hpp"
//     extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
//         auto feed = [](auto& my, auto piece, auto& got) { my.feed(piece, [&](auto bytes) { got.frame(bytes); }); };
//         return cleave::fuzz::differential<cleave::python_int, my_decoder>(data, size, feed);
//     }
//
// and clang++ -std=c++20 -O1 -g -fsanitize=fuzzer,address,undefined -I cleave -I cleave/include fuzzer.cpp builds it.
//
// Each input is a stream and a way to cut it. A new decoder is given the pieces one by one. After each it must have
// told the frames that are whole by then and no others, and it must refuse a bad length once its header is in. Where it
// differs, the delivery is made as small as it will go and printed, with what was expected and what came; then the
// program aborts, so that the engine keeps the input. examples/ has decoders of three kinds.
#pragma once

#include "delivery_plan.hpp"
#include "reference_framer.hpp"

#include <cleave/length_prefix.hpp>
#include <cleave/status.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Of AddressSanitizer, where the program is built with it.
extern "C" [[gnu::weak]] void __asan_set_error_report_callback(void (*callback)(const char*));

namespace cleave::fuzz {

/// What arrived in one read, as whatever a decoder takes it. Lies in a block of exactly its size, which is gone when
/// the next one comes.
class piece {
  public:
    explicit piece(std::span<const std::byte> bytes) noexcept : bytes_(bytes) {}
    const char* data() const noexcept { return static_cast<const char*>(static_cast<const void*>(bytes_.data())); }
    std::size_t size() const noexcept { return bytes_.size(); }
    const char* begin() const noexcept { return data(); }
    const char* end() const noexcept { return data() + size(); }
    operator std::string_view() const noexcept { return {data(), size()}; }
    operator std::span<const std::byte>() const noexcept { return bytes_; }

  private:
    std::span<const std::byte> bytes_;
};

/// What a decoder said of a stream.
class verdict {
  public:
    /// payload: any bytes in one run: std::string, std::string_view, std::vector, std::span, ...
    template <std::ranges::contiguous_range Bytes>
        requires(sizeof(std::ranges::range_value_t<Bytes>) == 1)
    void frame(const Bytes& payload) {
        const auto bytes = std::as_bytes(std::span(std::ranges::data(payload), std::ranges::size(payload)));
        frames_.emplace_back(bytes.begin(), bytes.end());
    }

    /// The stream is bad: no more of it is delivered. An exception from your code says so, too.
    void refuse() noexcept { is_refused_ = true; }

    const std::vector<std::vector<std::byte>>& frames() const noexcept { return frames_; }
    bool is_refused() const noexcept { return is_refused_; }

  private:
    std::vector<std::vector<std::byte>> frames_;
    bool is_refused_ = false;
};

/// What is due, and when: the reference's view of a stream that is there as a whole.
class expectation {
  public:
    struct whole_frame {
        std::size_t begin, header_end, end; // offsets in the stream
    };

    expectation(const prefix_layout& layout, std::span<const std::byte> stream)
        : layout_(layout), stream_(stream), verdict_(verdict_on(stream)) {
        for (const seen_frame& seen : verdict_.frames) {
            if (!seen.is_complete) break;
            std::byte header[header_bytes_limit];
            const std::size_t begin = frames_.empty() ? 0 : frames_.back().end;
            const std::size_t header_end = begin + write_prefix(layout, seen.length, header);
            frames_.push_back({begin, header_end, header_end + static_cast<std::size_t>(seen.length)});
        }
    }

    const std::vector<whole_frame>& frames() const noexcept { return frames_; }
    std::span<const std::byte> payload(const whole_frame& one) const noexcept {
        return stream_.subspan(one.header_end, one.end - one.header_end);
    }

    /// How many frames are whole when `bytes` bytes came.
    std::size_t frames_due(std::size_t bytes) const noexcept {
        const auto first_open = std::ranges::upper_bound(frames_, bytes, {}, &whole_frame::end);
        return static_cast<std::size_t>(first_open - frames_.begin());
    }

    /// Why the stream is refused behind its frames.
    status refusal() const noexcept { return verdict_.st; }
    /// Whether it may be when `bytes` bytes came: the length field is in, and bad.
    bool may_refuse(std::size_t bytes) const {
        return is_error(verdict_.st) && is_error(verdict_on(stream_.first(bytes)).st);
    }
    /// Whether it must be: so is the header. Varints longer than need be are refused by some only.
    bool must_refuse(std::size_t bytes) const {
        return verdict_.st != status::varint_not_canonical && bytes >= layout_.gap && may_refuse(bytes - layout_.gap);
    }

  private:
    framing_verdict verdict_on(std::span<const std::byte> bytes) const {
        reference_framer reference(layout_, false);
        reference.take(bytes);
        return reference.verdict();
    }

    prefix_layout layout_;
    std::span<const std::byte> stream_;
    framing_verdict verdict_;
    std::vector<whole_frame> frames_;
};

/// A stream and where its pieces end.
struct delivery {
    std::vector<std::byte> stream;
    std::vector<std::size_t> ends; // ascending; the last is the stream's size

    std::span<const std::byte> bytes(std::size_t one) const {
        const std::size_t begin = one == 0 ? 0 : ends[one - 1];
        return std::span(stream).subspan(begin, ends[one] - begin);
    }
};

/// Where a decoder differs.
struct difference {
    std::size_t pieces; // after so many
    verdict got;
};

namespace words {

inline std::string hex(std::span<const std::byte> bytes) {
    std::string text;
    for (const std::byte b : bytes) {
        text += ' ';
        text += "0123456789abcdef"[std::to_integer<unsigned>(b) >> 4];
        text += "0123456789abcdef"[std::to_integer<unsigned>(b) & 15];
    }
    return text;
}

inline std::string pieces(const delivery& from) {
    std::string text;
    for (std::size_t i = 0; i < from.ends.size(); ++i)
        text += "  piece " + std::to_string(i + 1) + ':' + hex(from.bytes(i)) + '\n';
    return text;
}

inline std::string frame(std::span<const std::byte> payload) {
    return "  frame of " + std::to_string(payload.size()) + ':' + hex(payload) + '\n';
}

inline std::string expected(const expectation& due, std::size_t bytes) {
    std::string text;
    for (const auto& whole : due.frames())
        if (whole.end <= bytes) text += frame(due.payload(whole));
    if (due.must_refuse(bytes)) text += "  refused: " + std::string(to_string(due.refusal())) + '\n';
    return text.empty() ? "  nothing yet\n" : text;
}

inline std::string got(const verdict& from) {
    std::string text;
    for (const auto& payload : from.frames()) text += frame(payload);
    if (from.is_refused()) text += "  refused\n";
    return text.empty() ? "  nothing\n" : text;
}

} // namespace words

/// One decoder against the reference. Decoder: default-constructible; Feed: called as feed(decoder, piece, verdict).
template <class Decoder, class Feed>
class comparison {
  public:
    comparison(const prefix_layout& layout, const Feed& feed) noexcept : layout_(layout), feed_(feed) {}

    /// Delivers to a new decoder. returns: the first difference.
    std::optional<difference> play(const delivery& from) const {
        const expectation due(layout_, from.stream);
        Decoder decoder{};
        difference found{};
        std::size_t compared = 0;
        in_progress = &from;
        for (std::size_t i = 0; i < from.ends.size() && !found.got.is_refused(); ++i) {
            take(decoder, from.bytes(i), found.got);
            found.pieces = i + 1;
            if (!is_due(found.got, due, from.ends[i], compared)) {
                in_progress = nullptr;
                return found;
            }
        }
        in_progress = nullptr;
        return std::nullopt;
    }

    /// from: one that differs. returns: one that does, too, with fewer pieces, frames and bytes.
    delivery smallest(delivery from) const {
        for (std::size_t size = 0, pieces = 0; size != from.stream.size() || pieces != from.ends.size();) {
            size = from.stream.size();
            pieces = from.ends.size();
            keep_front(from);
            join_pieces(from);
            leave_out_frames(from);
            leave_out_bytes(from);
            complete_last_frame(from);
            shorten_payloads(from);
            clear_bytes(from);
        }
        return from;
    }

    /// What to print of it.
    std::string report(const delivery& from) const {
        const std::optional<difference> found = play(from);
        if (!found) return "what the decoder does is not the same each time\n";
        const std::size_t bytes = from.ends[found->pieces - 1];
        return "smallest delivery: " + std::to_string(from.stream.size()) + " bytes in " +
               std::to_string(from.ends.size()) + (from.ends.size() == 1 ? " piece\n" : " pieces\n") +
               words::pieces(from) + "expected behind piece " + std::to_string(found->pieces) + ":\n" +
               words::expected(expectation(layout_, from.stream), bytes) + "got:\n" + words::got(found->got);
    }

    static inline const delivery* in_progress = nullptr;

  private:
    void take(Decoder& decoder, std::span<const std::byte> bytes, verdict& got) const {
        exact_block block(bytes);
        try {
            feed_(decoder, piece(block.bytes()), got);
        } catch (...) { // whatever it is, it says that there are no more frames to be had
            got.refuse();
        }
    }

    // compared: frames that were found equal before.
    static bool is_due(const verdict& got, const expectation& due, std::size_t bytes, std::size_t& compared) {
        if (got.frames().size() != due.frames_due(bytes)) return false;
        for (; compared < got.frames().size(); ++compared)
            if (!std::ranges::equal(got.frames()[compared], due.payload(due.frames()[compared]))) return false;
        return got.is_refused() ? due.may_refuse(bytes) : !due.must_refuse(bytes);
    }

    bool replace(delivery& from, delivery by) const {
        if (!play(by)) return false;
        from = std::move(by);
        return true;
    }

    // What follows the difference is of no use.
    void keep_front(delivery& from) const {
        from.ends.resize(play(from)->pieces);
        from.stream.resize(from.ends.back());
    }

    void join_pieces(delivery& from) const {
        if (replace(from, {from.stream, {from.stream.size()}})) return;
        for (std::size_t i = 0; i + 1 < from.ends.size();) {
            delivery joined = from;
            joined.ends.erase(joined.ends.begin() + static_cast<std::ptrdiff_t>(i));
            if (!replace(from, std::move(joined))) ++i;
        }
    }

    static delivery without(const delivery& from, std::size_t begin, std::size_t size) {
        delivery less = from;
        const auto first = less.stream.begin() + static_cast<std::ptrdiff_t>(begin);
        less.stream.erase(first, first + static_cast<std::ptrdiff_t>(size));
        for (std::size_t& end : less.ends) end -= std::min(size, end > begin ? end - begin : 0);
        std::erase(less.ends, 0U); // no piece is empty
        less.ends.erase(std::unique(less.ends.begin(), less.ends.end()), less.ends.end());
        return less;
    }

    void leave_out_frames(delivery& from) const {
        for (std::size_t i = 0;;) {
            const expectation due(layout_, from.stream);
            if (i >= due.frames().size()) return;
            const auto one = due.frames()[i];
            if (!replace(from, without(from, one.begin, one.end - one.begin))) ++i;
        }
    }

    void leave_out_bytes(delivery& from) const {
        for (std::size_t size = from.stream.size() / 2; size != 0; size /= 2)
            for (std::size_t at = 0; at + size <= from.stream.size();)
                if (!replace(from, without(from, at, size))) at += size;
    }

    // A byte of a payload can only go together with one in its length.
    void shorten_payloads(delivery& from) const {
        for (std::size_t i = 0;; ++i) {
            const expectation due(layout_, from.stream);
            if (i >= due.frames().size()) return;
            const auto one = due.frames()[i];
            const std::size_t payload = one.end - one.header_end;
            for (std::size_t size = 0; size < payload; size = (size + payload + 1) / 2)
                if (replace(from, shortened(from, one, size, 0)) ||
                    replace(from, shortened(from, one, size, payload - size)))
                    break;
        }
    }

    // The frame with `size` bytes of its payload, from `first` on.
    delivery shortened(const delivery& from, const expectation::whole_frame& one, std::size_t size,
                       std::size_t first) const {
        std::byte header[header_bytes_limit];
        const std::size_t header_size = write_prefix(layout_, size, header);
        delivery less = without(from, one.header_end + first + size, one.end - one.header_end - first - size);
        less = without(less, one.header_end, first);
        less = without(less, one.begin, one.header_end - one.begin - header_size);
        const auto begin = less.stream.begin() + static_cast<std::ptrdiff_t>(one.begin);
        std::copy(header + layout_.offset, header + header_size - layout_.gap, begin + layout_.offset);
        return less;
    }

    // A frame that stays open may do without what is missing.
    void complete_last_frame(delivery& from) const {
        const expectation due(layout_, from.stream);
        const std::size_t begin = due.frames().empty() ? 0 : due.frames().back().end;
        const prefix_reading open = read_prefix(layout_, std::span(from.stream).subspan(begin));
        if (open.st != status::ok) return;
        const std::size_t header_end = begin + open.header_bytes;
        replace(from, shortened(from, {begin, header_end, from.stream.size()}, from.stream.size() - header_end, 0));
    }

    // Bytes that do not matter are zeros.
    void clear_bytes(delivery& from) const {
        for (std::size_t i = 0; i < from.stream.size(); ++i) {
            delivery cleared = from;
            cleared.stream[i] = std::byte{0};
            replace(from, std::move(cleared));
        }
    }

    prefix_layout layout_;
    Feed feed_;
};

/// The body of LLVMFuzzerTestOneInput. Layout: of the frames, with the limit that the decoder has; Decoder: yours,
/// default-constructible; feed: gives it a piece, and tells the verdict what comes of it.
/// returns: 0; does not return where the decoder differs from the reference.
template <length_prefix Layout, class Decoder, class Feed>
int differential(const std::uint8_t* data, std::size_t size, const Feed& feed) {
    using one = comparison<Decoder, Feed>;
    if (__asan_set_error_report_callback != nullptr)
        __asan_set_error_report_callback([](const char*) {
            if (one::in_progress != nullptr)
                std::fprintf(stderr, "the delivery in progress:\n%s", words::pieces(*one::in_progress).c_str());
        });
    fuzz_input input(data, size);
    const delivery_plan plan(input);
    delivery from;
    from.stream.assign(input.stream().begin(), input.stream().end());
    std::size_t end = 0;
    plan.deliver(input.stream(), [&](std::span<const std::byte> bytes) {
        end += bytes.size();
        if (!bytes.empty()) from.ends.push_back(end); // to many a decoder an empty piece is the end of the stream
        return true;
    });
    const one differs(Layout.layout, feed);
    if (!differs.play(from)) return 0;
    std::fputs("the decoder differs from the reference; making the delivery smaller\n", stderr);
    std::fputs(differs.report(differs.smallest(from)).c_str(), stderr);
    std::abort();
}

} // namespace cleave::fuzz
