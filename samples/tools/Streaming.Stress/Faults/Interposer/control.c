// Makes the disk and the clock of one process fail, for stress tests. The library is loaded with LD_PRELOAD. The tool and the process share
// the file that STREAMING_FAULT_CONTROL names: both map it into memory, so a fault begins and ends while the process runs, without a call
// of the system. Only files in the folder STREAMING_FAULT_FOLDER are affected; the index of the write-ahead log (-shm) is mapped into
// memory by SQLite and is left out.
//
// With STREAMING_FAULT_UNDO, each write is recorded in that file with the bytes that it replaces, and a successful sync removes the records
// of its file. After the process was killed, the tool undoes the recorded writes: that is the state of the disk after a power cut.
#include "faults.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static _Atomic int64_t none[FIELDS];
_Atomic int64_t *control = none;
static const char *folder;

__attribute__((constructor)) static void start(void)
{
    const char *path = getenv("STREAMING_FAULT_CONTROL");
    const char *undo = getenv("STREAMING_FAULT_UNDO");
    folder = getenv("STREAMING_FAULT_FOLDER");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0)
        return;
    void *mapped = mmap(NULL, sizeof none, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (mapped != MAP_FAILED)
        control = mapped;
    if (undo)
        undo_start(undo);
}

// Whether faults affect the file with this path.
int is_in_folder(const char *path)
{
    return folder && strncmp(path, folder, strlen(folder)) == 0 && !strstr(path, "-shm");
}

// Whether faults affect the open file; path receives its path.
int is_affected(int fd, char path[1024])
{
    char link[64];
    if (!folder || fd < 3)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, 1023);
    if (length < 0)
        return 0;
    path[length] = 0;
    return is_in_folder(path);
}

