"""The sides of the comparison: each serves a port and can switch it from the release that is live to the other one."""

import datetime
import json
import re
import socket
import time

from node import free_port, timed
from releases import COLD, GOOD, PAGE
from stock import Stock


def other(version):
    return GOOD[1] if version == GOOD[0] else GOOD[0]


class Operation:
    """One thing that was done, from the moment the command was given until its end, by the monotonic clock."""

    def __init__(self, what, version, begun, result=None):
        self.what, self.version, self.begun = what, version, begun
        self.ended = time.monotonic()
        self.steps = json.loads(result.stdout)["steps"] if result else []
        self.marks = {}

    def took(self, step):
        """Seconds; 0 for a step that was not taken."""
        return sum(s["took"] for s in self.steps if s["step"] == step and s["phase"] == "done") / 1000

    def told(self, moment):
        """Where a moment lies, for people who look for the cause of a failed request."""
        at = "  ".join(f"{name} {1000 * (moment - mark):+.0f} ms" for name, mark in self.marks.items())
        return f"{self.what} {self.version}: {at or f'begun {1000 * (moment - self.begun):+.0f} ms'}"


class Slipway:
    """An app on a node."""

    name = "slipway"

    def __init__(self, node, releases, tls):
        self.node, self.releases, self.tls = node, releases, tls
        self.app = "hello-tls" if tls else "hello"
        self.port = free_port()
        self.live = self.before = None
        self.deploy(GOOD[0])

    def deploy(self, version):
        bundle = self.releases.bundle(self.app, version)
        operation = self.act("deploy", version, "deploy", bundle, "--set", f"listen.http={self.port}")
        self.live = version
        return operation

    def switch(self):
        return self.deploy(other(self.live))

    def advance(self, kind):
        """A deploy after which the release before it runs still, or does not: so the way back is warm or cold."""
        self.before = self.live
        if kind == "warm":
            return self.switch()
        operation = self.deploy(COLD)
        self.await_end_of_warm()
        return operation

    def rollback(self, kind):
        self.live = self.before
        return self.act(f"{kind} rollback", self.before, "rollback", self.app)

    def try_bad(self, number, kind):
        bundle = self.releases.bad(self.app, number, kind)
        return self.act(kind, f"bad-{number}", "deploy", bundle, code=1)

    def act(self, what, version, *words, code=0):
        begun = time.monotonic()
        _, result = timed(*words, "--root", self.node.root, "--json", code=code)
        operation = Operation(what, version, begun, result)
        operation.marks = self.marks(begun)
        return operation

    def await_end_of_warm(self):
        while sum("pid" in slot for slot in self.node.wrapper_status(self.app)["slots"]) > 1:
            time.sleep(0.01)

    def marks(self, begun):
        """When each step of what began then was done, by the ledger; when Tomcat admitted and parked, by its log."""
        offset = time.time() - time.monotonic()
        folder = self.node.root / "apps" / self.app
        marks = {"begun": begun}
        for line in (folder / "ledger.jsonl").read_text().splitlines():
            entry = json.loads(line)["entry"]
            at = entry["at"] / 1000 - offset
            done = entry["event"].get("step", {}).get("event", {}).get("done")
            if done and at >= begun:
                marks[done["rung"]] = at
        log = (folder / f"shared/logs/{self.app}.log").read_text(errors="replace")
        for text, words in re.findall(r"^(\S+ \S+) .*Doorkeeper\.\w+ (admitting|parked) ", log, re.MULTILINE):
            at = datetime.datetime.strptime(text, "%Y-%m-%d %H:%M:%S.%f").timestamp() - offset
            if at >= marks.get("gate", float("inf")):
                marks.setdefault("admitted" if words == "admitting" else words, at)
        return dict(sorted(marks.items(), key=lambda mark: mark[1]))

    def close(self):
        pass


class OnePort:
    """What the two peers without a balancer share: a port, and a Tomcat behind it."""

    tls = False

    def __init__(self, trees, folder):
        self.trees, self.folder = trees, folder
        self.port = free_port()
        self.live, self.number = GOOD[0], 0
        self.prepare()
        self.tomcat = self.start(self.live)
        self.tomcat.warm(PAGE)

    def prepare(self):
        pass

    def start(self, version, listener=None):
        self.number += 1
        return Stock(self.trees[version], self.folder / f"{self.name.replace(' ', '-')}-{self.number % 2}",
                     self.port, listener)

    def close(self):
        self.tomcat.stop()


class Restart(OnePort):
    """The old one ends, the new one starts on the same port."""

    name = "plain restart"

    def switch(self):
        begun = time.monotonic()
        self.tomcat.stop()
        self.live = other(self.live)
        self.tomcat = self.start(self.live)
        self.tomcat.warm(PAGE)
        return Operation("restart", self.live, begun)


class SharedSocket(OnePort):
    """The new one starts on the listening socket that the old one has too, then the old one gets SIGTERM."""

    name = "stock shared socket"

    def prepare(self):
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", self.port))
        self.listener.listen(1024)

    def start(self, version):
        return super().start(version, self.listener)

    def switch(self):
        begun = time.monotonic()
        old, self.live = self.tomcat, other(self.live)
        self.tomcat = self.start(self.live)
        self.tomcat.await_log("Server startup in")
        old.stop()
        return Operation("switch", self.live, begun)

    def close(self):
        super().close()
        self.listener.close()
