package same.initializers;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.annotation.HandlesTypes;
import jakarta.servlet.http.HttpServlet;
import java.util.Set;
import java.util.TreeSet;

/** Is given annotation, interface and class of its own jar, one of the server and one of Java. */
@HandlesTypes({Mark.class, Shape.class, Plugin.class, HttpServlet.class, Runnable.class})
public class Core implements ServletContainerInitializer {
    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) {
        TreeSet<String> names = new TreeSet<>();
        if (classes != null) {
            classes.forEach(c -> names.add(c.getName()));
        }
        context.setAttribute("same.core", names.toString());
        context.addServlet("listing", new Listing(names.toString())).addMapping("/listing");
    }
}
