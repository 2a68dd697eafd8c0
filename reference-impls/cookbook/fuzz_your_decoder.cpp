// SPDX-License-Identifier: MIT
#include "fuzz/kit.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

// The decoder under test: yours. 4 bytes of length, little-endian; this one has a bug.
class my_decoder {
  public:
    template <class OnFrame>
    void feed(std::string_view piece, OnFrame on_frame) {
        rest_ += piece;
        if (rest_.size() < 4) return;
        std::size_t length = 0;
        for (std::size_t i = 4; i-- != 0;) length = length << 8 | static_cast<unsigned char>(rest_[i]);
        if (length > 1000) throw std::length_error("bad length");
        if (rest_.size() < 4 + length) return;
        on_frame(std::string_view(rest_).substr(4, length));
        rest_.erase(0, 4 + length);
    }

  private:
    std::string rest_;
};

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto feed = [](auto& my, auto piece, auto& got) { my.feed(piece, [&](auto bytes) { got.frame(bytes); }); };
    return cleave::fuzz::differential<cleave::python_int::with_max_payload<1000>, my_decoder>(data, size, feed);
}
