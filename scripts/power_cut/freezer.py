"""Stops the daemon and its worker before each of their file-changing calls, by way of slipway-faulty."""

import os
import pathlib
import signal
import time

# A sync by what it follows: the role, that call, and how its path ends (`*`: any one name).
SYNCS = {
    "ledger": ("daemon", "write", "/ledger.jsonl"),
    "tree": ("worker", "write", "/.slipway/manifest.json"),
    "releases": ("worker", "rename", "/releases/*"),
    "generation-file": ("daemon", "write", "/config.json.new"),
    "generation-folder": ("daemon", "rename", "/config.json"),
    "generations": ("daemon", "rename", "/generations/*"),
    "want-file": ("daemon", "write", "/want.json.new"),
    "want-folder": ("daemon", "rename", "/want.json"),
    "link": ("daemon", "rename", "/current"),
}


class Freezer:
    """`at_step` is told each call while its process stands. `omitted`: the sync that is never made, or None."""

    def __init__(self, folder, log, omitted, at_step):
        self.plan, self.log, self.omitted, self.at_step = folder + "/fault", log, omitted, at_step
        self.seen = self.omissions = self.lost = 0
        pathlib.Path(log).touch()
        self.write_plan()

    def write_plan(self, *more):
        lines = [*more, f"daemon freeze 1 {self.log}", f"worker freeze 1 {self.log}"]
        pathlib.Path(self.plan + ".new").write_text("".join(line + "\n" for line in lines))
        os.rename(self.plan + ".new", self.plan)

    def pump(self):
        """Lets those go on that stand; tells whether there was one."""
        with open(self.log) as log:
            log.seek(self.seen)
            lines = log.readlines()
        if lines and not lines[-1].endswith("\n"):
            lines.pop()
        self.seen += sum(len(line.encode()) for line in lines)
        for line in lines:
            pid, role, number, change, what, path = line.rstrip("\n").split(" ", 5)
            if what == "omit":
                self.omissions += 1
            if what != "freeze":
                continue
            if not wait_until_stopped(int(pid)):
                self.lost += 1
                continue
            self.at_step(f"{role} {number} {change} {path}")
            if self.omitted and follows(SYNCS[self.omitted], role, change, path):
                self.write_plan(f"{role} omit {int(number) + 1} {self.log}")
            os.kill(int(pid), signal.SIGCONT)
        return bool(lines)

    def end(self):
        os.unlink(self.plan)


def follows(sync, role, change, path):
    """Whether the next call of that process is that sync."""
    wanted, after, ending = sync
    if ending.endswith("/*"):
        path, ending = os.path.dirname(path), ending.removesuffix("/*")
    return (role, change) == (wanted, after) and path.endswith(ending)


def state(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0]
    except OSError:
        return None


def wait_until_stopped(pid):
    end = time.monotonic() + 5
    while time.monotonic() < end:
        now = state(pid)
        if now == "T":
            return True
        if now in (None, "Z", "X"):
            return False
    return False
