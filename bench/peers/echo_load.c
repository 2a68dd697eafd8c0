// SPDX-License-Identifier: MIT
//
// Load for an echo: keeps a window of 64-byte frames (a 4-byte length and digits) under way on each connection, for a
// time, and prints the frames that came back in a second. usage: echo_load PORT CONNECTIONS WINDOW MILLISECONDS
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { frame_bytes = 64, most_window = 1024 };
static char frames[frame_bytes * most_window * 2];
static char room[64 << 10];

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(int argc, char** argv) {
    if (argc != 5) return 2;
    const int connections = atoi(argv[2]);
    const int window = atoi(argv[3]);
    const double seconds = atof(argv[4]) / 1000;
    if (connections < 1 || window < 1 || window > most_window) return 2;
    for (size_t at = 0; at < sizeof frames; at += frame_bytes) {
        const unsigned char length[4] = {frame_bytes - 4, 0, 0, 0};
        memset(frames + at, '7', frame_bytes);
        memcpy(frames + at, length, 4);
    }
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    address.sin_port = htons((unsigned short)atoi(argv[1]));
    const int events = epoll_create1(0);
    unsigned* const phase = calloc((size_t)connections, sizeof *phase); // bytes of a frame sent back so far
    int* const sockets = calloc((size_t)connections, sizeof *sockets);
    for (int i = 0; i < connections; ++i) {
        const int on = 1;
        const struct linger none = {1, 0};
        sockets[i] = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(sockets[i], (struct sockaddr*)&address, sizeof address) != 0) return perror("connect"), 1;
        setsockopt(sockets[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        setsockopt(sockets[i], SOL_SOCKET, SO_LINGER, &none, sizeof none);
        struct epoll_event wanted = {.events = EPOLLIN, .data.u32 = (unsigned)i};
        epoll_ctl(events, EPOLL_CTL_ADD, sockets[i], &wanted);
    }
    const double begin = now();
    for (int i = 0; i < connections; ++i)
        if (send(sockets[i], frames, (size_t)(window * frame_bytes), 0) < 0) return perror("send"), 1;
    unsigned long long bytes = 0;
    struct epoll_event ready[256];
    double end = begin;
    while ((end = now()) - begin < seconds) {
        const int n = epoll_wait(events, ready, 256, 1000);
        if (n <= 0) return fputs("nothing came back\n", stderr), 1;
        for (int i = 0; i < n; ++i) {
            const unsigned which = ready[i].data.u32;
            const ssize_t got = recv(sockets[which], room, sizeof room, 0);
            if (got <= 0) return fputs("the echo went away\n", stderr), 1;
            if (memcmp(room, frames + phase[which], (size_t)got) != 0) return fputs("not what was sent\n", stderr), 1;
            if (send(sockets[which], frames + phase[which], (size_t)got, 0) != got) return perror("send"), 1;
            phase[which] = (unsigned)((phase[which] + (unsigned long)got) % frame_bytes);
            bytes += (unsigned long long)got;
        }
    }
    printf("%.0f\n", (double)bytes / frame_bytes / (end - begin));
    return 0;
}
