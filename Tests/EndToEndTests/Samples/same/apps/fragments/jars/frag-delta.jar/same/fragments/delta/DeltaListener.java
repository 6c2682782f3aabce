package same.fragments.delta;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

public class DeltaListener implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        Object before = event.getServletContext().getAttribute("same.listeners");
        event.getServletContext().setAttribute("same.listeners", before == null ? "DeltaListener" : before + ",DeltaListener");
    }
}
