package same.fragments.plain;

/** A class of a library that no server needs to know of. */
public class Plain {
    @Override
    public String toString() {
        return "Plain";
    }
}
