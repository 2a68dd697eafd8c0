// SPDX-License-Identifier: MIT
//
// standard_output: what a program prints, as text.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

namespace cleave::fuzz {

/// As long as it lives, stdout is memory; `into` has at its end what was written. (In glibc, stdout is a variable.)
class standard_output {
  public:
    explicit standard_output(std::string& into)
        : into_(into), memory_(::open_memstream(&text_, &size_)), usual_(std::exchange(stdout, memory_)) {}
    standard_output(const standard_output&) = delete;
    standard_output& operator=(const standard_output&) = delete;
    ~standard_output() {
        stdout = usual_;
        std::fclose(memory_);
        into_.assign(text_, size_);
        std::free(text_);
    }

  private:
    std::string& into_;
    char* text_ = nullptr;
    std::size_t size_ = 0;
    std::FILE* memory_;
    std::FILE* usual_;
};

} // namespace cleave::fuzz
