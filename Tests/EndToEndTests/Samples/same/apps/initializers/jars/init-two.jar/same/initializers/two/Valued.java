package same.initializers.two;

import same.initializers.one.Between;

/** A plugin by a class of another jar. */
public class Valued extends Between {}
