#!/bin/sh
# Compiles the clock into clock.jar, the same bytes every time. JAVA_HOME chooses the JDK (17 or later).
set -eu
umask 022
cd "$(dirname "$0")"
bin=${JAVA_HOME:+$JAVA_HOME/bin/}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"${bin}javac" --release 17 -encoding UTF-8 -Xlint:all -Werror -d "$scratch/classes" src/Clock.java
"${bin}jar" --create --file "$scratch/clock.jar" --main-class Clock --date 1980-01-01T00:00:02Z \
    -C "$scratch/classes" Clock.class
mv "$scratch/clock.jar" clock.jar
