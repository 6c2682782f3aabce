"""What becomes of clients that stay long: HTTP/2 connections, WebSockets and downloads, at a switch and at a stop."""

import collections
import os
import select
import signal
import socket
import ssl
import subprocess
import threading
import time

from checks import check, listen, new_jvm, path
from h2 import Http2, Http2Load
from load import Load, get
from release import Release
from websocket import WebSocket

FLIPS = 20
SIZE = 48 << 20
IDLE = 30
REQUEST = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
H2 = '<UpgradeProtocol className="org.apache.coyote.http2.Http2Protocol"/>'


def connector(inside, attributes=""):
    """What gives the public connector an inside."""
    return lambda template: template.replace('useInheritedChannel="true"', 'useInheritedChannel="true"' + attributes) \
        .replace('maxThreads="${tomcat.threads:-200}"/>', f">\n{inside}</Connector>", 1)


def pair(release, listener, **more):
    """Two processes on one socket; the first takes connections."""
    both = [new_jvm(release, os.path.basename(release.base) + name, {"ROOT": {"hello.version": name}}, **more)
            .start(listener) for name in "AB"]
    said = [jvm.await_start()[-1:] for jvm in both]
    check(said == [["ready"], ["ready"]] and both[0].ask("admit") == "admitted",
          f"{os.path.basename(release.base)}: two processes start, one admits", said)
    return both


def flip(live, other, flips):
    wrong = 0
    for _ in range(flips):
        time.sleep(0.12)
        answers = (other.ask("admit"), live.ask("park"))
        wrong += answers[0] != "admitted" or not str(answers[1]).startswith("parked ")
        live, other = other, live
    time.sleep(0.2)
    return wrong


def stop(what, *jvms):
    took = [jvm.terminate() for jvm in jvms]
    # A client that goes while its HTTP/2 connection is being set up is reported by Tomcat as an exception.
    troubles = [line for jvm in jvms for line in jvm.troubles() if "Failed to send ping" not in line]
    check(all(jvm.process.returncode == 143 for jvm in jvms) and not troubles, f"{what}: both exit, no trouble",
          f"{[round(ms) for ms in took]} ms {troubles}")


def http2():
    release = Release(path("http2"), path("one.jar"), connector(H2))
    release.add_hello("ROOT")
    with open(os.path.join(release.webapps, "ROOT", "large.bin"), "wb") as file:
        file.truncate(SIZE)
    listener = listen()
    port = listener.getsockname()[1]
    a, b = pair(release, listener)
    with Http2Load(port, "/slow?ms=10") as load:
        wrong = flip(a, b, FLIPS)
    check(not load.failed and load.outcomes["200"] and wrong == 0,
          f"HTTP/2: {FLIPS} flips under load, no request lost and none refused", load.summary())
    check(load.farewells > FLIPS / 2, "HTTP/2: the flips tell the connections to leave", load.farewells)

    idle, late = Http2(port), Http2(port, greets=False)
    check(idle.get("/health") == "200", "HTTP/2: a request is answered")
    b.ask("admit")
    a.ask("park")
    while not idle.leaving:
        idle.step()
    check(idle.last > 1 << 30, "HTTP/2: at the park an idle connection gets a GOAWAY that refuses nothing")
    check(idle.get("/slow?ms=1") == "200", "HTTP/2: a request that crosses it is answered")
    late.greet()
    check(late.get("/health") == "200", "HTTP/2: one that has not said yet what it speaks is served too")
    while not late.leaving:
        late.step()
    check(late.last > 1 << 30, "HTTP/2: and told to leave afterwards")
    idle.close()
    late.close()

    # A download whose client lets a part come at a time is in progress all the while.
    slow = Http2(port, window=1 << 20)
    stream = slow.ask("/large.bin")
    stopped = []
    thread = threading.Thread(target=lambda: stopped.append(b.terminate()))
    while slow.bytes[stream] < 1 << 20:
        slow.step()
    thread.start()
    for _ in range(6):
        time.sleep(0.5)
        slow.allow(stream, 1 << 20)
        while slow.bytes[stream] % (1 << 20):
            slow.step()
    slow.allow(stream, SIZE)
    while stream in slow.open:
        slow.step()
    thread.join()
    check(slow.bytes[stream] == SIZE and slow.leaving, "HTTP/2: a slow download is finished during a stop",
          f"{slow.bytes[stream]} bytes, exit after {stopped[0]:.0f} ms")
    stop("HTTP/2", a, b)
    listener.close()


