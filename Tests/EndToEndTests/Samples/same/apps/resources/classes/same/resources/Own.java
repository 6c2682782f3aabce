package same.resources;

/** A class of a library that no server needs to know of. */
public class Own {
    @Override
    public String toString() {
        return "Own";
    }
}
