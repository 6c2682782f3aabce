"""Measures switches under load: Slipway beside haproxy, a plain restart and a stock shared socket, in turn in rounds.

All sides serve the same release trees with the same flags of Java, and all get the same clients (load.py).
"""

import argparse
import collections
import contextlib
import itertools
import pathlib
import signal
import sys
import tempfile
import threading
import time

import haproxy
import picture
import report
from figures import Figures
from load import Load
from node import Node, free_port
from releases import BAD, GOOD, PAGE, Releases
from sides import Restart, SharedSocket, Slipway
from stock import own_start

# One row of the matrix, the same for all sides. Handshakes cost both ends, so fewer clients are as much load.
Case = collections.namedtuple("Case", "keep tls think connections")
MATRIX = [Case(keep, tls, 0.005, 8 if tls and not keep else 24) for tls in (False, True) for keep in (True, False)]
NO_THINK = Case(True, False, 0.0, 6)
IDLE = [Case(True, tls, 30.0, 64) for tls in (False, True)]
PARTS = ["matrix", "others", "bad", "quiet"]
SETTLE = 0.5  # seconds of load before, between and after switches


class Seen:
    """Everything that one side has shown in one case."""

    def __init__(self):
        self.records, self.operations = [], []
        self.switches = 0  # of others, that happened meanwhile


