package same.fragments.gamma;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

public class GammaListener implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        Object before = event.getServletContext().getAttribute("same.listeners");
        event.getServletContext().setAttribute("same.listeners", before == null ? "GammaListener" : before + ",GammaListener");
    }
}
