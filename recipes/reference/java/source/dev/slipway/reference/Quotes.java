package dev.slipway.reference;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Answers with the lines of a file. Made into lib/quotes.jar with
 * {@code javac --release 17 -g:none -d classes dev/slipway/reference/Quotes.java} and
 * {@code jar --create --date=2020-01-01T00:00:00Z --file quotes.jar
 * --main-class dev.slipway.reference.Quotes -C classes .}
 */
public final class Quotes {
    public static void main(String[] arguments) throws Exception {
        byte[] text = Files.readAllBytes(Path.of(arguments[1]));
        HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(arguments[0])), 0);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestURI().getPath().equals("/health")
                ? "OK\n".getBytes(StandardCharsets.UTF_8) : text;
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }
}
