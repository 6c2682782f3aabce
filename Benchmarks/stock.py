"""Tomcat as it comes, from the files of a release and with the same flags of Java: what Slipway is measured beside."""

import atexit
import os
import shutil
import signal
import subprocess
import time

from node import first_answer

SERVER_XML = """<?xml version="1.0" encoding="UTF-8"?>
<Server port="-1">
  <Listener className="org.apache.catalina.core.JreMemoryLeakPreventionListener"/>
  <Listener className="org.apache.catalina.core.ThreadLocalLeakPreventionListener"/>
  <Service name="Catalina">
    <Connector protocol="org.apache.coyote.http11.Http11NioProtocol" {listen}
               connectionTimeout="20000" keepAliveTimeout="75000" maxThreads="200"/>
    <Engine name="Catalina" defaultHost="localhost">
      <Host name="localhost" appBase="webapps" unpackWARs="false" autoDeploy="false" createDirs="false">
        <Valve className="org.apache.catalina.valves.ErrorReportValve" showReport="false" showServerInfo="false"/>
      </Host>
    </Engine>
  </Service>
</Server>
"""
EXPORTS = ["java.base/java.lang", "java.base/java.lang.reflect", "java.base/java.io", "java.base/java.util",
           "java.base/java.util.concurrent", "java.rmi/sun.rmi.transport"]


def empty_base(folder):
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("conf", "logs", "temp", "webapps", "work"):
        (folder / name).mkdir(parents=True)


def copy_files(source, target):
    for file in source.iterdir():
        if file.is_file():
            (target / file.name).write_bytes(file.read_bytes())


def daemon(words, **streams):
    """A process in a session of its own, as a service manager starts it and as Slipway does: Linux shares the
    processors between sessions (autogroup), so a Tomcat in ours would not be measured as the others are. It ends
    with the bench, however that ends."""
    process = subprocess.Popen(words, start_new_session=True, **streams)
    atexit.register(process.kill)
    return process


class Stock:
    """One process of a stock Tomcat with the web app of a release, on a port or on a listening socket it is given."""

    def __init__(self, release, folder, port, listener=None):
        self.port, self.folder = port, folder
        empty_base(folder)
        copy_files(release / "tomcat/conf", folder / "conf")
        shutil.copy(release / "conf/logging.properties", folder / "conf")
        listen = 'useInheritedChannel="true" port="0"' if listener else f'address="127.0.0.1" port="{port}"'
        (folder / "conf/server.xml").write_text(SERVER_XML.format(listen=listen))
        shutil.copytree(release / "webapps/ROOT", folder / "webapps/ROOT")
        classes = folder / "webapps/ROOT/WEB-INF/classes"
        classes.mkdir(exist_ok=True)
        shutil.copy(release / "properties/ROOT.properties", classes)
        home = release / "tomcat"
        words = [str(release / "jdk/bin/java"), "-Xmx128m", *[f"--add-opens={name}=ALL-UNNAMED" for name in EXPORTS],
                 f"-Djava.util.logging.config.file={folder}/conf/logging.properties",
                 "-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager",
                 f"-Dcatalina.home={home}", f"-Dcatalina.base={folder}", f"-Djava.io.tmpdir={folder}/temp",
                 "-cp", f"{home}/bin/bootstrap.jar:{home}/bin/tomcat-juli.jar",
                 "org.apache.catalina.startup.Bootstrap", "start"]
        with open(folder / "logs/out", "w") as output:
            self.process = daemon(words, stdin=listener or subprocess.DEVNULL, stdout=output, stderr=output)

    def warm(self, path):
        """Waits until it is well, and asks one page."""
        first_answer(self.port)
        first_answer(self.port, path)

    def await_log(self, words):
        """For one whose socket another may answer: until its log says so."""
        while words not in (self.folder / "logs/out").read_text():
            time.sleep(0.005)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


class Catalina:
    """Tomcat's own script over the files of a release: `catalina.sh run`, the web app exploded, a base of its own."""

    def __init__(self, release, base, port, heap="128m"):
        self.release, self.base, self.port = release, base, port
        empty_base(base)
        copy_files(release / "tomcat/conf", base / "conf")
        text = (release / "tomcat/conf/server.xml").read_text()
        (base / "conf/server.xml").write_text(text.replace('port="8080"', f'port="{port}"'))
        shutil.copytree(release / "webapps/ROOT", base / "webapps/ROOT")
        self.environment = {**os.environ, "JAVA_HOME": str(release / "jdk"), "CATALINA_HOME": str(release / "tomcat"),
                            "CATALINA_BASE": str(base), "CATALINA_OPTS": f"-Xmx{heap}"}
        self.process = None

    def start(self):
        """Seconds from the exec of the script until the first 200; nothing is left of an earlier start."""
        for name in ("logs", "temp", "work"):
            shutil.rmtree(self.base / name)
            (self.base / name).mkdir()
        begun = time.monotonic()
        self.process = daemon(["sh", str(self.release / "tomcat/bin/catalina.sh"), "run"], env=self.environment,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        first_answer(self.port)
        return time.monotonic() - begun

    def stop(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()


def own_start(release, folder, port):
    """Tomcat's own start: exec of catalina.sh until the first 200 of the same web app, then its end."""
    catalina = Catalina(release, folder / "stock", port)
    took = catalina.start()
    catalina.stop()
    return took
