"""A number that one host holds: of it are made its addresses, its names and its folders, so two hosts never meet.

Whoever holds the lock of a number owns the host. A lock ends with its process, however that ended, and so whoever
comes next knows what is left over and removes it.
"""

import fcntl
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys

PLACE = pathlib.Path("/run/slipway-hosts")
NUMBERS = range(1, 251)


def quiet(*words):
    return subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True)


def must(*words):
    result = quiet(*words)
    if result.returncode != 0:
        sys.exit(f"hosts: {' '.join(map(str, words))}: {result.stderr.strip()}")
    return result.stdout


class Slot:
    def __init__(self):
        """Takes the first free number, after removing what dead owners left."""
        PLACE.mkdir(mode=0o755, exist_ok=True)
        self.lock = None
        for number in NUMBERS:
            lock = open(PLACE / f"{number}.lock", "a")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.close()
                continue
            left = record(number)
            if left:
                sweep(number, left)
            if self.lock or taken(number):
                lock.close()
            else:
                self.number, self.lock = number, lock
            if not left and self.lock:
                break
        if not self.lock:
            sys.exit("hosts: all numbers are taken")

    def note(self, **facts):
        """Remembers what there is to remove; written before it is made."""
        new = PLACE / f"{self.number}.json.new"
        new.write_text(json.dumps({**(record(self.number) or {}), **facts}))
        new.rename(PLACE / f"{self.number}.json")

    def close(self):
        sweep(self.number, record(self.number) or {})
        self.lock.close()


def record(number):
    file = PLACE / f"{number}.json"
    return json.loads(file.read_text()) if file.exists() else None


def taken(number):
    """Whether something that is not ours has these addresses already."""
    return f"10.77.{number}." in must("ip", "-4", "route")


def is_nspawn(pid, number):
    try:
        return f"--machine=slipway-{number}" in pathlib.Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return False


def sweep(number, left):
    """Removes all that a host had."""
    if (pid := left.get("nspawn")) and is_nspawn(pid, number):
        os.kill(pid, signal.SIGKILL)
    if (pid := left.get("leader")) and begun(pid) == left.get("begun"):
        os.kill(pid, signal.SIGKILL)
    quiet("ip", "link", "del", f"slipway{number}")
    quiet("ip", "netns", "del", f"slipway-{number}")
    if folder := left.get("folder"):
        for name in ("usr", "root"):
            while quiet("umount", "-l", f"{folder}/{name}").returncode == 0:
                pass
        if not os.path.ismount(f"{folder}/root"):
            shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(f"/run/systemd/nspawn/propagate/slipway-{number}", ignore_errors=True)
    (PLACE / f"{number}.json").unlink(missing_ok=True)


def begun(pid):
    """When a process started, so that its number is not taken for another's."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
    except OSError:
        return None
