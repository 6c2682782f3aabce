"""One Tomcat process as the wrapper sees it: a socket to pass on, a run directory, two FIFOs."""

import datetime
import fcntl
import os
import re
import select
import signal
import subprocess
import threading
import time

TOKEN = "0f3c9a7e5b"


class Jvm:
    running = []

    def __init__(self, release, folder, node_properties, web_app_properties, token=TOKEN, run=None, drain=5000,
                 probes=None):
        self.release = release
        self.options = []
        self.drain = drain
        self.run = run or os.path.join(folder, "run")
        self.work = os.path.join(folder, "work")
        self.log = os.path.join(folder, "log")
        self.temp = os.path.join(folder, "temp")
        for path in (os.path.join(self.run, "properties"), self.work, self.temp):
            os.makedirs(path)
        os.mkfifo(os.path.join(self.run, "control"))
        os.mkfifo(os.path.join(self.run, "reply"))
        if token is not None:
            self.write("token", token + "\n")
        if probes is not None:
            self.write("probes", "".join(probe + "\n" for probe in probes))
        self.write("node.properties", self.lines(node_properties))
        for base, properties in web_app_properties.items():
            self.write(os.path.join("properties", base + ".properties"), self.lines(properties))
        self.connect()

    @staticmethod
    def lines(properties):
        return "".join(f"{key}={value}\n" for key, value in properties.items())

    def write(self, name, text):
        with open(os.path.join(self.run, name), "w") as file:
            file.write(text)

    # The wrapper's ends of the FIFOs. A successor of a dead wrapper connects again.

    def connect(self):
        self.control = os.open(os.path.join(self.run, "control"), os.O_RDWR)
        self.reply = os.open(os.path.join(self.run, "reply"), os.O_RDWR | os.O_NONBLOCK)
        self.pending = b""

    def disconnect(self):
        os.close(self.control)
        os.close(self.reply)

    def say(self, line):
        os.write(self.control, (line + "\n").encode())

    def hear(self, timeout=10.0):
        """The next line, or None."""
        end = time.monotonic() + timeout
        while b"\n" not in self.pending:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.reply], [], [], left)[0]:
                return None
            self.pending += os.read(self.reply, 4096)
        line, self.pending = self.pending.split(b"\n", 1)
        return line.decode()

    def ask(self, line, timeout=10.0):
        self.say(line)
        return self.hear(timeout)

    def command(self, several):
        java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
        conf = os.path.join(self.release.base, "conf")
        opened = ["java.base/java.io", "java.base/java.lang", "java.base/java.util",
                  "java.base/java.util.concurrent", "java.rmi/sun.rmi.transport"] + ["java.base/sun.nio.ch"] * several
        return [java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx192m",
                *(f"--add-opens={name}=ALL-UNNAMED" for name in opened),
                "-Djava.util.logging.config.file=" + os.path.join(conf, "logging.properties"),
                "-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager",
                "-Dorg.apache.tomcat.util.digester.PROPERTY_SOURCE=dev.slipway.tomcat.NodeProperties",
                "-Dslipway.run=" + self.run,
                "-Dslipway.work=" + self.work,
                f"-Dslipway.drain.ms={self.drain}",
                "-Dcatalina.home=" + self.release.home,
                "-Dcatalina.base=" + self.release.base,
                "-Djava.io.tmpdir=" + self.temp,
                *self.options,
                "-classpath", self.release.class_path,
                "org.apache.catalina.startup.Bootstrap", "start"]

    def start(self, listener, **more):
        """`more`: listeners besides the one named http, by their names."""
        self.started = time.monotonic()
        sockets = {"http": listener, **more}
        passed = [fcntl.fcntl(one.fileno(), fcntl.F_DUPFD, 20) for one in sockets.values()] if more else []
        command, environment = self.command(len(more) > 0), dict(os.environ)
        if more:
            # As the wrapper does it: descriptors from 3 on, named in the environment.
            moves = " ".join(f"{3 + n}<&{fd} {fd}<&-" for n, fd in enumerate(passed))
            command = ["bash", "-c", f'exec {moves}; LISTEN_PID=$$ exec "$@"', "-", *command]
            environment.update(LISTEN_FDS=str(len(sockets)), LISTEN_FDNAMES=":".join(sockets))
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(command, stdin=listener.fileno(), stdout=log, stderr=log, env=environment,
                                            pass_fds=passed, cwd=self.release.base)
        for fd in passed:
            os.close(fd)
        self.owner = threading.current_thread()
        Jvm.running.append(self)
        return self

    def await_start(self, timeout=90.0):
        """Everything said up to `ready` or `failed`."""
        said = []
        while not said or said[-1].split()[0] not in ("ready", "failed"):
            line = self.hear(timeout)
            if line is None:
                break
            said.append(line)
        self.start_seconds = time.monotonic() - self.started
        ports = [int(line.split()[1]) for line in said if line.startswith("port ")]
        self.port = ports[0] if ports else None
        return said

    def terminate(self, timeout=15.0):
        """SIGTERM; the milliseconds until the process is gone."""
        begin = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout)
        return (time.monotonic() - begin) * 1000

    def log_gap(self, first, then):
        """The seconds between two lines of the log, the second looked for after the first."""
        times = []
        with open(self.log, errors="replace") as file:
            for line in file:
                if (then if times else first) in line:
                    times.append(datetime.datetime.strptime(line[:23], "%Y-%m-%d %H:%M:%S.%f"))
                    if len(times) == 2:
                        return (times[1] - times[0]).total_seconds()
        return None

    def idle_closed(self):
        """How many idle connections it has closed by itself, as its log tells."""
        with open(self.log, errors="replace") as file:
            return sum(int(n) for n in re.findall(r"(\d+) idle connections closed", file.read()))

    def troubles(self):
        with open(self.log, errors="replace") as file:
            return [line.rstrip() for line in file if any(w in line for w in (" SEVERE ", "ERROR", "Exception in"))][:5]

    @classmethod
    def end_all(cls, owner=None):
        """Those that the thread has started, or all."""
        for jvm in cls.running:
            if owner in (None, jvm.owner) and jvm.process.poll() is None:
                jvm.process.kill()
                jvm.process.wait()
