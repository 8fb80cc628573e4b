/* Loaded before the C library (LD_PRELOAD), this lets chosen system calls go wrong in a chosen rank: the process is killed
 * before, inside or after the call, or the call fails, or it takes its time. What it does is said in FAULT:
 *
 *     FAULT="call=fsync at=3 how=before"     the third fsync of a file whose path contains FAULT_PATH
 *     call  write (also pwrite), fsync, rename, link, unlink, open
 *     at    the how-manieth matching call; 0: every one
 *     how   before, inside (half of the bytes are written), after: SIGKILL; segv: SIGSEGV before; hang: sleeps for ever;
 *           or a number: the call fails with this errno
 *     slow  milliseconds every fsync takes longer
 *
 * FAULT_RANK: only in this rank of an MPI job. FAULT_ONCE: a file that is made when the fault happens; where it exists
 * nothing happens any more. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum how { NOTHING, BEFORE, INSIDE, AFTER, SEGV, HANG, FAIL };

static enum how how_it_goes;
static int with_errno, at, seen, slow_ms;
static char call_name[16];
static const char *path_part;

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void read_fault(void)
{
  const char *fault = getenv("FAULT"), *rank = getenv("FAULT_RANK"), *own = getenv("OMPI_COMM_WORLD_RANK");
  char how[16] = "";
  const char *found;
  path_part = getenv("FAULT_PATH");
  if (!fault || !path_part) return;
  if (rank && strcmp(rank, own ? own : "0") != 0) return;
  if ((found = strstr(fault, "slow="))) slow_ms = atoi(found + 5);
  if ((found = strstr(fault, "call="))) sscanf(found + 5, "%15s", call_name);
  if ((found = strstr(fault, "at="))) at = atoi(found + 3);
  if ((found = strstr(fault, "how="))) sscanf(found + 4, "%15s", how);
  with_errno = atoi(how);
  how_it_goes = with_errno                      ? FAIL
                : strcmp(how, "before") == 0 ? BEFORE
                : strcmp(how, "inside") == 0 ? INSIDE
                : strcmp(how, "after") == 0  ? AFTER
                : strcmp(how, "segv") == 0   ? SEGV
                : strcmp(how, "hang") == 0   ? HANG
                                                : NOTHING;
}

static void note_once(void)
{
  const char *once = getenv("FAULT_ONCE");
  int (*open_real)(const char *, int, ...) = real("open");
  if (once) close(open_real(once, O_WRONLY | O_CREAT, 0644));
}

static void die(int signal_number)
{
  note_once();
  kill(getpid(), signal_number);
  for (;;) pause();
}

/* Whether this call is to go wrong; what goes wrong before it is done here. */
static enum how fate(const char *call, const char *path)
{
  const char *once = getenv("FAULT_ONCE");
  struct stat status;
  if (how_it_goes == NOTHING || strcmp(call, call_name) != 0 || !strstr(path, path_part)) return NOTHING;
  if (once && stat(once, &status) == 0) return NOTHING;
  if (at != 0 && ++seen != at) return NOTHING;
  if (how_it_goes == BEFORE) die(SIGKILL);
  if (how_it_goes == SEGV) {
    note_once();
    raise(SIGSEGV);
  }
  if (how_it_goes == HANG) {
    note_once();
    for (;;) sleep(1000);
  }
  if (how_it_goes == FAIL) errno = with_errno;
  return how_it_goes;
}

static const char *path_of(int file, char *path)
{
  char link[64];
  ssize_t length;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  length = readlink(link, path, PATH_MAX - 1);
  path[length < 0 ? 0 : length] = '\0';
  return path;
}

ssize_t write(int file, const void *bytes, size_t n)
{
  ssize_t (*call)(int, const void *, size_t) = real("write");
  char path[PATH_MAX];
  const enum how now = how_it_goes == NOTHING ? NOTHING : fate("write", path_of(file, path));
  if (now == FAIL) return -1;
  if (now == INSIDE) {
    if (call(file, bytes, n / 2) >= 0) die(SIGKILL);
  }
  const ssize_t done = call(file, bytes, n);
  if (now == AFTER) die(SIGKILL);
  return done;
}

static ssize_t pwrite_any(const char *name, int file, const void *bytes, size_t n, off_t offset)
{
  ssize_t (*call)(int, const void *, size_t, off_t) = real(name);
  char path[PATH_MAX];
  const enum how now = how_it_goes == NOTHING ? NOTHING : fate("write", path_of(file, path));
  if (now == FAIL) return -1;
  if (now == INSIDE) {
    if (call(file, bytes, n / 2, offset) >= 0) die(SIGKILL);
  }
  const ssize_t done = call(file, bytes, n, offset);
  if (now == AFTER) die(SIGKILL);
  return done;
}

ssize_t pwrite(int file, const void *bytes, size_t n, off_t offset) { return pwrite_any("pwrite", file, bytes, n, offset); }
ssize_t pwrite64(int file, const void *bytes, size_t n, off64_t offset) { return pwrite_any("pwrite64", file, bytes, n, offset); }

int fsync(int file)
{
  int (*call)(int) = real("fsync");
  char path[PATH_MAX];
  const enum how now = how_it_goes == NOTHING ? NOTHING : fate("fsync", path_of(file, path));
  if (slow_ms > 0) {
    const struct timespec time = {slow_ms / 1000, slow_ms % 1000 * 1000000L};
    nanosleep(&time, NULL);
  }
  if (now == FAIL) return -1;
  if (now == INSIDE) die(SIGKILL);
  const int done = call(file);
  if (now == AFTER) die(SIGKILL);
  return done;
}

static int two_paths(const char *name, const char *from, const char *to)
{
  int (*call)(const char *, const char *) = real(name);
  const enum how now = fate(name, to);
  if (now == FAIL) return -1;
  if (now == INSIDE) die(SIGKILL);
  const int done = call(from, to);
  if (now == AFTER) die(SIGKILL);
  return done;
}

int rename(const char *from, const char *to) { return two_paths("rename", from, to); }
int link(const char *from, const char *to) { return two_paths("link", from, to); }

int unlink(const char *path)
{
  int (*call)(const char *) = real("unlink");
  const enum how now = fate("unlink", path);
  if (now == FAIL) return -1;
  if (now == INSIDE) die(SIGKILL);
  const int done = call(path);
  if (now == AFTER) die(SIGKILL);
  return done;
}

static int open_any(const char *name, const char *path, int flags, mode_t mode)
{
  int (*call)(const char *, int, ...) = real(name);
  const enum how now = fate("open", path);
  if (now == FAIL) return -1;
  if (now == INSIDE) die(SIGKILL);
  const int file = call(path, flags, mode);
  if (now == AFTER) die(SIGKILL);
  return file;
}

int open(const char *path, int flags, ...)
{
  va_list more;
  va_start(more, flags);
  const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
  va_end(more);
  return open_any("open", path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
  va_list more;
  va_start(more, flags);
  const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
  va_end(more);
  return open_any("open64", path, flags, mode);
}
