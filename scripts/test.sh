#!/usr/bin/env bash
# Runs every test against the programs in dist/. A test that did not run counts as failed. The last line is the sum.
set -euo pipefail
cd "$(dirname "$0")/.."

[[ -x dist/slipwayd ]] || { echo "test: dist/ is not built; run make build" >&2; exit 1; }
export SLIPWAY_DIST=$PWD/dist
report=.build/tests.xml
swift_log=.build/swift-test.log
tomcat_log=.build/tomcat-test.log
totals=.build/test-totals
rm -f "$report" "$swift_log" "$tomcat_log" "$totals"

swift build --build-tests

status=0
swift test --skip-build --disable-xctest --xunit-output "$report" 2>&1 | sed -u '/^◇ .* started\.$/d' |
    tee "$swift_log" || status=1
tomcat/test.sh 2>&1 | tee "$tomcat_log" || status=1

if [[ ! -s $report ]]; then
    echo "test: the Swift tests ended without a report" >&2
    exit 1
fi
swift_counts=$(awk '
    /<testcase / { cases++; bad = 0 }
    /<failure|<skipped/ { if (!bad) failed++; bad = 1 }
    END { print cases - failed, failed + 0 }' "$report")
tomcat_counts=$(sed -nE 's/^(.* )?([0-9]+) passed, ([0-9]+) failed.*/\2 \3/p' "$tomcat_log" | tail -n 1)
if [[ -z $tomcat_counts ]]; then
    echo "test: the Tomcat tests ended without a sum" >&2
    exit 1
fi
read -r passed failed <<<"$swift_counts"
read -r tomcat_passed tomcat_failed <<<"$tomcat_counts"
passed=$((passed + tomcat_passed))
failed=$((failed + tomcat_failed))

# Once more at the end, where who reads only that finds them.
grep -hE '^✘ |^FAILED ' "$swift_log" "$tomcat_log" | cut -c 1-600 | tail -n 30 || true

echo "$passed passed, $failed failed" | tee "$totals"
[[ $status -eq 0 && $failed -eq 0 && $passed -gt 0 ]]
