#!/usr/bin/env bash
# Fills a small disk to the last byte while a node works on it. Prints "STEP CODE" and "served-STEP WHAT" lines; what
# each step says goes to $ANSWERS/STEP. Runs in a mount namespace of its own.
set -u
slipway() { "$SLIPWAY" "$@" --root "$ROOT"; }
served() { echo "served-$1 $(curl -fsS --max-time 20 "http://127.0.0.1:$PORT/" 2>&1)"; }
step() {
    local name=$1
    shift
    "$@" >"$ANSWERS/$name" 2>&1
    echo "$name $?"
    served "$name"
}
fill() { cat /dev/zero >"$ROOT/ballast" 2>/dev/null; }
# A disk without a free page still takes lines into the last one of the ledger: they are used up.
use_up() {
    fill
    for _ in {1..60}; do
        { slipway pin steady && slipway unpin steady; } >/dev/null 2>&1 || return
    done
    echo "use-up never"
}
make_room() { rm "$ROOT/ballast"; }
# The ledger tells of a rung of this switch.
await() {
    for _ in {1..2000}; do
        grep -q "{\"rung\":\"$2\"}},\"transaction\":$1}" "$LEDGER" && return
        read -rt 0.01 <> <(:)
    done
    echo "await-$1-$2 never"
}

mkdir -p "$ROOT"
mount -t tmpfs -o size=24m disk "$ROOT" || exit 1
LEDGER=$ROOT/apps/steady/ledger.jsonl
NOTES=$ROOT/apps/steady/shared/notes
step up slipway node up
step first slipway deploy "$FIRST" --set "listen.http=$PORT"

# In the middle of the trial there is no room any more, and then the new one sickens.
echo sick >"$NOTES/prepared"
slipway deploy "$TRIED" >"$ANSWERS/trial" 2>&1 &
deploy=$!
await 2 point
fill
mv "$NOTES/prepared" "$NOTES/2.0.0"
wait "$deploy"
echo "trial $?"
served trial
step full-history slipway history steady
step full-verify slipway verify steady
make_room
step second slipway deploy "$SECOND"

fill
step full-rollback slipway rollback steady
step full-config slipway config set steady steady.mood=glad
step full-gc slipway gc
step full-restart slipway restart steady
use_up
step full-undeploy slipway undeploy steady --yes
make_room
step history slipway history steady
step state slipway status steady

# A daemon that finds no room when it comes back leaves what runs alone.
step leave slipway node down
fill
step full-up slipway node up
make_room
step back slipway node up

step config slipway config set steady steady.mood=glad
step rollback slipway rollback steady
step undeploy slipway undeploy steady --yes
step down slipway node down --stop-apps
