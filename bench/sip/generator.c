// Callers and a target in one thread: places calls at a fixed rate whatever the answers do, holds each for a while, hangs up.
// Arguments: system's port, calls a second, calls, hold in ms, own port as the callers, own port as the target.
// Prints: placed answered ended failed repeated delay_p50_us delay_p99_us delay_max_us
// The delay is from sending the caller's INVITE to the kernel's receive stamp of the INVITE at the target.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 128, TEXT = 4096, BUCKETS = 100000, REPEATS = 6 };
enum state { FREE, INVITED, TALKING, ENDING, DONE, FAILED };
struct call {
    enum state state;
    int repeats, was_heard;
    int64_t began, due;
    char *target, *to, *route; // Of the dialog: Request-URI, To with its tag, Route lines.
};

static struct call *calls;
static int count, placed, answered, ended, failed, active, own, target_port, run;
static long repeated, histogram[BUCKETS], delay_max;
static int64_t hold;
static struct sockaddr_in peer;
static char in[BATCH][TEXT], control[BATCH][64];
static struct mmsghdr messages[BATCH];
static struct iovec vectors[BATCH];
static struct sockaddr_in sources[BATCH];

static int64_t now(void) { struct timespec t; clock_gettime(CLOCK_REALTIME, &t); return t.tv_sec * 1000000000LL + t.tv_nsec; }

static struct sockaddr_in at(int port) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return a;
}

static int open_at(int port) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), size = 8 << 20, on = 1;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    struct sockaddr_in a = at(port);
    if (bind(fd, (void *)&a, sizeof a)) { perror("bind"); exit(1); }
    return fd;
}

static void send_to(int fd, const struct sockaddr_in *to, const char *text) { sendto(fd, text, strlen(text), 0, (void *)to, sizeof *to); }

static void add(char *text, const char *format, ...) {
    size_t used = strlen(text);
    va_list values;
    va_start(values, format);
    vsnprintf(text + used, TEXT - used, format, values);
    va_end(values);
}

// The value of a header from its first place on; NULL when there is none. Length without the line end.
static const char *header(const char *text, const char *name, int *length) {
    size_t size = strlen(name);
    for (const char *line = strchr(text, '\n'); line && line[1] != '\r'; line = strchr(line + 1, '\n')) {
        if (strncasecmp(line + 1, name, size) || line[1 + size] != ':') continue;
        const char *value = line + 2 + size;
        while (*value == ' ') value++;
        *length = strcspn(value, "\r\n");
        return value;
    }
    return NULL;
}

static char *copy(const char *text, const char *name) {
    int length;
    const char *value = header(text, name, &length);
    return value ? strndup(value, length) : strdup("");
}

static void add_all(char *to, const char *text, const char *name) {
    int length;
    for (const char *value = header(text, name, &length); value; value = header(value, name, &length)) add(to, "%s: %.*s\r\n", name, length, value);
}

// Record-Route in the order of a caller's Route: the last first.
static char *routes(const char *text) {
    char *all = calloc(1, TEXT), *line = malloc(TEXT);
    int length;
    for (const char *value = header(text, "Record-Route", &length); value; value = header(value, "Record-Route", &length)) {
        snprintf(line, TEXT, "Route: %.*s\r\n%s", length, value, all);
        strcpy(all, line);
    }
    free(line);
    return all;
}

static const char *sdp(int port) {
    static char text[300];
    sprintf(text, "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio %d RTP/AVP 0 101\r\n"
        "a=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n", port);
    return text;
}

static void add_body(char *text, const char *body) {
    if (*body) add(text, "Content-Type: application/sdp\r\n");
    add(text, "Content-Length: %zu\r\n\r\n%s", strlen(body), body);
}

