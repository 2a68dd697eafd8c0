// SPDX-License-Identifier: MIT
//
// verdict: what a decoder says of a stream, in any of the ways in which decoders speak.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <ranges>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace cleave::fuzz {

/// What arrived in one read, as whatever a decoder takes it. It lies in a block of exactly its size, which is gone when
/// the call ends.
class piece {
  public:
    explicit piece(std::span<const std::byte> bytes) noexcept : bytes_(bytes) {}
    const char* data() const noexcept { return static_cast<const char*>(static_cast<const void*>(bytes_.data())); }
    const std::uint8_t* u8() const noexcept {
        return static_cast<const std::uint8_t*>(static_cast<const void*>(bytes_.data()));
    }
    std::size_t size() const noexcept { return bytes_.size(); }
    const char* begin() const noexcept { return data(); }
    const char* end() const noexcept { return data() + size(); }
    operator std::string_view() const noexcept { return {data(), size()}; }
    operator std::span<const std::byte>() const noexcept { return bytes_; }

  private:
    std::span<const std::byte> bytes_;
};

/// Any bytes in one run: std::string, std::string_view, std::vector, std::span, ...
template <class T>
concept byte_run = std::ranges::contiguous_range<T> && sizeof(std::ranges::range_value_t<T>) == 1;

/// A frame as a decoder told it.
struct told_frame {
    std::vector<std::byte> payload;
    std::vector<std::pair<std::size_t, std::byte>> header; // bytes of the header, by their place
};

/// What a decoder said of a stream. Your feed function calls it.
class verdict {
  public:
    /// Says that a whole frame came.
    template <byte_run Bytes>
    void frame(const Bytes& payload) {
        begin();
        data(payload);
        end();
    }
    /// Says that a frame begins; data() and end() follow.
    void begin() {
        is_nested_ = is_nested_ || open_.has_value();
        open_.emplace();
    }
    /// Says that a part of its payload came.
    template <byte_run Bytes>
    void data(const Bytes& part) {
        if (!open_) begin();
        const auto bytes = std::as_bytes(std::span(std::ranges::data(part), std::ranges::size(part)));
        open_->payload.insert(open_->payload.end(), bytes.begin(), bytes.end());
    }
    /// Says that the frame is whole.
    void end() {
        if (!open_) begin();
        frames_.push_back(std::move(*open_));
        open_.reset();
    }
    /// Says what the header of the frame in progress, or of the last one, has from byte `place` on: a type, flags.
    template <byte_run Bytes>
    void header(std::size_t place, const Bytes& bytes) {
        for (const auto& each : bytes) header_byte(place++, static_cast<std::uint8_t>(each));
    }
    /// Says what one byte of that header is.
    void header_byte(std::size_t place, std::uint8_t value) {
        told_frame& of = open_ ? *open_ : frames_.at(frames_.size() - 1);
        of.header.emplace_back(place, std::byte{value});
    }
    /// Says that the stream is bad. An exception from your code says so, too.
    void refuse() noexcept { is_refused_ = true; }
    /// Says how the stream ended: between two frames or not.
    void ended(bool is_between_frames) noexcept { is_clean_ = is_between_frames; }

    const std::vector<told_frame>& frames() const noexcept { return frames_; }
    /// The frame in progress.
    const std::optional<told_frame>& open() const noexcept { return open_; }
    bool is_refused() const noexcept { return is_refused_; }
    /// How the stream ended, where the decoder was asked.
    std::optional<bool> is_clean() const noexcept { return is_clean_; }
    /// A frame began inside another.
    bool is_nested() const noexcept { return is_nested_; }

  private:
    std::vector<told_frame> frames_;
    std::optional<told_frame> open_;
    std::optional<bool> is_clean_;
    bool is_refused_ = false;
    bool is_nested_ = false;
};

} // namespace cleave::fuzz
