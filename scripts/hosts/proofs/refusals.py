"""Everything that is refused: in one sentence, with nothing changed."""

import os
import subprocess

from checks import check, one_sentence
from host import Host
from host_node import HostNode
from traces import Traces

LISTEN = """import socket, sys
listener = socket.create_server(("0.0.0.0", 8080))
print(flush=True)
sys.stdin.read()"""
BAD_INPUT, NO_ROOM, NOT_PERMITTED = 65, 73, 77


def prove(maker):
    file = maker.installer()
    on_a_fresh_host(maker, file)
    on_a_node(maker, file)


def on_a_fresh_host(maker, file):
    with Host() as host:
        node, traces = HostNode(host), Traces(host)

        def refused(what, code, words, *arguments, path=None, env=None):
            result = host.run("sh", path or f"/root/{file.name}", *arguments, env=env, code=None, merge=True)
            one_sentence(result, code, words, what)
            check(not (left := traces.left()), "    and nothing is changed", left)

        node.install(file, "--help")
        copies(host, file)
        refused("an altered file is refused", BAD_INPUT, "damaged", "--yes", path="/root/altered.run")
        refused("half a file is refused", BAD_INPUT, "cut short", "--yes", path="/root/half.run")
        refused("a file with more at its end is refused", BAD_INPUT, "after its end", "--yes", path="/root/longer.run")
        refused("a fingerprint that is not the file's key's is refused", BAD_INPUT, "not by the key", "--yes", "--key",
                "RW" + 54 * "A")
        refused("another processor is refused", BAD_INPUT, "linux/arm64", "--yes", env=with_uname(host, "aarch64"))
        refused("an option it does not know is refused", 64, "--yess", "--yess")
        refused("without --yes and without a terminal it asks nobody", 64, "nobody can be asked")
        holder = subprocess.Popen(["ip", "netns", "exec", host.machine, "python3", "-c", LISTEN],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        holder.stdout.readline()
        refused("a port that is taken is refused", 1, "8080", "--yes")
        holder.communicate()
        refused("a heap beyond the host's memory is refused", BAD_INPUT, "jvm.heap", "--yes", "--set", "jvm.heap=900g")
        host.shell("mount -t tmpfs -o size=48m none /var/lib")
        result = node.install(file, "--yes", code=None)
        one_sentence(result, NO_ROOM, "left", "a disk that is too small is refused")
        host.shell("umount /var/lib")
        check(not (left := traces.left()), "    and nothing is changed", left)
        with open(file, "rb") as data:
            piped = subprocess.run(host.words("sh", "-s", "--", "--yes"), stdin=data, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, text=True)
        check(piped.returncode == 64 and "must be a file" in piped.stdout, "read from a pipe it says what is wrong",
              piped.stdout[-300:])
        node.install(file, "--yes")
        check(node.answers(), "after all of these it installs and answers")


def on_a_node(maker, file):
    later, latest = maker.installer("1.1.0"), maker.installer("1.2.0")
    strangers = maker.installer("1.3.0", key="stranger")
    with Host() as host:
        node = HostNode(host)
        node.install(later, "--yes")
        before = node.await_active()
        trust = host.shell("ls /etc/slipway/trust").stdout

        def refused(what, words, file, *arguments):
            result = node.install(file, "--yes", *arguments, code=None)
            one_sentence(result, BAD_INPUT, words, what)
            now = node.status()
            same = all(now.get(key) == before.get(key) for key in ("pid", "generation", "digest"))
            check(same and host.shell("ls /etc/slipway/trust").stdout == trust, "    and nothing is changed", now)

        refused("a release before the one that runs is refused", "sequence", file)
        refused("another's release is refused: run again it adds no trust", "trusts other keys", strangers)
        host.put(latest)
        public = maker.folder / "config/vendor/slipway/keys/release.pub"
        node.slipway("keys", "revoke", host.put(public) if public.exists() else "release")
        trust = host.shell("ls /etc/slipway/trust").stdout
        refused("a release by a revoked key is refused", "revoked", latest)


def copies(host, file):
    """Crooked copies of the installer beside it."""
    size = os.path.getsize(file)
    middle = size // 2
    host.shell(f"cd /root && cp {file.name} longer.run && printf x >>longer.run && "
               f"head -c {middle} {file.name} >half.run && head -c {size - 5} {file.name} >altered.run && "
               f"printf WRONG >>altered.run")


def with_uname(host, machine):
    """An environment in which the host says that it has another processor."""
    host.shell("mkdir -p /tmp/fake && printf '#!/bin/sh\\n[ \"$1\" = -m ] && echo " + machine
               + " || exec /usr/bin/uname \"$@\"\\n' >/tmp/fake/uname && chmod 0755 /tmp/fake/uname")
    return {"PATH": "/tmp/fake:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
