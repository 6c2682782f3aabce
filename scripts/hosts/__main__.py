"""Fresh Debian hosts on this machine, each with a disk, a network and a process 1 of its own. Needs root.

    python3 scripts/hosts up NAME [KIND] [--network none] [--read-only-usr]   boots one, and returns
    python3 scripts/hosts run NAME [--user USER] COMMAND…                     runs a command in it
    python3 scripts/hosts put NAME FILE [FOLDER]                              copies a file into it (/root)
    python3 scripts/hosts reboot NAME | cut NAME | down NAME | list

Kinds: debian12 (with systemd, and what minbase has), debian12-login (and user units), debian12-ssh, debian12-bare
(no systemd), debian11 (no systemd). `reboot` stops its services first, `cut` does not; `down` removes the host.
SLIPWAY_HOSTS (/var/tmp/slipway-hosts) is where the base trees are kept.
"""

import argparse
import os
import pathlib
import select
import signal
import subprocess
import sys

sys.dont_write_bytecode = True

import base
from host import Host, inside
from slot import NUMBERS, PLACE, record


def running():
    """What is known of each host whose owner lives."""
    found = [record(number) for number in NUMBERS if (PLACE / f"{number}.json").exists()]
    return {facts["name"]: facts for facts in found if pathlib.Path(f"/proc/{facts['owner']}").exists()}


def one(name):
    if name not in running():
        sys.exit(f"hosts: there is no host {name}; there are: {', '.join(running()) or 'none'}")
    return running()[name]


def up(options):
    if options.name in running():
        sys.exit(f"hosts: there is a host {options.name} already")
    base.tree(options.kind)
    reading, writing = os.pipe()
    if os.fork():
        os.close(writing)
        told = os.read(reading, 4096).decode()
        print(told or f"hosts: {options.name} did not come up", end="" if told else "\n")
        sys.exit(0 if told else 1)
    os.setsid()
    # The owner: holds the host until it is told to let go.
    orders = {signal.SIGHUP, signal.SIGUSR1, signal.SIGTERM, signal.SIGINT}
    with Host(options.kind, options.network, options.read_only_usr, options.name) as host:
        signal.pthread_sigmask(signal.SIG_BLOCK, orders)
        os.write(writing, f"{host.name} is up: {host.kind}, {host.address}\n".encode())
        os.close(writing)
        nothing = os.open("/dev/null", os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nothing, descriptor)
        while (order := signal.sigwait(orders)) in (signal.SIGHUP, signal.SIGUSR1):
            host.power_off() if order == signal.SIGHUP else host.cut_power()
            host.boot()
            host.slot.note(ready=begun_count(host))


def begun_count(host):
    return (record(host.number).get("ready") or 0) + 1


def order(facts, word):
    """Tells the owner, and waits until that is done."""
    owner = os.pidfd_open(facts["owner"])
    signal.pidfd_send_signal(owner, word)
    while not select.select([owner], [], [], 0.1)[0]:
        now = running().get(facts["name"])
        if word != signal.SIGTERM and now and now.get("ready") != facts.get("ready"):
            return
    if word != signal.SIGTERM:
        sys.exit(f"hosts: {facts['name']} did not come up again")


def main():
    parser = argparse.ArgumentParser(prog="hosts", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verb = {name: verbs.add_parser(name) for name in ("up", "run", "put", "reboot", "cut", "down", "list", "base")}
    for name in ("up", "run", "put", "reboot", "cut", "down"):
        verb[name].add_argument("name")
    for name in ("up", "base"):
        verb[name].add_argument("kind", nargs="?", default="debian12", choices=list(base.KINDS))
    verb["up"].add_argument("--network", choices=("veth", "none"), default="veth")
    verb["up"].add_argument("--read-only-usr", action="store_true")
    verb["run"].add_argument("--user")
    verb["run"].add_argument("command", nargs=argparse.REMAINDER)
    verb["put"].add_argument("file")
    verb["put"].add_argument("folder", nargs="?", default="/root")
    options = parser.parse_args()
    if options.verb == "run" and options.command[:1] == ["--user"]:
        options.user, options.command = options.command[1], options.command[2:]
    if os.geteuid() != 0:
        sys.exit("hosts: only root can make hosts")
    if options.verb == "up":
        up(options)
    elif options.verb == "base":
        print(base.tree(options.kind))
    elif options.verb == "list":
        for name, facts in running().items():
            print(f"{name}  {facts['address']}  process 1 is {facts.get('leader')} here")
    elif options.verb == "run":
        terminal = {"TERM": os.environ.get("TERM", "dumb")}
        words = inside(one(options.name)["leader"], options.command, options.user, terminal)
        sys.exit(subprocess.run(words).returncode)
    elif options.verb == "put":
        target = f"{options.folder}/{pathlib.Path(options.file).name}"
        with open(options.file, "rb") as data:
            words = inside(one(options.name)["leader"], ["sh", "-c", 'cat >"$0"', target])
            sys.exit(subprocess.run(words, stdin=data).returncode)
    else:
        word = {"reboot": signal.SIGHUP, "cut": signal.SIGUSR1, "down": signal.SIGTERM}[options.verb]
        order(one(options.name), word)


if __name__ == "__main__":
    main()
