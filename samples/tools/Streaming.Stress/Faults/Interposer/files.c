// Lets the folder be read-only, and gives the space of deleted files back to the full disk.
#include "faults.h"
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#define MODE(flags, last) ({ mode_t mode = 0; if ((flags) & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, last); \
    mode = va_arg(rest, mode_t); va_end(rest); } mode; })

static int is_refused(const char *path, int flags)
{
    if (!atomic_load(&control[READ_ONLY]) || !is_in_folder(path) || (flags & O_ACCMODE) == O_RDONLY)
        return 0;
    atomic_fetch_add(&control[FAILED], 1);
    errno = EROFS;
    return 1;
}

int open(const char *path, int flags, ...)
{
    REAL(int, "open", const char *, int, ...);
    mode_t mode = MODE(flags, flags);
    return is_refused(path, flags) ? -1 : real(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    REAL(int, "open64", const char *, int, ...);
    mode_t mode = MODE(flags, flags);
    return is_refused(path, flags) ? -1 : real(path, flags, mode);
}

int unlink(const char *path)
{
    REAL(int, "unlink", const char *);
    struct stat status = { 0 };
    int is_counted = is_in_folder(path) && atomic_load(&control[HAS_DISK_LIMIT]) && stat(path, &status) == 0;
    int made = real(path);
    int64_t allocated = (int64_t)status.st_blocks * 512;
    if (made == 0 && is_counted)
        atomic_fetch_add(&control[DISK_LEFT], status.st_size > allocated ? status.st_size : allocated);
    return made;
}
