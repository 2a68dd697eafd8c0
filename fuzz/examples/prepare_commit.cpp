// SPDX-License-Identifier: MIT
//
// smallest delivery: 17 bytes in 2 pieces
//
// A decoder with the interface of an asio::streambuf: prepare() gives room to receive into, commit() says how much
// came. One type byte, then a length of 4 bytes, big-endian, that counts itself, as PostgreSQL has it. The bug:
// prepare() moves what is left to the front of the storage, and forgets that the end of the frame in progress, which
// was worked out when its header came, moves along.
#include "fuzz/kit.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <span>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace {

class streambuf_decoder {
  public:
    std::span<char> prepare(std::size_t bytes) {
        if (begin_ != 0 && storage_.size() - end_ < bytes) {
            std::memmove(storage_.data(), storage_.data() + begin_, end_ - begin_);
            end_ -= begin_;
#ifndef PLANTED_BUG
            if (frame_end_ != 0) frame_end_ -= begin_;
#endif
            begin_ = 0;
        }
        if (storage_.size() - end_ < bytes) storage_.resize(end_ + bytes);
        return std::span(storage_).subspan(end_, bytes);
    }
    void commit(std::size_t bytes) { end_ += bytes; }

    /// The next frame's payload, until prepare().
    std::optional<std::string_view> next() {
        if (frame_end_ == 0) {
            if (end_ - begin_ < header_bytes) return std::nullopt;
            frame_end_ = begin_ + header_bytes + payload_bytes();
        }
        if (end_ < frame_end_) return std::nullopt;
        const std::string_view payload(storage_.data() + begin_ + header_bytes, frame_end_ - begin_ - header_bytes);
        begin_ = frame_end_;
        frame_end_ = 0;
        return payload;
    }

  private:
    static constexpr std::size_t header_bytes = 5;

    std::size_t payload_bytes() const {
        std::uint32_t length = 0;
        for (std::size_t i = 1; i < header_bytes; ++i)
            length = length << 8 | static_cast<unsigned char>(storage_[begin_ + i]);
        if (length < 4 || length > 1004) throw std::length_error("bad length");
        return length - 4;
    }

    std::vector<char> storage_ = std::vector<char>(16);
    std::size_t begin_ = 0; // of what came and was not told
    std::size_t end_ = 0;
    std::size_t frame_end_ = 0; // of the frame in progress, once its header is in
};

} // namespace

using framing = cleave::postgresql::with_max_payload<1000>;

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
    return cleave::fuzz::mutate<framing>(data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return cleave::fuzz::differential<framing, streambuf_decoder>(data, size, [](auto& decoder, auto piece, auto& got) {
        std::ranges::copy(piece, decoder.prepare(piece.size()).begin());
        for (decoder.commit(piece.size()); const auto payload = decoder.next();) got.frame(*payload);
    });
}
