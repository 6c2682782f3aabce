"""Slipway's programs as the benches use them: a node of our own in a folder, and releases of recipes/hello."""

import json
import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.request

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
DIST = pathlib.Path(os.environ.get("SLIPWAY_DIST", REPOSITORY / "dist"))
SLIPWAY = str(DIST / "slipway")
BUSY = 75
# Never the keys of whoever measures.
os.environ["XDG_CONFIG_HOME"] = str(REPOSITORY / ".build/bench-config")


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


def steps(result):
    return {s["step"]: s["took"] / 1000 for s in json.loads(result.stdout)["steps"] if s["phase"] == "done"}


def build(recipe, store, version, output, *settings):
    """Seconds it took."""
    words = ["build", recipe, "--store", store, "--version", version, "--output", output, "--replace"]
    for setting in settings:
        words += ["--set", setting]
    return timed(*words)[0]


class Node:
    def __init__(self, folder, app="hello"):
        self.root, self.app = folder / "node", app
        self.port = free_port()
        run("node", "up", "--root", self.root)

    def wrapper_status(self, app=None):
        return json.loads((self.root / "apps" / (app or self.app) / "run/status.json").read_text())

    def live(self):
        return next(s for s in self.wrapper_status()["slots"] if s["admitting"])

    def daemon(self):
        return json.loads(run("node", "status", "--root", self.root, "--json").stdout)["pid"]

    def deploy(self, bundle):
        return timed("deploy", bundle, "--root", self.root, "--set", f"listen.http={self.port}", "--json")

    def release(self, app=None):
        """The tree of the release that is live."""
        return (self.root / "apps" / (app or self.app) / "current/release").resolve()

    def down(self):
        """Once what is under way has ended: a bench may be stopped in the middle of a deploy."""
        words = [SLIPWAY, "node", "down", "--root", str(self.root), "--stop-apps"]
        while subprocess.run(words, capture_output=True).returncode == BUSY:
            time.sleep(0.1)
