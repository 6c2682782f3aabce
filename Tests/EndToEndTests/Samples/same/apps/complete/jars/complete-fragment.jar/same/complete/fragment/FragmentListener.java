package same.complete.fragment;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

public class FragmentListener implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        Object before = event.getServletContext().getAttribute("same.listeners");
        event.getServletContext().setAttribute("same.listeners", before == null ? "FragmentListener" : before + ",FragmentListener");
    }
}
