/// A program that speaks the wrapper's protocol and answers HTTP with its pid: what a Tomcat is to the wrapper, in
/// milliseconds. Options: `ignore-term`, `never-ready`, `fails=SENTENCE`, `orphan` (leaves a short-lived grandchild),
/// `helper` (a long-lived one in its group).
enum FakeProgram {
    static let text = #"""
        import json, os, select, signal, socket, sys, time

        run, work, options = sys.argv[1], sys.argv[2], sys.argv[3:]
        control = os.open(run + "/control", os.O_RDWR | os.O_NONBLOCK)
        reply = os.open(run + "/reply", os.O_RDWR)
        say = lambda line: os.write(reply, (line + "\n").encode())
        public = socket.socket(fileno=0)
        public.setblocking(False)
        private = socket.create_server(("127.0.0.1", 0))
        private.setblocking(False)
        wake_reader, wake_writer = os.pipe()
        os.set_blocking(wake_writer, False)
        signal.set_wakeup_fd(wake_writer)
        ending = []
        ignores = "ignore-term" in options
        signal.signal(signal.SIGTERM, signal.SIG_IGN if ignores else lambda *_: ending.append(1))

        fail = [o[6:] for o in options if o.startswith("fails=")]
        if fail:
            say("failed " + fail[0].replace("_", " "))
            sys.exit(3)
        if "orphan" in options and os.fork() == 0:
            if os.fork() == 0:
                os.setsid()
                time.sleep(0.05)
            os._exit(0)
        if "helper" in options:
            helper = os.fork()
            if helper == 0:
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                while True: time.sleep(60)
            open(work + "/helper", "w").write(str(helper))
        seen = {"pid": os.getpid(), "folder": os.getcwd(), "env": dict(os.environ), "arguments": sys.argv,
                "session": os.getsid(0), "descriptors": sorted(os.listdir("/proc/self/fd"))}
        open(work + "/seen.json", "w").write(json.dumps(seen))
        print("hello from", os.getpid(), flush=True)

        admitting, clients = False, {}
        say("port %d" % private.getsockname()[1])
        ready = "never-ready" not in options
        if ready: say("ready")

        def answer(connection, request):
            path = request.split(b" ")[1].decode() if b" " in request else "/"
            if path.startswith("/print/"): print(path[7:], flush=True)
            body = str(os.getpid()).encode()
            close = connection in clients and not admitting
            last = "Connection: close\r\n" if close else ""
            head = "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n%s\r\n" % (len(body), last)
            connection.sendall(head.encode() + body)
            return close

        def obey(line):
            global admitting
            if line == "hello":
                say("port %d" % private.getsockname()[1])
                if ready: say("ready")
                say("admitted" if admitting else "parked %d" % len(clients))
            elif line == "admit":
                admitting = True
                say("admitted")
            elif line == "park":
                admitting = False
                say("parked %d" % len(clients))

        while not ending:
            sources = [control, wake_reader, private] + list(clients) + ([public] if admitting else [])
            for source in select.select(sources, [], [])[0]:
                if source == control:
                    for line in os.read(control, 4096).decode().split("\n"): obey(line)
                elif source == wake_reader:
                    os.read(wake_reader, 64)
                elif source in (public, private):
                    if source is public and not admitting: continue
                    try: connection = source.accept()[0]
                    except BlockingIOError: continue
                    if source is private:
                        answer(connection, connection.recv(4096))
                        connection.close()
                    else:
                        clients[connection] = b""
                else:
                    try: data = source.recv(4096)
                    except OSError: data = b""
                    clients[source] += data
                    if not data or (b"\r\n\r\n" in clients[source] and answer(source, clients[source])):
                        del clients[source]
                        source.close()
                    elif b"\r\n\r\n" in clients[source]:
                        clients[source] = b""
        print("goodbye from", os.getpid(), flush=True)
        """#

    /// A program that knows nothing of us. With `inherited` it serves on descriptor 0, with a number on that port; it
    /// writes what it sees and ends at SIGTERM as any program does.
    static let plain = #"""
        import json, os, resource, socket, sys

        work, mode = sys.argv[1], sys.argv[2]
        seen = {"pid": os.getpid(), "folder": os.getcwd(), "env": dict(os.environ), "arguments": sys.argv,
                "session": os.getsid(0), "descriptors": sorted(os.listdir("/proc/self/fd")),
                "nofile": list(resource.getrlimit(resource.RLIMIT_NOFILE)), "groups": open("/proc/self/cgroup").read()}
        open(work + "/seen.new", "w").write(json.dumps(seen))
        os.rename(work + "/seen.new", work + "/seen.json")
        if mode == "inherited":
            public = socket.socket(fileno=0)
            assert os.fstat(0).st_ino == os.fstat(3).st_ino
        else:
            public = socket.create_server(("127.0.0.1", int(mode)))
        print("hello from", os.getpid(), flush=True)
        while True:
            connection = public.accept()[0]
            request = connection.recv(4096)
            if b"/crash" in request: os._exit(3)
            if b"/fill" in request: filled = bytearray(b"x") * (1 << 28)
            body = str(os.getpid()).encode()
            connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            connection.close()
        """#

    /// Asks a port without pause, fresh connections and kept ones, until its input ends; then prints
    /// `requests refused failed` and one line per failure.
    static let load = #"""
        import http.client, sys, threading

        port, stop, lock = int(sys.argv[1]), threading.Event(), threading.Lock()
        counts, failures = {"ok": 0, "refused": 0, "failed": 0}, []

        def ask(kept):
            connection = None
            while not stop.is_set():
                try:
                    if connection is None: connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                    connection.request("GET", "/")
                    answer = connection.getresponse()
                    answer.read()
                    with lock: counts["ok"] += 1
                    if counts["ok"] == 1: print("started", flush=True)
                    if not kept or answer.getheader("Connection") == "close":
                        connection.close()
                        connection = None
                except Exception as error:
                    with lock:
                        counts["refused" if isinstance(error, ConnectionRefusedError) else "failed"] += 1
                        failures.append(repr(error))
                    connection = None

        threads = [threading.Thread(target=ask, args=(index % 2 == 0,)) for index in range(4)]
        for thread in threads: thread.start()
        sys.stdin.read()
        stop.set()
        for thread in threads: thread.join()
        print(counts["ok"], counts["refused"], counts["failed"], flush=True)
        for failure in failures[:5]: print(failure, flush=True)
        """#
}
