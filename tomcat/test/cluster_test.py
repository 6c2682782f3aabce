"""Session clusters: several processes, each asked on its private port, share the sessions of one app."""

import re
import shutil
import signal
import socket
import time

from checks import PRIVATE, check, listen, new_jvm, path
from load import get
from release import Release, write


def start(release, listener, app, name, **node):
    """One more process in the slots of an app, as the wrapper starts it: its run folder is made anew."""
    run = path(app, "slots", name)
    shutil.rmtree(run, ignore_errors=True)
    shutil.rmtree(path(app + "-" + name), ignore_errors=True)
    return new_jvm(release, app + "-" + name, {"ROOT": {"node.name": name}}, node, run=run).start(listener)


def ready(*jvms):
    for jvm in jvms:
        said = jvm.await_start()
        with open(jvm.log) as log:
            waited = "timing out after" in log.read()
        check(said[-1:] == ["ready"] and not waited, f"{jvm.run[-1]} starts in its cluster, waits for nobody in vain",
              f"{jvm.start_seconds:.1f} s" if said[-1:] == ["ready"] else said)


def cluster_release(name, sessions):
    release = Release(path("cluster-" + name + "-" + sessions), path("one.jar"), cluster=(name, sessions))
    release.add_hello("ROOT")
    return release


class Visitor:
    """A client with one session, which goes from process to process."""

    def __init__(self):
        self.cookie = None
        self.count = 0

    def visit(self, jvm, public=None):
        """The visits that the process has counted in the session; `public`: asked on that port."""
        headers = {**PRIVATE, "Cookie": self.cookie} if self.cookie else PRIVATE
        begin = time.monotonic()
        status, answer, body = get(public or jvm.port, "/counter", headers)
        self.seconds = time.monotonic() - begin
        self.count += 1
        if "Set-Cookie" in answer:
            self.cookie = answer["Set-Cookie"].split(";")[0]
        return int(re.search(r'id="count">(\d+)<', body).group(1)) if status == 200 else 0

    def check(self, jvm, what):
        counted = self.visit(jvm)
        check(counted == self.count, what, f"{counted} visits after {self.seconds * 1000:.0f} ms")


def stranger(jvm, visitor):
    """Whether the process knows nothing of the visitor's session."""
    cookie, count = visitor.cookie, visitor.count
    known = visitor.visit(jvm)
    visitor.cookie, visitor.count = cookie, count
    return known == 1


