"""An HTTP/2 client that never repeats a request: whatever is not a complete 200 is a failure, a refused one too."""

import collections
import socket
import struct
import threading
import time

DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE = 0, 1, 3, 4, 6, 7, 8
END_STREAM, ACK, END_HEADERS = 1, 1, 4
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
LARGE = 1 << 30


class Http2:
    """One connection. With `window` the server may send so many bytes of each answer unasked."""

    def __init__(self, port, tls=None, window=LARGE, timeout=10.0, greets=True):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.scheme = b"\x86"
        if tls:
            tls.set_alpn_protocols(["h2"])
            self.socket = tls.wrap_socket(self.socket)
            assert self.socket.selected_alpn_protocol() == "h2"
            self.scheme = b"\x87"
        self.pending = b""
        self.next = 1
        self.leaving = False
        self.last = LARGE * 2
        self.open = {}
        self.bytes = collections.Counter()
        self.window = window
        if greets:
            self.greet()

    def greet(self):
        self.socket.sendall(PREFACE + frame(SETTINGS, 0, 0, struct.pack(">HI", 4, self.window))
                            + frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", LARGE)))

    def ask(self, path):
        """Sends a request; the number of its stream."""
        stream, self.next = self.next, self.next + 2
        # Literal fields that nobody remembers: :method GET, :scheme, :path, :authority.
        fields = b"\x82" + self.scheme + b"\x04" + text(path) + b"\x01" + text("localhost")
        self.open[stream] = None
        self.socket.sendall(frame(HEADERS, END_HEADERS | END_STREAM, stream, fields))
        return stream

    def allow(self, stream, count):
        self.socket.sendall(frame(WINDOW_UPDATE, 0, stream, struct.pack(">I", count)))

    def receive(self, count):
        while len(self.pending) < count:
            piece = self.socket.recv(65536)
            if not piece:
                raise EOFError("closed by the server")
            self.pending += piece
        piece, self.pending = self.pending[:count], self.pending[count:]
        return piece

    def step(self):
        """Takes one frame; the requests that have ended with it, each with how."""
        head = self.receive(9)
        size, kind, flags = int.from_bytes(head[:3], "big"), head[3], head[4]
        stream = int.from_bytes(head[5:], "big") & 0x7FFFFFFF
        body = self.receive(size)
        if kind == SETTINGS and not flags & ACK:
            self.socket.sendall(frame(SETTINGS, ACK, 0, b""))
        elif kind == PING and not flags & ACK:
            self.socket.sendall(frame(PING, ACK, 0, body))
        elif kind == GOAWAY:
            self.leaving = True
            self.last = int.from_bytes(body[:4], "big") & 0x7FFFFFFF
            return [(other, "refused") for other in sorted(self.open) if other > self.last and self.end(other)]
        elif kind == RST_STREAM and self.end(stream):
            return [(stream, f"reset {int.from_bytes(body, 'big')}")]
        elif kind == HEADERS and stream in self.open:
            self.open[stream] = self.open[stream] or ("200" if says_200(body) else "other status")
        elif kind == DATA:
            self.bytes[stream] += size
        if kind in (HEADERS, DATA) and flags & END_STREAM and stream in self.open:
            return [(stream, self.open.pop(stream))]
        return []

    def end(self, stream):
        return stream in self.open and (self.open.pop(stream) or True)

    def get(self, path):
        """How one request ends."""
        stream = self.ask(path)
        while True:
            for ended, how in self.step():
                if ended == stream:
                    return how

    def close(self):
        self.socket.close()


def frame(kind, flags, stream, body):
    return len(body).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + body


def says_200(fields):
    """Whether the first field is the static table's entry 8, after updates of the table's size."""
    at = 0
    while fields[at] & 0xE0 == 0x20:
        long = fields[at] & 0x1F == 0x1F
        at += 1
        while long:
            long = fields[at] & 0x80
            at += 1
    return fields[at] == 0x88


def text(value):
    assert len(value) < 127
    return bytes([len(value)]) + value.encode()


class Http2Load:
    """Some connections with some requests under way on each; one that is told to leave is replaced when done."""

    def __init__(self, port, path, connections=4, streams=5, tls=None):
        self.port, self.path, self.streams, self.tls = port, path, streams, tls
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.outcomes = collections.Counter()
        self.farewells = 0
        self.longest = 0.0
        self.threads = [threading.Thread(target=self.client, daemon=True) for _ in range(connections)]

    def client(self):
        while not self.stopping.is_set():
            connection = None
            try:
                connection = Http2(self.port, self.tls)
                self.use(connection)
            except (OSError, EOFError) as error:
                self.count([type(error).__name__] * max(len(connection.open) if connection else 1, 0))
            if connection:
                connection.close()

    def use(self, connection):
        begun = {}
        while connection.open or not (connection.leaving or self.stopping.is_set()):
            while len(connection.open) < self.streams and not (connection.leaving or self.stopping.is_set()):
                begun[connection.ask(self.path)] = time.monotonic()
            for stream, how in connection.step():
                self.count([how], time.monotonic() - begun.pop(stream))
        with self.lock:
            self.farewells += connection.leaving

    def count(self, outcomes, seconds=0.0):
        with self.lock:
            self.outcomes.update(outcomes)
            self.longest = max(self.longest, seconds)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join(15)

    @property
    def failed(self):
        return sum(count for how, count in self.outcomes.items() if how != "200")

    def summary(self):
        return f"{dict(self.outcomes)}, {self.farewells} told to leave, longest {self.longest * 1000:.0f} ms"
