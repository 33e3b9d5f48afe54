/* What this machine itself adds to a wait: sleeps 10 ms again and again for so many seconds, or until it is told to
   end, and prints how late it woke. The floor of every figure about punctuality. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define MOST 1000000
static double late[MOST];
static volatile sig_atomic_t over;

static void end(int signal) { (void)signal; over = 1; }
static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(void) {
    signal(SIGTERM, end);
    struct timespec due, now;
    clock_gettime(CLOCK_MONOTONIC, &due);
    int n = 0;
    while (!over && n < MOST) {
        due.tv_nsec += 10 * 1000 * 1000;
        if (due.tv_nsec >= 1000000000) { due.tv_nsec -= 1000000000; due.tv_sec++; }
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL) != 0 && !over) { }
        clock_gettime(CLOCK_MONOTONIC, &now);
        late[n++] = (now.tv_sec - due.tv_sec) * 1e3 + (now.tv_nsec - due.tv_nsec) / 1e6;
    }
    if (n < 1000) return 0;
    qsort(late, n, sizeof late[0], by_size);
    printf("               meanwhile a bare sleep was late by p50 %.2f p99 %.2f p99.9 %.2f max %.2f ms\n",
           late[n / 2], late[n - n / 100 - 1], late[n - n / 1000 - 1], late[n - 1]);
    return 0;
}
