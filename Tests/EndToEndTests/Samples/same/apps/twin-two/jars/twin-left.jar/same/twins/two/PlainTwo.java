package same.twins.two;

/** A class of a library that no server needs to know of. */
public class PlainTwo {
    @Override
    public String toString() {
        return "PlainTwo";
    }
}
