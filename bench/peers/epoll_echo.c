// SPDX-License-Identifier: MIT
//
// The minimal echo in C: epoll, one send for each read. Prints its port. For what a socket does not take at once it
// waits, and everybody else with it.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static char room[64 << 10];

static int send_all(int fd, const char* at, size_t left) {
    for (;;) {
        const ssize_t sent = send(fd, at, left, MSG_NOSIGNAL);
        if (sent == (ssize_t)left) return 1;
        if (sent < 0 && errno != EAGAIN) return 0;
        if (sent > 0) {
            at += sent;
            left -= (size_t)sent;
        }
        struct pollfd writable = {.fd = fd, .events = POLLOUT};
        poll(&writable, 1, -1);
    }
}

int main(void) {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (bind(listener, (struct sockaddr*)&address, size) != 0 || listen(listener, 4096) != 0) return 1;
    getsockname(listener, (struct sockaddr*)&address, &size);
    printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
    const int events = epoll_create1(0);
    struct epoll_event wanted = {.events = EPOLLIN, .data.fd = listener};
    epoll_ctl(events, EPOLL_CTL_ADD, listener, &wanted);
    struct epoll_event ready[256];
    for (;;) {
        const int n = epoll_wait(events, ready, 256, -1);
        for (int i = 0; i < n; ++i) {
            const int fd = ready[i].data.fd;
            if (fd == listener) {
                int peer;
                while ((peer = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
                    const int on = 1;
                    setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                    wanted.data.fd = peer;
                    epoll_ctl(events, EPOLL_CTL_ADD, peer, &wanted);
                }
                continue;
            }
            const ssize_t got = recv(fd, room, sizeof room, 0);
            if (got <= 0 || !send_all(fd, room, (size_t)got)) close(fd);
        }
    }
}
