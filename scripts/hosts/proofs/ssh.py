"""slipway provision: one host and three at once, over the system's ssh."""

import json
import subprocess
import time

from checks import check
from host import Host
from host_node import HostNode

CONFIG = """Host {name}
  HostName {address}
  User root
  IdentityFile {folder}/id
  UserKnownHostsFile {folder}/known_hosts
  StrictHostKeyChecking yes
"""


class Reach:
    """What this machine's ssh has to know of the hosts."""

    def __init__(self, folder):
        self.folder = folder
        self.folder.mkdir()
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "id"], check=True)

    def admit(self, host):
        host.shell("mkdir -p -m 0700 /root/.ssh && cat >/root/.ssh/authorized_keys",
                   input=(self.folder / "id.pub").read_text())
        host.run("systemctl", "start", "ssh")
        key = host.run("cat", "/etc/ssh/ssh_host_ed25519_key.pub").stdout.split()
        with open(self.folder / "known_hosts", "a") as file:
            file.write(f"{host.address} {key[0]} {key[1]}\n")
        with open(self.folder / "config", "a") as file:
            file.write(CONFIG.format(name=host.name, address=host.address, folder=self.folder))


def provision(maker, reach, file, names, code=0):
    """The document it prints, and the seconds it took."""
    begun = time.monotonic()
    result = maker.slipway("provision", *[f"root@{name}" for name in names], "--installer", file, "--yes", "--json",
                           "--", "-F", reach.folder / "config", code=code)
    return json.loads(result.stdout), time.monotonic() - begun


def prove(maker):
    file = maker.installer()
    reach = Reach(maker.folder / "ssh")
    hosts = [Host("debian12-ssh", name=f"shop{n}") for n in range(4)]
    try:
        for host in hosts:
            reach.admit(host)
        _, alone = provision(maker, reach, file, ["shop0"])
        check(HostNode(hosts[0]).answers(), "provision makes a host serve")
        _, three = provision(maker, reach, file, ["shop1", "shop2", "shop3"])
        check(all(HostNode(host).answers() for host in hosts[1:]), "and three at once")
        # How long it may take is the bench's to say.
        print(f"prove: one host took {alone:.1f} s, three at once {three:.1f} s", flush=True)
        hosts[2].cut_power()
        document, _ = provision(maker, reach, file, ["shop1", "shop2", "shop3"], code=1)
        told = json.dumps(document)
        check("shop2" in told and HostNode(hosts[1]).answers(), "a host that is off fails alone", told[-400:])
    finally:
        for host in hosts:
            host.close()
