// SPDX-License-Identifier: MIT
//
// smallest delivery: 5 bytes in 2 pieces
//
// A decoder that appends what it reads to a std::string and erases the frames it has told: a signed length of 4 bytes,
// little-endian. The bug: the header is erased as soon as it is read, but where the payload is not whole yet nobody
// remembers the length, so that the next piece begins with a header again.
#include "fuzz/kit.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {

class string_decoder {
  public:
    void append(std::string_view piece) { buffer_ += piece; }

    /// The next frame's payload.
    std::optional<std::string> pop() {
        if (!length_) {
            if (buffer_.size() < 4) return std::nullopt;
            length_ = read_length();
            buffer_.erase(0, 4);
        }
        if (buffer_.size() < *length_) {
#ifdef PLANTED_BUG
            length_.reset();
#endif
            return std::nullopt;
        }
        std::string payload = buffer_.substr(0, *length_);
        buffer_.erase(0, *length_);
        length_.reset();
        return payload;
    }

  private:
    std::size_t read_length() const {
        std::uint32_t length = 0;
        for (std::size_t i = 4; i-- != 0;) length = length << 8 | static_cast<unsigned char>(buffer_[i]);
        if (length > 4096) throw std::length_error("frame too large"); // also what is negative
        return length;
    }

    std::string buffer_;
    std::optional<std::size_t> length_; // of the frame in progress, once its header is off
};

} // namespace

using framing = cleave::python_int::with_max_payload<4096>;

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
    return cleave::fuzz::mutate<framing>(data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return cleave::fuzz::differential<framing, string_decoder>(data, size, [](auto& decoder, auto piece, auto& got) {
        for (decoder.append(piece); const auto payload = decoder.pop();) got.frame(*payload);
    });
}
