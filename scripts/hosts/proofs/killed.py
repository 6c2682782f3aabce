"""The installer is killed at 20 points, each on a host of its own; a second run finishes what was begun."""

import os
import select
import signal

from checks import check
from host import Host, pid_of
from host_node import HostNode

POINTS = 20


def prove(maker):
    file = maker.installer()
    with Host() as host:
        node = HostNode(host)
        lines = node.install(file, "--yes").stdout.splitlines()
        clean = temporaries(host)
    # From the last line before anything is changed to the last but one that is said.
    first = next(number for number, line in enumerate(lines) if "›" in line)
    for point in range(POINTS):
        at = first + point * (len(lines) - first) // POINTS
        with Host() as host:
            node = HostNode(host)
            # Every other one a little after the line: in the middle of what it tells.
            last = kill_at(host, host.put(file), at, 0.1 * (point % 2))
            told = node.install(file, "--yes", code=None)
            left = temporaries(host) - clean
            good = told.returncode == 0 and node.answers(limit=20) and node.status().get("state") == "active"
            check(good and not left, f"killed after '{last.strip()}', then run to its end", "" if good and not left
                  else f"exit {told.returncode}, left {left}, {told.stdout[-500:]}")


def kill_at(host, path, count, delay):
    """Kills it once it has said so many lines, and lets what it started run on; the last line."""
    running = host.start("sh", path, "--yes")
    said = b""
    while said.count(b"\n") < count and (more := os.read(running.stdout.fileno(), 1)):
        said += more
    end = os.pidfd_open(running.pid)
    ended = select.select([end], [], [], delay)[0]
    os.close(end)
    if not ended and (pid := pid_of(running)):
        os.kill(pid, signal.SIGKILL)
    running.wait()
    return (said.decode(errors="replace").splitlines() or ["nothing"])[-1]


def temporaries(host):
    found = host.shell("ls -A /tmp /var/tmp | grep -i slipway; find /usr/local /etc/slipway /var/lib/slipway -xdev "
                       "'(' -name '*.new' -o -name '*.tmp' -o -name '.*.tmp*' -o -name 'incoming*' ')'", code=None)
    return set(found.stdout.split())