class Bench:
    def __init__(self, words, folder):
        self.words, self.folder = words, folder
        self.seen = collections.defaultdict(Seen)
        self.bad = Seen()
        self.figures = Figures()
        self.drawn = None
        self.begun = time.monotonic()
        self.node = Node(folder)
        self.sides = []
        self.done = collections.Counter()

    def say(self, text):
        print(f"{time.monotonic() - self.begun:6.0f} s  {text}", file=sys.stderr, flush=True)

    def prepare(self):
        self.say("building the releases")
        self.releases = Releases(self.folder)
        for app, version in itertools.product(("hello", "hello-tls"), GOOD):
            self.releases.bundle(app, version)
        self.say("starting all sides")
        self.slipway = {tls: self.add(Slipway(self.node, self.releases, tls)) for tls in (False, True)}
        trees = {GOOD[0]: self.node.release("hello")}
        self.slipway[False].switch()
        trees[GOOD[1]] = self.node.release("hello")
        self.trees = trees
        self.haproxy = self.add(haproxy.Haproxy(trees, self.folder, self.folder / "tls.pem"))
        self.restart = self.add(Restart(trees, self.folder))
        self.shared = self.add(SharedSocket(trees, self.folder))

    def add(self, side):
        self.sides.append(side)
        return side

    def close(self):
        for side in self.sides:
            side.close()
        self.node.down()

    def load(self, side, case):
        port = side.tls_port if case.tls and not isinstance(side, Slipway) else side.port
        return Load(port, PAGE, case.connections, case.think, case.keep, case.tls,
                    processes=1 if case.think >= 1 else 2)

    def under_load(self, side, case, works, seen=None):
        """Does some things one after another while the clients ask; returns the operations."""
        seen = seen or self.seen[side.name, case]
        operations = []
        with self.load(side, case) as load:
            settle()
            for work in works:
                operations.append(work())
                settle()
        seen.records += load.records
        seen.operations += operations
        self.done[side] += len(operations)
        failed = load.tally().failed
        if failed:
            self.say(f"  {side.name}: {len(failed)} failed {dict(load.tally().kinds)}")
        return operations, load.records

    # The parts of a round.

    def matrix(self, number, switches, kinds):
        for place, case in enumerate(MATRIX):
            slipway = self.slipway[case.tls]
            works = [slipway.switch] * switches
            for kind in kinds[place]:
                works += [lambda kind=kind: slipway.advance(kind), lambda kind=kind: slipway.rollback(kind)]
            operations, records = self.under_load(slipway, case, works)
            self.measure(operations, records)
            if place == 0 and switches:
                self.drawn = (operations[0], records)
            self.under_load(self.haproxy, case, [self.haproxy.switch] * (switches + len(kinds[place])))
            self.say(f"round {number}: {report.tell(case)}: {switches + len(kinds[place])} switches, "
                     f"{len(kinds[place])} rollbacks done")

    def measure(self, operations, records):
        for operation in operations:
            if operation.what == "deploy":
                took = operation.ended - operation.begun - operation.took("trial")
                self.figures.add("deploy without its trial, under load", took, "s")
            else:
                first = min((r.began + r.latency for r in records if r.version == operation.version
                             and r.began >= operation.begun and not r.failure), default=float("inf"))
                unit, factor = ("ms", 1000) if operation.what == "warm rollback" else ("s", 1)
                self.figures.add(f"{operation.what}, under load: command until the old release answers",
                                 (first - operation.begun) * factor, unit)

    def others(self, number):
        self.under_load(self.slipway[False], NO_THINK, [self.slipway[False].switch])
        self.under_load(self.haproxy, NO_THINK, [self.haproxy.switch])
        for case, side in itertools.product(MATRIX[:2], (self.restart, self.shared)):
            self.under_load(side, case, [side.switch])
        self.say(f"round {number}: think time 0 and the peers without a balancer done")

    def bads(self, number, numbers):
        side = self.slipway[False]
        kinds = list(BAD)
        for n in numbers:
            self.releases.bad(side.app, n, kinds[n % len(kinds)])
        works = [lambda n=n: side.try_bad(n, kinds[n % len(kinds)]) for n in numbers]
        if works:
            self.under_load(side, MATRIX[n % 2], works, self.bad)
            self.say(f"round {number}: {len(works)} bad releases done")

    def quiet(self, number):
        """Without load, beside Tomcat's own start."""
        side = self.slipway[False]
        for kind in ("warm", "cold"):
            operation = side.advance(kind)
            took = operation.ended - operation.begun - operation.took("trial")
            self.figures.add("deploy without its trial", took, "s")
            operation = side.rollback(kind)
            took = operation.ended - operation.begun
            value = (1000 * took, "ms") if kind == "warm" else (took, "s")
            self.figures.add(f"{kind} rollback: command to its end", *value)
        took = own_start(self.trees[GOOD[0]], self.folder, free_port())
        self.figures.add(report.OWN_START, took, "s")
        self.say(f"round {number}: times without load done")

    def measure_all(self):
        words = self.words
        idle = [(side, case, self.load(side, case)) for case in IDLE
                for side in (self.slipway[case.tls], self.haproxy)]
        for _, _, load in idle:
            load.__enter__()
        self.say("measuring")
        kinds = itertools.cycle(["warm", "cold", "cold", "warm"])
        for n in range(words.rounds):
            number = n + 1
            rollbacks = list(itertools.islice(kinds, share(words.rollbacks, words.rounds, n)))
            places = [rollbacks[place::len(MATRIX)] for place in range(len(MATRIX))]
            if "matrix" in words.parts:
                self.matrix(number, max(1, words.switches // (words.rounds * len(MATRIX))), places)
            if "others" in words.parts:
                self.others(number)
            if "bad" in words.parts:
                done = sum(share(words.bad, words.rounds, m) for m in range(n))
                self.bads(number, range(done, done + share(words.bad, words.rounds, n)))
            if "quiet" in words.parts:
                self.quiet(number)
        for side, case, load in idle:
            load.__exit__()
            self.seen[side.name, case].records += load.records
            self.seen[side.name, case].switches = self.done[side]


def share(whole, parts, n):
    return whole * (n + 1) // parts - whole * n // parts


def settle():
    """A stretch of load during which nothing else happens."""
    threading.Event().wait(SETTLE)


def main():
    parser = argparse.ArgumentParser(description="Measures switches under load.")
    parser.add_argument("--switches", type=int, default=100, help="of Slipway, and as many of haproxy")
    parser.add_argument("--rollbacks", type=int, default=20, help="half of them warm, half cold")
    parser.add_argument("--bad", type=int, default=10, help="bad releases tried")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="a smoke run: 4 switches, 2 rollbacks, 3 bad, 1 round")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="of each round; all by default")
    parser.add_argument("--svg", type=pathlib.Path, help="write a picture of one switch there")
    parser.add_argument("--keep", type=pathlib.Path, help="work in this new folder and leave it, logs and all")
    words = parser.parse_args()
    if words.quick:
        words.switches, words.rollbacks, words.bad, words.rounds = 4, 2, 3, 1
    haproxy.program()
    # So that an end from outside closes everything too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bench: ended by SIGTERM"))
    with contextlib.ExitStack() as stack:
        folder = words.keep or pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="slipway-bench-")))
        folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(words, folder.resolve())
        stack.callback(bench.close)
        bench.prepare()
        bench.measure_all()
    if words.svg:
        words.svg.write_text(picture.draw(*bench.drawn))
    sys.exit(report.show(bench))


if __name__ == "__main__":
    main()
