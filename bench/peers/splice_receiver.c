// SPDX-License-Identifier: MIT
//
// The best small receiver in C: 8 bytes of size, then the file, from socket to pipe to file by splice. One byte
// answers. usage: splice_receiver FILE. Prints its port; receives the same file again and again. Checks nothing.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static int receive_file(int peer, const char* path) {
    uint64_t left;
    if (recv(peer, &left, sizeof left, MSG_WAITALL) != (ssize_t)sizeof left) return -1;
    const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int way[2];
    if (file < 0 || pipe(way) != 0) return -1;
    fcntl(way[1], F_SETPIPE_SZ, 1 << 20);
    while (left != 0) {
        ssize_t in = splice(peer, NULL, way[1], NULL, left < 1 << 20 ? left : 1 << 20, SPLICE_F_MOVE);
        if (in <= 0) return -1;
        left -= (uint64_t)in;
        while (in != 0) {
            const ssize_t out = splice(way[0], NULL, file, NULL, (size_t)in, SPLICE_F_MOVE);
            if (out <= 0) return -1;
            in -= out;
        }
    }
    close(way[0]);
    close(way[1]);
    close(file);
    return send(peer, "", 1, 0) == 1 ? 0 : -1;
}

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (bind(listener, (struct sockaddr*)&address, size) != 0 || listen(listener, 16) != 0) return 1;
    getsockname(listener, (struct sockaddr*)&address, &size);
    printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
    for (;;) {
        const int peer = accept(listener, NULL, NULL);
        if (receive_file(peer, argv[1]) != 0) perror("splice_receiver");
        close(peer);
    }
}
