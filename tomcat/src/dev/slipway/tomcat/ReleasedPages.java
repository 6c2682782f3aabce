package dev.slipway.tomcat;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.jasper.JspCompilationContext;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;

/** The pages of one web app that were compiled when its release was built, in a folder of the release. */
final class ReleasedPages {
    private static final Log log = LogFactory.getLog(ReleasedPages.class);
    private static final Map<ServletContext, ReleasedPages> ALL = Collections.synchronizedMap(new WeakHashMap<>());

    private final Path folder;
    private boolean hasTags;

    ReleasedPages(Path folder) {
        this.folder = folder;
    }

    /** null when the web app has none. */
    static ReleasedPages of(ServletContext context) {
        return ALL.get(context);
    }

    void belongTo(ServletContext context) {
        ALL.put(context, this);
    }

    /** The settings of the JSP servlet that they were compiled with: a sorted line for each. */
    String settings() throws IOException {
        return Files.readString(folder.resolve("settings"), StandardCharsets.UTF_8);
    }

    /** Lays the class of a page or tag file where Jasper finds it; returns false when there is none. */
    boolean lay(JspCompilationContext page) {
        String name = className(page).replace('.', '/');
        Path scratch = page.getOptions().getScratchDir().toPath();
        try {
            if (!Files.isRegularFile(folder.resolve(name + ".class"))) {
                return false;
            }
            // Jasper then knows the folder that the class is loaded from.
            page.getClassFileName();
            layTags(scratch);
            lay(name, scratch);
            return true;
        } catch (IOException e) {
            log.warn("the compiled page " + page.getJspFile() + " cannot be taken from the release", e);
            return false;
        }
    }

    private static String className(JspCompilationContext page) {
        return page.isTagFile() ? page.getTagInfo().getTagClassName()
                : page.getServletPackageName() + "." + page.getServletClassName();
    }

    /** A compiled page needs its tag files, and does not name them to Jasper. */
    private synchronized void layTags(Path scratch) throws IOException {
        if (!hasTags) {
            List<String> tags = Files.readAllLines(folder.resolve("tags"), StandardCharsets.UTF_8);
            for (String tag : tags) {
                lay(tag, scratch);
            }
            hasTags = true;
        }
    }

    /** With the classes inside it. `name` is of the class, with slashes. */
    private void lay(String name, Path scratch) throws IOException {
        Path file = folder.resolve(name);
        Path target = scratch.resolve(name).getParent();
        Files.createDirectories(target);
        String simple = file.getFileName().toString();
        try (DirectoryStream<Path> classes = Files.newDirectoryStream(file.getParent(), one -> {
            String other = one.getFileName().toString();
            return other.equals(simple + ".class") || other.startsWith(simple + "$") && other.endsWith(".class");
        })) {
            for (Path one : classes) {
                copy(one, target.resolve(one.getFileName()));
            }
        }
    }

    /** Never into a file that a class is being read from. */
    private static void copy(Path from, Path to) throws IOException {
        byte[] bytes = Files.readAllBytes(from);
        if (Files.isRegularFile(to) && Arrays.equals(Files.readAllBytes(to), bytes)) {
            return;
        }
        Path beside = Files.createTempFile(to.getParent(), "page", ".new");
        try {
            Files.write(beside, bytes);
            Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
