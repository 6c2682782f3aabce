package same.initializers;

/** A class that nobody is of. */
public abstract class Unused {}
