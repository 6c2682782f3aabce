package same.resources.more;

public final class Words {
    private Words() {}

    public static String shout(String word) {
        return word.toUpperCase() + "!";
    }
}
