package dev.slipway.bake;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the builder is told: one line each, its words parted by tabs, ending in {@code end} when it is complete. */
final class Report implements AutoCloseable {
    private static final int LONGEST = 2000;

    private final BufferedWriter out;

    Report(Path file) throws IOException {
        out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    }

    void say(String... words) throws IOException {
        for (int i = 0; i < words.length; i++) {
            out.write(i == 0 ? "" : "\t");
            String word = words[i].strip();
            word = word.length() > LONGEST ? word.substring(0, LONGEST) + "..." : word;
            // A name with such a character in it is not found again, and the page is left to the server.
            out.write(word.codePoints().map(c -> Character.isISOControl(c) ? ' ' : c)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString());
        }
        out.write('\n');
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
