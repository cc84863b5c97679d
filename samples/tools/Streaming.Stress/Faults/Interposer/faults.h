// Declares what the files of this library share.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>

// The layout of the shared file: 64-bit numbers. FaultControl.cs has the same list.
enum {
    CLOCK_OFFSET,    // nanoseconds that are added to the wall clock
    WRITE_SKIP,      // the number of writes that still succeed
    WRITE_FAIL,      // the number of writes that then fail with EIO; -1: all
    SYNC_SKIP,       // the number of syncs that still succeed
    SYNC_FAIL,       // the number of syncs that then fail with EIO; -1: all
    HAS_DISK_LIMIT,  // whether the disk has a limit
    DISK_LEFT,       // the number of bytes by which files may still grow, before a write fails with ENOSPC
    SHORT_WRITE,     // the most bytes that one write accepts; 0: all
    READ_ONLY,       // whether files cannot be opened for writing or written
    WRITES,          // counters: writes to files of the folder,
    SYNCS,           // syncs of them,
    FAILED,          // calls that failed because of a fault,
    SHORTENED,       // writes that were shortened,
    CLOCK_READS,     // reads of the wall clock
    FIELDS
};

// Finds the function of the C library that this library replaces.
#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

extern _Atomic int64_t *control;

int is_in_folder(const char *path);
int is_affected(int fd, char path[1024]);
void undo_start(const char *path);
void undo_lock(void);
void undo_unlock(void);
void undo_record(int fd, const char *path, size_t size, off_t at);
void undo_settle(int fd);

#define LOCKED(result, call) ({ undo_lock(); result made = (call); int error = errno; undo_unlock(); errno = error; made; })
