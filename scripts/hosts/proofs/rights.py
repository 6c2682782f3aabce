"""What the app's own process may do: it is not root, and cannot write the release it runs from."""

from checks import check
from host import Host
from host_node import HostNode


def prove(maker):
    with Host() as host:
        node = HostNode(host)
        node.install(maker.installer(), "--yes")
        node.answers()
        pid = node.status()["pid"]
        fields = dict(line.split(":\t", 1) for line in host.run("cat", f"/proc/{pid}/status").stdout.splitlines()
                      if ":\t" in line)
        user = fields["Uid"].split()[0]
        check(set(fields["Uid"].split()) == {user} and user != "0", "the JVM's user is not root", fields["Uid"])
        check("0" not in fields["Gid"].split() + fields["Groups"].split(), "nor is any of its groups")
        check({fields[f"Cap{name}"] for name in ("Inh", "Prm", "Eff", "Amb")} == {"0" * 16}, "it has no capability",
              {name: fields[f"Cap{name}"] for name in ("Prm", "Eff", "Bnd")})
        check(fields["NoNewPrivs"] == "1", "and can gain none")
        name = host.shell(f"grep ':{user}:' /etc/passwd").stdout.split(":")[0]
        check(name == "slipway-hello", "it is slipway-hello", name)
        release = host.run("readlink", "-f", "/var/lib/slipway/apps/hello/current/release").stdout.strip()
        for path in (release, f"{release}/jdk/bin/java", f"{release}/tomcat/lib/catalina.jar", "/etc/slipway",
                     "/var/lib/slipway", "/var/lib/slipway/objects", "/var/lib/slipway/apps/hello/ledger.jsonl",
                     "/usr/local/lib/slipway/current/slipwayd", "/run/slipway"):
            # As in the JVM's own mount namespace and with its own rights.
            tried = host.run("nsenter", "-t", pid, "-m", "setpriv", f"--reuid={user}", f"--regid={user}",
                             "--clear-groups", "test", "-w", path, code=None)
            there = host.run("test", "-e", path, code=None).returncode == 0
            check(there and tried.returncode == 1, f"it cannot write {path.replace(release, 'the release')}",
                  "" if there else "which is not there")
        operators(host, node)


def operators(host, node):
    """Who may speak to the daemon: root and the group slipway."""
    kim, lee = host.user("kim"), host.user("lee")
    host.run("usermod", "-a", "-G", "slipway", lee)
    told = host.run("slipway", "stop", "hello", user=kim, code=None, merge=True)
    check(told.returncode == 77, "a user that is no operator is refused", told.stdout)
    told = host.run("slipway", "restart", "hello", user=lee, code=None, merge=True)
    check(told.returncode == 0, "a member of group slipway is not", told.stdout)
    check(node.answers(), "and the app answers again")
