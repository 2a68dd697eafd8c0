// SPDX-License-Identifier: MIT
//
// watch: what is seen of a decoder from outside while it has a delivery: that it never returns, that a sanitizer stops
// it, and how much memory it takes.
#pragma once

#include "delivery.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <thread>

// Of the sanitizers, where the program is built with one.
extern "C" [[gnu::weak]] void __asan_set_error_report_callback(void (*callback)(const char*));
extern "C" [[gnu::weak]] int __sanitizer_install_malloc_and_free_hooks(void (*on_malloc)(const volatile void*,
                                                                                         std::size_t),
                                                                       void (*on_free)(const volatile void*));
extern "C" [[gnu::weak]] std::size_t __sanitizer_get_allocated_size(const volatile void* block);

namespace cleave::fuzz {

/// Seconds that a decoder may take for one piece.
inline std::atomic<unsigned> seconds_for_a_piece{10};

/// What the decoder has now. One at a time: a program has one watch.
class watch {
  public:
    static watch& the() {
        static watch one;
        return one;
    }

    /// The delivery begins; it must stay until end().
    void begin(const delivery& from) noexcept { now_ = &from; }
    void end() noexcept { now_ = nullptr; }
    /// The decoder is called with this piece; memory is counted from here.
    void enter(std::size_t piece) noexcept {
        piece_ = piece;
        ++calls_;
        is_inside_ = true;
    }
    void leave() noexcept { is_inside_ = false; }

    /// Whether memory can be counted: the sanitizers' allocator tells.
    bool counts_memory() const noexcept { return counts_; }
    /// Bytes that the decoder has and did not have when forget_memory() was called, at most.
    std::size_t most_memory() const noexcept { return most_ < 0 ? 0 : static_cast<std::size_t>(most_); }
    void forget_memory() noexcept { held_ = most_ = 0; }

    /// Prints the delivery in progress, if there is one.
    void print(const char* what) const {
        const delivery* const from = now_;
        if (from == nullptr) return;
        std::fprintf(stderr, "%s: piece %zu of this delivery\n%s%s\n", what, piece_.load() + 1,
                     words::pieces(*from).c_str(), from->stream.size() <= 256 ? words::as_cpp(*from).c_str() : "");
    }

  private:
    watch() {
        if (__asan_set_error_report_callback != nullptr)
            __asan_set_error_report_callback([](const char*) { the().print("the decoder was stopped in"); });
        if (__sanitizer_install_malloc_and_free_hooks != nullptr && __sanitizer_get_allocated_size != nullptr)
            counts_ = __sanitizer_install_malloc_and_free_hooks(
                          [](const volatile void*, std::size_t size) { count(static_cast<long long>(size)); },
                          [](const volatile void* block) {
                              if (is_counted()) count(-static_cast<long long>(__sanitizer_get_allocated_size(block)));
                          }) != 0;
        std::thread([this] { look(); }).detach();
    }

    // Ends the program where one call lasts too long.
    [[noreturn]] void look() const {
        std::size_t seen = 0;
        for (unsigned seconds = 0;;) {
            std::this_thread::sleep_for(std::chrono::seconds(1));
            const bool is_same = is_inside_ && seen == calls_;
            seen = calls_;
            seconds = is_same ? seconds + 1 : 0;
            if (seconds < seconds_for_a_piece) continue;
            print("the decoder does not return from");
            std::abort();
        }
    }

    static bool is_counted() noexcept { return is_inside_ && this_thread_plays; }
    static void count(long long bytes) noexcept {
        if (!is_counted()) return;
        held_ += bytes;
        if (held_ > most_) most_ = held_;
    }

  public:
    static inline thread_local bool this_thread_plays = false;

  private:
    static inline std::atomic<bool> is_inside_{false};
    static inline long long held_ = 0, most_ = 0;
    std::atomic<const delivery*> now_{nullptr};
    std::atomic<std::size_t> piece_{0};
    std::atomic<std::size_t> calls_{0};
    bool counts_ = false;
};

} // namespace cleave::fuzz
