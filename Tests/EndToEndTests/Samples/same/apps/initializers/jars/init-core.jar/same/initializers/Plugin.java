package same.initializers;

/** A class that an initializer asks for. */
public abstract class Plugin {}
