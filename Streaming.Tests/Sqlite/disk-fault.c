// Makes the disk under an SQLite database fail, for tests. It is loaded into the server with LD_PRELOAD. The file named by
// STREAMING_DISK_FAULT contains the fault:
//   fsync      fsync of the database's files fails with EIO, after the data was written to the file
//   write      writes to the database's files fail with EIO
//   read       reads of the database fail with EIO
//   unwritable the database's files cannot be opened for writing
//   full N     the folder holds N bytes in total; a write that would enlarge its files further fails with ENOSPC
// If the file is missing or empty, the disk works.
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

#define MODE(flags, last) ({ mode_t mode = 0; if ((flags) & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, last); \
    mode = va_arg(rest, mode_t); va_end(rest); } mode; })

static int real_open(const char *path, int flags, mode_t mode)
{
    REAL(int, "open", const char *, int, ...);
    return real(path, flags, mode);
}

static ssize_t real_read(int fd, void *data, size_t size) { REAL(ssize_t, "read", int, void *, size_t); return real(fd, data, size); }

// Returns whether the file belongs to the database and has a fault, and copies the fault to how.
static int fault_of(const char *path, char *how)
{
    const char *control = getenv("STREAMING_DISK_FAULT");
    if (!control || !strstr(path, "streaming.db") || strstr(path, "-shm"))
        return 0;
    int file = real_open(control, O_RDONLY | O_CLOEXEC, 0);
    if (file < 0)
        return 0;
    ssize_t length = real_read(file, how, 63);
    close(file);
    how[length < 0 ? 0 : length] = 0;
    return length > 0;
}

// Returns the fault; path is the path of the file if the file belongs to the database.
static int fault(int fd, char *path, char *how)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, 1023);
    if (length < 0)
        return 0;
    path[length] = 0;
    return fault_of(path, how);
}

static int refuses_open(const char *path, int flags)
{
    char how[64];
    int saved = errno;
    int refused = (flags & O_ACCMODE) != O_RDONLY && fault_of(path, how) && strncmp(how, "unwritable", 10) == 0;
    errno = refused ? EROFS : saved;
    return refused;
}

int open(const char *path, int flags, ...)
{
    mode_t mode = MODE(flags, flags);
    return refuses_open(path, flags) ? -1 : real_open(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    mode_t mode = MODE(flags, flags);
    return refuses_open(path, flags) ? -1 : real_open(path, flags, mode);
}

static long used(const char *path)
{
    char folder[1024], file[2048];
    long sum = 0;
    struct stat status;
    snprintf(folder, sizeof folder, "%s", path);
    *strrchr(folder, '/') = 0;
    DIR *entries = opendir(folder);
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        snprintf(file, sizeof file, "%s/%s", folder, entry->d_name);
        if (stat(file, &status) == 0 && S_ISREG(status.st_mode))
            sum += status.st_size;
    }
    if (entries)
        closedir(entries);
    return sum;
}

static int refuses_growth(int fd, off_t end, const char *path, const char *how)
{
    struct stat status;
    return strncmp(how, "full", 4) == 0 && fstat(fd, &status) == 0 && end > status.st_size && used(path) + (end - status.st_size) > atol(how + 4);
}

static int refuses_write(int fd, off_t end)
{
    char path[1024], how[64];
    int saved = errno;
    int refused = 0;
    if (fault(fd, path, how))
        refused = strncmp(how, "write", 5) == 0 ? EIO : refuses_growth(fd, end, path, how) ? ENOSPC : 0;
    errno = refused ? refused : saved;
    return refused;
}

static int fails(int fd, const char *kind)
{
    char path[1024], how[64];
    int saved = errno;
    int failed = fault(fd, path, how) && strncmp(how, kind, strlen(kind)) == 0;
    errno = failed ? EIO : saved;
    return failed;
}

ssize_t write(int fd, const void *data, size_t size)
{
    REAL(ssize_t, "write", int, const void *, size_t);
    return fd > 2 && refuses_write(fd, lseek(fd, 0, SEEK_CUR) + (off_t)size) ? -1 : real(fd, data, size);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
    return refuses_write(fd, at + (off_t)size) ? -1 : real(fd, data, size, at);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { return pwrite(fd, data, size, at); }

ssize_t read(int fd, void *data, size_t size) { return fails(fd, "read") ? -1 : real_read(fd, data, size); }

ssize_t pread(int fd, void *data, size_t size, off_t at)
{
    REAL(ssize_t, "pread", int, void *, size_t, off_t);
    return fails(fd, "read") ? -1 : real(fd, data, size, at);
}

ssize_t pread64(int fd, void *data, size_t size, off64_t at) { return pread(fd, data, size, at); }

int fsync(int fd) { REAL(int, "fsync", int); return fails(fd, "fsync") ? -1 : real(fd); }

int fdatasync(int fd) { REAL(int, "fdatasync", int); return fails(fd, "fsync") ? -1 : real(fd); }

int posix_fallocate(int fd, off_t at, off_t size)
{
    REAL(int, "posix_fallocate", int, off_t, off_t);
    return refuses_write(fd, at + size) ? errno : real(fd, at, size);
}

int posix_fallocate64(int fd, off64_t at, off64_t size) { return posix_fallocate(fd, at, size); }

int fallocate(int fd, int mode, off_t at, off_t size)
{
    REAL(int, "fallocate", int, int, off_t, off_t);
    return refuses_write(fd, at + size) ? -1 : real(fd, mode, at, size);
}

int fallocate64(int fd, int mode, off64_t at, off64_t size) { return fallocate(fd, mode, at, size); }
