#!/usr/bin/env bash
# Prints the figures of docs/figures.md, measured on this machine now. ROUNDS=n takes more or fewer rounds (7) of the
# main job. `run.sh main_job` or `run.sh switching [--quick …]` prints one part alone.
set -euo pipefail
cd "$(dirname "$0")/.."
case ${1:-all} in
    main_job) exec python3 Benchmarks/main_job.py "${ROUNDS:-7}" ;;
    switching) exec python3 Benchmarks/switching.py "${@:2}" ;;
    all)
        python3 Benchmarks/main_job.py "${ROUNDS:-7}"
        python3 Benchmarks/switching.py
        ;;
    *) echo "bench: $1 is neither main_job nor switching" >&2; exit 64 ;;
esac
