// SPDX-License-Identifier: MIT
//
// framing: what the framing benchmarks measure: streams of frames, cut into deliveries, and the readers that users
// would write or take instead of ours. All frames are LEN (4 bytes, little-endian, signed) and payload; every reader
// checks the sign and the same limit, and hands each payload to the same consumer, which touches its first byte.
#pragma once

#include <cleave/protocols/generic.hpp>

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <span>
#include <string>
#include <vector>

#if __has_include(<boost/beast/core/flat_buffer.hpp>)
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#define CLEAVE_BENCH_BEAST 1
#endif

namespace cleave::bench {

using bytes_view = std::span<const std::byte>;

inline constexpr std::int32_t max_payload = 16 << 20;
using protocol = python_int::with_max_payload<max_payload>;

inline constexpr std::size_t warm_bytes = 256 << 10;
inline constexpr std::size_t cold_bytes = 16 << 20;

/// Payload sizes of a stream: one size, or log-uniform from 0 to 255.
struct sizes {
    std::size_t fixed = 0;
    bool is_mix = false;

    std::string name() const { return is_mix ? "mix" : std::to_string(fixed); }
};

/// A stream of whole frames of about `total` bytes, and the pieces in which it is delivered; 0: in one.
class stream {
  public:
    stream(sizes payload, std::size_t total, std::size_t delivery) {
        std::mt19937 random(1);
        std::uniform_real_distribution<double> exponent(0, 8);
        do {
            const std::size_t size =
                payload.is_mix ? static_cast<std::size_t>(std::exp2(exponent(random))) - 1 : payload.fixed;
            const auto length = static_cast<std::uint32_t>(size);
            const std::size_t at = bytes_.size();
            bytes_.resize(at + 4 + size, std::byte{1});
            std::memcpy(bytes_.data() + at, &length, 4);
            ++frames_;
        } while (bytes_.size() < total);
        if (delivery == 0) delivery = bytes_.size();
        for (bytes_view rest = bytes_; !rest.empty();) {
            const bytes_view piece = rest.first(std::min(delivery, rest.size()));
            deliveries_.push_back(piece);
            rest = rest.subspan(piece.size());
        }
    }
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;

    bytes_view bytes() const { return bytes_; }
    const std::vector<bytes_view>& deliveries() const { return deliveries_; }
    std::size_t frames() const { return frames_; }

  private:
    std::vector<std::byte> bytes_;
    std::vector<bytes_view> deliveries_;
    std::size_t frames_ = 0;
};

/// Touches the first byte of each payload, and counts.
struct consumer {
    std::uint64_t sum = 0;
    std::uint64_t frames = 0;

    void operator()(bytes_view payload) noexcept {
        if (!payload.empty()) sum += std::to_integer<std::uint64_t>(payload[0]);
        ++frames;
    }
};

/// The loop that one writes by hand over bytes that are all there.
inline std::size_t hand_loop(bytes_view in, consumer& to) {
    const std::byte* at = in.data();
    const std::byte* const end = at + in.size();
    while (end - at >= 4) {
        std::int32_t length;
        std::memcpy(&length, at, 4);
        if (length < 0 || length > max_payload) break;
        if (end - at - 4 < length) break;
        to({at + 4, static_cast<std::size_t>(length)});
        at += 4 + length;
    }
    return static_cast<std::size_t>(at - in.data());
}

/// The minimal reader by hand for deliveries: frames in place, and what straddles two deliveries in a vector.
class hand_reader {
  public:
    template <class OnPayload>
    [[gnu::always_inline]] bool feed(bytes_view in, OnPayload& to) {
        while (!carry_.empty()) {
            const std::size_t need = carry_.size() < 4 ? 4 : 4 + length_of(carry_.data());
            const std::size_t some = std::min(need - carry_.size(), in.size());
            carry_.insert(carry_.end(), in.begin(), in.begin() + static_cast<std::ptrdiff_t>(some));
            in = in.subspan(some);
            if (carry_.size() < need) return true;
            if (!is_legal(carry_.data())) return false;
            if (carry_.size() == 4 + length_of(carry_.data())) {
                to(bytes_view(carry_).subspan(4));
                carry_.clear();
            }
        }
        while (in.size() >= 4) {
            if (!is_legal(in.data())) return false;
            const std::size_t length = length_of(in.data());
            if (in.size() - 4 < length) break;
            to(in.subspan(4, length));
            in = in.subspan(4 + length);
        }
        carry_.assign(in.begin(), in.end());
        return true;
    }

  private:
    static std::int32_t raw(const std::byte* at) {
        std::int32_t length;
        std::memcpy(&length, at, 4);
        return length;
    }
    static bool is_legal(const std::byte* at) { return raw(at) >= 0 && raw(at) <= max_payload; }
    static std::size_t length_of(const std::byte* at) { return static_cast<std::size_t>(raw(at)); }

