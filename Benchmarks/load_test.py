"""Shows that the load client counts what it must: each server below does one thing wrong, or right. Run it alone."""

import socket
import struct
import threading
import unittest

import load
from load import Client, Tally

GOOD = b"HTTP/1.1 200 OK\r\nX-Hello-Version: 1\r\nContent-Length: 12\r\n\r\nrelease 1 ok"
IDLE = 0.05


class LoadTests(unittest.TestCase):
    """A script is, for each connection, what each request on it gets: bytes, or None for a reset."""

    def setUp(self):
        self.before, load.IDLE = load.IDLE, IDLE

    def tearDown(self):
        load.IDLE = self.before

    def ask(self, *connections, requests=1, pause=0.0, hold=False):
        listener = socket.create_server(("127.0.0.1", 0))
        server = threading.Thread(target=self.serve, args=(listener, connections, hold))
        server.start()
        client = Client({"port": listener.getsockname()[1], "path": "/", "think": 0, "keep_alive": True, "tls": False,
                         "timeout": 0.5}, threading.Event())
        for number in range(requests):
            if number:
                threading.Event().wait(pause)
            client.ask()
        client.leave()
        server.join()
        listener.close()
        return Tally(client.records)

    def serve(self, listener, connections, hold):
        for answers in connections:
            connection, _ = listener.accept()
            for answer in answers:
                if not connection.recv(65536):
                    break
                if answer is None:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    break
                connection.sendall(answer)
            else:
                if hold:
                    connection.recv(65536)
            connection.close()

    def test_complete_answers_are_no_failures(self):
        tally = self.ask([GOOD, GOOD, GOOD], requests=3)
        self.assertEqual((tally.requests, tally.failed, tally.versions["1"]), (3, [], 3))

    def test_chunks_are_put_together(self):
        chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nrelease 7\r\n3\r\n ok\r\n0\r\n\r\n"
        self.assertEqual(self.ask([chunked, chunked], requests=2).versions["7"], 2)

    def test_a_body_cut_short_fails(self):
        self.assertEqual(list(self.ask([GOOD[:-1]]).kinds), ["new connection: cut short, closed"])

    def test_an_end_without_the_last_chunk_fails(self):
        cut = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
        self.assertEqual(list(self.ask([cut]).kinds), ["new connection: cut short, closed"])

    def test_a_body_that_ends_with_its_connection_fails(self):
        self.assertEqual(list(self.ask([b"HTTP/1.1 200 OK\r\n\r\nrelease 1"]).kinds), ["no length"])

    def test_a_reset_fails(self):
        self.assertEqual(list(self.ask([None]).kinds), ["new connection: no answer, ConnectionResetError"])

    def test_another_status_fails_and_tells_whose_it_was(self):
        tally = self.ask([GOOD.replace(b"200 OK", b"500 No")])
        self.assertEqual((list(tally.kinds), tally.versions["1"]), (["new connection: status 500"], 1))

    def test_a_refusal_fails(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        client = Client({"port": port, "path": "/", "think": 0, "keep_alive": True, "tls": False, "timeout": 0.5}, None)
        client.ask()
        self.assertEqual(list(Tally(client.records).kinds), ["connect: ConnectionRefusedError"])

    def test_silence_fails_even_after_idleness(self):
        tally = self.ask([GOOD, b""], requests=2, pause=2 * IDLE, hold=True)
        self.assertEqual((list(tally.kinds), tally.races), (["kept connection: no answer, TimeoutError"], 0))

    def test_a_kept_connection_closed_in_use_fails(self):
        self.assertEqual(list(self.ask([GOOD, None], requests=2).kinds),
                         ["kept connection: no answer, ConnectionResetError"])

    def test_a_kept_connection_closed_as_the_request_comes_after_idleness_is_an_idle_race(self):
        tally = self.ask([GOOD, None], requests=2, pause=2 * IDLE)
        self.assertEqual((tally.failed, tally.races, tally.left), ([], 1, 0))

    def test_a_kept_connection_closed_while_idle_is_left(self):
        tally = self.ask([GOOD], [GOOD], requests=2, pause=2 * IDLE)
        self.assertEqual((tally.failed, tally.races, tally.left, tally.versions["1"]), ([], 0, 1, 2))

    def test_an_announced_close_is_kept_to(self):
        announced = GOOD.replace(b"Content", b"Keep-Alive: timeout=0\r\nContent")
        tally = self.ask([announced], [announced], requests=2, pause=2 * IDLE)
        self.assertEqual((tally.failed, tally.left), ([], 1))


if __name__ == "__main__":
    unittest.main()
