package same.annotations.part;

import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.RunAs;
import jakarta.servlet.annotation.HttpMethodConstraint;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.ServletSecurity;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

@WebServlet("/from-jar")
@RunAs("clerk")
@DeclareRoles({"clerk", "chief"})
@MultipartConfig(maxFileSize = 1000, maxRequestSize = 2000, fileSizeThreshold = 10)
@ServletSecurity(httpMethodConstraints = @HttpMethodConstraint(value = "DELETE", rolesAllowed = "chief"))
public class FromJar extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        response.getWriter().println("FromJar " + getServletConfig().getServletName());
    }
}
