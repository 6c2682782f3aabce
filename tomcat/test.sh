#!/bin/bash
# Proves the Java part against a real Tomcat: two JVMs on one listening socket, driven through their FIFOs.
#
#   test.sh              Tomcat is put together from Debian's libtomcat10-java jars
#   TOMCAT_HOME=DIR …    a Tomcat tree in the upstream layout (bin conf lib)
#   JAVA_HOME=DIR …      another JDK
#
# The last line says how many checks passed and failed; the exit status is 0 only when none failed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/slipway-tomcat.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

bash "$here/build.sh" "$scratch/one.jar"
bash "$here/build.sh" "$scratch/bake.jar" "$here/bake/src"
(cd / && umask 077 && TZ=Asia/Tokyo bash "$here/build.sh" "$scratch/two.jar")

PYTHONDONTWRITEBYTECODE=1 python3 "$here/test/prove.py" "$scratch"
