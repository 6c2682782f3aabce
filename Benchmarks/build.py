"""Measures builds of a web app of 96 MB beside zstd, casync and OSTree over the same files, in turn in each round.

Cold: JDK and Tomcat are in the store, with their layers; nothing is known of the web app. One class changed: its .war
has just been written anew. Nothing changed: the same build again.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile

from figures import Figures, show
from node import SLIPWAY, build
from payload import OWN, Payload
from report import promise

COLD = "slipway: cold, the layers of the .war"
CLASS = "slipway: one class changed"
NOTHING = "slipway: nothing changed"
SINGLE = "zstd -3, one thread, of a tar of the files"
DOUBLE = "zstd -3 -T2, of the same tar"
PEERS = {"casync make": "casync: into an empty store", "ostree commit": "OSTree: into an empty repository"}
PEERS_AGAIN = {"casync make": "casync: one class changed", "ostree commit": "OSTree: one class changed"}
# Slipway does not believe the times of a file that was changed so shortly before it looks.
SETTLED = 3.5


def took(*command, **more):
    begun = time.monotonic()
    subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **more)
    return time.monotonic() - begun


class Bench:
    def __init__(self, folder, rounds):
        self.folder, self.rounds = folder, rounds
        self.figures = Figures()
        self.begun = time.monotonic()
        self.say("composing the payload")
        self.payload = Payload(folder / "payload")
        self.small = folder / "small"
        self.small.mkdir()
        shutil.copy(OWN / "recipe.yaml", self.small)
        with zipfile.ZipFile(self.small / "payload.war", "w") as archive:
            archive.write(OWN / "web/WEB-INF/web.xml", "WEB-INF/web.xml")
        self.tar = folder / "tree.tar"
        took("tar", "--sort=name", "-C", self.payload.tree, "-cf", self.tar, ".")
        self.images = folder / "images"
        self.say("importing the images")
        build(self.small, self.images, "0.0.0", folder / "small.tar")

    def say(self, text):
        print(f"{time.monotonic() - self.begun:6.0f} s  {text}", file=sys.stderr, flush=True)

    def build(self, store, version="1.0.0"):
        """Seconds; into the store, no file beside it."""
        words = ["build", self.payload.recipe, "--store", store, "--version", version, "--replace", "--quiet"]
        return took(SLIPWAY, *words)

    def store(self):
        """One that knows the images, their layers, and nothing of the payload."""
        store = self.folder / "store"
        shutil.rmtree(store, ignore_errors=True)
        store.mkdir()
        shutil.copytree(self.images / "images", store / "images", symlinks=True)
        shutil.copy(self.images / "oci-layout", store)
        time.sleep(SETTLED)
        build(self.small, store, "0.0.0", self.folder / "small.tar")
        os.sync()
        return store

    def measure(self):
        for number in range(1, self.rounds + 1):
            store = self.store()
            self.figures.add(COLD, self.build(store), "s")
            self.peers(SINGLE, DOUBLE, PEERS, fresh=True)
            self.figures.add(NOTHING, self.build(store), "s")
            if number == 1:
                self.reads(store)
            self.payload.compose(number)
            os.sync()
            self.figures.add(CLASS, self.build(store), "s")
            self.peers(None, None, PEERS_AGAIN, fresh=False)
            self.payload.compose(0)
            self.say(f"round {number} of {self.rounds}")

    def peers(self, single, double, names, fresh):
        if single:
            for name, threads in ((single, "-T1"), (double, "-T2")):
                self.figures.add(name, took("zstd", "-3", threads, "-q", "-f", self.tar, "-o", self.folder / "tar.zst"), "s")
        chunks, repository = self.folder / "casync", self.folder / "ostree"
        if fresh:
            for place in (chunks, repository):
                shutil.rmtree(place, ignore_errors=True)
                place.mkdir()
            took("ostree", f"--repo={repository}", "init", "--mode=archive")
        tree = self.payload.tree
        self.figures.add(names["casync make"], took(
            "casync", "make", f"--store={chunks}/chunks", chunks / "tree.caidx", tree), "s")
        self.figures.add(names["ostree commit"], took(
            "ostree", f"--repo={repository}", "commit", "-b", "payload", "-s", "payload", f"--tree=dir={tree}"), "s")

    def reads(self, store):
        """What a build with nothing changed reads of the .war and of the images."""
        trace = self.folder / "trace"
        took("strace", "-f", "-y", "-e", "trace=read,pread64", "-o", trace, SLIPWAY, "build", self.payload.recipe,
             "--store", store, "--version", "1.0.0", "--replace", "--quiet")
        sums = {"of the .war": 0, "of the images": 0}
        for line in trace.read_text(errors="replace").splitlines():
            if found := re.search(r"(?:read|pread64)\(\d+<(.*?)>.* = (\d+)$", line):
                sums["of the .war"] += int(found[2]) * found[1].endswith("payload.war")
                sums["of the images"] += int(found[2]) * ("/tree/" in found[1])
        for what, bytes in sums.items():
            self.figures.add(f"  read {what}, nothing changed", bytes, "bytes")

    def show(self):
        payload = self.payload
        print(f"Payload: a .war of {payload.war.stat().st_size / 1e6:.1f} MB with {payload.jars()} jars, "
              f"{payload.bytes() / 1e6:.1f} MB as files.\n")
        self.figures.show()
        single = self.figures.median(SINGLE)
        names = [COLD, DOUBLE, *PEERS.values(), CLASS, *PEERS_AGAIN.values(), NOTHING]
        show([f"beside `{SINGLE}`", "times"], [[n, f"{self.figures.median(n) / single:.2f}"] for n in names])
        show(["promised", "measured", "at most", "unit", ""], [
            promise("cold: ≤ 1.7 × zstd -3 with one thread", self.figures.median(COLD), 1.7 * single, "s"),
            promise("one class changed", self.figures.median(CLASS), 0.3, "s"),
        ])


def main():
    parser = argparse.ArgumentParser(description="Measures builds.")
    parser.add_argument("--rounds", type=int, default=int(os.environ.get("ROUNDS", 7)))
    with tempfile.TemporaryDirectory(prefix="slipway-bench-") as name:
        # The keys that sign are the bench's own.
        os.environ["XDG_CONFIG_HOME"] = f"{name}/config"
        bench = Bench(pathlib.Path(name), parser.parse_args().rounds)
        bench.measure()
        bench.show()


if __name__ == "__main__":
    main()
