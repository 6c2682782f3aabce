package dev.slipway.bake;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.apache.jasper.JasperException;
import org.apache.jasper.servlet.JspCServletContext;

/** A web app in a folder as Jasper sees one; tells which files it was asked for. */
final class WebApp extends JspCServletContext {
    /** The same on every machine, since it gets into what is compiled. */
    static final String PATH = "/proc/self/cwd/app/";
    static final Path FOLDER = Path.of(PATH);

    /** Static, since the constructor above asks already. */
    private static final Asked ASKED = new Asked();

    WebApp(ClassLoader loader) throws JasperException, IOException {
        super(new PrintWriter(System.err, true), new URL("file:" + PATH), loader, false, true);
    }

    static Asked asked() {
        return ASKED;
    }

    @Override
    public URL getResource(String path) throws MalformedURLException {
        if (!path.startsWith("/")) {
            return super.getResource(path);
        }
        Path file;
        try {
            file = FOLDER.resolve(path.substring(1)).normalize();
        } catch (InvalidPathException e) {
            return null;
        }
        if (!file.startsWith(FOLDER)) {
            return null;
        }
        ASKED.add(FOLDER.relativize(file).toString());
        // What lies in META-INF/resources of a jar comes after the web app's own.
        return Files.exists(file) ? file.toUri().toURL() : super.getResource(path);
    }

    @Override
    public InputStream getResourceAsStream(String path) {
        try {
            URL url = getResource(path);
            return url == null ? null : url.openStream();
        } catch (IOException e) {
            return null;
        }
    }
}
