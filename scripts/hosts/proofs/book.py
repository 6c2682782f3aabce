"""docs/install.md is true: what its console blocks tell is what is printed.

A remark says where the blocks after it are run, and on what kind of host; each host is fresh at its first remark:

    <!-- on here -->                                    where releases are made
    <!-- on NAME: KIND [network=none] [user=USER] [with FILE…] -->
    <!-- before: COMMAND -->                            run there first, and not told

In a block `$ ` begins a command, what follows is what it prints, `…` stands for anything, alone in a line for any
number of lines, and `# exit code N` tells a code other than 0.
"""

import os
import re
import subprocess

import maker as making
from checks import check
from host import Host
from host_node import HostNode

BOOK = making.REPOSITORY / "docs/install.md"


def steps():
    """(place, line, command, code, told) for each command, and (place, line, command, None, None) for a preparation."""
    place, found, inside = None, [], False
    for number, line in enumerate(BOOK.read_text().splitlines(), 1):
        if line.startswith("```"):
            inside = line == "```console"
        elif match := re.fullmatch(r"<!-- on (.*) -->", line):
            place = match[1]
        elif match := re.fullmatch(r"<!-- before: (.*) -->", line):
            found.append([place, number, match[1], None, None])
        elif inside and line.startswith("$ "):
            found.append([place, number, line[2:], 0, []])
        elif inside and (match := re.fullmatch(r"# exit code (\d+)", line)):
            found[-1][3] = int(match[1])
        elif inside and found:
            found[-1][4].append(line)
    return found


def matches(line, pattern):
    return re.fullmatch(".*".join(re.escape(part) for part in pattern.split("…")), line) is not None


def difference(printed, told):
    """None when all that is told was printed and nothing else."""
    rest, is_open = list(printed), False
    for pattern in told:
        if pattern.strip() == "…":
            is_open = True
            continue
        at = next((n for n, line in enumerate(rest) if matches(line, pattern)), None)
        if at is None or (at and not is_open):
            return f"told {pattern!r}, printed:\n" + "\n".join(rest)
        rest, is_open = rest[at + 1:], False
    return None if is_open or not rest else "also printed:\n" + "\n".join(rest)


class Places:
    def __init__(self, maker):
        self.maker, self.hosts, self.users = maker, {}, {}
        self.home = maker.folder / "home"
        (self.home / ".local/share").mkdir(parents=True)
        (self.home / ".local/share/slipway").symlink_to(maker.store)
        (self.home / ".config").symlink_to(maker.folder / "config/vendor")

    def run(self, place, command):
        words = ["sh", "-c", "exec 2>&1; " + command]
        if place == "here":
            environment = {"HOME": str(self.home), "PATH": f"{making.DIST}:{os.environ['PATH']}", "LANG": "C.UTF-8"}
            result = subprocess.run(words, cwd=self.maker.folder, env=environment, stdin=subprocess.DEVNULL,
                                    stdout=subprocess.PIPE, text=True)
            return result.returncode, result.stdout.splitlines()
        name, _, rest = place.partition(":")
        host = self.hosts.get(name) or self.make(name, rest.split())
        user = self.users.get(name)
        home = f"/home/{user}" if user else "/root"
        path = f"{home}/.local/bin:{'/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'}"
        result = host.run("sh", "-c", f"cd {home}; exec 2>&1; {command}", user=user, code=None, env={"PATH": path})
        return result.returncode, result.stdout.splitlines()

    def make(self, name, words):
        settings = dict(word.split("=") for word in words if "=" in word)
        host = self.hosts[name] = Host(words[0], settings.get("network", "veth"), name=name)
        if user := settings.get("user"):
            self.users[name] = host.user(user)
        node = HostNode(host, self.users.get(name))
        for file in words[words.index("with") + 1:] if "with" in words else []:
            host.put(self.maker.folder / file, node.home, node.user)
        return host

    def leave(self, place):
        """Nothing is run there any more."""
        if host := self.hosts.pop(place.partition(":")[0], None):
            host.close()

    def close(self):
        for name in list(self.hosts):
            self.leave(name)


def prove(maker):
    maker.slipway("keys", "list")
    maker.recipe("shop", 8080).rename(maker.folder / "shop")
    places = Places(maker)
    try:
        walk = steps()
        for number, (place, line, command, code, told) in enumerate(walk):
            ended, printed = places.run(place, command)
            if told is not None:
                wrong = difference(printed, told)
                if ended != code:
                    wrong = f"exit code {ended} instead of {code}, printed:\n" + "\n".join(printed)
                check(wrong is None, f"install.md:{line}: {command}", wrong or "")
            elif ended != 0:
                check(False, f"install.md:{line}: {command}", "\n".join(printed))
            if number + 1 == len(walk) or walk[number + 1][0] != place:
                places.leave(place)
    finally:
        places.close()
