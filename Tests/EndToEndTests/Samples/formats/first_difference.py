#!/usr/bin/env python3
"""Names the first thing in which two bundles differ, as a line; says nothing when they hold the same release.

    first_difference.py BUNDLE BUNDLE
"""
import hashlib, io, json, subprocess, sys, tarfile


def entries(path):
    """Each entry of each layer, in order, and then what stands above the layers."""
    bundle = tarfile.open(path)
    read = lambda name: bundle.extractfile(name).read()
    blob = lambda entry: read("blobs/sha256/" + entry["digest"].removeprefix("sha256:"))
    (entry,) = json.loads(read("index.json"))["manifests"]
    manifest = json.loads(blob(entry))
    for layer in manifest["layers"]:
        component = layer["annotations"]["dev.slipway.component"]
        packed = blob(layer)
        tar = subprocess.run(["zstd", "-dc"], input=packed, stdout=subprocess.PIPE, check=True).stdout
        for m in tarfile.open(fileobj=io.BytesIO(tar)):
            content = hashlib.sha256(tar[m.offset_data : m.offset_data + m.size]).hexdigest() if m.isreg() else "folder"
            yield f"{component}: {m.name}", f"mode {m.mode:o}, time {m.mtime}, {content}"
        yield f"{component}: its tar", hashlib.sha256(tar).hexdigest()
        yield f"{component}: its compressed form", hashlib.sha256(packed).hexdigest()
    yield "the config", blob(manifest["config"]).decode()
    yield "the manifest", entry["digest"]


def main(first, second):
    a, b = list(entries(first)), list(entries(second))
    for one, other in zip(a + [("the end", "")], b + [("the end", "")]):
        if one != other:
            print(f"{one[0]} ({one[1]}) is {other[0]} ({other[1]}) in the second")
            return 1
    return 0


sys.exit(main(*sys.argv[1:]))
