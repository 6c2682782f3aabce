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
    private static final long MOST_MILLIS = TimeUnit.SECONDS.toMillis(60);
    private static final int PAGE_MILLIS = 30_000;
    private static final int CONNECT_MILLIS = 2_000;

    private final int port;
    private final String token;
    private final List<String> paths;
    private final long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MOST_MILLIS);

    WarmUp(RunDirectory run, int port) throws IOException {
        this.port = port;
        token = run.token();
        paths = run.warmUp();
    }

    /** Never fails: whether the app is well is for its health checks to say. */
    void run() {
        byte[] room = new byte[8192];
        for (String path : paths) {
            long start = System.nanoTime();
            try {
                int left = (int) Math.min(PAGE_MILLIS, TimeUnit.NANOSECONDS.toMillis(end - start));
                if (left <= 0) {
                    log.warn("the warm-up took too long, " + path + " and what follows was not asked");
                    return;
                }
                ask(path, left, room);
                log.debug("warmed up " + path + " in "
                        + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + " ms");
            } catch (IOException e) {
                log.warn("the warm-up of " + path + " had no answer: " + e.getMessage());
            }
        }
    }

    /** Reads the answer to its end, however long it is. */
    private void ask(String path, int millis, byte[] room) throws IOException {
        long last = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            socket.setSoTimeout(millis);
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + Gate.TOKEN_HEADER + ": " + token
                    + "\r\nUser-Agent: slipway\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            InputStream answer = socket.getInputStream();
            while (answer.read(room) >= 0) {
                if (System.nanoTime() > last) {
                    throw new IOException("its answer does not end");
                }
            }
        }
    }
}
