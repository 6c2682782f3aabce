#!/usr/bin/env bash
# Prints the figures of docs/figures.md, measured on this machine now. ROUNDS=n takes more or fewer rounds (7) of the
# main job, of builds and of warm starts, and of healing (15). `run.sh main_job`, `run.sh build [--rounds n]`,
# `run.sh switching [--quick …]`, `run.sh healing [--only …]` or `run.sh warm-start [--apps …]` prints one part alone, as does
# `run.sh install [--rounds n]`, which needs root.
set -euo pipefail
cd "$(dirname "$0")/.."
case ${1:-all} in
    main_job) exec python3 Benchmarks/main_job.py "${ROUNDS:-7}" ;;
    build) exec python3 Benchmarks/build.py "${@:2}" ;;
    switching) exec python3 Benchmarks/switching.py "${@:2}" ;;
    healing) exec python3 Benchmarks/healing.py "${@:2}" ;;
    warm-start) exec python3 Benchmarks/warm_start.py "${@:2}" ;;
    install) exec python3 Benchmarks/install.py "${@:2}" ;;
    all)
        python3 Benchmarks/main_job.py "${ROUNDS:-7}"
        python3 Benchmarks/build.py
        python3 Benchmarks/switching.py
        python3 Benchmarks/healing.py
        python3 Benchmarks/warm_start.py
        python3 Benchmarks/install.py
        ;;
    *) echo "bench: $1 is none of main_job, build, switching, healing, warm-start and install" >&2; exit 64 ;;
esac
