package same.initializers.two;

import same.initializers.one.Circle;

/** A shape by a class of another jar. */
public class Ring extends Circle {}
