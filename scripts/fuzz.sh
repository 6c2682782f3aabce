#!/usr/bin/env bash
# Feeds every reader of what strangers make with bytes that libFuzzer invents, starting from Fuzz/corpus.
#
#   fuzz.sh [SECONDS [TARGET…]]      120 seconds for each target; a finding is kept in .build/fuzz/ and fails the script
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-120}
targets=(recipe manifest statement signature tar zip ledger class)
[[ $# -le 1 ]] || targets=("${@:2}")

# A build of its own, with counters at every edge and checks of every address.
build=${SLIPWAY_FUZZ_BUILD:-.build/fuzz/build}
mkdir -p .build/fuzz
SLIPWAY_FUZZ=1 swift build -c release --scratch-path "$build" --product slipway-fuzz \
    -Xswiftc -sanitize=fuzzer,address -Xswiftc -use-ld=lld >.build/fuzz/build.log 2>&1 ||
    { grep -E 'error' .build/fuzz/build.log >&2; exit 1; }
program=$build/release/slipway-fuzz

faults=0
for target in "${targets[@]}"; do
    found=.build/fuzz/$target
    mkdir -p "$found"
    # The loop itself never frees its corpus: leaks are not what is looked for.
    if ASAN_OPTIONS=detect_leaks=0 "$program" "$target" "$found" "Fuzz/corpus/$target" -max_total_time="$seconds" \
        -max_len=16384 -timeout=10 -rss_limit_mb=1024 -artifact_prefix="$found-" -print_final_stats=1 \
        >".build/fuzz/$target.log" 2>&1; then
        runs=$(grep -oE 'number_of_executed_units: [0-9]+' ".build/fuzz/$target.log" | grep -oE '[0-9]+' || echo 0)
        [[ $runs -gt 0 ]] || { echo "fuzz: $target was not run" >&2; faults=1; }
        echo "fuzz: $target: $runs inputs in $seconds s, nothing found"
    else
        echo "fuzz: $target: found something; see .build/fuzz/$target.log and $found-*" >&2
        faults=1
    fi
done
[[ $faults -eq 0 ]]
