"""The machine that releases and installers come from: this one, with a store and keys of its own."""

import os
import pathlib
import re
import shutil
import subprocess

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent.parent
DIST = pathlib.Path(os.environ.get("SLIPWAY_DIST", REPOSITORY / "dist"))
# Images once fetched stay between runs; the store of the other tests has them too.
STORES = [REPOSITORY / ".build/proofs/hosts/store", REPOSITORY / ".build/end-to-end/store"]


class Maker:
    def __init__(self, folder):
        self.folder, self.store = folder, folder / "store"
        self.store.mkdir()
        known = next((store for store in STORES if (store / "images").is_dir()), None)
        if known:
            shutil.copytree(known / "images", self.store / "images", symlinks=True)
            shutil.copy(known / "oci-layout", self.store)
        self.made = {}

    def slipway(self, *words, key="vendor", dist=None, code=0, folder=None):
        """`key` is whose settings are used: each signs with a key of its own."""
        config = self.folder / "config" / key
        if not config.is_dir():
            config.mkdir(parents=True)
            self.slipway("keys", "generate", "release", key=key)
        result = subprocess.run(
            [str((dist or DIST) / "slipway"), *map(str, words)], stdin=subprocess.DEVNULL, capture_output=True,
            text=True, env={**os.environ, "XDG_CONFIG_HOME": str(config), "NO_COLOR": "1"}, cwd=folder or self.folder)
        if code is not None and result.returncode != code:
            raise AssertionError(f"slipway {' '.join(map(str, words))} exited {result.returncode}\n"
                                 f"{result.stdout}{result.stderr}")
        return result

    def recipe(self, name="hello", port=8080, edit=None):
        """A copy of recipes/hello under another name and on another port."""
        place = self.folder / "recipes" / f"{name}-{port}"
        if not place.is_dir():
            shutil.copytree(REPOSITORY / "recipes/hello", place)
            text = (place / "recipe.yaml").read_text()
            text = re.sub(r"^name: .*$", f"name: {name}", text, flags=re.M)
            text = re.sub(r"^( +port:) 8080$", rf"\1 {port}", text, flags=re.M)
            (place / "recipe.yaml").write_text(edit(text, place) if edit else text)
        return place

    def release(self, version="1.0.0", name="hello", port=8080, key="vendor", settings=(), edit=None, store=None):
        words = ["build", self.recipe(name, port, edit), "--version", version, "--store", store or self.store,
                 "--sequence", version.replace(".", ""), "--replace", "--quiet"]
        for setting in ("switch.trial=1s", "warm-start.archive=false", *settings):
            words += ["--set", setting]
        self.slipway(*words, key=key)
        keep_images(self.store)
        return f"{name}:{version}"

    def installer(self, version="1.0.0", name="hello", port=8080, key="vendor", settings=(), edit=None, dist=None,
                  label=""):
        """The path of `NAME-VERSION.run`, made once."""
        file = self.folder / f"{key}{label}" / f"{name}-{version}.run"
        known = (file, port, *settings)
        if known not in self.made:
            file.parent.mkdir(exist_ok=True)
            store = self.store
            if key != "vendor":
                # The same release by another hand has another signature, and so a store of its own.
                store = self.folder / f"store-{key}"
                if not store.is_dir():
                    shutil.copytree(self.store, store, symlinks=True)
            reference = self.release(version, name, port, key, settings, edit, store)
            self.made[known] = self.slipway("installer", reference, "--output", file, "--store", store, key=key,
                                            dist=dist)
        return file

    def programs(self, label, wrap=None, tail=b""):
        """A copy of dist/ whose daemon is another: `wrap` is the C source of what stands in its place."""
        place = self.folder / f"dist-{label}"
        shutil.copytree(DIST, place, ignore=shutil.ignore_patterns("debug"))
        daemon = place / "slipwayd"
        if wrap:
            daemon.unlink()
            subprocess.run(["gcc", "-O1", "-static", "-x", "c", "-", "-o", str(daemon)], input=wrap, text=True,
                           check=True)
        with open(daemon, "ab") as file:
            file.write(tail)
        return place


def keep_images(store):
    if not STORES[0].is_dir() and not STORES[1].is_dir():
        STORES[0].mkdir(parents=True)
        shutil.copytree(store / "images", STORES[0] / "images", symlinks=True)
        shutil.copy(store / "oci-layout", STORES[0])


# A daemon that installs, and then {never answers, dies}: it must not stay.
BROKEN = """
#include <string.h>
#include <unistd.h>
int main(int count, char **words) {
    const char *verb = count > 1 ? words[1] : "";
    if (!strcmp(verb, "serve") || !*verb || *verb == '-') { %s; }
    words[0] = "%s";
    execv("%s", words);
    return 71;
}
"""


def broken(how, program="/usr/local/lib/slipway/current/slipwayd"):
    return BROKEN % ({"hangs": "for (;;) pause()", "dies": "return 1"}[how], program, program)