// The number of a call is the end of its caller's telephone number, so that it survives a B2BUA.
static void request(int fd, int i, const char *method, int sequence, int branch) {
    struct call *c = &calls[i];
    char text[TEXT], uri[64];
    int server = ntohs(peer.sin_port), invite = !strcmp(method, "INVITE");
    sprintf(uri, "sip:+18005550100@127.0.0.1:%d", server);
    snprintf(text, TEXT, "%s %s SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bK-%d-%d-%d;rport\r\nMax-Forwards: 70\r\n",
        method, c->target ? c->target : uri, own, run, i, branch);
    if (c->route) add(text, "%s", c->route);
    add(text, "From: <sip:+1305%07d@127.0.0.1:%d>;tag=c%d-%d\r\n", i, own, run, i);
    if (c->to) add(text, "To: %s\r\n", c->to); else add(text, "To: <%s>\r\n", uri);
    add(text, "Call-ID: bench-%d-%d@127.0.0.1\r\nCSeq: %d %s\r\nContact: <sip:caller@127.0.0.1:%d>\r\n", run, i, sequence, method, own);
    add_body(text, invite ? sdp(17000) : "");
    send_to(fd, &peer, text);
}

static void answer(int fd, const struct sockaddr_in *to, const char *text, const char *status, const char *tag, const char *body) {
    char reply[TEXT];
    char *party = copy(text, "To");
    snprintf(reply, TEXT, "SIP/2.0 %s\r\n", status);
    add_all(reply, text, "Via");
    add_all(reply, text, "Record-Route");
    add_all(reply, text, "From");
    add(reply, "To: %s%s\r\n", party, strstr(party, ";tag=") ? "" : tag);
    add_all(reply, text, "Call-ID");
    add_all(reply, text, "CSeq");
    add(reply, "Contact: <sip:target@127.0.0.1:%d>\r\n", target_port);
    add_body(reply, body);
    send_to(fd, to, reply);
    free(party);
}

static void take_dialog(struct call *c, const char *text) {
    char *contact = copy(text, "Contact"), *open = strchr(contact, '<'), *close = open ? strchr(open, '>') : NULL;
    c->target = close ? strndup(open + 1, close - open - 1) : strdup(contact);
    c->to = copy(text, "To");
    c->route = routes(text);
    free(contact);
}

static void finish(struct call *c, enum state how) {
    c->state = how;
    active--;
    if (how == FAILED) failed++; else ended++;
    free(c->target); free(c->to); free(c->route);
    c->target = c->to = c->route = NULL;
}

static void caller_hears(int fd, char *text, const struct sockaddr_in *from) {
    int i, its_run, length, status = atoi(text + 8);
    const char *id = header(text, "Call-ID", &length), *sequence = header(text, "CSeq", &length);
    if (strncmp(text, "SIP/2.0 ", 8)) { answer(fd, from, text, "200 OK", "", ""); return; }
    if (!id || !sequence || sscanf(id, "bench-%d-%d@", &its_run, &i) != 2 || its_run != run || i < 0 || i >= placed) return;
    struct call *c = &calls[i];
    int to_invite = memmem(sequence, length, "INVITE", 6) != NULL;
    if (status < 200) { if (c->state == INVITED) c->due = now() + 32000000000; }
    else if (!to_invite) { if (c->state == ENDING) finish(c, DONE); }
    else if (status < 300) {
        if (c->state == INVITED) { take_dialog(c, text); c->state = TALKING; c->due = now() + hold; answered++; }
        if (c->state == TALKING || c->state == ENDING) request(fd, i, "ACK", 1, 2);
    } else if (c->state == INVITED) {
        c->to = copy(text, "To");
        request(fd, i, "ACK", 1, 1);
        if (failed < 3) fprintf(stderr, "call %d: %.60s\n", i, text);
        finish(c, FAILED);
    }
}

