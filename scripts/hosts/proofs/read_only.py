"""A read-only /usr: what would be in /usr/local is in /opt/slipway."""

from checks import check
from host import Host
from host_node import HostNode
from traces import Traces


def prove(maker):
    file = maker.installer()
    with Host(read_only_usr=True) as host:
        node, traces = HostNode(host, slipway="/opt/slipway/bin/slipway"), Traces(host)
        told = node.install(file, "--yes", code=None)
        check(told.returncode == 0 and node.answers(), "with a read-only /usr it installs and answers",
              f"exit {told.returncode}: {told.stdout[-400:]}")
        check(node.status().get("state") == "active", "and is active")
        host.power_off()
        host.boot()
        check(node.answers(), "after a reboot it serves again")
        node.install(file, "--uninstall", "--purge", "--yes")
        check(not (left := traces.left()), "uninstalled with its data, nothing is left", left)
