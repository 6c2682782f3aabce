"""Base trees of fresh hosts, made once by mmdebstrap and kept; a host is an overlay on one of them."""

import fcntl
import glob
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys

CACHE = pathlib.Path(os.environ.get("SLIPWAY_HOSTS", "/var/tmp/slipway-hosts"))
SYSTEMD = ["systemd", "systemd-sysv", "dbus"]
# kind: its suite, what it has beside what minbase has, and whether systemd is its process 1.
KINDS = {
    "debian12": ("bookworm", SYSTEMD, True),
    "debian12-login": ("bookworm", [*SYSTEMD, "libpam-systemd", "dbus-user-session"], True),
    "debian12-ssh": ("bookworm", [*SYSTEMD, "openssh-server"], True),
    "debian12-bare": ("bookworm", [], False),
    "debian11": ("bullseye", [], False),
}
# Raised when what is done to a tree below changes.
EDITION = "1"


def mirror():
    """Where this host's own apt finds its packages, if it says so."""
    found = []
    for file in glob.glob("/etc/apt/sources.list.d/*.sources"):
        for stanza in pathlib.Path(file).read_text().split("\n\n"):
            fields = dict(re.findall(r"^(\w[\w-]*):[ \t]*(.*)$", stanza, re.M))
            if "security" not in fields.get("Suites", "security"):
                found += fields.get("URIs", "").split()
    for file in ["/etc/apt/sources.list", *glob.glob("/etc/apt/sources.list.d/*.list")]:
        if os.path.exists(file):
            lines = re.findall(r"^deb (?:\[[^]]*\] )?(\S+) (\S+) .*\bmain\b", pathlib.Path(file).read_text(), re.M)
            found += [uri for uri, suite in lines if "security" not in suite]
    return [uri for uri in found if uri.rstrip("/").endswith("/debian")][:1]


def tree(kind):
    """The tree of a kind, made now if there is none."""
    suite, packages, _ = KINDS[kind]
    key = hashlib.sha256(" ".join([EDITION, suite, *packages]).encode()).hexdigest()[:12]
    CACHE.mkdir(parents=True, exist_ok=True)
    place = CACHE / f"base-{kind}-{key}"
    with open(CACHE / f"{place.name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.is_dir():
            make(suite, packages, place)
    return place


def make(suite, packages, place):
    print(f"hosts: making {place.name}, once", file=sys.stderr, flush=True)
    new = place.with_name(place.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    words = ["mmdebstrap", "--quiet", "--variant=minbase"]
    words += [f"--include={','.join(packages)}"] if packages else []
    result = subprocess.run([*words, suite, new, *mirror()], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"hosts: mmdebstrap made no {suite}: {result.stderr.strip()[-600:]}")
    # As a host has them that was installed a minute ago; an identity is made at its first boot.
    (new / "etc/machine-id").write_text("")
    (new / "etc/hosts").write_text("127.0.0.1 localhost\n::1 localhost\n")
    (new / "etc/resolv.conf").unlink(missing_ok=True)
    new.rename(place)
