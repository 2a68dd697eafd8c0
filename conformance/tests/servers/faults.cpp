// SPDX-License-Identifier: MIT
//
// libcleave_faults.so: what a test does to a program from outside, loaded before it (LD_PRELOAD). It fails one
// allocation, and moves the wall clock.
//
// The file that CLEAVE_FAULTS names is shared with the test, and holds numbers of 8 bytes each (see faults.py):
//
//     allocations left until one fails; -1: none does | failed | seconds added to the wall clock
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <dlfcn.h>
#include <fcntl.h>
#include <new>
#include <sys/mman.h>
#include <unistd.h>

namespace {

struct control {
    std::atomic<std::int64_t> left;
    std::atomic<std::int64_t> failed;
    std::atomic<std::int64_t> added_seconds;
};

control* shared() noexcept {
    static control* const mapped = [] {
        const char* const path = std::getenv("CLEAVE_FAULTS");
        const int fd = path == nullptr ? -1 : ::open(path, O_RDWR | O_CLOEXEC);
        void* const memory =
            fd < 0 ? MAP_FAILED : ::mmap(nullptr, sizeof(control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (memory == MAP_FAILED) std::abort(); // a test that fails nothing would pass
        ::close(fd);
        return static_cast<control*>(memory);
    }();
    return mapped;
}

std::time_t added_seconds() noexcept { return static_cast<std::time_t>(shared()->added_seconds); }

} // namespace

void* operator new(std::size_t size) {
    control& faults = *shared();
    if (faults.left >= 0 && faults.left-- == 0) {
        ++faults.failed;
        throw std::bad_alloc();
    }
    void* const memory = std::malloc(size == 0 ? 1 : size);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

extern "C" {

int clock_gettime(clockid_t which, timespec* to) noexcept {
    using function = int (*)(clockid_t, timespec*);
    static const auto real = reinterpret_cast<function>(::dlsym(RTLD_NEXT, "clock_gettime"));
    const int result = real(which, to);
    if (result == 0 && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) to->tv_sec += added_seconds();
    return result;
}

std::time_t time(std::time_t* to) noexcept {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    if (to != nullptr) *to = now.tv_sec;
    return now.tv_sec;
}
}
