// SPDX-License-Identifier: MIT
//
// guarded_page: memory whose neighbours cannot be read, for texts that must not be left.
#pragma once

#include <gtest/gtest.h>

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace cleave {

/// A page between two that cannot be read, for the texts at its first byte and up to its last.
class guarded_page {
  public:
    guarded_page() : size_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))) {
        pages_ = mmap(nullptr, 3 * size_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        EXPECT_NE(pages_, MAP_FAILED);
        EXPECT_EQ(mprotect(page(), size_, PROT_READ | PROT_WRITE), 0);
    }
    ~guarded_page() { munmap(pages_, 3 * size_); }
    guarded_page(const guarded_page&) = delete;
    guarded_page& operator=(const guarded_page&) = delete;

    std::string_view at_the_front(std::string_view text) { return copy(text, page()); }
    std::string_view at_the_back(std::string_view text) { return copy(text, page() + size_ - text.size()); }

  private:
    char* page() { return static_cast<char*>(pages_) + size_; }
    static std::string_view copy(std::string_view text, char* to) {
        std::copy(text.begin(), text.end(), to);
        return {to, text.size()};
    }

    std::size_t size_;
    void* pages_;
};

} // namespace cleave
