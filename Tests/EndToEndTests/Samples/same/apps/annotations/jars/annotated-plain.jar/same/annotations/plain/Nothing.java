package same.annotations.plain;

/** A class of a library that no server needs to know of. */
public class Nothing {
    @Override
    public String toString() {
        return "Nothing";
    }
}
