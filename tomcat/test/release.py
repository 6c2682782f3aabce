"""Puts a Tomcat and a release-like base folder together in a scratch folder."""

import glob
import os
import re
import shutil

HERE = os.path.dirname(os.path.abspath(__file__))
TOMCAT = os.path.dirname(HERE)
HELLO = os.path.join(os.path.dirname(TOMCAT), "recipes", "hello", "webapp")

# What conf/web.xml of a real Tomcat says about static files and JSPs, at its shortest.
WEB_XML = """<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
  <servlet><servlet-name>default</servlet-name>
    <servlet-class>org.apache.catalina.servlets.DefaultServlet</servlet-class></servlet>
  <servlet><servlet-name>jsp</servlet-name>
    <servlet-class>org.apache.jasper.servlet.JspServlet</servlet-class></servlet>
  <servlet-mapping><servlet-name>default</servlet-name><url-pattern>/</url-pattern></servlet-mapping>
  <servlet-mapping><servlet-name>jsp</servlet-name><url-pattern>*.jsp</url-pattern></servlet-mapping>
</web-app>
"""

BROKEN_XML = """<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
  <listener><listener-class>no.such.Listener</listener-class></listener>
</web-app>
"""

# A web app that tells what reached it, and one asynchronous page.
PROBE_CONTEXT = '<Context><Parameter name="resolved" value="${listen.http} ${node.name} ${no.such.key}"/></Context>\n'
PROBE_XML = """<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
  <servlet><servlet-name>async</servlet-name><jsp-file>/async.jsp</jsp-file>
    <load-on-startup>1</load-on-startup><async-supported>true</async-supported></servlet>
  <servlet-mapping><servlet-name>async</servlet-name><url-pattern>/async</url-pattern></servlet-mapping>
</web-app>
"""
PROBE_JSP = """<%@ page session="false" trimDirectiveWhitespaces="true" %>
<%= application.getInitParameter("resolved") %>|<%
for (String name : new String[] {"ROOT", "probe", "a#b"}) {
    out.print(application.getClassLoader().getResource(name + ".properties") != null ? name + " " : "");
} %>|<%= request.getHeader("X-Slipway-Token") %>
"""
ASYNC_JSP = """<%@ page session="false" trimDirectiveWhitespaces="true" %><%
final jakarta.servlet.AsyncContext context = request.startAsync();
new Thread(() -> {
    try {
        Thread.sleep(700);
        context.getResponse().getWriter().print("late");
    } catch (Exception e) {
        throw new IllegalStateException(e);
    } finally {
        context.complete();
    }
}).start(); %>"""


# An endpoint that a page adds when its web app starts.
ECHO_XML = PROBE_XML.replace("async.jsp", "echo.jsp").replace(">async<", ">echo<").replace("/async<", "/echo<")
ECHO_JSP = """<%@ page session="false" import="jakarta.websocket.*, jakarta.websocket.server.*" %><%!
public static class Echo extends Endpoint {
    public void onOpen(Session session, EndpointConfig config) {
        session.addMessageHandler(String.class, text -> session.getAsyncRemote().sendText(text));
    }
}
public void jspInit() {
    ServerContainer container = (ServerContainer) getServletContext().getAttribute(ServerContainer.class.getName());
    try {
        container.addEndpoint(ServerEndpointConfig.Builder.create(Echo.class, "/socket").build());
    } catch (DeploymentException e) {
        throw new IllegalStateException(e);
    }
} %>"""


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def listing(folder):
    return sorted(os.path.join(root, name) for root, _, names in os.walk(folder) for name in names)


def render(template, cluster, listeners=("http",)):
    """The little of Mustache that the template uses. A cluster is None or (name, sessions)."""
    template = re.sub(r"\{\{#listeners}}\n(.*?)\{\{/listeners}}\n", lambda match: "".join(
        re.sub(r"\{\{\^isFirst}}(.*?)\{\{/isFirst}}", r"\1" if n else "", match.group(1)).replace("{{name}}", name)
        for n, name in enumerate(listeners)), template, flags=re.DOTALL)
    for section in ("static", "multicast"):
        keep = cluster is not None and cluster[1] == section
        template = re.sub(r"\{\{#cluster\.%s}}\n(.*?)\{\{/cluster\.%s}}\n" % (section, section),
                          lambda match, keep=keep: match.group(1) if keep else "", template, flags=re.DOTALL)
    return template.replace("{{cluster.name}}", cluster[0] if cluster else "")


class Release:
    """One release-like folder: conf, service, webapps, and the class path that starts it."""

    def __init__(self, folder, jar, server_xml=None, cluster=None, listeners=("http",)):
        self.base = folder
        self.home = os.environ.get("TOMCAT_HOME") or folder
        self.webapps = os.path.join(folder, "webapps")
        os.makedirs(self.webapps)
        os.makedirs(os.path.join(folder, "service"))
        shutil.copy(jar, os.path.join(folder, "service", "slipway-tomcat.jar"))
        conf = os.path.join(folder, "conf")
        with open(os.path.join(TOMCAT, "conf", "server.xml.mustache")) as file:
            self.template = render(file.read(), cluster, listeners)
        write(os.path.join(conf, "server.xml"), server_xml(self.template) if server_xml else self.template)
        shutil.copy(os.path.join(TOMCAT, "conf", "logging.properties"), conf)
        self.arrange_stock(conf) if "TOMCAT_HOME" in os.environ else self.arrange_flat(conf)

    def arrange_stock(self, conf):
        """Tomcat's own class loaders, with our jar among the common ones."""
        stock = os.path.join(self.home, "conf")
        shutil.copy(os.path.join(stock, "web.xml"), conf)
        with open(os.path.join(stock, "catalina.properties")) as file:
            text = file.read()
        write(os.path.join(conf, "catalina.properties"),
              text.replace("\ncommon.loader=", '\ncommon.loader="${catalina.base}/service/*.jar",'))
        self.class_path = ":".join(os.path.join(self.home, "bin", j) for j in ("bootstrap.jar", "tomcat-juli.jar"))

    def arrange_flat(self, conf):
        """Everything on the class path."""
        write(os.path.join(conf, "web.xml"), WEB_XML)
        write(os.path.join(conf, "catalina.properties"),
              "common.loader=\nserver.loader=\nshared.loader=\n"
              "tomcat.util.scan.StandardJarScanFilter.jarsToSkip=*.jar\n")
        jars = [j for j in glob.glob("/usr/share/java/tomcat10-*.jar") if not os.path.islink(j)]
        jars.append("/usr/share/java/eclipse-jdt-core.jar")
        self.class_path = ":".join([os.path.join(self.base, "service", "slipway-tomcat.jar")] + sorted(jars))

    def add_hello(self, name):
        shutil.copytree(HELLO, os.path.join(self.webapps, name))

    def add_probe(self):
        folder = os.path.join(self.webapps, "probe")
        write(os.path.join(folder, "META-INF", "context.xml"), PROBE_CONTEXT)
        write(os.path.join(folder, "WEB-INF", "web.xml"), PROBE_XML)
        write(os.path.join(folder, "probe.jsp"), PROBE_JSP)
        write(os.path.join(folder, "async.jsp"), ASYNC_JSP)

    def add_echo(self):
        folder = os.path.join(self.webapps, "echo")
        write(os.path.join(folder, "WEB-INF", "web.xml"), ECHO_XML)
        write(os.path.join(folder, "echo.jsp"), ECHO_JSP)

    def add_broken(self, name):
        write(os.path.join(self.webapps, name, "WEB-INF", "web.xml"), BROKEN_XML)
