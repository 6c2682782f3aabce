"""Which ports there are and what they answer: probes on the private one, and more than one public listener."""

import http.client
import time

from checks import PRIVATE, check, listen, new_jvm, path
from load import Load, get
from release import Release


def probes():
    release = Release(path("probes"), path("one.jar"))
    release.add_hello("ROOT")
    listener = listen()
    jvm = new_jvm(release, "probing", {"ROOT": {}}, probes=["/health", "", "/time.jsp"]).start(listener)
    check(jvm.await_start()[-1:] == ["ready"] and jvm.ask("admit") == "admitted", "a private port with probes starts")
    answers = {}
    for target in ("/health", "/health?deep=1", "/time.jsp", "/", "/counter", "/health/", "/health;x=1", "/%68ealth",
                   "//health", "/x/../health"):
        status, _, body = get(jvm.port, target, PRIVATE)
        answers[target] = status if status == 200 or body else "empty"
    check([target for target, status in answers.items() if status == 200] == ["/health", "/health?deep=1", "/time.jsp"],
          "it answers the probes and nothing else, however it is written", answers)
    check(set(answers.values()) == {200, "empty"}, "anything else is an empty 404")
    status, _, body = get(jvm.port, "/health")
    check((status, body) == (404, ""), "nor does it answer a probe without the token", status)
    status, _, body = get(jvm.port, "/health", {"X-Slipway-Token": PRIVATE["X-Slipway-Token"][:-1] + "x"})
    check((status, body) == (404, ""), "nor one with a wrong token", status)
    check(get(listener.getsockname()[1], "/counter")[0] == 200, "the public port answers everything")
    idle_stop(jvm)
    listener.close()


ASKED_JSP = """<%@ page session="false" trimDirectiveWhitespaces="true" %><%!
private final java.util.List<String> asked = new java.util.ArrayList<>(); %><%
synchronized (asked) { asked.add(request.getQueryString()); out.print(asked); } %>"""


def warm_up():
    release = Release(path("warm-up"), path("one.jar"))
    release.add_hello("ROOT")
    with open(path("warm-up/webapps/ROOT/asked.jsp"), "w") as page:
        page.write(ASKED_JSP)
    listener = listen()
    jvm = new_jvm(release, "warming", {"ROOT": {}}, probes=["/asked.jsp", "/none"])
    jvm.write("warm-up", "20000\n/asked.jsp?first=1\n/none\n/asked.jsp\n/elsewhere\n")
    jvm.start(listener)
    check(jvm.await_start()[-1:] == ["ready"] and jvm.ask("admit") == "admitted", "a start with a warm-up comes to its end")
    status, _, body = get(listener.getsockname()[1], "/asked.jsp?client")
    check((status, body.strip()) == (200, "[first=1, null, client]"),
          "its pages were asked before the first client, in order, and one that is missing stops nothing", body)
    jvm.terminate()
    listener.close()


def idle_stop(jvm):
    """Tomcat would wait a second for an acceptor that it cannot wake, either when it pauses or when it stops."""
    time.sleep(1)
    took = jvm.terminate()
    gaps = [jvm.log_gap(f"{what} ProtocolHandler [\"http-slot", f"{what} ProtocolHandler [\"http-nio")
            for what in ("Pausing", "Stopping")]
    check(None not in gaps and sum(gaps) < 0.9, "SIGTERM of an idle side that admits: no wait of Tomcat's own",
          f"{gaps} s of {took:.0f} ms")


def several_listeners():
    release = Release(path("several"), path("one.jar"), listeners=("http", "admin"))
    single = Release(path("single"), path("one.jar"))
    for one in (release, single):
        one.add_hello("ROOT")
    http_socket, admin = listen(), listen()
    ports = [one.getsockname()[1] for one in (http_socket, admin)]
    a, b = (new_jvm(release, "several" + name, {"ROOT": {"hello.version": name}}).start(http_socket, admin=admin)
            for name in "AB")
    said = [jvm.await_start() for jvm in (a, b)]
    check([one[-1:] for one in said] == [["ready"]] * 2, "two listeners: both processes start", said)
    check(a.ask("admit") == "admitted", "two listeners: one order admits on both")
    kept = []
    for port in ports:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/health")
        answer = connection.getresponse()
        answer.read()
        kept.append((answer.status, connection))
    check([status for status, _ in kept] == [200, 200], "two listeners: each port answers")
    b.ask("admit")
    check(a.ask("park") == "parked 2", "two listeners: parked tells the connections of both")
    for _, connection in kept:
        connection.close()
    live, other, wrong = b, a, 0
    with Load(ports[0], "/slow?ms=10", kept=3, fresh=3) as first, Load(ports[1], "/slow?ms=10", 3, 3) as second:
        for _ in range(8):
            time.sleep(0.12)
            answers = (other.ask("admit"), live.ask("park"))
            wrong += answers[0] != "admitted" or not str(answers[1]).startswith("parked ")
            live, other = other, live
            wrong += sum(get(port, "/health")[1]["X-Hello-Version"] != live.run[-5] for port in ports)
        took = live.ask("park"), other.ask("admit")
        a_or_b = live.terminate()
    check(not first.failures and not second.failures and len(first.answers) == len(second.answers) == 2 and wrong == 0,
          "two listeners: flips and a stop under load on both, no request lost",
          f"{first.summary()}; {second.summary()}; {took}, exit after {a_or_b:.0f} ms")
    other.terminate()
    troubles = a.troubles() + b.troubles()
    check(not troubles, "two listeners: no trouble in the logs", troubles)

    jvm = new_jvm(single, "one-of-two", {"ROOT": {}}).start(http_socket, admin=admin)
    said = jvm.await_start()
    check(said[-1:] == ["failed server.xml has no public connector for the listener admin"],
          "a listener that no connector serves is named", said)
    jvm.terminate()
    for one in (http_socket, admin):
        one.close()


def scenarios():
    return probes, warm_up, several_listeners
