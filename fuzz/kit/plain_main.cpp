// SPDX-License-Identifier: MIT
//
// plain_main: runs a fuzz target without an engine, with any compiler: no coverage, but the kit's mutator.
//
//     program SECONDS [INPUT...]     starts from these inputs; what ends the program is kept as found-input
//     program RUNSr [INPUT...]       the same for a number of runs, such as 1000r
//     program INPUT                  runs one input
//
// Exit code 0: nothing was found; 2: bad usage; 77: the target ended the program.
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
#if defined(_MSC_VER)
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t*, std::size_t, std::size_t, unsigned);
extern "C" std::size_t no_mutator(std::uint8_t*, std::size_t size, std::size_t, unsigned) { return size; }
#pragma comment(linker, "/alternatename:LLVMFuzzerCustomMutator=no_mutator")
#else
extern "C" [[gnu::weak]] std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most,
                                                             unsigned seed);
#endif

namespace {

using input = std::vector<std::uint8_t>;

constexpr std::size_t longest = 4096; // bytes of an input
constexpr int found_something = 77;   // exit code, as libFuzzer has it
input now;

void keep(int signal) {
    if (std::FILE* const file = std::fopen("found-input", "wb")) {
        std::fwrite(now.data(), 1, now.size(), file);
        std::fclose(file);
        std::fputs("the input is in found-input\n", stderr);
    }
    std::fprintf(stderr, "ended by signal %d\n", signal);
    std::_Exit(found_something);
}

bool read_file(const char* path, input& into) {
    std::FILE* const file = std::fopen(path, "rb");
    if (file == nullptr) return false;
    into.resize(1 << 20);
    into.resize(std::fread(into.data(), 1, into.size(), file));
    std::fclose(file);
    return true;
}

// A block of just its size, so that a sanitizer sees what lies beyond.
void run() {
    const input exact(now.begin(), now.end());
    (void)LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

void change(input& one, std::mt19937& random) {
    if (LLVMFuzzerCustomMutator != nullptr) {
        const std::size_t size = one.size();
        one.resize(longest);
        one.resize(LLVMFuzzerCustomMutator(one.data(), size, longest, static_cast<unsigned>(random())));
        return;
    }
    const std::size_t at = random() % (one.size() + 1);
    const auto byte = static_cast<std::uint8_t>(random());
    if (at == one.size() || random() % 4 == 0) {
        if (one.size() < longest) one.insert(one.begin() + static_cast<std::ptrdiff_t>(at), byte);
    } else {
        one[at] = byte;
    }
}

int fuzz(double seconds, double most_runs, std::vector<input> pool) {
    using clock = std::chrono::steady_clock;
    const auto begin = clock::now();
    const auto passed = [&] { return std::chrono::duration<double>(clock::now() - begin).count(); };
    std::mt19937 random(1);
    std::size_t runs = 0;
    double told = 0;
    if (pool.empty()) pool.emplace_back();
    for (; passed() < seconds && static_cast<double>(runs) < most_runs; ++runs) {
        now = pool[random() % pool.size()];
        change(now, random);
        run();
        if (pool.size() < 256) {
            pool.push_back(now);
        } else {
            pool[random() % pool.size()] = random() % 64 == 0 ? input() : now;
        }
        if (passed() < told + 10) continue;
        told = passed();
        std::fprintf(stderr, "%zu runs in %.0f seconds\n", runs, told);
    }
    std::printf("%zu runs, nothing found\n", runs);
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGILL}) std::signal(signal, keep);
    std::vector<input> pool;
    bool counts_runs = false;
    for (int i = 1; i < argc; ++i) {
        char* end = nullptr;
        const double seconds = std::strtod(argv[i], &end);
        if (i == 1 && argc == 2 && *end != 0 && read_file(argv[i], now)) return run(), 0;
        counts_runs = counts_runs || (i == 1 && std::strcmp(end, "r") == 0);
        if (i == 1 && (*end == 0 || counts_runs) && seconds > 0) continue;
        if (i == 1 || !read_file(argv[i], pool.emplace_back())) {
            std::fprintf(stderr, "usage: %s SECONDS [INPUT...] | %s INPUT\n", argv[0], argv[0]);
            return 2;
        }
    }
    if (argc <= 1) return 2;
    const double most = std::strtod(argv[1], nullptr);
    return counts_runs ? fuzz(HUGE_VAL, most, std::move(pool)) : fuzz(most, HUGE_VAL, std::move(pool));
}
