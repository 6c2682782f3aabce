package dev.slipway.tomcat;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/** Knows the names of the files in the private run directory of this start, given by {@code -Dslipway.run}. */
final class RunDirectory {
    static final String PROPERTY = "slipway.run";
    private static final String MEMBER = "member";

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

    /** Where this process can be reached by the others of its cluster. */
    Path member() {
        return path.resolve(MEMBER);
    }

    /** The same of every slot of the app, this one among them. */
    List<Path> members() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> slots = Files.newDirectoryStream(path.toRealPath().getParent())) {
            for (Path slot : slots) {
                files.add(slot.resolve(MEMBER));
            }
        }
        return files;
    }

    /** The members on other nodes. */
    Path remoteMembers() throws IOException {
        return path.toRealPath().resolve("../../members").normalize();
    }

    String token() throws IOException {
        String token = Files.readString(path.resolve("token")).strip();
        if (token.isEmpty()) {
            throw new IOException("the token file is empty");
        }
        return token;
    }

    /** The paths that the private port answers, each without its query; null when it answers all of them. */
    Set<String> probes() throws IOException {
        Path file = path.resolve("probes");
        if (!Files.exists(file)) {
            return null;
        }
        Set<String> paths = new HashSet<>();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            if (!line.isBlank()) {
                paths.add(line.strip());
            }
        }
        return paths;
    }

    /**
     * How many milliseconds the warm-up may take, and the paths that are asked before the first client, with their
     * queries, in order; empty without a warm-up.
     */
    List<String> warmUp() throws IOException {
        Path file = path.resolve("warm-up");
        List<String> lines = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                if (!line.isBlank()) {
                    lines.add(line.strip());
                }
            }
        }
        return lines;
    }

    Properties nodeProperties() throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path.resolve("node.properties"), StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        return properties;
    }
}
