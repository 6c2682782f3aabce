"""Releases of the bench's small child, and what its stamps tell."""

import json
import os
import pathlib
import signal
import subprocess
import time

from node import REPOSITORY, build, free_port, run

RECIPE = """name: {name}
version: 1.0.0
runtime: exec
files:
  - {{ from: stamp, to: bin/stamp, mode: "0755" }}
exec:
  command: {command}
listen:
  - {{ name: http, port: 8080 }}
health: {health}
switch: {{ trial: 500ms }}
restart: {{ backoff: {backoff}, reset-after: {reset}, budget: {budget} }}
"""
SERVING = '[ bin/stamp, "${work}/stamp", "${listen.http}" ]'


def compile_stamp(folder):
    program = folder / "stamp"
    subprocess.run(["cc", "-O2", "-static", "-o", program, REPOSITORY / "Benchmarks/stamp.c"], check=True)
    return program


def bundle(folder, name, command=SERVING, health="[]", backoff="0s..60s", reset="1s", budget="1000 in 1h", extra=None):
    """A release of the child, built."""
    recipe = folder / name
    recipe.mkdir()
    (recipe / "stamp").write_bytes((folder / "stamp").read_bytes())
    text = RECIPE.format(name=name, command=command, health=health, backoff=backoff, reset=reset, budget=budget)
    for file in extra or []:
        (recipe / file.name).write_bytes(file.read_bytes())
        text = text.replace("exec:\n", f"  - {{ from: {file.name}, to: {file.name} }}\nexec:\n", 1)
    (recipe / "recipe.yaml").write_text(text)
    output = folder / f"{name}.oci.tar"
    build(recipe, folder / "store", "1.0.0", output)
    return output


def deploy(node, bundle, app):
    """The port that it serves."""
    port = free_port()
    run("deploy", bundle, "--root", node.root, "--app", app, "--set", f"listen.http={port}")
    return port


def stamps(path):
    """(pid, seconds) of each line."""
    try:
        lines = pathlib.Path(path).read_text().splitlines()
    except FileNotFoundError:
        return []
    return [(int(pid), int(at) / 1e9) for pid, at in (line.split() for line in lines)]


def next_stamp(path, count, limit=30):
    """The stamp that comes after the first `count`; waits for it."""
    deadline = time.monotonic() + limit
    while len(found := stamps(path)) <= count:
        if time.monotonic() > deadline:
            raise SystemExit(f"bench: no new stamp in {path}")
        time.sleep(0.0005)
    return found[count]


def kill_to_new(path, host_pid=lambda pid: pid, age=1.2):
    """Seconds from kill -9 until the next process has begun; the one killed is older than their pauses."""
    pid, at = next_stamp(path, max(len(stamps(path)) - 1, 0))
    time.sleep(max(at + age - time.monotonic(), 0))
    count = len(stamps(path))
    pid = host_pid(pid)
    begun = time.monotonic()
    os.kill(pid, signal.SIGKILL)
    return next_stamp(path, count)[1] - begun


def live_stamp(node, app):
    return node.root / "apps" / app / "current/work/stamp"


def events(node):
    """Those of the node so far."""
    path = next(iter(sorted(node.root.rglob("events.jsonl"))), None)
    found = []
    for line in path.read_text().splitlines() if path else []:
        try:
            found.append(json.loads(line))
        except ValueError:
            pass  # The last line may not be whole yet.
    return found
