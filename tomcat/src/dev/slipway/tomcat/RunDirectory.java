package dev.slipway.tomcat;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Knows the names of the files in the private run directory of this start, given by {@code -Dslipway.run}. */
final class RunDirectory {
    static final String PROPERTY = "slipway.run";

    private final Path path;

    private RunDirectory(Path path) {
        this.path = path;
    }

    static boolean isGiven() {
        return System.getProperty(PROPERTY) != null;
    }

    static RunDirectory current() throws IOException {
        String value = System.getProperty(PROPERTY);
        if (value == null || value.isEmpty()) {
            throw new IOException("the system property " + PROPERTY + " is not set");
        }
        return new RunDirectory(Path.of(value));
    }

    Path control() {
        return path.resolve("control");
    }

    Path reply() {
        return path.resolve("reply");
    }

    Path webAppProperties(String base) {
        return path.resolve("properties").resolve(base + ".properties");
    }

    String token() throws IOException {
        String token = Files.readString(path.resolve("token")).strip();
        if (token.isEmpty()) {
            throw new IOException("the token file is empty");
        }
        return token;
    }

    Properties nodeProperties() throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path.resolve("node.properties"), StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        return properties;
    }
}
