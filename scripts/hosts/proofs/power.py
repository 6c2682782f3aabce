"""The power goes, at rest and while it is being installed, and comes again."""

from checks import check
from host import Host, pid_of
from host_node import HostNode, eventually


def prove(maker):
    file = maker.installer()
    with Host() as host:
        node = HostNode(host)
        node.install(file, "--yes")
        node.answers()
        for _ in range(2):
            host.cut_power()
            host.boot()
            check(node.answers(), "after a power cut it serves again")
        check(node.await_active().get("state") == "active", "and is active")
    with Host() as host:
        node = HostNode(host)
        path = host.put(file)
        running = host.start("sh", path, "--yes")
        eventually(lambda: pid_of(running) and host.run(
            "test", "-e", "/var/lib/slipway/apps/hello", code=None).returncode == 0, 30)
        host.cut_power()
        running.wait()
        host.boot()
        node.install(file, "--yes")
        check(node.answers(), "cut off while it installed, it is finished by a second run")
