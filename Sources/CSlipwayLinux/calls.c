#define _GNU_SOURCE
#include "CSlipwayLinux.h"
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <nss.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

int slw_pidfd_open(pid_t pid) {
    long fd = syscall(SYS_pidfd_open, pid, 0);
    return fd < 0 ? -errno : (int)fd;
}

int slw_pidfd_send_signal(int pidfd, int sig) {
    return syscall(SYS_pidfd_send_signal, pidfd, sig, NULL, 0) < 0 ? -errno : 0;
}

int slw_pidfd_getfd(int pidfd, int fd) {
    long got = syscall(438 /* pidfd_getfd */, pidfd, fd, 0);
    return got < 0 ? -errno : (int)got;
}

int slw_pidfd_wait(int pidfd, int *code, int *status, int no_hang) {
    siginfo_t info;
    memset(&info, 0, sizeof info);
    int result;
    do {
        result = waitid((idtype_t)P_PIDFD, (id_t)pidfd, &info, WEXITED | (no_hang ? WNOHANG : 0));
    } while (result < 0 && errno == EINTR);
    if (result < 0) return -errno;
    if (info.si_pid == 0) return 0;
    *code = info.si_code;
    *status = info.si_status;
    return 1;
}

static ssize_t send_message(int socket, struct sockaddr_un *to, socklen_t to_length, const void *bytes, size_t length,
                            const int *fds, int count) {
    if (count < 0 || count > 16) return -EINVAL;
    struct iovec part = { (void *)bytes, length };
    union { char room[CMSG_SPACE(16 * sizeof(int))]; struct cmsghdr align; } control;
    struct msghdr message;
    memset(&message, 0, sizeof message);
    message.msg_name = to;
    message.msg_namelen = to_length;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (count > 0) {
        memset(&control, 0, sizeof control);
        message.msg_control = control.room;
        message.msg_controllen = CMSG_SPACE((size_t)count * sizeof(int));
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN((size_t)count * sizeof(int));
        memcpy(CMSG_DATA(header), fds, (size_t)count * sizeof(int));
    }
    ssize_t sent;
    do { sent = sendmsg(socket, &message, MSG_NOSIGNAL); } while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : sent;
}

ssize_t slw_send_with_fds(int socket, const void *bytes, size_t length, const int *fds, int count) {
    return send_message(socket, NULL, 0, bytes, length, fds, count);
}

ssize_t slw_send_datagram(int socket, const char *name, size_t name_length, const void *bytes, size_t length,
                          const int *fds, int count) {
    struct sockaddr_un to;
    if (name_length == 0 || name_length > sizeof to.sun_path) return -EINVAL;
    memset(&to, 0, sizeof to);
    to.sun_family = AF_UNIX;
    memcpy(to.sun_path, name, name_length);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + name_length);
    return send_message(socket, &to, size, bytes, length, fds, count);
}

ssize_t slw_receive_with_fds(int socket, void *bytes, size_t length, int *fds, int *count) {
    int room = *count > 16 ? 16 : *count;
    struct iovec part = { bytes, length };
    union { char room[CMSG_SPACE(16 * sizeof(int))]; struct cmsghdr align; } control;
    struct msghdr message;
    memset(&message, 0, sizeof message);
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.room;
    message.msg_controllen = sizeof control.room;
    ssize_t got;
    do { got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC); } while (got < 0 && errno == EINTR);
    *count = 0;
    if (got < 0) return -errno;
    for (struct cmsghdr *h = CMSG_FIRSTHDR(&message); h; h = CMSG_NXTHDR(&message, h)) {
        if (h->cmsg_level != SOL_SOCKET || h->cmsg_type != SCM_RIGHTS) continue;
        int received = (int)((h->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        for (int i = 0; i < received; i++) {
            int fd;
            memcpy(&fd, CMSG_DATA(h) + (size_t)i * sizeof(int), sizeof fd);
            if (*count < room) fds[(*count)++] = fd; else close(fd);
        }
    }
    return got;
}

int slw_peer(int socket, uid_t *uid, gid_t *gid, pid_t *pid) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0) return -errno;
    *uid = peer.uid; *gid = peer.gid; *pid = peer.pid;
    return 0;
}

