package dev.slipway.tomcat;

import org.apache.coyote.http11.Http11NioProtocol;

/**
 * The protocol of the public connector: HTTP/1.1, with TLS and HTTP/2 as configured, on a listening socket shared
 * with other processes. It starts parked and can be told to admit clients and to park any number of times.
 */
public final class SlotProtocol extends Http11NioProtocol {
    private static final long ADMIT_MILLIS = 10_000;
    private static final long STILL_MOVING_MILLIS = 500;

    private final SlotEndpoint endpoint;
    private final OpenRequests requests = new OpenRequests();

    public SlotProtocol() {
        this(new SlotEndpoint());
    }

    private SlotProtocol(SlotEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected String getNamePrefix() {
        return isSSLEnabled() ? "https-slot" : "http-slot";
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
