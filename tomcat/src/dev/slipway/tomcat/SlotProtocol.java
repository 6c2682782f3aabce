package dev.slipway.tomcat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;
import org.apache.tomcat.util.IntrospectionUtils;

/**
 * The protocol of the public connector: HTTP/1.1, with TLS and HTTP/2 as configured, on a listening socket shared
 * with other processes. It starts parked and can be told to admit clients and to park any number of times.
 */
public final class SlotProtocol extends Http11NioProtocol {
    private static final Log log = LogFactory.getLog(SlotProtocol.class);
    private static final long ADMIT_MILLIS = 10_000;
    private static final long STILL_MOVING_MILLIS = 500;
    private static final String DRAIN_ATTRIBUTE = "drainTimeout";

    private final SlotEndpoint endpoint;
    private final OpenRequests requests = new OpenRequests();
    private final IdleConnections idle;

    public SlotProtocol() {
        this(new SlotEndpoint());
    }

    private SlotProtocol(SlotEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        idle = new IdleConnections(endpoint, () -> requests.count() > 0 || endpoint.hasBusyThreads(),
                STILL_MOVING_MILLIS);
    }

    @Override
    protected Log getLog() {
        return log;
    }

    @Override
    protected String getNamePrefix() {
        String name = isSSLEnabled() ? "https-slot" : "http-slot";
        return listener() == null ? name : name + "-" + listener();
    }

    /** Sets which of the inherited listening sockets this is, by name; without one it is the first. */
    public void setListener(String name) {
        endpoint.setListener(name);
    }

    String listener() {
        return endpoint.listener();
    }

    /** As long as a drain lasts, HTTP/2 requests that were sent before the client read the GOAWAY are answered. */
    @Override
    public void init() throws Exception {
        for (UpgradeProtocol upgrade : findUpgradeProtocols()) {
            // An attribute of its element in server.xml; older versions of Tomcat have none, and refuse such requests.
            if (Long.valueOf(0).equals(IntrospectionUtils.getProperty(upgrade, DRAIN_ATTRIBUTE))) {
                long nanos = TimeUnit.MILLISECONDS.toNanos(Drain.limitMillis());
                IntrospectionUtils.setProperty(upgrade, DRAIN_ATTRIBUTE, Long.toString(nanos));
            }
        }
        super.init();
    }

    OpenRequests requests() {
        return requests;
    }

    /** Returns true when connections are really being taken. */
    boolean admit() {
        return endpoint.admit(ADMIT_MILLIS);
    }

    /** Returns when no further connection is taken. */
    void park() {
        endpoint.park();
    }

    boolean isAdmitting() {
        return endpoint.isAdmitting();
    }

    /** Asks the HTTP/2 clients to leave that were not asked yet; may wait for one that does not read. */
    void askToLeave() {
        endpoint.askToLeave();
    }

    int openWebSockets() {
        return endpoint.webSockets().count();
    }

    int closeWebSockets() {
        return endpoint.webSockets().close();
    }

    /** Closes the connections without a request, and returns how many. */
    int closeIdle() {
        return idle.close();
    }

    /** Whether {@link #closeIdle} has left a connection on which a request may be on its way. */
    boolean isAwaitingIdle() {
        return idle.isAwaiting();
    }

    /** Loads what a TLS handshake takes; the first one may last longer. */
    void rehearse(long limitMillis) {
        if (isSSLEnabled()) {
            new Rehearsal(List.of(findSslHostConfigs()), limitMillis).run();
        }
    }

    int openConnections() {
        return endpoint.openConnections();
    }

    /** Whether some client still waits for an answer or receives one. */
    boolean isServing() {
        return requests.count() > 0 || endpoint.isWorking();
    }

    /** Whether a request may be on its way, on a connection that was in use a moment ago. */
    boolean isMoving() {
        return endpoint.hasMovedWithin(STILL_MOVING_MILLIS);
    }
}
