package dev.slipway.tomcat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;

/**
 * Asks the pages of the warm-up on the private port, one after the other, before the first client is let in: whoever
 * started this process, be it a deploy or a restart at night, no client waits for what a first request takes.
 */
final class WarmUp {
    private static final Log log = LogFactory.getLog(WarmUp.class);
    private static final int CONNECT_MILLIS = 2_000;

    private final int port;
    private final String token;
    private final List<String> paths;
    private final long end;

    WarmUp(RunDirectory run, int port) throws IOException {
        this.port = port;
        token = run.token();
        List<String> lines = run.warmUp();
        paths = lines.isEmpty() ? lines : lines.subList(1, lines.size());
        end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(lines.isEmpty() ? 0 : millis(lines.get(0)));
    }

    private static long millis(String line) throws IOException {
        try {
            return Long.parseLong(line);
        } catch (NumberFormatException e) {
            throw new IOException("its first line is no number of milliseconds", e);
        }
    }

    boolean isEmpty() {
        return paths.isEmpty();
    }

    /**
     * Never fails: whether the app is well is for its health checks to say. A page that takes all the time there is
     * leaves none for those after it.
     */
    void run() {
        byte[] room = new byte[8192];
        for (String path : paths) {
            long start = System.nanoTime();
            if (start >= end) {
                log.warn("the warm-up took too long: " + path + " and what follows was not asked");
                return;
            }
            try {
                ask(path, room);
                log.debug("warmed up " + path + " in "
                        + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + " ms");
            } catch (IOException e) {
                log.warn("the warm-up of " + path + " had no answer: " + e.getMessage());
            }
        }
    }

    /** Reads the answer to its end, however long it is. */
    private void ask(String path, byte[] room) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + Gate.TOKEN_HEADER + ": " + token
                    + "\r\nUser-Agent: slipway\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            InputStream answer = socket.getInputStream();
            do {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new IOException("its answer does not end");
                }
                socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
            } while (answer.read(room) >= 0);
        }
    }
}
