package payload;

import jakarta.servlet.ServletContext;
import java.util.Set;

/** The jars of the web app. */
final class Libraries {
    private final Set<String> paths;

    Libraries(ServletContext context) {
        Set<String> found = context.getResourcePaths("/WEB-INF/lib/");
        paths = found == null ? Set.of() : found;
    }

    int count() {
        return paths.size();
    }
}
