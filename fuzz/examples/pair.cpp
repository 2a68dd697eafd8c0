// SPDX-License-Identifier: MIT
//
// found: the reader does not read what the writer writes; after piece [0-9]
//
// A writer and a reader of lines with escapes: a framing without a length, which only they know. The bug: the reader
// forgets, between two pieces, that the last byte was an escape.
#include "fuzz/kit.hpp"

#include <string>
#include <string_view>

namespace {

bool write_line(std::string_view payload, cleave::fuzz::sent_bytes& sent) {
    std::string line;
    for (const char c : payload) {
        if (c == '\n' || c == '\\') line += '\\';
        line += c == '\n' ? 'n' : c;
    }
    sent.add(line + '\n');
    return true;
}

class line_reader {
  public:
    template <class OnLine>
    void feed(std::string_view piece, const OnLine& on_line) {
#ifdef PLANTED_BUG
        is_escaped_ = false;
#endif
        for (const char c : piece) {
            if (is_escaped_) {
                line_ += c == 'n' ? '\n' : c;
                is_escaped_ = false;
            } else if (c == '\n') {
                on_line(line_);
                line_.clear();
            } else if (c == '\\') {
                is_escaped_ = true;
            } else {
                line_ += c;
            }
        }
    }

  private:
    std::string line_;
    bool is_escaped_ = false;
};

using input_framing = cleave::erlang_packet<1>; // of payloads in the fuzzer's input

} // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
    return cleave::fuzz::mutate<input_framing>(data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return cleave::fuzz::round_trip<line_reader>(
        data, size, [](auto payload, cleave::fuzz::sent_bytes& sent) { return write_line(payload, sent); },
        [](auto& reader, auto piece, auto& got) { reader.feed(piece, [&](const auto& line) { got.frame(line); }); });
}
