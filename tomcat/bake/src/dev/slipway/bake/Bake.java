package dev.slipway.bake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.jasper.compiler.TldCache;
import org.apache.jasper.servlet.JasperInitializer;
import org.apache.jasper.servlet.TldScanner;

/**
 * Compiles the pages of a web app as Tomcat would at their first request. In the working folder lie the web app
 * ({@code app}), the server's {@code web.xml} and {@code catalina.properties}, and the paths of the pages, one a line
 * ({@code pages}); the classes go to {@code out}, and {@code report} tells of them.
 */
public final class Bake {
    static final Path HERE = Path.of("/proc/self/cwd");
    static final Path OUT = HERE.resolve("out");
    /** What only a server's own start makes use of, or what is for this program alone. */
    private static final Pattern NOT_TAKEN = Pattern.compile(
            "(common|server|shared)\\.loader|package\\..*|java\\.io\\.tmpdir");

    private Bake() {
    }

    public static void main(String[] arguments) throws Exception {
        takeSettings();
        try (Report report = new Report(HERE.resolve("report"))) {
            try {
                WebAppLoader loader = new WebAppLoader(Bake.class.getClassLoader(), WebApp.asked());
                Thread.currentThread().setContextClassLoader(loader);
                bake(loader, report);
                for (String path : WebApp.asked().all()) {
                    report.say("asked", path);
                }
            } catch (Exception | LinkageError e) {
                e.printStackTrace();
                tell(Faults.of(e, "WEB-INF/web.xml"), report);
            }
            report.say("end");
        }
        // Whatever threads the web app's own classes have begun.
        System.exit(0);
    }

    /** As the server does with these properties before anything else, also where the command line says otherwise. */
    private static void takeSettings() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(HERE.resolve("catalina.properties"))) {
            properties.load(in);
        }
        for (String name : properties.stringPropertyNames()) {
            if (!name.isEmpty() && !NOT_TAKEN.matcher(name).matches()) {
                System.setProperty(name, properties.getProperty(name));
            }
        }
    }

    private static void bake(ClassLoader loader, Report report) throws Exception {
        WebApp app = new WebApp(loader);
        JspSettings settings = new JspSettings(app, HERE.resolve("web.xml"));
        if (!settings.isUsual()) {
            report.say("unusual");
            return;
        }
        // Brings Jasper's factories about, as at the start of a server.
        Class.forName(JasperInitializer.class.getName());
        TldScanner scanner = new TldScanner(app, true, false, true);
        scanner.setClassLoader(loader);
        scanner.scan();
        app.setAttribute(TldCache.SERVLET_CONTEXT_ATTRIBUTE_NAME,
                new TldCache(app, scanner.getUriTldResourcePathMap(), scanner.getTldResourcePathTaglibXmlMap()));
        Pages pages = new Pages();
        pages.compile(new TreeSet<>(Files.readAllLines(HERE.resolve("pages"))), app, settings);
        for (String fragment : pages.fragments()) {
            report.say("fragment", fragment.substring(1));
        }
        tell(pages.faults(), report);
        report.say("pages", String.valueOf(pages.compiled()));
        for (String name : classes()) {
            report.say("class", name);
        }
        Files.writeString(OUT.resolve("settings"), settings.text());
        Files.writeString(OUT.resolve("tags"), PageCompiler.tags().stream().sorted()
                .map(name -> name.replace('.', '/') + "\n").collect(Collectors.joining()));
    }

    private static void tell(Iterable<Fault> faults, Report report) throws IOException {
        for (Fault fault : faults) {
            report.say("fault", fault.file, String.valueOf(fault.line), fault.message);
        }
    }

    private static SortedSet<String> classes() throws IOException {
        try (Stream<Path> files = Files.walk(OUT)) {
            return files.filter(path -> path.toString().endsWith(".class"))
                    .map(path -> OUT.relativize(path).toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
