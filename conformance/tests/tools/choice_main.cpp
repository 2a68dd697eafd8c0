// SPDX-License-Identifier: MIT
//
// For mutate_library.py only, linked to every test program with --wrap=main: so that a run costs a fork, not a start.
//
// Where CLEAVE_CHOICES_SERVED is set, the program reads lines from its input, and for each runs its own main in a
// child:
//
//     change, milliseconds of processor time, arguments... (separated by tabs)
//
// and writes a line: 0 if that returned 0, else 1; and the milliseconds of processor time that it took.
#include "choice.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

extern "C" int __real_main(int argc, char** argv);

namespace {

void limit(long milliseconds) {
    // A child of a test has the coarser limit only; what waits for ever is ended by the clock.
    const itimerval timer{{}, {milliseconds / 1000, milliseconds % 1000 * 1000}};
    setitimer(ITIMER_PROF, &timer, nullptr);
    const rlimit time{static_cast<rlim_t>(milliseconds / 1000 + 1), static_cast<rlim_t>(milliseconds / 1000 + 1)};
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CPU, &time);
    setrlimit(RLIMIT_CORE, &none);
    alarm(static_cast<unsigned>(milliseconds / 10 + 60));
}

[[noreturn]] void run(int change, std::vector<char*> arguments) {
    if (std::freopen("/dev/null", "r", stdin) == nullptr || std::freopen("/dev/null", "w", stdout) == nullptr ||
        std::freopen("/dev/null", "w", stderr) == nullptr)
        _exit(2);
    choice::active = change;
    arguments.push_back(nullptr);
    std::exit(__real_main(static_cast<int>(arguments.size()) - 1, arguments.data()));
}

} // namespace

extern "C" int __wrap_main(int argc, char** argv) {
    if (std::getenv("CLEAVE_CHOICES_SERVED") == nullptr) return __real_main(argc, argv);
    static char line[1 << 16];
    while (std::fgets(line, sizeof line, stdin) != nullptr) {
        line[std::strcspn(line, "\n")] = '\0';
        const int change = std::atoi(std::strtok(line, "\t"));
        const long milliseconds = std::atol(std::strtok(nullptr, "\t"));
        std::vector<char*> arguments{argv[0]};
        while (char* argument = std::strtok(nullptr, "\t")) arguments.push_back(argument);
        const pid_t child = fork();
        if (child == 0) {
            limit(milliseconds);
            run(change, arguments);
        }
        int code = 0;
        rusage usage{};
        wait4(child, &code, 0, &usage);
        const auto spent = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
                           (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
        std::printf("%d %ld\n", code == 0 ? 0 : 1, static_cast<long>(spent));
        std::fflush(stdout);
    }
    return 0;
}
