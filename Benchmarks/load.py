"""A load client that never retries. Each connection is a thread that asks, waits its think time, and asks again.

A request FAILS when it does not get a complete 200: refusal, reset, an end before the last byte of the body, a
time-out, another status. Nothing is asked a second time.

What an idle kept connection may do is told apart, and only after an idle time of at least a second:
  left      nothing is lost: before asking, the client looked at its connection, as any client does, and found that the
            server had closed it (or its announced `Keep-Alive: timeout` was over). It opens a new one and asks there.
  idle race the connection looked open, the request was sent, and the server closed without one byte of an answer: the
            two have crossed on the wire. HTTP/1 has no cure for it, so it is counted, but apart from the failures.
With a shorter idle time the client does not look, and both are failures.
"""

import argparse
import collections
import json
import pickle
import random
import select
import socket
import ssl
import subprocess
import sys
import threading
import time

IDLE = 1.0  # seconds after which a kept connection counts as idle
IDLE_RACE = "idle race"

# began: seconds of the monotonic clock, the same in all processes; latency: seconds, with connect and handshake;
# failure: None for a complete 200; idle: how long a kept connection had been so, None on a new one; port: ours.
Record = collections.namedtuple("Record", "began latency version failure idle left port")


class Failure(Exception):
    """Why a request did not get its complete 200."""


class Client:
    """One connection's worth of load."""

    def __init__(self, plan, stop):
        self.plan, self.stop = plan, stop
        self.records = []
        self.socket = None
        self.buffer = b""
        self.last = self.expires = 0.0
        self.tls = None
        if plan["tls"]:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            self.tls.check_hostname = False
            self.tls.verify_mode = ssl.CERT_NONE  # the certificate is one of our own making
        kept = "" if plan["keep_alive"] else "Connection: close\r\n"
        self.request = f"GET {plan['path']} HTTP/1.1\r\nHost: 127.0.0.1\r\n{kept}\r\n".encode()

    def run(self):
        think = self.plan["think"]
        self.stop.wait(random.uniform(0, think))
        while not self.stop.is_set():
            self.ask()
            if think:
                self.stop.wait(think)
        self.leave()

    def ask(self):
        began = time.monotonic()
        left = self.socket is not None and began - self.last >= IDLE and self.has_left(began)
        if left:
            self.leave()
        idle = None if self.socket is None else began - self.last
        version = failure = port = None
        try:
            if self.socket is None:
                self.connect()
            port = self.socket.getsockname()[1]
            version, keep = self.exchange(idle)
        except Failure as fault:
            failure, version = fault.args
            keep = False
        ended = time.monotonic()
        self.last = ended
        if not keep or not self.plan["keep_alive"]:
            self.leave()
        self.records.append(Record(began, ended - began, version, failure, idle, left, port))

    def has_left(self, now):
        """Whatever can be read on an idle connection means its end: a FIN, a reset or TLS's goodbye."""
        return now >= self.expires or bool(select.select([self.socket], [], [], 0)[0])

    def connect(self):
        try:
            self.socket = socket.create_connection(("127.0.0.1", self.plan["port"]), self.plan["timeout"])
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            raise Failure(f"connect: {name(error)}", None) from None
        if self.tls:
            try:
                self.socket = self.tls.wrap_socket(self.socket)
            except OSError as error:
                raise Failure(f"handshake: {name(error)}", None) from None

    def exchange(self, idle):
        """The version that answered and whether the connection stays."""
        self.buffer = b""
        where = "new connection" if idle is None else "kept connection"
        try:
            self.socket.sendall(self.request)
            status, headers = self.head()
            body = self.body(headers)
        except OSError as error:
            closed = not isinstance(error, TimeoutError)
            if closed and not self.buffer and idle is not None and idle >= IDLE:
                raise Failure(IDLE_RACE, None) from None
            part = "cut short" if self.buffer else "no answer"
            raise Failure(f"{where}: {part}, {name(error)}", None) from None
        version = headers.get("x-hello-version")
        if body.startswith(b"release "):
            version = body.split(maxsplit=2)[1].decode()
        if status != 200:
            raise Failure(f"{where}: status {status}", version)
        announced = headers.get("keep-alive", "").partition("timeout=")[2].split(",")[0].strip()
        self.expires = time.monotonic() + int(announced) if announced.isdigit() else float("inf")
        return version, headers.get("connection", "").lower() != "close"

    def more(self):
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("closed")
        self.buffer += data

    def take(self, count):
        while len(self.rest) - self.at < count:
            self.more()
            self.rest = self.buffer
        self.at += count
        return self.rest[self.at - count:self.at]

    def line(self):
        while (end := self.rest.find(b"\r\n", self.at)) < 0:
            self.more()
            self.rest = self.buffer
        text, self.at = self.rest[self.at:end], end + 2
        return text

    def head(self):
        self.rest, self.at = self.buffer, 0
        words = self.line().split(None, 2)
        if len(words) < 2 or not words[0].startswith(b"HTTP/1.") or not words[1].isdigit():
            raise Failure("not HTTP", None)
        headers = {}
        while line := self.line():
            key, _, value = line.decode("latin-1").partition(":")
            headers[key.strip().lower()] = value.strip()
        return int(words[1]), headers

    def body(self, headers):
        """An answer must say where it ends: what ends with the connection cannot be told from one cut short."""
        if "content-length" in headers:
            return self.take(int(headers["content-length"]))
        if headers.get("transfer-encoding", "").lower() != "chunked":
            raise Failure("no length", None)
        parts = []
        while size := int(self.line().split(b";")[0], 16):
            parts.append(self.take(size))
            self.line()
        while self.line():
            pass
        return b"".join(parts)

    def leave(self):
        if self.socket is not None:
            self.socket.close()
            self.socket = None


