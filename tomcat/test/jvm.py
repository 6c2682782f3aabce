"""One Tomcat process as the wrapper sees it: a socket to pass on, a run directory, two FIFOs."""

import os
import select
import signal
import subprocess
import time

TOKEN = "0f3c9a7e5b"


class Jvm:
    running = []

    def __init__(self, release, folder, node_properties, web_app_properties, token=TOKEN, run=None):
        self.release = release
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

    def command(self):
        java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
        conf = os.path.join(self.release.base, "conf")
        opened = ["java.base/java.io", "java.base/java.lang", "java.base/java.util",
                  "java.base/java.util.concurrent", "java.rmi/sun.rmi.transport"]
        return [java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx192m",
                *(f"--add-opens={name}=ALL-UNNAMED" for name in opened),
                "-Djava.util.logging.config.file=" + os.path.join(conf, "logging.properties"),
                "-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager",
                "-Dorg.apache.tomcat.util.digester.PROPERTY_SOURCE=dev.slipway.tomcat.NodeProperties",
                "-Dslipway.run=" + self.run,
                "-Dslipway.work=" + self.work,
                "-Dslipway.drain.ms=5000",
                "-Dcatalina.home=" + self.release.home,
                "-Dcatalina.base=" + self.release.base,
                "-Djava.io.tmpdir=" + self.temp,
                "-classpath", self.release.class_path,
                "org.apache.catalina.startup.Bootstrap", "start"]

    def start(self, listener):
        self.started = time.monotonic()
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(self.command(), stdin=listener.fileno(), stdout=log, stderr=log,
                                            cwd=self.release.base)
        Jvm.running.append(self)
        return self

    def await_start(self, timeout=40.0):
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

    def troubles(self):
        with open(self.log, errors="replace") as file:
            return [line.rstrip() for line in file if any(w in line for w in (" SEVERE ", "ERROR", "Exception in"))][:5]

    @classmethod
    def end_all(cls):
        for jvm in cls.running:
            if jvm.process.poll() is None:
                jvm.process.kill()
                jvm.process.wait()
