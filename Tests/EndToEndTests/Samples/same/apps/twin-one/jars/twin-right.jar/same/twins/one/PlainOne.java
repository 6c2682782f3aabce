package same.twins.one;

/** A class of a library that no server needs to know of. */
public class PlainOne {
    @Override
    public String toString() {
        return "PlainOne";
    }
}
