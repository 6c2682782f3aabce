#!/bin/sh
# Makes classes.list anew: the classes of server and JDK that a start of Tomcat loads, of which a node makes its archive.
#
#   class-list.sh LIST… >classes.list
#
# Each LIST is what a Java VM has noted with -XX:DumpLoadedClassList=LIST -Xshare:off, for example of a release with a
# session cluster and two listeners whose pages, servlets and web sockets were used before it was stopped:
#
#   slipway deploy APP --set "jvm.options=-XX:DumpLoadedClassList=LIST -Xshare:off"
#
# Take lists of every Java that releases may use; from 21 on they tell which jar a class is from, without which the
# server's own classes cannot be told from a web app's. A VM passes over what it does not have.
set -eu
export LC_ALL=C

[ $# -ge 1 ] || { echo "usage: class-list.sh LIST..." >&2; exit 64; }

# Of classes with a source only those of the server; the compiler of pages is at work at build time. What a VM makes
# while it runs has a name of its own each time.
sed -e '/^[#@]/d' "$@" |
    awk '!/source:/ || (/\/tomcat\/lib\/[^\/]*\.jar$/ && !/\/tomcat\/lib\/ecj[^\/]*\.jar$/) ||
        /\/service\/slipway-tomcat\.jar$/ { print $1 }' |
    grep -E '^[A-Za-z0-9_$/]+$' |
    grep -Ev -e '\$\$(Lambda|InjectedInvoker)|LambdaForm\$[A-Z]*MH|/\$Proxy[0-9]|0x[0-9a-f]{6}' \
        -e 'Generated(Method|Constructor)Accessor[0-9]|^sun/launcher/|^jdk/jfr/events/|^org/apache/jsp/|^org/eclipse/' \
        -e '^org/apache/jasper/compiler/(Attribute|Bean|Collector|Dumper|E|F|Generator|Image|Jsp(D|Re|U)|Mark|N|Pa|S|Tag(F|L)|Text|V)' |
    sort -u
