/* The floor: bidders as cheap as they can be. One thread, epoll, keep-alive, a fixed answer; it listens on 127.0.0.1 to
   127.0.0.50, so that each bidder is a host of its own. What it does is in the path:
     /after/MS   the answer after so many milliseconds (0 at once)
     /error      status 500 at once
     /silent     never answers          /trickle   a byte each 100 ms
     /pour       chunks without end     Prints its port. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define HOSTS 50
#define FDS 65536
#define QUEUE 65536 /* a power of two */
#define QUEUES 8
#define TRICKLE_MS 100

enum kind { NONE, LISTENER, CLIENT };
struct waiting { int fd; unsigned generation; uint64_t due; int trickled; };
/* One queue for each delay that was asked for: within it what comes first is due first. */
static struct { int ms; unsigned head, tail; struct waiting items[QUEUE]; } queues[QUEUES];
static int queue_count, poll_fd;
static enum kind kinds[FDS];
static char *buffered[FDS];
static int have[FDS], poured[FDS], pouring[FDS];
static unsigned generation[FDS];
static const char answer[] =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 92\r\n\r\n"
    "{\"bid\":\"31.50\",\"destination\":\"sip:desk4@10.0.0.9\",\"qualify_seconds\":90,\"valid_seconds\":30}  ";
static const char error[] = "HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops";
static const char pour_head[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
static char chunk[7 + 65536 + 2];

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
    free(buffered[fd]);
    buffered[fd] = NULL;
    have[fd] = pouring[fd] = 0;
    kinds[fd] = NONE;
    generation[fd]++;
    close(fd);
}

static void wait_for(int fd, int ms, int trickled) {
    int q = 0;
    while (q < queue_count && queues[q].ms != ms) q++;
    if (q == QUEUES) return;
    if (q == queue_count) queues[queue_count++].ms = ms;
    if (queues[q].tail - queues[q].head == QUEUE) return;
    queues[q].items[queues[q].tail++ % QUEUE] =
        (struct waiting){fd, generation[fd], now_ns() + (uint64_t)ms * 1000000u, trickled};
}

static void pour(int fd) {
    for (;;) {
        int left = (int)sizeof chunk - poured[fd], sent = send(fd, chunk + poured[fd], left, MSG_NOSIGNAL);
        if (sent < 0) return;
        poured[fd] = (poured[fd] + sent) % (int)sizeof chunk;
        if (sent < left) return;
    }
}

static void say(int fd, const char *text, int length) {
    if (send(fd, text, length, MSG_NOSIGNAL) < 0) drop(fd);
}

static void serve(int fd, const char *request) {
    const char *path = strchr(request, ' ') + 1;
    if (!strncmp(path, "/after/", 7)) {
        int ms = atoi(path + 7);
        if (ms == 0) say(fd, answer, sizeof answer - 1);
        else wait_for(fd, ms, -1);
    }
    else if (!strncmp(path, "/error", 6)) say(fd, error, sizeof error - 1);
    else if (!strncmp(path, "/trickle", 8)) wait_for(fd, TRICKLE_MS, 0);
    else if (!strncmp(path, "/pour", 5)) {
        struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.fd = fd};
        pouring[fd] = 1;
        poured[fd] = 0;
        say(fd, pour_head, sizeof pour_head - 1);
        epoll_ctl(poll_fd, EPOLL_CTL_MOD, fd, &event);
    }
}

static void receive(int fd) {
    if (!buffered[fd]) buffered[fd] = malloc(8193);
    int got = read(fd, buffered[fd] + have[fd], 8192 - have[fd]);
    if (got <= 0) { drop(fd); return; }
    have[fd] += got;
    int used;
    buffered[fd][have[fd]] = 0;
    while (kinds[fd] == CLIENT && (used = whole(buffered[fd], have[fd])) > 0) {
        serve(fd, buffered[fd]);
        if (kinds[fd] != CLIENT) return;
        memmove(buffered[fd], buffered[fd] + used, have[fd] - used + 1);
        have[fd] -= used;
    }
}

static void take(int listener) {
    int one = 1, client = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    if (client < 0) return;
    if (client >= FDS) { close(client); return; }
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = client};
    kinds[client] = CLIENT;
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, client, &event);
}

static void answer_the_due(int timer) {
    uint64_t now = now_ns(), next = 0;
    for (int q = 0; q < queue_count; q++) {
        while (queues[q].head != queues[q].tail && queues[q].items[queues[q].head % QUEUE].due <= now) {
            struct waiting it = queues[q].items[queues[q].head++ % QUEUE];
            if (generation[it.fd] != it.generation) continue;
            if (it.trickled < 0) say(it.fd, answer, sizeof answer - 1);
            else if (it.trickled < (int)sizeof answer - 1) {
                say(it.fd, answer + it.trickled, 1);
                if (generation[it.fd] == it.generation) wait_for(it.fd, TRICKLE_MS, it.trickled + 1);
            }
        }
        if (queues[q].head == queues[q].tail) continue;
        uint64_t due = queues[q].items[queues[q].head % QUEUE].due;
        if (!next || due < next) next = due;
    }
    if (!next) return;
    struct itimerspec when = {.it_value = {next / 1000000000u, next % 1000000000u}};
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
}

static void listen_on_all(void) {
    int port = 0;
    for (int host = 1; host <= HOSTS; host++) {
        int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        struct sockaddr_in at = {
            .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(0x7f000000u + host)};
        socklen_t size = sizeof at;
        if (bind(listener, (struct sockaddr *)&at, size) || listen(listener, 4096)) exit(1);
        getsockname(listener, (struct sockaddr *)&at, &size);
        port = ntohs(at.sin_port);
        struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
        kinds[listener] = LISTENER;
        epoll_ctl(poll_fd, EPOLL_CTL_ADD, listener, &event);
    }
    printf("%d\n", port);
    fflush(stdout);
}

int main(void) {
    memcpy(chunk, "10000\r\n", 7);
    memset(chunk + 7, ' ', 65536);
    memcpy(chunk + 7 + 65536, "\r\n", 2);
    poll_fd = epoll_create1(0);
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = timer}, events[256];
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, timer, &event);
    listen_on_all();
    for (;;) {
        int count = epoll_wait(poll_fd, events, 256, -1);
        for (int i = 0; i < count; i++) {
            int fd = events[i].data.fd;
            uint64_t ticks;
            if (fd == timer) { if (read(timer, &ticks, 8) < 0) continue; }
            else if (kinds[fd] == LISTENER) take(fd);
            else {
                if (events[i].events & EPOLLIN) receive(fd);
                if (kinds[fd] == CLIENT && pouring[fd] && events[i].events & EPOLLOUT) pour(fd);
                if (kinds[fd] == CLIENT && events[i].events & (EPOLLHUP | EPOLLERR)) drop(fd);
            }
        }
        answer_the_due(timer);
    }
}
