#!/bin/bash
# Compiles the Java sources against every Tomcat that can be had: 9.0, 10.1 and 11.0, as far as Debian has them.
#
#   compile-all.sh [FOLDER]     leaves slipway-tomcat-9.jar, slipway-bake-9.jar … in FOLDER
#   TOMCAT11_LIB=DIR …          the jars of Tomcat 11, which Debian 12 does not have
#
# Downloads packages into a scratch folder and installs nothing. The exit status is 0 when each that was found compiles.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/slipway-tomcat.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
target=$(realpath -m "${1:-$scratch/jars}")
failed=0

for major in 9 10 11; do
    given=TOMCAT${major}_LIB
    lib=${!given:-}
    from="the jars of $lib"
    if [[ -z $lib ]]; then
        mkdir "$scratch/$major"
        if ! (cd "$scratch/$major" && apt-get -qq download "libtomcat$major-java" >download.log 2>&1); then
            echo "Tomcat $major: left out, libtomcat$major-java cannot be downloaded; set $given"
            continue
        fi
        dpkg-deb -x "$scratch/$major"/*.deb "$scratch/$major/tree"
        lib=$scratch/$major/lib
        from="libtomcat$major-java $(dpkg-deb -f "$scratch/$major"/*.deb Version)"
        mkdir "$lib"
        find "$scratch/$major/tree" -name '*.jar' -type f -exec cp {} "$lib" \;
    fi
    release=$((major < 11 ? 11 : 17))
    export JAVA_RELEASE=$release TOMCAT_LIB=$lib
    if sh "$here/build.sh" "$target/slipway-tomcat-$major.jar" &&
        sh "$here/build.sh" "$target/slipway-bake-$major.jar" "$here/bake/src"; then
        echo "Tomcat $major: compiles against $from"
    else
        echo "Tomcat $major: does not compile"
        failed=1
    fi
done
exit "$failed"
