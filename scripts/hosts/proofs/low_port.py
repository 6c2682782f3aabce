"""Port 80 for an app that is not root: it inherits the listening socket."""

from checks import check
from host import Host
from host_node import HostNode


def prove(maker):
    with Host() as host:
        node = HostNode(host)
        node.install(maker.installer(), "--yes", "--set", "listen.http=80")
        check(node.answers(80), "it answers on port 80")
        pid = node.status()["pid"]
        user = host.run("stat", "-c", "%U", f"/proc/{pid}").stdout.strip()
        check(user == "slipway-hello", "and is slipway-hello", user)
