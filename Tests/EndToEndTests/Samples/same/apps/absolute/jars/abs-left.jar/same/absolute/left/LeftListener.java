package same.absolute.left;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

public class LeftListener implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        Object before = event.getServletContext().getAttribute("same.listeners");
        event.getServletContext().setAttribute("same.listeners", before == null ? "LeftListener" : before + ",LeftListener");
    }
}
