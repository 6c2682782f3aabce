package same.initializers;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

public class Listing extends HttpServlet {
    private static final long serialVersionUID = 1;
    private final String names;

    public Listing(String names) {
        this.names = names;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().println(names);
    }
}
