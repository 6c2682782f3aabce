package same.program;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

public class Later extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext later = request.startAsync();
        later.start(() -> {
            try {
                response.setContentType("text/plain");
                response.getWriter().println("later");
            } catch (IOException e) {
                getServletContext().log("no writer", e);
            }
            later.complete();
        });
    }
}
