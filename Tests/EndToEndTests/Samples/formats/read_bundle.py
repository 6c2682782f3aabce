#!/usr/bin/env python3
"""Reads a bundle by docs/formats.md alone: every digest down to the files, and the statement with its signature.

    read_bundle.py BUNDLE [KEY.pub]
"""
import hashlib, io, json, subprocess, sys, tarfile, tempfile


def sha256(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def check(holds, what):
    if not holds:
        sys.exit("read_bundle: " + what)


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def tree(tar):
    """The tree's listing from its uncompressed layer: its digest, how many files, their bytes."""
    folders, files, total = [], [], 0
    for m in tarfile.open(fileobj=io.BytesIO(tar)):
        name = m.name.rstrip("/").encode()
        check(m.isdir() or m.isreg(), "neither file nor folder: " + m.name)
        check(m.uid == m.gid == 0 and m.mode in (0o644, 0o755), "an owner or a mode of its own: " + m.name)
        if m.isdir():
            folders.append(name)
            continue
        data = tar[m.offset_data : m.offset_data + m.size]
        time = 1577836800 + (0 if name.endswith(b".jar") else int(sha256(data)[7:13], 16))
        check(m.mtime == time, "a time that is not its content's: " + m.name)
        files.append((name, b"%s %s %d %d " % (b"x" if m.mode & 64 else b"f", sha256(data).encode(), m.size, time)))
        total += m.size
    text = b"".join(b"d " + f + b"\n" for f in sorted(folders)) + b"".join(t + n + b"\n" for n, t in sorted(files))
    return {"digest": sha256(text), "files": len(files), "bytes": total}


def main(path, key=None):
    bundle = tarfile.open(path)
    names = bundle.getnames()
    members = {m.name: bundle.extractfile(m).read() for m in bundle if m.isreg()}
    check(len(set(names)) == len(names), "a member twice")
    check(names[:3] == ["slipway", "slipway/statement.json", "slipway/statement.json.minisig"], "not signed")

    def blob(entry):
        data = members["blobs/sha256/" + entry["digest"].removeprefix("sha256:")]
        check(sha256(data) == entry["digest"] and len(data) == entry["size"], "a wrong blob: " + entry["digest"])
        seen.add(entry["digest"])
        return data

    seen = set()
    check(json.loads(members["oci-layout"]) == {"imageLayoutVersion": "1.0.0"}, "no OCI layout")
    (entry,) = json.loads(members["index.json"])["manifests"]
    manifest = json.loads(blob(entry))
    config = json.loads(blob(manifest["config"]))
    components = []
    for layer, diff in zip(manifest["layers"], config["rootfs"]["diff_ids"], strict=True):
        tar = subprocess.run(["zstd", "-dc"], input=blob(layer), stdout=subprocess.PIPE, check=True).stdout
        check(sha256(tar) == diff, "another uncompressed digest: " + diff)
        notes = {k.removeprefix("dev.slipway."): v for k, v in layer["annotations"].items()}
        found = tree(tar) | {"component": notes["component"]}
        declared = (notes["tree"], int(notes["files"]), int(notes["bytes"]))
        check(declared == (found["digest"], found["files"], found["bytes"]), "not the tree: " + notes["component"])
        components.append(found)
    text = members["slipway/statement.json"]
    statement = json.loads(text)
    check(canonical(statement) == text, "the statement is not canonical")
    expected = {"schema": "dev.slipway.statement.v1", "components": components,
        "manifest": {k: entry[k] for k in ("mediaType", "digest", "size")},
        "platform": {"os": config["os"], "architecture": config["architecture"]},
        "app": manifest["annotations"]["org.opencontainers.image.title"],
        "version": manifest["annotations"]["org.opencontainers.image.version"]}
    for name, value in expected.items():
        check(statement[name] == value, "the statement says something else: " + name)
    documents = []
    for artifact in json.loads(members["slipway/attached.json"])["manifests"]:
        content = json.loads(blob(artifact))
        check(content["subject"]["digest"] == entry["digest"], "attached to something else")
        check(blob(content["config"]) == b"{}", "an artifact with a config")
        parts = [blob(part) for part in content["layers"]]
        if content["artifactType"] == "application/vnd.dev.slipway.statement.v1+json":
            check(parts[0] == text, "two statements")
        else:
            documents += content["layers"]
    check(sorted(map(canonical, documents)) == sorted(map(canonical, statement["attached"])), "other documents")
    check({"blobs/sha256/" + d[7:] for d in seen} == {n for n in members if n.startswith("blobs")}, "a stray blob")
    if key:
        with tempfile.TemporaryDirectory() as place:
            for name, member in (("s", "slipway/statement.json"), ("s.minisig", "slipway/statement.json.minisig")):
                open(f"{place}/{name}", "wb").write(members[member])
            subprocess.run(["minisign", "-Vq", "-p", key, "-m", place + "/s"], check=True)
    print(statement["app"], statement["version"], entry["digest"], statement["sequence"], sum(c["files"] for c in components))


main(*sys.argv[1:])