    std::vector<std::byte> carry_;
};

/// A buffer in muduo's style: append to a vector with read and write positions, peek frames in place, move what is left
/// to the front when the room runs out.
class append_buffer {
  public:
    append_buffer() : bytes_(1024) {}

    template <class OnPayload>
    [[gnu::always_inline]] bool feed(bytes_view in, OnPayload& to) {
        append(in);
        while (write_ - read_ >= 4) {
            std::int32_t length;
            std::memcpy(&length, bytes_.data() + read_, 4);
            if (length < 0 || length > max_payload) return false;
            if (write_ - read_ - 4 < static_cast<std::size_t>(length)) break;
            to({bytes_.data() + read_ + 4, static_cast<std::size_t>(length)});
            read_ += 4 + static_cast<std::size_t>(length);
        }
        if (read_ == write_) read_ = write_ = 0;
        return true;
    }

  private:
    void append(bytes_view in) {
        if (bytes_.size() - write_ < in.size()) {
            if (bytes_.size() - write_ + read_ >= in.size()) {
                std::memmove(bytes_.data(), bytes_.data() + read_, write_ - read_);
                write_ -= read_;
                read_ = 0;
            } else {
                bytes_.resize(write_ + in.size());
            }
        }
        std::memcpy(bytes_.data() + write_, in.data(), in.size());
        write_ += in.size();
    }

    std::vector<std::byte> bytes_;
    std::size_t read_ = 0;
    std::size_t write_ = 0;
};

/// What beginners write: append to a string, cut the frame out, erase it from the front.
class string_reader {
  public:
    template <class OnPayload>
    [[gnu::always_inline]] bool feed(bytes_view in, OnPayload& to) {
        text_.append(reinterpret_cast<const char*>(in.data()), in.size());
        while (text_.size() >= 4) {
            std::int32_t length;
            std::memcpy(&length, text_.data(), 4);
            if (length < 0 || length > max_payload) return false;
            if (text_.size() - 4 < static_cast<std::size_t>(length)) break;
            const std::string payload = text_.substr(4, static_cast<std::size_t>(length));
            to(std::as_bytes(std::span(payload)));
            text_.erase(0, 4 + static_cast<std::size_t>(length));
        }
        return true;
    }

  private:
    std::string text_;
};

#ifdef CLEAVE_BENCH_BEAST
/// Boost.Beast's flat_buffer: prepare, commit, data, consume.
class beast_reader {
  public:
    template <class OnPayload>
    [[gnu::always_inline]] bool feed(bytes_view in, OnPayload& to) {
        const auto room = buffer_.prepare(in.size());
        std::memcpy(room.data(), in.data(), in.size());
        buffer_.commit(in.size());
        while (buffer_.size() >= 4) {
            const auto* at = static_cast<const std::byte*>(buffer_.data().data());
            std::int32_t length;
            std::memcpy(&length, at, 4);
            if (length < 0 || length > max_payload) return false;
            if (buffer_.size() - 4 < static_cast<std::size_t>(length)) break;
            to({at + 4, static_cast<std::size_t>(length)});
            buffer_.consume(4 + static_cast<std::size_t>(length));
        }
        return true;
    }

  private:
    boost::beast::flat_buffer buffer_;
};
#endif

/// Runs `body(stream)`, which returns its consumer, over the stream, checks that every frame came out, and counts bytes
/// and frames. The consumer is the body's own: then it lives in registers, whoever the contender is.
template <class Body>
void run(benchmark::State& state, const stream& in, Body&& body) {
    std::uint64_t frames = 0;
    for (auto _ : state) {
        consumer to = body(in);
        benchmark::DoNotOptimize(to.sum);
        frames += to.frames;
    }
    if (frames != static_cast<std::size_t>(state.iterations()) * in.frames())
        state.SkipWithError("not every frame came out");
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(in.bytes().size()));
    state.SetItemsProcessed(static_cast<std::int64_t>(frames));
}

/// A reader with feed(bytes, consumer), over all deliveries. It lives on from stream to stream, each of which ends with
/// a frame. Between two deliveries its state is in memory, as it is in a program that receives in between.
template <class Reader>
[[gnu::noinline]] consumer read_deliveries(const stream& in, Reader& reader) {
    consumer to;
    Reader* const seen_elsewhere = &reader;
    benchmark::DoNotOptimize(seen_elsewhere);
    for (const bytes_view piece : in.deliveries()) {
        if (!reader.feed(piece, to)) break;
        benchmark::ClobberMemory();
    }
    return to;
}

template <class Reader>
void run_reader(benchmark::State& state, const stream& in) {
    Reader reader;
    run(state, in, [&](const stream& all) { return read_deliveries(all, reader); });
}

} // namespace cleave::bench
