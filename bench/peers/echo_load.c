// SPDX-License-Identifier: MIT
//
// Load for an echo: keeps a window of messages under way on each connection, and prints the messages that came back in
// a second, and the processor time in nanoseconds that the server took for each.
// usage: echo_load SERVER_PID PORT CONNECTIONS WINDOW MILLISECONDS [redis]
// A message is a frame of 64 bytes (a 4-byte length and digits), which comes back as it is; for redis it is PING.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { most_window = 1024, room_bytes = 256 << 10 };

struct peer {
    int socket;
    unsigned said_phase;  // bytes of a request sent
    unsigned heard_phase; // bytes of an answer received
    size_t owed;          // bytes of requests that the socket did not take yet
    int is_served;        // it was answered once
};

static size_t request_bytes = 64, answer_bytes = 64;
static int served; // connections
static char requests[64 * (most_window + 1)];
static char answers[room_bytes + 64];
static char room[room_bytes];

static int fail(const char* what) {
    perror(what);
    return -1;
}

static double time_of(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void repeat(char* to, size_t size, const char* unit, size_t unit_bytes) {
    for (size_t at = 0; at < size; ++at) to[at] = unit[at % unit_bytes];
}

static int say(struct peer* p) {
    while (p->owed != 0) {
        const size_t most = sizeof requests - 64 - p->said_phase;
        const ssize_t sent = send(p->socket, requests + p->said_phase, p->owed < most ? p->owed : most, MSG_NOSIGNAL);
        if (sent < 0) return errno == EAGAIN ? 0 : fail("send");
        p->said_phase = (unsigned)((p->said_phase + (size_t)sent) % request_bytes);
        p->owed -= (size_t)sent;
    }
    return 0;
}

// Returns the answers that became whole, or -1.
static long hear(struct peer* p) {
    unsigned long whole = 0;
    for (ssize_t got = room_bytes; got == room_bytes;) {
        got = recv(p->socket, room, sizeof room, 0);
        if (got < 0 && errno == EAGAIN) break;
        if (got <= 0) return fail("recv");
        if (memcmp(room, answers + p->heard_phase, (size_t)got) != 0) return fputs("not what was sent\n", stderr), -1;
        whole += (p->heard_phase + (size_t)got) / answer_bytes;
        p->heard_phase = (unsigned)((p->heard_phase + (size_t)got) % answer_bytes);
    }
    p->owed += whole * request_bytes;
    if (whole != 0 && !p->is_served) {
        p->is_served = 1;
        ++served;
    }
    return (long)whole;
}

static int open_peer(struct peer* p, int port, int is_awaited, int events) {
    const int on = 1;
    const struct linger none = {1, 0};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    address.sin_port = htons((unsigned short)port);
    p->socket = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(p->socket, (struct sockaddr*)&address, sizeof address) != 0) return fail("connect");
    setsockopt(p->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(p->socket, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    // One message there and back, now and then: the server has accepted all before it then, and no queue overflows.
    if (is_awaited && (send(p->socket, requests, request_bytes, 0) != (ssize_t)request_bytes ||
                       recv(p->socket, room, answer_bytes, MSG_WAITALL) != (ssize_t)answer_bytes))
        return fail("first message");
    if (fcntl(p->socket, F_SETFL, O_NONBLOCK) != 0) return fail("fcntl");
    struct epoll_event wanted = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = p};
    return epoll_ctl(events, EPOLL_CTL_ADD, p->socket, &wanted);
}

// Until `end` of the monotonic clock, and until so many connections are served. Returns the messages that came back, or
// -1.
static long long run_until(double end, int connections, int events) {
    struct epoll_event ready[256];
    long long messages = 0;
    for (double at = 0; (at = time_of(CLOCK_MONOTONIC)) < end || served < connections;) {
        if (at > end + 5) return fputs("not all connections are served\n", stderr), -1;
        const int n = epoll_wait(events, ready, 256, 5000);
        if (n <= 0) return fputs("nothing came back\n", stderr), -1;
        for (int i = 0; i < n; ++i) {
            struct peer* const p = ready[i].data.ptr;
            const long heard = hear(p);
            if (heard < 0 || say(p) != 0) return -1;
            messages += heard;
        }
    }
    return messages;
}

int main(int argc, char** argv) {
    if (argc < 6) return 2;
    const int connections = atoi(argv[3]);
    const int window = atoi(argv[4]);
    const double seconds = atof(argv[5]) / 1000;
    clockid_t server = 0;
    if (connections < 1 || window < 1 || window > most_window) return 2;
    if (clock_getcpuclockid(atoi(argv[1]), &server) != 0) return fputs("no such server\n", stderr), 1;
    if (argc > 6) {
        request_bytes = 14;
        answer_bytes = 7;
        repeat(requests, sizeof requests, "*1\r\n$4\r\nPING\r\n", request_bytes);
        repeat(answers, sizeof answers, "+PONG\r\n", answer_bytes);
    } else {
        char frame[64] = {60};
        memset(frame + 4, '7', 60);
        repeat(requests, sizeof requests, frame, sizeof frame);
        repeat(answers, sizeof answers, frame, sizeof frame);
    }
    const int events = epoll_create1(0);
    struct peer* const peers = calloc((size_t)connections, sizeof *peers);
    for (int i = 0; i < connections; ++i)
        if (open_peer(peers + i, atoi(argv[2]), i % 100 == 0, events) != 0) return 1;
    for (int i = 0; i < connections; ++i) {
        peers[i].owed = (size_t)window * request_bytes;
        if (say(peers + i) != 0) return 1;
    }
    // Until windows have grown and caches are filled.
    if (run_until(time_of(CLOCK_MONOTONIC) + seconds / 4, connections, events) < 0) return 1;
    const double begin = time_of(CLOCK_MONOTONIC);
    const double server_begin = time_of(server);
    const long long messages = run_until(begin + seconds, connections, events);
    if (messages < 0) return 1;
    const double took = time_of(CLOCK_MONOTONIC) - begin;
    printf("%.0f %.1f\n", (double)messages / took, 1e9 * (time_of(server) - server_begin) / (double)messages);
    return 0;
}
