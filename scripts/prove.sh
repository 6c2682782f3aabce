#!/usr/bin/env bash
# Proves that the tests rest on nothing but the sources: twice in a row here, then in a fresh copy elsewhere, built from
# nothing by another, unprivileged user with another home, umask, locale and time zone.
set -euo pipefail
cd "$(dirname "$0")/.."

as_other=()
if [[ $(id -u) -eq 0 ]]; then
    as_other=(setpriv --reuid=65534 --regid=65534 --clear-groups)
elif command -v sudo >/dev/null && sudo -n -u nobody true 2>/dev/null; then
    as_other=(sudo -n -u nobody)
else
    echo "prove: needs root, or sudo without a password, to run the tests as another user" >&2
    exit 1
fi

# Whatever the tests leave out to be quick is run here.
export SLIPWAY_PROVE=1

# Faults at every file change. What was proven of these very programs is not played again, so that a sweep that was
# interrupted goes on where it stood: .build/proofs/torn-points.txt has a line for each point.
mkdir -p .build/proofs
swift build --build-tests
echo "prove: nothing is torn by a fault at any file change; the log is $PWD/.build/proofs/faults.log"
SLIPWAY_DIST=$PWD/dist swift test --skip-build --disable-xctest --filter 'EndToEnd/(nothingIsTorn|theKernelSees)' 2>&1 |
    tee .build/proofs/faults.log
grep -q 'points played, .* 0 torn' .build/proofs/faults.log || { echo "prove: no fault was played" >&2; exit 1; }

echo "prove: a power cut at any step costs nothing that was promised; the log is $PWD/.build/proofs/power-cut.log"
python3 scripts/power_cut --list | tee .build/proofs/power-cut.log

echo "prove: what strangers make is read without harm, two minutes for each reader; the logs are in $PWD/.build/fuzz"
scripts/fuzz.sh 120 | tee .build/proofs/fuzz.log

# Each kind of host, each refusal, and every word of docs/install.md.
echo "prove: one file makes a bare host a running server; the log is $PWD/.build/proofs/hosts.log"
SLIPWAY_DIST=$PWD/dist scripts/hosts/prove.sh all | tee .build/proofs/hosts.log

for round in first second; do
    echo "prove: $round run"
    scripts/test.sh
done

copy=$(mktemp -d "${TMPDIR:-/tmp}/slipway-prove.XXXXXX")
chmod 0711 "$copy"
trap 'cd /; "${as_other[@]}" rm -rf "$copy/other"; rm -rf "$copy"' EXIT
chmod 1777 "$copy"

# The sources as git sees them, changes included, and those of the packages as resolved here, so that the other user
# needs neither a network nor this user's git settings; nothing that a build has made.
{
    git ls-files -z --cached --others --exclude-standard |
        while IFS= read -r -d '' file; do [[ ! -e $file ]] || printf '%s\0' "$file"; done
    printf '%s\0' Package.resolved
    for part in checkouts repositories workspace-state.json; do
        printf '%s\0' ".build/$part" ".build-dist/$part"
    done
} | tar --null --files-from=- -c >"$copy/sources.tar"
chmod 0644 "$copy/sources.tar"

echo "prove: third run, as another user in a fresh copy"
cd /
# shellcheck disable=SC2016 # expanded by the other user's shell
"${as_other[@]}" env -i PATH="$PATH" TZ=Pacific/Chatham LC_ALL=C.UTF-8 HOME="$copy/other/home" COPY="$copy" bash -euc '
    umask 077
    mkdir -p "$COPY/other/home" "$COPY/other/slipway copy"
    cd "$COPY/other/slipway copy"
    tar -xf "$COPY/sources.tar"
    make build test'
echo "prove: the tests passed three times"
