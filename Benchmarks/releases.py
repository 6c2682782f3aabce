"""The releases that are switched: recipes/hello with one page more, good ones and bad ones, with and without TLS."""

import shutil
import subprocess

from node import DIST, REPOSITORY, build

PAGE = "/answer.jsp?ms=20"
GOOD = ("1.0.0", "2.0.0")
COLD = "3.0.0"  # good too; lets the one before it go at once, so that the way back is a cold one
BAD = {
    "never healthy": ["hello.health=fail"],
    "answers 500": ["hello.health=fail", "hello.answer=500"],
    "exits": ["hello.exit=0"],
}

# Works for some milliseconds and tells on each answer, good or bad, whose it is.
ANSWER_JSP = """<%@ page contentType="text/plain;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ include file="/WEB-INF/parts/own.jspf" %>
<%
    Thread.sleep(Long.parseLong(request.getParameter("ms")));
    response.setStatus(Integer.parseInt(own.getProperty("hello.answer", "200")));
    out.println("release " + own.getProperty("hello.version"));
    out.print("and some more, so that an end before the last byte shows ".repeat(20));
%>
"""

# The steady check asks the port that clients use, which speaks TLS; the gate asks the private one, which does not
# and answers 404 to those without its token.
TLS_CHECK = """#!/bin/sh
case $(curl -ks -m 2 "https://127.0.0.1:$SLIPWAY_PORT/health") in OK) exit 0 ;; esac
[ "$(curl -s -m 2 -o /dev/null -w '%{http_code}' "http://127.0.0.1:$SLIPWAY_PORT/health")" = 404 ]
"""
TLS_CONNECTOR = """ SSLEnabled="true" scheme="https" secure="true">
      <SSLHostConfig>
        <Certificate certificateKeystoreFile="${catalina.base}/tls/tls.p12" certificateKeystorePassword="changeit"/>
      </SSLHostConfig>
    </Connector>"""


def replaced(text, old, new):
    if old not in text:
        raise SystemExit(f"bench: {old!r} is no longer in the file that the bench changes")
    return text.replace(old, new, 1)


def write_recipe(folder, tls):
    """A copy of recipes/hello with the page and a keep-alive as long as haproxy's."""
    shutil.copytree(REPOSITORY / "recipes/hello", folder)
    (folder / "webapp/answer.jsp").write_text(ANSWER_JSP)
    server = (DIST / "share/server.xml.mustache").read_text()
    server = replaced(server, 'keepAliveTimeout="15000"', 'keepAliveTimeout="75000"')
    recipe = replaced((folder / "recipe.yaml").read_text(), "start:\n", f'start:\n  warm-up: [ "{PAGE}" ]\n')
    recipe += "\ntemplates:\n  - { from: server.xml.mustache, to: conf/server.xml }\n"
    if tls:
        server = replaced(server, 'maxThreads="${tomcat.threads:-200}"/>', 'maxThreads="${tomcat.threads:-200}"'
                          + TLS_CONNECTOR)
        recipe = replaced(recipe, "name: hello\n", "name: hello-tls\n")
        recipe = replaced(recipe, "- http: /health\n    contains: OK\n", "- exec: [ bin/check ]\n")
        recipe += "files:\n  - { from: tls.p12, to: tls/tls.p12 }\n  - { from: check, to: bin/check, mode: \"0755\" }\n"
        (folder / "check").write_text(TLS_CHECK)
        shutil.copy(folder.parent / "tls.p12", folder)
    (folder / "server.xml.mustache").write_text(server)
    (folder / "recipe.yaml").write_text(recipe)


def make_certificate(folder):
    """One key for both: a keystore for Tomcat, a PEM file for haproxy."""
    store = folder / "tls.p12"
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(["keytool", "-genkeypair", "-alias", "tls", "-keyalg", "EC", "-groupname", "secp256r1",
                    "-dname", "CN=localhost", "-validity", "30", "-storetype", "PKCS12",
                    "-keystore", store, "-storepass", "changeit"], **quiet)
    subprocess.run(["openssl", "pkcs12", "-in", store, "-nodes", "-passin", "pass:changeit",
                    "-out", folder / "tls.pem"], **quiet)


class Releases:
    """Bundles by (app, version), built when they are first asked for."""

    def __init__(self, folder):
        self.folder = folder
        self.bundles = {}
        make_certificate(folder)
        write_recipe(folder / "plain", tls=False)
        write_recipe(folder / "tls", tls=True)

    def bundle(self, app, version, *settings):
        if (app, version) not in self.bundles:
            output = self.folder / f"{app}-{version}.oci.tar"
            recipe = self.folder / ("tls" if app == "hello-tls" else "plain")
            warm = "0s" if version == COLD else "10m"
            build(recipe, self.folder / "store", version, output,
                  "switch.trial=500ms", f"switch.keep-warm={warm}", *settings)
            self.bundles[app, version] = output
        return self.bundles[app, version]

    def bad(self, app, number, kind):
        """Each a version of its own: what has been found bad is not tried twice."""
        return self.bundle(app, f"bad-{number}", "start.deadline=8s", *BAD[kind])
