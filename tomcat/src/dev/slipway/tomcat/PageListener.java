package dev.slipway.tomcat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeMap;
import org.apache.catalina.Container;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleListener;
import org.apache.catalina.Server;
import org.apache.catalina.Wrapper;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;

/** Gives the web apps of a server the pages that were compiled when the release was built. */
final class PageListener implements LifecycleListener {
    private static final Log log = LogFactory.getLog(PageListener.class);
    private static final String FOLDER = "slipway.pages";
    private static final String SERVLET = "org.apache.jasper.servlet.JspServlet";
    private static final String COMPILER = "compilerClassName";
    private static final String FILE = "jspFile";

    private final Path folder;

    private PageListener(Path folder) {
        this.folder = folder;
    }

    /** Does nothing in a release without compiled pages, or where the node has them switched off. */
    static void attend(Server server) {
        String folder = System.getProperty(FOLDER, "");
        if (folder.isEmpty() || !Files.isDirectory(Path.of(folder))) {
            return;
        }
        WebApps.attend(server, new PageListener(Path.of(folder)));
    }

    @Override
    public void lifecycleEvent(LifecycleEvent event) {
        // After its web.xml was read, and before one of its servlets is loaded.
        if (Lifecycle.CONFIGURE_START_EVENT.equals(event.getType()) && event.getSource() instanceof Context) {
            Context context = (Context) event.getSource();
            Path own = folder.resolve(context.getBaseName());
            if (Files.isDirectory(own)) {
                give(new ReleasedPages(own), context);
            }
        }
    }

    private static void give(ReleasedPages pages, Context context) {
        String settings;
        try {
            settings = pages.settings();
        } catch (IOException e) {
            log.warn("the compiled pages of web app " + context.getName() + " cannot be read", e);
            return;
        }
        pages.belongTo(context.getServletContext());
        for (Container child : context.findChildren()) {
            Wrapper wrapper = (Wrapper) child;
            if (SERVLET.equals(wrapper.getServletClass()) && settings.equals(settings(wrapper))) {
                wrapper.addInitParameter(COMPILER, ReleasedPageCompiler.class.getName());
            }
        }
    }

    /** As they were written down at build. Of a page that is a servlet itself, without its file. */
    private static String settings(Wrapper wrapper) {
        TreeMap<String, String> sorted = new TreeMap<>();
        Arrays.stream(wrapper.findInitParameters()).filter(name -> !FILE.equals(name))
                .forEach(name -> sorted.put(name, wrapper.findInitParameter(name)));
        StringBuilder text = new StringBuilder();
        sorted.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
        return text.toString();
    }
}
