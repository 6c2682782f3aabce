"""Two processes on one listening socket, driven through their FIFOs."""

import http.client
import os
import signal
import socket
import threading
import time

from checks import PRIVATE, check, listen, new_jvm, path
from load import Load, get
from release import Release, listing

FLIPS = 20


def two_slots():
    release = Release(path("release"), path("one.jar"))
    for name in ("ROOT", "sick", "a#b"):
        release.add_hello(name)
    release.add_probe()
    before = listing(release.base)
    listener = listen()
    port = listener.getsockname()[1]

    def slot(name):
        return new_jvm(release, name, {
            "ROOT": {"hello.version": name, "node.name": "node-" + name, "odd": "<b>&\"'"},
            "sick": {"hello.version": name, "hello.health": "fail"},
            "a#b": {"hello.version": name, "hello.health": "fail-after:10"},
            "probe": {},
        }).start(listener)

    a, b = slot("A"), slot("B")
    for jvm in (a, b):
        said = jvm.await_start()
        check([line.split()[0] for line in said] == ["port", "ready"], f"{jvm.run[-5]} says port and ready",
              f"{said} after {jvm.start_seconds:.1f} s")
    waiting = parked_start(a, b, port)
    properties(a)
    health(a, b)
    new_wrapper(a)
    admit(a, port, waiting)
    flips(a, b, port)
    drains(a, port)
    stop_under_load(a, b, port)
    stop_parked(b, port)
    check(listing(release.base) == before, "the release folder is as before")
    listener.close()


def parked_start(a, b, port):
    waiting = socket.create_connection(("127.0.0.1", port))
    waiting.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    waiting.settimeout(0.7)
    try:
        check(False, "a parked start serves nobody on the public socket", waiting.recv(100))
    except socket.timeout:
        check(True, "a parked start serves nobody on the public socket")
    for jvm in (a, b):
        status, headers, body = get(jvm.port, "/health", PRIVATE)
        check((status, body, headers["X-Hello-Version"]) == (200, "OK", jvm.run[-5]), "the private port answers",
              (status, body))
    for headers in ({}, {"X-Slipway-Token": "wrong"}, {"X-Slipway-Token": ""}):
        status, _, body = get(a.port, "/health", headers)
        check((status, body) == (404, ""), f"the private port is closed without the token {headers}", (status, body))
    kept = http.client.HTTPConnection("127.0.0.1", a.port, timeout=10)
    statuses = []
    for headers in (PRIVATE, {}, PRIVATE):
        kept.request("GET", "/probe/async", headers=headers)
        answer = kept.getresponse()
        statuses.append((answer.status, answer.read().decode()))
    kept.close()
    check(statuses == [(200, "late"), (404, ""), (200, "late")], "each request on it needs the token", statuses)
    status, headers, body = get(a.port, "/nothing", PRIVATE)
    check(status == 404 and "Server" not in headers and "Tomcat" not in body, "an error names no server")
    return waiting


def properties(jvm):
    _, _, page = get(jvm.port, "/properties", PRIVATE)
    check("node-A" in page and "&lt;b&gt;&amp;&quot;&#39;" in page, "a web app has its properties on its class path")
    status, headers, body = get(jvm.port, "/", PRIVATE)
    check(status == 200 and "node-A" in body and headers["X-Hello-Version"] == "A", "the index page", status)
    _, _, body = get(jvm.port, "/probe/probe.jsp", PRIVATE)
    resolved, visible, token = body.strip().split("|")
    check(resolved == "8080 node-A ${no.such.key}", "node properties reach ${...}", resolved)
    check(visible.split() == ["probe"], "a web app sees its own properties only", visible)
    check(token == "null", "the token does not reach the web app", token)
    with open(jvm.log) as log:
        check("JVMInheritedChannel" in log.read(), "the public connector uses the inherited socket")
    status, _, _ = get(jvm.port, "/time.jsp", PRIVATE)
    status2, headers, _ = get(jvm.port, "/counter", PRIVATE)
    again = get(jvm.port, "/counter", {**PRIVATE, "Cookie": headers["Set-Cookie"].split(";")[0]})
    check((status, status2) == (200, 200) and '"count">2<' in again[2], "time and session counter")


def health(a, b):
    status, headers, body = get(a.port, "/health", PRIVATE)
    check((status, body) == (200, "OK") and "Set-Cookie" not in headers, "hello.health=ok, no session")
    status, _, body = get(a.port, "/sick/health", PRIVATE)
    check((status, body) == (503, "unhealthy by configuration"), "hello.health=fail", (status, body))
    status, _, body = get(b.port, "/a/b/health", PRIVATE)
    check(status == 200 or time.monotonic() - b.started > 10, "hello.health=fail-after: well at first", status)


def new_wrapper(jvm):
    jvm.disconnect()
    jvm.connect()
    jvm.say("hello")
    said = [jvm.hear() for _ in range(3)]
    check(said == [f"port {jvm.port}", "ready", "parked 0"], "a new wrapper is told the state", said)