int slw_peer_groups(int socket, gid_t *groups, int *count) {
    socklen_t size = (socklen_t)((size_t)*count * sizeof(gid_t));
    if (getsockopt(socket, SOL_SOCKET, 59 /* SO_PEERGROUPS */, groups, &size) < 0) return -errno;
    *count = (int)(size / sizeof(gid_t));
    return 0;
}

int slw_syncfs(int fd) { return syncfs(fd) < 0 ? -errno : 0; }

int slw_write_out(int fd, int waits) {
    unsigned all = SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;
    return sync_file_range(fd, 0, 0, waits ? all : SYNC_FILE_RANGE_WRITE) < 0 ? -errno : 0;
}

int slw_is_cached(int fd) {
    char byte;
    struct iovec room = {&byte, 1};
    ssize_t count = preadv2(fd, &room, 1, 0, RWF_NOWAIT);
    return count > 0 || (count < 0 && errno != EAGAIN);
}

int slw_become_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0 ? -errno : 0; }

int slw_fcntl_int(int fd, int command, int argument) {
    int result = fcntl(fd, command, argument);
    return result < 0 ? -errno : result;
}

int slw_set_pipe_size(int fd, int bytes) { return fcntl(fd, F_SETPIPE_SZ, bytes) < 0 ? -errno : 0; }

int slw_rename_new(const char *from, const char *to) {
    struct stat facts;
    // RENAME_NOREPLACE is 1; not every filesystem knows it.
    if (syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 1) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return -errno;
    if (lstat(to, &facts) == 0) return -EEXIST;
    return rename(from, to) < 0 ? -errno : 0;
}

int slw_open(const char *path, int flags, mode_t mode) {
    int fd;
    do { fd = open(path, flags | O_CLOEXEC, mode); } while (fd < 0 && errno == EINTR);
    return fd < 0 ? -errno : fd;
}

// A static glibc would load the host's NSS modules and can abort on a foreign version of them.
int slw_configure_static_lookups(void) {
    return __nss_configure_lookup("hosts", "files dns") | __nss_configure_lookup("passwd", "files")
        | __nss_configure_lookup("group", "files");
}

int slw_same_as_stat(int fd, uint64_t *device, uint64_t *inode) {
    struct stat facts;
    if (fstat(fd, &facts) < 0) return -errno;
    *device = facts.st_dev; *inode = facts.st_ino;
    return 0;
}

int slw_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC) < 0 ? -errno : 0; }

int slw_accept(int listener) {
    int fd;
    do { fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC); } while (fd < 0 && errno == EINTR);
    return fd < 0 ? -errno : fd;
}

int slw_random(void *bytes, size_t length) { return getrandom(bytes, length, 0) == (ssize_t)length ? 0 : -errno; }

int slw_signal_source(const int *signals, int count) {
    sigset_t set;
    sigemptyset(&set);
    for (int i = 0; i < count; i++) sigaddset(&set, signals[i]);
    if (sigprocmask(SIG_BLOCK, &set, NULL) < 0) return -errno;
    int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return fd < 0 ? -errno : fd;
}

int slw_next_signal(int source) {
    struct signalfd_siginfo info;
    ssize_t got;
    do { got = read(source, &info, sizeof info); } while (got < 0 && errno == EINTR);
    return got == (ssize_t)sizeof info ? (int)info.ssi_signo : 0;
}

pid_t slw_ended_child(void) {
    siginfo_t info;
    memset(&info, 0, sizeof info);
    return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 ? 0 : info.si_pid;
}

int slw_eventfd(void) {
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return fd < 0 ? -errno : fd;
}

void slw_trim_heap(void) { malloc_trim(0); }

// Each thread gets an arena of its own otherwise, and what an ended one has freed in it stays with the process.
void slw_share_one_heap(void) { mallopt(M_ARENA_MAX, 1); }
