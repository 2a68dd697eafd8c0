// SPDX-License-Identifier: MIT
//
// text_decoder: makes UTF-8 of output in another encoding, piece by piece.
#pragma once

#include "cleave/header_message.hpp"

#include <array>
#include <iconv.h>
#include <span>
#include <string>
#include <utility>

namespace cleave::command {

/// Keeps a character that lies in two pieces until it is whole. What is no character becomes U+FFFD.
class text_decoder {
  public:
    text_decoder() noexcept = default;
    text_decoder(const text_decoder&) = delete;
    text_decoder& operator=(const text_decoder&) = delete;
    ~text_decoder() {
        if (is_open()) ::iconv_close(converter_);
    }

    /// encoding: a name that iconv knows. Returns whether it does.
    bool open(const std::string& encoding) noexcept {
        converter_ = ::iconv_open("UTF-8", encoding.c_str());
        return is_open();
    }

    bool is_open() const noexcept { return converter_ != none(); }

    /// The text of the next piece.
    std::string decode(std::span<const std::byte> piece) {
        pending_ += as_text(piece);
        std::string text;
        char* in = pending_.data();
        std::size_t left = pending_.size();
        while (left != 0) {
            std::array<char, 4096> room;
            char* out = room.data();
            std::size_t free = room.size();
            const std::size_t done = ::iconv(converter_, &in, &left, &out, &free);
            const int error = errno;
            text.append(room.data(), room.size() - free);
            if (done != static_cast<std::size_t>(-1) || error == E2BIG) continue;
            if (error == EINVAL) break; // the begin of a character
            text += replacement;
            ++in;
            --left;
        }
        pending_.erase(0, pending_.size() - left);
        return text;
    }

    /// What is left when the output has ended.
    std::string finish() { return std::exchange(pending_, {}).empty() ? "" : std::string(replacement); }

  private:
    static constexpr std::string_view replacement = "\xEF\xBF\xBD";
    static iconv_t none() noexcept { return reinterpret_cast<iconv_t>(-1); } // NOLINT: that is iconv's own value

    iconv_t converter_ = none();
    std::string pending_;
};

} // namespace cleave::command