def acquainted(one, other):
    """Whether, within ten seconds, what is made in one is seen in the other."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        visitor = Visitor()
        visitor.visit(one)
        if visitor.visit(other) == 2:
            return True
        time.sleep(0.1)
    return False


def static_members():
    shop, other = cluster_release("shop", "static"), cluster_release("other", "static")
    listener = listen()
    a, b = (start(shop, listener, "shop", name) for name in "AB")
    ready(a, b)
    visitor, early = Visitor(), Visitor()
    visitor.check(a, "a session is made in A")
    visitor.check(b, "B has it; its web app says nothing of <distributable/>")
    visitor.check(a, "A has what B changed")
    early.visit(a)

    # One slot more, a slot of a cluster of another name beside it, and a node elsewhere that has been told of B.
    with open(path("shop", "slots", "B", "member")) as file:
        address = file.read()
    write_members("far", "# a remark\n\n" + address + "no.such.host.invalid:4000\nnonsense\n")
    c, x, d = start(shop, listener, "shop", "C"), start(other, listener, "shop", "X"), start(shop, listener, "far", "D")
    ready(c, x, d)
    check(acquainted(c, d), "D, which found B by the file of members, is introduced to C")
    visitor.check(c, "C, started later, has the session; nobody was started again")
    early.check(c, "and the one nobody has touched since")
    visitor.check(d, "so has D")
    visitor.check(b, "B has what D changed")
    check(stranger(x, visitor), "a cluster of another name beside it has no such session")

    a.process.kill()
    a.process.wait()
    visitor.check(b, "after kill -9 of A the session lives in B")
    check(visitor.seconds < 3, "the first request after it waits for nobody", f"{visitor.seconds:.2f} s")
    visitor.check(d, "and in D")
    c.process.send_signal(signal.SIGSTOP)
    visitor.check(b, "with C hung the session lives in B")
    check(visitor.seconds < 9, "one request waits for it, not for long", f"{visitor.seconds:.2f} s")
    slow = wrong = 0
    for _ in range(20):
        wrong += visitor.visit(b) != visitor.count
        slow += visitor.seconds > 1
    check(slow <= 1, "twenty later ones do not, but for one at most", f"{slow} were slow")
    check(wrong == 0, "all of them see the session")
    c.process.kill()
    c.process.wait()

    a = start(shop, listener, "shop", "A")
    ready(a)
    visitor.check(a, "A, started again in its slot and at its old port, has the session")
    check(took_the_port_of_a(a, address), "its port is one that was used before")
    check(acquainted(a, d), "A and D are introduced to each other by B")
    b.terminate()
    visitor.check(a, "after an ordinary stop of B too")
    visitor.check(d, "and in D")
    early.check(d, "no session was lost on the way")
    members_added_later(shop, listener, a)
    switches(visitor, listener.getsockname()[1], a, d)
    listener.close()


def switches(visitor, port, live, other):
    """What a log-in meets on the public port: switches to and fro, and the end of the side that admits."""
    lost = live.ask("admit") != "admitted"
    for _ in range(6):
        visitor.visit(live, port)
        lost += (other.ask("admit"), live.ask("park").split()[0]) != ("admitted", "parked")
        live, other = other, live
        lost += visitor.visit(live, port) != visitor.count
    check(not lost, "a session lives through six switches on the public port", f"{lost} lost")
    check(not live.troubles(), "no trouble in the log of A", live.troubles())
    live.process.kill()
    live.process.wait()
    check(other.ask("admit") == "admitted" and visitor.visit(other, port) == visitor.count,
          "and kill -9 of the side that admits, when the one kept warm takes over", f"{visitor.seconds:.2f} s")


def took_the_port_of_a(jvm, address_of_b):
    with open(jvm.run + "/member") as file:
        port = int(file.read().strip().rsplit(":", 1)[1])
    return abs(port - int(address_of_b.strip().rsplit(":", 1)[1])) < 6


def write_members(app, text):
    write(path(app, "members"), text)


def members_added_later(shop, listener, a):
    """The file of members is read again and again; whoever comes in by it shares what is made from then on."""
    # At a port that no file names, not even an old one.
    e = start(shop, listener, "alone", "E", **{"cluster.port": "4300"})
    ready(e)
    visitor = Visitor()
    visitor.visit(a)
    check(stranger(e, visitor), "E, which was told of nobody, is alone")
    with open(a.run + "/member") as file:
        write_members("alone", file.read())
    check(acquainted(a, e), "it joins when its file of members names one")


def multicast_works():
    """Whether this machine carries a datagram from one of its sockets to a group that another has joined."""
    group = ("228.0.0.5", 45563)
    loopback = socket.inet_aton("127.0.0.1")
    with socket.socket(type=socket.SOCK_DGRAM) as receiver, socket.socket(type=socket.SOCK_DGRAM) as sender:
        try:
            receiver.bind(("", group[1]))
            receiver.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(group[0]) + loopback)
            receiver.settimeout(1)
            sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, loopback)
            sender.sendto(b"hello", group)
            return receiver.recv(16) == b"hello"
        except OSError:
            return False


def multicast():
    if not multicast_works():
        print("left out: this machine has no multicast on its loopback", flush=True)
        return
    shop, other = cluster_release("shop", "multicast"), cluster_release("other", "multicast")
    listener = listen()
    m, n, x = start(shop, listener, "m1", "M"), start(shop, listener, "m2", "N"), start(other, listener, "m3", "X")
    ready(m, n, x)
    visitor = Visitor()
    visitor.check(m, "multicast: a session is made in M")
    visitor.check(n, "multicast: N has it")
    check(stranger(x, visitor), "multicast: a cluster of another name has no such session")
    m.process.kill()
    m.process.wait()
    o = start(shop, listener, "m4", "O")
    ready(o)
    visitor.check(o, "multicast: M is killed; O, started after it, has the session")
    n.terminate()
    visitor.check(o, "multicast: and keeps it")
    listener.close()


def scenarios():
    return static_members, multicast
