#!/usr/bin/env bash
# A guard that cannot fail guards nothing: each check must pass a good sample and refuse a bad one, for the reason given.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts=$PWD/scripts

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp .swift-format "$work"
cd "$work"

passes() { # COMMAND…
    local said
    said=$("$@" 2>&1) || { echo "check-checks: refused a good sample: $* said: $said" >&2; exit 1; }
}

refuses() { # REASON COMMAND…
    local reason=$1 said
    shift
    if said=$("$@" 2>&1); then
        echo "check-checks: passed a bad sample: $*" >&2
        exit 1
    fi
    if [[ $said != *"$reason"* ]]; then
        echo "check-checks: refused, but not because '$reason': $* said: $said" >&2
        exit 1
    fi
}

program() { # NAME ASSEMBLY: a static program of a few instructions
    mkdir -p "$1/debug"
    printf '.globl _start\n_start: nop\n%s\n' "$2" | as -o "$1/it.o"
    ld -o "$1/debug/it" "$1/it.o"
    strip -o "$1/it" "$1/debug/it"
}

program good ''
passes "$scripts/check-static.sh" good it
program icu '.data
.globl icudt76_dat
icudt76_dat: .byte 1'
refuses "holds ICU" "$scripts/check-static.sh" icu it
program large '.data
.fill 3750000, 8, 1'
refuses "less than 30000000 allowed" "$scripts/check-static.sh" large it
mkdir -p dynamic/debug bare/debug
cp /bin/true dynamic/it
cp /bin/true dynamic/debug/it
refuses "needs shared libraries" "$scripts/check-static.sh" dynamic it
refuses "needs a dynamic linker" "$scripts/check-static.sh" dynamic it
cp good/it bare/it
cp good/it bare/debug/it
refuses "no symbols" "$scripts/check-static.sh" bare it
refuses "is missing" "$scripts/check-static.sh" good other

mkdir short long middling
seq 500 >short/a.swift
seq 10 | tee short/b.swift short/c.swift >long/b.swift
passes "$scripts/check-sizes.sh" short
seq 501 >long/a.swift
cp long/b.swift long/c.swift
refuses "501 lines" "$scripts/check-sizes.sh" long
seq 101 >middling/a.swift
refuses "median" "$scripts/check-sizes.sh" middling

git init -q tree
echo text >tree/read.me
git -C tree add read.me
passes "$scripts/check-tracked.sh" tree
for bad in app.jar lib.a dist/slipway; do
    mkdir -p "tree/$(dirname "$bad")"
    echo bad >"tree/$bad"
    git -C tree add -f "$bad"
    refuses "$bad is a build product" "$scripts/check-tracked.sh" tree
    git -C tree rm -q -f "$bad"
done
cp good/it tree/tool
git -C tree add tool
refuses "tool is a program" "$scripts/check-tracked.sh" tree
git -C tree rm -q -f tool
printf -- '-----BEGIN %s KEY-----\n' PRIVATE >tree/key
git -C tree add key
refuses "key is a private key" "$scripts/check-tracked.sh" tree
refuses "" "$scripts/check-tracked.sh" good

echo 'let a = 1' >good.swift
printf 'let a = 1;\n  let b=2\n' >bad.swift
passes swift format lint --strict good.swift
refuses "error" swift format lint --strict bad.swift
