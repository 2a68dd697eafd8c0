// SPDX-License-Identifier: MIT
//
// epoll: one thread, very many connections, on Linux. Level-triggered: what is left unread is told again.
#include "nonblocking.hpp"

#include <array>
#include <sys/epoll.h>

using namespace adapters;

namespace {

void watch(int loop, int operation, int fd, std::uint32_t events) {
    epoll_event what{};
    what.events = events;
    what.data.fd = fd;
    if (::epoll_ctl(loop, operation, fd, &what) != 0) std::perror("epoll_ctl");
}

} // namespace

int main() {
    clients all;
    const int listening = listen_on_loopback(SOCK_NONBLOCK);
    const int loop = ::epoll_create1(EPOLL_CLOEXEC);
    watch(loop, EPOLL_CTL_ADD, listening, EPOLLIN);
    std::array<epoll_event, 64> ready;
    for (;;) {
        const int count = ::epoll_wait(loop, ready.data(), static_cast<int>(ready.size()), -1);
        for (int i = 0; i < count; ++i) {
            const int fd = ready[static_cast<std::size_t>(i)].data.fd;
            if (fd == listening) {
                const int accepted = ::accept4(listening, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
                if (accepted < 0) continue;
                all.emplace(accepted, std::make_unique<client>(accepted));
                watch(loop, EPOLL_CTL_ADD, accepted, EPOLLIN);
                continue;
            }
            const wish next = all.at(fd)->turn();
            if (next == wish::nothing) {
                all.erase(fd); // closes it, which ends the watch
            } else {
                watch(loop, EPOLL_CTL_MOD, fd, next == wish::output ? EPOLLOUT : EPOLLIN);
            }
        }
    }
}
