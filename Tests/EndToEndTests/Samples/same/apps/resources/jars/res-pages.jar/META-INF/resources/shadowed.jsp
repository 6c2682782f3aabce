of the jar
