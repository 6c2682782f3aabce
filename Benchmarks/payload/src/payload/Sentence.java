package payload;

/** What is said. The benchmark changes this class, and no other. */
final class Sentence {
    private static final String EDITION = "edition 0";

    private Sentence() {
    }

    static String about(int libraries) {
        return "OK, " + libraries + " libraries, " + EDITION;
    }
}
