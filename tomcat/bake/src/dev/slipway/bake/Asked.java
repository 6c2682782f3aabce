package dev.slipway.bake;

import java.util.SortedSet;
import java.util.TreeSet;

/** Which files of the web app the compilation asked for, there or not: what its result depends on. */
final class Asked {
    private final SortedSet<String> paths = new TreeSet<>();

    /** `path` is relative to the web app. */
    synchronized void add(String path) {
        paths.add(path);
    }

    synchronized SortedSet<String> all() {
        return new TreeSet<>(paths);
    }
}
