// SPDX-License-Identifier: MIT
//
// guarded_page: memory whose neighbours cannot be read, for texts that must not be left.
#pragma once

#include <gtest/gtest.h>

#ifdef _WIN32
#include <windows.h>
#else
#include <sys/mman.h>
#include <unistd.h>
#endif

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace cleave {

/// A page between two that cannot be read, for the texts at its first byte and up to its last.
class guarded_page {
  public:
    guarded_page() : size_(page_bytes()), pages_(reserve(3 * size_)) {
        EXPECT_NE(pages_, nullptr);
        EXPECT_TRUE(open(page(), size_));
    }
    ~guarded_page() { release(pages_, 3 * size_); }
    guarded_page(const guarded_page&) = delete;
    guarded_page& operator=(const guarded_page&) = delete;

    std::string_view at_the_front(std::string_view text) { return copy(text, page()); }
    std::string_view at_the_back(std::string_view text) { return copy(text, page() + size_ - text.size()); }

  private:
#ifdef _WIN32
    static std::size_t page_bytes() {
        SYSTEM_INFO info;
        GetSystemInfo(&info);
        return info.dwPageSize;
    }
    static void* reserve(std::size_t size) { return VirtualAlloc(nullptr, size, MEM_RESERVE, PAGE_NOACCESS); }
    static bool open(char* page, std::size_t size) { return VirtualAlloc(page, size, MEM_COMMIT, PAGE_READWRITE); }
    static void release(void* pages, std::size_t) { VirtualFree(pages, 0, MEM_RELEASE); }
#else
    static std::size_t page_bytes() { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }
    static void* reserve(std::size_t size) {
        void* const pages = mmap(nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        return pages == MAP_FAILED ? nullptr : pages;
    }
    static bool open(char* page, std::size_t size) { return mprotect(page, size, PROT_READ | PROT_WRITE) == 0; }
    static void release(void* pages, std::size_t size) { munmap(pages, size); }
#endif
    char* page() { return static_cast<char*>(pages_) + size_; }
    static std::string_view copy(std::string_view text, char* to) {
        std::copy(text.begin(), text.end(), to);
        return {to, text.size()};
    }

    std::size_t size_;
    void* pages_;
};

} // namespace cleave