static void target_hears(int fd, char *text, const struct sockaddr_in *from, int64_t stamp) {
    int length;
    const char *who = header(text, "From", &length), *number = who ? strstr(who, "sip:+1305") : NULL;
    int i = number ? atoi(number + 9) : -1;
    char tag[32];
    if (i < 0 || i >= placed || !strncmp(text, "ACK", 3) || !strncmp(text, "SIP/2.0", 7)) return;
    sprintf(tag, ";tag=t%d", i);
    if (strncmp(text, "INVITE", 6)) { answer(fd, from, text, "200 OK", tag, ""); return; }
    if (!calls[i].was_heard) {
        long us = (stamp - calls[i].began) / 1000;
        calls[i].was_heard = 1;
        if (us > delay_max) delay_max = us;
        histogram[us < 0 ? 0 : us / 10 >= BUCKETS ? BUCKETS - 1 : us / 10]++;
    }
    answer(fd, from, text, "180 Ringing", tag, "");
    answer(fd, from, text, "200 OK", tag, sdp(17002));
}

static int64_t stamp_of(struct msghdr *m) {
    for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c))
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
            struct timespec *t = (void *)CMSG_DATA(c);
            return t->tv_sec * 1000000000LL + t->tv_nsec;
        }
    return now();
}

static void hear(int fd, int is_target) {
    for (int round = 0; round < 8; round++) {
        for (int i = 0; i < BATCH; i++) {
            vectors[i] = (struct iovec){in[i], TEXT - 1};
            messages[i].msg_hdr = (struct msghdr){.msg_name = &sources[i], .msg_namelen = sizeof sources[i], .msg_iov = &vectors[i],
                .msg_iovlen = 1, .msg_control = control[i], .msg_controllen = sizeof control[i]};
        }
        int n = recvmmsg(fd, messages, BATCH, MSG_DONTWAIT, NULL);
        for (int i = 0; i < n; i++) {
            in[i][messages[i].msg_len] = 0;
            if (is_target) target_hears(fd, in[i], &sources[i], stamp_of(&messages[i].msg_hdr));
            else caller_hears(fd, in[i], &sources[i]);
        }
        if (n < BATCH) return;
    }
}

// What is due: repeats of what nobody answered, and the end of conversations.
static void tend(int fd, int first, int64_t time) {
    for (int i = first; i < placed; i++) {
        struct call *c = &calls[i];
        if (c->state >= DONE || time < c->due) continue;
        if (c->state == TALKING) { c->state = ENDING; c->repeats = 0; request(fd, i, "BYE", 2, 3); }
        else if (c->repeats++ == REPEATS) { finish(c, FAILED); continue; }
        else { repeated++; request(fd, i, c->state == INVITED ? "INVITE" : "BYE", c->state == INVITED ? 1 : 2, c->state == INVITED ? 1 : 3); }
        c->due = time + (500000000LL << c->repeats);
    }
}

static long percentile(double p) {
    long seen = 0, all = 0;
    for (int i = 0; i < BUCKETS; i++) all += histogram[i];
    for (int i = 0; i < BUCKETS; i++) if ((seen += histogram[i]) > all * p) return (i + 1) * 10;
    return -1;
}

int main(int argc, char **argv) {
    if (argc < 7) return 2;
    peer = at(atoi(argv[1]));
    double rate = atof(argv[2]);
    count = atoi(argv[3]);
    hold = atoll(argv[4]) * 1000000;
    int callers = open_at(own = atoi(argv[5])), targets = open_at(target_port = atoi(argv[6])), first = 0;
    calls = calloc(count, sizeof *calls);
    run = getpid();
    int64_t start = now();
    while (placed < count || active > 0) {
        struct pollfd fds[2] = {{callers, POLLIN, 0}, {targets, POLLIN, 0}};
        struct timespec pause = {0, 1000000};
        ppoll(fds, 2, &pause, NULL);
        hear(targets, 1);
        hear(callers, 0);
        int64_t time = now();
        for (; placed < count && placed < (time - start) / 1e9 * rate; placed++) {
            calls[placed] = (struct call){.state = INVITED, .began = now(), .due = now() + 500000000};
            active++;
            request(callers, placed, "INVITE", 1, 1);
        }
        while (first < placed && calls[first].state >= DONE) first++;
        tend(callers, first, time);
    }
    printf("%d %d %d %d %ld %ld %ld %ld\n", placed, answered, ended, failed, repeated, percentile(.5), percentile(.99), delay_max);
    return 0;
}
