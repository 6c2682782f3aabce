package same.absolute.first;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

public class FirstListener implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        Object before = event.getServletContext().getAttribute("same.listeners");
        event.getServletContext().setAttribute("same.listeners", before == null ? "FirstListener" : before + ",FirstListener");
    }
}
