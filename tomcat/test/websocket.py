"""A WebSocket client at its shortest: text messages of less than 126 bytes."""

import base64
import os
import select
import socket

TEXT, CLOSE = 1, 8


class WebSocket:
    def __init__(self, port, path, timeout=10.0):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            piece = self.socket.recv(1)
            if not piece:
                break
            answer += piece
        if not answer.startswith(b"HTTP/1.1 101"):
            raise OSError(f"no WebSocket: {answer[:60]!r}")

    def send(self, kind, body):
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[n % 4] for n, byte in enumerate(body))
        self.socket.sendall(bytes([0x80 | kind, 0x80 | len(body)]) + mask + masked)

    def echo(self, message):
        self.send(TEXT, message.encode())
        return self.receive() == (TEXT, message.encode())

    def receive(self):
        """Kind and body of one frame."""
        kind, size = self.bytes(2)
        return kind & 0x0F, self.bytes(size & 0x7F)

    def bytes(self, count):
        body = b""
        while len(body) < count:
            piece = self.socket.recv(count - len(body))
            if not piece:
                raise EOFError("closed by the server")
            body += piece
        return body

    def is_quiet(self):
        return not select.select([self.socket], [], [], 0)[0]

    def closing(self, answered=True):
        """The code the server closes with, and whether the connection ends then; an orderly client answers."""
        kind, body = self.receive()
        code = int.from_bytes(body[:2], "big") if kind == CLOSE else None
        if answered:
            self.send(CLOSE, body[:2])
            return code, self.socket.recv(1) == b""
        return code, False

    def close(self):
        self.socket.close()
