package same.absolute.second;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

public class SecondListener implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        Object before = event.getServletContext().getAttribute("same.listeners");
        event.getServletContext().setAttribute("same.listeners", before == null ? "SecondListener" : before + ",SecondListener");
    }
}