def name(error):
    return "closed" if error.args == ("closed",) else type(error).__name__


class Tally:
    """What a set of records says."""

    def __init__(self, records):
        self.records = records
        self.requests = len(records)
        self.races = sum(r.failure == IDLE_RACE for r in records)
        self.failed = [r for r in records if r.failure and r.failure != IDLE_RACE]
        self.left = sum(r.left for r in records)
        self.kinds = collections.Counter(r.failure for r in self.failed)
        self.versions = collections.Counter(r.version for r in records if r.version)
        self.latencies = sorted(r.latency for r in records if not r.failure)

    def latency(self, share):
        """Milliseconds within which that share of the answers came; NaN without any."""
        if not self.latencies:
            return float("nan")
        return 1000 * self.latencies[min(len(self.latencies) - 1, int(share * len(self.latencies)))]

    def per_10k(self):
        return 10_000 * len(self.failed) / max(1, self.requests)

    def per_bucket(self, began, ended, width=0.1):
        """For each stretch of time, a Counter of what ended in it: versions, and "failed"."""
        buckets = [collections.Counter() for _ in range(int((ended - began) / width))]
        for record in self.records:
            place = int((record.began + record.latency - began) // width)
            if 0 <= place < len(buckets):
                buckets[place]["failed" if record.failure else record.version] += 1
        return buckets


class Load:
    """Clients in some processes of their own, from `with` to its end; then `records` has what they saw."""

    def __init__(self, port, path, connections=24, think=0.005, keep_alive=True, tls=False, processes=2, timeout=30):
        self.records = []
        self.plans = [{"port": port, "path": path, "think": think, "keep_alive": keep_alive, "tls": tls,
                       "timeout": timeout, "connections": connections // processes + (n < connections % processes)}
                      for n in range(processes)]

    def __enter__(self):
        self.programs = [subprocess.Popen([sys.executable, __file__, "--plan", json.dumps(plan)],
                                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) for plan in self.plans]
        for program in self.programs:
            program.stdout.readline()
        return self

    def __exit__(self, *_):
        for program in self.programs:
            program.stdin.close()
        for program in self.programs:
            self.records += [Record(*fields) for fields in pickle.load(program.stdout)]
            program.wait()
        self.records.sort(key=lambda record: record.began)

    def tally(self):
        return Tally(self.records)


def serve(plan):
    """One process of a Load: from its start until the end of its standard input."""
    sys.setswitchinterval(0.0005)
    stop = threading.Event()
    clients = [Client(plan, stop) for _ in range(plan["connections"])]
    threads = [threading.Thread(target=client.run, daemon=True) for client in clients]
    for thread in threads:
        thread.start()
    print("loading", flush=True)
    sys.stdin.read()
    stop.set()
    for thread in threads:
        thread.join(plan["timeout"] * 2)
    pickle.dump([tuple(record) for client in clients for record in client.records], sys.stdout.buffer)


def main():
    parser = argparse.ArgumentParser(description="Loads a port of this machine and tells what came back.")
    parser.add_argument("port", type=int, nargs="?")
    parser.add_argument("path", nargs="?", default="/")
    parser.add_argument("--connections", type=int, default=24)
    parser.add_argument("--think", type=float, default=0.005, help="seconds between an answer and the next request")
    parser.add_argument("--close", action="store_true", help="a new connection for each request")
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--plan", help=argparse.SUPPRESS)
    words = parser.parse_args()
    if words.plan:
        return serve(json.loads(words.plan))
    if words.port is None:
        parser.error("which port?")
    with Load(words.port, words.path, words.connections, words.think, not words.close, words.tls) as load:
        threading.Event().wait(words.seconds)
    tally = load.tally()
    print(f"{tally.requests} requests, {len(tally.failed)} failed {dict(tally.kinds)}, {tally.races} idle races, "
          f"{tally.left} left, answered by {dict(tally.versions)}, p50 {tally.latency(0.5):.1f} ms, "
          f"p99 {tally.latency(0.99):.1f} ms, longest {tally.latency(1):.1f} ms")


if __name__ == "__main__":
    main()
