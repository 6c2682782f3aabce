#!/usr/bin/env bash
# Runs every test against the programs in dist/. A test that did not run counts as failed. The last line is the sum.
set -euo pipefail
cd "$(dirname "$0")/.."

[[ -x dist/slipwayd ]] || { echo "test: dist/ is not built; run make build" >&2; exit 1; }
export SLIPWAY_DIST=$PWD/dist
report=.build/tests.xml
swift_log=.build/swift-test.log
tomcat_log=.build/tomcat-test.log
hosts_log=.build/hosts-test.log
totals=.build/test-totals
rm -f "$report" "$swift_log" "$tomcat_log" "$hosts_log" "$totals"

swift build --build-tests

status=0
swift test --skip-build --disable-xctest --xunit-output "$report" 2>&1 | sed -u '/^◇ .* started\.$/d' |
    tee "$swift_log" || status=1
tomcat/test.sh 2>&1 | tee "$tomcat_log" || status=1
hosts=0
scripts/hosts/prove.sh short 2>&1 | tee "$hosts_log" || hosts=$?

if [[ ! -s $report ]]; then
    echo "test: the Swift tests ended without a report" >&2
    exit 1
fi
swift_counts=$(awk '
    /<testcase / { cases++; bad = 0 }
    /<failure|<skipped/ { if (!bad) failed++; bad = 1 }
    END { print cases - failed, failed + 0 }' "$report")

counts() { # WHOSE LOG
    local found
    found=$(sed -nE 's/^(.* )?([0-9]+) passed, ([0-9]+) failed.*/\2 \3/p' "$2" | tail -n 1)
    [[ -n $found ]] || { echo "test: the $1 tests ended without a sum" >&2; return 1; }
    echo "$found"
}

tomcat_counts=$(counts Tomcat "$tomcat_log")
read -r passed failed <<<"$swift_counts"
read -r tomcat_passed tomcat_failed <<<"$tomcat_counts"
passed=$((passed + tomcat_passed))
failed=$((failed + tomcat_failed))
# Fresh hosts need root, which the tests do without; then they are left out and count for nothing.
if [[ $hosts -eq 69 ]]; then
    echo "test: the fresh host was left out"
else
    [[ $hosts -eq 0 ]] || status=1
    hosts_counts=$(counts host "$hosts_log")
    read -r hosts_passed hosts_failed <<<"$hosts_counts"
    passed=$((passed + hosts_passed))
    failed=$((failed + hosts_failed))
fi

# Once more at the end, where who reads only that finds them.
grep -hE '^✘ |^➜ .* skipped|^FAILED ' "$swift_log" "$tomcat_log" "$hosts_log" | cut -c 1-600 | tail -n 30 || true

echo "$passed passed, $failed failed" | tee "$totals"
[[ $status -eq 0 && $failed -eq 0 && $passed -gt 0 ]]
