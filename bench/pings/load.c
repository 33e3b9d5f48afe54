/* Asks for prices over HTTP/1.1 as fast as it is answered: some connections kept open, one ping at a time on each, one
 * thread, epoll. usage: load PORT CONNECTIONS SECONDS DIFFERENT PATH [RATE]
 * With RATE, so many a second whether the ones before are answered or not: a ping's time then counts from when it was due.
 * DIFFERENT is how many pings differ: of so many, each comes again in turn. Prints a line: pings, seconds, p50 and p99 in
 * microseconds, how many answers said "offered", how many "rejected", how many were anything else. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 512, BUFFER = 16384, BUCKETS = 200000 };

struct connection {
    int fd;
    uint64_t sent_at, n;
    size_t length;
    char answer[BUFFER];
};

static struct connection connections[CONNECTIONS_MAX];
static uint32_t buckets[BUCKETS]; /* of 5 us each */
static uint64_t asked, answered, offered, rejected, other, different;
static struct connection *idle[CONNECTIONS_MAX];
static int idle_count, paced;
static const char *path;

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Numbers of the range that is kept for fiction: 800 areas of 100 each. */
static void ask(struct connection *it, uint64_t due) {
    char body[512], request[1024];
    uint64_t n = asked++ % different;
    int size = snprintf(body, sizeof body,
        "{\"caller_id\":\"+1%03u55501%02u\",\"n\":\"%08u\",\"source_ref\":\"c-%08u\",\"geo\":{\"zip\":\"33130\",\"state\":\"FL\"},"
        "\"attrs\":{\"age\":64},\"accept\":{\"sip\":true,\"number\":true},\"floor\":\"1.00\",\"test\":false}",
        (unsigned)(200 + n / 100 % 800), (unsigned)(n % 100), (unsigned)n, (unsigned)n);
    size = snprintf(request, sizeof request,
        "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", path, size, body);
    it->sent_at = due;
    it->n = n;
    it->length = 0;
    if (write(it->fd, request, (size_t)size) != size) {
        perror("write");
        exit(1);
    }
}

/* Whether the answer is whole; every one has a Content-Length. */
static int whole(struct connection *it) {
    char *end, *length;
    it->answer[it->length] = 0;
    if (!(end = strstr(it->answer, "\r\n\r\n"))) return 0;
    if (!(length = strcasestr(it->answer, "content-length:"))) return 0;
    return it->length >= (size_t)(end + 4 - it->answer) + (size_t)atoi(length + 15);
}

static void take(struct connection *it) {
    ssize_t count = read(it->fd, it->answer + it->length, BUFFER - 1 - it->length);
    if (count <= 0) {
        fprintf(stderr, "the server closed a connection\n");
        exit(1);
    }
    it->length += (size_t)count;
    if (!whole(it)) return;
    uint64_t bucket = (now() - it->sent_at) / 5000;
    if (getenv("WORST")) fprintf(stderr, "%.3f ping %.3f n %llu\n", (double)(it->sent_at/1000)/1000, (double)bucket/200, (unsigned long long)it->n);
    buckets[bucket < BUCKETS ? bucket : BUCKETS - 1]++;
    answered++;
    if (strstr(it->answer, "\"status\":\"offered\"")) offered++;
    else if (strstr(it->answer, "\"status\":\"rejected\"")) rejected++;
    else other++;
    if (paced) idle[idle_count++] = it;
    else ask(it, now());
}

static unsigned percentile(double part) {
    uint64_t wanted = (uint64_t)(part * (double)answered), seen = 0;
    for (unsigned i = 0; i < BUCKETS; i++)
        if ((seen += buckets[i]) > wanted) return i * 5;
    return BUCKETS * 5;
}

int main(int count, char **values) {
    if (count < 6) return 2;
    double rate = count > 6 ? atof(values[6]) : 0;
    paced = rate > 0;
    int connected = atoi(values[2]), poll = epoll_create1(0), yes = 1;
    double seconds = atof(values[3]);
    different = strtoull(values[4], 0, 10);
    path = values[5];
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(values[1])),
                                  .sin_addr = {htonl(INADDR_LOOPBACK)}};
    if (connected > CONNECTIONS_MAX) return 2;
    for (int i = 0; i < connected; i++) {
        struct connection *it = &connections[i];
        it->fd = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(it->fd, (struct sockaddr *)&address, sizeof address)) return perror("connect"), 1;
        setsockopt(it->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = it}};
        epoll_ctl(poll, EPOLL_CTL_ADD, it->fd, &event);
        if (paced) idle[idle_count++] = it;
        else ask(it, now());
    }
    uint64_t began = now(), end = began + (uint64_t)(seconds * 1e9), due = 0;
    struct epoll_event events[CONNECTIONS_MAX];
    while (now() < end) {
        while (paced && idle_count > 0) {
            uint64_t at = began + (uint64_t)((double)due * 1e9 / rate);
            if (at > now()) break;
            due++;
            ask(idle[--idle_count], at);
        }
        /* Not before the next one is due, and not a millisecond after it: that would be counted as the server's. */
        struct timespec wait = {.tv_sec = 0, .tv_nsec = 100000000};
        if (paced && idle_count > 0) {
            uint64_t at = began + (uint64_t)((double)due * 1e9 / rate), time = now();
            wait.tv_nsec = at > time ? (long)(at - time) : 0;
        }
        int ready = epoll_pwait2(poll, events, CONNECTIONS_MAX, &wait, 0);
        for (int i = 0; i < ready; i++) take(events[i].data.ptr);
    }
    printf("%llu %.3f %u %u %llu %llu %llu\n", (unsigned long long)answered, (double)(now() - began) / 1e9, percentile(0.5),
        percentile(0.99), (unsigned long long)offered, (unsigned long long)rejected, (unsigned long long)other);
    return 0;
}
