package same.initializers;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.annotation.HandlesTypes;
import java.util.Set;

@HandlesTypes(Unused.class)
public class NoMatch implements ServletContainerInitializer {
    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) {
        context.setAttribute("same.no-match", String.valueOf(classes));
    }
}
