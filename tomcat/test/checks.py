"""What every scenario needs: a place, a check, a listening socket, a process. SCRATCH holds one.jar and two.jar."""

import os
import socket
import sys

from jvm import TOKEN, Jvm

SCRATCH = sys.argv[1]
PRIVATE = {"X-Slipway-Token": TOKEN}
passed, failed = [], []


def check(good, what, detail=""):
    (passed if good else failed).append(what)
    note = f" ({detail})" if detail != "" else ""
    sys.stdout.write(("ok      " if good else "FAILED  ") + what + note + "\n")
    sys.stdout.flush()


def listen():
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(512)
    return listener


def path(*names):
    return os.path.join(SCRATCH, *names)


def new_jvm(release, name, webapps, node=None, **more):
    properties = {"listen.http": "8080", "node.name": "node-" + name, "tomcat.threads": "50", **(node or {})}
    return Jvm(release, path(name), properties, webapps, **more)
