#define _GNU_SOURCE
#include "CSlipwayLinux.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void close_on_exec_from(int first) {
#ifdef SYS_close_range
    if (syscall(SYS_close_range, first, ~0U, 4 /* CLOSE_RANGE_CLOEXEC */) == 0) return;
#endif
    // Kernels before 5.11: mark what is open one by one.
    long most = sysconf(_SC_OPEN_MAX);
    if (most < 0 || most > 65536) most = 65536;
    for (int fd = first; fd < most; fd++) {
        int flags = fcntl(fd, F_GETFD);
        if (flags >= 0) fcntl(fd, F_SETFD, flags | FD_CLOEXEC);
    }
}

static int write_oom_score(int32_t value) {
    char text[16];
    int length = snprintf(text, sizeof text, "%d", value);
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd < 0) return errno;
    int cause = write(fd, text, (size_t)length) == length ? 0 : errno;
    close(fd);
    return cause;
}

static int become_user(uid_t uid, gid_t gid) {
    if (uid == (uid_t)-1) return 0;
    if (setgroups(1, &gid) < 0 || setgid(gid) < 0) return -1;
    return setuid(uid);
}

static void lower(int resource, rlim_t most) {
    struct rlimit present;
    if (getrlimit(resource, &present) < 0) return;
    if (present.rlim_max < most) most = present.rlim_max;
    struct rlimit limit = { most, most };
    setrlimit(resource, &limit);
}

// What a kernel or host does not allow is left out: it is for the others' good.
static void step_back(void) {
    setpriority(PRIO_PROCESS, 0, 19);
    struct sched_param none = { 0 };
    sched_setscheduler(0, SCHED_IDLE, &none);
    syscall(SYS_ioprio_set, 1 /* process */, 0, 3 << 13 /* idle */);
    lower(RLIMIT_CORE, 0);
    lower(RLIMIT_CPU, 600);
    lower(RLIMIT_FSIZE, (rlim_t)1 << 30);
}

static int join_group(const char *path) {
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return errno;
    // Zero stands for the writer.
    int cause = write(fd, "0", 1) == 1 ? 0 : errno;
    close(fd);
    return cause;
}

static void fill_pid(char *place) {
    char digits[10];
    int count = 0;
    for (pid_t pid = getpid(); pid > 0; pid /= 10) digits[count++] = (char)('0' + pid % 10);
    memmove(place + count, place + 10, strlen(place + 10) + 1);
    while (count > 0) *place++ = digits[--count];
}

static int write_pid(int fd) {
    char text[] = "          \n";
    fill_pid(text);
    ssize_t length = (ssize_t)strlen(text);
    return write(fd, text, (size_t)length) == length ? 0 : -1;
}

// Runs in the child: only async-signal-safe calls. Never returns.
static void become(const struct slw_spawn *r, int report) {
    sigset_t none;
    sigemptyset(&none);
    for (int s = 1; s < NSIG; s++) {
        if (s != SIGKILL && s != SIGSTOP) signal(s, SIG_DFL);
    }
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (r->own_pid) fill_pid(r->own_pid);
    if (r->new_session && setsid() < 0) goto failed;
    if (r->birth >= 0 && write_pid(r->birth) < 0) goto failed;
    umask(r->umask_bits);

    // First move every source above the targets, so that no target overwrites a source still needed.
    int count = r->descriptor_count;
    int moved[32];
    if (count > 32) { errno = EINVAL; goto failed; }
    int floor = count + 1;
    int kept = fcntl(report, F_DUPFD_CLOEXEC, floor);
    if (kept < 0) goto failed;
    report = kept;
    for (int i = 0; i < count; i++) {
        int source = r->descriptors[i];
        moved[i] = source < 0 ? open("/dev/null", O_RDWR | O_CLOEXEC) : source;
        if (moved[i] < 0) goto failed;
        moved[i] = fcntl(moved[i], F_DUPFD_CLOEXEC, floor);
        if (moved[i] < 0) goto failed;
    }
    for (int i = 0; i < count; i++) {
        if (dup2(moved[i], i) < 0) goto failed;
    }
    close_on_exec_from(count);
    for (int i = 0; i < r->group_count; i++) {
        int cause = join_group(r->groups[i]);
        int told = -(cause | i << 16);
        if (cause && write(report, &told, sizeof told) < 0) goto failed;
    }
    if (r->nofile > 0) {
        struct rlimit limit = { (rlim_t)r->nofile, (rlim_t)r->nofile };
        if (setrlimit(RLIMIT_NOFILE, &limit) < 0) goto failed;
    }
    if (r->oom_score_adj != INT32_MIN) {
        int cause = write_oom_score(r->oom_score_adj);
        int told = -(cause | r->group_count << 16);
        if (cause && write(report, &told, sizeof told) < 0) goto failed;
    }
    if (r->directory && chdir(r->directory) < 0) goto failed;
    if (r->background) step_back();
    if (become_user(r->uid, r->gid) < 0) goto failed;
    // After the change of user, which would forget it.
    if (r->background || r->writable) prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (r->writable) slw_confine_writes(r->writable);
    execve(r->path, r->argv, r->envp);
failed:;
    int cause = errno;
    ssize_t ignored = write(report, &cause, sizeof cause);
    (void)ignored;
    _exit(127);
}

int slw_spawn(const struct slw_spawn *r, int *pidfd) {
    int report[2];
    if (pipe2(report, O_CLOEXEC) < 0) return -errno;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t pid = fork();
    if (pid == 0) become(r, report[1]);
    int fork_error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(report[1]);
    if (pid < 0) { close(report[0]); return -fork_error; }
    // Nobody waits for the child before this, so the pid cannot have been reused.
    *pidfd = slw_pidfd_open(pid);
    int cause = 0, failed = 0;
    ssize_t got;
    for (int i = 0; i <= r->group_count; i++) r->group_errors[i] = 0;
    do {
        got = read(report[0], &cause, sizeof cause);
        if (got != (ssize_t)sizeof cause) continue;
        if (cause > 0) failed = 1;
        else r->group_errors[-cause >> 16] = -cause & 0xffff;
    } while (!failed && (got > 0 || (got < 0 && errno == EINTR)));
    close(report[0]);
    if (failed) {
        int status, code;
        if (*pidfd >= 0) { slw_pidfd_wait(*pidfd, &code, &status, 0); close(*pidfd); }
        *pidfd = -1;
        return -cause;
    }
    if (*pidfd < 0) { int e = -*pidfd; kill(pid, SIGKILL); return -e; }
    return pid;
}

int slw_raise_open_files(int64_t wanted, int64_t *granted) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return -errno;
    *granted = wanted;
    if (limit.rlim_max == RLIM_INFINITY || (rlim_t)wanted <= limit.rlim_max) return 0;
    struct rlimit higher = { limit.rlim_cur, (rlim_t)wanted };
    if (setrlimit(RLIMIT_NOFILE, &higher) == 0) return 0;
    *granted = (int64_t)limit.rlim_max;
    return -errno;
}

int slw_become(const char *path, char *const *argv, char *const *envp) {
    sigset_t none, before;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, &before);
    signal(SIGPIPE, SIG_DFL);
    execve(path, argv, envp);
    int cause = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    return -cause;
}

int slw_succeed(const char *path, char *const *argv, char *const *envp) {
    execve(path, argv, envp);
    return -errno;
}
