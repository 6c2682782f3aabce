package same.initializers.one;

import same.initializers.Shape;

public class Circle implements Shape {}
