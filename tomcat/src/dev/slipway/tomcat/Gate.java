package dev.slipway.tomcat;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ProtocolHandler;

/**
 * Decides which requests reach a web app: on the public connector all of them, on any other only the probes, and
 * only those that carry the token. While the public connector is parked it tells its HTTP/1 clients to leave after
 * the answer.
 */
public final class Gate extends ValveBase {
    static final String TOKEN_HEADER = "X-Slipway-Token";
    private static final String PASSED = "dev.slipway.tomcat.passed";

    private byte[] token;
    /** Null when every path may be asked for. */
    private Set<String> probes;

    public Gate() {
        super(true);
    }

    @Override
    protected void startInternal() throws LifecycleException {
        try {
            RunDirectory run = RunDirectory.current();
            token = run.token().getBytes(StandardCharsets.UTF_8);
            probes = run.probes();
        } catch (IOException e) {
            throw new LifecycleException("the token or the probes of the private port cannot be read", e);
        }
        super.startInternal();
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        // An asynchronous dispatch comes by a second time.
        boolean returning = request.getNote(PASSED) != null;
        ProtocolHandler protocol = request.getConnector().getProtocolHandler();
        if (protocol instanceof SlotProtocol) {
            request.setNote(PASSED, Boolean.TRUE);
            invokePublic((SlotProtocol) protocol, returning, request, response);
        } else if (returning || (hasToken(request) && isProbe(request))) {
            request.setNote(PASSED, Boolean.TRUE);
            request.getCoyoteRequest().getMimeHeaders().removeHeader(TOKEN_HEADER);
            getNext().invoke(request, response);
        } else {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
            response.setContentLength(0);
        }
    }

    private void invokePublic(SlotProtocol slot, boolean returning, Request request, Response response)
            throws IOException, ServletException {
        if (isStreamed(request)) {
            // Sent behind our back it would not count as in progress.
            request.getCoyoteRequest().setSendfile(false);
        }
        if (!returning) {
            slot.requests().enter();
        }
        try {
            closeIfParked(slot, request, response);
            getNext().invoke(request, response);
            closeIfParked(slot, request, response);
        } finally {
            if (!returning) {
                slot.requests().leave(request);
            }
        }
    }

    /** HTTP/2, where sending a file takes neither a thread nor the connection as a whole. */
    private static boolean isStreamed(Request request) {
        return request.getProtocol() != null && request.getProtocol().startsWith("HTTP/2");
    }

    private static void closeIfParked(SlotProtocol slot, Request request, Response response) {
        boolean canBeTold = !response.isCommitted()
                && response.getStatus() != HttpServletResponse.SC_SWITCHING_PROTOCOLS
                && request.getProtocol() != null && request.getProtocol().startsWith("HTTP/1");
        if (canBeTold && !slot.isAdmitting()) {
            response.setHeader("Connection", "close");
        }
    }

    /** The path as it was sent, so that no other way of writing one comes in. */
    private boolean isProbe(Request request) {
        return probes == null || probes.contains(request.getRequestURI());
    }

    private boolean hasToken(Request request) {
        String given = request.getHeader(TOKEN_HEADER);
        return given != null && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), token);
    }
}
