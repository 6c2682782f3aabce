"""Proves that a power cut at any step costs nothing that was promised.

Deploys, rolls back, configures, collects and undeploys on a disk of its own, freezes the daemon and its worker before
each file-changing call, and keeps what a power cut would leave of the disk at that moment. Each such disk is mounted as
after a cut and must come back: the app serves the old or the new release, and the new one once the command has said so;
the history is readable, every release is whole, nothing temporary is left, the next deploy and the way back succeed.

Two kinds of cut: one where only what was synced is on the disk, at every step; and one where the filesystem has just
written out its own records too, but not the contents of files, at every few steps.

At last the proof is put to the proof: a sync is left out, and it must fail. docs/proofs/power-cut.md keeps a log.

    python3 scripts/power_cut [--only KIND…] [--states KIND…] [--omit SYNC] [--acts N] [--every N] [--list]

Needs root (or sudo without a password), loop devices, and the programs of `make build` and of a build of the tests.
"""

import argparse
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True

from disk import loopback_up, run, slow_kernel
from freezer import SYNCS
from proof import Broken, Proof

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent.parent
SAMPLE = REPOSITORY / "Tests/EndToEndTests/Samples/ten-files"
# Left out in turn to see the proof fail; where the release's folder is not synced, ext4 and XFS write it out with others.
RED = [("ext4", "ledger"), ("ext4", "tree"), ("btrfs", "releases")]


def build(slipway, folder):
    bundles, recipe = {}, pathlib.Path(folder) / "ten"
    shutil.copytree(SAMPLE, recipe)
    (recipe / "parts").mkdir()
    for version in ("1.0.0", "2.0.0", "4.0.0", "9.0.0"):
        # A release with parts of another fails at its gate.
        for part in range(1, 10):
            (recipe / f"parts/{part}").write_text(f"{'none' if version == '4.0.0' else version} part {part}\n")
        bundles[version] = f"{folder}/{version}.tar"
        run(slipway, "build", recipe, "--store", folder + "/store", "--version", version, "--output",
            bundles[version], "--quiet")
    return bundles


class Stage:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.place, self.programs = folder + "/disk", folder + "/programs/bin"
        self.slipway = options.dist + "/slipway"
        os.mkdir(self.place)
        os.makedirs(self.programs)
        shutil.copy(self.slipway, self.programs + "/slipway")
        for name in ("slipwayd", "slipway-wrapper"):
            shutil.copy(options.faulty, f"{self.programs}/{name}")
        # Keys of its own, which the nodes trust too.
        os.environ["XDG_CONFIG_HOME"] = folder + "/config"
        self.bundles = build(self.slipway, folder)

    def prove(self, kind, writing, omitted=None, most=None):
        """Whether all is well."""
        begun = time.monotonic()
        folder = tempfile.mkdtemp(dir=self.folder)
        proof = Proof(kind, writing, folder, self.place, self.programs, self.bundles)
        proof.every = self.options.every or proof.every
        proof.play(omitted, most)
        played = time.monotonic()
        proof.judge(self.options.jobs, self.slipway)
        tell(proof, omitted, played - begun, time.monotonic() - played)
        if self.options.list:
            print("    " + ", ".join(f"{name} {count}" for name, count in proof.per_act.items()))
        shutil.rmtree(folder)
        if proof.lost:
            raise Broken(f"{proof.lost} calls were made before they could be looked at")
        if omitted and not proof.omissions:
            raise Broken(f"the sync of {omitted} never came")
        return not proof.faults


def tell(proof, omitted, played, judged):
    written = "and the records of the filesystem" if proof.writing else "only"
    print(f"power-cut: {proof.kind}, what was synced {written}: {proof.steps} steps, "
          f"{sum(map(len, proof.cuts.values()))} cuts, {len(proof.cuts)} different disks, {len(proof.bad)} bad "
          f"({played:.0f} + {judged:.0f} s)", flush=True)
    if omitted:
        print(f"    left out: the sync of {omitted}, {proof.omissions} times")
    for text, moments in sorted(proof.faults.items(), key=lambda fault: -len(fault[1]))[:5]:
        print(f"    {len(moments)} cuts, the first in {moments[0]}\n        "
              + "\n        ".join(text.splitlines()), flush=True)


def prove(options):
    loopback_up()
    scratch = tempfile.mkdtemp(prefix="slipway-cut.", dir="/dev/shm")
    try:
        stage = Stage(options, scratch)
        is_well = True
        for kind in options.only:
            for written in options.states:
                is_well = stage.prove(kind, written == "written", options.omit, options.acts) and is_well
        if not is_well or options.omit:
            return 0 if is_well else 1
        for kind, sync in RED:
            if kind in options.only and stage.prove(kind, False, sync, 3):
                print(f"power-cut: without the sync of {sync} nothing was found, so the proof proves nothing")
                return 1
        print("power-cut: passed, and without each of these syncs it fails, as it must")
        return 0
    except (Broken, OSError, subprocess.CalledProcessError) as broken:
        print(f"power-cut: {broken}", file=sys.stderr)
        return 2
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def chosen():
    parser = argparse.ArgumentParser(
        "power_cut", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds, states = ["ext4", "xfs", "btrfs"], ["synced", "written"]
    parser.add_argument("--only", nargs="+", choices=kinds, default=kinds, help="these filesystems")
    parser.add_argument("--states", nargs="+", choices=states, default=states, help="these kinds of cut")
    parser.add_argument("--omit", choices=SYNCS, help="leave out this sync each time it comes")
    parser.add_argument("--every", type=int, help="look at every so manieth step")
    parser.add_argument("--acts", type=int, help="play the first so many acts")
    parser.add_argument("--jobs", type=int, default=6, help="look at so many disks at a time")
    parser.add_argument("--list", action="store_true", help="tell the steps of each act")
    parser.add_argument("--dist", default=str(REPOSITORY / "dist"), help="the folder of the programs")
    parser.add_argument("--faulty", default=str(REPOSITORY / ".build/debug/slipway-faulty"), help="slipway-faulty")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def main():
    options = chosen()
    if options.inside:
        return prove(options)
    again = [sys.executable, str(pathlib.Path(__file__).parent), *sys.argv[1:]]
    if os.geteuid() != 0:
        os.execvp("sudo", ["sudo", "-n", *again])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with slow_kernel():
        # Mounts, processes and a network of its own: whatever happens, nothing is left behind.
        return subprocess.run(
            ["unshare", "--mount", "--pid", "--net", "--fork", "--kill-child", "--mount-proc", *again,
             "--inside"]).returncode


sys.exit(main())
