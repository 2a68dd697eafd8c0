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

#include <cleave/frame_encoder.hpp>
#include <cleave/protocols/databases.hpp>
#include <cleave/protocols/messaging.hpp>
#include <cleave/protocols/rpc.hpp>
#include <cleave/protocols/web.hpp>

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

/// Where a whole frame lies: offsets in the stream.
struct frame_place {
    std::size_t begin, header_end, payload_end, end;
};

/// What is due, and when: what a prefix makes of a stream that is there as a whole.
template <prefix Prefix>
class expectation {
  public:
    expectation(const Prefix& p, std::span<const std::byte> stream) : prefix_(p), stream_(stream) {
        for (std::size_t at = 0;;) {
            open_ = at;
            const prefix_reading found = detail::read_checked(prefix_, stream.subspan(at));
            st_ = found.st;
            const std::uint64_t rest = stream.size() - at - (found.st == status::ok ? found.header : 0);
            if (found.st != status::ok || found.size > rest || found.trailer > rest - found.size) return;
            const std::size_t header_end = at + found.header;
            const std::size_t payload_end = header_end + static_cast<std::size_t>(found.size);
            const auto trailer = stream.subspan(payload_end, found.trailer);
            if (!detail::trailer_holds(prefix_, trailer)) {
                st_ = status::trailer_mismatch;
                judged_ = payload_end + found.trailer;
                return;
            }
            at = payload_end + found.trailer;
            frames_.push_back({open_, header_end, payload_end, at});
        }
    }

    const std::vector<frame_place>& frames() const noexcept { return frames_; }
    std::span<const std::byte> payload(const frame_place& one) const noexcept {
        return stream_.subspan(one.header_end, one.payload_end - one.header_end);
    }

    /// How many frames are whole when `bytes` bytes came.
    std::size_t frames_due(std::size_t bytes) const noexcept {
        const auto first_open = std::ranges::upper_bound(frames_, bytes, {}, &frame_place::end);
        return static_cast<std::size_t>(first_open - frames_.begin());
    }

    /// Where what follows the whole frames begins.
    std::size_t open() const noexcept { return open_; }
    /// Why the stream is refused after its frames.
    status refusal() const noexcept { return st_; }
    /// Whether it may be when `bytes` bytes came: they show that it is bad.
    bool may_refuse(std::size_t bytes) const { return is_error(st_) && bytes > open_ && reads_error(bytes); }
    /// Whether it must be: so is the header. Varints longer than need be are refused by some only.
    bool must_refuse(std::size_t bytes) const {
        if (st_ == status::varint_not_canonical || !may_refuse(bytes)) return false;
        const prefix_reading found = prefix_.read(stream_.first(bytes).subspan(open_));
        return found.st != status::frame_too_large || bytes - open_ >= found.header;
    }

  private:
    bool reads_error(std::size_t bytes) const {
        if (judged_ != 0) return bytes >= judged_;
        return is_error(detail::read_checked(prefix_, stream_.first(bytes).subspan(open_)).st);
    }

    Prefix prefix_;
    std::span<const std::byte> stream_;
    std::vector<frame_place> frames_;
    std::size_t open_ = 0;
    std::size_t judged_ = 0; // a wrong trailer's end
    status st_ = status::need_input;
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

template <class Expectation>
std::string expected(const Expectation& due, std::size_t bytes) {
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
template <prefix Prefix, class Decoder, class Feed>
class comparison {
  public:
    comparison(const Prefix& p, const Feed& feed) noexcept : prefix_(p), feed_(feed) {}

    /// Delivers to a new decoder. returns: the first difference.
    std::optional<difference> play(const delivery& from) const {
        const expectation due(prefix_, from.stream);
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
               words::expected(expectation(prefix_, from.stream), bytes) + "got:\n" + words::got(found->got);
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
    static bool is_due(const verdict& got, const expectation<Prefix>& due, std::size_t bytes, std::size_t& compared) {
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
            const expectation due(prefix_, from.stream);
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
            const expectation due(prefix_, from.stream);
            if (i >= due.frames().size()) return;
            const auto one = due.frames()[i];
            const std::size_t payload = one.payload_end - one.header_end;
            for (std::size_t size = 0; size < payload; size = (size + payload + 1) / 2)
                if (replace(from, shortened(from, one, size, 0)) ||
                    replace(from, shortened(from, one, size, payload - size)))
                    break;
        }
    }

    // The frame with `size` bytes of its payload, from `first` on. As it is where no header says so.
    delivery shortened(const delivery& from, const frame_place& one, std::size_t size, std::size_t first) const {
        if constexpr (!writable_prefix<Prefix>) {
            return from;
        } else {
            const auto header = encode_header(size, prefix_);
            if (header.st != status::ok || header.size > one.header_end - one.begin) return from;
            delivery less =
                without(from, one.header_end + first + size, one.payload_end - one.header_end - first - size);
            less = without(less, one.header_end, first);
            less = without(less, one.begin, one.header_end - one.begin - header.size);
            std::copy_n(header.bytes.begin(), header.size,
                        less.stream.begin() + static_cast<std::ptrdiff_t>(one.begin));
            return less;
        }
    }

    // A frame that stays open may do without what is missing.
    void complete_last_frame(delivery& from) const {
        const expectation due(prefix_, from.stream);
        const prefix_reading open = prefix_.read(std::span(from.stream).subspan(due.open()));
        const std::size_t header_end = due.open() + open.header;
        if (open.st != status::ok || header_end + open.trailer > from.stream.size()) return;
        const std::size_t payload_end = from.stream.size() - open.trailer;
        replace(from, shortened(from, {due.open(), header_end, payload_end, from.stream.size()},
                                payload_end - header_end, 0));
    }

    // Bytes that do not matter are zeros.
    void clear_bytes(delivery& from) const {
        for (std::size_t i = 0; i < from.stream.size(); ++i) {
            delivery cleared = from;
            cleared.stream[i] = std::byte{0};
            replace(from, std::move(cleared));
        }
    }

    Prefix prefix_;
    Feed feed_;
};

/// The body of LLVMFuzzerTestOneInput. Prefix: of the frames, with the limit that the decoder has; Decoder: yours,
/// default-constructible; feed: gives it a piece, and tells the verdict what comes of it.
/// returns: 0; does not return where the decoder differs from the reference.
template <prefix Prefix, class Decoder, class Feed>
int differential(const std::uint8_t* data, std::size_t size, const Feed& feed, const Prefix& p = Prefix{}) {
    using one = comparison<Prefix, Decoder, Feed>;
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
    const one differs(p, feed);
    if (!differs.play(from)) return 0;
    std::fputs("the decoder differs from the reference; making the delivery smaller\n", stderr);
    std::fputs(differs.report(differs.smallest(from)).c_str(), stderr);
    std::abort();
}

} // namespace cleave::fuzz
