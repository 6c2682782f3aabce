package dev.slipway.bake;

import java.util.Objects;

/** Something wrong in a file of the web app, at a line or, where that is 0, somewhere in it. */
final class Fault {
    final String file;
    final int line;
    final String message;

    Fault(String file, int line, String message) {
        this.file = file.startsWith("/") ? file.substring(1) : file;
        this.line = Math.max(0, line);
        this.message = plain(message);
    }

    /** Jasper writes for browsers. */
    private static String plain(String message) {
        return message.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'")
                .replace("&#034;", "\"").replace("&#039;", "'").replace("&amp;", "&");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fault && file.equals(((Fault) other).file) && line == ((Fault) other).line
                && message.equals(((Fault) other).message);
    }

    @Override
    public int hashCode() {
        return Objects.hash(file, line, message);
    }
}
