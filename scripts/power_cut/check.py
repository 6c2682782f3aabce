"""Looks at one copy of a disk as the host would after the power came back: mounts it, starts a daemon, and tells what
is served and what is wrong. Runs as process 1 of namespaces of its own, so the old processes are gone, as is the old
boot.

    check.py KIND COPY PLACE BOOT SLIPWAY NEXT
"""

import json
import os
import pathlib
import subprocess
import sys
import time
import urllib.request

sys.dont_write_bytecode = True

from disk import loopback_up, mount_copy, run

APP, PORT, PATIENCE = "ten", 8095, 40
faults = []


def slipway(*words):
    return subprocess.run(
        [SLIPWAY, *words, "--root", ROOT], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=90)


def must(what, *words):
    result = slipway(*words)
    if result.returncode != 0:
        faults.append(f"{what} exited {result.returncode}: {result.stdout}{result.stderr}".strip())
    return result


def eventually(look):
    """The first answer of `look` that is not None, else what it said last."""
    end = time.monotonic() + PATIENCE
    while True:
        answer, words = look()
        if answer is not None or time.monotonic() > end:
            return answer, words
        time.sleep(0.05)


def recovered():
    """Whether the app is there, once nothing is under way any more."""
    result = slipway("status", "--json")
    apps = json.loads(result.stdout)["apps"] if result.stdout else None
    if apps is None:
        return None, result.stderr
    mine = [app for app in apps if app["name"] == APP]
    if not mine:
        return False, ""
    if mine[0]["state"] == "active" and not mine[0].get("underWay"):
        return True, ""
    return None, f"{mine[0]['state']}, {mine[0].get('underWay') or mine[0].get('cause')}"


def page():
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=10) as answer:
            return answer.read().decode().strip()
    except OSError as error:
        return f"nothing: {error}"


def left():
    """Temporary files; the daemon removes them in the background after its start."""
    found = []
    for folder, folders, files in os.walk(ROOT):
        found += [
            os.path.relpath(os.path.join(folder, name), ROOT)
            for name in folders + files
            if name.endswith((".new", ".old")) or name.startswith((".gone-", ".fresh-")) or name == "incoming"
        ]
    return (True, "") if not found else (None, " ".join(found))


def look():
    up = slipway("node", "up")
    if up.returncode != 0:
        log = pathlib.Path(ROOT + "/run/slipwayd.log")
        faults.append(f"the daemon does not start: {up.stderr}{log.read_text()[-2000:] if log.exists() else ''}")
        return None
    is_there, words = eventually(recovered)
    if is_there is None:
        faults.append(f"not back within {PATIENCE} s: {words}")
        return None
    serves = None
    if is_there:
        serves = page()
        must("history", "history", APP)
        must("verify", "verify", APP)
    is_clean, words = eventually(left)
    if not is_clean:
        faults.append(f"temporary files are left: {words}")
    if is_there:
        for number in os.listdir(f"{ROOT}/apps/{APP}/generations"):
            must(f"verify of generation {number}", "verify", f"{APP}@{number}")
    must("the next deploy", "deploy", NEXT)
    if not page().startswith("9.0.0"):
        faults.append(f"after the next deploy {page()} is served")
    must("verify after the next deploy", "verify", APP)
    must("gc", "gc")
    if is_there:
        must("the way back", "rollback", APP)
        if page() != serves:
            faults.append(f"the way back serves {page()}, not {serves}")
        must("verify after the way back", "verify", APP)
    return serves


KIND, COPY, PLACE, BOOT, SLIPWAY, NEXT = sys.argv[1:]
ROOT = PLACE + "/node"
loopback_up()
run("mount", "--bind", BOOT, "/proc/sys/kernel/random/boot_id")
serves = None
try:
    mount_copy(KIND, COPY, PLACE)
    serves = look()
except Exception as error:  # whatever breaks the look is a finding
    faults.append(repr(error))
print(json.dumps({"serves": serves, "faults": faults}))
