// The least that a relay can do: one thread, epoll, one recvfrom and one sendto a packet. No checks, no calls, no answers.
// Arguments as Program.cs: bridges, first port, generator port of the callers, of the targets, file for the ports.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static struct sockaddr_in at(int port) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return a;
}

int main(int argc, char **argv) {
    if (argc < 6) return 2;
    int bridges = atoi(argv[1]), first = atoi(argv[2]), epoll = epoll_create1(0), count = bridges * 2;
    int *sockets = calloc(count, sizeof(int));
    struct sockaddr_in out[2] = {at(atoi(argv[4])), at(atoi(argv[3]))};
    FILE *ports = fopen(argv[5], "w");
    for (int i = 0; i < count; i++) {
        struct sockaddr_in local = at(first + 2 * i);
        sockets[i] = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
        if (bind(sockets[i], (void *)&local, sizeof local)) { perror("bind"); return 1; }
        struct epoll_event e = {.events = EPOLLIN, .data.u32 = i};
        epoll_ctl(epoll, EPOLL_CTL_ADD, sockets[i], &e);
        fprintf(ports, i % 2 ? "%d\n" : "%d ", first + 2 * i);
    }
    fclose(ports);
    puts("ready");
    fflush(stdout);
    struct epoll_event ready[512];
    char packet[2048];
    for (;;) {
        int n = epoll_wait(epoll, ready, 512, -1);
        for (int i = 0; i < n; i++) {
            int leg = ready[i].data.u32;
            struct sockaddr_in from;
            socklen_t length = sizeof from;
            ssize_t size = recvfrom(sockets[leg], packet, sizeof packet, 0, (void *)&from, &length);
            if (size > 0) sendto(sockets[leg ^ 1], packet, size, 0, (void *)&out[leg % 2], sizeof out[0]);
        }
    }
}
