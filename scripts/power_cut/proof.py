"""One play on one kind of disk, and what comes back after a cut at each of its steps."""

import concurrent.futures
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import uuid

from disk import Disk, Pieces
from freezer import Freezer, wait_until_stopped

# Where each step makes a disk of its own, every so manieth is looked at.
EVERY = {"ext4": 4, "xfs": 12, "btrfs": 12}


def acts(bundles):
    """What is done: its name, the words, the exit code, and what is served once it is told done."""
    red = "1.0.0 red"
    return [
        ("node up", ["node", "up"], 0, None),
        ("first deploy", ["deploy", bundles["1.0.0"]], 0, red),
        ("deploy", ["deploy", bundles["2.0.0"]], 0, "2.0.0 red"),
        ("rollback", ["rollback", "ten"], 0, red),
        ("config set", ["config", "set", "ten", "ten.color=blue"], 0, "1.0.0 blue"),
        ("deploy that fails", ["deploy", bundles["4.0.0"]], 1, "1.0.0 blue"),
        ("deploy that retires", ["deploy", bundles["2.0.0"]], 0, "2.0.0 blue"),
        ("gc", ["gc"], 0, "2.0.0 blue"),
        ("undeploy", ["undeploy", "ten"], 0, None),
        ("deploy anew", ["deploy", bundles["1.0.0"]], 0, red),
        ("undeploy --purge", ["undeploy", "ten", "--purge", "--yes"], 0, None),
    ]


class Broken(Exception):
    """The play did not go as it should, cut or no cut."""


class Proof:
    """`programs`: the folder with slipway and the slipwayd and slipway-wrapper that stop and leave out; `place`: where
    the disk is mounted; `folder`: room beside it."""

    def __init__(self, kind, writing, folder, place, programs, bundles):
        self.kind, self.writing, self.folder, self.place = kind, writing, folder, place
        self.programs, self.bundles = programs, bundles
        self.root = place + "/node"
        self.every = EVERY[kind] if writing else 1
        self.pieces = Pieces()
        self.cuts = {}  # a copy of the disk: the moments it was found at, each with what may be served then
        self.steps = self.lost = self.omissions = 0
        self.per_act = {}
        self.faults = {}  # what was wrong: the moments
        self.bad = set()

    # MARK: the play

    def play(self, omitted=None, most=None):
        self.disk = Disk(self.kind, self.folder + "/disk", self.place, self.writing)
        freezer = Freezer(os.path.dirname(self.programs), self.folder + "/calls", omitted, self.step)
        before = None
        for name, words, code, after in acts(self.bundles)[:most]:
            self.now, self.allowed = name, {before, after}
            self.act(freezer, words, code)
            # From here on it is a promise.
            self.allowed = {after}
            self.when_promised()
            self.let_settle(freezer)
            before = after
        freezer.end()
        self.slipway("node", "down", "--stop-apps").wait()
        self.omissions, self.lost = freezer.omissions, freezer.lost
        self.disk.end()

    def slipway(self, *words):
        return subprocess.Popen(
            [self.programs + "/slipway", *words, "--root", self.root], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def act(self, freezer, words, code):
        client = self.slipway(*words)
        while client.poll() is None:
            if not freezer.pump():
                time.sleep(0.0005)
        told = client.stdout.read()
        if client.returncode != code:
            raise Broken(f"{self.now} exited {client.returncode}, not {code}: {told}")

    def let_settle(self, freezer):
        """What the daemon does behind the back of its client is cut as well."""
        quiet = time.monotonic() + 0.3
        while time.monotonic() < quiet:
            if freezer.pump():
                quiet = time.monotonic() + 0.3
            time.sleep(0.001)

    def step(self, call):
        if self.steps % self.every == 0:
            self.cut(call.replace(self.root, ""))
        self.steps += 1
        self.per_act[self.now] = self.per_act.get(self.now, 0) + 1

    def when_promised(self):
        """The daemon stands for it too, so that the disk does not change under the copy."""
        pid = daemon(self.root)
        os.kill(pid, signal.SIGSTOP)
        wait_until_stopped(pid)
        self.cut("it is told done")
        os.kill(pid, signal.SIGCONT)

    def cut(self, moment):
        self.disk.settle()
        copy = self.pieces.take(self.disk.file)
        self.cuts.setdefault(copy, []).append((f"{self.now}: {moment}", self.allowed))

    # MARK: the judgement

    def judge(self, jobs, slipway):
        """Looks at every different disk once, with the programs beside `slipway`; each moment has its own claim."""
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            looks = {pool.submit(self.look, number, copy, slipway): copy for number, copy in enumerate(self.cuts)}
            for look in concurrent.futures.as_completed(looks):
                found = look.result()
                for moment, allowed in self.cuts[looks[look]]:
                    for text in found["faults"] or wrongly(found["serves"], allowed):
                        self.faults.setdefault(text.replace(self.place, ""), []).append(moment)
                        self.bad.add(moment)

    def look(self, number, copy, slipway):
        file, boot = f"{self.folder}/cut-{number}", f"{self.folder}/boot-{number}"
        self.pieces.give(copy, file)
        pathlib.Path(boot).write_text(str(uuid.uuid4()) + "\n")
        result = subprocess.run(
            ["unshare", "--mount", "--pid", "--net", "--fork", "--kill-child", "--mount-proc", sys.executable,
             str(pathlib.Path(__file__).with_name("check.py")), self.kind, file, self.place, boot, slipway,
             self.bundles["9.0.0"]],
            capture_output=True, text=True, stdin=subprocess.DEVNULL)
        os.unlink(file)
        os.unlink(boot)
        try:
            return json.loads(result.stdout)
        except ValueError:
            return {"serves": None, "faults": [f"the look broke off: {result.stdout}{result.stderr}"]}


def wrongly(serves, allowed):
    if serves in allowed:
        return []
    wanted = " or ".join(sorted(name or "nothing" for name in allowed))
    return [f"{serves or 'nothing'} is served, not {wanted}"]


def daemon(root):
    """The process id of the daemon of that root."""
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if words[0].endswith(b"/slipwayd") and b"worker" not in words and root.encode() in words:
            return int(folder.name)
    raise Broken("the daemon is gone")
