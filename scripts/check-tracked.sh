#!/usr/bin/env bash
# Checks that a git work tree tracks sources only: nothing that a build makes, no program, no archive, no private key.
#
#   check-tracked.sh FOLDER
set -euo pipefail
export LC_ALL=C

[[ $# -eq 1 ]] || { echo "usage: check-tracked.sh FOLDER" >&2; exit 64; }
faults=0
# Asked for first and apart, so that a folder git does not know is a failure and not an empty list.
files=$(git -C "$1" ls-files)
while IFS= read -r file; do
    [[ -f $1/$file ]] || continue
    case $file in
        dist/* | .build/* | .build-*/* | *.o | *.a | *.so | *.class | *.jar | *.war | *.tar | *.tar.* | *.zip | *.run | *.deb)
            echo "check-tracked: $file is a build product" >&2
            faults=$((faults + 1))
            ;;
        *)
            head=$(head -c 4 "$1/$file" | od -An -tx1 | tr -d ' \n')
            if [[ $head == 7f454c46 ]]; then
                echo "check-tracked: $file is a program" >&2
                faults=$((faults + 1))
            elif grep -qE '^-----BEGIN ([A-Z]+ )?PRIVATE KEY-----' "$1/$file"; then
                echo "check-tracked: $file is a private key" >&2
                faults=$((faults + 1))
            fi
            ;;
    esac
done <<<"$files"
[[ $faults -eq 0 ]]