def tls():
    subprocess.run(["keytool", "-genkeypair", "-keystore", path("keys.p12"), "-storepass", "changeit", "-keyalg", "EC",
                    "-alias", "x", "-dname", "CN=localhost", "-validity", "2"], check=True, capture_output=True)
    inside = (f'{H2}<SSLHostConfig><Certificate certificateKeystoreFile="{path("keys.p12")}" '
              'certificateKeystorePassword="changeit"/></SSLHostConfig>')
    release = Release(path("tls"), path("one.jar"), connector(inside, ' SSLEnabled="true"'))
    release.add_hello("ROOT")
    with open(os.path.join(release.base, "conf", "logging.properties"), "a") as file:
        file.write("\ndev.slipway.tomcat.Rehearsal.level = FINE\n")
    listener = listen()
    port = listener.getsockname()[1]
    a, b = pair(release, listener)
    with open(a.log) as log:
        rehearsed = [line.split("] ")[-1].strip() for line in log if "Rehearsal" in line]
    shakes = [handshake(port) for _ in range(5)]
    check(len(rehearsed) == 1 and " rehearsed " in rehearsed[0], "TLS: handshakes are rehearsed before ready",
          f"{rehearsed}, then {[round(ms) for ms in shakes]} ms")
    with Load(port, "/slow?ms=10", tls=ssl._create_unverified_context()) as load, \
            Http2Load(port, "/slow?ms=10", connections=2, tls=ssl._create_unverified_context()) as streams:
        wrong = flip(a, b, FLIPS)
    check(not load.failures and len(load.answers) == 2 and wrong == 0,
          f"TLS: {FLIPS} flips under load, no request lost", load.summary())
    check(not streams.failed and streams.outcomes["200"] and streams.farewells,
          "TLS: nor one of HTTP/2", streams.summary())
    idle = [Http2(port, ssl._create_unverified_context()) for _ in range(4)]
    check([one.get("/health") for one in idle] == ["200"] * 4, "TLS: connections of HTTP/2 that stay idle")
    plain = [kept(port, ssl._create_unverified_context()) for _ in range(4)]
    stop("TLS", a, b)
    endings = [ending(one.socket) for one in idle] + [ending(one) for one in plain]
    check(endings == ["end"] * 8, "TLS: at a stop idle connections end with a close_notify", endings)
    check(sum(one.idle_closed() for one in (a, b)) == 8, "TLS: the side itself has closed them")
    listener.close()


def handshake(port):
    """The milliseconds until a new connection has its TLS."""
    begin = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        ssl._create_unverified_context().wrap_socket(client).close()
    return (time.monotonic() - begin) * 1000


def kept(port, tls=None):
    """A connection with one answered request."""
    client = socket.create_connection(("127.0.0.1", port), timeout=10)
    if tls:
        client = tls.wrap_socket(client, suppress_ragged_eofs=False)
    client.sendall(REQUEST)
    answer = b""
    while not answer.endswith(b"OK"):
        answer += client.recv(4096) or b"OK"
    return client


def ending(client):
    """What comes after whatever is left to read."""
    try:
        while client.recv(4096):
            pass
        return "end"
    except OSError as error:
        return type(error).__name__
    finally:
        client.close()


def is_readable(client):
    return bool(select.select([client], [], [], 0)[0])


def idle_connections():
    release = Release(path("idle"), path("one.jar"))
    release.add_hello("ROOT")
    listener = listen()
    port = listener.getsockname()[1]
    a, b = pair(release, listener)
    clients = [kept(port) for _ in range(IDLE)]
    check(b.ask("admit") == "admitted" and a.ask("park") == f"parked {IDLE}", "idle: a side is parked with connections")
    time.sleep(0.8)
    check(not any(is_readable(one) for one in clients), "idle: a park closes none")
    a.process.send_signal(signal.SIGTERM)
    said = [a.hear(), a.hear()]
    closed = sum(is_readable(one) for one in clients)
    check(said == [f"parked {IDLE}", "drained"] and closed == IDLE, "idle: all are closed when a stop says drained",
          f"{said} {closed}")
    check([ending(one) for one in clients] == ["end"] * IDLE, "idle: with an end and no reset")
    a.process.wait(15)
    gap = a.log_gap("idle connections closed", 'Pausing ProtocolHandler ["http-slot')
    check(a.idle_closed() == IDLE and gap is not None, "idle: before Tomcat begins to stop", gap)
    asked_in_turn(b, port)
    check(not a.troubles() + b.troubles(), "idle: no trouble in the logs", a.troubles() + b.troubles())
    listener.close()


def asked_in_turn(jvm, port):
    """Clients of a parked side ask in turn while it stops, but for those that see the end of their connection."""
    clients = [kept(port) for _ in range(IDLE * 4)]
    jvm.ask("park")
    time.sleep(0.8)
    outcomes, longest = collections.Counter(), 0.0
    jvm.process.send_signal(signal.SIGTERM)
    for client in clients:
        if is_readable(client):
            outcomes["closed before"] += 1
        else:
            begin = time.monotonic()
            client.sendall(REQUEST)
            try:
                outcomes["answered" if client.recv(4096) else "swallowed"] += 1
            except ConnectionError:
                outcomes["swallowed"] += 1
            longest = max(longest, time.monotonic() - begin)
        client.close()
        time.sleep(0.004)
    jvm.process.wait(15)
    check(outcomes["swallowed"] <= 1 and outcomes["closed before"] > 0,
          "idle: clients that ask during a stop are answered or see its end before",
          f"{dict(outcomes)}, longest {longest * 1000:.0f} ms")


