#!/bin/sh
# Compiles the quotes into lib/quotes.jar, the same bytes every time. JAVA_HOME chooses the JDK (17 or later).
set -eu
umask 022
cd "$(dirname "$0")"
bin=${JAVA_HOME:+$JAVA_HOME/bin/}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"${bin}javac" --release 17 -encoding UTF-8 -Xlint:all -Werror -d "$scratch/classes" \
    source/dev/slipway/reference/Quotes.java
"${bin}jar" --create --file "$scratch/quotes.jar" --date 1980-01-01T00:00:02Z -C "$scratch/classes" .
mkdir -p lib
mv "$scratch/quotes.jar" lib/quotes.jar
