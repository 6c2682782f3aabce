"""A host with a loopback device and nothing else."""

from checks import check
from host import Host
from host_node import HostNode


def prove(maker):
    with Host(network="none") as host:
        node = HostNode(host)
        node.install(maker.installer(), "--yes")
        check(node.answers(), "without a network it installs and answers on the loopback device")
        check(node.status().get("state") == "active", "and is active")
