"""The peers beside which Slipway's healing is measured: each keeps any number of small programs running."""

import os
import pathlib
import shutil
import signal
import subprocess
import time

from stock import daemon

QUIET = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class Peer:
    """Runs `stamp STAMPS/NAME` for each name."""

    def __init__(self, folder, stamp):
        self.folder, self.stamp = folder, stamp
        self.stamps = folder / "stamps"
        self.stamps.mkdir(parents=True)

    @staticmethod
    def lacks():
        """Why it cannot be measured here; nothing when it can."""

    def host_pid(self, pid):
        return pid

    def script(self, path, text):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n" + text)
        path.chmod(0o755)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        for file in self.stamps.glob("*.pid"):
            try:
                os.kill(self.host_pid(int(file.read_text())), signal.SIGKILL)
            except OSError:
                pass

    def pids(self):
        """Its own processes."""
        return [self.process.pid]


def missing(program):
    return None if shutil.which(program) else f"{program} is not installed"


class Runit(Peer):
    name = "runit"

    @staticmethod
    def lacks():
        return missing("runsvdir")

    def start(self, names):
        for name in names:
            self.script(self.folder / "service" / name / "run", f"exec {self.stamp} {self.stamps}/{name}\n")
        self.process = daemon(["runsvdir", str(self.folder / "service")], **QUIET)

    def pids(self):
        return [self.process.pid, *children(self.process.pid)]

    def stop(self):
        # So that it ends its runsv processes too.
        self.process.send_signal(signal.SIGHUP)
        self.process.wait()


class Supervisord(Peer):
    name = "supervisord"

    @staticmethod
    def lacks():
        return missing("supervisord")

    def start(self, names):
        text = f"[supervisord]\nnodaemon=true\nlogfile={self.folder}/log\npidfile={self.folder}/pid\n"
        for name in names:
            text += f"[program:{name}]\ncommand={self.stamp} {self.stamps}/{name}\nautorestart=true\n"
        (self.folder / "conf").write_text(text)
        words = ["supervisord", "-c", str(self.folder / "conf")]
        if os.getuid() == 0:
            words += ["-u", "root"]
        self.process = daemon(words, **QUIET)


class Monit(Peer):
    """Looks once a second, the shortest it can."""

    name = "monit"

    @staticmethod
    def lacks():
        return missing("monit")

    def start(self, names):
        text = f"set daemon 1\nset log {self.folder}/log\nset idfile {self.folder}/id\nset statefile {self.folder}/state\n"
        for name in names:
            self.script(self.folder / "start" / name,
                        f"setsid {self.stamp} {self.stamps}/{name} </dev/null >/dev/null 2>&1 &\n")
            text += (f"check process {name} with pidfile {self.stamps}/{name}.pid\n"
                     f'  start program = "{self.folder}/start/{name}"\n')
        (self.folder / "conf").write_text(text)
        (self.folder / "conf").chmod(0o700)
        self.process = daemon(["monit", "-I", "-c", str(self.folder / "conf"), "-p", str(self.folder / "pid")], **QUIET)


class Systemd(Peer):
    """In a container of systemd-nspawn, with RestartSec=0; its first process is what is measured."""

    name = "systemd"
    unit = ("[Unit]\nStartLimitIntervalSec=0\n[Service]\nExecStart=/usr/local/bin/stamp /stamps/%i\n"
            "Restart=always\nRestartSec=0\n")

    @staticmethod
    def lacks():
        if os.getuid() != 0:
            return "only root can start the container"
        return missing("systemd-nspawn") or missing("mmdebstrap")

    def __init__(self, folder, stamp):
        super().__init__(folder, stamp)
        self.root = folder / "root"
        packages = "--include=systemd,systemd-sysv,dbus"
        subprocess.run(["mmdebstrap", "--quiet", "--variant=minbase", packages, "bookworm", str(self.root)], check=True)
        (self.root / "etc/machine-id").unlink(missing_ok=True)
        self.stamps.rmdir()
        self.stamps = self.root / "stamps"
        self.stamps.mkdir()
        shutil.copy(stamp, self.root / "usr/local/bin/stamp")
        (self.root / "etc/systemd/system/stamp@.service").write_text(self.unit)

    def start(self, names):
        words = ["systemd-nspawn", "-q", "-b", "-D", str(self.root), "--machine=slipway-bench", "--register=no",
                 "--keep-unit"]
        self.process = daemon(words, **QUIET)
        deadline = time.monotonic() + 60
        while not self.inside("systemctl", "is-system-running").stdout.startswith(("running", "degraded")):
            if time.monotonic() > deadline:
                raise SystemExit("bench: the container of systemd does not come up")
            time.sleep(0.1)
        self.inside("systemctl", "start", *[f"stamp@{name}" for name in names])

    def leader(self):
        return next(iter(children(self.process.pid)), None)

    def inside(self, *words):
        leader = self.leader()
        words = ["nsenter", "-t", str(leader), "-a", *words] if leader else ["true"]
        return subprocess.run(words, capture_output=True, text=True)

    def host_pid(self, pid):
        """The number outside of a process that is `pid` inside."""
        for status in pathlib.Path("/proc").glob("[0-9]*/status"):
            try:
                text = status.read_text()
            except OSError:
                continue
            numbers = next((line.split()[1:] for line in text.splitlines() if line.startswith("NSpid:")), [])
            if text.startswith("Name:\tstamp\n") and len(numbers) > 1 and numbers[-1] == str(pid):
                return int(numbers[0])
        raise SystemExit(f"bench: process {pid} of the container is not found")

    def pids(self):
        return [self.leader()]

    def stop(self):
        os.kill(self.leader(), signal.SIGRTMIN + 4)
        self.process.wait()


def children(pid):
    text = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in text.split()]
