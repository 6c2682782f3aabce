#!/usr/bin/env bash
# Checks the sizes of sources: no file over 500 lines, half of them not over 100.
#
#   check-sizes.sh FOLDER…
set -euo pipefail
export LC_ALL=C

[[ $# -ge 1 ]] || { echo "usage: check-sizes.sh FOLDER…" >&2; exit 64; }
find -L "$@" -type f \( -name '*.swift' -o -name '*.[ch]' -o -name '*.java' -o -name '*.sh' -o -name '*.py' \) \
    -exec wc -l {} + | sort -n | awk '
    $2 == "total" { next }
    { size[count++] = $1 }
    $1 > 500 { print "check-sizes: " $2 ": " $1 " lines, 500 allowed"; faults++ }
    END {
        if (count == 0) { print "check-sizes: no sources found"; faults++ }
        median = size[int(count / 2)]
        if (median > 100) { print "check-sizes: the median file has " median " lines, 100 allowed"; faults++ }
        exit faults > 0
    }' >&2
