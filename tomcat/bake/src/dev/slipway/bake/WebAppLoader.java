package dev.slipway.bake;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds classes as a web app's loader does: Java's own first, then the web app's, then the server's. */
final class WebAppLoader extends URLClassLoader {
    private static final String CLASSES = "WEB-INF/classes/";
    /** What a web app cannot bring along: it gets the server's. */
    private static final Pattern SERVERS = Pattern.compile(
            "(javax|jakarta)/(annotation|el|security/auth/message|servlet|websocket)/.*"
            + "|org/apache/(catalina|coyote|el|jasper|juli|naming|tomcat)/.*");
    private static final Pattern OWN = Pattern.compile(
            "(javax|jakarta)/servlet/jsp/jstl/.*|org/apache/tomcat/jdbc/.*");

    static {
        registerAsParallelCapable();
    }

    private final Asked asked;

    WebAppLoader(ClassLoader server, Asked asked) throws IOException {
        super(urls(), server);
        this.asked = asked;
    }

    private static URL[] urls() throws IOException {
        List<URL> urls = new ArrayList<>();
        urls.add(new URL("file:" + WebApp.PATH + CLASSES));
        Path lib = WebApp.FOLDER.resolve("WEB-INF/lib");
        if (Files.isDirectory(lib)) {
            try (Stream<Path> jars = Files.list(lib)) {
                for (Path jar : jars.filter(p -> p.toString().endsWith(".jar")).sorted().collect(Collectors.toList())) {
                    urls.add(jar.toUri().toURL());
                }
            }
        }
        return urls.toArray(new URL[0]);
    }

    private static boolean isServers(String path) {
        return path.startsWith("java/") || SERVERS.matcher(path).matches() && !OWN.matcher(path).matches();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> found = findLoadedClass(name);
            if (found == null && !isServers(name.replace('.', '/'))) {
                found = own(name);
            }
            if (found == null) {
                found = getParent().loadClass(name);
            }
            if (resolve) {
                resolveClass(found);
            }
            return found;
        }
    }

    private Class<?> own(String name) {
        try {
            return ClassLoader.getPlatformClassLoader().loadClass(name);
        } catch (ClassNotFoundException e) {
            try {
                asked.add(CLASSES + name.replace('.', '/') + ".class");
                return findClass(name);
            } catch (ClassNotFoundException inner) {
                return null;
            }
        }
    }

    @Override
    public URL getResource(String name) {
        URL found = isServers(name) ? null : findResource(name);
        return found != null ? found : getParent().getResource(name);
    }

    @Override
    public URL findResource(String name) {
        asked.add(CLASSES + name);
        return super.findResource(name);
    }

    @Override
    public InputStream getResourceAsStream(String name) {
        URL url = getResource(name);
        try {
            return url == null ? null : url.openStream();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        } catch (IOException e) {
            return null;
        }
    }
}
