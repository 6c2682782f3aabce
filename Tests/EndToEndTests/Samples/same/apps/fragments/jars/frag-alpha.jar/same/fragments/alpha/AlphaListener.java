package same.fragments.alpha;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

public class AlphaListener implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        Object before = event.getServletContext().getAttribute("same.listeners");
        event.getServletContext().setAttribute("same.listeners", before == null ? "AlphaListener" : before + ",AlphaListener");
    }
}
