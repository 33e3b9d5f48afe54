/* The floor: a bidder as cheap as one can be. One thread, epoll, keep-alive, a fixed answer after a fixed delay.
   usage: stub DELAY_MS   (0 at once, -1 never). Prints its port. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define FDS 65536
#define QUEUE 65536

static char *pending[FDS];
static int have[FDS];
static unsigned generation[FDS];
static struct { int fd; unsigned generation; uint64_t due; } queue[QUEUE];
static unsigned head, tail;
static const char answer[] =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 92\r\n\r\n"
    "{\"bid\":\"31.50\",\"destination\":\"sip:desk4@10.0.0.9\",\"qualify_seconds\":90,\"valid_seconds\":30}  ";

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + t.tv_nsec;
}

/* Length of one whole request at the start of the buffer, or 0. */
static int whole(const char *text, int length) {
    const char *end = memmem(text, length, "\r\n\r\n", 4);
    if (!end) return 0;
    int head_length = end + 4 - text, body = 0;
    const char *field = memmem(text, head_length, "Content-Length: ", 16);
    if (field) body = atoi(field + 16);
    return length >= head_length + body ? head_length + body : 0;
}

static void drop(int fd) {
    free(pending[fd]);
    pending[fd] = NULL;
    have[fd] = 0;
    generation[fd]++;
    close(fd);
}

int main(int argc, char **argv) {
    int delay = argc > 1 ? atoi(argv[1]) : 0, one = 1;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    if (bind(listener, (struct sockaddr *)&at, size) || listen(listener, 4096)) return 1;
    getsockname(listener, (struct sockaddr *)&at, &size);
    printf("%d\n", ntohs(at.sin_port));
    fflush(stdout);

    int poll = epoll_create1(0), timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[256];
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
    event.data.fd = timer;
    epoll_ctl(poll, EPOLL_CTL_ADD, timer, &event);
    for (;;) {
        int count = epoll_wait(poll, events, 256, -1);
        for (int i = 0; i < count; i++) {
            int fd = events[i].data.fd;
            if (fd == listener) {
                int client = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
                if (client < 0) continue;
                if (client >= FDS) { close(client); continue; }
                setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                event.events = EPOLLIN;
                event.data.fd = client;
                epoll_ctl(poll, EPOLL_CTL_ADD, client, &event);
                continue;
            }
            if (fd == timer) {
                uint64_t ticks;
                if (read(timer, &ticks, 8) < 0) continue;
                continue;
            }
            if (!pending[fd]) pending[fd] = malloc(8192);
            int got = read(fd, pending[fd] + have[fd], 8192 - have[fd]);
            if (got <= 0) { drop(fd); continue; }
            have[fd] += got;
            int used;
            while ((used = whole(pending[fd], have[fd])) > 0) {
                memmove(pending[fd], pending[fd] + used, have[fd] - used);
                have[fd] -= used;
                if (delay == 0) { if (write(fd, answer, sizeof answer - 1) < 0) break; }
                else if (delay > 0 && tail - head < QUEUE) {
                    queue[tail % QUEUE].fd = fd;
                    queue[tail % QUEUE].generation = generation[fd];
                    queue[tail++ % QUEUE].due = now_ns() + (uint64_t)delay * 1000000u;
                }
            }
        }
        uint64_t now = now_ns();
        while (head != tail && queue[head % QUEUE].due <= now) {
            int fd = queue[head % QUEUE].fd;
            if (generation[fd] == queue[head % QUEUE].generation && write(fd, answer, sizeof answer - 1) < 0) drop(fd);
            head++;
        }
        if (head != tail) {
            uint64_t due = queue[head % QUEUE].due;
            struct itimerspec when = {.it_value = {due / 1000000000u, due % 1000000000u}};
            timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
        }
    }
}
