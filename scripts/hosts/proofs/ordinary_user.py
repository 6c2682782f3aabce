"""An ordinary user without user units: all of it goes into the home folder."""

from checks import check
from host import Host
from host_node import HostNode, eventually
from traces import Traces


def prove(maker):
    file = maker.installer()
    with Host("debian12-bare") as host:
        user = host.user("kim")
        traces = Traces(host)
        node = HostNode(host, user, "/home/kim/.local/bin/slipway")
        node.install(file, "--yes")
        check(node.answers(), "an ordinary user installs it, and it answers")
        outside = [path for path in traces.left() if not path.startswith("/home/kim/")]
        check(not outside, "and nothing is outside of the home folder", outside)
        owners = set(host.shell("stat -c %U /proc/[0-9]*", code=None).stdout.split())
        check("kim" in owners, "its processes are the user's")
        daemon, app = node.daemon(), node.status().get("pid")
        host.shell(f"kill -9 {daemon}")
        check(eventually(lambda: node.daemon() not in (None, daemon)), "a killed daemon is started again")
        check(node.await_active().get("pid") == app is not None, "and the app keeps its process")
        told = node.install(file, "--uninstall", "--yes").stdout
        check(not (left := traces.left(told)), "uninstalled, nothing is left but what it names", left)
