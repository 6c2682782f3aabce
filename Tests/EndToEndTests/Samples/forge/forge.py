#!/usr/bin/env python3
"""Writes a copy of a bundle whose service.json says something else, with every digest right again.

    forge.py BUNDLE COPY key.path=JSON ...

What a stranger could send: a well-formed release that asks for what no node can give.
"""
import hashlib
import io
import json
import subprocess
import sys
import tarfile

FIRST_SECOND = 1577836800


def digest(data):
    return hashlib.sha256(data).hexdigest()


def canonical(value):
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


def set_in(value, path, new):
    *parents, last = path.split(".")
    for key in parents:
        value = value[int(key)] if isinstance(value, list) else value.setdefault(key, {})
    value[int(last) if isinstance(value, list) else last] = new


def forged(layer, edits):
    """The layer with another service.json: its tar, its canonical listing, the bytes of its files."""
    reader = tarfile.open(fileobj=io.BytesIO(layer))
    out = io.BytesIO()
    writer = tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT)
    folders, files, size = [], [], 0
    for member in reader:
        if member.isdir():
            writer.addfile(member)
            folders.append(member.name.rstrip("/"))
            continue
        data = reader.extractfile(member).read()
        if member.name == "service/service.json":
            spec = json.loads(data)
            for path, new in edits:
                set_in(spec, path, new)
            data = json.dumps(spec).encode()
            member.mtime = FIRST_SECOND + (int(digest(data)[:6], 16) & 0xFFFFFF)
        member.size = len(data)
        writer.addfile(member, io.BytesIO(data))
        size += len(data)
        kind = "x" if member.mode & 0o100 else "f"
        files.append((member.name, f"{kind} sha256:{digest(data)} {len(data)} {member.mtime} {member.name}\n"))
    writer.close()
    # Two blocks of zeros end the archive; Python pads to a whole record.
    content = out.getvalue().rstrip(b"\0")
    tar = out.getvalue()[: (len(content) + 511) // 512 * 512 + 1024]
    listing = "".join(f"d {name}\n" for name in sorted(folders)) + "".join(line for _, line in sorted(files))
    return tar, listing.encode(), size


def main(source, target, *words):
    edits = [(path, json.loads(text)) for path, text in (word.split("=", 1) for word in words)]
    with tarfile.open(source) as bundle:
        files = {m.name: bundle.extractfile(m).read() for m in bundle if m.isfile()}
    blob = lambda d: "blobs/sha256/" + d.removeprefix("sha256:")

    def replace(old, data):
        del files[blob(old)]
        files[blob(digest(data))] = data
        return "sha256:" + digest(data)

    index = json.loads(files["index.json"])
    manifest_digest = index["manifests"][0]["digest"]
    manifest = json.loads(files[blob(manifest_digest)])
    config = json.loads(files[blob(manifest["config"]["digest"])])
    for number, layer in enumerate(manifest["layers"]):
        tar = subprocess.run(["zstd", "-dc"], input=files[blob(layer["digest"])], stdout=subprocess.PIPE, check=True)
        if b"service/service.json" not in tar.stdout:
            continue
        new, listing, size = forged(tar.stdout, edits)
        packed = subprocess.run(["zstd", "-q", "-c"], input=new, stdout=subprocess.PIPE, check=True).stdout
        for key, value in layer["annotations"].items():
            if value.startswith("sha256:"):
                layer["annotations"][key] = "sha256:" + digest(listing)
            elif "bytes" in key:
                layer["annotations"][key] = str(size)
        layer["digest"] = replace(layer["digest"], packed)
        layer["size"] = len(packed)
        config["rootfs"]["diff_ids"][number] = "sha256:" + digest(new)
    data = canonical(config)
    manifest["config"] |= {"digest": replace(manifest["config"]["digest"], data), "size": len(data)}
    data = canonical(manifest)
    index["manifests"][0] |= {"digest": replace(manifest_digest, data), "size": len(data)}
    files["index.json"] = canonical(index)
    # What was said of the release it was speaks of another.
    parts = [index["manifests"][0], manifest["config"], *manifest["layers"]]
    with tarfile.open(target, "w", format=tarfile.USTAR_FORMAT) as out:
        for name in ["oci-layout", "index.json"] + sorted(blob(part["digest"]) for part in parts):
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(files[name]), FIRST_SECOND
            out.addfile(member, io.BytesIO(files[name]))


main(*sys.argv[1:])
