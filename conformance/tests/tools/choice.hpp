// SPDX-License-Identifier: MIT
//
// For mutate_library.py only: the headers hold all their changes at once, and choice_main.cpp says which one is made.
//
// Where CLEAVE_REACHED names a file of most_changes zeros, byte N becomes 1 where change N is asked for. In constant
// evaluation no change is made. Included in front of everything.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace choice {

inline constexpr std::size_t most_changes = 1 << 17;
inline unsigned char unrecorded[most_changes];

inline unsigned char* record() noexcept {
    const char* path = std::getenv("CLEAVE_REACHED");
    if (path == nullptr) return unrecorded;
    const int file = open(path, O_RDWR | O_CLOEXEC);
    void* bytes = mmap(nullptr, most_changes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    return bytes == MAP_FAILED ? nullptr : static_cast<unsigned char*>(bytes);
}

inline int active = 0; // 0: none
inline unsigned char* const reached = record();

/// Whether change n is made.
__attribute__((always_inline)) constexpr bool made(int n) noexcept {
    if (__builtin_is_constant_evaluated()) return false;
    reached[n] = 1;
    return active == n;
}

/// The operand of a conjunction or disjunction, the other way round where change n is made.
template <class T>
__attribute__((always_inline)) constexpr bool flipped(int n, const T& operand) noexcept {
    return static_cast<bool>(operand) != made(n);
}

} // namespace choice
