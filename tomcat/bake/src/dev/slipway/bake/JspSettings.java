package dev.slipway.bake;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.tomcat.util.descriptor.web.ServletDef;
import org.apache.tomcat.util.descriptor.web.WebXml;
import org.apache.tomcat.util.descriptor.web.WebXmlParser;
import org.xml.sax.InputSource;

/** The settings of the JSP servlet of one web app: its own, and for the rest those of the server. */
final class JspSettings implements ServletConfig {
    private static final String SERVLET = "org.apache.jasper.servlet.JspServlet";
    private static final String COMPILER = "compilerClassName";
    /** With one of these it is not the usual compiler that makes the classes, or not from the usual options. */
    private static final Set<String> OTHERS = Set.of(COMPILER, "compiler", "engineOptionsClass", "scratchdir");

    private final ServletContext context;
    /** As they are told to the server. */
    private final Map<String, String> told = new TreeMap<>();
    private final boolean isUsual;

    JspSettings(ServletContext context, Path serverXml) throws IOException {
        this.context = context;
        WebXml app = new WebXml();
        Path own = WebApp.FOLDER.resolve("WEB-INF/web.xml");
        if (Files.isRegularFile(own)) {
            read(own, "WEB-INF/web.xml", app);
        }
        WebXml server = new WebXml();
        server.setOverridable(true);
        read(serverXml, "conf/web.xml", server);
        app.merge(Set.of(server));
        ServletDef servlet = app.getServlets().get("jsp");
        boolean isThere = servlet != null && SERVLET.equals(servlet.getServletClass());
        if (isThere) {
            told.putAll(servlet.getParameterMap());
        }
        isUsual = isThere && Collections.disjoint(told.keySet(), OTHERS);
    }

    /** `shown` is how its user knows the file. */
    private static void read(Path file, String shown, WebXml into) throws IOException {
        WebXmlParser parser = new WebXmlParser(false, false, true);
        parser.setClassLoader(JspSettings.class.getClassLoader());
        if (!parser.parseWebXml(new InputSource(file.toUri().toString()), into, false)) {
            throw new Faults.Descriptor(shown);
        }
    }

    /** Whether Jasper as it stands compiles the pages of this web app. */
    boolean isUsual() {
        return isUsual;
    }

    /** One line for each, sorted: only where the server has the same do the classes fit. */
    String text() {
        StringBuilder text = new StringBuilder();
        told.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
        return text.toString();
    }

    @Override
    public String getServletName() {
        return "jsp";
    }

    @Override
    public ServletContext getServletContext() {
        return context;
    }

    @Override
    public String getInitParameter(String name) {
        switch (name) {
            case COMPILER:
                return PageCompiler.class.getName();
            case "scratchdir":
                return Bake.OUT.toString();
            case "development":
            case "modificationTestInterval":
            case "checkInterval":
                return null;
            default:
                return told.get(name);
        }
    }

    @Override
    public Enumeration<String> getInitParameterNames() {
        return Collections.enumeration(told.keySet());
    }
}
