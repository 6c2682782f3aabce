"""Clients that never retry: whatever is not a complete 200 is a failure."""

import collections
import http.client
import threading
import time


def get(port, path, headers=None, timeout=10.0):
    """Status, headers and body of one request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        connection.close()


class Load:
    """Some clients with and some without keep-alive, each asking again as soon as it has its answer."""

    def __init__(self, port, path, kept=4, fresh=4, timeout=10.0, tls=None):
        self.port, self.path, self.timeout = port, path, timeout
        self.tls = tls
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.answers = collections.Counter()
        self.failures = collections.Counter()
        self.longest = 0.0
        self.threads = [threading.Thread(target=self.client, args=(n < kept,), daemon=True)
                        for n in range(kept + fresh)]

    def connection(self):
        if self.tls:
            return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=self.timeout, context=self.tls)
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)

    def client(self, keep):
        headers = {} if keep else {"Connection": "close"}
        connection = self.connection()
        while not self.stopping.is_set():
            begin = time.monotonic()
            reused = connection.sock is not None
            try:
                connection.request("GET", self.path, headers=headers)
                answer = connection.getresponse()
                answer.read()
                outcome, key = (self.answers, answer.headers["X-Hello-Version"]) if answer.status == 200 else \
                    (self.failures, answer.status)
            except (OSError, http.client.HTTPException) as error:
                outcome, key = self.failures, f"{'reused' if reused else 'new'} {type(error).__name__}"
                connection.close()
            with self.lock:
                outcome[key] += 1
                self.longest = max(self.longest, time.monotonic() - begin)
            time.sleep(0.003)
        connection.close()

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join(self.timeout + 5)

    def summary(self):
        return (f"{sum(self.answers.values())} requests {dict(self.answers)}, {sum(self.failures.values())} failed "
                f"{dict(self.failures)}, longest {self.longest * 1000:.0f} ms")


def main():
    """PORT PATH [CLIENTS [TIMEOUT]]: loads until SIGTERM, then prints one JSON document."""
    import json
    import signal
    import sys

    clients = int(sys.argv[3]) if len(sys.argv) > 3 else 4
    timeout = float(sys.argv[4]) if len(sys.argv) > 4 else 10.0
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    with Load(int(sys.argv[1]), sys.argv[2], kept=clients // 2, fresh=clients - clients // 2, timeout=timeout) as load:
        print("loading", flush=True)
        ended.wait()
    print(json.dumps({
        "answers": dict(load.answers), "failures": dict(load.failures),
        "asked": sum(load.answers.values()) + sum(load.failures.values()),
        "failed": sum(load.failures.values()), "longest_ms": round(load.longest * 1000)}), flush=True)


if __name__ == "__main__":
    main()
