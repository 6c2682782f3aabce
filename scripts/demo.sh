#!/usr/bin/env bash
# Shows the whole flow on this machine, one line with its time per step: build, bring up, update under load, kill, break,
# roll back, stop. Everything lies below ./demo. KEEP=1 leaves it running.
set -euo pipefail
cd "$(dirname "$0")/.."

here=$PWD/demo
root=$here/node
slipway=$PWD/dist/slipway
log=$here/demo.log
store=${SLIPWAY_DEMO_STORE:-$here/store}
# The keys of the demo, not those of who runs it.
export XDG_CONFIG_HOME=$here/config

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

say() { printf '%-66s %7s s\n' "$1" "$2"; }

fail() {
    echo "demo: $1" >&2
    echo "--- the last lines of $log" >&2
    tail -n 30 "$log" >&2
    exit 1
}

# step TEXT COMMAND…: runs it with its output in the log, then prints one line with its time.
step() {
    local text=$1 begun
    shift
    begun=$(milliseconds)
    echo "== $text: $*" >>"$log"
    "$@" >>"$log" 2>&1 || fail "$text failed"
    say "$text" "$(elapsed "$begun")"
}

elapsed() {
    local took=$(($(milliseconds) - $1))
    printf '%d.%02d' $((took / 1000)) $((took % 1000 / 10))
}

# A port nobody listens on, asked of the kernel.
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("", 0)); print(s.getsockname()[1])'; }

page() { curl -fsS --max-time 10 "http://127.0.0.1:$port/$1"; }

shows_version() { page "" | grep -q "$1"; }

jvm_pid() { "$slipway" status hello --root "$root" --json | sed -n 's/^ *"pid" : \([0-9]*\),*$/\1/p' | head -n 1; }

build() { "$slipway" build recipes/hello --store "$store" --version "$1" "${@:2}"; }

deploy() { "$slipway" deploy "hello:$1" --store "$store" --root "$root" --set "listen.http=$port"; }

broken_is_taken_back() {
    local code=0
    deploy 1.2.0 || code=$?
    [[ $code -eq 1 ]] && shows_version 1.1.0
}

# Two clients that keep their connections and two that do not, none of which ever asks twice.
deploy_under_load() {
    python3 tomcat/test/load.py "$port" / 4 >"$here/load.json" 2>>"$log" &
    load_pid=$!
    local code=0
    deploy 1.1.0 || code=$?
    kill "$load_pid"
    wait "$load_pid" || code=1
    load_pid=
    return "$code"
}

number() { sed -n "s/.*\"$1\": \([0-9]*\).*/\1/p" "$here/load.json"; }

killed_and_back() {
    local before
    before=$(jvm_pid)
    [[ -n $before ]]
    kill -9 "$before"
    # The socket stays open, so this request waits for the new process instead of being refused.
    shows_version 1.1.0
    [[ $(jvm_pid) != "$before" ]]
}

nothing_is_left() { ! pgrep -f "$root" >/dev/null; }

load_pid=
down() {
    [[ -z $load_pid ]] || kill "$load_pid" 2>/dev/null || true
    [[ -n ${KEEP:-} ]] || "$slipway" node down --root "$root" --stop-apps >>"$log" 2>&1 || true
}

mkdir -p "$here"
: >"$log"
"$slipway" node down --root "$root" --stop-apps >>"$log" 2>&1 || true
rm -rf "$root"
trap down EXIT
begun=$(milliseconds)
port=$(free_port)

step "build release hello 1.0.0 (images from Debian's packages)" build 1.0.0
step "bring up a node in ./demo/node" "$slipway" node up --root "$root"
step "deploy hello 1.0.0, wait until it is healthy" deploy 1.0.0
step "fetch its page" shows_version 1.0.0
step "build release hello 1.1.0" build 1.1.0 --set "hello.greeting=Hello again"
step "deploy hello 1.1.0 under load" deploy_under_load
asked=$(number asked)
failed=$(number failed)
[[ $failed -eq 0 && $asked -gt 0 ]] || fail "$failed of $asked requests failed during the deploy"
echo "    $asked requests meanwhile, $failed failed, the longest took $(number longest_ms) ms"
step "kill -9 its JVM; the next request is answered by a new one" killed_and_back
step "build a broken release, 1.2.0" build 1.2.0 --set hello.health=fail --set start.deadline=8s
step "deploy 1.2.0: it is refused and 1.1.0 serves on" broken_is_taken_back
step "slipway rollback: 1.0.0 again" "$slipway" rollback hello --root "$root"
step "fetch its page" shows_version 1.0.0
echo
echo "\$ slipway status --root demo/node"
"$slipway" status --root "$root"
echo
echo "\$ slipway history hello --root demo/node"
"$slipway" history hello --root "$root"
echo
if [[ -n ${KEEP:-} ]]; then
    echo "left running: http://127.0.0.1:$port/ ; end it with: dist/slipway node down --root demo/node --stop-apps"
else
    step "stop everything" "$slipway" node down --root "$root" --stop-apps
    nothing_is_left || fail "a process is left: $(pgrep -af "$root")"
    echo "no process is left"
fi
say "the whole demo" "$(elapsed "$begun")"
