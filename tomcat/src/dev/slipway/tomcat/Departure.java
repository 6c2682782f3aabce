package dev.slipway.tomcat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;

/**
 * What follows a park: HTTP/2 clients are asked to leave, requests in progress are awaited, and what WebSockets are
 * left then are closed as going away (1001), so that their clients come back to whoever admits by then. At a stop the
 * idle connections are closed last.
 */
final class Departure {
    private static final Log log = LogFactory.getLog(Departure.class);
    private static final long FIRST_ROUND_MILLIS = 200;
    private static final long ROUND_MILLIS = 20;
    private static final long LATER_ROUND_MILLIS = 200;
    /** How long a client may take to agree to the end of its WebSocket. */
    private static final long AGREEMENT_MILLIS = 1000;

    private final PublicConnectors connectors;
    private final boolean last;
    private final CountDownLatch firstRound = new CountDownLatch(1);
    private volatile boolean cancelled;
    private volatile boolean over;
    private int webSockets;
    private int idle;

    /** The last one is that of a stop; after any other the connections that are left are served. */
    Departure(PublicConnectors connectors, boolean last) {
        this.connectors = connectors;
        this.last = last;
    }

    /** To be called when clients are admitted again: whoever has not been told to leave stays. */
    void cancel() {
        cancelled = true;
    }

    boolean isCancelled() {
        return cancelled;
    }

    boolean isOver() {
        return over;
    }

    /** How many WebSockets it has closed. */
    int webSockets() {
        return webSockets;
    }

    /** Returns true when all requests in progress were answered, false when the time was over before. */
    boolean await() {
        long start = System.nanoTime();
        try {
            startThread("slipway-goaway", this::askToLeave);
            // Those that are asked now have a moment for what they have sent already.
            firstRound.await(FIRST_ROUND_MILLIS, TimeUnit.MILLISECONDS);
            boolean atRest = new Drain(connectors, this::isCancelled).await();
            if (!cancelled) {
                closeWebSockets();
                if (last && atRest) {
                    closeIdle(start + TimeUnit.MILLISECONDS.toNanos(Drain.limitMillis()));
                }
                log.info((atRest ? "drained" : "gave up draining") + " after "
                        + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + " ms with "
                        + connectors.openConnections() + " connections open, " + webSockets + " WebSockets closed"
                        + (last ? ", " + idle + " idle connections closed" : ""));
            }
            return atRest && !cancelled;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            over = true;
        }
    }

    static void startThread(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Again and again, until the last connection is gone: Tomcat passes over one that is just being read, and one that
     * does not speak HTTP/2 yet.
     */
    private void askToLeave() {
        try {
            while (!cancelled && (!over || connectors.openConnections() > 0)) {
                connectors.askToLeave();
                firstRound.countDown();
                Thread.sleep(over ? LATER_ROUND_MILLIS : ROUND_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whoever waits for an answer even now gets it first; nobody can ask again on a connection that is closed. */
    private void closeIdle(long end) throws InterruptedException {
        idle += connectors.closeIdle();
        while (connectors.isAwaitingIdle() && System.nanoTime() < end) {
            Thread.sleep(1);
            idle += connectors.closeIdle();
        }
    }

    private void closeWebSockets() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(AGREEMENT_MILLIS);
        webSockets += connectors.closeWebSockets();
        while (connectors.openWebSockets() > 0 && !cancelled && System.nanoTime() < end) {
            Thread.sleep(1);
            webSockets += connectors.closeWebSockets();
        }
    }
}
