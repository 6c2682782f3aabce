#!/usr/bin/env bash
# Builds the programs and what they carry into dist/: fully static, stripped, with unstripped copies in dist/debug.
set -euo pipefail
cd "$(dirname "$0")/.."

programs=(slipway slipwayd slipway-wrapper)
scratch=.build-dist

# Written beside and renamed over, so that a program that is just running keeps its file.
place() { # SOURCE TARGET
    cp "$1" "$2.new"
    mv "$2.new" "$2"
}

# The linker warns of every lookup function in a static program. Ours settle how names are looked up before any is
# (slw_configure_static_lookups), so the warning says nothing; nor does the one of mktemp in the compiler's library.
swift build -c release --scratch-path "$scratch" --static-swift-stdlib -Xswiftc -static-executable 2>&1 |
    sed -u -e '/in statically linked applications requires at runtime/d' -e '/the use of .mktemp. is dangerous/d'

mkdir -p dist/debug dist/share
for program in "${programs[@]}"; do
    built=$scratch/release/$program
    if [[ ! dist/debug/$program -nt $built || ! -e dist/$program ]]; then
        strip -o "dist/$program.new" "$built"
        mv "dist/$program.new" "dist/$program"
        place "$built" "dist/debug/$program"
    fi
done

jar=dist/share/slipway-tomcat.jar
if [[ ! -e $jar || -n $(find tomcat/build.sh tomcat/src -newer "$jar" -print -quit) ]]; then
    tomcat/build.sh "$PWD/$jar"
fi
jar=dist/share/slipway-bake.jar
if [[ ! -e $jar || -n $(find tomcat/build.sh tomcat/bake/src -newer "$jar" -print -quit) ]]; then
    tomcat/build.sh "$PWD/$jar" tomcat/bake/src
fi
# The jars of the sample recipes.
[[ -e recipes/reference/java/lib/quotes.jar ]] || recipes/reference/java/compile.sh
[[ -e recipes/clock/clock.jar ]] || recipes/clock/compile.sh
for file in tomcat/conf/server.xml.mustache tomcat/conf/logging.properties tomcat/classes.list bootstrap/install.sh; do
    cmp -s "$file" "dist/share/${file##*/}" || place "$file" "dist/share/${file##*/}"
done

# What a shell and man need to know of slipway's words, told by the program itself.
mkdir -p dist/share/completions dist/share/man/man1
for shell in bash zsh fish; do
    target=dist/share/completions/slipway.$shell
    dist/slipway completions "$shell" >"$target.new"
    mv "$target.new" "$target"
done
dist/slipway man dist/share/man/man1 >/dev/null

scripts/check-static.sh dist slipwayd slipway-wrapper
