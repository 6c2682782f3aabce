#!/usr/bin/env bash
# Checks that programs run on any Linux host: no library, no interpreter, no ICU inside, under 30 MB stripped.
#
#   check-static.sh FOLDER PROGRAM…      looks at FOLDER/PROGRAM (stripped) and FOLDER/debug/PROGRAM (with symbols)
#
# Prints the sizes of all programs in the folder; only the named ones must pass.
set -euo pipefail
export LC_ALL=C

[[ $# -ge 2 ]] || { echo "usage: check-static.sh FOLDER PROGRAM…" >&2; exit 64; }
folder=$1
shift
limit=$((30 * 1000 * 1000))
faults=0

fault() {
    echo "check-static: $1" >&2
    faults=$((faults + 1))
}

needed() { readelf -dW "$1" | grep -c '(NEEDED)' || true; }
interpreters() { readelf -lW "$1" | grep -c 'INTERP' || true; }

for program in "$@"; do
    file=$folder/$program
    symbolic=$folder/debug/$program
    if [[ ! -f $file || ! -f $symbolic ]]; then
        fault "$file or $symbolic is missing"
        continue
    fi
    readelf -hW "$file" >/dev/null 2>&1 || { fault "$file is no program"; continue; }
    [[ $(needed "$file") -eq 0 ]] || fault "$file needs shared libraries"
    [[ $(interpreters "$file") -eq 0 ]] || fault "$file needs a dynamic linker"
    # A file without symbols would hide ICU, so it is refused rather than passed.
    symbols=$(nm "$symbolic" 2>/dev/null) || symbols=
    [[ -n $symbols ]] || fault "$symbolic has no symbols to look at"
    ! grep -q icudt <<<"$symbols" || fault "$symbolic holds ICU: something it links uses the full Foundation"
    size=$(stat -c %s "$file")
    [[ $size -lt $limit ]] || fault "$file has $size bytes, less than $limit allowed"
done

printf '%-18s %10s %14s %10s\n' program stripped 'with symbols' libraries
for symbolic in "$folder"/debug/*; do
    file=$folder/${symbolic##*/}
    [[ -f $file && -f $symbolic ]] || continue
    printf '%-18s %7s MB %11s MB %10s\n' "${file##*/}" \
        "$(awk "BEGIN { printf \"%.1f\", $(stat -c %s "$file") / 1e6 }")" \
        "$(awk "BEGIN { printf \"%.1f\", $(stat -c %s "$symbolic") / 1e6 }")" "$(needed "$file")"
done
[[ $faults -eq 0 ]]