def websockets():
    release = Release(path("websockets"), path("one.jar"))
    release.add_hello("ROOT")
    release.add_echo()
    listener = listen()
    port = listener.getsockname()[1]
    a, b = pair(release, listener)
    clients = [WebSocket(port, "/echo/socket") for _ in range(3)]
    check(all(one.echo("hello") for one in clients), "WebSocket: three are open")

    # While a request is in progress nothing is closed, and an admit in that time takes the park back.
    answer = []
    reader = threading.Thread(target=lambda: answer.append(get(port, "/slow?ms=900")))
    reader.start()
    time.sleep(0.3)
    check(a.ask("park") == "parked 4" and a.ask("admit") == "admitted", "WebSocket: a park that is taken back")
    reader.join()
    time.sleep(0.7)
    check(all(one.is_quiet() and one.echo("still") for one in clients), "WebSocket: it closes none")
    reader = threading.Thread(target=lambda: answer.append(get(port, "/slow?ms=900")))
    reader.start()
    time.sleep(0.3)
    b.ask("admit")
    check(a.ask("park") == "parked 4" and all(one.echo("on") for one in clients),
          "WebSocket: they live on while a request is in progress")
    begin = time.monotonic()
    endings = [one.closing() for one in clients]
    took = time.monotonic() - begin
    reader.join()
    check(endings == [(1001, True)] * 3 and took < 4, "WebSocket: then each is closed with 1001, well before the limit",
          f"{endings} {took * 1000:.0f} ms")
    check([one[0] for one in answer] == [200, 200], "WebSocket: the requests had their answers")
    check(a.hear() == "websockets 3", "WebSocket: the side tells how many it has closed")

    # Their clients come back to the other side; a warm rollback brings them home.
    again = [WebSocket(port, "/echo/socket") for _ in range(2)]
    check(all(one.echo("b") for one in again) and b.ask("park") == "parked 2" and a.ask("admit") == "admitted",
          "WebSocket: clients come back to the other side, which is parked in its turn")
    check([one.closing() for one in again] == [(1001, True)] * 2 and b.hear() == "websockets 2",
          "WebSocket: it closes them too")
    home = [WebSocket(port, "/echo/socket") for _ in range(2)]
    check(all(one.echo("a") for one in home), "WebSocket: the first side serves again")

    # A stop does the same, and a client that does not answer is not waited for long.
    stopped = []
    thread = threading.Thread(target=lambda: stopped.append(a.terminate()))
    thread.start()
    endings = [home[0].closing(), home[1].closing(answered=False)]
    thread.join()
    said = [a.hear(0.2) for _ in range(3)]
    check(endings == [(1001, True), (1001, False)] and said[1:] == ["websockets 2", "drained"]
          and said[0].startswith("parked "), "WebSocket: a stop closes them with 1001 and tells", f"{endings} {said}")
    check(stopped[0] < 5000, "WebSocket: one that does not answer holds nothing up", f"{stopped[0]:.0f} ms")
    stop("WebSocket", b)
    listener.close()


def download(port, file, pause):
    """The bytes of a file of which a slow client gets the first half, waits, and gets the rest."""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        client.settimeout(20)
        client.connect(("127.0.0.1", port))
        client.sendall(f"GET {file} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        count, half = 0, SIZE // 2
        try:
            while piece := client.recv(1 << 20):
                count += len(piece)
                if count > half:
                    pause()
                    half = SIZE * 2
        except ConnectionError:
            pass
        return count


def downloads():
    release = Release(path("downloads"), path("one.jar"))
    release.add_hello("ROOT")
    with open(os.path.join(release.webapps, "ROOT", "large.bin"), "wb") as file:
        file.truncate(SIZE)
    listener = listen()
    port = listener.getsockname()[1]
    a, b = pair(release, listener, drain=3000)
    stopped = []

    def park_and_stop():
        """The other side takes over, and this one is stopped; the client takes its time."""
        b.ask("admit")
        stopped.append(threading.Thread(target=lambda: stopped.append(a.terminate())))
        stopped[0].start()
        time.sleep(1.5)

    count = download(port, "/large.bin", park_and_stop)
    stopped[0].join()
    check(count > SIZE and stopped[1] > 1000, "a download (sendfile) in progress at a stop is finished",
          f"{count} bytes, exit after {stopped[1]:.0f} ms")

    def stop_at_last():
        stopped.append(b.terminate())

    count = download(port, "/large.bin", stop_at_last)
    check(SIZE // 2 < count < SIZE and stopped[2] > 2900, "one that never ends is cut at the drain's limit",
          f"{count} bytes, exit after {stopped[2]:.0f} ms")
    with open(b.log) as log:
        check("gave up draining" in log.read(), "and the log says so")
    listener.close()


def scenarios():
    return http2, tls, idle_connections, websockets, downloads
