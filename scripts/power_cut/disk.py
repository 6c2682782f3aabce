"""A filesystem in a sparse file, and what a power cut would leave of it at a given moment.

A loop device writes straight into its file, so a copy of the file is the disk as it lies there when the power goes:
what the filesystem has not yet written out is not in it.
"""

import contextlib
import fcntl
import hashlib
import os
import pathlib
import socket
import struct
import subprocess
import zlib

PIECE = 4096
NOTHING = bytes(PIECE)
SIZES = {"ext4": 96 << 20, "xfs": 320 << 20, "btrfs": 256 << 20}
MAKERS = {
    # No thread of the kernel's own may write to the disk while it is looked at.
    "ext4": ["mkfs.ext4", "-q", "-E", "lazy_itable_init=0,lazy_journal_init=0", "-J", "size=8"],
    "xfs": ["mkfs.xfs", "-q"],
    "btrfs": ["mkfs.btrfs", "-q", "-m", "single"],
}
# As little as possible is written before somebody asks for it; ext4 does not mend a rename without a sync.
LIVE = {"ext4": "commit=300,noauto_da_alloc", "xfs": "defaults", "btrfs": "commit=300"}
AFTER_A_CUT = {"ext4": "noauto_da_alloc", "xfs": "nouuid", "btrfs": "defaults"}
# The kernel writes out what is old; none of it may come to the help of a sync that is missing.
SLOW = {
    "/proc/sys/vm/dirty_writeback_centisecs": "0",
    "/proc/sys/vm/dirty_expire_centisecs": "360000",
    "/proc/sys/fs/xfs/xfssyncd_centisecs": "720000",
}
BTRFS_START_COMMIT, BTRFS_WAIT_COMMIT = 0x80089418, 0x40089416


@contextlib.contextmanager
def slow_kernel():
    before = {path: pathlib.Path(path).read_text() for path in SLOW if os.path.exists(path)}
    try:
        for path in before:
            pathlib.Path(path).write_text(SLOW[path])
        yield
    finally:
        for path, text in before.items():
            pathlib.Path(path).write_text(text)


def run(*words):
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


def loopback_up():
    """In a network of its own."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sH14x", b"lo", 0x1))  # SIOCSIFFLAGS, IFF_UP


def mount_copy(kind, file, place):
    run("mount", "-o", "loop," + AFTER_A_CUT[kind], file, place)


class Pieces:
    """Copies of disks, each piece kept once."""

    def __init__(self):
        self.contents = {}

    def take(self, path):
        """The copy: its size, and where each piece that is not all zero lies."""
        found = []
        with open(path, "rb", buffering=0) as disk:
            size = os.fstat(disk.fileno()).st_size
            end = 0
            while end < size:
                try:
                    begin = os.lseek(disk.fileno(), end, os.SEEK_DATA)
                except OSError:
                    break
                end = os.lseek(disk.fileno(), begin, os.SEEK_HOLE)
                bytes_ = os.pread(disk.fileno(), end - begin, begin)
                for offset in range(0, len(bytes_), PIECE):
                    piece = bytes_[offset : offset + PIECE]
                    if piece == NOTHING:
                        continue
                    name = hashlib.blake2b(piece, digest_size=16).digest()
                    if name not in self.contents:
                        self.contents[name] = zlib.compress(piece, 1)
                    found.append((begin + offset, name))
        return size, tuple(found)

    def give(self, copy, path):
        size, pieces = copy
        with open(path, "wb") as disk:
            disk.truncate(size)
            for offset, name in pieces:
                disk.seek(offset)
                disk.write(zlib.decompress(self.contents[name]))


class Disk:
    """The disk that the node under test lives on. `writing`: the filesystem writes out its own records at each step,
    as it does every few seconds, but not the contents of files; else it writes what it is asked to."""

    def __init__(self, kind, file, place, writing):
        self.kind, self.file, self.place, self.writing = kind, file, place, writing
        with open(file, "wb") as disk:
            disk.truncate(SIZES[kind])
        run(*MAKERS[kind], file)
        run("fallocate", "--dig-holes", file)
        run("mount", "-o", "loop," + LIVE[kind], file, place)
        self.tick = 0

    def settle(self):
        if not self.writing:
            return
        if self.kind == "btrfs":
            folder = os.open(self.place, os.O_RDONLY)
            commit = bytearray(8)
            fcntl.ioctl(folder, BTRFS_START_COMMIT, commit)
            fcntl.ioctl(folder, BTRFS_WAIT_COMMIT, commit)
            os.close(folder)
            return
        # Whoever syncs one file makes the journal go out, with whatever else is in it.
        self.tick += 1
        file = os.open(self.place + "/tick", os.O_WRONLY | os.O_CREAT)
        os.write(file, str(self.tick).encode())
        os.fsync(file)
        os.close(file)

    def end(self):
        run("umount", self.place)
        os.unlink(self.file)
