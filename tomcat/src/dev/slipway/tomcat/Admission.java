package dev.slipway.tomcat;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Decides whether the next connection of a shared listening socket may be taken by this process, and waits for it.
 * Starts parked. Connections are taken under a lock, so nothing is taken any more once {@link #park} has returned.
 */
final class Admission implements Closeable {
    private final ServerSocketChannel listener;
    private final Selector selector;
    private final SelectionKey key;
    private boolean admitting;
    private boolean taking;
    private boolean released;
    private boolean handingOver;

    Admission(ServerSocketChannel listener) throws IOException {
        this.listener = listener;
        // Another process may take the connection that woke this one, so accept must never block.
        listener.configureBlocking(false);
        selector = Selector.open();
        key = listener.register(selector, 0);
    }

    /** The next connection, or null when {@link #release} asked the caller to look around. */
    SocketChannel next() throws IOException {
        while (true) {
            synchronized (this) {
                if (released || !selector.isOpen()) {
                    released = false;
                    return null;
                }
                if (admitting) {
                    if (!taking) {
                        taking = true;
                        notifyAll();
                    }
                    SocketChannel connection = listener.accept();
                    if (connection != null) {
                        handingOver = true;
                        return connection;
                    }
                }
            }
            try {
                selector.select();
                selector.selectedKeys().clear();
            } catch (ClosedSelectorException e) {
                return null;
            }
        }
    }

    /** Says that the connection last returned is now known to the endpoint, or gone. */
    synchronized void handedOver() {
        handingOver = false;
        notifyAll();
    }

    synchronized boolean isHandingOver() {
        return handingOver;
    }

    synchronized boolean isAdmitting() {
        return admitting;
    }

    /** Returns true once the acceptor has come by and takes connections. */
    synchronized boolean admit(long millis) {
        if (!selector.isOpen()) {
            return false;
        }
        if (!admitting) {
            admitting = true;
            taking = false;
            key.interestOps(SelectionKey.OP_ACCEPT);
            selector.wakeup();
        }
        return await(millis, () -> taking);
    }

    /** Returns once no further connection is taken and the last one is in the endpoint's hands. */
    synchronized void park(long millis) {
        if (admitting) {
            admitting = false;
            taking = false;
            if (selector.isOpen()) {
                key.interestOps(0);
                selector.wakeup();
            }
        }
        await(millis, () -> !handingOver);
    }

    /** Makes a waiting {@link #next} return once, without a connection. */
    synchronized void release() {
        released = true;
        selector.wakeup();
    }

    @Override
    public synchronized void close() throws IOException {
        selector.close();
    }

    private boolean await(long millis, BooleanSupplier reached) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!reached.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
