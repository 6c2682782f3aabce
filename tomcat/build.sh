#!/bin/sh
# Compiles the Java sources and packs them into a jar whose bytes depend on nothing but the sources and the compiler.
#
#   build.sh OUTPUT.jar [SOURCES]
#
# SOURCES is the folder of the sources, src beside this script unless given.
# TOMCAT_LIB names the folder of Tomcat's jars; without it the jars of Debian's libtomcat10-java are used.
# JAVA_HOME chooses the JDK (17 or later), JAVA_RELEASE the oldest Java the jar is for (11; Tomcat 11 takes 17).
set -eu
umask 022
export LC_ALL=C

[ $# -eq 1 ] || [ $# -eq 2 ] || { echo "usage: build.sh OUTPUT.jar [SOURCES]" >&2; exit 64; }
case $1 in /*) output=$1 ;; *) output=$PWD/$1 ;; esac
here=$(cd "$(dirname "$0")" && pwd)
sources=$(cd "${2:-$here/src}" && pwd)
bin=${JAVA_HOME:+$JAVA_HOME/bin/}

class_path=
for jar in ${TOMCAT_LIB:+"$TOMCAT_LIB"/*.jar} ${TOMCAT_LIB:-/usr/share/java/tomcat10-*.jar}; do
    [ -f "$jar" ] && class_path=$class_path:$jar
done
class_path=${class_path#:}
[ -n "$class_path" ] || { echo "build.sh: no Tomcat jars found; set TOMCAT_LIB" >&2; exit 1; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/src" "$scratch/classes"
cp -R "$sources/." "$scratch/src"

cd "$scratch/src"
# Up to Tomcat 9 servlets have their old name, and a protocol of one's own starts from the class above.
if "${bin}javap" -cp "$class_path" javax.servlet.Servlet >/dev/null 2>&1; then
    find . -name '*.java' -exec sed -i 's/\bjakarta\.servlet\b/javax.servlet/g' {} +
    [ ! -e dev/slipway/tomcat/SlotProtocol.java ] ||
        sed -i -e 's/^import .*\.Http11NioProtocol;/import org.apache.coyote.http11.AbstractHttp11JsseProtocol;/' \
            -e 's/extends Http11NioProtocol/extends AbstractHttp11JsseProtocol<org.apache.tomcat.util.net.NioChannel>/' \
            dev/slipway/tomcat/SlotProtocol.java
fi
# Tomcat's jars name jars and annotations that need not be here: hence no path and classfile warnings.
find . -name '*.java' | sort | xargs "${bin}javac" --release "${JAVA_RELEASE:-11}" -encoding UTF-8 \
    -g:source,lines -proc:none -Xlint:all,-path,-classfile -Werror -cp "$class_path" -d "$scratch/classes"

cd "$scratch/classes"
mkdir -p "$(dirname "$output")"
find . -name '*.class' | sed 's|^\./||' | sort | xargs "${bin}jar" --create --file="$scratch/jar" --no-manifest \
    --no-compress --date=1980-01-01T00:00:02Z
mv "$scratch/jar" "$output"
