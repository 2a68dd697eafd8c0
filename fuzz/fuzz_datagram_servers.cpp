// Invariant: the echo, time and command servers answer the datagrams that their references answer, and no others.
// SPDX-License-Identifier: MIT
// links: cleave_command
// wraps: socket bind getsockname setsockopt recvmsg sendto epoll_ctl epoll_wait write time
// dictionary: datagram_servers.dict
// longest input: 400
//
// The services behind datagram_server, over lists of datagrams instead of a socket. Some come from ports that must not
// be answered, some are too long. What the command server runs is pretended (pretended_child.hpp), and time stands
// still.
#include "fuzz/delivery_plan.hpp"
#include "fuzz/expect.hpp"
#include "fuzz/reference_commands.hpp"
#include "fuzz/socketless_datagrams.hpp"
#include "reference-impls/command/command_datagrams.hpp"
#include "reference-impls/datagram/time_service.hpp"
#include "reference-impls/echo/echo_services.hpp"

#include <functional>
#include <sys/epoll.h>

namespace cleave::fuzz {
namespace {

constexpr std::time_t that_time = 1'700'000'000;
constexpr std::size_t max_datagram = 100, max_command = 40;
constexpr std::uint16_t ports[] = {9000, 9001, 53, 9000, datagram_socket::own_port};

// The loop's view of the socket: readable until all was read; then the server is told to stop.
struct pretended_epoll {
    epoll_event watch{};
    bool is_watched = false;
    std::function<void()> stop;

    static pretended_epoll& the() {
        static pretended_epoll one;
        return one;
    }

    int wait(epoll_event* ready) {
        if (is_watched && datagram_socket::the().has_more()) {
            *ready = watch;
            return 1;
        }
        if (const auto call = std::exchange(stop, nullptr)) call();
        return 0;
    }
};

enum class server : std::uint8_t { echo, time, command, shell_command };

void add_echo(const datagram& asked, std::vector<datagram>& to) {
    std::string upper = asked.bytes;
    for (char& c : upper)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    to.push_back({asked.port, upper});
}

void add_time(const datagram& asked, std::vector<datagram>& to) {
    if (asked.bytes.find('\0') != asked.bytes.npos) return;
    std::tm local{};
    ::localtime_r(&that_time, &local);
    const std::string format = "x" + (asked.bytes.empty() ? "%Y-%m-%d %X" : asked.bytes);
    static char room[100'000];
    const std::size_t size = std::strftime(room, sizeof room, format.c_str(), &local);
    if (size == 0 || size - 1 > asked.bytes.size() + 64) return;
    to.push_back({asked.port, std::string(room + 1, size - 1)});
}

void add_command(bool shell, const datagram& asked, std::vector<datagram>& to) {
    const judged_command judged = judge(shell, max_command, without_end(asked.bytes));
    if (judged.st != status::ok || !judged.end.ends) return;
    std::string error_output = judged.end.error_output;
    if (judged.end.result.truncated || judged.end.output.size() > posix::max_datagram_bytes)
        error_output += "cleave-command-server: truncated: the output does not fit\n";
    to.push_back({asked.port, error_output});
    to.push_back({asked.port, judged.end.output.substr(0, posix::max_datagram_bytes)});
}

std::vector<datagram> expected_of(server which, const std::vector<datagram>& asked) {
    std::vector<datagram> all;
    for (const datagram& one : asked) {
        if (one.port == 53 || one.port == datagram_socket::own_port || one.bytes.size() > max_datagram) continue;
        switch (which) {
        case server::echo: add_echo(one, all); break;
        case server::time: add_time(one, all); break;
        case server::command: add_command(false, one, all); break;
        case server::shell_command: add_command(true, one, all); break;
        }
    }
    return all;
}

void run_server(server which) {
    static posix::worker helper(0);
    static const command::command_rules named{.allowed = pretended_programs, .max_command = max_command};
    static const command::command_rules shell{.shell = true, .max_command = max_command};
    pretended_time = {};
    std::unique_ptr<posix::datagram_service> service;
    switch (which) {
    case server::echo: service = std::make_unique<echo::echo_datagrams>(); break;
    case server::time: service = std::make_unique<datagram_time::time_service>(); break;
    case server::command: service = std::make_unique<command::command_datagrams>(named, 1000); break;
    case server::shell_command: service = std::make_unique<command::command_datagrams>(shell, 1000); break;
    }
    posix::datagram_options options;
    options.max_datagram = max_datagram;
    options.grace = std::chrono::milliseconds(0); // what is endless is not waited for
    expect(posix::address::parse("127.0.0.1:8080", options.at).empty(), "that is an address");
    posix::datagram_server home(options, std::move(service), helper);
    pretended_epoll::the().stop = [&home] { home.stop(); };
    expect(home.open(options.at).ok() && home.run().ok(), "the server runs, and ends when it is told to");
}

} // namespace
} // namespace cleave::fuzz

extern "C" {

int __real_epoll_ctl(int epoll, int what, int fd, epoll_event* event);
int __wrap_epoll_ctl(int epoll, int what, int fd, epoll_event* event) {
    if (fd != cleave::fuzz::datagram_socket::the().fd()) return __real_epoll_ctl(epoll, what, fd, event);
    auto& loop = cleave::fuzz::pretended_epoll::the();
    loop.is_watched = what != EPOLL_CTL_DEL;
    if (loop.is_watched) loop.watch = *event;
    return 0;
}
int __wrap_epoll_wait(int, epoll_event* ready, int, int) { return cleave::fuzz::pretended_epoll::the().wait(ready); }
time_t __wrap_time(time_t*) { return cleave::fuzz::that_time; }

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace cleave::fuzz;
    fuzz_input input(data, size);
    const delivery_plan plan(input);
    const auto which = static_cast<server>(input.last() % 4);
    datagram_socket& socket = datagram_socket::the();
    socket.begin(input.stream(), plan, ports);
    run_server(which);
    std::vector<datagram> expected = expected_of(which, socket.in());
    std::vector<datagram> sent = socket.out();
    if (which == server::command || which == server::shell_command) { // answered as they end: in any order
        std::ranges::sort(expected);
        std::ranges::sort(sent);
    }
    expect(sent == expected, "what is asked is answered once, and nobody else");
    return 0;
}
}
