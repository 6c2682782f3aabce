package same.initializers.one;

import same.initializers.Mark;

@Mark
public class Marked {}
