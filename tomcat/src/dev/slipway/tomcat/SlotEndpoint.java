package dev.slipway.tomcat;

import java.io.IOException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Owns the public socket inside Tomcat: it takes connections only while admission is granted,
 * and it can be stopped without connecting to an address that another process may answer.
 */
final class SlotEndpoint extends NioEndpoint {
    private static final long HANDOVER_MILLIS = 1000;

    private final WebSockets webSockets = new WebSockets(this);
    private String listener;
    private volatile ServerSocketChannel socket;
    private volatile Admission admission;

    String listener() {
        return listener;
    }

    void setListener(String name) {
        listener = name;
    }

    @Override
    protected void initServerSocket() throws Exception {
        if (InheritedListener.isFirst(listener)) {
            super.initServerSocket();
            socket = (ServerSocketChannel) super.getServerSocket();
        } else {
            socket = InheritedListener.open(listener);
        }
        admission = new Admission(socket);
    }

    @Override
    protected NetworkChannel getServerSocket() {
        return socket;
    }

    @Override
    protected void doCloseServerSocket() throws IOException {
        if (admission != null) {
            admission.close();
        }
        socket = null;
        super.doCloseServerSocket();
    }

    @Override
    protected SocketChannel serverSocketAccept() throws Exception {
        return admission.next();
    }

    // Tomcat's acceptor passes on the null of a released accept to one of the next two methods.

    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        try {
            if (socket == null) {
                countDownConnection();
                return true;
            }
            return super.setSocketOptions(socket);
        } finally {
            admission.handedOver();
        }
    }

    @Override
    protected void destroySocket(SocketChannel socket) {
        try {
            if (socket == null) {
                countDownConnection();
            } else {
                super.destroySocket(socket);
            }
        } finally {
            admission.handedOver();
        }
    }

    @Override
    protected void unlockAccept() {
        if (admission != null) {
            admission.release();
        }
    }

    @Override
    public void pause() {
        park();
        super.pause();
    }

    boolean admit(long millis) {
        if (admission == null || !isRunning() || isPaused()) {
            return false;
        }
        boolean full = getMaxConnections() >= 0 && getConnectionCount() >= getMaxConnections();
        return admission.admit(full ? 0 : millis) || full;
    }

    /** Stops taking connections. HTTP/1 clients are told to leave by {@link Gate}. */
    void park() {
        if (admission != null) {
            admission.park(HANDOVER_MILLIS);
        }
    }

    /** Sends a GOAWAY on each HTTP/2 connection that has had none, but for those that are being read just now. */
    void askToLeave() {
        getHandler().pause();
    }

    WebSockets webSockets() {
        return webSockets;
    }

    boolean isAdmitting() {
        return admission != null && admission.isAdmitting();
    }

    int openConnections() {
        boolean handingOver = admission != null && admission.isHandingOver();
        return connections.size() + (handingOver ? 1 : 0);
    }

    /** Whether a thread or a file transfer is at work for a client. */
    boolean isWorking() {
        if (hasBusyThreads()) {
            return true;
        }
        for (SocketWrapperBase<NioChannel> connection : getConnections()) {
            if (isSending(connection)) {
                return true;
            }
        }
        return false;
    }

    boolean hasBusyThreads() {
        return getCurrentThreadsBusy() > 0;
    }

    /** Whether the kernel sends a file on this connection. */
    boolean isSending(SocketWrapperBase<NioChannel> connection) {
        return ((NioSocketWrapper) connection).getSendfileData() != null;
    }

    /** Whether any open connection has carried something, or was opened, in the last so many milliseconds. */
    boolean hasMovedWithin(long millis) {
        if (admission != null && admission.isHandingOver()) {
            return true;
        }
        for (SocketWrapperBase<NioChannel> connection : getConnections()) {
            if (hasMovedWithin(connection, millis)) {
                return true;
            }
        }
        return false;
    }

    boolean hasMovedWithin(SocketWrapperBase<NioChannel> connection, long millis) {
        NioSocketWrapper wrapper = (NioSocketWrapper) connection;
        return Math.max(wrapper.getLastRead(), wrapper.getLastWrite()) >= System.currentTimeMillis() - millis;
    }
}
