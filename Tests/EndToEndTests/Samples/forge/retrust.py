#!/usr/bin/env python3
"""Writes a copy of a signed bundle that is not what its signer has signed.

    retrust.py BUNDLE COPY unsigned | statement | layer | OTHER

Without its statement; with one digit of its statement altered; with one byte of its largest blob altered; or with the
statement, the signature and what is attached of the bundle OTHER.
"""
import io
import json
import sys
import tarfile


def members(path):
    with tarfile.open(path) as tar:
        return [(m, tar.extractfile(m).read() if m.isfile() else b"") for m in tar]


def own(member):
    return member.name == "slipway" or member.name.startswith("slipway/")


def blobs(every, index):
    """The names of what an index in it leads to."""
    found = {m.name: data for m, data in every}
    names = set()
    for entry in json.loads(found[index])["manifests"]:
        manifest = json.loads(found[place(entry)])
        names |= {place(part) for part in [entry, manifest["config"], *manifest["layers"]]}
    return names


def place(descriptor):
    return "blobs/sha256/" + descriptor["digest"].removeprefix("sha256:")


def plain(every):
    """Without what speaks of the release."""
    kept = blobs(every, "index.json")
    return [(m, data) for m, data in every if not own(m) and (m.name in kept or not is_blob(m))]


def is_blob(member):
    return member.name.startswith("blobs/sha256/") and member.isfile()


source, copy, what = sys.argv[1:]
every = members(source)
if what == "unsigned":
    every = plain(every)
elif what == "statement":
    for at, (m, data) in enumerate(every):
        if m.name == "slipway/statement.json":
            every[at] = (m, data.replace(b'"sequence":', b'"sequence":1', 1))
elif what == "layer":
    at = max(range(len(every)), key=lambda i: len(every[i][1]))
    data = bytearray(every[at][1])
    data[len(data) // 2] ^= 1
    every[at] = (every[at][0], bytes(data))
else:
    other = members(what)
    wanted = blobs(other, "slipway/attached.json")
    rest = plain(every)
    present = {m.name for m, _ in rest}
    every = [(m, data) for m, data in other if own(m)] + rest
    every += [(m, data) for m, data in other if m.name in wanted and m.name not in present]

with tarfile.open(copy, "w", format=tarfile.USTAR_FORMAT) as out:
    for m, data in every:
        m.size = len(data)
        out.addfile(m, io.BytesIO(data) if m.isfile() else None)
