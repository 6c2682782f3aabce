#pragma once
// The few Linux calls that Swift's Glibc overlay hides or that must run between fork and exec.
#include <pthread.h>
#include <stdint.h>
#include <sys/types.h>

struct slw_spawn {
    const char *path;
    char *const *argv;
    char *const *envp;
    const char *directory;   // NULL: stay
    const int *descriptors;  // descriptors[i] becomes descriptor i of the child; -1: /dev/null
    int descriptor_count;    // at least 3
    int new_session;         // 1: setsid, so that the whole group can be signalled
    int64_t nofile;          // 0: leave RLIMIT_NOFILE
    int32_t oom_score_adj;   // INT32_MIN: leave
    uid_t uid;               // (uid_t)-1: leave; else the user that the child becomes last of all, in one group alone
    gid_t gid;
    mode_t umask_bits;
    char *own_pid;              // NULL, or 10 bytes of an envp text that the child fills with its own pid, blanks last
    const char *const *groups;  // the cgroup.procs files of the control groups that the child joins
    int group_count;            // at most 4
    // 0 or the errno of each that could not be joined, and one more for the oom_score_adj: none stops the start.
    int *group_errors;
    int birth;                  // -1, or a file that the child writes its pid to before it is the program
    int background;             // 1: it gets what nobody else wants, and ends with the thread that starts it
    const char *writable;       // NULL, or the one folder below which it may change files, where the kernel can see to it
};

// Starts a program. Returns the pid, or -errno of whatever failed, execve included. *pidfd is a close-on-exec pidfd.
int slw_spawn(const struct slw_spawn *request, int *pidfd);

int slw_pidfd_open(pid_t pid);
int slw_pidfd_send_signal(int pidfd, int signal);
int slw_pidfd_getfd(int pidfd, int fd);
int slw_pidfd_wait(int pidfd, int *code, int *status, int no_hang);

// Sends one datagram-like message of bytes with up to 16 descriptors on a Unix socket; returns bytes sent or -errno.
ssize_t slw_send_with_fds(int socket, const void *bytes, size_t length, const int *fds, int count);
// Receives; *count is the room on entry and the number received on return (all close-on-exec).
ssize_t slw_receive_with_fds(int socket, void *bytes, size_t length, int *fds, int *count);
int slw_peer(int socket, uid_t *uid, gid_t *gid, pid_t *pid);
// The groups of the peer besides its first; *count is the room on entry. Returns 0 or -errno (-ERANGE: no room).
int slw_peer_groups(int socket, gid_t *groups, int *count);
// Sends one datagram to a Unix socket by its address: a path, or a name that begins with a zero byte.
ssize_t slw_send_datagram(int socket, const char *name, size_t name_length, const void *bytes, size_t length,
                          const int *fds, int count);

// Raises the hard limit of open files, so that children may have that many. Returns 0 or -errno; *granted is what a
// child can have now, at most `wanted`.
int slw_raise_open_files(int64_t wanted, int64_t *granted);
// Becomes another program, with the signals as a program expects them. Returns -errno.
int slw_become(const char *path, char *const *argv, char *const *envp);
// The same with the signals as they are: one that is blocked waits for the new program. Returns -errno.
int slw_succeed(const char *path, char *const *argv, char *const *envp);

int slw_syncfs(int fd);
int slw_write_out(int fd, int waits);
int slw_is_cached(int fd);
int slw_become_subreaper(void);
int slw_fcntl_int(int fd, int command, int argument);
int slw_set_pipe_size(int fd, int bytes);
int slw_rename_new(const char *from, const char *to);
int slw_open(const char *path, int flags, mode_t mode);
int slw_configure_static_lookups(void);
int slw_pipe(int ends[2]);
int slw_eventfd(void);  // close-on-exec, non-blocking
int slw_accept(int listener);
int slw_random(void *bytes, size_t length);
int slw_same_as_stat(int fd, uint64_t *device, uint64_t *inode);

// Blocks the signals for this thread and returns a non-blocking descriptor that tells of them.
int slw_signal_source(const int *signals, int count);
// The next signal from such a descriptor; 0: none waits.
int slw_next_signal(int source);
// A child that has ended and was not waited for yet, left as it is; 0: none.
pid_t slw_ended_child(void);
// Gives free heap pages back to the kernel.
void slw_trim_heap(void);
void slw_share_one_heap(void);

// Confinement of this very process, before it has a second thread; each returns 0 or -errno (`confine.c`).
// Bytes of memory and of a file, seconds of a processor, open files; without memory it ends with that status.
int slw_limit_self(int64_t memory, int64_t seconds, int64_t file, int64_t files, int status);
int slw_renounce_new_privileges(void);
int slw_become_stranger(uid_t uid, gid_t gid);
// A bit for each that stays.
int slw_keep_capabilities(uint64_t kept);
// It may open, make and change files below these folders alone.
int slw_confine_files(const char *const *folders, int count);
// It may make and change files below this folder alone, and read all others. Only async-signal-safe calls.
int slw_confine_writes(const char *folder);
