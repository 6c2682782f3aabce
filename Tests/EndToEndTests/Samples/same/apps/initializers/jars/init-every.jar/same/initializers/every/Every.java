package same.initializers.every;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.Set;

/** Asks for no classes. */
public class Every implements ServletContainerInitializer {
    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) {
        context.setAttribute("same.every", String.valueOf(classes));
    }
}
