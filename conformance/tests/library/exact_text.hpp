// SPDX-License-Identifier: MIT
//
// exact_text: a copy of a text in a heap block of exactly its size, so that reading outside it is caught.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string_view>

namespace cleave {

class exact_text {
  public:
    explicit exact_text(std::string_view text) : bytes_(new char[text.size()]), size_(text.size()) {
        std::copy(text.begin(), text.end(), bytes_.get());
    }
    std::string_view view() const { return {bytes_.get(), size_}; }
    operator std::string_view() const { return view(); }

  private:
    std::unique_ptr<char[]> bytes_;
    std::size_t size_;
};

} // namespace cleave
