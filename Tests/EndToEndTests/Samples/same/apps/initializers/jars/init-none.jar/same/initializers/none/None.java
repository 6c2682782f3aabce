package same.initializers.none;

/** A class of a library that no server needs to know of. */
public class None {
    @Override
    public String toString() {
        return "None";
    }
}
