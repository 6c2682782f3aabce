"""A fresh Debian 12 with systemd: one file makes it serve, and stays its way to manage it."""

from checks import check
from host import Host
from host_node import HostNode, eventually
from traces import Traces


def prove(maker):
    hello, other = maker.installer(), maker.installer("1.0.0", "other", 8081)
    with Host() as host:
        node, traces = HostNode(host), Traces(host)
        told = node.install(hello, "--yes").stdout
        check(node.answers(), "the file installs, and its page answers")
        check(":8080" in told, "it prints the address of the app", told[-300:])
        first = node.status()
        check(first.get("state") == "active", "slipway status says active", first)
        again(node, hello, first)
        second_app(host, node, other)
        killed_daemon(host, node)
        host.power_off()
        host.boot()
        check(node.answers() and node.answers(8081), "after a reboot both serve again")
        check(node.await_active().get("state") == "active", "and are active")
        uninstalled(host, node, hello, other, traces)


def again(node, file, before):
    told = node.install(file, "--yes").stdout
    now = node.status()
    check("nothing" in told, "run again it says that there is nothing to do", told[-300:])
    check(now.get("pid") == before.get("pid") is not None, "and the app keeps its process")


def second_app(host, node, file):
    daemon = node.daemon()
    node.install(file, "--yes")
    check(node.answers(8081) and node.answers(), "a second app answers beside the first")
    check(node.daemon() == daemon is not None, "both have one daemon")
    inodes = host.shell("stat -c %i /var/lib/slipway/releases/*/jdk/lib/modules").stdout.split()
    check(len(inodes) == 2 and len(set(inodes)) == 1, "and one JDK", inodes)


def killed_daemon(host, node):
    daemon, app = node.daemon(), node.status().get("pid")
    host.shell(f"kill -9 {daemon}")
    check(eventually(lambda: node.daemon() not in (None, daemon)), "a daemon killed by kill -9 is started by systemd")
    check(node.await_active().get("pid") == app is not None, "and the app keeps its process")
    check(host.get(8080)[0] == 200, "and answers")


def uninstalled(host, node, file, other, traces):
    node.install(other, "--uninstall", "--purge", "--yes")
    check(host.get(8081)[0] == 0 and node.answers(), "the second app uninstalled, the first serves on")
    told = node.install(file, "--uninstall", "--yes").stdout
    check(host.get(8080)[0] == 0, "uninstalled, nothing answers any more")
    left = traces.left(told)
    check(not left, "and nothing is left but what it names", left)
    running = [line for line in host.processes().values() if "slipway" in line and "nspawn" not in line]
    check(not running, "no process is left", running)
