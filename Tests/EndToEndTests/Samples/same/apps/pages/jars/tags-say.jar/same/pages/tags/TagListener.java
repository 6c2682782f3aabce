package same.pages.tags;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

public class TagListener implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        Object before = event.getServletContext().getAttribute("same.listeners");
        event.getServletContext().setAttribute("same.listeners", before == null ? "TagListener" : before + ",TagListener");
    }
}
