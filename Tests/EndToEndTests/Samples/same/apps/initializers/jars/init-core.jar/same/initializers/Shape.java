package same.initializers;

/** An interface that an initializer asks for. */
public interface Shape {}
