// SPDX-License-Identifier: MIT
//
// smallest delivery: 16 bytes in 1 piece
//
// A decoder over a ring of 16 bytes: a length of 2 bytes, big-endian. The bug is the ring's oldest one: where reading
// and writing stand at the same place, it is empty, and also full.
#include "fuzz/kit.hpp"

#include <array>
#include <string>
#include <string_view>

namespace {

class ring {
  public:
    std::size_t size() const {
#ifdef PLANTED_BUG
        return (write_ - read_) % bytes_.size();
#else
        return write_ - read_;
#endif
    }
    std::size_t room() const { return bytes_.size() - size(); }
    void put(char c) { bytes_[write_++ % bytes_.size()] = c; }
    unsigned char peek(std::size_t at) const {
        return static_cast<unsigned char>(bytes_[(read_ + at) % bytes_.size()]);
    }
    void drop(std::size_t bytes) { read_ += bytes; }

  private:
    std::array<char, 16> bytes_{};
    std::size_t read_ = 0; // counted from the start of the stream
    std::size_t write_ = 0;
};

class ring_decoder {
  public:
    /// Calls on_frame(payload). returns: whether the stream is good.
    template <class OnFrame>
    bool feed(std::string_view piece, const OnFrame& on_frame) {
        while (!piece.empty()) {
            const std::size_t some = std::min(piece.size(), ring_.room());
            for (const char c : piece.substr(0, some)) ring_.put(c);
            piece.remove_prefix(some);
            if (!read_frames(on_frame)) return false;
        }
        return true;
    }

  private:
    static constexpr std::size_t largest_payload = 14;

    template <class OnFrame>
    bool read_frames(const OnFrame& on_frame) {
        while (ring_.size() >= 2) {
            const std::size_t length = static_cast<std::size_t>(ring_.peek(0) << 8 | ring_.peek(1));
            if (length > largest_payload) return false;
            if (ring_.size() - 2 < length) return true;
            std::string payload;
            for (std::size_t i = 0; i < length; ++i) payload += static_cast<char>(ring_.peek(2 + i));
            ring_.drop(2 + length);
            on_frame(payload);
        }
        return true;
    }

    ring ring_;
};

} // namespace

using framing = cleave::erlang_packet<2>::with_max_payload<14>;

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
    return cleave::fuzz::mutate<framing>(data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return cleave::fuzz::differential<framing, ring_decoder>(data, size, [](auto& decoder, auto piece, auto& got) {
        if (!decoder.feed(piece, [&](std::string_view payload) { got.frame(payload); })) got.refuse();
    });
}
