package same.initializers.served;

import jakarta.servlet.http.HttpServlet;

/** An HttpServlet without any annotation. */
public class Served extends HttpServlet {
    private static final long serialVersionUID = 1;
}
