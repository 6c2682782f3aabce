"""Measures the main job on real releases: sizes, memory, build, deploy, rollback, heal. Medians, with the spread.

Where a figure has a peer, both are measured in turn in the same round: Tomcat's own start from the same files.
"""

import json
import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
DIST = REPOSITORY / "dist"
SLIPWAY = str(DIST / "slipway")


def run(*words, code=0):
    result = subprocess.run([SLIPWAY, *map(str, words)], capture_output=True, text=True)
    if result.returncode != code:
        sys.exit(f"bench: slipway {' '.join(map(str, words))} exited {result.returncode}\n{result.stdout}{result.stderr}")
    return result


def timed(*words, code=0):
    begun = time.monotonic()
    result = run(*words, code=code)
    return time.monotonic() - begun, result


def free_port():
    with socket.socket() as s:
        s.bind(("", 0))
        return s.getsockname()[1]


def first_answer(port, path="/health", limit=60):
    """Seconds until a 200; each try waits for its own answer or refusal."""
    begun = time.monotonic()
    while time.monotonic() - begun < limit:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=limit) as answer:
                if answer.status == 200:
                    return time.monotonic() - begun
        except OSError:
            time.sleep(0.002)
    sys.exit(f"bench: no answer on port {port}")


def private_kb(pid):
    """What the process has written and nobody shares: the rest of it is its program file, clean in the page cache."""
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Private_Dirty"))


class Figures:
    def __init__(self):
        self.rows = {}

    def add(self, name, value, unit):
        self.rows.setdefault((name, unit), []).append(value)

    def show(self):
        print(f"| {'figure':<58} | {'median':>10} | {'min':>9} | {'max':>9} | unit | n |")
        print("|---|---|---|---|---|---|")
        for (name, unit), values in self.rows.items():
            digits = 0 if unit in ("kB", "bytes") else 1 if unit == "ms" else 2
            texts = [f"{v:.{digits}f}" for v in (statistics.median(values), min(values), max(values))]
            print(f"| {name:<58} | {texts[0]:>10} | {texts[1]:>9} | {texts[2]:>9} | {unit} | {len(values)} |")

    def median(self, name):
        return next(statistics.median(v) for (n, _), v in self.rows.items() if n == name)


class Node:
    def __init__(self, folder):
        self.root = folder / "node"
        self.port = free_port()
        run("node", "up", "--root", self.root)

    def status(self):
        return json.loads(run("status", "--root", self.root, "--json").stdout)["apps"][0]

    def wrapper_status(self):
        return json.loads((self.root / "apps/hello/run/status.json").read_text())

    def live(self):
        return next(s for s in self.wrapper_status()["slots"] if s["admitting"])

    def daemon(self):
        return json.loads(run("node", "status", "--root", self.root, "--json").stdout)["pid"]

    def deploy(self, bundle):
        return timed("deploy", bundle, "--root", self.root, "--set", f"listen.http={self.port}", "--json")

    def down(self):
        run("node", "down", "--root", self.root, "--stop-apps")


def build(store, version, output, *settings):
    words = ["build", REPOSITORY / "recipes/hello", "--store", store, "--version", version, "--output", output, "--replace"]
    for setting in settings:
        words += ["--set", setting]
    return timed(*words)[0]


