"""A new daemon that hangs or dies: the old one is back by itself."""

from checks import check
from host import Host
from host_node import HostNode, eventually
from maker import broken
from proofs.upgrade import Client, programs


def prove(maker):
    old = maker.installer()
    with Host() as host:
        node = HostNode(host)
        node.install(old, "--yes")
        node.answers()
        for how in ("dies", "hangs"):
            new = maker.installer(dist=maker.programs(how, wrap=broken(how)), label=f"-{how}")
            app, was = node.status().get("pid"), programs(host)
            client = Client(host)
            client.start()
            told = node.install(new, "--yes", code=None)
            client.end()
            check(told.returncode == 1, f"a new daemon that {how} is told, exit 1", f"{told.returncode} {told.stdout}")
            check(programs(host) == was, "and the old programs are the node's again")
            check(eventually(lambda: node.daemon(), 30), "the old daemon answers")
            check(node.await_active().get("pid") == app is not None, "the app keeps its process")
            check(client.fault is None and client.answers > 10, "and its connections", client.fault)
        told = node.install(old, "--yes").stdout
        check("nothing" in told, "the old file says that there is nothing to do", told[-300:])
