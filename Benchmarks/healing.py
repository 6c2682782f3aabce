"""Measures healing beside runit, systemd, supervisord and monit: from kill -9 to the next process, the memory and the
share of a processor that watching takes, and a Tomcat that is killed or hangs. Medians, with the spread."""

import argparse
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

from figures import Figures, show
from node import REPOSITORY, SLIPWAY, Node, build, first_answer, free_port, run
from peers import Monit, Runit, Supervisord, Systemd
from releases import replaced
from report import promise
from stamps import bundle, compile_stamp, deploy, events, kill_to_new, live_stamp, next_stamp, stamps
from stock import own_start

EVERY, TIMEOUT, FAILURES = 1.0, 1.0, 3
KILL = "kill -9 until the new process"
MEMORY = "private memory with {} children"
DECISION = "last failing answer until the verdict is in the events"


def rollup(pids, key):
    total = 0
    for pid in pids:
        text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
        total += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith(key + ":"))
    return total


def processor(pids):
    """Seconds of a processor that they have had so far."""
    total = 0
    for pid in pids:
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
            total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


class Bench:
    def __init__(self, folder, options):
        self.folder, self.options = folder, options
        self.figures = Figures()
        self.promises = []
        self.stamp = compile_stamp(folder)

    def tell(self, text):
        print(f"healing: {text}", file=sys.stderr, flush=True)

    def peers(self):
        names = [f"child-{number}" for number in range(self.options.children)]
        for kind in (Runit, Systemd, Supervisord, Monit):
            if why := kind.lacks():
                print(f"{kind.name} is left out: {why}\n")
                continue
            self.tell(kind.name)
            peer = kind(self.folder / kind.name, self.stamp)
            peer.start(names)
            try:
                for name in names:
                    next_stamp(peer.stamps / name, 0)
                for _ in range(self.options.rounds):
                    took = kill_to_new(peer.stamps / names[0], peer.host_pid)
                    self.figures.add(f"{KILL}: {kind.name}", 1000 * took, "ms")
                self.memory(kind.name, peer.pids())
            finally:
                peer.stop()

    def memory(self, name, pids):
        what = MEMORY.format(self.options.children)
        self.figures.add(f"{what}: {name}", rollup(pids, "Private_Dirty"), "kB")
        self.figures.add(f"  proportional (PSS): {name}", rollup(pids, "Pss"), "kB")

    def slipway(self):
        self.tell("slipway")
        node = Node(self.folder, "child-0")
        try:
            self.children(node)
            self.decision(node)
            self.dying(node)
        finally:
            node.down()

    def children(self, node):
        release = bundle(self.folder, "child", health="[ { http: /, every: 10s, failures: 1 } ]")
        names = [f"child-{number}" for number in range(self.options.children)]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda name: deploy(node, release, name), names))
        for _ in range(self.options.rounds):
            self.figures.add(f"{KILL}: slipway", 1000 * kill_to_new(live_stamp(node, names[0])), "ms")
        self.probe_over_tls(node)
        pids = [node.daemon(), *[node.wrapper_status(name)["wrapper"]["pid"] for name in names]]
        begun, had = time.monotonic(), processor(pids)
        time.sleep(self.options.idle)
        share = 100 * (processor(pids) - had) / (time.monotonic() - begun)
        count = self.options.children
        what = f"daemon and {count} wrappers, an HTTP probe each every 10 s"
        self.figures.add(f"share of one processor: {what}", share, "%")
        self.memory("slipway", pids)
        self.promises.append(promise(f"{KILL}, median", self.figures.median(f"{KILL}: slipway"), 4, "ms"))
        memory = self.figures.median(f"{MEMORY.format(count)}: slipway") / 1000
        self.promises.append(promise(f"daemon and {count} wrappers after deploys and TLS probes", memory, 10, "MB"))
        self.promises.append(promise("share of one processor", share, 0.5, "%"))

    def probe_over_tls(self, node):
        """A service that speaks TLS, and a check that asks it so."""
        key, certificate = self.folder / "key.pem", self.folder / "cert.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days",
                        "30", "-keyout", key, "-out", certificate], check=True, capture_output=True)
        command = ('[ /usr/bin/openssl, s_server, -quiet, -www, -accept, "127.0.0.1:${listen.http}", -key, '
                   '"${release}/key.pem", -cert, "${release}/cert.pem" ]')
        release = bundle(self.folder, "secure", command, "[ { https: /, every: 1s, failures: 2 } ]",
                         extra=[key, certificate])
        deploy(node, release, "secure")

    def decision(self, node):
        """From the answer that is one too many until the verdict stands in the events."""
        check = f"[ {{ http: /, every: {EVERY:.0f}s, timeout: {TIMEOUT:.0f}s, failures: {FAILURES} }} ]"
        deploy(node, bundle(self.folder, "sick", health=check), "sick")
        path = live_stamp(node, "sick")
        for _ in range(self.options.rounds):
            count, asked = len(stamps(path)), len(stamps(f"{path}.asked"))
            known = sum(event["what"] == "unhealthy" for event in events(node))
            begun = time.monotonic()
            pathlib.Path(f"{path}.sick").touch()
            while sum(event["what"] == "unhealthy" for event in events(node)) == known:
                if time.monotonic() - begun > 60:
                    raise SystemExit("bench: no verdict over an app that answers 500")
                time.sleep(0.001)
            seen = time.monotonic()
            pathlib.Path(f"{path}.sick").unlink()
            last = stamps(f"{path}.asked")[asked:][FAILURES - 1]
            self.figures.add(DECISION, 1000 * (seen - last[1]), "ms")
            new = next_stamp(path, count)
            self.figures.add("  until the new process, evidence kept meanwhile", 1000 * (new[1] - last[1]), "ms")
            self.await_active(node, "sick")
        self.promises.append(promise("decision after the last probe, longest", max(self.figures.values(DECISION)), 50, "ms"))

    def await_active(self, node, app):
        """One that has not passed its check yet is given its time to start."""
        command = [SLIPWAY, "status", app, "--root", node.root]
        while subprocess.run(command, capture_output=True).returncode != 0:
            time.sleep(0.05)

    def dying(self, node):
        """A program that ends at once from some moment on, with the policy of a recipe that says nothing of it."""
        deploy(node, bundle(self.folder, "dying", reset="5m", budget="10 in 1h"), "dying")
        path = live_stamp(node, "dying").resolve()
        pathlib.Path(f"{path}.dies").touch()
        before = stamps(path)
        os.kill(before[-1][0], signal.SIGKILL)
        time.sleep(self.options.idle)
        starts = len(stamps(path)) - len(before)
        self.figures.add(f"starts within {self.options.idle} s of a program that ends at once", starts, "count")
        bound = 10 + self.options.idle / 60
        self.promises.append(promise("  at most its budget of 10 in 1 h, and one each 60 s", starts, bound, "count"))

    def tomcat(self):
        self.tell("tomcat")
        recipe = self.folder / "tomcat"
        shutil.copytree(REPOSITORY / "recipes/hello", recipe)
        text = (recipe / "recipe.yaml").read_text()
        text = replaced(text, "every: 2s", f"every: {EVERY:.0f}s")
        text = replaced(text, "timeout: 2s", f"timeout: {TIMEOUT:.0f}s")
        (recipe / "recipe.yaml").write_text(text + "\nrestart: { backoff: 0s..60s, reset-after: 1s, budget: 1000 in 1h }\n")
        output = self.folder / "hello.oci.tar"
        build(recipe, self.folder / "store", "1.0.0", output, "switch.trial=500ms")
        (self.folder / "second").mkdir()
        node = Node(self.folder / "second")
        try:
            node.deploy(output)
            for _ in range(self.options.tomcat_rounds):
                self.heal(node, signal.SIGKILL, "kill -9")
                self.heal(node, signal.SIGSTOP, "hang")
                own = own_start(node.release(), self.folder, free_port())
                self.figures.add("peer: Tomcat's own start, catalina.sh to first 200", own, "s")
        finally:
            node.down()
        own = self.figures.median("peer: Tomcat's own start, catalina.sh to first 200")
        for figure in ("kill -9 until the first 200", "hang: verdict until the first 200"):
            self.promises.append(promise(f"{figure}: ≤ 1.1 × Tomcat's own start", self.figures.median(figure), 1.1 * own, "s"))
        longest = max(self.figures.values("hang until its verdict"))
        limit = FAILURES * EVERY + TIMEOUT
        self.promises.append(promise("verdict within failures × interval + timeout, longest", longest, limit, "s"))

    def heal(self, node, number, what):
        first_answer(node.port)
        time.sleep(2 * EVERY)
        before = node.live()
        known = sum(event["what"] == "unhealthy" for event in events(node))
        begun = time.monotonic()
        os.kill(before["pid"], number)
        verdict = begun
        if number == signal.SIGSTOP:
            while sum(event["what"] == "unhealthy" for event in events(node)) == known:
                if time.monotonic() - begun > 60:
                    raise SystemExit("bench: no verdict over a Tomcat that hangs")
                time.sleep(0.002)
            verdict = time.monotonic()
            self.figures.add("hang until its verdict", verdict - begun, "s")
        while next((s for s in node.wrapper_status()["slots"] if s.get("pid") == before["pid"]), None):
            time.sleep(0.001)
        first_answer(node.port)
        name = f"{what}: verdict until the first 200" if verdict != begun else f"{what} until the first 200"
        self.figures.add(name, time.monotonic() - verdict, "s")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=int(os.environ.get("ROUNDS", 15)))
    parser.add_argument("--tomcat-rounds", type=int)
    parser.add_argument("--children", type=int, default=50)
    parser.add_argument("--idle", type=int, default=60, help="seconds for which the share of a processor is taken")
    parser.add_argument("--only", choices=["peers", "slipway", "tomcat"])
    options = parser.parse_args()
    options.tomcat_rounds = options.tomcat_rounds or options.rounds
    # Pages of a program file that has just been written count as written by the process that maps them.
    os.sync()
    with tempfile.TemporaryDirectory(prefix="slipway-bench-") as name:
        bench = Bench(pathlib.Path(name), options)
        for part in ("peers", "slipway", "tomcat"):
            if options.only in (None, part):
                getattr(bench, part)()
        bench.figures.show()
        show(["promised", "measured", "at most", "unit", ""], bench.promises)


main()
