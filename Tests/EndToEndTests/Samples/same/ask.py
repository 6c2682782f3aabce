"""Writes down what a server tells of its web apps and what they answer, as lines that do not change between two starts.

    ask.py PORT APP…

First the account of the observer, then each of an app's paths.txt twice, for a page's first answer is made by other
means than its second, then its sockets.txt. Left out are times, the ids of sessions and of objects.
"""

import http.client
import pathlib
import re
import sys

OWN = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(OWN.parents[3] / "tomcat/test"))
from websocket import WebSocket, TEXT  # noqa: E402


def steady(text):
    text = re.sub(r"(JSESSIONID|SAME|jsessionid)=[0-9A-F]{32}", r"\1=ID", text)
    return re.sub(r"\b[0-9A-F]{32}\b", "ID", text)


def lines_of(name, file):
    listed = OWN / "apps" / name / file
    return listed.read_text().split("\n") if listed.is_file() else []


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def asked(port, path, name):
    answer, body = get(port, path)
    yield f"{name} {answer.status} {answer.reason}"
    for key, value in answer.getheaders():
        if key != "Date":
            yield f"{name} {key}: {steady(value)}"
    for line in body.decode("utf-8", "backslashreplace").split("\n"):
        yield f"{name} | {steady(line)}".replace("\r", "\\r")


def talked(port, path):
    try:
        socket = WebSocket(port, path)
        socket.send(TEXT, b"hello")
        yield f"{path} socket {socket.receive()}"
    except OSError as error:
        yield f"{path} socket {error}"


def main():
    port, names = int(sys.argv[1]), sys.argv[2:]
    for line in get(port, "/.observed")[1].decode().splitlines():
        print(line)
    for name in names:
        given = lines_of(name, "context.txt")
        context = "" if given and given[0] == "/" else given[0] if given else "/" + name
        paths = [context + path for path in lines_of(name, "paths.txt") if path]
        for time in ("first", "second"):
            for path in paths:
                print("\n".join(asked(port, path, f"{path} {time}")))
        for path in lines_of(name, "sockets.txt"):
            if path:
                print("\n".join(talked(port, context + path)))


main()
