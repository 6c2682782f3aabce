#!/usr/bin/env bash
# Plays a deploy on a small disk that has no room, no inodes, or is read-only. Prints "STEP CODE" lines; what each step
# says goes to $ANSWERS/STEP.err. Runs in a mount namespace of its own.
set -u
slipway() { "$SLIPWAY" "$@" --root "$ROOT"; }
step() {
    local name=$1
    shift
    "$@" >"$ANSWERS/$name.out" 2>"$ANSWERS/$name.err"
    echo "$name $?"
}
# Every file and every process of the node; run/ holds what the wrapper writes all the time.
look() {
    (cd "$ROOT" && find . -name ballast -prune -o -name 'status.json*' -prune -o -print | sort)
    for file in /proc/[0-9]*/cmdline; do
        if tr '\0' ' ' <"$file" 2>/dev/null | grep -q -- "$ROOT/"; then
            local pid=${file#/proc/}
            pid=${pid%/cmdline}
            [[ $pid == $$ || $pid == "$BASHPID" ]] || echo "process $pid"
        fi
    done | sort
}
refused() {
    local name=$1
    shift
    look >"$ANSWERS/$name.before"
    step "$name" "$@"
    look >"$ANSWERS/$name.after"
    if diff "$ANSWERS/$name.before" "$ANSWERS/$name.after" >"$ANSWERS/$name.diff"; then
        echo "same-$name yes"
    else
        echo "same-$name no"
    fi
    echo "served-$name $(curl -fsS --max-time 20 "http://127.0.0.1:$PORT/" | sed -n 's/.*<th>version<.th><td>\([^<]*\).*/\1/p')"
}
free_kib() { df --output=avail -k "$ROOT" | tail -n 1 | tr -d ' '; }
leave_kib() { head -c $((($(free_kib) - $1) * 1024)) /dev/zero >"$ROOT/ballast"; }

mkdir -p "$ROOT"
mount -t tmpfs -o size=500m,nr_inodes=30000 disk "$ROOT" || exit 1
step up slipway node up
step first slipway deploy "$FIRST" --set "listen.http=$PORT"

leave_kib 100
refused full slipway deploy "$SECOND"
rm "$ROOT/ballast"

leave_kib 4000
refused crowd slipway deploy "$CROWD"
rm "$ROOT/ballast"

used=$(df --output=iused "$ROOT" | tail -n 1 | tr -d ' ')
mount -o remount,nr_inodes=$((used + 200)) "$ROOT"
refused inodes slipway deploy "$CROWD"
mount -o remount,nr_inodes=30000 "$ROOT"

# A disk with files open for writing cannot be turned read-only; a read-only view of it over itself can be laid.
mount --bind "$ROOT" "$ROOT" && mount -o remount,bind,ro "$ROOT" || exit 1
refused readonly slipway deploy "$SECOND"
step status slipway status hello
umount "$ROOT" || exit 1

step second slipway deploy "$SECOND"
step down slipway node down --stop-apps
