"""The node upgrades itself by the same file: apps keep their processes and their connections."""

import http.client
import threading

from checks import check
from host import Host
from host_node import HostNode


# Tomcat's own maxKeepAliveRequests: so many answers it gives on one connection.
ANSWERS = 100


class Client(threading.Thread):
    """A page is asked again and again on a connection that is kept."""

    def __init__(self, host, port=8080):
        super().__init__(daemon=True)
        self.connection = http.client.HTTPConnection(host.address, port, timeout=10)
        self.answers, self.fault, self.over = 0, None, threading.Event()

    def run(self):
        try:
            while not self.over.wait(0.02):
                self.connection.request("GET", "/")
                answer = self.connection.getresponse()
                answer.read()
                self.answers += 1
                closed = self.connection.sock is None
                if answer.status != 200 or closed != (self.answers % ANSWERS == 0):
                    raise OSError(f"status {answer.status}, the connection was {'closed' if closed else 'kept'}")
        except (OSError, http.client.HTTPException) as fault:
            self.fault = repr(fault)

    def end(self):
        self.over.set()
        self.join()


def programs(host):
    return host.run("readlink", "-f", "/usr/local/lib/slipway/current").stdout.strip()


def prove(maker):
    old, new = maker.installer(), maker.installer(dist=maker.programs("newer", tail=b"newer"), label="-newer")
    with Host() as host:
        node = HostNode(host)
        node.install(old, "--yes")
        node.answers()
        daemon, app, was = node.daemon(), node.status()["pid"], programs(host)
        client = Client(host)
        client.start()
        node.install(new, "--yes")
        client.end()
        check(programs(host) != was, "the new programs are the node's")
        check(node.daemon() not in (None, daemon), "the daemon is a new one")
        running = host.shell(f"readlink /proc/{node.daemon()}/exe").stdout
        check(running.startswith(programs(host)), "and the one of the new programs", running)
        wrapper = host.shell("readlink -f /proc/[0-9]*/exe | grep slipway-wrapper | sort -u", code=None).stdout.split()
        check(wrapper == [programs(host) + "/slipway-wrapper"], "and so is the wrapper", wrapper)
        check(node.await_active().get("pid") == app, "the app keeps its process")
        check(client.fault is None and client.answers > 10, "and its connections",
              f"{client.answers} answers, {client.fault}")
        host.power_off()
        host.boot()
        check(node.answers(), "after a reboot it serves")
