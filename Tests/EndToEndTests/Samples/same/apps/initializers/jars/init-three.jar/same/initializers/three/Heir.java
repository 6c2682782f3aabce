package same.initializers.three;

import same.initializers.two.Ring;

/** The third in a chain over three jars, alone in its own. */
public class Heir extends Ring {}
