import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Tells the time over HTTP on the listening socket that it was started with as descriptor 0. */
public final class Clock {
    private static final String VERSION = System.getenv().getOrDefault("CLOCK_VERSION", "?");
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("HH:mm:ss VV");

    private final ZoneId zone;
    private final ExecutorService workers = Executors.newFixedThreadPool(4);
    private volatile boolean ending;

    private Clock(ZoneId zone) {
        this.zone = zone;
    }

    public static void main(String[] arguments) throws IOException {
        Channel inherited = System.inheritedChannel();
        if (arguments.length != 2 || !arguments[0].equals("--zone")
                || !(inherited instanceof ServerSocketChannel)) {
            System.err.println("usage: clock --zone ZONE, with a listening socket as descriptor 0");
            System.exit(64);
        }
        new Clock(ZoneId.of(arguments[1])).serve((ServerSocketChannel) inherited);
    }

    private void serve(ServerSocketChannel listener) throws IOException {
        Selector selector = Selector.open();
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(selector)));
        System.out.println("clock " + VERSION + " runs in " + zone);
        while (!ending) {
            selector.select();
            selector.selectedKeys().clear();
            SocketChannel client;
            while (!ending && (client = listener.accept()) != null) {
                SocketChannel taken = client;
                workers.execute(() -> answer(taken));
            }
        }
        workers.shutdown();
    }

    /** Whoever has been taken gets his answer; who waits on the socket is for the next process. */
    private void end(Selector selector) {
        ending = true;
        selector.wakeup();
        try {
            workers.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(SocketChannel client) {
        try (client) {
            client.configureBlocking(true);
            client.socket().setSoTimeout(2000);
            byte[] request = new byte[8192];
            int length = client.socket().getInputStream().read(request);
            String line = new String(request, 0, Math.max(length, 0), StandardCharsets.US_ASCII);
            String page = line.startsWith("GET /health ") ? "OK" : line.startsWith("GET / ") ? time() : null;
            byte[] body = (page == null ? "not here" : page).getBytes(StandardCharsets.UTF_8);
            String head = "HTTP/1.1 " + (page == null ? "404" : "200") + " x\r\nX-Hello-Version: " + VERSION
                    + "\r\nContent-Length: " + body.length + "\r\nConnection: close\r\n\r\n";
            client.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
            client.write(ByteBuffer.wrap(body));
        } catch (IOException e) {
            System.err.println("a client left: " + e.getMessage());
        }
    }

    private String time() {
        return "clock " + VERSION + ": " + ZonedDateTime.now(zone).format(FORMAT);
    }
}
