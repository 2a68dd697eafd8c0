// SPDX-License-Identifier: MIT
//
// framing: what the framing benchmarks measure: streams of frames, cut into deliveries; the programs around a reader;
// and the readers that users write or take instead of ours. All frames are LEN (4 bytes, little-endian, signed) and
// payload. Every reader checks the sign and the same limit, and hands each payload to the same consumer.
//
// A reader is a class with `feed(bytes, to)`: it calls `to(payload)` for each frame, and returns false on an error.
#pragma once

#include <cleave/protocols/generic.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
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

inline constexpr std::size_t warm_bytes = 256 << 10; // of a stream: it stays in the cache, as received bytes do

/// Payload sizes of a stream: one size, or log-uniform from 0 to 255.
struct sizes {
    std::size_t fixed;
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

/// What a program does with a payload: looks at its first byte, as a dispatcher does, or reads it all.
struct touched {
    static std::uint64_t use(bytes_view payload) noexcept {
        return payload.empty() ? 0 : std::to_integer<std::uint64_t>(payload[0]);
    }
};
struct read_all {
    [[gnu::noinline]] static std::uint64_t use(bytes_view payload) noexcept {
        std::uint64_t sum = 0;
        for (const std::byte b : payload) sum += std::to_integer<std::uint64_t>(b);
        return sum;
    }
};

template <class Use>
struct consumer {
    std::uint64_t sum = 0;
    std::uint64_t frames = 0;

    void operator()(bytes_view payload) noexcept {
        sum += Use::use(payload);
        ++frames;
    }
    /// A payload that comes in parts.
    void part(bytes_view data, bool is_last) noexcept {
        sum += Use::use(data);
        frames += is_last ? 1 : 0;
    }
};

/// The minimal reader by hand for deliveries: frames in place, and what straddles two deliveries in a vector.
class hand_reader {
  public:
    template <class OnPayload>
    bool feed(bytes_view in, OnPayload& to) {
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
    bool feed(bytes_view in, OnPayload& to) {
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
    bool feed(bytes_view in, OnPayload& to) {
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
    bool feed(bytes_view in, OnPayload& to) {
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

// ---- programs around a reader

/// Walks the stream: `feed(piece)` for each delivery. Memory is seen by others between two deliveries, as in a program
/// that receives in between. Every frame must come out.
template <class Use, class Feed>
void walk(benchmark::State& state, const stream& in, consumer<Use>& to, Feed&& feed) {
    consumer<Use>* const seen_elsewhere = &to;
    benchmark::DoNotOptimize(seen_elsewhere);
    for (auto _ : state)
        for (const bytes_view piece : in.deliveries()) {
            if (!feed(piece)) return state.SkipWithError("the reader refuses the stream");
            benchmark::ClobberMemory();
        }
    if (to.frames != static_cast<std::size_t>(state.iterations()) * in.frames())
        state.SkipWithError("not every frame came out");
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(in.bytes().size()));
    state.SetItemsProcessed(static_cast<std::int64_t>(to.frames));
}

/// A lambda beside the loop that receives: the compiler sees all.
template <class Reader, class Use>
void in_a_lambda(benchmark::State& state, const stream& in) {
    Reader reader;
    consumer<Use> to;
    Reader* const seen_elsewhere = &reader;
    benchmark::DoNotOptimize(seen_elsewhere);
    walk(state, in, to, [&](bytes_view piece) { return reader.feed(piece, to); });
}

/// A connection of a server: an object behind a pointer, and a member function that is called.
template <class Reader, class Use>
struct connection {
    Reader reader;
    consumer<Use> to;

    bool receive(bytes_view piece) { return reader.feed(piece, to); }
};

template <class Reader, class Use>
void in_a_member(benchmark::State& state, const stream& in) {
    using owner = connection<Reader, Use>;
    const auto object = std::make_unique<owner>();
    bool (owner::*volatile receive)(bytes_view) = &owner::receive; // volatile: not seen through
    walk(state, in, object->to, [&](bytes_view piece) { return (object.get()->*receive)(piece); });
}

/// A function of another translation unit: the compiler knows neither reader nor consumer.
template <class Reader, class Use>
bool feed_elsewhere(Reader& reader, bytes_view piece, consumer<Use>& to) {
    return reader.feed(piece, to);
}

template <class Reader, class Use>
void in_another_unit(benchmark::State& state, const stream& in) {
    Reader reader;
    consumer<Use> to;
    bool (*volatile feed)(Reader&, bytes_view, consumer<Use>&) = &feed_elsewhere<Reader, Use>;
    walk(state, in, to, [&](bytes_view piece) { return feed(reader, piece, to); });
}

/// Registers a reader in each program, with each use: PREFIX/USE/PROGRAM/READER.
template <class Reader>
void add_reader(const std::string& prefix, const std::shared_ptr<const stream>& in, const char* reader) {
    const auto add = [&](const char* how, void (*body)(benchmark::State&, const stream&)) {
        benchmark::RegisterBenchmark((prefix + "/" + how + "/" + reader).c_str(),
                                     [in, body](benchmark::State& state) { body(state, *in); });
    };
    add("touched/lambda", in_a_lambda<Reader, touched>);
    add("touched/member", in_a_member<Reader, touched>);
    add("touched/unit", in_another_unit<Reader, touched>);
    add("read/lambda", in_a_lambda<Reader, read_all>);
    add("read/member", in_a_member<Reader, read_all>);
    add("read/unit", in_another_unit<Reader, read_all>);
}

/// Deliveries, and the sizes of payloads: mixed ones first.
struct delivery {
    const char* name;
    std::size_t bytes; // 0: the whole stream
};
inline constexpr delivery deliveries[] = {
    {"whole", 0}, {"reads_64K", 64 << 10}, {"segments_1460", 1460}, {"bytes_1", 1}};
inline constexpr sizes payload_sizes[] = {{0, true}, {8}, {64}, {512}, {4096}};

} // namespace cleave::bench
