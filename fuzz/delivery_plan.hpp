// SPDX-License-Identifier: MIT
//
// delivery_plan: an input of the fuzzing engine as a stream, and the way in which it is delivered.
//
//     input     .. the stream ............................ | what the target reads | c3 c2 c1 c0
//     pieces    c0 bytes, c1 bytes, c2 bytes, c3 bytes, c0 bytes, ... to the end of the stream
//
// All but the stream is taken from the end, so a raw stream is an input, too: its last bytes then say how the others
// come. A piece of 0 is an empty delivery, one of 255 is all that is left; four zeros are the whole in one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace cleave::fuzz {

/// Bytes in a heap block of exactly their size, so that a sanitizer sees each access beyond them; overwritten and freed
/// at the end, so that a view kept too long shows.
class exact_block {
  public:
    explicit exact_block(std::span<const std::byte> bytes) : exact_block(bytes.size()) {
        if (size_ != 0) std::memcpy(begin(), bytes.data(), size_);
    }
    /// The bytes are zero.
    explicit exact_block(std::size_t size) : size_(size), block_(std::make_unique<std::byte[]>(size + !size)) {}
    exact_block(const exact_block&) = delete;
    exact_block& operator=(const exact_block&) = delete;
    ~exact_block() {
        // By a pointer that may change: the compiler must not see that nobody reads the bytes again.
        static void* (*const volatile overwrite)(void*, int, std::size_t) = std::memset;
        overwrite(begin(), 0xDD, size_);
    }

    std::span<std::byte> bytes() noexcept { return {begin(), size_}; }
    std::span<char> chars() noexcept { return {static_cast<char*>(static_cast<void*>(begin())), size_}; }
    std::string_view text() noexcept { return {chars().data(), size_}; }

  private:
    // No block has 0 bytes: one of 1 stands for it, and begins at its end.
    std::byte* begin() noexcept { return block_.get() + !size_; }

    std::size_t size_;
    std::unique_ptr<std::byte[]> block_;
};

/// What the engine gave. The stream is what is left when all else was taken from the end.
class fuzz_input {
  public:
    fuzz_input(const std::uint8_t* data, std::size_t size) noexcept
        : rest_(static_cast<const std::byte*>(static_cast<const void*>(data)), size) {}

    /// Takes the last byte; 0 where there is none.
    std::uint8_t last() noexcept {
        if (rest_.empty()) return 0;
        const auto byte = std::to_integer<std::uint8_t>(rest_.back());
        rest_ = rest_.first(rest_.size() - 1);
        return byte;
    }

    /// Takes two: the very last one counts 256.
    std::uint16_t last_two() noexcept {
        const unsigned high = last();
        return static_cast<std::uint16_t>(high << 8 | last());
    }

    std::span<const std::byte> stream() const noexcept { return rest_; }
    std::string_view text() const noexcept {
        return {static_cast<const char*>(static_cast<const void*>(rest_.data())), rest_.size()};
    }

  private:
    std::span<const std::byte> rest_;
};

class delivery_plan {
  public:
    static constexpr std::size_t input_bytes = 4;

    /// Takes the plan from the end of `input`.
    explicit delivery_plan(fuzz_input& input) noexcept {
        for (std::uint8_t& size : sizes_) size = input.last();
        if (sizes_ == std::array<std::uint8_t, 4>{}) sizes_[0] = everything;
    }

    /// All in one piece.
    static delivery_plan whole() noexcept {
        fuzz_input nothing(nullptr, 0);
        return delivery_plan(nothing);
    }

    /// Calls take(piece) for every piece of `stream`, each in its own exact_block, until take says false.
    /// returns: how many pieces there were.
    template <class Take>
    std::size_t deliver(std::span<const std::byte> stream, Take&& take) const {
        std::size_t pieces = 0;
        bool goes_on = true;
        do {
            const std::uint8_t wanted = sizes_[pieces++ % sizes_.size()];
            const bool is_rest = wanted == everything || wanted > stream.size();
            exact_block piece(stream.first(is_rest ? stream.size() : wanted));
            stream = stream.subspan(piece.bytes().size());
            goes_on = take(std::span<const std::byte>(piece.bytes()));
        } while (goes_on && !stream.empty());
        return pieces;
    }

  private:
    static constexpr std::uint8_t everything = 255;
    std::array<std::uint8_t, 4> sizes_{};
};

} // namespace cleave::fuzz
