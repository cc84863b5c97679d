// Lets writes and syncs fail: EIO, ENOSPC and short writes.
#include "faults.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static ssize_t real_pwrite(int fd, const void *data, size_t size, off_t at)
{
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
    return real(fd, data, size, at);
}

// Counts one call down: first the calls that succeed, then those that fail.
static int is_due(int skip, int fail)
{
    if (atomic_load(&control[fail]) == 0)
        return 0;
    if (atomic_load(&control[skip]) > 0) {
        atomic_fetch_sub(&control[skip], 1);
        return 0;
    }
    if (atomic_load(&control[fail]) > 0)
        atomic_fetch_sub(&control[fail], 1);
    atomic_fetch_add(&control[FAILED], 1);
    return 1;
}

static int is_full(int fd, off_t end)
{
    struct stat status;
    if (!atomic_load(&control[HAS_DISK_LIMIT]) || fstat(fd, &status) != 0 || end <= status.st_size)
        return 0;
    int64_t growth = end - status.st_size;
    if (atomic_fetch_sub(&control[DISK_LEFT], growth) >= growth)
        return 0;
    atomic_fetch_add(&control[DISK_LEFT], growth);
    atomic_fetch_add(&control[FAILED], 1);
    return 1;
}

// Prepares a write; returns the number of bytes to write, or -1 with errno.
static ssize_t prepare(int fd, size_t size, off_t at)
{
    char path[1024];
    int saved = errno;
    if (!is_affected(fd, path)) {
        errno = saved;
        return (ssize_t)size;
    }
    atomic_fetch_add(&control[WRITES], 1);
    int64_t most = atomic_load(&control[SHORT_WRITE]);
    if (most > 0 && (int64_t)size > most) {
        size = (size_t)most;
        atomic_fetch_add(&control[SHORTENED], 1);
    }
    if (atomic_load(&control[READ_ONLY]))
        errno = EROFS;
    else if (is_due(WRITE_SKIP, WRITE_FAIL))
        errno = EIO;
    else if (is_full(fd, at + (off_t)size))
        errno = ENOSPC;
    else {
        undo_record(fd, path, size, at);
        errno = saved;
        return (ssize_t)size;
    }
    return -1;
}

static ssize_t written(int fd, const void *data, size_t size, off_t at)
{
    ssize_t allowed = prepare(fd, size, at);
    return allowed < 0 ? -1 : real_pwrite(fd, data, (size_t)allowed, at);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return LOCKED(ssize_t, written(fd, data, size, at)); }

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { return pwrite(fd, data, size, at); }

static ssize_t written_next(int fd, const void *data, size_t size)
{
    REAL(ssize_t, "write", int, const void *, size_t);
    ssize_t allowed = prepare(fd, size, lseek(fd, 0, SEEK_CUR));
    return allowed < 0 ? -1 : real(fd, data, (size_t)allowed);
}

ssize_t write(int fd, const void *data, size_t size)
{
    char path[1024];
    int saved = errno;
    REAL(ssize_t, "write", int, const void *, size_t);
    // Pipes and sockets can block, so they are written without the lock.
    if (!is_affected(fd, path)) {
        errno = saved;
        return real(fd, data, size);
    }
    return LOCKED(ssize_t, written_next(fd, data, size));
}

static ssize_t written_parts(int fd, const struct iovec *parts, int count, off_t at)
{
    REAL(ssize_t, "pwritev", int, const struct iovec *, int, off_t);
    size_t size = 0;
    for (int i = 0; i < count; i++)
        size += parts[i].iov_len;
    ssize_t allowed = prepare(fd, size, at);
    if (allowed < 0)
        return -1;
    // A shortened write takes a part of the first buffer; the caller writes the rest.
    return (size_t)allowed == size ? real(fd, parts, count, at)
        : real_pwrite(fd, parts[0].iov_base, parts[0].iov_len < (size_t)allowed ? parts[0].iov_len : (size_t)allowed, at);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) { return LOCKED(ssize_t, written_parts(fd, parts, count, at)); }

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) { return pwritev(fd, parts, count, at); }

static int synced(int fd, int (*real)(int))
{
    char path[1024];
    int saved = errno;
    if (!is_affected(fd, path)) {
        errno = saved;
        return real(fd);
    }
    atomic_fetch_add(&control[SYNCS], 1);
    if (is_due(SYNC_SKIP, SYNC_FAIL)) {
        errno = EIO;
        return -1;
    }
    int made = real(fd);
    if (made == 0)
        undo_settle(fd);
    return made;
}

int fsync(int fd) { REAL(int, "fsync", int); return LOCKED(int, synced(fd, real)); }

int fdatasync(int fd) { REAL(int, "fdatasync", int); return LOCKED(int, synced(fd, real)); }

static int truncated(int fd, off_t size)
{
    REAL(int, "ftruncate", int, off_t);
    char path[1024];
    struct stat status;
    int saved = errno;
    if (is_affected(fd, path) && fstat(fd, &status) == 0) {
        // Blocks that were allocated before (fallocate) are no growth.
        if (size > (off_t)status.st_blocks * 512 && is_full(fd, size)) {
            errno = ENOSPC;
            return -1;
        }
        if (size < status.st_size)
            undo_record(fd, path, (size_t)(status.st_size - size), size);
        if (size < status.st_size && atomic_load(&control[HAS_DISK_LIMIT]))
            atomic_fetch_add(&control[DISK_LEFT], status.st_size - size);
    }
    errno = saved;
    return real(fd, size);
}

int ftruncate(int fd, off_t size) { return LOCKED(int, truncated(fd, size)); }

int ftruncate64(int fd, off64_t size) { return ftruncate(fd, size); }

static int allocated(int fd, off_t end)
{
    char path[1024];
    return is_affected(fd, path) && is_full(fd, end) ? ENOSPC : 0;
}

int posix_fallocate(int fd, off_t at, off_t size)
{
    REAL(int, "posix_fallocate", int, off_t, off_t);
    int refused = allocated(fd, at + size);
    return refused ? refused : real(fd, at, size);
}

int posix_fallocate64(int fd, off64_t at, off64_t size) { return posix_fallocate(fd, at, size); }

int fallocate(int fd, int mode, off_t at, off_t size)
{
    REAL(int, "fallocate", int, int, off_t, off_t);
    int refused = allocated(fd, at + size);
    errno = refused ? refused : errno;
    return refused ? -1 : real(fd, mode, at, size);
}

int fallocate64(int fd, int mode, off64_t at, off64_t size) { return fallocate(fd, mode, at, size); }

