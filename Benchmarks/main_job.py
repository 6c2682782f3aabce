"""Measures the main job on real releases: sizes, memory, build, deploy, rollback, heal. Medians, with the spread.

Where a figure has a peer, both are measured in turn in the same round: Tomcat's own start from the same files.
"""

import os
import pathlib
import shutil
import signal
import sys
import tempfile
import time

from figures import Figures
from node import DIST, REPOSITORY, Node, build, first_answer, free_port, run, steps, timed
from stock import own_start

RECIPE = REPOSITORY / "recipes/hello"


def private_kb(pid):
    """What the process has written and nobody shares: the rest of it is its program file, clean in the page cache."""
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Private_Dirty"))


def new_process(node, before, begun):
    while True:
        slot = next((s for s in node.wrapper_status()["slots"] if s["generation"] == before["generation"]), None)
        if slot and slot["incarnation"] != before["incarnation"] and "pid" in slot:
            return time.monotonic() - begun
        time.sleep(0.0005)


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

    figures.add("peer: Tomcat's own start, catalina.sh to first 200", own_start(node.release(), folder, free_port()), "s")
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
        figures.add("build, very first: images fetched and imported", build(RECIPE, store, "1.0.0", bundles["1.0.0"], "switch.trial=2s"), "s")
        build(RECIPE, store, "1.1.0", bundles["1.1.0"], "switch.trial=2s", "hello.greeting=Hello again")
        for number in range(rounds):
            figures.add("build, warm: nothing changed", build(RECIPE, store, "1.0.0", bundles["1.0.0"], "switch.trial=2s"), "s")
            cold = folder / "cold"
            shutil.copytree(store / "images", cold / "images", symlinks=True)
            shutil.copy(store / "oci-layout", cold)
            figures.add("build, cold: images there, no layer known", build(RECIPE, cold, "1.0.0", folder / "cold.tar", "switch.trial=2s"), "s")
            shutil.rmtree(cold)
            round_of(figures, folder, store, bundles)
            print(f"round {number + 1} of {rounds}", file=sys.stderr)
    figures.show()
    own = figures.median("peer: Tomcat's own start, catalina.sh to first 200")
    for figure in ("next deploy without its trial", "rollback, cold: command to its end", "kill -9 until the first 200"):
        print(f"{figure}: {figures.median(figure) / own:.2f} x Tomcat's own start")


main()
