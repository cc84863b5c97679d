// Records the bytes that writes replace until the file is synced, so that the tool can undo what a power cut would lose.
#include "faults.h"
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { MOST = 64 };

// The head of a record: the path and the replaced bytes follow. A record with the offset -1 says that the file was synced.
struct head { int64_t inode, size, at, replaced, path; };

static int file = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int64_t unsynced[MOST];
static int count;

void undo_start(const char *path) { file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600); }

void undo_lock(void) { if (file >= 0) pthread_mutex_lock(&lock); }

void undo_unlock(void) { if (file >= 0) pthread_mutex_unlock(&lock); }

static int place(int64_t inode)
{
    int i = 0;
    while (i < count && unsynced[i] != inode)
        i++;
    return i;
}

void undo_record(int fd, const char *path, size_t size, off_t at)
{
    struct stat status;
    char old[65536];
    if (file < 0 || fstat(fd, &status) != 0)
        return;
    int i = place((int64_t)status.st_ino);
    if (i == count && count < MOST)
        unsynced[count++] = (int64_t)status.st_ino;
    // The bytes are read through the same descriptor: closing another one would release the locks that SQLite holds on the file.
    for (size_t done = 0; done < size;) {
        size_t part = size - done < sizeof old ? size - done : sizeof old;
        ssize_t got = pread(fd, old, part, at + (off_t)done);
        struct head head = { (int64_t)status.st_ino, status.st_size, at + (int64_t)done, got < 0 ? 0 : got, (int64_t)strlen(path) };
        struct iovec parts[] = { { &head, sizeof head }, { (void *)path, strlen(path) }, { old, (size_t)head.replaced } };
        if (writev(file, parts, 3) < 0)
            break;
        done += part;
    }
}

void undo_settle(int fd)
{
    struct stat status;
    if (file < 0 || fstat(fd, &status) != 0)
        return;
    int i = place((int64_t)status.st_ino);
    if (i < count)
        unsynced[i] = unsynced[--count];
    struct head head = { (int64_t)status.st_ino, 0, -1, 0, 0 };
    struct iovec part = { &head, sizeof head };
    REAL(int, "ftruncate", int, off_t);
    // If all files are synced, no record counts any longer.
    if (count == 0)
        real(file, 0);
    else
        writev(file, &part, 1);
}
