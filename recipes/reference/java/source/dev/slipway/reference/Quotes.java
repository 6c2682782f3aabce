package dev.slipway.reference;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Answers with the lines of a file. {@code compile.sh} makes lib/quotes.jar of it. */
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
