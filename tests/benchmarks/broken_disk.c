/* A disk that fails at the n-th call, for whatever program this library is loaded before (LD_PRELOAD; Linux).

   Only calls that change files under BROKEN_UNDER count. `broken_disk(n, error, times)` has the n-th of them from now on
   fail with that error, and the ones after it as often as said; n = 0 mends the disk. `broken_calls()` counts. After
   `broken_asks(chooses)` it is not the n-th call that is the first to fail, but the first for which `chooses`, given what
   is called and for which file, does not give 0. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static long fail_at, calls, times_left;
static int fail_with;
static const char *under;
static int (*chooses)(const char *call, const char *path);

__attribute__((constructor)) static void begin(void) { under = getenv("BROKEN_UNDER"); }

void broken_disk(long at, int error, long times) { calls = 0; fail_at = at; fail_with = error; times_left = times; }
long broken_calls(void) { return calls; }
void broken_asks(int (*asked)(const char *, const char *)) { chooses = asked; }

static int ours(const char *path) {
    if (!under || !path) return 0;
    char whole[PATH_MAX];
    if (path[0] != '/') {
        char here[PATH_MAX];
        if (!getcwd(here, sizeof here)) return 0;
        snprintf(whole, sizeof whole, "%s/%s", here, path);
        path = whole;
    }
    return strncmp(path, under, strlen(under)) == 0;
}

static const char *path_of(int fd) {
    static __thread char path[PATH_MAX];
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length > 0 ? length : 0] = 0;
    return path;
}

static int fails(const char *call, const char *path) {
    calls++;
    if (chooses && !fail_at && chooses(call, path)) fail_at = calls;
    if (fail_at && calls >= fail_at && times_left > 0) {
        times_left--;
        errno = fail_with;
        return 1;
    }
    return 0;
}

#define REAL(name) static __typeof__(name) *real; if (!real) real = (__typeof__(real))dlsym(RTLD_NEXT, #name)
#define WRITES (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        REAL(name); \
        mode_t mode = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); } \
        if ((flags & WRITES) && ours(path) && fails(#name, path)) return -1; \
        return real(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

#define ON_FD(name, result, arguments, values) \
    result name arguments { \
        REAL(name); \
        const char *path = path_of(fd); \
        if (ours(path) && fails(#name, path)) return -1; \
        return real values; \
    }
ON_FD(write, ssize_t, (int fd, const void *data, size_t size), (fd, data, size))
ON_FD(pwrite, ssize_t, (int fd, const void *data, size_t size, off_t at), (fd, data, size, at))
ON_FD(pwrite64, ssize_t, (int fd, const void *data, size_t size, off_t at), (fd, data, size, at))
ON_FD(sendfile, ssize_t, (int fd, int from, off_t *at, size_t size), (fd, from, at, size))
ON_FD(sendfile64, ssize_t, (int fd, int from, off_t *at, size_t size), (fd, from, at, size))
ON_FD(fsync, int, (int fd), (fd))
ON_FD(fdatasync, int, (int fd), (fd))
ON_FD(ftruncate, int, (int fd, off_t size), (fd, size))
ON_FD(ftruncate64, int, (int fd, off_t size), (fd, size))

#define ON_PATH(name, arguments, values) \
    int name arguments { \
        REAL(name); \
        if (ours(path) && fails(#name, path)) return -1; \
        return real values; \
    }
ON_PATH(rename, (const char *path, const char *to), (path, to))
/* A full disk still lets go of files. */
int unlink(const char *path) {
    REAL(unlink);
    if (fail_with != ENOSPC && ours(path) && fails("unlink", path)) return -1;
    return real(path);
}
ON_PATH(mkdir, (const char *path, mode_t mode), (path, mode))
