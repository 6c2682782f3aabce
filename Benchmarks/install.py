"""Measures a bare host from the file on its disk to the first healthy answer: the installer of a release beside
makeself archives of the same trees with a unit, and Tomcat's own start beside both. Then `slipway provision` of one
host and of three at once.

Each installation is one on a fresh Debian 12 with systemd, in turn. Needs root.
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
import urllib.request

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(1, str(REPOSITORY / "scripts/hosts"))
sys.dont_write_bytecode = True

from figures import Figures, show
from host import Host
from maker import Maker
from proofs.ssh import Reach, provision
from report import promise

OURS, STOCK = "slipway: shop.run", "catalina.sh run, of files that are there"
# As it is by default, and the quickest that makeself can be.
ARCHIVES = {"makeself, gzip": ["--gzip"], "makeself, not compressed": ["--nocomp"]}
UNIT = """[Unit]
Description=hello
[Service]
User=hello
Environment=JAVA_HOME=/opt/hello/jdk CATALINA_HOME=/opt/hello/tomcat CATALINA_OPTS=-Xmx128m
ExecStart=/opt/hello/tomcat/bin/catalina.sh run
[Install]
WantedBy=multi-user.target
"""
SETUP = """#!/bin/sh
set -e
useradd --system hello
chmod -R go+rX .
chown -R hello tomcat/logs tomcat/temp tomcat/work
cp hello.service /etc/systemd/system/
systemctl daemon-reload
systemctl enable --quiet --now hello
"""
LIMIT = 120


def first_answer(host, begun, running, path="/health"):
    """Seconds until a 200 as a client outside of the host sees it."""
    while time.monotonic() - begun < LIMIT:
        if running.poll():
            ended(running, host.name)
        try:
            with urllib.request.urlopen(f"http://{host.address}:8080{path}", timeout=LIMIT) as answer:
                if answer.status == 200:
                    return time.monotonic() - begun
        except OSError:
            time.sleep(0.002)
    sys.exit(f"bench: no answer on {host.name}: {host.log()[-2000:]}")


def ended(running, what):
    said = (running.communicate()[0] or b"").decode()
    if running.returncode != 0:
        sys.exit(f"bench: {what} exited {running.returncode}: {said}")


class Bench:
    def __init__(self, folder, options):
        self.folder, self.options, self.figures = folder, options, Figures()
        self.maker = Maker(folder)
        self.say("building the release and its installer")
        self.file = self.maker.installer(settings=("switch.trial=5s", "warm-start.archive=true"))
        self.figures.add("size: shop.run", self.file.stat().st_size / 1e6, "MB")
        self.archives = {}

    def say(self, text):
        print(f"bench: {text}", file=sys.stderr, flush=True)

    def ours(self):
        with Host() as host:
            path = host.put(self.file)
            os.sync()
            begun = time.monotonic()
            running = host.start("sh", path, "--yes")
            self.figures.add(f"file on disk to first 200: {OURS}", first_answer(host, begun, running), "s")
            ended(running, OURS)
            self.figures.add("  until the command says so, its trial of 5 s with it", time.monotonic() - begun, "s")
            if not self.archives:
                self.take_trees(host)

    def take_trees(self, host):
        """The same JDK, Tomcat and web app as files, in archives of makeself's."""
        release = pathlib.Path(host.run("readlink", "-f", "/var/lib/slipway/apps/hello/current/release").stdout.strip())
        source, tree = host.root / release.relative_to("/"), self.folder / "tree"
        tree.mkdir()
        for name in ("jdk", "tomcat"):
            shutil.copytree(source / name, tree / name, symlinks=True)
        for name in ("logs", "temp", "work"):
            (tree / "tomcat" / name).mkdir(exist_ok=True)
        shutil.copytree(source / "webapps/ROOT", tree / "tomcat/webapps/ROOT")
        (tree / "hello.service").write_text(UNIT)
        (tree / "setup.sh").write_text(SETUP)
        for script in [tree / "setup.sh", *(tree / "tomcat/bin").glob("*.sh")]:
            script.chmod(0o755)
        for name, words in ARCHIVES.items():
            file = self.folder / f"{name.split()[-1]}.run"
            subprocess.run(["makeself", "--quiet", "--nox11", "--target", "/opt/hello", *words, tree, file, "hello",
                            "./setup.sh"], check=True, stdout=subprocess.DEVNULL)
            self.archives[name] = file
            self.figures.add(f"size: {name}", file.stat().st_size / 1e6, "MB")

    def peer(self, name):
        with Host() as host:
            path = host.put(self.archives[name])
            os.sync()
            begun = time.monotonic()
            running = host.start("sh", path, "--quiet")
            self.figures.add(f"file on disk to first 200: {name}", first_answer(host, begun, running), "s")
            ended(running, name)
            if name == next(iter(ARCHIVES)):
                self.stock(host)

    def stock(self, host):
        """Tomcat's own start on the host, once its files were read."""
        host.run("systemctl", "stop", "hello")
        begun = time.monotonic()
        running = host.start("/opt/hello/tomcat/bin/catalina.sh", "run", env={
            "JAVA_HOME": "/opt/hello/jdk", "CATALINA_OPTS": "-Xmx128m"}, stdout=subprocess.DEVNULL)
        self.figures.add(STOCK, first_answer(host, begun, running), "s")
        running.terminate()

    def rounds(self):
        for number in range(1, self.options.rounds + 1):
            self.ours()
            for name in ARCHIVES:
                self.peer(name)
            self.say(f"round {number} of {self.options.rounds}")

    def provisions(self):
        for number in range(1, self.options.provisions + 1):
            reach = Reach(self.folder / f"ssh-{number}")
            hosts = []
            try:
                for n in range(4):
                    hosts.append(Host("debian12-ssh", name=f"shop{n}"))
                    reach.admit(hosts[-1])
                _, alone = provision(self.maker, reach, self.file, ["shop0"])
                _, three = provision(self.maker, reach, self.file, ["shop1", "shop2", "shop3"])
                self.figures.add("provision of one host, trial of 5 s included", alone, "s")
                self.figures.add("provision of three hosts at once", three, "s")
            finally:
                for host in hosts:
                    host.close()
            self.say(f"provision {number} of {self.options.provisions}")

    def show(self):
        self.figures.show()
        median = self.figures.median
        rows = [promise("file on disk to first 200 ≤ Tomcat's own start + 3 s",
                        median(f"file on disk to first 200: {OURS}"), median(STOCK) + 3, "s")]
        for name in ARCHIVES:
            rows.append(promise(f"  and ≤ {name}", median(f"file on disk to first 200: {OURS}"),
                                median(f"file on disk to first 200: {name}"), "s"))
        if self.options.provisions:
            alone = median("provision of one host, trial of 5 s included")
            rows.append(promise("provision of one host", alone, 30, "s"))
            rows.append(promise("provision of three ≤ 1.5 × one", median("provision of three hosts at once"),
                                1.5 * alone, "s"))
        show(["promised", "measured", "at most", "unit", ""], rows)


def main():
    parser = argparse.ArgumentParser(description="Measures installations on fresh hosts.")
    parser.add_argument("--rounds", type=int, default=int(os.environ.get("ROUNDS", 7)))
    parser.add_argument("--provisions", type=int, default=3, help="0 leaves slipway provision out")
    options = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit("bench: fresh hosts need root")
    for tool in ("makeself", "systemd-nspawn", "mmdebstrap", "ssh"):
        if not shutil.which(tool):
            sys.exit(f"bench: there is no {tool}; run scripts/deps.sh and scripts/deps.sh bench")
    # So that an end from outside removes the hosts too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bench: ended by SIGTERM"))
    with tempfile.TemporaryDirectory(prefix="slipway-bench-") as name:
        bench = Bench(pathlib.Path(name), options)
        bench.rounds()
        if options.provisions:
            bench.provisions()
        bench.show()


if __name__ == "__main__":
    main()
