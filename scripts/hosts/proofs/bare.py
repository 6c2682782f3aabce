"""Debian 12 without systemd: a daemon that is kept by a process of its own."""

from checks import check
from host import Host
from host_node import HostNode, eventually
from traces import Traces


def prove(maker):
    file = maker.installer()
    with Host("debian12-bare") as host:
        node, traces = HostNode(host), Traces(host)
        told = node.install(file, "--yes").stdout
        check(node.answers(), "without systemd it installs and answers")
        check("slipwayd keep" in told, "it says how it is started at boot", told[-600:])
        daemon, app = node.daemon(), node.status().get("pid")
        host.shell(f"kill -9 {daemon}")
        check(eventually(lambda: node.daemon() not in (None, daemon)), "a killed daemon is started again")
        check(node.await_active().get("pid") == app is not None, "and the app keeps its process")
        host.cut_power()
        host.boot()
        boot(host, told)
        check(node.answers(), "started as it said, it serves again after a power cut")
        told = node.install(file, "--uninstall", "--yes").stdout
        check(not (left := traces.left(told)), "uninstalled, nothing is left but what it names", left)
        node.install(file, "--uninstall", "--purge", "--yes")
        check(not (left := traces.left()), "and with --purge nothing at all", left)


def boot(host, told):
    """Does what the installer said belongs into the start of the host."""
    line = next(line for line in told.splitlines() if "slipwayd keep" in line)
    command = line[line.index("/"):].strip().strip("`'\"")
    host.shell(f"setsid {command} </dev/null >/dev/null 2>&1 &")
