#!/usr/bin/env bash
# An app prints more than the disk of its log can hold. Prints "STEP VALUE" lines. Runs in a mount namespace of its own.
set -u
slipway() { "$SLIPWAY" "$@" --root "$ROOT"; }
ask() { curl -fsS --max-time 10 "http://127.0.0.1:$PORT$1"; }
log=$ROOT/apps/sick/shared/logs
fact() { slipway status sick --json | jq ".apps[0].$1"; }
until_true() { for _ in $(seq 100); do "$@" && return; sleep 0.1; done; return 1; }
told() { grep -q "$1" "$log/sick.log"; }
some_lost() { [[ $(fact logLost) -gt 0 ]]; }

mkdir -p "$ROOT" || exit 1
slipway node up >"$ANSWERS/up" 2>&1 || exit 1
printf '%s' "$WORD" | slipway secret set sick-word >"$ANSWERS/secret" 2>&1 || exit 1
slipway deploy "$BUNDLE" --set "listen.http=$PORT" >"$ANSWERS/deploy" 2>&1 || { cat "$ANSWERS/deploy"; exit 1; }
mount -t tmpfs -o size=256k logs "$log" || exit 1
echo "shout $(ask '/do?fault=shout&argument=20000')"
until_true some_lost || exit 1
echo "health $(ask /health)"
echo "lost $(fact logLost)"
mount -o remount,size=64m "$log" || exit 1
echo "again $(ask '/do?fault=shout&argument=7')"
until_true told 'line 6 of 7' || exit 1
until_true told 'lines were lost' || exit 1
echo "kept $(grep -c 'of 20000, and' "$log/sick.log")"
echo "told $(sed -n 's/^slipway: .*\b\([0-9][0-9]*\) lines were lost.*/\1/p' "$log/sick.log" | awk '{ sum += $1 } END { print sum }')"
echo "restarts $(fact restarts)"
slipway node down --stop-apps >"$ANSWERS/down" 2>&1
