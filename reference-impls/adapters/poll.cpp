// SPDX-License-Identifier: MIT
//
// poll: one thread, many connections, everywhere.
#include "nonblocking.hpp"

#include <poll.h>
#include <vector>

using namespace adapters;

int main() {
    clients all;
    std::vector<pollfd> waiting{{listen_on_loopback(SOCK_NONBLOCK), POLLIN, 0}};
    for (;;) {
        if (::poll(waiting.data(), waiting.size(), -1) < 0) continue;
        for (std::size_t i = 1; i < waiting.size(); ++i) {
            if (waiting[i].revents == 0) continue;
            const wish next = all.at(waiting[i].fd)->turn();
            waiting[i].events = next == wish::output ? POLLOUT : POLLIN;
            if (next != wish::nothing) continue;
            all.erase(waiting[i].fd);
            waiting[i].fd = -1;
        }
        std::erase_if(waiting, [](const pollfd& one) { return one.fd < 0; });
        if (waiting[0].revents == 0) continue;
        const int fd = ::accept4(waiting[0].fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) continue;
        all.emplace(fd, std::make_unique<client>(fd));
        waiting.push_back({fd, POLLIN, 0});
    }
}
