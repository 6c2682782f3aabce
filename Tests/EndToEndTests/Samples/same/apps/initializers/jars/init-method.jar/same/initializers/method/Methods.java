package same.initializers.method;

import same.initializers.Mark;

/** Has an inner class that is marked. */
public class Methods {
    @Mark
    static final class Inner {}
}
