package dev.slipway.tomcat;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.BooleanSupplier;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Decides which connections of one endpoint carry nothing and closes them, so that none takes a request that nobody
 * will read.
 */
final class IdleConnections {
    private static final Log log = LogFactory.getLog(IdleConnections.class);

    /** How long a request is waited for that comes in small parts. */
    private static final long PATIENCE_NANOS = 2_000_000_000;

    private final SlotEndpoint endpoint;
    private final BooleanSupplier atWork;
    private final long movingMillis;
    private boolean awaiting;
    private Long begun;

    /**
     * `atWork` tells whether a thread reads or answers a request on any connection of the endpoint; what has moved in
     * the last `movingMillis` may be the first part of a request.
     */
    IdleConnections(SlotEndpoint endpoint, BooleanSupplier atWork, long movingMillis) {
        this.endpoint = endpoint;
        this.atWork = atWork;
        this.movingMillis = movingMillis;
    }

    /** Closes those that are idle now, and returns how many. */
    synchronized int close() {
        int closed = 0;
        awaiting = false;
        begun = begun == null ? Long.valueOf(System.nanoTime()) : begun;
        boolean patient = System.nanoTime() - begun < PATIENCE_NANOS;
        try (Selector selector = Selector.open()) {
            for (SocketWrapperBase<NioChannel> connection : endpoint.getConnections()) {
                // Bytes that are not readable any more were read by a thread, which is at work until it has answered
                // them or has left a processor behind: hence this order.
                boolean used = isReadable(connection, selector) || atWork.getAsBoolean();
                if (!used && isBetweenRequests(connection)) {
                    connection.close();
                    closed++;
                } else if (!WebSockets.isWebSocket(connection)) {
                    awaiting |= used || patient && endpoint.hasMovedWithin(connection, movingMillis);
                }
            }
        } catch (IOException e) {
            log.debug("idle connections are left to Tomcat", e);
        }
        return closed;
    }

    /** Whether the last {@link #close} has left a connection on which a request may be on its way. */
    synchronized boolean isAwaiting() {
        return awaiting;
    }

    /** Looks without reading. The key is gone afterwards, or a close of the channel would have to wait for it. */
    private static boolean isReadable(SocketWrapperBase<NioChannel> connection, Selector selector) throws IOException {
        SocketChannel channel = connection.getSocket().getIOChannel();
        if (channel == null) {
            return false;
        }
        try {
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            boolean readable = selector.selectNow() > 0;
            selector.selectedKeys().clear();
            key.cancel();
            selector.selectNow();
            return readable;
        } catch (ClosedChannelException | CancelledKeyException e) {
            return false;
        }
    }

    /** An HTTP/1 connection has a processor only while part of a request is there, one of HTTP/2 always. */
    private boolean isBetweenRequests(SocketWrapperBase<NioChannel> connection) {
        Object processor = connection.getCurrentProcessor();
        return (processor == null || WebSockets.isUpgradedTo("h2", processor)
                || WebSockets.isUpgradedTo("h2c", processor))
                && connection.getSocket().isHandshakeComplete() && !endpoint.isSending(connection)
                && !connection.isClosed();
    }
}
