"""One fresh host: an overlay on a base tree, a network of its own, and a process 1, by systemd-nspawn.

    with Host("debian12") as host:
        host.put("shop-1.4.2.run")
        host.run("sh", "/root/shop-1.4.2.run", "--yes")
        host.get(8080, "/")
"""

import ctypes
import os
import pathlib
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import time

import base
from slot import Slot, begun, must, quiet

NOBODY_ELSES = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
PR_SET_PDEATHSIG = 1
SIGRTMIN = 34


class Host:
    """`network` is "veth": reached from here at `address`; or "none": a loopback device and nothing else."""

    def __init__(self, kind="debian12", network="veth", read_only_usr=False, name=None):
        if os.geteuid() != 0:
            sys.exit("hosts: only root can make hosts")
        self.kind, self.network, self.read_only_usr = kind, network, read_only_usr
        self.has_systemd = base.KINDS[kind][2]
        tree = base.tree(kind)
        self.slot = Slot()
        self.number = self.slot.number
        self.machine = f"slipway-{self.number}"
        self.name = name or self.machine
        self.address = f"10.77.{self.number}.2" if network == "veth" else "127.0.0.1"
        self.folder = base.CACHE / "running" / str(self.number)
        self.root = self.folder / "root"
        self.process = self.leader = None
        try:
            self.slot.note(owner=os.getpid(), name=self.name, folder=str(self.folder), address=self.address)
            self.make_disk(tree)
            self.make_network()
            self.boot()
        except BaseException:
            self.slot.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def make_disk(self, tree):
        shutil.rmtree(self.folder, ignore_errors=True)
        for name in ("upper", "work", "root"):
            (self.folder / name).mkdir(parents=True)
        must("mount", "-t", "overlay", "slipway-host", "-o",
             f"lowerdir={tree},upperdir={self.folder}/upper,workdir={self.folder}/work", self.root)
        (self.root / "etc/hostname").write_text(self.name + "\n")

    def make_network(self):
        must("ip", "netns", "add", self.machine)
        must("ip", "-n", self.machine, "link", "set", "lo", "up")
        if self.network == "veth":
            here = f"slipway{self.number}"
            must("ip", "link", "add", here, "type", "veth", "peer", "name", "eth0", "netns", self.machine)
            must("ip", "addr", "add", f"10.77.{self.number}.1/24", "dev", here)
            must("ip", "link", "set", here, "up")
            must("ip", "-n", self.machine, "addr", "add", f"{self.address}/24", "dev", "eth0")
            must("ip", "-n", self.machine, "link", "set", "eth0", "up")

    def boot(self, limit=60):
        """Returns once all its services are up; seconds that took."""
        start = time.monotonic()
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
            path = str(self.folder / "notify")
            pathlib.Path(path).unlink(missing_ok=True)
            ear.bind(path)
            ear.settimeout(limit)
            words = ["systemd-nspawn", "--quiet", f"--directory={self.root}", f"--machine={self.machine}",
                     f"--hostname={self.name}", f"--network-namespace-path=/run/netns/{self.machine}", "--register=no",
                     "--keep-unit", "--resolv-conf=off", "--timezone=off", "--link-journal=no", "--console=pipe"]
            words += [f"--bind-ro={self.root}/usr:/usr"] if self.read_only_usr else []
            words += ["--boot", "--notify-ready=yes"] if self.has_systemd else ["--as-pid2", "sleep", "infinity"]
            with open(self.folder / "console.log", "ab") as console:
                self.process = subprocess.Popen(
                    words, stdin=subprocess.DEVNULL, stdout=console, stderr=console, preexec_fn=die_with_parent,
                    env={**os.environ, "NOTIFY_SOCKET": path}, start_new_session=True)
            self.slot.note(nspawn=self.process.pid)
            self.await_ready(ear)
        if self.has_systemd:
            state = self.run("systemctl", "is-system-running", "--wait", code=None)
            if state.stdout.strip() != "running":
                failed = self.run("systemctl", "--failed", "--no-legend", "--plain", code=None).stdout
                sys.exit(f"hosts: {self.name} is {state.stdout.strip()}: {failed}{state.stderr}")
        return time.monotonic() - start

    def await_ready(self, ear):
        ready = False
        while not ready:
            try:
                words = ear.recv(65536).decode()
            except TimeoutError:
                sys.exit(f"hosts: {self.name} did not boot: {self.console()}")
            if found := re.search(r"X_NSPAWN_LEADER_PID=(\d+)", words):
                self.leader = int(found[1])
                self.slot.note(leader=self.leader, begun=begun(self.leader))
            ready = re.search(r"^READY=1", words, re.M) and self.leader

    def power_off(self):
        """As by its button: services are stopped."""
        if self.process:
            os.kill(self.leader, SIGRTMIN + 4 if self.has_systemd else signal.SIGKILL)
            self.ended(30)

    def cut_power(self):
        """Every process ends at once; what they wrote is still there."""
        if self.process:
            self.process.kill()
            os.kill(self.leader, signal.SIGKILL)
            self.ended(10)

    def ended(self, limit):
        try:
            self.process.wait(limit)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        wait_gone(self.leader)
        self.process = self.leader = None

    def words(self, *command, user=None, env=None):
        """The words that run a command in this host from here."""
        return inside(self.leader, command, user, env)

    def run(self, *command, user=None, env=None, code=0, input=None, limit=300, merge=False):
        """Runs a command in it and returns what it said; `code=None` takes any ending."""
        said = {"stdin": subprocess.DEVNULL} if input is None else {"input": input}
        result = subprocess.run(
            self.words(*command, user=user, env=env), stdout=subprocess.PIPE, text=True, timeout=limit,
            stderr=subprocess.STDOUT if merge else subprocess.PIPE, **said)
        if code is not None and result.returncode != code:
            raise AssertionError(
                f"{' '.join(map(str, command))} exited {result.returncode}\n{result.stdout}{result.stderr or ''}")
        return result

    def shell(self, text, **more):
        return self.run("sh", "-c", text, **more)

    def start(self, *command, user=None, env=None, **more):
        """A command that runs on; its own process number here is `pid_of(it)`."""
        more = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, **more}
        return subprocess.Popen(self.words(*command, user=user, env=env), **more)

    def user(self, name):
        """Makes an ordinary user with a home folder."""
        self.run("useradd", "--create-home", "--shell", "/bin/sh", name)
        return name

    def put(self, file, folder="/root", user=None):
        """Copies a file into it; the path it has there."""
        file = pathlib.Path(file)
        with open(file, "rb") as data:
            subprocess.run(self.words("sh", "-c", 'cat >"$0"', f"{folder}/{file.name}", user=user), stdin=data,
                           check=True)
        return f"{folder}/{file.name}"

    def get(self, port, path="/", limit=5):
        """A page as a client sees it, from outside where it has a network: the status and the text; 0 if none."""
        inside = ["ip", "netns", "exec", self.machine] if self.network == "none" else []
        result = quiet(*inside, "curl", "-sS", "--max-time", str(limit), "-w", "\n%{http_code}",
                       f"http://{self.address}:{port}{path}")
        text, _, status = result.stdout.rpartition("\n")
        return int(status or 0), text

    def processes(self):
        """Command lines by process number, as seen inside."""
        lines = self.run("sh", "-c", "for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline 2>&- && echo \"|${p#/proc/}\";"
                         " done; :").stdout.split("\n")
        return {int(line.rpartition("|")[2]): line.rpartition("|")[0] for line in lines if "|" in line}

    def log(self, unit=None):
        """What its journal says, of one unit if asked."""
        if not self.has_systemd:
            return self.console()
        return self.run("journalctl", "--no-pager", "-o", "cat", *(["-u", unit] if unit else []), code=None).stdout

    def console(self):
        return (self.folder / "console.log").read_text(errors="replace")[-3000:]

    def close(self):
        if self.process:
            self.cut_power()
        self.slot.close()


def inside(leader, command, user=None, env=None):
    """The words that run a command where a process 1 is the host's."""
    home = f"/home/{user}" if user else "/root"
    settings = {**NOBODY_ELSES, "HOME": home, "USER": user or "root", **(env or {})}
    words = ["env", "-i", *[f"{key}={value}" for key, value in settings.items()], *map(str, command)]
    if user:
        words = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", *words]
    # The folder is the host's, not what is called the same here.
    return ["nsenter", "-t", str(leader), "-a", f"--wd=/proc/{leader}/root{home}", *words]


def pid_of(process):
    """The command that `Host.start` began, for a signal that shall meet it and nothing between."""
    children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return int(children[0]) if children else None


def die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def wait_gone(pid):
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    select.select([descriptor], [], [], 10)
    os.close(descriptor)
