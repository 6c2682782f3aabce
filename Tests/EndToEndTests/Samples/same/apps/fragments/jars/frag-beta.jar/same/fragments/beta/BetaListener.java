package same.fragments.beta;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

public class BetaListener implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        Object before = event.getServletContext().getAttribute("same.listeners");
        event.getServletContext().setAttribute("same.listeners", before == null ? "BetaListener" : before + ",BetaListener");
    }
}
