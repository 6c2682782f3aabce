"""haproxy before two stock Tomcats: the new one is started and found healthy, made ready, then the old one drained."""

import csv
import os
import shutil
import socket
import subprocess
import sys
import time

from node import first_answer, free_port
from releases import GOOD, PAGE
from sides import Operation, other
from stock import Stock, daemon

CONFIGURATION = """global
    stats socket {socket} mode 600 level admin
    maxconn 4096
defaults
    mode http
    timeout connect 5s
    timeout client 90s
    timeout server 60s
    timeout http-request 20s
    timeout http-keep-alive 75s
frontend plain
    bind 127.0.0.1:{port}
    default_backend tomcats
frontend secure
    bind 127.0.0.1:{tls_port} ssl crt {certificate}
    default_backend tomcats
backend tomcats
    option httpchk GET /health
    http-check expect status 200
    default-server check inter 250ms fall 2 rise 2
    server one 127.0.0.1:{one}
    server two 127.0.0.1:{two}
"""


def program():
    """Its path, or an end with one sentence."""
    path = shutil.which("haproxy", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if path is None:
        sys.exit("bench: haproxy is not installed, and the switches are measured beside it: apt-get install haproxy")
    return path


class Haproxy:
    name = "haproxy"

    def __init__(self, trees, folder, certificate):
        self.trees, self.folder = trees, folder
        self.port, self.tls_port = free_port(), free_port()
        self.ports = {"one": free_port(), "two": free_port()}
        self.control = folder / "haproxy.sock"
        configuration = folder / "haproxy.cfg"
        configuration.write_text(CONFIGURATION.format(
            socket=self.control, port=self.port, tls_port=self.tls_port, certificate=certificate, **self.ports))
        self.live, self.server = GOOD[0], "one"
        self.tomcat = self.start(self.live, self.server)
        self.process = daemon([program(), "-db", "-f", configuration],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        first_answer(self.port, PAGE)
        self.ask("set server tomcats/two state drain")

    def start(self, version, server):
        tomcat = Stock(self.trees[version], self.folder / f"haproxy-{server}", self.ports[server])
        tomcat.warm(PAGE)
        return tomcat

    def ask(self, command):
        with socket.socket(socket.AF_UNIX) as link:
            link.connect(str(self.control))
            link.sendall(command.encode() + b"\n")
            text = b""
            while part := link.recv(65536):
                text += part
        return text.decode()

    def row(self, server):
        rows = csv.DictReader(self.ask("show stat").removeprefix("# ").splitlines())
        return next(row for row in rows if row["pxname"] == "tomcats" and row["svname"] == server)

    def wait(self, server, what):
        while not what(self.row(server)):
            time.sleep(0.005)

    def switch(self):
        begun = time.monotonic()
        old, old_server = self.tomcat, self.server
        self.live = other(self.live)
        self.server = "two" if old_server == "one" else "one"
        self.tomcat = self.start(self.live, self.server)
        self.wait(self.server, lambda row: row["status"] == "DRAIN" and row["check_status"] == "L7OK")
        ready = time.monotonic()
        self.ask(f"set server tomcats/{self.server} state ready")
        self.ask(f"set server tomcats/{old_server} state drain")
        self.wait(old_server, lambda row: row["scur"] == "0" and row["qcur"] == "0")
        drained = time.monotonic()
        old.stop()
        # Its checks must have seen the end, or the next switch would take their last word for the new one's.
        self.wait(old_server, lambda row: row["check_status"] != "L7OK")
        operation = Operation("switch", self.live, begun)
        operation.marks = {"begun": begun, "ready": ready, "drained": drained}
        return operation

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.tomcat.stop()
