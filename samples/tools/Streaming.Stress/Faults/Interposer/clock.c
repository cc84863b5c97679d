// Moves the wall clock of the process. The monotonic clock stays, as it does when an administrator or NTP sets the time.
#include "faults.h"
#include <stddef.h>
#include <sys/time.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *at)
{
    REAL(int, "clock_gettime", clockid_t, struct timespec *);
    int made = real(clock, at);
    if (made != 0 || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE))
        return made;
    atomic_fetch_add_explicit(&control[CLOCK_READS], 1, memory_order_relaxed);
    int64_t offset = atomic_load_explicit(&control[CLOCK_OFFSET], memory_order_relaxed);
    int64_t nanoseconds = at->tv_nsec + offset % 1000000000;
    at->tv_sec += offset / 1000000000 + (nanoseconds >= 1000000000) - (nanoseconds < 0);
    at->tv_nsec = (nanoseconds + 1000000000) % 1000000000;
    return 0;
}

int gettimeofday(struct timeval *restrict at, void *restrict zone)
{
    struct timespec now;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0)
        return -1;
    at->tv_sec = now.tv_sec;
    at->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *at)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at)
        *at = now.tv_sec;
    return now.tv_sec;
}