def admit(jvm, port, waiting):
    check(jvm.ask("admit") == "admitted", "admit is acknowledged")
    waiting.settimeout(5)
    check(b" 200" in waiting.recv(100), "the connection that waited since the parked start is served")
    waiting.close()
    jvm.say("hello")
    check([jvm.hear() for _ in range(3)][-1] == "admitted", "hello tells admitted")
    check(jvm.ask("admit") == "admitted", "admit twice is no change")


def flips(a, b, port):
    wrong = 0
    slowest = 0.0
    live, other = a, b
    with Load(port, "/slow?ms=10") as load:
        for _ in range(FLIPS):
            time.sleep(0.15)
            begin = time.monotonic()
            answers = (other.ask("admit"), live.ask("park"))
            slowest = max(slowest, time.monotonic() - begin)
            wrong += answers[0] != "admitted" or not str(answers[1]).startswith("parked ")
            live, other = other, live
            for _ in range(5):
                wrong += get(port, "/health")[1]["X-Hello-Version"] != live.run[-5]
        time.sleep(0.2)
    check(not load.failures and len(load.answers) == 2, f"{FLIPS} flips under load, no request lost", load.summary())
    check(wrong == 0, "after each flip only the admitted side takes connections",
          f"slowest pair of orders {slowest * 1000:.1f} ms")
    check(live is a, "an even number of flips ends where it began")


def drains(jvm, port):
    for page, sign in (("/slow?ms=700", "slept"), ("/probe/async", "late")):
        answer = []
        client = threading.Thread(target=lambda page=page: answer.append(get(port, page)))
        client.start()
        time.sleep(0.2)
        begin = time.monotonic()
        said = [jvm.ask("drain"), jvm.hear()]
        took = time.monotonic() - begin
        client.join()
        status, headers, body = answer[0]
        check(said == ["parked 1", "drained"] and took > 0.4, f"drain waits for {page}", f"{said} {took * 1000:.0f} ms")
        check(status == 200 and sign in body, "its client has its answer")
        if sign == "slept":
            check(headers["Connection"] == "close", "its client is told to leave")
        check(jvm.ask("admit") == "admitted", "admit after a drain")


def stop_under_load(a, b, port):
    answer = []
    client = threading.Thread(target=lambda: answer.append(get(port, "/slow?ms=1000")))
    client.start()
    time.sleep(0.1)
    with Load(port, "/slow?ms=10") as load:
        time.sleep(0.3)
        b.ask("admit")
        took = a.terminate()
        time.sleep(0.2)
    client.join()
    check(not load.failures, "SIGTERM of an admitted side under load loses no request",
          f"{load.summary()}, exit after {took:.0f} ms")
    check(answer[0][0] == 200, "its long request was finished")
    said = [a.hear(0.2), a.hear(0.2)]
    check(str(said[0]).startswith("parked ") and said[1] == "drained" and a.process.returncode == 143,
          "it says parked and drained and exits with 143", f"{said} {a.process.returncode}")
    check(not a.troubles(), "no trouble in its log", a.troubles())


def stop_parked(jvm, port):
    end = time.monotonic() + 11
    while get(jvm.port, "/a/b/health", PRIVATE)[0] == 200 and time.monotonic() < end:
        time.sleep(0.2)
    check(get(jvm.port, "/a/b/health", PRIVATE)[0] == 503, "hello.health=fail-after: unwell later")
    idle = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    idle.request("GET", "/health")
    idle.getresponse().read()
    check(str(jvm.ask("park")).startswith("parked "), "park with an idle connection open")
    time.sleep(0.6)
    took = jvm.terminate()
    check(took < 1900, "SIGTERM while parked exits at once, an idle connection notwithstanding", f"{took:.0f} ms")
    said = [jvm.hear(0.2), jvm.hear(0.2)]
    check(said[1:] == ["drained"], "the last words are drained", said)
    check(not jvm.troubles(), "no trouble in its log", jvm.troubles())
    idle.close()


def failing_start():
    release = Release(path("failing"), path("one.jar"))
    release.add_hello("ROOT")
    release.add_broken("broken")
    listener = listen()
    jvm = new_jvm(release, "F", {"ROOT": {"hello.exit": "0"}}).start(listener)
    said = jvm.await_start()
    check(said[-1] == "failed web app /broken did not start; the log tells why" and "ready" not in said,
          "a web app that does not start is named", said)
    jvm.say("hello")
    check([jvm.hear(), jvm.hear()][1] == said[-1], "hello tells the failure")
    check(jvm.ask("admit") == said[-1], "a failed start is never admitted")
    try:
        get(jvm.port, "/health", PRIVATE)
    except (OSError, http.client.HTTPException):
        pass
    check(jvm.process.wait(5) == 3, "hello.exit ends the process with 3", jvm.process.returncode)

    jvm = new_jvm(release, "G", {}, token=None).start(listener)
    said = jvm.await_start()
    check(len(said) == 1 and said[0].startswith("failed "), "a server that does not start says so", said)
    listener.close()
