// Sends G.711 RTP through a relay, 50 packets a second each way on every bridge, and hears what comes out.
// Arguments: file of ports, seconds, own port as the callers, own port as the targets.
// Prints: sent received p50us p99us
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 128, SIZE = 172, SLOTS = 20, BUCKETS = 20000 };
static long sent, received, histogram[BUCKETS];
static unsigned char out[BATCH][SIZE], in[BATCH][2048], control[BATCH][64];
static struct mmsghdr out_msg[BATCH], in_msg[BATCH];
static struct iovec out_vec[BATCH], in_vec[BATCH];
static struct sockaddr_in out_to[BATCH];
static int queued;

static int64_t now(void) { struct timespec t; clock_gettime(CLOCK_REALTIME, &t); return t.tv_sec * 1000000000LL + t.tv_nsec; }

static int open_at(int port) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), size = 8 << 20, on = 1;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(fd, (void *)&a, sizeof a)) { perror("bind"); exit(1); }
    return fd;
}

static void flush(int fd) {
    for (int i = 0; i < queued;) {
        int n = sendmmsg(fd, out_msg + i, queued - i, 0);
        i += n > 0 ? n : 1;
    }
    queued = 0;
}

static void queue(int fd, int port, uint32_t source, uint16_t sequence) {
    unsigned char *p = out[queued];
    uint32_t timestamp = htonl(sequence * 160u), ssrc = htonl(source);
    int64_t stamp = now();
    memset(p, 0xff, SIZE);
    p[0] = 0x80; p[1] = 0; p[2] = sequence >> 8; p[3] = sequence;
    memcpy(p + 4, &timestamp, 4); memcpy(p + 8, &ssrc, 4); memcpy(p + 12, &stamp, 8);
    out_to[queued] = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    out_vec[queued] = (struct iovec){p, SIZE};
    out_msg[queued].msg_hdr = (struct msghdr){.msg_name = &out_to[queued], .msg_namelen = sizeof out_to[0], .msg_iov = &out_vec[queued], .msg_iovlen = 1};
    sent++;
    if (++queued == BATCH) flush(fd);
}

static int64_t heard_at(struct msghdr *m) {
    for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c))
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
            struct timespec *t = (void *)CMSG_DATA(c);
            return t->tv_sec * 1000000000LL + t->tv_nsec;
        }
    return now();
}

static void hear(int fd) {
    for (;;) {
        for (int i = 0; i < BATCH; i++) {
            in_vec[i] = (struct iovec){in[i], sizeof in[i]};
            in_msg[i].msg_hdr = (struct msghdr){.msg_iov = &in_vec[i], .msg_iovlen = 1, .msg_control = control[i], .msg_controllen = sizeof control[i]};
        }
        int n = recvmmsg(fd, in_msg, BATCH, MSG_DONTWAIT, NULL);
        for (int i = 0; i < n; i++) {
            int64_t stamp;
            if (in_msg[i].msg_len != SIZE) continue;
            memcpy(&stamp, in[i] + 12, 8);
            long us = (heard_at(&in_msg[i].msg_hdr) - stamp) / 1000;
            histogram[us < 0 ? 0 : us / 10 >= BUCKETS ? BUCKETS - 1 : us / 10]++;
            received++;
        }
        if (n < BATCH) return;
    }
}

static long percentile(double p) {
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) if ((seen += histogram[i]) > received * p) return (i + 1) * 10;
    return -1;
}

int main(int argc, char **argv) {
    if (argc < 5) return 2;
    static int caller[100000], target[100000];
    int bridges = 0, seconds = atoi(argv[2]), as_caller = open_at(atoi(argv[3])), as_target = open_at(atoi(argv[4]));
    FILE *ports = fopen(argv[1], "r");
    while (ports && fscanf(ports, "%d %d", &caller[bridges], &target[bridges]) == 2) bridges++;
    usleep(200000); // What is left of an earlier run.
    hear(as_caller);
    hear(as_target);
    memset(histogram, 0, sizeof histogram);
    received = 0;
    int64_t tick = now();
    for (long ms = 0; ms < seconds * 1000L; ms++, tick += 1000000) {
        int64_t wait = tick - now();
        if (wait > 0) { struct timespec t = {0, wait}; nanosleep(&t, NULL); }
        uint16_t sequence = ms / SLOTS;
        for (int i = ms % SLOTS; i < bridges; i += SLOTS) queue(as_caller, caller[i], i, sequence);
        flush(as_caller);
        for (int i = ms % SLOTS; i < bridges; i += SLOTS) queue(as_target, target[i], 1 << 30 | i, sequence);
        flush(as_target);
        hear(as_caller);
        hear(as_target);
    }
    usleep(300000);
    hear(as_caller);
    hear(as_target);
    printf("%ld %ld %ld %ld\n", sent, received, percentile(.5), percentile(.99));
    return 0;
}
