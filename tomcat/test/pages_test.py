"""Pages that were compiled with the release are answered from it, and are the same as those compiled at a request."""

import glob
import os
import re
import shutil
import subprocess

from checks import PRIVATE, check, listen, new_jvm, path
from load import get
from release import Release, write

XML = """<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
  <servlet><servlet-name>own</servlet-name><jsp-file>/WEB-INF/own.jsp</jsp-file>
    <load-on-startup>1</load-on-startup></servlet>
  <servlet><servlet-name>other</servlet-name><jsp-file>/WEB-INF/other.jsp</jsp-file>
    <init-param><param-name>trimSpaces</param-name><param-value>true</param-value></init-param></servlet>
  <servlet-mapping><servlet-name>own</servlet-name><url-pattern>/own</url-pattern></servlet-mapping>
  <servlet-mapping><servlet-name>other</servlet-name><url-pattern>/other</url-pattern></servlet-mapping>
</web-app>
"""
PAGES = {
    "index.jsp": """<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %><%@ include file="part.jsp" %>
<% String word = "whole"; %><%@ include file="fragment.jsp" %>
<t:box size="${1 + 1}">body</t:box>
<%= new Object() { public String toString() { return "inner"; } } %>
<jsp:include page="time.jsp"><jsp:param name="a" value="b"/></jsp:include>""",
    "part.jsp": "<p>a part that is a page too</p>",
    "fragment.jsp": "<p><%= word %></p>",
    "time.jsp": "<p><%= request.getParameter(\"a\") %></p>",
    "forward.jsp": "<jsp:forward page=\"time.jsp?a=forwarded\"/>",
    "late.jsp": "<p>compiled at its first request</p>",
    "wrong.jsp": "<p>\n<%= 1 / Integer.parseInt(\"0\") %>\n</p>",
    "WEB-INF/own.jsp": "<p>own</p>",
    "WEB-INF/other.jsp": "<p>other</p>\n\n<p>trimmed</p>",
    "WEB-INF/tags/box.tag": "<%@ attribute name=\"size\" %><b>${size}</b><jsp:doBody/>",
    "WEB-INF/web.xml": XML,
}


def scenarios():
    return (released_pages,)


def bake(release, app, base):
    """As the builder does it."""
    folder = path("bake-" + base)
    for name in ("out", "temp"):
        os.makedirs(os.path.join(folder, name))
    os.symlink(app, os.path.join(folder, "app"))
    for name in ("web.xml", "catalina.properties"):
        shutil.copy(os.path.join(release.base, "conf", name), folder)
    names = [os.path.relpath(one, app) for one in glob.glob(app + "/**/*.jsp", recursive=True)]
    write(os.path.join(folder, "pages"), "\n".join(names))
    java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
    class_path = release.class_path
    if release.home != release.base:
        class_path = ":".join(glob.glob(os.path.join(release.home, "lib", "*.jar")) + [class_path])
    subprocess.run([java, "-XX:TieredStopAtLevel=1", "-Duser.timezone=UTC", "-cp",
                    path("bake.jar") + ":" + class_path, "dev.slipway.bake.Bake"],
                   cwd=folder, env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}, check=True, capture_output=True)
    with open(os.path.join(folder, "report")) as report:
        lines = report.read().splitlines()
    target = os.path.join(release.base, "service", "pages", base)
    for line in lines + ["class\tsettings", "class\ttags"]:
        kind, _, name = line.partition("\t")
        if kind == "class":
            os.makedirs(os.path.dirname(os.path.join(target, name)), exist_ok=True)
            shutil.copy(os.path.join(folder, "out", name), os.path.join(target, name))
    return lines


def made(jvm, context, kind):
    """The page classes or sources in the work folder of a web app."""
    work = os.path.join(jvm.work, context)
    return {os.path.basename(name) for name in glob.glob(work + "/**/*." + kind, recursive=True)}


def answers(jvm, context):
    names = ("index.jsp", "time.jsp?a=c", "forward.jsp", "own", "other", "late.jsp", "index.jsp?jsp_precompile=true",
             "part.jsp", "wrong.jsp", "no.jsp")
    return [get(jvm.port, f"{context}/{name}", PRIVATE)[::2] for name in names]


def trace(jvm):
    """Where the log says that the page was wrong."""
    with open(jvm.log, errors="replace") as log:
        return sorted(set(re.findall(r"processing \[?(/\S*?)\]? at line \[?(\d+)\]?", log.read())))


def released_pages():
    release = Release(path("paged"), path("one.jar"))
    for base in ("ROOT", "a#b"):
        for name, text in PAGES.items():
            write(os.path.join(release.webapps, base, name), text)
    lines = bake(release, os.path.join(release.webapps, "ROOT"), "ROOT")
    check("fragment\tfragment.jsp" in lines and not any(line.startswith("fault") for line in lines),
          "all pages compile at build, and a fragment is none", [one for one in lines if one[0] == "f"])
    bake(release, os.path.join(release.webapps, "a#b"), "a#b")
    pages = os.path.join(release.base, "service", "pages")
    for base in ("ROOT", "a#b"):
        os.remove(os.path.join(pages, base, "org/apache/jsp/late_jsp.class"))
    plain = new_jvm(release, "plain", {}).start(listen())
    paged = new_jvm(release, "paged-run", {})
    paged.options = ["-Dslipway.pages=" + pages]
    paged.start(listen())
    check(paged.await_start()[-1] == "ready" and plain.await_start()[-1] == "ready", "both servers start")
    for context, folder in (("", "ROOT"), ("/a/b", "a#b")):
        mine, usual = answers(paged, context), answers(plain, context)
        others = [one for one in zip(mine, usual) if one[0] != one[1]]
        check(not others and usual[0][0] == 200 and "inner" in usual[0][1] and usual[-2][0] == 500,
              f"the pages of {folder} are the same with and without", others or "")
        sources = made(paged, "Catalina/localhost/" + folder, "java") | made(paged, folder, "java")
        check(sources == {"late_jsp.java", "other_jsp.java"},
              "only what is not in the release, or has other settings there, is compiled", sorted(sources))
    check(trace(paged) == trace(plain) and ("/wrong.jsp", "2") in trace(paged), "an error tells page and line",
          trace(paged))
    check(not any("compiled page" in line for line in open(paged.log, errors="replace")), "no page is complained of")
    for jvm in (plain, paged):
        jvm.terminate()
