// SPDX-License-Identifier: MIT
//
// What a program on a bare Cortex-M starts with: its stack and its first instruction. It ends by a call of the debugger
// (semihosting), which is how qemu learns the exit code.
#include <cstdint>

int main();

namespace {

[[noreturn]] void exit_with(int code) {
    constexpr std::uint32_t application_exit = 0x20026, run_time_error = 0x20023;
    register std::uint32_t operation asm("r0") = 0x18; // SYS_EXIT
    register std::uint32_t reason asm("r1") = code == 0 ? application_exit : run_time_error;
    asm volatile("bkpt 0xab" : : "r"(operation), "r"(reason) : "memory");
    for (;;) {
    }
}

[[noreturn]] void reset() { exit_with(main()); }
[[noreturn]] void fault() { exit_with(1); }

} // namespace

extern "C" std::uint32_t stack_top;

struct vectors {
    std::uint32_t* stack;
    void (*reset)();
    void (*nmi)();
    void (*hard_fault)();
};

extern "C" [[gnu::used, gnu::section(".vectors")]] const vectors table{&stack_top, reset, fault, fault};
