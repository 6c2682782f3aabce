package same.initializers;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** An annotation that an initializer asks for. */
@Retention(RetentionPolicy.RUNTIME)
public @interface Mark {}
