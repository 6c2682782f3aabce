#define _GNU_SOURCE
#include "CSlipwayLinux.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static int limit(int resource, int64_t most, int64_t beyond) {
    struct rlimit present;
    if (getrlimit(resource, &present) < 0) return -errno;
    rlim_t wanted = (rlim_t)most, hard = (rlim_t)(most + beyond);
    if (present.rlim_max != RLIM_INFINITY && hard > present.rlim_max) hard = present.rlim_max;
    if (wanted > hard) wanted = hard;
    struct rlimit lower = { wanted, hard };
    return setrlimit(resource, &lower) < 0 ? -errno : 0;
}

static int memory_status;

// A Swift program that gets no memory traps; the last call that failed tells that it was this.
static void end_of_memory(int number) {
    if (errno == ENOMEM) _exit(memory_status);
    signal(number, SIG_DFL);
    raise(number);
}

int slw_limit_self(int64_t memory, int64_t seconds, int64_t file, int64_t files, int status) {
    int result = limit(RLIMIT_CORE, 0, 0);
    if (result == 0) result = limit(RLIMIT_CPU, seconds, 5);
    if (result == 0) result = limit(RLIMIT_FSIZE, file, 0);
    if (result == 0) result = limit(RLIMIT_NOFILE, files, 0);
    if (result < 0) return result;
    signal(SIGXFSZ, SIG_IGN);
    memory_status = status;
    stack_t stack;
    memset(&stack, 0, sizeof stack);
    stack.ss_size = 65536;
    stack.ss_sp = malloc(stack.ss_size);
    if (!stack.ss_sp || sigaltstack(&stack, NULL) < 0) return -errno;
    const int ends[] = { SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS };
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct sigaction action;
        memset(&action, 0, sizeof action);
        action.sa_handler = end_of_memory;
        action.sa_flags = SA_ONSTACK | SA_NODEFER;
        if (sigaction(ends[i], &action, NULL) < 0) return -errno;
    }
    return limit(RLIMIT_AS, memory, 0);
}

int slw_renounce_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? -errno : 0; }

int slw_become_stranger(uid_t uid, gid_t gid) {
    if (setgroups(0, NULL) < 0 || setresgid(gid, gid, gid) < 0) return -errno;
    return setresuid(uid, uid, uid) < 0 ? -errno : 0;
}

int slw_keep_capabilities(uint64_t kept) {
    for (int number = 0; number < 64; number++) {
        if (kept >> number & 1) continue;
        if (prctl(PR_CAPBSET_DROP, number, 0, 0, 0) < 0) {
            // The kernel knows no more of them.
            if (errno == EINVAL) break;
            return -errno;
        }
    }
    prctl(47 /* PR_CAP_AMBIENT */, 4 /* PR_CAP_AMBIENT_CLEAR_ALL */, 0, 0, 0);
    struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct data[2];
    if (syscall(SYS_capget, &header, data) < 0) return -errno;
    for (int half = 0; half < 2; half++) {
        uint32_t mask = (uint32_t)(kept >> (32 * half));
        data[half].permitted &= mask;
        data[half].effective &= mask;
        data[half].inheritable = 0;
    }
    return syscall(SYS_capset, &header, data) < 0 ? -errno : 0;
}

// Landlock, as linux/landlock.h has it; kernel headers of another age may lack a part of it.
struct ruleset { uint64_t handled; };
struct rule { uint64_t allowed; int32_t parent; } __attribute__((packed));
enum {
    execute = 1 << 0, write_file = 1 << 1, read_file = 1 << 2, read_dir = 1 << 3, remove_dir = 1 << 4,
    remove_file = 1 << 5, make_char = 1 << 6, make_dir = 1 << 7, make_file = 1 << 8, refer = 1 << 13, truncate_file = 1 << 14,
    all_of_two = (1 << 14) - 1
};

int slw_confine_files(const char *const *folders, int count) {
    long version = syscall(444 /* landlock_create_ruleset */, NULL, 0, 1 /* version */);
    if (version < 0) return -errno;
    // The first version lets nobody rename from one folder to another.
    if (version < 2) return -EOPNOTSUPP;
    struct ruleset set = { all_of_two | (version >= 3 ? truncate_file : 0) };
    int ruleset = (int)syscall(444, &set, sizeof set, 0);
    if (ruleset < 0) return -errno;
    int cause = 0;
    for (int i = 0; i < count && !cause; i++) {
        struct rule rule = { 0, open(folders[i], O_PATH | O_CLOEXEC | O_NOFOLLOW | O_DIRECTORY) };
        if (rule.parent < 0) { cause = errno; break; }
        rule.allowed = set.handled
            & (write_file | read_file | read_dir | remove_dir | remove_file | make_dir | make_file | refer
               | truncate_file);
        if (syscall(445 /* landlock_add_rule */, ruleset, 1 /* path beneath */, &rule, 0) < 0) cause = errno;
        close(rule.parent);
    }
    if (!cause && syscall(446 /* landlock_restrict_self */, ruleset, 0) < 0) cause = errno;
    close(ruleset);
    return -cause;
}

int slw_confine_writes(const char *folder) {
    long version = syscall(444, NULL, 0, 1 /* version */);
    if (version < 0) return -errno;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return -errno;
    // What makes links, devices and sockets lies between these two.
    uint64_t changes = write_file | remove_dir | remove_file | ((1 << 13) - make_char);
    struct ruleset set = { changes | (version >= 3 ? truncate_file : 0) };
    int ruleset = (int)syscall(444, &set, sizeof set, 0);
    if (ruleset < 0) return -errno;
    int cause = 0;
    struct rule rule = { set.handled, open(folder, O_PATH | O_CLOEXEC | O_NOFOLLOW | O_DIRECTORY) };
    if (rule.parent < 0 || syscall(445, ruleset, 1 /* path beneath */, &rule, 0) < 0
        || syscall(446, ruleset, 0) < 0) {
        cause = errno;
    }
    if (rule.parent >= 0) close(rule.parent);
    close(ruleset);
    return -cause;
}