def stock_start(release, folder, port):
    """Tomcat's own start: exec of catalina.sh until the first 200 of the same web app, then its end."""
    catalina_base = folder / "stock"
    shutil.rmtree(catalina_base, ignore_errors=True)
    for name in ("conf", "logs", "temp", "webapps", "work"):
        (catalina_base / name).mkdir(parents=True)
    for file in (release / "tomcat/conf").iterdir():
        if file.is_file():
            (catalina_base / "conf" / file.name).write_bytes(file.read_bytes())
    text = (release / "tomcat/conf/server.xml").read_text()
    (catalina_base / "conf/server.xml").write_text(text.replace('port="8080"', f'port="{port}"'))
    shutil.copytree(release / "webapps/ROOT", catalina_base / "webapps/ROOT")
    environment = {**os.environ, "JAVA_HOME": str(release / "jdk"), "CATALINA_HOME": str(release / "tomcat"),
                   "CATALINA_BASE": str(catalina_base), "CATALINA_OPTS": "-Xmx128m"}
    begun = time.monotonic()
    process = subprocess.Popen(["sh", str(release / "tomcat/bin/catalina.sh"), "run"], env=environment,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    first_answer(port)
    took = time.monotonic() - begun
    os.killpg(process.pid, signal.SIGTERM)
    process.wait()
    return took


def new_process(node, before, begun):
    while True:
        slot = next((s for s in node.wrapper_status()["slots"] if s["generation"] == before["generation"]), None)
        if slot and slot["incarnation"] != before["incarnation"] and "pid" in slot:
            return time.monotonic() - begun
        time.sleep(0.0005)


def steps(result):
    return {s["step"]: s["took"] / 1000 for s in json.loads(result.stdout)["steps"] if s["phase"] == "done"}


def round_of(figures, folder, store, bundles):
    node = Node(folder)
    figures.add("private memory, daemon idle without apps", private_kb(node.daemon()), "kB")
    took, result = node.deploy(bundles["1.0.0"])
    figures.add("first deploy without its trial", took - steps(result)["trial"], "s")
    took, result = node.deploy(bundles["1.1.0"])
    parts = steps(result)
    figures.add("next deploy without its trial", took - parts["trial"], "s")
    figures.add("  of it: verify and install", parts["verify"] + parts["install"], "s")
    figures.add("private memory, daemon after two deploys", private_kb(node.daemon()), "kB")
    figures.add("private memory, wrapper with two processes", private_kb(node.wrapper_status()["wrapper"]["pid"]), "kB")

    took, _ = timed("rollback", "hello", "--root", node.root)
    figures.add("rollback, warm: command to its end", took * 1000, "ms")
    run("stop", "hello", "--root", node.root)
    run("start", "hello", "--root", node.root)
    node.deploy(bundles["1.1.0"])
    run("restart", "hello", "--root", node.root)
    # A stop lets the warm generation go, so this one starts it anew.
    run("stop", "hello", "--root", node.root)
    run("start", "hello", "--root", node.root)
    took, _ = timed("rollback", "hello", "--root", node.root)
    figures.add("rollback, cold: command to its end", took, "s")

    before = node.live()
    begun = time.monotonic()
    os.kill(before["pid"], signal.SIGKILL)
    figures.add("kill -9 until the new process", new_process(node, before, begun) * 1000, "ms")
    first_answer(node.port)
    figures.add("kill -9 until the first 200", time.monotonic() - begun, "s")

    release = next((node.root / "apps/hello/current/release").resolve().parent.iterdir())
    figures.add("peer: Tomcat's own start, catalina.sh to first 200", stock_start(release, folder, free_port()), "s")
    node.down()
    shutil.rmtree(node.root)


def main():
    rounds = int(sys.argv[1])
    figures = Figures()
    for program in ("slipwayd", "slipway-wrapper", "slipway"):
        figures.add(f"size of {program}, stripped", (DIST / program).stat().st_size, "bytes")
    with tempfile.TemporaryDirectory(prefix="slipway-bench-") as name:
        folder = pathlib.Path(name)
        store = folder / "store"
        bundles = {v: folder / f"hello-{v}.oci.tar" for v in ("1.0.0", "1.1.0")}
        figures.add("build, very first: images fetched and imported", build(store, "1.0.0", bundles["1.0.0"], "switch.trial=2s"), "s")
        build(store, "1.1.0", bundles["1.1.0"], "switch.trial=2s", "hello.greeting=Hello again")
        for number in range(rounds):
            figures.add("build, warm: nothing changed", build(store, "1.0.0", bundles["1.0.0"], "switch.trial=2s"), "s")
            cold = folder / "cold"
            shutil.copytree(store / "images", cold / "images", symlinks=True)
            shutil.copy(store / "oci-layout", cold)
            figures.add("build, cold: images there, no layer known", build(cold, "1.0.0", folder / "cold.tar", "switch.trial=2s"), "s")
            shutil.rmtree(cold)
            round_of(figures, folder, store, bundles)
            print(f"round {number + 1} of {rounds}", file=sys.stderr)
    figures.show()
    own = figures.median("peer: Tomcat's own start, catalina.sh to first 200")
    for figure in ("next deploy without its trial", "rollback, cold: command to its end", "kill -9 until the first 200"):
        print(f"{figure}: {figures.median(figure) / own:.2f} x Tomcat's own start")


main()
