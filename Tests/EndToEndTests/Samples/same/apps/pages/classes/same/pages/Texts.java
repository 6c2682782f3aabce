package same.pages;

public final class Texts {
    private Texts() {}

    public static String twice(String text) {
        return text + text;
    }
}
