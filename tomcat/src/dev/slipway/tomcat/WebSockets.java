package dev.slipway.tomcat;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.apache.coyote.http11.upgrade.UpgradeProcessorInternal;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/** The WebSockets among the connections of one endpoint, and which of them it has begun to close. */
final class WebSockets {
    private final NioEndpoint endpoint;
    private final Set<SocketWrapperBase<NioChannel>> closing = Collections.newSetFromMap(new WeakHashMap<>());

    WebSockets(NioEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    int count() {
        int count = 0;
        for (SocketWrapperBase<NioChannel> connection : endpoint.getConnections()) {
            count += isWebSocket(connection) ? 1 : 0;
        }
        return count;
    }

    /** Begins to close all that are open, and returns how many that are; each is counted once. */
    synchronized int close() {
        int begun = 0;
        for (SocketWrapperBase<NioChannel> connection : endpoint.getConnections()) {
            // A stop is what Tomcat answers with 1001, going away; in a thread of its own, as a client may not read.
            if (isWebSocket(connection) && closing.add(connection)
                    && endpoint.processSocket(connection, SocketEvent.STOP, true)) {
                begun++;
            }
        }
        return begun;
    }

    static boolean isWebSocket(SocketWrapperBase<NioChannel> connection) {
        return isUpgradedTo("websocket", connection.getCurrentProcessor());
    }

    static boolean isUpgradedTo(String protocol, Object processor) {
        return processor instanceof UpgradeProcessorInternal && protocol.equalsIgnoreCase(
                ((UpgradeProcessorInternal) processor).getUpgradeToken().getProtocol());
    }
}
