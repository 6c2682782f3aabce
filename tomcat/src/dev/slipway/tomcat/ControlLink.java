package dev.slipway.tomcat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;

/**
 * Owns the two FIFOs to the wrapper. Both are opened for reading and writing, so that opening never waits and the
 * link outlives a wrapper. Replies are written by a thread of their own: a wrapper that does not read holds up nobody.
 */
final class ControlLink {
    private static final Log log = LogFactory.getLog(ControlLink.class);
    private static final int QUEUE_LINES = 64;
    private static final int LINE_CHARACTERS = 900;

    private final RandomAccessFile control;
    private final RandomAccessFile reply;
    private final Deque<String> waiting = new ArrayDeque<>();
    private boolean writing;
    private volatile boolean closed;

    ControlLink(RunDirectory directory) throws IOException {
        control = open(directory.control());
        reply = open(directory.reply());
        startThread("slipway-reply", this::write);
    }

    private static RandomAccessFile open(Path path) throws IOException {
        BasicFileAttributes kind = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!kind.isOther()) {
            throw new IOException(path + " is not a FIFO");
        }
        return new RandomAccessFile(path.toFile(), "rw");
    }

    private static void startThread(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }

    void listen(Consumer<String> receiver) {
        startThread("slipway-control", () -> read(receiver));
    }

    private void read(Consumer<String> receiver) {
        try {
            String line;
            while (!closed && (line = control.readLine()) != null) {
                if (!line.isBlank()) {
                    pass(line.strip(), receiver);
                }
            }
        } catch (IOException e) {
            log.error("orders of the wrapper can no longer be read", e);
        }
    }

    private static void pass(String order, Consumer<String> receiver) {
        try {
            receiver.accept(order);
        } catch (RuntimeException | OutOfMemoryError e) {
            log.error("the order '" + order + "' could not be carried out", e);
        }
    }

    /** Queues a line; when nobody reads, the oldest lines are dropped, since the last ones tell the state. */
    synchronized void say(String line) {
        if (waiting.size() == QUEUE_LINES) {
            waiting.removeFirst();
        }
        String single = line.replaceAll("\\p{Cntrl}+", " ");
        waiting.addLast(single.length() > LINE_CHARACTERS ? single.substring(0, LINE_CHARACTERS) : single);
        notifyAll();
    }

    /** Waits until everything said is written, but not longer. */
    synchronized void flush(long millis) {
        long end = System.currentTimeMillis() + millis;
        try {
            for (long left = millis; left > 0 && (writing || !waiting.isEmpty());
                    left = end - System.currentTimeMillis()) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the reading of orders. */
    void close() {
        closed = true;
        try {
            // The reader waits in a system call, and a JVM that exits would wait 300 ms for such a thread.
            control.write('\n');
        } catch (IOException e) {
            log.debug("the reader of orders could not be woken", e);
        }
    }

    private synchronized String take() throws InterruptedException {
        writing = false;
        notifyAll();
        while (waiting.isEmpty()) {
            wait();
        }
        writing = true;
        return waiting.removeFirst();
    }

    private void write() {
        try {
            while (true) {
                // One write of less than PIPE_BUF bytes, so that a line is never torn.
                reply.write((take() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            log.error("the wrapper can no longer be told anything", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
