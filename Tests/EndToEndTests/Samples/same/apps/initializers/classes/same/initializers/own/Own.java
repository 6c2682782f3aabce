package same.initializers.own;

import same.initializers.one.Between;

/** Of the web app itself, by a class of a jar. */
public class Own extends Between {}
