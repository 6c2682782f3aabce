"""An ordinary user with units of their own."""

from checks import check
from host import Host
from host_node import HostNode, eventually


def prove(maker):
    file = maker.installer()
    with Host("debian12-login") as host:
        user = host.user("kim")
        host.run("loginctl", "enable-linger", user)
        number = host.run("id", "-u", user).stdout.strip()
        bus = {"XDG_RUNTIME_DIR": f"/run/user/{number}"}
        ready = eventually(lambda: host.run(
            "systemctl", "--user", "is-system-running", user=user, env=bus, code=None).stdout.strip() == "running", 20)
        check(ready, "the user has a service manager")
        node = HostNode(host, user, "/home/kim/.local/bin/slipway")
        node.install(file, "--yes", env=bus)
        check(node.answers(), "it installs and answers")
        state = host.run("systemctl", "--user", "is-active", "slipwayd.service", user=user, env=bus, code=None)
        check(state.stdout.strip() == "active", "as a unit of the user's", state.stdout)
        host.power_off()
        host.boot()
        check(node.answers(), "after a reboot it serves again")
