package same.complete.initializer;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.annotation.HandlesTypes;
import jakarta.servlet.annotation.WebServlet;
import java.util.Set;

@HandlesTypes(WebServlet.class)
public class Begin implements ServletContainerInitializer {
    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) {
        int count = classes == null ? 0 : classes.size();
        context.setAttribute("same.begin", String.valueOf(count));
    }
}
