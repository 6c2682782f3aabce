#!/usr/bin/env bash
# The checks that need no build. The layers, words and seams of the Swift sources are checked by Tests/ArchitectureTests.
set -euo pipefail
cd "$(dirname "$0")/.."

run() { # TITLE COMMAND…
    local title=$1
    shift
    "$@" || { echo "check: $title failed" >&2; exit 1; }
    echo "check: $title"
}

scripts_parse() {
    local found script faults=0
    found=$(find scripts bootstrap tomcat Benchmarks recipes .ci/run -type f \( -name '*.sh' -o -path .ci/run \)) || return 1
    while IFS= read -r script; do
        case $(head -n 1 "$script") in
            '#!/bin/sh' | '#!/usr/bin/env sh') sh -n "$script" || faults=1 ;;
            '#!/bin/bash' | '#!/usr/bin/env bash') bash -n "$script" || faults=1 ;;
            *) echo "check: $script names no shell in its first line" >&2; faults=1 ;;
        esac
        [[ -x $script ]] || { echo "check: $script is not executable" >&2; faults=1; }
    done <<<"$found"
    return "$faults"
}

run "format" swift format lint --strict --recursive --parallel Sources Tests Fuzz Package.swift
run "scripts parse" scripts_parse
run "sizes" scripts/check-sizes.sh Sources Tests Fuzz tomcat bootstrap scripts
run "tracked files" scripts/check-tracked.sh .
run "bad samples are refused" scripts/check-checks.sh
