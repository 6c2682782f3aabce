package dev.slipway.tomcat;

import java.io.IOException;
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

    private volatile Admission admission;

    @Override
    protected void initServerSocket() throws Exception {
        super.initServerSocket();
        admission = new Admission((ServerSocketChannel) getServerSocket());
    }

    @Override
    protected void doCloseServerSocket() throws IOException {
        if (admission != null) {
            admission.close();
        }
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

    /** Stops taking connections and asks HTTP/2 clients to leave; HTTP/1 clients are told by {@link Gate}. */
    void park() {
        if (admission != null) {
            admission.park(HANDOVER_MILLIS);
            getHandler().pause();
        }
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
        if (getCurrentThreadsBusy() > 0) {
            return true;
        }
        for (SocketWrapperBase<NioChannel> connection : getConnections()) {
            if (((NioSocketWrapper) connection).getSendfileData() != null) {
                return true;
            }
        }
        return false;
    }

    /** Whether any open connection has carried something, or was opened, in the last so many milliseconds. */
    boolean hasMovedWithin(long millis) {
        if (admission != null && admission.isHandingOver()) {
            return true;
        }
        long since = System.currentTimeMillis() - millis;
        for (SocketWrapperBase<NioChannel> connection : getConnections()) {
            NioSocketWrapper wrapper = (NioSocketWrapper) connection;
            if (Math.max(wrapper.getLastRead(), wrapper.getLastWrite()) >= since) {
                return true;
            }
        }
        return false;
    }
}
