package dev.slipway.same;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.TreeMap;
import org.apache.catalina.Container;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.valves.ValveBase;

/** Answers /.observed with what a server knows of each of its web apps, as lines that two servers can be compared by. */
public final class Observer extends ValveBase {

    public Observer() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (!request.getRequestURI().equals("/.observed")) {
            getNext().invoke(request, response);
            return;
        }
        TreeMap<String, StandardContext> contexts = new TreeMap<>();
        for (Container child : getContainer().findChildren()) {
            contexts.put(child.getName(), (StandardContext) child);
        }
        response.setContentType("text/plain;charset=UTF-8");
        PrintWriter answer = response.getWriter();
        for (StandardContext context : contexts.values()) {
            Account account = new Account(context);
            String name = context.getPath().isEmpty() ? "/" : context.getPath();
            for (String line : account.lines()) {
                answer.println(name + " " + Account.plain(line));
            }
        }
        answer.println("contexts " + Arrays.toString(contexts.keySet().toArray()));
        answer.flush();
    }
}
