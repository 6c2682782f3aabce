package same.program;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.EnumSet;

public class Registering implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        context.setInitParameter("by", "program");
        var upload = context.addServlet("upload", Upload.class);
        upload.setMultipartConfig(new MultipartConfigElement("", 1000, 2000, 3));
        upload.addMapping("/upload");
        upload.setLoadOnStartup(3);
        upload.setRunAsRole("chief");
        var later = context.addServlet("later", new Later());
        later.setAsyncSupported(true);
        later.addMapping("/later");
        context.addServlet("failing", "same.program.Failing").addMapping("/failing");
        context.addJspFile("by-program", "/WEB-INF/page.jsp").addMapping("/page-by-program");
        var stamp = context.addFilter("stamp", Stamp.class);
        stamp.setAsyncSupported(true);
        stamp.setInitParameter("by", "program");
        stamp.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ERROR), false, "/*");
        context.addListener(Counting.class);
    }
}
