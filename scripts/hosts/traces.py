"""What a host has that it did not have before."""

import re

# What changes on any host that runs: not ours to answer for.
RUNNING = re.compile(r"^/(proc|sys|dev|tmp|run/(systemd|log|udev|user|utmp|mount|dbus|lock|initctl)|var/log|var/cache|"
                     r"var/tmp/systemd-|tmp/systemd-|var/lib/systemd|root/|etc/[.]pwd[.]lock|etc/machine-id|"
                     r"etc/(passwd|group|shadow|gshadow)-$|home/\w+/[\w.-]+[.]run|tmp/hsperfdata)")


class Traces:
    def __init__(self, host):
        self.host = host
        self.files, self.accounts = self.look()

    def look(self):
        found = self.host.shell("find / -xdev -not -type d -o -xdev -type d; find /run /tmp -mindepth 1").stdout
        files = {name for name in found.split("\n") if name and not RUNNING.match(name)}
        return files, set(self.host.shell("cat /etc/passwd /etc/group").stdout.split())

    def left(self, told=""):
        """Files and accounts that are new and lie below nothing that these words name."""
        named = [path.rstrip("/.,;:)") for path in re.findall(r"/[^\s,;]+", told)]
        files, accounts = self.look()
        new = [path for path in files - self.files if not any(under(path, name) for name in named)]
        lines = [line for line in accounts - self.accounts if line.split(":")[0] not in told]
        return sorted(new) + sorted(lines)


def under(path, name):
    """The folder that holds what is named is there with it."""
    return path == name or path.startswith(name + "/") or name.startswith(path + "/")
