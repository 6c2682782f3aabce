package same.initializers.one;

import same.initializers.Plugin;

public abstract class Between extends Plugin {}
